"""Building a release again from its corpus, to see that the same bytes come out, or what differs and why."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from corpus_kit.corpus import Corpus
from corpus_kit.errors import UsageError
from corpus_kit.findings import Finding
from corpus_kit.provenance import settings_digest
from corpus_kit.release.measure import measure
from corpus_kit.release.select import Selection, decide_on
from corpus_kit.release.sums import digest, files_of
from corpus_kit.release.write import Progress, build


def rebuild_release(release: Path, corpus: Corpus, workers: int = 1, progress: Progress | None = None) -> list[Finding]:
    """Build a release again in a temporary folder, from the batches and decisions of its time, and compare every file.

    Raises UsageError when the corpus no longer holds what the release was made from.
    """
    try:
        said = json.loads((release / "release.json").read_bytes())
        version, known = str(said["version"]), {batch["id"] for batch in said["batches"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{release} has no release.json that can be read", f"see: corpus-kit verify {release}"
        ) from error
    if "subset_of" in said:
        raise UsageError(f"{release} is a part of another release", "rebuild that one, and take the part again")
    findings = [
        Finding("rebuild-environment-differs", name, {"then": str(said["environment"].get(name)), "now": str(now)})
        for name, now in _environment().items()
        if said["environment"].get(name) != now
    ]
    selection = _selection_then(corpus, version, known)
    with tempfile.TemporaryDirectory(prefix="corpus-kit-") as folder:
        again = Path(folder) / version
        again.mkdir()
        build(corpus, selection, version, again, workers, progress)
        return findings + _differences(release, again)


def _selection_then(corpus: Corpus, version: str, known: set[str]) -> Selection:
    """Decide as it was decided then: later batches and later decisions do not count."""
    batches = [batch for batch in corpus.batches() if batch.id in known]
    if gone := known - {batch.id for batch in batches}:
        raise UsageError(
            f"the corpus {corpus.path} no longer holds batch {min(gone)}, which the release was made from",
            "restore it from a copy of the corpus",
        )
    entries = corpus.ledger.entries()
    ends = [e["sequence"] for e in entries if e["action"] == "release" and e["target"] == version]
    decisions = [d for d in corpus.decisions() if not ends or d.sequence < ends[0]]
    return decide_on(measure(batches), corpus.policy, corpus.language_policy, decisions)


def _differences(release: Path, again: Path) -> list[Finding]:
    before, after = set(files_of(release)), set(files_of(again))
    findings = [Finding("rebuild-lacks", name) for name in sorted(before - after)]
    findings += [Finding("rebuild-has-more", name) for name in sorted(after - before)]
    for name in sorted(before & after):
        if digest(release / name) != digest(again / name):
            findings.append(Finding("rebuild-differs", name, {"what": _what(release, again, name)}))
    return findings


def _what(release: Path, again: Path, name: str) -> str:
    """Say in words in what two files of one name differ."""
    if name == "release.json":
        one, other = (json.loads((root / name).read_bytes()) for root in (release, again))
        return "fields " + ", ".join(sorted(k for k in {*one, *other} if one.get(k) != other.get(k)))
    if name.startswith("data/"):
        roots = [_root(root, name) for root in (release, again)]
        return "the same rows, written in other bytes" if roots[0] == roots[1] else "other rows"
    return "its content"


def _root(root: Path, name: str) -> Any:
    try:
        return json.loads((root / "release.json").read_bytes())["merkle"]["files"].get(name)
    except (KeyError, ValueError, AttributeError):
        return settings_digest(str(root))


def _environment() -> dict[str, str | None]:
    from corpus_kit.release.paperwork import environment

    return environment()
