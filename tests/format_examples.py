"""A small example of every format that is read, with a sentence that must come out. Texts: CC0-1.0."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

KAZAKH = "Кеше түнде бұлақ басында екі жылқы су ішті."
RUSSIAN = "Вчера ночью у родника пили воду две лошади."
PERSIAN = "دیشب کنار چشمه دو اسب آب خوردند."
CHINESE = "昨夜泉边有两匹马在喝水。"
TURKISH = "Dün gece pınarın başında iki at su içti."
GEORGIAN = "წუხელ წყაროსთან ორი ცხენი წყალს სვამდა."
KHMER = "យប់មិញ សេះពីរក្បាលផឹកទឹកនៅក្បែរប្រភពទឹក។"


@dataclass(frozen=True, slots=True)
class Example:
    """One file: its name, the format it must be taken for, its bytes, and texts that must come out."""

    name: str
    format: str
    data: bytes
    expected: tuple[str, ...]


def _text(name: str, format_name: str, text: str, *expected: str) -> Example:
    return Example(name, format_name, text.encode(), expected)


def zipped(members: dict[str, str | bytes], first_stored: bool = False) -> bytes:
    """Return a ZIP of the members, in order; office packages store their first member uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(members.items()):
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if first_stored and not number else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def _markup() -> Iterator[Example]:
    yield _text("a.txt", "text", f"{KAZAKH}\n\n{PERSIAN}\n", KAZAKH, PERSIAN)
    yield _text("a.md", "markdown", f"# Су\n\n{KAZAKH}\n\n```\nx = 1\n```\n", KAZAKH)
    yield _text("a.rst", "rst", f"Су\n==\n\n{KAZAKH}\n\n.. code-block:: python\n\n   x = 1\n", KAZAKH)
    yield _text("a.adoc", "asciidoc", f"= Су\n:lang: kk\n\n{KAZAKH}\n\n----\nx = 1\n----\n", KAZAKH)
    latex = f"\\documentclass{{article}}\n\\begin{{document}}\n\\section{{Су}}\n{KAZAKH}\n\\end{{document}}\n"
    yield _text("a.tex", "latex", latex, KAZAKH)
    yield _text("a.org", "org", f"#+TITLE: Су\n\n* Бұлақ\n{KAZAKH}\n#+begin_src sh\nls\n#+end_src\n", KAZAKH)
    yield _text("su.1", "roff", f".TH SU 1\n.SH АТЫ\nсу \\- бұлақ\n.SH СИПАТЫ\n{KAZAKH}\n", KAZAKH)
    yield _text("sayings", "fortune", f"{KAZAKH}\n%\n{PERSIAN}\n%\n{CHINESE}\n%\n", KAZAKH, PERSIAN, CHINESE)
    yield _text("a.md.erb", "erb", f"<% if x %>\n{KAZAKH}\n<% end %>\n", KAZAKH)


