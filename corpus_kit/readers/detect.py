"""What format a file is in: by its content first, by its name where the content does not say."""

from __future__ import annotations

import re
from dataclasses import dataclass

import orjson

from corpus_kit.readers.encoding import Encoding, detect_encoding
from corpus_kit.readers.formats import BY_EXTENSION, FORMATS, WRAPPERS
from corpus_kit.readers.limits import StreamBroken

_SHORTEST_CUT_HEAD = 64 * 1024  # a head of this size or more may be a beginning only
_TEXT_LIKE = ("text", "markdown", "csv", "tsv", "json", "json-lines", "conllu")

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"MSCF\0\0\0\0", "cab"),
    (b"\x1f\x9d", "compress"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3\0", "sqlite"),
    (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "arrow"),
    (b"\x89HDF\r\n\x1a\n", "hdf5"),
    (b"AT&TFORM", "djvu"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"\x1aE\xdf\xa3", "video"),
    (b"\x7fELF", "program"),
    (b"MZ\x90\0", "program"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"\0\1\0\0\0", "font"),
    (b"\xde\x12\x04\x95", "mo"),
    (b"\x95\x04\x12\xde", "mo"),
    (b"WARC/", "warc"),
    (b"filedesc://", "warc"),
)
_ROOTS = {
    "html": "html",
    "head": "html",
    "body": "html",
    "tmx": "tmx",
    "tei": "tei",
    "tei.2": "tei",
    "teicorpus": "tei",
    "xliff": "xliff",
    "ts": "ts",
    "svg": "svg",
    "fictionbook": "fb2",
    "annotation_document": "eaf",
}
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(r"<(?:!doctype\s+)?([a-z][\w.-]*(?::[\w.-]+)?)(?=[\s/>\[])")
_ZIP_KINDS = (
    ("word/", "docx"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
)
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


def detect(head: bytes, path: str, declared: str | None = None, encoding: str | None = None) -> Detection:
    """Return what the file called `path` that begins with `head` is. Give 64 KiB of it at least, or all of it.

    A declared format wins over everything but the signature of a binary format; a file with a declared encoding is
    text. Raises KeyError when `declared` is no format of `FORMATS`.
    """
    binary = _signature(head, path)
    if declared is not None:
        expected = FORMATS[declared]
        if binary is None or expected.name not in _TEXT_LIKE:
            return _found(expected.name, "declared")
    if binary is not None:
        return binary
    named = BY_EXTENSION.get(path.rpartition("/")[2].rpartition(".")[2].lower(), "") if "." in path else ""
    try:
        found = detect_encoding(head, encoding, truncated=len(head) >= _SHORTEST_CUT_HEAD)
    except StreamBroken:
        found = Encoding("latin-1")
        if _looks_binary(head):
            name = named if named and named not in _TEXT_LIKE else "binary"
            return _found(name, "its bytes are no text")
    narrow = found.width == 1 and not found.name.startswith("iso-2022")
    if encoding is None and narrow and _looks_binary(head):
        name = named if named and named not in _TEXT_LIKE else "binary"
        return _found(name, "its bytes are no text")
    # The structure of every format is ASCII; where an encoding is wide it is undone first.
    text = head[found.skip :].decode(found.codec if found.width > 1 else "latin-1", "replace")
    return _by_structure(text, named, len(head) >= _SHORTEST_CUT_HEAD) or _by_name(named)


def _by_name(named: str) -> Detection:
    if named in FORMATS and named != "binary" and named not in WRAPPERS and named != "zip":
        return _found(named, "its name")
    return _found("text", "text without a known structure")


def _looks_binary(head: bytes) -> bool:
    """Return whether zero bytes and controls are too many for a text; a few of them are a fault, not a format."""
    sample = head[:65536]
    controls = sum(sample.count(value) for value in range(32) if value not in (9, 10, 12, 13, 27))
    return controls * 20 > len(sample)


def _signature(head: bytes, path: str) -> Detection | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(head, path)
    if head[257:262] == b"ustar":
        return _found("tar", "its first bytes")
    if head.startswith(b"RIFF") and head[8:12] in (b"WAVE", b"WEBP", b"AVI "):
        return _found({b"WAVE": "sound", b"WEBP": "image", b"AVI ": "video"}[head[8:12]], "its first bytes")
    if head[4:8] == b"ftyp":
        return _found("video", "its first bytes")
    if head[60:68] == b"BOOKMOBI":
        return _found("mobi", "its first bytes")
    for mark, name in _SIGNATURES:
        if head.startswith(mark):
            return _found(name, "its first bytes")
    return None


def _zip_kind(head: bytes, path: str) -> Detection:
    """Tell office documents and books from plain archives: all of them are ZIP."""
    if head[30:38] == b"mimetype":
        kind = next((name for mime, name in _MIMETYPES.items() if head[38:].startswith(mime)), None)
        if kind:
            return _found(kind, "its first bytes")
    if b"[Content_Types].xml" in head[:4096] or b"_rels/.rels" in head[:4096]:
        for folder, name in _ZIP_KINDS:
            if folder.encode() in head:
                return _found(name, "its first bytes")
        named = BY_EXTENSION.get(path.rpartition(".")[2].lower(), "")
        if named in ("docx", "xlsx", "pptx"):
            return _found(named, "its first bytes and its name")
    if path.lower().endswith(".jar") and b"META-INF/" in head[:4096]:
        return _found("program", "its first bytes and its name")
    return _found("zip", "its first bytes")


_SRT = re.compile(r"\s*\d+\s*\n\d\d:\d\d:\d\d[,.]\d{3} --> ")
_ROFF = re.compile(r"""^\.\s*(?:TH|Dd|SH|so|PP|Sh|Nm|de1?|ds)\b""", re.MULTILINE)
_PO = re.compile(r'(?:#[^\n]*\n|\s*\n)*(?:msgctxt "[^\n]*\n)?msgid "')
_ASCIIDOC = re.compile(r"^(?:={1,5} \S|\[\[\S+\]\]$|\[(?:source|NOTE|quote|role)\b|:[\w-]+:)", re.MULTILINE)


def _by_structure(text: str, named: str, cut: bool) -> Detection | None:
    start = text.lstrip("\ufeff \t\r\n")[:4096].replace("\r\n", "\n")
    markup = _markup_kind(text, start, named) if start.startswith("<") else None
    if markup is not None:
        return markup
    if start.startswith("WEBVTT"):
        return _found("vtt", "its first line")
    if _SRT.match(start):
        return _found("srt", "its first lines")
    if start.startswith("-----BEGIN PGP"):
        return _found("pgp", "its first line")
    if _PO.match(start) and "msgstr" in text[:65536]:
        return _found("po", "its first lines")
    if start.startswith((".", "'\\\"")) and _ROFF.search(start):
        return _found("roff", "its first lines")
    if named == "asciidoc" and not _ASCIIDOC.search(text):
        return _found("asciidoc", "its name")
    if start.startswith(('File type = "ooTextFile"', 'Object class = "TextGrid"')):
        return _found("textgrid", "its first line")
    return _json_kind(text, start, named, cut) or _conllu_kind(text, named)


def _markup_kind(text: str, start: str, named: str) -> Detection | None:
    """Tell markup by its root element."""
    if named == "markdown":
        return None
    lowered = text[:65536].lower().lstrip("\ufeff")
    root = _ROOT.match(lowered, _PROLOG.match(lowered).end())  # type: ignore[union-attr]  # it matches nothing, too
    name = _ROOTS.get(root[1].rpartition(":")[2] if root else "", "")
    if not name and not start.startswith("<?xml"):
        # A text may begin with a bracket: without a prolog the name must agree.
        return _found(named, "its markup") if root and named in FORMATS and not FORMATS[named].readable else None
    if not name and named in FORMATS and not FORMATS[named].readable:
        return _found(named, "its markup and its name")
    return _found(name or "xml", "its markup")


def _json_kind(text: str, start: str, named: str, cut: bool) -> Detection | None:
    """Tell JSON and JSON Lines apart by what the lines are, whatever the name says."""
    if not start.startswith(("{", "[", '"')) and named != "json-lines":
        return None
    if named in ("markdown", "csv", "tsv", "yaml", "toml") or (start.startswith('"') and named != "json-lines"):
        return None
    lines = [line for line in text.lstrip("\ufeff").split("\n")[: -1 if cut else None] if line.strip()][:50]
    kinds = [_kind(line) for line in lines]
    objects = kinds.count("object")
    if len(lines) > 1 and (kinds[0] == "object" or 2 * objects >= len(lines)) and objects:
        return _found("json-lines", "each line is an object")
    if named == "json-lines":
        whole = (len(lines) == 1 and kinds[0] == "list") or (
            not objects and start[:1] in ("{", "[") and _is_open(lines)
        )
        return _found("json", "one value over all lines") if whole else _found("json-lines", "its name")
    if named == "json":
        return _found("json", "its first bytes and its name")
    if re.match(r'[\[{]\s*(?:["{\[]|[\]}]\s*$)', start) and (cut or _kind(text) in ("object", "list")):
        return _found("json", "its structure") if named != "text" or not cut else None
    return None


def _is_open(lines: list[str]) -> bool:
    """Return whether the first line only opens a value: `[`, `{` or `[{`."""
    return bool(lines) and not re.sub(r"[\[{\s]", "", lines[0])


def _kind(line: str) -> str:
    try:
        value = orjson.loads(line.strip().encode("latin-1", "replace").decode("utf-8", "replace"))
    except (orjson.JSONDecodeError, UnicodeError):
        return ""
    return "object" if isinstance(value, dict) else "list" if isinstance(value, list) else "other"


def _conllu_kind(text: str, named: str) -> Detection | None:
    if named in ("tsv", "csv"):
        return None
    lines = text[:65536].replace("\r\n", "\n").split("\n")
    words = [line for line in lines[:-1] if line and not line.startswith("#")][:40]
    fitting = sum(line.count("\t") == 9 and line[0].isdigit() for line in words)
    if words and fitting == len(words) and fitting > 1:
        return _found("conllu", "its ten columns")
    return None
