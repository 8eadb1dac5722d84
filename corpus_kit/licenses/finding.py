"""What a text says of its terms: names, addresses, marked-up statements, whole license texts and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.licenses import rules
from corpus_kit.licenses.naming import Name, Statement, names_in
from corpus_kit.licenses.registry import covers, families, family_of, license_registry, version_of

_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？؟।;]|\n\s*\n")
_FIELD = re.compile(
    r"(?im)^[\s>*\-|#\"'{;%/]*(spdx-license-identifier|licen[cs]es?|licen[cs]e_?(?:name|id)|rights)[\"']?\**\s*[:=]\s*\**[\"'\[{]*([^\n\"'\]<>]{2,120}?)[\"'\],*}]*\s*(?:\*/|-->)?\s*$"
)
_LIST_FIELD = re.compile(r"(?im)^(licen[cs]es?)\s*:\s*\n((?:\s*-\s*[^\n]+\n?)+)")
_JSON_FIELD = re.compile(r"(?i)\"(licen[cs]e|licen[cs]es|rights|name|id)\"\s*:\s*\[?\s*\"([^\"\n]{2,80})\"")
_QUOTE_AROUND = 60
_SHORT_TEXT = 400
_MACHINE_TAG = re.compile(
    r"rel\s*=\s*[\"']?[^\"'>]*\blicense\b|<(?:licen[cs]e|dc:rights|dcterms:license|cc:license)|property=\"dcterms:(?:license|rights)"
)
_NOT_ONLY = re.compile(
    r"\b(?:not|nor) (?:be )?(?:limited|restricted|just|only)\b|\bне (?:только|ограничен)|\bnicht nur\b"
    r"|\bpas seulement\b|\bno s[oó]lo\b|不仅|不僅"
)


def find_licenses(text: str) -> list[Statement]:
    """Return the statements about terms in a text, by place.

    Advice, news and denials ("not licensed under ...") are no statements. Offsets count code points of `text`.
    """
    return find_among(text, None)


def find_among(text: str, groups: frozenset[str] | None) -> list[Statement]:
    """Return the statements, trying only some groups of wordings: those that a search of the column has pointed to."""
    if not text:
        return []
    folded = rules.fold(text)
    named_too = groups is None or "name" in groups
    whole, regions = _whole_texts(folded) if named_too else ([], [])
    named = [n for n in names_in(folded, text, groups) if not _masked(n, regions)]
    names = [
        *whole,
        *(_fields(folded) if named_too else ()),
        *(n for n in _marked(folded, named) if _counts(folded, n)),
    ]
    names = _without_weaker(_without_contained(names), folded)
    return [
        Statement(n.id, n.start, n.end, _quoted(text, n), n.kind)
        for n in sorted(names, key=lambda n: (n.start, n.end, n.id))
    ]


def _quoted(text: str, name: Name) -> str:
    """Return the words with what stands around them in their line, at most a few dozen characters."""
    start = max(text.rfind("\n", 0, name.start) + 1, name.start - _QUOTE_AROUND)
    stop = text.find("\n", name.end)
    end = min(len(text) if stop < 0 else stop, name.end + _QUOTE_AROUND, name.start + 300)
    return " ".join(text[start:end].split())


def _sentence_bounds(folded: str, name: Name) -> tuple[int, int]:
    start = max(0, name.start - 160)
    for m in _SENTENCE.finditer(folded, start, name.start):
        start = m.end()
    stop = _SENTENCE.search(folded, name.end, name.end + 160)
    return start, stop.start() if stop else min(len(folded), name.end + 160)


def _counts(folded: str, name: Name) -> bool:
    """Whether the surroundings leave a name standing as a statement about the material."""
    start, end = _sentence_bounds(folded, name)
    before, after = folded[start : name.start], folded[name.end : end]
    if name.kind == "denial":
        if _NOT_ONLY.search(before[-40:] + folded[name.start : name.end][:30]):
            return False
        # A short text is all one statement, or none; in a longer one the sentence must speak of the text itself.
        said = folded if len(folded) <= _SHORT_TEXT else folded[start:end]
        return name.id != "LicenseRef-NoDerivatives" or bool(rules.words("subject").search(said))
    if name.kind != "prose":
        return True
    if name.id == "LicenseRef-PublicDomain" or name.id == "LicenseRef-OwnTerms":
        return not rules.words("advice").search(before)
    if rules.words("negation").search(before) or rules.words("negation_after").search(after[:90]):
        return False
    if rules.words("advice").search(before):
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


def _alone(folded: str, name: Name) -> bool:
    """Whether a name stands alone on its line, as in a file that says nothing else."""
    start = folded.rfind("\n", 0, name.start) + 1
    stop = folded.find("\n", name.end)
    rest = folded[start : name.start] + folded[name.end : len(folded) if stop < 0 else stop]
    return not re.search(r"\w", rest)


def _marked(folded: str, names: list[Name]) -> Iterator[Name]:
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


def _fields(folded: str) -> Iterator[Name]:
    """Return what fields called license say: SPDX tags, DEP-5, YAML, JSON, CFF."""
    if "licen" not in folded and "rights" not in folded:
        return
    for m in _FIELD.finditer(folded):
        yield from _field_names(m[1], m[2], m.start(2))
    for listed in _LIST_FIELD.finditer(folded):
        for item in re.finditer(r"-\s*[\"']?([^\n\"']+)", listed[2]):
            yield from _field_names(listed[1], item[1], listed.start(2) + item.start(1))
    if "{" in folded:
        for m in _JSON_FIELD.finditer(folded):
            if m[1] not in ("name", "id") or re.search(
                r"\"licen[cs]es?\"\s*:\s*[\[{][^\]}]{0,120}$", folded[max(0, m.start() - 160) : m.start()]
            ):
                yield from _field_names(m[1], m[2], m.start(2))


def _field_names(key: str, value: str, start: int) -> Iterator[Name]:
    from corpus_kit.licenses.expressions import is_identifier, parse_expression

    value = value.rstrip(" ,;.")
    if not value or (len(value) > 80 and not key.startswith("spdx")):
        return
    expression = parse_expression(value)
    if expression.ids and not expression.problem.startswith("license-expression"):
        exact = key.startswith("spdx") or all(
            is_identifier(part) for part in re.split(r"\s+(?:and|or|with)\s+|[()\s]+", value) if part
        )
        for license_id in expression.ids:
            yield Name(license_id, start, start + len(value), "machine" if exact else "prose")


def _whole_texts(folded: str) -> tuple[list[Name], list[tuple[int, int, bool]]]:
    """Return the whole license texts and their regions (start, end, whether conditions may have been added inside)."""
    names: list[Name] = []
    regions: list[tuple[int, int, bool]] = []
    if len(folded) < 300 or not any(word in folded for word in _WHOLE_TEXT_WORDS):
        return names, regions
    for known in rules.full_texts():
        for m in known.title.finditer(folded):
            if any(start <= m.start() < end for start, end, _ in regions):
                continue
            if not all(mark.search(folded, m.end()) for mark in known.marks):
                continue
            end = _last_end(known.end, folded, m.end(), first=known.short)
            names.append(Name(known.id, m.start(), m.end(), "full-text"))
            regions.append((m.start(), end, known.short))
            break
    for sign in rules.raw()["cc_text"]["signs"]:
        found = re.search(rules.pattern(sign), folded)
        if found and not any(start <= found.start() < end for start, end, _ in regions):
            end = _last_end(re.compile(rules.pattern(rules.raw()["cc_text"]["end"])), folded, found.end(), first=False)
            regions.append((found.end() + 200, end, False))
    return names, regions


def _last_end(end: re.Pattern[str], folded: str, start: int, first: bool) -> int:
    stops = [m.end() for m in end.finditer(folded, start)]
    if not stops:
        return len(folded)
    return stops[0] if first else stops[-1]


def _masked(name: Name, regions: list[tuple[int, int, bool]]) -> bool:
    """Whether a name only stands in the wording of a whole license text, or in the notice right before it."""
    for start, end, short in regions:
        if start <= name.start < end and not (
            short and name.kind == "denial" and name.id != "LicenseRef-AllRightsReserved"
        ):
            return True
        if short and name.id == "LicenseRef-AllRightsReserved" and 0 <= start - name.end < 300:
            return True
    return False


_WHOLE_TEXT_WORDS = ("licen", "permission", "redistribution and use", "cc0 1.0", "the work (as defined")
_ORDER = {"full-text": 0, "machine": 1, "denial": 2, "prose": 3}


def _without_contained(names: list[Name]) -> list[Name]:
    """Drop what stands inside a longer name, and one of two that say the same of the same words."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (-(n.end - n.start), _ORDER[n.kind], n.start, n.id)):
        inside = [k for k in kept if k.start <= name.start and name.end <= k.end]
        if any(k.id == name.id and k.kind == name.kind for k in inside):
            continue
        if any(k.id == name.id and _ORDER[k.kind] <= _ORDER[name.kind] for k in inside):
            continue
        if inside and not (name.kind == "machine" and all(k.kind == "machine" or k.id == name.id for k in inside)):
            continue
        kept = [k for k in kept if not (k.id == name.id and k.start < name.end and name.start < k.end)]
        kept.append(name)
    return kept


