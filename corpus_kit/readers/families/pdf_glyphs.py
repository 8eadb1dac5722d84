"""What a page of a PDF shows: its letters with their places, in the order in which the page draws them.

PDFium finds each letter and its place, but the order in which it gives them back mends too much: it sorts the pieces
of a line by their left edge (which tears vowel signs from their consonants), turns right-to-left text round letter by
letter (which turns the parts of a ligature round, too) and repeats an `ActualText` for each piece that it covers. So
letters are taken from it one by one and put back into the order of drawing, from which `pdf_lines` makes lines.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from corpus_kit.readers.families.pdf_order import as_drawn, goes_left
from corpus_kit.readers.families.pdf_pieces import LETTER_UNKNOWN, Glyph, PageText, Piece

_FORM_DEPTH = 8
_DOWN = 270  # the turn of text written from top to bottom
_HIDDEN = 3  # the text render mode of letters that are not drawn
_HYPHEN = 2  # what PDFium makes of a hyphen at the end of a line


Character = tuple[str, float, float, tuple[float, float, float, float]]  # letter, origin, left bottom right top


@dataclass(slots=True)
class _Drawn:
    """One text object and what all its letters have in common."""

    handle: Any
    characters: list[Character] = field(default_factory=list)
    first: int = 0  # index of its first character
    actual: str = ""
    mark: int = 0  # which mark says what it means


def page_text(page: Any) -> PageText:
    """Return the text of a page of pypdfium2."""
    found = PageText(*page.get_size())
    _, bottom, _, top = page.get_bbox()
    found.edges = bottom, top
    drawn: dict[int, _Drawn] = {}
    for handle in _objects(page.raw, 0):
        _note(handle, drawn, found)
    textpage = page.get_textpage()
    try:
        _place_characters(textpage.raw, drawn, found)
        _make_pieces(textpage.raw, drawn, found)
        _turn_columns(found)
    finally:
        textpage.close()
    return found


def _objects(parent: Any, depth: int) -> Iterator[Any]:
    """Yield the objects of a page, and of the forms in it, in the order of drawing."""
    count, get = (
        (pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
        if depth
        else (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
    )
    for index in range(count(parent)):
        handle = get(parent, index)
        if not handle:
            continue
        if pdfium.FPDFPageObj_GetType(handle) == pdfium.FPDF_PAGEOBJ_FORM and depth < _FORM_DEPTH:
            yield from _objects(handle, depth + 1)
        else:
            yield handle


def _note(handle: Any, drawn: dict[int, _Drawn], found: PageText) -> None:
    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        one = _Drawn(handle)
        for index in range(pdfium.FPDFPageObj_CountMarks(handle)):
            mark = pdfium.FPDFPageObj_GetMark(handle, index)
            if actual := _actual_text(mark):
                one.actual, one.mark = actual, ctypes.addressof(mark.contents)
        drawn[ctypes.addressof(handle.contents)] = one
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        found.pictures += 1
        left, bottom, right, top = _bounds(handle)
        share = abs(right - left) * abs(top - bottom) / max(found.width * found.height, 1.0)
        found.picture_share = max(found.picture_share, share)
    elif kind == pdfium.FPDF_PAGEOBJ_PATH:
        found.drawings += 1


def _bounds(handle: Any) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of an object."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return 0.0, 0.0, 0.0, 0.0
    return left.value, bottom.value, right.value, top.value


def _actual_text(mark: Any) -> str:
    """Return what a mark says that the letters under it mean, empty where it says nothing."""
    size = ctypes.c_ulong()
    # The function for strings takes their bytes for UTF-8, so the bytes themselves are asked for.
    get = pdfium.FPDFPageObjMark_GetParamBlobValue
    if not get(mark, b"ActualText", None, 0, size) or not size.value:
        return ""
    buffer = (ctypes.c_ubyte * size.value)()
    if not get(mark, b"ActualText", buffer, size.value, size):
        return ""
    value = bytes(buffer)
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xff\xfe"):
        return value[2:].decode("utf-16-le", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")


def _place_characters(textpage: Any, drawn: dict[int, _Drawn], found: PageText) -> None:
    """Give every letter to the object that draws it."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    high = 0
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        handle = pdfium.FPDFText_GetTextObject(textpage, index)
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        if not handle:
            if code == 0x20 and not pdfium.FPDFText_IsGenerated(textpage, index):
                found.spaces.append((x.value, y.value))
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        if code == 0x20 and box.right - box.left < 0.01 and box.top - box.bottom < 100:
            # PDFium's guess from a gap. It takes the edge of a mark for that of its letter, so it is but a hint.
            found.spaces.append((x.value, y.value))
            continue
        owner = drawn.setdefault(ctypes.addressof(handle.contents), _Drawn(handle))
        if not owner.characters:
            owner.first = index
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        letter = _letter(textpage, index, code)
        owner.characters.append((letter, x.value, y.value, (box.left, box.bottom, box.right, box.top)))


def _letter(textpage: Any, index: int, code: int) -> str:
    """Return a letter, LETTER_UNKNOWN where the file does not say which one it is."""
    if code == _HYPHEN and pdfium.FPDFText_IsHyphen(textpage, index) == 1:
        return "-"
    if code in (9, 10, 13, 0xA0):
        return " "
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code >= 0xFFFE:
        return LETTER_UNKNOWN
    if pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1:
        return LETTER_UNKNOWN
    return chr(code)


