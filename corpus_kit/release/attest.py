"""Signatures of a release: an in-toto statement of what it is, in one signed envelope for each key.

`signatures/<key id>.json` is no part of what SHA256SUMS covers: signatures come after the release, one by one. What is
signed names SHA256SUMS and release.json by digest, the root over the rows, and how far the ledger had come. The ledger
holds times and names, so it is not in the release; its head in the statement binds the two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus_kit.errors import UsageError
from corpus_kit.findings import Finding
from corpus_kit.provenance import canonical_json
from corpus_kit.release.sums import SIGNATURES, SUMS_NAME, digest
from corpus_kit.signing.envelope import Envelope, EnvelopeError
from corpus_kit.signing.keys import PrivateKey
from corpus_kit.signing.trust import Trust
from corpus_kit.storage import storing, write_atomically

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:corpus-kit:release:v1"


@dataclass(frozen=True, slots=True)
class Signature:
    """One valid signature over this release."""

    file: str
    key_id: str
    ledger: dict[str, Any] | None


def statement_of(release: Path, ledger: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what is signed. `ledger` holds the sequence and the SHA-256 of its last entry, where it is at hand."""
    said = json.loads((release / "release.json").read_bytes())
    subject = [{"name": name, "digest": {"sha256": digest(release / name)}} for name in (SUMS_NAME, "release.json")]
    predicate = {
        "corpus": said["name"],
        "version": said["version"],
        "merkle_root": said["merkle"]["root"],
        "ledger": dict(ledger) if ledger is not None else None,
    }
    return {"_type": STATEMENT, "subject": subject, "predicateType": PREDICATE, "predicate": predicate}


def sign_release(release: Path, key: PrivateKey, ledger: Mapping[str, Any] | None) -> Path:
    """Sign a release and return the file of the signature.

    Raises UsageError when the release is not whole: nobody should sign what is broken.
    """
    from corpus_kit.release.verify import verify_release

    wrong = [f for f in verify_release(release) if f.severity == "error" and not f.where.startswith(SIGNATURES)]
    if wrong:
        raise UsageError(
            f"{release} is not whole ({wrong[0].where}: {wrong[0].message}), so it was not signed",
            f"see everything that is wrong: corpus-kit verify {release}",
        )
    envelope = key.sign(PAYLOAD_TYPE, canonical_json(statement_of(release, ledger)))
    path = release / SIGNATURES / f"{key.public.id}.json"
    with storing(path):
        path.parent.mkdir(exist_ok=True)
    write_atomically(path, lambda to: _write(to, envelope.as_bytes()))
    return path


def read_signatures(release: Path) -> tuple[list[Signature], list[Finding]]:
    """Return the valid signatures over a release, each key once, and what is wrong with the others."""
    folder = release / SIGNATURES
    found: dict[str, Signature] = {}
    findings: list[Finding] = []
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return [], [Finding("release-file-extra", SIGNATURES)]
    # The files that bear their key's id come first: of two by one key the right one counts.
    for path in sorted(folder.rglob("*"), key=lambda p: (len(p.stem) != 64, p.as_posix())):
        name = path.relative_to(release).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if path.is_symlink() or path.parent != folder or path.suffix != ".json":
            findings.append(Finding("release-file-extra", name))
            continue
        try:
            envelope = Envelope.parse(path.read_bytes())
            ledger = _ensure_about(release, envelope)
        except EnvelopeError as error:
            findings.append(Finding("signature-invalid", name, {"problem": str(error)}))
        except _AnotherReleaseError:
            findings.append(Finding("signature-of-another-release", name))
        else:
            if envelope.key.id in found:
                findings.append(Finding("signature-repeated", name, {"key": envelope.key.id[:16]}))
            elif path.stem != envelope.key.id:
                problem = "the file does not bear the id of its key"
                findings.append(Finding("signature-invalid", name, {"problem": problem}))
            else:
                found[envelope.key.id] = Signature(name, envelope.key.id, ledger)
    return list(found.values()), findings


def check_trust(signatures: list[Signature], trust: Trust) -> list[Finding]:
    """Say whether enough of the trusted keys have signed, and which signatures do not count."""
    findings, counted = [], set()
    for signature in signatures:
        key = trust.find(signature.key_id)
        if key is None:
            findings.append(Finding("signature-by-unknown-key", signature.file, {"key": signature.key_id[:16]}))
        elif key.revoked:
            findings.append(Finding("signature-by-revoked-key", signature.file, {"name": key.name}))
        else:
            counted.add(key.name)
    missing = [key.name for key in trust.keys if not key.revoked and key.name not in counted]
    if len(counted) < trust.threshold:
        told: dict[str, str | int | float] = {
            "needed": trust.threshold,
            "found": len(counted),
            "missing": ", ".join(missing) or "none",
        }
        findings.append(Finding("signature-missing", SIGNATURES, told))
    elif missing:
        findings.append(Finding("signature-not-given", SIGNATURES, {"missing": ", ".join(missing)}))
    return findings


def check_ledger(signatures: list[Signature], heads: list[str]) -> list[Finding]:
    """Hold what was signed of the ledger against the ledger: `heads` are the digests of its entries, in order."""
    findings = []
    for signature in signatures:
        if signature.ledger is None:
            continue
        number = signature.ledger["sequence"]
        if number > len(heads) or (number and heads[number - 1] != signature.ledger["sha256"]):
            findings.append(Finding("signature-ledger-differs", signature.file, {"sequence": number}))
    return findings


class _AnotherReleaseError(Exception):
    """What is signed is not this release."""


def _ensure_about(release: Path, envelope: Envelope) -> dict[str, Any] | None:
    """Return the ledger's head that was signed; raise when the statement is none, or about something else."""
    ledger: dict[str, Any] | None
    if envelope.payload_type != PAYLOAD_TYPE:
        raise EnvelopeError("it signs something else than a release")
    try:
        said = json.loads(envelope.payload)
        ledger = said["predicate"]["ledger"]
        kind = said["_type"], said["predicateType"]
        if ledger is not None:
            ledger = {"sequence": int(ledger["sequence"]), "sha256": str(ledger["sha256"])}
    except (ValueError, KeyError, TypeError) as error:
        raise EnvelopeError("what it signs is no statement of a release") from error
    if kind != (STATEMENT, PREDICATE):
        raise EnvelopeError("what it signs is no statement of a release")
    try:
        expected = statement_of(release, ledger)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # SHA256SUMS or release.json are wrong or missing, which is told of them
    if canonical_json(expected) != envelope.payload:
        raise _AnotherReleaseError
    return ledger


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
