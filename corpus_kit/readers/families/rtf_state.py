"""What a reader of RTF keeps in mind: fonts, the state of a group, and text on its way to a paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Font:
    """A font of the document's table."""

    name: str = ""
    charset: int | None = None
    page: int | None = None
    codec: str = ""


@dataclass(slots=True)
class State:
    """What holds until the group ends."""

    sink: str = "body"
    font: int = -1
    far_font: int = -1  # of East Asian characters
    far: bool = False
    stand_ins: int = 1  # characters that stand in for a Unicode one
    hidden: bool = False
    deleted: bool = False
    in_table: bool = False


@dataclass(slots=True)
class Flow:
    """Text on its way: pieces of a paragraph, paragraphs of a cell, cells of a row."""

    pieces: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def paragraph(self) -> str:
        """Return the paragraph that ends here."""
        text = "".join(self.pieces)
        self.pieces.clear()
        if any("\ud800" <= c <= "\udfff" for c in text):  # characters beyond U+FFFF are written as two
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return text
