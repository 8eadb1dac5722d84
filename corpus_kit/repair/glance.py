"""The first look: says in a few passes over a text that it needs nothing. Most texts end here.

What gives a text away are two characters that meet, or one that should not be there. Each character has a few bits
(`glance_marks`): what it is itself, what it looks for after it, what it answers to before it. One lookup and one
comparison of neighbours, for all characters at once, clear a text; only where two meet are the exact patterns searched,
which say what must stand around them. That is an order of magnitude faster than a search for each kind.
"""

from __future__ import annotations

from enum import IntFlag

import numpy as np

from corpus_kit.repair import frequent
from corpus_kit.repair.arabic import IMPOSSIBLE_START
from corpus_kit.repair.glance_marks import Bit, Bits, needles_of, tables
from corpus_kit.repair.glance_patterns import (
    APOSTROPHE,
    ascii_pattern,
    garbled_pattern,
    old_cyrillic_pattern,
    run_pattern,
)
from corpus_kit.repair.lookalikes import MIXED
from corpus_kit.repair.zawgyi import IMPOSSIBLE

_PIECE = 2_000_000  # characters looked at in one go, so that memory stays bounded
_DENSE = 0.22  # the share of characters outside ASCII that begin a sequence of UTF-8 where all of them are garbled
_DENSE_BY_BIT = {
    Bit.SEQUENCE_IN_IBM866: 0.3,
    Bit.LETTER_IN_WORD: 0.06,  # letters that few languages have in words, and none so often
}
_FEWEST = 3


class Look(IntFlag):
    """What a text might need."""

    NOTHING = 0
    GARBLED = 1  # decoding again
    LOST = 2  # refusal: letters of a font, question marks in the place of letters
    LETTERS = 4  # what is done with single letters and signs, seen or not seen


def look_at(text: str) -> Look:
    """Say what of a text might have to be repaired or refused."""
    if text.isascii():
        return Look.NOTHING if ascii_pattern().search(text) is None else Look.GARBLED | Look.LOST | Look.LETTERS
    bits, dense = 0, False
    for start in range(0, len(text), _PIECE):
        met = _met(text[start : start + _PIECE + 1])
        here = int(np.bitwise_or.reduce(met))
        bits |= here
        dense = dense or (bool(here & _COUNTED) and _is_dense(met, here, text[start : start + _PIECE + 1]))
    if not bits:
        return Look.NOTHING
    look = Look.NOTHING
    if dense or _garbled(text, bits):
        look |= Look.GARBLED | Look.LOST
    elif _lost(text, bits):
        look |= Look.LOST
    if bits & Bit.UNSEEN or _letters(text, bits):
        look |= Look.LETTERS
    return look


_COUNTED = Bit.SEQUENCES | Bit.LETTER_IN_WORD | Bit.ODD_CHINESE


def _met(text: str) -> Bits:
    """Return the bits of each two neighbours; a single character has itself for a neighbour."""
    codes = np.frombuffer((text if len(text) > 1 else text * 2).encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = tables().classes.take(codes)
    joined = classes[:-1].astype(np.uint16)
    joined <<= 8
    joined |= classes[1:]
    return tables().bits.take(joined)


def _is_dense(met: Bits, bits: int, text: str) -> bool:
    """Say whether so many neighbours look like sequences of UTF-8 in one encoding that all of a text may be garbled."""
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    for bit in _single_bits(bits & _COUNTED):
        found = int(np.count_nonzero(met & np.uint64(bit)))
        least = _DENSE_BY_BIT.get(bit, _DENSE)
        if found >= _FEWEST and found >= least * foreign:
            return True
    return False


def _single_bits(bits: int) -> list[int]:
    return [1 << place for place in range(bits.bit_length()) if bits >> place & 1]


def _garbled(text: str, bits: int) -> bool:
    if bits & Bit.LOST or (bits & Bit.GARBLED and garbled_pattern().search(text)):
        return True
    return bool(bits & Bit.ACCENTED and run_pattern().search(text))


def _lost(text: str, bits: int) -> bool:
    if bits & Bit.NOT_RUSSIAN and bits & Bit.NOT_SERBIAN:
        return True
    if bits & Bit.QUESTIONS and "???" in text:
        return True
    if bits & Bit.OLD_CYRILLIC and old_cyrillic_pattern().search(text):
        return True
    return bool(bits & Bit.NEEDLES) and any(needle in text for needle in needles_of(bits))


def _letters(text: str, bits: int) -> bool:
    if bits & Bit.MIXED:
        if bits & Bit.CYRILLIC_VOWEL and MIXED[0].search(text):
            return True
        if bits & Bit.GREEK_VOWEL and MIXED[1].search(text):
            return True
    if bits & Bit.APOSTROPHE and APOSTROPHE.search(text):
        return True
    if bits & Bit.BURMESE:
        return IMPOSSIBLE.search(text) is not None
    if not bits & Bit.RIGHT_TO_LEFT:
        return False
    if (bits & Bit.KAF_OR_YEH and bits & Bit.PERSIAN) or IMPOSSIBLE_START.search(text):
        return True
    return not frequent.holds_straight(text) and bool(frequent.count_turned(text))
