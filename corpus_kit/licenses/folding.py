"""Texts made plain for the search: case, marks inside words, apostrophes, Arabic letters and layout made equal."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

_MARKS = (
    ("’", "'"),
    ("ʻ", "'"),
    ("ʼ", "'"),
    ("‘", "'"),
    ("`", "'"),
    ("\u00a0", " "),
    ("\u200c", " "),
    ("–", "-"),
    ("‑", "-"),
    ("‐", "-"),
    ("\u3000", " "),
    ("ё", "е"),
    ("Ё", "Е"),
)
# What begins the lines of comments: a phrase goes on behind it.
_COMMENTS = re.compile(r"(?m)^[ \t]*(?:#+|//+|>+|;+|--+|%+|\.\\\"|dnl|rem)(?=[ \t\n])|(?<=\n)(?:#+|//|[>;]|%+|--)")
_ARABIC = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ٱ", "ا"), ("ي", "ی"), ("ى", "ی"), ("ك", "ک"))
# Greek accents move when a word is bent.
_GREEK = tuple(zip("άέήίόύώΆΈΉΊΌΎΏ", "αεηιουωΑΕΗΙΟΥΩ", strict=True))
_ASCII_MARKS = (("`", "'"), ("*", " "), ("_", " "))
_ALL_MARKS = (*_ASCII_MARKS, *_MARKS, *_ARABIC, *_GREEK)
INNER = re.compile("[\u0300\u0301\u00ad\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b\u200d-\u200f\u2060]+")
_WIDE = {0xFEE0 + code: code for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
# A single space stays as it is and is not matched: most gaps are such.
_GAPS = re.compile(r"(?:\s{2,}|[^\S ]| (?=[#>;%/]))(?:(?:[#>;%]+|//+|/)(?=\s)\s*)*")
_STOP = "\x1e"  # stands for an empty line, or the beginning of an item of a list
_ITEM = re.compile(r"(?:[-•+]|\d{1,2}[.)])\s")


def without_marks(text: str) -> tuple[str, Places | None]:
    """Return a text without vowel points, stress marks and joiners, and with plain letters for wide ones.

    The second value leads back to the places of the original; None where they are the same.
    """
    if text.isascii():
        return text, None
    if any("\uff10" <= c <= "\uff5a" for c in text) if _HAS_WIDE.search(text) else False:
        text = text.translate(_WIDE)
    return shortened(text, INNER, lambda m: "") if INNER.search(text) else (text, None)


_HAS_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")


def shortened(text: str, what: re.Pattern[str], with_: Callable[[re.Match[str]], str]) -> tuple[str, Places]:
    """Return a text with each match replaced, and what leads back to its places."""
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    last = length = 0
    for m in what.finditer(text):
        new = with_(m)
        if new == m[0]:
            continue
        pieces += [text[last : m.start()], new]
        length += m.start() - last + len(new)
        last = m.end()
        starts.append(length)
        shifts.append(last - length)
    pieces.append(text[last:])
    return "".join(pieces), Places(tuple(starts), tuple(shifts))


@dataclass(frozen=True, slots=True)
class Places:
    """Leads from the places of a shortened text back to those of the original."""

    starts: tuple[int, ...]  # where, in the shortened text, something was left out before
    shifts: tuple[int, ...]

    def __call__(self, position: int) -> int:
        """Return the place in the original text of a place in the shortened one."""
        at = bisect_right(self.starts, position) - 1
        return position + (self.shifts[at] if at >= 0 else 0)


def plain_marks(text: str) -> str:
    """Return a text of the same length with apostrophes, dashes, spaces and Arabic letters made equal."""
    # One search for each mark is quicker than a table for each character.
    for mark, plain in _ASCII_MARKS if text.isascii() else _ALL_MARKS:
        if mark in text:
            text = text.replace(mark, plain)
    return text


def lightly_folded(text: str) -> str:
    """Return a text of the same length in lower case, with plain marks and without what begins lines of comments."""
    folded = plain_marks(text.replace("İ", "i").lower())
    if "\n" in folded:
        folded = _COMMENTS.sub(lambda m: " " * len(m[0]), folded)
    return folded


def squeezed(folded: str) -> tuple[str, Places | None]:
    """Return a folded text without the layout that may stand between two words of one phrase."""
    if not _NEEDS_SQUEEZING.search(folded):
        return folded, None

    def gap(m: re.Match[str]) -> str:
        broken = m[0].count("\n") > 1 or ("\n" in m[0] and _ITEM.match(folded, m.end()))
        return _STOP if broken else " "

    return shortened(folded, _GAPS, gap)


_NEEDS_SQUEEZING = re.compile(r"[\n\t]|  ")


_MARKED = "\u064e\u064f\u0650\u0651\u0652\u064b\u0640\u0301\u00ad\u05b7\u05b8\u05b4\u05b0"


def joined(text: str) -> tuple[str, Callable[[list[int]], list[int]]]:
    """Return a text with plain marks, on one line, without marks inside words; case stays as it is.

    The second value leads places in it, in order, back to places of the text.
    """
    plain = plain_marks(text.replace("İ", "I")).replace("\n", " ").replace("\t", " ")
    if plain.isascii():
        return plain, _same
    if any(mark in plain for mark in "ｃｂＣＢ"):
        plain = plain.translate(_WIDE)
    if not any(mark in plain for mark in _MARKED):
        return plain, _same
    return INNER.sub("", plain), lambda places: _led_back(plain, places)


def _same(places: list[int]) -> list[int]:
    return places


def _led_back(plain: str, places: list[int]) -> list[int]:
    """Return the places in a text of places in the text without marks; they come in order."""
    found: list[int] = []
    marks = INNER.finditer(plain)
    mark, lost = next(marks, None), 0
    for place in places:
        while mark is not None and mark.start() <= place + lost:
            lost += mark.end() - mark.start()
            mark = next(marks, None)
        found.append(place + lost)
    return found


def spaced(folded: str) -> str:
    """Return a lightly folded text with one space for any gap, without regard to where paragraphs end."""
    joined = " " + folded.replace("\n", " ").replace("\t", " ")
    while "  " in joined:
        joined = joined.replace("  ", " ")
    return joined
