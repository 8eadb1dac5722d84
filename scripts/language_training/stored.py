"""Writes the model file: n-gram keys as gaps, rows in 4 bits with a scale each, the second stage in 8 bits."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .first_stage import Vectors
from .second_stage import Weights

_SCALES = 255  # steps of a row's scale, each 2.5 % above the one before
_RATIO = 1.025


def gaps(keys: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Return sorted keys as differences in bytes; 255 says that more of the difference follows."""
    out = bytearray()
    for gap in np.diff(keys, prepend=0).tolist():
        while gap >= 255:
            out.append(255)
            gap -= 255
        out.append(gap)
    return np.frombuffer(bytes(out), dtype=np.uint8)


def quantised_rows(rows: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], float]:
    """Return rows as nibbles (rows x dim / 2), the number of each row's scale, and the smallest scale.

    Of a few scales a row takes the one that loses least.
    """
    largest = np.abs(rows).max(axis=1)
    smallest = float(largest.max()) / 7 / _RATIO ** (_SCALES - 1)
    best = np.full(len(rows), np.inf)
    chosen = np.zeros(len(rows), dtype=np.int64)
    for part in (0.62, 0.7, 0.78, 0.86, 0.94, 1.0):
        number = np.clip(
            np.round(np.log(np.maximum(largest * part / 7, smallest) / smallest) / np.log(_RATIO)), 0, _SCALES - 1
        )
        scale = smallest * _RATIO**number
        whole = np.clip(np.round(rows / scale[:, None]), -7, 7)
        lost = ((whole * scale[:, None] - rows) ** 2).sum(axis=1)
        better = lost < best
        best[better], chosen[better] = lost[better], number[better].astype(np.int64)
    scale = smallest * _RATIO**chosen
    nibbles = (np.clip(np.round(rows / scale[:, None]), -7, 7) + 8).astype(np.uint8)
    half = rows.shape[1] // 2
    return (nibbles[:, :half] | (nibbles[:, half:] << 4)).astype(np.uint8), chosen.astype(np.uint8), smallest


def write(
    path: Path, version: str, tags: list[str], vectors: Vectors, weights: list[Weights], facts: dict[str, Any]
) -> None:
    """Write the model file: a zip of arrays that `numpy.load` reads, and a JSON text with the rest."""
    nibbles, scales, smallest = quantised_rows(vectors.rows)
    step = float(np.abs(vectors.outputs).max()) / 32767
    close, groups = [], []
    facts = dict(facts)
    priors = facts.pop("priors", {})
    for one, more in zip(weights, facts.pop("close", [{}] * len(weights)), strict=True):
        unit = float(np.abs(one.weights).max()) / 127
        close.append(np.clip(np.round(one.weights / unit), -127, 127).astype(np.int8).ravel())
        groups.append(
            {
                "name": one.group.name,
                "tags": list(one.group.tags),
                "unit": unit,
                "keys": len(one.keys),
                "biases": [round(float(b), 6) for b in one.biases],
                "priors": [round(math.log(priors.get(tag, 1.0)), 4) for tag in one.group.tags],
                **more,
            }
        )
    about = {
        "version": version,
        "tags": tags,
        "smallest": smallest,
        "ratio": _RATIO,
        "step": step,
        "biases": [round(float(b), 6) for b in vectors.biases],
        "groups": groups,
        **facts,
    }
    np.savez_compressed(
        path,
        keys=gaps(vectors.keys),
        rows=nibbles,
        scales=scales,
        outputs=np.round(vectors.outputs / step).astype(np.int16),
        close_keys=np.concatenate([gaps(one.keys) for one in weights]) if weights else np.zeros(0, np.uint8),
        close_weights=np.concatenate(close) if close else np.zeros(0, np.int8),
        about=np.frombuffer(json.dumps(about, ensure_ascii=False, sort_keys=True).encode("utf-8"), dtype=np.uint8),
    )
