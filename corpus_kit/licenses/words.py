"""The words of `licenses/terms.toml` and of the rules, found in one pass (Aho-Corasick) over a lightly folded text."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from corpus_kit import resources
from corpus_kit.licenses import respelling, rules
from corpus_kit.licenses.search import Search

CONCEPTS = (
    "neg", "only", "wo", "perm", "copy", "dist", "strong", "third", "change", "same", "free", "comm", "noncomm", "sell",
    "research", "ai", "use", "source", "cond", "but", "form", "none", "work",
    "need", "unable", "item",
)  # fmt: skip
BIT = {concept: 1 << n for n, concept in enumerate(CONCEPTS)}
# Scripts without spaces between words: a stem may begin anywhere.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
# Arabic and Hebrew write "and", "the", "by" in one with the word.
_JOINED = frozenset("وبلفکالسמהובלכש")
_MARKS = (
    ("’", "'"),
    ("ʻ", "'"),
    ("ʼ", "'"),
    ("‘", "'"),
    ("`", "'"),
    ("\u00a0", " "),
    ("\u200c", " "),
    ("–", "-"),
    ("‑", "-"),
    ("‐", "-"),
    ("\u3000", " "),
)
# What begins the lines of comments: a phrase goes on behind it.
_COMMENTS = ("\n##", "\n#", "\n//", "\n>", "\n;", "\n%%", "\n%", "\ndnl", '\n.\\"', "\n--")
_ARABIC = (("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ٱ", "ا"), ("ي", "ی"), ("ى", "ی"), ("ك", "ک"))
_INNER = re.compile("[\u0300\u0301\u00ad\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b\u200d-\u200f\u2060]+")
_WIDE = {0xFEE0 + code: code for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}
_GAPS = re.compile(r"\s+(?:(?:[#>;%]+|//+|/)(?=\s)\s*)*")
_STOP = "\x1e"  # stands for an empty line, or the beginning of an item of a list
_ITEM = re.compile(r"(?:[-•+]|\d{1,2}[.)])\s")


def without_marks(text: str) -> tuple[str, Places | None]:
    """Return a text without vowel points, stress marks and joiners, and with plain letters for wide ones.

    The second value leads back to the places of the original; None where they are the same.
    """
    if text.isascii():
        return text, None
    if any("\uff10" <= c <= "\uff5a" for c in text) if _HAS_WIDE.search(text) else False:
        text = text.translate(_WIDE)
    return shortened(text, _INNER, lambda m: "") if _INNER.search(text) else (text, None)


_HAS_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")


def shortened(text: str, what: re.Pattern[str], with_: Callable[[re.Match[str]], str]) -> tuple[str, Places]:
    """Return a text with each match replaced, and what leads back to its places."""
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    last = length = 0
    for m in what.finditer(text):
        new = with_(m)
        if new == m[0]:
            continue
        pieces += [text[last : m.start()], new]
        length += m.start() - last + len(new)
        last = m.end()
        starts.append(length)
        shifts.append(last - length)
    pieces.append(text[last:])
    return "".join(pieces), Places(tuple(starts), tuple(shifts))


@dataclass(frozen=True, slots=True)
class Places:
    """Leads from the places of a shortened text back to those of the original."""

    starts: tuple[int, ...]  # where, in the shortened text, something was left out before
    shifts: tuple[int, ...]

    def __call__(self, position: int) -> int:
        """Return the place in the original text of a place in the shortened one."""
        at = bisect_right(self.starts, position) - 1
        return position + (self.shifts[at] if at >= 0 else 0)


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of some concepts in one language."""

    language: str
    concept: str
    start: int
    end: int


def lightly_folded(text: str) -> str:
    """Return a text of the same length in lower case, with apostrophes, spaces and Arabic letters made equal."""
    folded = text.replace("İ", "i").lower()
    for mark, plain in (("`", "'"), ("*", " "), ("_", " ")):
        if mark in folded:
            folded = folded.replace(mark, plain)
    if "\n" in folded:
        for prefix in _COMMENTS:
            if prefix in folded:
                folded = folded.replace(prefix, "\n".ljust(len(prefix)))
    if folded.isascii():
        return folded
    for mark, plain in _MARKS:
        if mark in folded:
            folded = folded.replace(mark, plain)
    for mark, plain in _ARABIC:
        if mark in folded:
            folded = folded.replace(mark, plain)
    return folded


