"""What two neighbouring characters give away, as one table, for the first look.

Each character has a class; a table of two classes holds bits: what the first or the second character is, and what the
two may be together. The classes come from the sets of characters that the exact patterns are made of, so that a text
without any bit matches none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from corpus_kit.repair import fonts
from corpus_kit.repair import glance_patterns as patterns
from corpus_kit.repair.apostrophes import SIGNS
from corpus_kit.repair.arabic import ARABIC_KAF_YEH, PERSIAN_LETTERS
from corpus_kit.repair.glance_patterns import bytes_of
from corpus_kit.repair.invisible import SUSPECT
from corpus_kit.repair.lookalikes import CYRILLIC, GREEK, LATIN
from corpus_kit.repair.rules import as_class, characters

Bits = np.ndarray[Any, np.dtype[np.uint64]]
_CHARACTERS = 0x110000
_LOOKED_AT = 0x30000  # beyond are tags, selectors of variants and private characters
_CLASSES = 255
# Encodings of which garbled text is told by how many of its characters begin a sequence; a bit for each.
_DENSE = (
    ("cp1251",), ("koi8_r",), ("iso8859_5",), ("cp866",), ("mac_cyrillic",), ("cp1256",), ("cp1255",), ("cp1253",),
    ("mac_roman",), ("cp437", "cp850", "cp852"),
)  # fmt: skip
_NEEDLE_BITS = 23  # words of fonts share them: what is met is searched for exactly


class Bit:
    """What two neighbours, or one of them, may be. Plain numbers: an enumeration is slower than all the rest."""

    SEQUENCES = (1 << len(_DENSE)) - 1
    SEQUENCE_IN_IBM866 = 1 << 3  # where the letters р to я are lead bytes and А to п follow: more are needed
    LETTER_IN_WORD = 1 << 10
    ACCENTED = 1 << 11
    APOSTROPHE = 1 << 12
    MIXED = 3 << 13
    QUESTIONS = 1 << 15
    GARBLED = 0x1FFF << 16
    OLD_CYRILLIC = 1 << 29
    ODD_CHINESE = 1 << 30
    LOST = 1 << 31
    UNSEEN = 1 << 32
    CYRILLIC_VOWEL = 1 << 33
    GREEK_VOWEL = 1 << 34
    BURMESE = 1 << 35
    RIGHT_TO_LEFT = 1 << 36
    KAF_OR_YEH = 1 << 37
    PERSIAN = 1 << 38
    NOT_RUSSIAN = 1 << 39
    NOT_SERBIAN = 1 << 40
    NEEDLES = ((1 << _NEEDLE_BITS) - 1) << 41


class Tables(NamedTuple):
    """The class of each character, and the bits of two classes: `bits[first << 8 | second]`."""

    classes: np.ndarray[Any, np.dtype[np.uint8]]
    bits: Bits


def members(inside: str) -> list[int]:
    """Return the code points of the inside of a regular expression's class."""
    runs = re.compile(f"[{inside}]+").finditer(_all_characters())
    return [code for run in runs for code in range(*run.span())]


@cache
def _all_characters() -> str:
    return "".join(map(chr, range(_LOOKED_AT)))


def _garbled() -> list[tuple[str, str]]:
    """Return the pairs of classes that the exact pattern of garbled text is searched for."""
    signs = patterns.western_signs()
    two, three = (as_class(leads) for leads in patterns.western_leads())
    sign, cyrillic = as_class(signs), as_class(signs | set(patterns.CYRILLIC_SIGNS))
    return [
        (two, sign),
        (three, sign),
        ("В-Я", as_class((signs | set(patterns.CYRILLIC_SIGNS)) - set("ё"))),
        ("а-п", cyrillic),
        ("آأطظ", sign),
        (patterns.FRAMES, f"^\\s{patterns.FRAMES[:3]}"),
        ("–—", patterns.MAC_LETTERS),
        ("а-яё", "А-ЯЁ"),
        ("а-яА-Я", patterns.SIGNS_IN_WORDS),
        ("‚ƒ", "!-\u2122"),
        ("þÞ", "a-zçöü"),
        ("a-z", f"¹³¿º¼¾¶{patterns.THAI_LEADS}"),
        ("เ", "ธน"),
    ]


