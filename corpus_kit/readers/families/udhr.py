"""The Universal Declaration of Human Rights as XML: a declaration is one text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.xml_prose import Prose, Rule, names, one_text, plain
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, Record


def _item(prose: Prose, element: Element) -> None:
    """Take in an item with the number it bears; a number that is only counted is no text."""
    tag = element.get("tag", "")
    if tag:
        prose.text(f"{tag} ")
        children = list(element)
        if children and not (element.text or "").strip():
            prose.inner(children[0])
            for child in children[1:]:
                prose.take(child)
        else:
            prose.inner(element)
    else:
        prose.inner(element)
    prose.end()


RULES: dict[str, Rule] = {
    **names("block", "title para preamble article note orderedlist recital proclamation"),
    "listitem": _item,
}


def read_udhr(opened: Opened) -> Iterator[Item]:
    """Yield the declaration as one record; declarations of one batch are sides of one another."""

    def describe(root: Element, _: Prose) -> Record:
        metadata: dict[str, object] = {}
        for name in ("key", "n", "iso15924"):
            if root.get(name):
                metadata[{"n": "language_name", "iso15924": "script"}.get(name, name)] = root.get(name)
        metadata["articles"] = sum(1 for _ in root.iter("article"))
        language = _language(root)
        title = next((plain(e) for e in root if e.tag == "title"), "") or None
        return Record(
            "", title=title, language=language, metadata=metadata, alignment=Alignment("udhr", "declaration", True)
        )

    yield from one_text(opened, RULES, describe)


def _language(root: Element) -> str | None:
    """Return the language: ISO 639-3 with its script where both are said, which tells more than `xml:lang`."""
    code, script = root.get("iso639-3", ""), root.get("iso15924", "")
    if code and code != "unk":
        return f"{code}-{script}" if len(script) == 4 else code
    return root.get("xml:lang")
