"""The table of formats: what is read, by which reader and library, and what is only recognised.

One line here and one file in `families/` add a format; `docs/formats.md` is made from this table.
"""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from functools import cache
from typing import Literal

Kind = Literal["text", "bytes", "container", "wrapper"]


def words(text: str) -> tuple[str, ...]:
    """Return the words of `text`: long lists of names read better so."""
    return tuple(text.split())


@dataclass(frozen=True)
class Format:
    """One format of files.

    `reader` is `module:function` below `corpus_kit.readers.families`; empty means: recognised, told in the refusal,
    not read. `kind`: a reader of "text" gets the encoding found beforehand, one of "bytes" sees to that itself, a
    "container" yields members that are read in turn, a "wrapper" is undone before anything else. `unit` is what one
    record is unless a manifest says otherwise. `libraries` are distributions that read it, `extra` the extra of this
    package that installs them, where it is not installed with the core. `isolated`: the reader runs in a child process
    with limits of time and memory. `whole`: the file is held in memory, up to `Limits.file_unit_bytes`.

    Detection: `signatures` are first bytes; `roots` local names of the root element, in small letters, believed where
    `namespace` (any string) stands near the beginning; `opening` is a regular expression that the beginning matches,
    white space and byte order mark left out.
    """

    name: str
    title: str
    media_type: str
    extensions: tuple[str, ...] = ()
    reader: str = ""
    unit: str = ""
    kind: Kind = "text"
    libraries: tuple[str, ...] = ()
    extra: str = ""
    isolated: bool = False
    whole: bool = False
    signatures: tuple[bytes, ...] = ()
    roots: tuple[str, ...] = ()
    namespace: str = ""
    opening: str = ""
    version: str = "1"
    note: str = ""  # a limit or choice that a user should know, for docs/formats.md

    @property
    def readable(self) -> bool:
        """Whether there is a reader."""
        return bool(self.reader)

    def missing_libraries(self) -> list[str]:
        """Return the libraries that are not installed here."""
        return [name for name in self.libraries if _version_of(name) is None]

    def tool_version(self) -> str:
        """Return the version of the reader with those of its libraries, as provenance records it."""
        return "+".join([self.version, *(f"{name}{_version_of(name) or ''}" for name in self.libraries)])


