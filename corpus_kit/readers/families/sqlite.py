"""SQLite: a row of a table is a record. The database is read in memory, and none of its own code runs."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from typing import Any

from corpus_kit.readers.families.rows import SAMPLE_ROWS, RowReader
from corpus_kit.readers.limits import Params, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Refusal, Remark

_STEPS = 100_000  # virtual machine steps between two looks at how many there were
_MOST_STEPS = 50_000  # looks: a walk over the largest table accepted takes some thousands


def read_sqlite(opened: Opened) -> Iterator[Item]:
    """Yield a record or a refusal for every row of the table that the manifest names, else of the one with most text.

    Raises StreamBroken `table-damaged` where the database cannot be read (further).
    """
    try:
        database = _opened_database(opened)
        try:
            yield from _table(opened, database)
        finally:
            database.close()
    except (sqlite3.Error, sqlite3.Warning, OverflowError, MemoryError) as error:
        problem = " ".join(str(error).split())[:200] or type(error).__name__
        raise StreamBroken("table-damaged", {"problem": problem}, opened.format) from None


def _opened_database(opened: Opened) -> sqlite3.Connection:
    """Return the database, from which only tables can be read: views, triggers and functions of its own do not run."""
    database = sqlite3.connect(":memory:")
    database.deserialize(opened.whole())
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
        database.execute(f"PRAGMA {pragma}")
    database.text_factory = bytes
    looks = itertools.count()
    database.set_progress_handler(lambda: int(next(looks) > _MOST_STEPS), _STEPS)
    return database


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _shown(value: Any) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


def _table(opened: Opened, database: sqlite3.Connection) -> Iterator[Item]:
    listed = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    )
    names = sorted(_shown(row[0]) for row in listed)
    declared = opened.options.table
    if declared is not None and declared not in names:
        params: Params = {"table": declared, "tables": ", ".join(names)[:300]}
        yield Refusal("table-unknown", "", params, opened.format, "utf-8")
        return
    samples = {name: _sample(database, name) for name in ([declared] if declared is not None else names)}
    sizes = {name: _text_size(database, name, rows) for name, rows in samples.items()}
    chosen = declared or max(sizes, key=lambda name: (sizes[name], name), default=None)
    if chosen is None or not samples[chosen]:
        return
    if declared is None and len(names) > 1:
        params = {"table": chosen, "tables": ", ".join(names)[:300]}
        yield Remark("table-guessed", params=params)
    yield from _rows(opened, database, chosen, samples[chosen])
    others = sum(_count(database, name) for name in names if name != chosen)
    if others:
        yield LeftOut("row-of-other-table", others)


def _columns(database: sqlite3.Connection, table: str) -> list[str]:
    return [_shown(row[1]) for row in database.execute(f"PRAGMA table_info({_quoted(table)})")]


def _count(database: sqlite3.Connection, table: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0])


def _sample(database: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    names = _columns(database, table)
    found = database.execute(f"SELECT * FROM {_quoted(table)} LIMIT {SAMPLE_ROWS}").fetchall()
    return [_decoded(names, row)[0] for row in found]


def _text_size(database: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> float:
    """Return about how many letters a table holds: those of its first rows, times all rows."""
    if not rows:
        return 0.0
    letters = sum(len(v) for row in rows for v in row.values() if isinstance(v, str) and any(map(str.isalpha, v[:200])))
    return letters / len(rows) * _count(database, table)


def _decoded(names: list[str], row: tuple[Any, ...]) -> tuple[dict[str, Any], str]:
    """Return a row as text and numbers, and the name of a column that is no valid UTF-8."""
    values: dict[str, Any] = {}
    bad = ""
    for name, value in zip(names, row, strict=False):
        if isinstance(value, bytes):
            try:
                value = value.decode()
            except UnicodeDecodeError:
                bad = name
                continue
        values[name] = value
    return values, bad


def _rows(opened: Opened, database: sqlite3.Connection, table: str, sample: list[dict[str, Any]]) -> Iterator[Item]:
    names = _columns(database, table)
    reader = RowReader(opened, names, sample)
    yield from reader.remarks
    if not reader.text_field:
        yield reader.objection()
        return
    for number, row in enumerate(database.execute(f"SELECT * FROM {_quoted(table)}"), 1):
        place = f"{table} row {number}"
        values, bad = _decoded(names, row)
        if bad == reader.text_field:
            yield Refusal("invalid-utf8", place, {"lines": number, "count": 1}, opened.format, "utf-8")
            continue
        yield from reader.items(values, place)
    yield from reader.left_out()
