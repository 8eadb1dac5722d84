"""The rules of repair as data: `data/repair_rules.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from corpus_kit.resources import read_text


@cache
def rules() -> dict[str, dict[str, Any]]:
    """Return the rules by kind: title, reason and what else a kind has."""
    return tomllib.loads(read_text("data", "repair_rules.toml"))


@cache
def characters(kind: str, key: str = "characters") -> frozenset[str]:
    """Return a set of characters that a rule lists."""
    found: set[str] = set()
    for part in str(rules()[kind][key]).split():
        first, _, last = part.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


def as_class(members: Iterable[str]) -> str:
    """Return the inside of a regular expression's class for characters, as ranges, so that it is fast."""
    points = sorted({ord(member) for member in members})
    parts: list[str] = []
    start = previous = -2
    for point in [*points, 0x7FFFFFFF]:
        if point == previous + 1:
            previous = point
            continue
        if start >= 0:
            parts.append(_escape(start) if start == previous else f"{_escape(start)}-{_escape(previous)}")
        start = previous = point
    return "".join(parts)


def _escape(point: int) -> str:
    return f"\\U{point:08x}"
