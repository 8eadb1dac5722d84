"""CSV and TSV: a row is one record. Rows are counted as a spreadsheet shows them: the header is row 1."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus_kit.readers.blocks import Source
from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.families.dialect import Dialect, data_rows, fed, find_dialect
from corpus_kit.readers.families.fields import FieldPlan, guess_text_field, is_usual_name, plan_for
from corpus_kit.readers.limits import Limits, Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, ReadOptions, Record, Refusal, Remark

# The limit of the csv module is 128 KB a cell; a text of a million characters is no error here.
csv.field_size_limit(2**31 - 1)

_SHOWN = 10
_COLUMN_NUMBER = re.compile(r"(?:column\s*)?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where in a row the text and the attributes stand."""

    names: tuple[str, ...]
    text: int
    others: tuple[int | None, ...]


def read_delimited(opened: Opened) -> Iterator[Item]:
    """Yield a record or a refusal for every row that holds anything; places are `row N`."""
    source, format_name, options, encoding = opened.source, opened.format, opened.options, opened.encoding
    peek = replace(opened, source=Source(iter([source.head])), limits=Limits())
    head = [line for line, _ in text_lines(peek)]
    if source.truncated:
        del head[-1:]
    dialect = find_dialect(head, format_name)
    rows = list(data_rows(iter(head[:500]), dialect))[:200]
    header = _has_header(rows, options)
    names = tuple(cell.strip() or f"column {n}" for n, cell in enumerate(rows[0], 1)) if header and rows else ()
    body = rows[1:] if header else rows
    if not header:
        width = Counter(len(row) for row in rows if row).most_common(1)[0][0] if any(rows) else 0
        names = tuple(f"column {n}" for n in range(1, width + 1))
    columns, items = _columns(names, body, options, format_name, encoding.name)
    if columns is not None and not (header and any(map(is_usual_name, rows[0]))):
        items.append(Remark("csv-header-guessed", params={"header": "a header" if header else "no header"}))
    yield from items
    if columns is not None:
        yield from _Rows(columns, dialect, header, format_name, encoding.name, opened.limits).read(opened)


def _has_header(rows: list[list[str]], options: ReadOptions) -> bool:
    """Return whether the first row names the columns."""
    if not rows or not rows[0]:
        return False
    first = [cell.strip() for cell in rows[0]]
    declared = options.text_field
    if declared is not None:
        return declared in first or not _COLUMN_NUMBER.fullmatch(declared)
    if any(map(is_usual_name, first)):
        return True
    if any(not cell or len(cell) > 40 or re.fullmatch(r"[\d.,:%+-]+", cell) for cell in first[1:] + first[:1]):
        return False
    if len({*first}) < len(first):
        return False
    body = [row for row in rows[1:50] if len(row) == len(first)]
    if not body:
        return False
    identifiers = all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_ .-]*", cell) for cell in first)
    lengths = [sum(len(row[n]) for row in body) / len(body) for n in range(len(first))]
    longest = max(range(len(first)), key=lambda n: lengths[n])
    foreign = any(not cell.isascii() for row in body for cell in row)
    numbers = any(all(re.fullmatch(r"[\d.,:%+-]+", row[n]) for row in body) for n in range(len(first)))
    return numbers or (identifiers and foreign) or lengths[longest] > 4 * len(first[longest])


def _columns(
    names: tuple[str, ...], body: list[list[str]], options: ReadOptions, format_name: str, encoding: str
) -> tuple[_Columns | None, list[Item]]:
    """Find the columns by the manifest, the usual names, or the longest text; the last is said."""
    numbered = tuple(dict.fromkeys(names)) == names
    declared = options.text_field
    number = _COLUMN_NUMBER.fullmatch(declared) if declared and declared not in names else None
    plan = plan_for(names, options)
    items: list[Item] = []
    if number and 1 <= int(number[1]) <= len(names):
        plan = FieldPlan(names[int(number[1]) - 1])
    elif plan.text is None and declared is None:
        guessed = guess_text_field(dict(zip(names, row, strict=False)) for row in body)
        if guessed is None and names:
            guessed = names[0] if not body else names[-1]
        if guessed is not None:
            plan = plan_for(names, options, guessed)
            params = {"column": guessed, "columns": ", ".join(names)}
            items.append(Remark("csv-column-guessed", params=params))
    if plan.text is None:
        params = {"field": declared or "", "columns": ", ".join(names)}
        return None, [Refusal("csv-no-such-column", "", params, format_name, encoding)]
    if not numbered:
        items.append(Remark("csv-column-twice", params={"columns": ", ".join(names)}))
    others = tuple(None if name is None else names.index(name) for name in plan.others)
    return _Columns(names, names.index(plan.text), others), items


