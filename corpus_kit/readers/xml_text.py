"""The text of an XML file on its way to the parser: decoded, and mended where the fault is a usual one.

Mended are white space before the declaration, ampersands that stand alone, names of HTML characters that no document
type defines, and characters that XML does not allow. What was mended is counted, for a remark.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from html.entities import html5

from corpus_kit.readers.limits import Params, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Remark

UNDECODED = "\ufdd0"  # stands for bytes that did not decode; Unicode gives it to no character
_HANDLER = "corpus_kit.mark_undecoded"
_CONTROLS = bytes(value for value in range(32) if value not in (9, 10, 13))
_SHOWN_NAMES = 10
_MOST_EXPANDED = 1_000_000  # characters that entities may expand to in all, or as many as the file is long

_NAME = r"[A-Za-z_:\u00c0-\U0010ffff][\w:.\-]{0,99}"
_SAFE_NUMBER = (
    r"0{0,9}(?:9|10|13|3[2-9]|[4-9]\d|[1-9]\d{2,3}|[1-46-9]\d{4}|5[0-4]\d{3}|10\d{4}|11[01]\d{3}|[1-9]\d{5}(?!\d))"
    r"|x0{0,9}(?:9|[aAdD]|[2-9a-fA-F][0-9a-fA-F]|[1-9a-fA-F][0-9a-fA-F]{2}"
    r"|[1-9a-cA-C][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|[eE][0-9a-fA-F]{3}|[1-9a-fA-F][0-9a-fA-F]{4})"
)
# An ampersand that is neither one of the five names nor a number that XML allows.
_AMPERSAND = re.compile(
    rf"&(?!(?:amp|lt|gt|quot|apos);|#(?:{_SAFE_NUMBER});)(?:#([0-9]{{1,20}}|x[0-9a-fA-F]{{1,20}});|({_NAME});)?"
)
_PAIR = re.compile(r"&#(5[5-6]\d{3}|x[dD][89abAB][0-9a-fA-F]{2});&#(5[6-7]\d{3}|x[dD][c-fC-F][0-9a-fA-F]{2});")
_PARAMETER = re.compile(rf"%{_NAME};")
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,1000}?\?>")
# Everything before the root element, with the document type and what it defines.
_PROLOG = re.compile(
    r"""(?:\s++|<\?.*?\?>|<!--.*?-->
    |<!DOCTYPE(?:[^>\["']|"[^"]*"|'[^']*')*+(?:\[(?:[^\]"'<]|"[^"]*"|'[^']*'|<!--.*?-->|<\?.*?\?>|<(?!!--|\?))*+\]\s*)?>
    )*+""",
    re.DOTALL | re.VERBOSE,
)


def _mark_undecoded(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNDECODED, error.end


codecs.register_error(_HANDLER, _mark_undecoded)


def decoded(opened: Opened) -> Iterator[str]:
    """Yield the text of a file block by block; `UNDECODED` stands where bytes do not decode.

    Raises StreamBroken `encoding-declared-wrong` where the manifest's encoding does not decode the file.
    """
    encoding = opened.encoding
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict" if encoding.declared else _HANDLER)
    skip = encoding.skip
    line = 1
    try:
        for block in opened.source:
            text = decoder.decode(block[skip:])
            skip = 0
            if encoding.declared:
                line += text.count("\n")
            yield text
        yield decoder.decode(b"", True)
    except UnicodeDecodeError:
        params: Params = {"encoding": encoding.name, "line": line}
        raise StreamBroken("encoding-declared-wrong", params) from None


class Mender:
    """Turns decoded text into bytes that expat takes.

    `declared` holds the entities that the file itself defines and how many characters each expands to.
    """

    def __init__(self, declared: dict[str, int]) -> None:
        self._declared = declared
        self._expanded = 0
        self.characters = 0  # of text as it came
        self.undecoded = False
        self._carry = ""
        self._cdata = False
        self._ampersands = 0
        self._controls = 0
        self._unknown: Counter[str] = Counter()

    def prolog(self, text: str) -> tuple[bytes, str]:
        """Return what stands before the root element, for the parser, and the rest of `text`."""
        self.characters += len(text)
        # The declaration goes: its encoding is settled, its version is 1.0 to this parser, and it may stand too late.
        start = text.lstrip("\ufeff \t\r\n\0")
        lines = text[: len(text) - len(start)].count("\n")
        if found := _DECLARATION.match(start):
            lines += found[0].count("\n")
            start = start[found.end() :]
        prolog = _PROLOG.match(start)
        end = prolog.end() if prolog else 0
        # References to parts of the document type would stop the parser from taking the definitions after them.
        return self._bytes("\n" * lines + _PARAMETER.sub("", start[:end])), start[end:]

    def content(self, text: str, last: bool = False, counted: bool = True) -> bytes:
        """Return a further block for the parser; what may go on in the next block is held back unless `last`."""
        self.characters += len(text) if counted else 0
        text = self._carry + text
        self._carry = ""
        if not last:
            cut = text.rfind(">", max(0, len(text) - 65536)) + 1 or max(0, len(text) - 256)
            text, self._carry = text[:cut], text[cut:]
        return self._bytes(self._mended(text))

    def _mended(self, text: str) -> str:
        cdata = self._cdata
        opening, closing = text.rfind("<![CDATA["), text.rfind("]]>")
        if opening >= 0 or closing >= 0:
            self._cdata = opening > closing
        if "&" not in text or not _AMPERSAND.search(text):
            return text
        if opening < 0 and closing < 0:
            return text if cdata else _AMPERSAND.sub(self._reference, _PAIR.sub(_joined, text))
        kept: list[str] = []
        position = 0
        while position < len(text):
            if cdata:
                end = text.find("]]>", position)
                end = len(text) if end < 0 else end + 3
                kept.append(text[position:end])
            else:
                end = text.find("<![CDATA[", position)
                end = len(text) if end < 0 else end
                kept.append(_AMPERSAND.sub(self._reference, _PAIR.sub(_joined, text[position:end])))
            position, cdata = end, not cdata
        return "".join(kept)

    def _reference(self, match: re.Match[str]) -> str:
        number, name = match[1], match[2]
        if name is not None and name in self._declared:
            self._expanded += self._declared[name]
            if self._expanded > max(_MOST_EXPANDED, self.characters):
                raise StreamBroken("xml-entities-refused", {"name": name})
            return match[0]
        if name is not None and (value := html5.get(f"{name};")):
            return "".join(f"&#{ord(character)};" for character in value)
        if number is not None:
            value_of = int(number[1:], 16) if number[0] == "x" else int(number)
            if value_of < 32:
                self._controls += 1
                return ""
            if value_of <= 0x10FFFF and not 0xD800 <= value_of < 0xE000 and value_of not in (0xFFFE, 0xFFFF):
                return match[0]
        if match[0] == "&":
            self._ampersands += 1
        else:
            self._unknown[match[0]] += 1
        return f"&amp;{match[0][1:]}"

    def unknown(self, name: str) -> None:
        """Note an entity that nothing defines, told by the parser from within another entity."""
        self._unknown[f"&{name};"] += 1

    def _bytes(self, text: str) -> bytes:
        if UNDECODED in text:
            self.undecoded = True
        if "\uffff" in text or "\ufffe" in text:
            self._controls += text.count("\uffff") + text.count("\ufffe")
            text = text.replace("\uffff", "").replace("\ufffe", "")
        data = text.encode("utf-8", "replace")
        clean = data.translate(None, _CONTROLS)
        self._controls += len(data) - len(clean)
        return clean

    def remarks(self) -> Iterator[Remark]:
        """Yield what was mended."""
        if self._ampersands:
            yield Remark("xml-ampersand-alone", params={"count": self._ampersands})
        if self._controls:
            yield Remark("xml-control-characters", params={"count": self._controls})
        if self._unknown:
            names = sorted(self._unknown)
            shown = ", ".join(names[:_SHOWN_NAMES]) + (" …" if len(names) > _SHOWN_NAMES else "")
            yield Remark("xml-entity-unknown", params={"names": shown, "count": self._unknown.total()})


def _joined(match: re.Match[str]) -> str:
    """Join the halves of a pair, which some programs write as two references."""
    high, low = (int(part[1:], 16) if part[0] == "x" else int(part) for part in match.groups())
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return f"&#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};"
    return match[0]
