"""The files of `leaves/`: for each data file the salt and the leaf of every row, in the order of its rows.

Where a row has been withdrawn its salt is null and its leaf still stands; the rows of the data file are those with a
salt, in the same order.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit.findings import Finding
from corpus_kit.release.merkle import LEAF_BYTES, SALT_BYTES, leaf_of, root_of, root_over_files, row_digests, salt_of
from corpus_kit.storage import sync

FOLDER = "leaves"
SCHEMA = pa.schema([pa.field("salt", pa.binary(SALT_BYTES)), pa.field("leaf", pa.binary(LEAF_BYTES), nullable=False)])
_BATCH_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class FileRoot:
    """The root over the rows of one data file, and how many rows it covers, withdrawn ones included."""

    path: str
    root: bytes
    rows: int


def leaves_path(data_path: str) -> str:
    """Return where the leaves of a data file stand."""
    return FOLDER + data_path.removeprefix("data")


def leaves_of(table: pa.Table, secret: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the salts and the leaves of rows."""
    salts = [salt_of(secret, identifier) for identifier in table.column("id").to_pylist()]
    return salts, [leaf_of(salt, row) for salt, row in zip(salts, row_digests(table), strict=True)]


def write_leaves(root: Path, data_path: str, salts: list[bytes | None], leaves: list[bytes]) -> FileRoot:
    """Write the leaves of one data file and return their root."""
    path = root / leaves_path(data_path)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pa.table([pa.array(salts, pa.binary(SALT_BYTES)), pa.array(leaves, pa.binary(LEAF_BYTES))], schema=SCHEMA)
    # Neither compresses: they look like chance.
    pq.write_table(
        table, path, compression="none", use_dictionary=False, write_statistics=False, store_schema=False, version="2.6"
    )
    sync(path)
    return FileRoot(data_path, root_of(leaves), len(leaves))


def statement(roots: list[FileRoot]) -> dict[str, Any]:
    """Return what release.json says of the tree."""
    return {
        "root": root_over_files({r.path: r.root for r in roots}).hex(),
        "rows": sum(r.rows for r in roots),
        "files": {r.path: {"root": r.root.hex(), "rows": r.rows} for r in sorted(roots, key=lambda r: r.path)},
    }


def check_tree(root: Path, stated: Any, present: set[str], broken: set[str], rows: bool) -> Iterator[Finding]:
    """Check the tree of a release against release.json; with `rows`, every row against its leaf too.

    A release that holds only a part of another one states the roots of all its files: those are taken as stated where
    the file is not there.
    """
    try:
        roots = {str(path): bytes.fromhex(entry["root"]) for path, entry in stated["files"].items()}
        counts = {str(path): int(entry["rows"]) for path, entry in stated["files"].items()}
        top, total = stated["root"], stated["rows"]
    except (KeyError, TypeError, ValueError, AttributeError):
        yield Finding("release-statement-unreadable", "release.json")
        return
    if root_over_files(roots).hex() != top or sum(counts.values()) != total:
        yield Finding("release-root-differs", "release.json", {"what": "the root over all files"})
    for path in sorted(present):
        if path not in roots and path in broken:
            continue  # a file that does not belong there, which is told already
        if path not in roots:
            yield Finding("release-root-differs", path, {"what": "release.json states no root for the file"})
        elif leaves_path(path) not in broken:
            yield from _check_file(root, path, FileRoot(path, roots[path], counts[path]), rows and path not in broken)


def _check_file(root: Path, path: str, stated: FileRoot, rows: bool) -> Iterator[Finding]:
    name = leaves_path(path)
    try:
        with pq.ParquetFile(root / name) as file:
            if file.schema_arrow != SCHEMA:
                yield Finding("release-schema-differs", name, {"difference": "its columns"})
                return
            table = file.read()
    except FileNotFoundError:
        yield Finding("release-file-missing", name)
        return
    except pa.ArrowException as error:
        yield Finding("release-data-unreadable", name, {"problem": str(error)[:200]})
        return
    leaves = table.column("leaf").to_pylist()
    if len(leaves) != stated.rows or not hmac.compare_digest(root_of(leaves), stated.root):
        yield Finding("release-root-differs", name, {"what": "the root over the rows of the file"})
    if rows:
        salts = table.column("salt").to_pylist()
        kept = [(salt, leaf) for salt, leaf in zip(salts, leaves, strict=True) if salt is not None]
        yield from _check_rows(root, path, kept)


def _check_rows(root: Path, path: str, kept: list[tuple[bytes, bytes]]) -> Iterator[Finding]:
    number = 0
    try:
        with pq.ParquetFile(root / path) as file:
            if file.metadata.num_rows != len(kept):
                yield Finding("release-leaves-differ", path, {"rows": file.metadata.num_rows, "leaves": len(kept)})
                return
            for batch in file.iter_batches(_BATCH_ROWS):
                wrong = []
                for row in row_digests(batch):
                    salt, leaf = kept[number]
                    number += 1
                    if leaf_of(salt, row) != leaf:
                        wrong.append(number)
                for place in wrong:
                    yield Finding("release-row-altered", path, {"row": place})
    except pa.ArrowException as error:
        yield Finding("release-data-unreadable", path, {"problem": str(error)[:200]})
