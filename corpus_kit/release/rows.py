"""Makes the rows of a release: part by part to a temporary file, then from those to the Parquet files.

Each of the two steps holds little in memory, and many processes can share it out; the bytes are the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.corpus import Part
from corpus_kit.errors import CorpusDamagedError
from corpus_kit.release import alterations
from corpus_kit.release.layout import DataFile
from corpus_kit.release.leaves import FileRoot, leaves_of, write_leaves
from corpus_kit.release.measure import encode
from corpus_kit.storage import storing, sync

COMPRESSION = "zstd"
# Level 6 takes a quarter more time in writing than level 3, once, and 4 % less of every download.
COMPRESSION_LEVEL = 6
# Mapped files cost address space and a descriptor each; systems allow about a thousand descriptors.
_OPEN_SPILLS = 256
_SPILL_ROWS = 4096
_FROM_DOCUMENTS = [
    "id", "text", "title", "file", "place", "format", "language_declared", "license_declared", "source", "source_url",
    "metadata", "changes",
]  # fmt: skip
_FROM_LAYERS = {"language": ["language", "script", "language_score"], "license": ["license_evidence"]}
# Columns in which few values come again and again. Texts and identifiers do not: a dictionary of them is lost work.
_REPEATED = [
    "language", "script", "language_declared", "license", "license_declared", "license_tier", "license_evidence",
    "source", "attribution", "changes", "contributor", "batch", "file", "added_in", "reason", "detail",
    *(f"provenance.list.element.{name}" for name in ("step", "tool", "version", "settings")),
    *(f"duplicates_of_other_batches.list.element.{name}" for name in (
        "batch", "contributor", "license", "source", "attribution", "file")),
    "alignments.list.element.batch", "alignments.list.element.group",
]  # fmt: skip
# The least and greatest of texts tell a reader nothing and may be long.
_WITHOUT_STATISTICS = {"text", "title", "metadata", "attribution", "detail"}

Steps = tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class SpillTask:
    """One part, whose chosen rows are to be written with all columns of a release.

    `chosen` is an Arrow file with the columns row, terms, since, duplicates, alignments; `terms` holds license, tier
    and attribution; `received` the digest of each file; `read_steps` the step for each format; `steps` those after it.
    """

    part: Part
    chosen: Path
    spill: Path
    batch: str
    batch_name: str
    contributor: str
    terms: tuple[tuple[str, str, str], ...]
    versions: tuple[str, ...]
    received: dict[str, str]
    receive_tool: tuple[str, str]
    read_steps: dict[str, tuple[str, str, str, str]]
    steps: Steps


@dataclass(frozen=True, slots=True)
class FileTask:
    """One Parquet file of a release, to be gathered from the spills."""

    root: Path
    spills: Path
    file: DataFile
    secret: bytes = field(repr=False)


def spill_part(task: SpillTask) -> int:
    """Write the chosen rows of one part, in the order of the release, and return how many."""
    with storing(task.spill):
        chosen = pa.ipc.open_file(pa.memory_map(str(task.chosen))).read_all()
        table = _rows(task, chosen)
        with pa.OSFile(str(task.spill), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            for batch in table.to_batches(max_chunksize=_SPILL_ROWS):
                writer.write_batch(batch)
    return int(table.num_rows)


def write_file(task: FileTask) -> FileRoot:
    """Write one Parquet file and its leaves, and return the root over its rows."""
    path = task.root / task.file.path
    schema = columns.row_schema()
    salts: list[bytes | None] = []
    leaves: list[bytes] = []
    with storing(path):
        spills = _Spills(task.spills)
        with pq.ParquetWriter(path, schema, **writer_options(schema)) as writer:
            for pieces in task.file.row_groups:
                table = pa.concat_tables([spills.rows(p.part, p.start, p.rows) for p in pieces]).combine_chunks()
                writer.write_table(table, row_group_size=table.num_rows)
                more_salts, more_leaves = leaves_of(table, task.secret)
                salts += more_salts
                leaves += more_leaves
        sync(path)
        return write_leaves(task.root, task.file.path, salts, leaves)


def writer_options(schema: pa.Schema) -> dict[str, object]:
    """Return how the Parquet files of a release are written."""
    leaves = list(_leaves(schema))
    return {
        "compression": COMPRESSION,
        "compression_level": COMPRESSION_LEVEL,
        "use_dictionary": [leaf for leaf in leaves if leaf in _REPEATED],
        "write_statistics": [leaf for leaf in leaves if leaf.split(".")[0] not in _WITHOUT_STATISTICS],
        "write_page_index": True,
        "store_schema": False,
        "version": "2.6",
        "data_page_version": "1.0",
    }


def spill_path(folder: Path, part: int) -> Path:
    """Return where the rows of a part wait."""
    return folder / f"{part:06d}.arrow"


def _leaves(schema: pa.Schema) -> Iterator[str]:
    for column in schema:
        if pa.types.is_list(column.type):
            yield from (f"{column.name}.list.element.{f.name}" for f in column.type.value_type)
        else:
            yield column.name


def _rows(task: SpillTask, chosen: pa.Table) -> pa.Table:
    rows = chosen.column("row")
    values = dict(zip(_FROM_DOCUMENTS, _take(task.part, "documents", _FROM_DOCUMENTS, rows), strict=True))
    for layer, names in _FROM_LAYERS.items():
        values.update(zip(names, _take(task.part, layer, names, rows), strict=True))
    terms = chosen.column("terms").combine_chunks()
    for position, name in enumerate(("license", "license_tier", "attribution")):
        values[name] = pa.array([t[position] for t in task.terms], pa.string()).take(terms)
    values["source"] = values["source"].fill_null(task.batch_name)
    values["changes"] = alterations.in_words(values["changes"])
    values["added_in"] = pa.array(task.versions, pa.string()).take(chosen.column("since").combine_chunks())
    values["contributor"] = pa.repeat(pa.scalar(task.contributor, pa.string()), len(rows))
    values["batch"] = pa.repeat(pa.scalar(task.batch, pa.string()), len(rows))
    values["duplicates_of_other_batches"] = chosen.column("duplicates")
    values["alignments"] = chosen.column("alignments")
    values["provenance"] = _provenance(task, values["file"], values["format"])
    schema = columns.row_schema()
    table = pa.table([values[name] for name in schema.names], names=schema.names).cast(schema).combine_chunks()
    columns.check_nulls(table)
    return table


def _take(part: Part, layer: str, names: list[str], rows: pa.ChunkedArray) -> list[pa.Array]:
    path = part.documents_path if layer == "documents" else part.layer_path(layer)
    try:
        with pq.ParquetFile(path) as file:
            return [column.combine_chunks() for column in file.read(columns=names).select(names).take(rows)]
    except pa.ArrowException as error:
        if isinstance(error, OSError):
            raise
        raise CorpusDamagedError(
            f"batch {part.batch_path.name}, part {part.name}: {path.name} cannot be read: {error}",
            "restore the file from a copy of the corpus",
        ) from error


def _provenance(task: SpillTask, file: pa.Array, kind: pa.Array) -> pa.Array:
    """Return the steps of every row; rows of one file and format share theirs."""
    files, paths = encode(file)
    formats, kinds = encode(kind)
    pairs, position = np.unique(files * len(kinds) + formats, return_inverse=True)
    lists = []
    for pair in pairs:
        path, name = paths[pair // len(kinds)], kinds[pair % len(kinds)]
        receive = ("receive", *task.receive_tool, task.received.get(path, ""))
        read = task.read_steps.get(name, ("read", name, "", ""))
        fields = ("step", "tool", "version", "settings")
        lists.append([dict(zip(fields, step, strict=True)) for step in (receive, read, *task.steps)])
    return pa.array(lists, columns.row_schema().field("provenance").type).take(pa.array(position))


class _Spills:
    """Reads stretches of spills; keeps a few of them mapped, since the next row group goes on where the last ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: OrderedDict[int, pa.Table] = OrderedDict()

    def rows(self, part: int, start: int, count: int) -> pa.Table:
        if part not in self._open:
            path = spill_path(self._folder, part)
            self._open[part] = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
            if len(self._open) > _OPEN_SPILLS:
                self._open.popitem(last=False)
        self._open.move_to_end(part)
        return self._open[part].slice(start, count)
