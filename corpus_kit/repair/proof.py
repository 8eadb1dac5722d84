"""When a way back is proven: all that was garbled makes sense, and more of it than what was received."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from corpus_kit.readers.encodings.plausibility import score
from corpus_kit.readers.encodings.symbols import script_of

COVERED = 0.9  # the share of characters outside ASCII that a mistake must explain
_BETTER = 0.9  # by so much, a mean log-probability a byte, the result must be more plausible
# Signs that follow a word in honest text and so prove nothing after a single capital.
FOLLOWERS = frozenset("’”…–—«»™®©.ºª›‘“\u00a0°")


def foreign_characters(text: str) -> int:
    """Return how many characters are outside ASCII, lost ones left out."""
    return len(text) - len(text.encode("ascii", "ignore")) - text.count("\ufffd")


class Attempt(NamedTuple):
    """One way back for a piece of text."""

    text: str
    changed: int  # characters received that were part of a garbled sequence
    sequences: int
    foreign: int
    decoded: str  # the characters gained, joined


def is_readable(decoded: str) -> bool:
    """Say whether what was gained is made of characters that people write."""
    for character in decoded:
        category = unicodedata.category(character)
        if category in ("Cn", "Co", "Cs") or (category == "Cc" and not "\x80" <= character <= "\x9f"):
            return False
    return True


_SAME_LETTERS = re.compile(r"([^\W\d_]{1,2}?)\1{3,}")
_WORD_WITH_FOREIGN = re.compile("(?=[a-zA-Z]*[^\x00-\x7f])[^\\W\\d_]{2,}")
_MOST_ODD = 0.25  # the share of what was gained that may stand in words that nobody writes
# Scripts that are written without spaces between them, so that two of them may meet.
_MAY_MEET = frozenset(
    ["Hani", "Jpan", "Hang", "BOPOMOFO", "Thai", "LAO", "KHMER", "MYANMAR", "TIBETAN", "MODIFIER", "MICRO", ""]
)
_BORROWED = "æÆIl"  # Latin letters that Ossetic and the languages of the Caucasus are written with among Cyrillic ones


def is_believable(tried: Attempt) -> bool:
    """Say whether a result looks like words: no runs of one letter, no words of letters of two alphabets.

    Only what the attempt has brought about counts: the letters that it gained.
    """
    gained = Counter(c for c in tried.decoded if c.isalpha())
    if not gained:
        return True
    odd = sum(c in gained for m in _SAME_LETTERS.finditer(tried.text) for c in m[0])
    if odd > _MOST_ODD * gained.total():
        return False
    mixed = 0
    for match in _WORD_WITH_FOREIGN.finditer(tried.text):
        scripts = {script_of(c) for c in match[0] if (c in gained or c < "\x80") and c not in _BORROWED} - _MAY_MEET
        if len(scripts) > 1:
            mixed += sum(c in gained for c in match[0])
    return mixed <= _MOST_ODD * gained.total()


def is_of_one_script(decoded: str) -> bool:
    """Say whether several different letters, nearly all of one script, were gained."""
    scripts = Counter(script_of(c) for c in decoded)
    del scripts[""]
    different = {c for c in decoded if c.isalpha()}
    return len(different) > 3 and len(scripts) > 0 and max(scripts.values()) >= 0.9 * scripts.total()


def provable(text: str, tried: Attempt) -> bool:
    """Say whether an attempt explains a piece of text so well that it is taken."""
    if not tried.sequences or tried.changed < COVERED * tried.foreign or not is_readable(tried.decoded):
        return False
    if any("\x80" <= c <= "\x9f" for c in tried.decoded) and tried.sequences < 3:
        return False
    if foreign_characters(tried.text) == 0 or not is_believable(tried):
        return False
    before, _ = score(text, tried.foreign)
    after, _ = score(tried.text, tried.foreign)
    if tried.sequences >= 8 and tried.changed == tried.foreign:
        # Strict UTF-8 over so many characters is no accident. Of scripts without a model the score knows nothing.
        return after > before or is_of_one_script(tried.decoded)
    return after > before + _BETTER and (tried.sequences >= 4 or _few_but_sure(text, tried))


def _few_but_sure(text: str, tried: Attempt) -> bool:
    """Judge one to three sequences: each must be a letter within a word of its script, or common punctuation."""
    return all(_sure(match, text, tried) for match in _ALIGNED.finditer(text)) if tried.sequences else False


_ALIGNED = re.compile("[^\x00-\x7f\ufffd]+")


def _sure(match: re.Match[str], text: str, tried: Attempt) -> bool:
    """Say whether one run of characters outside ASCII must be garbled."""
    run = match[0]
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    if len(run) >= 3 and (run.startswith(("â€", "Ã¢â‚¬", "вЂ", "â\x80", "Â", "ï¿½", "ï»¿")) or len(run) >= 4):
        return True
    if len(run) == 3 and run[0] in "âæåäçèéãìíêëïàðГГп":
        return not before.isalpha() or not after.isalpha() or "\x80" <= run[1] <= "\x9f"
    if len(run) == 2:
        if "\x80" <= run[1] <= "\x9f":
            return True
        if run[0] == "Â" and run[1] in "£°§©®«»·¿¡\u00a0±²³µ½¼¾¢¥€ªº¶´":
            return run[1] != "\u00a0" or not after.isupper()
        if run[1] == "\u00a0" and not before.islower():
            return run[0] == "Ã" and not before.isalpha() and not after.isalpha()  # a capital at the end of its word
        if run[0] == "Ã" and not before.isalpha() and not after.isalpha() and not run[1].isalpha():
            return run[1] not in "’”“‘"  # `Ã¨`, `Ã—`: no word begins and ends so
        if run[1] in FOLLOWERS and not after.isalpha() and run[0] not in "Ã":
            return False
        gained = [c for c in tried.decoded if c.isalpha()]
        if not gained or not all("\u00c0" <= c <= "\u024f" or "\u1e00" <= c <= "\u1eff" for c in gained):
            return before.isalpha() and after.isalpha() and bool(gained)
        if before.isupper() and text[match.start() - 2 : match.start() - 1].isupper() and gained[0].islower():
            return False
        return before.isalpha() or (after.isalpha() and after.islower() and run[1] not in "’‘")
    return False


def of_wrong_case(before: str, decoded: str, after: str) -> bool:
    """Say whether a small letter would stand between capitals."""
    return decoded[-1:].islower() and before.isupper() and after.isupper()
