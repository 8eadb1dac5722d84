"""Tables of code points for the loops: which script a letter is of, and what it is folded to.

They are made from `data/script_ranges.tsv`, so that they are the same under every version of Python.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from corpus_kit import languages, resources
from corpus_kit.identification.loops import DIGIT, FIRST_CLASS, MARK, NOTHING, SPACE, STOP, WHITE

_SIZE = 0x32000  # beyond lie no letters
_EAST_ASIAN = ("Hira", "Kana", "Bopo")  # counted with Han: one word mixes them
_LEFT_OUT = (
    *range(0x610, 0x61B),
    *range(0x64B, 0x653),  # Arabic vowel signs: texts have them or not
    0x640,
    *range(0x6D6, 0x6EE),
    *range(0x591, 0x5C8),  # Hebrew points
    0xAD,
    0x200D,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFE00, 0xFE10),
)
_APOSTROPHES = "'\u2018\u2019\u201b\u02bb\u02bc\u02b9\u00b4`"
_WITHIN_WORDS = "-\u200c"
_MARKS = "{}[]()=;<>_\\|#$%&*+^~"  # rare in prose and frequent in program code and tables
_STOPS = ".!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964\u0965\u0589\u1362\u17d4\u104b\u0f0d"
_KANA_SHARE = 0.05  # of the letters: a Chinese text that quotes one Japanese word stays Chinese
_TWINS = dict(zip("aceopxyijhəɵëïkmtbd", "асеорхуіјһәөёїкмтвд", strict=True))


@cache
def classes_of_scripts() -> dict[str, int]:
    """Return the class of each script by its ISO 15924 code; Cyrillic and Han come first."""
    known = [code for code in languages.scripts() if code not in ("Cyrl", "Hani", *_EAST_ASIAN)]
    return {code: FIRST_CLASS + i for i, code in enumerate(("Cyrl", "Hani", *known))}


@cache
def tables() -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """Return what a code point is folded to, its class, and the Cyrillic twin of a Latin letter."""
    folds = np.full(_SIZE, SPACE, dtype=np.int32)
    classes = np.zeros(_SIZE, dtype=np.uint8)
    numbers = classes_of_scripts()
    for line in resources.read_text("data", "script_ranges.tsv").split("\n"):
        parts = line.split("\t")
        script = "Hani" if parts[-1] in _EAST_ASIAN else parts[-1]
        if len(parts) != 3 or script not in numbers:
            continue
        first, last = int(parts[0], 16), min(int(parts[1], 16), _SIZE - 1)
        classes[first : last + 1] = numbers[script]
        folds[first : last + 1] = [_folded(point) for point in range(first, last + 1)]
    folds[0x300:0x370] = np.arange(0x300, 0x370)
    for point in range(0x3001):
        if chr(point).isspace():
            classes[point] = WHITE
        elif chr(point).isdigit():
            classes[point], folds[point] = DIGIT, SPACE
    for characters, kind in ((_MARKS, MARK), (_STOPS, STOP)):
        for character in characters:
            classes[ord(character)], folds[ord(character)] = kind, SPACE
    folds[list(_LEFT_OUT)] = NOTHING
    for character in _APOSTROPHES:
        folds[ord(character)] = ord("'")
    for character in _WITHIN_WORDS:
        folds[ord(character)] = ord(character)
    twins = np.zeros(0x300, dtype=np.int32)
    for latin, cyrillic in _TWINS.items():
        twins[ord(latin)] = ord(cyrillic)
    return folds, classes, twins


def _folded(point: int) -> int:
    if not 0x41 <= point < 0x3000 and not 0xA640 <= point < 0xAC00 and not 0x10400 <= point < 0x1E944:
        return point  # scripts without capitals
    lower = chr(point).lower()
    return ord(lower[0])


@cache
def weights() -> npt.NDArray[np.int64]:
    """Return for how many letters of an alphabet a sign of each class counts."""
    found = np.ones(256, dtype=np.int64)
    for script, weight in (("Hani", 4), ("Hang", 3), ("Yiii", 3), ("Ethi", 2), ("Thai", 1)):
        found[classes_of_scripts()[script]] = weight
    return found


@cache
def scripts_of_classes() -> dict[int, str]:
    """Return the script of each class; Han stands for Japanese too until the language is known."""
    return {number: script for script, number in classes_of_scripts().items()}


def leading_script(text: str) -> str:
    """Return the script of most letters of a text; `Jpan` where kana stand among Han, `Zyyy` where there are none."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    points = points[points < _SIZE]
    counts = np.bincount(tables()[1][points], minlength=256)
    counts[:FIRST_CLASS] = 0
    if not counts.any():
        return languages.NO_SCRIPT
    script = scripts_of_classes()[int(counts.argmax())]
    kana = np.count_nonzero((points >= 0x3041) & (points <= 0x30FF))
    return "Jpan" if script == "Hani" and kana > _KANA_SHARE * counts.max() else script
