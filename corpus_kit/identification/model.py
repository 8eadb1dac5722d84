"""The language model: read from the package, unpacked for the loops.

Rows and outputs are whole numbers, so a sum is exact in whatever order it is made, and in double precision too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus_kit import resources
from corpus_kit.identification.letters import classes_of_scripts
from corpus_kit.identification.loops import DIMENSIONS, KEY_BITS
from corpus_kit.languages import group_of

_SAME_CLASS = {"Hans": "Hani", "Hant": "Hani", "Jpan": "Hani", "Kore": "Hang"}
_LARGEST = 4000  # of a row's step
_CLOSE_WIDTH = 12  # the most languages of a close group
NOISE = "und"
NAME, VERSION = "silk", "2"
_FILE = "language_model.npz"
# Languages that share so much that a declaration decides between them, beside those of one macrolanguage and those of
# the model's own groups.
_ALSO_CLOSE = (
    {"bos", "hrv", "srp", "cnr"},
    {"ind", "zsm", "bjn", "min", "bew"},
    {"aka", "twi", "fat"},
    {"tgl", "fil"},
    {"spa", "ast", "glg", "lad"},
    {"azj", "azb"},
    {"hin", "urd"},
    {"kaz", "kaa"},
    {"hye", "hyw"},
    {"ell", "grc", "pnt"},
    {"arc", "syc", "syr", "aii", "cld", "tru"},
    {"amh", "tir", "gez"},
    {"tha", "nod", "lao", "tts"},
    {"mya", "rki"},
    {"tur", "gag"},
    {"kaz", "nog"},
    {"pes", "prs", "haz"},
)
# Larger products are shared among threads by the library, which for ours costs more than it saves.
_ROWS = 16
_UNCALIBRATED = [(1.0, 1.0)]


def class_of(script: str) -> int:
    """Return the class of letters by which texts in a script are judged."""
    return classes_of_scripts()[_SAME_CLASS.get(script, script)]


@dataclass(frozen=True, slots=True)
class Close:
    """A group of close languages: their labels, and how its whole numbers become scores."""

    name: str
    labels: tuple[int, ...]
    unit: float
    biases: npt.NDArray[np.float64]
    salt: int
    priors: npt.NDArray[np.float64]  # logarithms: some languages are commoner than their neighbours
    trust: float  # of the first stage's word beside this one
    knots: list[tuple[float, float]]

    def shares(
        self, scores: npt.NDArray[np.float64], before: npt.NDArray[np.float64], signs: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Return how the group's chance is shared among its labels: by `scores` and by the first stage's chances."""
        raw = scores + self.trust * np.log(before)
        return softmax(raw * interpolated(self.knots, signs)[:, None] + self.priors)


@dataclass(frozen=True, slots=True)
class Model:
    """A model ready to be used.

    Labels of a class of scripts stand together: `bounds[c]` are the first and last plus one of class c. `unit` times a
    sum of rows times outputs, divided by the number of grams, plus the bias, is a label's score.
    """

    version: str
    tags: tuple[str, ...]
    grams: tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8], npt.NDArray[np.int32]]
    outputs: npt.NDArray[np.float64]  # dimensions x labels, whole numbers
    biases: npt.NDArray[np.float64]
    unit: float
    bounds: dict[int, tuple[int, int]]
    close: tuple[Close, ...]
    close_of: npt.NDArray[np.int64]  # the close group of each label, or -1
    close_grams: tuple[npt.NDArray[np.int64], npt.NDArray[np.int8]]
    knots: list[tuple[float, float]]
    priors: npt.NDArray[np.float64]  # logarithms, by label
    group_numbers: npt.NDArray[np.int64]  # the same number for labels of one group
    facts: dict[str, Any]

    def scores(self, sums: npt.NDArray[Any], grams: npt.NDArray[Any], kind: int) -> npt.NDArray[np.float64]:
        """Return the scores of the labels of one class: `sums` is texts x dimensions, `grams` the known ones a text."""
        first, last = self.bounds[kind]
        outputs, whole = self.outputs[:, first:last], sums.astype(np.float64)
        scores = np.empty((len(sums), last - first))
        for row in range(0, len(sums), _ROWS):
            np.matmul(whole[row : row + _ROWS], outputs, out=scores[row : row + _ROWS])
        scores *= (self.unit / np.maximum(grams, 1))[:, None]
        scores += self.biases[first:last]
        return scores

    def chances(
        self, sums: npt.NDArray[Any], grams: npt.NDArray[Any], signs: npt.NDArray[np.int64], kind: int
    ) -> npt.NDArray[np.float64]:
        """Return the calibrated chances of the labels of one class; `signs` are the weighted letters of each text."""
        first, last = self.bounds[kind]
        scores = self.scores(sums, grams, kind) * interpolated(self.knots, signs)[:, None]
        return softmax(scores + self.priors[first:last])


def knows_one(tag: str) -> bool:
    """Say whether the model knows no other label in the script of `tag`: what it is surest of it has not compared."""
    first, last = load().bounds[class_of(tag.partition("_")[2])]
    return last - first == 1


def softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return scores as chances that sum to 1 in each row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def interpolated(knots: list[tuple[float, float]], signs: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return a factor by length: `knots` are letters and factor, straight between them in the logarithm of letters."""
    x = np.log([knot[0] for knot in knots])
    return np.asarray(np.interp(np.log(np.maximum(signs, 1)), x, [knot[1] for knot in knots]), dtype=np.float64)


@cache
def load() -> Model:
    """Return the model that the package carries."""
    path = resources.folder("data") / _FILE
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    about = json.loads(arrays["about"].tobytes())
    index, _ = _index(_keys(arrays["keys"]))
    steps, unit = _steps(arrays["scales"], about)
    tags = tuple(about["tags"])
    close, close_grams = _close(arrays, about, tags)
    return Model(
        version=about["version"],
        tags=tags,
        grams=(index, np.vstack([arrays["rows"], np.full((1, DIMENSIONS // 2), 0x88, dtype=np.uint8)]), steps),
        outputs=np.ascontiguousarray(arrays["outputs"].T.astype(np.float64)),
        biases=np.array(about["biases"]),
        unit=unit * about["step"],
        bounds=_bounds(tags),
        close=close,
        close_of=np.array(
            [next((n for n, group in enumerate(close) if i in group.labels), -1) for i in range(len(tags))]
        ),
        close_grams=close_grams,
        knots=about.get("knots", _UNCALIBRATED),
        priors=np.log([about["commoner"] if i in about.get("common", ()) else 1.0 for i in range(len(tags))]),
        group_numbers=_numbers(tags),
        facts={k: v for k, v in about.items() if k not in ("tags", "biases", "groups")},
    )


def _numbers(tags: tuple[str, ...]) -> npt.NDArray[np.int64]:
    names: dict[str, int] = {}
    return np.array([names.setdefault(group_of(tag) or tag, len(names)) for tag in tags])


@cache
def close_pairs() -> tuple[set[str], ...]:
    """Return sets of languages that are easily taken for each other."""
    used = load()
    return (*_ALSO_CLOSE, *({used.tags[i].partition("_")[0] for i in group.labels} for group in used.close))


def _keys(gaps: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    return np.asarray(np.cumsum(gaps.astype(np.int64))[gaps != 255])


def _index(keys: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the index that `loops.row_of` reads, and in which order the rows stand in it."""
    bits = np.zeros(1 << (KEY_BITS - 5), dtype=np.int64)
    np.bitwise_or.at(bits, keys >> 5, np.int64(1) << (keys & 31))
    before = np.zeros(len(bits), dtype=np.int64)
    np.cumsum(np.bincount(keys >> 5, minlength=len(bits))[:-1], out=before[1:])
    return bits | (before << 32), np.argsort(keys, kind="stable")


def _steps(scales: npt.NDArray[np.uint8], about: dict[str, Any]) -> tuple[npt.NDArray[np.int32], float]:
    """Return what a nibble of each row counts as a whole number, and the value of one."""
    values = [about["smallest"] * about["ratio"] ** number for number in range(256)]
    unit = max(values[int(scales.max())] / _LARGEST, 1e-12)
    whole = np.array([min(round(value / unit), _LARGEST) for value in values], dtype=np.int32)
    return np.append(whole[scales], np.int32(0)), unit


def _bounds(tags: tuple[str, ...]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for i, tag in enumerate(tags):
        kind = class_of(tag.partition("_")[2])
        first, _ = found.get(kind, (i, i))
        found[kind] = (first, i + 1)
    return found


def _close(arrays: dict[str, npt.NDArray[Any]], about: dict[str, Any], tags: tuple[str, ...]) -> tuple[Any, Any]:
    """Return the groups of close languages, and index and weights of all their features together."""
    groups, read = [], 0
    weights = np.zeros((sum(group["keys"] for group in about["groups"]), _CLOSE_WIDTH), dtype=np.int8)
    row = 0
    for number, group in enumerate(about["groups"]):
        size, width = group["keys"], len(group["tags"])
        weights[row : row + size, :width] = arrays["close_weights"][read : read + size * width].reshape(size, width)
        row, read = row + size, read + size * width
        labels = tuple(tags.index(tag) for tag in group["tags"])
        groups.append(
            Close(
                group["name"],
                labels,
                group["unit"],
                np.array(group["biases"]),
                salt_of(number),
                np.array(group.get("priors", [0.0] * width)),
                group.get("trust", 0.0),
                group.get("knots", _UNCALIBRATED),
            )
        )
    index, order = _index(np.concatenate(_runs(arrays["close_keys"], [g["keys"] for g in about["groups"]])))
    return tuple(groups), (index, weights[order])


def _runs(gaps: npt.NDArray[np.uint8], sizes: list[int]) -> list[npt.NDArray[np.int64]]:
    """Return the keys of each group; each begins its gaps anew."""
    ends = np.flatnonzero(gaps != 255) + 1
    found, begun, used = [np.zeros(0, dtype=np.int64)], 0, 0
    for size in sizes:
        used += size
        end = int(ends[used - 1]) if used else 0
        found.append(_keys(gaps[begun:end]))
        begun = end
    return found


def salt_of(number: int) -> int:
    """Return what keeps the features of the group with this number apart from those of others."""
    return (number + 1) * 0x01000193 & 0x7FFFFFFF
