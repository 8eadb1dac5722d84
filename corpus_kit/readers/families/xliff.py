"""XLIFF 1.2 and 2: the source and the target of each unit are a record each, aligned."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.inline_markup import flattened
from corpus_kit.readers.families.messages import UNDETERMINED, Tally
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, Record, Remark
from corpus_kit.readers.xml_tree import Found, elements

FORMAT = "xliff"
_NATIVE = frozenset(("bpt", "ept", "it", "ph", "x", "bx", "ex", "sc", "ec", "cp"))
_DROP = {
    "note": "comment",
    "notes": "comment",
    "alt-trans": "metadata",
    "seg-source": "markup",  # the source once more, cut into sentences
    "originalData": "markup",
    "header": "metadata",
    "skeleton": "metadata",
    "matches": "metadata",
    "glossary": "metadata",
    "context-group": "metadata",
    "count-group": "metadata",
    "prop-group": "metadata",
    "metadata": "metadata",
    "bin-unit": "picture",
}
# Translations that a program made or that are only begun, and those that a person has agreed to.
_UNREVIEWED_QUALIFIERS = frozenset(("mt-suggestion", "leveraged-mt", "fuzzy-match"))
_UNTRANSLATED_STATES = frozenset(("needs-translation",))
_AGREED_STATES = frozenset(("translated", "final", "signed-off", "reviewed"))


def read_xliff(opened: Opened) -> Iterator[Item]:
    """Yield records with the places `unit N, source` and `unit N, target` (`unit N.M` for a segment of a unit).

    Notes, matches and codes of the original are left out. A target is counted as untranslated where it is empty,
    repeats its source without being marked as translated, needs translation, or was made by a program and not approved.
    """
    reader = _Xliff(opened)
    for found in elements(opened, {"trans-unit", "unit"}, _DROP):
        if isinstance(found, Found):
            yield from reader.unit(found)
        else:
            yield found
    if reader.unreviewed:
        yield Remark("translations-unreviewed", params={"count": reader.unreviewed})
    yield from reader.tally.items()


class _Xliff:
    """Turns the units of one file into records."""

    def __init__(self, opened: Opened) -> None:
        self.tally = Tally()
        self.unreviewed = 0
        self._encoding = opened.encoding.name
        self._seen: set[tuple[str, str]] = set()

    def unit(self, found: Found) -> Iterator[Record]:
        """Yield the records of a `trans-unit` or `unit`."""
        unit = found.element
        around: dict[str, str] = {}
        translate = ""
        for _, attributes in found.ancestors:
            around |= attributes
            translate = attributes.get("translate", translate)
        if (unit.get("translate") or translate) == "no":
            self.tally.add("code", sum(len(text) for text in unit.itertext()))
            return
        group = around.get("original") or around.get("id") or ""
        name = unit.get("id") or unit.get("resname") or str(found.number)
        if (group, name) in self._seen:
            name = f"{name} ({found.number})"
        self._seen.add((group, name))
        segments = [child for child in unit if child.tag in ("segment", "ignorable")] or [unit]
        for number, segment in enumerate(segments, 1):
            several = len(segments) > 1
            place = f"unit {found.number}.{number}" if several else f"unit {found.number}"
            alignment = Alignment(group, f"{name}.{number}" if several else name)
            yield from self._pair(segment, around, place, alignment)

    def _pair(self, segment: Element, around: dict[str, str], place: str, alignment: Alignment) -> Iterator[Record]:
        source, target = segment.find("source"), segment.find("target")
        written = ""
        if source is not None:
            language = source.get("xml:lang") or around.get("source-language") or around.get("srcLang")
            language = language or UNDETERMINED
            written = self._text(source)
            if not self.tally.takes(written):
                yield self._record(written, f"{place}, source", language, alignment)
        if target is None:
            self.tally.add("untranslated", int(source is not None and segment.tag != "ignorable"))
            return
        text = self._text(target)
        state = target.get("state") or segment.get("state") or ""
        approved = segment.get("approved") == "yes" or state in _AGREED_STATES
        if text.strip() and self._unfinished(target, state, approved, text == written):
            self.tally.add("untranslated")
        elif not self.tally.takes(text):
            language = target.get("xml:lang") or around.get("target-language") or around.get("trgLang")
            yield self._record(text, f"{place}, target", language, alignment)

    def _unfinished(self, target: Element, state: str, approved: bool, repeats: bool) -> bool:
        if approved:
            return False
        if target.get("state-qualifier") in _UNREVIEWED_QUALIFIERS:
            self.unreviewed += 1
            return True
        return repeats or state in _UNTRANSLATED_STATES

    def _text(self, element: Element) -> str:
        flat = flattened(element, _NATIVE)
        self.tally.add("markup", flat.markup + sum(map(len, flat.inner)))
        return flat.text

    def _record(self, text: str, place: str, language: str | None, alignment: Alignment) -> Record:
        return Record(text, place, FORMAT, self._encoding, language=language or None, alignment=alignment)
