"""OpenDocument texts and presentations: ODT and ODP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.odf_text import Inline, count_text, is_locked
from corpus_kit.readers.families.office_package import SHORT, OfficePackage, attribute
from corpus_kit.readers.families.office_text import Ledger, properties_of, records_of, row_text
from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Refusal, Remark

_INDEXES = frozenset(
    words(
        "text:table-of-content text:illustration-index text:table-index text:object-index text:user-index "
        "text:alphabetical-index text:bibliography"
    )
)


def read_odf(opened: Opened) -> Iterator[Item]:
    """Yield one record for the document, or one a paragraph (of a presentation: a slide) by the unit.

    Notes stand at the end of a text, after their slide in a presentation. Raises StreamBroken where the package or a
    part of it is damaged.
    """
    package = OfficePackage(opened)
    if is_locked(package):
        yield Refusal("office-locked", "", {}, opened.format)
        return
    document = _Document(package)
    properties = properties_of(package.tree("meta.xml"))
    if opened.format == "odp":
        yield from records_of(document.slides(), opened, document.ledger, properties, "slide")
    else:
        yield from records_of(document.paragraphs(), opened, document.ledger, properties)
    changes = document.inline
    if changes.insertions or changes.deletions:
        params = {"inserted": changes.insertions, "deleted": changes.deletions}
        yield Remark("docx-tracked-changes", params=params)


class _Document:
    """The content of one package."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self.ledger = Ledger()
        self.inline = Inline(package, self.ledger)

    def paragraphs(self) -> Iterator[str]:
        """Yield the paragraphs and rows of a text, then its notes."""
        yield from self._blocks(self._package.elements("content.xml", "office:body", "office:text"))
        yield from self._notes()
        if "styles.xml" in self._package:
            for page in self._package.elements("styles.xml", "office:master-styles"):
                self.ledger.left_out["running-head"] += count_text(page)

    def _notes(self) -> Iterator[str]:
        for kind in ("footnote", "endnote"):
            for body in self.inline.notes[kind]:
                yield ""
                yield from self._blocks(body)
            self.inline.notes[kind].clear()

    def slides(self) -> Iterator[str]:
        """Yield the text of each slide with its notes."""
        for page in self._package.elements("content.xml", "office:body", "office:presentation"):
            if SHORT[page.tag] == "draw:page":
                pieces = [text for text in self._blocks(page) if text.strip()]
                yield "\n".join([*pieces, *(text for text in self._notes() if text)])

    def _blocks(self, blocks: Iterable[Element]) -> Iterator[str]:
        for block in blocks:
            name = SHORT[block.tag]
            if name in ("text:p", "text:h"):
                text = self.inline.text(block)
                if text or not self.inline.frames:
                    yield text
                yield from self._frames()
            elif name == "table:table":
                yield ""
                yield from self._rows(block)
                yield ""
            elif name in _INDEXES:
                self.ledger.left_out["navigation"] += count_text(block)
            elif name == "text:tracked-changes":
                self.inline.take_changes(block)
            elif name in ("office:annotation", "office:annotation-end"):
                self.ledger.left_out["comment"] += count_text(block)
            elif name in ("draw:image", "draw:object"):
                self.ledger.left_out["picture"] += 1
            elif name not in ("office:forms", "office:event-listeners", "text:sequence-decls"):
                if attribute(block, "text:display") == "none":
                    self.ledger.left_out["markup"] += count_text(block)
                elif attribute(block, "presentation:class") in ("date-time", "footer", "header", "page-number"):
                    self.ledger.left_out["running-head"] += count_text(block)
                else:
                    yield from self._blocks(block)

    def _frames(self) -> Iterator[str]:
        frames, self.inline.frames = self.inline.frames, []
        for frame in frames:
            yield from self._blocks([frame])

    def _rows(self, table: Element) -> Iterator[str]:
        for row in table:
            name = SHORT[row.tag]
            if name == "table:table-row":
                yield row_text(list(self._cells(row)))
            elif name.startswith("table:table-") and not name.startswith("table:table-column"):
                yield from self._rows(row)  # header rows, groups of rows

    def _cells(self, row: Element) -> Iterator[str]:
        for cell in row:
            if SHORT[cell.tag] == "table:table-cell":
                yield "\n".join(text for text in self._blocks(cell) if text.strip())
