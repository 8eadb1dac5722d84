"""USX, the XML of USFM: a chapter is one record; notes, references and names of styles are left out."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.scripture import HEADINGS, NO_TEXT, NOTES, POETRY, Scripture
from corpus_kit.readers.families.xml_prose import is_root, plain, unit_refused
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item
from corpus_kit.readers.xml_tree import Found, elements


def read_usx(opened: Opened) -> Iterator[Item]:
    """Yield a record a chapter."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    for item in elements(opened, is_root):
        if not isinstance(item, Found):
            yield item
            continue
        scripture = Scripture(opened, item.language)
        for child in item.element:
            _top(scripture, child)
            yield from scripture.taken()
        yield from scripture.end()


def _top(scripture: Scripture, element: Element) -> None:
    tag, style = element.tag, element.get("style", "")
    if tag == "book":
        scripture.begin_book(element.get("code") or element.get("id") or "")
        scripture.leave("metadata", len(plain(element)))
    elif tag == "chapter":
        if element.get("number"):
            scripture.begin_chapter(element.get("number", ""))
    elif tag in ("para", "table"):
        if style == "h" or (style in ("toc2", "toc1") and not scripture.title):
            scripture.title = plain(element)
        if style == "h" or style in NO_TEXT:
            scripture.leave("metadata", len(plain(element)))
            return
        if style not in HEADINGS:
            scripture.flowing()
        close = style in POETRY or tag == "table"
        scripture.paragraph(close)
        _inline(scripture, element)
        scripture.paragraph(close)
    else:
        _inline(scripture, element)


def _inline(scripture: Scripture, element: Element) -> None:
    if element.text:
        scripture.text(element.text)
    for child in element:
        tag, style = child.tag, child.get("style", "")
        if tag == "verse":
            if child.get("number"):
                scripture.begin_verse(child.get("number", ""))
        elif tag == "chapter" and child.get("number"):
            scripture.begin_chapter(child.get("number", ""))
        elif tag in ("note", "sidebar", "periph") or style in NOTES or style in NO_TEXT:
            scripture.leave("metadata", len(plain(child)))
        elif tag == "figure":
            scripture.leave("picture", 1)
            scripture.leave("metadata", len(plain(child)))
        elif tag == "optbreak":
            scripture.text(" ")
        elif tag == "row":
            scripture.paragraph(True)
            for cell in child:
                scripture.cell()
                _inline(scripture, cell)
            scripture.paragraph(True)
        else:
            _inline(scripture, child)
        if child.tail:
            scripture.text(child.tail)
