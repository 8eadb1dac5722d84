"""Refusals and conditions read from the words of a sentence: who forbids what, whatever the order of the words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from corpus_kit.licenses import words
from corpus_kit.licenses.folding import lightly_folded, squeezed
from corpus_kit.licenses.sentence import LONGEST, PARTS, REFUSING, REJECTED_NAME, Sentence, possible, sentences
from corpus_kit.licenses.statements import Name
from corpus_kit.licenses.third_parties import rights_of_others
from corpus_kit.licenses.words import BIT, Hit

_TRAINING = re.compile(
    r"train|обуч|навч|үйрет|окут|оқыт|o'qit|ўқит|eğit|öyrəd|öyrət|اموزش|تدریب|训练|訓練|学習|학습|훈련|latih|huấn luyện"
    r"|đào tạo"
    r"|प्रशिक्ष|تربیت|প্রশিক্ষণ|ฝึก|entra[iî]n|entren|trein|addestr|אימון|לאמן|mafunzo|kufundisha|pagsasanay|სწავლ|ուսուց|сурга|學習|学习"
    r"|омӯз|өйрәт|үйрөт|öwret|өгр[эө]т|مەشیق|ئۆگەت|پەرۋیش|பயிற்|ማሰልጠን|ለማሠልጠን|ለማሰልጠን|បណ្តុះ|ຝຶກ|လေ့ကျင့်|පුහුණු|روز|ښوون|ڕاهێنان|فێرکردن"
    r"|perwerdekirin|fêrkirin|तालिम|horar|horas|εκπαίδευσ|εκπαιδεύ|trenow|szkolen|trénov|tréning|antren|instrui|tanít|навуч|трениров"
)
# A right that is kept: mining of texts "is expressly reserved".
_RESERVED = re.compile(
    r"\breserv|réserv|vorbehalt|behält sich|\briserv|保留|留保|유보|saklıdır|saklı tut|зарезерв"
    r"|оставля\w+ за собой|залиша\w+ за собою|محفوظ|zastrzeg|voorbehoud|bảo lưu|สงวน"
)
_NEAR = 60
_ASKED = 40
_PURPOSE = 240  # a longer sentence with "only" and "research" in it tells a story
_BRIEF = 60  # a sentence that need not name the work: "Quoting only with consent."
_WORDS_OF_ONE_PHRASE = 12  # as 禁止商用
_SHORT = 28  # a sentence like "Not for sale." says nothing else
_UNLESS = re.compile(r"unless|except|مگر|الا|kecuali|เว้นแต่|หาก|ก่อน|除非|nur |only")


def may_hold_clauses(text: str, scan: words.Scan) -> bool:
    """Whether words that can make a clause in some language stand close enough together for one sentence."""
    languages = frozenset(language for language, mask in scan.concepts.items() if possible(mask))
    if not languages:
        return False
    near: dict[str, list[Hit]] = defaultdict(list)
    for hit in sorted(words.real_hits(text, scan.hits, languages), key=lambda h: h.start):
        mine = near[hit.language]
        while mine and hit.start - mine[0].start > LONGEST:
            mine.pop(0)
        mine.append(hit)
        mask = 0
        for other in mine:
            mask |= BIT[other.concept]
        if possible(mask):
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
    languages = frozenset(language for language, mask in scan.concepts.items() if possible(mask))
    found: list[Name] = []
    if not languages:
        return found
    hits = words.real_hits(plain, scan.hits, languages)
    for sentence in sentences(plain, hits, anchors, max(len(plain), whole_length), cut):
        for license_id, hits in _read(sentence):
            start, end = min(h.start for h in hits), max(h.end for h in hits)
            if back:
                start, end = back(start), back(end - 1) + 1
            found.append(Name(license_id, start, end, "denial" if license_id not in _TERMS else "prose", judged=True))
    return found


_TERMS = {"LicenseRef-OwnTerms"}


def _read(sentence: Sentence) -> Iterator[tuple[str, list[Hit]]]:
    """Yield what a sentence says, with the words that say it."""
    yield from _training(sentence)
    yield from _commerce(sentence)
    yield from _research(sentence)
    if REJECTED_NAME in sentence.text:
        return  # "not released under CC BY": what is denied is the license
    changing = list(_changing(sentence))
    yield from changing
    yield from _copying(sentence, bool(changing))


def _training(s: Sentence) -> Iterator[tuple[str, list[Hit]]]:
    refused = s.refused("ai") or (s.of("ai") if _RESERVED.search(s.text) else [])
    if refused and (s.of_a_work or _TRAINING.search(s.text)):
        yield "LicenseRef-NoAI", [*refused, *_closest(s.of("neg", "unable"), refused)]


def _commerce(s: Sentence) -> Iterator[tuple[str, list[Hit]]]:
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
    elif (sold := s.refused("sell")) and (
        s.of_a_work or s.has("free", "copy", "strong", "noncomm") or s.says_little_besides(sold)
    ):
        yield "LicenseRef-NonCommercial", [*sold, *_closest(s.of("neg", "unable"), sold)]


def _says_use(s: Sentence, hits: list[Hit]) -> bool:
    """Whether the words for commerce say themselves that a use is meant, or nothing else is said at all."""
    if len(s.text) <= _WORDS_OF_ONE_PHRASE or s.says_little_besides(hits):
        return True
    spaced = s.language != "vie"  # where every syllable stands alone, a space tells nothing
    return spaced and any(" " in s.text[h.start - s.start : h.end - s.start] for h in hits)


def _research(s: Sentence) -> Iterator[tuple[str, list[Hit]]]:
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


def _same_part(s: Sentence, first: Hit, second: Hit) -> bool:
    low, high = sorted((first.start, second.start))
    return not PARTS.search(s.text, low - s.start, high - s.start) and not any(
        low < b.start < high for b in s.of("but")
    )


def _copying(s: Sentence, changing: bool) -> Iterator[tuple[str, list[Hit]]]:
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
    if others := rights_of_others(s):
        yield "LicenseRef-ThirdPartyRights", others
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
        moods = REFUSING if len(s.text) <= _BRIEF and s.of_a_work else ("neg",)
        refused = [h for h in s.of("third") if any(b <= h.start < e and m in moods for b, e, m in s.parts)]
    refused = [h for h in refused if not _on_occasion(s, h)]
    # "May not be used commercially": what is refused there is commerce, not copying.
    if refused and not s.refused("ai", "comm"):
        yield "LicenseRef-NoRedistribution", [*refused, *_closest(s.of("neg", "unable"), refused)]
    elif (terms := s.of("source")) and not s.has("neg", "unable"):
        acted = s.has("copy", "dist") or (s.has("use") and s.of_a_work)
        if (s.has("strong") and s.has("cond", "free")) or (acted and s.has("free") and s.has("cond")):
            yield "LicenseRef-OwnTerms", [*terms, *_closest(s.of("strong", "copy", "dist"), terms)]


# "When quoting, no word may be changed": the quoting is not refused.
_OCCASION = re.compile(r"的?(?:时候?|時候?)|の際|する際|する場合|할 ?때|하는 경우|할 경우|時に")
_OCCASIONS = re.compile(
    r"(?:\b(?:при|під час|bei|beim|lors d\w+|en cas d\w+|when|while|upon|in case of|in|al|durante|ao|saat|ketika|khi)"
    r"|عند|هنگام|در صورت|در|เมื่อ)\s+(?:der |des |de la |du |la |a )?$"
)


def _on_occasion(s: Sentence, hit: Hit) -> bool:
    start, end = hit.start - s.start, hit.end - s.start
    return bool(_OCCASION.match(s.text, end) or _OCCASIONS.search(s.text[max(0, start - 24) : start]))


def _granted(s: Sentence, asked: list[Hit]) -> bool:
    """Whether "without permission" stands in a permission: "may be reprinted without permission"."""
    if not asked or not s.has("free") or s.has("neg", "unable", "only", "need"):
        return False
    if any(_UNLESS.match(s.text, h.start - s.start) for h in asked):
        return False
    return all(m == "free" for h in asked for b, e, m in s.parts if b <= h.start < e) and s.has("source")


def _changing(s: Sentence) -> Iterator[tuple[str, list[Hit]]]:
    same = s.of("same")
    passed_on = s.has("copy", "dist", "strong") or (s.has("use") and s.of_a_work)
    if same and s.of_terms and passed_on and s.has("free", "only", "cond", "neg"):
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