def _trees() -> Iterator[Example]:
    yield _text("a.csv", "csv", f'id,text\n1,"{KAZAKH}"\n2,{CHINESE}\n', KAZAKH, CHINESE)
    yield _text("a.tsv", "tsv", f"id\ttext\n1\t{KAZAKH}\n2\t{PERSIAN}\n", KAZAKH, PERSIAN)
    yield _text(
        "a.json", "json", json.dumps([{"text": KAZAKH}, {"text": PERSIAN}], ensure_ascii=False), KAZAKH, PERSIAN
    )
    yield _text("a.jsonl", "json-lines", f'{{"text": "{KAZAKH}"}}\n{{"text": "{CHINESE}"}}\n', KAZAKH, CHINESE)
    yield _text("kk.yml", "yaml", f'kk:\n  water: "{KAZAKH}"\n  other:\n    - {RUSSIAN}\n', KAZAKH, RUSSIAN)
    yield _text(
        "a.xml", "tei",
        '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Су</title>'
        f"</titleStmt></fileDesc></teiHeader><text><body><p>{KAZAKH}</p><p>{PERSIAN}</p></body></text></TEI>",
        KAZAKH, PERSIAN,
    )  # fmt: skip
    yield _text(
        "b.xml", "ces",
        '<?xml version="1.0"?><cesDoc version="4"><cesHeader/><text><body><div type="book" id="b.GEN">'
        f'<div type="chapter" id="b.GEN.1"><seg type="verse" id="b.GEN.1.1">{KAZAKH}</seg>'
        f'<seg type="verse" id="b.GEN.1.2">{RUSSIAN}</seg></div></div></body></text></cesDoc>',
        KAZAKH, RUSSIAN,
    )  # fmt: skip
    yield _text(
        "c.xml", "osis",
        '<osis xmlns="http://www.bibletechnologies.net/2003/OSIS/namespace"><osisText osisIDWork="x" xml:lang="kk">'
        f'<div type="book" osisID="Gen"><chapter osisID="Gen.1"><verse osisID="Gen.1.1">{KAZAKH}</verse>'
        f'<verse osisID="Gen.1.2">{TURKISH}</verse></chapter></div></osisText></osis>',
        KAZAKH, TURKISH,
    )  # fmt: skip
    yield _text(
        "d.xml", "usfx",
        f'<?xml version="1.0"?><usfx><languageCode>kaz</languageCode><book id="GEN"><c id="1"/><p><v id="1"/>{KAZAKH}'
        f'<ve/> <v id="2"/>{TURKISH}<ve/></p></book></usfx>',
        KAZAKH, TURKISH,
    )  # fmt: skip
    yield _text(
        "e.usx", "usx",
        f'<usx version="3.0"><book code="GEN" style="id"/><chapter number="1" style="c"/><para style="p">'
        f'<verse number="1" style="v"/>{KAZAKH} <verse number="2" style="v"/>{TURKISH}</para></usx>',
        KAZAKH, TURKISH,
    )  # fmt: skip
    yield _text("f.usfm", "usfm", f"\\id GEN\n\\h Су\n\\c 1\n\\p\n\\v 1 {KAZAKH}\n\\v 2 {TURKISH}\n", KAZAKH, TURKISH)
    yield _text(
        "g.xml", "docbook",
        '<?xml version="1.0"?><article xmlns="http://docbook.org/ns/docbook" xml:lang="kk"><title>Су</title>'
        f"<para>{KAZAKH}</para><programlisting>x = 1</programlisting></article>",
        KAZAKH,
    )  # fmt: skip
    yield _text(
        "h.page", "mallard",
        f'<page xmlns="http://projectmallard.org/1.0/" id="h" xml:lang="kk"><title>Су</title><p>{KAZAKH}</p></page>',
        KAZAKH,
    )  # fmt: skip
    yield _text(
        "udhr_kaz.xml", "udhr",
        '<?xml version="1.0"?><udhr iso639-3="kaz" xml:lang="kk"><title>Су туралы</title>'
        f'<article number="1"><title>1-бап</title><para>{KAZAKH}</para></article></udhr>',
        KAZAKH,
    )  # fmt: skip
    yield _text(
        "news.rss", "feed",
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Жаңалық</title><language>kk</language><item>'
        f"<title>Су</title><link>https://example.org/1</link><description>{KAZAKH}</description></item></channel></rss>",
        KAZAKH,
    )  # fmt: skip
    yield _text(
        "i.fb2", "fb2",
        '<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description/>'
        f"<body><section><title><p>Су</p></title><p>{KAZAKH}</p></section></body></FictionBook>",
        KAZAKH,
    )  # fmt: skip
    yield _text(
        "j.xml", "xml", f"<entries><entry><word>су</word><use>{KAZAKH}</use></entry>"
        f"<entry><word>ат</word><use>{TURKISH}</use></entry></entries>", KAZAKH, TURKISH,
    )  # fmt: skip


