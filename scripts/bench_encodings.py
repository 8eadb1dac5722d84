"""Measure how often encodings are told right, beside chardet and charset-normalizer.

    python scripts/bench_encodings.py FOLDER [--texts N] [--seed N] [--ours] [--wrong FILE]

FOLDER holds either folders named after encodings, each with files in it (a name like `windows-1251-russian` may go on
with a language), or JSON Lines (`*.jsonl`, `*.jsonl.zst`) of objects with `id` and `text`, whose texts are written in
every old encoding that can hold them without loss and was made for their script (a German text in GB 18030 is possible
and not met with; --any-script tries it), whole and cut to 1,000 and 200 bytes. An answer is right when the text comes
out the same. `flagged` says in how many of the wrong and of the right answers a doubt was told.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.names import (
    CANDIDATES,
    COMPOSED,
    MADE_FOR,
    MULTI_BYTE,
    SINGLE_BYTE,
    codec_of,
    name_of,
    read_as,
)
from corpus_kit.readers.encodings.symbols import script_of
from corpus_kit.readers.limits import StreamBroken

SIZES = (0, 1000, 200)  # bytes; 0 is the whole text
HOMES = (
    {name: {script} for name, (script, _) in (*SINGLE_BYTE.items(), *COMPOSED.items())}
    | {name: {"Hani", "Jpan", "Hang"} if "Hant" not in models else {"Hani"} for name, (models, _) in MULTI_BYTE.items()}
    | {name: {"Hang"} for name in ("euc-kr", "windows-949", "johab")}
)
TAGS = {"vie": ("vi", "vie", "vie_Latn"), "tgk": ("tg", "tgk", "tgk_Cyrl")}
FEWEST_FOREIGN = 4  # bytes outside ASCII that a sample must hold: with fewer there is nothing to tell
Detector = Callable[[bytes], tuple[str, bool]]


def ours(data: bytes) -> tuple[str, bool]:
    """Return our answer as Python's name of a codec, and whether a doubt is told."""
    try:
        found = detect_encoding(data)
    except StreamBroken:
        return "", True
    return found.codec, bool(found.rival)


def chardet_answer(data: bytes) -> tuple[str, bool]:
    """Return the answer of chardet."""
    import chardet

    return chardet.detect(data)["encoding"] or "", False


def normalizer_answer(data: bytes) -> tuple[str, bool]:
    """Return the answer of charset-normalizer."""
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    return (best.encoding if best else ""), False


@dataclass
class Tally:
    """What one detector did in one group."""

    tried: int = 0
    right: int = 0
    seconds: float = 0.0
    flagged_wrong: int = 0
    flagged_right: int = 0


