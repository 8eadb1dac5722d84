"""Whether a license's name counts, by what stands around it: advice, news and denials leave no statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus_kit.licenses import rules
from corpus_kit.licenses.folding import lightly_folded
from corpus_kit.licenses.registry import covers
from corpus_kit.licenses.statements import Name
from corpus_kit.licenses.words import raw as terms

_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？؟।;]|\n\s*\n")
_MACHINE_TAG = re.compile(
    r"rel\s*=\s*[\"']?[^\"'>]*\blicense\b|<(?:licen[cs]e|dc:rights|dcterms:license|cc:license)|property=\"dcterms:(?:license|rights)"
)
_NOT_ONLY = re.compile(
    r"\b(?:not|nor) (?:be )?(?:limited|restricted|just|only)\b|\bне (?:только|ограничен)|\bnicht nur\b"
    r"|\bpas seulement\b|\bno s[oó]lo\b|不仅|不僅"
)


def _sentence_bounds(folded: str, name: Name) -> tuple[int, int]:
    start = max(0, name.start - 160)
    for m in _SENTENCE.finditer(folded, start, name.start):
        start = m.end()
    stop = _SENTENCE.search(folded, name.end, name.end + 160)
    return start, stop.start() if stop else min(len(folded), name.end + 160)


def counts(folded: str, name: Name) -> bool:
    """Whether the surroundings leave a name standing as a statement about the material."""
    start, end = _sentence_bounds(folded, name)
    before, after = folded[start : name.start], folded[name.end : end]
    if name.kind == "denial":
        if name.weak and end - start > _OWNERSHIP:
            return False
        return not _NOT_ONLY.search(before[-40:] + folded[name.start : name.end][:30])
    if name.kind != "prose":
        return True
    before, after = (rules.words("otherwise").sub(" ", part) for part in (before, after))
    if rules.words("advice").search(before):
        return False
    if name.id == "LicenseRef-PublicDomain":
        if rules.words("property").search(folded, name.start, name.end) and not _of_works(folded[start:end]):
            return False
        return not _undone(folded[start : name.start], folded[name.start : name.end], after)
    if name.id == "LicenseRef-OwnTerms":
        return True
    if rules.words("negation").search(before) or rules.words("negation_after").search(after[:90]):
        return False
    if rules.words("advice_after").search(after[:90]):
        return False
    sentence = folded[start:end]
    if rules.words("discussion").search(sentence) and not rules.words("grant").search(sentence):
        return False
    if "code" in covers(name.id):
        line_start = folded.rfind("\n", 0, name.start) + 1
        if rules.words("dependency").search(folded, max(line_start, name.start - 300), name.start):
            return False
    return (
        not name.weak
        or bool(rules.words("license").search(folded, max(0, name.start - 60), name.end + 40))
        or _alone(folded, name)
    )


_OWNERSHIP = 100  # characters: whose the rights are is said in few words; a longer sentence explains something
_BRIEF = 18  # characters: what says no more than that speaks of what it stands in


@cache
def _works() -> re.Pattern[str]:
    stems = {lightly_folded(s.strip("~$")) for of in terms().values() for c in ("work", "item") for s in of.get(c, ())}
    return re.compile("|".join(sorted(re.escape(stem) for stem in stems if len(stem) > 1)))


def _of_works(sentence: str) -> bool:
    """Whether a sentence speaks of texts, works or rights in them: parks and waters are public property too."""
    plain = lightly_folded(sentence)
    short = len(plain.strip()) <= _BRIEF
    return short or bool(_works().search(plain) or rules.words("authorship").search(plain))


def _undone(before: str, words: str, after: str) -> bool:
    """Whether the words "public domain" are refused: right before them, or right behind them by a verb."""
    domain = rules.words("domain").search(words)
    if domain is None:
        return False  # "not protected by copyright" refuses something else
    return bool(
        rules.words("undone").search(before + words[: domain.start()])
        or rules.words("undone_after").match(words[domain.end() :] + after[:30])
    )


def _alone(folded: str, name: Name) -> bool:
    """Whether a name stands alone on its line, as in a file that says nothing else."""
    start = folded.rfind("\n", 0, name.start) + 1
    stop = folded.find("\n", name.end)
    rest = folded[start : name.start] + folded[name.end : len(folded) if stop < 0 else stop]
    return not re.search(r"\w", rest)


def marked(folded: str, names: list[Name]) -> Iterator[Name]:
    """Tell statements in machine-readable marking (rel=license, TEI, Dublin Core) from prose."""
    for name in names:
        if name.kind == "prose":
            tag = folded[max(0, name.start - 200) : name.end + 60]
            opening = tag.rfind("<", 0, min(200, name.start) + 1)
            if (opening >= 0 and _MACHINE_TAG.match(tag, opening)) or (
                opening >= 0 and _MACHINE_TAG.search(tag[opening : tag.find(">", opening) + 1])
            ):
                name = Name(name.id, name.start, name.end, "machine")
        yield name
