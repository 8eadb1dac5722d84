"""License names in folded text: Creative Commons in any language, GNU, and the names and refusals of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpus_kit.licenses import rules, versions
from corpus_kit.licenses.gnu import VERSION_WORD, gnu_names
from corpus_kit.licenses.registry import license_registry
from corpus_kit.licenses.statements import Name

CC_VERSIONS = ("1.0", "2.0", "2.1", "2.5", "3.0", "4.0")
# What stands between two elements of a name, and words for "and".
_GAP = r"[\s\-/,;:«»“”„\"'()&+·・•|、，/～~._]*"
_AND = (
    r"and|y|und|sowie|et|e|ed|и|і|й|та|а также|ve|ile|va|hamda|ҳамда|ва|və|həm"
    r"|és|и|و|dan|serta|và|และ|と|および|及び|및|와|과|和|与|與|及|或"
    r"|और|तथा|एवं|اور|এবং|ও|және|мен|жана|менен|ва|ба|და|և|ו|i|oraz|a|și|και|na|at"
)
# The bare letters before the name of an element in another script: "CC 表示 4.0", "CC Атрибуция 4.0".
_SHORT_NAME = re.compile(r"cc(?<![a-z0-9.@]cc)(?=[\s:：-]{0,3}[^\x00-\x7f])")
_CC_URL = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/"
    r"(?:licenses/(?P<elements>[a-z+-]+)/(?P<version>\d\.\d)(?:/(?P<port>[a-z]{2,5}))?(?![a-z])"
    r"|publicdomain/(?P<public>zero|mark)/1\.0|licenses/(?P<bare>by[a-z-]*|publicdomain)/?(?=[\s)\"'>]|$))"
    r"[^\s)\"'>\]]*"
)
_ACRONYM = re.compile(
    r"(?<![a-z0-9])(?P<cc>cc|creative\s+commons?|創用\s?cc)(?:%20|[\s\-_/:,(]|licen[cs]es?|public|the){0,5}"
    r"(?:v?\.?(?P<early>[1-4]\.[015])[\s\-]{1,2})?"
    r"(?P<elements>by(?:[\s\-/+]{0,3}(?:nc|nd|sa))*|sa(?=[\s-]1\.0))(?![a-z])"
    rf"(?:(?:%20|[\s\-,(/_]){{0,3}}{VERSION_WORD}?(?P<version>[1-4](?:\.[015])?)(?![\d%]|[.,]\d))?"
    r"(?P<late>(?:-(?:nc|nd|sa))+(?![a-z]))?(?:[\s(]?[-\s(](?P<port>de|at|au|nl|us|fr|uk|jp|igo)\b)?"
)
_BARE_ELEMENTS = re.compile(r"[\s\-,(:]{0,3}(?P<elements>by(?:[\s\-/]{0,3}(?:nc|nd|sa))*)(?![a-z])")


def cc_id(elements: set[str], version: str, port: str = "") -> str:
    """Return the SPDX identifier of a Creative Commons license, the unported one where a port has none of its own."""
    order = [e for e in ("BY", "NC", "ND", "SA") if e in elements]
    family = "CC-" + "-".join(order)
    if version and "." not in version:
        version += ".0"
    if version not in CC_VERSIONS:
        return family
    ported = f"{family}-{version}-{port.upper()}"
    return ported if port and ported in license_registry() else f"{family}-{version}"


def names_in(folded: str, original: str) -> list[Name]:
    """Return every license's name in a folded text, in no order, overlaps included."""
    return [
        *_cc_urls(folded),
        *_cc_acronyms(folded, original),
        *_cc_names(folded),
        *gnu_names(folded),
        *_dedications(folded),
        *_acronyms_of_programs(folded, original),
    ]


def wordings_in(folded: str, tried: Iterable[rules.Rule]) -> list[Name]:
    """Return what matches some of the rules in a folded text: names known by their wording, refusals, dedications."""
    return [
        Name(rule.id, m.start(), m.end(), "denial" if rule.kind == "denial" else "prose", rule.context != "")
        for rule in tried
        for m in rule.regex.finditer(folded)
        if m.end() > m.start()
    ]


_PROGRAM_ACRONYM = re.compile(
    rf"{rules.WORD_BEGINS}(?<![.-])(MIT|ISC|BSD|Apache|WTFPL|Zlib){rules.WORD_ENDS}(?!-\d)(?!\.\w)"
)


