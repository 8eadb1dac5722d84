r"""USFM: marks with a backslash; a chapter is one record, without notes, references and attributes of words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.decoding import whole_text
from corpus_kit.readers.families.scripture import HEADINGS, NO_TEXT, NOTES, PARAGRAPHS, POETRY, Scripture
from corpus_kit.readers.families.xml_prose import unit_refused
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item

_MILESTONE = re.compile(r"\\[a-z][a-z0-9-]*(?:-[se])?\s*(?:\|[^\\\n]*)?\\\*")
_NOTE = re.compile(
    r"\\(?P<mark>f|fe|ef|x|ex|efm|rq|va|vp|ca|fig|xt|pro|rf)(?= |\n)(?P<inside>.*?)\\(?P=mark)\*", re.DOTALL
)
_MARK = re.compile(r"\\(\+?[a-z]+\d?)(?:(\*)|[ \t]|(?=\n|\\|$))?")
_ATTRIBUTES = re.compile(r"\|[^\\\n]*(?=\\\+?[a-z]+\*)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # they mean nothing, and some have a meaning to Prose
_NUMBER = re.compile(r"\s*(\S+)[ \t]*")
_LINE_MARKS = NO_TEXT | {"h"}
_CELLS = re.compile(r"t[hc][rc]?\d?")


def read_usfm(opened: Opened) -> Iterator[Item]:
    """Yield a record a chapter."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    text, problem = whole_text(opened)
    if problem is not None:
        yield problem
        return
    scripture = Scripture(opened)
    text, controls = _CONTROLS.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))
    scripture.leave("markup", controls)
    text, left = _without_notes(text)
    for kind, amount in left.items():
        scripture.leave(kind, amount)
    start = _MARK.search(text)
    position = start.start() if start else len(text)
    scripture.text(text[:position].lstrip("\ufeff"))
    while position < len(text):
        position = _mark(scripture, text, position)
        yield from scripture.taken()
    yield from scripture.end()


def _without_notes(text: str) -> tuple[str, dict[str, int]]:
    """Take out notes, pictures and the attributes of words before the rest is read."""
    left = {"metadata": 0, "picture": 0, "markup": 0}

    def note(match: re.Match[str]) -> str:
        if match["mark"] == "fig":
            left["picture"] += 1
            left["markup"] += len(match[0])
        else:
            left["metadata"] += len(match[0])
        return ""

    def counted(match: re.Match[str]) -> str:
        left["markup"] += len(match[0])
        return ""

    text = _MILESTONE.sub(counted, text)
    text = _NOTE.sub(note, text)
    return _ATTRIBUTES.sub(counted, text), left


def _mark(scripture: Scripture, text: str, position: int) -> int:
    """Carry out the mark at `position` with the text up to the next one; return where that begins."""
    found = _MARK.match(text, position)
    begins = found.end() if found else position + 1
    following = _MARK.search(text, begins)
    ends = following.start() if following else len(text)
    body = text[begins:ends]
    if found is None:
        scripture.text(text[position:ends])
        return ends
    mark, closing = found[1].lstrip("+"), bool(found[2])
    scripture.leave("markup", len(found[0]))
    if closing:
        scripture.text(_plain(body))
    elif mark in ("c", "v"):
        number = _NUMBER.match(body)
        begin = scripture.begin_chapter if mark == "c" else scripture.begin_verse
        begin(number[1] if number else "")
        scripture.text(_plain(body[number.end() :] if number else body))
    elif mark == "id":
        scripture.begin_book((body.split() or [""])[0])
        scripture.leave("metadata", len(body))
    elif mark in _LINE_MARKS or mark in NOTES:
        # The mark rules its line; what stands on a line below without a mark of its own is text again.
        line, _, rest = body.partition("\n")
        if mark == "h" or (mark in ("toc1", "toc2") and not scripture.title):
            scripture.title = line.strip()
        scripture.leave("metadata", len(line))
        scripture.text("\n" + _plain(rest))
    elif mark in PARAGRAPHS or mark == "b":
        if mark not in HEADINGS and mark != "b":
            scripture.flowing()
        scripture.paragraph(mark in POETRY)
        scripture.text(_plain(body))
    else:
        if _CELLS.fullmatch(mark):
            scripture.cell()
        scripture.text(_plain(body))
    return ends


def _plain(body: str) -> str:
    return body.replace("~", "\u00a0").replace("//", " ")
