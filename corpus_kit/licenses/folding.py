"""Texts made plain for the search: case, marks inside words, apostrophes, Arabic letters and layout made equal."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
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
)
# What begins the lines of comments: a phrase goes on behind it.
_COMMENTS = ("\n##", "\n#", "\n//", "\n>", "\n;", "\n%%", "\n%", "\ndnl", '\n.\\"', "\n--")
_ARABIC = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ٱ", "ا"), ("ي", "ی"), ("ى", "ی"), ("ك", "ک"))
INNER = re.compile("[\u0300\u0301\u00ad\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b\u200d-\u200f\u2060]+")
_WIDE = {0xFEE0 + code: code for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
_GAPS = re.compile(r"\s+(?:(?:[#>;%]+|//+|/)(?=\s)\s*)*")
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


def ordinary_letters(text: str) -> str:
    """Return a text of the same length in lower case, with apostrophes, spaces and Arabic letters made equal."""
    folded = text.replace("İ", "i").lower()
    for mark, plain in (("`", "'"), ("*", " "), ("_", " ")):
        if mark in folded:
            folded = folded.replace(mark, plain)
    if folded.isascii():
        return folded
    # One search for each mark is quicker than a table for each character.
    for mark, plain in (*_MARKS, *_ARABIC):
        if mark in folded:
            folded = folded.replace(mark, plain)
    return folded


def lightly_folded(text: str) -> str:
    """Return `ordinary_letters`, without what begins the lines of comments."""
    folded = ordinary_letters(text)
    if "\n" in folded:
        for prefix in _COMMENTS:
            if prefix in folded:
                folded = folded.replace(prefix, "\n".ljust(len(prefix)))
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


_RUNS = re.compile("  +")
_RUNS_AND_MARKS = re.compile(f"  +|{INNER.pattern}")
_MARKED = "\u064e\u064f\u0650\u0651\u0652\u064b\u0640\u0301\u00ad\u05b7\u05b8\u05b4\u05b0"
_BLOCK, _OVERLAP = 20_000, 100  # characters


def blocks(plain: str) -> Iterator[tuple[str, Callable[[int], int]]]:
    """Yield a text made plain in blocks without long gaps and marks inside words, with what leads back roughly."""
    joined = plain.replace("\n", " ").replace("\t", " ")
    if not joined.isascii() and any(mark in joined for mark in "ｃｂ"):
        joined = joined.translate(_WIDE)
    marked = not joined.isascii() and any(mark in joined for mark in _MARKED)
    if not marked and "  " not in joined:
        yield joined, lambda place: place
        return
    runs = _RUNS_AND_MARKS if marked else _RUNS
    for start in range(0, len(joined), _BLOCK):
        block = joined[max(0, start - _OVERLAP) : start + _BLOCK]
        short = _RUNS.sub(" ", INNER.sub("", block) if marked else block)
        yield short, _back(block, runs, max(0, start - _OVERLAP))


def _back(block: str, runs: re.Pattern[str], start: int) -> Callable[[int], int]:
    """Return what leads from places of a shortened block to those of the text, computed once it is asked."""
    places: list[Places] = []

    def back(place: int) -> int:
        if not places:
            places.append(shortened(block, runs, lambda m: " " if m[0][0] == " " else "")[1])
        return start + places[0](place)

    return back


def spaced(folded: str) -> str:
    """Return a lightly folded text with one space for any gap, without regard to where paragraphs end."""
    joined = " " + folded.replace("\n", " ").replace("\t", " ")
    while "  " in joined:
        joined = joined.replace("  ", " ")
    return joined
