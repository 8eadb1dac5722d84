"""What a corpus holds: its batches, what the policy makes of them, its decisions and releases."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import permutations
from typing import Any

import numpy as np

from corpus_kit.corpus import Corpus
from corpus_kit.findings import Finding
from corpus_kit.ingest import unfinished
from corpus_kit.licenses.registry import UNKNOWN
from corpus_kit.release.measure import encode
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
        "findings": [f.as_json() for f in license_conflicts(selection)],
    }


def license_conflicts(selection: Selection) -> list[Finding]:
    """Return a finding for each batch that holds texts which another batch holds under another license.

    What is compared is the license concluded, or the declared one where none is.
    """
    measured = selection.measured
    if not len(measured):
        return []
    texts, _ = encode(measured.table.column("fingerprint"))
    declared = measured.column("license_declared").to_pylist()
    concluded = [selection.conclusions[n].license for n in selection.conclusion.tolist()]
    licenses = [c if c != UNKNOWN else d or "" for c, d in zip(concluded, declared, strict=True)]
    held: dict[int, set[tuple[int, str]]] = defaultdict(set)
    repeated = np.flatnonzero(np.bincount(texts)[texts] > 1)
    for row in repeated.tolist():
        if licenses[row]:
            held[int(texts[row])].add((int(measured.batch[row]), licenses[row]))
    differing: Counter[tuple[int, str, int, str]] = Counter()
    for places in held.values():
        for (mine, license_id), (other, theirs) in permutations(sorted(places), 2):
            if mine != other and license_id != theirs:
                differing[mine, license_id, other, theirs] += 1
    names = [batch.manifest.name for batch in measured.batches]
    return [
        Finding(
            "license-differs-between-batches",
            names[mine],
            {"count": count, "license": license_id, "other": names[other], "theirs": theirs},
        )
        for (mine, license_id, other, theirs), count in sorted(differing.items())
    ]


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
