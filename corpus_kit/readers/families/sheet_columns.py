"""Which row of a sheet names its columns, and which column holds its texts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from corpus_kit.readers.families.fields import FieldPlan, guess_text_field, is_usual_name, plan_for
from corpus_kit.readers.families.sheet_model import Row, column_letters, column_number
from corpus_kit.readers.limits import Params
from corpus_kit.readers.records import ReadOptions, Remark

_HEADER_ROWS = 20  # titles and notes above a header take no more
_LONGEST_NAME = 60
_COLUMN = re.compile(r"(?:column\s*)?(?:(\d{1,5})|([A-Za-z]{1,3}))", re.IGNORECASE)

Numbered = list[tuple[int, Row]]


@dataclass(slots=True)
class Columns:
    """Where the text and the attributes of a row stand.

    `header` is the number of the row that names the columns, 0 where none does; `text` None where the sheet has no
    column for text; `numeric` then tells that there are no letters in it at all.
    """

    names: dict[int, str]
    text: int | None = None
    others: tuple[int | None, ...] = ()
    header: int = 0
    above: int = 0
    numeric: bool = False
    remarks: list[Remark] = field(default_factory=list)


def find_columns(rows: Numbered, options: ReadOptions, place: str) -> Columns:
    """Find the columns of a sheet from its first rows: by the manifest, the usual names, or the longest text."""
    at = _header_at(rows, options)
    body = rows[at + 1 :] if at is not None else rows
    used = sorted({column for _, row in rows for column in row})
    found = Columns(dict.fromkeys(used, ""), header=rows[at][0] if at is not None else 0, above=at or 0)
    head = rows[at][1] if at is not None else {}
    for column in used:
        written = " ".join(head[column].text.split()) if column in head else ""
        found.names[column] = written or f"column {column_letters(column)}"
    names = [*found.names.values()]
    plan = _by_number(found, options) or plan_for(names, options)
    if plan.text is None and options.text_field is None:
        guessed = guess_text_field(
            {found.names[c]: x.text for c, x in row.items() if x.kind == "text"} for _, row in body
        )
        found.numeric = guessed is None
        if guessed is not None:
            plan = plan_for(names, options, guessed)
            if len(names) > 1:
                params: Params = {"column": guessed, "columns": ", ".join(names)}
                found.remarks.append(Remark("csv-column-guessed", place, params))
    if plan.text is None:
        return found
    index = {name: column for column, name in reversed(found.names.items())}
    found.text = index[plan.text]
    found.others = tuple(None if name is None else index[name] for name in plan.others)
    if len(rows) > 1 and not any(is_usual_name(cell.text) for cell in head.values()):
        said = "a header" if at is not None else "no header"
        found.remarks.append(Remark("csv-header-guessed", place, {"header": said}))
    if len(index) < len(names):
        found.remarks.append(Remark("csv-column-twice", place, {"columns": ", ".join(names)}))
    return found


def _by_number(found: Columns, options: ReadOptions) -> FieldPlan | None:
    """Return the plan where a manifest gives the column by number or letter."""
    declared = options.text_field
    if declared is None or declared in found.names.values():
        return None
    match = _COLUMN.fullmatch(declared.strip())
    if match is None:
        return None
    column = int(match[1]) - 1 if match[1] else column_number(match[2])
    return FieldPlan(found.names[column]) if column in found.names else None


def _header_at(rows: Numbered, options: ReadOptions) -> int | None:
    """Return the position of the row that names the columns, None where there is none."""
    if not rows:
        return None
    width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    declared = options.text_field
    for position, (_, row) in enumerate(rows[:_HEADER_ROWS]):
        cells = [cell.text.strip() for cell in row.values()]
        if declared is not None and declared in cells:
            return position
        short = all(len(cell) <= _LONGEST_NAME for cell in cells)
        if declared is None and short and any(map(is_usual_name, cells)) and 2 * len(cells) >= width:
            return position
    if declared is not None and _COLUMN.fullmatch(declared.strip()) is None:
        return None
    first = next((p for p, (_, row) in enumerate(rows[:_HEADER_ROWS]) if len(row) >= width), 0)
    return first if _looks_like_names(rows[first][1], [row for _, row in rows[first + 1 : first + 50]]) else None


def _looks_like_names(head: Row, body: list[Row]) -> bool:
    """Return whether cells are short and distinct words over columns of numbers or of far longer texts."""
    cells = [cell.text.strip() for cell in head.values()]
    if not body or any(not c or len(c) > 40 for c in cells) or any(x.kind != "text" for x in head.values()):
        return False
    if len({*cells}) < len(cells):
        return False
    for column, cell in head.items():
        below = [row[column] for row in body if column in row]
        if below and all(x.kind == "number" for x in below):
            return True
        if below and sum(len(x.text) for x in below) > 4 * len(below) * len(cell.text):
            return True
    return False
