"""Parquet, Arrow and Feather: a row is a record. Rows are counted from 1."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet as pq

from corpus_kit.readers.families.rows import SAMPLE_ROWS, RowReader
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut

_BATCH_ROWS = 512


def read_parquet(opened: Opened) -> Iterator[Item]:
    """Yield a record or a refusal for every row; a row group is held in memory at a time.

    Raises StreamBroken `table-damaged` where the file cannot be read (further).
    """
    try:
        with pq.ParquetFile(opened.file()) as file:
            names = [n for n in file.schema_arrow.names if _is_kept(file.schema_arrow.field(n).type)]
            skipped = len(file.schema_arrow.names) - len(names)
            batches = file.iter_batches(batch_size=_BATCH_ROWS, columns=names)
            yield from _records(opened, names, batches, skipped)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(error, opened.format) from None


def read_arrow(opened: Opened) -> Iterator[Item]:
    """Yield a record or a refusal for every row of an Arrow file, an Arrow stream or a Feather file of either version.

    Raises StreamBroken `table-damaged` where the file cannot be read (further).
    """
    try:
        schema, batches = _arrow_batches(opened)
        names = [n for n in schema.names if _is_kept(schema.field(n).type)]
        kept = (batch.select(names) for batch in batches)
        yield from _records(opened, names, kept, len(schema.names) - len(names))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(error, opened.format) from None


def _arrow_batches(opened: Opened) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    stream, head = opened.file(), opened.source.head
    if head.startswith(b"ARROW1"):
        reader = pa.ipc.open_file(stream)
        return reader.schema, (reader.get_batch(n) for n in range(reader.num_record_batches))
    if head.startswith(b"FEA1"):
        table = pyarrow.feather.read_table(stream, memory_map=False)
        return table.schema, iter(table.to_batches(max_chunksize=_BATCH_ROWS))
    reader = pa.ipc.open_stream(stream)  # what `datasets` keeps in its cache
    return reader.schema, iter(reader)


def _is_kept(kind: pa.DataType) -> bool:
    """Return whether a column can say something: text and what can be told as JSON; no pictures, sounds, vectors."""
    if pa.types.is_dictionary(kind):
        return _is_kept(kind.value_type)
    if pa.types.is_struct(kind):
        return all(_is_kept(field.type) for field in kind)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return False
    return not pa.types.is_fixed_size_list(kind)


def _records(opened: Opened, names: list[str], batches: Iterator[pa.RecordBatch], skipped: int) -> Iterator[Item]:
    rows = (row for batch in batches for part in _pieces(batch) for row in part.to_pylist())
    sample = list(itertools.islice(rows, SAMPLE_ROWS))
    reader = RowReader(opened, names, sample)
    yield from reader.remarks
    if not reader.text_field:
        if sample:
            yield reader.objection()
        return
    for number, row in enumerate(itertools.chain(sample, rows), 1):
        yield from reader.items({name: _plain(value) for name, value in row.items()}, f"row {number}")
    yield from reader.left_out()
    if skipped:
        yield LeftOut("binary-column", skipped)


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Cut a batch: a file of one batch would else become one list of Python objects.

    Raises pyarrow.ArrowInvalid for offsets that lead outside the data: to follow them would end the process.
    """
    batch.validate(full=True)
    return (batch.slice(start, _BATCH_ROWS) for start in range(0, batch.num_rows, _BATCH_ROWS))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; dates and decimals become text."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, dict):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _damaged(error: Exception, format_name: str) -> StreamBroken:
    problem = " ".join(str(error).split())[:200] or type(error).__name__
    return StreamBroken("table-damaged", {"problem": problem}, format_name)
