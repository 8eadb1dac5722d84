"""How plausible a decoding is: the mean log-probability of its characters outside ASCII, a byte.

A decoding is judged under a simple model of each language (`letters`): a frequent letter is worth more than a rare
one, a letter that the language does not have much less, a box, a control or a mixture of scripts within a word least.
Counting a byte, and not a character, makes single-byte and multi-byte encodings comparable.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections import Counter
from functools import cache, lru_cache

from corpus_kit.readers import letters

_ORDINARY = frozenset("«»—–“”„‘’‚…·•§№°\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f،؛؟׳״־€£±×")
_FULL_WIDTH = frozenset("　、。，．：；？！（）「」『』【】《》〈〉“”‘’・〜～…—ー％＋－／＝０１２３４５６７８９")
_ORDINARY_SCORE, _FULL_WIDTH_SCORE = -5.0, -5.5
_OTHER_LETTER, _OTHER_SCRIPT, _SYMBOL, _CONTROL = -8.5, -11.0, -10.5, -14.0
_UNASSIGNED = -40.0  # private use and what Unicode does not know
_CAPITAL = -1.2  # a capital costs this beside its small letter
_CASE_BREAK = -4.0  # a capital after a small letter within a word
_CAPITALS = 0.8  # what of that is given back after another capital: headings are written so
_SCRIPT_BREAK = -5.0  # two scripts within a word
_LEVEL_1_SHARE = 0.45
_ALPHABETS = frozenset({"Latn", "Cyrl", "Grek", "Arab", "Hebr", "Thai"})  # those that a word does not mix


def _ranked(alphabet: str) -> dict[str, float]:
    """Return log-probabilities that fall with the rank, summing to about one."""
    count = len(alphabet)
    scale = max(count / 3.5, 2.0)
    weights = [math.exp(-rank / scale) + 0.004 for rank in range(count)]
    total = sum(weights)
    return {letter: math.log(weight / total) for letter, weight in zip(alphabet, weights, strict=True)}


def _uniform(characters: str, share: float) -> dict[str, float]:
    unique = dict.fromkeys(characters)
    return dict.fromkeys(unique, math.log(share / max(len(unique), 1)))


@cache
def _level_1(codec: str) -> frozenset[str]:
    """Return the characters that a national standard counts as common: its first level."""
    ranges = {"gb2312": (0xB0, 0xD7), "big5": (0xA4, 0xC6), "euc_jp": (0xB0, 0xCF), "euc_kr": (0xB0, 0xC8)}
    first, last = ranges[codec]
    second = 0x40 if codec == "big5" else 0xA1
    raw = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(second, 0xFF))
    return frozenset(character for pair in raw for character in pair.decode(codec, "ignore") if len(character) == 1)


def _east_asian(frequent: str, codec: str, kana: bool) -> dict[str, float]:
    model = _uniform("".join(sorted(_level_1(codec))), _LEVEL_1_SHARE * (0.4 if kana else 1.0))
    if kana:
        model.update(_uniform(frequent, 0.2))
        model.update(_uniform(letters.KATAKANA, 0.12))
        model.update(_uniform(letters.KANA, 0.5))
    else:
        model.update(_uniform(frequent, 0.5))
    return model


@cache
def _models() -> dict[str, dict[str, float]]:
    """Return the models by name, `Script` or `Script:language`."""
    models = {f"Cyrl:{name}": _ranked(alphabet) for name, alphabet in letters.CYRILLIC.items()}
    models |= {f"Latn:{name}": _ranked(alphabet) for name, alphabet in letters.LATIN.items()}
    models |= {f"Arab:{name}": _ranked(alphabet) for name, alphabet in letters.ARABIC.items()}
    models["Latn:vie"] = _ranked(letters.VIETNAMESE) | dict.fromkeys("\u0300\u0301\u0303\u0309\u0323", -3.0)
    models["Grek"] = _ranked(letters.GREEK)
    models["Hebr"] = _ranked(letters.HEBREW)
    models["Thai"] = _ranked(letters.THAI)
    models["Hans"] = _east_asian(letters.SIMPLIFIED, "gb2312", False)
    models["Hant"] = _east_asian(letters.TRADITIONAL, "big5", False)
    models["Jpan"] = _east_asian(letters.KANJI, "euc_jp", True)
    models["Hang"] = _east_asian(letters.HANGUL, "euc_kr", False)
    return models


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """Return a rough script of a letter, by its Unicode name; empty for what is no letter."""
    if unicodedata.category(character)[0] not in "LM":
        return ""
    name = unicodedata.name(character, "").split(" ", 1)[0].split("-", 1)[0]
    known = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "GREEK": "Grek", "HEBREW": "Hebr", "THAI": "Thai"}
    east = {"CJK": "Hani", "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "HANGUL": "Hang", "KATAKANA-HIRAGANA": "Jpan"}
    return known.get(name) or east.get(name) or ("" if name == "COMBINING" else name or "?")


_HOME = {"Hans": ("Hani",), "Hant": ("Hani",), "Jpan": ("Jpan", "Hani"), "Hang": ("Hang", "Hani")}


@lru_cache(maxsize=65536)
def _value(character: str, model_name: str) -> float:
    model = _models()[model_name]
    east_asian = model_name in _HOME
    small = character.lower()
    found = model.get(small)
    if found is not None:
        return found if small == character or east_asian else found + _CAPITAL
    if east_asian and character in _FULL_WIDTH:
        return _FULL_WIDTH_SCORE
    if character in _ORDINARY:
        return _ORDINARY_SCORE
    script = script_of(character)
    if script in _HOME.get(model_name, (model_name[:4],)):
        return -13.0 if east_asian else _OTHER_LETTER
    category = unicodedata.category(character)
    if script:
        return -13.0 if east_asian or script in ("Hani", "Hang", "Jpan") else _OTHER_SCRIPT
    if category in ("Co", "Cn"):
        return _UNASSIGNED
    return _CONTROL if category in ("Cc", "Cs") else _SYMBOL - (6.0 if east_asian else 0.0)


def _breaks(text: str) -> float:
    """Return the cost of capitals after small letters and of scripts that meet within a word."""
    cost = 0.0
    for (one, two), count in Counter(itertools.pairwise(text)).items():
        if one < "\x80" and two < "\x80":
            continue
        if two.isupper():
            cost += (_CASE_BREAK if one.islower() else _CAPITALS if one.isupper() else 0.0) * count
        first, second = script_of(one), script_of(two)
        if first != second and first in _ALPHABETS and second in _ALPHABETS:
            cost += _SCRIPT_BREAK * count
    return cost


def score(text: str, size_bytes: int) -> tuple[float, str]:
    """Return how plausible `text` is and the model that fits best.

    `size_bytes` is the number of bytes that the characters outside ASCII take in the encoding on trial. The value is
    a mean log-probability a byte: about -3 for good text in a single-byte encoding, below -5 for a wrong decoding.
    """
    counts = Counter(text)
    foreign = [(character, count) for character, count in counts.items() if character > "\x7f"]
    if not foreign or not size_bytes:
        return -20.0, ""
    low_controls = sum(count for character, count in counts.items() if character < " " and character not in "\n\r\t\f")
    by_script: Counter[str] = Counter()
    for character, count in foreign:
        by_script[script_of(character)] += count
    scripts = {script for script, count in by_script.items() if script and 5 * count >= by_script.total()}
    best, best_name = -math.inf, ""
    for name in _models():
        if not scripts.intersection(_HOME.get(name, (name[:4],))):
            continue
        value = sum(_value(character, name) * count for character, count in foreign)
        if value > best:
            best, best_name = value, name
    if not best_name:
        best = sum(_value(character, "Latn:fra") * count for character, count in foreign)
    return (best + _breaks(text) + _CONTROL * low_controls) / size_bytes, best_name
