"""How plausible a decoding is: the log-probability of its characters outside ASCII, in all and a byte.

A decoding is judged under a simple model of each language (`letters`): what follows what, how often. Letters that the
language does not have cost much, boxes, controls and mixtures of scripts within a word most. Only pairs in which a
byte outside ASCII stands are judged: the others are the same in every encoding. Figures are comparable across
encodings because each judges the same bytes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from typing import Any

import numpy as np

from corpus_kit.readers.encodings import letters
from corpus_kit.readers.encodings.letters import Costs
from corpus_kit.readers.encodings.names import COMPOSED, MADE_FOR, SINGLE_BYTE, codec_of
from corpus_kit.readers.encodings.symbols import script_of

Pairs = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]
_NO_CASE, _SMALL, _CAPITAL = range(3)
# What a character costs for its case after that of the character before it, in nats.
_CASE = np.array([[0.0, 0.15, 1.8], [0.0, 0.01, 5.5], [0.0, 0.5, 1.1]], np.float32)
_TAGS = re.compile(rb"<[^<>]{0,500}>|&[A-Za-z]{1,8};|\\u[0-9a-fA-F]{4}")
_ASCII_BYTES, _FEWEST_ASCII, _ASCII_WEIGHT, _ASCII_MOST = 16_000, 40, 0.4, 24.0
_ODD_LANGUAGE = 10.0
NOTHING_FITS = 20.0  # nats a byte
_UNKNOWN_SCRIPT = 3.8


def byte_pairs(sample: bytes) -> Pairs:
    """Return the pairs of bytes of `sample` with one outside ASCII, the most frequent first: both, and how often."""
    values = np.frombuffer(b" " + sample + b" ", np.uint8).astype(np.uint16)
    joined = (values[:-1] << 8) | values[1:]
    joined = joined[(joined & 0x8080) != 0]
    found, counts = np.unique(joined, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    found = found[order]
    return found >> 8, found & 0xFF, counts[order].astype(np.float32)


@cache
def _case_of(character: str) -> int:
    if character in "ªº":
        return _NO_CASE
    return _CAPITAL if character.isupper() else _SMALL if character.islower() else _NO_CASE


@cache
def _byte_places(name: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the place of each byte in the models of its script, and its case."""
    models = letters.pair_models(SINGLE_BYTE[name][0])
    characters = [bytes([byte]).decode(codec_of(name), "replace") for byte in range(256)]
    places = np.array([models.place(character) for character in characters], np.int32)
    return places, np.array([_case_of(character) for character in characters], np.int8)


@cache
def _other_languages(name: str) -> list[int]:
    """Return the places of the languages that an encoding was not made for."""
    made_for = MADE_FOR.get(name)
    languages = letters.pair_models(SINGLE_BYTE[name][0]).languages
    return [n for n, label in enumerate(languages) if made_for and label.partition(":")[2] not in made_for]


def language_costs(data: bytes) -> Costs | None:
    """Return what each language of Latin script costs going by the ASCII letters of `data`, in nats above the best.

    Letters follow one another by other rules than chance, so what they tell is taken for less than it seems; None
    where there are too few.
    """
    text = _TAGS.sub(b" ", data[:_ASCII_BYTES]).lower()
    counts = np.bincount(np.frombuffer(text, np.uint8), minlength=256)[0x61:0x7B].astype(np.float32)
    if counts.sum() < _FEWEST_ASCII:
        return None
    costs = counts @ letters.pair_models("Latn").ascii_costs
    capped: Costs = np.minimum(_ASCII_WEIGHT * (costs - costs.min()), _ASCII_MOST)
    return capped


def is_odd(model: str, languages: Costs | None) -> bool:
    """Return whether a language of Latin script is not the one that ASCII letters speak for."""
    if languages is None:
        return False
    return bool(languages[letters.pair_models("Latn").languages.index(model)] > _ODD_LANGUAGE)


