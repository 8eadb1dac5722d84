"""What a release says of each batch: `batches/<id>.json`, with the declaration and the words quoted on its terms.

A row names its batch, so everything that its license was concluded from can be read without the corpus. Names of
persons who decided, and when, stay in the ledger; the contributor's contact stays in the corpus.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.corpus import Batch
from corpus_kit.release.lineage import one_line
from corpus_kit.release.notices import notices_of
from corpus_kit.release.select import Selection
from corpus_kit.storage import write_json

FOLDER = "batches"


def of_selection(selection: Selection) -> dict[str, Any]:
    """Return what is said of each batch that has a text in the release, or the same text as one that is."""
    measured = selection.measured
    rows = np.concatenate([selection.released, np.flatnonzero(selection.duplicate_of >= 0)])
    released = measured.column("id").take(pa.array(selection.released))
    decisions: dict[int, list[dict[str, str]]] = {}
    for decision in selection.decisions:
        said = {"action": decision.action, "target": decision.target, "license": decision.license,
                "reason": decision.reason}  # fmt: skip
        for number in _batches_of(selection, decision.target, released):
            decisions.setdefault(number, []).append(said)
    return {
        measured.batches[number].id: _said(measured.batches[number], decisions.get(number, []))
        for number in np.unique(measured.batch[rows]).tolist()
    }


def write(batches: Mapping[str, Any], root: Path) -> None:
    """Write a file for each batch."""
    if batches:
        (root / FOLDER).mkdir()
    for identifier, said in batches.items():
        write_json(root / FOLDER / f"{identifier}.json", said)


def _said(batch: Batch, decisions: list[dict[str, str]]) -> dict[str, Any]:
    declared = batch.received["manifest"]
    return {
        "format": 1,
        "id": batch.id,
        "name": one_line(declared["name"]),
        "contributor": one_line(declared["contributor"] or ""),
        "date": declared["date"],
        "rights": declared["rights"],
        "statements": batch.received.get("statements", {}),
        "notices": notices_of(batch),
        "decisions": decisions,
    }


def _batches_of(selection: Selection, target: str, released: pa.Array) -> list[int]:
    """Return the batches that a decision bears on: the one named, or those of a released text that is named."""
    measured = selection.measured
    found = [number for number, batch in enumerate(measured.batches) if batch.id == target]
    if not found:
        place = pc.index(released, target).as_py()
        found = [int(measured.batch[selection.released[place]])] if place >= 0 else []
    return found
