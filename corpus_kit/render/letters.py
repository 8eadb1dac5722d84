"""Letters on a screen: how wide they are, what must be escaped, and how lines are cut and wrapped.

Names and texts come from strangers. What would move the cursor, turn the line round or break a file of UTF-8 is shown
as an escape; what a language needs (joiners, combining marks) stays.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TextIO

# Joiners and signs of category Cf that belong to words: soft hyphen, the Mongolian vowel separator, ZWNJ, ZWJ, Arabic
# and Syriac number signs.
_NEEDED = frozenset(
    "\u00ad\u180e\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\U000110bd\U000110cd"
)
# Marks without an effect beyond their paragraph: Arabic and Hebrew use the first, Khmer, Lao and Burmese the others to
# mark where a line may end.
_INVISIBLE = "\u200e\u200f\u061c\u200b\u2060"
_IN_TEXT = frozenset(_INVISIBLE + "\n\t")
_CHARACTERS_A_COLUMN = 8  # a letter with all its marks and joiners seldom has more
_SUSPECT = re.compile(r"[^\x20-\x7e]")
OPEN, CLOSE = "\u2068", "\u2069"  # first strong isolate, pop directional isolate


@lru_cache(maxsize=65536)
def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and character not in _NEEDED):
        code = ord(character)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
    return character


def escaped(text: str) -> str:
    """Return a name or message on one line: controls, bidi controls and half characters become escapes."""
    return _SUSPECT.sub(lambda m: _safe(m[0]), text)


def escaped_text(text: str) -> str:
    """Return running text with its lines and direction marks; all else that could do harm becomes escapes."""
    return _SUSPECT.sub(lambda m: m[0] if m[0] in _IN_TEXT else _safe(m[0]), text.replace("\r\n", "\n"))


def visible_text(text: str) -> str:
    """Return running text on one line, without the marks that a terminal cannot use."""
    return " ".join(escaped_text(text).translate(dict.fromkeys(map(ord, _INVISIBLE))).split())


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes: wide letters two, combining marks none."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def clusters(text: str) -> list[str]:
    """Return the text in pieces that must not be parted: a letter with the marks and joiners that follow it."""
    pieces: list[str] = []
    for character in text:
        joined = unicodedata.category(character) in ("Mn", "Mc", "Me") or character in "\u200c\u200d"
        if pieces and (joined or pieces[-1].endswith("\u200d")):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def cut_end(text: str, width: int) -> str:
    """Return `text`, at most `width` columns wide, with dots where its end was cut off."""
    if width_of(text) <= width:
        return text
    return _take(clusters(text), width - 3) + "..."


def visible_start(text: str, width: int) -> str:
    """Return the start of running text on one line, at most `width` columns; what lies far behind is not looked at."""
    near = _CHARACTERS_A_COLUMN * width
    return cut_end(visible_text(text[:near]) + ("..." if len(text) > near else ""), width)


def cut_middle(text: str, width: int) -> str:
    """Return `text`, at most `width` columns wide, with dots where its middle was cut out; both ends of names tell."""
    if width_of(text) <= width:
        return text
    pieces = clusters(text)
    head = _take(pieces, (width - 3) // 2)
    tail = _take(pieces[::-1], width - 3 - width_of(head), backwards=True)
    return f"{head}...{tail}"


def _take(pieces: list[str], width: int, backwards: bool = False) -> str:
    taken: list[str] = []
    for piece in pieces:
        width -= width_of(piece)
        if width < 0:
            break
        taken.append(piece)
    return "".join(taken[::-1] if backwards else taken)


def padded(text: str, width: int, right: bool = False) -> str:
    """Return `text` filled with spaces to `width` columns."""
    space = " " * max(0, width - width_of(text))
    return space + text if right else text + space


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of `text`, broken at spaces, and inside words only where one alone is too wide."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and width_of(line) + 1 + width_of(word) <= width:
            line += " " + word
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, width)
        lines += full
    return [*lines, line] if line else lines


def _broken(word: str, width: int) -> list[str]:
    """Return a word in pieces that fit; scripts without spaces make words of a whole line."""
    if width_of(word) <= width:
        return [word]
    lines, line, room = [], "", width
    for piece in clusters(word):
        size = width_of(piece)
        if size > room and line:
            lines.append(line)
            line, room = "", width
        line += piece
        room -= size
    return [*lines, line]


def safe_print(text: str, stream: TextIO) -> None:
    """Write text and a line end to a stream of any encoding; what it cannot show becomes an escape."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        known = encoding if _is_codec(encoding) else "ascii"
        text = text.encode(known, "backslashreplace").decode(known)
    stream.write(text if text.endswith("\n") else text + "\n")


def _is_codec(encoding: str) -> bool:
    try:
        "".encode(encoding)
    except LookupError:
        return False
    return True
