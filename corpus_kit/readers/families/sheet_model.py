"""Sheets of a workbook as rows of cells, whatever program wrote it."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from corpus_kit.readers.limits import StreamBroken

Kind = Literal["text", "number", "error", "uncalculated"]
LARGEST_COLUMN, LARGEST_ROW = 16_384, 1_048_576  # of the current formats
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text, numbers and dates as text, errors by their name."""

    text: str
    kind: Kind = "text"


Row = dict[int, Cell]  # by column, counted from 0; only cells that hold anything


@dataclass(slots=True)
class Sheet:
    """One sheet. `rows` gives the rows that hold anything with their numbers, counted from 1, and can be read once.

    `merged`, `hidden_rows` and `left_out` are complete when all rows are read. A merged area is its first row, last
    row, first column and last column.
    """

    name: str
    hidden: bool = False
    rows: Iterator[tuple[int, Row]] = field(default_factory=lambda: iter(()))
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def column_letters(column: int) -> str:
    """Return the name that a spreadsheet shows for a column counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the column, counted from 0, that a spreadsheet shows as `letters`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def place_of(reference: str) -> tuple[int, int] | None:
    """Return row (from 1) and column (from 0) of a reference such as `C3`; None where it is none.

    >>> place_of("C3")
    (3, 2)
    """
    found = _REFERENCE.fullmatch(reference)
    return (int(found[2]), column_number(found[1])) if found else None


def area_of(reference: str) -> tuple[int, int, int, int] | None:
    """Return the area of a reference such as `A1:B3` as rows and columns; None where it is none."""
    first, _, last = reference.partition(":")
    start, end = place_of(first), place_of(last or first)
    return (start[0], end[0], start[1], end[1]) if start and end else None


def number_text(value: float) -> str:
    """Return a number as it is usually written: without `.0`, and without the noise of binary fractions."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(round(value, 12)) if abs(value) < 1e3 else repr(value)


def date_text(value: float, since_1904: bool = False) -> str | None:
    """Return the ISO date, time or both that a workbook stores as a number of days; None beyond the year 9999."""
    if not 0 <= value < 2_958_466:
        return None
    seconds = round((value % 1) * 86_400)
    if value < 1 and not since_1904:
        return (datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=seconds)).time().isoformat()
    days = int(value)
    if since_1904:
        start = datetime.datetime(1904, 1, 1)
    else:  # the day 60 is 29 February 1900, which there was not
        start = datetime.datetime(1899, 12, 31 if days < 60 else 30)
    try:
        moment = start + datetime.timedelta(days=days, seconds=seconds)
    except OverflowError:
        return None
    return moment.date().isoformat() if not seconds else moment.isoformat()


def check_sheet(names: list[str], wanted: str | None, format_name: str) -> None:
    """Raise StreamBroken `workbook-no-such-sheet` where a manifest names a sheet that the workbook does not have."""
    if wanted is not None and wanted not in names:
        params = {"sheet": wanted, "sheets": ", ".join(names)}
        raise StreamBroken("workbook-no-such-sheet", params, format_name)
