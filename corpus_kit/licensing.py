"""The licenses of a folder: what is declared, what its files and texts say, and what that comes to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from corpus_kit.checking import check
from corpus_kit.findings import NOTICE, Finding
from corpus_kit.intake import scan
from corpus_kit.judging import statements_of
from corpus_kit.licenses import Policy
from corpus_kit.manifest import load_manifest


def licenses_of(folder: Path, policy: Policy | None = None) -> dict[str, Any]:
    """Return what a contributor's folder says of its terms, where, in which words, and the policy's verdict.

    `statements` name the file with its SHA-256, the words, and the folder that they cover; what stands in the texts
    themselves comes after them. Raises UsageError when there is no such folder.
    """
    report = check(folder, policy)
    manifest, _ = load_manifest(folder)
    unread: list[Finding] = []
    files = scan(folder).files
    single = {source.path for source in files}
    around = statements_of(files, manifest, lambda path: unread.append(Finding("evidence-unreadable", path)))
    statements = [
        {**statement, "covers": "all files" if cover == "." else cover if cover in single else f"{cover}/"}
        for cover in sorted(around)
        for statement in around[cover]
    ]
    inside = [
        {
            **{"id": q["id"], "file": q["where"], "sha256": "", "quoted": q["quoted"], "kind": "inside"},
            **{"asserter": q["asserter"], "covers": q["where"]},
        }
        for q in report.license.statements
        if q["where"] == "the text itself"
    ]
    account = report.license
    return {
        "folder": folder.name,
        "declared": account.declared,
        "found": account.found,
        "concluded": account.concluded,
        "tier": account.tier,
        "evidence": account.evidence,
        "verdict": report.verdict,
        "policy": report.policy,
        "statements": [*statements, *inside],
        "findings": [f.as_json() for f in report.findings if f.code.startswith(("license-", "evidence-", "no-text"))],
        "notice": NOTICE,
    }
