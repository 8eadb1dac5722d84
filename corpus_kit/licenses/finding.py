"""What a text says of its terms: names, addresses, marked-up statements, whole license texts and refusals."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus_kit.licenses import anchors, folding, respelling, rules, words
from corpus_kit.licenses.clauses import clauses_in, may_hold_clauses
from corpus_kit.licenses.fields import fields_in
from corpus_kit.licenses.folding import Places
from corpus_kit.licenses.naming import names_in, wordings_in
from corpus_kit.licenses.regions import Region, whole_texts
from corpus_kit.licenses.registry import families, family_of, license_registry, version_of
from corpus_kit.licenses.sentence import NAME, REJECTED_NAME, SHORT_TEXT
from corpus_kit.licenses.statements import Name, Statement
from corpus_kit.licenses.surroundings import counts, marked

_QUOTE_AROUND = 60
_MARGIN = 250  # characters read around what may say something, and up to so many more to the end of a paragraph

_IN_A_LICENSE = 3000  # characters: of a license's own text, no stretch so long is without words that tell


def find_licenses(text: str) -> list[Statement]:
    """Return the statements about terms in a text, by place.

    Advice, news and denials ("not licensed under ...") are no statements. Offsets count code points of `text`.
    """
    stretches = [_Stretch.read(text, window) for window in _worth_reading(text)]
    around = [s.start + place for s in stretches for r in s.regions for place in r.places]
    names = _not_too_many([name for s in stretches for name in s.statements(around, len(text))])
    return [
        Statement(n.id, n.start, n.end, _quoted(text, n), n.kind)
        for n in sorted(_without_weaker(_without_contained(names)), key=lambda n: (n.start, n.end, n.id))
    ]


@dataclass(slots=True)
class _Window:
    """A stretch of a text that may say something, and what it may hold."""

    start: int
    end: int
    names: bool
    slips: bool
    clauses: bool
    rules: dict[str, rules.Rule]


def _worth_reading(text: str) -> list[_Window]:
    """Return the windows of a text in which something may be found, by place; none overlap."""
    bounds = [(0, len(text))] if len(text) <= SHORT_TEXT else anchors.windows(text)
    found: list[_Window] = []
    for start, end in bounds:
        window = _window(text, start, end)
        if window is None:
            continue
        apart = _IN_A_LICENSE if found and window.names and found[-1].names else 0
        if found and window.start <= found[-1].end + apart:
            last = found[-1]
            last.end, last.rules = max(last.end, window.end), last.rules | window.rules
            last.names, last.slips = last.names or window.names, last.slips or window.slips
            last.clauses = last.clauses or window.clauses
        else:
            found.append(window)
    return found


def _window(text: str, start: int, end: int) -> _Window | None:
    plain, _ = folding.without_marks(text[start:end])
    joined = folding.spaced(folding.lightly_folded(plain))
    scan = words.scan(joined)
    clauses = may_hold_clauses(joined, scan)
    if not (scan.names or scan.rules or clauses):
        return None
    start, end = max(0, start - _MARGIN), min(len(text), end + _MARGIN)
    before, behind = text.rfind("\n\n", max(0, start - _MARGIN), start), text.find("\n\n", end, end + _MARGIN)
    start = before + 2 if before >= 0 else 0 if start <= _MARGIN else start
    end = behind if behind >= 0 else len(text) if end + _MARGIN >= len(text) else end
    return _Window(start, end, scan.names, scan.slips, clauses, {r.place: r for r in scan.rules})


@dataclass(slots=True)
class _Stretch:
    """A window as read: its names, and what else in it makes clauses. Places are those of `plain`."""

    start: int  # in the text
    plain: str
    back: tuple[Places, ...]  # from the places of `plain` to those of the window
    names: list[Name]
    regions: list[Region]
    without_names: str  # empty where no clause can be
    cut: tuple[bool, bool]  # whether it begins and ends in the middle of a paragraph

    @classmethod
    def read(cls, text: str, window: _Window) -> _Stretch:
        """Look for names in a window of a text."""
        plain, unmarked = folding.without_marks(text[window.start : window.end])
        again = None
        if window.slips:
            plain, again = folding.shortened(plain, respelling.WORDS, respelling.meant)
        folded = rules.fold(plain)
        whole, regions = whole_texts(plain, folded) if window.names else ([], [])
        named = [
            *(names_in(folded, plain) if window.names else ()),
            *wordings_in(folded, [window.rules[place] for place in sorted(window.rules)]),
        ]
        named = list(marked(folded, _not_too_many([n for n in named if not any(r.hides(n) for r in regions)])))
        standing = [n for n in named if counts(folded, n)]
        names = [*whole, *(fields_in(folded) if window.names else ()), *standing]
        without = _blanked(plain, named, frozenset(standing)) if window.clauses else ""
        back = tuple(places for places in (again, unmarked) if places)
        cut = (_inside(text, window.start), _inside(text, window.end))
        return cls(window.start, plain, back, names, regions, without, cut)

    def statements(self, around: Sequence[int], whole_length: int) -> list[Name]:
        """Return the names and clauses at their places in the text; `around` are the places of whole license texts."""
        names = list(self.names)
        if self.without_names:
            near = [place - self.start for place in around]
            clauses = clauses_in(self.without_names, near, whole_length, self.cut)
            names += [n for n in clauses if not any(r.hides(n) for r in self.regions)]
        for places in self.back:
            names = [replace(n, start=places(n.start), end=places(n.end - 1) + 1) for n in names]
        return [replace(n, start=n.start + self.start, end=n.end + self.start) for n in names]


def _inside(text: str, place: int) -> bool:
    """Whether a place lies in the middle of a paragraph."""
    return 0 < place < len(text) and text[place - 2 : place] != "\n\n" and text[place : place + 2] != "\n\n"


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
    if start and start == name.start - _QUOTE_AROUND:  # in the middle of a line: from the next word on
        start = _next_word(text, start, name.start)
    if end < len(text) and not text[end].isspace():
        space = text.rfind(" ", name.end, end)
        end = space if space >= 0 else _past_marks(text, end, len(text))
    return " ".join(text[start:end].split())


def _next_word(text: str, start: int, last: int) -> int:
    """Return where the first whole word from `start` on begins; without spaces, the first whole character."""
    space = text.find(" ", start, last)
    return space + 1 if space >= 0 else _past_marks(text, start, last)


def _past_marks(text: str, start: int, last: int) -> int:
    while start < last and unicodedata.category(text[start])[0] == "M":
        start += 1
    return start


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


def _without_weaker(names: list[Name]) -> list[Name]:
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
    # "Protected by copyright" beside a license is no refusal: it says why there is one.
    licensed = any(n.kind != "denial" and n.id != "LicenseRef-OwnTerms" for n in names)
    return [n for n in names if n.id not in vague | said and not (n.weak and n.kind == "denial" and licensed)]
