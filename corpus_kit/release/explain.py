"""Where a document came from, what was done to it, and why it is or is not in each release."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit.corpus import Batch, Corpus, Part
from corpus_kit.errors import CorpusDamagedError, UsageError
from corpus_kit.release.lineage import as_tuple, steps_of
from corpus_kit.release.measure import measure
from corpus_kit.release.select import REASONS, RELEASED, Selection, decide_on

_LEAST_DIGITS = 4
_SHOWN = 5
_PREVIEW = 200
_WIDTH = 80


def explain_document(corpus: Corpus, identifier: str) -> dict[str, Any]:
    """Return everything known of one document, given by its identifier or the beginning of it.

    The same text may lie in several places; each is told under `places`. What `policy_now` says leaves duplicates
    aside, which depend on all other documents; `releases` says what became of it in each release.
    Raises UsageError when no document or several begin so.
    """
    wanted = identifier.strip().lower()
    if not re.fullmatch(rf"[0-9a-f]{{{_LEAST_DIGITS},32}}", wanted):
        raise UsageError(
            f"{identifier!r} is no identifier of a document",
            f"give its 32 hexadecimal digits, or at least the first {_LEAST_DIGITS}",
        )
    batches = corpus.batches()
    parts, found = _search(batches, wanted)
    if not found:
        raise UsageError(f"no document of the corpus begins with {wanted}", "the identifier stands in the column id")
    if len(found) > 1:
        some = ", ".join(sorted(found)[:_SHOWN])
        raise UsageError(f"{len(found)} documents begin with {wanted}: {some}", "give more digits")
    (document,) = found
    selection = decide_on(measure(batches, parts), corpus.policy, corpus.language_policy, corpus.decisions())
    rows = np.flatnonzero(pc.equal(selection.measured.column("id"), document).to_numpy(zero_copy_only=False))
    targets = {document, *(selection.measured.batches[selection.measured.batch[row]].id for row in rows)}
    return {
        "id": document,
        "places": [_place(selection, int(row)) for row in rows],
        "decisions": [
            {"sequence": d.sequence, "action": d.action, "target": d.target, "license": d.license, "reason": d.reason}
            for d in corpus.decisions()
            if d.target in targets
        ],
        "releases": {version: _in_release(corpus.releases_path / version, document) for version in corpus.releases()},
    }


def _search(batches: list[Batch], wanted: str) -> tuple[list[tuple[int, Part]], set[str]]:
    parts, found = [], set()
    for number, batch in enumerate(batches):
        for part in batch.parts():
            ids = _read(part.documents_path, ["id"]).column("id")
            here = set(ids.filter(pc.starts_with(ids, wanted)).to_pylist())
            if here:
                parts.append((number, part))
                found |= here
    return parts, found


def _place(selection: Selection, row: int) -> dict[str, Any]:
    measured = selection.measured
    batch = measured.batches[measured.batch[row]]
    part = measured.parts[measured.part[row]]
    inside = int(measured.row[row])
    document = _row(part.documents_path, inside)
    language = _row(part.layer_path("language"), inside)
    licensed = _row(part.layer_path("license"), inside)
    received: dict[str, Any] = next((f for f in batch.received["files"] if f["path"] == document["file"]), {})
    readers = batch.received["readers"]
    read = readers.get(document["format"], {"step": "read", "tool": document["format"], "version": "", "settings": ""})
    return {
        "batch": batch.id,
        "batch_name": batch.manifest.name,
        "contributor": batch.manifest.contributor,
        "file": document["file"],
        "place": document["place"],
        "received_sha256": received.get("sha256", ""),
        "format": document["format"],
        "encoding": document["encoding"],
        "title": document["title"],
        "source": document["source"],
        "source_url": document["source_url"],
        "text_begins": document["text"][:_PREVIEW],
        "characters": len(document["text"]),
        "changes": document["changes"],
        "steps": [_step(as_tuple(read)), *(_step(s) for s in steps_of(selection, int(measured.part[row])))],
        "language": {**language, "declared": document["language_declared"]},
        "license": _license(selection, row, batch, document, licensed),
        "policy_now": _outcome(selection, row),
    }


def _license(
    selection: Selection, row: int, batch: Batch, document: dict[str, Any], licensed: dict[str, Any]
) -> dict[str, Any]:
    concluded = selection.conclusions[selection.conclusion[row]]
    statements = batch.received.get("statements", {}).get(licensed["license_cover"], [])
    quoted = [{"id": s["id"], "where": s["file"], "quoted": s["quoted"], "sha256": s["sha256"]} for s in statements]
    quoted += [
        {"id": s["id"], "where": "the text itself", "quoted": s["quoted"], "sha256": ""}
        for s in licensed["license_inside"]
    ]
    return {
        "declared": document["license_declared"],
        "found": licensed["license_found"],
        "evidence": licensed["license_evidence"],
        "concluded": concluded.license,
        "tier": concluded.tier,
        "reasons": concluded.detail,
        "statements": quoted,
    }


def _outcome(selection: Selection, row: int) -> dict[str, str]:
    reason = int(selection.reason[row])
    # Only some parts were looked at, so that a duplicate may have no partner here; it is told by the releases.
    if reason == RELEASED or REASONS[reason] == "duplicate":
        return {"verdict": "release", "reason": "", "detail": ""}
    return {"verdict": "exclude", "reason": REASONS[reason], "detail": selection.detail(row)}


def _in_release(release: Path, document: str) -> list[dict[str, Any]]:
    """Return what became of a text in one release: a row, exclusions, or nothing when the release is older."""
    found: list[dict[str, Any]] = []
    for path in sorted(release.glob("data/*/*/*.parquet")):
        for row in _read(path, ["added_in", "batch"], document).to_pylist():
            file = path.relative_to(release).as_posix()
            found.append({"released": True, "in": file, "batch": row["batch"], "added_in": row["added_in"]})
    excluded = release / "excluded.parquet"
    if excluded.is_file():
        for row in _read(excluded, ["batch", "reason", "detail", "duplicate_of"], document).to_pylist():
            found.append({"released": False, **row})
    return found


def _read(path: Path, names: list[str], document: str | None = None) -> pa.Table:
    """Return some columns of a file, of one document or of all."""
    try:
        return pq.read_table(path, columns=names, filters=[("id", "=", document)] if document else None)
    except (OSError, pa.ArrowException) as error:
        raise CorpusDamagedError(f"{path} cannot be read: {error}", "restore it from a copy of the corpus") from error


def _row(path: Path, row: int) -> dict[str, Any]:
    """Return one row of a part's file; only the row group that holds it is read."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if row < rows:
                found: dict[str, Any] = file.read_row_group(group).slice(row, 1).to_pylist()[0]
                return found
            row -= rows
    raise CorpusDamagedError(f"{path} has fewer rows than its documents", "measure the layer again: corpus-kit measure")


