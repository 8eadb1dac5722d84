"""What waits for a person, and how a person's decision enters the ledger."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow.compute as pc

from corpus_kit.corpus import Corpus
from corpus_kit.disagreement import disagreements
from corpus_kit.errors import UsageError
from corpus_kit.ledger import Action
from corpus_kit.licenses import parse_expression
from corpus_kit.release.select import REASONS, Selection, select

DOCUMENTS_SHOWN = 5
_WAITING = REASONS.index("license-review")


def to_review(corpus: Corpus) -> list[dict[str, Any]]:
    """Return what a person should look at: the kind `license` waits, the kind `language` may be wrong."""
    selection = select(corpus)
    return [
        *({"kind": "license", **item} for item in waiting(selection)),
        *({"kind": "language", **item} for item in disagreements(selection)),
    ]


def waiting(selection: Selection) -> list[dict[str, Any]]:
    """Return a row for each batch and reason whose license a person must judge, with its first documents."""
    rows = np.flatnonzero(selection.reason == _WAITING)
    ids = selection.measured.column("id")
    pairs = np.stack([selection.measured.batch[rows], selection.conclusion[rows]], axis=1)
    found = []
    for number, conclusion in np.unique(pairs, axis=0).tolist() if len(rows) else []:
        mine = rows[(pairs[:, 0] == number) & (pairs[:, 1] == conclusion)]
        batch = selection.measured.batches[number]
        found.append(
            {
                "batch": batch.id,
                "name": batch.manifest.name,
                "documents": len(mine),
                "license": selection.conclusions[conclusion].license,
                "reason": selection.conclusions[conclusion].detail,
                "first": [ids[int(i)].as_py() for i in mine[:DOCUMENTS_SHOWN]],
                "declared": _declared(selection, mine),
                "statements": _statements(selection, number),
            }
        )
    return found


def _declared(selection: Selection, rows: np.ndarray) -> list[str]:
    """Return the licenses that some documents were declared with."""
    written = pc.unique(selection.measured.column("license_declared").take(rows)).to_pylist()
    return sorted(str(w) for w in written if w)


def _statements(selection: Selection, number: int) -> list[dict[str, str]]:
    statements = selection.measured.batches[number].received["statements"]
    return [{k: s[k] for k in ("id", "file", "quoted")} for folder in sorted(statements) for s in statements[folder]][
        :10
    ]


def decide_by_person(
    corpus: Corpus, identifier: str, action: Action, reason: str, license: str, when: str, who: str
) -> dict[str, Any]:
    """Write a decision on a batch or a document to the ledger and return the entry.

    Raises UsageError when the reason is missing, the identifier names none or several, or the license is none.
    """
    if not reason.strip():
        raise UsageError("a decision needs its reason", 'add --reason "why", so that others can understand it later')
    if license:
        parsed = parse_expression(license)
        if parsed.normalized == "NOASSERTION":
            raise UsageError(f"'{license}' names no license", "give an SPDX expression such as CC-BY-4.0")
        license = parsed.normalized
        if action == "reject":
            raise UsageError("--license goes with --accept", "leave it out")
    entry = {
        "action": action,
        "target": full_identifier(corpus, identifier),
        "license": license,
        "reason": reason.strip(),
    }
    corpus.ledger.append(**entry, when=when, who=who)
    return entry


def full_identifier(corpus: Corpus, identifier: str) -> str:
    """Return the batch or document whose identifier is or begins with `identifier`."""
    if len(identifier) < 4:
        raise UsageError(f"'{identifier}' is too short to name anything", "give at least 4 of its characters")
    batches = [b.id for b in corpus.batches() if b.id.startswith(identifier)]
    ids = select(corpus).measured.column("id")
    documents = pc.unique(ids.filter(pc.starts_with(ids, identifier))).to_pylist()
    found = [*batches, *documents]
    if len(found) != 1:
        what = "nothing" if not found else f"{len(found)} things"
        raise UsageError(
            f"'{identifier}' names {what} in this corpus", "take an identifier from: corpus-kit review CORPUS"
        )
    return str(found[0])
