"""From rows to lines in the order of reading: columns, tables, and what is repeated at the edges of pages."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median

from corpus_kit.readers.families.pdf_lines import Line, script_manner

_MINIMUM_ROWS = 4  # rows on both sides of a gap that make two columns
_PROSE_LETTERS = 15  # mean letters in the lines of a column; shorter ones are cells of a table
_PROSE_LETTERS_EAST = 7
_EDGE_LINES = 3  # lines at the top and the bottom of a page among which heads and feet are looked for
_ROMAN = re.compile(r"[ivxlcdm]{1,7}", re.IGNORECASE)
_PAGE_WORD = re.compile(
    r"(?:page|p|pg|seite|стр|с|бет|б|бб|sahifa|sayfa|s|bet|səhifə|стор|գ|էջ|გვ|გვერდი|صفحه|صفحة|ص|页|第|頁|ページ|쪽"
    r"|หน้า|ទំព័រ|စာမျက်နှာ|पृष्ठ|পৃষ্ঠা|trang|of|из|/|\||-|–|—|\.|\(|\)|\[|\]|\s)+",
    re.IGNORECASE,
)


def columns_of(rows: list[list[Line]]) -> list[list[Line]]:
    """Return the columns of a page in the order of reading; what spans all of them parts those above from those below.

    In a page that is mostly written from right to left the right column comes first. A table is read row by row.
    """
    if not rows:
        return []
    cells = [cell for row in rows for cell in row]
    turned = sum(len(c.text) for c in cells if c.right_to_left) * 2 > sum(len(c.text) for c in cells)
    found = _gutter(rows)
    if found is None:
        return [[_joined(row, turned) for row in rows]]
    start, end, gutter = found
    left = [[c for c in row if c.right <= gutter] for row in rows[start:end]]
    right = [[c for c in row if c.left >= gutter] for row in rows[start:end]]
    sides = [[row for row in side if row] for side in ((right, left) if turned else (left, right))]
    return columns_of(rows[:start]) + columns_of(sides[0]) + columns_of(sides[1]) + columns_of(rows[end:])


def _gutter(rows: list[list[Line]]) -> tuple[int, int, float] | None:
    """Return the longest stretch of rows that a gap runs through, and where the gap is."""
    best: tuple[int, int, float] | None = None
    tried: set[int] = set()
    for row in rows:
        for a, b in zip(row, row[1:], strict=False):
            middle = (a.right + b.left) / 2
            if round(middle / 4) in tried:
                continue
            tried.add(round(middle / 4))
            for start, end in _stretches(rows, middle):
                if (best is None or end - start > best[1] - best[0]) and _is_prose(rows[start:end], middle):
                    best = (start, end, middle)
        if len(tried) > 60:
            break
    return best


def _stretches(rows: list[list[Line]], middle: float) -> list[tuple[int, int]]:
    """Return the stretches of rows in which no line crosses `middle`, from the first with text on both sides on."""
    stretches: list[tuple[int, int]] = []
    start = 0
    for number in range(len(rows) + 1):
        crossed = number == len(rows) or any(c.left < middle < c.right for c in rows[number])
        if crossed:
            both = [i for i in range(start, number) if rows[i][0].right <= middle <= rows[i][-1].left]
            if len(both) >= 2:
                stretches.append((both[0], number))
            start = number + 1
    return stretches


def _is_prose(rows: list[list[Line]], middle: float) -> bool:
    sides = [
        [c for row in rows for c in row if c.right <= middle],
        [c for row in rows for c in row if c.left >= middle],
    ]
    for side in sides:
        if len(side) < _MINIMUM_ROWS:
            return False
        limit = _PROSE_LETTERS_EAST if script_manner(side[0].text) == "east" else _PROSE_LETTERS
        width = max(c.right for c in side) - min(c.left for c in side)
        if median(len(c.text) for c in side) < limit or median(c.right - c.left for c in side) < 0.55 * width:
            return False
    return True


def _joined(row: list[Line], turned: bool) -> Line:
    """Return the cells of a row as one line."""
    if len(row) == 1:
        return row[0]
    main = max(row, key=lambda cell: len(cell.text))
    text = " ".join(cell.text for cell in (reversed(row) if turned else row))
    return Line(text, row[0].left, row[-1].right, main.base, main.size, turned, len(row))


def running_lines(pages: list[list[Line]]) -> set[int]:
    """Return the ids of lines that are heads, feet and page numbers: the same at the edge of several pages.

    A line counts as the same where it differs in its numbers only. A number on its own counts as a page number where
    such stand at the edge of at least two pages, or where it is the number of its page.
    """
    edges: list[tuple[int, str, Line]] = []
    for number, lines in enumerate(pages):
        for line in _edge_lines(lines):
            edges.append((number, _shape(line), line))
    pages_with: dict[str, set[int]] = {}
    for number, shape, _ in edges:
        pages_with.setdefault(shape, set()).add(number)
    needed = 2 if len(pages) <= 3 else 3
    running: set[int] = set()
    for number, shape, line in edges:
        is_number = not shape or shape == "#"
        if (is_number and (len(pages_with[shape]) >= 2 or _number_of(line.text) == number + 1)) or (
            len(pages_with[shape]) >= needed and len(line.text) < 200
        ):
            running.add(id(line))
    return running


def _edge_lines(lines: list[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: -line.base)
    return ordered[:_EDGE_LINES] + ordered[max(_EDGE_LINES, len(ordered) - _EDGE_LINES) :]


def _shape(line: Line) -> str:
    """Return a line with every number as #; nothing but # where it is a page number with its frame."""
    text = line.text.strip()
    if _ROMAN.fullmatch(text):
        return "#"
    shape = re.sub(r"\d+", "#", text.casefold())
    if "#" in shape and not _PAGE_WORD.sub("", shape).strip("#"):
        return "#"
    return shape


def _number_of(text: str) -> int:
    found = re.findall(r"\d+", text)
    return int(found[0]) if found and len(found[0]) < 6 else -1


def body_size(pages: list[list[Line]]) -> float:
    """Return the size of font that most letters have."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0
