"""Tells text that is some language from what is none: figures, addresses, program code, lists of names, garbage.

A few measures of a text are weighed by a logistic function; the weights come with the model.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus_kit.identification.judged import Leading, Texts
from corpus_kit.identification.letters import scripts_of_classes
from corpus_kit.identification.measured import (
    CAPITALS,
    CODE_MARKS,
    DIGITS,
    LETTERS,
    SIGNS,
    TEXT,
    VISIBLE,
    WORDS,
    Measured,
)
from corpus_kit.identification.model import NOISE, Model

LIMIT = 0.5
NAMES = (
    "letters of the visible characters",
    "code marks of the visible characters",
    "digits of the visible characters",
    "letters, logarithm",
    "different letters for so many",
    "chance of no language, log odds",
    "best chance of a language, log odds",
    "n-grams known",
    "n-grams known, of a long text",
    "letters a word, logarithm",
    "words with a capital",
    "words with a capital, of a long text",
)


def features(found: Measured, lead: Leading, texts: Texts, model: Model) -> npt.NDArray[np.float64]:
    """Return the measures of the texts of one class of scripts, texts x `NAMES`."""
    row = found.texts[texts.which].astype(np.float64)
    visible = np.maximum(row[:, VISIBLE], 1)
    count = len(found.texts)
    words = np.bincount(found.pieces[:, TEXT], found.pieces[:, WORDS], count)[texts.which]
    capitals = np.bincount(found.pieces[:, TEXT], found.pieces[:, CAPITALS], count)[texts.which] / np.maximum(words, 1)
    first, last = model.bounds[texts.kind]
    noise = [i - first for i in range(first, last) if model.tags[i].startswith(NOISE)]
    none = texts.chances[:, noise].sum(axis=1)
    best = np.delete(texts.chances, noise, axis=1).max(axis=1)
    known = texts.known / np.maximum(texts.known + texts.unknown, 1)
    signs = np.maximum(lead.own[texts.which], 1)  # a Han character says as much as several letters
    length = np.log(signs)
    long = np.clip((length - 3) / 2, 0, 1)
    several = (
        np.bitwise_count(found.texts[texts.which, SIGNS])
        if hasattr(np, "bitwise_count")
        else _bits(found.texts[texts.which, SIGNS])
    )
    alone = last - first == 1  # one label alone in its script: its chance says nothing
    columns: Sequence[npt.NDArray[np.float64]] = (
        row[:, LETTERS] / visible,
        row[:, CODE_MARKS] / visible,
        row[:, DIGITS] / visible,
        length,
        np.minimum(several / np.minimum(signs**0.6, 14), 1.5),
        np.full(len(known), -4.0) if alone or not noise else _log_odds(none),
        np.full(len(known), 3.0) if alone else _log_odds(best),
        known,
        known * long,
        np.log(np.maximum(texts.letters, 1) / np.maximum(words, 1)),
        capitals,
        capitals * long,
    )
    return np.stack(columns, axis=1)


def chance(found: Measured, lead: Leading, texts: Texts, model: Model) -> npt.NDArray[np.float64]:
    """Return how likely each text is language at all, by the weights that came with the model; under LIMIT it is not.

    Of every script of which real text and noise were seen the weights are its own. Where a script has one language,
    nothing was learnt of what else may be written in it.
    """
    first, last = model.bounds[texts.kind]
    if last - first == 1:
        return np.ones(len(texts.which))
    known = model.facts["reality"]
    weights = np.array(known.get(scripts_of_classes()[texts.kind], known["other"]))
    return np.asarray(1 / (1 + np.exp(-(features(found, lead, texts, model) @ weights[1:] + weights[0]))))


def _log_odds(p: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.clip(np.log(np.maximum(p, 1e-9) / np.maximum(1 - p, 1e-9)), -6, 6)


def _bits(numbers: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.array([int(n).bit_count() for n in numbers.tolist()], dtype=np.int64)
