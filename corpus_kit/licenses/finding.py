"""What a text says of its terms: names, addresses, marked-up statements, whole license texts and refusals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus_kit.licenses import fingerprints, respelling, rules, words
from corpus_kit.licenses.clauses import NAME, REJECTED_NAME, SHORT_TEXT, clauses_in, may_hold_clauses
from corpus_kit.licenses.naming import Name, Statement, names_in, wordings_in
from corpus_kit.licenses.registry import covers, families, family_of, license_registry, version_of

_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？؟।;]|\n\s*\n")
_FIELD = re.compile(
    r"(?im)^[\s>*\-|#\"'{;%/]*(spdx-license-identifier|licen[cs]es?|licen[cs]e_?(?:name|id)|rights)[\"']?\**\s*[:=]\s*\**[\"'\[{]*([^\n\"'\]<>]{2,120}?)[\"'\],*}]*\s*(?:\*/|-->)?\s*$"
)
_LIST_FIELD = re.compile(r"(?im)^(licen[cs]es?)\s*:\s*\n((?:\s*-\s*[^\n]+\n?)+)")
_JSON_FIELD = re.compile(r"(?i)\"(licen[cs]e|licen[cs]es|rights|name|id)\"\s*:\s*\[?\s*\"([^\"\n]{2,80})\"")
_QUOTE_AROUND = 60
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
    pieces = [(start, text[start:end]) for start, end in _pieces(text)]
    scanned = [(start, piece, scan) for start, piece in pieces if (scan := _scan(piece, len(text)))]
    if not scanned:
        return []
    plain, back = words.without_marks(text)
    respelt, again = plain, None
    if any(scan.slips for _, _, scan in scanned):
        respelt, again = words.shortened(plain, respelling.pattern(), respelling.meant)
    names = _names(respelt, scanned, back is None and again is None)
    for places in (again, back):
        if places:
            names = [replace(n, start=places(n.start), end=places(n.end - 1) + 1) for n in names]
    return [
        Statement(n.id, n.start, n.end, _quoted(text, n), n.kind)
        for n in sorted(names, key=lambda n: (n.start, n.end, n.id))
    ]


_PIECE = 3000  # characters: a longer text is searched piece by piece, cut between paragraphs where it can be


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > _PIECE:
        cut = text.rfind("\n\n", start + _PIECE // 2, start + _PIECE)
        if cut < 0:
            cut = max(
                text.rfind(". ", start + _PIECE // 2, start + _PIECE),
                text.rfind("\n", start + _PIECE // 2, start + _PIECE),
            )
        end = cut + 1 if cut > 0 else start + _PIECE
        yield start, end
        start = end
    if start < len(text) or not text:
        yield start, len(text)


@dataclass(frozen=True, slots=True)
class _Scan:
    names: bool
    slips: bool
    rules: tuple[rules.Rule, ...]
    clauses: bool


def _scan(piece: str, length: int) -> _Scan | None:
    """Return what a piece of a text may hold; None for nothing. `length` is that of the whole text."""
    joined = words.spaced(words.lightly_folded(piece))
    if length > SHORT_TEXT and not words.worth_reading(joined):
        return None
    plain, _ = words.without_marks(piece)
    if plain is not piece:
        joined = words.spaced(words.lightly_folded(plain))
    scan = words.scan(joined)
    clauses = may_hold_clauses(joined, scan)
    return _Scan(scan.names, scan.slips, scan.rules, clauses) if scan.names or scan.rules or clauses else None


_OF_ONE = 100  # statements of one license; a text that repeats itself more often says nothing new


def _not_too_many(names: list[Name]) -> list[Name]:
    if len(names) <= _OF_ONE:
        return names
    counts: Counter[str] = Counter()
    kept = []
    for name in sorted(names, key=lambda n: (n.start, n.end, n.id)):
        counts[name.id] += 1
        if counts[name.id] <= _OF_ONE:
            kept.append(name)
    return kept


def _names(text: str, scanned: list[tuple[int, str, _Scan]], same_places: bool) -> list[Name]:
    folded = rules.fold(text)
    names_too = any(scan.names for _, _, scan in scanned)
    tried = {rule.place: rule for _, _, scan in scanned for rule in scan.rules}
    whole, regions = _whole_texts(text, folded) if names_too else ([], [])
    named = [
        *(names_in(folded, text) if names_too else ()),
        *wordings_in(folded, [tried[place] for place in sorted(tried)]),
    ]
    named = list(_marked(folded, _not_too_many([n for n in named if not any(r.hides(n) for r in regions)])))
    standing = [n for n in named if _counts(folded, n)]
    anchors = [place for r in regions for place in (r.start, *(a for a, _ in r.added), r.end)]
    without_names = _blanked(text, named, frozenset(standing))
    if same_places and not regions and len(text) > _PIECE:
        stretches = [(start, start + len(piece)) for start, piece, scan in scanned if scan.clauses]
    else:
        stretches = [(0, len(text))] if any(scan.clauses for _, _, scan in scanned) else []
    clauses = [
        replace(n, start=n.start + start, end=n.end + start)
        for start, end in stretches
        for n in clauses_in(without_names[start:end], [a - start for a in anchors], len(text))
    ]
    names = [
        *whole,
        *(_fields(folded) if names_too else ()),
        *standing,
        *(n for n in clauses if not any(r.hides(n) for r in regions)),
    ]
    return _without_weaker(_without_contained(_not_too_many(names)), folded)


def _blanked(text: str, named: list[Name], standing: frozenset[Name]) -> str:
    """Return the text with a mark in place of each license's name, so that its words are not read as plain words."""
    pieces: list[str] = []
    last = 0
    for name in sorted(named, key=lambda n: (n.start, -n.end)):
        if name.kind == "denial" or name.id.startswith("LicenseRef-") or name.end <= last:
            continue
        start = max(name.start, last)
        mark = NAME if name in standing else REJECTED_NAME
        pieces += [text[last:start], mark * (name.end - start)]
        last = name.end
    return "".join([*pieces, text[last:]])


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
        return not _NOT_ONLY.search(before[-40:] + folded[name.start : name.end][:30])
    if name.kind != "prose":
        return True
    before, after = (rules.words("otherwise").sub(" ", part) for part in (before, after))
    if rules.words("advice").search(before):
        return False
    if name.id == "LicenseRef-PublicDomain":
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


