"""Collections that people pass on (`licenses/collections.toml`): how one is recognised, and what its owner says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus_kit import resources
from corpus_kit.licenses.search import Search

PREFIX = "collection:"
_SENTENCE = re.compile(r"[.!?。！？؟।]\s|\n\s*\n|\n\s*[-*•|]")
_QUOTE = 160


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection: `tier` and `licenses` are what its owner grants, `claim` what copies often say."""

    id: str
    name: str
    urls: tuple[str, ...]
    words: tuple[str, ...]
    weak: bool
    says: str
    tier: str
    licenses: tuple[str, ...]
    claim: str
    way: str
    source: str
    read: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text speaks of a collection as its source: `quoted` are the words."""

    id: str
    start: int
    end: int
    quoted: str


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.read_text("licenses", "collections.toml"))


@cache
def known_collections() -> dict[str, Collection]:
    """Return every collection by its identifier."""
    return {
        entry["id"]: Collection(
            id=entry["id"],
            name=entry["name"],
            urls=tuple(entry["urls"]),
            words=tuple(entry["words"]),
            weak=bool(entry.get("weak")),
            says=entry["says"],
            tier=entry["tier"],
            licenses=tuple(entry["licenses"]),
            claim=entry["claim"],
            way=entry["way"],
            source=entry["source"],
            read=str(entry.get("read", "")),
        )
        for entry in _table()["collection"]
    }


@cache
def _origin() -> re.Pattern[str]:
    return re.compile("|".join(_table()["origin"]), re.IGNORECASE)


@cache
def _search() -> tuple[Search, tuple[tuple[str, str], ...]]:
    strings = [(w, c.id) for c in known_collections().values() for w in (*c.urls, *c.words)]
    return Search([w for w, _ in strings]), tuple(strings)


def collections_in(text: str) -> list[Mention]:
    """Return the collections that a text about a batch names as a source, one mention of each, by place."""
    folded = text.lower() if len(text.lower()) == len(text) else text
    machine, strings = _search()
    found: dict[str, Mention] = {}
    for number, start, end in machine.every(folded):
        _, collection_id = strings[number]
        if collection_id in found or not _stands_alone(folded, start, end):
            continue
        known = known_collections()[collection_id]
        begin, stop = _sentence(folded, start, end)
        if known.weak and not _origin().search(folded[begin:start] + " " + folded[end:stop]):
            continue
        quoted = " ".join(text[max(begin, start - _QUOTE // 2) : min(stop, end + _QUOTE // 2)].split())
        found[collection_id] = Mention(collection_id, start, end, quoted)
    return sorted(found.values(), key=lambda m: (m.start, m.id))


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    joined = (before.isalnum() and text[start].isascii()) or before == "@"
    return not joined and not (after.isalnum() and text[end - 1].isascii() and after.isascii())


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    begin = max(0, start - 200)
    for m in _SENTENCE.finditer(text, begin, start):
        begin = m.end()
    stop = _SENTENCE.search(text, end, end + 200)
    return begin, stop.start() if stop else min(len(text), end + 200)


def of_statement(found: str) -> Collection | None:
    """Return the collection that an identifier in `license_found` stands for, as `collection:tanzil`, or None."""
    return known_collections().get(found.removeprefix(PREFIX)) if found.startswith(PREFIX) else None


def more_than_owner(collection: Collection, declared: tuple[str, ...], tiers: Iterator[str] | tuple[str, ...]) -> bool:
    """Whether a declaration gives more than the collection's owner does, or where that cannot be known."""
    from corpus_kit.licenses.registry import TIERS

    if declared and all(d in collection.licenses for d in declared):
        return False
    if collection.tier == "unknown":
        return True
    return any(TIERS.index(tier) < TIERS.index(collection.tier) for tier in tiers) or not collection.licenses
