"""Lines as the loops see them: folded words of the label's script, one long array with offsets."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus_kit.identification import letters, loops

from . import noise, pack, romanised

ROMANISED_LINES = 1500
_SAME_CLASS = {"Hans": "Hani", "Hant": "Hani", "Jpan": "Hani", "Kore": "Hang"}
_WITHOUT_MARKS = 0.06  # of the Latin lines, given once more without their diacritics


@dataclass(frozen=True, slots=True)
class Folded:
    """Lines with labels and sources as numbers; line i is `points[offsets[i] : offsets[i + 1]]`."""

    points: npt.NDArray[np.int32]
    offsets: npt.NDArray[np.int64]
    labels: npt.NDArray[np.int32]
    sources: npt.NDArray[np.int32]
    tags: list[str]
    source_names: list[str]


def class_of(tag: str) -> int:
    """Return the class of letters that a label's texts are judged by."""
    script = tag.partition("_")[2]
    return letters.classes_of_scripts()[_SAME_CLASS.get(script, script)]


def training_lines(lines: list[pack.Line], seed: int) -> list[pack.Line]:
    """Return lines with what is made from them: romanised, without diacritics, of no language."""
    rng = random.Random(seed)
    made = list(noise.made(lines, seed))
    by_tag: dict[str, list[pack.Line]] = {}
    for line in lines:
        by_tag.setdefault(line.tag, []).append(line)
    for tag in romanised.SOURCES:
        own = by_tag[tag]
        for line in rng.sample(own, min(ROMANISED_LINES, len(own))):
            text = romanised.romanised(tag, line.text, rng)
            made.append(pack.Line(f"{tag[:3]}_Latn", "made_romanised", text))
    for line in by_tag["srp_Cyrl"]:  # so that Serbian in both alphabets learns from the same parallel texts
        made.append(pack.Line("srp_Latn", line.source, romanised.serbian(line.text)))
    made += _words()
    made += [pack.Line("cmn_Latn", "made_romanised", romanised.pinyin(rng)) for _ in range(ROMANISED_LINES)]
    for line in lines:
        if (
            line.tag.endswith("_Latn")
            and rng.random() < _WITHOUT_MARKS
            and (plain := _without_marks(line.text)) != line.text
        ):
            made.append(pack.Line(line.tag, line.source, plain))
    return [*lines, *made]


def _words() -> list[pack.Line]:
    """Return the words of `words.tsv`, a few to a line."""
    found = []
    for row in Path(__file__).with_name("words.tsv").read_text(encoding="utf-8").split("\n"):
        if row and not row.startswith("#"):
            tag, _, words = row.partition("\t")
            listed = words.split()
            found += [pack.Line(tag, "made_words", " ".join(listed[i : i + 3])) for i in range(len(listed))]
    return found


def _without_marks(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return (
        "".join(c for c in apart if not unicodedata.combining(c)).replace("ı", "i").replace("đ", "d").replace("ə", "e")
    )


def fold(lines: list[pack.Line]) -> Folded:
    """Return `lines` folded; labels are in the order of their class, then by name."""
    tags = sorted({line.tag for line in lines}, key=lambda tag: (class_of(tag), tag))
    names = sorted({line.source for line in lines})
    numbers, sources = {t: i for i, t in enumerate(tags)}, {s: i for i, s in enumerate(names)}
    tables = letters.tables()
    parts: list[npt.NDArray[np.int32]] = []
    for line in lines:
        data = np.frombuffer(unicodedata.normalize("NFC", line.text).encode("utf-8", "replace"), dtype=np.uint8)
        out = np.empty(2 * len(data) + 2, dtype=np.int32)
        parts.append(out[: loops.fold_line(data, 0, len(data), tables, class_of(line.tag), out)].copy())
    offsets = np.zeros(len(parts) + 1, dtype=np.int64)
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    return Folded(
        np.concatenate(parts),
        offsets,
        np.array([numbers[x.tag] for x in lines], dtype=np.int32),
        np.array([sources[x.source] for x in lines], dtype=np.int32),
        tags,
        names,
    )


def line_weights(folded: Folded, label_power: float, source_power: float) -> npt.NDArray[np.float64]:
    """Return how often each line is drawn: labels by a power of their lines, sources within a label by another."""
    counts = np.bincount(folded.labels, minlength=len(folded.tags)).astype(np.float64)
    key = folded.labels.astype(np.int64) * len(folded.source_names) + folded.sources
    _, inverse, sizes = np.unique(key, return_inverse=True, return_counts=True)
    of_source = sizes.astype(np.float64) ** source_power
    first = np.unique(key) // len(folded.source_names)
    of_label = np.bincount(first, weights=of_source, minlength=len(folded.tags))
    label = counts**label_power
    label *= np.array([3.0 if tag.startswith("und_") else 1.0 for tag in folded.tags])  # many kinds stand behind one
    weights = label[folded.labels] * (of_source[inverse] / sizes[inverse]) / of_label[folded.labels]
    return np.asarray(weights / weights.sum())


def counts(folded: Folded) -> Counter[str]:
    """Return the number of lines by tag."""
    return Counter({tag: int(n) for tag, n in zip(folded.tags, np.bincount(folded.labels), strict=True)})
