"""Zawgyi: Burmese whose code points mean something else, told from Unicode by a model of neighbours and converted.

Zawgyi stores what is seen from left to right: the vowel E and the medial RA before their consonant, the killer
(virama sign) where Unicode has its own asat, stacked consonants as shapes of their own. The model counts, for each two
neighbours of the Myanmar block, how much more often they meet in Zawgyi than in Unicode text of any language of the
script. A text is taken for Zawgyi only where it also holds an order that is impossible in Unicode: Shan, Mon, Karen
and Pali use the same block, and none of them has one.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from functools import cache

from corpus_kit.repair.outcome import Repaired, Settings
from corpus_kit.resources import read_text

MYANMAR = re.compile("[\u1000-\u109f]")
_CONSONANTS = (
    "\u1000-\u1021\u1023-\u102a\u103f\u104e\u1050\u1051\u105a-\u105d\u1061\u1065\u1066\u106e-\u1070\u1075-\u1081\u108e"
)
# What Unicode never has: a virama without a consonant after it, the vowel E without one before it.
IMPOSSIBLE = re.compile(
    "\u1039(?![\u1000-\u1021\u1025\u103f\u1050\u105a-\u105d\u1075-\u1081])"
    f"|\u1031(?<![{_CONSONANTS}\u103a-\u103e\u105e-\u1060\u1082\u1039\u200b\u200c\u200d\u25cc\u2010-\u2015\u00d7\u00a0.].)(?=[\u1000-\u1021\u107e-\u1084\u103b\u108f\u1090\u106a\u106b])"
    f"|\u103b(?<![{_CONSONANTS}\u1039\u103a\u103c-\u103e\u105e-\u1060\u200b-\u200d\u25cc\u2010-\u2015\u00d7\u00a0.].)(?=[\u1000-\u1021])"
)
_LEAST = 2.0  # the log-likelihood ratio from which a text is taken for Zawgyi
_KINZI = "\ue0a0"  # a private stand-in while a text is converted
_CODES = "#\u1000-\u109f"


@cache
def _ratios() -> dict[tuple[str, str], float]:
    """Return the log-likelihood ratio of neighbours, Zawgyi against Unicode; `_` is what is not of the block."""
    ratios: dict[tuple[str, str], float] = {}
    for line in read_text("data", "repair_zawgyi_model.tsv").splitlines():
        if not line.startswith("#"):
            one, two, value = line.split("\t")
            ratios[_character(one), _character(two)] = int(value) / 100
    return ratios


def _character(code: str) -> str:
    return code if code == "_" else chr(int(code, 16))


def ratio(text: str) -> float:
    """Return how much more likely a text is in Zawgyi than in Unicode, as a logarithm; 0 where nothing tells."""
    folded = re.sub("[^\u1000-\u109f]+", "_", f"_{text}_")
    ratios = _ratios()
    return sum(ratios.get(pair, 0.0) * count for pair, count in Counter(itertools.pairwise(folded)).items())


def is_zawgyi(text: str) -> bool:
    """Say whether a text (a line or more) is Zawgyi."""
    return bool(IMPOSSIBLE.search(text)) and ratio(text) > _LEAST


@cache
def _meanings() -> dict[int, str]:
    table: dict[int, str] = {}
    for line in read_text("data", "repair_zawgyi.tsv").splitlines():
        if not line.startswith("#"):
            code, meaning = line.split("\t")
            table[int(code, 16)] = "".join(_KINZI if m == "kinzi" else chr(int(m, 16)) for m in meaning.split())
    return table


# The order of signs after a consonant in Unicode: medials, the vowel E, vowels, anusvara, dot, asat, visarga.
_ORDER = {
    c: i
    for i, c in enumerate(
        "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u1036\u1037\u103a\u1038"
    )
}
_SYLLABLE = re.compile(
    "([\u1031\u103c]*)([\u1000-\u102a\u103f\u104e])"
    f"((?:\u1039[\u1000-\u1021]|{_KINZI}|[\u102b-\u1030\u1032\u1036-\u1038\u103a\u103b\u103d\u103e])*)"
)
_STACK = re.compile("\u1039[\u1000-\u1021]")
_DIGIT_AS_LETTER = re.compile(
    "[\u1040\u1047](?=[\u102b-\u1030\u1032\u1036\u1039-\u103d\u1064\u107d\u1087-\u108e\u105a])"
)
_AFTER_E = re.compile(
    "(?<=\u1031)[\u1040\u1047]|(?<=[\u103b\u107e-\u1084])[\u1040\u1047]"
    "|(?<=[\u1000-\u103d])\u1040(?=[\u1000-\u103d])|(?<![\u1040-\u1049.,])\u1040(?=[\u1000-\u1021\u1031])"
)
_LETTER_AS_DIGIT = re.compile("(?<=[\u1040-\u1049])\u101d(?=[\u1040-\u1049])")
_LETTERS = {"\u1040": "\u101d", "\u1047": "\u101b"}
_WHOLE = (
    (re.compile("(?<=\u101a\u1031\u102c)\u1000\u103b\u102c\u103a"), "\u1000\u103a\u103b\u102c"),
    (re.compile("\u1025\u103a"), "\u1009\u103a"),
    (re.compile("\u1025(?=\u1039)"), "\u1009"),
    (re.compile("\u1025\u102e"), "\u1026"),
    (re.compile("\u101e\u103c\u1031\u102c\u103a"), "\u102a"),
    (re.compile("\u101e\u103c"), "\u1029"),
    (re.compile("\u1044(?=\u1004\u103a\u1038)"), "\u104e"),
    (re.compile("\u104e(?!\u1004\u103a\u1038)"), "\u104e\u1004\u103a\u1038"),
)


def to_unicode(text: str) -> str:
    """Return Zawgyi text in Unicode: shapes to letters, then the signs of each syllable in their order."""
    text = _DIGIT_AS_LETTER.sub(lambda match: _LETTERS[match[0]], text)
    text = _AFTER_E.sub(lambda match: _LETTERS[match[0]], text)
    text = _LETTER_AS_DIGIT.sub("\u1040", text)
    # A space between the vowel E and its consonant is a slip of typing that Zawgyi does not show.
    text = re.sub("\u1031[ \u200b]+(?=[\u1000-\u1021])", "\u1031", text)
    text = text.translate(_meanings())
    text = _SYLLABLE.sub(_in_order, text)
    for pattern, new in _WHOLE:
        text = pattern.sub(new, text)
    return text.replace(_KINZI, "\u1004\u103a\u1039")


def _in_order(match: re.Match[str]) -> str:
    signs = match[1] + match[3]
    kinzi = "\u1004\u103a\u1039" if _KINZI in signs else ""
    stacks = "".join(dict.fromkeys(_STACK.findall(signs)))
    rest = dict.fromkeys(_STACK.sub("", signs).replace(_KINZI, ""))
    return kinzi + match[2] + stacks + "".join(sorted(rest, key=lambda sign: _ORDER.get(sign, 99)))


def repair_zawgyi(done: Repaired, settings: Settings) -> None:
    """Convert the lines of a text that are Zawgyi."""
    if not IMPOSSIBLE.search(done.text):
        return
    lines = done.text.split("\n")
    whole = is_zawgyi(done.text)
    changed, first = 0, -1
    for number, line in enumerate(lines):
        if not MYANMAR.search(line):
            continue
        # In a text that is Zawgyi as a whole, a line without proof of its own is converted unless it speaks against it.
        if is_zawgyi(line) or (whole and ratio(line) >= 0):
            new = to_unicode(line)
            if new == line:
                continue
            first = number if first < 0 else first
            changed += len(MYANMAR.findall(line))
            lines[number] = new
    if not changed:
        return
    before = done.text.split("\n")[first]
    if settings.zawgyi:
        done.note("zawgyi", changed, before, lines[first])
        done.text = "\n".join(lines)
    else:
        done.suspect("zawgyi-kept", changed, before)
