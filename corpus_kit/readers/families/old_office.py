"""Old Office documents (DOC, PPT): LibreOffice turns them into the current formats, whose readers read them.

Macros are never run, links never followed. What is locked is told before LibreOffice is started.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace

from corpus_kit.readers.blocks import Source
from corpus_kit.readers.families.docx import read_docx
from corpus_kit.readers.families.libreoffice import ConversionError, converted, program
from corpus_kit.readers.families.pptx import read_pptx
from corpus_kit.readers.formats import FORMATS
from corpus_kit.readers.opened import Member, Opened, Reader
from corpus_kit.readers.records import Item, Record, Refusal

_WORD_HEADER = 512  # where Word puts the beginning of its main stream
_ENCRYPTED = 0x0100


def _stream(name: str) -> bytes:
    """Return the name of a stream as the directory of an OLE file holds it."""
    return name.encode("utf-16-le") + b"\0\0"


def read_doc(opened: Opened) -> Iterator[Item | Member]:
    """Yield what the Word document holds, as `read_docx` does for the converted one."""
    body = opened.whole()
    if _is_locked_word(body):
        yield Refusal("office-locked", "", {}, opened.format)
        return
    if _stream("WordDocument") not in body:  # LibreOffice would take its bytes for letters
        yield Refusal("office-damaged", "", {"problem": "it holds no Word document"}, opened.format)
        return
    yield from _by_conversion(opened, body, "docx", read_docx)


def read_ole(opened: Opened) -> Iterator[Item | Member]:
    """Yield what an OLE file holds whose kind its beginning does not tell: a locked document, or a presentation."""
    body = opened.whole()
    if _stream("EncryptedPackage") in body or _stream("EncryptedSummary") in body:
        yield Refusal("office-locked", "", {}, opened.format)
    elif _stream("PowerPoint Document") in body:
        yield from _by_conversion(opened, body, "pptx", read_pptx)
    elif _stream("WordDocument") in body:
        yield from read_doc(replace(opened, source=Source(iter([body]))))
    else:
        form = FORMATS[opened.format]
        params = {"format": form.name, "title": form.title, "reason": "the names of its streams"}
        yield Refusal("format-not-read", "", params, opened.format)


def _is_locked_word(body: bytes) -> bool:
    header = body[_WORD_HEADER : _WORD_HEADER + 12]
    if len(header) < 12 or header[1] != 0xA5:
        return False
    flags: int = struct.unpack_from("<H", header, 10)[0]
    return bool(flags & _ENCRYPTED)


def _by_conversion(
    opened: Opened, body: bytes, target: str, read: Callable[[Opened], Iterator[Item | Member]] | Reader
) -> Iterator[Item | Member]:
    if program() is None:
        yield Refusal("doc-needs-libreoffice", "", {"title": FORMATS[opened.format].title}, opened.format)
        return
    try:
        result = converted(body, {"docx": "doc", "pptx": "ppt"}[target], target)
    except ConversionError as error:
        yield Refusal("doc-conversion-failed", "", {"problem": str(error)}, opened.format)
        return
    inner = replace(opened, format=target, source=Source(iter([result])), stream=io.BytesIO(result))
    for item in read(inner):
        if isinstance(item, (Record, Refusal)):
            item.format = opened.format
        yield item
