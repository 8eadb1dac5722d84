"""The second stage: inside a group of close languages, a linear model on longer n-grams, words and pairs of words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from corpus_kit.identification import loops
from corpus_kit.identification.model import salt_of

from .folded import Folded

ROOM = loops.MOST_CLOSE_KEYS


@dataclass(frozen=True, slots=True)
class Group:
    """Close languages, the sources that are parallel enough to learn from, and how many features are kept."""

    name: str
    tags: tuple[str, ...]
    sources: tuple[str, ...] = ()  # none: all
    features: int = 30_000
    epochs: int = 6
    decay: float = 2e-6
    trusts: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0)  # of the first stage's word, from which calibration chooses


@dataclass(slots=True)
class Weights:
    """What a group learnt: `weights` is keys x tags, in single precision."""

    group: Group
    keys: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    biases: npt.NDArray[np.float32]


@njit
def _tally(points: Any, offsets: Any, lines: Any, salt: int, counts: Any) -> None:
    out = np.zeros(ROOM, np.int64)
    for r in lines:
        n = loops.close_keys(points[offsets[r] : offsets[r + 1]], offsets[r + 1] - offsets[r], salt, out)
        for i in range(n):
            counts[out[i]] += 1


@njit
def _learn(
    points: Any,
    offsets: Any,
    lines: Any,
    gold: Any,
    chances: Any,
    table: Any,
    salt: int,
    w: Any,
    g: Any,
    b: Any,
    rate: float,
    decay: float,
) -> float:
    out = np.zeros(ROOM, np.int64)
    labels = w.shape[1]
    p = np.zeros(labels, np.float64)
    loss = 0.0
    for q in range(lines.shape[0]):
        r = lines[q]
        a, e = offsets[r], offsets[r + 1]
        if chances[q, 0] > 0.35:
            size = int(14 * math.exp(chances[q, 1] * math.log(8.0)))
            if size < e - a:
                a = a + int(chances[q, 2] * (e - a - size))
                e = a + size
        n, m = loops.close_keys(points[a:e], e - a, salt, out), 0
        for i in range(n):
            t = table[out[i]]
            if t >= 0:
                out[m] = t
                m += 1
        if m == 0:
            continue
        v = 1.0 / math.sqrt(m)
        top = -1e30
        for j in range(labels):
            z = float(b[j])
            for i in range(m):
                z += w[out[i], j] * v
            p[j] = z
            top = max(top, z)
        total = 0.0
        for j in range(labels):
            p[j] = math.exp(p[j] - top)
            total += p[j]
        for j in range(labels):
            chance = p[j] / total
            if j == gold[q]:
                loss -= math.log(max(chance, 1e-9))
            d = chance - (1.0 if j == gold[q] else 0.0)
            b[j] -= 0.02 * rate * d
            for i in range(m):
                t = out[i]
                x = d * v + decay * w[t, j]
                g[t, j] += x * x
                w[t, j] -= rate * x / math.sqrt(g[t, j] + 1e-6)
    return float(loss / lines.shape[0])


def _fit(
    folded: Folded,
    group: Group,
    own: list[npt.NDArray[np.int64]],
    keys: npt.NDArray[np.int64],
    salt: int,
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    table = np.full(1 << loops.KEY_BITS, -1, dtype=np.int32)
    table[keys] = np.arange(len(keys))
    w = np.zeros((len(keys), len(own)), dtype=np.float32)
    g, b = np.zeros_like(w), np.zeros(len(own), dtype=np.float32)
    most = min(12_000, max(len(lines) for lines in own) * 2)
    for epoch in range(group.epochs):
        lines = np.concatenate([rng.choice(x, most, replace=len(x) < most) for x in own])
        gold = np.repeat(np.arange(len(own)), most)
        order = rng.permutation(len(lines))
        rate = 0.12 * (1 - epoch / group.epochs) + 0.01
        _learn(
            folded.points,
            folded.offsets,
            lines[order],
            gold[order],
            rng.random((len(lines), 3)),
            table,
            salt,
            w,
            g,
            b,
            rate,
            group.decay,
        )
    return w, b


def train(folded: Folded, group: Group, number: int, seed: int, taken: npt.NDArray[np.bool_]) -> Weights:
    """Return the weights of one group: learnt on all features seen thrice, pruned, learnt again.

    `taken` marks the keys of earlier groups, which are left alone so that a key belongs to one group; it is added to.
    """
    rng = np.random.default_rng(seed + number)
    salt = salt_of(number)
    wanted = [i for i, name in enumerate(folded.source_names) if not group.sources or name in group.sources]
    usable = np.isin(folded.sources, wanted)
    own = [np.flatnonzero((folded.labels == folded.tags.index(tag)) & usable) for tag in group.tags]
    counts = np.zeros(1 << loops.KEY_BITS, dtype=np.int32)
    for lines in own:
        _tally(folded.points, folded.offsets, lines[:20_000], salt, counts)
    keys = np.flatnonzero((counts >= 3) & ~taken)
    w, b = _fit(folded, group, own, keys, salt, rng)
    if len(keys) > group.features:
        spread = (w.max(axis=1) - w.min(axis=1)) * np.sqrt(counts[keys])
        keys = np.sort(keys[np.argpartition(-spread, group.features)[: group.features]])
        w, b = _fit(folded, group, own, keys, salt, rng)
    taken[keys] = True
    return Weights(group, keys, w, b)


@njit
def scores(points: Any, offsets: Any, lines: Any, most: int, table: Any, salt: int, w: Any, b: Any, out: Any) -> None:
    """Write the scores of the first `most` characters of each line, lines x tags."""
    found = np.zeros(ROOM, np.int64)
    for q in range(lines.shape[0]):
        r = lines[q]
        a, e = offsets[r], min(offsets[r + 1], offsets[r] + most)
        n, m = loops.close_keys(points[a:e], e - a, salt, found), 0
        for j in range(w.shape[1]):
            out[q, j] = 0
        for i in range(n):
            t = table[found[i]]
            if t >= 0:
                m += 1
                for j in range(w.shape[1]):
                    out[q, j] += w[t, j]
        for j in range(w.shape[1]):
            out[q, j] = out[q, j] / math.sqrt(max(1, m)) + b[j]
