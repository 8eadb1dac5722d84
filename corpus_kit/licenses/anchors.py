"""The first look at a text: one pass for words without which it says nothing of terms, and the windows around them."""

from __future__ import annotations

import re
from functools import cache

from corpus_kit.licenses import respelling, rules, words
from corpus_kit.licenses.folding import joined
from corpus_kit.licenses.search import ByteSearch

# Concepts of which one is in every clause that a long text without words of rights may hold.
_TELLING = ("ai", "comm", "noncomm", "strong", "wo")
# What may stand around a short word; inside another word it means nothing.
_BEFORE, _AFTER = " (/\"'-:,.[>=", " ).,;:!?-/'\""
# A sentence is at most 420 characters long, and words of rights count up to 250 away: more need not be read.
_AROUND = 450
_GAP = 200


@cache
def _automaton() -> ByteSearch:
    kinds, said = rules.computed()["words"], rules.raw()["signs"]
    found = {*said["rights"], *said["names"], *(words.plain(w) for k in ("name", "license") for w in kinds[k])}
    found |= {w for k in ("nd", "sa") for w in map(words.plain, kinds[k]) if w not in said["common"] and len(w) > 1}
    found |= {words.plain(w) for w in rules.by_stem()}
    found |= {slip for slip, word in respelling.slips().items() if word in ("creative", "attribution")}
    found -= set(said["ordinary"])
    patterns = {v for w in found for v in _bounded(w, whole=False)}
    for stem in words.stems():
        if len(stem.text) > 3 and any(concept in _TELLING for _, concept in stem.meanings):
            patterns |= set(_bounded(stem.text, stem.whole)) - set(said["ordinary"])
    return ByteSearch(sorted({w for pattern in patterns for w in _cased(pattern)}))


def _bounded(word: str, whole: bool) -> list[str]:
    if len(word) > 5 or not word[0].isalpha() or words.UNSPACED.match(word) or (len(word) > 3 and not word.isascii()):
        return [word]
    return [b + word + a for b in _BEFORE for a in (_AFTER if whole and len(word) < 4 else ("",))]


def _cased(pattern: str) -> set[str]:
    """Return the ways in which a word or phrase in lower case is written, so that a text need not be lowered."""
    names = re.sub(r"\w{4,}", lambda m: m[0].capitalize(), pattern)
    return {pattern, pattern.upper(), pattern.capitalize(), pattern.title(), names, names[:1].upper() + names[1:]}


def windows(text: str) -> list[tuple[int, int]]:
    """Return the stretches of a text that may say something of terms, as offsets, by place; none overlap."""
    short, back = joined(text)
    stretches: list[tuple[int, int]] = []
    for place in back(_automaton().places(short)):
        start, end = max(0, place - _AROUND), min(len(text), place + _AROUND)
        if stretches and start <= stretches[-1][1] + _GAP:
            stretches[-1] = (stretches[-1][0], max(end, stretches[-1][1]))
        else:
            stretches.append((start, end))
    return stretches
