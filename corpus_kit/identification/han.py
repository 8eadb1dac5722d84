"""Tells simplified from traditional Chinese by characters that only one of them uses, and helps to know Cantonese."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

SIMPLIFIED, TRADITIONAL, CANTONESE = 1, 2, 4
# Characters that written Cantonese needs and written Mandarin hardly knows.
_CANTONESE = "啲喺嘅咗嚟冇佢哋嗰唔咁噉嘢畀搵攞瞓諗喎㗎冚嚿嗌乜"
_CANTONESE_SHARE = 0.015
_LIKELIER = 10.0
_EITHER = 0.75  # how far a script is sure that no character shows


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


def with_script(text: str, ranked: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return tags and chances with the script that the characters show; `ranked` is what the model says.

    The varieties of Chinese are written in both scripts, so that a language's chances in the two count together.
    """
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    flags = _flags()[points[points < 0x10000]]
    simplified, traditional = (int(np.count_nonzero(flags & flag)) for flag in (SIMPLIFIED, TRADITIONAL))
    marks = int(np.count_nonzero(flags & CANTONESE))
    chances: dict[str, float] = {}
    likeliest: dict[str, str] = {}
    for tag, chance in ranked:
        language, _, script = tag.partition("_")
        if script in ("Hans", "Hant"):
            likeliest.setdefault(language, script)
            if simplified + traditional:
                script = "Hans" if simplified > traditional else "Hant"
            else:
                script = likeliest[language]
            tag = f"{language}_{script}"
        chances[tag] = chances.get(tag, 0.0) + chance
    if marks and marks >= _CANTONESE_SHARE * len(points):
        chances = {tag: p * (_LIKELIER if tag.startswith("yue_") else 1.0) for tag, p in chances.items()}
    total = max(sum(chances.values()), 1e-12)
    sure = _EITHER if not simplified + traditional else max(simplified, traditional) / (simplified + traditional)
    found = [(tag, p / total * (1.0 if tag.endswith("_Jpan") else min(1.0, sure + 0.1))) for tag, p in chances.items()]
    return sorted(found, key=lambda one: -one[1])