class _Rows:
    """Reads the rows of one file."""

    def __init__(
        self, columns: _Columns, dialect: Dialect, header: bool, format_name: str, encoding: str, limits: Limits
    ) -> None:
        self._columns = columns
        self._dialect = dialect
        self._header = header
        self._format = format_name
        self._encoding = encoding
        self._limits = limits
        self._odd: list[int] = []

    def read(self, opened: Opened) -> Iterator[Item]:
        """Yield an item a row, and at the end what is to be said of all rows."""
        feed = _Feed(text_lines(opened), self._limits.record_bytes)
        number = 0
        for row, state in feed.rows(self._dialect, len(self._columns.names)):
            number += 1
            if number == 1 and self._header and not state:
                continue
            if not row and not state:
                continue
            yield from self._row(row, f"row {number}", state, number)
        if self._odd:
            shown = ", ".join(map(str, self._odd[:_SHOWN])) + (" …" if len(self._odd) > _SHOWN else "")
            params: Params = {
                "count": len(self._odd),
                "rows": shown,
                "width": len(self._columns.names),
            }
            yield Remark("csv-row-width", params=params)

    def _row(self, row: Sequence[str], place: str, state: str, number: int) -> Iterator[Item]:
        columns = self._columns
        if state:
            params: Params = {
                "limit_mb": self._limits.record_bytes >> 20,
                "encoding": self._encoding,
                "lines": place,
                "count": 1,
            }
            yield Refusal(state, place, params, self._format, self._encoding)
            return
        if len(row) <= columns.text:
            if any(cell.strip() for cell in row):
                yield Refusal("csv-row-too-short", place, {"fields": len(row)}, self._format, self._encoding)
            return
        if len(row) != len(columns.names):
            self._odd.append(number)
        text = row[columns.text]
        if not text.strip():
            if any(cell.strip() for cell in row):
                yield Refusal("record-without-text", place, {}, self._format, self._encoding)
            return
        title, language, license_name, source, source_url = [
            None if n is None or n >= len(row) else row[n].strip() or None for n in columns.others
        ]
        used = {columns.text, *columns.others}
        metadata: dict[str, object] = {
            (columns.names[n] if n < len(columns.names) else f"column {n + 1}"): cell
            for n, cell in enumerate(row)
            if n not in used and cell
        }
        yield Record(
            text,
            place,
            self._format,
            self._encoding,
            title,
            language,
            license_name,
            source,
            source_url,
            metadata or None,
        )


class _Feed:
    """Lines for the csv module, with those of the present row kept: a stray quote must not swallow the file.

    Where a row over several lines turns out to begin with a quote that never closes, or to have the wrong number of
    fields, its first line is refused and the others are read again.
    """

    def __init__(self, source: Iterator[tuple[str, str]], record_characters: int) -> None:
        self._source = source
        self._again: list[tuple[str, str]] = []
        self._taken: list[tuple[str, str]] = []
        self._limit = record_characters
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > self._limit:
            raise StopIteration
        line, problem = self._again.pop() if self._again else next(self._source)
        self._taken.append((line, problem))
        self._size += len(line)
        return fed(line)

    def rows(self, dialect: Dialect, width: int) -> Iterator[tuple[list[str], str]]:
        """Yield each row with the code of what is wrong with it, empty when nothing is."""
        while True:
            self._taken, self._size = [], 0
            reader = csv.reader(self, **dialect.as_options())
            row = next(reader, None)
            if row is None:
                return
            if len(self._taken) > 1 and self._swallowed(row, dialect, width):
                first, *others = self._taken
                self._again.extend(reversed(others))
                yield [], first[1] or "csv-quote-open"
                continue
            problem = next((problem for _, problem in self._taken if problem), "")
            yield row, problem

    def _swallowed(self, row: list[str], dialect: Dialect, width: int) -> bool:
        quotes = sum(line.count('"') for line, _ in self._taken)
        if quotes % 2 or self._size > self._limit:
            return True
        if len(row) == width or width < 2:
            return False
        whole = sum(line.count(dialect.separator) == width - 1 for line, _ in self._taken[1:])
        return 2 * whole > len(self._taken) - 1
