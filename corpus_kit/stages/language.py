"""Measures the language of each document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.identification import DETECTOR, Settings, identify
from corpus_kit.stages import add_columns


@dataclass(frozen=True)
class LanguageStage:
    """Adds language, script, language_score, language_basis and language_votes.

    Only the first `head_characters` of a text are looked at; `langdetect` says whether that detector votes; answers
    under `least_score` become `und`.
    """

    head_characters: int = 2000
    langdetect: bool = True
    least_score: float = 0.35

    name: ClassVar[str] = "language"
    version: ClassVar[str] = "1"
    tool: ClassVar[str] = DETECTOR

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return `batch` with the language columns added."""
        settings = Settings(self.head_characters, self.langdetect, self.least_score)
        heads = pc.utf8_slice_codeunits(batch.column("text"), 0, self.head_characters).to_pylist()
        found = identify(heads, batch.column("language_declared").to_pylist(), settings)
        votes = [
            [{"detector": v.detector, "language": v.language, "score": v.score} for v in one.votes] for one in found
        ]
        vote_type = pa.list_(pa.struct([("detector", pa.string()), ("language", pa.string()), ("score", pa.float32())]))
        arrays = [
            pa.array([one.language for one in found], pa.string()),
            pa.array([one.script for one in found], pa.string()),
            pa.array([one.score for one in found], pa.float32()),
            pa.array([one.basis for one in found], pa.string()),
            pa.array(votes, vote_type),
        ]
        return add_columns(batch, "language", arrays)
