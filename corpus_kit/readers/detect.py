"""What format a file is in: by its content first, by its name where the content does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.formats import BY_EXTENSION, FORMATS
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.structure import structure_of

_SHORTEST_CUT_HEAD = 64 * 1024  # a head of this size or more may be a beginning only
_TEXT_LIKE = frozenset(entry.name for entry in FORMATS.values() if entry.kind == "text" and entry.readable)

_SIGNATURES = tuple((mark, entry.name) for entry in FORMATS.values() for mark in entry.signatures)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BY_MEDIA_TYPE = {entry.media_type: entry.name for entry in FORMATS.values()}
# Parts that only an office document has, wherever its program put the list of its contents.
_MAIN_PARTS = (
    (b"word/document", "docx"),
    (b"word/_rels/document", "docx"),
    (b"xl/workbook.", "xlsx"),
    (b"xl/_rels/workbook.", "xlsx"),
    (b"ppt/presentation.xml", "pptx"),
    (b"ppt/_rels/presentation.", "pptx"),
)
_LOCAL_HEADER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
_SHEETS = ("xlsx", "xls", "ods")
_MIMETYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file seems to be, whether it is read, and on what the conclusion rests."""

    format: str
    readable: bool
    reason: str


def _found(name: str, reason: str) -> Detection:
    return Detection(name, FORMATS[name].readable, reason)


def detect(
    head: bytes, path: str, declared: str | None = None, encoding: str | None = None, media_type: str | None = None
) -> Detection:
    """Return what the file called `path` that begins with `head` is. Give 64 KiB of it at least, or all of it.

    A declared format wins over everything but the signature of a binary format; a file with a declared encoding is
    text. `media_type` is what a server called it: it counts where the content says nothing, before the name does.
    Raises KeyError when `declared` is no format of `FORMATS`.
    """
    binary = _signature(head, path)
    if declared is not None:
        expected = FORMATS[declared]
        if binary is None or expected.name not in _TEXT_LIKE:
            return _found(expected.name, "declared")
    if binary is not None:
        return binary
    named = _BY_MEDIA_TYPE.get(media_type or "") or extension_format(path)
    try:
        found = detect_encoding(head, encoding, truncated=len(head) >= _SHORTEST_CUT_HEAD)
    except StreamBroken:
        found = Encoding("latin-1")
        if _looks_binary(head):
            name = named if named and named not in _TEXT_LIKE else "binary"
            return _found(name, "its bytes, which are no text")
    narrow = not found.lines_as_utf8 or found.name == "utf-8"
    if encoding is None and narrow and _looks_binary(head):
        name = named if named and named not in _TEXT_LIKE else "binary"
        return _found(name, "its bytes, which are no text")
    # The structure of every format is ASCII; where an encoding is wide it is undone first.
    text = head[found.skip :].decode("latin-1" if narrow else found.codec, "replace")
    name, reason = structure_of(text, named, len(head) >= _SHORTEST_CUT_HEAD)
    if not name and named in _SHEETS and _is_tabbed(text):
        name, reason = "tsv", "its lines of equal width"
    return _found(name, reason) if name else _by_name(named)


def extension_format(path: str) -> str:
    """Return the format that the ending of a name promises; empty where it promises none."""
    name = path.rpartition("/")[2]
    return BY_EXTENSION.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def _by_name(named: str) -> Detection:
    entry = FORMATS.get(named)
    # A format with a mark of its own would have shown it: what is named so and is text is not of that format.
    if entry is not None and entry.kind == "text" and not entry.signatures and named != "binary":
        return _found(named, "its name")
    return _found("text", "its letters, without a known structure")


def _is_tabbed(text: str) -> bool:
    """Return whether each line has as many tabs as the first: what some programs export under a workbook's name."""
    lines = [line for line in text[:65536].splitlines()[:50] if line.strip()]
    return len(lines) > 1 and lines[0].count("\t") > 0 and len({line.count("\t") for line in lines[:-1]}) == 1


def _looks_binary(head: bytes) -> bool:
    """Return whether zero bytes and controls are too many for a text; a few of them are a fault, not a format."""
    sample = head[:65536]
    controls = sum(sample.count(value) for value in range(32) if value not in (9, 10, 12, 13, 27))
    return controls * 20 > len(sample)


def _signature(head: bytes, path: str) -> Detection | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(head, path)
    if head[257:262] == b"ustar" or (path.lower().endswith(".tar") and _is_old_tar(head)):
        return _found("tar", "its first bytes")
    if head.startswith(b"RIFF") and head[8:12] in (b"WAVE", b"WEBP", b"AVI "):
        return _found({b"WAVE": "sound", b"WEBP": "image", b"AVI ": "video"}[head[8:12]], "its first bytes")
    if head[4:8] == b"ftyp":
        return _found("video", "its first bytes")
    if head[60:68] == b"BOOKMOBI":
        return _found("mobi", "its first bytes")
    if head.startswith(_OLE):
        return _old_office(head, path)
    for mark, name in _SIGNATURES:
        if head.startswith(mark):
            return _found(name, "its first bytes")
    return None


def _is_old_tar(head: bytes) -> bool:
    """Return whether a first header has the checksum of a tar file from before the format had a mark."""
    try:
        written = int(head[148:156].strip(b" \0") or b"-", 8)
    except ValueError:
        return False
    return len(head) >= 512 and sum(head[:148]) + 8 * 32 + sum(head[156:512]) == written


def _old_office(head: bytes, path: str) -> Detection:
    """Tell the old formats of Office by the names of their streams, which are written in UTF-16."""
    for stream, name in (("WordDocument", "doc"), ("Workbook", "xls"), ("EncryptedPackage", "ole")):
        if stream.encode("utf-16-le") in head:
            return _found(name, "its first bytes")
    named = BY_EXTENSION.get(path.rpartition(".")[2].lower(), "")
    return _found(named if named in ("doc", "xls") else "ole", "its first bytes and its name")


def _member_names(head: bytes) -> list[bytes]:
    """Return the names of the members of a ZIP that begin in its first bytes."""
    found = _LOCAL_HEADER.finditer(head)
    return [head[m.end() : m.end() + int.from_bytes(m[1], "little")] for m in found]


def _known_folder(names: list[bytes]) -> bool:
    return any(name.startswith((b"word/", b"xl/", b"ppt/", b"docProps/", b"content.xml")) for name in names)


def _zip_kind(head: bytes, path: str) -> Detection:
    """Tell office documents and books from plain archives: all of them are ZIP."""
    if head[30:38] == b"mimetype":
        kind = next((name for mime, name in _MIMETYPES.items() if head[38:].startswith(mime)), None)
        if kind:
            return _found(kind, "its first bytes")
    named = BY_EXTENSION.get(path.rpartition(".")[2].lower(), "")
    names = _member_names(head)
    kind = next((kind for name in names for part, kind in _MAIN_PARTS if name.startswith(part)), None)
    if kind:
        return _found(kind, "the names of its parts")
    packed = any(name in (b"[Content_Types].xml", b"_rels/.rels", b"META-INF/manifest.xml") for name in names)
    if named in ("docx", "xlsx", "pptx", "odt", "ods", "odp") and (packed or _known_folder(names)):
        return _found(named, "its first bytes and its name")
    if path.lower().endswith(".jar") and b"META-INF/" in head[:4096]:
        return _found("program", "its first bytes and its name")
    return _found("zip", "its first bytes")
