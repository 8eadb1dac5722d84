"""PDF with a text layer: lines and paragraphs rebuilt from where the letters stand, and none believed without reason.

Pages whose letters cannot be believed are refused, one refusal for pages that follow one another with the same fault;
the others are kept as one record, for a chapter is worth having without its scanned plates. Repeated heads, feet and
page numbers are left out.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium

from corpus_kit.readers.families.pdf_glyphs import page_text
from corpus_kit.readers.families.pdf_layout import columns_of, running_lines
from corpus_kit.readers.families.pdf_lines import Line, rows_of
from corpus_kit.readers.families.pdf_paragraphs import Paragraph, Words, across_pages, paragraphs_of
from corpus_kit.readers.families.pdf_trust import fault, is_blank, unknown_letters
from corpus_kit.readers.limits import Params, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark

FORMAT = "pdf"
_ENCODING = "pdf"
_MOST_PAGES = 20_000
_HIDDEN_SHARE = 0.5
_MAY_COPY = 1 << 4  # the bit of the permissions that allows text to be copied
_NO_NAMES = frozenset(
    ("untitled", "anonymous", "unspecified", "unknown", "(anonymous)", "(unspecified)", "author", "title")
)


@dataclass(slots=True)
class _Page:
    """What was read of one page: its columns of lines, or the code of why it is not believed."""

    number: int
    columns: list[list[Line]]
    code: str = ""
    params: Params | None = None
    recognised: bool = False
    missing: int = 0  # letters of which the file does not say which they are
    pictures: int = 0
    edges: tuple[float, float] = (0.0, 0.0)  # bottom and top; the same where the text is turned


def read_pdf(opened: Opened) -> Iterator[Item]:
    """Yield one record for the pages that can be believed, or one a paragraph, and a refusal for each run of others.

    Raises StreamBroken `pdf-damaged` or `pdf-locked` where the document cannot be opened.
    """
    data = opened.whole()
    document = _opened(data)
    try:
        count = len(document)
        if count > _MOST_PAGES:
            yield Refusal("pdf-too-many-pages", "", {"pages": count, "limit": _MOST_PAGES}, FORMAT)
            return
        pages = [_page(document, index) for index in range(count)]
        yield from _remarks(document, pages)
        if b"%%EOF" not in data[-2048:]:
            yield Remark("pdf-cut-off", params={"pages": count})
        yield from _refusals(pages)
        yield from _records(opened, document, [page for page in pages if not page.code])
    finally:
        document.close()


def _opened(data: bytes) -> Any:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = "pdf-locked" if "assword" in str(error) else "pdf-damaged"
        raise StreamBroken(code, {"problem": str(error)[:200]}, FORMAT) from None


def _page(document: Any, index: int) -> _Page:
    try:
        page = document[index]
        try:
            found = page_text(page)
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        return _Page(index + 1, [], "pdf-page-damaged", {"problem": str(error)[:200]})
    if is_blank(found):
        return _Page(index + 1, [])
    turns = sorted({piece.turn for piece in found.pieces}, key=lambda turn: (turn != found.turn, turn))
    columns = [column for turn in turns for column in columns_of(rows_of(found, turn))]
    text = "\n".join(line.text for column in columns for line in column)
    code, params = fault(found, text)
    recognised = bool(found.letters) and found.hidden > _HIDDEN_SHARE * found.letters
    missing = unknown_letters(text)
    edges = found.edges if found.turn == 0 else (0.0, 0.0)
    return _Page(index + 1, [] if code else columns, code, params, recognised, missing, found.pictures, edges)


def _remarks(document: Any, pages: list[_Page]) -> Iterator[Item]:
    recognised = [page.number for page in pages if page.recognised and not page.code]
    if recognised:
        yield Remark("pdf-recognised", params={"pages": _shown(recognised), "count": len(recognised)})
    bad = [page.number for page in pages if page.code]
    if bad and len(bad) < len(pages):
        yield Remark("pdf-pages-missing", params={"pages": _shown(bad), "count": len(bad)})
    missing = sum(page.missing for page in pages if not page.code)
    if missing:
        where = [page.number for page in pages if page.missing and not page.code]
        yield Remark("pdf-letters-missing", params={"count": missing, "pages": _shown(where)})
    raw = pdfium.raw
    if raw.FPDF_GetSecurityHandlerRevision(document) >= 0 and not raw.FPDF_GetDocPermissions(document) & _MAY_COPY:
        yield Remark("pdf-restricted")
    if attached := document.count_attachments():
        yield Remark("pdf-attachments", params={"count": attached})


def _refusals(pages: list[_Page]) -> Iterator[Item]:
    run: list[_Page] = []
    for page in [*pages, _Page(0, [])]:
        if run and (page.code, page.params) != (run[0].code, run[0].params):
            numbers = [one.number for one in run]
            place = f"page {numbers[0]}" if len(run) == 1 else f"pages {numbers[0]}-{numbers[-1]}"
            yield Refusal(run[0].code, place, {**(run[0].params or {}), "pages": _shown(numbers)}, FORMAT)
            run = []
        if page.code:
            run.append(page)


def _records(opened: Opened, document: Any, pages: list[_Page]) -> Iterator[Item]:
    flat = [[line for column in page.columns for line in column] for page in pages]
    running = running_lines(flat, [page.edges for page in pages])
    left_out = sum(len(line.text) for lines in flat for line in lines if id(line) in running)
    words = Words([line for lines in flat for line in lines])
    parts: list[list[Paragraph]] = []
    for page in pages:
        kept = [[line for line in column if id(line) not in running] for column in page.columns]
        parts.append([part for column in kept for part in paragraphs_of(column, page.number, words)])
    found = [part for part in across_pages(parts, words) if part.text.strip()]
    if left_out:
        yield LeftOut("running-head", left_out)
    if pictures := sum(page.pictures for page in pages):
        yield LeftOut("picture", pictures)
    title, language, metadata = _facts(document)
    if opened.options.unit in ("paragraph", "line"):
        for number, part in enumerate(found, 1):
            place = f"page {part.page}, paragraph {number}"
            yield Record(part.text, place, FORMAT, _ENCODING, title, language, metadata=dict(metadata) or None)
    elif found:
        text = "\n\n".join(part.text for part in found)
        yield Record(text, "", FORMAT, _ENCODING, title, language, metadata=metadata or None)


def _facts(document: Any) -> tuple[str | None, str | None, dict[str, object]]:
    """Return title, language and further facts that the file states of itself."""
    stated = document.get_metadata_dict(skip_empty=True)
    stated = {key: value for key, value in stated.items() if str(value).strip().casefold() not in _NO_NAMES}
    title = str(stated.get("Title", "")).strip()
    # Programs put the name of the file there, or of themselves.
    if title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".qxd", ".rtf", ".odt")) or title.startswith(
        "Microsoft"
    ):
        title = ""
    names = {"Author": "author", "Producer": "producer", "Subject": "subject"}
    metadata: dict[str, object] = {names[key]: str(stated[key]) for key in names if stated.get(key)}
    return title or None, _language(document), metadata


def _language(document: Any) -> str | None:
    """Return the language that the document declares for itself, as written."""
    raw = pdfium.raw
    if not hasattr(raw, "FPDFCatalog_GetLanguage"):
        return None
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if size <= 2 or size > 200:
        return None
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip() or None


def _shown(numbers: list[int]) -> str:
    """Return page numbers for a person: the first few of them."""
    return ", ".join(map(str, numbers[:10])) + (" …" if len(numbers) > 10 else "")