@cache
def _version_of(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


_WORD = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_TRANSLATIONS = "message"

# A table reads better with a line a row.
# fmt: off
SECTIONS: dict[str, tuple[Format, ...]] = {
    "Text": (
        Format("text", "plain text", "text/plain", words("txt text"), "text:read_text", "file"),
        Format("markdown", "Markdown", "text/markdown", words("md markdown mdown mkd"), "markdown:read_markdown", "file", whole=True),
        Format("rst", "reStructuredText", "text/x-rst", ("rst",), "rst:read_rst", "file", whole=True),
        Format("asciidoc", "AsciiDoc", "text/asciidoc", words("adoc asciidoc asc"), "asciidoc:read_asciidoc", "file", whole=True),
        Format("latex", "LaTeX", "application/x-tex", words("tex latex ltx"), "latex:read_latex", "file", whole=True, opening=r"(?:%[^\n]*\n\s*)*\\documentclass"),
        Format("org", "an Org file", "text/org", ("org",), "org:read_org", "file", whole=True),
        Format("roff", "a manual page (roff)", "text/troff", words("roff man mdoc"), "roff:read_roff", "file", whole=True),
        Format("fortune", "a fortune file", "text/x-fortune", ("fortune",), "fortune:read_fortune", "saying"),
        Format("mediawiki", "wiki markup", "text/x-wiki", words("wiki mediawiki wikitext")),
        Format("erb", "text with Ruby inside (ERB)", "application/x-erb", ("erb",), "erb:read_erb", "file", whole=True),
    ),
    "Tables": (
        Format("csv", "CSV", "text/csv", ("csv",), "delimited:read_delimited", "row"),
        Format("tsv", "tab-separated values", "text/tab-separated-values", words("tsv tab"), "delimited:read_delimited", "row"),
        Format("xlsx", "an Excel workbook (XLSX)", f"{_WORD}.spreadsheetml.sheet", words("xlsx xlsm xlsb"), "workbook:read_workbook", "row", "bytes", isolated=True, whole=True),
        Format("ods", "an OpenDocument spreadsheet", f"{_OPEN}.spreadsheet", words("ods ots"), "workbook:read_workbook", "row", "bytes", isolated=True, whole=True),
        Format("xls", "an old Excel workbook (XLS)", "application/vnd.ms-excel", ("xls",), "workbook:read_workbook", "row", "bytes", ("python-calamine",), isolated=True, whole=True),
        Format("parquet", "Parquet", "application/vnd.apache.parquet", ("parquet",), "columnar:read_parquet", "row", "bytes", ("pyarrow",), signatures=(b"PAR1",)),
        Format("arrow", "an Arrow or Feather file", "application/vnd.apache.arrow.file", words("arrow feather ipc"), "columnar:read_arrow", "row", "bytes", ("pyarrow",), signatures=(b"ARROW1\0\0", b"FEA1")),
        Format("sqlite", "an SQLite database", "application/vnd.sqlite3", words("sqlite sqlite3 db"), "sqlite:read_sqlite", "row", "bytes", signatures=(b"SQLite format 3\0",)),
    ),
    "Trees": (
        Format("json", "JSON", "application/json", ("json",), "json_document:read_json", "object or string", libraries=("orjson",), whole=True),
        Format("json-lines", "JSON Lines", "application/jsonl", words("jsonl ndjson jsonlines"), "json_lines:read_json_lines", "line", libraries=("orjson",)),
        Format("yaml", "YAML", "application/yaml", words("yaml yml"), "yaml_tree:read_yaml", "string", libraries=("PyYAML",), whole=True),
        Format("tei", "TEI XML", "application/tei+xml", ("tei",), "tei:read_tei", "text", "text", roots=words("tei tei.2 teicorpus teicorpus.2")),
        Format("ces", "CES or XCES XML", "application/x-ces+xml", (), "ces:read_ces", "text", "text", roots=words("cesdoc cescorpus cesana")),
        Format("osis", "OSIS scripture", "application/x-osis+xml", ("osis",), "osis:read_osis", "chapter", roots=("osis",) ),
        Format("usfx", "USFX scripture", "application/x-usfx+xml", ("usfx",), "usfx:read_usfx", "chapter", roots=("usfx",) ),
        Format("usx", "USX scripture", "application/x-usx+xml", ("usx",), "usx:read_usx", "chapter", roots=("usx",)),
        Format("usfm", "USFM scripture", "text/x-usfm", words("usfm sfm"), "usfm:read_usfm", "chapter", opening=r"\\id\s+[A-Z1-6][A-Z0-9]{2}\b"),
        Format("docbook", "DocBook", "application/docbook+xml", words("dbk docbook"), "docbook:read_docbook", "file", roots=words( "book article chapter section set part appendix preface refentry glossary simplesect sect1 topic" ), namespace=r"docbook|<(?:simpara|para|sect[1-5])[\s>]"),
        Format("mallard", "a Mallard help page", "application/x-mallard+xml", ("page",), "mallard:read_mallard", "page", roots=("page",), namespace="projectmallard"),
        Format("udhr", "a Universal Declaration of Human Rights", "application/x-udhr+xml", (), "udhr:read_udhr", "declaration", roots=("udhr",)),
        Format("feed", "a news feed (RSS or Atom)", "application/rss+xml", words("rss atom"), "feed:read_feed", "entry", roots=words("rss feed rdf"), namespace=r"<rss[\s>]|<channel[\s>]|purl\.org/rss/|my\.netscape\.com/rdf|/2005/Atom|purl\.org/atom/|<entry[\s>]"),
        Format("fb2", "a FictionBook", "application/x-fictionbook+xml", ("fb2",), "fictionbook:read_fictionbook", "file", roots=("fictionbook",)),
        Format("xml", "XML", "application/xml", words("xml rng xsd dtd"), "xml_generic:read_xml", "element"),
    ),
    "Localisation": (
        Format("po", "Gettext translations (PO)", "text/x-gettext-translation", words("po pot"), "gettext_po:read_po", _TRANSLATIONS, opening=r'(?:#[^\n]*\n|[ \t]*\n)*+(?:msgctxt "[^\n]*\n)?msgid "(?=[\s\S]*msgstr)'),
        Format("xliff", "XLIFF", "application/xliff+xml", words("xlf xliff sdlxliff mqxliff"), "xliff:read_xliff", _TRANSLATIONS, roots=("xliff",)),
        Format("tmx", "a translation memory (TMX)", "application/x-tmx+xml", ("tmx",), "tmx:read_tmx", _TRANSLATIONS, roots=("tmx",)),
        Format("android-strings", "Android strings", "application/x-android-strings+xml", (), "android_strings:read_android_strings", _TRANSLATIONS, roots=("resources",), namespace=r"<string[\s>]|<plurals[\s>]|<string-array[\s>]"),
        Format("apple-strings", "Apple strings", "text/x-apple-strings", ("strings",), "apple_strings:read_apple_strings", _TRANSLATIONS, whole=True),
        Format("stringsdict", "an Apple stringsdict", "application/x-apple-stringsdict", ("stringsdict",), "apple_strings:read_stringsdict", _TRANSLATIONS, whole=True, roots=("plist",), namespace="NSStringLocalizedFormatKey"),
        Format("properties", "Java properties", "text/x-java-properties", ("properties",), "java_properties:read_properties", _TRANSLATIONS),
        Format("qt-ts", "Qt translations (TS)", "application/x-linguist", ("ts",), "qt_ts:read_qt_ts", _TRANSLATIONS, roots=("ts",)),
        Format("mediawiki-i18n", "MediaWiki messages", "application/x-mediawiki-i18n+json", (), "mediawiki_i18n:read_mediawiki_i18n", _TRANSLATIONS, libraries=("orjson",), whole=True),
        Format("mo", "compiled Gettext translations", "application/x-gettext-translation", words("mo gmo"), signatures=(b"\xde\x12\x04\x95", b"\x95\x04\x12\xde")),
    ),
    "Subtitles": (
        Format("srt", "subtitles (SRT)", "application/x-subrip", ("srt",), "subtitles:read_subtitles", "file", whole=True, opening=r"\d+[ \t]*\n\d{1,2}:\d\d:\d\d[,.]\d{1,3} --> "),
        Format("vtt", "subtitles (WebVTT)", "text/vtt", ("vtt",), "subtitles:read_subtitles", "file", whole=True, opening=r"WEBVTT(?:[ \t\n]|$)"),
        Format("ass", "subtitles (SSA or ASS)", "text/x-ssa", words("ass ssa"), "subtitles:read_subtitles", "file", whole=True, opening=r"\[Script Info\]"),
        Format("sbv", "subtitles (SBV)", "text/x-sbv", ("sbv",), "subtitles:read_subtitles", "file", whole=True, opening=r"\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}\n"),
    ),
    "Linguistics": (
        Format("conllu", "CoNLL-U", "text/x-conllu", words("conllu conll conllx"), "conllu:read_conllu", "sentence"),
        Format("iob", "tagged words (IOB, CoNLL columns)", "text/x-iob", words("iob bio iob2"), "tagged_words:read_iob", "sentence"),
        Format("vrt", "vertical text (VRT)", "text/x-vrt", words("vrt vert"), "tagged_words:read_vrt", "text"),
        Format("cg", "words tagged by Constraint Grammar or Apertium", "text/x-cg", ("cg",), "constraint_grammar:read_cg", "sentence"),
        Format("textgrid", "a Praat TextGrid", "text/x-praat-textgrid", ("textgrid",), opening='File type = "ooTextFile"|Object class = "TextGrid"'),
        Format("eaf", "ELAN annotations", "text/x-eaf+xml", ("eaf",), roots=("annotation_document",)),
    ),
    "Documents": (
        Format("html", "a web page (HTML)", "text/html", words("html htm xhtml shtml"), "html:read_html", "page", "text", ("selectolax",), whole=True, roots=words("html head body")),
        Format("epub", "an EPUB book", "application/epub+zip", ("epub",), "epub:read_epub", "chapter", "bytes", ("selectolax",), whole=True),
        Format("docx", "a Word document (DOCX)", f"{_WORD}.wordprocessingml.document", words("docx docm dotx"), "docx:read_docx", "file", "bytes", whole=True),
        Format("pptx", "a PowerPoint presentation (PPTX)", f"{_WORD}.presentationml.presentation", words("pptx pptm ppsx"), "pptx:read_pptx", "file", "bytes", whole=True),
        Format("odt", "an OpenDocument text", f"{_OPEN}.text", words("odt ott"), "odf:read_odf", "file", "bytes", whole=True),
        Format("odp", "an OpenDocument presentation", f"{_OPEN}.presentation", ("odp",), "odf:read_odf", "file", "bytes", whole=True),
        Format("rtf", "rich text (RTF)", "application/rtf", ("rtf",), "rtf:read_rtf", "file", "bytes", whole=True, signatures=(b"{\\rtf",)),
        Format("pdf", "a PDF", "application/pdf", ("pdf",), "pdf:read_pdf", "file", "bytes", ("pypdfium2",), isolated=True, whole=True, signatures=(b"%PDF-",)),
        Format("doc", "an old Word document (DOC)", "application/msword", ("doc",), "old_office:read_doc", "file", "bytes", whole=True),
        Format("mhtml", "a saved web page (MHTML)", "multipart/related", words("mht mhtml"), "html:read_mhtml", "page", "container", ("selectolax",), whole=True, opening=r"(?i:(?:(?!received:|to:|delivered-to:|message-id:|content-type:)[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*content-type:\s*multipart/related)"),
        Format("djvu", "a DjVu scan", "image/vnd.djvu", words("djvu djv"), signatures=(b"AT&TFORM",)),
        Format("mobi", "a Kindle book", "application/x-mobipocket-ebook", words("mobi azw azw3 prc")),
        Format("ole", "an old Microsoft Office file (PPT, MSG or other)", "application/x-ole-storage", words("ppt msg"), "old_office:read_ole", "file", "bytes", whole=True),
        Format("eml", "electronic mail", "message/rfc822", words("eml mbox")),
    ),
    "Web archives": (
        Format("warc", "a web archive (WARC)", "application/warc", ("warc",), "warc:read_warc", "response", "container", signatures=(b"WARC/",)),
        Format("arc", "a web archive (ARC)", "application/x-internet-archive", ("arc",), "warc:read_arc", "response", "container", signatures=(b"filedesc://",)),
    ),
    "Containers": (
        Format("zip", "a ZIP archive", "application/zip", ("zip",), "zip_archive:read_zip", "member", "container"),
        Format("tar", "a tar archive", "application/x-tar", ("tar",), "tar_archive:read_tar", "member", "container"),
        Format("7z", "a 7-Zip archive", "application/x-7z-compressed", ("7z",), "seven_zip:read_7z", "member", "container", ("py7zr",), extra="formats", whole=True, signatures=(b"7z\xbc\xaf\x27\x1c",)),
        Format("gz", "gzip", "application/gzip", words("gz gzip"), "blocks", "what it wraps", "wrapper", signatures=(b"\x1f\x8b",)),
        Format("bz2", "bzip2", "application/x-bzip2", ("bz2",), "blocks", "what it wraps", "wrapper", signatures=(b"BZh",) ),
        Format("xz", "xz", "application/x-xz", words("xz lzma"), "blocks", "what it wraps", "wrapper", signatures=(b"\xfd7zXZ\x00",)),
        Format("zst", "Zstandard", "application/zstd", words("zst zstd"), "blocks", "what it wraps", "wrapper", ("pyarrow",), signatures=(b"\x28\xb5\x2f\xfd",)),
        Format("rar", "a RAR archive", "application/vnd.rar", ("rar",), signatures=(b"Rar!\x1a\x07",)),
        Format("cab", "a cabinet archive", "application/vnd.ms-cab-compressed", ("cab",), signatures=(b"MSCF\0\0\0\0",) ),
        Format("compress", "a file of the old program compress", "application/x-compress", ("z",), signatures=(b"\x1f\x9d",)),
        Format("lz4", "LZ4", "application/x-lz4", ("lz4",), signatures=(b"\x04\x22\x4d\x18",)),
    ),
    "No text, or none that is read": (
        Format("svg", "an SVG drawing", "image/svg+xml", ("svg",), roots=("svg",)),
        Format("typescript", "TypeScript", "application/typescript"),
        Format("hdf5", "HDF5", "application/x-hdf5", words("h5 hdf5"), signatures=(b"\x89HDF\r\n\x1a\n",)),
        Format("pickle", "a Python pickle", "application/x-pickle", words("pkl pickle")),
        Format("toml", "TOML", "application/toml", ("toml",)),
        Format("ini", "a settings file", "text/x-ini", ("ini",)),
        Format("pgp", "a PGP message or key", "application/pgp-encrypted", words("pgp gpg sig"), opening="-----BEGIN PGP" ),
        Format("pointer", "a pointer of Git LFS or git-annex to a file that lies elsewhere", "text/x-git-pointer", opening=r"version https://git-lfs\.github\.com/spec/|/annex/objects/"),
        Format("image", "a picture", "image/*", words("png jpg jpeg gif tif tiff bmp webp ico heic"), signatures=(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")),
        Format("sound", "sound", "audio/*", words("mp3 wav ogg oga flac m4a opus aac"), signatures=(b"ID3", b"OggS", b"fLaC")),
        Format("video", "video", "video/*", words("mp4 mkv webm avi mov"), signatures=(b"\x1aE\xdf\xa3",)),
        Format("font", "a font", "font/*", words("ttf otf woff woff2"), signatures=(b"wOFF", b"wOF2", b"\0\1\0\0\0")),
        Format("program", "a compiled program", "application/octet-stream", words("exe dll pyc class o jar"), signatures=(b"\x7fELF", b"MZ\x90\0")),
        Format("binary", "a binary file of a kind unknown here", "application/octet-stream", words("bin dat")),
    ),
}
# fmt: on

FORMATS: dict[str, Format] = {entry.name: entry for section in SECTIONS.values() for entry in section}

BY_EXTENSION: dict[str, str] = {}
for _entry in FORMATS.values():
    for _extension in _entry.extensions:
        BY_EXTENSION.setdefault(_extension, _entry.name)

WRAPPERS = tuple(entry.name for entry in FORMATS.values() if entry.kind == "wrapper")
READABLE = tuple(entry.name for entry in FORMATS.values() if entry.readable)
