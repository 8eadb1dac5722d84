"""The inside of Word paragraphs: runs, fields, tracked changes, notes, text boxes and formulas, as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.office_package import SHORT, attribute, child
from corpus_kit.readers.families.office_text import Ledger
from corpus_kit.readers.families.symbol_fonts import shown, unsymbol
from corpus_kit.readers.formats import words

_INSERTED = frozenset(("w:ins", "w:moveTo"))
_DELETED = frozenset(("w:del", "w:moveFrom"))
_MARKS = {
    "w:tab": "\t",
    "w:ptab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "\u2011",
    "w:softHyphen": "\u00ad",
}
_WRAPPERS = frozenset(
    words("w:hyperlink w:smartTag w:sdtContent w:fldSimple w:customXml w:dir w:bdo w:rubyBase w:ruby w:subDoc")
)
_OFF = ("0", "false", "off")


@dataclass
class Styles:
    """What the styles of a document say of runs: which hide their text, their fonts, and which belong to an index."""

    hidden: set[str] = field(default_factory=set)
    fonts: dict[str, str] = field(default_factory=dict)
    index: set[str] = field(default_factory=set)
    default_font: str = ""


@dataclass
class Changes:
    """The tracked changes of one document."""

    inserted: int = 0
    deleted: int = 0


def is_on(element: Element | None) -> bool:
    """Return whether a switch such as `w:vanish` stands and is not switched off."""
    return element is not None and attribute(element, "w:val") not in _OFF


def flattened(element: Element) -> Iterator[str]:
    """Yield the texts of all descendants, deleted or not."""
    for inner in element.iter():
        if SHORT[inner.tag] in ("w:t", "w:delText", "m:t", "a:t") and inner.text:
            yield inner.text


class Runs:
    """Turns the content of paragraphs into text; fields reach over paragraphs, so one of these serves a whole part."""

    def __init__(self, styles: Styles, ledger: Ledger, changes: Changes) -> None:
        self._styles = styles
        self._ledger = ledger
        self._changes = changes
        self._fields: list[bool] = []  # for each open field, whether its instruction still goes on
        self._paragraph_style = ""
        self.notes: list[tuple[str, str]] = []  # kind and identifier of notes in the order of their marks
        self.boxes: list[Element] = []  # contents of text boxes met in the paragraph

    def text(self, paragraph: Element) -> str:
        """Return the text of one paragraph, as it reads once all tracked changes are accepted."""
        style = child(paragraph, "w:pPr", "w:pStyle")
        self._paragraph_style = attribute(style, "w:val") if style is not None else ""
        self._fields = [False for _ in self._fields]  # an instruction ends with its paragraph, lest it swallow the rest
        pieces: list[str] = []
        self._inside(paragraph, pieces)
        return "".join(pieces)

    def _inside(self, element: Element, pieces: list[str]) -> None:
        for inner in element:
            name = SHORT[inner.tag]
            if name == "w:r":
                self._run(inner, pieces)
            elif name in _INSERTED:
                self._changes.inserted += 1
                self._inside(inner, pieces)
            elif name in _DELETED:
                self._changes.deleted += 1
                self._left_out("deleted", inner)
            elif name == "w:sdt":
                self._control(inner, pieces)
            elif name in _WRAPPERS:
                self._inside(inner, pieces)
            elif name in ("m:oMath", "m:oMathPara"):
                pieces.append(linear(inner))
            elif name == "mc:AlternateContent":
                self._alternate(inner, pieces)
            elif name == "w:rt":
                self._left_out("markup", inner)

    def _control(self, element: Element, pieces: list[str]) -> None:
        """Take a content control; what it shows while nothing is filled in is no text of the author."""
        content = child(element, "w:sdtContent")
        if content is None:
            return
        if is_on(child(element, "w:sdtPr", "w:showingPlcHdr")):
            self._left_out("markup", content)
        else:
            self._inside(content, pieces)

    def _alternate(self, element: Element, pieces: list[str]) -> None:
        """Take the first of the ways in which a thing is written that gives anything: they all show the same."""
        for way in element:
            mark, boxes = len(pieces), len(self.boxes)
            for take in (self._run_content, self._inside):  # it stands within a run, or around runs
                take(way, pieces)
                if len(pieces) > mark or len(self.boxes) > boxes:
                    return

    def _left_out(self, kind: str, element: Element) -> None:
        self._ledger.left_out[kind] += sum(map(len, flattened(element)))

    def _run(self, run: Element, pieces: list[str]) -> None:
        properties = child(run, "w:rPr")
        style = child(properties, "w:rStyle")
        named = attribute(style, "w:val") if style is not None else ""
        vanish = child(properties, "w:vanish")
        if is_on(vanish) or (vanish is None and {named, self._paragraph_style} & self._styles.hidden):
            self._fields_of_hidden(run)
            self._left_out("markup", run)
            return
        if properties is not None and is_on(child(properties, "w:del")):
            self._left_out("deleted", run)
            return
        font = self._font(properties, named)
        start = len(pieces)
        self._run_content(run, pieces, font)
        language = child(properties, "w:lang")
        if len(pieces) > start:
            self._ledger.written("".join(pieces[start:]), _language(language, pieces[start:]), font)

    def _fields_of_hidden(self, run: Element) -> None:
        for inner in run:
            if SHORT[inner.tag] == "w:fldChar":
                self._field(inner)

    def _font(self, properties: Element | None, style: str) -> str:
        fonts = child(properties, "w:rFonts")
        own = ""
        if fonts is not None:
            own = attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi") or attribute(fonts, "w:cs")
        known = self._styles.fonts
        return own or known.get(style) or known.get(self._paragraph_style) or self._styles.default_font

    def _run_content(self, run: Element, pieces: list[str], font: str = "") -> None:
        for inner in run:
            name = SHORT[inner.tag]
            if name == "w:fldChar":
                self._field(inner)
            elif name in ("w:drawing", "w:pict", "w:object"):
                self._picture(inner)
            elif name in ("w:footnoteReference", "w:endnoteReference"):
                self.notes.append((name[2:-9], attribute(inner, "w:id")))
            elif name == "mc:AlternateContent":
                self._alternate(inner, pieces)
            elif True in self._fields:
                continue  # part of an instruction
            elif name == "w:t":
                pieces.append(unsymbol(inner.text or "", font))
            elif name in _MARKS:
                pieces.append(_MARKS[name])
            elif name == "w:sym":
                self._symbol(inner, pieces)
            elif name == "w:ruby":
                self._inside(inner, pieces)
            elif name == "w:delText":
                self._ledger.left_out["deleted"] += len(inner.text or "")

    def _field(self, mark: Element) -> None:
        kind = attribute(mark, "w:fldCharType")
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _symbol(self, element: Element, pieces: list[str]) -> None:
        try:
            place = int(attribute(element, "w:char"), 16)
            letter = shown(attribute(element, "w:font"), place)
        except (ValueError, OverflowError):
            letter = None
        if letter is None or "\ud800" <= letter <= "\udfff":
            self._ledger.left_out["picture"] += 1
        else:
            pieces.append(letter)

    def _picture(self, element: Element) -> None:
        found = list(outermost(element, "w:txbxContent"))
        self.boxes += found
        if not found:
            self._ledger.left_out["picture"] += 1


def outermost(element: Element, name: str) -> Iterator[Element]:
    """Yield the descendants called `name` that stand in no other of that name; of alternatives, only the first."""
    for inner in element:
        short = SHORT[inner.tag]
        if short == name:
            yield inner
        elif short == "mc:AlternateContent":
            for way in inner:
                found = list(outermost(way, name))
                yield from found
                if found:
                    break
        else:
            yield from outermost(inner, name)


def _language(element: Element | None, pieces: list[str]) -> str:
    """Return the language with which a run is marked: there is one each for Latin, East Asian and complex scripts."""
    if element is None:
        return ""
    first = next((c for piece in pieces for c in piece if c.isalpha()), "")
    kind = "w:val"
    if "\u0590" <= first < "\u10a0":
        kind = "w:bidi"
    elif first >= "\u2e80":
        kind = "w:eastAsia"
    return attribute(element, kind) or (attribute(element, "w:val") if kind == "w:val" else "")


_FORMULA_MARKS = {"m:den": "/", "m:sup": "^", "m:sub": "_", "m:rad": "√"}


def linear(formula: Element) -> str:
    """Return a formula on one line: a fraction as a/b, exponents after ^, indices after _."""
    name = SHORT[formula.tag]
    if name == "m:t":
        return formula.text or ""
    if name in ("w:del", "w:moveFrom"):
        return ""
    inner = "".join(map(linear, formula))
    if name in ("m:num", "m:den", "m:sup", "m:sub") and len(inner) > 1:
        inner = f"({inner})"
    return _FORMULA_MARKS.get(name, "") + inner if inner else ""
