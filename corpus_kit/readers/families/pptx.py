"""PowerPoint presentations (PPTX): slides in their order, with tables, diagrams and the notes of the speaker."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.office_package import SHORT, OfficePackage, Relationship, attribute, child
from corpus_kit.readers.families.office_text import Ledger, properties_of, records_of, row_text
from corpus_kit.readers.families.symbol_fonts import unsymbol
from corpus_kit.readers.families.word_runs import linear
from corpus_kit.readers.opened import Opened, StreamBroken
from corpus_kit.readers.records import Item, Remark

_FRAME = frozenset(("dt", "ftr", "sldNum", "hdr"))  # placeholders that every slide repeats
_PASSED_BY = frozenset(("sldImg",))


def read_pptx(opened: Opened) -> Iterator[Item]:
    """Yield one record for the presentation, or one a slide (`slide N`) where the unit is "paragraph" or "line".

    Shapes stand in the order of the file, the notes of a slide after it. Raises StreamBroken where the package or a
    part of it is damaged.
    """
    package = OfficePackage(opened)
    show = _Presentation(package)
    properties = properties_of(package.tree("docProps/core.xml"))
    yield from records_of(show.slides(), opened, show.ledger, properties, "slide")
    if show.hidden:
        yield Remark("pptx-hidden-slides", params={"slides": ", ".join(map(str, show.hidden))})


class _Presentation:
    """One presentation and its slides."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self.ledger = Ledger()
        self.hidden: list[int] = []

    def slides(self) -> Iterator[str]:
        """Yield the text of each slide, empty for one without text."""
        main = self._package.main_part("ppt/presentation.xml")
        root = self._package.tree(main)
        if root is None:
            raise StreamBroken("office-part-missing", {"part": main}, "pptx")
        related = self._package.relationships(main)
        listed = child(root, "p:sldIdLst")
        for number, entry in enumerate(listed if listed is not None else (), 1):
            target = related.get(attribute(entry, "r:id"))
            if target is None or target.target not in self._package:
                raise StreamBroken("office-part-missing", {"part": target.target if target else main}, "pptx")
            yield "\n".join(self._slide(target.target, number))

    def _slide(self, part: str, number: int) -> Iterator[str]:
        root = self._package.tree(part)
        if root is None:
            return
        if attribute(root, "show") in ("0", "false"):
            self.hidden.append(number)
        related = self._package.relationships(part)
        yield from self._shapes(root, related)
        for entry in sorted(related.values(), key=lambda r: r.target):
            if entry.external or entry.target not in self._package:
                continue
            if entry.kind == "notesSlide":
                notes = self._package.tree(entry.target)
                if notes is not None:
                    yield from self._shapes(notes, {})
            elif entry.kind == "comments":
                comments = self._package.tree(entry.target)
                texts = (inner.text or "" for inner in (comments.iter() if comments is not None else ()))
                self.ledger.left_out["comment"] += sum(map(len, texts))

    def _shapes(self, element: Element, related: dict[str, Relationship]) -> Iterator[str]:
        for inner in element:
            name = SHORT[inner.tag]
            if name == "p:sp":
                yield from self._shape(inner)
            elif name == "a:tbl":
                for row in inner:
                    if SHORT[row.tag] == "a:tr":
                        yield row_text(["\n".join(self._paragraphs(c)) for c in row if SHORT[c.tag] == "a:tc"])
            elif name == "dgm:relIds":
                yield from self._diagram(related.get(attribute(inner, "r:dm")))
            elif name == "mc:AlternateContent":
                for way in inner:
                    found = list(self._shapes(way, related))
                    yield from found
                    if any(found):
                        break
            elif name == "p:pic":
                self.ledger.left_out["picture"] += 1
            else:
                yield from self._shapes(inner, related)

    def _shape(self, shape: Element) -> Iterator[str]:
        place = child(shape, "p:nvSpPr", "p:nvPr", "p:ph")
        kind = attribute(place, "type") if place is not None else ""
        body = child(shape, "p:txBody")
        if body is None or kind in _PASSED_BY:
            return
        found = [text for text in self._paragraphs(body) if text.strip()]
        if kind in _FRAME:
            self.ledger.left_out["running-head"] += sum(map(len, found))
        else:
            yield from found

    def _paragraphs(self, element: Element) -> Iterator[str]:
        for inner in element:
            name = SHORT[inner.tag]
            if name == "a:p":
                yield "".join(self._pieces(inner)).replace("\v", "\n")
            elif name in ("a:txBody", "dgm:t", "p:txBody"):
                yield from self._paragraphs(inner)

    def _pieces(self, paragraph: Element) -> Iterator[str]:
        for inner in paragraph:
            name = SHORT[inner.tag]
            if name == "a:br":
                yield "\n"
            elif name == "a:r" or (
                name == "a:fld" and not attribute(inner, "type").startswith(("slidenum", "datetime"))
            ):
                properties = child(inner, "a:rPr")
                font = child(properties, "a:latin")
                face = attribute(font, "typeface") if font is not None else ""
                symbols = child(properties, "a:sym")
                written = child(inner, "a:t")
                text = (written.text or "") if written is not None else ""
                text = unsymbol(text, attribute(symbols, "typeface") if symbols is not None else face)
                language = attribute(properties, "lang") if properties is not None else ""
                self.ledger.written(text, language, face)
                yield text
            elif name in ("mc:AlternateContent", "mc:Choice", "a14:m", "other:m", "m:oMathPara", "m:oMath"):
                yield from self._formula(inner)

    def _formula(self, element: Element) -> Iterator[str]:
        if SHORT[element.tag] == "mc:AlternateContent":
            yield from self._pieces(next(iter(element), element)) if len(element) else ()
        else:
            yield linear(element)

    def _diagram(self, target: Relationship | None) -> Iterator[str]:
        """Yield the texts of a diagram (SmartArt), which stand in a part of their own."""
        if target is None or target.external or target.target not in self._package:
            return
        root = self._package.tree(target.target)
        for point in root.iter() if root is not None else ():
            if SHORT[point.tag] == "dgm:pt":
                yield from (text for text in self._paragraphs(point) if text.strip())
