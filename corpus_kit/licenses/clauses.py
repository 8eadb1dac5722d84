"""Refusals and conditions read from the words of a sentence: who forbids what, whatever the order of the words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from corpus_kit.licenses import rules, words
from corpus_kit.licenses.folding import lightly_folded, squeezed
from corpus_kit.licenses.naming import Name
from corpus_kit.licenses.words import BIT, Hit

_SENTENCE_END = re.compile(r"[.!?](?=[\s\"'»”)\]]|$)|[。！？؟।॥።։\x1e]|(?<=[^\s])\s\|\s")
_PARTS = re.compile(r"[;:—；：؛()（）\[\]]|\s-\s")
_COMMAS = re.compile(r"[,،，、]")
_TRAINING = re.compile(
    r"train|обуч|навч|үйрет|окут|оқыт|o'qit|ўқит|eğit|öyrəd|öyrət|اموزش|تدریب|训练|訓練|学習|학습|훈련|latih|huấn luyện"
    r"|đào tạo"
    r"|प्रशिक्ष|تربیت|প্রশিক্ষণ|ฝึก|entra[iî]n|entren|trein|addestr|אימון|לאמן|mafunzo|kufundisha|pagsasanay|სწავლ|ուսուց|сурга|學習|学习"
)
# What stands for the name of a license, one that counts or one that does not, when its own words must not be read.
NAME, REJECTED_NAME = "\ue000", "\ue001"
_REFUSING = ("neg", "unable")
_LONGEST = 420  # characters; what is longer is no sentence but a table
_NEAR = 60
_ASKED = 40
_PURPOSE = 240  # a longer sentence with "only" and "research" in it tells a story
_BRIEF = 60  # a sentence that need not name the work: "Quoting only with consent."
_WORDS_OF_ONE_PHRASE = 12  # as 禁止商用
_SHORT = 28  # a sentence like "Not for sale." says nothing else
_UNREAD = 8  # letters of a sentence that no word known here covers: it speaks of something else
_UNREAD_SIGNS = 2  # the same for scripts where one sign is a word
_SIGNS = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_UNLESS = re.compile(r"unless|except|مگر|الا|kecuali|เว้นแต่|หาก|ก่อน|除非|nur |only")


def _all(*concepts: str) -> int:
    return sum(BIT[c] for c in concepts)


_REFUSED = _all("ai", "comm", "sell", "copy", "dist", "strong", "third", "change")
_COPYING = _all("copy", "dist", "strong")


def _possible(mask: int) -> bool:
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
        or (mask & BIT["source"] and mask & BIT["free"] and mask & _COPYING)
    )


@dataclass(slots=True)
class _Sentence:
    """The words of one sentence in one language, and its parts: stretches under one verb."""

    text: str
    start: int
    language: str
    hits: dict[str, list[Hit]]
    parts: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, "neg", "unable", "free" or ""
    of_terms: bool = True  # whether it stands where terms stand: in a short text, or near words of rights

    def has(self, *concepts: str) -> bool:
        return any(self.hits.get(c) for c in concepts)

    def of(self, *concepts: str) -> list[Hit]:
        return [h for c in concepts for h in self.hits.get(c, ())]

    @property
    def says_nothing_else(self) -> bool:
        """Whether the words known here are nearly all of the sentence."""
        covered: set[int] = set()
        for hits in self.hits.values():
            for hit in hits:
                covered.update(range(hit.start - self.start, hit.end - self.start))
        unread = sum(c.isalpha() for n, c in enumerate(self.text) if n not in covered)
        return unread <= (_UNREAD_SIGNS if _SIGNS.search(self.text) else _UNREAD)

    @property
    def of_a_work(self) -> bool:
        """Whether it speaks of texts, works, data, or parts of them."""
        return self.has("work", "item", "form") or NAME in self.text

    def refused(self, *concepts: str) -> list[Hit]:
        """Return the words of some concepts that stand in a part which forbids, or says that it cannot be."""
        return [h for h in self.of(*concepts) if any(s <= h.start < e and m in _REFUSING for s, e, m in self.parts)]

    def forbidden_for_sure(self, *concepts: str) -> list[Hit]:
        """Return the words of some concepts that stand in a part which forbids."""
        return [h for h in self.of(*concepts) if any(s <= h.start < e and m == "neg" for s, e, m in self.parts)]

    def forbidden(self, *concepts: str) -> list[Hit]:
        """Return those that are forbidden for sure: "cannot" counts only of works, not of a program's files."""
        plain = self.forbidden_for_sure(*concepts)
        return plain or (
            self.refused(*concepts) if self.has("work", "form", "wo", "third") or NAME in self.text else []
        )


