"""The first stage: vectors of selected n-grams, their mean, and a softmax within the script. fastText's mathematics."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from corpus_kit.identification import loops

from .folded import Folded, class_of, line_weights

ROWS = 372_000
DIM = loops.DIMENSIONS
_WHOLE = 0.4  # of the drawn lines are taken whole, the others cut to 10 to 150 characters


@dataclass(slots=True)
class Vectors:
    """A trained first stage, in single precision."""

    keys: npt.NDArray[np.int64]  # sorted
    rows: npt.NDArray[np.float32]  # keys x DIM
    outputs: npt.NDArray[np.float32]  # labels x DIM
    biases: npt.NDArray[np.float32]


@njit
def keys_of(points: Any, a: int, b: int, word: Any, keys: Any, out: Any) -> int:
    n, i = 0, a
    while i < b:
        length = 0
        while i < b and points[i] != 32:
            word[length] = points[i]
            length += 1
            i += 1
        i += 1
        if length:
            m = loops.word_keys(word, length, keys)
            for k in range(m):
                if n < out.shape[0]:
                    out[n] = keys[k]
                    n += 1
    return n


@njit
def _count(points: Any, offsets: Any, lines: Any, weights: Any, counts: Any) -> None:
    word, keys, out = np.zeros(70, np.int64), np.zeros(400, np.int64), np.zeros(4000, np.int64)
    for q in range(lines.shape[0]):
        r = lines[q]
        n = keys_of(points, offsets[r], min(offsets[r + 1], offsets[r] + 300), word, keys, out)
        for i in range(n):
            counts[out[i]] += weights[q]


def selected_keys(folded: Folded, rng: np.random.Generator, rows: int) -> npt.NDArray[np.int64]:
    """Return the most frequent keys, labels having much the same weight, sorted."""
    lines, weights = [], []
    for label in range(len(folded.tags)):
        own = rng.permutation(np.flatnonzero(folded.labels == label))[:2500]
        lines.append(own)
        weights.append(np.full(len(own), 1 / max(1, len(own)) ** 0.5, dtype=np.float32))
    counts = np.zeros(1 << loops.KEY_BITS, dtype=np.float32)
    _count(folded.points, folded.offsets, np.concatenate(lines), np.concatenate(weights), counts)
    return np.sort(np.argpartition(-counts, rows)[:rows]).astype(np.int64)


@njit
def _epoch(
    points: Any,
    offsets: Any,
    labels: Any,
    drawn: Any,
    chances: Any,
    table: Any,
    bounds: Any,
    classes: Any,
    rows: Any,
    outputs: Any,
    biases: Any,
    rates: Any,
) -> float:
    word, keys, found = np.zeros(70, np.int64), np.zeros(400, np.int64), np.zeros(20000, np.int64)
    d = rows.shape[1]
    mean, step = np.zeros(d, np.float32), np.zeros(d, np.float32)
    chance = np.zeros(2048, np.float32)
    loss, seen, total = 0.0, 0, drawn.shape[0]
    for q in range(total):
        r = drawn[q]
        a, b = offsets[r], offsets[r + 1]
        if chances[q, 0] > _WHOLE:
            size = int(10 * math.exp(chances[q, 1] * math.log(15.0)))
            if size < b - a:
                a = a + int(chances[q, 2] * (b - a - size))
                b = a + size
        n, m = keys_of(points, a, b, word, keys, found), 0
        for i in range(n):
            t = table[found[i]]
            if t >= 0:
                found[m] = t
                m += 1
        y = labels[r]
        s0, s1 = bounds[classes[y]], bounds[classes[y] + 1]
        if m == 0 or s1 - s0 < 2:
            continue
        mean[:] = 0
        for i in range(m):
            for k in range(d):
                mean[k] += rows[found[i], k]
        share = np.float32(1.0 / m)
        for k in range(d):
            mean[k] *= share
        top = np.float32(-1e30)
        for j in range(s0, s1):
            z = biases[j]
            for k in range(d):
                z += outputs[j, k] * mean[k]
            chance[j - s0] = z
            if z > top:
                top = z
        whole = np.float32(0)
        for j in range(s1 - s0):
            chance[j] = math.exp(chance[j] - top)
            whole += chance[j]
        rate = np.float32(rates[0] + (rates[1] - rates[0]) * q / total)
        step[:] = 0
        for j in range(s0, s1):
            p = chance[j - s0] / whole
            if j == y:
                loss -= math.log(max(p, 1e-9))
                seen += 1
            change = rate * ((np.float32(1) if j == y else np.float32(0)) - p)
            for k in range(d):
                step[k] += change * outputs[j, k]
                outputs[j, k] += change * mean[k]
            biases[j] += change * np.float32(0.1)
        for k in range(d):
            step[k] *= share
        for i in range(m):
            for k in range(d):
                rows[found[i], k] += step[k]
    return loss / max(seen, 1)


def train(folded: Folded, seed: int, epochs: int, lines_an_epoch: int, rows: int = ROWS) -> Vectors:
    """Return the first stage trained; every epoch draws and cuts lines anew."""
    rng = np.random.default_rng(seed)
    keys = selected_keys(folded, rng, rows)
    table = np.full(1 << loops.KEY_BITS, -1, dtype=np.int32)
    table[keys] = np.arange(len(keys))
    bounds, classes = class_bounds(folded.tags)
    chances = np.cumsum(line_weights(folded, label_power=0.25, source_power=0.5))
    vectors = ((rng.random((rows, DIM), dtype=np.float32) - 0.5) * 2 / DIM).astype(np.float32)
    outputs = np.zeros((len(folded.tags), DIM), dtype=np.float32)
    biases = np.zeros(len(folded.tags), dtype=np.float32)
    for epoch in range(epochs):
        drawn = np.minimum(np.searchsorted(chances, rng.random(lines_an_epoch)), len(folded.labels) - 1)
        rates = np.array([0.5 * (1 - epoch / epochs), 0.5 * (1 - (epoch + 1) / epochs)])
        began = time.process_time()
        loss = _epoch(
            folded.points,
            folded.offsets,
            folded.labels,
            drawn,
            rng.random((lines_an_epoch, 3)),
            table,
            bounds,
            classes,
            vectors,
            outputs,
            biases,
            rates,
        )
        print(f"epoch {epoch + 1}/{epochs}: loss {loss:.4f}, {time.process_time() - began:.1f} s CPU", flush=True)
    return Vectors(keys, vectors, outputs, biases)


def class_bounds(tags: list[str]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where the labels of each class begin, and the class of each label as a number from 0."""
    kinds = [class_of(tag) for tag in tags]
    order = sorted(set(kinds))
    classes = np.array([order.index(kind) for kind in kinds], dtype=np.int64)
    return np.searchsorted(classes, np.arange(len(order) + 1)), classes
