"""The table of formats: what is read, with what, and what is only recognised."""

from __future__ import annotations

from dataclasses import dataclass


def words(text: str) -> tuple[str, ...]:
    """Return the words of `text`: long lists of names read better so."""
    return tuple(text.split())


@dataclass(frozen=True)
class Format:
    """One format of files.

    `library` is what reads it (empty where the reader is our own), `unit` what one record is unless a manifest says
    otherwise. A format with `readable` false is recognised by its content or name, and told in the refusal.
    """

    name: str
    title: str
    media_type: str
    extensions: tuple[str, ...]
    library: str = ""
    unit: str = ""
    readable: bool = False


_READABLE = (
    Format("text", "plain text", "text/plain", ("txt", "text"), "", "file", True),
    Format("markdown", "Markdown", "text/markdown", ("md", "markdown", "mdown", "mkd"), "", "file", True),
    Format("csv", "CSV", "text/csv", ("csv",), "csv", "row", True),
    Format("tsv", "tab-separated values", "text/tab-separated-values", ("tsv", "tab"), "csv", "row", True),
    Format("json", "JSON", "application/json", ("json",), "orjson", "object or string", True),
    Format("json-lines", "JSON Lines", "application/jsonl", ("jsonl", "ndjson", "jsonlines"), "orjson", "line", True),
    Format("conllu", "CoNLL-U", "text/x-conllu", ("conllu", "conll", "conllx"), "", "sentence", True),
    Format("zip", "a ZIP archive", "application/zip", ("zip",), "zipfile", "member", True),
    Format("gz", "gzip", "application/gzip", ("gz", "gzip"), "zlib", "what it wraps", True),
    Format("bz2", "bzip2", "application/x-bzip2", ("bz2",), "bz2", "what it wraps", True),
    Format("xz", "xz", "application/x-xz", ("xz", "lzma"), "lzma", "what it wraps", True),
    Format("zst", "Zstandard", "application/zstd", ("zst", "zstd"), "pyarrow", "what it wraps", True),
)

