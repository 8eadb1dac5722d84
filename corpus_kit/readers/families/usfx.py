"""USFX: a chapter is one record; notes, references and names of books at their head are left out."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.scripture import HEADINGS, NO_TEXT, NOTES, PARAGRAPHS, POETRY, Scripture
from corpus_kit.readers.families.xml_prose import plain, unit_refused
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item
from corpus_kit.readers.xml_tree import Found, elements


def read_usfx(opened: Opened) -> Iterator[Item]:
    """Yield a record a chapter."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    language: str | None = None
    for item in elements(opened, ("book", "languageCode", "rights")):
        if not isinstance(item, Found):
            yield item
        elif item.element.tag == "languageCode":
            language = plain(item.element) or None
        elif item.element.tag == "book":
            scripture = Scripture(opened, language or item.language)
            scripture.begin_book(item.element.get("id") or "")
            _walk(scripture, item.element)
            yield from scripture.end()


def _walk(scripture: Scripture, element: Element) -> None:
    if element.text:
        scripture.text(element.text)
    for child in element:
        _take(scripture, child)
        if child.tail:
            scripture.text(child.tail)


def _take(scripture: Scripture, element: Element) -> None:
    tag = element.tag
    style = element.get("sfm") or (tag + (element.get("level") or element.get("style") or "")) if tag != "p" else "p"
    style = (element.get("sfm") or element.get("style") or "p") if tag == "p" else style
    if tag in ("h", "toc") or (tag == "p" and style.startswith(("toc", "h"))):
        if tag == "h" or not scripture.title:
            scripture.title = plain(element)
        scripture.leave("metadata", len(plain(element)))
    elif tag == "c":
        if element.get("id"):
            scripture.begin_chapter(element.get("id", ""))
        _walk(scripture, element)
    elif tag == "v":
        scripture.begin_verse(element.get("id") or "")
        _walk(scripture, element)
    elif tag in ("ve", "ce", "generated", "milestone"):
        pass
    elif tag in NOTES or tag in NO_TEXT or style in NO_TEXT:
        scripture.leave("picture" if tag == "fig" else "metadata", 1 if tag == "fig" else len(plain(element)))
    elif tag in PARAGRAPHS or style in PARAGRAPHS or tag in ("table", "b"):
        if not ({tag, style} & HEADINGS) and tag != "b":
            scripture.flowing()
        close = bool({tag, style} & POETRY)
        scripture.paragraph(close)
        _walk(scripture, element)
        scripture.paragraph(close)
    elif tag in ("tc", "th", "tcr", "thr", "optionalLineBreak"):
        if tag.startswith("t"):
            scripture.cell()
        else:
            scripture.text(" ")
        _walk(scripture, element)
    else:
        _walk(scripture, element)
