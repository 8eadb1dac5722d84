"""Parquet, Arrow and SQLite: a row is a record, whatever else the table holds."""

from __future__ import annotations

import io
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from corpus_kit import readers
from corpus_kit.readers import LeftOut, Limits, ReadOptions, Record, Refusal, Remark

TABLE = pa.table(
    {
        "text": ["Бұлақ суы мөлдір.", "", "چشمه زلال است.", None],
        "lang": pa.array(["kk", "kk", "fa", None]).dictionary_encode(),
        "day": pa.array([date(2023, 11, 5), None, None, None]),
        "image": pa.array([b"\x89PNG", None, None, None]),
        "scores": pa.array([[1, 2], None, [], None]),
    }
)


def read(data: bytes, name: str, limits: Limits | None = None, **options: Any) -> list[readers.Item]:
    return list(readers.read(io.BytesIO(data), name, lambda _: ReadOptions(**options), limits))


def texts(items: list[readers.Item]) -> dict[str, str]:
    return {i.place: i.text for i in items if isinstance(i, Record)}


def codes(items: list[readers.Item]) -> dict[str, str]:
    return {i.place: i.code for i in items if isinstance(i, (Refusal, Remark))}


def left(items: list[readers.Item]) -> dict[str, int]:
    return {i.kind: i.amount for i in items if isinstance(i, LeftOut)}


def parquet(table: pa.Table, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def arrow(table: pa.Table, kind: str) -> bytes:
    sink = io.BytesIO()
    if kind == "feather1":
        pyarrow.feather.write_feather(table, sink, version=1)
        return sink.getvalue()
    writer = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with writer(sink, table.schema) as out:
        out.write_table(table, max_chunksize=2)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.parquet", parquet(TABLE, row_group_size=2)),
        ("a.arrow", arrow(TABLE, "file")),
        ("data-00000-of-00001.arrow", arrow(TABLE, "stream")),
    ],
)
def test_rows_are_records(name: str, data: bytes) -> None:
    items = read(data, name)
    assert texts(items) == {"row 1": "Бұлақ суы мөлдір.", "row 3": "چشمه زلال است."}
    assert codes(items) == {"row 2": "record-without-text"}
    assert left(items) == {"empty-row": 1, "binary-column": 1}
    first = next(i for i in items if isinstance(i, Record))
    assert first.language == "kk" and first.metadata == {"day": "2023-11-05", "scores": [1, 2]}


def test_the_first_version_of_feather() -> None:
    assert texts(read(arrow(TABLE.select(["text", "lang"]), "feather1"), "a.feather"))["row 3"] == "چشمه زلال است."


def test_the_column_is_guessed_and_told_or_named() -> None:
    table = pa.table({"n": [1, 2], "көрініс": ["Тау басы қарлы.", "Дала жасыл."], "кілт": ["a", "b"]})
    items = read(parquet(table), "a.parquet")
    assert list(texts(items).values()) == ["Тау басы қарлы.", "Дала жасыл."]
    assert codes(items) == {"": "csv-column-guessed"}
    assert list(texts(read(parquet(table), "a.parquet", text_field="кілт")).values()) == ["a", "b"]
    assert codes(read(parquet(table), "a.parquet", text_field="жоқ")) == {"": "csv-no-such-column"}
    assert codes(read(parquet(table.select(["n"])), "a.parquet")) == {"": "csv-no-such-column"}


@pytest.mark.parametrize("cut", [9, 30, 200, -1, -5])
def test_damage_is_told(cut: int) -> None:
    for data, name in ((parquet(TABLE), "a.parquet"), (arrow(TABLE, "file"), "a.arrow")):
        items = read(data[:cut], name)
        assert any(isinstance(i, Refusal) for i in items), name
        assert not any(isinstance(i, Refusal) and i.code == "reader-failed" for i in items)


def test_offsets_that_lead_outside_the_data_are_damage() -> None:
    """To follow them would end the process, and with it the reading of every other file."""
    table = pa.table({"text": ["бір", "екі"]})
    sound = table.column("text").chunk(0).buffers()[1].to_pybytes()[:12]
    data = arrow(table, "file")
    assert data.count(sound) == 1
    data = data.replace(sound, sound[:8] + (1 << 30).to_bytes(4, "little"))
    assert "table-damaged" in codes(read(data, "a.arrow")).values()


def database(path: Path, *statements: str) -> bytes:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path.read_bytes()


def test_the_table_with_most_text_or_the_named_one(tmp_path: Path) -> None:
    data = database(
        tmp_path / "a.db",
        "CREATE TABLE мақала (id INTEGER, тақырып TEXT, мәтін TEXT)",
        "INSERT INTO мақала VALUES (1, 'Көл', 'Көлдің суы тұзды, балығы көп.'), (2, 'Бос', '')",
        "CREATE TABLE пікір (body TEXT)",
        "INSERT INTO пікір VALUES ('Жақсы'), (x'D0')",
        "CREATE VIEW бәрі AS SELECT body FROM пікір",
    )
    items = read(data, "a.db")
    assert texts(items) == {"мақала row 1": "Көлдің суы тұзды, балығы көп."}
    assert codes(items) == {"": "table-guessed", "мақала row 2": "record-without-text"}
    assert left(items) == {"row-of-other-table": 2}
    named = read(data, "a.db", table="пікір")
    assert texts(named) == {"пікір row 1": "Жақсы"}
    assert codes(named) == {"пікір row 2": "invalid-utf8"}
    assert codes(read(data, "a.db", table="жоқ")) == {"": "table-unknown"}


def test_a_damaged_or_empty_database(tmp_path: Path) -> None:
    data = database(tmp_path / "a.db", "CREATE TABLE t (text TEXT)", f"INSERT INTO t VALUES ('{'бір ' * 5000}')")
    broken = bytearray(data)
    broken[4096:8192] = b"\xff" * 4096
    assert set(codes(read(bytes(broken), "a.db")).values()) <= {"table-damaged", "no-records"}
    assert "table-damaged" in codes(read(data[:2000], "a.db")).values()
    empty = database(tmp_path / "b.db", "CREATE TABLE t (text TEXT)")
    assert codes(read(empty, "b.db")) == {"": "no-records"}


def test_a_database_that_counts_for_ever_is_stopped(tmp_path: Path) -> None:
    # A generated column is code of the database; with an untrusted schema only harmless functions run in it.
    data = database(
        tmp_path / "a.db",
        "CREATE TABLE t (a INTEGER, text TEXT GENERATED ALWAYS AS (printf('%.*c', a, 'x')) VIRTUAL)",
        "INSERT INTO t (a) VALUES (20)",
    )
    items = read(data, "a.db", Limits(file_unit_bytes=1 << 20))
    assert all(isinstance(i, (Record, Refusal)) for i in items)
