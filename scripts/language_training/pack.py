"""Reads the training pack and keeps what a shipped model may learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

# Not marked `yes` in SOURCES.tsv: doubtful, unverified or not allowed.
DOUBTFUL = frozenset({"masakhanews", "hinglish", "roman_urdu", "bible_corpus"})
GPL = frozenset({"mediawiki", "apertium_kaa"})
FEW_LINES = 500  # a label with fewer other lines learns from GPL sources too
# Labels of the pack that name a macrolanguage, and the individual language that its texts are in.
# Made by a letter table from Bosnian in Latin letters: nothing tells it from Serbian in Cyrillic ones.
LEFT_OUT = frozenset({"bos_Cyrl"})
STORED = {"est_Latn": "ekk_Latn", "zho_Hans": "cmn_Hans", "zho_Hant": "cmn_Hant"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the pack: the tag that is stored for its label, its source and its text."""

    tag: str
    source: str
    text: str


def read(path: Path) -> Iterator[Line]:
    """Yield the lines of a `label source text` file compressed with zstd."""
    with pa.input_stream(str(path), compression="zstd") as stream:
        text = stream.read().decode("utf-8")
    for line in text.split("\n"):
        if line:
            label, source, rest = line.split("\t", 2)
            yield Line(STORED.get(label, label), source, rest)


def lawful(lines: list[Line]) -> tuple[list[Line], dict[str, int]]:
    """Return the lines that may be learnt from, and the number of GPL lines by tag among them."""
    clean = [line for line in lines if line.source not in DOUBTFUL and line.tag not in LEFT_OUT]
    others = Counter(line.tag for line in clean if line.source not in GPL)
    kept = [line for line in clean if line.source not in GPL or others[line.tag] < FEW_LINES]
    return kept, dict(Counter(line.tag for line in kept if line.source in GPL))
