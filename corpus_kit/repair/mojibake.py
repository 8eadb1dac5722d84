"""Garbled letters: UTF-8 that was read as another encoding, once or several times, in all of a text or in parts.

A repair is made only where the way back is free of loss and the result is far more plausible than what was received.
Tried on the whole text first, then line by line, then word by word within otherwise plain Latin text.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from functools import cache
from typing import Any, NamedTuple

from corpus_kit.readers.encodings.plausibility import score
from corpus_kit.repair.outcome import Repaired, around
from corpus_kit.repair.proof import (
    COVERED,
    FOLLOWERS,
    Attempt,
    foreign_characters,
    is_of_one_script,
    is_readable,
    of_wrong_case,
    provable,
)
from corpus_kit.repair.rules import as_class
from corpus_kit.resources import read_text

_LAYERS = 6
_UNEXPLAINED = 20.0  # what leaves characters unexplained is behind what explains all
_PUNCTUATION = frozenset("’‘“”„–—…•€™«»№→←")
_QUOTES = "\"'“”„«»‹›`‘’()[]<>/"


@cache
def mistakes() -> dict[str, Any]:
    """Return the table of mistakes."""
    return tomllib.loads(read_text("data", "repair_encodings.toml"))


class Seen(NamedTuple):
    """An encoding under which UTF-8 was read: from character to byte, and what a sequence looks like."""

    name: str
    to_byte: dict[int, int]
    sequence: re.Pattern[str]


@cache
def byte_table(encoding: str) -> dict[int, int]:
    """Return the byte of each character. Bytes without one are the C1 controls, as lenient programs read them."""
    table = {ord(character): byte for byte, character in _characters(encoding).items()}
    for byte in range(0x80, 0xA0):
        table.setdefault(byte, byte)
    return table


def _characters(encoding: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for byte in range(256):
        try:
            found[byte] = bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            found[byte] = chr(byte)
    return found


@cache
def _seen(encoding: str) -> Seen:
    table = byte_table(encoding)
    of = {first: [chr(c) for c, byte in table.items() if first <= byte <= last] for first, last in _BYTES.items()}
    follow = f"[{as_class(of[0x80])}]"
    two, three, four = (f"[{as_class(of[first])}]" for first in (0xC2, 0xE0, 0xF0))
    lead = f"[{as_class(of[0xC2] + of[0xE0] + of[0xF0])}]"
    body = f"{lead}(?:(?<={two}){follow}|(?<={three}){follow}{{2}}|(?<={four}){follow}{{3}})"
    return Seen(encoding, table, re.compile(body))


_BYTES = {0x80: 0xBF, 0xC2: 0xDF, 0xE0: 0xEF, 0xF0: 0xF4}


def _decoded(sequence: str, seen: Seen) -> str | None:
    """Return what a run of sequences was before, or None where it is no UTF-8 (or CESU-8) after all."""
    try:
        raw = bytes(seen.to_byte[ord(character)] for character in sequence)
        text = raw.decode("utf-8", "surrogatepass")
        if any("\ud800" <= c <= "\udfff" for c in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except (KeyError, UnicodeError):
        return None
    return text


def attempt(text: str, seen: Seen) -> Attempt:
    """Decode every sequence of a text again."""
    changed = sequences = 0
    gained: list[str] = []

    def back(match: re.Match[str]) -> str:
        nonlocal changed, sequences
        text = _decoded(match[0], seen)
        if text is None:
            return match[0]
        changed += len(match[0])
        sequences += 1
        gained.append(text)
        return text

    # Runs, not single sequences: the halves of a CESU-8 pair belong together.
    result = re.sub(f"(?:{seen.sequence.pattern})+", back, text)
    return Attempt(result, changed, sum(len(g) for g in gained), foreign_characters(text), "".join(gained))


def _word_by_word(line: str, seen: Seen) -> tuple[str, int]:
    """Repair garbled letters in words of a line that is otherwise sound; quoted words stay."""
    changed = 0

    def back(match: re.Match[str]) -> str:
        nonlocal changed
        found = match[0]
        decoded = _decoded(found, seen)
        start, end = match.span()
        before, after = line[start - 1 : start], line[end : end + 1]
        if decoded is None or not is_readable(decoded) or _quoted(line, start, end):
            return found
        if of_wrong_case(before, decoded, after) or (found[1:] in ("\u00a0", "’", "‘") and not before.islower()):
            return found
        letters = all(c.isalpha() and ("\u00c0" <= c <= "\u024f" or "\u1e00" <= c <= "\u1eff") for c in decoded)
        beside = (before.isascii() and before.isalpha()) or (after.isascii() and after.islower())
        lone_capital = len(found) == 2 and found[1] in FOLLOWERS and not (after.isalpha() and after.islower())
        if (letters and beside and not lone_capital) or (all(c in _PUNCTUATION for c in decoded) and len(found) >= 3):
            changed += len(found)
            return decoded
        return found

    return re.sub(f"(?:{seen.sequence.pattern})+", back, line), changed


def _quoted(line: str, start: int, end: int) -> bool:
    """Say whether the word around a place stands in quotation marks or brackets of its own."""
    while start > 0 and (line[start - 1].isalnum() or (line[start - 1] > "\x7f" and line[start - 1] not in _QUOTES)):
        start -= 1
    while end < len(line) and (line[end].isalnum() or (line[end] > "\x7f" and line[end] not in _QUOTES)):
        end += 1
    return start > 0 and end < len(line) and line[start - 1] in _QUOTES and line[end] in _QUOTES


_LATIN_SEEN = ("cp1252", "cp1250", "mac_roman")
_LOST_SPACE = re.compile("Ã (?=\\S)(?:s (?=\\w))?")


def _one_layer(text: str) -> tuple[str, int]:
    """Undo one layer of garbling; return the text and how many characters were garbled."""
    candidates = [_seen(name) for name in mistakes()["utf_8"]["seen_as"]]
    candidates = [seen for seen in candidates if seen.sequence.search(text)]
    if not candidates:
        return text, 0
    found = _best(text, candidates)
    if found:
        return found.text, found.changed
    if "\n" in text:
        lines = [_one_line(line, candidates) for line in text.split("\n")]
        return "\n".join(line for line, _ in lines), sum(count for _, count in lines)
    return _in_words(text, candidates)


def _one_line(line: str, candidates: list[Seen]) -> tuple[str, int]:
    if line.isascii():
        return line, 0
    present = [seen for seen in candidates if seen.sequence.search(line)]
    if not present:
        return line, 0
    found = _best(line, present)
    return (found.text, found.changed) if found else _in_words(line, present)


def _best(text: str, candidates: list[Seen]) -> Attempt | None:
    best: Attempt | None = None
    best_score = 0.0
    for seen in candidates:
        source = _with_lost_spaces(text, seen)
        tried = attempt(source, seen)
        if tried.changed < COVERED * tried.foreign or not provable(source, tried):
            continue
        value, _ = score(tried.text, max(tried.foreign, 1))
        value -= _UNEXPLAINED * (tried.foreign - tried.changed) / tried.foreign
        if best is None or value > best_score + 0.05:
            best, best_score = tried, value
    return best


def _with_lost_spaces(text: str, seen: Seen) -> str:
    """Give back the no-break space that was part of a letter where it has become a plain space (`Ã ` for `à`)."""
    if seen.name != "cp1252" or "Ã " not in text or len(seen.sequence.findall(text)) < 1:
        return text
    return re.sub("Ã (s )?", lambda m: "Ã\u00a0s " if m[1] else "Ã\u00a0 ", text)


def _in_words(line: str, candidates: list[Seen]) -> tuple[str, int]:
    for seen in candidates:
        if seen.name in _LATIN_SEEN:
            repaired, changed = _word_by_word(line, seen)
            if changed:
                return repaired, changed
    return line, 0


_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_AS_CHINESE = re.compile("[锛銆鈥鐨褌褉械]")


def repair_utf_8(done: Repaired) -> None:
    """Undo UTF-8 read as something else, layer by layer."""
    _undo_layers(done)
    lost = done.text.count(_LOST)
    if lost:  # the sign of a lost letter, itself garbled: then it can be told that letters are lost
        before = done.text
        done.text = before.replace(_LOST, "\ufffd")
        first, last = around(before, before.index(_LOST), before.index(_LOST) + 3)
        done.note("mojibake", 3 * lost, before[first:last], before[first:last].replace(_LOST, "\ufffd"))


_LOST = "ï¿½"


def _undo_layers(done: Repaired) -> None:
    for _ in range(_LAYERS):
        before = done.text
        text, changed = _one_layer(before)
        if not changed and _CHINESE.search(before):
            text, changed = _as_chinese(before)
        if not changed:
            return
        place = next((i for i, (a, b) in enumerate(zip(before, text, strict=False)) if a != b), 0)
        first, last = around(before, place, place)
        done.note("mojibake", changed, before[first : last + 40], text[first : last + 20])
        done.text = text


def _as_chinese(text: str) -> tuple[str, int]:
    """Undo UTF-8 read as GB 18030: Chinese characters of no sense, line by line."""
    lines, changed = text.split("\n"), 0
    for number, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            back = codecs.encode(line, "gb18030").decode("utf-8")
        except UnicodeError:
            continue
        # Two characters may be UTF-8 by chance, and mean what they say: a longer line is not.
        known = _AS_CHINESE.search(line) and len(back) < len(line) * 1.6
        if is_readable(back) and (known or (len(line) > 5 and is_of_one_script(back))):
            lines[number] = back
            changed += foreign_characters(line)
    return "\n".join(lines), changed


def sequence_of(encoding: str) -> re.Pattern[str]:
    """Return what a character of UTF-8 looks like under an encoding."""
    return _seen(encoding).sequence
