"""Qt TS: the source text and the translation of each message are a record each, aligned."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.messages import UNDETERMINED, Side, Tally, form_name, side_in_path, unit_of
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Remark
from corpus_kit.readers.xml_tree import Found, elements

FORMAT = "qt-ts"
_DROP = {
    "location": "metadata",
    "oldsource": "obsolete",
    "oldcomment": "comment",
    "extracomment": "comment",
    "translatorcomment": "comment",
    "userdata": "metadata",
    "dependencies": "metadata",
}


def read_qt_ts(opened: Opened) -> Iterator[Item]:
    """Yield records with the places `message N, source` and `message N, translation` (with the number of its form).

    The alignment is the same for the files of several languages: its group is the path with the language replaced by
    `*`. Messages marked as vanished or obsolete are counted; a translation marked as unfinished, or one that repeats
    its source, counts as untranslated.
    """
    reader = _Translations(opened)
    for found in elements(opened, {"name", "message"}, _DROP):
        if not isinstance(found, Found):
            yield found
        elif found.element.tag == "name":
            reader.context = "".join(found.element.itertext())
            reader.tally.add("metadata", len(reader.context))
        else:
            yield from reader.message(found)
    if reader.unreviewed:
        yield Remark("translations-unreviewed", params={"count": reader.unreviewed})
    yield from reader.tally.items()


class _Translations:
    """Turns the messages of one file into records."""

    def __init__(self, opened: Opened) -> None:
        self.tally = Tally()
        self.context = ""
        self.unreviewed = 0
        self._opened = opened
        self._side: Side | None = None
        self._number = 0

    def message(self, found: Found) -> Iterator[Record]:
        """Yield the records of a `message`."""
        self._number += 1
        message = found.element
        root = found.ancestors[0][1] if found.ancestors else {}
        if self._side is None:
            self._side = side_in_path(self._opened.path, root.get("language"))
        translation = message.find("translation")
        kind = translation.get("type", "") if translation is not None else ""
        if kind in ("vanished", "obsolete"):
            self.tally.add("obsolete")
            return
        source, comment = _text(message.find("source")), _text(message.find("comment"))
        self.tally.add("comment", len(comment))
        identifier = message.get("id") or ""
        unit = unit_of(self.context, identifier or source, comment)
        numerus = message.get("numerus") == "yes"
        place = f"message {self._number}"
        if source and not self.tally.takes(source):
            side = f"{unit} [other]" if numerus else unit
            yield self._record(source, f"{place}, source", root.get("sourcelanguage") or UNDETERMINED, side)
        forms = list(_forms(translation)) if translation is not None else []
        if not any(text.strip() for text in forms):
            self.tally.add("untranslated")
        elif kind == "unfinished":
            self.unreviewed += 1
            self.tally.add("untranslated")
        else:
            yield from self._translated(forms, source, unit, place, numerus)

    def _translated(self, forms: list[str], source: str, unit: str, place: str, numerus: bool) -> Iterator[Record]:
        assert self._side is not None
        for position, text in enumerate(forms):
            if text == source:
                self.tally.add("untranslated")
            elif not self.tally.takes(text):
                several = len(forms) > 1
                where = f"{place}, translation {position + 1}" if several else f"{place}, translation"
                if numerus:
                    side = f"{unit} [{form_name(position, len(forms))}]"
                else:  # shorter wordings of the same, for narrow screens
                    side = f"{unit} [length {position + 1}]" if position else unit
                yield self._record(text, where, self._side.language, side)

    def _record(self, text: str, place: str, language: str | None, unit: str) -> Record:
        assert self._side is not None
        alignment = self._side.alignment(unit)
        encoding = self._opened.encoding.name
        return Record(text, place, FORMAT, encoding, language=language or None, alignment=alignment)


def _forms(translation: Element) -> Iterator[str]:
    """Yield the texts of a translation: its plural forms, or its wordings of several lengths, or the one it has."""
    children = [child for child in translation if child.tag in ("numerusform", "lengthvariant")]
    if not children:
        yield from _text(translation).split("\x9c")  # parts wordings of several lengths in old files
    for child in children:
        inner = child.findall("lengthvariant")
        for form in inner or [child]:
            yield _text(form)


def _text(element: Element | None) -> str:
    """Return the text of an element; controls stand in it as `<byte value="x9c"/>`."""
    if element is None:
        return ""
    kept = [element.text or ""]
    for child in element:
        if child.tag == "byte":
            kept.append(_byte(child.get("value") or ""))
        elif child.tag not in ("numerusform", "lengthvariant"):
            kept.append("".join(child.itertext()))
        kept.append(child.tail or "")
    return "".join(kept)


def _byte(value: str) -> str:
    try:
        return chr(int(value[1:], 16) if value[:1] == "x" else int(value))
    except (ValueError, OverflowError):
        return ""
