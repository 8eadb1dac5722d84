"""The layers of a batch: which stages measure it, and the files that hold what they measured."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.corpus import Batch, Corpus, Part
from corpus_kit.errors import CorpusDamagedError, UsageError
from corpus_kit.execution import Progress, map_parts
from corpus_kit.provenance import Step
from corpus_kit.stages import Stage, step_of
from corpus_kit.stages.counts import CountsStage
from corpus_kit.stages.fingerprint import FingerprintStage
from corpus_kit.stages.language import LanguageStage
from corpus_kit.stages.license import LicenseStage
from corpus_kit.stages.sentences import SentencesStage
from corpus_kit.storage import PARTIAL, storage_error, sync

STEP_KEY = b"corpus_kit.step"
# The layers that a release needs; sentences are measured on request (see docs/decisions).
DEFAULT_LAYERS = ("counts", "fingerprint", "language", "license")
Cover = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def stage_for(layer: str, cover: Cover, whole: bool = False) -> Stage:
    """Return the stage that measures a layer; `whole` means every document where it takes a sample by default.

    Raises UsageError for a layer that does not exist.
    """
    if layer == "license":
        return LicenseStage(cover=cover)
    stages: dict[str, Stage] = {
        "counts": CountsStage(),
        "fingerprint": FingerprintStage(),
        "language": LanguageStage(),
        "sentences": SentencesStage(sample_every=1) if whole else SentencesStage(),
    }
    if layer not in stages:
        raise UsageError(f"there is no layer '{layer}'", f"choose one of: {', '.join(columns.LAYERS)}")
    return stages[layer]


class TableFile:
    """A Parquet file in the making: nothing stands under its final name until `close`."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._temporary = path.with_name(f"{PARTIAL}{os.getpid()}-{path.name}")
        self._writer = pq.ParquetWriter(self._temporary, schema, compression="zstd", compression_level=1)

    def write(self, batch: pa.RecordBatch) -> None:
        """Add one batch as one row group."""
        self._writer.write_batch(batch)

    def close(self) -> None:
        """Finish the file and put it in place in one step."""
        self._writer.close()
        sync(self._temporary)
        self._temporary.replace(self.path)

    def discard(self) -> None:
        """Leave nothing behind. A disk that is full refuses the footer too; that is no further news."""
        with contextlib.suppress(OSError, pa.ArrowException):
            self._writer.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)


class PartFiles:
    """Writes the documents of one part and its layers side by side."""

    def __init__(self, part: Part, stages: list[Stage], documents: bool = True) -> None:
        self._stages = stages
        self._documents = TableFile(part.documents_path, columns.document_schema()) if documents else None
        self._layers = [TableFile(part.layer_path(s.name), layer_file_schema(s)) for s in stages]
        self.rows = 0
        self.text_bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Write one batch of documents and measure it."""
        if self._documents:
            self._documents.write(batch)
        for stage, file in zip(self._stages, self._layers, strict=True):
            file.write(measured(stage, batch))
        self.rows += batch.num_rows
        self.text_bytes += batch.column("text").nbytes

    def close(self) -> None:
        """Put the files in place, the documents last: what has documents is whole."""
        for file in self._layers:
            file.close()
        if self._documents:
            self._documents.close()

    def discard(self) -> None:
        """Leave no file behind."""
        for file in [*self._layers, *([self._documents] if self._documents else [])]:
            file.discard()


def measured(stage: Stage, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return only the columns that a stage adds to a batch."""
    schema = layer_file_schema(stage)
    layer = stage(batch).select(schema.names)
    if layer.num_rows != batch.num_rows:
        raise RuntimeError(f"stage {stage.name} returned {layer.num_rows} rows for {batch.num_rows}")
    columns.check_nulls(layer)
    return pa.RecordBatch.from_arrays(layer.columns, schema=schema)


def layer_file_schema(stage: Stage) -> pa.Schema:
    """Return the schema of a layer's file; its metadata holds the step that made it."""
    return columns.layer_schema(stage.name).with_metadata(
        {STEP_KEY: json.dumps(step_of(stage).as_dict(), sort_keys=True)}
    )


def layer_step(path: Path) -> Step | None:
    """Return the step that made a layer's file, or None when there is no such file."""
    if not path.exists():
        return None
    return Step(**json.loads(pq.read_schema(path).metadata[STEP_KEY]))


@dataclass(frozen=True, slots=True)
class MeasureTask:
    """One part to be measured again."""

    part: Part
    layer: str
    cover: Cover
    whole: bool = False


def measure_part(task: MeasureTask) -> int:
    """Measure one layer of one part; return the number of documents. The texts are read, never written."""
    stage = stage_for(task.layer, task.cover, task.whole)
    files = PartFiles(task.part, [stage], documents=False)
    # Sentence rules differ by language, which is another stage's finding; this layer alone gets to see it.
    beside = task.part.layer_path("language") if task.layer == "sentences" else None
    try:
        for batch in read_part(task.part, ("text", "id", "file", "language_declared", "license_declared"), beside):
            files.add(batch)
        files.close()
    except OSError as error:
        files.discard()
        raise storage_error(error, task.part.layer_path(task.layer)) from error
    except BaseException:
        files.discard()
        raise
    return files.rows


def read_part(part: Part, wanted: tuple[str, ...], beside: Path | None = None) -> list[pa.RecordBatch]:
    """Return the named columns of a part's documents, with the columns of one layer beside them."""
    table = pq.read_table(part.documents_path, columns=list(wanted))
    if beside is not None:
        layer = pq.read_table(beside)
        if layer.num_rows != table.num_rows:
            raise CorpusDamagedError(
                f"{beside} has {layer.num_rows} rows for {table.num_rows} documents", "measure it again"
            )
        for name in layer.column_names:
            table = table.append_column(layer.schema.field(name), layer.column(name))
    batches: list[pa.RecordBatch] = table.combine_chunks().to_batches(max_chunksize=4096)
    return batches


def cover_of_batch(batch: Batch) -> Cover:
    """Return the license statements that cover a batch's folders, as the license stage takes them."""
    return cover_from(batch.received["statements"])


def cover_from(statements: dict[str, list[dict[str, str]]]) -> Cover:
    """Return statements as received.json lists them in the form that the license stage takes.

    What a collector of other people's texts says is of the kind `collector`: a claim, whatever form it has.
    """

    def kind(statement: dict[str, str]) -> str:
        claimed = statement.get("asserter") == "collector" and statement["kind"] != "collection"
        return "collector" if claimed else statement["kind"]

    return tuple((folder, tuple((s["id"], kind(s)) for s in statements[folder])) for folder in sorted(statements))


def measure(
    corpus: Corpus, layer: str, workers: int = 1, progress: Progress | None = None, whole: bool = False
) -> tuple[int, int]:
    """Measure one layer of the whole corpus again, where its files come from another version or settings.

    `whole` measures every document where the layer takes a sample by default (`sentences`). Returns the number of
    documents measured and of parts that were up to date already.
    """
    stage_for(layer, ())
    tasks: list[MeasureTask] = []
    current = 0
    for batch in corpus.batches():
        cover = cover_of_batch(batch) if layer == "license" else ()
        step = step_of(stage_for(layer, cover, whole))
        for part in batch.parts():
            if layer_step(part.layer_path(layer)) == step:
                current += 1
            else:
                tasks.append(MeasureTask(part, layer, cover, whole))
    return sum(map_parts(measure_part, tasks, workers, progress)), current
