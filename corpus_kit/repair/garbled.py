"""What is garbled beyond repair: lost bytes, question marks in the place of letters, holes."""

from __future__ import annotations

import re

from corpus_kit.repair.mojibake import sequence_of
from corpus_kit.repair.outcome import Refused, Repaired, sample

_REPLACEMENT = "\ufffd"
_QUESTIONS = re.compile('(?<!\\S)[("«]*\\?{3,}[?.,;:!)»"-]*(?!\\S)')
_MOST = 0.5  # the share of words from which a text is refused
_LEAST_WORDS = 3
# C1 controls are no text: where Windows-1252 has a sign of punctuation at the same place, that was meant.
_SIGNS = {
    code: bytes([code]).decode("cp1252") for code in (0x80, 0x82, 0x84, 0x85, 0x8B, *range(0x91, 0x98), 0x99, 0x9B)
}
_CONTROL_SIGN = re.compile('[\x80\x82\x84\x8b\x91-\x97\x99\x9b]|\x85(?=[ ,.!?"\x93\x94)]|$)')


def repair_control_signs(done: Repaired) -> None:
    """Put quotation marks and dashes in the place of the control characters that a wrong decoding made of them."""
    before = done.text
    first = _CONTROL_SIGN.search(before)
    if first is None or _too_many_controls(before):
        return
    done.text, count = _CONTROL_SIGN.subn(lambda match: _SIGNS[ord(match[0])], before)
    start = max(0, before.rfind(" ", 0, max(first.start() - 12, 0)) + 1)
    done.note("mojibake", count, before[start : start + 40], done.text[start : start + 40])


def _too_many_controls(text: str) -> bool:
    """Say whether the controls are no single signs but what is left of garbled letters."""
    found = re.findall("[\x80-\x9f]", text)
    signs = sum(1 for c in found if ord(c) in _SIGNS)
    return len(found) * 8 > len(text) or signs * 2 < len(found)


def refuse_garbled(done: Repaired) -> None:
    """Refuse a text most of which is lost; note what is lost of other texts."""
    text = done.text
    lost = text.count(_REPLACEMENT)
    questions = len(_QUESTIONS.findall(text)) if "???" in text else 0
    left = _left_garbled(text)
    if not (lost or questions or left):
        return
    words = text.split()
    holes = sum(1 for word in words if _REPLACEMENT in word)
    broken = max(holes, questions, left)
    if broken >= _LEAST_WORDS and broken >= _MOST * len(words):
        done.refusal = Refused("text-garbled", {"sample": sample(text), "count": broken, "words": len(words)})
        return
    if lost:
        place = text.index(_REPLACEMENT)
        done.suspect("letters-lost", lost, text[max(0, place - 20) : place + 20].split("\n")[0])
    if left >= _LEAST_WORDS:
        done.suspect("text-garbled-in-part", left, next((w for w in words if _garbled(w)), ""))


def _garbled(word: str) -> bool:
    return any(sum(map(len, sequence_of(name).findall(word))) * 2 > len(word) for name in ("cp1252", "cp1251"))


def _left_garbled(text: str) -> int:
    """Return how many words are still made of garbled sequences: those of a text that is not otherwise honest."""
    if not any(sequence_of(name).search(text) for name in ("cp1252", "cp1251")):
        return 0
    foreign = [word for word in text.split() if not word.isascii()]
    garbled = sum(1 for word in foreign if _garbled(word))
    return garbled if garbled * 2 > len(foreign) else 0
