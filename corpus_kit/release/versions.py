"""Versions of releases: how they are written, which is next, and what earlier releases say of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.errors import CorpusDamagedError, UsageError

# ASCII digits only, no leading zeros: `\d` would take Arabic and Devanagari digits too.
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


def parse_version(text: str) -> tuple[int, int, int]:
    """Return a version as three numbers. Raises UsageError when `text` is none."""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise UsageError(f"{text!r} is no version of a release", "write three numbers with dots between, e.g. 1.0.0")
    major, minor, patch = (int(number) for number in match.groups())
    return major, minor, patch


def next_free(version: str, taken: Sequence[str]) -> tuple[str, str]:
    """Return the next patch and the next minor version after `version` that nobody has taken."""
    major, minor, patch = parse_version(version)
    used = set(taken)
    while f"{major}.{minor}.{patch}" in used:
        patch += 1
    next_minor = minor + 1
    while f"{major}.{next_minor}.0" in used:
        next_minor += 1
    return f"{major}.{minor}.{patch}", f"{major}.{next_minor}.0"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the rule of versions asks for: `kind` is first, major, minor or patch, `least` the version it leads to."""

    kind: str
    least: str
    why: str


def rule_for(ids: pa.Array, releases: Path, versions: Sequence[str], before: str | None) -> Rule:
    """Return the version that a release with these rows must have at least, and why.

    It is compared with the greatest release lower than `before`, or with the greatest of all. Other columns or rows
    taken out ask for a major version, rows added for a minor one, anything else for a patch.
    """
    lower = [v for v in versions if before is None or parse_version(v) < parse_version(before)]
    if not lower:
        return Rule("first", "1.0.0", "it is the first release")
    last = max(lower, key=parse_version)
    earlier = _ids_of(releases / last).column("id")
    kept = int(pc.sum(pc.is_in(ids, value_set=earlier)).as_py() or 0)
    added, removed = len(ids) - kept, len(earlier) - kept
    other = _other_columns(releases / last)
    major, minor, patch = parse_version(last)
    if removed or other:
        why = f"rows taken out since {last}: {removed}" if removed else f"columns differ from those of {last}"
        return Rule("major", f"{major + 1}.0.0", why)
    if added:
        return Rule("minor", f"{major}.{minor + 1}.0", f"rows added since {last}: {added}, none taken out")
    return Rule("patch", f"{major}.{minor}.{patch + 1}", f"the same texts as in {last}")


def _other_columns(release: Path) -> bool:
    for path in sorted(release.glob("data/*/*/*.parquet"))[:1]:
        with pq.ParquetFile(path) as file:
            return bool(file.schema_arrow != columns.row_schema())
    return False


def previous_release(releases: Path, versions: Sequence[str], version: str) -> Path | None:
    """Return the folder of the greatest release lower than `version`, or None."""
    lower = [v for v in versions if parse_version(v) < parse_version(version)]
    return releases / max(lower, key=parse_version) if lower else None


def added_in(ids: pa.Array, previous: Path | None, version: str) -> tuple[np.ndarray, list[str]]:
    """Return for each id which release first held it, as positions in a list of versions in rising order.

    Raises CorpusDamagedError when the earlier release cannot be read.
    """
    if previous is None:
        return np.zeros(len(ids), np.int32), [version]
    earlier = _ids_of(previous)
    found = pc.index_in(ids, value_set=earlier.column("id").combine_chunks())
    since = earlier.column("added_in").combine_chunks().take(found).fill_null(version)
    since = since.dictionary_encode()
    names = since.dictionary.to_pylist()
    ordered = sorted(names, key=parse_version)
    rank = np.array([ordered.index(name) for name in names], np.int32)
    return rank[since.indices.to_numpy()] if len(ids) else np.zeros(0, np.int32), ordered or [version]


def _ids_of(release: Path) -> pa.Table:
    wanted = pa.schema([pa.field("id", pa.string()), pa.field("added_in", pa.string())])
    tables = [wanted.empty_table()]
    try:
        if not (release / "release.json").is_file():
            raise FileNotFoundError("release.json is missing")
        for path in sorted(release.glob("data/*/*/*.parquet")):
            tables.append(pq.ParquetFile(path).read(columns=wanted.names).cast(wanted))
    except (OSError, pa.ArrowException) as error:
        raise CorpusDamagedError(
            f"the earlier release {release.name} cannot be read: {error}",
            f"restore releases/{release.name} from a copy; `corpus-kit verify` names the files",
        ) from error
    return pa.concat_tables(tables)
