"""TMX: a translation memory; every language of every unit is a record, those of one unit aligned."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.inline_markup import flattened
from corpus_kit.readers.families.messages import Tally
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, Record, Remark
from corpus_kit.readers.xml_tree import Found, elements

FORMAT = "tmx"
# What programs of translation put around their own codes: `hi` alone holds words of the sentence.
_NATIVE = frozenset(("bpt", "ept", "it", "ph", "ut"))
_DROP = {"note": "comment", "prop": "metadata", "header": "metadata"}


def read_tmx(opened: Opened) -> Iterator[Item]:
    """Yield a record a `tuv`; its place is `segment N, language`, its alignment the number of its unit.

    Codes within a segment (`bpt`, `ept`, `it`, `ph`, `ut`) are left out but for placeholders; text within codes
    (`sub`) is a record of its own.
    """
    tally = Tally()
    nameless = 0
    for found in elements(opened, {"tu"}, _DROP):
        if not isinstance(found, Found):
            yield found
            continue
        tuid = found.element.get("tuid")
        metadata: dict[str, object] | None = {"tuid": tuid} if tuid else None
        seen: dict[str, int] = {}
        for side in found.element.iter("tuv"):
            language = side.get("xml:lang") or side.get("lang") or None
            nameless += language is None
            seen[language or "?"] = again = seen.get(language or "?", 0) + 1
            place = f"segment {found.number}, {language or '?'}" + (f" ({again})" if again > 1 else "")
            for unit, text in _texts(side, str(found.number), tally):
                alignment = Alignment("", unit)
                yield Record(
                    text,
                    place if unit == str(found.number) else f"{place}, inner text",
                    FORMAT,
                    opened.encoding.name,
                    language=language,
                    metadata=metadata,
                    alignment=alignment,
                )
    if nameless:
        yield Remark("tmx-language-missing", params={"count": nameless})
    yield from tally.items()


def _texts(side: Element, unit: str, tally: Tally) -> Iterator[tuple[str, str]]:
    """Yield the text of a side and the texts within its codes, each with its unit."""
    segment = side.find("seg")
    if segment is None:
        tally.add("untranslated")
        return
    flat = flattened(segment, _NATIVE)
    tally.add("markup", flat.markup)
    if not tally.takes(flat.text):
        yield unit, flat.text
    for number, inner in enumerate(flat.inner, 1):
        if not tally.takes(inner):
            yield f"{unit} inner {number}", inner