def single_byte_costs(name: str, pairs: Pairs, languages: Costs | None = None) -> tuple[float, str]:
    """Return what the pairs of bytes cost in the encoding `name`, in nats, and the language that fits best.

    `languages` is what `language_costs` gives.
    """
    places, cases = _byte_places(name)
    models = letters.pair_models(SINGLE_BYTE[name][0])
    first, second, counts = pairs
    costs = counts @ models.costs[places[first], places[second]].astype(np.float32)
    if languages is not None and models.script == "Latn":
        costs = costs + letters.UNIT * languages
    if others := _other_languages(name):
        costs[others] = np.inf
    best = int(costs.argmin())
    return float(costs[best]) / letters.UNIT + float(_CASE[cases[first], cases[second]] @ counts), models.languages[
        best
    ]


def text_costs(text: str, script: str, languages: Costs | None = None) -> tuple[float, str]:
    """Return what `text` costs under the models of an alphabet, in nats, and the language that fits best."""
    models = letters.pair_models(script)
    padded = f" {text} "
    counted = Counter(zip(padded, padded[1:], strict=False))
    pairs = [(one, two, count) for (one, two), count in counted.items() if one > "\x7f" or two > "\x7f"]
    if not pairs:
        return 0.0, ""
    places = {character: models.place(character) for character in set(padded)}
    first = [places[one] for one, _, _ in pairs]
    second = [places[two] for _, two, _ in pairs]
    counts = np.array([count for _, _, count in pairs], np.float32)
    costs = counts @ models.costs[first, second].astype(np.float32)
    if languages is not None and script == "Latn":
        costs = costs + letters.UNIT * languages
    best = int(costs.argmin())
    case = sum(float(_CASE[_case_of(one), _case_of(two)]) * count for one, two, count in pairs)
    return float(costs[best]) / letters.UNIT + case, models.languages[best]


def east_asian_costs(text: str, models: tuple[str, ...]) -> tuple[float, str]:
    """Return what `text` costs under the models of East Asian languages, in nats, and the one that fits best."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    foreign = points > 0x7F
    far = int((points > 0xFFFF).sum())
    judged = points[foreign & (points <= 0xFFFF)]
    latin = ((points | 0x20) >= 0x61) & ((points | 0x20) <= 0x7A)
    after = int((foreign[:-1] & ~foreign[1:] & (points[1:] > 0x20)).sum())
    mixed = int((foreign[:-1] & latin[1:]).sum()) + int((latin[:-1] & foreign[1:]).sum())
    shared = letters.AFTER_FOREIGN * after + letters.BESIDE_LATIN * mixed + 14.0 * far
    found = [(float(letters.character_costs(model)[judged].sum()), model) for model in models]
    best, model = min(found)
    return best + shared, model


def score(text: str, size_bytes: int) -> tuple[float, str]:
    """Return how plausible `text` is and the model that fits best.

    `size_bytes` is the number of bytes that the characters outside ASCII take in the encoding on trial. The value is
    a mean log-probability a byte: about -3 for good text in a single-byte encoding, below -5 for a wrong decoding.
    """
    by_script: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character > "\x7f":
            by_script[script_of(character)] += count
    if not by_script or not size_bytes:
        return -NOTHING_FITS, ""
    best, best_model = math.inf, ""
    scripts = [script for script, count in by_script.items() if script and 5 * count >= by_script.total()]
    east_asian = [script for script in scripts if script in ("Hani", "Jpan", "Hang")]
    if east_asian:
        best, best_model = east_asian_costs(text, letters.EAST_ASIAN)
    for script in scripts or ["Latn"]:
        if script in _ALPHABETS and (found := text_costs(text, script))[0] < best:
            best, best_model = found
    controls = sum(text.count(chr(value)) for value in range(32) if value not in (9, 10, 12, 13))
    if best == math.inf:
        common, count = by_script.most_common(1)[0]
        if not common or 4 * count < 3 * by_script.total():
            return -NOTHING_FITS, ""
        best, best_model = _UNKNOWN_SCRIPT * size_bytes, common  # one script nearly throughout, though of no model
    return -(best + 14.0 * controls) / size_bytes, best_model


_ALPHABETS = frozenset(script for script, _ in (*SINGLE_BYTE.values(), *COMPOSED.values()))
