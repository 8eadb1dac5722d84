"""EPUB books: each document in the reading order is one record, with the title of the book and of the chapter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus_kit.readers.decoding import whole_text
from corpus_kit.readers.families.epub_package import PAGES, Book, EpubPackage, Part
from corpus_kit.readers.families.html import Reading, read_page
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark

FORMAT = "epub"
_SHOWN = 10  # names in a finding
_PIECES = {"paragraph": "\n\n", "line": "\n"}


@dataclass(slots=True)
class _Chapter:
    path: str
    title: str | None
    reading: Reading


def read_epub(opened: Opened) -> Iterator[Item]:
    """Yield a record a document (its path is the place), or one for the book, or one a paragraph or line, by `unit`."""
    unit = opened.options.unit
    if unit is not None and unit not in ("file", *_PIECES):
        yield Refusal("unit-unknown", "", {"unit": unit}, FORMAT)
        return
    package = EpubPackage(opened)
    book = package.book()
    locked = package.locked()
    if book.spine and all(part.path in locked for part in book.spine):
        yield Refusal("epub-encrypted", "", {}, FORMAT)
        return
    yield from _shortcomings(book)
    titles = package.chapter_titles(book)
    chapters: list[_Chapter] = []
    left: Counter[str] = Counter()
    for part in book.spine:
        for item in _document(package, book, part, locked, left):
            if isinstance(item, Reading):
                title = titles.get(part.path) or _heading(item, book)
                chapter = _Chapter(part.path, title, item)
                if unit == "file":
                    chapters.append(chapter)
                else:
                    yield from _records(book, chapter, unit)
            else:
                yield item
    if chapters:
        yield _whole_book(book, chapters)
    for kind, amount in sorted(left.items()):
        yield LeftOut(kind, amount)


def _shortcomings(book: Book) -> Iterator[Item]:
    if book.missing:
        names = ", ".join(book.missing[:_SHOWN])
        yield Remark("epub-spine-broken", params={"count": len(book.missing), "names": names})
    if book.outside:
        yield Remark("epub-outside-reading-order", params={"count": book.outside})


def _document(
    package: EpubPackage, book: Book, part: Part, locked: set[str], left: Counter[str]
) -> Iterator[Item | Reading]:
    """Yield the reading of one document where it holds text; otherwise what is to be said of it, or nothing."""
    path = part.path
    if part.media_type not in PAGES:
        left["picture"] += 1
        return
    if path in locked:
        yield Refusal("epub-encrypted", path, {}, FORMAT)
        return
    if refused := package.refusal(path):
        yield refused
        return
    if path not in package:
        yield Refusal("epub-document-missing", path, {}, FORMAT)
        return
    try:
        opened = package.opened(path, FORMAT, "html")
        yield from (Remark(remark.code, path, remark.params) for remark in opened.encoding.remarks())
        text, refusal = whole_text(opened)
    except StreamBroken as broken:
        yield Refusal(broken.code, path, broken.params, FORMAT)
        return
    if refusal is not None:
        refusal.place = f"{path}, {refusal.place}" if refusal.place else path
        yield refusal
        return
    page = read_page(text, "whole", without=("nav",))
    page.encoding = opened.encoding.name
    left.update(page.left_out)
    if page.removed:
        yield Remark("html-tags-taken-out", path, {"count": page.removed})
    if page.problem == "html-not-parsed":
        yield Refusal(page.problem, path, {}, FORMAT)
    elif path in book.frame or page.contents:
        left[book.frame.get(path, "navigation")] += len(page.text)
    elif page.problem:
        left["picture"] += 1  # a cover, a plate: nothing on it can be read
    else:
        yield page


def _heading(page: Reading, book: Book) -> str | None:
    title = page.heading or page.facts.title
    return title if title != book.title else None


def _records(book: Book, chapter: _Chapter, unit: str | None) -> Iterator[Record]:
    page = chapter.reading
    texts = [page.text]
    if unit in _PIECES:
        texts = [part for part in page.text.split(_PIECES[unit]) if part.strip()]
    for number, text in enumerate(texts, 1):
        place = f"{chapter.path}, {unit} {number}" if unit in _PIECES else chapter.path
        record = _record(book, text, place, chapter.title, page.language, page.metadata)
        record.encoding = page.encoding
        yield record


def _record(
    book: Book, text: str, place: str, chapter: str | None, language: str | None, metadata: dict[str, object]
) -> Record:
    title = f"{book.title} — {chapter}" if book.title and chapter else book.title or chapter
    declared = book.languages[0] if len(book.languages) == 1 else None
    several = {key: value for key, value in metadata.items() if key == "lang"}
    return Record(
        text,
        place,
        FORMAT,
        title=title,
        language=language or declared,
        license=book.rights,
        source_url=book.source_url,
        metadata={**book.metadata, **several} or None,
    )


def _whole_book(book: Book, chapters: list[_Chapter]) -> Record:
    languages: Counter[str] = Counter()
    for chapter in chapters:
        languages.update(chapter.reading.languages)
    counted = dict(languages.most_common())
    language = next(iter(counted), "") or None
    metadata: dict[str, object] = {"lang": counted} if len(counted) > 1 else {}
    text = "\n\n".join(chapter.reading.text for chapter in chapters)
    record = _record(book, text, "", None, language, metadata)
    record.encoding = chapters[0].reading.encoding
    return record
