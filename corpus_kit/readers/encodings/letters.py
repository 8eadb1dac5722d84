"""Models of languages by letters and pairs of letters: what a right decoding of an old encoding looks like.

They are read from `data/encodings_letters.tsv` and `data/encodings_characters.tsv`, which hold frequencies counted in
texts of some 110 languages (scripts/refresh_letters.py). Costs are negative natural logarithms of probabilities.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from corpus_kit import resources
from corpus_kit.readers.encodings.symbols import FOREIGN_LETTER, PUNCTUATION, script_of, symbol_of

Costs = np.ndarray[Any, np.dtype[np.float32]]
UNIT = 12.0  # costs are kept as bytes: twelfths of a nat
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_STEP = 1.5  # the figures of the files are -1.5 ln(frequency), as letters
_OTHER_LETTER, _OTHER_SCRIPT, _SYMBOL, _CONTROL, _UNASSIGNED = range(5)
_CLASS_COSTS = (11.0, 13.0, 12.0, 16.0, 19.0)
_RARE_LETTER, _RARE_PUNCTUATION = 11.0, 9.5  # of the script, but not counted in the language
# Marks that word processors put into texts of any language, though corpora often straighten them.
_TYPOGRAPHIC, _TYPOGRAPHIC_COST = frozenset("’“”–—…\u00a0"), 6.5
_SMOOTHING, _SMOOTHING_RARE, _RARE = 0.08, 0.5, 1e-4
_MARK_ANYWHERE, _MIXED = 0.4, 0.04


def _frequency(figure: str) -> float:
    return math.exp(-(ord(figure) - ord("a")) / _STEP)


@dataclass(frozen=True)
class PairModels:
    """The models of the languages of one script.

    `number` gives the place of each symbol; `costs[place of the first, place of the second]` is what the second costs
    after the first, for each of `languages`, in units of 1/12 nat. `ascii_costs` tells the language
    from the letters that all encodings share.
    """

    script: str
    languages: tuple[str, ...]
    number: dict[str, int]
    costs: np.ndarray[Any, np.dtype[np.uint8]]
    ascii_costs: Costs  # of the letters a to z, in nats, for each language

    def place(self, character: str) -> int:
        """Return the place of the symbol of `character`."""
        symbol = symbol_of(character, self.script)
        found = self.number.get(symbol)
        if found is not None:
            return found
        return len(self.number) + _class_of(symbol, self.script)


@lru_cache(maxsize=8192)
def _class_of(character: str, script: str) -> int:
    category = unicodedata.category(character)
    if category in ("Cn", "Co") or character == "\ufffd":
        return _UNASSIGNED
    if category in ("Cc", "Cs"):
        return _CONTROL
    of = script_of(character)
    if of:
        return _OTHER_LETTER if of == script else _OTHER_SCRIPT
    return _SYMBOL


@cache
def _rows(name: str) -> dict[str, list[str]]:
    lines = resources.read_text("data", name).split("\n")
    return {line.split("\t", 1)[0]: line.split("\t")[1:] for line in lines if line and not line.startswith("#")}


@cache
def pair_models(script: str) -> PairModels:
    """Return the models of the languages written in `script`."""
    rows = {label: row for label, row in _rows("encodings_letters.tsv").items() if label.startswith(script)}
    singles = {label: row[0].split(" ") for label, row in rows.items()}
    seen = {letter for groups in singles.values() for group in groups for letter in group[1:]}
    number = {letter: place for place, letter in enumerate(sorted(seen | PUNCTUATION))}
    size = len(number) + len(_CLASS_COSTS)
    marks = _marks(number, list(singles.values()))
    costs = np.empty((size, size, len(rows)), np.uint8)
    for place, (label, row) in enumerate(rows.items()):
        letters, pairs = singles[label], row[1].split(" ") if row[1] else []
        costs[:, :, place] = _costs(number, letters, pairs, marks, script == "Latn")
    common = np.array([_common(number, groups) for groups in singles.values()])
    shares = np.array([common[:, number[letter]] if letter in number else 0.0 * common[:, 0] for letter in _LETTERS])
    ascii_costs: Costs = -np.log(np.maximum(shares, 1e-5) / shares.sum(axis=0).clip(1e-3)).astype(np.float32)
    return PairModels(script, tuple(rows), number, costs, ascii_costs)


def _costs(number: dict[str, int], singles: list[str], pairs: list[str], marks: Costs, latin: bool) -> Costs:
    """Return the costs of one language; `marks` are the shares of each symbol that is no letter, in any language."""
    size = len(number) + len(_CLASS_COSTS)
    shares = np.full(size, math.exp(-_RARE_LETTER))
    shares[len(number) :] = [math.exp(-cost) for cost in _CLASS_COSTS]
    common = _common(number, singles)
    shares = np.maximum(np.maximum(shares, common), marks)
    joint = np.zeros((size, size))
    for group in pairs:
        places = [number[letter] for letter in group[1:]]
        joint[places[0::2], places[1::2]] = _frequency(group[0])
    after = np.divide(joint, common[:, None], out=np.zeros_like(joint), where=common[:, None] > 0)
    smoothing = np.where(common > _RARE, _SMOOTHING, _SMOOTHING_RARE)[:, None]
    likely = np.minimum(1.0, (1 - smoothing) * after + smoothing * shares[None, :])
    # Punctuation follows anything.
    likely[:, marks > 0] = np.maximum(likely[:, marks > 0], _MARK_ANYWHERE * shares[None, marks > 0])
    # What no language lets happen costs its own price, not that and the smoothing too.
    likely[:, len(number) :] = shares[len(number) :]
    if not latin:
        letters = np.array([symbol > "\x7f" and symbol not in PUNCTUATION for symbol in number])
        foreign = number[FOREIGN_LETTER]
        likely[foreign, : len(number)][letters] *= _MIXED
        likely[: len(number), foreign][letters] *= _MIXED
    result: Costs = np.clip(-np.log(likely) * UNIT, 0, 255).astype(np.float32)
    return result


def _common(number: dict[str, int], singles: list[str]) -> Costs:
    common = np.zeros(len(number) + len(_CLASS_COSTS))
    for group in singles:
        common[[number[letter] for letter in group[1:]]] = _frequency(group[0])
    return common.astype(np.float32)


def _marks(number: dict[str, int], every: list[list[str]]) -> Costs:
    """Return how frequent punctuation outside ASCII is in texts of any language; nothing for letters."""
    mean = np.mean([_common(number, singles) for singles in every], axis=0)
    shares = np.zeros_like(mean)
    for mark in PUNCTUATION:
        least = _TYPOGRAPHIC_COST if mark in _TYPOGRAPHIC else _RARE_PUNCTUATION
        shares[number[mark]] = max(mean[number[mark]], math.exp(-least))
    return np.asarray(shares, np.float32)


# --- East Asian characters

EAST_ASIAN = ("Hans", "Hant", "Jpan", "Hang")
AFTER_FOREIGN = 3.0  # what an ASCII character costs after an East Asian one
BESIDE_LATIN = 3.0  # what a Latin letter costs beside an East Asian character
_HOME = {"Hans": ("Hani",), "Hant": ("Hani",), "Jpan": ("Hani", "Jpan"), "Hang": ("Hang",)}


@cache
def character_costs(model: str) -> Costs:
    """Return what each character of the first plane costs in a text of `model`, by code point, in nats."""
    costs = np.full(0x10000, 13.0, np.float32)
    costs[0x80:0xA0] = 16.0
    costs[0xD800:0xE000] = 19.0
    costs[0xE000:0xF900] = 18.0
    costs[0xFFF0:] = 19.0
    costs[0x3400:0xA000] = 11.5 if "Hani" in _HOME[model] else 12.5
    costs[0x3400:0x4E00] += 2.0
    costs[0xAC00:0xD7A4] = 11.0 if model == "Hang" else 16.0
    costs[0x3040:0x3100] = 10.0 if model == "Jpan" else 13.0
    costs[0xFF01:0xFF5F] = 10.5
    costs[0xFF61:0xFFA0] = 9.0 if model == "Jpan" else 14.0
    costs[0x3000:0x3020] = 9.5
    for group in _rows("encodings_characters.tsv")[model][0].split(" "):
        places = [ord(character) for character in group[1:] if character <= "\uffff"]
        costs[places] = (ord(group[0]) - ord("a")) / _STEP
    return costs


__all__ = [
    "AFTER_FOREIGN",
    "BESIDE_LATIN",
    "EAST_ASIAN",
    "FOREIGN_LETTER",
    "UNIT",
    "PairModels",
    "character_costs",
    "pair_models",
]
