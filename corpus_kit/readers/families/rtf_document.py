"""One RTF document, read word by word into paragraphs, rows of tables and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from corpus_kit.readers.families.office_text import Ledger, row_text
from corpus_kit.readers.families.rtf_state import Flow, Font, State
from corpus_kit.readers.families.rtf_words import (
    CHARACTERS,
    DESTINATIONS,
    GROUP_MARK,
    OPTIONAL_TEXT,
    SYMBOL_CHARSET,
    SYMBOLS,
    TOKEN,
    font_codec,
    page_codec,
)
from corpus_kit.readers.families.symbol_fonts import unsymbol
from corpus_kit.readers.limits import StreamBroken

_DEEPEST = 1000
_FLOWS = frozenset(("body", "note", "title", "fonts"))  # what becomes text here; the rest is only counted


class RtfDocument:
    """Reads one document. `ansi` is the codec of bytes in fonts that are called Western.

    After `read`: `undecided` holds these bytes, `page` the codec of the document's code page (empty where it names
    none), `unreadable` the number of characters that no code page gave, `open_groups` that of groups never closed.
    """

    def __init__(self, data: bytes, format_name: str, ansi: str) -> None:
        self._data, self._format, self._ansi = data, format_name, ansi
        self.ledger = Ledger()
        self.undecided = bytearray()
        self.page = ""
        self.title = ""
        self.inserted = self.deleted = self.unreadable = self.open_groups = 0
        self._fonts: dict[int, Font] = {}
        self._default_font = -1
        self._state, self._stack = State(), list[State]()
        self._flows = {name: Flow() for name in sorted(_FLOWS)}
        self._notes: list[str] = []
        self._bytes, self._bytes_for = bytearray(), ("", "", "")  # codec, sink and font of the bytes that wait
        self._pass_by = 0  # stand-ins still to come after a Unicode character
        self._codecs: Counter[str] = Counter()
        self._plain_is_utf8 = not data.isascii() and _is_utf8(data)
        self._optional = False  # after \\*

    def commonest_codec(self) -> str:
        """Return the codec of most characters that were written as bytes, empty where there were none."""
        return self._codecs.most_common(1)[0][0] if self._codecs else ""

    def paragraphs(self) -> Iterator[str]:
        """Yield the paragraphs and rows of the document, then its notes."""
        yield from self._flows["body"].done
        for note in self._notes:
            yield ""
            yield note

    def read(self) -> None:
        """Take in the whole document; raises StreamBroken where groups nest too deeply."""
        data, position, end, match = self._data, 0, len(self._data), TOKEN.match
        while position < end and (found := match(data, position)):
            position = found.end()
            word, number, byte, symbol, brace, plain = found.groups()
            if plain is not None:
                self._plain(plain)
            elif byte is not None:
                self._escaped(bytes.fromhex(byte.decode("ascii").replace("\\'", "")))
            elif word is not None:
                position = self._word(word, int(number) if number else None, position)
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
            elif symbol is not None:
                self._symbol(symbol)
        self.open_groups = len(self._stack)
        while self._stack:
            self._close()
        self._end_paragraph("body")
        self._end_row()
        self._flush()
        self.title = self._flows["title"].paragraph()

    # --- groups

    def _open(self) -> None:
        if len(self._stack) >= _DEEPEST:
            problem = f"groups nested more than {_DEEPEST} deep"
            raise StreamBroken("office-part-damaged", {"part": "RTF", "problem": problem}, self._format)
        self._stack.append(self._state)
        self._state = replace(self._state)
        self._optional = False
        self._pass_by = 0

    def _close(self) -> None:
        self._pass_by = 0
        if not self._stack:
            return  # a brace too many
        left, self._state = self._state, self._stack.pop()
        if left.sink != self._state.sink:
            self._flush()
        if left.sink == "note" != self._state.sink:
            flow = self._flows["note"]
            note = "\n".join(text for text in [*flow.done, *flow.cell, flow.paragraph()] if text.strip())
            self._notes += [note] if note else []
            flow.done.clear()
            flow.cell.clear()

    def _skip_group(self, position: int) -> int:
        """Return the position of the brace that closes the present group, past everything in it."""
        depth, data = 0, self._data
        while found := GROUP_MARK.search(data, position):
            position = found.end()
            mark = found[0]
            if found[1]:
                position += int(found[1])
            elif mark == b"{":
                depth += 1
            elif mark == b"}":
                depth -= 1
                if depth < 0:
                    return found.start()
        return len(data)

    # --- words

    def _word(self, word: bytes, number: int | None, position: int) -> int:
        """Follow one control word; return where reading goes on."""
        optional, self._optional = self._optional, False
        if word == b"bin":
            return position + max(0, number or 0)
        if word == b"u" and number is not None:
            self._unicode(number)
            return position
        if self._pass_by:
            self._pass_by -= 1
            return position
        if word == b"upr":  # the same twice, in bytes and then in Unicode: the second counts
            return self._skip_group(position + 1) + 1 if self._data[position : position + 1] == b"{" else position
        if word in DESTINATIONS or (optional and word not in OPTIONAL_TEXT):
            sink = DESTINATIONS.get(word)
            if sink is None:
                self.ledger.left_out["picture"] += word in (b"pict", b"objdata")
                return self._skip_group(position)
            if self._state.sink == "body" or sink == "title":
                self._flush()
                self._state.sink = sink
        elif word in CHARACTERS:
            self._text(CHARACTERS[word])
        elif (action := _ACTIONS.get(word)) is not None:
            action(self, number)
        return position

    def _set_font(self, number: int | None) -> None:
        if self._state.sink == "fonts":
            self._flush()
            self._flows["fonts"].pieces.clear()
            self._fonts[number or 0] = Font()
            self._state.font = number or 0
        elif self._state.far:
            self._state.far_font = number or 0
        else:
            self._state.font = number or 0

    def _set_far_font(self, number: int | None) -> None:
        if self._state.far:
            self._state.far_font = number or 0

    def _set_charset(self, number: int | None) -> None:
        if font := self._fonts.get(self._state.font):
            font.charset = number

    def _set_font_page(self, number: int | None) -> None:
        if font := self._fonts.get(self._state.font):
            font.page = number

    def _set_page(self, number: int | None) -> None:
        self.page = page_codec(number or 0)

    def _set_default(self, number: int | None) -> None:
        self._default_font = number or 0

    def _plain_style(self, _: int | None) -> None:
        self._state.hidden = self._state.deleted = self._state.far = False
        self._state.font = -1

    def _new_paragraph_style(self, _: int | None) -> None:
        self._state.in_table = False

    def _set(self, name: str, value: int | bool) -> None:
        self._flush()
        setattr(self._state, name, value)

    def _delete(self, number: int | None) -> None:
        self.deleted += number != 0
        self._set("deleted", number != 0)

    def _insert(self, number: int | None) -> None:
        self.inserted += number != 0

    # --- text

    def _unicode(self, number: int) -> None:
        value = number + 65536 if number < 0 else number
        if 0 <= value < 0x110000:
            self._text(chr(value))
        self._pass_by = self._state.stand_ins

    def _escaped(self, written: bytes) -> None:
        passed = min(self._pass_by, len(written))
        self._pass_by -= passed
        if passed < len(written):
            self._write(written[passed:])

    def _plain(self, plain: bytes) -> None:
        passed = min(self._pass_by, len(plain))
        self._pass_by -= passed
        if self._plain_is_utf8 and not plain.isascii():
            self._text(plain[passed:].decode("utf-8", "replace"))
        else:
            self._write(plain[passed:] if passed else plain)

    def _symbol(self, symbol: bytes) -> None:
        if self._pass_by and symbol != b"*":
            self._pass_by -= 1
        elif symbol in b"\\{}":
            self._write(symbol)
        elif symbol in SYMBOLS:
            self._text(SYMBOLS[symbol])
        elif symbol == b"*":
            self._optional = True
        elif symbol in b"\r\n":
            self._end_paragraph()

    def _write(self, written: bytes) -> None:
        """Take in bytes; those of one code page wait for one another, for characters of several bytes."""
        state = self._state
        font = self._font()
        codec = font.codec or self._codec_of(font)
        key = (codec, self._sink(), font.name)
        if state.sink == "fonts":
            key = ("latin-1" if not self.page else self.page, "fonts", "")
            if b";" in written:
                self._name_font(written)
                return
        if key != self._bytes_for:
            self._flush()
            self._bytes_for = key
        self._bytes += written
        if not codec or codec == self._ansi:
            self.undecided += written

    def _font(self) -> Font:
        state = self._state
        number = state.far_font if state.far else state.font
        return self._fonts.get(number if number >= 0 else self._default_font) or _NO_FONT

    def _codec_of(self, font: Font) -> str:
        codec = font_codec(font.charset, font.page, font.name)
        if not codec and font.charset in (None, 1):
            codec = self.page
        if font is not _NO_FONT and self._state.sink != "fonts":
            font.codec = codec or self._ansi
        return codec or self._ansi

    def _name_font(self, written: bytes) -> None:
        self._bytes += written.partition(b";")[0]
        if font := self._fonts.get(self._state.font):
            font.name = bytes(self._bytes).decode("latin-1").strip()
        self._bytes.clear()

    def _sink(self) -> str:
        state = self._state
        if state.sink in ("body", "note"):
            return "markup" if state.hidden else "deleted" if state.deleted else state.sink
        return state.sink

    def _text(self, text: str) -> None:
        self._flush()
        self._give(text, self._sink(), self._font().name)

    def _flush(self) -> None:
        if not self._bytes:
            return
        codec, sink, font = self._bytes_for
        body = bytes(self._bytes)
        self._bytes.clear()
        text = body.decode(codec or "latin-1", "replace")
        if "\ufffd" in text and codec.startswith("cp12"):  # places that a code page leaves free
            text = "".join(bytes([b]).decode(codec, "replace") for b in body)
        if not body.isascii() and sink in ("body", "note"):
            self._codecs[codec] += 1
            self.unreadable += text.count("\ufffd")
        self._give(text, sink, font)

    def _give(self, text: str, sink: str, font: str) -> None:
        flow = self._flows.get(sink)
        if flow is None:
            self.ledger.left_out[sink] += 0 if sink == "about" else len(text)
            return
        if sink in ("body", "note"):
            if self._font().charset == SYMBOL_CHARSET or font.startswith(("Symbol", "Wingdings")):
                text = unsymbol("".join(chr(0xF000 + ord(c)) if ord(c) < 256 else c for c in text), font or "Symbol")
            self.ledger.written(text, "", font)
        flow.pieces.append(text)

    def _end_paragraph(self, sink: str = "") -> None:
        self._flush()
        state = self._state
        flow = self._flows.get(sink or ("body" if state.sink == "body" else state.sink))
        if flow is None or state.sink in ("fonts", "title"):
            return
        if state.deleted and not sink:
            return  # the end of the paragraph is deleted: the next goes on
        (flow.cell if state.in_table else flow.done).append(flow.paragraph())

    def _end_cell(self, _: int | None = None) -> None:
        self._flush()
        flow = self._flows["body"]
        flow.cell.append(flow.paragraph())
        flow.cells.append("\n".join(text for text in flow.cell if text.strip()))
        flow.cell.clear()

    def _end_row(self, _: int | None = None) -> None:
        flow = self._flows["body"]
        if flow.cell:
            self._end_cell()
        if flow.cells:
            flow.done.append(row_text(flow.cells))
            flow.cells.clear()


_NO_FONT = Font()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_Action = Callable[[RtfDocument, "int | None"], None]
_ACTIONS: dict[bytes, _Action] = {
    b"f": RtfDocument._set_font,
    b"af": RtfDocument._set_far_font,
    b"fcharset": RtfDocument._set_charset,
    b"cpg": RtfDocument._set_font_page,
    b"ansicpg": RtfDocument._set_page,
    b"deff": RtfDocument._set_default,
    b"plain": RtfDocument._plain_style,
    b"pard": RtfDocument._new_paragraph_style,
    b"mac": lambda d, _: d._set_page(10000),
    b"pc": lambda d, _: d._set_page(437),
    b"pca": lambda d, _: d._set_page(850),
    b"uc": lambda d, n: d._set("stand_ins", max(0, min(n or 0, 100))),
    b"v": lambda d, n: d._set("hidden", n != 0),
    b"deleted": RtfDocument._delete,
    b"revised": RtfDocument._insert,
    b"intbl": lambda d, _: d._set("in_table", True),
    b"dbch": lambda d, _: d._set("far", True),
    b"loch": lambda d, _: d._set("far", False),
    b"hich": lambda d, _: d._set("far", False),
    b"par": lambda d, _: d._end_paragraph(),
    b"sect": lambda d, _: d._end_paragraph(),
    b"page": lambda d, _: d._end_paragraph(),
    b"cell": RtfDocument._end_cell,
    b"nestcell": RtfDocument._end_cell,
    b"row": RtfDocument._end_row,
    b"nestrow": RtfDocument._end_row,
}