@cache
def _license_word_beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    word = rules.words("license").pattern
    return re.compile(rf"(?:{word})[^\W\d_]{{0,14}}[\s«\"'(:—-]{{0,3}}$"), re.compile(rf"[\s»\"')-]{{0,3}}(?:{word})")


def _acronyms_of_programs(folded: str, original: str) -> Iterator[Name]:
    """Return short names of software licenses right beside the word for license, in whatever language."""
    before, after = _license_word_beside()
    for m in _PROGRAM_ACRONYM.finditer(original):
        if before.search(folded[max(0, m.start() - 40) : m.start()]) or after.match(folded, m.end()):
            yield Name(m[1], m.start(), m.end())


def _dedications(folded: str) -> Iterator[Name]:
    if "cc" in folded or "commons" in folded or "public domain ded" in folded:
        yield from (Name("CC0-1.0", m.start(), m.end()) for m in rules.any_of("zero").finditer(folded))
    if "public domain mark" in folded:
        yield from (
            Name("CC-PDM-1.0", m.start(), m.end()) for m in re.finditer(r"public domain mark(?: 1\.0)?", folded)
        )


def _cc_urls(folded: str) -> Iterator[Name]:
    if "creativecommons.org" not in folded:
        return
    for m in _CC_URL.finditer(folded):
        if m["public"]:
            yield Name("CC0-1.0" if m["public"] == "zero" else "CC-PDM-1.0", m.start(), m.end())
        elif m["bare"] == "publicdomain":
            yield Name("CC-PDDC", m.start(), m.end())
        else:
            elements = {e.upper() for e in re.split(r"[^a-z]+", m["elements"] or m["bare"])}
            if elements & {"BY", "SA", "NC", "ND"}:
                yield Name(cc_id(elements, m["version"] or "", _port(m["port"] or "")), m.start(), m.end())


def _port(segment: str) -> str:
    return {"deed": "", "legalcode": "", "england": "UK"}.get(segment, segment)


def _cc_acronyms(folded: str, original: str) -> Iterator[Name]:
    if "cc" not in folded and "creative" not in folded:
        return
    for m in _ACRONYM.finditer(folded):
        joined = original[m.start("cc") : m.end("elements")]
        # "cc by mail" in lower case is an address line; "cc-by" or a version says otherwise.
        if m["cc"] == "cc" and not m["version"] and "-" not in joined and not joined[:2].isupper():
            continue
        elements = {e.upper() for e in re.findall(r"by|nc|nd|sa", m["elements"] + (m["late"] or ""))}
        end = m.end()
        place = re.compile(versions.PLACES).match(folded, end) if m["version"] else None
        # "at" and "us" are words too: after a space a port is written in capitals.
        port = m["port"] or ""
        if port and folded[m.start("port") - 1] != "-" and not original[m.start("port") : m.end("port")].isupper():
            port, end = "", m.start("port")
        version, end = m["version"] or m["early"] or "", place.end() if place else end
        if not version and (said := versions.version_elsewhere(folded, m.start(), m.end())):
            version, end = said[0], max(end, said[1])
        yield Name(cc_id(elements, version, port), m.start(), end)


@cache
def _elements() -> re.Pattern[str]:
    return rules.any_of("by", "nc", "nd", "sa")


@cache
def _bare_start() -> re.Pattern[str]:
    """Return what begins a name that goes without the words Creative Commons: an element, then another or a version."""
    starts = "|".join(rules.pattern(w) for w in rules.raw()["cc"]["by"])
    return re.compile(
        rf"(?<![a-z])(?:{starts})(?:\s?-|\s\d\.\d|\s?non|\s?share|\s?no\s?deriv|\s-\s|相同|非商|비영리|동일)"
    )


def _name_words(folded: str) -> list[re.Match[str]]:
    """Return the words Creative Commons in whatever language, and CC before an element in another script, by place."""
    found = list(rules.any_of("name").finditer(folded))
    if "cc" in folded and not folded.isascii():
        found += _SHORT_NAME.finditer(folded)
    return sorted(found, key=lambda m: m.start())


