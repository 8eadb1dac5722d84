"""The ledger of a corpus: one decision a line, each line carrying the digest of the line before.

Nothing is ever changed or taken out. A line that a killed process left unfinished is cut off before the next is
written; it was never a decision.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from corpus_kit.errors import CorpusDamagedError
from corpus_kit.storage import storing

_START = "0" * 64
Action = Literal["accept", "reject"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision on a batch or a document; of several on one target the last holds."""

    action: Action
    target: str
    license: str
    reason: str
    sequence: int


class Ledger:
    """Reads, checks and extends `ledger.jsonl`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def entries(self) -> list[dict[str, Any]]:
        """Return every entry, oldest first.

        Raises CorpusDamagedError when a line is not what the next line says it is.
        """
        found: list[dict[str, Any]] = []
        previous = _START
        for number, line in enumerate(self._lines(), start=1):
            try:
                entry = json.loads(line)
                chained = entry["previous"] == previous and entry["sequence"] == number
            except (ValueError, KeyError, TypeError):
                chained = False
            if not chained:
                raise CorpusDamagedError(
                    f"{self.path.name}, line {number}: the chain of decisions is broken",
                    "restore the file from a copy; it must never be edited by hand",
                )
            found.append(entry)
            previous = hashlib.sha256(line).hexdigest()
        return found

    def heads(self) -> list[str]:
        """Return the SHA-256 of each entry's line, oldest first; the last is the head of the ledger."""
        self.entries()
        return [hashlib.sha256(line).hexdigest() for line in self._lines()]

    def head(self) -> dict[str, Any]:
        """Return how far the ledger has come: the sequence and SHA-256 of its last entry."""
        heads = self.heads()
        return {"sequence": len(heads), "sha256": heads[-1] if heads else _START}

    def decisions(self) -> list[Decision]:
        """Return the decisions of persons, oldest first."""
        return [
            Decision(e["action"], e["target"], e.get("license", ""), e["reason"], e["sequence"])
            for e in self.entries()
            if e["action"] in ("accept", "reject")
        ]

    def append(self, **content: Any) -> None:
        """Add one entry: `action`, `when`, `who` and what belongs to the action.

        Raises StorageError when the disk refuses; the ledger is then as before.
        """
        self.entries()
        lines = self._lines()
        previous = hashlib.sha256(lines[-1]).hexdigest() if lines else _START
        entry = {"sequence": len(lines) + 1, "previous": previous, **content}
        line = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        length = sum(len(old) + 1 for old in lines)
        with storing(self.path):
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
            try:
                os.ftruncate(descriptor, length)
                os.lseek(descriptor, length, os.SEEK_SET)
                try:
                    if os.write(descriptor, line) != len(line):
                        raise OSError(28, os.strerror(28))
                    os.fsync(descriptor)
                except OSError:
                    os.ftruncate(descriptor, length)
                    raise
            finally:
                os.close(descriptor)

    def _lines(self) -> list[bytes]:
        if not self.path.exists():
            return []
        with storing(self.path):
            return self.path.read_bytes().split(b"\n")[:-1]