def _localisation() -> Iterator[Example]:
    po = 'msgid ""\nmsgstr "Language: kk\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
    yield _text("kk.po", "po", f'{po}#: a.c:1\nmsgid "{TURKISH}"\nmsgstr "{KAZAKH}"\n', KAZAKH, TURKISH)
    yield _text(
        "a.xlf", "xliff",
        '<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" '
        'source-language="ru" target-language="kk" datatype="plaintext"><body><trans-unit id="1">'
        f"<source>{RUSSIAN}</source><target>{KAZAKH}</target></trans-unit></body></file></xliff>",
        RUSSIAN, KAZAKH,
    )  # fmt: skip
    yield _text(
        "a.tmx", "tmx",
        '<?xml version="1.0"?><tmx version="1.4"><header srclang="ru"/><body><tu tuid="1">'
        f'<tuv xml:lang="ru"><seg>{RUSSIAN}</seg></tuv><tuv xml:lang="kk"><seg>{KAZAKH}</seg></tuv></tu></body></tmx>',
        RUSSIAN, KAZAKH,
    )  # fmt: skip
    yield _text("strings.xml", "android-strings", f'<resources><string name="a">{KAZAKH}</string></resources>', KAZAKH)
    yield _text("Localizable.strings", "apple-strings", f'/* su */\n"a" = "{KAZAKH}";\n', KAZAKH)
    yield _text(
        "Localizable.stringsdict", "stringsdict",
        '<?xml version="1.0"?><plist version="1.0"><dict><key>horses</key><dict><key>NSStringLocalizedFormatKey</key>'
        "<string>%#@n@</string><key>n</key><dict><key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType"
        f"</string><key>other</key><string>{KAZAKH}</string></dict></dict></dict></plist>",
        KAZAKH,
    )  # fmt: skip
    yield _text("messages_kk.properties", "properties", f"# su\na={KAZAKH}\nb=\\u0441\\u0443\n", KAZAKH, "су")
    yield _text(
        "app_kk.ts", "qt-ts",
        '<?xml version="1.0"?><!DOCTYPE TS><TS version="2.1" language="kk"><context><name>A</name><message>'
        f"<source>{TURKISH}</source><translation>{KAZAKH}</translation></message></context></TS>",
        KAZAKH, TURKISH,
    )  # fmt: skip
    yield _text("kk.json", "mediawiki-i18n", f'{{"@metadata": {{"authors": []}}, "a": "{KAZAKH}"}}', KAZAKH)


def _subtitles_and_words() -> Iterator[Example]:
    yield _text("a.srt", "srt", f"1\n00:00:01,000 --> 00:00:02,000\n{KAZAKH}\n\n2\n00:00:03,000 --> 00:00:04,000\n{PERSIAN}\n",
                KAZAKH, PERSIAN)  # fmt: skip
    yield _text("a.vtt", "vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{KAZAKH}\n", KAZAKH)
    ass = "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    yield _text("a.ass", "ass", f"{ass}Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{KAZAKH}\n", KAZAKH)
    yield _text("a.sbv", "sbv", f"0:00:01.000,0:00:02.000\n{KAZAKH}\n\n", KAZAKH)
    conllu = "".join(f"{n}\t{w}\t_\t_\t_\t_\t_\t_\t_\t_\n" for n, w in enumerate(KAZAKH.split(), 1))
    yield _text("a.conllu", "conllu", f"# text = {KAZAKH}\n{conllu}\n", KAZAKH)
    iob = "".join(f"{word} O\n" for word in TURKISH[:-1].split()) + ". O\n\n" + "Ankara B-LOC\nuzak O\n. O\n"
    yield _text("train.iob", "iob", iob, TURKISH)
    cg = "".join(f'"<{word}>"\n\t"{word.lower()}" n\n' for word in TURKISH[:-1].split()) + '"<.>"\n\t"." sent\n'
    yield _text("a.cg", "cg", cg, TURKISH)
    vrt = "".join(f"{word}\tN\t{word}\n" for word in TURKISH[:-1].split()) + "<g/>\n.\tP\t.\n"
    yield _text("a.vrt", "vrt", f'<doc id="1">\n<s>\n{vrt}</s>\n</doc>\n', TURKISH)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:'
    'xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _package(kind: str, main: str, members: dict[str, str | bytes]) -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/officeDocument" Target="{main}"/></Relationships>'
    )
    return zipped({"[Content_Types].xml": types, "_rels/.rels": relations, **members})


