"""The two kinds of tables of reStructuredText, as rows of cells. Columns are counted as a terminal shows them."""

from __future__ import annotations

import re
import unicodedata

from corpus_kit.readers.families.prose import joined

_GRID = re.compile(r"^\+(?:[-=]+\+)+$")
_SIMPLE = re.compile(r"^=+(?: +=+)+$")
_RULE = re.compile(r"^[-=]+(?: +[-=]+)*$")


def is_grid(line: str) -> bool:
    """Return whether a line is the border of a grid table."""
    return bool(_GRID.match(line))


def is_simple(line: str, following: str = "") -> bool:
    """Return whether a line is the border of a simple table."""
    return bool(_SIMPLE.match(line))


def _wide(text: str) -> str:
    """Return `text` with a zero byte after each letter two columns wide, and without marks that take no column."""
    if text.isascii():
        return text
    return "".join(
        character + ("\0" if unicodedata.east_asian_width(character) in "WF" else "")
        for character in unicodedata.normalize("NFC", text)
    )


def grid_rows(lines: list[str]) -> list[list[str]]:
    """Return the cells of a grid table, row by row; a cell over several columns is one cell."""
    rows: list[list[list[str]]] = []
    fresh = True
    for line in lines:
        if line.startswith("+") and set(line) <= set("+-= |"):
            fresh = True
            continue
        cells = [cell.strip() for cell in re.split(r"(?:^|\s)[|+](?=\s|$)|[|+]$", line)]
        cells = cells[1:] if line.startswith("|") else cells
        if fresh or not rows:
            rows.append([])
            fresh = False
        row = rows[-1]
        for number, cell in enumerate(cells):
            if number >= len(row):
                row.append([])
            row[number].append(cell)
    return [[joined(cell) for cell in row] for row in rows]


def simple_rows(lines: list[str]) -> list[list[str]]:
    """Return the cells of a simple table; a row whose first cell is empty continues the one before."""
    starts = [found.start() for found in re.finditer("=+", lines[0])]
    rows: list[list[list[str]]] = []
    for line in lines:
        if not line or _RULE.match(line):
            continue
        wide = _wide(line)
        ends = [*starts[1:], len(wide) + 1]
        cells = [wide[start:end].replace("\0", "").strip() for start, end in zip(starts, ends, strict=True)]
        if rows and not cells[0]:
            for number, cell in enumerate(cells):
                rows[-1][number].append(cell)
        else:
            rows.append([[cell] for cell in cells])
    return [[joined(cell) for cell in row] for row in rows]
