"""A smaller release made from one: some languages, a tier, what was added since a version, or single texts.

Rows are taken over as they are, and so are their leaves: the subset states the same root as the release it comes from,
so whoever trusts the signature over that one can prove every row of this one.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.errors import UsageError
from corpus_kit.load import Languages, choose
from corpus_kit.opening import Opened, open_release
from corpus_kit.release import paperwork, sources
from corpus_kit.release.leaves import FileRoot, leaves_path, write_leaves
from corpus_kit.release.notices import write_notices
from corpus_kit.release.paperwork import Cell, Facts
from corpus_kit.release.rows import writer_options
from corpus_kit.release.sums import SUMS_NAME, digest
from corpus_kit.release.verify import verify_release
from corpus_kit.storage import PARTIAL, storing, sync

_COUNTED = ["id", "text", "language", "script", "license", "license_tier", "batch", "added_in",
            "duplicates_of_other_batches"]  # fmt: skip


@dataclass(slots=True)
class _Counts:
    """What the rows taken add up to."""

    cells: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    characters: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    batches: set[str] = field(default_factory=set)
    added_in: Counter[str] = field(default_factory=Counter)
    lengths: np.ndarray = field(default_factory=lambda: np.zeros(len(paperwork.LENGTHS) + 1, np.int64))


def subset(
    path: str | Path,
    target: str | Path,
    *,
    language: Languages = "all",
    tier: str | None = None,
    since: str | None = None,
    ids: Collection[str] | None = None,
) -> Path:
    """Write a smaller release into the folder `target` and return it: its own card, digests and attribution.

    `language`, `tier` and `since` choose as in `corpus_kit.load`; `ids` are the identifiers of single texts.
    Raises UsageError when nothing is chosen, when the release is not whole, or when `target` is there already.
    """
    opened = open_release(path)
    final = Path(target)
    if opened.folder is None:
        raise UsageError(f"{opened.root} is not a folder", "copy the release to this machine first")
    if final.exists():
        raise UsageError(f"{final} is there already", "name a folder that is not there yet")
    wrong = [f for f in verify_release(opened.folder) if f.severity == "error"]
    if wrong:
        raise UsageError(f"{opened.root} is not whole: {wrong[0].where}: {wrong[0].message}", wrong[0].remedy)
    files, filters = choose(opened, language, tier, since)
    partial = final.with_name(PARTIAL + final.name)
    shutil.rmtree(partial, ignore_errors=True)
    selection = {"language": _plain(language), "tier": tier, "since": since,
                 "ids": None if ids is None else len(set(ids))}  # fmt: skip
    try:
        with storing(final):
            partial.mkdir(parents=True)
            versions = None if filters is None else filters[0][2]
            _build(opened, partial, files, versions, None if ids is None else sorted(set(ids)), selection)
            partial.rename(final)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return final


def _build(
    opened: Opened,
    root: Path,
    files: list[str],
    versions: list[str] | None,
    ids: Sequence[str] | None,
    selection: dict[str, Any],
) -> None:
    from corpus_kit.release.write import finish

    assert opened.folder is not None
    counts = _Counts()
    kept = [file for file in files if _take(opened.folder, root, file, versions, ids, counts)]
    if not kept:
        raise UsageError("no text of the release is chosen", "choose less narrowly")
    batches = {}
    for identifier in sorted(counts.batches):
        batches[identifier] = json.loads(opened.read(f"{sources.FOLDER}/{identifier}.json"))
    facts = _facts(opened, kept, counts, batches, selection)
    schema = columns.excluded_schema()
    pq.write_table(schema.empty_table(), root / "excluded.parquet", **writer_options(schema))
    paperwork.write(facts, root)
    sources.write(batches, root)
    there = (notice for said in batches.values() for notice in said.get("notices", ()))
    write_notices(batches, {notice["sha256"]: opened.folder / notice["file"] for notice in there}, root)
    finish(facts, root)


def _take(
    source: Path, root: Path, file: str, versions: list[str] | None, ids: Sequence[str] | None, counts: _Counts
) -> bool:
    """Take rows of one file; where all are taken the file is copied as it is. Return whether there were any."""
    masks = []
    with pq.ParquetFile(source / file) as parquet:
        for group in range(parquet.num_row_groups):
            table = parquet.read_row_group(group, columns=["id", "added_in"])
            mask: Any = pa.chunked_array([pa.repeat(pa.scalar(True), table.num_rows)])
            if versions is not None:
                mask = pc.and_(mask, pc.is_in(table.column("added_in"), value_set=pa.array(versions)))
            if ids is not None:
                mask = pc.and_(mask, pc.is_in(table.column("id"), value_set=pa.array(ids, pa.string())))
            masks.append(mask.combine_chunks())
        taken = sum(mask.true_count for mask in masks)
        if not taken:
            return False
        for name in (file, leaves_path(file)):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
        if taken == parquet.metadata.num_rows:
            for name in (file, leaves_path(file)):
                shutil.copyfile(source / name, root / name)
                sync(root / name)
        else:
            _write_part(parquet, root / file, masks)
            _drop_salts(source, root, file, masks)
        for group, mask in enumerate(masks):
            if mask.true_count:
                _count(parquet.read_row_group(group, columns=_COUNTED).filter(mask), counts)
    return True


def _write_part(parquet: pq.ParquetFile, path: Path, masks: list[pa.Array]) -> None:
    schema = columns.row_schema()
    with pq.ParquetWriter(path, schema, **writer_options(schema)) as writer:
        for group, mask in enumerate(masks):
            if mask.true_count:
                table = parquet.read_row_group(group).select(schema.names).filter(mask).cast(schema).combine_chunks()
                writer.write_table(table, row_group_size=table.num_rows)
    sync(path)


def _drop_salts(source: Path, root: Path, file: str, masks: list[pa.Array]) -> FileRoot:
    """Write the leaves of a file of which some rows are taken: all leaves stay, the salts of the others go."""
    rows = pq.read_table(source / leaves_path(file)).to_pylist()
    wanted = iter(value for mask in masks for value in mask.to_pylist())
    salts = [row["salt"] if row["salt"] is not None and next(wanted) else None for row in rows]
    return write_leaves(root, file, salts, [row["leaf"] for row in rows])


def _count(table: pa.Table, counts: _Counts) -> None:
    lengths = pc.utf8_length(table.column("text")).to_numpy()
    counts.lengths += np.array(paperwork.lengths_of(lengths))
    rows = table.drop_columns(["id", "text"]).to_pylist()
    for row, length in zip(rows, lengths.tolist(), strict=True):
        language = f"{row['language']}_{row['script']}"
        key = (language, row["license_tier"], row["license"], row["batch"])
        counts.cells[key] += 1
        counts.characters[key] += length
        counts.added_in[row["added_in"]] += 1
        counts.batches.update((row["batch"], *(other["batch"] for other in row["duplicates_of_other_batches"])))


def _facts(
    opened: Opened, files: list[str], counts: _Counts, batches: dict[str, Any], selection: dict[str, Any]
) -> Facts:
    assert opened.folder is not None
    whole = opened.statement
    order = {identifier: number for number, identifier in enumerate(batches)}
    cells = [
        Cell(language, tier, license_id, order[batch], counts.cells[key], counts.characters[key])
        for key in sorted(counts.cells)
        for language, tier, license_id, batch in [key]
    ]
    configs = paperwork.configs_of([(file, *file.split("/")[1:3]) for file in files], cells)  # type: ignore[misc]
    rows = Counter[str]()
    for cell in cells:
        rows[list(batches)[cell.batch]] += cell.documents
    parent = {"name": whole["name"], "version": whole["version"], "merkle_root": whole["merkle"]["root"],
              "sums_sha256": digest(opened.folder / SUMS_NAME), "selection": selection}  # fmt: skip
    statement = {
        **{name: whole[name] for name in ("format", "name", "version", "policy", "merkle")},
        "documents": sum(counts.cells.values()),
        "added_in": dict(sorted(counts.added_in.items())),
        "excluded": {},
        "refused": [],
        "batches": [b | {"documents": rows[b["id"]], "released": rows[b["id"]]} for b in whole["batches"]
                    if b["id"] in batches],
        "configs": paperwork.configs_json(configs),
        "environment": paperwork.environment(),
        "subset_of": parent,
    }  # fmt: skip
    return Facts(
        name=whole["name"],
        version=whole["version"],
        cells=cells,
        configs=configs,
        contributors=[said["contributor"] for said in batches.values()],
        years=[(said["date"] or "")[:4] or paperwork.NOT_DATED for said in batches.values()],
        lengths=tuple(int(n) for n in counts.lengths),
        excluded={},
        release=statement,
    )


def _plain(language: Languages) -> Any:
    if language is None or isinstance(language, str):
        return language or "all"
    return sorted(language)
