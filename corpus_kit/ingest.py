"""From a contributor's folder to a batch in the corpus.

The work goes on in `batches/.incoming-<id>/`, part by part; what is done there is not done again after an
interruption. Only a complete batch is renamed to its place and entered in the ledger.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import columns, readers
from corpus_kit.corpus import Batch, Corpus, Part, ensure_not_corpus
from corpus_kit.errors import CorpusKitError, StorageError, UsageError
from corpus_kit.execution import Progress, map_parts
from corpus_kit.findings import Finding
from corpus_kit.intake import Folder, SourceFile, digest, scan
from corpus_kit.judging import Statements, statements_of
from corpus_kit.manifest import Manifest, load_manifest
from corpus_kit.measuring import DEFAULT_LAYERS, Cover, PartFiles, cover_from, stage_for
from corpus_kit.provenance import Step, canonical_json, settings_digest
from corpus_kit.readers.limits import Limits
from corpus_kit.reading import Reading
from corpus_kit.repair import step as repair_step
from corpus_kit.stages import Stage, clean, step_of
from corpus_kit.storage import storing, sweep, write_json

INCOMING = ".incoming-"
PART_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class IngestResult:
    """What became of one folder."""

    batch: str
    name: str
    added: bool
    documents: int
    refused: int
    findings: list[Finding] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the public form."""
        return dataclasses.asdict(self) | {"findings": [f.as_json() for f in self.findings]}


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Some files of a batch, to be read and measured by one worker."""

    batch_path: Path
    name: str
    sources: tuple[SourceFile, ...]
    manifest: Manifest
    cover: Cover
    limits: Limits


def ingest(
    corpus: Corpus, folder: Path, when: str, who: str, workers: int = 1, progress: Progress | None = None
) -> IngestResult:
    """Add a contributor's folder to the corpus; the same bytes a second time add nothing.

    The caller holds the corpus's lock. `when` and `who` go to the ledger only.
    Raises UsageError for a folder that cannot be a batch, StorageError when the disk refuses.
    """
    ensure_not_corpus(folder, corpus.path)
    found = scan(folder)
    kept = [f for f in found.files if f.role not in ("litter", "link", "special", "unreadable")]
    digests: dict[str, str] = {}
    for file in kept:
        try:
            digests[file.path] = digest(file.location)
        except StorageError:  # held by another program, say: refused like any file that cannot be read
            found.files[found.files.index(file)] = dataclasses.replace(file, role="unreadable")
    if not any(f.role == "text" for f in found.files):
        raise UsageError(f"{folder} holds no file of text", "put the texts there, or name the folder that holds them")
    identifier = batch_id(digests)
    present = corpus.batch(identifier)
    if present is not None:
        _enter(corpus, present, when, who)
        return _result(present, False, _renamed(present, digests))
    incoming = corpus.batches_path / f"{INCOMING}{identifier}"
    try:
        batch = _build(incoming, identifier, found, digests, corpus.limits, workers, progress)
        incoming.rename(corpus.batches_path / identifier)
    except CorpusKitError:
        shutil.rmtree(incoming, ignore_errors=True)  # a refusing disk gets its room back
        raise
    except KeyboardInterrupt:
        sweep(incoming)  # the finished parts stay for next time
        raise
    batch = Batch(corpus.batches_path / identifier)
    _enter(corpus, batch, when, who)
    return _result(batch, True, [])


def batch_id(digests: dict[str, str]) -> str:
    """Return a batch's identifier: 32 hexadecimal digits of the SHA-256 of its files' sorted digests."""
    return hashlib.sha256("\n".join(sorted(digests.values())).encode()).hexdigest()[:32]


def _build(
    incoming: Path,
    identifier: str,
    found: Folder,
    digests: dict[str, str],
    limits: Limits,
    workers: int,
    progress: Progress | None,
) -> Batch:
    with storing(incoming):
        (incoming / "received").mkdir(parents=True, exist_ok=True)
        (incoming / "tasks").mkdir(exist_ok=True)
    sweep(incoming)
    stored = [_store(incoming, f, digests) for f in found.files]
    declaration = next((f for f in stored if f.role == "manifest"), None)
    if declaration:
        with storing(incoming):
            shutil.copyfile(declaration.location, incoming / "batch.toml")
    manifest, problems = load_manifest(found.root)
    statements = statements_of(stored, manifest)
    tasks = plan(incoming, stored, digests, manifest, cover_from(statements), limits)
    map_parts(read_part_task, tasks, workers, progress)
    results = [_read_result(incoming, task.name) for task in tasks]
    received = _accounting(identifier, manifest, digests, statements, results)
    received["findings"] = [f.as_json() for f in [*problems, *found.findings]] + received["findings"]
    _join_refused(incoming, [t.name for t in tasks])
    write_json(incoming / "received.json", received)
    with storing(incoming):
        shutil.rmtree(incoming / "tasks")
        _drop_strays(incoming, {p["name"] for p in received["parts"]})
    sweep(incoming)
    return Batch(incoming)


def _store(incoming: Path, source: SourceFile, digests: dict[str, str]) -> SourceFile:
    """Copy a file's bytes under their digest, and check that they are still those that were counted."""
    if source.path not in digests:
        return source
    target = incoming / "received" / digests[source.path]
    if not target.exists():
        temporary = target.with_name(f".partial-{target.name}")
        with storing(target):
            shutil.copyfile(source.location, temporary)
            if digest(str(temporary)) != digests[source.path]:
                raise CorpusKitError(
                    f"{source.path} was changed while it was being copied",
                    "close the programs that write to the folder, then run the command again",
                )
            temporary.replace(target)
    return dataclasses.replace(source, location=str(target))


