"""Lines of a page: pieces that stand on one base line side by side, with the spaces between them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corpus_kit.readers.families.pdf_order import is_right_to_left, logical
from corpus_kit.readers.families.pdf_pieces import LETTER_UNKNOWN, Glyph, PageText, Piece

# A gap wider than this is a space, in scripts with and without spaces between words; the second figure is for pages
# that draw their spaces, where the gap beside a letter may be its own.
_SPACE_EM = {"": (0.14, 0.5), "south": (0.35, 0.8), "east": (0.9, 0.9)}
_HINTED_EM = 0.08  # where PDFium or the file says that there is one
_COLUMN_EM = 1.0  # a gap wider than this may part columns or cells
_SAME_LINE_EM = 0.4
_EAST = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_SOUTH = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]")
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st"}


@dataclass(slots=True)
class Line:
    """One line of one column, or one cell of a table."""

    text: str
    left: float
    right: float
    base: float
    size: float
    right_to_left: bool = False
    cells: int = 1  # of a table's row

    @property
    def start(self) -> float:
        """How far the line begins from where lines begin: greater is further in."""
        return -self.right if self.right_to_left else self.left


@dataclass(frozen=True, slots=True)
class Spaces:
    """Where spaces stand that no glyph stands for, and whether the page draws its spaces."""

    places: list[tuple[float, float]]
    drawn: bool

    def within(self, left: float, right: float, base: float) -> bool:
        """Return whether one stands between two letters of a line."""
        start = bisect_left(self.places, (left - 0.5, -1e9))
        for x, y in self.places[start : start + 500]:
            if x > right + 0.5:
                return False
            if abs(y - base) < 2:
                return True
        return False


@lru_cache(maxsize=20_000)
def script_manner(text: str) -> str:
    """Return "east" for Chinese and Japanese, "south" for Thai, Lao, Khmer, Burmese and Tibetan, else nothing."""
    return "east" if _EAST.search(text) else "south" if _SOUTH.search(text) else ""


def rows_of(page: PageText, turn: int) -> list[list[Line]]:
    """Return the rows of the text turned by `turn`, from top to bottom, each as cells from left to right."""
    pieces = [piece for piece in page.pieces if piece.turn == turn and piece.glyphs]
    letters = "".join(g.text for p in pieces for g in p.glyphs)
    mostly = sum(map(is_right_to_left, letters)) * 2 > sum(c.isalpha() for c in letters)
    spaces = Spaces(sorted(page.spaces) if turn == 0 else [], page.draws_spaces)
    rows = []
    for row in _rows(_chains(_with_marks(pieces))):
        cells = [_line(cell, mostly, spaces) for cell in _cells(row)]
        cells = [cell for cell in cells if cell.text]
        if cells:
            rows.append(cells)
    return rows


def _with_marks(pieces: list[Piece]) -> list[Piece]:
    """Join a piece of nothing but marks to the letters it stands on.

    Programs draw a mark on its own where it is raised: after its letter in left-to-right text, before it in
    right-to-left text, which is drawn from left to right all the same.
    """
    joined: list[Piece] = []
    waiting: list[Glyph] = []
    for piece in pieces:
        if all(g.is_mark or g.text == " " for g in piece.glyphs) and any(g.is_mark for g in piece.glyphs):
            marks = [g for g in piece.glyphs if g.is_mark]
            if is_right_to_left(marks[0].text):
                waiting += marks
            elif joined and abs(joined[-1].base - piece.base) < piece.size:
                joined[-1].glyphs += piece.glyphs
            else:
                joined.append(piece)
            continue
        if waiting and abs(waiting[0].base - piece.base) < piece.size:
            piece.glyphs[:0] = waiting
        elif waiting:
            joined.append(Piece(waiting, waiting[0].base, piece.size, piece.turn))
        waiting = []
        joined.append(piece)
    if waiting:
        joined.append(Piece(waiting, waiting[0].base, waiting[0].size))
    return joined


def _chains(pieces: list[Piece]) -> list[Piece]:
    """Join pieces that follow one another where the letters of a word climb, as in Nastaliq."""
    if not climbs(pieces):
        return pieces
    joined: list[Piece] = []
    for piece in pieces:
        if joined and _follows(joined[-1], piece):
            last = joined[-1]
            last.glyphs += piece.glyphs
            if piece.size > 0.8 * last.size:
                last.base = min(last.base, piece.base)
        else:
            joined.append(piece)
    return joined


def climbs(pieces: list[Piece]) -> bool:
    """Return whether the letters of words stand one above the other."""
    if not any(is_right_to_left(piece.glyphs[0].text) for piece in pieces):
        return False
    letters = [piece for piece in pieces if not all(g.is_mark for g in piece.glyphs)]
    follow = [abs(b.base - a.base) / b.size for a, b in pairwise(letters) if _follows(a, b)]
    return len(follow) > 20 and sum(step > 0.05 for step in follow) > 0.2 * len(follow)


def _follows(last: Piece, piece: Piece) -> bool:
    """Return whether a piece of right-to-left text goes on where the one before it ends, higher or lower."""
    before = next((g for g in reversed(last.glyphs) if not g.is_mark), last.glyphs[-1])
    after = next((g for g in piece.glyphs if not g.is_mark), piece.glyphs[0])
    return (
        is_right_to_left(before.text + after.text)
        and abs(before.base - after.base) < 0.9 * piece.size
        and -0.6 * piece.size < after.left - before.right < 0.35 * piece.size
    )


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Part pieces into rows by their base lines; a small raised piece (a note's number) stays with its neighbours."""
    rows: list[list[Piece]] = []
    bases: list[tuple[float, float]] = []  # base and size of the largest piece of the row
    for piece in sorted(pieces, key=lambda p: -p.base):
        for index in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            base, size = bases[index]
            if abs(base - piece.base) <= _SAME_LINE_EM * min(max(size, piece.size), 2 * min(size, piece.size)):
                rows[index].append(piece)
                if piece.size > 1.05 * size or (piece.size > 0.95 * size and _width(piece) > 10 * size):
                    bases[index] = (piece.base, piece.size)
                break
        else:
            rows.append([piece])
            bases.append((piece.base, piece.size))
    order = sorted(range(len(rows)), key=lambda i: -bases[i][0])
    return [rows[i] for i in order]


