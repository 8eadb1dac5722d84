"""Prose out of XML: an element with all it holds becomes paragraphs, by rules that say what each name means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, LeftOut, Record, Refusal
from corpus_kit.readers.xml_tree import Attributes, Found, Wanted, elements

UNITS = ("file", "paragraph", "line")
GAP = "[…]"  # stands where something is missing from a sentence

# Controls cannot come from XML, so they may stand for what is done once a paragraph is complete.
_HARD = "\x01"  # a line break that is meant
_JOIN = "\x02"  # nothing stands between what is before and after, and a hyphen before it goes
_NO_SPACE = "\x03"  # white space around it goes
_CELL = "\x04"  # between the cells of a row
_IDEOGRAPH = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003ffff"
# Where a line of Chinese or Japanese goes on in the next, no space belongs between.
_BETWEEN_IDEOGRAPHS = re.compile(rf"(?<=[{_IDEOGRAPH}])[ \t]*\r?\n\s*(?=[{_IDEOGRAPH}])")
_BLANKS = re.compile(r"[ \t\r\n]+")
_JOINS = re.compile(rf"[ \t\r\n]*(?:[-\u2010\u00ac\u00ad][ \t\r\n]*)?{_JOIN}[ \t\r\n]*")
_NO_SPACES = re.compile(rf"[ \t\r\n]*{_NO_SPACE}[ \t\r\n]*")
_CELLS = re.compile(rf" *{_CELL} *")
_LICENSE = re.compile(
    r"licen[cs]|creative.?commons|public.?domain|\bCC[ -]?(?:BY|0)|\bGFDL\b|\bGPL|лиценз|许可|授權|라이선스",
    re.IGNORECASE,
)
_HARD_BREAKS = re.compile(rf" *{_HARD} *")

Rule = str | Callable[["Prose", Element], None]
Rules = Mapping[str, Rule]


def names(kind: Rule, text: str) -> dict[str, Rule]:
    """Return the rule `kind` for each name in `text`."""
    return dict.fromkeys(text.split(), kind)


@dataclass
class Prose:
    """Gathers paragraphs from elements.

    A rule is one of these words, or a function that does the work itself:
    `block` (a paragraph), `line` (a line of a list, poem or table), `cell`, `break` (a line break that is meant),
    `space` (set off by spaces), `wrap` (white space as the end of a printed line is), `verbatim` (lines kept as they
    are), `aside` (given after the text), `part` (what it holds, as if its tags were not there: a name's default), or
    `-kind` (left out, and counted as that kind of `LEFT_OUT`; pictures and formulas a piece each).
    """

    rules: Rules
    blocks: list[tuple[str, bool]] = field(default_factory=list)  # with whether it follows its forerunner closely
    asides: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    _pieces: list[str] = field(default_factory=list)
    _lines: int = 0  # how many elements of the rule `line` are open
    _cells: int = 0
    _apart: bool = True  # a blank line comes before the next block, whatever it is

    def take(self, element: Element) -> None:
        """Take in what an element holds, by its rule, without what follows it."""
        rule = self.rules.get(element.tag)
        if rule is None or rule == "part":
            self.inner(element)
        elif not isinstance(rule, str):
            rule(self, element)
        elif rule in ("block", "line"):
            self._set_off(element, rule)
        elif rule == "cell":
            self.cell()
            self._cells += 1
            self.inner(element)
            self._cells -= 1
        elif rule == "break":
            self._pieces.append(_HARD)
        elif rule == "wrap":
            self._pieces.append("\n")
        elif rule == "space":
            self._pieces.append(" ")
            self.inner(element)
            self._pieces.append(" ")
        elif rule == "verbatim":
            self._verbatim(element)
        elif rule == "aside":
            self.aside(element)
        else:
            self.leave(element, rule[1:])

    def _set_off(self, element: Element, rule: str) -> None:
        """Take in a block or a line. Within a line all is lines; within a cell nothing is set off but by a space."""
        if self._cells:
            self._pieces.append(" ")
            self.inner(element)
            self._pieces.append(" ")
            return
        if rule == "line":
            self.end()
            self._lines += 1
            self.inner(element)
            self.end()
            self._lines -= 1
            return
        self.apart()
        self.inner(element)
        self.apart()

    def inner(self, element: Element) -> None:
        """Take in the text and the children of an element."""
        if element.text:
            self._pieces.append(element.text)
        for child in element:
            self.take(child)
            if child.tail:
                self._pieces.append(child.tail)

    def line(self, element: Element) -> None:
        """Take in an element as a line, whatever its name."""
        self._set_off(element, "line")

    def apart(self) -> None:
        """End the paragraph, and have a blank line before the next one."""
        self.end()
        self._apart = self._apart or not self._lines

    def text(self, written: str) -> None:
        """Take in characters."""
        self._pieces.append(written)

    def cell(self) -> None:
        """Begin a cell of a table's row."""
        if self.within_sentence():
            self._pieces.append(_CELL)

    def lines(self, close: bool) -> None:
        """Let what comes be lines that follow one another closely, or paragraphs again."""
        self._lines = 1 if close else 0
        self._apart = self._apart or not close

    def within_sentence(self) -> bool:
        """Return whether a paragraph is open and holds something."""
        return any(piece.strip() for piece in self._pieces)

    def word(self) -> None:
        """Set the next word off by a space, unless something says that it joins the one before."""
        if self._pieces and not self._pieces[-1].endswith((_NO_SPACE, _JOIN, " ", "\n")):
            self._pieces.append(" ")

    def joint(self, hyphen: bool = True) -> None:
        """Let what comes next follow without white space, and without the hyphen before it where `hyphen`."""
        self._pieces.append(_JOIN if hyphen else _NO_SPACE)

    def leave(self, element: Element, kind: str) -> None:
        """Leave an element out and count it."""
        if kind in ("picture", "formula"):
            self.left[kind] += 1
            if kind == "formula" and self._pieces and self._pieces[-1].strip():
                self._pieces.append(GAP)  # within a sentence the hole must be seen
        self.left[kind if kind not in ("picture", "formula") else "markup"] += sum(map(len, element.itertext()))

    def aside(self, element: Element) -> None:
        """Set a note apart: it is given after the text, because it would break into a sentence."""
        note = Prose(self.rules, left=self.left)
        note.inner(element)
        if text := note.whole(asides=False):
            self.asides.append(text)
        self.asides += note.asides

    def _verbatim(self, element: Element) -> None:
        self.end()
        for line in "".join(element.itertext()).strip("\n").split("\n"):
            self._pieces += (line, _HARD)
        self.end()

    def end(self) -> None:
        """End the paragraph. Lines follow one another closely; before and after all else stands a blank line."""
        if not self._pieces:
            return
        text = tidy("".join(self._pieces))
        self._pieces.clear()
        if text:
            self.blocks.append((text, self._lines > 0 and not self._apart))
            self._apart = not self._lines

    def whole(self, asides: bool = True) -> str:
        """Return all paragraphs, blank lines between them, and after them the asides."""
        self.end()
        text = "".join(("\n" if close else "\n\n") + block for block, close in self.blocks).lstrip("\n")
        return "\n\n".join([text, *self.asides] if asides else [text]).strip("\n")

    def left_out(self) -> Iterator[LeftOut]:
        """Yield what was left out, and forget it."""
        for kind, amount in sorted(self.left.items()):
            if amount:
                yield LeftOut(kind, amount)
        self.left.clear()


def tidy(text: str) -> str:
    """Return the text of a paragraph with white space as it reads, and marks within it carried out."""
    if "\n" in text:
        text = _BETWEEN_IDEOGRAPHS.sub("", text)
    if _JOIN in text:
        text = _JOINS.sub("", text)
    if _NO_SPACE in text:
        text = _NO_SPACES.sub("", text)
    text = _BLANKS.sub(" ", text)
    if _HARD in text:
        text = _HARD_BREAKS.sub("\n", text)
    if _CELL in text:
        text = _CELLS.sub("\t", text)
    return text.strip(" \n")


def plain(element: Element | None) -> str:
    """Return the text of an element on one line; empty where there is none."""
    return "" if element is None else tidy("".join(element.itertext()))


def spaced(element: Element) -> str:
    """Return the text of an element with a space between the elements within it, as for a name of two parts."""
    return " ".join(filter(None, map(tidy, element.itertext())))


def first(element: Element, path: str) -> Element | None:
    """Return the first descendant with one of the names, the names tried in order."""
    for name in path.split():
        found = next(element.iter(name), None)
        if found is not None and plain(found):
            return found
    return None


def stated_license(text: str) -> str | None:
    """Return what is said of rights where it names a license; None for `free`, `restricted` and the like."""
    text = text.strip()
    return text[:1000] if _LICENSE.search(text) else None


def records_of(opened: Opened, text: str, place: str, template: Record) -> Iterator[Record | Refusal]:
    """Yield a text as one record, or as one for each paragraph or line where the manifest asks for that.

    Title, language and the rest are those of `template`. A text without a letter is refused.
    """
    unit = opened.options.unit
    format_name, encoding = opened.format, opened.encoding.name
    if not text.strip():
        yield Refusal("record-without-text", place, {}, format_name, encoding)
        return
    pieces = text.split("\n\n") if unit == "paragraph" else text.split("\n") if unit == "line" else [text]
    many = unit in ("paragraph", "line")
    number = 0
    for piece in pieces:
        if not piece.strip():
            continue
        number += 1
        where = ", ".join(filter(None, [place, f"{unit} {number}" if many else ""]))
        alignment = template.alignment
        if alignment is not None and many:
            alignment = Alignment(alignment.group, f"{alignment.unit} {number}", alignment.across_files)
        yield Record(
            piece,
            where,
            format_name,
            encoding,
            title=template.title,
            language=template.language,
            license=template.license,
            source=template.source,
            source_url=template.source_url,
            metadata=template.metadata or None,
            alignment=alignment,
        )


def unit_refused(opened: Opened) -> Refusal | None:
    """Return the refusal of a unit that no document can be cut into."""
    unit = opened.options.unit
    if unit is None or unit in UNITS:
        return None
    return Refusal("unit-unknown", "", {"unit": unit}, opened.format, opened.encoding.name)


def is_root(_: str, __: Attributes, ancestors: object) -> bool:
    """Want the root element: the file is one text."""
    return not ancestors


def one_text(
    opened: Opened, rules: Rules, describe: Callable[[Element, Prose], Record], wanted: Wanted = is_root
) -> Iterator[Item]:
    """Yield the file as one text; `describe` gives title and the like, and may take the text itself.

    Where `describe` leaves the text of its record empty, it is what the whole element holds.
    """
    if refusal := unit_refused(opened):
        yield refusal
        return
    for item in elements(opened, wanted):
        if not isinstance(item, Found):
            yield item
            continue
        prose = Prose(rules)
        template = describe(item.element, prose)
        template.language = template.language or item.language
        if not prose.blocks:
            prose.take(item.element)
        yield from records_of(opened, prose.whole(), "", template)
        yield from prose.left_out()