def _odd_chinese() -> set[int]:
    """Return the Chinese characters that GB 18030 makes of the bytes of UTF-8 letters and that few texts hold."""
    found: set[int] = set()
    for lead in range(0xC2, 0xF0):
        for trail in range(0x80, 0xA1):
            found.update(map(ord, bytes([lead, trail]).decode("gb18030", "ignore")))
    return {c for c in found if c > 0x7F}


def _singles() -> Iterable[tuple[int, Iterable[int]]]:
    yield Bit.LOST, [*range(0x80, 0xA0), 0xFFFD, *map(ord, "锛銆鈥鐨褌褉")]
    yield Bit.UNSEEN, members(f"{SUSPECT}{as_class(characters('presentation_forms'))}\ue000-\uf8ff")
    for bit, letters in (
        (Bit.CYRILLIC_VOWEL, "оае"),
        (Bit.GREEK_VOWEL, "αοε"),
        (Bit.BURMESE, "\u1031\u1039\u103b"),
        (Bit.RIGHT_TO_LEFT, "اהו"),
        (Bit.KAF_OR_YEH, ARABIC_KAF_YEH.pattern[1:-1]),
        (Bit.PERSIAN, PERSIAN_LETTERS.pattern[1:-1]),
        (Bit.NOT_RUSSIAN, "ќѓњљћђ"),
        (Bit.NOT_SERBIAN, "йюяьэыўї"),
    ):
        yield bit, map(ord, letters)
    yield Bit.ODD_CHINESE, _odd_chinese()


def _meetings() -> Iterable[tuple[int, Iterable[int], Iterable[int]]]:
    for number, encodings in enumerate(_DENSE):
        leads, follow = bytes_of(0xC2, 0xF4, encodings), bytes_of(0x80, 0xBF, encodings)
        yield 1 << number, map(ord, leads), map(ord, follow)
    yield Bit.LETTER_IN_WORD, members("а-яА-Я"), members(patterns.LETTERS_IN_WORDS)
    accented = members(patterns.ACCENTED)
    yield Bit.ACCENTED, accented, accented
    yield Bit.APOSTROPHE, map(ord, "oO"), map(ord, SIGNS)
    latin, others = members(LATIN), members(CYRILLIC + GREEK)
    yield 1 << 13, [*latin, *range(0x300, 0x370)], others
    yield 1 << 14, others, latin
    yield Bit.QUESTIONS, [ord("?")], [ord("?")]
    for number, (first, second) in enumerate(_garbled()):
        yield 1 << (16 + number), members(first), members(second)
    yield Bit.OLD_CYRILLIC, members(f"{patterns.CONSONANTS}є"), map(ord, "їє")
    for number, pair in enumerate(patterns.needle_pairs()):
        yield 1 << (41 + number % _NEEDLE_BITS), [ord(pair[0])], [ord(pair[1])]


def needles_of(bits: int) -> list[str]:
    """Return the words of fonts that a text with these bits may hold."""
    needles = fonts.needles(ascii_only=False)
    return [needle for number, needle in enumerate(needles) if bits >> (41 + number % _NEEDLE_BITS) & 1]


@cache
def tables() -> Tables:
    """Return the tables; made when a first text is looked at."""
    single, asks, answers = (np.zeros(_LOOKED_AT, np.uint64) for _ in range(3))
    for bit, codes in _singles():
        single[list(codes)] |= np.uint64(bit)
    for bit, first, second in _meetings():
        asks[list(first)] |= np.uint64(bit)
        answers[list(second)] |= np.uint64(bit)
    # One number for the three, so that characters of the same bits are found by a sort of numbers.
    mixture = single * np.uint64(0x9E3779B97F4A7C15) ^ asks * np.uint64(0xC2B2AE3D27D4EB4F) ^ answers
    kinds, places, of_each = np.unique(mixture, return_index=True, return_inverse=True)
    if len(kinds) > _CLASSES:
        raise ValueError(f"{len(kinds)} classes of characters, at most {_CLASSES} fit the table")
    classes = np.full(_CHARACTERS, _CLASSES, np.uint8)
    classes[:_LOOKED_AT] = of_each
    bits = np.zeros((256, 256), np.uint64)
    ones, asked, answered = single[places], asks[places], answers[places]
    count = len(kinds)
    bits[:count, :count] = (asked[:, None] & answered) | ones[:, None] | ones
    bits[_CLASSES] = bits[:, _CLASSES] = np.uint64(Bit.UNSEEN)  # tags and private characters beyond
    return Tables(classes, bits.reshape(-1))
