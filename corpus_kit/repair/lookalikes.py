"""Letters of two scripts in a word: folded where only one reading is possible, noted where there is no telling."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from corpus_kit.repair.outcome import Repaired, Settings
from corpus_kit.resources import read_text

LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0250-\u02af\u1e00-\u1eff"
CYRILLIC = "\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f"
GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_MARKS = "\u0300-\u036f"
# A letter of the rarer script is looked for, then its neighbours: that is the fast way round.
MIXED = (
    re.compile(f"[{LATIN}](?:(?=[{_MARKS}]?[{CYRILLIC}])|(?<=[{CYRILLIC}].))"),
    re.compile(f"[{GREEK}](?:(?=[{LATIN}])|(?<=[{LATIN}].))"),
)
_LATIN = re.compile(f"[{LATIN}\u00b5]")
_WORD = re.compile(f"[{LATIN}{CYRILLIC}{GREEK}{_MARKS}\u00b5]+")
_PALOCHKA = re.compile(f"(?<=[кгтпцчхлщКГТПЦЧХЛъь])[I1l|](?=[{CYRILLIC}])")


class _Table(NamedTuple):
    forward: dict[str, str]  # Latin to the other script
    backward: dict[str, str]
    when_used: frozenset[str]  # Latin letters that are folded only where the text uses their counterpart


@cache
def _table(script: str) -> _Table:
    forward: dict[str, str] = {}
    when_used: set[str] = set()
    for line in read_text("data", "repair_lookalikes.tsv").splitlines():
        if line.startswith(f"{script}\t"):
            _, latin, other, condition = line.split("\t")
            forward[latin] = other
            if condition == "used":
                when_used.add(latin)
    backward = {other: latin for latin, other in forward.items() if latin.isascii()}
    return _Table(forward, backward, frozenset(when_used))


def repair_lookalikes(done: Repaired, settings: Settings) -> None:
    """Fold look-alike letters back, word by word; note the words that stay mixed."""
    for script, pattern, letters in (("Cyrl", MIXED[0], CYRILLIC), ("Grek", MIXED[1], GREEK)):
        if pattern.search(done.text):
            _Folding(done, script, re.compile(f"[{letters}]"), settings.lookalikes).run()


def _breaks_case(word: str, folded: str) -> bool:
    """Say whether a letter that was folded is a capital after a small letter: then it is of another word or a name."""
    pairs = zip(word[1:], folded, folded[1:], strict=False)
    # I stands for the palochka too, which has one form.
    return any(old not in (new, "I") and before.islower() and new.isupper() for old, before, new in pairs)


class _Folding:
    """Folds the words of one text between Latin and one other script."""

    def __init__(self, done: Repaired, script: str, letters: re.Pattern[str], switched_on: bool) -> None:
        self.done = done
        self.script = script
        self.letters = letters
        self.table = _table(script)
        self.switched_on = switched_on
        self.other_prevails = len(letters.findall(done.text)) >= len(_LATIN.findall(done.text))
        self.usable = {
            latin: other
            for latin, other in self.table.forward.items()
            if latin not in self.table.when_used or other in done.text or other.lower() in done.text
        }
        self.count = 0
        self.example: tuple[str, str] | None = None
        self.left: list[str] = []

    def run(self) -> None:
        text = _WORD.sub(self._word, self.done.text)
        if self.switched_on:
            self.done.text = text
            if self.example:
                self.done.note("lookalikes", self.count, *self.example)
        elif self.example:
            self.left += [self.example[0]] * self.count
        if self.left:
            self.done.suspect("mixed-scripts-in-words", len(self.left), self.left[0])

    def _word(self, match: re.Match[str]) -> str:
        word = match[0]
        latin, other = _LATIN.findall(word), self.letters.findall(word)
        if not latin or not other:
            return word
        folded = self._folded(word, latin, other)
        if folded is None:
            return word
        if folded == word or _breaks_case(word, folded):
            self.left.append(word)
            return word
        self.count += sum(one != two for one, two in zip(word, folded, strict=True))
        self.example = self.example or (word, folded)
        return folded

    def _folded(self, word: str, latin: list[str], other: list[str]) -> str | None:
        """Return the word in one script, the word itself where it is suspicious, None where it is right as it is."""
        to_other = all(letter in self.usable for letter in latin)
        to_latin = all(letter in self.table.backward for letter in other)
        switches = self._switches(word)
        if switches == 1 and self._joined_on_purpose(word, to_other, to_latin):
            return None
        if self.script == "Grek" and (len(word) < 4 or not (to_other and len(other) > len(latin))):
            return None  # units and formulas: µm, kΩ, Δx
        if to_other and (not to_latin or self.other_prevails):
            return "".join(self.usable.get(c, c) if _LATIN.match(c) else c for c in word)
        if to_latin and not (to_other and self.other_prevails):
            return "".join(self.table.backward.get(c, c) for c in word)
        if self.script == "Cyrl" and _PALOCHKA.search(word):
            return None
        return word if switches > 1 else None

    def _switches(self, word: str) -> int:
        kinds = [bool(_LATIN.match(c)) for c in word if not "\u0300" <= c <= "\u036f"]
        return sum(one != two for one, two in zip(kinds, kinds[1:], strict=False))

    def _joined_on_purpose(self, word: str, to_other: bool, to_latin: bool) -> bool:
        """Say whether a foreign name or abbreviation bears an ending of the text's own script, or a mark before it."""
        cut = next(i for i, c in enumerate(word) if bool(_LATIN.match(c)) != bool(_LATIN.match(word[0])))
        head, tail = word[:cut], word[cut:]
        if len(head) >= 2 and head.isupper() and (tail.islower() or (len(tail) > 2 and not word.isupper())):
            return True
        if not to_other and not to_latin:
            return True
        foreign = head if _LATIN.match(head) else tail
        # Several letters of each script, the foreign ones not all look-alikes of the text's: a stem and its ending.
        exclusive = any(c not in self.usable for c in foreign)
        return exclusive and len(head) >= 2 and self.other_prevails
