"""SHA256SUMS: the digest of every other file of a release, sorted by path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from corpus_kit.storage import sync

SUMS_NAME = "SHA256SUMS"
# Signatures come after the release, one by one: SHA256SUMS cannot name them, each proves itself.
SIGNATURES = "signatures"


def files_of(root: Path) -> list[str]:
    """Return the path of every file that SHA256SUMS covers, with forward slashes, sorted.

    That is every file but SHA256SUMS itself and the signatures.
    """
    found = [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_symlink() or not p.is_dir()]
    return sorted(path for path in found if path != SUMS_NAME and not is_signature(path))


def is_signature(path: str) -> bool:
    """Say whether a path inside a release is that of a signature, or of the folder of signatures."""
    return path == SIGNATURES or path.startswith(f"{SIGNATURES}/")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums_text(sums: dict[str, str]) -> str:
    """Return the text of SHA256SUMS, as `sha256sum --check` reads it."""
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))


def write_sums(root: Path, known: Mapping[str, str] | None = None) -> None:
    """Write SHA256SUMS for every file below `root`; `known` holds digests just worked out."""
    known = known or {}
    text = sums_text({path: known.get(path) or digest(root / path) for path in files_of(root)})
    (root / SUMS_NAME).write_bytes(text.encode("utf-8"))
    sync(root / SUMS_NAME)