def squeezed(folded: str) -> tuple[str, Places | None]:
    """Return a folded text without the layout that may stand between two words of one phrase."""
    if not _NEEDS_SQUEEZING.search(folded):
        return folded, None

    def gap(m: re.Match[str]) -> str:
        broken = m[0].count("\n") > 1 or ("\n" in m[0] and _ITEM.match(folded, m.end()))
        return _STOP if broken else " "

    return shortened(folded, _GAPS, gap)


_NEEDS_SQUEEZING = re.compile(r"[\n\t]|  ")


@dataclass(frozen=True, slots=True)
class _Stem:
    text: str
    whole: bool  # must end a word
    inner: bool  # may begin inside a word
    meanings: tuple[tuple[str, str], ...]  # (language, concept)


@cache
def raw() -> dict[str, dict[str, list[str]]]:
    """Return terms.toml: the stems of each concept, by language."""
    table = tomllib.loads(resources.read_text("licenses", "terms.toml"))
    return {language: concepts for language, concepts in table.items() if isinstance(concepts, dict)}


@cache
def version() -> str:
    """Return the version of the words."""
    return str(tomllib.loads(resources.read_text("licenses", "terms.toml"))["version"])


@cache
def _stems() -> tuple[_Stem, ...]:
    found: dict[tuple[str, bool, bool], list[tuple[str, str]]] = {}
    for language, concepts in raw().items():
        for concept, stems in concepts.items():
            for stem in stems:
                text = _INNER.sub("", lightly_folded(stem.strip("~$")))
                inner = stem.startswith("~") or bool(_UNSPACED.search(text))
                found.setdefault((text, stem.endswith("$"), inner), []).append((language, concept))
    return tuple(_Stem(text, whole, inner, tuple(m)) for (text, whole, inner), m in sorted(found.items()))


@cache
def _literals() -> tuple[tuple[str, ...], dict[str, int]]:
    """Return what is searched for beside the stems: signs of names and the strings that rules need; signs by bit."""
    kinds = rules.computed()["words"]
    signs: dict[str, int] = {}
    for kind, bit in (("name", NAMED), ("by", BY), ("nc", ELEMENT), ("nd", ELEMENT), ("sa", ELEMENT)):
        for word in kinds[kind]:
            signs[_plain(word)] = signs.get(_plain(word), 0) | bit
    for word in kinds["license"]:
        signs[_plain(word)] = signs.get(_plain(word), 0) | LICENSE
    for kind, bit in (("names", NAMED), ("places", ELEMENT), ("programs", PROGRAM)):
        for word in rules.raw()["signs"][kind]:
            signs[word] = signs.get(word, 0) | bit
    for word in respelling.slips():
        signs[word] = signs.get(word, 0) | SLIP | (0 if "licen" in respelling.slips()[word] else NAMED)
    return tuple(sorted({*signs, *(_plain(w) for w in rules.by_stem())})), signs


def _plain(word: str) -> str:
    return _INNER.sub("", lightly_folded(word))


NAMED, BY, ELEMENT, LICENSE, PROGRAM, SLIP = (1 << n for n in range(6))
# Concepts of which one is in every clause that a long text without words of rights may hold.
_TELLING = ("ai", "comm", "noncomm", "strong", "wo")
_MARKED = "\u064e\u064f\u0650\u0651\u0652\u064b\u0640\u0301\u00ad\u05b7\u05b8\u05b4\u05b0ｃｂＣＢ"


def spaced(folded: str) -> str:
    """Return a lightly folded text with one space for any gap, without regard to where paragraphs end."""
    joined = " " + folded.replace("\n", " ").replace("\t", " ")
    while "  " in joined:
        joined = joined.replace("  ", " ")
    return joined


@cache
def _first_automaton() -> tuple[Search, frozenset[int]]:
    """Return the search for words that tell, and which of its patterns are marks inside words."""
    kinds, said = rules.computed()["words"], rules.raw()["signs"]
    found = {*said["rights"], *said["names"], *(_plain(w) for k in ("name", "license") for w in kinds[k])}
    found |= {w for k in ("nd", "sa") for w in map(_plain, kinds[k]) if w not in said["common"] and len(w) > 1}
    found |= {_plain(w) for w in rules.by_stem()}
    found |= {slip for slip, word in respelling.slips().items() if word in ("creative", "attribution")}
    found -= set(said["ordinary"])
    patterns = {v for w in found for v in _bounded(w, whole=False)}
    for stem in _stems():
        if len(stem.text) > 3 and any(concept in _TELLING for _, concept in stem.meanings):
            patterns |= set(_bounded(stem.text, stem.whole))
    ordered = [*_MARKED, *sorted(patterns)]
    return Search(ordered), frozenset(range(len(_MARKED)))


