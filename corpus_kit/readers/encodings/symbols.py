"""The symbols in which decodings are judged: letters without their case, and one symbol for each kind of the rest."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SPACE, DIGIT, MARK_OF_ASCII, FOREIGN_LETTER = "_", "0", ".", "a"
# Characters outside ASCII that are part of ordinary text without being letters.
PUNCTUATION = frozenset(
    "«»—–“”„‘’‚…·•§№°\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f،؛؟׳״־€£¥±×÷¿¡ªº´‹›†‡®©™²³½¼¾¨¸¹µ՝՞՛։՚֊՜ʼ‛"
)
# Forms that one model stands for: the comma and the cedilla of Romanian, the letters Yeh and Kaf of Arabic script.
_SAME = {"ș": "ş", "ț": "ţ", "ی": "ي", "ک": "ك", "ى": "ي", "ʻ": "‘", "ʼ": "’"}
_SCRIPTS = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "THAI": "Thai",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "TAMIL": "Taml",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "KATAKANA-HIRAGANA": "Jpan",
    "HANGUL": "Hang",
}


@lru_cache(maxsize=16384)
def script_of(character: str) -> str:
    """Return a rough script of a letter, by its Unicode name; empty for what is no letter and for shared marks."""
    if unicodedata.category(character)[0] not in "LM":
        return ""
    name = unicodedata.name(character, "?").split(" ", 1)[0]
    if name == "COMBINING" or character in ("ª", "º", "ـ"):
        return ""
    return _SCRIPTS.get(name) or _SCRIPTS.get(name.split("-", 1)[0]) or name


def symbol_of(character: str, script: str) -> str:
    """Return the symbol that stands for `character` in models of `script`."""
    if character <= "\x7f":
        if character.isalpha():
            return character.lower() if script == "Latn" else FOREIGN_LETTER
        if character.isdigit():
            return DIGIT
        return SPACE if character in " \t\r\n\f\v_" else MARK_OF_ASCII
    small = character.lower()
    if len(small) > 1:
        small = character
    if "\ufb50" <= small <= "\ufefc":  # presentation forms of Arabic stand for their letters
        small = unicodedata.normalize("NFKC", small)[:1]
    return _SAME.get(small, small)
