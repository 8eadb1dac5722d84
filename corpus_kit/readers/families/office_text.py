"""What the readers of office documents share: paragraphs to records, the accounting of what was left out, titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.legacy_fonts import legacy_script
from corpus_kit.readers.families.office_package import SHORT
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark

UNITS = ("file", "paragraph", "line")
_BLANK_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+\n")
_FONTS_SHOWN = 3


class Ledger:
    """Counts what was left out of one document, and in which languages and legacy fonts its characters are marked."""

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.fonts: Counter[str] = Counter()
        self.characters = 0

    def written(self, text: str, language: str, font: str) -> None:
        """Note characters that became text."""
        size = sum(map(len, text.split()))
        self.characters += size
        if language and size:
            self.languages[language] += size
        if font and size and legacy_script(font):
            self.fonts[font] += size

    def items(self) -> Iterator[Item]:
        """Yield what is to be said at the end of the document."""
        for font, count in self.fonts.most_common(_FONTS_SHOWN):
            params: Params = {"font": font, "script": legacy_script(font), "characters": count}
            yield Remark("legacy-font", params=params)
        for kind, amount in sorted(self.left_out.items()):
            if amount:
                yield LeftOut(kind, amount)

    def metadata(self) -> dict[str, object]:
        """Return the shares of languages and legacy fonts, in characters; the file itself claims them."""
        found: dict[str, object] = {}
        if self.languages:
            found["lang"] = dict(self.languages.most_common(_FONTS_SHOWN))
        if self.fonts:
            found["fonts"] = dict(self.fonts.most_common(_FONTS_SHOWN))
        return found


def records_of(
    pieces: Iterable[str], opened: Opened, ledger: Ledger, properties: dict[str, str], word: str = "paragraph"
) -> Iterator[Item]:
    """Yield one record for the file, or one a piece; `word` is what a piece is called in its place.

    The pieces of a file are joined by line ends (slides by a blank line); empty ones stand for blank lines.
    """
    unit = opened.options.unit or "file"
    if unit not in UNITS:
        yield Refusal("unit-unknown", "", {"unit": unit}, opened.format)
        return
    if unit != "file":
        number = 0
        for piece in pieces:
            if piece.strip():
                number += 1
                yield _record(piece.strip("\n"), f"{word} {number}", opened, properties, {})
        yield from ledger.items()
        return
    text = tidy(("\n" if word == "paragraph" else "\n\n").join(pieces))
    yield from ledger.items()
    if text:
        about: dict[str, object] = {n: properties[n] for n in ("creator", "language") if n in properties}
        yield _record(text, "", opened, properties, about | ledger.metadata())
    else:
        pictures = ledger.left_out["picture"]
        code = "office-only-pictures" if pictures else "record-without-text"
        yield Refusal(code, "", {"count": pictures}, opened.format)


def _record(text: str, place: str, opened: Opened, properties: dict[str, str], about: dict[str, object]) -> Record:
    title, rights = properties.get("title"), properties.get("rights")
    return Record(text, place, opened.format, "", title, None, rights, metadata=about or None)


def tidy(text: str) -> str:
    """Return a text with at most one blank line in a row and none at its ends."""
    return _BLANK_LINES.sub("\n\n", text).strip("\n \t")


def properties_of(root: Element | None) -> dict[str, str]:
    """Return what the properties of a document say of its title, author, language and rights."""
    found: dict[str, str] = {}
    for element in root.iter() if root is not None else ():
        space, _, local = SHORT[element.tag].partition(":")
        if space == "dc" and local in ("title", "creator", "language", "rights") and (element.text or "").strip():
            found[local] = " ".join((element.text or "").split())
    return found


def row_text(cells: list[str]) -> str:
    """Return a row of a table: cells with tabs between them, or below one another where one has several paragraphs."""
    filled = [cell.strip("\n") for cell in cells if cell.strip()]
    several = any("\n" in cell for cell in filled)
    return "\n".join(filled) if several else "\t".join(filled)
