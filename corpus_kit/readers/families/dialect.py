"""How a table of text is written: its separator and whether it quotes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_SEPARATORS = (",", ";", "\t", "|")
_ROWS = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """`separator` between fields, whether cells are quoted, and whether the first line only names the separator."""

    separator: str
    quoted: bool = True

    def as_options(self) -> dict[str, Any]:
        """Return the options of `csv.reader`."""
        quoting = csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE
        return {"delimiter": self.separator, "quoting": quoting, "skipinitialspace": self.separator == ","}


def data_rows(lines: Iterator[str], dialect: Dialect) -> Iterator[list[str]]:
    """Yield the rows of a few lines."""
    return csv.reader(map(fed, lines), **dialect.as_options())


def fed(line: str) -> str:
    """Return a line as the csv module takes it.

    A carriage return within a line (half of a damaged line end) is an error to the module where no quotes stand around
    it; the vertical tab in its place is a line end to cleaning, as the carriage return would be.
    """
    return line.replace("\r", "\v") + "\n"


def find_dialect(head: list[str], format_name: str) -> Dialect:
    """Return the dialect in which the first rows have most evenly the same number of fields."""
    first = "\t" if format_name == "tsv" else ","
    choices = sorted(_SEPARATORS, key=lambda separator: separator != first)
    best, best_value = Dialect(first), (0.0, 0)
    for separator in choices:
        value = _evenness(head, Dialect(separator))
        if value > best_value:
            best, best_value = Dialect(separator), value
    if best_value[0] < 0.5:
        best = Dialect(first)
    plain = Dialect(best.separator, quoted=False)
    # Some programs write quotes as they stand; then reading them as quotes joins rows, and the plain reading is evener.
    if _evenness(head, plain)[0] > _evenness(head, best)[0]:
        return plain
    return best


def _evenness(head: list[str], dialect: Dialect) -> tuple[float, int]:
    lines = [line for line in head if line.strip()][: 2 * _ROWS]
    lengths = Counter(len(row) for row in list(data_rows(iter(lines), dialect))[:_ROWS] if row)
    lengths_of_tables = {length: count for length, count in lengths.items() if length > 1}
    if not lengths_of_tables:
        return 0.0, 0
    common = max(lengths_of_tables, key=lambda length: (lengths_of_tables[length], length))
    return round(lengths[common] / lengths.total(), 3), common
