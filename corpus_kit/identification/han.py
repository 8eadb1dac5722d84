"""Tells simplified from traditional Chinese, and Cantonese from Mandarin, by characters that only one of them uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from corpus_kit.identification import scripts

SIMPLIFIED, TRADITIONAL, CANTONESE = 1, 2, 4
# Characters that written Cantonese needs and written Mandarin hardly knows.
_CANTONESE = "啲喺嘅咗嚟冇佢哋嗰唔咁噉嘢畀搵攞瞓諗喎㗎冚嚿嗌乜"
_CANTONESE_SHARE = 0.015


@dataclass(frozen=True, slots=True)
class Han:
    """A Chinese text: its variety, its script, and how sure the characters make us (0 to 1)."""

    language: str
    script: str
    score: float
    marks: int  # characters that only Cantonese uses


@cache
def _flags() -> npt.NDArray[np.uint8]:
    """Return the flags of every code point of the basic plane.

    The national character sets say what is simplified and what traditional: a character of GB 2312 that Big5 lacks,
    and the other way round.
    """
    flags = np.zeros(0x10000, dtype=np.uint8)
    for point in range(0x4E00, 0xA000):
        simple, traditional = _encodable(chr(point), "gb2312"), _encodable(chr(point), "big5")
        if simple != traditional:
            flags[point] = SIMPLIFIED if simple else TRADITIONAL
    for character in _CANTONESE:
        flags[ord(character)] |= CANTONESE
    return flags


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def tell(text: str, letters: int) -> Han:
    """Return the variety and script of a text whose `letters` are mostly Han characters."""
    points = scripts.code_points([text])
    flags = _flags()[points[points < 0x10000]]
    simplified, traditional = (int(np.count_nonzero(flags & flag)) for flag in (SIMPLIFIED, TRADITIONAL))
    marks = int(np.count_nonzero(flags & CANTONESE))
    language = "yue" if marks > _CANTONESE_SHARE * letters and (marks > 1 or letters < 30) else "cmn"
    if not simplified and not traditional:
        return Han(language, "Hani", 0.3, marks)
    script = "Hans" if simplified > traditional else "Hant"
    clear = max(simplified, traditional) / (simplified + traditional)
    score = min(0.97, 0.4 + 0.03 * letters) * (1.0 if clear > 0.8 else 0.7)
    return Han(language, script, score, marks)
