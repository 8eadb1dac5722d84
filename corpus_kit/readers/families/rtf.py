"""Rich text (RTF): bytes by the code page of their font, Unicode, tables and notes, without pictures and fields."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.names import name_of
from corpus_kit.readers.families.office_text import records_of
from corpus_kit.readers.families.rtf_document import RtfDocument
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Remark

_WESTERN = "cp1252"
_NOT_ICELANDIC = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")  # where Turkish has letters of its own


def read_rtf(opened: Opened) -> Iterator[Item]:
    """Yield one record for the document, or one a paragraph (`paragraph N`) where the unit is "paragraph".

    Raises StreamBroken where the file is too large or its groups nest too deeply.
    """
    data = opened.whole()
    document = RtfDocument(data, opened.format, _WESTERN)
    document.read()
    undecided = bytes(document.undecided)
    if _is_no_western_text(undecided) or not _NOT_ICELANDIC.isdisjoint(undecided):
        # Programs of the region wrote their own code page and called it Western, or nothing at all.
        codec = document.page if document.page not in ("", _WESTERN) else ""
        if not codec:
            codec, remarks = _concluded(undecided)
            yield from remarks
        if codec != _WESTERN:
            document = RtfDocument(data, opened.format, codec)
            document.read()
    properties = {"title": " ".join(document.title.split())} if document.title.strip() else {}
    encoding = name_of(document.commonest_codec()) if document.commonest_codec() else ""
    for item in records_of(document.paragraphs(), opened, document.ledger, properties):
        if isinstance(item, Record):
            item.encoding = encoding
        yield item
    if document.unreadable:
        yield Remark("rtf-bytes-unreadable", params={"count": document.unreadable})
    if document.open_groups:
        yield Remark("rtf-ends-early", params={"count": document.open_groups})
    if document.inserted or document.deleted:
        yield Remark("docx-tracked-changes", params={"inserted": document.inserted, "deleted": document.deleted})


def _is_no_western_text(undecided: bytes) -> bool:
    """Return whether most letters beyond ASCII stand beside one another: Western texts have them one by one."""
    together = total = run = 0
    for byte in undecided + b" ":
        if byte >= 0x80:
            run += 1
            continue
        total += run
        together += run if run >= 3 else 0
        run = 0
    return 2 * together > total


def _concluded(undecided: bytes) -> tuple[str, list[Remark]]:
    try:
        found = detect_encoding(undecided, None, False)
    except StreamBroken:
        return _WESTERN, []
    return found.codec, list(found.remarks())
