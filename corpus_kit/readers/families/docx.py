"""Word documents (DOCX): the text as it reads once all tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.office_package import SHORT, OfficePackage, attribute, child
from corpus_kit.readers.families.office_text import Ledger, properties_of, records_of, row_text
from corpus_kit.readers.families.word_runs import Changes, Runs, Styles, flattened, is_on
from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import Member, Opened, StreamBroken
from corpus_kit.readers.records import Item, Remark

_CONTAINERS = frozenset(words("w:sdt w:sdtContent w:customXml w:ins w:moveTo mc:AlternateContent mc:Choice w:smartTag"))
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOTE_PARTS = {"footnote": "footnotes", "endnote": "endnotes"}


def read_docx(opened: Opened) -> Iterator[Item | Member]:
    """Yield one record for the document, or one a paragraph (`paragraph N`) where the unit is "paragraph".

    Footnotes and endnotes stand at the end, text boxes after the paragraph that holds them. Raises StreamBroken where
    the package or a part of it is damaged.
    """
    package = OfficePackage(opened)
    document = _Document(package)
    properties = properties_of(package.tree("docProps/core.xml"))
    yield from records_of(document.paragraphs(), opened, document.ledger, properties)
    changes = document.changes
    if changes.inserted or changes.deleted:
        params = {"inserted": changes.inserted, "deleted": changes.deleted}
        yield Remark("docx-tracked-changes", params=params)
    yield from document.embedded()


class _Document:
    """One document: its main part, and the parts that this refers to."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self._part = package.main_part("word/document.xml")
        self._related = package.relationships(self._part)
        self.ledger = Ledger()
        self.changes = Changes()
        self._styles = self._read_styles()
        self._runs = Runs(self._styles, self.ledger, self.changes)
        self._chunks: list[str] = []

    def _parts(self, kind: str) -> list[str]:
        """Return the names of the related parts of a kind, in the order of their names."""
        return sorted(r.target for r in self._related.values() if r.kind == kind and not r.external)

    def paragraphs(self) -> Iterator[str]:
        """Yield the paragraphs, rows of tables and notes; an empty string stands for an empty paragraph."""
        yield from self._joined(self._package.elements(self._part, "w:body"))
        yield from self._notes()
        for kind, left_out in (("comments", "comment"), ("header", "running-head"), ("footer", "running-head")):
            for part in self._parts(kind):
                root = self._package.tree(part)
                if root is not None:
                    self.ledger.left_out[left_out] += sum(map(len, flattened(root)))

    def _joined(self, blocks: Iterable[Element]) -> Iterator[str]:
        """Yield the texts of blocks; a paragraph whose end is deleted goes on in the next one."""
        held = ""
        for text, joins in self._blocks(blocks):
            if joins:
                held += text
                continue
            yield held + text
            held = ""
        if held:
            yield held

    def _blocks(self, blocks: Iterable[Element]) -> Iterator[tuple[str, bool]]:
        for block in blocks:
            name = SHORT[block.tag]
            if name == "w:p":
                yield from self._paragraph(block)
            elif name == "w:tbl":
                yield "", False
                yield from ((row, False) for row in self._rows(block))
                yield "", False
            elif name == "w:altChunk":
                self._chunks.append(attribute(block, "r:id"))
            elif name in ("w:del", "w:moveFrom"):
                self.ledger.left_out["deleted"] += sum(map(len, flattened(block)))
                self.changes.deleted += 1
            elif name == "w:sdt" and is_on(child(block, "w:sdtPr", "w:showingPlcHdr")):
                self.ledger.left_out["markup"] += sum(map(len, flattened(block)))
            elif name in _CONTAINERS:
                yield from self._blocks(block)

    def _paragraph(self, paragraph: Element) -> Iterator[tuple[str, bool]]:
        properties = child(paragraph, "w:pPr")
        style = child(properties, "w:pStyle")
        mark = child(properties, "w:rPr")
        joins = any(child(mark, name) is not None for name in ("w:del", "w:moveFrom"))
        self.changes.deleted += joins
        self.changes.inserted += child(mark, "w:ins") is not None
        outer, self._runs.boxes = self._runs.boxes, []
        text = self._runs.text(paragraph)
        boxes, self._runs.boxes = self._runs.boxes, outer
        if style is not None and attribute(style, "w:val") in self._styles.index:
            self.ledger.left_out["navigation"] += len(text)
        elif text or not boxes:
            yield text, joins and not boxes
        for box in boxes:
            yield from self._blocks(box)

    def _rows(self, table: Element) -> Iterator[str]:
        """Yield the rows of a table, also where they stand in content controls."""
        for row in table:
            name = SHORT[row.tag]
            if name == "w:tr":
                if child(row, "w:trPr", "w:del") is not None:
                    self.ledger.left_out["deleted"] += sum(map(len, flattened(row)))
                    self.changes.deleted += 1
                else:
                    yield row_text(list(self._cells(row)))
            elif name in _CONTAINERS:
                yield from self._rows(row)

    def _cells(self, row: Element) -> Iterator[str]:
        for cell in row:
            name = SHORT[cell.tag]
            if name == "w:tc":
                if child(cell, "w:tcPr", "w:cellDel") is not None:
                    self.ledger.left_out["deleted"] += sum(map(len, flattened(cell)))
                    self.changes.deleted += 1
                else:
                    yield "\n".join(text for text in self._joined(cell) if text.strip())
            elif name in _CONTAINERS:
                yield from self._cells(cell)

    def _notes(self) -> Iterator[str]:
        """Yield the notes in the order of their marks, then those without a mark that stands in the text."""
        order = list(dict.fromkeys(self._runs.notes))
        for kind in ("footnote", "endnote"):
            found: dict[str, list[str]] = {}
            for part in self._parts(_NOTE_PARTS[kind]):
                for note in self._package.elements(part):
                    if SHORT[note.tag] == f"w:{kind}" and attribute(note, "w:type") in ("", "normal"):
                        found[attribute(note, "w:id")] = list(self._joined(note))
            for mark in (identifier for noted, identifier in order if noted == kind):
                if mark in found:
                    yield ""
                    yield from found.pop(mark)
            for paragraphs in found.values():  # its mark is deleted, hidden or missing
                self.ledger.left_out["deleted"] += sum(map(len, paragraphs))

    def embedded(self) -> Iterator[Item | Member]:
        """Yield files that the document takes in as they are (a web page, rich text), to be read in turn."""
        for identifier in self._chunks:
            target = self._related.get(identifier)
            if target is None or target.external or target.target not in self._package:
                continue
            body = self._package.whole(target.target)
            if body.startswith(_PACKED):  # packages within packages could go on without end
                yield Remark("docx-embedded-not-read", target.target)
            else:
                yield Member(target.target, iter([body]))

    def _read_styles(self) -> Styles:
        styles = Styles()
        parents: dict[str, str] = {}
        for part in self._parts("styles")[:1]:
            try:
                root = self._package.tree(part)
            except StreamBroken:
                break  # the text can be read without its styles
            if root is None:
                break
            styles.default_font = _ascii_font(child(root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
            for style in root:
                identifier = attribute(style, "w:styleId")
                properties = child(style, "w:rPr")
                if is_on(child(properties, "w:vanish")):
                    styles.hidden.add(identifier)
                name = child(style, "w:name")
                called = attribute(name, "w:val").casefold() if name is not None else ""
                if called.startswith(("toc ", "table of ", "index ")) and called != "toc heading":
                    styles.index.add(identifier)
                based = child(style, "w:basedOn")
                parents[identifier] = attribute(based, "w:val") if based is not None else ""
                if font := _ascii_font(properties):
                    styles.fonts[identifier] = font
        for identifier in parents:
            seen, above = {identifier}, parents[identifier]
            while above and above not in seen and identifier not in styles.fonts:
                if above in styles.fonts:
                    styles.fonts[identifier] = styles.fonts[above]
                seen.add(above)
                above = parents.get(above, "")
        return styles


def _ascii_font(properties: Element | None) -> str:
    fonts = child(properties, "w:rFonts")
    return (attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi")) if fonts is not None else ""
