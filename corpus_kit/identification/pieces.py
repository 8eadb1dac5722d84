"""Which language each piece of a text is in, where the text as a whole is taken for one language.

A piece goes its own way only where the model is clear: a few words of a neighbour are no second language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus_kit.identification import letters
from corpus_kit.identification.measured import CLASS, KNOWN, PIECE_LETTERS, TEXT, Measured
from corpus_kit.identification.model import NOISE, Model, interpolated

_FEWEST = 25  # weighted letters of a piece that may go its own way
_CLEAR = 3.5  # natural logarithm of the odds against the text's own language, from which on a piece is another's
_CLEAR_NEXT = 0.7  # the same, against the next language that is no close relative
_CLEAR_ALONE = 0.7  # the same, for a piece in another script than the text
_TOGETHER = 1024  # pieces judged at once: a row for each label of the script is held of each
NOBODYS = -2  # a piece in another script than the text's language, whose own cannot be told

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Of each piece: its label, or -1 where the text's own holds, or NOBODYS; and its weighted letters."""

    own: npt.NDArray[np.int64]
    weight: npt.NDArray[np.int64]


def deviating(found: Measured, labels: npt.NDArray[np.int64], kinds: npt.NDArray[np.int64], model: Model) -> Pieces:
    """Return which pieces are in another language than their text.

    `labels` is the label of each text (-1: none), `kinds` the class of its leading script.
    """
    kind = found.pieces[:, CLASS]
    weight = found.pieces[:, PIECE_LETTERS] * letters.weights()[kind]
    own = np.full(len(kind), -1, dtype=np.int64)
    of_text = labels[found.pieces[:, TEXT]]
    same = kind == kinds[found.pieces[:, TEXT]]
    several = np.bincount(found.pieces[:, TEXT], minlength=len(found.texts))[found.pieces[:, TEXT]] > 1
    large = (weight >= _FEWEST) & (found.pieces[:, KNOWN] > 0) & several
    for number in model.bounds:
        rows = np.flatnonzero(large & (kind == number))
        for start in range(0, len(rows), _TOGETHER):
            some = rows[start : start + _TOGETHER]
            _judge(found, some, number, of_text[some], same[some], weight[some], own, model)
            own[some[(own[some] == -1) & ~same[some]]] = NOBODYS
    united(found, own, weight, model)
    return Pieces(own, weight)


def _judge(
    found: Measured,
    rows: Whole,
    kind: int,
    of_text: Whole,
    same: npt.NDArray[np.bool_],
    weight: Whole,
    own: Whole,
    model: Model,
) -> None:
    """Write into `own` the labels of those pieces of a class of scripts that go their own way.

    `of_text` is the label of each piece's text, or -1; `same` says where it is of the piece's script.
    """
    first, last = model.bounds[kind]
    scores = model.scores(found.sums[rows], found.pieces[rows, KNOWN], kind)
    scores *= interpolated(model.knots, weight)[:, None]
    noise = [i - first for i in range(first, last) if model.tags[i].startswith(NOISE)]
    none = scores[:, noise].max(axis=1) if noise else np.full(len(rows), -1e9)
    scores[:, noise] = -1e9
    every = np.arange(len(rows))
    top = scores.argmax(axis=1)
    best = scores[every, top]
    text_label = of_text - first
    known = same & (text_label >= 0) & (text_label < last - first)
    against = np.where(known, scores[every, np.clip(text_label, 0, last - first - 1)], -1e9)
    # Pieces are too short to tell the members of one group apart.
    numbers = model.group_numbers
    scores[numbers[None, first:last] == numbers[top + first][:, None]] = -1e9
    second = scores.max(axis=1)
    related = (of_text >= 0) & (numbers[top + first] == numbers[of_text])
    clear = np.where(known, (best - against >= _CLEAR) & (best - second >= _CLEAR_NEXT), best - second >= _CLEAR_ALONE)
    clear &= (best > none) & ~related
    own[rows[clear]] = top[clear] + first


def united(found: Measured, own: npt.NDArray[np.int64], weight: npt.NDArray[np.int64], model: Model) -> None:
    """Give the pieces of a text that are in members of one group the same label, that of most letters, in place."""
    rows = np.flatnonzero(own >= 0)
    heaviest: dict[tuple[int, int], dict[int, int]] = {}
    keys = list(zip(found.pieces[rows, TEXT].tolist(), model.group_numbers[own[rows]].tolist(), strict=True))
    for key, label, letters_of in zip(keys, own[rows].tolist(), weight[rows].tolist(), strict=True):
        counts = heaviest.setdefault(key, {})
        counts[label] = counts.get(label, 0) + letters_of
    for row, key in zip(rows.tolist(), keys, strict=True):
        counts = heaviest[key]
        own[row] = max(counts, key=lambda label: (counts[label], -label))
