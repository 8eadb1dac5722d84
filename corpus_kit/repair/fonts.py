"""Fonts from before Unicode: text that is readable only under one font is recognised by its frequent words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import NamedTuple

from corpus_kit.repair.outcome import Refused, Repaired, sample
from corpus_kit.resources import read_text

# So much of a text is looked at: a font holds for all of it.
_HEAD = 6000
_LEAST_WORDS = 8
_FREQUENT = 0.10  # the share of frequent words that proves a font
_FREQUENT_SHORT = 0.25
_INSIDE = 0.22  # together with some frequent words, the share of words that are of no other language


class Family(NamedTuple):
    """Fonts of one layout."""

    key: str
    language: str
    fonts: str
    needles: tuple[str, ...]  # of Cyrillic fonts there are none: there single letters give them away
    words: frozenset[str]
    inside: re.Pattern[str]


@cache
def families() -> tuple[Family, ...]:
    """Return the table of fonts."""
    table = tomllib.loads(read_text("data", "repair_fonts.toml"))
    return tuple(
        Family(
            key,
            f["language"],
            f["fonts"],
            tuple(f.get("needles", f.get("letters", ""))),
            frozenset(f["words"].split()),
            re.compile(f["inside"]),
        )
        for key, f in table.items()
    )


@cache
def needles(ascii_only: bool) -> tuple[str, ...]:
    """Return what to look for first, in text of ASCII or in other text."""
    return tuple(
        needle
        for family in families()
        for needle in family.needles
        if len(needle) > 1 and (not ascii_only or needle.isascii())
    )


def refuse_font_text(done: Repaired) -> None:
    """Refuse a text that is written for a font of its own."""
    head = done.text[:_HEAD]
    words: list[str] | None = None
    for family in families():
        if not any(needle in head for needle in family.needles):
            continue
        words = head.split() if words is None else words
        if len(words) >= _LEAST_WORDS and _written_for(family, words):
            params: dict[str, str | int | float] = {
                "language": family.language,
                "fonts": family.fonts,
                "sample": sample(done.text),
            }
            done.refusal = Refused("text-in-font-encoding", params)
            return


def _written_for(family: Family, words: list[str]) -> bool:
    found = [word for word in words if word.strip('.,:!?"()') in family.words or word in family.words]
    distinct, share = len(set(found)), len(found) / len(words)
    if distinct < 3:
        return False
    inside = sum(1 for word in words if family.inside.search(word)) / len(words)
    # Two kinds of evidence: frequent words, and words that no language has.
    enough = _FREQUENT if len(words) >= 25 else _FREQUENT_SHORT
    return (inside >= 0.08 and share >= enough) or (distinct >= 4 and share >= 0.04 and inside >= _INSIDE)
