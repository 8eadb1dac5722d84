"""Measures the language of each document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.identification import DETECTORS, Identification, Settings, identify
from corpus_kit.stages import add_columns

_VOTES = pa.list_(pa.struct([("detector", pa.string()), ("language", pa.string()), ("score", pa.float32())]))
_SHARES = pa.list_(pa.struct([("language", pa.string()), ("share", pa.float32())]))


@dataclass(frozen=True)
class LanguageStage:
    """Adds language, script, language_score, language_basis, language_votes, language_group and languages.

    Only the first `head_characters` of a text are looked at; `langdetect` says whether that detector votes; answers
    under `least_score` become `und`.
    """

    head_characters: int = 1000
    langdetect: bool = True
    least_score: float = 0.25

    name: ClassVar[str] = "language"
    version: ClassVar[str] = "3"
    tool: ClassVar[str] = DETECTORS

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return `batch` with the language columns added."""
        settings = Settings(self.head_characters, self.langdetect, self.least_score)
        heads = pc.utf8_slice_codeunits(batch.column("text"), 0, self.head_characters).to_pylist()
        found = identify(heads, batch.column("language_declared").to_pylist(), settings)
        return add_columns(batch, "language", _arrays(found))


def _arrays(found: list[Identification]) -> list[pa.Array]:
    votes = [[{"detector": v.detector, "language": v.language, "score": v.score} for v in one.votes] for one in found]
    shares = [[{"language": share.language, "share": share.share} for share in one.languages] for one in found]
    return [
        pa.array([one.language for one in found], pa.string()),
        pa.array([one.script for one in found], pa.string()),
        pa.array([one.score for one in found], pa.float32()),
        pa.array([one.basis for one in found], pa.string()),
        pa.array(votes, _VOTES),
        pa.array([one.group or None for one in found], pa.string()),
        pa.array(shares, _SHARES),
    ]
