"""Counts the letters of each script in many texts at once, without a step of Python for each character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from corpus_kit import languages, resources

# Classes of characters that are no letters come before the scripts in the table.
OTHER, SPACE, DIGIT, CODE_MARK = range(4)
_FIRST_SCRIPT = 4
# Marks that are rare in prose and frequent in program code and tables.
_CODE_MARKS = "{}[]()=;<>_\\|#$%&*+^~`"
_KANA_SHARE = 0.05  # of the Japanese letters: a Chinese text that quotes one Japanese word stays Chinese
_HANGUL_SHARE = 0.2  # of hangul and hanja together


@dataclass(frozen=True, slots=True)
class Letters:
    """What one text is written with: its leading script, how many letters that has, and the marks around them."""

    script: str
    leading: int
    letters: int
    visible: int
    code_marks: int
    cyrillic_and_latin: bool

    @property
    def share(self) -> float:
        """Share of the leading script among all letters."""
        return self.leading / self.letters if self.letters else 0.0


@cache
def _codes() -> list[str]:
    return [code for code in languages.scripts() if code not in ("Hans", "Hant", "Kore", "Zyyy", "Zzzz")]


@cache
def _table() -> npt.NDArray[np.uint8]:
    """Return the class of every code point."""
    table = np.zeros(0x110000, dtype=np.uint8)
    index = {code: _FIRST_SCRIPT + i for i, code in enumerate(_codes())}
    for line in resources.read_text("data", "script_ranges.tsv").split("\n"):
        parts = line.split("\t")
        if len(parts) == 3 and parts[2] in index:
            table[int(parts[0], 16) : int(parts[1], 16) + 1] = index[parts[2]]
    # Not only ASCII: white space and digits of every script.
    for point in range(0x3001):
        if chr(point).isspace():
            table[point] = SPACE
        elif chr(point).isdigit():
            table[point] = DIGIT
    for mark in _CODE_MARKS:
        table[ord(mark)] = CODE_MARK
    return table


def code_points(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Return the code points of `texts`, one after the other; lone surrogates are kept."""
    return np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def count_letters(texts: Sequence[str]) -> list[Letters]:
    """Return what each text is written with."""
    if not texts:
        return []
    codes = _codes()
    width = _FIRST_SCRIPT + len(codes)
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    keys = _table()[code_points(texts)] + np.repeat(np.arange(len(texts)) * width, lengths)
    counts = np.bincount(keys, minlength=len(texts) * width).reshape(len(texts), width)
    visible = lengths - counts[:, SPACE]
    scripts = counts[:, _FIRST_SCRIPT:]
    letters = scripts.sum(axis=1)
    both = np.minimum(scripts[:, codes.index("Latn")], scripts[:, codes.index("Cyrl")]) * 50 > letters
    _join_east_asian(scripts, codes)
    lead = scripts.argmax(axis=1)
    leading = scripts[np.arange(len(texts)), lead]
    columns = (lead, leading, letters, visible, counts[:, CODE_MARK], both)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Letters(codes[s] if n else languages.NO_SCRIPT, n, *rest) for s, n, *rest in rows]


def _join_east_asian(scripts: npt.NDArray[np.int64], codes: list[str]) -> None:
    """Count kana with Han characters as Japanese, and hanja as Korean, in place."""
    han, hira, kana = (scripts[:, codes.index(code)] for code in ("Hani", "Hira", "Kana"))
    hangul, japanese = scripts[:, codes.index("Hang")], scripts[:, codes.index("Jpan")]
    syllables = hira + kana
    is_japanese = syllables > _KANA_SHARE * (syllables + han)
    is_korean = ~is_japanese & (hangul > _HANGUL_SHARE * (hangul + han))
    japanese[is_japanese] = (syllables + han)[is_japanese]
    hangul[is_korean] += han[is_korean]
    for column in (hira, kana):
        column[is_japanese] = 0
    han[is_japanese | is_korean] = 0
