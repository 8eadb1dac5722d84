"""Count the letters and pairs of letters of many languages, by which encodings are told apart.

    python scripts/refresh_letters.py FOLDER

FOLDER holds `train/train.tsv.zst`, lines of `language_Script`, source and text. Writes `encodings_letters.tsv` and
`encodings_characters.tsv` into `corpus_kit/data`: figures only, no text. A figure is a letter that stands for
-2 ln(frequency), rounded: `a` is 0, `b` 1 and so on.
"""

from __future__ import annotations

import argparse
import io
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from corpus_kit.readers.encodings.symbols import PUNCTUATION, symbol_of

DATA = Path(__file__).resolve().parents[1] / "corpus_kit" / "data"
LANGUAGES = {
    "Cyrl": (
        "rus ukr bel bul srp mkd kaz kir tat bak tgk uzn azj tuk khk kaa crh che inh ava lez kum krc kbd ady tly "
        "bxr xal ron oss myv mdf uig rue"
    ),
    "Latn": (
        "eng deu fra spa por ita nob nno dan swe isl fao fin est nld tur crh kmr tuk pol ces slk hun ron hrv slv bos "
        "lit lvs als cat glg eus oci bre cym gle gla mlt epo afr hsb dsb szl csb ast ltg fry ltz lim roh fur sme "
        "uzn wol tsn plt ind tgl grn quy vie srp nds srd lat som tat azj mri sag lij vec scn arg hat swh pap olo "
        "vep vro "
        "fuv nya lmo pms nap tso zul ibo kik fuc ban sun smo nso ace jav"
    ),
    "Grek": "ell",
    "Hebr": "heb ydd",
    "Arab": "arb pes urd uig ckb snd pbt azb arz",
    "Thai": "tha",
    "Armn": "hye hyw",
    "Geor": "kat xmf",
    "Taml": "tam",
}
EAST_ASIAN = {"Hans": "zho_Hans", "Hant": "zho_Hant", "Jpan": "jpn_Jpan", "Hang": "kor_Hang"}
RAREST_PAIR = {"Latn": 2e-5, "Cyrl": 8e-5, "Thai": 2e-4}
RAREST_PAIR_ELSEWHERE = 8e-5
RAREST_LETTER = 3e-6
CHARACTERS_SHARE = 0.997
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the label and the text of each line."""
    stream = pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")
    for line in io.TextIOWrapper(stream, encoding="utf-8", newline="\n"):
        label, _, text = line.rstrip("\n").split("\t", 2)
        yield label, text


def gathered(path: Path, wanted: set[str]) -> dict[str, list[str]]:
    """Return the texts of the labels wanted, whole lines, composed."""
    kept: dict[str, list[str]] = {}
    for label, text in texts_of(path):
        if label in wanted:
            kept.setdefault(label, []).append(unicodedata.normalize("NFC", text))
    return kept


def typographic(texts: list[str]) -> list[str]:
    """Return the texts with every second one as word processors write it: corpora often hold typewriters' quotes."""
    return [_as_printed(text) if number % 2 else text for number, text in enumerate(texts)]


def _as_printed(text: str) -> str:
    text = re.sub(r"(?<=\w)'(?=\w|\s|$)", "’", text)
    text = re.sub(r'"([^"]+)"', r"“\1”", text)
    return text.replace(" - ", " – ").replace("...", "…")


def as_windows_1258(text: str) -> str:
    """Return Vietnamese as windows-1258 writes it: the tone as a mark of its own, the rest composed."""
    written: list[str] = []
    for character in text:
        apart = unicodedata.normalize("NFD", character)
        tones = [mark for mark in apart if ord(mark) in _TONES]
        written.append(unicodedata.normalize("NFC", apart.translate(_TONES)) + "".join(tones))
    return "".join(written)


def figure(share: float) -> str:
    """Return the letter that stands for a frequency."""
    return chr(ord("a") + min(25, round(-1.5 * math.log(share))))


def row(label: str, texts: list[str], script: str) -> str:
    """Return the line of one language: its letters and its pairs, by falling frequency."""
    joined = "_".join(typographic(texts))
    table = {ord(character): symbol_of(character, script) for character in set(joined)}
    symbols = joined.translate(table)
    singles = Counter(symbols)
    total = len(symbols)
    pairs = Counter(zip(symbols, symbols[1:], strict=False))
    least = RAREST_PAIR.get(script, RAREST_PAIR_ELSEWHERE)
    letters = {one for one, count in singles.items() if count / total >= RAREST_LETTER and _kept(one)}
    by_figure: dict[str, list[str]] = {}
    for (one, two), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if one in letters and two in letters and count / total >= least and (one > "\x7f" or two > "\x7f"):
            by_figure.setdefault(figure(count / total), []).append(one + two)
    by_letter: dict[str, list[str]] = {}
    for one in sorted(letters, key=lambda letter: (-singles[letter], letter)):
        by_letter.setdefault(figure(singles[one] / total), []).append(one)
    return "\t".join((label, _written(by_letter), _written(by_figure)))


def _kept(symbol: str) -> bool:
    return symbol < "\x7f" or symbol in PUNCTUATION or unicodedata.category(symbol)[0] in "LM"


def _written(groups: dict[str, list[str]]) -> str:
    return " ".join(f"{value}{''.join(members)}" for value, members in groups.items())


def character_row(label: str, texts: list[str]) -> str:
    """Return the line of an East Asian language: its characters by falling frequency."""
    counts = Counter(c for text in texts for c in text if c > "\x7f" and unicodedata.category(c) not in ("Co", "Cn"))
    total, reached = counts.total(), 0
    groups: dict[str, list[str]] = {}
    for character, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if reached > CHARACTERS_SHARE * total:
            break
        reached += count
        groups.setdefault(figure(count / total), []).append(character)
    return f"{label}\t{_written(groups)}"


def main() -> None:
    """Count, and write both files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    wanted = {f"{name}_{script}" for script, names in LANGUAGES.items() for name in names.split()}
    texts = gathered(arguments.folder / "train" / "train.tsv.zst", wanted | set(EAST_ASIAN.values()))
    rows = [
        row(f"{script}:{name}", texts[f"{name}_{script}"], script)
        for script, names in LANGUAGES.items()
        for name in names.split()
    ]
    rows.append(row("Latn:vie-1258", [as_windows_1258(text) for text in texts["vie_Latn"]], "Latn"))
    head = "# Letters and pairs of letters by frequency; made by scripts/refresh_letters.py\n"
    (DATA / "encodings_letters.tsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    rows = [character_row(name, texts[label]) for name, label in EAST_ASIAN.items()]
    head = "# Characters by frequency; made by scripts/refresh_letters.py\n"
    (DATA / "encodings_characters.tsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
