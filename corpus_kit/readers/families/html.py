"""Web pages: a page is one record, its main text or all of it; and pages saved with their pictures (MHTML)."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from corpus_kit.readers.decoding import whole_text
from corpus_kit.readers.families.main_text import joined, main_blocks, shown
from corpus_kit.readers.families.page_facts import Facts, facts_of, languages_of
from corpus_kit.readers.families.page_source import prepared
from corpus_kit.readers.families.page_text import Block, Page, page_of
from corpus_kit.readers.opened import Member, Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark

_SHORT = 200  # characters that a page of frames, or one that leads on, may hold without being a text
_MANY_LINKS = 5
_NOTICES_HEAD, _NOTICES_FOOT = 1000, 2000  # characters
_DOUBTFUL = 0.5  # where less than this share of the prose of a page was taken, a person is told


@dataclass(slots=True)
class Reading:
    """A page as read: its text, what it declares, and what was left out of it."""

    text: str = ""
    facts: Facts = field(default_factory=Facts)
    languages: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    removed: int = 0  # tags taken out before parsing
    problem: str = ""  # the code of why there is no text
    share: float = 1.0  # of the prose shown, how much was taken
    heading: str | None = None  # the first
    contents: bool = False  # whether it is a list of links
    encoding: str = ""
    notices: str = ""  # what was left out around the text: its terms may stand there

    @property
    def language(self) -> str | None:
        """The language that most of the text is declared to be in."""
        return next(iter(self.languages), "") or None

    @property
    def metadata(self) -> dict[str, object]:
        """What the page says of itself, with the characters by declared language where there are several."""
        several = {"lang": self.languages} if len(self.languages) > 1 else {}
        return {**self.facts.metadata, **several}

    def accounts(self) -> Iterator[Item]:
        """Yield what was left out."""
        for kind, amount in sorted(self.left_out.items()):
            yield LeftOut(kind, amount)


def read_html(opened: Opened) -> Iterator[Item]:
    """Yield the record of a page, or of each of its paragraphs or lines where `unit` says so."""
    text, refusal = whole_text(opened)
    if refusal is not None:
        yield refusal
        return
    yield from _records(opened, read_page(text, opened.options.extent or "main"), opened.encoding.name)


def _records(opened: Opened, page: Reading, encoding: str, source_url: str | None = None) -> Iterator[Item]:
    options, name = opened.options, opened.format
    yield from page.accounts()
    if page.removed:
        yield Remark("html-tags-taken-out", params={"count": page.removed})
    if page.problem:
        yield Refusal(page.problem, "", {}, name, encoding)
        return
    if page.share < _DOUBTFUL:
        yield Remark("html-much-left-out", params={"percent": round(100 * page.share)})
    facts = page.facts
    pieces = {"paragraph": "\n\n", "line": "\n"}
    unit = options.unit or "file"
    if unit not in ("file", *pieces):
        yield Refusal("unit-unknown", "", {"unit": unit}, name, encoding)
        return
    texts = [part for part in page.text.split(pieces[unit]) if part.strip()] if unit in pieces else [page.text]
    for number, text in enumerate(texts, 1):
        yield Record(
            text,
            f"{unit} {number}" if unit in pieces else "",
            name,
            encoding,
            title=facts.title or page.heading,
            language=page.language,
            license=facts.license,
            source_url=facts.source_url or source_url,
            metadata=page.metadata or None,
            notices=page.notices or None,
        )


def read_page(text: str, extent: str, without: tuple[str, ...] = ()) -> Reading:
    """Return what a page holds; `extent` is "main" or "whole", the latter but for elements called as in `without`."""
    source, removed = prepared(text)
    try:
        tree = LexborHTMLParser(source)
    except SelectolaxError:
        return Reading(problem="html-not-parsed", left_out={"markup": len(text)})
    page = page_of(tree)
    facts = facts_of(tree, text)
    visible = shown(page, without)
    kept = main_blocks(page) if extent == "main" else visible
    reading = Reading(joined(kept, page), facts, removed=removed)
    reading.languages = languages_of(kept, facts.language)
    reading.problem = _problem(reading, page, visible)
    if reading.problem:
        reading.text, kept = "", []
    reading.heading = next((" ".join(block.text.split()) for block in kept if block.heading), None)
    linked, written = sum(block.linked for block in visible), sum(len(block.text) for block in visible)
    reading.contents = sum(block.links for block in visible) >= _MANY_LINKS and linked > 0.7 * written
    prose = sum(block.prose for block in visible)
    reading.share = min(1.0, sum(block.prose for block in kept) / prose) if prose else 1.0
    reading.left_out = _left_out(page, kept, len(text))
    reading.notices = _notices(page, kept)
    return reading


def _problem(reading: Reading, page: Page, visible: list[Block]) -> str:
    """Return the code of why a page holds no text, empty where it holds some."""
    letters = sum(map(str.isalpha, reading.text))
    if reading.facts.frames and letters < _SHORT:
        return "html-frameset"
    if reading.facts.redirects and letters < _SHORT:
        return "html-redirect"
    if letters:
        return ""
    if any(character.isalpha() for block in visible for character in block.text):
        return "html-only-links"
    return "html-built-by-script" if page.left_out.get("script", 0) else "html-without-text"


def _notices(page: Page, kept: list[Block]) -> str:
    """Return what stands around the main text, at most its first and last few paragraphs."""
    taken = set(map(id, kept))
    beside = "\n".join(block.text for block in page.blocks if id(block) not in taken and block.text.strip())
    if len(beside) <= _NOTICES_HEAD + _NOTICES_FOOT:
        return beside
    return f"{beside[:_NOTICES_HEAD]}\n\n{beside[-_NOTICES_FOOT:]}"


def _left_out(page: Page, kept: list[Block], size: int) -> dict[str, int]:
    """Return how many characters were left out, by kind; what is neither text nor told of is markup."""
    left = dict(page.left_out)
    taken = sum(len(block.text) for block in kept)
    frame = sum(len(block.text) for block in page.blocks) - taken
    left["navigation"] = left.get("navigation", 0) + frame
    left["markup"] = max(0, size - taken - sum(left.values())) + left.get("markup", 0)
    return {kind: amount for kind, amount in left.items() if amount}


def read_mhtml(opened: Opened) -> Iterator[Item | Member]:
    """Yield the page of a file in which a browser saved it with its pictures: the first part that is HTML."""
    whole = opened.whole()
    message = email.message_from_bytes(whole)
    parts = [part for part in message.walk() if not part.is_multipart()]
    page = next((part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if page is None:
        kinds = ", ".join(sorted({part.get_content_type() for part in parts})[:10])
        yield Refusal("mhtml-without-page", "", {"kinds": kinds}, opened.format)
        return
    payload = page.get_payload(decode=True)
    body = payload if isinstance(payload, bytes) else b""
    yield LeftOut("transport", len(whole) - len(body))
    address = str(page.get("Content-Location") or message.get("Snapshot-Content-Location") or "").strip()
    yield Member(
        "page.html",
        iter([body]),
        encoding_hint=page.get_content_charset(),
        media_type="text/html",
        source_url=address if address.startswith(("http://", "https://")) else None,
    )
