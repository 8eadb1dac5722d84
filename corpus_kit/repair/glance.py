"""The first look: says in one or two searches that a text needs nothing. Most texts end here.

One regular expression begins with a class of all characters that may give something away; what must stand around each
of them is looked at only where one is met. That is several times faster than a search for each kind.
"""

from __future__ import annotations

import re
from functools import cache

from corpus_kit.repair import fonts, frequent
from corpus_kit.repair.apostrophes import SIGNS
from corpus_kit.repair.arabic import ARABIC_KAF_YEH, IMPOSSIBLE_START, PERSIAN_LETTERS
from corpus_kit.repair.invisible import SUSPECT
from corpus_kit.repair.lookalikes import MIXED
from corpus_kit.repair.mojibake import byte_table, mistakes
from corpus_kit.repair.rules import as_class, characters
from corpus_kit.repair.zawgyi import IMPOSSIBLE

_RARE = f"\u0080-\u009f{SUSPECT}{as_class(characters('presentation_forms'))}\ufffd\ue000-\uf8ff锛銆鈥鐨褌褉械"
# Frames and signs that stand where Macintosh and MS-DOS encodings have lead bytes, beside a letter or another sign.
_FRAMES = "\u2500-\u259f√◊ÿŸ≈⁄"
_RUN = re.compile("[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u0192\u0131\u02c6-\u02dd\u2030\u2044\u2211\u2026]{4}")
_BEYOND = re.compile("[\U000e0001-\U0010ffff]")
_CYRILLIC_SIGNS = "ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЁЄЇІіґёєјЅѕї"
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_SERBIAN = re.compile("[ќѓњљћђ]")
_NOT_SERBIAN = re.compile("[йюяьэыўї]")


def _bytes_of(first: int, last: int, encodings: tuple[str, ...]) -> set[str]:
    return {chr(c) for name in encodings for c, byte in byte_table(name).items() if first <= byte <= last}


@cache
def _ascii() -> re.Pattern[str]:
    leads, conditions = _needles(ascii_only=True)
    return re.compile(f"[?'`{leads}](?:(?<=\\?)(?=\\?\\?)|(?<=[oO]['`])(?=[zqlyrnkt])|{'|'.join(conditions)})")


def _needles(ascii_only: bool) -> tuple[str, list[str]]:
    """Return a class of the rarest character of each needle, and what must stand around it."""
    leads: set[str] = set()
    conditions: list[str] = []
    for needle in fonts.needles(ascii_only):
        place = min(range(len(needle)), key=lambda i: (_frequency(needle[i]), -i))
        leads.add(needle[place])
        conditions.append(f"(?<={re.escape(needle[: place + 1])})(?={re.escape(needle[place + 1 :])})")
    return as_class(leads), conditions


def _frequency(character: str) -> int:
    """Return the rank of a character in text: what is not listed is the rarest."""
    return (
        " etaoinsrhldcumfpgwybvkTASIMCPBDWHENRLFOGUJKVY,.;:0123456789/()xjqzS".find(character) * -1 + 100
        if (character in " etaoinsrhldcumfpgwybvkTASIMCPBDWHENRLFOGUJKVY,.;:0123456789/()xjqzS")
        else 0
    )


@cache
def _any() -> re.Pattern[str]:
    latin = tuple(name for name in mistakes()["utf_8"]["seen_as"] if name in _WESTERN)
    signs = {c for c in _bytes_of(0x80, 0xBF, latin) if not c.isalpha()} | set("ƒˆŠšŒœŽžŸªº")
    leads = {c for c in _bytes_of(0xC2, 0xDF, latin) if c.isalpha() or c == "×"}
    leads_3 = {c for c in _bytes_of(0xE0, 0xF4, latin) if c.isalpha()}
    sign, cyrillic = as_class(signs), as_class(signs | set(_CYRILLIC_SIGNS))
    needle_leads, conditions = _needles(ascii_only=False)
    alternatives = [
        f"(?<=[{_RARE}])",
        f"(?<=[{as_class(leads)}][{sign}])",
        f"(?<=[{as_class(leads_3)}][{sign}][{sign}])",
        f"(?<=[В-Я][{as_class((signs | set(_CYRILLIC_SIGNS)) - set('ё'))}])",
        f"(?<=[а-п][{cyrillic}][{cyrillic}])|(?<=вЂ)",
        f"(?<=[آأطظ][{sign}])",
        f"(?<=[{_FRAMES}])(?=\\S)(?![\\s{_FRAMES[:3]}])",
        "(?<=[–—])(?=[ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø])",
        "(?<=[а-яё][А-ЯЁ])(?=[А-ЯЁ])",
        "(?<=[а-яА-Я][ЂЃѓ‚„†‡€‰ЉЊЌЋЏђ™љњќћџЎўҐґ¤¦§©¬®°±µ¶·№])(?=[а-яА-Я])",
        "(?<=[þÞ])(?=[a-zçöü])|(?<=[a-z][¹³¿º¼¾¶])(?=[a-z])",
        f"(?<=[{_CONSONANTS}]ї)|(?<=єє)",
        "(?<=เ)(?=[ธน][\u0080-\u009fก-ฟ€…–-’]เ[ธน])",
        "(?<=\\?)(?=\\?\\?)",
        f"(?<=[oO][{SIGNS}])(?=[zqlyrnkt])",
        *conditions,
    ]
    lead = f"{_RARE}{cyrillic}{_FRAMES}–—А-ЯЁ‚„†‡€‰™¤¦§©¬®°±µ¶·№þÞ¹³¿º¼¾¶เ?{SIGNS}{needle_leads}"
    return re.compile(f"[{lead}](?:{'|'.join(alternatives)})")


_WESTERN = ("cp1252", "cp1250", "cp1254", "iso8859_2", "iso8859_15", "cp1253", "cp1257")


def needs_a_closer_look(text: str) -> bool:
    """Say whether anything of a text might have to be repaired or refused."""
    if text.isascii():
        return _ascii().search(text) is not None
    if _any().search(text) or _RUN.search(text) or _BEYOND.search(text):
        return True
    if ("о" in text or "а" in text or "е" in text) and _cyrillic(text):
        return True
    if ("α" in text or "ο" in text or "ε" in text) and MIXED[1].search(text):
        return True
    if "\u1031" in text or "\u1039" in text or "\u103b" in text:
        return IMPOSSIBLE.search(text) is not None
    if "ا" in text or "ה" in text or "ו" in text:
        return _right_to_left(text)
    return False


def _cyrillic(text: str) -> bool:
    if MIXED[0].search(text):
        return True
    return bool(_SERBIAN.search(text) and _NOT_SERBIAN.search(text))


def _right_to_left(text: str) -> bool:
    if IMPOSSIBLE_START.search(text):
        return True
    if ARABIC_KAF_YEH.search(text) and PERSIAN_LETTERS.search(text):
        return True
    return not frequent.count_straight(text) and bool(frequent.count_turned(text))
