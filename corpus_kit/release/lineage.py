"""What stands beside the measurements in each row: attribution, the same text in other batches, and the steps."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.corpus import Batch
from corpus_kit.release.layout import runs
from corpus_kit.release.measure import LAYERS, distinct, encode, joined, layer_step
from corpus_kit.release.rows import Steps
from corpus_kit.release.select import RELEASED, Selection

ALIGNMENTS = columns.row_schema().field("alignments").type
DUPLICATES = columns.row_schema().field("duplicates_of_other_batches").type
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


def one_line(text: str) -> str:
    """Return a text on one line: line breaks, control characters and runs of spaces become single spaces."""
    return _BREAKS.sub(" ", text).strip()


def attribution(batch: Batch, license_id: str) -> str:
    """Return the line to give when a text of a batch is used: the contributor's own, else one made of what is known."""
    rights = batch.manifest.rights
    if rights.attribution:
        return one_line(rights.attribution)
    holder = one_line(rights.holder or batch.manifest.contributor or "")
    name = one_line(batch.manifest.name)
    return ", ".join(piece for piece in (name, f"by {holder}" if holder else "", license_id) if piece)


def steps_of(selection: Selection, part: int) -> Steps:
    """Return the steps of a part's rows after reading, in order."""
    place = selection.measured.parts[part]
    received = Batch(place.batch_path).received
    steps = [received["steps"][name] for name in ("repair", "clean") if name in received["steps"]]
    steps += [layer_step(place, layer) for layer in LAYERS]
    return tuple(as_tuple(step) for step in steps)


def as_tuple(step: dict[str, Any]) -> tuple[str, str, str, str]:
    """Return a step as the values of its four fields."""
    return str(step["step"]), str(step["tool"]), str(step["version"]), str(step["settings"])


def duplicates_elsewhere(selection: Selection, order: np.ndarray) -> pa.Array:
    """Return, for each document of `order`, the documents of other batches with the same text.

    Documents of one batch that share license and source are named once, by the first of them.
    """
    measured = selection.measured
    others = np.flatnonzero(selection.duplicate_of >= 0)
    others = others[measured.batch[others] != measured.batch[selection.duplicate_of[others]]]
    source, url = _sources(selection, others)
    owner = selection.duplicate_of[others]
    kinds = [owner, measured.batch[others], selection.conclusion[others], encode(source)[0], encode(url)[0]]
    kept = np.unique(distinct(kinds), return_index=True)[1]
    kept = kept[np.lexsort((others[kept], owner[kept]))]
    entries = _entries(selection, others[kept], source.take(pa.array(kept)), url.take(pa.array(kept)))
    return _lists(entries, owner[kept], order, DUPLICATES)


def alignments(selection: Selection, order: np.ndarray) -> pa.Array:
    """Return, for each document of `order`, where it stands in parallel texts: its own place and its duplicates'.

    Of a text that comes twice, as short messages do, one row is released; through its list both pairs are found.
    """
    measured = selection.measured
    own = np.arange(len(measured))
    owner_of = np.where(
        selection.duplicate_of >= 0, selection.duplicate_of, np.where(selection.reason == RELEASED, own, -1)
    )
    owners = [np.zeros(0, np.int64)]
    places: list[pa.Array] = []
    for start, end in runs(measured.part):
        rows = own[start:end][owner_of[start:end] >= 0]
        if not len(rows):
            continue
        path = measured.parts[measured.part[start]].documents_path
        with pq.ParquetFile(path) as file:
            column = joined(file.read(columns=["alignment"]).column("alignment"))
        if column.null_count == len(column):
            continue
        rows = rows[column.is_valid().to_numpy(zero_copy_only=False)[measured.row[rows]]]
        owners.append(owner_of[rows])
        places.append(_aligned(selection, rows, column.take(pa.array(measured.row[rows]))))
    entries = pa.concat_arrays(places) if places else pa.array([], ALIGNMENTS.value_type)
    owner = np.concatenate(owners)
    by_owner = np.argsort(owner, kind="stable")
    return _lists(entries.take(pa.array(by_owner)), owner[by_owner], order, ALIGNMENTS)


def _aligned(selection: Selection, rows: np.ndarray, column: pa.StructArray) -> pa.Array:
    identifiers = pa.array([b.id for b in selection.measured.batches], pa.string())
    batch = identifiers.take(pa.array(selection.measured.batch[rows], pa.int32()))
    fields = list(ALIGNMENTS.value_type)
    return pa.StructArray.from_arrays([batch, column.field("group"), column.field("unit")], fields=fields)


def _sources(selection: Selection, rows: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """Return source and address of some documents; only the parts that hold them are read."""
    measured = selection.measured
    names = ["source", "source_url"]
    tables = [pa.schema([pa.field(name, pa.string()) for name in names]).empty_table()]
    for part in np.unique(measured.part[rows]):  # rows are sorted, so parts come in order
        inside = pa.array(measured.row[rows[measured.part[rows] == part]])
        with pq.ParquetFile(measured.parts[part].documents_path) as file:
            tables.append(file.read(columns=names).select(names).take(inside))
    table = pa.concat_tables(tables)
    batch_names = pa.array([b.manifest.name for b in measured.batches], pa.string())
    default = batch_names.take(pa.array(measured.batch[rows], pa.int32()))
    source = joined(table.column("source"))
    return pc.coalesce(source, default), joined(table.column("source_url"))


def _entries(selection: Selection, rows: np.ndarray, source: pa.Array, url: pa.Array) -> pa.Array:
    measured = selection.measured
    batch = pa.array(measured.batch[rows], pa.int32())
    pairs = distinct([measured.batch[rows], selection.conclusion[rows]])
    examples = rows[np.unique(pairs, return_index=True)[1]]
    lines = [
        attribution(measured.batches[measured.batch[row]], selection.conclusions[selection.conclusion[row]].license)
        for row in examples
    ]
    values = {
        "batch": pa.array([b.id for b in measured.batches], pa.string()).take(batch),
        "contributor": pa.array([b.manifest.contributor or "" for b in measured.batches], pa.string()).take(batch),
        "license": pa.array([c.license for c in selection.conclusions], pa.string()).take(
            pa.array(selection.conclusion[rows])
        ),
        "source": source,
        "source_url": url,
        "attribution": pa.array(lines, pa.string()).take(pa.array(pairs)),
        "file": measured.column("file").take(pa.array(rows)).cast(pa.string()),
        "place": measured.column("place").take(pa.array(rows)),
    }
    fields = list(DUPLICATES.value_type)
    return pa.StructArray.from_arrays([values[field.name] for field in fields], fields=fields)


def _lists(entries: pa.Array, owner: np.ndarray, order: np.ndarray, kind: pa.DataType) -> pa.Array:
    """Gather entries, sorted by their owner, to one list for each document of `order`."""
    start = np.searchsorted(owner, order, side="left")
    count = np.searchsorted(owner, order, side="right") - start
    offsets = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], count)
    taken = entries.take(pa.array(np.repeat(start, count) + within))
    return pa.ListArray.from_arrays(pa.array(offsets), taken).cast(kind)
