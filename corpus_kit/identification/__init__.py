"""Which language a text is in: by script, by a model of n-grams in the package, with the declaration as a prior.

`identify` is the door; what stands behind it can be exchanged. What cannot be told is `und`, never a neighbour.
"""

from __future__ import annotations

from corpus_kit.identification.decision import DETECTORS, Identification, Settings, Vote, identify
from corpus_kit.identification.shares import Share, Span

__all__ = ["DETECTORS", "Identification", "Settings", "Share", "Span", "Vote", "identify"]
