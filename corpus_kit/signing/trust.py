"""Whose signatures count, and how many are needed: from corpus.toml, a file of public keys, or a folder of them.

[signing]
threshold = 2                # how many of the keys must have signed

[[signing.keys]]
name = "Example Archive"
key = "ed25519:…"
revoked = true               # a key that no longer counts
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus_kit.errors import ManifestError, UsageError
from corpus_kit.signing.envelope import PublicKey
from corpus_kit.signing.keys import PUBLIC_SUFFIX


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key, whose it is, and whether it has been revoked."""

    name: str
    key: PublicKey
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys that count, and how many of them must have signed."""

    threshold: int
    keys: tuple[TrustedKey, ...]

    def find(self, identifier: str) -> TrustedKey | None:
        """Return the key of that id, or None."""
        return next((key for key in self.keys if key.key.id == identifier), None)


def read_trust(paths: Iterable[Path]) -> Trust:
    """Read whose signatures count: a corpus, its corpus.toml, files of public keys, or folders of such files.

    Public keys alone ask for one signature. Raises UsageError or ManifestError when they cannot be used.
    """
    tables: list[tuple[Path, dict[str, Any]]] = []
    for path in paths:
        for file in _files(path):
            tables.append((file, _signing(file)))
    if not tables:
        raise UsageError("no keys were given to trust", "name a file of public keys, or a corpus")
    keys: list[TrustedKey] = []
    for file, table in tables:
        keys += [key for key in keys_of(table, str(file)) if key not in keys]
    _ensure_distinct(keys, str(tables[0][0]))
    thresholds = [threshold_of(table, str(file)) for file, table in tables if "threshold" in table]
    if not thresholds and any(file.suffix != PUBLIC_SUFFIX and len(table["keys"]) > 1 for file, table in tables):
        raise ManifestError(
            f"{tables[0][0]}: several keys, but no signing.threshold", "write how many must sign, e.g. threshold = 2"
        )
    trust = Trust(max(thresholds, default=1), tuple(keys))
    usable = sum(not key.revoked for key in keys)
    if trust.threshold > usable:
        raise ManifestError(
            f"{trust.threshold} signatures are asked for, but there are {usable} keys that count",
            "lower signing.threshold or name more keys",
        )
    return trust


def keys_of(table: dict[str, Any], where: str) -> list[TrustedKey]:
    """Return the keys of a [signing] table. Raises ManifestError when one is not written right."""
    entries = table.get("keys", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ManifestError(f"{where}: signing.keys is no list of tables", "write [[signing.keys]] before each key")
    found = []
    for number, entry in enumerate(entries, start=1):
        if unknown := sorted(set(entry) - {"name", "key", "revoked"}):
            raise ManifestError(f"{where}: unknown field signing.keys.{unknown[0]}", "take it out or mend its name")
        revoked = entry.get("revoked", False)
        # A day may be written to say since when; what matters is that it no longer counts.
        if isinstance(revoked, str) and not revoked.strip():
            revoked = False
        try:
            key = PublicKey.parse(entry["key"])
        except (KeyError, AttributeError, ValueError) as error:
            raise ManifestError(
                f"{where}: signing.keys, number {number}: {error if str(error) else 'no key'}",
                'copy the line key = "ed25519:…" from the .pub file',
            ) from error
        found.append(TrustedKey(str(entry.get("name", "")) or key.id[:16], key, revoked is not False))
    return found


def threshold_of(table: dict[str, Any], where: str) -> int:
    """Return how many signatures a [signing] table asks for."""
    threshold = table["threshold"]
    if isinstance(threshold, bool) or not isinstance(threshold, int) or threshold < 1:
        raise ManifestError(f"{where}: signing.threshold is no whole number above 0", "write e.g. threshold = 2")
    return threshold


def _files(path: Path) -> list[Path]:
    if (path / "corpus.toml").is_file():
        return [path / "corpus.toml"]
    if path.is_dir():
        found = sorted(path.glob(f"*{PUBLIC_SUFFIX}"))
        if not found:
            raise UsageError(f"{path} holds no public keys (*{PUBLIC_SUFFIX})", "name a file of keys, or a corpus")
        return found
    if not path.is_file():
        raise UsageError(f"there is no file {path}", "name a file of public keys, a folder of them, or a corpus")
    return [path]


def _signing(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("signing")
    except (OSError, ValueError) as error:
        raise ManifestError(f"{path} cannot be read: {error}", "name a .pub file or a corpus.toml") from error
    if not isinstance(table, dict) or not table.get("keys"):
        raise ManifestError(
            f"{path} names no key", "put the lines of each .pub file into it, and [signing] with threshold = 1"
        )
    if unknown := sorted(set(table) - {"threshold", "keys"}):
        raise ManifestError(f"{path}: unknown field signing.{unknown[0]}", "take it out or mend its name")
    return table


def _ensure_distinct(keys: list[TrustedKey], where: str) -> None:
    seen: dict[bytes, TrustedKey] = {}
    for key in keys:
        if other := seen.get(key.key.raw):
            raise ManifestError(
                f"{where}: the same key is named twice, for {other.name!r} and {key.name!r}",
                "one key counts once: take one of the two entries out",
            )
        seen[key.key.raw] = key
