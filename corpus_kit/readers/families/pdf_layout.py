"""From rows to lines in the order of reading: columns, tables, and what is repeated at the edges of pages."""

from __future__ import annotations

import re
from statistics import median

from corpus_kit.readers.families.pdf_lines import Line, script_manner

_MINIMUM_ROWS = 4  # rows on both sides of a gap that make two columns
_PROSE_LETTERS = 15  # mean letters in the lines of a column; shorter ones are cells of a table
_PROSE_LETTERS_EAST = 7
_EDGE_SHARE = 0.12  # of the height of a page
_EDGE_LINES = 3  # lines at the top and the bottom of a page among which heads and feet are looked for
_SAME_HEIGHT = 4.0  # points between the places of a head on two pages
_ROMAN = re.compile(r"^[ivxlc]{1,7}(?=\s|$)|(?<=\s)[ivxlc]{1,7}$")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
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


def running_lines(pages: list[list[Line]], edges: list[tuple[float, float]]) -> set[int]:
    """Return the ids of lines that are heads, feet and page numbers: the same at the same height of several pages.

    `edges` are the bottom and the top of each page; only what stands near them is looked at.

    A line counts as the same where it differs in a number that grows with the pages. Headings like "Article 5" differ
    in numbers, too, and happen to stand at the edge of a page: they grow otherwise, or stand at another height.
    """
    shapes: dict[str, list[tuple[int, Line]]] = {}
    for number, (lines, (bottom, top)) in enumerate(zip(pages, edges, strict=True)):
        zone = _EDGE_SHARE * (top - bottom)
        for line in _edge_lines(lines):
            if bottom + zone < line.base < top - zone:
                continue
            shapes.setdefault(_shape(line), []).append((number, line))
    few = len(pages) <= 3
    apart = {id(line) for lines in pages for line in _set_apart(lines)} if few else set()
    running: set[int] = set()
    for shape, found in shapes.items():
        is_number = shape == "#"
        for number, line in found:
            alike = {
                other
                for other, one in found
                if abs(one.base - line.base) < _SAME_HEIGHT and _grows(number, line.text, other, one.text)
            }
            alone = is_number and _number_of(line.text) == number + 1
            enough = len(alike) >= 2 and (is_number or id(line) in apart) if few or is_number else len(alike) >= 3
            if len(line.text) < 200 and (enough or alone):
                running.add(id(line))
    return running


def _grows(page: int, text: str, other_page: int, other_text: str) -> bool:
    """Return whether the numbers in two lines are the same, or one of them grows by a page for each page."""
    numbers, others = (re.findall(r"\d+", _with_numbers(one)) for one in (text, other_text))
    if len(numbers) != len(others):
        return False
    apart = [int(b[-6:]) - int(a[-6:]) for a, b in zip(numbers, others, strict=True)]
    return sum(step != 0 for step in apart) <= 1 and all(step in (0, other_page - page) for step in apart)


def _set_apart(lines: list[Line]) -> list[Line]:
    """Return the first and the last line of a page where they stand away from the text or in another size."""
    ordered = sorted(lines, key=lambda line: -line.base)
    if len(ordered) < 3:
        return []
    pairs = ((ordered[0], ordered[1]), (ordered[-1], ordered[-2]))
    return [a for a, b in pairs if abs(a.base - b.base) > 1.8 * a.size or abs(a.size - b.size) > 0.05 * b.size]


def _edge_lines(lines: list[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: -line.base)
    return ordered[:_EDGE_LINES] + ordered[max(_EDGE_LINES, len(ordered) - _EDGE_LINES) :]


def _shape(line: Line) -> str:
    """Return a line with every number as #; nothing but # where it is a page number with its frame."""
    shape = re.sub(r"\d+", "#", _with_numbers(line.text).casefold())
    if "#" in shape and not _PAGE_WORD.sub("", shape).strip("#"):
        return "#"
    return shape


def _with_numbers(text: str) -> str:
    """Return a line with a small Roman number at its beginning or end as an ordinary one."""
    return _ROMAN.sub(lambda found: str(_roman(found[0])), text.strip())


def _roman(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def _number_of(text: str) -> int:
    found = re.findall(r"\d+", _with_numbers(text))
    return int(found[0]) if found and len(found[0]) < 6 else -1