_RECOGNISED = (
    Format("pdf", "a PDF", "application/pdf", ("pdf",)),
    Format(
        "docx",
        "a Word document (DOCX)",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ("docx", "docm", "dotx"),
    ),
    Format(
        "xlsx",
        "an Excel workbook (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ("xlsx", "xlsm"),
    ),
    Format(
        "pptx",
        "a PowerPoint presentation (PPTX)",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ("pptx", "pptm"),
    ),
    Format("odt", "an OpenDocument text", "application/vnd.oasis.opendocument.text", ("odt", "ott")),
    Format("ods", "an OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", ("ods", "ots")),
    Format("odp", "an OpenDocument presentation", "application/vnd.oasis.opendocument.presentation", ("odp",)),
    Format("epub", "an EPUB book", "application/epub+zip", ("epub",)),
    Format("ole", "an old Microsoft Office file (DOC, XLS, PPT)", "application/x-ole-storage", ("doc", "xls", "ppt")),
    Format("rtf", "rich text (RTF)", "application/rtf", ("rtf",)),
    Format("erb", "text with Ruby inside (ERB)", "application/x-erb", ("erb",)),
    Format("fb2", "a FictionBook", "application/x-fictionbook+xml", ("fb2",)),
    Format("djvu", "a DjVu scan", "image/vnd.djvu", ("djvu", "djv")),
    Format("mobi", "a Kindle book", "application/x-mobipocket-ebook", ("mobi", "azw", "azw3", "prc")),
    Format("html", "a web page (HTML)", "text/html", ("html", "htm", "xhtml", "mht", "mhtml", "shtml")),
    Format("xml", "XML", "application/xml", ("xml", "dbk", "docbook", "rng", "xsd", "dtd")),
    Format("tmx", "a translation memory (TMX)", "application/x-tmx+xml", ("tmx",)),
    Format("tei", "TEI XML", "application/tei+xml", ("tei",)),
    Format("xliff", "XLIFF", "application/xliff+xml", ("xlf", "xliff", "sdlxliff")),
    Format("ts", "a .ts file (Qt translations or TypeScript)", "application/x-linguist", ("ts",)),
    Format("svg", "an SVG drawing", "image/svg+xml", ("svg",)),
    Format("po", "Gettext translations (PO)", "text/x-gettext-translation", ("po", "pot")),
    Format("mo", "compiled Gettext translations", "application/x-gettext-translation", ("mo", "gmo")),
    Format("srt", "subtitles (SRT)", "application/x-subrip", ("srt",)),
    Format("vtt", "subtitles (WebVTT)", "text/vtt", ("vtt",)),
    Format("ass", "subtitles (SSA)", "text/x-ssa", ("ass", "ssa")),
    Format("warc", "a web archive (WARC or ARC)", "application/warc", ("warc", "arc")),
    Format("tar", "a tar archive", "application/x-tar", ("tar",)),
    Format("7z", "a 7-Zip archive", "application/x-7z-compressed", ("7z",)),
    Format("rar", "a RAR archive", "application/vnd.rar", ("rar",)),
    Format("cab", "a cabinet archive", "application/vnd.ms-cab-compressed", ("cab",)),
    Format("compress", "a file of the old program compress", "application/x-compress", ("z",)),
    Format("lz4", "LZ4", "application/x-lz4", ("lz4",)),
    Format("sqlite", "an SQLite database", "application/vnd.sqlite3", ("sqlite", "sqlite3", "db")),
    Format("parquet", "Parquet", "application/vnd.apache.parquet", ("parquet",)),
    Format("arrow", "an Arrow file", "application/vnd.apache.arrow.file", ("arrow", "feather")),
    Format("hdf5", "HDF5", "application/x-hdf5", ("h5", "hdf5")),
    Format("pickle", "a Python pickle", "application/x-pickle", ("pkl", "pickle")),
    Format("yaml", "YAML", "application/yaml", ("yaml", "yml")),
    Format("toml", "TOML", "application/toml", ("toml",)),
    Format("properties", "a settings or message file", "text/x-java-properties", ("properties", "ini", "strings")),
    Format("roff", "a manual page (roff)", "text/troff", ("roff", "man")),
    Format("asciidoc", "AsciiDoc", "text/asciidoc", ("adoc", "asciidoc", "asc")),
    Format("rst", "reStructuredText", "text/x-rst", ("rst",)),
    Format("latex", "LaTeX", "application/x-tex", ("tex", "latex", "ltx")),
    Format("org", "an Org file", "text/org", ("org",)),
    Format("mediawiki", "wiki markup", "text/x-wiki", ("wiki", "mediawiki", "wikitext")),
    Format("textgrid", "a Praat TextGrid", "text/x-praat-textgrid", ("textgrid",)),
    Format("eaf", "ELAN annotations", "text/x-eaf+xml", ("eaf",)),
    Format("sfm", "USFM scripture", "text/x-usfm", ("sfm", "usfm")),
    Format("eml", "electronic mail", "message/rfc822", ("eml", "mbox", "msg")),
    Format("pgp", "a PGP message or key", "application/pgp-encrypted", ("pgp", "gpg", "sig")),
    Format("image", "a picture", "image/*", ("png", "jpg", "jpeg", "gif", "tif", "tiff", "bmp", "webp", "ico", "heic")),
    Format("sound", "sound", "audio/*", ("mp3", "wav", "ogg", "oga", "flac", "m4a", "opus", "aac")),
    Format("video", "video", "video/*", ("mp4", "mkv", "webm", "avi", "mov")),
    Format("font", "a font", "font/*", ("ttf", "otf", "woff", "woff2")),
    Format("program", "a compiled program", "application/octet-stream", ("exe", "dll", "pyc", "class", "o", "jar")),
    Format("binary", "a binary file of a kind unknown here", "application/octet-stream", ("bin", "dat")),
)

FORMATS: dict[str, Format] = {entry.name: entry for entry in (*_READABLE, *_RECOGNISED)}

BY_EXTENSION: dict[str, str] = {}
for _entry in FORMATS.values():
    for _extension in _entry.extensions:
        BY_EXTENSION.setdefault(_extension, _entry.name)

WRAPPERS = ("gz", "bz2", "xz", "zst")
READABLE = tuple(entry.name for entry in _READABLE)
