"""Measure how often garbled letters are repaired exactly, and how often clean text is changed, beside ftfy.

    python scripts/bench_repair.py TEXTS [--texts N] [--seed N] [--ours] [--wrong FILE] [--zawgyi FOLDER]

TEXTS holds JSON Lines (`*.jsonl`, `*.jsonl.zst`) of objects with `id` and `text`. For each script N of them, cut to
400 characters, are garbled on purpose: written in one encoding and read in another, bytes without a character as the
controls that lenient programs make of them. A repair is right when the text comes out the same. Clean texts must stay
as they are; a change is a wrong one unless the text was garbled when it came (`--wrong` shows each). ftfy is asked for
`fix_encoding`, the part of it with the same task; the second table holds what it does not try.

With --zawgyi, the labelled lines of Google's myanmar-tools (`genconvert/`): how many lines of Zawgyi are told, how many
of Unicode are taken for Zawgyi, and how many conversions are letter for letter those of ICU's rules.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import random
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from corpus_kit.readers.encodings.names import COMPOSED, SINGLE_BYTE, name_of
from corpus_kit.readers.encodings.symbols import script_of
from corpus_kit.repair import REPAIRS, Settings, repair
from corpus_kit.repair.zawgyi import is_zawgyi, to_unicode

CHARACTERS = 400
FEWEST_FOREIGN = 8  # characters outside ASCII in a text of one encoding that is read as another
HOMES = (
    {name: {script} for name, (script, _) in (*SINGLE_BYTE.items(), *COMPOSED.items())}
    | {"gb18030": {"Hani"}, "big5": {"Hani"}, "shift_jis": {"Jpan"}, "euc-jp": {"Jpan"}, "euc-kr": {"Hang"}}
)  # fmt: skip
ONLY_MOJIBAKE = Settings(**{kind: kind == "mojibake" for kind in REPAIRS})
SEEN_AS = (
    "cp1252", "latin-1", "cp1250", "cp1251", "cp1254", "cp1256", "cp1253", "cp1255", "cp866", "cp437", "koi8_r",
    "mac_roman", "mac_cyrillic", "cp874", "gb18030", "cp1252 cp1252",
)  # fmt: skip
MISREAD = (
    "cp1251 cp1252", "koi8_r cp1252", "koi8_r cp1251", "cp1251 koi8_r", "cp866 cp1251", "cp1251 cp866",
    "mac_cyrillic cp1251", "cp1254 cp1252", "cp1250 cp1252", "cp1253 cp1252", "cp1255 cp1252", "cp1256 cp1252",
    "cp874 cp1252", "gb18030 cp1252", "big5 cp1252", "euc_kr cp1252", "shift_jis cp1252", "euc_jp cp1252",
)  # fmt: skip
Fix = Callable[[str], str]


def ours(text: str) -> str:
    """Return a text as our repair leaves it when only garbled letters are repaired; nothing where it is refused."""
    done = repair(text, ONLY_MOJIBAKE)
    return "" if done.refusal else done.text


def every_kind(text: str) -> str:
    """Return a text as it is stored, or would be."""
    return repair(text).text


def fixes(only_ours: bool) -> dict[str, Fix]:
    found: dict[str, Fix] = {"ours": ours}
    if not only_ours:
        import ftfy

        found["ftfy"] = ftfy.fix_encoding
    return found


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the id and text of each object."""
    for path in sorted(folder.glob("*.jsonl*")):
        compressed = path.suffix == ".zst"
        with pa.input_stream(path, compression="zstd" if compressed else None) as stream:
            for line in io.TextIOWrapper(stream, encoding="utf-8"):
                value = json.loads(line)
                yield value["id"], value["text"]


def chosen(folder: Path, number: int, seed: int) -> dict[str, list[str]]:
    """Return up to `number` texts a script, cut at a space or at the limit, spread over sources and languages."""
    kept: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, text in texts(folder):
        scripts = Counter(script_of(c) for c in text[:CHARACTERS] if c.isalpha())
        if scripts:
            kept[scripts.most_common(1)[0][0]][name.rpartition("/")[0]].append(text)
    picked: dict[str, list[str]] = {}
    order = random.Random(seed)
    for script, sources in sorted(kept.items()):
        pool: list[str] = []
        queues = [order.sample(found, len(found)) for _, found in sorted(sources.items())]
        while queues and len(pool) < number:
            order.shuffle(queues)
            pool += [queue.pop() for queue in queues]
            queues = [queue for queue in queues if queue]
        picked[script] = [cut(text) for text in pool[:number]]
    return picked


def cut(text: str) -> str:
    return text if len(text) <= CHARACTERS else text[:CHARACTERS].rpartition(" ")[0] or text[:CHARACTERS]


