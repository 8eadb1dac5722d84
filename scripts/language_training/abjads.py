"""Writes lines in Arabic letters in Latin ones, as people do, with the vowels that are not written.

Which vowel stands between two consonants is a matter of the word; here it is drawn, but for the commonest words,
which are listed. Where a text has its vowel signs they are taken. So the lines are like the language in
their letters, their short words and endings, and no more: enough to know it by. No figure on made lines means much.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FATHA, _DAMMA, _KASRA, _SUKUN, _SHADDA = "\u064e", "\u064f", "\u0650", "\u0652", "\u0651"
_SIGNS = {_FATHA: "a", _DAMMA: "u", _KASRA: "i", "\u064b": "an", "\u064c": "un", "\u064d": "in", "\u0670": "a"}
_MARKS = {*_SIGNS, _SUKUN, _SHADDA}
_CONSONANTS = {
    **dict(zip("بتجدرزسفقكلمنهپگکہھ", "btjdrzsfqklmnhpgkhh", strict=True)),
    **{"ث": "th", "ح": "h", "خ": "kh", "ذ": "dh", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh"},
    **{"ع": "'", "چ": "ch", "ژ": "zh", "ء": "'", "ئ": "'", "ؤ": "'", "أ": "a", "إ": "i", "آ": "aa", "ة": "a", "ى": "a"},
    **{"ټ": "t", "ډ": "d", "ړ": "r", "ږ": "g", "ښ": "kh", "څ": "ts", "ځ": "dz", "ڼ": "n", "ۍ": "ey", "ې": "e"},
    **{"ګ": "g", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ے": "e"},
}
_CHAT = {"ع": "3", "ح": "7", "خ": "5", "ط": "6", "ق": "9", "ء": "2", "غ": "8", "ش": "ch", "ذ": "z", "ث": "th"}
_PERSIAN = {"ث": "s", "ذ": "z", "ض": "z", "ظ": "z", "ق": "gh", "ع": "", "ء": "", "ئ": "", "أ": "a", "ؤ": "o", "ة": "e"}
_SUN = set("تثدذرزسشصضطظلن")


@dataclass(frozen=True)
class Abjad:
    """How a language that leaves its vowels unwritten is romanised.

    `short` are the vowels drawn for a gap, `waw` and `ya` what these letters are as vowels; `last` is a final h.
    """

    table: dict[str, str]
    chat: dict[str, str]
    short: str
    waw: tuple[str, ...]
    ya: tuple[str, ...]
    alef: tuple[str, ...]
    last: str
    article: bool


ABJADS = {
    "arb_Arab": Abjad(
        _CONSONANTS, _CHAT, "aaaaiiu", ("u", "u", "oo", "uu", "w"), ("i", "i", "ee", "ii"), ("a", "a", "aa"), "h", True,
    ),
    "pes_Arab": Abjad(
        {**_CONSONANTS, **_PERSIAN}, {"ق": "gh", "خ": "x", "ش": "sh", "چ": "ch"}, "aaaaeeeeoo", ("o", "u", "oo", "ou"),
        ("i", "i", "ee", "y"), ("a", "a", "aa", "â"), "e", False,
    ),
    "pbt_Arab": Abjad(
        {**_CONSONANTS, "ق": "q", "ع": "", "ث": "s", "ذ": "z", "ض": "z", "ظ": "z"}, {"ښ": "sh", "ږ": "zh"}, "aaaaaei",
        ("o", "u", "w"), ("i", "y", "ee"), ("a", "aa"), "a", False,
    ),
    "urd_Arab": Abjad(
        {**_CONSONANTS, "ق": "q", "ع": "a", "ث": "s", "ذ": "z", "ض": "z", "ظ": "z", "و": "v"}, {"خ": "kh"}, "aaaaaaiiu",
        ("o", "u", "oo", "au"), ("i", "ee", "y"), ("a", "a", "aa"), "a", False,
    ),
}  # fmt: skip


@cache
def _listed() -> dict[tuple[str, str], str]:
    """Return the spellings of listed words by tag and word, several with a stroke between."""
    rows = Path(__file__).with_name("romanised_words.tsv").read_text(encoding="utf-8").split("\n")
    return {(row[0], row[1]): row[2] for row in (line.split("\t") for line in rows if line and line[0] != "#")}


def romanised(tag: str, text: str, rng: random.Random) -> str:
    """Return a line of `tag` in Latin letters, in one of the ways that people write them."""
    abjad = ABJADS[tag]
    table = {**abjad.table, **abjad.chat} if rng.random() < 0.4 else abjad.table
    plain = rng.random() < 0.35  # nothing but letters
    draws = _Draws(tag, abjad, table, rng, rng.choice(abjad.waw), rng.choice(abjad.ya), rng.choice(abjad.alef), plain)
    return " ".join(_word(word, draws) for word in unicodedata.normalize("NFC", text).replace("\u200c", " ").split())


@dataclass(frozen=True)
class _Draws:
    """What one writer does all through a line."""

    tag: str
    abjad: Abjad
    table: dict[str, str]
    rng: random.Random
    waw: str
    ya: str
    alef: str
    plain: bool


def _word(word: str, draws: _Draws) -> str:
    letters = [c for c in word if unicodedata.category(c)[0] in "LM" and c != "ـ"]
    if not letters:
        return unicodedata.normalize("NFKC", word).replace("،", ",").replace("؟", "?").replace("؛", ";")
    bare = "".join(c for c in letters if c not in _MARKS)
    tail = {"،": ",", "؟": "?", "؛": ";", ".": ".", "!": "!", ":": ":"}.get(word[-1], "")
    listed = _listed().get((draws.tag, bare))
    if listed:
        return draws.rng.choice(listed.split("/")) + tail
    if not any(ord(c) > 0x5FF for c in letters):
        return word
    found = _with_article(letters, draws) if draws.abjad.article else _spelled(letters, draws)
    return (found.replace("'", "") if draws.plain else found) + tail


def _with_article(letters: list[str], draws: _Draws) -> str:
    """Spell an Arabic word: conjunction, article and ending apart."""
    rng, head = draws.rng, ""
    if len(letters) > 4 and letters[0] in "وفبلك" and letters[1:3] == ["ا", "ل"]:
        head = {"و": "wa", "ف": "fa", "ب": "bi", "ل": "li", "ك": "ka"}[letters[0]]
        letters = letters[1:]
    if len(letters) > 3 and letters[:2] == ["ا", "ل"]:
        letters = letters[2:]
        first = draws.table.get(letters[0], "")
        doubled = letters[0] in _SUN and first and rng.random() < 0.6
        article = rng.choice(("a", "a", "e")) + (first[:1] if doubled and not draws.plain else "l")
        head += article + rng.choice(("-", "-", "", " "))
    ending = rng.choice(("a", "u", "i", "i", "un", "an", "in", "", "")) if rng.random() < 0.45 else ""
    if letters and letters[-1] in "اىةوي":
        ending = ""
    return head + _spelled(letters, draws) + ending


def _spelled(letters: list[str], draws: _Draws) -> str:
    """Spell letters one after the other, with vowels drawn where none is written."""
    rng, abjad, out = draws.rng, draws.abjad, ""
    signed = any(c in _MARKS for c in letters)
    gap = False  # a consonant whose vowel is not yet known
    for i, c in enumerate(letters):
        following = letters[i + 1] if i + 1 < len(letters) else ""
        if c in _MARKS:
            if c == _SHADDA:
                out += out[-1:]
            else:
                out += _SIGNS.get(c, "")
                gap = False
            continue
        vowel = _vowel(c, i, following, out, gap or signed, draws)
        if vowel is not None:
            out, gap = out + vowel, False
            continue
        sound = draws.table.get(c, "")
        if gap and sound and not signed and rng.random() < (0.85 if following else 0.6):
            out += rng.choice(abjad.short)
        if not signed and abjad.article and sound and 0 < i < len(letters) - 1 and rng.random() < 0.08:
            sound = sound[0] + sound
        out += abjad.last if c in "هہ" and not following and not abjad.article and i else sound
        gap = sound not in ("", "'", "a", "i", "aa", "e")
    return out


def _vowel(c: str, place: int, following: str, out: str, free: bool, draws: _Draws) -> str | None:
    """Return what alef, waw or ya is as a vowel here; nothing where it is a consonant, or another letter."""
    if c == "ا":
        return draws.rng.choice(draws.abjad.short) if not place else draws.alef
    if c not in "ويیې":
        return None
    is_waw = c == "و"
    if not place or following == "ا" or not free:
        return (draws.abjad.table.get("و", "w" if draws.abjad.article else "v")) if is_waw else "y"
    return draws.waw if is_waw else draws.ya
