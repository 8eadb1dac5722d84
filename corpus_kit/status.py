"""What a corpus holds: its batches, what the policy makes of them, its decisions and releases."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from corpus_kit.corpus import Corpus
from corpus_kit.ingest import unfinished
from corpus_kit.release.select import REASONS, RELEASED, Selection, select


def status_of(corpus: Corpus) -> dict[str, Any]:
    """Return the state of a corpus as plain values. Raises CorpusDamagedError when its ledger or a batch is damaged."""
    selection = select(corpus)
    return {
        "corpus": corpus.name,
        "policy": corpus.policy.version,
        "batches": [_batch_status(selection, number) for number in range(len(selection.measured.batches))],
        "unfinished": unfinished(corpus),
        "decisions": len(corpus.decisions()),
        "releases": corpus.releases(),
    }


def _batch_status(selection: Selection, number: int) -> dict[str, Any]:
    batch = selection.measured.batches[number]
    mine = selection.measured.batch == number
    languages = Counter({selection.languages[i]: int(n) for i, n in _count(selection.language[mine])})
    outcomes = {REASONS[i] if i != RELEASED else "releasable": int(n) for i, n in _count(selection.reason[mine])}
    files = batch.received["files"]
    return {
        "batch": batch.id,
        "name": batch.manifest.name,
        "contributor": batch.manifest.contributor,
        "files": len(files),
        "records": sum(f["records"] for f in files),
        "documents": sum(f["documents"] for f in files),
        "refused": sum(f["refused"] for f in files),
        "languages": dict(sorted(languages.items(), key=lambda kv: (-kv[1], kv[0]))),
        "outcomes": dict(sorted(outcomes.items())),
    }


def _count(values: np.ndarray) -> list[tuple[int, int]]:
    found, counts = np.unique(values, return_counts=True)
    return list(zip(found.tolist(), counts.tolist(), strict=True))
