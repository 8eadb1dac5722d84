"""What cleaning and repair changed in texts, as the counts that documents carry: said in words, and weighed."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from corpus_kit.licenses.combination import FORMATTING
from corpus_kit.licenses.crediting import BETWEEN_CHANGES
from corpus_kit.release.measure import distinct
from corpus_kit.repair.rules import rules

# The kinds that leave every letter as it was share one phrase: they come in nearly every text.
_FORM = "spacing and Unicode form"


def of_letters(changes: pa.StructArray) -> np.ndarray:
    """Return which texts had letters changed. `changes` counts changed characters by kind."""
    found = np.zeros(len(changes), bool)
    for kind in changes.type:
        if kind.name not in FORMATTING:
            found |= _counted(changes, kind.name)
    return found


def in_words(changes: pa.StructArray) -> pa.Array:
    """Return what was changed in each text, in words; null where nothing was."""
    if not len(changes):
        return pa.array([], pa.string())
    phrases = sorted({_phrase(kind.name) for kind in changes.type})
    flags = np.zeros((len(changes), len(phrases)), bool)
    for kind in changes.type:
        flags[:, phrases.index(_phrase(kind.name))] |= _counted(changes, kind.name)
    kinds = distinct(list(flags.T.astype(np.int64)))
    _, first = np.unique(kinds, return_index=True)
    said = [BETWEEN_CHANGES.join(p for p, is_so in zip(phrases, flags[row], strict=True) if is_so) for row in first]
    return pa.array([words or None for words in said], pa.string()).take(pa.array(kinds))


def _counted(changes: pa.StructArray, kind: str) -> np.ndarray:
    counts: np.ndarray = changes.field(kind).fill_null(0).to_numpy(zero_copy_only=False)
    return counts > 0


@cache
def _phrase(kind: str) -> str:
    if kind in FORMATTING:
        return _FORM
    return str(rules().get(kind, {}).get("title", kind.replace("_", " ")))
