"""The sheets of OpenDocument spreadsheets, read row by row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.odf_text import Inline, count_text, is_locked
from corpus_kit.readers.families.office_package import SHORT, OfficePackage, attribute, child
from corpus_kit.readers.families.office_text import Ledger
from corpus_kit.readers.families.sheet_model import LARGEST_COLUMN, Cell, Row, Sheet, check_sheet
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Opened

_MOST_COPIES = 1000  # of a cell or row that are believed: beyond it, one stands for all
_PATH = ("office:body", "office:spreadsheet", "table:table")


def ods_sheets(opened: Opened) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in their order; the rows of each must be read before the next is asked for."""
    package = OfficePackage(opened)
    if is_locked(package):
        raise StreamBroken("office-locked", {}, opened.format)
    wanted = opened.options.table
    if wanted is not None:
        check_sheet(_names(package), wanted, opened.format)
    unseen = _hidden_styles(package)
    inline = Inline(package, Ledger())
    for table, pairs in itertools.groupby(package.walk("content.xml", *_PATH), key=lambda pair: pair[0]):
        name = attribute(table, "table:name")
        if wanted not in (None, name):
            continue
        sheet = Sheet(name, attribute(table, "table:style-name") in unseen)
        sheet.rows = _rows((element for _, element in pairs), sheet, inline)
        yield sheet


def _names(package: OfficePackage) -> list[str]:
    tables = (table for table, _ in package.walk("content.xml", *_PATH))
    return [attribute(table, "table:name") for table, _ in itertools.groupby(tables)]


def _hidden_styles(package: OfficePackage) -> set[str]:
    found = set()
    for style in package.elements("content.xml", "office:automatic-styles"):
        properties = child(style, "style:table-properties")
        if properties is not None and attribute(properties, "table:display") == "false":
            found.add(attribute(style, "style:name"))
    return found


def _rows(elements: Iterable[Element], sheet: Sheet, inline: Inline) -> Iterator[tuple[int, Row]]:
    number = 1
    for element in _row_elements(elements):
        row = _row(element, number, sheet, inline)
        given = _count(element, "table:number-rows-repeated")
        if row:
            copies = given if given <= _MOST_COPIES else 1
            hidden = attribute(element, "table:visibility") in ("collapse", "filter")
            sheet.hidden_rows += copies if hidden else 0
            for copy in range(copies):
                yield number + copy, row
        number += given


def _row_elements(elements: Iterable[Element]) -> Iterator[Element]:
    for element in elements:
        name = SHORT[element.tag]
        if name == "table:table-row":
            yield element
        elif name in ("table:table-header-rows", "table:table-row-group", "table:table-rows"):
            yield from _row_elements(element)


def _row(element: Element, number: int, sheet: Sheet, inline: Inline) -> Row:
    row: Row = {}
    column = 0
    for entry in element:
        if SHORT[entry.tag] not in ("table:table-cell", "table:covered-table-cell"):
            continue
        copies = _count(entry, "table:number-columns-repeated")
        cell = _cell(entry, sheet, inline) if SHORT[entry.tag] == "table:table-cell" else None
        if cell is not None:
            down, right = _count(entry, "table:number-rows-spanned"), _count(entry, "table:number-columns-spanned")
            if down * right > 1:
                sheet.merged.append((number, number + down - 1, column, column + right - 1))
            for copy in range(copies if copies <= _MOST_COPIES else 1):
                row[column + copy] = cell
        column += copies
        if column >= LARGEST_COLUMN:
            break
    return row


def _cell(entry: Element, sheet: Sheet, inline: Inline) -> Cell | None:
    pieces: list[str] = []
    kind, error = "", False
    for full, value in entry.items():
        name = SHORT[full]
        if name == "office:value-type":
            kind = value
        elif full.endswith("}value-type") and value == "error":
            error = True
    for inner in entry:
        name = SHORT[inner.tag]
        if name == "text:p":
            pieces.append(inline.text(inner))
        elif name == "office:annotation":
            sheet.left_out["comment"] += count_text(inner)
    inline.frames.clear()
    text = "\n".join(pieces).strip("\n")
    if error:
        return Cell(text, "error")
    if not kind and not text:
        return Cell("", "uncalculated") if attribute(entry, "table:formula") else None
    if kind in ("", "string"):
        text = text or attribute(entry, "office:string-value")
        return Cell(text) if text else None
    value = attribute(entry, "office:date-value").removesuffix("T00:00:00") or text
    return Cell(value or attribute(entry, "office:value") or attribute(entry, "office:boolean-value"), "number")


def _count(element: Element, name: str) -> int:
    value = attribute(element, name, "1")
    return max(1, int(value)) if value.isdigit() and len(value) < 9 else 1
