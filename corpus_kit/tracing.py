"""From a row back to the bytes that came in and the words that its license was concluded from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus_kit.errors import UsageError
from corpus_kit.opening import Opened, open_release, seen_with

_FOLDER = "batches"
# What is told of a batch when the release is not known.
_UNKNOWN: dict[str, Any] = {"name": None, "date": None, "rights": None, "statements": {}, "decisions": []}


def opened_for(rows: Sequence[Mapping[str, Any]], release: str | Path | None = None) -> Opened:
    """Return the release that rows are from: the one named, else the one opened last that has their batches."""
    if release is not None:
        return open_release(release)
    found = seen_with({str(row.get("batch")) for row in rows})
    if found is None or not rows:
        raise UsageError(
            "it is not known which release these rows are from", "name it: release=PATH, or load the rows from it first"
        )
    return found


def trace(row: Mapping[str, Any], release: str | Path | None = None) -> dict[str, Any]:
    """Return everything known of a row: license with the words quoted, source, received bytes, steps, copies elsewhere.

    `row` is a row of a release with all its columns. What the batch declared and the words that its license was
    concluded from are read from the release: the one given, else the one loaded last that has the batch; where the
    corpus stands around the release, `received.path` names the very bytes. Where no release is known, `release` is None
    and only what the row itself holds is told.

    Raises UsageError when `row` is no row of a release, or `release` is not the one that it is from.
    """
    try:
        steps = [dict(step) for step in row["provenance"]]
        batch, file = row["batch"], row["file"]
    except (KeyError, TypeError) as error:
        raise UsageError(
            "this is no row of a release with all its columns", "load it without choosing columns"
        ) from error
    opened = open_release(release) if release is not None else seen_with({str(batch)})
    said = _batch(opened, batch) if opened is not None else _UNKNOWN
    received = next((step["settings"] for step in steps if step["step"] == "receive"), "")
    found: dict[str, Any] = {"id": row["id"], "release": None}
    if opened is not None:
        statement = opened.statement
        found["release"] = {"name": statement["name"], "version": statement["version"], "at": opened.root}
    return found | {
        "language": {
            "concluded": f"{row['language']}_{row['script']}",
            "score": row["language_score"],
            "declared": row["language_declared"],
        },
        "license": _license(row, said),
        "attribution": row["attribution"],
        "changes": row.get("changes"),
        "source": {"name": row["source"], "url": row["source_url"]},
        "received": {
            "batch": batch,
            "batch_name": said["name"],
            "contributor": row["contributor"],
            "date": said["date"],
            "file": file,
            "place": row["place"],
            "sha256": received,
            "path": _bytes(opened, batch, received),
        },
        "steps": steps,
        "also_in": [dict(other) for other in row["duplicates_of_other_batches"] or ()],
        "added_in": row["added_in"],
    }


def _license(row: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "concluded": row["license"],
        "tier": row["license_tier"],
        "evidence": row["license_evidence"],
        "declared": row["license_declared"] or (said["rights"] or {}).get("license"),
        "rights": said["rights"],
        "quoted": _quoted(said, row["file"]),
        "decisions": [d for d in said["decisions"] if d["target"] in (row["batch"], row["id"])],
    }


def _batch(opened: Opened, batch: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(opened.read(f"{_FOLDER}/{batch}.json"))
    except (FileNotFoundError, ValueError) as error:
        raise UsageError(
            f"the release {opened.root} says nothing of the batch {batch}", "name the release that the row is from"
        ) from error
    return found


def _quoted(said: Mapping[str, Any], file: str) -> list[dict[str, str]]:
    """Return the statements on the terms of the nearest folder above a file."""
    statements = said["statements"]
    folder = file
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        if folder in statements:
            return list(statements[folder])
    return list(statements.get(".", []))


def _bytes(opened: Opened | None, batch: str, sha256: str) -> str | None:
    """Return the path of the received bytes, where the corpus is at hand."""
    if opened is None or opened.folder is None or not sha256:
        return None
    path = opened.folder.resolve().parent.parent / "batches" / batch / "received" / sha256
    return str(path) if path.is_file() else None
