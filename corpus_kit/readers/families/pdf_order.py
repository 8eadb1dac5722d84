"""The order of letters in a line: from left to right as drawn, to the order in which it is read."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from corpus_kit.readers.families.pdf_pieces import Glyph

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_HEBREW = re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]")
_SAME_PLACE = 0.02  # points: the letters of a ligature stand at one origin
_ALEFS = "\u0622\u0623\u0625\u0627"
_BRACKETS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›"}
_MIRRORED = {**_BRACKETS, **{close: opening for opening, close in _BRACKETS.items()}}


def is_right_to_left(text: str) -> bool:
    """Return whether a letter of Hebrew, Arabic or another script written from right to left is in `text`."""
    return max(text, default="") > "\u0589" and _RIGHT_TO_LEFT.search(text) is not None


def goes_left(glyphs: list[Glyph], origins: list[float]) -> bool:
    """Return whether the letters of one object are, or may be, given from right to left."""
    if any(is_right_to_left(g.text) for g in glyphs):
        return True
    words = any(c.isalpha() for g in glyphs for c in g.text)
    return not words and any(b < a for a, b in pairwise(origins))


def as_drawn(glyphs: list[Glyph], origins: list[float]) -> list[Glyph]:
    """Return the letters of one object with right-to-left text in the order of drawing, ligatures in one glyph.

    PDFium gives such letters in the order of reading, as far as it can tell, by turning all of them round.
    """
    merged, places = _ligatures(glyphs, origins)
    steps = [b - a for (g, a), (h, b) in pairwise(zip(merged, places, strict=True)) if not (g.is_mark or h.is_mark)]
    if sum(step < 0 for step in steps) > sum(step > 0 for step in steps):
        merged.reverse()
        places.reverse()
        for glyph in merged:
            glyph.text = glyph.text[::-1]
    groups: list[tuple[float, list[Glyph]]] = []
    waiting: list[Glyph] = []  # a mark is drawn before its letter, which stands to the right of it in the text
    for glyph, place in zip(merged, places, strict=True):
        waiting.append(glyph)
        if not glyph.is_mark:
            groups.append((place, waiting))
            waiting = []
    if any(b < a - 0.5 for (a, _), (b, _) in pairwise(groups)):
        groups.sort(key=lambda group: (round(group[0], 2), group[1][-1].text != " "))
    for glyph in merged:
        glyph.text = _ligature_text(glyph.text)
    return [glyph for _, group in groups for glyph in group] + waiting


def _ligatures(glyphs: list[Glyph], origins: list[float]) -> tuple[list[Glyph], list[float]]:
    merged: list[Glyph] = []
    places: list[float] = []
    for glyph, origin in zip(glyphs, origins, strict=True):
        is_added_space = glyph.text == " " and glyph.right - glyph.left < 0.1
        if merged and abs(places[-1] - origin) < _SAME_PLACE and not is_added_space and merged[-1].text != " ":
            merged[-1].text += glyph.text
            merged[-1].right = max(merged[-1].right, glyph.right)
            continue
        merged.append(glyph)
        places.append(origin)
    return merged, places


def _ligature_text(text: str) -> str:
    """Return the letters of a ligature in the order of reading, where that can be told."""
    if len(text) < 2:
        return text
    marks = [c for c in text if unicodedata.combining(c)]
    letters = "".join(c for c in text if not unicodedata.combining(c))
    if len(letters) == 2 and letters[0] in _ALEFS and letters[1] == "ل":
        return "".join([letters[::-1], *marks])
    if marks and unicodedata.combining(text[0]) and not unicodedata.combining(text[-1]):
        return text[::-1]
    return "لله" if text == "هلل" else text


def logical(parts: list[str], right_to_left: bool) -> str:
    """Return the text of a line whose `parts` stand from left to right; each part is in the order of reading itself.

    This undoes the Unicode bidirectional algorithm for one line without embeddings.
    """
    kinds = _kinds(parts)
    outer, inner = ("R", "L") if right_to_left else ("L", "R")
    if inner not in kinds and "N" not in kinds:
        return "".join(_mirrored_pairs(parts[::-1]) if right_to_left else parts)
    runs: list[tuple[bool, list[str]]] = []
    for start, end, is_inner in _runs(kinds, inner, parts):
        runs.append((is_inner, parts[start:end]))
    if outer == "R":
        turned = [part for is_inner, run in reversed(runs) for part in (run if is_inner else run[::-1])]
        return "".join(_mirrored_pairs(turned))
    given: list[str] = []
    for is_inner, run in runs:
        given += _mirrored_pairs(_right_to_left_run(run)) if is_inner else run
    return "".join(given)


def _kinds(parts: list[str]) -> list[str]:
    kinds = []
    for part in parts:
        if is_right_to_left(part) and not all(unicodedata.bidirectional(c) in ("AN", "EN") for c in part):
            kinds.append("R")
        else:
            classes = {unicodedata.bidirectional(c) for c in part}
            kinds.append("L" if "L" in classes else "N" if classes & {"EN", "AN"} else "-")
    return kinds


def _runs(kinds: list[str], inner: str, parts: list[str]) -> list[tuple[int, int, bool]]:
    """Return the stretches of a line, and which of them run against its direction."""
    hebrew = not any(is_right_to_left(p) and not _HEBREW.search(p) for p in parts)
    runs: list[tuple[int, int, bool]] = []
    position = 0
    while position < len(kinds):
        end = _run_end(kinds, position, inner, parts, hebrew)
        if end > position:
            runs.append((position, end, True))
        else:
            end = position + 1
            if runs and not runs[-1][2]:
                start = runs.pop()[0]
                runs.append((start, end, False))
            else:
                runs.append((position, end, False))
        position = end
    return runs


def _run_end(kinds: list[str], start: int, inner: str, parts: list[str], hebrew: bool) -> int:
    """Return where a run against the direction of the line ends that begins at `start`; `start` where none does."""
    if kinds[start] != inner and not (inner == "L" and kinds[start] == "N"):
        return start
    with_letters = inner == "R"
    end = position = start
    while position < len(kinds) and kinds[position] != ("R" if inner == "L" else "L"):
        kind = kinds[position]
        if kind in (inner, "N"):
            between = parts[end:position]
            if inner == "L" and not with_letters and kind == "N" and not _joins_numbers(between, hebrew):
                # Letters further on may still make one run of it: "2 kg".
                following = next((k for k in kinds[position:] if k in "LR"), "R")
                if following != "L":
                    break
            with_letters = with_letters or kind == "L"
            end = position + 1
        position += 1
    if inner == "R" and kinds[end - 1] == "N":
        return end
    return end


def _joins_numbers(between: list[str], hebrew: bool) -> bool:
    text = "".join(between)
    return not text or (len(text) == 1 and text in (".,:/\u00a0" + ("+-" if hebrew else "") + "٫٬"))


def _right_to_left_run(run: list[str]) -> list[str]:
    """Turn a right-to-left run of a left-to-right line round, its numbers not."""
    kinds = _kinds(run)
    turned: list[str] = []
    for start, end, is_number in reversed(_runs(kinds, "L", run)):
        turned += run[start:end] if is_number else run[start:end][::-1]
    return turned


def _mirrored_pairs(parts: list[str]) -> list[str]:
    """Mend brackets: a file may name the one that is drawn or the one that is meant. They open before they close."""
    text = list(parts)
    for opening, closing in _BRACKETS.items():
        where = [i for i, part in enumerate(text) if part in (opening, closing)]
        if len(where) % 2 == 0:
            for number, i in enumerate(where):
                text[i] = closing if number % 2 else opening
    return text