def may_hold_clauses(text: str, scan: words.Scan) -> bool:
    """Whether words that can make a clause in some language stand close enough together for one sentence."""
    languages = frozenset(language for language, mask in scan.concepts.items() if _possible(mask))
    if not languages:
        return False
    near: dict[str, list[Hit]] = defaultdict(list)
    for hit in sorted(words.real_hits(text, scan.hits, languages), key=lambda h: h.start):
        mine = near[hit.language]
        while mine and hit.start - mine[0].start > _LONGEST:
            mine.pop(0)
        mine.append(hit)
        mask = 0
        for other in mine:
            mask |= BIT[other.concept]
        if _possible(mask):
            return True
    return False


def clauses_in(
    text: str, anchors: Sequence[int] = (), whole_length: int = 0, cut: tuple[bool, bool] = (False, False)
) -> list[Name]:
    """Return the refusals and conditions of a text that its words make, by place; offsets are those of `text`.

    `anchors` are places of whole license texts: what stands around them speaks of terms. `whole_length` is that of the
    text of which this is a piece, `cut` whether the piece begins and ends in the middle of a paragraph.
    """
    plain, back = squeezed(lightly_folded(text))
    scan = words.scan(plain)
    languages = frozenset(language for language, mask in scan.concepts.items() if _possible(mask))
    found: list[Name] = []
    if not languages:
        return found
    hits = words.real_hits(plain, scan.hits, languages)
    for sentence in _sentences(plain, hits, anchors, max(len(plain), whole_length), cut):
        for license_id, hits in _read(sentence):
            start, end = min(h.start for h in hits), max(h.end for h in hits)
            if back:
                start, end = back(start), back(end - 1) + 1
            found.append(Name(license_id, start, end, "denial" if license_id not in _TERMS else "prose", judged=True))
    return found


_TERMS = {"LicenseRef-OwnTerms"}


def _sentences(
    text: str, hits: list[Hit], anchors: Sequence[int], length: int, cut: tuple[bool, bool]
) -> Iterator[_Sentence]:
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
        if end - start > _LONGEST or (cut[0] and start == 0) or (cut[1] and end == len(text)):
            continue
        counts = {language: sum(map(len, concepts.values())) for language, concepts in mine.items()}
        for language in sorted(mine):
            # "Non-commercial" is French too; but a sentence is in the language that most of its words are of.
            if counts[language] * 2 < max(counts.values()):
                continue
            concepts = mine[language]
            if _possible(sum(BIT[c] for c in concepts)):
                terms = _of_terms(text, start, end, anchors, length)
                sentence = _Sentence(text[start:end], start, language, _outermost(concepts), of_terms=terms)
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


def _parts(sentence: _Sentence) -> list[tuple[int, int, str]]:
    """Cut a sentence at its pauses; what has no verb of its own goes with its neighbor."""
    cuts = {sentence.start, sentence.start + len(sentence.text)}
    cuts |= {sentence.start + m.end() for m in _PARTS.finditer(sentence.text)}
    cuts |= {h.start for h in sentence.of("but")}
    edges = sorted(cuts)
    found: list[tuple[int, int, str]] = []
    for start, end in zip(edges, edges[1:], strict=False):
        piece = sentence.text[start - sentence.start : end - sentence.start]
        commas = [start, *(start + m.end() for m in _COMMAS.finditer(piece)), end]
        found += _moods(sentence, list(zip(commas, commas[1:], strict=False)))
    return found