@dataclass(frozen=True, slots=True)
class _Region:
    """Where a whole license text lies, and the stretches of it that are not its own wording."""

    id: str
    start: int
    end: int
    added: tuple[tuple[int, int], ...]

    def hides(self, name: Name) -> bool:
        """Whether a name only stands in the license's own wording, or in the notice right before it."""
        programs = "text" not in covers(self.id)
        if programs and name.id == "LicenseRef-AllRightsReserved" and self.start - 300 < name.end <= self.end:
            return True
        if not self.start <= name.start < self.end:
            return False
        return not any(start < name.end and name.start < end for start, end in self.added)


_SIGNS_OF_TEXTS = re.compile(r"licen[cst]|lizenz|permission|redistribut|warrant|public domain|許諾|授權|liability")


def _whole_texts(text: str, folded: str) -> tuple[list[Name], list[_Region]]:
    """Return the whole license texts and their regions."""
    if len(folded) < 250 or not _SIGNS_OF_TEXTS.search(folded):
        return [], []
    found = fingerprints.whole_texts(text)
    names = [Name(w.id, w.start, _title_end(folded, w), "full-text") for w in found]
    regions = [_Region(w.id, w.start, w.end, w.added) for w in found]
    for known in rules.full_texts():
        for m in known.title.finditer(folded):
            if any(r.start - 400 <= m.start() < r.end for r in regions):
                continue
            if not all(mark.search(folded, m.end()) for mark in known.marks):
                continue
            end = _last_end(known.end, folded, m.end(), first=known.short)
            names.append(Name(known.id, m.start(), m.end(), "full-text"))
            regions.append(_Region(known.id, m.start(), end, ((m.start(), end),) if known.short else ()))
            break
    for sign in rules.raw()["cc_text"]["signs"]:
        sign_at = re.search(rules.pattern(sign), folded)
        if sign_at and not any(r.start <= sign_at.start() < r.end for r in regions):
            end = _last_end(
                re.compile(rules.pattern(rules.raw()["cc_text"]["end"])), folded, sign_at.end(), first=False
            )
            regions.append(_Region("CC-BY-4.0", sign_at.end() + 200, end, ()))
    return names, regions


def _title_end(folded: str, found: fingerprints.WholeText) -> int:
    line = folded.find("\n", found.start)
    return min(found.end, found.start + 120, line if line > found.start else len(folded))


def _last_end(end: re.Pattern[str], folded: str, start: int, first: bool) -> int:
    stops = [m.end() for m in end.finditer(folded, start)]
    if not stops:
        return len(folded)
    return stops[0] if first else stops[-1]


_ORDER = {"full-text": 0, "machine": 1, "denial": 2, "prose": 3}


def _without_contained(names: list[Name]) -> list[Name]:
    """Drop what stands inside a longer name, and one of two that say the same of the same words."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda n: (n.kind != "full-text", n.start - n.end, _ORDER[n.kind], n.start, n.id)):
        if any(k.kind == "full-text" and k.id == name.id and k.start < name.end and name.start < k.end for k in kept):
            continue
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
    granted = [license_registry()[j] for i in ids for j in families().get(i, (i,))[:1] if j in license_registry()]
    granted = [known for known in granted if "text" in known.covers and known.id != "LicenseRef-OwnTerms"]
    if any("commercial-use" not in known.permissions for known in granted):
        said.add("LicenseRef-NonCommercial")
    if any("derive" not in known.permissions for known in granted):
        said.add("LicenseRef-NoDerivatives")
    if ids & {"CC0-1.0", "CC-PDM-1.0", "PDDL-1.0", "CC-PDDC"}:
        said.add("LicenseRef-PublicDomain")
    if (
        any(i.startswith("CC-") and i not in vague for i in ids)
        or granted
        or ids
        & {
            "LicenseRef-AllRightsReserved",
            "LicenseRef-NoRedistribution",
            "LicenseRef-ResearchOnly",
        }
    ):
        said.add("LicenseRef-OwnTerms")
    if any(n.kind == "full-text" for n in names):
        said.add("LicenseRef-OwnTerms")
    # A text or an address of version 3 is what a notice "version 3 or later" points to.
    said |= {i.replace("-or-later", "-only") for i in ids if i.endswith("-or-later")}
    return [n for n in names if n.id not in vague | said]
