"""The sheets of Excel workbooks written as XML (XLSX, XLSM), read row by row.

Libraries give an empty cell for a formula whose value was never calculated, and room for every cell between the first
and the last; here the first is told and the second does not happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.office_package import SHORT, OfficePackage, attribute, child, inside
from corpus_kit.readers.families.sheet_model import (
    LARGEST_COLUMN,
    Cell,
    Row,
    Sheet,
    area_of,
    check_sheet,
    date_text,
    number_text,
    place_of,
)
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.opened import Opened

_MOST_AREAS = 100_000
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))  # formats that have no code
_PERCENT = frozenset((9, 10))
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f]|007[Ff]|005[Ff])_")
_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def xlsx_sheets(opened: Opened) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in their order; the rows of each must be read before the next is asked for."""
    package = OfficePackage(opened)
    main = package.main_part("xl/workbook.xml")
    root = package.tree(main)
    if root is None:
        raise StreamBroken("office-part-missing", {"part": main}, opened.format)
    related = package.relationships(main)
    listed = child(root, "x:sheets")
    entries = [(attribute(s, "name"), attribute(s, "state"), attribute(s, "r:id")) for s in inside(listed)]
    check_sheet([name for name, _, _ in entries], opened.options.table, opened.format)
    parts = {r.kind: r.target for r in related.values() if not r.external}
    settings = child(root, "x:workbookPr")
    book = _Book(package, attribute(settings, "date1904") in ("1", "true") if settings is not None else False)
    book.read_styles(parts.get("styles", ""))
    book.read_strings(parts.get("sharedStrings", ""), opened.limits)
    for name, state, identifier in entries:
        target = related.get(identifier)
        if opened.options.table not in (None, name) or target is None or target.kind != "worksheet":
            continue
        sheet = Sheet(name, state in ("hidden", "veryHidden"))
        sheet.rows = book.rows(target.target, sheet)
        yield sheet


@dataclass
class _Book:
    """What the sheets of a workbook share."""

    package: OfficePackage
    since_1904: bool
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)  # by number of the style: "date", "percent" or nothing

    def read_styles(self, part: str) -> None:
        """Find out which styles show a number as a date."""
        root = self.package.tree(part) if part else None
        codes = {}
        for entry in inside(child(root, "x:numFmts")):
            codes[attribute(entry, "numFmtId")] = attribute(entry, "formatCode")
        for entry in inside(child(root, "x:cellXfs")):
            self.formats.append(_shown_as(attribute(entry, "numFmtId"), codes))

    def read_strings(self, part: str, limits: Limits) -> None:
        """Take in the texts that cells refer to by number."""
        if part not in self.package:
            return
        size = 0
        for item in self.package.elements(part):
            text = rich_text(item)
            size += len(text)
            if size > limits.file_unit_bytes:
                raise StreamBroken("file-too-large-for-one-text", {"limit_mb": limits.file_unit_bytes >> 20})
            self.strings.append(text)

    def rows(self, part: str, sheet: Sheet) -> Iterator[tuple[int, Row]]:
        """Yield the rows of a sheet; its merged areas and hidden rows are noted in `sheet`."""
        number = 0
        for parent, element in self.package.walk(part, "x:sheetData|x:mergeCells"):
            if SHORT[parent.tag] == "x:mergeCells":
                area = area_of(attribute(element, "ref"))
                if area and len(sheet.merged) < _MOST_AREAS:
                    sheet.merged.append(area)
                continue
            given = element.get("r", "")
            number = int(given) if given.isdigit() and len(given) < 9 else number + 1
            row = dict(self._cells(element))
            if row:
                sheet.hidden_rows += element.get("hidden") in ("1", "true")
                yield number, row
        self._comments(part, sheet)

    def _cells(self, row: Element) -> Iterator[tuple[int, Cell]]:
        column = -1
        for entry in row:
            place = place_of(entry.get("r", ""))
            column = place[1] if place else column + 1
            cell = self._cell(entry) if column < LARGEST_COLUMN else None
            if cell is not None:
                yield column, cell

    def _cell(self, entry: Element) -> Cell | None:
        kind = entry.get("t", "n")
        value, formula, inline = "", False, None
        for inner in entry:
            name = SHORT[inner.tag]
            if name == "x:v":
                value = inner.text or ""
            elif name == "x:f":
                formula = True
            elif name == "x:is":
                inline = inner
        if inline is not None:
            return _text(rich_text(inline))
        if not value:
            return Cell("", "uncalculated") if formula and kind not in ("str", "inlineStr") else None
        if kind == "s":
            return _text(self.strings[int(value)]) if value.isdigit() and int(value) < len(self.strings) else None
        if kind == "e":
            return Cell(value, "error")
        if kind == "b":
            return Cell("true" if value == "1" else "false", "number")
        if kind == "d":
            return Cell(value, "number")
        return self._number(value, entry.get("s", "")) if kind == "n" else _text(_unescaped(value))

    def _number(self, value: str, style: str) -> Cell | None:
        try:
            number = float(value)
        except ValueError:
            return _text(value)
        if number in (float("inf"), float("-inf")) or number != number:
            return Cell(value, "number")
        shown = self.formats[int(style)] if style.isdigit() and int(style) < len(self.formats) else ""
        if shown == "date" and (date := date_text(number, self.since_1904)):
            return Cell(date, "number")
        if shown == "percent":
            return Cell(f"{number_text(round(number * 100, 10))}%", "number")
        return Cell(number_text(number), "number")

    def _comments(self, part: str, sheet: Sheet) -> None:
        for entry in self.package.relationships(part).values():
            if entry.kind in ("comments", "threadedComment") and entry.target in self.package:
                for comment in self.package.elements(entry.target, "x:commentList"):
                    sheet.left_out["comment"] += len(rich_text(comment))


def rich_text(item: Element) -> str:
    """Return the text of a string in pieces; its reading aids (furigana) are left out."""
    pieces: list[str] = []
    for inner in item:
        name = SHORT[inner.tag]
        if name == "x:t":
            pieces.append(inner.text or "")
        elif name in ("x:r", "x:text"):
            pieces.append(rich_text(inner))
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """Undo the way in which a workbook writes characters that XML does not have (`_x000D_`)."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")


def _text(text: str) -> Cell | None:
    return Cell(text) if text else None


def _shown_as(identifier: str, codes: dict[str, str]) -> str:
    if identifier in codes:
        code = _NO_CODE.sub("", codes[identifier].partition(";")[0])
        return "date" if re.search("[ymdhs]", code, re.IGNORECASE) else "percent" if "%" in code else ""
    number = int(identifier) if identifier.isdigit() else 0
    return "date" if number in _DATES else "percent" if number in _PERCENT else ""
