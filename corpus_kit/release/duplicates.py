"""Which of several documents with the same text stands for them all."""

from __future__ import annotations

import numpy as np


def representatives(fingerprint: np.ndarray, strictness: np.ndarray, eligible: np.ndarray) -> np.ndarray:
    """Return for each document the position of the one that stands for it, itself included; -1 where not eligible.

    Of those that share a fingerprint the one under the strictest terms stands for all, so that a looser claim on the
    same text never wins; among equals the first by batch, file and place, which is the order of the documents. So the
    outcome depends neither on the order in which batches came nor on how the work was shared out.
    `fingerprint` holds equal numbers for equal texts; `strictness` is higher for stricter terms.
    """
    chosen = np.full(len(fingerprint), -1, np.int64)
    rows = np.flatnonzero(eligible)
    if not len(rows):
        return chosen
    order = rows[np.lexsort((rows, -strictness[rows], fingerprint[rows]))]
    first = np.ones(len(order), bool)
    first[1:] = fingerprint[order][1:] != fingerprint[order][:-1]
    group = np.cumsum(first) - 1
    chosen[order] = order[first][group]
    return chosen