def _width(piece: Piece) -> float:
    return piece.glyphs[-1].right - piece.glyphs[0].left


def _left(piece: Piece) -> float:
    return min((g.left for g in piece.glyphs if not g.is_mark), default=piece.glyphs[0].left)


def _cells(row: list[Piece]) -> list[list[Piece]]:
    """Part a row where gaps are wide enough to part columns."""
    row = sorted(row, key=_left)
    cells = [[row[0]]]
    reached = max(g.right for g in row[0].glyphs)
    for piece in row[1:]:
        if _left(piece) - reached > _COLUMN_EM * max(piece.size, cells[-1][-1].size):
            cells.append([])
        cells[-1].append(piece)
        reached = max(reached, *(g.right for g in piece.glyphs))
    return cells


def _line(cell: list[Piece], mostly_right_to_left: bool, spaces: Spaces) -> Line:
    glyphs = _without_stretching([glyph for piece in cell for glyph in piece.glyphs])
    sizes = sorted(piece.size for piece in cell for _ in piece.glyphs)
    size = sizes[len(sizes) // 2]
    base = max(cell, key=lambda piece: len(piece.glyphs)).base
    parts = _spaced(glyphs, spaces, base)
    text = "".join(parts)
    strong = [unicodedata.bidirectional(c) for c in text]
    turned = sum(s in ("R", "AL") for s in strong)
    right_to_left = turned > 0 and (mostly_right_to_left or turned > strong.count("L"))
    if turned:
        text = logical(parts, right_to_left)
    visible = [g for g in glyphs if g.text.strip()] or glyphs
    line = Line(
        " ".join(text.split(" ")).strip(), min(g.left for g in visible), max(g.right for g in visible), base, size
    )
    line.text = _plain(line.text)
    line.right_to_left = right_to_left or (not turned and "L" not in strong and mostly_right_to_left)
    return line


def _without_stretching(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out what only stretches an Arabic word: a glyph without a name, or with a false one, between two letters.

    LibreOffice justifies Arabic lines so, and gives the stroke no name or that of a digit.
    """
    kept: list[Glyph] = []
    for number, glyph in enumerate(glyphs):
        if glyph.text.strip(LETTER_UNKNOWN) in ("", "0") and 0 < number < len(glyphs) - 1:
            before = next((g for g in reversed(kept) if not g.is_mark), glyph)
            after = next(
                (g for g in glyphs[number + 1 :] if g.text[0] not in "0" + LETTER_UNKNOWN and not g.is_mark), glyph
            )
            touching = glyph.left - before.right < 0.1 * glyph.size
            if touching and is_right_to_left(before.text) and is_right_to_left(after.text):
                before.right = max(before.right, glyph.right)
                continue
        kept.append(glyph)
    return kept


def _spaced(glyphs: list[Glyph], spaces: Spaces, base: float) -> list[str]:
    """Return the texts of glyphs, with a space where a gap is wide enough for one."""
    parts: list[str] = []
    reached = glyphs[0].left
    last = ""
    for glyph in glyphs:
        gap = glyph.left - reached
        if last and not glyph.is_mark and glyph.text != " " and last != " ":
            pair = script_manner(last[-1]), script_manner(glyph.text[0])
            wide = _SPACE_EM[pair[0] if pair[0] == pair[1] else ""][spaces.drawn] * glyph.size
            if gap > wide or (gap > _HINTED_EM * glyph.size and spaces.within(reached, glyph.left, base)):
                parts.append(" ")
        parts.append(glyph.text)
        reached = max(reached, glyph.right) if gap > -glyph.size or glyph.is_mark else glyph.right
        last = glyph.text if not glyph.is_mark else last or glyph.text
    return parts


def _plain(text: str) -> str:
    """Write letters that fonts join as the letters they are; runs of spaces as one."""
    for joined, letters in _LIGATURES.items():
        if joined in text:
            text = text.replace(joined, letters)
    if re.search(r"[\ufb1d-\ufdff\ufe70-\ufefc]", text):
        text = re.sub(r"[\ufb1d-\ufdff\ufe70-\ufefc]+", lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return re.sub(r" {2,}", " ", text)
