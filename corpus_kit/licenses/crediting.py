"""Attribution for texts that somebody uses: title, author, source, license, and what was changed.

There is one way to write a credit: a release's own lists and what a researcher asks for are made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from corpus_kit.licenses.obligations import obligations_in_words
from corpus_kit.licenses.registry import license_registry

BETWEEN_CHANGES = "; "
# Where more works than this share all but title and address, one line stands for them: the texts carry both.
MOST_WORKS = 1_000
# White space as Unicode has it, and control characters. Written out, so that Arrow's expressions mean the same.
BREAKS = r"[\x00-\x20\x7f-\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
_BREAKS = re.compile(re.sub(r"\\x\{(\w{4})\}", r"\\u\1", BREAKS))
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:+-]*")


class Work(NamedTuple):
    """What a credit names. `title` and `url` are empty in a line that stands for many works."""

    credit: str
    title: str
    license: str
    source: str
    url: str


class Credits:
    """Works to be credited, each with how many texts are from it and what was changed in them."""

    def __init__(self) -> None:
        self._texts: dict[Work, int] = {}
        self._changes: dict[Work, set[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def add(self, work: Work, texts: int, changes: Iterable[str] = ()) -> None:
        """Count some texts of a work."""
        self._texts[work] = self._texts.get(work, 0) + texts
        self._changes.setdefault(work, set()).update(changes)

    def licenses(self) -> list[str]:
        """Return the identifiers of all licenses named, sorted."""
        found = {i for work in self._texts for i in _IDENTIFIER.findall(work.license)}
        return sorted(found - {"AND", "OR", "WITH"})

    def lines(self) -> list[str]:
        """Return one line a work and license, in an order of their own."""
        folded = self._folded()
        return [_line(work, folded._texts[work], folded._changes[work]) for work in sorted(folded._texts)]

    def _folded(self) -> Credits:
        alike: dict[tuple[str, str, str], int] = {}
        for work in self._texts:
            group = (work.credit, work.license, work.source)
            alike[group] = alike.get(group, 0) + 1
        if max(alike.values(), default=0) <= MOST_WORKS:
            return self
        folded = Credits()
        for work, texts in self._texts.items():
            many = alike[work.credit, work.license, work.source] > MOST_WORKS
            folded.add(work._replace(title="", url="") if many else work, texts, self._changes[work])
        return folded


def credit_due(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the credit that is due for some rows of a release, as Markdown: one line a work and license.

    `rows` are mappings with the columns of a release (a list of dictionaries, a `datasets.Dataset`); of each,
    `attribution`, `license`, `source`, `source_url`, `title` and `changes` are looked at, where there. Rows of one
    work are named once. The order of the rows does not matter.
    """
    credits = Credits()
    for row in rows:
        credits.add(_work(row), 1, _changed(row.get("changes")))
        others = row.get("duplicates_of_other_batches")
        for other in others if others is not None else ():
            credits.add(_work(other), 0)
    if not credits:
        return "No texts, no attribution.\n"
    return credits_page("Attribution", credits.lines(), credits.licenses())


def credits_page(title: str, lines: Iterable[str], licenses: Iterable[str]) -> str:
    """Return the page that credits works: a line each, the licenses, and what these ask for."""
    named = list(licenses)
    page = [f"# {title}", "", *(f"- {line}" for line in lines)]
    if named:
        page += ["", "## Licenses", "", *(f"- {i}{_named(i)}" for i in named)]
    if asked := obligations_in_words(named):
        page += ["", "## What they ask for", "", *(f"- {words}" for words in asked)]
    return "\n".join(page) + "\n"


def on_one_line(value: object) -> str:
    """Return a value as text on one line; nothing, and what tables put for it, is an empty text."""
    if value is None or value != value:  # a table's "not a number"
        return ""
    return _BREAKS.sub(" ", str(value)).strip()


def _work(row: Mapping[str, Any]) -> Work:
    credit = on_one_line(row.get("attribution")) or on_one_line(row.get("contributor"))
    return Work(credit, *(on_one_line(row.get(name)) for name in ("title", "license", "source", "source_url")))


def _changed(changes: Any) -> list[str]:
    several = changes if isinstance(changes, list | tuple) else on_one_line(changes).split(BETWEEN_CHANGES)
    return [words for words in map(on_one_line, several) if words]


def _line(work: Work, texts: int, changes: set[str]) -> str:
    pieces = [f"“{work.title}”"] if work.title else []
    pieces.append(work.credit or "author not stated")
    pieces += [f"from {work.source}"] if work.source and work.source not in work.credit else []
    pieces += [work.url] if work.url else []
    pieces += [work.license] if work.license and not _names(work.credit, work.license) else []
    pieces += [f"changed: {BETWEEN_CHANGES.join(sorted(changes))}"] if changes else []
    many = f" ({texts} texts)" if texts > 1 else ""
    return f"{', '.join(pieces)}{many}"


def _names(credit: str, license_id: str) -> bool:
    """Whether a credit names a license itself, not as a part of a longer word."""
    return re.search(rf"(?<![\w.+-]){re.escape(license_id)}(?![\w+-]|\.\w)", credit) is not None


def _named(license_id: str) -> str:
    known = license_registry().get(license_id)
    if known is None:
        return ""
    return f": {known.names[0]}{' <' + known.urls[0] + '>' if known.urls else ''}"