def plan(
    batch_path: Path,
    sources: list[SourceFile],
    digests: dict[str, str],
    manifest: Manifest,
    cover: Cover,
    limits: Limits,
) -> list[ReadTask]:
    """Cut a batch into tasks of about 64 MB of text; a larger file is a task of its own.

    A task's name is a digest of its inputs, settings and versions, so that one that is done can be told from one
    that another version or declaration has done.
    """
    groups: list[list[SourceFile]] = [[]]
    size = 0
    for source in sources:
        if groups[-1] and size + _text_bytes(source) > PART_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(source)
        size += _text_bytes(source)
    versions = [step_of(stage_for(layer, cover)).as_dict() for layer in DEFAULT_LAYERS]
    versions += [
        repair_step().as_dict(),
        clean.step().as_dict(),
        *({"read": ":".join(readers.tool_of(f))} for f in sorted(readers.FORMATS)),
    ]
    settings = dataclasses.asdict(manifest) | {"contact": ""}
    tasks = []
    for group in groups:
        inputs = [(f.path, digests.get(f.path, ""), f.role) for f in group]
        name = settings_digest([inputs, settings, versions, dataclasses.asdict(limits)])
        tasks.append(ReadTask(batch_path, name, tuple(group), manifest, cover, limits))
    return tasks


def _text_bytes(source: SourceFile) -> int:
    """Return about how much text a file may hold: what is packed is taken for a quarter of it."""
    packed = source.path.lower().endswith((".gz", ".bz2", ".xz", ".zst", ".zip"))
    return source.size_bytes * (4 if packed else 1)


def read_part_task(task: ReadTask) -> None:
    """Read, clean and measure the files of one task; what is done already is left alone."""
    done = task.batch_path / "tasks" / f"{task.name}.json"
    if done.exists():
        return
    stages = [stage_for(layer, task.cover) for layer in DEFAULT_LAYERS]
    reading = Reading(task.manifest, task.limits)
    with storing(task.batch_path):
        parts = _write_parts(task, reading, stages)
        table = _refused_table(reading)
        pq.write_table(table, done.with_suffix(".refused.parquet"), compression="zstd")
    languages = _languages_by_file(task.batch_path, parts)
    for account in reading.accounts:
        account.languages = languages.get(account.path, {})
    result = {
        "files": [a.as_json() | {"size_bytes": a.size_bytes} for a in reading.accounts],
        "parts": [{"name": p.name, "documents": p.documents, "text_bytes": p.text_bytes} for p in parts],
        "formats": sorted(reading.formats),
        "findings": [f.as_json() for f in reading.findings],
    }
    write_json(done, result)


