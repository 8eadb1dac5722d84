"""Workbooks (XLSX, XLSM, XLSB, ODS, XLS): a row is one record; places are the sheet and its row, as they are shown."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from corpus_kit.readers.families.sheet_columns import Columns, Numbered, find_columns
from corpus_kit.readers.families.sheet_model import Cell, Row, Sheet, column_letters
from corpus_kit.readers.formats import FORMATS
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark

_LOOKED_AT = 200  # rows from which the columns are told
_BINARY_PART = b"xl/workbook.bin"


def read_workbook(opened: Opened) -> Iterator[Item]:
    """Yield a record or a refusal for every row of every sheet that holds anything, or of the sheet `table`.

    Raises StreamBroken where the workbook is damaged, locked, or lacks the sheet.
    """
    reading = _Workbook(opened)
    try:
        sheets = _sheets(opened)
    except ModuleNotFoundError as error:
        title = FORMATS[opened.format].title
        params = {"title": title, "command": f"pip install {str(error.name).replace('_', '-')}"}
        yield Refusal("format-library-missing", "", params, opened.format)
        return
    for sheet in sheets:
        yield from reading.sheet(sheet)
    yield from reading.summary()


def _sheets(opened: Opened) -> Iterator[Sheet]:
    if opened.format == "ods":
        from corpus_kit.readers.families.ods_sheets import ods_sheets as sheets
    elif opened.format == "xls" or _BINARY_PART in opened.source.head or opened.path.lower().endswith(".xlsb"):
        from corpus_kit.readers.families.binary_sheets import binary_sheets as sheets
    else:
        from corpus_kit.readers.families.xlsx_sheets import xlsx_sheets as sheets
    return sheets(opened)


class _Workbook:
    """Reads the sheets of one workbook and gathers what is to be said of all."""

    def __init__(self, opened: Opened) -> None:
        self._options = opened.options
        self._format = opened.format
        self._left_out: Counter[str] = Counter()
        self._hidden_sheets: list[str] = []
        self._hidden_rows = 0
        self._without: list[tuple[str, str]] = []  # sheets that lack the declared column, with the columns they have
        self._with = 0

    def sheet(self, sheet: Sheet) -> Iterator[Item]:
        """Yield what one sheet holds."""
        first: Numbered = list(itertools.islice(sheet.rows, _LOOKED_AT))
        if not first:
            return
        columns = find_columns(first, self._options, sheet.name)
        rows = itertools.chain(first, sheet.rows)
        if columns.text is None:
            yield from self._no_text(sheet, columns, rows)
        else:
            self._with += 1
            yield from columns.remarks
            if columns.above:
                yield Remark("workbook-rows-above", sheet.name, {"count": columns.above, "row": columns.header})
            yield from _Rows(sheet, columns, columns.text, self._format).read(rows)
        self._left_out.update(sheet.left_out)
        if sheet.hidden:
            self._hidden_sheets.append(sheet.name)
        self._hidden_rows += sheet.hidden_rows

    def _no_text(self, sheet: Sheet, columns: Columns, rows: Iterator[tuple[int, Row]]) -> Iterator[Item]:
        if not columns.numeric:
            self._without.append((sheet.name, ", ".join(columns.names.values())))
            return
        for number, row in rows:
            for column, cell in row.items():
                if cell.kind == "uncalculated":
                    yield _refusal(sheet, number, column, cell, self._format)
                else:
                    self._left_out["number"] += 1

    def summary(self) -> Iterator[Item]:
        """Yield what is to be said at the end."""
        for name, columns in self._without:
            params = {"field": self._options.text_field or "", "columns": columns}
            if self._with:
                yield Remark("workbook-sheet-passed-over", name, params)
            else:
                yield Refusal("csv-no-such-column", name, params, self._format)
        if self._hidden_sheets or self._hidden_rows:
            shown = ", ".join(self._hidden_sheets) or "none"
            yield Remark("workbook-hidden", params={"sheets": shown, "rows": self._hidden_rows})
        for kind, amount in sorted(self._left_out.items()):
            yield LeftOut(kind, amount)


class _Rows:
    """Turns the rows of one sheet into records."""

    def __init__(self, sheet: Sheet, columns: Columns, text: int, format_name: str) -> None:
        self._sheet = sheet
        self._columns = columns
        self._text = text
        self._format = format_name
        self._empty: list[int] = []  # rows without a text
        self._lost_attributes = 0

    def read(self, rows: Iterator[tuple[int, Row]]) -> Iterator[Item]:
        """Yield an item a row, and at the end what is to be said of the sheet."""
        for number, row in rows:
            if number > self._columns.header:
                yield from self._row(number, row)
        yield from self._without_text()
        if self._sheet.merged:
            yield Remark("workbook-merged-cells", self._sheet.name, {"count": len(self._sheet.merged)})
        if self._lost_attributes:
            yield Remark("workbook-attributes-lost", self._sheet.name, {"count": self._lost_attributes})

    def _row(self, number: int, row: Row) -> Iterator[Item]:
        cell = row.get(self._text)
        if cell is not None and cell.kind in ("uncalculated", "error"):
            yield _refusal(self._sheet, number, self._text, cell, self._format)
        elif cell is None or cell.kind == "number" or not cell.text.strip():
            if any(other.text.strip() or other.kind == "uncalculated" for other in row.values()):
                self._empty.append(number)
        else:
            yield self._record(number, row, cell)

    def _record(self, number: int, row: Row, cell: Cell) -> Record:
        self._lost_attributes += sum(other.kind in ("uncalculated", "error") for other in row.values())
        known = {c: x.text.strip() for c, x in row.items() if x.kind in ("text", "number") and x.text.strip()}
        title, language, license_name, source, source_url = [
            None if column is None else known.get(column) for column in self._columns.others
        ]
        used = {self._text, *self._columns.others}
        metadata: dict[str, object] = {
            self._columns.names.get(column) or f"column {column_letters(column)}": value
            for column, value in known.items()
            if column not in used
        }
        place = f"{self._sheet.name} row {number}"
        return Record(
            cell.text,
            place,
            self._format,
            "",
            title,
            language,
            license_name,
            source,
            source_url,
            metadata or None,
        )

    def _without_text(self) -> Iterator[Item]:
        """Refuse the rows without a text, but for those into which the text of a row above reaches as a merged cell."""
        covered: set[int] = set()
        for first, last, left, right in self._sheet.merged:
            if left <= self._text <= right:
                covered.update(row for row in self._empty if first < row <= last)
        for number in self._empty:
            if number not in covered:
                yield Refusal("record-without-text", f"{self._sheet.name} row {number}", {}, self._format)


def _refusal(sheet: Sheet, number: int, column: int, cell: Cell, format_name: str) -> Refusal:
    code = "workbook-error-value" if cell.kind == "error" else "workbook-formula-uncalculated"
    params = {"sheet": sheet.name, "cell": f"{column_letters(column)}{number}", "value": cell.text}
    return Refusal(code, f"{sheet.name} row {number}", params, format_name)
