"""License: what covers each document and what it says itself, with the evidence; a decision is the policy's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.licenses.evidence import ROOT, cover_of, is_refusal
from corpus_kit.licenses.finding import find_licenses
from corpus_kit.stages import add_columns

HEAD_CHARACTERS = 3000
TAIL_CHARACTERS = 2000
_INSIDE = pa.list_(pa.struct([("id", pa.string()), ("quoted", pa.string())]))
_NO_LICENSE = re.compile(r"(?i)\s*(?:noassertion|none|unknown)?\s*")


@dataclass(frozen=True)
class LicenseStage:
    """Adds `license_found`, `license_inside`, `license_cover` and `license_evidence`.

    `cover` lists, for each folder, the identifiers and kinds of the statements that cover it.
    """

    cover: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    name: ClassVar[str] = "license"
    version: ClassVar[str] = "4"
    tool: ClassVar[str] = "corpus_kit.licenses"

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with its columns added. Texts are searched at their head and foot."""
        rows = batch.num_rows
        folders, of_row = self._folders(batch)
        around = [self._around(folder) for folder in folders]
        declared = pc.fill_null(batch.column("license_declared"), "")
        has_declared = pc.invert(
            pc.match_substring_regex(declared, "^" + _NO_LICENSE.pattern.removeprefix("(?i)") + "$", ignore_case=True)
        )
        inside = dict(_inside(_with_notices(batch)))
        evidence = _evidence(
            np.asarray(has_declared), np.array([_rung(a) for a in around] or [0], np.int8)[of_row], inside
        )
        found = pa.array([sorted({i for i, _ in a}) for a in around], pa.list_(pa.string()))
        found = found.take(pa.array(of_row)) if rows else pa.array([], pa.list_(pa.string()))
        quotes = pa.array([None] * rows, _INSIDE) if inside else None
        if inside:
            found, quotes = _with_inside(found, inside, rows)
        else:
            quotes = pa.ListArray.from_arrays(np.zeros(rows + 1, np.int32), pa.array([], _INSIDE.value_type))
        covers = pa.array(folders, pa.string()).take(pa.array(of_row)) if rows else pa.array([], pa.string())
        return add_columns(batch, self.name, [found, quotes, covers, pa.array(evidence, pa.string())])

    def _folders(self, batch: pa.RecordBatch) -> tuple[list[str], np.ndarray]:
        """Return the covering folders that occur and, for each row, the position of its own."""
        statements = dict(self.cover)
        encoded = batch.column("file").dictionary_encode()
        of_file = [cover_of(file, statements) for file in encoded.dictionary.to_pylist()]
        folders = sorted(set(of_file))
        place = {folder: n for n, folder in enumerate(folders)}
        mapping = np.array([place[f] for f in of_file] or [0], np.int64)
        return folders, mapping[np.asarray(encoded.indices, dtype=np.int64)] if batch.num_rows else np.zeros(
            0, np.int64
        )

    def _around(self, folder: str) -> tuple[tuple[str, str], ...]:
        """Return the statements that cover a folder; a refusal at the root of the batch always adds."""
        statements = dict(self.cover)
        own = statements.get(folder, ())
        if folder in ("", ROOT):
            return own
        return (*own, *(s for s in statements.get(ROOT, ()) if is_refusal(s[0])))


def _rung(around: tuple[tuple[str, str], ...]) -> int:
    if any(kind == "machine" for _, kind in around):
        return 3
    # That a file names a collection as its source is no evidence for a license; what a collector says is a claim.
    if any(kind not in ("collection", "collector") for _, kind in around):
        return 2
    return 1 if any(kind == "collector" for _, kind in around) else 0


def _evidence(declared: np.ndarray, rungs: np.ndarray, inside: dict[int, list[tuple[str, str, str]]]) -> list[str]:
    rungs = np.maximum(rungs, declared.astype(np.int8)) if len(rungs) else rungs
    for row, statements in inside.items():
        rungs[row] = max(rungs[row], 3 if any(kind == "machine" for _, _, kind in statements) else 2)
    return [f"E{rung}" for rung in rungs.tolist()]


def _with_notices(batch: pa.RecordBatch) -> pa.Array:
    """Return the texts, with what stands beside them: the terms of a web page mostly stand at its foot."""
    texts = batch.column("text")
    notices = batch.column("notices") if "notices" in batch.schema.names else None
    if notices is None or notices.null_count == len(notices):
        return texts
    return pc.if_else(notices.is_valid(), pc.binary_join_element_wise(texts, notices.fill_null(""), "\n\n"), texts)


def _inside(texts: pa.Array) -> Iterator[tuple[int, list[tuple[str, str, str]]]]:
    """Yield the rows whose text holds statements: (id, quoted words, kind), sorted, one an identifier."""
    for row, text in enumerate(texts.to_pylist()):
        if len(text) > HEAD_CHARACTERS + TAIL_CHARACTERS:
            statements = [*find_licenses(text[:HEAD_CHARACTERS]), *find_licenses(text[-TAIL_CHARACTERS:])]
        else:
            statements = find_licenses(text)
        first: dict[str, tuple[str, str, str]] = {}
        for s in statements:
            first.setdefault(s.id, (s.id, s.quoted, s.kind))
        if first:
            yield row, [first[i] for i in sorted(first)]


def _with_inside(
    found: pa.Array, inside: dict[int, list[tuple[str, str, str]]], rows: int
) -> tuple[pa.Array, pa.Array]:
    """Return the two list columns with what stands in the texts added; only rows that hold something are touched."""
    order = sorted(inside)
    lengths = np.zeros(rows, np.int32)
    for row in order:
        lengths[row] = len(inside[row])
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    values = [{"id": i, "quoted": q} for row in order for i, q, _ in inside[row]]
    quotes = pa.ListArray.from_arrays(offsets, pa.array(values, _INSIDE.value_type))
    merged = [sorted({*found[row].as_py(), *(i for i, _, _ in inside[row])}) for row in order]
    positions = np.arange(rows, dtype=np.int64)
    positions[order] = rows + np.arange(len(order))
    return pa.concat_arrays([found, pa.array(merged, found.type)]).take(pa.array(positions)), quotes


__all__ = ["LicenseStage"]