def _step(step: tuple[str, str, str, str]) -> dict[str, str]:
    return dict(zip(("step", "tool", "version", "settings"), step, strict=True))


def render_explanation(found: dict[str, Any]) -> str:
    """Return an explanation as text of at most 80 columns."""
    lines = [f"Document {found['id']}"]
    for place in found["places"]:
        lines += ["", *_render_place(place)]
    if found["decisions"]:
        lines += ["", "Decisions"]
        for decision in found["decisions"]:
            named = f" as {decision['license']}" if decision["license"] else ""
            lines += _wrapped(f"{decision['action']} {decision['target'][:12]}{named}: {decision['reason']}")
    lines += ["", "Releases"]
    for version, outcomes in found["releases"].items():
        lines += [line for outcome in outcomes or [{}] for line in _wrapped(f"{version}: {_say(outcome)}")]
    return "\n".join(lines if found["releases"] else [*lines, "  none yet"])


def _render_place(place: dict[str, Any]) -> list[str]:
    language, license_ = place["language"], place["license"]
    now = place["policy_now"]
    lines = _wrapped(
        f"Batch {place['batch']}: {place['batch_name']}, from {place['contributor'] or 'nobody named'}", ""
    )
    lines += _wrapped(f"file: {place['file']}{', ' + place['place'] if place['place'] else ''}")
    lines += _wrapped(f"received: {place['received_sha256'] or 'no digest'}")
    lines += _wrapped(f"text: {' '.join(place['text_begins'].split())}")
    lines += _wrapped(
        f"language: {language['language']}_{language['script']}, score {language['language_score']:.2f}, "
        f"declared {language['declared'] or 'nothing'}"
    )
    lines += _wrapped(
        f"license: {license_['concluded']} ({license_['tier']}), declared {license_['declared'] or 'nothing'}, "
        f"evidence {license_['evidence']}. {license_['reasons']}"
    )
    for statement in license_["statements"]:
        lines += _wrapped(f'says {statement["id"]}, {statement["where"]}: "{statement["quoted"]}"')
        if statement["sha256"]:
            lines += _wrapped(f"snapshot: sha256 {statement['sha256']}", "    ")
    lines += [line for s in place["steps"] for line in _wrapped(f"step {s['step']}: {s['tool']} {s['version']}")]
    why = (
        f"leaves it out, {now['reason']}: {now['detail']}"
        if now["reason"]
        else "lets it into a release (of equal texts one)"
    )
    return lines + _wrapped(f"policy now: {why}")


def _say(outcome: dict[str, Any]) -> str:
    if not outcome:
        return "not known to it"
    if outcome["released"]:
        return f"in it since {outcome['added_in']}, {outcome['in']}"
    of = f", of {outcome['duplicate_of']}" if outcome["duplicate_of"] else ""
    return f"left out, {outcome['reason']}{of}: {outcome['detail']}"


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "  ") or [indent.rstrip()]