def _moods(sentence: _Sentence, stretches: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
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


def _read(sentence: _Sentence) -> Iterator[tuple[str, list[Hit]]]:
    """Yield what a sentence says, with the words that say it."""
    yield from _training(sentence)
    yield from _commerce(sentence)
    yield from _research(sentence)
    if REJECTED_NAME in sentence.text:
        return  # "not released under CC BY": what is denied is the license
    changing = list(_changing(sentence))
    yield from changing
    yield from _copying(sentence, bool(changing))


def _training(s: _Sentence) -> Iterator[tuple[str, list[Hit]]]:
    refused = s.refused("ai")
    if refused and (s.of_a_work or _TRAINING.search(s.text)):
        yield "LicenseRef-NoAI", [*refused, *_closest(s.of("neg", "unable"), refused)]


def _commerce(s: _Sentence) -> Iterator[tuple[str, list[Hit]]]:
    free = s.of("noncomm")
    inside = [h for h in s.refused("comm") if not any(n.start <= h.start < n.end for n in free)]
    asked = s.of("wo") or (s.of("perm") if s.has("only", "need", "cond") else [])
    if not inside and asked and not s.refused("change", "ai", "strong"):
        inside = [h for h in s.of("comm") if not any(n.start <= h.start < n.end for n in free)]
    used = [h for h in s.of("use") if not any(c.start <= h.start < c.end for c in s.of("comm"))]
    if inside and (used or s.has("noncomm", "copy", "dist", "strong") or s.of_a_work or _says_use(s, inside)):
        yield "LicenseRef-NonCommercial", [*inside, *_closest(s.of("neg", "unable") or asked, inside)]
    elif free and any(not any(n.start <= h.start < n.end for n in free) for h in s.of("comm")):
        return  # "for commercial or non-commercial purposes"
    elif free and not s.has("research") and (s.has("use", "only", "free") or s.of_a_work or len(s.text) <= _SHORT):
        yield "LicenseRef-NonCommercial", [*free, *_closest(s.of("only"), free)]
    elif (sold := s.refused("sell")) and (s.of_a_work or s.has("free", "copy", "strong") or s.says_nothing_else):
        yield "LicenseRef-NonCommercial", [*sold, *_closest(s.of("neg", "unable"), sold)]


def _says_use(s: _Sentence, hits: list[Hit]) -> bool:
    """Whether the words for commerce say themselves that a use is meant, or nothing else is said at all."""
    if len(s.text) <= _WORDS_OF_ONE_PHRASE or s.says_nothing_else:
        return True
    spaced = s.language != "vie"  # where every syllable stands alone, a space tells nothing
    return spaced and any(" " in s.text[h.start - s.start : h.end - s.start] for h in hits)


def _research(s: _Sentence) -> Iterator[tuple[str, list[Hit]]]:
    if not (s.of_terms and s.has("research") and s.has("only") and (s.has("use") or s.of_a_work)):
        return
    pairs = [
        (abs(r.start - o.end) if r.start > o.start else abs(o.start - r.end), r, o)
        for r in s.of("research")
        for o in s.of("only")
        if _same_part(s, r, o)
    ]
    if pairs and len(s.text) <= _PURPOSE:
        distance, research, only = min(pairs, key=lambda p: (p[0], p[1].start))
        if distance <= _NEAR:
            yield "LicenseRef-ResearchOnly", [research, only]


def _same_part(s: _Sentence, first: Hit, second: Hit) -> bool:
    low, high = sorted((first.start, second.start))
    return not _PARTS.search(s.text, low - s.start, high - s.start) and not any(
        low < b.start < high for b in s.of("but")
    )


def _copying(s: _Sentence, changing: bool) -> Iterator[tuple[str, list[Hit]]]:
    speaks = s.of_terms and (s.of_a_work or len(s.text) <= _BRIEF)
    acts = s.of("strong") or (s.of("copy", "dist") if speaks else [])
    asked = s.of("wo") or [
        h for h in s.of("perm") if any(abs(o.start - h.start) <= _ASKED for o in s.of("only", "need"))
    ]
    used = s.of("use") if s.of_terms and s.of_a_work else []
    changed = s.of("change", "ai", "comm")
    if acts and _granted(s, asked):
        if terms := s.of("source"):
            yield "LicenseRef-OwnTerms", [*terms, *_closest(acts, terms)]
        return
    if asked and (acts or (used and not changed)) and (s.has("neg", "unable", "only", "need") or acts):
        yield "LicenseRef-AllRightsReserved", [*asked, *_closest([*acts, *used], asked)]
        return
    if changing and s.has("same"):
        return  # "may be copied if it is not changed": copying is allowed
    to_others = s.has("third") and len(s.text) <= _BRIEF
    refused = (s.refused("strong") if s.of_terms and s.of_a_work else s.forbidden_for_sure("strong")) or (
        s.forbidden("copy", "dist") if s.of_terms and (s.of_a_work or to_others) else []
    )
    if not refused and (s.of_a_work or (s.has("copy", "dist") and len(s.text) <= _BRIEF)):
        moods = _REFUSING if len(s.text) <= _BRIEF and s.of_a_work else ("neg",)
        refused = [h for h in s.of("third") if any(b <= h.start < e and m in moods for b, e, m in s.parts)]
    # "May not be used commercially": what is refused there is commerce, not copying.
    if refused and not s.refused("ai", "comm"):
        yield "LicenseRef-NoRedistribution", [*refused, *_closest(s.of("neg", "unable"), refused)]
    elif (terms := s.of("source")) and not s.has("neg", "unable"):
        if (s.has("strong") and s.has("cond", "free")) or (s.has("copy", "dist") and s.has("free") and s.has("cond")):
            yield "LicenseRef-OwnTerms", [*terms, *_closest(s.of("strong", "copy", "dist"), terms)]


def _granted(s: _Sentence, asked: list[Hit]) -> bool:
    """Whether "without permission" stands in a permission: "may be reprinted without permission"."""
    if not asked or not s.has("free") or s.has("neg", "unable", "only", "need"):
        return False
    if any(_UNLESS.match(s.text, h.start - s.start) for h in asked):
        return False
    return all(m == "free" for h in asked for b, e, m in s.parts if b <= h.start < e) and s.has("source")


def _changing(s: _Sentence) -> Iterator[tuple[str, list[Hit]]]:
    same = s.of("same")
    if same and s.of_terms and s.has("copy", "dist", "strong", "use") and s.has("free", "only", "cond", "neg"):
        yield "LicenseRef-NoDerivatives", [*same, *_closest(s.of("copy", "dist", "strong", "free"), same)]
        return
    changed = [h for h in s.forbidden("change") if not any(w.start <= h.start < w.end for w in s.of("same"))]
    if (
        changed
        and s.of_terms
        and (s.of_a_work or s.has("strong", "dist", "copy"))
        and not s.has("wo", "perm")
        and not s.refused("ai")
    ):
        yield "LicenseRef-NoDerivatives", [*changed, *_closest(s.of("neg", "unable"), changed)]


def _closest(hits: Iterable[Hit], to: list[Hit]) -> list[Hit]:
    """Return the hit that stands closest to some others, so that the quoted words stay short."""
    middle = to[0].start
    return sorted(hits, key=lambda h: (abs(h.start - middle), h.start))[:1]
