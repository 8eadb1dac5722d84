"""The rules of `licenses/rules.toml`, compiled, and the folding of texts that they are written for."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus_kit import resources

_DIGIT_ZEROS = "٠۰०০๐０"
_LETTERS = {ord(zero) + n: str(n) for zero in _DIGIT_ZEROS for n in range(10)}
_LETTERS |= {ord(c): "-" for c in "‐‑‒–—―─－﹣−"} | {ord(c): "'" for c in "’‘ʼʻ´"}
_LETTERS |= (
    {ord(c): "ا" for c in "أإآٱ"}
    | {ord(c): "ی" for c in "يى"}
    | {ord("ك"): "ک", ord("٫"): ".", ord("．"): ".", ord("ё"): "е"}
)
# White space and marks of layout; only in texts, never in patterns, where they have another meaning.
_LAYOUT = {ord(c): " " for c in "\u00a0\u200b\u200c\u200e\u200f\u202f\u3000\t*_`"}
_FOLDING = tuple((chr(c), plain) for c, plain in (_LETTERS | _LAYOUT).items())
_ASCII_FOLDING = tuple((mark, plain) for mark, plain in _FOLDING if mark.isascii())
_LINE_MARKS = re.compile(r"(?m)^[ \t]*(?:#+|//+|>+|;+|--+|%+|\.\\\"|dnl|rem)(?=[ \t\n])")


def fold(text: str) -> str:
    """Return a text of the same length with case, digits, dashes, Arabic letters and layout made equal."""
    folded = text.replace("İ", "i").lower()
    # One search for each mark is quicker than a table for each character.
    for mark, plain in _ASCII_FOLDING if text.isascii() else _FOLDING:
        if mark in folded:
            folded = folded.replace(mark, plain)
    return _LINE_MARKS.sub(lambda m: " " * len(m[0]), folded)


# A word in Latin letters may begin right behind a letter of a script that has no spaces, or whose words take endings.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af"
WORD_BEGINS, WORD_ENDS = rf"(?<![^\W{UNSPACED}])", rf"(?![^\W{UNSPACED}])"


def pattern(source: str) -> str:
    """Return a rule's regular expression as `re` takes it: folded, any white space for a space, words with marks."""
    folded = source.translate(_LETTERS)
    folded = re.sub(r"(?<!\[)\\w", r"[^\\s.,;:!?()<>\"«»。，、।]", folded)
    folded = re.sub(r"\\b(?=[a-z]|\(\?:[a-z])", lambda _: WORD_BEGINS, folded)
    folded = folded.replace("[- ]", r"[-\s]")  # the only class that holds a space (a test sees to it)
    return re.sub(r" (\?|\*)", r"\\s*", folded).replace(" ", r"\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One wording. `place` is its stable name, `context` what must stand near it: "" or "license";
    "ownership" says that it counts only where no license is named."""

    place: str
    id: str
    kind: str
    source: str
    context: str
    stems: tuple[str, ...]  # strings of which one is in every match

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled wording, made when it is first needed."""
        return _compiled(self.source)


@dataclass(frozen=True, slots=True)
class FullText:
    """How a whole license text is known: a title, later marks, and where it ends."""

    id: str
    title: re.Pattern[str]
    marks: tuple[re.Pattern[str], ...]
    end: re.Pattern[str]
    short: bool
    stem: str


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(pattern(source))


@cache
def raw() -> dict[str, Any]:
    """Return rules.toml as it is."""
    return tomllib.loads(resources.read_text("licenses", "rules.toml"))


@cache
def version() -> str:
    """Return the version of the rules."""
    return str(raw()["version"])


def sources() -> list[tuple[str, str, str, str, str]]:
    """Return every wording as (place, id, kind, source, context)."""
    found = []
    for number, entry in enumerate(raw()["name"]):
        context = "license" if entry.get("context") else ""
        found += [(f"name.{number}.{n}", entry["id"], "prose", p, context) for n, p in enumerate(entry["patterns"])]
    tables = (
        ("denial", "denial", ""),
        ("ownership", "denial", "ownership"),
        ("public_domain", "prose", ""),
        ("own_terms", "prose", ""),
    )
    for table, kind, context in tables:
        for license_id, languages in raw()[table].items():
            for language, patterns in languages.items():
                place = f"{table}.{license_id}.{language}"
                found += [(f"{place}.{n}", license_id, kind, p, context) for n, p in enumerate(patterns)]
    return found


@cache
def computed() -> dict[str, dict[str, list[str]]]:
    """Return stems.toml: the strings that must be present, by wording and by kind of word."""
    return tomllib.loads(resources.read_text("licenses", "stems.toml"))


@cache
def rules() -> tuple[Rule, ...]:
    """Return every wording with the strings of which one must be present before it is worth trying."""
    stems = computed()["stems"]
    return tuple(
        Rule(place, license_id, kind, source, context, tuple(stems[place]))
        for place, license_id, kind, source, context in sources()
    )


@cache
def by_stem() -> dict[str, tuple[Rule, ...]]:
    """Return the rules that each string points to."""
    index: dict[str, list[Rule]] = {}
    for rule in rules():
        for stem in rule.stems:
            index.setdefault(stem, []).append(rule)
    return {stem: tuple(found) for stem, found in index.items()}


@cache
def full_texts() -> tuple[FullText, ...]:
    """Return how whole license texts are known."""
    return tuple(
        FullText(
            entry["id"],
            _compiled(entry["title"]),
            tuple(_compiled(m) for m in entry["marks"]),
            _compiled(entry["end"]),
            bool(entry.get("short")),
            "redistribution and use" if "redistribution" in entry["title"] else "",
        )
        for entry in raw()["full_text"]
    )


@cache
def words(kind: str) -> re.Pattern[str]:
    """Return the words of one kind (license, negation, advice, ...) as one expression."""
    return re.compile("|".join(pattern(w) for w in raw()["words"][kind]))


@cache
def any_of(*kinds: str) -> re.Pattern[str]:
    """Return the Creative Commons words of some kinds (name, by, nc, nd, sa, zero) as one expression.

    Between the words of an element there may be a space, a hyphen or nothing, as people write them.
    """
    cc = raw()["cc"]
    of = {kind: [_loose(w) for w in (*cc[kind], *cc.get(f"{kind}_near", ()))] for kind in kinds}
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(found)})" for kind, found in of.items()))


def _loose(source: str) -> str:
    source = source.replace(r"\w+", r"[^\W_]+").replace(r"\w*", r"[^\W_]*")  # a hyphen ends an element
    return pattern(source).replace(r"\s+", r"[\s-]{0,3}").replace(r"\s*", r"[\s-]{0,3}")
