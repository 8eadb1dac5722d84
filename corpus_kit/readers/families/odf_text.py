"""The inside of OpenDocument paragraphs: spans, notes, frames, fields and tracked changes, as text."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.office_package import SHORT, OfficePackage, attribute, child
from corpus_kit.readers.families.office_text import Ledger
from corpus_kit.readers.families.symbol_fonts import unsymbol
from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import StreamBroken

_MOST_SPACES = 10_000
_COMMENTS = frozenset(("office:annotation", "office:annotation-end"))
_SILENT = frozenset(
    words(
        "text:ruby-text text:page-number text:page-count text:note-citation text:bookmark text:reference-mark "
        "presentation:date-time presentation:footer presentation:header text:hidden-text text:script "
        "text:alphabetical-index-mark text:toc-mark text:user-index-mark"
    )
)


def is_locked(package: OfficePackage) -> bool:
    """Return whether the parts of a package are encrypted, which its manifest says."""
    if "encrypted-package" in package:
        return True
    manifest = package.tree("META-INF/manifest.xml")
    found = manifest.iter() if manifest is not None else ()
    return any(SHORT[element.tag] == "manifest:encryption-data" for element in found)


def count_text(element: Element) -> int:
    """Return the number of characters in an element, without those that only lay out its markup."""
    return sum(len(piece.strip()) for piece in element.itertext())


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says of its characters: font, language, and whether they are hidden."""

    font: str = ""
    language: str = ""
    hidden: bool = False

    def over(self, outer: Look) -> Look:
        """Return this look with what it leaves open taken from `outer`."""
        return Look(self.font or outer.font, self.language or outer.language, self.hidden or outer.hidden)


class Inline:
    """Turns the content of paragraphs into text.

    After `text`, `frames` holds what stands in the paragraph as blocks of its own, and `notes` gathers the bodies of
    notes in the order of their marks.
    """

    def __init__(self, package: OfficePackage, ledger: Ledger) -> None:
        self._ledger = ledger
        self._styles = _styles(package)
        self.frames: list[Element] = []
        self.notes: dict[str, list[Element]] = {"footnote": [], "endnote": []}
        self.insertions = 0
        self.deletions = 0

    def take_changes(self, element: Element) -> None:
        """Note the tracked changes: deleted text stands here, apart from the text, and inserted text in its place."""
        for change in element.iter():
            name = SHORT[change.tag]
            if name == "text:insertion":
                self.insertions += 1
            elif name == "text:deletion":
                self.deletions += 1
                who = child(change, "office:change-info")
                self._ledger.left_out["deleted"] += count_text(change) - (count_text(who) if who is not None else 0)

    def text(self, paragraph: Element) -> str:
        """Return the text of one paragraph; white space counts as in OpenDocument: runs of it are one space."""
        pieces: list[str] = []
        look = self._styles.get(attribute(paragraph, "text:style-name")) or self._styles.get("", Look())
        self._inside(paragraph, pieces, look)
        return "".join(pieces).strip(" ")

    def _add(self, pieces: list[str], written: str | None, look: Look) -> None:
        if not written:
            return
        if look.hidden:
            self._ledger.left_out["markup"] += len(written.strip())
            return
        text = " ".join(written.replace("\t", " ").replace("\r", " ").replace("\n", " ").split(" "))
        while "  " in text:
            text = text.replace("  ", " ")
        if text.startswith(" ") and pieces and pieces[-1].endswith((" ", "\n")):
            text = text[1:]
        self._ledger.written(text, look.language, look.font)
        pieces.append(unsymbol(text, look.font))

    def _inside(self, element: Element, pieces: list[str], look: Look) -> None:
        self._add(pieces, element.text, look)
        for inner in element:
            name = SHORT[inner.tag]
            if name == "text:s":
                count = attribute(inner, "text:c", "1")
                pieces.append(" " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))
            elif name == "text:tab":
                pieces.append("\t")
            elif name == "text:line-break":
                pieces.append("\n")
            elif name == "text:note":
                self._note(inner)
            elif name.startswith("draw:"):
                self.frames.append(inner)
            elif name in _COMMENTS:
                self._ledger.left_out["comment"] += count_text(inner)
            elif name in _SILENT:
                self._ledger.left_out["markup"] += count_text(inner)
            elif name == "text:soft-hyphen":
                pieces.append("\u00ad")
            else:
                own = self._styles.get(attribute(inner, "text:style-name"))
                self._inside(inner, pieces, own.over(look) if own is not None else look)
            self._add(pieces, inner.tail, look)

    def _note(self, note: Element) -> None:
        body = child(note, "text:note-body")
        kind = attribute(note, "text:note-class")
        if body is not None:
            self.notes["endnote" if kind == "endnote" else "footnote"].append(body)


def _styles(package: OfficePackage) -> dict[str, Look]:
    """Return how each style looks; the empty name stands for paragraphs whose style says nothing."""
    found: dict[str, Look] = {}
    parents: dict[str, str] = {}
    for part in ("styles.xml", "content.xml"):
        try:
            for style in package.elements(part, "office:styles|office:automatic-styles"):
                name = attribute(style, "style:name")
                ordinary = SHORT[style.tag] == "style:default-style" and attribute(style, "style:family") == "paragraph"
                if name or ordinary:
                    found[name] = _look(child(style, "style:text-properties"))
                    parents[name] = attribute(style, "style:parent-style-name")
        except StreamBroken:
            continue  # the text itself is read, or refused, where it is read
    for name in found:
        above, seen = parents[name], {name}
        while above in found and above not in seen:
            found[name] = found[name].over(found[above])
            seen.add(above)
            above = parents[above]
    return found


def _look(properties: Element | None) -> Look:
    if properties is None:
        return Look()
    font = attribute(properties, "style:font-name") or attribute(properties, "fo:font-family").strip("'\"")
    language, country = attribute(properties, "fo:language"), attribute(properties, "fo:country")
    tag = "-".join(piece for piece in (language, country) if piece and piece not in ("none", "zxx"))
    return Look(font, tag, attribute(properties, "text:display") == "none")
