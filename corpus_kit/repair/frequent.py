"""Frequent words that tell a language, or that letters stand backwards: `data/repair_words.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

from corpus_kit.resources import read_text


@cache
def _words(group: str) -> tuple[str, ...]:
    data = tomllib.loads(read_text("data", "repair_words.toml"))
    return tuple(str(data[group]["words"]).split())


@cache
def _padded(group: str, backwards: bool) -> tuple[str, ...]:
    known = {word for name in ("right_to_left", "not_backwards") for word in _words(name)}
    words = _words(group)
    if backwards:
        words = tuple(word[::-1] for word in words if word[::-1] not in known)
    return tuple(f" {word} " for word in words)


def _count(text: str, needles: tuple[str, ...]) -> int:
    return sum(text.count(needle) for needle in needles if needle in text)


def count_turned(text: str) -> int:
    """Return how many frequent words of right-to-left languages stand backwards in a text."""
    return _count(text, _padded("right_to_left", True))


def count_straight(text: str) -> int:
    """Return how many of the same words stand in reading order."""
    return _count(text, _padded("right_to_left", False))


def holds_straight(text: str) -> bool:
    """Say whether any of them stands in reading order."""
    return any(word in text for word in _padded("right_to_left", False))


def count_persian(text: str) -> int:
    """Return how many frequent words of Persian, Urdu and Kurdish stand in a text, with either kaf and yeh."""
    return _count(text, _padded("persian", False))


def count_uzbek(text: str) -> int:
    """Return how many frequent Uzbek words stand in a text."""
    return _count(text, _padded("uzbek", False))
