"""Prepares a copy of a text for the detectors, and tells what is no language: links, program code, lists of names."""

from __future__ import annotations

import re

from corpus_kit.identification.scripts import Letters

_LINKS = re.compile(r"(?:[a-z][a-z0-9+.-]{1,12}://|www\.)\S+|[^\s@]{1,64}@[^\s@]{2,255}|@\w{2,}", re.IGNORECASE)
_HAS_LINK = ("://", "www.", "WWW.", "@")
_WORD = re.compile(r"[^\W\d_]+")
_ITEMS = re.compile(r"[\n,;|/·•]+")
_APOSTROPHES = ("\u02bb", "\u02bc", "\u2018", "\u2019", "\u201b", "\u02b9", "\u00b4", "`")
# Latin letters that look like Cyrillic ones.
_LOOKALIKES = str.maketrans("aceopxyijhəɵëïABCEHIKMOPTXYJƏ", "асеорхуіјһәөёїАВСЕНІКМОРТХУЈӘ")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_BOTH = re.compile(r"[A-Za-zəɵëï][\u0400-\u052f]|[\u0400-\u052f][A-Za-zəɵëï]")
_CODE_SHARE = 0.12  # of the visible characters; prose stays under 0.06
_LETTER_SHARE = 0.4


def prepared(text: str) -> str:
    """Return `text` without links and addresses, with one kind of apostrophe."""
    if any(sign in text for sign in _HAS_LINK):
        text = _LINKS.sub(" ", text)
    for apostrophe in _APOSTROPHES:
        if apostrophe in text:
            text = text.replace(apostrophe, "'")
    return text


def unmixed(text: str) -> str:
    """Return `text` with Latin look-alikes inside Cyrillic words made Cyrillic; whole Latin words stay."""
    if not _BOTH.search(text):
        return text
    return _WORD.sub(lambda m: m[0].translate(_LOOKALIKES) if _CYRILLIC.search(m[0]) else m[0], text)


def readable(text: str) -> str:
    """Return `text` with a space for each character that detectors refuse: controls, surrogates, unassigned ones."""
    return "".join(c if c.isprintable() else " " for c in text)


def no_language(text: str, letters: Letters) -> bool:
    """Tell whether a text is mostly figures, program code or a list of names, whatever words stand in it."""
    if letters.letters < _LETTER_SHARE * letters.visible or letters.code_marks > _CODE_SHARE * letters.visible:
        return True
    return letters.script in ("Latn", "Cyrl", "Grek", "Armn") and _lists_names(text)


def repetitive(text: str) -> bool:
    """Tell whether a text is a few characters over and over: no alphabet writes twelve letters with so few signs."""
    return len(set(text[:200].casefold())) < 7 and len(set(text.casefold())) < 7


def _lists_names(text: str) -> bool:
    separators = text.count("\n") + text.count(",") + text.count(";") + text.count("|") + text.count("/")
    if separators < 3 or separators * 25 < len(text):
        return False
    items: list[list[str]] = [words for item in _ITEMS.split(text) if (words := _WORD.findall(item))]
    words = [word for item in items for word in item]
    if len(items) < 4 or len(words) > 2 * len(items):
        return False
    return sum(1 for word in words if word[0].isupper()) >= 0.8 * len(words)
