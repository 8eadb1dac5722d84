"""What a release decides on: the measurements of every document, without its text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.corpus import Batch, Part
from corpus_kit.errors import CorpusDamagedError

# Joins lists of identifiers to one string that can be compared column-wise; no identifier holds it.
SEPARATOR = "\x1f"
_DICTIONARIES = ["file", "license_declared", "language", "script", "license_evidence", "license_cover"]
_DOCUMENTS = ["id", "file", "place", "license_declared"]
_LAYERS = {
    "language": ["language", "script", "language_score"],
    "license": ["license_found", "license_inside", "license_cover", "license_evidence"],
    "fingerprint": ["fingerprint"],
    "counts": ["characters", "bytes"],
}
LAYERS = tuple(_LAYERS)


@dataclass(frozen=True, slots=True)
class Measured:
    """Every document of some batches, a row each, in the order batch, part, row.

    `batch` and `part` are positions in `batches` and `parts`; `row` is the place inside the part's file.
    """

    batches: list[Batch]
    parts: list[Part]
    table: pa.Table
    batch: np.ndarray
    part: np.ndarray
    row: np.ndarray

    def column(self, name: str) -> pa.Array:
        """Return one column as one array."""
        return joined(self.table.column(name))

    def __len__(self) -> int:
        return int(self.table.num_rows)


def measure(batches: list[Batch], parts: list[tuple[int, Part]] | None = None) -> Measured:
    """Read what is known of every document of `batches`, or of some of their parts.

    Raises CorpusDamagedError when a part lacks a layer or its files do not fit together.
    """
    if parts is None:
        parts = [(number, part) for number, batch in enumerate(batches) for part in batch.parts()]
    tables = [_read_part(part) for _, part in parts]
    _ensure_comparable([part for _, part in parts])
    sizes = np.array([table.num_rows for table in tables], np.int64)
    table = pa.concat_tables([_empty(), *tables], promote_options="permissive").unify_dictionaries()
    owner = np.repeat(np.array([number for number, _ in parts], np.int32), sizes)
    part_of = np.repeat(np.arange(len(parts), dtype=np.int32), sizes)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    row = (np.arange(table.num_rows) - starts).astype(np.int32)
    return Measured(batches, [part for _, part in parts], table, owner, part_of, row)


def layer_step(part: Part, layer: str) -> dict[str, Any]:
    """Return the provenance step that a layer's file carries."""
    path = part.layer_path(layer)
    try:
        metadata = pq.read_metadata(path).metadata or {}
        step: dict[str, Any] = json.loads(metadata[b"corpus_kit.step"])
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise _damaged(part, layer, error) from error
    return step


def encode(column: pa.Array | pa.ChunkedArray) -> tuple[np.ndarray, list[Any]]:
    """Return a column as positions in a list of its distinct values; null is a value like any other."""
    array = joined(column)
    if pa.types.is_dictionary(array.type):
        indices = array.indices.fill_null(len(array.dictionary))
        values = [*array.dictionary.to_pylist(), None]
        return indices.to_numpy(zero_copy_only=False).astype(np.int64), values
    array = array.dictionary_encode(null_encoding="encode")
    return array.indices.to_numpy(zero_copy_only=False).astype(np.int64), array.dictionary.to_pylist()


def joined(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column as one array."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _ensure_comparable(parts: list[Part]) -> None:
    """Raise when parts were fingerprinted in different ways: equal texts would then pass for different ones."""
    steps = [layer_step(part, "fingerprint") for part in parts]
    for part, step in zip(parts, steps, strict=True):
        if step != steps[0]:
            raise _damaged(part, "fingerprint", "it was made by another version than that of other parts")


def _read_part(part: Part) -> pa.Table:
    table = _read(part, "documents", _DOCUMENTS)
    for layer, names in _LAYERS.items():
        measured = _read(part, layer, names)
        if measured.num_rows != table.num_rows:
            raise _damaged(part, layer, f"{measured.num_rows} rows beside {table.num_rows} documents")
        for name in names:
            table = table.append_column(name, _simple(name, measured.column(name)))
        if layer == "license":
            table = table.append_column("license_inside_ids", _inside_ids(joined(measured.column("license_inside"))))
    return table


def _read(part: Part, layer: str, names: list[str]) -> pa.Table:
    path = part.documents_path if layer == "documents" else part.layer_path(layer)
    try:
        with pq.ParquetFile(path, read_dictionary=[n for n in names if n in _DICTIONARIES]) as file:
            table = file.read(columns=names)
            return table.select(names)
    except (OSError, KeyError, pa.ArrowException) as error:
        raise _damaged(part, layer, error) from error


def _simple(name: str, column: pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Turn a list of identifiers into one string, so that whole columns can be compared."""
    if name == "license_found":
        return pc.binary_join(joined(column), SEPARATOR).fill_null("").dictionary_encode()
    return column


def _inside_ids(inside: pa.ListArray) -> pa.Array:
    ids = pa.ListArray.from_arrays(inside.offsets, inside.values.field("id"))
    return pc.binary_join(ids, SEPARATOR).fill_null("").dictionary_encode()


def _empty() -> pa.Table:
    strings = pa.dictionary(pa.int32(), pa.string())
    kinds: dict[str, pa.DataType] = dict.fromkeys([*_DICTIONARIES, "license_found", "license_inside_ids"], strings)
    kinds |= {"language_score": pa.float32(), "characters": pa.int32(), "bytes": pa.int32()}
    kinds["license_inside"] = columns.layer_schema("license").field("license_inside").type
    names = [*_DOCUMENTS, *(n for names in _LAYERS.values() for n in names), "license_inside_ids"]
    return pa.schema([pa.field(name, kinds.get(name, pa.string())) for name in names]).empty_table()


def distinct(numbers: list[np.ndarray]) -> np.ndarray:
    """Return one number for each combination of numbers, counted from 0 in their order."""
    keys = numbers[0].astype(np.int64)
    for column in numbers[1:]:
        # Renumbered after every column, so that the product never overflows.
        pairs = keys * (int(column.max(initial=0)) + 1) + column
        keys = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
    return keys


def _damaged(part: Part, layer: str, problem: object) -> CorpusDamagedError:
    return CorpusDamagedError(
        f"batch {part.batch_path.name}, part {part.name}: the layer {layer} cannot be used: {problem}",
        f"measure it again: corpus-kit measure CORPUS --layer {layer}"
        if layer != "documents"
        else "restore the file from a copy of the corpus, or ingest the batch again",
    )
