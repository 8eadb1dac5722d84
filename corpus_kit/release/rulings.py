"""Which of the maintainer's decisions holds for which document."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.ledger import Decision
from corpus_kit.release.measure import Measured


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the last decision on each target, sorted by target."""
    last: dict[str, Decision] = {}
    for decision in sorted(decisions, key=lambda d: d.sequence):
        last[decision.target] = decision
    return [last[target] for target in sorted(last)]


def ruling_of_rows(measured: Measured, decisions: Sequence[Decision]) -> np.ndarray:
    """Return for each document the position in `decisions` of the one that holds, or -1.

    Of a decision on the document and one on its batch the later holds, but accepting a batch does not lift the
    rejection of a single document: whoever rejected it had seen something in it.
    """
    targets = {decision.target: number for number, decision in enumerate(decisions)}
    of_batch = np.array([targets.get(batch.id, -1) for batch in measured.batches], np.int64)
    by_batch = of_batch[measured.batch] if len(measured.batches) else np.zeros(0, np.int64)
    by_document = np.full(len(measured), -1, np.int64)
    if decisions:
        found = pc.index_in(measured.column("id"), value_set=pa.array([d.target for d in decisions], pa.string()))
        by_document = found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    # One more entry each, for position -1: no decision.
    sequence = np.array([*(d.sequence for d in decisions), -1], np.int64)
    rejects = np.array([*(d.action == "reject" for d in decisions), False])
    single = (sequence[by_document] >= sequence[by_batch]) | (rejects[by_document] & ~rejects[by_batch])
    return np.where((by_document >= 0) & single, by_document, by_batch)
