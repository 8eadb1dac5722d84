"""Tells lists of names, and a few signs over and over: what looks like language by its letters and is none."""

from __future__ import annotations

import re

from corpus_kit.identification import han
from corpus_kit.identification.answers import Answer

_WORD = re.compile(r"[^\W\d_]+")
_ITEMS = re.compile(r"[\n,;|/·•]+")
_WITH_CAPITALS = ("Latn", "Cyrl", "Grek", "Armn")
_FEWEST_LETTERS, _MOST_MARKS = 0.4, 0.12  # of the visible characters; prose has more and fewer
_FEWEST_SIGNS, _REPEATED = 7, 24  # no alphabet writes so many letters with so few signs


def no_language(text: str, answer: Answer) -> bool:
    """Tell whether a text is figures, program code, a few signs over and over or a list of names, by plain rules."""
    if answer.letter_share < _FEWEST_LETTERS or (answer.script == "Latn" and answer.mark_share > _MOST_MARKS):
        return True
    if answer.script == "Hani" and (han.rare_characters(text) or han.lists_people(text)):
        return True
    return repetitive(text, answer) or lists_names(text, answer.script)


def repetitive(text: str, answer: Answer) -> bool:
    """Tell whether a text is a few characters over and over."""
    if answer.letters <= _REPEATED or answer.signs >= _FEWEST_SIGNS:
        return False
    return len(set(text.casefold())) < _FEWEST_SIGNS


def lists_names(text: str, script: str) -> bool:
    """Tell whether a text in a script with capitals is a list of names: short items, nearly all words capital."""
    if script not in _WITH_CAPITALS:
        return False
    separators = text.count("\n") + text.count(",") + text.count(";") + text.count("|") + text.count("/")
    if separators < 3 or separators * 25 < len(text):
        return False
    items: list[list[str]] = [words for item in _ITEMS.split(text) if (words := _WORD.findall(item))]
    words = [word for item in items for word in item]
    if len(items) < 4 or len(words) > 2 * len(items):
        return False
    return sum(1 for word in words if word[0].isupper()) >= 0.8 * len(words)
