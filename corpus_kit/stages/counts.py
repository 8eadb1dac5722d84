"""Counts: characters, bytes, lines and words of each text, computed column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.stages import add_columns


@dataclass(frozen=True)
class CountsStage:
    """Adds `characters` (code points), `bytes` (UTF-8), `lines` and `words` (runs between white space)."""

    name: ClassVar[str] = "counts"
    version: ClassVar[str] = "1"
    tool: ClassVar[str] = "corpus_kit.stages.counts"

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the batch with its columns added."""
        text = batch.column("text")
        lines = pc.add(pc.count_substring(text, "\n"), 1)
        # Cleaned text neither begins nor ends with white space, so words are the gaps and one.
        words = pc.add(pc.count_substring_regex(text, r"(?:[\t\n ]|\x{00a0}|\x{3000}|[\x{2000}-\x{200a}])+"), 1)
        return add_columns(batch, self.name, [pc.utf8_length(text), pc.binary_length(text), lines, words])
