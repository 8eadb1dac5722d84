"""Fingerprint: a hash of the text with white space and apostrophes made equal, by which exact duplicates are found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from corpus_kit.stages import add_columns

# One apostrophe is written in many ways, in Uzbek Latin above all; which one was typed makes no other text.
_APOSTROPHES = "\u02bb\u02bc\u2018\u2019\u0060\u00b4\u02b9\uff07"
# Marks that nobody sees, which copying through web pages adds and takes away. Joiners are letters' business: they stay.
_INVISIBLE = "\u00ad\u200b\u2060"


def fold(text: str) -> str:
    """Return the text as duplicates are compared: single spaces, one apostrophe, no invisible marks."""
    if not text.isascii():
        for mark in _APOSTROPHES:
            if mark in text:
                text = text.replace(mark, "'")
        for mark in _INVISIBLE:
            if mark in text:
                text = text.replace(mark, "")
    elif "`" in text:
        text = text.replace("`", "'")
    return " ".join(text.split())


@dataclass(frozen=True)
class FingerprintStage:
    """Adds `fingerprint`, 32 hexadecimal digits of BLAKE2b of the folded text."""

    name: ClassVar[str] = "fingerprint"
    version: ClassVar[str] = "1"
    tool: ClassVar[str] = "corpus_kit.stages.fingerprint"

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with its column added."""
        digests = [
            hashlib.blake2b(fold(text).encode(), digest_size=16).hexdigest()
            for text in batch.column("text").to_pylist()
        ]
        return add_columns(batch, self.name, [pa.array(digests, pa.string())])
