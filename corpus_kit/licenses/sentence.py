"""Sentences as far as terms are concerned: the words of one language in them, and parts under one verb."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from corpus_kit.licenses import rules
from corpus_kit.licenses.words import BIT, Hit

_SENTENCE_END = re.compile(r"[.!?](?=[\s\"'»”)\]]|$)|[。！？؟।॥።։۔።။៕\x1e]|(?<=[^\s])\s\|\s")
PARTS = re.compile(r"[;:—；：؛()（）\[\]]|\s-\s")
_COMMAS = re.compile(r"[,،，、]")
# What stands for the name of a license, one that counts or one that does not, when its own words must not be read.
NAME, REJECTED_NAME = "\ue000", "\ue001"
REFUSING = ("neg", "unable")
LONGEST = 420  # characters; what is longer is no sentence but a table
_UNREAD = 8  # letters of a sentence that no word known here covers: it speaks of something else
_UNREAD_SIGNS = 2  # the same for scripts where one sign is a word
_WORD = re.compile("[\u3040-\u9fff\uac00-\ud7af]|[^\\W\\d_\u3040-\u9fff\uac00-\ud7af]+")
_SIGNS = re.compile("[\u3040-\u9fff\uac00-\ud7af]")


def _all(*concepts: str) -> int:
    return sum(BIT[c] for c in concepts)


_REFUSED = _all("ai", "comm", "sell", "copy", "dist", "strong", "third", "change")
_COPYING = _all("copy", "dist", "strong")


def possible(mask: int) -> bool:
    """Whether words of these concepts can make a clause at all."""
    return bool(
        (mask & _all("neg", "unable") and mask & _REFUSED)
        or (mask & BIT["only"] and mask & _all("research", "perm"))
        or (mask & BIT["need"] and mask & BIT["perm"])
        or (mask & BIT["wo"] and mask & (_COPYING | BIT["use"]))
        or mask & BIT["noncomm"]
        or (mask & BIT["comm"] and mask & _all("perm", "wo"))
        or (mask & BIT["same"] and mask & (_COPYING | BIT["use"]))
        or (mask & BIT["source"] and mask & BIT["strong"])
        or (mask & BIT["source"] and mask & BIT["free"] and mask & (_COPYING | BIT["use"]))
    )


@dataclass(slots=True)
class Sentence:
    """The words of one sentence in one language, and its parts: stretches under one verb."""

    text: str
    start: int
    language: str
    hits: dict[str, list[Hit]]
    parts: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, "neg", "unable", "free" or ""
    of_terms: bool = True  # whether it stands where terms stand: in a short text, or near words of rights

    def has(self, *concepts: str) -> bool:
        """Whether it holds a word of some concepts."""
        return any(self.hits.get(c) for c in concepts)

    def of(self, *concepts: str) -> list[Hit]:
        """Return its words of some concepts."""
        return [h for c in concepts for h in self.hits.get(c, ())]

    def says_little_besides(self, hits: list[Hit]) -> bool:
        """Whether the words known here are nearly all of the part in which some of them stand."""
        known = [h for of_concept in self.hits.values() for h in of_concept]
        for start, end, _ in self.parts:
            if not any(start <= h.start < end for h in hits):
                continue
            unread = sum(
                len(m[0])
                for m in _WORD.finditer(self.text, start - self.start, end - self.start)
                if not any(h.start - self.start < m.end() and m.start() < h.end - self.start for h in known)
            )
            if unread > (_UNREAD_SIGNS if _SIGNS.search(self.text) else _UNREAD):
                return False
        return True

    @property
    def of_a_work(self) -> bool:
        """Whether it speaks of texts, works, data, or parts of them."""
        return self.has("work", "item", "form") or NAME in self.text

    def refused(self, *concepts: str) -> list[Hit]:
        """Return the words of some concepts that stand in a part which forbids, or says that it cannot be."""
        return [h for h in self.of(*concepts) if any(s <= h.start < e and m in REFUSING for s, e, m in self.parts)]

    def forbidden_for_sure(self, *concepts: str) -> list[Hit]:
        """Return the words of some concepts that stand in a part which forbids."""
        return [h for h in self.of(*concepts) if any(s <= h.start < e and m == "neg" for s, e, m in self.parts)]

    def forbidden(self, *concepts: str) -> list[Hit]:
        """Return those that are forbidden for sure: "cannot" counts only of works, not of a program's files."""
        plain = self.forbidden_for_sure(*concepts)
        return plain or (
            self.refused(*concepts) if self.has("work", "form", "wo", "third") or NAME in self.text else []
        )


