"""Texts are judged in NFC; this finds the way back to the characters of a text that was not."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus_kit.identification.answers import Part


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where each character of a composed text began in the text before; empty where nothing was composed."""

    before: Sequence[int] = ()

    def moved(self, part: Part) -> Part:
        """Return a part of the composed text as it stands in the text before."""
        if not self.before:
            return part
        return replace(part, first=self.before[part.first], last=self.before[part.last])


_SAME = Offsets()


def composed(text: str, way_back: bool) -> tuple[str, Offsets]:
    """Return `text` in NFC, and, if asked for, letter by letter with its marks, so that there is a way back."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text, _SAME
    if not way_back:
        return unicodedata.normalize("NFC", text), _SAME
    parts: list[str] = []
    before: list[int] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and (unicodedata.combining(text[at]) or 0x1160 <= ord(text[at]) <= 0x11FF):
            continue
        part = unicodedata.normalize("NFC", text[start:at])
        parts.append(part)
        before += [start] * len(part)
        start = at
    before.append(len(text))
    return "".join(parts), Offsets(before)
