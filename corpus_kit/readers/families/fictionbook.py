"""FictionBook 2: a book is one text; its notes come after it, its pictures are left out."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.xml_prose import Prose, Rule, names, plain, records_of, unit_refused
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record
from corpus_kit.readers.xml_tree import Found, elements


def _reference(prose: Prose, element: Element) -> None:
    """Leave out the number that points to a note; other links are words of the text."""
    if element.get("type") == "note":
        prose.leave(element, "markup")
    else:
        prose.inner(element)


RULES: dict[str, Rule] = {
    **names("block", "body section title subtitle p epigraph annotation poem stanza cite text-author table date"),
    **names("line", "v tr"),
    **names("cell", "td th"),
    **names("-picture", "image"),
    **names("-code", "code"),
    "a": _reference,
    "empty-line": "block",
}


def read_fictionbook(opened: Opened) -> Iterator[Item]:
    """Yield the book as one record."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    prose = Prose(RULES)
    book = Record("")
    bodies = 0
    for item in elements(opened, ("description", "body"), {"binary": "markup", "stylesheet": "script"}):
        if not isinstance(item, Found):
            yield item
        elif item.element.tag == "description":
            book = _described(item.element)
            prose.left["metadata"] += len(plain(item.element))
        else:
            bodies += 1
            prose.take(item.element)
    if bodies:
        yield from records_of(opened, prose.whole(), "", book)
    yield from prose.left_out()


def _described(description: Element) -> Record:
    info = description.find("title-info")
    if info is None:
        return Record("")
    authors = [
        " ".join(filter(None, (plain(author.find(part)) for part in ("first-name", "middle-name", "last-name"))))
        for author in info.findall("author")
    ]
    metadata: dict[str, object] = {}
    if any(authors):
        metadata["author"] = "; ".join(filter(None, authors))
    if date := plain(info.find("date")):
        metadata["date"] = date
    return Record(
        "",
        title=plain(info.find("book-title")) or None,
        language=plain(info.find("lang")) or None,
        source_url=plain(description.find("document-info/src-url")) or None,
        metadata=metadata,
    )
