"""License statements of a batch, and the decision: made once for each distinct claim, for all rows that make it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.errors import StorageError
from corpus_kit.intake import SourceFile, role_in_batch
from corpus_kit.licenses import Claim, LicenseDecision, collect_statements, decide
from corpus_kit.storage import storing

if TYPE_CHECKING:
    from corpus_kit.licenses import Policy
    from corpus_kit.manifest import Manifest

# What a claim is made of: columns of the documents and of the license layer.
CLAIM_COLUMNS = ("license_declared", "license_found", "license_inside", "license_cover", "license_evidence")
Statements = dict[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`decisions[of_row[i]]` is the decision on row i; `claims` are what was judged."""

    of_row: npt.NDArray[np.int32]
    claims: list[Claim]
    decisions: list[LicenseDecision]

    def counts(self) -> list[int]:
        """Return how many rows each decision has."""
        return [int(n) for n in np.bincount(self.of_row, minlength=len(self.decisions))]


def statements_of(
    sources: list[SourceFile], manifest: Manifest, unreadable: Callable[[str], None] | None = None
) -> Statements:
    """Return the license statements of a batch's README, LICENSE and like files, by the folder they cover.

    A file that cannot be read is told to `unreadable`, and costs the others nothing; without it StorageError is raised.
    """

    def files(role: str) -> Iterator[tuple[str, bytes]]:
        for source in sources:
            if role_in_batch(source, manifest) != role:
                continue
            try:
                with storing(source.location):
                    data = Path(source.location).read_bytes()
            except StorageError:
                if unreadable is None:
                    raise
                unreadable(source.path)
                continue
            yield source.path, data

    texts = [source.path for source in sources if role_in_batch(source, manifest) == "text"]
    collected = collect_statements(files("about"), files("manifest"), texts)
    return {folder: [dataclasses.asdict(s) for s in found] for folder, found in collected.items()}


def judge(rows: pa.Table, manifest: Manifest, statements: Statements, policy: Policy) -> Judgement:
    """Return the license decision for every row of a table of one batch; it has the columns CLAIM_COLUMNS."""
    keys = _keys(rows).combine_chunks()
    encoded = keys.dictionary_encode() if len(keys) else pa.array([], pa.string()).dictionary_encode()
    of_row = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    _, first = np.unique(of_row, return_index=True)
    examples = rows.select(list(CLAIM_COLUMNS)).take(pa.array(first, pa.int64())).to_pylist()
    claims = [claim_of(row, manifest, statements) for row in examples]
    return Judgement(of_row, claims, [decide(claim, policy) for claim in claims])


def _keys(rows: pa.Table) -> pa.ChunkedArray:
    """Return one string a row that is equal where the claims are."""
    inside = rows.column("license_inside").combine_chunks()
    ids = pa.ListArray.from_arrays(inside.offsets, pc.struct_field(inside.values, "id"))
    separator = "\x1f"
    return pc.binary_join_element_wise(
        pc.fill_null(rows.column("license_declared"), "\x00"),
        pc.binary_join(rows.column("license_found"), separator),
        pc.binary_join(pa.chunked_array([ids], type=ids.type), separator),
        rows.column("license_cover"),
        rows.column("license_evidence"),
        "\x1e",
    )


def claim_of(row: dict[str, object], manifest: Manifest, statements: Statements) -> Claim:
    """Return the claim that a row and its batch make together."""
    rights = manifest.rights
    inside: list[dict[str, str]] = row["license_inside"]  # type: ignore[assignment]
    found: list[str] = row["license_found"]  # type: ignore[assignment]
    cover = str(row["license_cover"])
    around = [*statements.get(cover, [])]
    around += [s for s in statements.get(".", []) if cover not in ("", ".") and s["id"] in found]
    quotes = [(s["id"], s["file"], s["quoted"]) for s in around]
    quotes += [(s["id"], "the text itself", s["quoted"]) for s in inside]
    return Claim(
        declared=str(row["license_declared"] or ""),
        found=tuple(found),
        inside=tuple(sorted({s["id"] for s in inside})),
        evidence=str(row["license_evidence"]),
        basis=rights.basis,
        holder=rights.holder,
        restrictions=rights.restrictions,
        quotes=tuple(quotes),
        parts=tuple(
            (s["id"], s["part"], f"{s['file']}: \u201c{s['quoted']}\u201d", s.get("apart", ""))
            for s in around
            if s.get("part")
        ),
    )
