"""What the loops found in many texts: arrays, a row a text and a row a piece of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus_kit.identification import compiling, letters, loops
from corpus_kit.identification.model import Model

CHARACTERS, LETTERS, VISIBLE, CODE_MARKS, DIGITS, SIGNS = range(6)  # columns of `texts`
TEXT, FIRST, LAST, CLASS, PIECE_LETTERS, KNOWN, UNKNOWN, WORDS, CAPITALS = range(9)  # columns of `pieces`
_FIRST_ROOM = 4096
DENSE, EVERYTHING = 256, 1 << 60


@dataclass(frozen=True, slots=True)
class Measured:
    """Texts as numbers: `texts` is texts x 6, `pieces` is pieces x 9 in order of text and place, `sums` pieces x 32."""

    texts: npt.NDArray[np.int64]
    pieces: npt.NDArray[np.int64]
    sums: npt.NDArray[np.int32]


def encoded(texts: Sequence[str], most: int | None) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """Return the UTF-8 of `texts` one after the other, and start, end and number of characters that count of each.

    Texts should be composed (NFC), as the model's were; a lone surrogate counts as a question mark.
    """
    parts = []
    spans = np.empty((len(texts), 3), dtype=np.int64)
    at = 0
    for i, text in enumerate(texts):
        head = text if most is None else text[:most]
        data = head.encode("utf-8", "replace")
        spans[i] = at, at + len(data), len(head)
        at += len(data)
        parts.append(data)
    return np.frombuffer(b"".join(parts) or b"\0", dtype=np.uint8), spans


def measured(data: npt.NDArray[np.uint8], spans: npt.NDArray[np.int64], model: Model, dense: int = DENSE) -> Measured:
    """Run the loops over texts given as one array of UTF-8 and where each stands in it.

    Of what follows the first `dense` weighted letters of a text every third word is looked up.
    """
    compiling.about_to_read(len(data))
    tables, weights = letters.tables(), letters.weights()
    texts = np.zeros((len(spans), 6), dtype=np.int64)
    room = _FIRST_ROOM
    found: list[tuple[npt.NDArray[Any], npt.NDArray[Any]]] = []
    at = 0
    while at < len(spans):
        pieces = np.empty((room, 9), dtype=np.int64)
        sums = np.empty((room, loops.DIMENSIONS), dtype=np.int32)
        after, used = loops.measure(data, spans, at, tables, model.grams, weights, dense, texts, pieces, sums)
        if after == at:  # one text has more pieces than there was room for
            room *= 4
            continue
        found.append((pieces[:used], sums[:used]))
        at = after
    if len(found) == 1:
        return Measured(texts, found[0][0], found[0][1])
    return Measured(
        texts,
        np.concatenate([p for p, _ in found]) if found else np.zeros((0, 9), dtype=np.int64),
        np.concatenate([s for _, s in found]) if found else np.zeros((0, loops.DIMENSIONS), dtype=np.int32),
    )