def sentences(
    text: str, hits: list[Hit], anchors: Sequence[int], length: int, cut: tuple[bool, bool]
) -> Iterator[Sentence]:
    """Yield the sentences of a text that may be clauses, once for each language they may be in."""
    if not hits:
        return
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    bounds = list(zip([0, *ends], [*ends, len(text)], strict=True))
    by_place = sorted(hits, key=lambda h: (h.start, h.end, h.language, h.concept))
    at = 0
    for start, end in bounds:
        mine: dict[str, dict[str, list[Hit]]] = defaultdict(lambda: defaultdict(list))
        while at < len(by_place) and by_place[at].start < end:
            hit = by_place[at]
            mine[hit.language][hit.concept].append(hit)
            at += 1
        if end - start > LONGEST or (cut[0] and start == 0) or (cut[1] and end == len(text)):
            continue
        counts = {language: sum(map(len, concepts.values())) for language, concepts in mine.items()}
        for language in sorted(mine):
            # "Non-commercial" is French too; but a sentence is in the language that most of its words are of.
            if counts[language] * 2 < max(counts.values()):
                continue
            concepts = mine[language]
            if possible(sum(BIT[c] for c in concepts)):
                terms = _of_terms(text, start, end, anchors, length)
                sentence = Sentence(text[start:end], start, language, _outermost(concepts), of_terms=terms)
                sentence.parts = _parts(sentence)
                yield sentence


def _outermost(concepts: dict[str, list[Hit]]) -> dict[str, list[Hit]]:
    """Return the words without those that are part of another: "permission" in "no permission", 可 in 许可."""
    refusing, asking = concepts.get("neg", []), concepts.get("perm", [])
    asked = [h for h in asking if not any(n.start <= h.start and h.end <= n.end for n in refusing)]
    freed = [
        h
        for h in concepts.get("free", ())
        if not any(p.start <= h.start and h.end <= p.end and p.end - p.start > h.end - h.start for p in asking)
    ]
    return {**concepts, "perm": asked, "free": freed}


SHORT_TEXT = 400  # characters: a text so short that speaks of terms speaks of nothing else
_TERMS_NEAR = 250
_ANCHOR_NEAR = 2500


@cache
def _rights() -> re.Pattern[str]:
    return re.compile("|".join((*(re.escape(w) for w in rules.raw()["signs"]["rights"]), NAME)))


def _of_terms(text: str, start: int, end: int, anchors: Sequence[int], length: int) -> bool:
    if any(start - _ANCHOR_NEAR <= anchor <= end + _ANCHOR_NEAR for anchor in anchors):
        return True
    return length <= SHORT_TEXT or bool(_rights().search(text, max(0, start - _TERMS_NEAR), end + _TERMS_NEAR))


def _parts(sentence: Sentence) -> list[tuple[int, int, str]]:
    """Cut a sentence at its pauses; what has no verb of its own goes with its neighbor."""
    cuts = {sentence.start, sentence.start + len(sentence.text)}
    cuts |= {sentence.start + m.end() for m in PARTS.finditer(sentence.text)}
    cuts |= {h.start for h in sentence.of("but")}
    edges = sorted(cuts)
    found: list[tuple[int, int, str]] = []
    for start, end in zip(edges, edges[1:], strict=False):
        piece = sentence.text[start - sentence.start : end - sentence.start]
        commas = [start, *(start + m.end() for m in _COMMAS.finditer(piece)), end]
        found += _moods(sentence, list(zip(commas, commas[1:], strict=False)))
    return found


def _moods(sentence: Sentence, stretches: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    moods: list[str] = []
    for start, end in stretches:
        inside = [h for h in sentence.of("neg") if start <= h.start < end]
        allowed = [h for h in sentence.of("free") if start <= h.start < end]
        unable = [h for h in sentence.of("unable") if start <= h.start < end]
        # "Do not upload" is a command; "these commands do not change" is none.
        inside += [h for h in unable if not sentence.text[: h.start - sentence.start].strip(" \x1e\"'«“-•*|>")]
        moods.append("neg" if inside else "unable" if unable else "free" if allowed else "")
    for n in range(1, len(moods)):
        moods[n] = moods[n] or moods[n - 1]
    for n in range(len(moods) - 2, -1, -1):
        moods[n] = moods[n] or moods[n + 1]
    return [(s, e, m) for (s, e), m in zip(stretches, moods, strict=True)]