@dataclass
class Results:
    """Tallies by group and detector, and the wrong answers of ours."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[str] = field(default_factory=list)

    def judge(self, group: str, data: bytes, truth: str, detectors: dict[str, Detector], label: str) -> None:
        """Ask every detector for the encoding of `data`, which holds the text `truth`."""
        for name, detector in detectors.items():
            start = time.perf_counter()
            codec, flagged = detector(data)
            tally = self.tallies[group, name]
            tally.seconds += time.perf_counter() - start
            tally.tried += 1
            right = decoded(data, codec) == truth
            tally.right += right
            tally.flagged_right += right and flagged
            tally.flagged_wrong += flagged and not right
            if name == "ours" and not right:
                self.wrong.append(f"{group}\t{label}\t{codec}\t{flagged}\t{truth[:80]!r}")

    def add_totals(self) -> None:
        """Add a group for all encodings of each size."""
        for (group, name), tally in list(self.tallies.items()):
            total = self.tallies[f"ALL, {group.partition(', ')[2] or 'whole'}", name]
            for part in ("tried", "right", "seconds", "flagged_wrong", "flagged_right"):
                setattr(total, part, getattr(total, part) + getattr(tally, part))

    def table(self, detectors: dict[str, Detector]) -> str:
        """Return all tallies as a Markdown table."""
        head = ["group", "samples", *(f"{name}, %" for name in detectors), *(f"{name}, ms" for name in detectors)]
        lines = ["| " + " | ".join([*head, "wrong flagged", "right flagged, %"]) + " |"]
        lines.append("|" + "---|" * (len(head) + 2))
        for group in [*dict.fromkeys(group for group, _ in self.tallies)]:
            found = [self.tallies[group, name] for name in detectors]
            mine = found[0]
            cells = [group, str(mine.tried)]
            cells += [f"{100 * tally.right / tally.tried:.1f}" for tally in found]
            cells += [f"{1000 * tally.seconds / tally.tried:.1f}" for tally in found]
            cells += [f"{mine.flagged_wrong} of {mine.tried - mine.right}"]
            cells += [f"{100 * mine.flagged_right / max(mine.right, 1):.1f}"]
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)


def decoded(data: bytes, codec: str) -> str:
    """Return `data` decoded, without marks of order; empty where the codec is unknown."""
    try:
        return data.decode(codec_of(codec.lower()), "replace").lstrip("\ufeff")
    except LookupError:
        return ""


def pages(folder: Path) -> Iterator[tuple[str, bytes, str, str]]:
    """Yield group, bytes, true text and label of files in folders named after their encodings."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        said = path.parent.name
        while said:
            name = read_as(said)
            try:
                codec = codec_of(name_of(name)) if name else ""
            except LookupError:
                codec = ""
            if codec:
                data = path.read_bytes()
                yield name, data, decoded(data, codec), path.name
                break
            said = said.rpartition("-")[0]


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the id and text of each line of the JSON Lines in a folder."""
    for path in sorted(folder.glob("*.jsonl*")):
        stream = pa.OSFile(str(path))
        opened = pa.CompressedInputStream(stream, "zstd") if path.suffix == ".zst" else stream
        for line in io.TextIOWrapper(opened, encoding="utf-8"):
            record = json.loads(line)
            yield record["id"], record["text"]


def at_home(name: str, label: str, text: str) -> bool:
    """Return whether an encoding was made for the script, and the language, of a text."""
    if name in MADE_FOR:
        return any(f"/{tag}/" in f"/{label}/" for tag in TAGS[MADE_FOR[name][0]])
    home = HOMES[name]
    scripts = Counter(script_of(character) for character in text if character > "\x7f")
    del scripts[""]
    return (not scripts and home == {"Latn"}) or 2 * sum(scripts[script] for script in home) > scripts.total() > 0


def samples(folder: Path, count: int, seed: int, any_script: bool) -> Iterator[tuple[str, bytes, str, str]]:
    """Yield group, bytes, true text and label of `count` texts for each encoding, in three sizes."""
    chosen = random.Random(seed)
    every = list(texts(folder))
    chosen.shuffle(every)
    for name in CANDIDATES:
        taken: dict[str, int] = defaultdict(int)
        total = 0
        for label, text in every:
            kind = label.rpartition("/")[0]
            if total >= count or taken[kind] >= max(2, count // 12) or len(text) < 100:
                continue
            if not any_script and not at_home(name, label, text):
                continue
            try:
                data = text.encode(codec_of(name))
                whole = data.decode(codec_of(name))
            except (UnicodeEncodeError, UnicodeDecodeError, LookupError):
                continue
            if whole != text or len(data.translate(None, bytes(range(128)))) < FEWEST_FOREIGN:
                continue
            total += 1
            taken[kind] += 1
            for size in SIZES:
                yield from cut(name, text, size, label, chosen)


def cut(name: str, text: str, size: int, label: str, chosen: random.Random) -> Iterator[tuple[str, bytes, str, str]]:
    """Yield a piece of a text of about `size` bytes from a random place."""
    piece = text
    if size:
        start = chosen.randrange(max(1, len(text) - size))
        while start and not text[start - 1].isspace() and start > size:
            start -= 1
        piece = text[start : start + size]
        while len(piece.encode(codec_of(name))) > size:
            piece = piece[: -max(1, (len(piece.encode(codec_of(name))) - size) // 2)]
    data = piece.encode(codec_of(name))
    if len(data.translate(None, bytes(range(128)))) >= FEWEST_FOREIGN:
        yield f"{name}, {size or 'whole'}", data, piece, label


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=int, default=24, help="texts an encoding")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--any-script", action="store_true", help="every text in every encoding that can hold it")
    parser.add_argument("--ours", action="store_true", help="ask no other detector")
    parser.add_argument("--wrong", type=Path, help="write our wrong answers here")
    arguments = parser.parse_args()
    detectors: dict[str, Detector] = {"ours": ours}
    if not arguments.ours:
        detectors |= {"chardet": chardet_answer, "charset-normalizer": normalizer_answer}
    results = Results()
    lines = any(arguments.folder.glob("*.jsonl*"))
    found = (
        samples(arguments.folder, arguments.texts, arguments.seed, arguments.any_script)
        if lines
        else pages(arguments.folder)
    )
    ours("Мир".encode("cp1251"))  # the models are read once
    for group, data, truth, label in found:
        results.judge(group, data, truth, detectors, label)
    results.add_totals()
    print(results.table(detectors))
    if arguments.wrong:
        arguments.wrong.write_text("\n".join(results.wrong) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