def _office() -> Iterator[Example]:
    body = f"<w:body><w:p><w:r><w:t>{KAZAKH}</w:t></w:r></w:p><w:p><w:r><w:t>{PERSIAN}</w:t></w:r></w:p></w:body>"
    docx = _package(
        "wordprocessingml.document", "word/document.xml", {"word/document.xml": f"<w:document {_W}>{body}</w:document>"}
    )
    yield Example("a.docx", "docx", docx, (KAZAKH, PERSIAN))
    yield Example("a.pptx", "pptx", _slides(), (KAZAKH,))
    yield Example("a.xlsx", "xlsx", _workbook(), (KAZAKH, CHINESE))
    text = f"<office:document-content {_OFFICE}><office:body><office:text><text:p>{KAZAKH}</text:p></office:text></office:body></office:document-content>"
    yield Example("a.odt", "odt", _open("text", text), (KAZAKH,))
    slide = (
        f"<office:document-content {_OFFICE}><office:body><office:presentation><draw:page><draw:frame><draw:text-box>"
        f"<text:p>{KAZAKH}</text:p></draw:text-box></draw:frame></draw:page></office:presentation></office:body></office:document-content>"
    )
    yield Example("a.odp", "odp", _open("presentation", slide), (KAZAKH,))
    rows = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        ) + "</table:table-row>"
        for row in (("id", "text"), ("а", KAZAKH), ("ә", CHINESE))
    )  # fmt: skip
    sheet = (
        f'<office:document-content {_OFFICE}><office:body><office:spreadsheet><table:table table:name="S">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    yield Example("a.ods", "ods", _open("spreadsheet", sheet), (KAZAKH, CHINESE))
    rtf = "{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0\\fcharset204 Arial;}}\\f0 " + "".join(
        f"\\u{ord(c)}?" if ord(c) > 127 else c for c in KAZAKH
    ) + "\\par}"  # fmt: skip
    yield Example("a.rtf", "rtf", rtf.encode("ascii"), (KAZAKH,))
    yield Example(
        "a.pdf", "pdf", pdf("Two horses drank at the spring last night, and the moon was high."), ("horses drank",)
    )
    page = f'<!doctype html><html lang="kk"><head><title>Су</title></head><body><main><h1>Су</h1><p>{KAZAKH}</p></main></body></html>'
    yield _text("a.html", "html", page, KAZAKH)
    yield Example("a.epub", "epub", _book(page), (KAZAKH,))
    mime = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"; type="text/html"\r\n\r\n--b\r\n'
    mime += f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: https://example.org/\r\n\r\n{page}\r\n--b--\r\n"
    yield Example("a.mht", "mhtml", mime.encode(), (KAZAKH,))


def _open(kind: str, content: str) -> bytes:
    mime = f"application/vnd.oasis.opendocument.{kind}"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped({"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": manifest}, first_stored=True)


def _slides() -> bytes:
    names = (
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_RELATIONS}"'
    )
    show = f'<p:presentation {names}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst></p:presentation>'
    slide = (
        f"<p:sld {names}><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{KAZAKH}</a:t></a:r></a:p></p:txBody></p:sp>"
        "</p:spTree></p:cSld></p:sld>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/slide" Target="slides/slide1.xml"/></Relationships>'
    )
    members: dict[str, str | bytes] = {
        "ppt/presentation.xml": show,
        "ppt/_rels/presentation.xml.rels": relations,
        "ppt/slides/slide1.xml": slide,
    }
    return _package("presentationml.presentation", "ppt/presentation.xml", members)


