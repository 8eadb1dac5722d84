"""The exact patterns of the first look: what must stand around two characters that met, to be looked at closely."""

from __future__ import annotations

import re
from functools import cache

from corpus_kit.repair import fonts
from corpus_kit.repair.apostrophes import SIGNS
from corpus_kit.repair.mojibake import byte_table, mistakes
from corpus_kit.repair.rules import as_class

_WESTERN = ("cp1252", "cp1250", "cp1254", "iso8859_2", "iso8859_15", "cp1253", "cp1257")
# Frames and signs that stand where Macintosh and MS-DOS encodings have lead bytes, beside a letter or another sign.
FRAMES = "\u2500-\u259f√◊ÿŸ≈⁄"
CYRILLIC_SIGNS = "ЂЃѓЉЊЌЋЏђњљќћџЎўЈҐЁЄЇІіґёєјЅѕї"
CONSONANTS = "бвгджзклмнпрстфхцчшщ"
SIGNS_IN_WORDS = "‚„†‡€‰™¤¦§©¬®°±µ¶·№"
LETTERS_IN_WORDS = "ЂЃѓЉЊЌЋЏђљњќћџЎўҐґ"  # Serbian, Macedonian and Belarusian too: many of them must stand in a text
MAC_LETTERS = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø"
ACCENTED = "\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u0192\u0131\u02c6-\u02dd\u2030\u2044\u2211\u2026"
THAI_LEADS = "ยรฤลฦวศษ"  # where Windows-874 has the lead bytes of accented Latin letters
THAI_FOLLOWERS = "\u0080-\u009fก-ฟ€…–-’"
APOSTROPHE = re.compile(f"(?<=[oO])[{SIGNS}](?=[zqlyrnkt])")


def bytes_of(first: int, last: int, encodings: tuple[str, ...]) -> set[str]:
    """Return the characters that encodings have for the bytes from `first` to `last`."""
    return {chr(c) for name in encodings for c, byte in byte_table(name).items() if first <= byte <= last}


def western() -> tuple[str, ...]:
    """Return the Western and Central European encodings under which UTF-8 is read."""
    return tuple(name for name in mistakes()["utf_8"]["seen_as"] if name in _WESTERN)


@cache
def western_signs() -> frozenset[str]:
    """Return the signs, no letters, that follow a lead byte read as Western, and the few letters among them."""
    return frozenset(
        {c for c in bytes_of(0x80, 0xBF, western()) if not c.isalpha()} | set("ƒˆŠšŒœŽžŸªº"),
    )


@cache
def western_leads() -> tuple[frozenset[str], frozenset[str]]:
    """Return the letters of the lead bytes of two and of more bytes."""
    two = {c for c in bytes_of(0xC2, 0xDF, western()) if c.isalpha() or c == "×"}
    return frozenset(two), frozenset(c for c in bytes_of(0xE0, 0xF4, western()) if c.isalpha())


def needle_pairs() -> list[str]:
    """Return the rarest two neighbours of each needle of a font."""
    return [min(map("".join, zip(n, n[1:], strict=False)), key=_rank) for n in fonts.needles(ascii_only=False)]


def _rank(characters: str) -> int:
    return sum(map(_frequency, characters))


_BY_FREQUENCY = " etaoinsrhldcumfpgwybvkTASIMCPBDWHENRLFOGUJKVY,.;:0123456789/()xjqzS"


def _frequency(character: str) -> int:
    """Return the rank of a character in text: what is not listed is the rarest."""
    return 100 - _BY_FREQUENCY.index(character) if character in _BY_FREQUENCY else 0


@cache
def ascii_pattern() -> re.Pattern[str]:
    """Return the pattern for text of ASCII: the rarest character of each needle, then what must stand around it."""
    leads, conditions = set(), ["(?<=\\?)(?=\\?\\?)", "(?<=[oO]['`])(?=[zqlyrnkt])"]
    for needle in fonts.needles(ascii_only=True):
        place = min(range(len(needle)), key=lambda i: (_frequency(needle[i]), -i))
        leads.add(needle[place])
        conditions.append(f"(?<={re.escape(needle[: place + 1])})(?={re.escape(needle[place + 1 :])})")
    return re.compile(f"[?'`{as_class(leads)}](?:{'|'.join(conditions)})")


@cache
def run_pattern() -> re.Pattern[str]:
    """Return the pattern for four accented letters or signs in a row."""
    return re.compile(f"[{ACCENTED}]{{4}}")


@cache
def old_cyrillic_pattern() -> re.Pattern[str]:
    """Return the pattern for letters that stand for others in Cyrillic fonts."""
    return re.compile(f"[їє](?:(?<=[{CONSONANTS}]ї)|(?<=єє))")


@cache
def garbled_pattern() -> re.Pattern[str]:
    """Return the pattern for characters that a wrong decoding leaves side by side, and for words of fonts."""
    signs = western_signs()
    two, three = (as_class(leads) for leads in western_leads())
    sign, cyrillic = as_class(signs), as_class(signs | set(CYRILLIC_SIGNS))
    alternatives = [
        f"(?<=[{two}][{sign}])",
        f"(?<=[{three}][{sign}][{sign}])",
        f"(?<=[В-Я][{sign}])|(?<=[В-Я][{CYRILLIC_SIGNS}][В-Я])(?=[{cyrillic}])",
        # Two letters alone are Ukrainian (`нієї`): one must be a sign, or a capital after a small letter.
        f"(?<=[а-п][{sign}ЂЃЉЊЌЋЏ][{cyrillic}])|(?<=[а-п][{cyrillic}][{sign}ЂЃЉЊЌЋЏ])|(?<=вЂ)",
        f"(?<=[آأطظ][{sign}])",
        f"(?<=[{FRAMES}])(?=\\S)(?![\\s{FRAMES[:3]}])",
        f"(?<=[–—])(?=[{MAC_LETTERS}])",
        "(?<=[а-яё][А-ЯЁ])(?=[А-ЯЁ])|(?<=[а-яё]Я)",
        "(?<=[‚ƒ])(?=[!-\u2122][‚ƒ][!-\u2122])",
        f"(?<=[а-яА-Я][{SIGNS_IN_WORDS}])(?=[а-яА-Я])",
        "(?<=[þÞ])(?=[a-zçöü])|(?<=[a-z][¹³¿º¼¾¶])(?=[a-z])",
        f"(?<=เ)(?=[ธน][{THAI_FOLLOWERS}]เ[ธน])|(?<=[a-z][{THAI_LEADS}])(?=[{THAI_FOLLOWERS}])",
    ]
    lead = f"{cyrillic}{FRAMES}–—А-ЯЁ‚„†‡€‰™¤¦§©¬®°±µ¶·№þÞ¹³¿º¼¾¶เ{THAI_LEADS}ƒ"
    return re.compile(f"[{lead}](?:{'|'.join(alternatives)})")
