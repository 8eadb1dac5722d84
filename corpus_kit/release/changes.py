"""What differs between two releases: rows added, removed and changed, by language and by reason.

A text is told by its identifier, so a text that was corrected is one row removed and one added; where both stand at the
same place of the same file the new one is also counted as revised.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.errors import CorpusDamagedError, CorpusTooNewError
from corpus_kit.opening import FORMAT, as_folder
from corpus_kit.release.leaves import leaves_path
from corpus_kit.release.verify import ensure_release

SAMPLES = 3
_SAMPLE_CHARACTERS = 200
_PLACE = ("contributor", "source", "file", "place")
NEW, GONE, REVISED = "new", "not-in-the-corpus", "revised"


@dataclass(slots=True)
class Difference:
    """What differs; counts of rows, no text but in `samples`."""

    old: str | None
    new: str
    added: Counter[str] = field(default_factory=Counter)  # by language
    removed: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    added_because: Counter[str] = field(default_factory=Counter)
    removed_because: Counter[str] = field(default_factory=Counter)
    changed_columns: Counter[str] = field(default_factory=Counter)
    revised: int = 0
    schema: list[str] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the rule of versions calls it: first, major, minor or patch."""
        return kind_of(self.old, self.added.total(), self.removed.total(), self.schema)

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.schema or self.metadata)

    def as_json(self, samples: bool = True) -> dict[str, Any]:
        """Return the public form; without `samples` it names no text, as CHANGES.json must not."""
        names = sorted({*self.added, *self.removed, *self.changed})
        found: dict[str, Any] = {
            "from": self.old,
            "to": self.new,
            "kind": self.kind,
            "rows": {"added": self.added.total(), "removed": self.removed.total(), "changed": self.changed.total(),
                     "revised": self.revised},
            "by_language": {
                n: {"added": self.added[n], "removed": self.removed[n], "changed": self.changed[n]} for n in names
            },
            "by_reason": {
                "added": dict(sorted(self.added_because.items())),
                "removed": dict(sorted(self.removed_because.items())),
                "changed": dict(sorted(self.changed_columns.items())),
            },
            "schema": self.schema,
            "metadata": self.metadata,
        }  # fmt: skip
        return found | ({"samples": self.samples} if samples else {})


def kind_of(old: str | None, added: int, removed: int, schema: list[str]) -> str:
    """Return what the rule of versions asks for: removals and other columns break what a reader relied on."""
    if old is None:
        return "first"
    if removed or schema:
        return "major"
    return "minor" if added else "patch"


def diff(old: str | Path, new: str | Path) -> Difference:
    """Return what differs between two releases.

    Raises UsageError when one is no release, CorpusDamagedError when one cannot be read.
    """
    with as_folder(old) as before, as_folder(new) as after:
        for path in (before, after):
            ensure_release(path)
        return compare(before, after)


def compare(old: Path | None, new: Path) -> Difference:
    """Return what differs between two releases, the second of which may still be in the making."""
    before, after = (_Rows.read(old) if old is not None else _Rows.nothing()), _Rows.read(new)
    found = Difference(before.version, after.version or "")
    known = pc.index_in(after.table.column("id"), value_set=before.table.column("id"))
    added = after.table.filter(pc.is_null(known))
    removed = before.table.filter(
        pc.is_null(pc.index_in(before.table.column("id"), value_set=after.table.column("id")))
    )
    found.added = _count(added.column("language"))
    found.removed = _count(removed.column("language"))
    if old is not None:
        found.schema = _schema_differences(before.schema, after.schema)
        found.metadata = _metadata_differences(before.statement, after.statement)
        found.added_because = _reasons(added, old / "excluded.parquet", NEW)
        found.removed_because = _reasons(removed, new / "excluded.parquet", GONE)
        found.revised = _revised(added, removed)
        _changes(found, before, after, known)
    else:
        found.added_because = Counter({NEW: added.num_rows} if added.num_rows else {})
    found.samples |= {"added": after.samples(added), "removed": before.samples(removed)}
    return found


class _Rows:
    """The rows of a release without their texts: identifier, language, place, leaf, and where to find the rest."""

    def __init__(self, root: Path | None, statement: dict[str, Any], table: pa.Table, schema: pa.Schema) -> None:
        self.root, self.statement, self.table, self.schema = root, statement, table, schema
        self.version: str | None = statement.get("version")

    @classmethod
    def nothing(cls) -> _Rows:
        return cls(None, {}, _PLACES.empty_table(), columns.row_schema())

    @classmethod
    def read(cls, root: Path) -> _Rows:
        try:
            statement = _statement(root)
            tables, schemas = [_PLACES.empty_table()], []
            for number, path in enumerate(files_in(root)):
                with pq.ParquetFile(root / path) as file:
                    schemas.append(file.schema_arrow)
                    rows = file.read(columns=["id", *_PLACE]).select(["id", *_PLACE])
                tables.append(_placed(rows, root, path, number))
        except (OSError, pa.ArrowException, KeyError, ValueError, TypeError) as error:
            raise CorpusDamagedError(
                f"the release {root.name} cannot be read: {error}", f"see what is wrong: corpus-kit verify {root}"
            ) from error
        return cls(
            root, statement, pa.concat_tables(tables).combine_chunks(), schemas[0] if schemas else columns.row_schema()
        )

    def rows(self, wanted: pa.Table, names: list[str]) -> pa.Table:
        """Return columns of some rows, in the order of `wanted`."""
        assert self.root is not None
        found, order = [], []
        files = files_in(self.root)
        place = wanted.column("file_number").to_numpy(zero_copy_only=False)
        inside = wanted.column("row").to_numpy(zero_copy_only=False)
        for number in sorted(set(place.tolist())):
            here = (place == number).nonzero()[0]
            with pq.ParquetFile(self.root / files[number]) as file:
                found.append(file.read(columns=names).select(names).take(pa.array(inside[here])))
            order += here.tolist()
        table = pa.concat_tables(found)
        return table.take(pc.sort_indices(pa.array(order)))

    def samples(self, rows: pa.Table) -> list[dict[str, Any]]:
        if not rows.num_rows:
            return []
        few = rows.slice(0, SAMPLES)
        texts = self.rows(few, ["id", "text", "source", "license"]).to_pylist()
        languages = few.column("language").to_pylist()
        return [
            {**text, "language": language, "text": text["text"][:_SAMPLE_CHARACTERS]}
            for text, language in zip(texts, languages, strict=True)
        ]