def _cc_names(folded: str) -> Iterator[Name]:
    """Return names written out: Creative Commons with elements, elements with a version, or the bare words."""
    taken: set[int] = set()
    for m in _name_words(folded):
        sequence = _sequence_near(folded, m.start(), m.end())
        if sequence and sequence[0] not in taken:
            elements, start, end = sequence[2], min(m.start(), sequence[0]), max(m.end(), sequence[1])
            taken.update(range(sequence[0], sequence[1]))
            yield _with_version(folded, elements, start, sequence[1], end)
        elif not sequence and m[0] != "cc" and (license_word := _beside(folded, m.start(), m.end())):
            yield Name("CC", min(m.start(), license_word[0]), max(m.end(), license_word[1]))
    if not any(word in folded for word in _by_words()):
        return
    for m in _bare_start().finditer(folded):
        if m.start() in taken:
            continue
        sequence = _sequence(folded, m.start(), m.start() + 90)
        if sequence is None or sequence[0] > m.start() + 2:
            continue
        name = _with_version(folded, sequence[2], sequence[0], sequence[1], sequence[1])
        taken.update(range(name.start, name.end))
        placed = versions.versions()[1].match(folded, name.end) or versions.versions()[1].search(
            folded[name.start : name.end]
        )
        known = name.id in license_registry()
        if (
            known
            and (
                len(sequence[2]) > 1
                or placed
                or rules.words("license").search(folded, max(0, name.start - 60), name.end + 40)
            )
        ) or (len(sequence[2]) > 1 and rules.words("license").search(folded, max(0, name.start - 60), name.end + 40)):
            yield name


@cache
def _by_words() -> tuple[str, ...]:
    """Return the beginnings of the words for Attribution: one is in every name written out."""
    literal = [re.split(r"[\\(\[?.|+*]", rules.pattern(w))[0] for w in rules.raw()["cc"]["by"]]
    return tuple(sorted({w for w in literal if w}))


def _sequence_near(folded: str, start: int, end: int) -> tuple[int, int, set[str]] | None:
    """Return the elements that belong to the words Creative Commons at start:end, after them or just before."""
    begins = _elements().search(folded, end, end + 90)
    after = _sequence(folded, begins.start(), end + 200) if begins and begins.start() - end <= 30 else None
    if after and not re.search(r"[.!?。؟।\n]\s|\n\n", folded[end : after[0]]) and after[0] - end <= 30:
        return after
    acronym = _BARE_ELEMENTS.match(folded, end)
    if acronym:
        return None  # "Creative Commons BY-SA" is read as an acronym
    before = _sequence(folded, max(0, start - 140), start)
    if (
        before
        and start - before[1] <= 22
        and not re.search(r"[!?。؟।\n]|\.\s", folded[before[1] : start])
        and "BY" in before[2]
    ):
        return before
    return None


def _sequence(folded: str, start: int, end: int) -> tuple[int, int, set[str]] | None:
    """Return the first run of element words between two places: start, end and the elements."""
    run: tuple[int, int, set[str]] | None = None
    for m in _elements().finditer(folded, start, end):
        element = str(m.lastgroup).upper()
        if run is None:
            run = (m.start(), m.end(), {element})
        elif re.fullmatch(rf"{_GAP}(?:{_AND})?{_GAP}", folded[run[1] : m.start()]):
            run = (run[0], m.end(), run[2] | {element})
        else:
            break
    return run


def _with_version(folded: str, elements: set[str], start: int, names_end: int, end: int) -> Name:
    version, place = versions.versions()
    elements = elements | {"BY"}
    m = version.match(folded, end) or version.match(folded, names_end)
    if not m and versions.UNKNOWN_ELEMENT.match(folded, names_end):
        return Name("CC", start, end)  # a restriction may stand in what is not known here
    m = m or versions.version_far().match(folded, end)
    if not m:
        said = versions.version_elsewhere(folded, start, end)
        return Name(cc_id(elements, said[0] if said else ""), start, max(end, said[1]) if said else end)
    number = m["version"].replace(",", ".")
    after = m.end()
    port = ""
    for code, words in rules.raw()["cc"]["ports"].items():
        whole = [w if len(w) > 2 else rf"(?<=[-(]){w}\b|{w}(?=\s*(?:[),;\n]|\.\s|\.?$))" for w in words]
        if re.compile(r"[\s\-,(]+(?:" + "|".join(whole) + r")(?!\w)").match(folded, after):
            port = code
    located = place.match(folded, after)
    return Name(cc_id(elements, number, port), start, max(end, located.end() if located else after))


def _beside(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the license word right beside the bare words Creative Commons."""
    words = "|".join(rules.pattern(w) for w in rules.raw()["words"]["beside"])
    after = re.compile(rf"[\s»\"')-]{{0,3}}(?:{words})").match(folded, end)
    if after:
        return after.span()
    before = re.compile(rf"(?:{words})\s*[«\"'(:-]{{0,2}}\s*$").search(folded[max(0, start - 30) : start])
    return (max(0, start - 30) + before.start(), start) if before else None
