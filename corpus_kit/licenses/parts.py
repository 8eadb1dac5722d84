"""Which part of a work a statement speaks of: the original or its translation, a collection or what it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from corpus_kit.licenses import rules

OTHER = {
    "original": "translation",
    "translation": "original",
    "collection": "contents",
    "contents": "collection",
}
_SENTENCE = re.compile(r"[.!?](?=\s|$)|[。！？؟।]|\n[ \t]*\n|\n[ \t]*(?=[-*•])")
_CLAUSE = re.compile(r"[,;:]\s|[，；：、،؛]|\s[-(]\s?|\)|\b(?:while|but|whereas|and)\b")
_AROUND = 300  # characters in which the other part is spoken of
_BEHIND = 60  # characters behind a statement: "CC BY 4.0 (the translation only)"
_QUOTED = 160


@dataclass(frozen=True, slots=True)
class Spoken:
    """The part that a statement speaks of, "" for all; `apart` are the words of the same text about the other part."""

    part: str = ""
    apart: str = ""

    @property
    def partial(self) -> bool:
        """Whether it permits nothing for the whole: it is of the original, or says that the other part is apart."""
        return self.part == "original" or (self.part in ("translation", "collection") and bool(self.apart))


def part_of(text: str, start: int, end: int) -> Spoken:
    """Return which part of a work the statement at start:end of a text speaks of.

    "This collection is under ..." speaks of all, unless the same text says that its contents have terms of their own.
    """
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    around = rules.fold(text[low:high])
    if not _any().search(around):
        return Spoken()
    first, last = start - low, end - low
    begins = max((m.end() for m in _SENTENCE.finditer(around, 0, first)), default=0)
    stop = _SENTENCE.search(around, last)
    ends = stop.start() if stop else len(around)
    words = [m for m in _any().finditer(around) if begins <= m.start() < min(ends, last + _BEHIND)]
    inside = [m for m in words if first <= m.start() < last]
    before = [m for m in words if m.start() < first]
    if not words:
        return Spoken()
    nearest = (inside or before[-1:] or words)[0]
    part = str(nearest.lastgroup)
    apart = _apart(around, OTHER[part], (nearest.start(), nearest.end()), text[low:high])
    if part == "original" and not (apart or _strong().search(around, begins, ends)):
        return Spoken()
    if part in ("collection", "contents") and not apart:
        return Spoken()
    if part == "translation" and rules.words("domain").search(rules.fold(apart)):
        apart = ""  # of an original that nobody owns, the translation is all there is to license
    return Spoken(part, apart)


def _apart(around: str, other: str, mine: tuple[int, int], shown: str) -> str:
    """Return the clause that speaks of the other part and of rights in it; "" where there is none."""
    for m in _any().finditer(around):
        if m.lastgroup != other or (m.start() < mine[1] and mine[0] < m.end()):
            continue
        cuts = [*_SENTENCE.finditer(around), *_CLAUSE.finditer(around)]
        begins = max((c.end() for c in cuts if c.end() <= m.start()), default=0)
        ends = min((c.start() for c in cuts if c.start() >= m.end() + 12), default=len(around))
        if _rights().search(around, begins, ends):
            return " ".join(shown[begins:ends].split())[:_QUOTED]
    return ""


@cache
def _any() -> re.Pattern[str]:
    kinds = rules.raw()["parts"]
    return re.compile("|".join(f"(?P<{k}>{'|'.join(rules.pattern(w) for w in kinds[k])})" for k in OTHER))


@cache
def _rights() -> re.Pattern[str]:
    return re.compile("|".join(rules.pattern(w) for w in rules.raw()["parts"]["rights"]))


@cache
def _strong() -> re.Pattern[str]:
    return re.compile("|".join(rules.pattern(w) for w in rules.raw()["parts"]["original_alone"]))
