"""Mallard help pages: a page is one text, and the same page in another language is its other side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.xml_prose import Prose, Rule, names, one_text, plain
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, Record

# Folders that say the language or stand in every path, and so do not tell one manual from another.
_LANGUAGE_FOLDER = re.compile(r"C|[a-z]{2,3}(?:[_-][A-Za-z]{2,8})*(?:@[a-z]+)?")


def _media(prose: Prose, element: Element) -> None:
    """Count a picture; what stands within the tag is said in its place, and in a sentence needed."""
    prose.left["picture"] += 1
    if plain(element):
        prose.inner(element)


def _keys(prose: Prose, element: Element) -> None:
    """Put a plus between keys that are pressed together."""
    for number, child in enumerate(element):
        prose.text("+" if number else "")
        prose.take(child)


def _menu(prose: Prose, element: Element) -> None:
    """Put arrows between the steps of a menu."""
    for number, child in enumerate(element):
        prose.text(" → " if number else "")
        prose.take(child)


def _code(prose: Prose, element: Element) -> None:
    """Leave out a block of code, but not a name within a sentence."""
    if prose.within_sentence():
        prose.inner(element)
    else:
        prose.leave(element, "code")


RULES: dict[str, Rule] = {
    **names("block", "page section title subtitle p list steps terms tree table thead tbody tfoot note example figure"),
    **names("block", "listing synopsis quote div comment desc cite"),
    **names("line", "item tr"),
    **names("cell", "td th"),
    **names(_code, "code screen"),
    **names("-metadata", "info links colgroup"),
    **names(_media, "media"),
    "keyseq": _keys,
    "guiseq": _menu,
}


def read_mallard(opened: Opened) -> Iterator[Item]:
    """Yield the page as one record."""

    def describe(root: Element, prose: Prose) -> Record:
        title = next((e for e in root if e.tag == "title"), None)
        identifier = root.get("id") or root.get("xml:id") or ""
        alignment = Alignment(f"mallard {_manual(opened.path)}".strip(), identifier, True) if identifier else None
        for licence in root.iter("license"):
            return Record("", title=plain(title) or None, license=licence.get("href"), alignment=alignment)
        return Record("", title=plain(title) or None, alignment=alignment)

    yield from one_text(opened, RULES, describe)


def _manual(path: str) -> str:
    folders = [part for part in path.split("/")[:-1] if not _LANGUAGE_FOLDER.fullmatch(part)]
    return folders[-1] if folders else ""
