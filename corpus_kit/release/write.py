"""Builds a release: decides, writes the rows, and puts beside them what a reader needs to trust them.

Everything is made in `releases/.partial-<version>/` and renamed at the end. Nothing in it depends on when, where, by
whom or by how many processes it was made.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.corpus import Batch, Corpus
from corpus_kit.errors import UsageError, VersionExistsError
from corpus_kit.execution import map_parts
from corpus_kit.release import card, paperwork, sources
from corpus_kit.release.changes import compare
from corpus_kit.release.credits import write_credits
from corpus_kit.release.croissant import write_croissant
from corpus_kit.release.layout import Layout, arrange, runs
from corpus_kit.release.leaves import FileRoot
from corpus_kit.release.lineage import alignments, as_tuple, attribution, duplicates_elsewhere, steps_of
from corpus_kit.release.measure import distinct
from corpus_kit.release.notices import FOLDER as NOTICES
from corpus_kit.release.notices import received_notices, write_notices
from corpus_kit.release.paperwork import Facts
from corpus_kit.release.pictures import write_pictures
from corpus_kit.release.prov import write_prov
from corpus_kit.release.rows import (
    FileTask,
    SpillTask,
    spill_part,
    spill_path,
    write_file,
    writer_options,
)
from corpus_kit.release.select import REASONS, Refused, Selection, select
from corpus_kit.release.sums import SUMS_NAME, digest, write_sums
from corpus_kit.release.versions import Rule, added_in, next_free, parse_version, previous_release, rule_for
from corpus_kit.storage import PARTIAL, storing, sync, write_json

Progress = Callable[[int, int], None]
_WORK = ".work"
_EXCLUDED_ROWS = 50_000
# Starting processes takes longer than writing this much text.
POOL_TEXT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """What a release came to.

    `unchanged` says that it was there already, byte for byte; `sums` is the SHA-256 of its SHA256SUMS; `rule` what the
    rule of versions asks for, which a version given by hand need not keep; `refused` what licenses forbid.
    """

    path: Path
    version: str
    documents: int
    excluded: dict[str, int]
    unchanged: bool
    sums: str
    rule: Rule
    refused: list[Refused]

    @property
    def rule_kept(self) -> bool:
        """Whether the version is as high as the rule of versions asks for."""
        if self.unchanged or self.rule.kind == "first":
            return True
        return parse_version(self.version) >= parse_version(self.rule.least)


def write_release(
    corpus: Corpus, version: str | None = None, workers: int = 1, progress: Progress | None = None
) -> ReleaseResult:
    """Release a corpus under a version such as 1.0.0, or under the one that the rule of versions gives.

    The caller holds the corpus's lock. Without `version`, a corpus that has not changed keeps its last release.

    Raises UsageError when `version` is none, VersionExistsError when it exists with other content, StorageError when
    the disk refuses, CorpusDamagedError when stored files are missing. Nothing half-made is ever left under `version`.
    """
    if version is not None:
        parse_version(version)
    selection = select(corpus)
    taken = corpus.releases()
    ids = selection.measured.column("id").take(pa.array(selection.released))
    rule = rule_for(ids, corpus.releases_path, taken, version)
    if version is None and rule.kind == "patch":
        try:
            return _write(corpus, selection, taken[-1], rule, workers, progress)
        except VersionExistsError:
            pass  # something beside the texts has changed
    return _write(corpus, selection, version or rule.least, rule, workers, progress)


def _write(
    corpus: Corpus, selection: Selection, version: str, rule: Rule, workers: int, progress: Progress | None
) -> ReleaseResult:
    final = corpus.releases_path / version
    partial = corpus.releases_path / f"{PARTIAL}{version}"
    with storing(corpus.releases_path):
        _refuse_file(final)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
    try:
        build(corpus, selection, version, partial, workers, progress)
        sums = digest(partial / SUMS_NAME)
        unchanged = final.exists()
        if unchanged:
            _ensure_same(final, partial, version, corpus.releases())
        else:
            with storing(final):
                partial.rename(final)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    excluded = selection.excluded_by_reason()
    released = len(selection.released)
    return ReleaseResult(final, version, released, excluded, unchanged, sums, rule, selection.refused())


def build(
    corpus: Corpus, selection: Selection, version: str, root: Path, workers: int = 1, progress: Progress | None = None
) -> None:
    """Write every file of a release into an empty folder."""
    released_ids = selection.measured.column("id").take(pa.array(selection.released))
    earlier = previous_release(corpus.releases_path, corpus.releases(), version)
    since, versions = added_in(released_ids, earlier, version)
    layout = arrange(selection, since)
    roots = _write_rows(selection, layout, since, versions, root, corpus.secret, workers, progress)
    counts = np.bincount(since, minlength=len(versions)).tolist()
    added = {name: count for name, count in zip(versions, counts, strict=True) if count}
    facts = paperwork.gather(corpus, version, selection, layout, roots, added)
    with storing(root):
        _write_excluded(selection, root / "excluded.parquet")
        paperwork.write(facts, root)
        batches = sources.of_selection(selection)
        sources.write(batches, root)
        write_notices(batches, received_notices(selection.measured.batches, batches), root)
        write_json(root / "CHANGES.json", changes_of(earlier, root, version))
    finish(facts, root)


def finish(facts: Facts, root: Path) -> None:
    """Write what describes the files that are there: credits, pictures, card, Croissant, PROV, and digests of all."""
    facts = replace(facts, notices=(root / NOTICES).is_dir())
    with storing(root):
        write_credits(facts, root)
        write_prov(facts, root)
        write_pictures(facts, root)
        card.write(facts, root / "README.md")
        digests = write_croissant(facts, root)
        write_sums(root, digests)


def changes_of(earlier: Path | None, root: Path, version: str) -> dict[str, Any]:
    """Return what CHANGES.json says: counts against the release before, and no text."""
    difference = compare(earlier, root)
    difference.new = version
    return {"format": 1, **difference.as_json(samples=False)}


def _refuse_file(final: Path) -> None:
    if final.exists() and not final.is_dir():
        raise UsageError(f"{final} is a file", "move it away; releases are folders")


def _ensure_same(final: Path, partial: Path, version: str, taken: list[str]) -> None:
    with storing(final):
        before = final / SUMS_NAME
        if before.is_file() and before.read_bytes() == (partial / SUMS_NAME).read_bytes():
            return
    patch, minor = next_free(version, taken)
    raise VersionExistsError(
        f"release {version} exists with other content; it was left as it is",
        f"a release never changes: choose another version, {patch} or {minor}",
    )


def _write_rows(
    selection: Selection,
    layout: Layout,
    since: np.ndarray,
    versions: list[str],
    root: Path,
    secret: bytes,
    workers: int,
    progress: Progress | None,
) -> list[FileRoot]:
    """Write every data file, by way of one temporary file a part, and return the root over the rows of each."""
    work = root / _WORK
    with storing(work):
        work.mkdir()
        for file in layout.files:
            (root / file.path).parent.mkdir(parents=True, exist_ok=True)
    spills = _spill_tasks(selection, layout, since, versions, work)
    files = [FileTask(root, work, file, secret) for file in layout.files]
    total = len(spills) + len(files)

    if sum(task.part.text_bytes for task in spills) < POOL_TEXT_BYTES:
        workers = 1

    def shown(before: int) -> Progress | None:
        return None if progress is None else lambda done, _: progress(before + done, total)

    map_parts(spill_part, spills, workers, shown(0))
    roots = map_parts(write_file, files, workers, shown(len(spills)))
    with storing(work):
        shutil.rmtree(work)
    return roots


def _spill_tasks(
    selection: Selection, layout: Layout, since: np.ndarray, versions: list[str], work: Path
) -> list[SpillTask]:
    measured = selection.measured
    rank = np.zeros(len(measured), np.int64)
    rank[selection.released] = since
    part = measured.part[layout.order]
    by_part = layout.order[np.lexsort((layout.spill, part))]
    duplicates = duplicates_elsewhere(selection, by_part)
    aligned = alignments(selection, by_part)
    tasks = []
    for start, end in runs(measured.part[by_part]):
        rows = by_part[start:end]
        number = int(measured.part[rows[0]])
        chosen = work / f"chosen-{number:06d}.arrow"
        table = pa.table(
            {
                "row": pa.array(measured.row[rows]),
                "terms": pa.array(selection.conclusion[rows]),
                "since": pa.array(rank[rows]),
                "duplicates": duplicates.slice(start, end - start),
                "alignments": aligned.slice(start, end - start),
            }
        )
        with storing(chosen), pa.OSFile(str(chosen), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        batch = measured.batches[measured.batch[rows[0]]]
        tasks.append(_spill_task(selection, number, batch, chosen, spill_path(work, number), versions))
    return tasks


def _spill_task(
    selection: Selection, part: int, batch: Batch, chosen: Path, spill: Path, versions: list[str]
) -> SpillTask:
    received = batch.received
    return SpillTask(
        part=selection.measured.parts[part],
        chosen=chosen,
        spill=spill,
        batch=batch.id,
        batch_name=batch.manifest.name,
        contributor=batch.manifest.contributor or "",
        terms=tuple((c.license, c.tier, attribution(batch, c.license)) for c in selection.conclusions),
        versions=tuple(versions),
        received={file["path"]: file["sha256"] for file in received["files"]},
        receive_tool=("corpus_kit.ingest", str(received["format"])),
        read_steps={name: as_tuple(step) for name, step in received["readers"].items()},
        steps=steps_of(selection, part),
    )


def _write_excluded(selection: Selection, path: Path) -> None:
    """List every document left out, in the order batch, part, row, with its reason."""
    schema = columns.excluded_schema()
    measured = selection.measured
    rows = selection.excluded
    options = writer_options(schema)
    # A detail depends on these three only: it is put in words once for many documents.
    kinds = distinct([selection.reason[rows], selection.conclusion[rows], selection.language[rows]])
    details = pa.array([selection.detail(int(rows[f])) for f in np.unique(kinds, return_index=True)[1]], pa.string())
    batches = pa.array([b.id for b in measured.batches], pa.string())
    licenses = pa.array([c.license for c in selection.conclusions], pa.string())
    with pq.ParquetWriter(path, schema, **options) as writer:
        for start in range(0, len(rows), _EXCLUDED_ROWS):
            some = rows[start : start + _EXCLUDED_ROWS]
            of = selection.duplicate_of[some]
            values = {
                "id": measured.column("id").take(pa.array(some)),
                "batch": batches.take(pa.array(measured.batch[some])),
                "file": measured.column("file").take(pa.array(some)).cast(pa.string()),
                "place": measured.column("place").take(pa.array(some)),
                "reason": pa.array(REASONS).take(pa.array(selection.reason[some])),
                "detail": details.take(pa.array(kinds[start : start + _EXCLUDED_ROWS])),
                "duplicate_of": measured.column("id").take(pa.array(of, mask=of < 0)),
                "language": pa.array(selection.languages).take(pa.array(selection.language[some])),
                "license": licenses.take(pa.array(selection.conclusion[some])),
            }
            writer.write_table(pa.table([values[name] for name in schema.names], schema=schema))
    sync(path)