def _make_pieces(textpage: Any, drawn: dict[int, _Drawn], found: PageText) -> None:
    """Turn objects into pieces, and count what tells of trust."""
    seen: dict[int, Piece] = {}
    rest: dict[int, list[tuple[float, float, float, float]]] = {}  # what is drawn under a mark without letters
    for one in drawn.values():
        if not one.characters:
            if one.mark:
                rest.setdefault(one.mark, []).append(_bounds(one.handle))
            else:
                _note_space(one, found)
            continue
        size, turn = _manner(textpage, one)
        _count(one, found)
        pieces = _pieces(one, size, turn)
        if not one.mark:
            found.pieces += pieces
            continue
        left, right = min(g.left for p in pieces for g in p.glyphs), max(g.right for p in pieces for g in p.glyphs)
        first = seen.get(one.mark)
        if first is None:
            whole = Glyph(one.actual, left, right, pieces[0].base, size)
            seen[one.mark] = Piece([whole], pieces[0].base, size, turn)
            found.pieces.append(seen[one.mark])
        elif abs(first.base - pieces[0].base) < first.size:  # the same text, drawn in several parts
            first.glyphs[0].left = min(first.glyphs[0].left, left)
            first.glyphs[0].right = max(first.glyphs[0].right, right)
    for mark, places in rest.items():
        if mark in seen and seen[mark].turn == 0:
            _widen(seen[mark], places)


def _turn_columns(found: PageText) -> None:
    """Turn a page of letters that are drawn one by one, each below the last: columns of Chinese or Japanese."""
    single = [p for p in found.pieces if len(p.glyphs) == 1 and p.turn == 0]
    below = [
        0.5 < (a.base - b.base) / b.size < 2.5 and abs(a.glyphs[0].left - b.glyphs[0].left) < 0.3 * b.size
        for a, b in pairwise(single)
    ]
    if len(single) < max(4, 0.8 * len(found.pieces)) or sum(below) < 0.7 * len(below):
        return
    for piece in single:
        glyph = piece.glyphs[0]
        left = -glyph.base - 0.88 * piece.size
        piece.turn, piece.base = _DOWN, (glyph.left + glyph.right) / 2
        piece.glyphs = [Glyph(glyph.text, left, left + piece.size, piece.base, piece.size)]


def _widen(piece: Piece, places: list[tuple[float, float, float, float]]) -> None:
    """Let the glyph of a meant text reach over all that is drawn for it."""
    glyph = piece.glyphs[0]
    for left, bottom, right, top in places:
        if bottom < piece.base + piece.size and top > piece.base - piece.size and right > left:
            glyph.left, glyph.right = min(glyph.left, left), max(glyph.right, right)


def _note_space(one: _Drawn, found: PageText) -> None:
    """Note where an object stands of which PDFium gives no letter: it draws a space."""
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFPageObj_GetMatrix(one.handle, matrix):
        found.spaces.append((matrix.e, matrix.f))
        found.drawn_spaces += 1


def _manner(textpage: Any, one: _Drawn) -> tuple[float, int]:
    """Return the size of the font as it is drawn and how the text is turned, in degrees."""
    matrix = pdfium.FS_MATRIX()
    font_size = pdfium.FPDFText_GetFontSize(textpage, one.first) or 1.0
    if not pdfium.FPDFText_GetMatrix(textpage, one.first, matrix):
        return abs(font_size), 0
    size = abs(font_size) * (math.hypot(matrix.c, matrix.d) or 1.0)
    turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 5) * 5 % 360
    (_, x, y, _), (_, last_x, last_y, _) = one.characters[0], one.characters[-1]
    if len(one.characters) >= 2 and turn == 0 and y - last_y > 0.5 * size and abs(last_x - x) < 0.3 * (y - last_y):
        turn = _DOWN
    return max(size, 0.5), turn


def _count(one: _Drawn, found: PageText) -> None:
    name = _font_name(one.handle)
    hidden = pdfium.FPDFTextObj_GetTextRenderMode(one.handle) == _HIDDEN
    text = "".join(c[0] for c in one.characters)
    letters = sum(not c.isspace() for c in text)
    found.letters += letters
    found.hidden += letters if hidden else 0
    found.drawn_spaces += text.count(" ")
    found.fonts[name] += letters
    found.latin[name] += sum(c < "\u0180" and not c.isspace() for c in text)
    if len(found.samples.get(name, "")) < 200:
        found.samples[name] = found.samples.get(name, "") + text
    if not one.actual:
        found.unmapped += text.count(LETTER_UNKNOWN)


def _font_name(handle: Any) -> str:
    font = pdfium.FPDFTextObj_GetFont(handle)
    if not font:
        return ""
    size = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, size)
    name = buffer.value.decode("utf-8", "replace")
    return name[7:] if len(name) > 7 and name[6] == "+" else name


def _pieces(one: _Drawn, size: float, turn: int) -> list[Piece]:
    """Return the pieces of one object: one, or several where others may stand in its gaps."""
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    glyphs: list[Glyph] = []
    origins: list[float] = []
    for letter, x, y, (left, bottom, right, top) in one.characters:
        along = [a * cosine + b * sine for a in (left, right) for b in (bottom, top)]
        origin = x * cosine + y * sine
        ends = (min(along), max(along)) if turn % 90 == 0 else (origin, origin + abs(right - left))
        glyphs.append(Glyph(letter, *ends, y * cosine - x * sine, size))
        origins.append(origin)
    if goes_left(glyphs, origins):
        glyphs = as_drawn(glyphs, origins)
    gap = 0.1 * size  # into which letters of another font may have been drawn
    base = sorted(g.base for g in glyphs)[len(glyphs) // 2]
    pieces = [Piece([glyphs[0]], base, size, turn)]
    for last, glyph in pairwise(glyphs):
        apart = glyph.left - last.right
        if not glyph.is_mark and (apart > gap or glyph.right < last.left - 0.5 * size):
            pieces.append(Piece([], base, size, turn))
        pieces[-1].glyphs.append(glyph)
    return pieces