def _write_parts(task: ReadTask, reading: Reading, stages: list[Stage]) -> list[Part]:
    parts: list[Part] = []
    files: PartFiles | None = None

    def close() -> None:
        if files is not None:
            files.close()
            parts[-1] = dataclasses.replace(parts[-1], documents=files.rows, text_bytes=files.text_bytes)

    try:
        for batch in reading.batches(list(task.sources)):
            if files is None or files.text_bytes >= PART_BYTES:
                close()
                parts.append(Part(task.batch_path, f"{task.name}-{len(parts):05d}", 0, 0))
                files = PartFiles(parts[-1], stages)
            files.add(batch)
        close()
    except BaseException:
        if files is not None:
            files.discard()
        raise
    return parts


def _languages_by_file(batch_path: Path, parts: list[Part]) -> dict[str, dict[str, int]]:
    """Count the documents of each file by language and script."""
    counted: dict[str, dict[str, int]] = {}
    for part in parts:
        table = pq.read_table(part.layer_path("language"), columns=["language", "script"])
        table = table.append_column("file", pq.read_table(part.documents_path, columns=["file"]).column("file"))
        for row in table.group_by(["file", "language", "script"]).aggregate([([], "count_all")]).to_pylist():
            tag = f"{row['language']}_{row['script']}"
            of_file = counted.setdefault(row["file"], {})
            of_file[tag] = of_file.get(tag, 0) + row["count_all"]
    return counted


def _refused_table(reading: Reading) -> pa.Table:
    rows = [(r.file, r.place, r.finding.code, r.finding.message, r.finding.remedy) for r in reading.refused]
    names = columns.refused_schema().names
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=columns.refused_schema())


def _drop_strays(incoming: Path, names: set[str]) -> None:
    """Remove parts that an interrupted run of another version of corpus_kit has left."""
    for path in sorted(incoming.rglob("*.parquet")):
        if path.parent != incoming and path.stem not in names:
            path.unlink()


def _read_result(incoming: Path, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((incoming / "tasks" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def _join_refused(incoming: Path, names: list[str]) -> None:
    with storing(incoming):
        tables = [pq.read_table(incoming / "tasks" / f"{name}.refused.parquet") for name in names]
        pq.write_table(pa.concat_tables(tables), incoming / "refused.parquet", compression="zstd")


def _accounting(
    identifier: str,
    manifest: Manifest,
    digests: dict[str, str],
    statements: Statements,
    results: list[dict[str, Any]],
) -> dict[str, Any]:
    files = [f | {"sha256": digests.get(f["path"], "")} for r in results for f in r["files"]]
    formats = sorted({f for r in results for f in r["formats"]})
    declared = dataclasses.asdict(manifest)
    del declared["contact"]  # stays in batch.toml, and is never released
    return {
        "format": 1,
        "batch": identifier,
        "manifest": declared,
        "files": files,
        "parts": [p for r in results for p in r["parts"]],
        "statements": statements,
        "steps": {"repair": repair_step().as_dict(), "clean": clean.step().as_dict()},
        "readers": {
            f: Step("read", *readers.tool_of(f), settings_digest(declared["files"])).as_dict() for f in formats
        },
        "findings": [f for r in results for f in r["findings"]],
    }


def _enter(corpus: Corpus, batch: Batch, when: str, who: str) -> None:
    """Enter a batch in the ledger, unless it is there: a kill may have come between the rename and this."""
    if any(e["action"] == "ingest" and e["target"] == batch.id for e in corpus.ledger.entries()):
        return
    sums = hashlib.sha256(canonical_json(batch.received)).hexdigest()
    corpus.ledger.append(action="ingest", target=batch.id, received=sums, when=when, who=who)


def _renamed(batch: Batch, digests: dict[str, str]) -> list[Finding]:
    before = sorted(f["path"] for f in batch.received["files"] if f["sha256"])
    if before == sorted(digests):
        return []
    other = next((p for p in sorted(digests) if p not in before), "")
    return [Finding("batch-renamed", other, {"batch": batch.id})]


def _result(batch: Batch, added: bool, findings: list[Finding]) -> IngestResult:
    files = batch.received["files"]
    documents, refused = (sum(f[key] for f in files) for key in ("documents", "refused"))
    return IngestResult(batch.id, batch.manifest.name, added, documents, refused, findings)


def unfinished(corpus: Corpus) -> list[str]:
    """Return the identifiers of batches whose ingestion was interrupted; running it again goes on with them."""
    return sorted(p.name[len(INCOMING) :] for p in corpus.batches_path.glob(f"{INCOMING}*"))
