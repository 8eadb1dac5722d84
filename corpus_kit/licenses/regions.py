"""Whole license texts in a text, and which stretches of them are not their own wording."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus_kit.licenses import fingerprints, rules
from corpus_kit.licenses.registry import covers
from corpus_kit.licenses.statements import Name


@dataclass(frozen=True, slots=True)
class Region:
    """Where a whole license text lies, and the stretches of it that are not its own wording."""

    id: str
    start: int
    end: int
    added: tuple[tuple[int, int], ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Its beginning, its end, and where something was added: around them, terms are spoken of."""
        return self.start, *(start for start, _ in self.added), self.end

    def hides(self, name: Name) -> bool:
        """Whether a name only stands in the license's own wording, or in the notice right before it."""
        programs = "text" not in covers(self.id)
        if programs and name.id == "LicenseRef-AllRightsReserved" and self.start - 300 < name.end <= self.end:
            return True
        if not self.start <= name.start < self.end:
            return False
        return not any(start < name.end and name.start < end for start, end in self.added)


_SIGNS_OF_TEXTS = re.compile(r"licen[cst]|lizenz|permission|redistribut|warrant|public domain|許諾|授權|liability")


def whole_texts(text: str, folded: str) -> tuple[list[Name], list[Region]]:
    """Return the whole license texts and their regions."""
    if len(folded) < 250 or not _SIGNS_OF_TEXTS.search(folded):
        return [], []
    found = fingerprints.whole_texts(text)
    names = [Name(w.id, w.start, _title_end(folded, w), "full-text") for w in found]
    regions = [Region(w.id, w.start, w.end, w.added) for w in found]
    for known in rules.full_texts():
        for m in known.title.finditer(folded):
            if any(r.start - 400 <= m.start() < r.end for r in regions):
                continue
            if not all(mark.search(folded, m.end()) for mark in known.marks):
                continue
            end = _last_end(known.end, folded, m.end(), first=known.short)
            names.append(Name(known.id, m.start(), m.end(), "full-text"))
            regions.append(Region(known.id, m.start(), end, ((m.start(), end),) if known.short else ()))
            break
    for sign in rules.raw()["cc_text"]["signs"]:
        sign_at = re.search(rules.pattern(sign), folded)
        if sign_at and not any(r.start <= sign_at.start() < r.end for r in regions):
            end = _last_end(
                re.compile(rules.pattern(rules.raw()["cc_text"]["end"])), folded, sign_at.end(), first=False
            )
            regions.append(Region("CC-BY-4.0", sign_at.end() + 200, end, ()))
    return names, regions


def _title_end(folded: str, found: fingerprints.WholeText) -> int:
    line = folded.find("\n", found.start)
    return min(found.end, found.start + 120, line if line > found.start else len(folded))


def _last_end(end: re.Pattern[str], folded: str, start: int, first: bool) -> int:
    stops = [m.end() for m in end.finditer(folded, start)]
    if not stops:
        return len(folded)
    return stops[0] if first else stops[-1]
