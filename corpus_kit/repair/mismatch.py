"""Garbled letters of another kind: bytes of one national encoding that were read as another one."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from corpus_kit.readers.encodings.plausibility import score
from corpus_kit.repair.mojibake import byte_table, mistakes
from corpus_kit.repair.outcome import Repaired, around

_GOOD = -4.2  # a mean log-probability a byte that good text reaches in an encoding of one byte a letter
_BETTER = 0.9
_LEAST = 8  # letters outside ASCII, fewer prove nothing


class Mistake(NamedTuple):
    """One kind of mistake: what gives it away, and the encodings in question."""

    trigger: re.Pattern[str]
    seen_as: tuple[str, ...]
    real: tuple[str, ...]
    without: re.Pattern[str] | None
    least: int


@cache
def kinds() -> tuple[Mistake, ...]:
    """Return the table of mistakes."""
    return tuple(_mistake(entry) for entry in mistakes()["single_byte"])


def _mistake(entry: dict[str, Any]) -> Mistake:
    without = re.compile(entry["without"]) if "without" in entry else None
    return Mistake(
        re.compile(entry["trigger"]),
        tuple(entry["seen_as"]),
        tuple(entry["real"]),
        without,
        int(entry.get("least", _LEAST)),
    )


def repair_mismatch(done: Repaired) -> None:
    """Read a text, or lines of it, in the encoding that it was written in."""
    for mistake in kinds():
        if not mistake.trigger.search(done.text):
            continue
        whole = _better(done.text, mistake)
        if whole:
            _take(done, whole, _foreign(done.text))
            continue
        lines, changed = done.text.split("\n"), 0
        if len(lines) > 1:
            for number, line in enumerate(lines):
                better = _better(line, mistake) if mistake.trigger.search(line) else None
                if better:
                    changed += _foreign(line)
                    lines[number] = better
            if changed:
                _take(done, "\n".join(lines), changed)


def _take(done: Repaired, text: str, changed: int) -> None:
    place = next((i for i, (a, b) in enumerate(zip(done.text, text, strict=False)) if a != b), 0)
    first, last = around(done.text, place, place)
    done.note("mojibake", changed, done.text[first:last], text[first:last])
    done.text = text


def _foreign(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _better(text: str, mistake: Mistake) -> str | None:
    """Return the text read as it should be, or None where that is not clearly better."""
    foreign = _foreign(text)
    if foreign < mistake.least or (mistake.without and mistake.without.search(text)):
        return None
    before, _ = score(text, foreign)
    best, best_score = None, max(before + _BETTER, _GOOD)
    for seen_as in mistake.seen_as:
        table = byte_table(seen_as)
        try:
            raw = bytes(ord(c) if c < "\x80" else table[ord(c)] for c in text)
        except KeyError:
            continue
        for real in mistake.real:
            if real == seen_as:
                continue
            try:
                candidate = raw.decode(real)
            except UnicodeDecodeError:
                continue
            value, _ = score(candidate, foreign)
            if value > best_score and _whole_words(candidate):
                best, best_score = candidate, value
    return best


_SAME_LETTERS = re.compile(r"([^\W\d_]{1,2}?)\1{7,}")  # no word of any language, nor a laugh that proves one
_LOWER_IN_WORD = re.compile("[a-zа-яё][A-ZА-ЯЁ]{2}")


def _whole_words(text: str) -> bool:
    """Say whether a reading has no words of turned case, and no controls."""
    if any(len(set(match[0])) < 3 for match in _SAME_LETTERS.finditer(text)):
        return False
    turned = len(_LOWER_IN_WORD.findall(text))
    return not any("\x80" <= c <= "\x9f" for c in text) and turned * 30 <= len(text)