def read_as(raw: bytes, encoding: str) -> str | None:
    """Return bytes as a lenient program reads them, or None where what they were is lost."""
    if encoding in ("gb18030", "latin-1"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            return None
    return "".join(single(byte, encoding) for byte in raw)


def single(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def garbled(text: str, mistake: str, script: str) -> str | None:
    """Return a text as a mistake shows it; None where the mistake cannot be made of it, or leaves no trace."""
    encodings = mistake.split()
    foreign = sum(c > "\x7f" for c in text)
    if mistake in MISREAD and (script not in HOMES[name_of(encodings[0])] or foreign < FEWEST_FOREIGN):
        return None  # nobody wrote such a text in that encoding, or there is nothing to tell it by
    written = [] if mistake in SEEN_AS else [encodings.pop(0)]
    shown: str | None = text
    for seen_as in encodings:
        try:
            raw = (shown or "").encode(*written or ["utf-8"])
        except UnicodeEncodeError:
            return None
        shown = read_as(raw, seen_as)
    return None if shown == text else shown


def table(title: str, mistakes: tuple[str, ...], picked: dict[str, list[str]], using: dict[str, Fix]) -> None:
    print(
        f"\n{title}\n{'mistake':<22}{'texts':>7}" + "".join(f"{name + ' %':>9}" for name in using) + "  weakest, ours"
    )
    sums: Counter[str] = Counter()
    for mistake in mistakes:
        right: Counter[str] = Counter()
        by_script: dict[str, list[bool]] = defaultdict(list)
        for script, found in picked.items():
            for text in found:
                shown = garbled(text, mistake, script)
                if shown is None:
                    continue
                right["texts"] += 1
                for name, fix in using.items():
                    good = fix(shown) == text
                    right[name] += good
                    if name == "ours":
                        by_script[script].append(good)
        sums.update(right)
        shares = sorted((100 * sum(v) / len(v), s) for s, v in by_script.items())
        weakest = ", ".join(f"{script} {share:.0f}" for share, script in shares[:4] if share < 99.5)
        print(row(mistake, right, using) + f"  {weakest}", flush=True)
    print(row("all", sums, using))


def row(name: str, right: Counter[str], using: dict[str, Fix]) -> str:
    total = right["texts"] or 1
    return f"{name:<22}{right['texts']:>7}" + "".join(f"{100 * right[fix] / total:>9.1f}" for fix in using)


def clean(picked: dict[str, list[str]], using: dict[str, Fix], wrong: TextIO | None) -> None:
    """Print how many texts that nobody garbled are changed or refused."""
    total = sum(map(len, picked.values()))
    print(f"\nclean texts: {total}")
    for name, fix in using.items():
        changed, began = 0, time.perf_counter()
        for script, found in picked.items():
            for text in found:
                after = fix(text)
                changed += after != text
                if wrong and after != text:
                    wrong.write(f"{name} {script}\n< {text}\n> {after}\n")
        seconds = time.perf_counter() - began
        print(f"{name:<6} changed or refused: {changed} ({100 * changed / total:.3f} %), {seconds:.1f} s")


def speed(folder: Path, number: int, using: dict[str, Fix]) -> None:
    """Print megabytes a CPU second over whole texts as they come, and over those that no repair changes."""
    whole = [text for _, text in itertools.islice(texts(folder), number)]
    still = [text for text in whole if not repair(text).changes]
    for title, chosen_texts in (("all", whole), ("unchanged", still)):
        size = sum(len(text.encode()) for text in chosen_texts) / 1e6
        for name, fix in {**using, "ours, every kind": every_kind}.items():
            began = time.process_time()
            for text in chosen_texts:
                fix(text)
            seconds = time.process_time() - began
            print(f"{title:<10} {len(chosen_texts)} texts, {size:.1f} MB: {name:<17} {size / seconds:6.1f} MB/s")


def zawgyi(folder: Path) -> None:
    """Print how the labelled lines are told, and how many are converted as ICU's rules convert them."""
    one = folder / "genconvert" / "input"
    two = folder / "genconvert" / "output"
    pairs = ((one / "mmgov_zawgyi_src.txt", two / "mmgov_unicode_out.txt"),
             (two / "udhr_mya_zawgyi_out.txt", one / "udhr_mya_unicode_src.txt"))  # fmt: skip
    print("\nZawgyi lines          told    of   Unicode taken for it    of   converted alike")
    for old, new in pairs:
        lines = [(a, b) for a, b in zip(burmese(old), burmese(new), strict=True) if a and b]
        differ = [(a, b) for a, b in lines if a != b]
        told = sum(is_zawgyi(a) for a, _ in differ)
        taken = sum(is_zawgyi(b) for _, b in lines)
        alike = sum(folded(to_unicode(a)) == folded(b) for a, b in differ)
        print(f"{old.name:<20}{told:>6}{len(differ):>6}{taken:>23}{len(lines):>6}{alike:>18}")


def burmese(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line if any("\u1000" <= c <= "\u109f" for c in line) else "" for line in lines]


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=int, default=60, help="texts a script and mistake")
    parser.add_argument("--clean", type=int, default=1500, help="clean texts a script")
    parser.add_argument("--seed", type=int, default=20260115)
    parser.add_argument("--ours", action="store_true", help="do not ask ftfy")
    parser.add_argument("--wrong", type=Path, help="where to write the clean texts that were changed")
    parser.add_argument("--zawgyi", type=Path)
    options = parser.parse_args()
    using = fixes(options.ours)
    pool = chosen(options.folder, options.clean, options.seed)
    few = {script: found[: options.texts] for script, found in pool.items()}
    table("UTF-8 read as another encoding", SEEN_AS, few, using)
    table("another encoding read as a third", MISREAD, few, using)
    if options.wrong:
        with options.wrong.open("w", encoding="utf-8") as wrong:
            clean(pool, using, wrong)
    else:
        clean(pool, using, None)
    print()
    speed(options.folder, 10_000, using)
    if options.zawgyi:
        zawgyi(options.zawgyi)


if __name__ == "__main__":
    main()
