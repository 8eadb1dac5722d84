"""Whether the letters of a page can be believed.

A PDF shows glyphs, and only says on the side which letters they are. Where it does not say, or says what cannot be, the
page is refused: what would come out looks like text to a program and is noise to a reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from corpus_kit.readers.families.pdf_fonts import legacy_font
from corpus_kit.readers.families.pdf_lines import climbs
from corpus_kit.readers.families.pdf_pieces import LETTER_UNKNOWN, PageText
from corpus_kit.readers.limits import Params

UNKNOWN_SHARE = 0.02  # of a page's letters without a name
_SCAN_SHARE, _SCAN_LETTERS = 0.7, 30  # a picture over the page and hardly a letter beside it
_DRAWN_LETTERS = 40  # drawings on a page without text: letters turned into curves
_ORDER_SHARE, _ORDER_COUNT = 0.02, 3
_FINAL = {"ar": "ةى", "he": "ךםןףץ"}
_RIGHT_TO_LEFT_WORD = re.compile(r"[\u05d0-\u05ea]{3,}|[\u0621-\u064a]{3,}")
# Signs that cannot begin a syllable, by script, as (consonants and what may follow them, dependent signs).
_VOWELS = (
    "\u093e-\u094c\u09be-\u09cc\u0a3e-\u0a4c\u0abe-\u0acc\u0b3e-\u0b4c\u0bbe-\u0bcc\u0c3e-\u0c4c\u0cbe-\u0ccc"
    "\u0d3e-\u0d4c\u0dcf-\u0ddf"
)
_VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
_INDIC = "\u0900-\u0dff"
_DEPENDENT = re.compile(
    rf"[{_VOWELS}{_VIRAMAS}\u102b-\u1032\u1036-\u103e\u17b6-\u17d3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    r"\u0ec8-\u0ecd\u0f71-\u0f84\u0f90-\u0fbc]"
)
_IMPOSSIBLE = re.compile(
    "|".join(
        (
            rf"(?<![{_INDIC}\u200c\u200d\u25cc])[{_VOWELS}{_VIRAMAS}]",  # a dependent sign with nothing to depend on
            rf"[{_VOWELS}][{_VOWELS}{_VIRAMAS}]",  # two vowels on one consonant
            rf"[{_VIRAMAS}][{_VOWELS}]",
            r"(?<![\u1000-\u102a\u103a-\u104f\u1050-\u109f\uaa60-\uaa7f])\u1031",  # Burmese e before its consonant
            r"(?<![\u1000-\u109f\uaa60-\uaa7f\u200b-\u200d\u25cc])[\u102b-\u1030\u1032\u1036-\u103e]",
            r"(?<![\u1780-\u17d3\u17dd\u200b-\u200d\u25cc])[\u17b6-\u17d3]",  # Khmer
            r"[\u17b6-\u17c5][\u17b6-\u17c5]|\u17d2(?![\u1780-\u17b3])",
            r"(?<![\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e45\u0e47-\u0e4e\u25cc])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]",
            r"(?<![\u0e81-\u0eae\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u0edc-\u0edf\u25cc])[\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd]",
            r"(?<![\u0f40-\u0f6c\u0f71-\u0f84\u0f90-\u0fbc\u25cc])[\u0f71-\u0f84\u0f90-\u0fbc]",
        )
    )
)


# Of each script, its vowels: words without any are rare in all languages written with them.
_VOWEL_LETTERS = {
    "latin": (re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]{3,}"), "aeiouyæøœəıw"),
    "cyrillic": (re.compile(r"[\u0430-\u052f]{3,}"), "аеёиоуыэюяәөұүіїєѣӑӗўѓъѡѵꙋ"),
    "greek": (re.compile(r"[\u03ac-\u03ce]{3,}"), "αεηιουω"),
    "armenian": (re.compile(r"[\u0561-\u0587]{3,}"), "աեէըիոօւև"),
    "georgian": (re.compile(r"[\u10d0-\u10fa]{3,}"), "აეიოუჱჲჳჵ"),
}
_WORDS, _WITHOUT_VOWEL = 40, 0.35
_MODELLED = {
    "Cyrl": re.compile("[\u0400-\u052f]"),
    "Grek": re.compile("[\u0370-\u03ff]"),
    "Armn": re.compile("[\u0531-\u0587]"),
    "Geor": re.compile("[\u10a0-\u10ff]"),
}
# Nats a letter under the model that fits best. The translations of the Declaration of Human Rights, many in languages
# without a model, cost 4.9 at most (Evenki, polytonic Greek); Kazakh under a shifted alphabet costs 6.4 and more.
_COSTLY, _JUDGED_LETTERS = 5.7, 200


def makes_no_words(text: str) -> bool:
    """Return whether the letters of a script stand in an order that no language has, as those of a shifted alphabet.

    Told by words without a vowel: fewer than one in ten in texts, half and more where letters stand for others.
    """
    text = unicodedata.normalize("NFC", text).casefold()
    for pattern, vowels in _VOWEL_LETTERS.values():
        words = pattern.findall(text)
        if len(words) >= _WORDS:
            bare = sum(not set(unicodedata.normalize("NFD", word)) & set(vowels) for word in words)
            if bare > _WITHOUT_VOWEL * len(words):
                return True
    return any(_costs_too_much(text, script, letters) for script, letters in _MODELLED.items())


def _costs_too_much(text: str, script: str, letters: re.Pattern[str]) -> bool:
    count = len(letters.findall(text))
    if count < _JUDGED_LETTERS:
        return False
    from corpus_kit.readers.encodings.plausibility import text_costs  # brings numpy along

    return text_costs(text[:20_000], script)[0] > _COSTLY * min(count, len(letters.findall(text[:20_000])))


def is_scan(page: PageText) -> bool:
    """Return whether a page is a picture, or letters drawn as curves, with no text to it."""
    if not page.letters:
        return page.pictures > 0 or page.drawings >= _DRAWN_LETTERS
    return page.letters < _SCAN_LETTERS and page.picture_share > _SCAN_SHARE


def is_blank(page: PageText) -> bool:
    """Return whether nothing stands on a page that could be text."""
    return not page.letters and not is_scan(page)


def fault(page: PageText, text: str) -> tuple[str, Params]:
    """Return the code of what is wrong with the letters of a page, empty where nothing is, and its parameters.

    `text` is what was made of the page. Codes: `pdf-page-without-text`, `pdf-letters-unknown`, `pdf-legacy-font`,
    `pdf-letters-wrong`, `pdf-broken-order`.
    """
    if is_scan(page):
        return "pdf-page-without-text", {}
    if unknown_letters(text) > UNKNOWN_SHARE * max(page.letters, 1):
        return "pdf-letters-unknown", {}
    for name, count in sorted(page.fonts.items()):
        if count >= 10 and legacy_font(name, page.samples.get(name, ""), page.latin[name] / count):
            return "pdf-legacy-font", {"font": name}
    if makes_no_words(text):
        return "pdf-letters-wrong", {"sample": " ".join(text.split())[:60]}
    if climbs(page.pieces) or broken_order(text):
        return "pdf-broken-order", {}
    return "", {}


def unknown_letters(text: str) -> int:
    """Return how many letters of `text` have no meaning that all agree on."""
    return sum(c == LETTER_UNKNOWN or unicodedata.category(c) in ("Co", "Cn", "Cs") for c in text)


def broken_order(text: str) -> bool:
    """Return whether the letters stand in an order that is none, as where they are given as they are drawn."""
    text = unicodedata.normalize("NFC", text)
    dependent = len(_DEPENDENT.findall(text))
    impossible = len(_IMPOSSIBLE.findall(text))
    if impossible >= _ORDER_COUNT and impossible > _ORDER_SHARE * dependent:
        return True
    return any(_turned(_RIGHT_TO_LEFT_WORD.findall(text), letters) for letters in _FINAL.values())


def _turned(words: Iterable[str], final: str) -> bool:
    """Return whether letters that end words begin them."""
    begin = end = 0
    for word in words:
        begin += word[0] in final
        end += word[-1] in final
    return begin >= _ORDER_COUNT and begin > end