_PLACES = pa.schema(
    [(name, pa.string()) for name in ("id", *_PLACE, "language")]
    + [("leaf", pa.binary()), ("file_number", pa.int32()), ("row", pa.int64())]
)


def files_in(root: Path) -> list[str]:
    """Return the data files of a release, sorted."""
    return sorted(p.relative_to(root).as_posix() for p in root.glob("data/*/*/*.parquet"))


def _statement(root: Path) -> dict[str, Any]:
    path = root / "release.json"
    if not path.is_file():  # still in the making
        return {"version": root.name.removeprefix(".partial-")}
    found: dict[str, Any] = json.loads(path.read_bytes())
    found["version"]  # raises where it is none
    if isinstance(found.get("format"), int) and found["format"] > FORMAT:
        raise CorpusTooNewError(
            f"the release {root} has format {found['format']}; this version of corpus_kit knows formats up to {FORMAT}",
            "install a newer corpus_kit: pip install --upgrade corpus_kit",
        )
    return found


def _placed(rows: pa.Table, root: Path, path: str, number: int) -> pa.Table:
    count = rows.num_rows
    leaves: pa.Array = pa.nulls(count, pa.binary())
    if (root / leaves_path(path)).is_file():
        table = pq.read_table(root / leaves_path(path), columns=["salt", "leaf"])
        kept = table.filter(pc.is_valid(table.column("salt"))).column("leaf")
        leaves = kept.cast(pa.binary()) if len(kept) == count else leaves
    rows = rows.append_column("language", pa.repeat(pa.scalar(path.split("/")[2], pa.string()), count))
    rows = rows.append_column("leaf", leaves)
    rows = rows.append_column("file_number", pa.repeat(pa.scalar(number, pa.int32()), count))
    return rows.append_column("row", pa.array(range(count), pa.int64())).cast(_PLACES)


def _count(column: pa.ChunkedArray) -> Counter[str]:
    return Counter({entry["values"]: entry["counts"] for entry in column.value_counts().to_pylist()})


def _reasons(rows: pa.Table, excluded: Path, otherwise: str) -> Counter[str]:
    """Say of rows that one of the releases lacks why it left them out."""
    if not rows.num_rows:
        return Counter()
    try:
        table = pq.read_table(excluded, columns=["id", "reason"])
    except (OSError, pa.ArrowException):
        return Counter({otherwise: rows.num_rows})
    place = pc.index_in(rows.column("id"), value_set=table.column("id").combine_chunks())
    return _count(table.column("reason").take(place).fill_null(otherwise))


def _revised(added: pa.Table, removed: pa.Table) -> int:
    key = pc.binary_join_element_wise(*[removed.column(n) for n in _PLACE], "\x1f")
    other = pc.binary_join_element_wise(*[added.column(n) for n in _PLACE], "\x1f")
    return int(pc.sum(pc.is_in(other, value_set=key)).as_py() or 0)


def _changes(found: Difference, before: _Rows, after: _Rows, known: pa.ChunkedArray) -> None:
    """Find the rows that stand in both releases with other values. Equal leaves say that nothing changed."""
    both = after.table.filter(pc.is_valid(known))
    earlier = before.table.take(pc.drop_null(known))
    differs = pc.invert(pc.equal(both.column("leaf"), earlier.column("leaf")).combine_chunks().fill_null(False))
    both, earlier = both.filter(differs), earlier.filter(differs)
    if not both.num_rows:
        return
    names = [n for n in after.schema.names if n in before.schema.names and n not in ("id", "text")]
    now, then = after.rows(both, names), before.rows(earlier, names)
    any_change = [False] * both.num_rows
    for name in names:
        pairs = zip(now.column(name).to_pylist(), then.column(name).to_pylist(), strict=True)
        for place, (one, other) in enumerate(pairs):
            if one != other:
                any_change[place] = True
                found.changed_columns[name] += 1
    mask = pa.array(any_change)
    found.changed = _count(both.filter(mask).column("language"))
    found.samples["changed"] = after.samples(both.filter(mask))


def _schema_differences(before: pa.Schema, after: pa.Schema) -> list[str]:
    gone = [f"column {name} is gone" for name in before.names if name not in after.names]
    new = [f"column {name} is new" for name in after.names if name not in before.names]
    other = [
        f"column {name} is {after.field(name).type}, was {before.field(name).type}"
        for name in after.names
        if name in before.names and after.field(name).type != before.field(name).type
    ]
    return gone + new + other


def _metadata_differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Name what of release.json differs beside the rows and their counts."""
    names = ("name", "policy", "batches", "environment", "format")
    return [name for name in names if name in before and name in after and before[name] != after[name]]