def _without_weaker(names: list[Name], folded: str) -> list[Name]:
    """Drop families where a version of theirs is named too, and refusals that a named license already says."""
    ids = {n.id for n in names}
    named_families = {family_of(i) for i in ids if version_of(i) or i in license_registry()}
    vague = {f for f in ids if f in families() and f in named_families} | (
        {"CC"} if any(i.startswith("CC-") for i in ids) else set()
    )
    said: set[str] = set()
    if any("-NC" in i and i.startswith("CC-") for i in ids):
        said.add("LicenseRef-NonCommercial")
    if any("-ND" in i and i.startswith("CC-") for i in ids):
        said.add("LicenseRef-NoDerivatives")
    if ids & {"CC0-1.0", "CC-PDM-1.0", "PDDL-1.0", "CC-PDDC"}:
        said.add("LicenseRef-PublicDomain")
    if any(i.startswith("CC-") and i not in vague for i in ids) or ids & {
        "LicenseRef-AllRightsReserved",
        "LicenseRef-NoRedistribution",
        "LicenseRef-ResearchOnly",
    }:
        said.add("LicenseRef-OwnTerms")
    # A text or an address of version 3 is what a notice "version 3 or later" points to.
    said |= {i.replace("-or-later", "-only") for i in ids if i.endswith("-or-later")}
    return [n for n in names if n.id not in vague | said]
