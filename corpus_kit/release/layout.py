"""Where every released row goes: which file, which row group, in which order. Numbers only; nothing is read or written.

Within a configuration rows stand in the order (added_in, batch, part, row), and what a later release adds goes into
files of its own as long as it is little: so a new release leaves the files of what was there before as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpus_kit.release.select import Selection

# A release without rows has this file and one configuration: otherwise `datasets` would take excluded.parquet for data.
EMPTY_FILE = "data/no-rows.parquet"
FILE_TEXT_BYTES = 256 * 1024 * 1024
# Rows that a release adds join the file before them when together they are below this, or when they are a good part of
# it: few files, and each text is written again a few times only, however many releases come.
MERGED_TEXT_BYTES = 4 * 1024 * 1024
MERGED_SHARE = 0.25
# A reader that streams holds one row group in memory.
ROW_GROUP_TEXT_BYTES = 8 * 1024 * 1024
ROW_GROUP_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive rows of one part's spill."""

    part: int
    start: int
    rows: int


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file: its path in the release and the pieces that make each of its row groups."""

    path: str
    tier: str
    language: str
    rows: int
    row_groups: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """`order` holds the released documents in the order of the release; `spill` their place in their part's spill."""

    order: np.ndarray
    spill: np.ndarray
    files: list[DataFile]


def arrange(selection: Selection, since: np.ndarray) -> Layout:
    """Lay out the released rows. `since` holds, for each released row, the rank of the release that first held it."""
    rows = selection.released
    tiers = sorted({c.tier for c in selection.conclusions})
    tier_of = np.array([tiers.index(c.tier) for c in selection.conclusions], np.int64)
    tier = tier_of[selection.conclusion[rows]] if len(rows) else np.zeros(0, np.int64)
    names = sorted(selection.languages)
    rank = np.array([names.index(name) for name in selection.languages], np.int64)
    language = rank[selection.language[rows]] if len(rows) else np.zeros(0, np.int64)
    by = np.lexsort((rows, since, language, tier))
    order = rows[by]
    folder = (tier * max(1, len(names)) + language)[by]
    of_release = np.asarray(since)[by]
    part = selection.measured.part[order]
    spill = _place_in_part(part)
    sizes = selection.measured.column("bytes").to_numpy(zero_copy_only=False)[order].astype(np.int64)
    files: list[DataFile] = []
    for start, end in runs(folder):
        tier_name, language_name = tiers[folder[start] // len(names)], names[folder[start] % len(names)]
        ends = generations(sizes[start:end], of_release[start:end])
        files.extend(_files(f"data/{tier_name}/{language_name}", start, sizes[start:end], ends, part, spill))
    return Layout(order, spill, files or [DataFile(EMPTY_FILE, "", "", 0, ())])


def cut(sizes: np.ndarray, limit: int, most_rows: int | None = None) -> list[tuple[int, int]]:
    """Cut rows into consecutive stretches of at most `limit` bytes and `most_rows` rows, and of one row at least."""
    ends = np.cumsum(sizes)
    found, start = [], 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + limit, side="right")))
        if most_rows is not None:
            end = min(end, start + most_rows)
        found.append((start, end))
        start = end
    return found


def runs(values: np.ndarray) -> list[tuple[int, int]]:
    """Return where stretches of equal values start and end."""
    if not len(values):
        return []
    borders = np.flatnonzero(values[1:] != values[:-1]) + 1
    return list(zip([0, *borders.tolist()], [*borders.tolist(), len(values)], strict=True))


def generations(sizes: np.ndarray, since: np.ndarray) -> list[int]:
    """Return where the rows of one configuration may be cut into files: at the ends of what releases added.

    `since` rises. Neighbours are joined while the later one is small change no longer.
    """
    stack: list[tuple[int, int]] = []  # bytes, end
    for start, end in runs(since):
        size = int(sizes[start:end].sum())
        while stack and (stack[-1][0] + size <= MERGED_TEXT_BYTES or size >= MERGED_SHARE * stack[-1][0]):
            size += stack.pop()[0]
        stack.append((size, end))
    return [end for _, end in stack]


def _files(
    folder: str, offset: int, sizes: np.ndarray, ends: list[int], part: np.ndarray, spill: np.ndarray
) -> list[DataFile]:
    _, tier, language = folder.split("/")
    stretches = []
    for first, last in zip([0, *ends], ends, strict=False):
        stretches += [(first + a, first + b) for a, b in cut(sizes[first:last], FILE_TEXT_BYTES)]
    files = []
    for number, (start, end) in enumerate(stretches):
        groups = []
        for first, last in cut(sizes[start:end], ROW_GROUP_TEXT_BYTES, ROW_GROUP_ROWS):
            low, high = offset + start + first, offset + start + last
            pieces = [Piece(int(part[low + a]), int(spill[low + a]), b - a) for a, b in runs(part[low:high])]
            groups.append(tuple(pieces))
        path = f"{folder}/train-{number:05d}-of-{len(stretches):05d}.parquet"
        files.append(DataFile(path, tier, language, end - start, tuple(groups)))
    return files


def _place_in_part(part: np.ndarray) -> np.ndarray:
    """Return how many rows of the same part stand before each row."""
    by_part = np.argsort(part, kind="stable")
    place = np.zeros(len(part), np.int64)
    for start, end in runs(part[by_part]):
        place[by_part[start:end]] = np.arange(end - start)
    return place
