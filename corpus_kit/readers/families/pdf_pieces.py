"""Glyphs, pieces and pages: what passes between the modules that read PDF."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

LETTER_UNKNOWN = "\ufffd"
_LETTERS_A_SPACE = 60  # a page with more letters for each space than this leaves its spaces out


@lru_cache(maxsize=20_000)
def _is_mark(text: str) -> bool:
    return all(unicodedata.category(c)[0] == "M" for c in text)


@dataclass(slots=True)
class Glyph:
    """What is drawn at one place: mostly one letter, or all letters of a ligature, in the order of reading.

    Places are in points, on the page turned so that its text runs from left to right and its lines from top to bottom.
    """

    text: str
    left: float
    right: float
    base: float
    size: float  # of the font as it is drawn

    @property
    def is_mark(self) -> bool:
        """Whether it is but a mark on another letter."""
        return _is_mark(self.text)


@dataclass(slots=True)
class Piece:
    """Glyphs drawn by one instruction, in the order of drawing."""

    glyphs: list[Glyph]
    base: float
    size: float
    turn: int = 0  # of the text on the page, in degrees


@dataclass(slots=True)
class PageText:
    """All pieces of a page, and what tells whether its letters can be believed."""

    width: float
    height: float
    edges: tuple[float, float] = (0.0, 0.0)  # bottom and top
    pieces: list[Piece] = field(default_factory=list)
    fonts: Counter[str] = field(default_factory=Counter)  # letters by name of font
    latin: Counter[str] = field(default_factory=Counter)  # letters of Latin 1 by name of font
    samples: dict[str, str] = field(default_factory=dict)  # the first letters in a font
    letters: int = 0
    unmapped: int = 0  # letters of which the file does not say what they are
    hidden: int = 0  # letters that are not drawn: what character recognition puts behind a picture
    pictures: int = 0
    picture_share: float = 0.0  # of the page, covered by the largest picture
    drawings: int = 0
    spaces: list[tuple[float, float]] = field(default_factory=list)  # places of spaces that no glyph stands for
    drawn_spaces: int = 0

    @property
    def draws_spaces(self) -> bool:
        """Whether spaces are drawn as letters are, so that a mere gap is none."""
        return self.drawn_spaces * _LETTERS_A_SPACE > self.letters

    @property
    def turn(self) -> int:
        """How most of the text is turned."""
        turns: Counter[int] = Counter()
        for piece in self.pieces:
            turns[piece.turn] += len(piece.glyphs)
        return max(turns, key=lambda turn: (turns[turn], -turn)) if turns else 0