def _workbook() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in zip("AB", row, strict=True)) + "</row>"
        for n, row in enumerate((("id", "text"), ("а", KAZAKH), ("ә", CHINESE)), 1)
    )  # fmt: skip
    book = f'<workbook xmlns="{main}" xmlns:r="{_RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    members: dict[str, str | bytes] = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return _package("spreadsheetml.sheet", "xl/workbook.xml", members)


def _book(page: str) -> bytes:
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
        'full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>Су</dc:title>'
        '<dc:language>kk</dc:language></metadata><manifest><item id="c" href="c.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>'
    )
    xhtml = page.replace("<!doctype html>", "").replace("<html ", '<html xmlns="http://www.w3.org/1999/xhtml" ')
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip", "META-INF/container.xml": container, "b.opf": package, "c.xhtml": xhtml,
    }  # fmt: skip
    return zipped(members, first_stored=True)


def pdf(text: str) -> bytes:
    """Return a PDF of one page with one line of ASCII text."""
    stream = f"BT /F1 11 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def _containers() -> Iterator[Example]:
    plain = f"{KAZAKH}\n".encode()
    yield Example("a.zip", "zip", zipped({"бір.txt": plain, "b.csv": f"text\n{PERSIAN}\n"}), (KAZAKH, PERSIAN))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("бір.txt")
        info.size = len(plain)
        archive.addfile(info, io.BytesIO(plain))
    yield Example("a.tar", "tar", buffer.getvalue(), (KAZAKH,))
    yield Example("a.txt.gz", "gz", gzip.compress(plain, mtime=0), (KAZAKH,))
    yield Example("a.txt.bz2", "bz2", bz2.compress(plain), (KAZAKH,))
    yield Example("a.txt.xz", "xz", lzma.compress(plain), (KAZAKH,))
    page = f"<html><body><p>{KAZAKH}</p></body></html>".encode()
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        "WARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Target-URI: https://example.org/su\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
    )
    yield Example("a.warc", "warc", head.encode() + response + b"\r\n\r\n", (KAZAKH,))
    first = "1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = f"filedesc://a.arc 0.0.0.0 20260102030405 text/plain {len(first)}\n{first}\n"
    arc += f"http://example.org/su 192.0.2.1 20260102030405 text/html {len(response)}\n"
    yield Example("a.arc", "arc", arc.encode() + response + b"\n", (KAZAKH,))


def _tables_of_programs() -> Iterator[Example]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({"text": [KAZAKH, PERSIAN], "n": [1, 2]})
    sink = io.BytesIO()
    pq.write_table(table, sink)
    yield Example("a.parquet", "parquet", sink.getvalue(), (KAZAKH, PERSIAN))
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    yield Example("a.arrow", "arrow", sink.getvalue(), (KAZAKH, PERSIAN))
    yield Example("a.txt.zst", "zst", pa.compress(f"{KAZAKH}\n".encode(), "zstd", asbytes=True), (KAZAKH,))
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (id INTEGER, text TEXT)")
    database.executemany("INSERT INTO t VALUES (?, ?)", [(1, KAZAKH), (2, PERSIAN)])
    database.commit()
    yield Example("a.sqlite", "sqlite", database.serialize(), (KAZAKH, PERSIAN))
    database.close()


@cache
def all_examples() -> tuple[Example, ...]:
    """Return an example of every format but those that no library here can write (XLS, DOC) or that are optional."""
    groups = (_markup, _trees, _localisation, _subtitles_and_words, _office, _containers, _tables_of_programs)
    return tuple(example for group in groups for example in group())


def examples() -> list[tuple[str, bytes]]:
    """Return names and bytes, for scripts that damage them."""
    return [(example.name, example.data) for example in all_examples()]
