"""From lines to paragraphs: where one ends, and how its lines are joined."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus_kit.readers.families.pdf_lines import Line, script_manner

_SENTENCE_END = re.compile(r"[.!?…:;。！？：；।॥؟۔៖។၊။།჻։]['\"»”’）)\]]*$")
_LIST_ITEM = re.compile(r"(?:[•◦▪‣●○■□–—·∙➢\uf0b7\uf0a7*-]|\(?\d{1,3}[.)]|\(?\w[.)])\s")
_LEADERS = re.compile(r"(?:\. ?){6,}|(?:… ?){3,}|_{6,}")  # dots that lead to a page number
_HYPHEN = re.compile(r"[\w][\u00ad\u2010\-\u058a\u1806]$")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")


@dataclass(slots=True)
class Paragraph:
    """A paragraph, and what tells whether the next page goes on with it."""

    text: str
    page: int
    size: float
    last_is_full: bool  # whether its last line reaches the end of the column
    begins_indented: bool


class Words:
    """The words of a document as they stand within lines: they tell whether a hyphen at a line's end is a letter."""

    def __init__(self, lines: list[Line]) -> None:
        self._known: set[str] = set()
        for line in lines:
            self._known.update(word.casefold().replace("\u2010", "-") for word in _WORD.findall(line.text)[:-1])

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Return whether `first-second` is known as a word with a hyphen, and not without."""
        return f"{first}-{second}".casefold() in self._known and (first + second).casefold() not in self._known


def joined(text: str, following: str, words: Words) -> str:
    """Return two lines of one paragraph as one text."""
    if not text or not following:
        return text + following
    if _HYPHEN.search(text):
        head, hyphen = text[:-1], text[-1]
        first, second = re.findall(r"\S+$", head)[-1], re.findall(r"^\S+", following)[0]
        if hyphen == "\u00ad":
            return head + following
        if re.search(r"[/@_]|\.\w|\d$", first):
            return text + following  # an address or a number is broken where it has a hyphen
        letters = re.findall(r"[^\W\d_]+$", first), re.findall(r"^[^\W\d_]+", second)
        if letters[0] and letters[1] and _goes_on(following[0]):
            keeps = hyphen in "-\u2010" and words.keeps_hyphen(letters[0][0], letters[1][0])
            return (text if keeps else head) + following
        return text + following if letters[0] and letters[1] else f"{text} {following}"
    manner = script_manner(text[-1])
    if manner and manner == script_manner(following[0]):
        return text + " " + following if text[-1] in "།༎" else text + following
    return f"{text} {following}"


def _goes_on(letter: str) -> bool:
    """Return whether a word may go on with this letter: small, or of a script without capitals."""
    return letter.islower() or unicodedata.category(letter) == "Lo"


def paragraphs_of(column: list[Line], page: int, words: Words) -> list[Paragraph]:
    """Return the paragraphs of one column."""
    if not column:
        return []
    steps = [a.base - b.base for a, b in pairwise(column) if a.base > b.base and abs(a.size - b.size) < 0.1 * a.size]
    leading = median(steps) if steps else 1.2 * column[0].size
    leading = min(leading, 2.2 * column[0].size)
    if steps and (tight := [s for s in steps if s < 1.15 * min(steps)]) and len(tight) > 0.25 * len(steps):
        leading = median(tight)
    start, end = min(line.start for line in column), max(_end(line) for line in column)
    found: list[Paragraph] = []
    last: Line | None = None
    for line in column:
        if last is None or _parted(last, line, leading, start, end):
            found.append(Paragraph(line.text, page, line.size, False, line.start - start > 0.8 * line.size))
        else:
            found[-1].text = joined(found[-1].text, line.text, words)
        found[-1].last_is_full = _end(line) > end - 3 * line.size
        last = line
    return found


def _end(line: Line) -> float:
    """How far a line reaches: greater is further."""
    return -line.left if line.right_to_left else line.right


def _parted(last: Line, line: Line, leading: float, start: float, end: float) -> bool:
    """Return whether a new paragraph begins with `line`."""
    if last.cells > 1 or line.cells > 1 or _LEADERS.search(last.text):
        return True
    step = last.base - line.base
    if step > 1.3 * leading or step < 0 or abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return True
    if _LIST_ITEM.match(line.text) and (_SENTENCE_END.search(last.text) or not line.text[0].isalnum()):
        return True
    indent, last_indent = line.start - start, last.start - start
    if indent > last_indent + 0.8 * line.size and not (
        _LIST_ITEM.match(last.text) and indent < last_indent + 4 * line.size
    ):
        return True
    is_short = _end(last) < end - 0.15 * (end - start) - line.size
    return is_short and (_SENTENCE_END.search(last.text) is not None or _first_word(line) < end - _end(last))


def _first_word(line: Line) -> float:
    """Return about how wide the first word is: had it fitted into the line before, that line was meant to end."""
    length = len(line.text.split(" ", 1)[0]) + 1
    return (line.right - line.left) * length / max(len(line.text), 1)


def across_pages(pages: list[list[Paragraph]], words: Words) -> list[Paragraph]:
    """Return all paragraphs; one that a page breaks is put together again, before the notes at the page's foot."""
    found: list[Paragraph] = []
    for paragraphs in pages:
        rest = list(paragraphs)
        if rest and (open_one := _unfinished(found, rest[0])) is not None:
            open_one.text = joined(open_one.text, rest[0].text, words)
            open_one.last_is_full = rest.pop(0).last_is_full
        found += rest
    return found


def _unfinished(found: list[Paragraph], following: Paragraph) -> Paragraph | None:
    """Return the paragraph of the page before that goes on with `following`, if any does."""
    if not found or following.page - found[-1].page != 1 or following.begins_indented:
        return None
    for candidate in reversed(found):
        if candidate.page != following.page - 1:
            return None
        if abs(candidate.size - following.size) < 0.06 * following.size:
            goes_on = _goes_on(following.text[0]) or script_manner(following.text[0]) != ""
            ends = _SENTENCE_END.search(candidate.text) is not None or _LIST_ITEM.match(following.text) is not None
            return candidate if goes_on and not ends and candidate.last_is_full else None
    return None
