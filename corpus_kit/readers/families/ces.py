"""CES and XCES: scripture in verses gives a record a chapter, other texts a record each; tagged words become text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.scripture import Scripture
from corpus_kit.readers.families.xml_prose import (
    Prose,
    Rule,
    first,
    names,
    plain,
    records_of,
    stated_license,
    unit_refused,
)
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record
from corpus_kit.readers.xml_tree import Attributes, Found, elements

_HEADERS = ("cesHeader", "teiHeader", "header")


def _token(prose: Prose, element: Element) -> None:
    """Take in the word of a tagged token, with a space before it unless `ns` (no space) stands there."""
    word = element.find("orth")
    prose.text(" ")
    prose.text(plain(word if word is not None else element))
    prose.left["markup"] += max(0, len(plain(element)) - len(plain(word)) if word is not None else 0)


def _chunk(prose: Prose, element: Element) -> None:
    """Take in a paragraph of tagged words; chunks of sentences stand within it."""
    if element.get("type") == "s":
        prose.text(" ")
        prose.inner(element)
        return
    prose.end()
    prose.inner(element)
    prose.end()


RULES: dict[str, Rule] = {
    **names("block", "p div head quote poem sp list figure table opener closer byline chunkList"),
    **names("line", "l item row"),
    **names("cell", "cell"),
    **names("space", "s seg w"),
    **names("-metadata", "note bibl ref"),
    "tok": _token,
    "ns": lambda prose, _: prose.joint(hyphen=False),
    "lb": "wrap",
    "chunk": _chunk,
}


def read_ces(opened: Opened) -> Iterator[Item]:
    """Yield the records of a CES document: chapters of scripture, or whole texts."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    head = opened.source.head
    verses = b'type="chapter"' in head or b'type="verse"' in head or b"type='verse'" in head
    template = Record("")
    count = 0
    for item in elements(opened, _books if verses else _texts):
        if not isinstance(item, Found):
            yield item
        elif item.element.tag in _HEADERS:
            template = _described(item.element)
        elif verses:
            yield from _book(opened, item, template)
        else:
            count += 1
            prose = Prose(RULES)
            prose.take(item.element)
            template.language = template.language or item.language
            yield from records_of(opened, prose.whole(), f"text {count}" if count > 1 else "", template)
            yield from prose.left_out()


def _texts(name: str, _: Attributes, ancestors: Sequence[tuple[str, Attributes]]) -> bool:
    return name in (*_HEADERS, "text", "chunkList")


def _books(name: str, attributes: Attributes, ancestors: Sequence[tuple[str, Attributes]]) -> bool:
    return name in _HEADERS or (name == "div" and attributes.get("type") in ("book", "chapter"))


def _book(opened: Opened, found: Found, template: Record) -> Iterator[Item]:
    element = found.element
    scripture = Scripture(opened, template.language or found.language, template.license, template.source)
    identifier = element.get("id") or element.get("n") or ""
    heading = plain(next((child for child in element if child.tag == "head"), None))
    if element.get("type") == "chapter":
        name, _, _ = identifier.rpartition(".")
        scripture.begin_book(name or identifier, heading)
        _chapter(scripture, element)
    else:
        scripture.begin_book(identifier, heading)
        for child in element:
            if child.tag == "div":
                _chapter(scripture, child)
                yield from scripture.taken()
        rest = [child for child in element if child.tag not in ("div", "head")]
        if rest:
            scripture.begin_chapter("1")
            for child in rest:
                _verse(scripture, child)
    yield from scripture.end()


def _chapter(scripture: Scripture, element: Element) -> None:
    number = element.get("n") or (element.get("id") or "").rpartition(".")[2]
    scripture.begin_chapter(number)
    for child in element:
        _verse(scripture, child)


def _verse(scripture: Scripture, element: Element) -> None:
    if element.get("type") == "verse" or element.tag in ("seg", "verse", "v"):
        scripture.begin_verse(element.get("n") or (element.get("id") or "").rpartition(".")[2])
        scripture.text(plain(element))
    elif element.tag in ("note", "ref"):
        scripture.leave("metadata", len(plain(element)))
    elif any(True for _ in element.iter("seg")):
        scripture.flowing()
        scripture.paragraph()
        for child in element:
            _verse(scripture, child)
            scripture.text(" ")
        scripture.paragraph()
    else:
        scripture.paragraph()
        scripture.text(plain(element))
        scripture.paragraph()


def _described(header: Element) -> Record:
    """Return what the header says: the code of ISO 639 before the short one, which is often made up."""
    language = next(header.iter("language"), None)
    code = None
    if language is not None:
        code = language.get("iso639") or language.get("ident") or language.get("id")
    title = plain(first(header, "h.title title"))
    availability = plain(next(header.iter("availability"), None))
    source = plain(first(header, "distributor publisher"))
    return Record("", title=title or None, language=code, license=stated_license(availability), source=source or None)
