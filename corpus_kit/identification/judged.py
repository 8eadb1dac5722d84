"""What the model says of texts that were measured: chances of every label, in two stages.

The script that most letters have decides which labels are asked. A group of close languages that leads is asked again
by its own model. Chances are calibrated: of texts given .8, four in five are right; see `docs/language-model.md`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus_kit.identification import letters, loops
from corpus_kit.identification.measured import CLASS, KNOWN, PIECE_LETTERS, TEXT, UNKNOWN, Measured
from corpus_kit.identification.model import Close, Model

_CLOSE_BYTES = 1200  # of a text that the second stage reads; a character of which is cut off is no matter

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one class of scripts: which they are, their letters, and the chance of each label of the class."""

    kind: int
    which: Whole
    letters: Whole
    known: Whole
    unknown: Whole
    chances: Floats  # texts x labels of the class, each row sums to 1


@dataclass(frozen=True, slots=True)
class Leading:
    """By text: the class of most of its letters (0: none), its weighted letters in that class, and in all."""

    kind: Whole
    own: Whole
    whole: Whole


def leading(found: Measured) -> Leading:
    """Return the script that leads in each text; a Han character weighs as several letters of an alphabet."""
    count = len(found.texts)
    weighed = found.pieces[:, PIECE_LETTERS] * letters.weights()[found.pieces[:, CLASS]]
    place = found.pieces[:, TEXT] * 128 + found.pieces[:, CLASS]  # there are fewer classes than 128
    by_class = np.bincount(place, weighed, minlength=count * 128).reshape(count, 128).astype(np.int64)
    kind = by_class.argmax(axis=1)
    own = by_class[np.arange(count), kind]
    return Leading(np.where(own > 0, kind, 0), own, by_class.sum(axis=1))


def judged(
    found: Measured, lead: Leading, data: npt.NDArray[np.uint8], spans: Whole, model: Model, second: bool = True
) -> list[Texts]:
    """Return the chances of all texts whose script the model knows, a value for each class of scripts."""
    count = len(found.texts)
    own = found.pieces[:, CLASS] == lead.kind[found.pieces[:, TEXT]]
    of_text = found.pieces[own, TEXT]
    sums = _added(found.sums[own], of_text, count)
    totals = {
        column: np.bincount(of_text, found.pieces[own, column], count).astype(np.int64)
        for column in (PIECE_LETTERS, KNOWN, UNKNOWN)
    }
    result = []
    for kind in model.bounds:
        which = np.flatnonzero((lead.kind == kind) & (totals[KNOWN] > 0))
        if len(which):
            signs = lead.own[which]
            chances = model.chances(sums[which], totals[KNOWN][which], signs, kind)
            if second:
                _ask_close(chances, which, signs, kind, data, spans, model)
            result.append(
                Texts(kind, which, totals[PIECE_LETTERS][which], totals[KNOWN][which], totals[UNKNOWN][which], chances)
            )
    return result


def _added(rows: npt.NDArray[np.int32], of_text: Whole, count: int) -> Whole:
    """Return the sum of the rows of each text; the rows of a text stand together."""
    sums = np.zeros((count, loops.DIMENSIONS), dtype=np.int64)
    if len(rows):
        starts = np.flatnonzero(np.diff(of_text, prepend=-1))
        sums[of_text[starts]] = np.add.reduceat(rows, starts, axis=0, dtype=np.int64)
    return sums


def _ask_close(
    chances: Floats, which: Whole, signs: Whole, kind: int, data: npt.NDArray[np.uint8], spans: Whole, model: Model
) -> None:
    """Share out the chance of each leading group of close languages anew, in place."""
    first, _ = model.bounds[kind]
    asked = model.close_of[chances.argmax(axis=1) + first]
    for number in np.unique(asked[asked >= 0]).tolist():
        group = model.close[number]
        rows = np.flatnonzero(asked == number)
        columns = np.array(group.labels) - first
        scores = close_scores(group, spans[which[rows]], kind, data, model)
        before = np.maximum(chances[np.ix_(rows, columns)], 1e-12)
        chances[np.ix_(rows, columns)] = before.sum(axis=1, keepdims=True) * group.shares(scores, before, signs[rows])


def close_scores(group: Close, spans: Whole, kind: int, data: npt.NDArray[np.uint8], model: Model) -> Floats:
    """Return the scores of a close group's labels, texts x labels."""
    spans = np.column_stack([spans[:, 0], np.minimum(spans[:, 1], spans[:, 0] + _CLOSE_BYTES)])
    sums = np.zeros((len(spans), model.close_grams[1].shape[1]), dtype=np.int64)
    known = np.zeros(len(spans), dtype=np.int64)
    loops.measure_close(data, spans, kind, group.salt, letters.tables(), model.close_grams, sums, known)
    width = len(group.labels)
    return sums[:, :width] * (group.unit / np.sqrt(np.maximum(known, 1)))[:, None] + group.biases
