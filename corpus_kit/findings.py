"""Findings: what a contributor or maintainer should know, each with a stable code, a place and a remedy.

The words live in the catalogue (`catalogue/<language>/*.toml`), as templates with named parameters, so that a
translation is a folder of files. A `Report` is a value; printing it is the business of `corpus_kit.render`.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from corpus_kit import resources

Severity = Literal["error", "warning", "note"]
Verdict = Literal["allow", "review", "deny"]
FileStatus = Literal["read", "refused", "ignored"]

# The honest limit of every judgement on terms.
NOTICE = "This is evidence and the result of a policy, no legal advice."
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Template:
    """One entry of the catalogue: a severity and two templates with named parameters."""

    code: str
    severity: Severity
    message: str
    remedy: str

    def parameters(self) -> set[str]:
        """Return the names of the parameters that the two templates use."""
        parts = [*string.Formatter().parse(self.message), *string.Formatter().parse(self.remedy)]
        return {name for _, name, _, _ in parts if name}


@cache
def catalogue(language: str = "en") -> dict[str, Template]:
    """Return every template of one language, by code."""
    found: dict[str, Template] = {}
    for path in sorted((resources.folder("catalogue") / language).glob("*.toml")):
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in found:
                raise ValueError(f"{path.name}: the code {code} stands twice in the catalogue")
            found[code] = Template(code, entry["severity"], entry["message"], entry["remedy"])
    return found


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `code` names its template, `where` its place, `params` what fills the template."""

    code: str
    where: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """`error`, `warning` or `note`."""
        return catalogue()[self.code].severity

    @property
    def message(self) -> str:
        """What is the matter, in words."""
        return catalogue()[self.code].message.format_map(_Lenient(self.params))

    @property
    def remedy(self) -> str:
        """What to do about it, in words."""
        return catalogue()[self.code].remedy.format_map(_Lenient(self.params))

    def as_json(self) -> dict[str, str]:
        """Return the public form: code, severity, where, message, remedy."""
        return {
            "code": self.code,
            "severity": self.severity,
            "where": self.where,
            "message": self.message,
            "remedy": self.remedy,
        }


class _Lenient(dict[str, Any]):
    """Leaves an unknown parameter visible instead of failing while a failure is being told."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@dataclass(slots=True)
class FileAccount:
    """What became of one received file. `records == documents + refused` always holds."""

    path: str
    format: str = ""
    encoding: str = ""
    status: FileStatus = "read"
    reason: str = ""
    size_bytes: int = 0
    sha256: str = ""
    records: int = 0
    documents: int = 0
    refused: int = 0
    refused_by_code: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    format_reason: str = ""  # what the format was told by
    left_out: dict[str, int] = field(default_factory=dict)  # by kind; see readers.records.LEFT_OUT

    def as_json(self) -> dict[str, Any]:
        """Return the public form, as `check --json` prints it."""
        return {
            "path": self.path,
            "format": self.format,
            "encoding": self.encoding,
            "status": self.status,
            "reason": self.reason,
            "records": self.records,
            "documents": self.documents,
            "refused": self.refused,
            "refused_by_code": dict(sorted(self.refused_by_code.items())),
            "languages": dict(sorted(self.languages.items())),
            "format_reason": self.format_reason,
            "left_out": dict(sorted(self.left_out.items())),
        }


@dataclass(slots=True)
class LicenseAccount:
    """What a batch's license comes to: the two sides, the conclusion and why."""

    declared: str = "NOASSERTION"
    found: list[str] = field(default_factory=list)
    concluded: str = "NOASSERTION"
    tier: str = "unknown"
    evidence: str = "E0"
    reasons: list[str] = field(default_factory=list)
    statements: list[dict[str, str]] = field(default_factory=list)  # each: id, where, quoted, asserter

    def as_json(self) -> dict[str, Any]:
        """Return the public form."""
        return {
            "declared": self.declared,
            "found": self.found,
            "concluded": self.concluded,
            "tier": self.tier,
            "evidence": self.evidence,
            "reasons": self.reasons,
            "statements": self.statements,
        }


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece of accepted text for the reader of a report."""

    file: str
    place: str
    language: str
    text: str


@dataclass(slots=True)
class Report:
    """Everything that `check` says of a batch."""

    batch: str
    verdict: Verdict
    license: LicenseAccount
    files: list[FileAccount]
    findings: list[Finding]
    samples: list[Sample] = field(default_factory=list)
    contributor: str = ""
    policy: str = ""
    duplicates: int = 0  # documents whose text stands in the batch more than once, the first not counted

    @property
    def exit_code(self) -> int:
        """0 when nothing needs correction, 1 when there is an error among the findings."""
        return 1 if any(f.severity == "error" for f in self.findings) else 0

    def as_json(self) -> dict[str, Any]:
        """Return the public form, as `check --json` prints it."""
        return {
            "batch": self.batch,
            "verdict": self.verdict,
            "license": self.license.as_json(),
            "files": [f.as_json() for f in self.files],
            "findings": [f.as_json() for f in self.findings],
            "notice": NOTICE,
        }


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings, errors first, otherwise in the order they were made, without repetitions."""
    unique: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        unique.setdefault((finding.code, finding.where, finding.message), finding)
    return sorted(unique.values(), key=lambda f: SEVERITIES.index(f.severity))
