"""OSIS: a chapter is one record, whether chapters and verses are containers or marks where they begin and end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.scripture import Scripture
from corpus_kit.readers.families.xml_prose import first, plain, stated_license, unit_refused
from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record
from corpus_kit.readers.xml_tree import Attributes, Found, elements

_LEFT_OUT = frozenset(words("note rdg rdgGroup header work revisionDesc index milestoneEnd"))
_BLOCKS = frozenset(words("p lg list table div head salute signed closer speaker speech castList titlePage"))
_LINES = frozenset(words("l item row castItem"))


def read_osis(opened: Opened) -> Iterator[Item]:
    """Yield a record a chapter."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    work = Record("")
    for item in elements(opened, _wanted):
        if not isinstance(item, Found):
            yield item
        elif item.element.tag == "header":
            work = _described(item.element)
        else:
            scripture = Scripture(opened, item.language or work.language, work.license, work.source)
            identifier = item.element.get("osisID") or item.element.get("n") or ""
            scripture.begin_book(identifier.partition(".")[0] if item.element.tag != "div" else identifier)
            _take(scripture, item.element)
            yield from scripture.end()


def _wanted(name: str, attributes: Attributes, ancestors: Sequence[tuple[str, Attributes]]) -> bool:
    if name == "div":
        return attributes.get("type") == "book"
    return name in ("header", "chapter") or (name in ("verse", "p", "lg") and "osisID" in attributes)


def _walk(scripture: Scripture, element: Element) -> None:
    if element.text:
        scripture.text(element.text)
    for child in element:
        _take(scripture, child)
        if child.tail:
            scripture.text(child.tail)


def _take(scripture: Scripture, element: Element) -> None:
    tag = element.tag
    if tag == "chapter":
        if "eID" not in element.attrib:
            identifier = element.get("osisID") or element.get("sID") or element.get("n") or ""
            scripture.begin_chapter(identifier.split(" ")[0].rpartition(".")[2])
        _walk(scripture, element)
    elif tag == "verse":
        if "eID" not in element.attrib:
            scripture.begin_verse(element.get("osisID") or element.get("sID") or element.get("n") or "")
        _walk(scripture, element)
    elif tag in _LEFT_OUT:
        scripture.leave("metadata", len(plain(element)))
    elif tag == "title":
        _title(scripture, element)
    elif tag == "figure":
        scripture.leave("picture", 1)
        scripture.leave("metadata", len(plain(element)))
    elif tag == "milestone":
        if element.get("type") in ("line", "x-p", "x-l", "cQuote"):
            scripture.text(element.get("marker") or " ")
    elif tag == "q":
        scripture.text(element.get("marker") or "")  # quotation marks that stand in an attribute are text
        _walk(scripture, element)
    elif tag == "lb":
        scripture.text("\n")
    elif tag in _BLOCKS or tag in _LINES:
        _block(scripture, element)
    else:
        if tag == "cell":
            scripture.cell()
        _walk(scripture, element)


def _title(scripture: Scripture, element: Element) -> None:
    if (
        element.get("type") in ("runningHead", "parallel", "x-chapterLabel")
        or element.get("placement") == "runningHead"
    ):
        scripture.leave("running-head", len(plain(element)))
        return
    if element.get("type") == "main" and not scripture.chapter and not scripture.title:
        scripture.title = element.get("short") or plain(element)
    scripture.paragraph()
    _walk(scripture, element)
    scripture.paragraph()


def _block(scripture: Scripture, element: Element) -> None:
    """Take in a paragraph or line, which may itself be only a mark (sID, eID)."""
    close = element.tag in _LINES
    if element.tag in ("p", "l"):
        scripture.flowing()
    scripture.paragraph(close)
    _walk(scripture, element)
    if not (element.tag == "l" and "sID" in element.attrib):
        scripture.paragraph(close)


def _described(header: Element) -> Record:
    work = next(header.iter("work"), header)
    rights = stated_license(plain(first(work, "rights")))
    publisher = plain(first(work, "publisher source"))
    language = plain(first(work, "language"))
    return Record("", language=language or None, license=rights, source=publisher or None)
