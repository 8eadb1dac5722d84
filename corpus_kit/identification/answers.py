"""The model's answers for many texts at once: a script, the likeliest languages, and how each text is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus_kit.identification import judged, letters, measured, model, pieces, reality
from corpus_kit.identification.model import NOISE, Model
from corpus_kit.languages import NO_SCRIPT

_RANKED, _LEAST = 6, 1e-4


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: where it stands, its weight in letters, and its tag; empty: that of the text."""

    first: int
    last: int
    weight: int
    tag: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model says of a text.

    `script` leads with `share` of the weighted letters, of which it has `letters`; `ranked` are tags and chances, the
    best first, without that of no language; `real` is the chance that the text is language at all.
    """

    script: str
    letters: int
    share: float
    signs: int  # different letters
    letter_share: float  # of the visible characters
    mark_share: float  # marks that are frequent in program code, of the visible characters
    ranked: tuple[tuple[str, float], ...]
    real: float
    group_chance: float
    parts: tuple[Part, ...]


def answers(texts: Sequence[str], dense: int = measured.DENSE) -> list[Answer]:
    """Return what the model says of each text; after the first `dense` weighted letters it reads every third word."""
    used = model.load()
    data, spans = measured.encoded(texts, None)
    found = measured.measured(data, spans, used, dense)
    lead = judged.leading(found)
    count = len(texts)
    top = np.full(count, -1, dtype=np.int64)
    ranked: list[tuple[tuple[str, float], ...]] = [()] * count
    real = np.zeros(count)
    group = np.zeros(count)
    for one in judged.judged(found, lead, data, spans, used):
        real[one.which] = reality.chance(found, lead, one, used)
        _rank(one, used, top, ranked, group)
    shared = pieces.deviating(found, top, lead.kind, used)
    parts = _parts(found, shared, used, count)
    names = letters.scripts_of_classes()
    visible = np.maximum(found.texts[:, measured.VISIBLE], 1)
    columns = zip(
        [names[kind] if kind else NO_SCRIPT for kind in lead.kind.tolist()],
        lead.own.tolist(),
        (lead.own / np.maximum(lead.whole, 1)).tolist(),
        [number.bit_count() for number in found.texts[:, measured.SIGNS].tolist()],
        (found.texts[:, measured.LETTERS] / visible).tolist(),
        (found.texts[:, measured.CODE_MARKS] / visible).tolist(),
        ranked,
        real.tolist(),
        group.tolist(),
        parts,
        strict=True,
    )
    return [Answer(*row) for row in columns]


def _rank(
    one: judged.Texts,
    used: Model,
    top: npt.NDArray[np.int64],
    ranked: list[tuple[tuple[str, float], ...]],
    group: npt.NDArray[np.float64],
) -> None:
    """Write label, ranking and chance of the group of each text of one class into `top`, `ranked` and `group`."""
    first, last = used.bounds[one.kind]
    chances = one.chances.copy()
    noise = [i - first for i in range(first, last) if used.tags[i].startswith(NOISE)]
    chances[:, noise] = 0.0
    chances /= np.maximum(chances.sum(axis=1, keepdims=True), 1e-12)
    order, values = _best(chances, min(_RANKED, chances.shape[1]))
    numbers = used.group_numbers[first:last]
    best_group = numbers[order[:, 0]]
    group_sum = np.where(numbers[None, :] == best_group[:, None], chances, 0.0).sum(axis=1)
    top[one.which] = order[:, 0] + first
    group[one.which] = group_sum
    tags = used.tags[first:last]
    for i, labels, shares in zip(one.which.tolist(), order.tolist(), values.tolist(), strict=True):
        ranked[i] = tuple([(tags[k], v) for k, v in zip(labels, shares, strict=True) if v > _LEAST])


def _best(chances: npt.NDArray[np.float64], size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the columns of the largest values of each row, the largest first, the earlier of equal ones; and these."""
    if size < chances.shape[1]:
        some = np.sort(np.argpartition(-chances, size - 1, axis=1)[:, :size], axis=1)
    else:
        some = np.broadcast_to(np.arange(size), chances.shape)
    values = np.take_along_axis(chances, some, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(some, order, axis=1), np.take_along_axis(values, order, axis=1)


def _parts(found: measured.Measured, shared: pieces.Pieces, used: Model, count: int) -> list[tuple[Part, ...]]:
    """Return the parts of each text in order of place; a text in one language has none."""
    parts: list[list[Part]] = [[] for _ in range(count)]
    mixed = np.zeros(count, dtype=bool)
    mixed[found.pieces[shared.own != -1, measured.TEXT]] = True
    rows = np.flatnonzero(mixed[found.pieces[:, measured.TEXT]])
    if len(rows):
        names = letters.scripts_of_classes()
        table = found.pieces[rows][:, [measured.TEXT, measured.FIRST, measured.LAST, measured.CLASS]].tolist()
        for (text, first, last, kind), own, weight in zip(
            table, shared.own[rows].tolist(), shared.weight[rows].tolist(), strict=True
        ):
            tag = used.tags[own] if own >= 0 else f"{NOISE}_{names[kind]}" if own == pieces.NOBODYS else ""
            parts[text].append(Part(first, last, weight, tag))
    return [tuple(sorted(p, key=lambda part: part.first)) if p else () for p in parts]