# What may stand around a short word; inside another word it means nothing.
_BEFORE, _AFTER = " (/\"'-:,.[>=", " ).,;:!?-/'\""


def _bounded(word: str, whole: bool) -> list[str]:
    if len(word) > 5 or not word[0].isalpha() or _UNSPACED.match(word) or (len(word) > 3 and not word.isascii()):
        return [word]
    return [b + word + a for b in _BEFORE for a in (_AFTER if whole and len(word) < 4 else ("",))]


def worth_reading(joined: str) -> bool:
    """Whether a text can hold a statement at all, by one pass for the words that tell; `joined` is from `spaced`."""
    machine, marks = _first_automaton()
    hits = machine.some(joined)
    if any(hit[0] not in marks for hit in hits):
        return True
    return bool(hits) and bool(machine.some(_INNER.sub("", joined)))


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over a squeezed text has found: whether names may stand in it, which rules, which words."""

    names: bool
    slips: bool
    rules: tuple[rules.Rule, ...]
    hits: list[tuple[int, int, int]]
    concepts: dict[str, int]  # by language, a set of concepts as bits


@dataclass(frozen=True, slots=True)
class _Automaton:
    """The search, and what each of its strings means: the stems first, then signs and strings of rules."""

    search: Search
    masks: tuple[tuple[tuple[str, int], ...], ...]
    signs: tuple[int, ...]
    ruled: tuple[tuple[rules.Rule, ...], ...]
    short: frozenset[int]


@cache
def _automaton() -> _Automaton:
    literals, signs = _literals()
    ruled: dict[str, list[rules.Rule]] = {}
    for stem, found in rules.by_stem().items():
        ruled.setdefault(_plain(stem), []).extend(found)
    masks = tuple(tuple((language, BIT[concept]) for language, concept in stem.meanings) for stem in _stems())
    machine = Search([*(s.text for s in _stems()), *literals])
    short = frozenset(n for n, word in enumerate(literals, len(masks)) if len(word) <= 5 and word.isascii())
    of_sign = tuple(signs.get(word, 0) for word in literals)
    return _Automaton(machine, masks, of_sign, tuple(tuple(ruled.get(w, ())) for w in literals), short)


def scan(text: str) -> Scan:
    """Pass over a squeezed text once."""
    known = _automaton()
    hits = known.search.every(text)
    concepts: dict[str, int] = {}
    sign = 0
    found: dict[str, rules.Rule] = {}
    count = len(known.masks)
    present = {hit[0] for hit in hits}
    for number in present & known.short:
        if not any(h[0] == number and (h[1] == 0 or not text[h[1] - 1].isalpha()) for h in hits):
            present.discard(number)  # "mpl" in "example"
    for number in present:
        if number < count:
            for language, bit in known.masks[number]:
                concepts[language] = concepts.get(language, 0) | bit
        else:
            sign |= known.signs[number - count]
            for rule in known.ruled[number - count]:
                found[rule.place] = rule
    names = bool(sign & NAMED or (sign & BY and sign & (ELEMENT | LICENSE)) or (sign & PROGRAM and sign & LICENSE))
    stems = [hit for hit in hits if hit[0] < count] if concepts else []
    return Scan(names, bool(sign & SLIP), tuple(found[place] for place in sorted(found)), stems, concepts)


def _word_letter(text: str, position: int) -> bool:
    return 0 <= position < len(text) and (text[position].isalnum() or text[position] == "'")


def _begins(text: str, start: int) -> bool:
    """Whether a word begins at a place, aside from what Arabic and Hebrew write in one with it."""
    if not _word_letter(text, start - 1) or text[start - 1] == "'" or _UNSPACED.match(text[start - 1]):
        return True
    back = start - 1
    while start - back <= 4 and _word_letter(text, back):
        if text[back] not in _JOINED:
            return False
        back -= 1
    return not _word_letter(text, back)


def real_hits(text: str, raw_hits: list[tuple[int, int, int]], languages: frozenset[str]) -> list[Hit]:
    """Return the hits that are words, in some languages, without what only looks like one."""
    stems = _stems()
    found: list[Hit] = []
    for number, start, end in raw_hits:
        stem = stems[number]
        if not stem.inner and not _begins(text, start):
            continue
        if stem.whole and text[end - 1].isalnum() and _word_letter(text, end) and not _UNSPACED.match(text[end]):
            continue
        found += [Hit(language, concept, start, end) for language, concept in stem.meanings if language in languages]
    hidden = [h for h in found if h.concept == "none"]
    return [
        h
        for h in found
        if h.concept != "none"
        and not any(n.language == h.language and n.start <= h.start and h.end <= n.end for n in hidden)
    ]
