"""Arabic and Hebrew letters: shapes to letters, visual order to reading order, Arabic kaf and yeh elsewhere."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from corpus_kit.repair import frequent
from corpus_kit.repair.outcome import Refused, Repaired, Settings, sample
from corpus_kit.repair.rules import as_class, characters

_FORMS = re.compile(f"[{as_class(characters('presentation_forms'))}]")
_FORM_RUN = re.compile(f"[{as_class(characters('presentation_forms'))}]{{2,}}")
_RIGHT_TO_LEFT = "\u0590-\u07ff\u0860-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_HAS_RIGHT_TO_LEFT = re.compile(f"[{_RIGHT_TO_LEFT}]")
# A stretch that keeps its direction when a line is turned: numbers, and Latin words with what stands between them.
_LEFT_TO_RIGHT = re.compile(
    "[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/٫٬-][0-9\u0660-\u0669\u06f0-\u06f9]+)*%?"
    "|[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f@._:/#&+-]*"
    "(?: +[A-Za-z\u00c0-\u024f0-9][A-Za-z0-9\u00c0-\u024f@._:/#&+-]*)*"
)
_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_MARK_FIRST = re.compile("(?:^|\\s)[\u0591-\u05c7\u064b-\u065f\u0670]", re.MULTILINE)
_PUNCTUATION = ".،؛؟!:,;?"


@cache
def _letters_of(form: str) -> str:
    """Return the letters that a presentation form shows; a mark shown on a blank or a stroke becomes the mark."""
    letters = unicodedata.normalize("NFKC", form)
    bare = letters.lstrip(" \u0640")
    return bare if bare and bare != letters and all(unicodedata.combining(c) for c in bare) else letters


def fold_forms(done: Repaired) -> None:
    """Put letters in the place of presentation forms."""
    before = done.text
    first = _FORMS.search(before)
    if first is None:
        return
    done.text, count = _FORMS.subn(lambda match: _letters_of(match[0]), before)
    shown = before[first.start() : first.start() + 40]
    done.note("presentation_forms", count, shown, _FORMS.sub(lambda match: _letters_of(match[0]), shown))


@cache
def _position(form: str) -> str:
    """Return `initial`, `medial`, `final`, `isolated` or nothing."""
    tag = unicodedata.decomposition(form).split(" ", 1)[0]
    return tag.strip("<>") if tag.startswith("<") else ""


def _shapes_run_backwards(text: str) -> int:
    """Return how many more neighbours join as in visual order than as in reading order; 0 where they do not."""
    forward = backward = 0
    for run in _FORM_RUN.findall(text):
        places = [_position(form) for form in run]
        for one, two in zip(places, places[1:], strict=False):
            forward += one in ("initial", "medial") and two in ("medial", "final")
            backward += one in ("final", "medial") and two in ("medial", "initial")
            forward -= one == two == "medial"
            backward -= one == two == "medial"
            # An initial form at the end of a word, or a final one at its start, needs no neighbour to be told.
    return backward if backward >= 2 and backward > 4 * forward else 0


IMPOSSIBLE_START = re.compile("[ةךםןףץ](?<![\\w\u0591-\u05f4'\"״׳].)(?=[\u05d0-\u05ea\u0621-\u064a])")
_POSSIBLE_END = re.compile("[ةךםןףץ](?<=[\u05d0-\u05ea\u0621-\u064a].)(?![\\w\u0591-\u05f4\u064b-\u0652'\"״׳])")


def runs_backwards(text: str) -> Literal["", "suspected", "certain"]:
    """Say whether right-to-left letters stand in visual order, by shapes, by impossible words, by frequent words."""
    if not _HAS_RIGHT_TO_LEFT.search(text):
        return ""
    if _FORMS.search(text) and _shapes_run_backwards(text):
        return "certain"
    starts = len(IMPOSSIBLE_START.findall(text)) if IMPOSSIBLE_START.search(text) else 0
    turned = frequent.count_turned(text)
    if starts + turned < 3:
        return ""
    ends = len(_POSSIBLE_END.findall(text))
    straight = frequent.count_straight(text)
    if starts + turned > 6 * (ends + straight):
        return "certain"
    return "suspected" if starts + turned > ends + straight else ""


def turn_round(text: str) -> str:
    """Return lines in visual order in reading order; numbers and Latin words keep their direction."""
    marks_first = bool(_MARK_FIRST.search(text))
    word_by_word = _words_stand_in_order(text)
    lines = text.split("\n")
    return "\n".join(
        _turn(line, marks_first, word_by_word) if _HAS_RIGHT_TO_LEFT.search(line) else line for line in lines
    )


def _words_stand_in_order(text: str) -> bool:
    """Say whether only the letters of each word are turned: the full stop then leads the last word of its line."""
    first = last = 0
    for line in text.split("\n"):
        words = line.split()
        if len(words) > 1 and _HAS_RIGHT_TO_LEFT.search(line):
            first += words[0][0] in _PUNCTUATION and len(words[0]) > 1
            last += words[-1][0] in _PUNCTUATION and len(words[-1]) > 1
    return last > first


def _turn(line: str, marks_first: bool, word_by_word: bool) -> str:
    if word_by_word:
        parts = re.split("(\\s+)", line)
        return "".join(_turn(part, marks_first, False) if _HAS_RIGHT_TO_LEFT.search(part) else part for part in parts)
    tokens: list[str] = []
    last = 0
    for match in _LEFT_TO_RIGHT.finditer(line):
        tokens += _clusters(line[last : match.start()], marks_first)
        tokens.append(match[0])
        last = match.end()
    tokens += _clusters(line[last:], marks_first)
    return "".join(tokens[::-1])


def _clusters(text: str, marks_first: bool) -> list[str]:
    """Return characters with their marks, brackets mirrored; marks stored before their letter stay single."""
    clusters: list[str] = []
    for character in text.translate(_MIRRORED):
        if clusters and not marks_first and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def repair_direction(done: Repaired, settings: Settings) -> None:
    """Turn text in visual order round where that is certain, refuse it elsewhere."""
    verdict = runs_backwards(done.text)
    if not verdict:
        return
    turned = turn_round(done.text)
    if verdict == "certain" and settings.visual_order and not runs_backwards(turned):
        changed = sum(len(line) for line in done.text.split("\n") if _HAS_RIGHT_TO_LEFT.search(line))
        done.note("visual_order", changed, done.text.split("\n", 1)[0], turned.split("\n", 1)[0])
        done.text = turned
    else:
        done.refusal = Refused("text-in-visual-order", {"sample": sample(done.text)})


# Letters of languages that write kaf and yeh as Arabic does, or have rules of their own for them.
_OTHER_RULES = re.compile("[ېۍۈۋڭٽٿڀڃڄڇڊڌڙڻڪړښځڅټڼڤڠݢڬۏۅ]")
ARABIC_KAF_YEH = re.compile("[كيى]")
_TO_PERSIAN = str.maketrans("كيى", "کیی")
_ARABIC_WORD = re.compile(
    "[\\w\u064b-\u0652]*[ةإأ\u064b-\u0652][\\w\u064b-\u0652]*|\\b(?:و|ب|ف|ل)?ال\\w+|\\bفي\\b|\\bالى\\b|\\bعلي\\b"
)
PERSIAN_LETTERS = re.compile("[پچژگکیێۆڕڵھہٹڈڑںے]")


def repair_kaf_and_yeh(done: Repaired) -> None:
    """Put Persian kaf and yeh into Persian, Urdu and Kurdish lines, word by word, Arabic quotations left alone."""
    text = done.text
    if not ARABIC_KAF_YEH.search(text) or not PERSIAN_LETTERS.search(text) or _OTHER_RULES.search(text):
        return
    proofs = len(PERSIAN_LETTERS.findall(text))
    words = len(text.split())
    arabic = len(_ARABIC_WORD.findall(text))
    evidence = frequent.count_persian(text)
    if 12 * proofs < words or evidence < 2 or evidence * 15 < words or 3 * arabic > words:
        return
    count = 0
    example: tuple[str, str] | None = None

    def fold(match: re.Match[str]) -> str:
        nonlocal count, example
        word = match[0]
        if not ARABIC_KAF_YEH.search(word) or _ARABIC_WORD.fullmatch(word):
            return word
        new = word.translate(_TO_PERSIAN)
        count += sum(a != b for a, b in zip(word, new, strict=True))
        example = example or (word, new)
        return new

    done.text = re.sub("[\\w\u064b-\u0652\u200c]+", fold, text)
    if example:
        done.note("arabic_letters", count, *example)
