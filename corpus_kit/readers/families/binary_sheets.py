"""The sheets of workbooks in the binary formats of Excel (XLS, XLSB), through the library calamine."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from corpus_kit.readers.families.sheet_model import Cell, Row, Sheet, check_sheet, number_text
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Opened


def binary_sheets(opened: Opened) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in their order."""
    try:
        book = CalamineWorkbook.from_filelike(opened.file())
        listed = [s for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
    except PasswordError:
        raise StreamBroken("office-locked", {}, opened.format) from None
    except (CalamineError, OSError, ValueError) as error:
        locked = "password" in str(error).casefold() or "encrypt" in str(error).casefold()
        code = "office-locked" if locked else "office-damaged"
        raise StreamBroken(code, {"problem": str(error)}, opened.format) from None
    check_sheet([entry.name for entry in listed], opened.options.table, opened.format)
    for entry in listed:
        if opened.options.table not in (None, entry.name):
            continue
        sheet = Sheet(entry.name, entry.visible != SheetVisibleEnum.Visible)
        sheet.rows = _rows(book, sheet, opened.format)
        yield sheet


def _rows(book: CalamineWorkbook, sheet: Sheet, format_name: str) -> Iterator[tuple[int, Row]]:
    try:
        found = book.get_sheet_by_name(sheet.name)
        rows = found.to_python(skip_empty_area=False)
        areas = found.merged_cell_ranges or []
    except (CalamineError, OSError, ValueError) as error:
        raise StreamBroken("office-part-damaged", {"part": sheet.name, "problem": str(error)}, format_name) from None
    sheet.merged = [(start[0] + 1, end[0] + 1, start[1], end[1]) for start, end in areas]
    for number, values in enumerate(rows, 1):
        row = {column: _cell(value) for column, value in enumerate(values) if value not in ("", None)}
        if row:
            yield number, row


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        error = value.startswith("#") and value.rstrip("!?").isupper() and value.endswith(("!", "?", "/A"))
        return Cell(value, "error" if error else "text")
    if isinstance(value, bool):
        return Cell(str(value).lower(), "number")
    if isinstance(value, (int, float)):
        return Cell(number_text(value), "number")
    if isinstance(value, datetime.datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    return Cell(value.isoformat() if hasattr(value, "isoformat") else str(value), "number")
