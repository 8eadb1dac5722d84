"""The words of `licenses/terms.toml` and of the rules, found in one pass (Aho-Corasick) over a lightly folded text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from corpus_kit import resources
from corpus_kit.licenses import respelling, rules
from corpus_kit.licenses.folding import INNER, lightly_folded
from corpus_kit.licenses.search import Search

CONCEPTS = (
    "neg", "only", "wo", "perm", "copy", "dist", "strong", "third", "change", "same", "free", "comm", "noncomm", "sell",
    "research", "ai", "use", "source", "cond", "but", "form", "none", "work",
    "need", "unable", "item",
)  # fmt: skip
BIT = {concept: 1 << n for n, concept in enumerate(CONCEPTS)}
# Scripts without spaces between words: a stem may begin anywhere.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
_LATIN = re.compile("[a-z\u00c0-\u024f]", re.IGNORECASE)
# Arabic and Hebrew write "and", "the", "by" in one with the word.
_JOINED = frozenset("وبلفکالسמהובלכש")


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of some concepts in one language."""

    language: str
    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stem:
    """The beginning of a word, or a word, and what it means in some languages."""

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
def stems() -> tuple[Stem, ...]:
    """Return the stems of all languages, each with what it means in which."""
    found: dict[tuple[str, bool, bool], list[tuple[str, str]]] = {}
    for language, concepts in raw().items():
        for concept, stems in concepts.items():
            for stem in stems:
                text = INNER.sub("", lightly_folded(stem.strip("~$")))
                inner = stem.startswith("~") or bool(UNSPACED.search(text))
                found.setdefault((text, stem.endswith("$"), inner), []).append((language, concept))
    return tuple(Stem(text, whole, inner, tuple(m)) for (text, whole, inner), m in sorted(found.items()))


@cache
def _literals() -> tuple[tuple[str, ...], dict[str, int]]:
    """Return what is searched for beside the stems: signs of names and the strings that rules need; signs by bit."""
    kinds = rules.computed()["words"]
    signs: dict[str, int] = {}
    for kind, bit in (("name", NAMED), ("by", BY), ("nc", ELEMENT), ("nd", ELEMENT), ("sa", ELEMENT)):
        for word in kinds[kind]:
            signs[plain(word)] = signs.get(plain(word), 0) | bit
    for word in kinds["license"]:
        signs[plain(word)] = signs.get(plain(word), 0) | LICENSE
    for kind, bit in (("names", NAMED), ("places", ELEMENT), ("programs", PROGRAM)):
        for word in rules.raw()["signs"][kind]:
            signs[word] = signs.get(word, 0) | bit
    for word in respelling.slips():
        signs[word] = signs.get(word, 0) | SLIP | (0 if "licen" in respelling.slips()[word] else NAMED)
    return tuple(sorted({*signs, *(plain(w) for w in rules.by_stem())})), signs


def plain(word: str) -> str:
    """Return a word as it stands in texts made plain."""
    return INNER.sub("", lightly_folded(word))


NAMED, BY, ELEMENT, LICENSE, PROGRAM, SLIP = (1 << n for n in range(6))


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
        ruled.setdefault(plain(stem), []).extend(found)
    masks = tuple(tuple((language, BIT[concept]) for language, concept in stem.meanings) for stem in stems())
    machine = Search([*(s.text for s in stems()), *literals])
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
        if not any(h[0] == number and (h[1] == 0 or not _LATIN.match(text[h[1] - 1])) for h in hits):
            present.discard(number)  # "mpl" in "example", but not in はMPL
    for number in present:
        if number < count:
            for language, bit in known.masks[number]:
                concepts[language] = concepts.get(language, 0) | bit
        else:
            sign |= known.signs[number - count]
            for rule in known.ruled[number - count]:
                found[rule.place] = rule
    names = bool(sign & NAMED or (sign & BY and sign & (ELEMENT | LICENSE)) or (sign & PROGRAM and sign & LICENSE))
    of_stems = [hit for hit in hits if hit[0] < count] if concepts else []
    return Scan(names, bool(sign & SLIP), tuple(found[place] for place in sorted(found)), of_stems, concepts)


def _word_letter(text: str, position: int) -> bool:
    return 0 <= position < len(text) and (text[position].isalnum() or text[position] == "'")


def _begins(text: str, start: int) -> bool:
    """Whether a word begins at a place, aside from what Arabic and Hebrew write in one with it."""
    if not _word_letter(text, start - 1) or text[start - 1] == "'" or UNSPACED.match(text[start - 1]):
        return True
    back = start - 1
    while start - back <= 4 and _word_letter(text, back):
        if text[back] not in _JOINED:
            return False
        back -= 1
    return not _word_letter(text, back)


def real_hits(text: str, raw_hits: list[tuple[int, int, int]], languages: frozenset[str]) -> list[Hit]:
    """Return the hits that are words, in some languages, without what only looks like one."""
    known = stems()
    found: list[Hit] = []
    for number, start, end in raw_hits:
        stem = known[number]
        # Most words begin behind a space: looked at first, since there are many.
        if not stem.inner and start and text[start - 1] != " " and not _begins(text, start):
            continue
        if stem.whole and text[end - 1].isalnum() and _word_letter(text, end) and not UNSPACED.match(text[end]):
            continue
        found += [Hit(language, concept, start, end) for language, concept in stem.meanings if language in languages]
    hidden = [h for h in found if h.concept == "none"]
    return [
        h
        for h in found
        if h.concept != "none"
        and not any(n.language == h.language and n.start <= h.start and h.end <= n.end for n in hidden)
    ]
