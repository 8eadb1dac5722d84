"""How much a reader takes before it refuses, and how it says that a stream broke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

Params = dict[str, str | int | float]  # what fills the templates of a finding

MEBIBYTE = 1 << 20
HEAD_BYTES = 256 * 1024  # what formats and encodings are told from
BLOCK_BYTES = 1 << 20  # what is read at once


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of memory and of unpacking; all sizes in bytes.

    `file_unit_bytes`: the largest file taken as one text or one JSON value. `record_bytes`: the largest single line or
    row. `unpacked_bytes`: the most that one compressed file or archive may unpack to. `ratio`: the most that a
    compressed stream may grow, counted once it has unpacked to `ratio_from_bytes`. `depth`: archives within archives.
    `child_seconds` and `child_bytes`: the processor time and memory that one file may take in a child process.
    """

    file_unit_bytes: int = 256 * MEBIBYTE
    record_bytes: int = 64 * MEBIBYTE
    unpacked_bytes: int = 64 * 1024 * MEBIBYTE
    ratio: int = 250
    ratio_from_bytes: int = 16 * MEBIBYTE
    depth: int = 3
    child_seconds: int = 120
    child_bytes: int = 2048 * MEBIBYTE

    @classmethod
    def of(cls, settings: Mapping[str, int]) -> Limits:
        """Return the limits that settings of a corpus.toml or batch.toml name (see `SETTINGS`), else the usual ones.

        Raises KeyError for a setting that does not exist.
        """
        named = {name: SETTINGS[name] for name in settings}
        return cls(**{field_name: settings[name] * unit for name, (field_name, unit) in named.items()})

    def tightened(self, other: Limits) -> Limits:
        """Return the smaller of each two limits."""
        return Limits(**{f.name: min(getattr(self, f.name), getattr(other, f.name)) for f in fields(self)})


# What the limits are called where people set them, and in what unit.
SETTINGS: dict[str, tuple[str, int]] = {
    "file_mb": ("file_unit_bytes", MEBIBYTE),
    "record_mb": ("record_bytes", MEBIBYTE),
    "unpacked_mb": ("unpacked_bytes", MEBIBYTE),
    "ratio": ("ratio", 1),
    "depth": ("depth", 1),
    "seconds": ("child_seconds", 1),
    "memory_mb": ("child_bytes", MEBIBYTE),
}


@dataclass
class StreamBroken(Exception):  # noqa: N818 - it ends a stream; the reader turns it into a refusal
    """The bytes of a file end here for a reason that a person should know. Never leaves `read`."""

    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    format: str = ""
