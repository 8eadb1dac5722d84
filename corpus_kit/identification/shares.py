"""How a text is shared among languages, and where each stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus_kit.identification.answers import Part

_OPENERS = "\"'*•–—-¿¡#@"
_JOINER = "\u200d"
_EXTENDING = "\u200c\u200d\ufe0e\ufe0f"
_SMALLEST = 0.02  # of the letters: what is less is a quotation of a word or two


@dataclass(frozen=True, slots=True)
class Share:
    """A language of a text, as a tag like `kaz_Cyrl`, and its share of the letters."""

    language: str
    share: float


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `text[start:end]` in code points; `language` is `und` where it cannot be told."""

    start: int
    end: int
    language: str
    script: str

    @property
    def tag(self) -> str:
        """Return language and script as a tag like `kaz_Cyrl`."""
        return f"{self.language}_{self.script}"


def shares(parts: Sequence[Part], own: str) -> tuple[Share, ...]:
    """Return the languages of a text by their part of the letters, the largest first; untagged parts are in `own`."""
    weights: dict[str, int] = {}
    for part in parts:
        tag = part.tag or own
        weights[tag] = weights.get(tag, 0) + part.weight
    total = sum(weights.values())
    if not total:
        return (Share(own, 1.0),) if own else ()
    found = [Share(tag, round(weight / total, 4)) for tag, weight in weights.items() if weight >= _SMALLEST * total]
    return tuple(sorted(found, key=lambda share: (-share.share, share.language)))


def spans(text: str, parts: Sequence[Part], own: str) -> tuple[Span, ...]:
    """Return stretches that cover `text` without gaps; neighbours differ in language.

    A stretch begins at the start of a line or a word, never inside what people see as one character.
    """
    if not text:
        return ()
    tags: list[str] = []
    starts: list[int] = []
    for tag, start in _starts(parts, own):
        if not tags:
            tags, starts = [tag], [0]
        elif tags[-1] != tag:
            begin = _boundary(text, start, starts[-1])
            if starts[-1] < begin < len(text):
                tags.append(tag)
                starts.append(begin)
    if not tags:
        tags, starts = [own], [0]
    ends = [*starts[1:], len(text)]
    return tuple(Span(a, b, *tag.split("_", 1)) for tag, a, b in zip(tags, starts, ends, strict=True))


def _starts(parts: Sequence[Part], own: str) -> Iterator[tuple[str, int]]:
    """Yield tag and start of parts; one that begins within the part before it is passed over unless it outlasts it."""
    end = 0
    for part in parts:
        if part.last > end:
            yield part.tag or own, max(part.first, end)
            end = part.last


def _boundary(text: str, start: int, least: int) -> int:
    """Return where a stretch begins whose first letter is at `start`: with the quotes and brackets that open before it.

    In scripts without spaces a part may begin inside of what people see as one character; then the next one begins it.
    """
    while start > least and (text[start - 1] in _OPENERS or unicodedata.category(text[start - 1]) in ("Ps", "Pi")):
        start -= 1
    while start < len(text) and (_extends(text[start]) or text[start - 1] == _JOINER):
        start += 1
    return start


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character)[0] == "M"
        or character in _EXTENDING
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
