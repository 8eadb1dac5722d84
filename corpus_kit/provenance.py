"""Steps and signatures: who did what to a text, in which version, with which settings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Return one JSON form of a value: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def settings_digest(settings: Any) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of settings as canonical JSON."""
    return hashlib.sha256(canonical_json(settings)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of provenance; the fields are those of `schemas/provenance.json`."""

    step: str
    tool: str
    version: str
    settings: str

    def as_dict(self) -> dict[str, str]:
        """Return the step as a row of the `provenance` column."""
        return {"step": self.step, "tool": self.tool, "version": self.version, "settings": self.settings}
