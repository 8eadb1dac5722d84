"""Each row is a small broken file and the code that its reader, or the repair of its text, must give."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_kit.checking import check
from tests.conftest import make_batch
from tests.format_examples import KAZAKH, PERSIAN, RUSSIAN, zipped

ZAWGYI = "ကၽြန္ေတာ္ ေရေသာက္သည္။ ေက်ာင္းသြားသည္။ မိုးရြာသည္။"
TAIL = '<?xml version="1.0"?>'
PAGE = f"<html><head><title>Су</title></head><body><p>{KAZAKH}</p></body></html>"


def word(body: str) -> bytes:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    document = f"<w:document {names}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": types, "word/document.xml": document})


def book(members: dict[str, str | bytes]) -> bytes:
    return zipped({"mimetype": "application/epub+zip", **members}, first_stored=True)


def warc(length: int, kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    body = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}\r\n{PAGE}".encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-01-02T03:04:05Z\r\nWARC-Target-URI: https://example.org/su\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body) + length}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


ROWS: list[tuple[str, str, bytes | str]] = [
    ("markup-without-text", "a.rst", ".. code-block:: python\n\n   x = 1\n"),
    ("markup-include-not-followed", "a.adoc", f"= Су\n\n{KAZAKH}\n\ninclude::b.adoc[]\n"),
    ("subtitles-without-cues", "a.vtt", "WEBVTT\n\nNOTE бос\n"),
    ("docx-tracked-changes", "a.docx", word(
        f"<w:p><w:r><w:t>{KAZAKH}</w:t></w:r><w:del><w:r><w:delText>жоқ</w:delText></w:r></w:del></w:p>")),
    ("office-damaged", "a.docx", word(f"<w:p><w:r><w:t>{KAZAKH}</w:t></w:r></w:p>")[:-30]),
    ("office-part-missing", "a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}, True)),
    ("office-part-damaged", "a.docx", zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document"})),
    ("legacy-font", "a.docx", word(
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="Kruti Dev 010"/></w:rPr><w:t>Hkkjr esjk ns\'k gS vkSj ;g lqUnj gS</w:t></w:r></w:p>')),
    ("rtf-ends-early", "a.rtf", "{\\rtf1\\ansi Two horses drank at the spring."),
    ("pdf-damaged", "a.pdf", b"%PDF-1.7\n1 0 obj\n"),
    ("encoding-declaration-wrong", "a.html",
     PAGE.replace("<head>", '<head><meta charset="windows-1251">').encode()),
    ("repaired-mojibake", "a.txt", RUSSIAN.encode().decode("latin-1")),
    ("repaired-zawgyi", "a.txt", ZAWGYI),
    ("zawgyi-kept", "raw/a.txt", ZAWGYI),
    ("repaired-presentation-forms", "a.txt", "ﺍﻟﻜﺘﺎﺏ ﺟﺪﻳﺪ ﻭﺟﻤﻴﻞ ﻓﻲ ﻫﺬﻩ ﺍﻟﻤﻜﺘﺒﺔ"),
    ("repaired-kashidas", "a.txt", "كتـــاب جديد في هذه المكتبة الكبيرة"),
    ("repaired-soft-hyphens", "a.txt", KAZAKH.replace("түнде", "түн\u00adде")),
    ("repaired-spaces", "a.txt", KAZAKH.replace(" ", "\u00a0", 2)),
    ("repaired-zero-width", "a.txt", KAZAKH.replace("бұлақ", "бұ\u200bлақ")),
    ("repaired-joiners", "a.txt", KAZAKH.replace("бұлақ", "бұ\u200dлақ")),
    ("repaired-direction-controls", "a.txt", KAZAKH.replace("бұлақ", "\u202eбұлақ")),
    ("repaired-lookalikes", "a.txt", KAZAKH.replace("басында", "бaсындa").replace("ат", "aт")),
    ("repaired-arabic-letters", "a.txt", PERSIAN.replace("ک", "ك").replace("ی", "ي") + " این کتاب را که می‌خوانی پدرم نوشته است و چاپ كرد."),
    ("repaired-half-width", "a.txt", "ﾊﾟﾝを買って、ｺｰﾋｰを飲みました。今日はとても天気がいいです。"),
    ("private-characters", "a.txt", f"{KAZAKH} \ue123"),
    ("letters-lost", "a.txt", KAZAKH.replace("бұлақ", "б\ufffdлақ")),
    ("text-garbled", "a.txt", "К\ufffd\ufffdе т\ufffdн\ufffdе б\ufffdл\ufffdқ б\ufffdс\ufffdн\ufffdа е\ufffd\ufffd ж\ufffdл\ufffdы с\ufffd і\ufffd\ufffdі"),
    ("text-in-private-characters", "a.txt", "\ue101\ue102\ue103 \ue104\ue105\ue106 \ue107\ue108"),
    ("html-without-text", "a.html", "<html><body><img src='a.png'></body></html>"),
    ("html-frameset", "a.html", "<html><frameset cols='20%,80%'><frame src='a.html'><frame src='b.html'></frameset></html>"),
    ("html-redirect", "a.html", "<html><head><meta http-equiv='refresh' content='0; url=/kk/'></head><body></body></html>"),
    ("html-built-by-script", "a.html", "<html><body><div id='app'></div><script>document.write('x')</script></body></html>"),
    ("mhtml-without-page", "a.mht", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n"
     "Content-Type: image/png\r\n\r\nx\r\n--b--\r\n"),
    ("epub-without-package", "a.epub", book({"a.xhtml": PAGE})),
    ("epub-encrypted", "a.epub", book({
        "META-INF/encryption.xml": "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
        "<EncryptedData xmlns='http://www.w3.org/2001/04/xmlenc#'><EncryptionMethod Algorithm='http://www.w3.org/2001/04/"
        "xmlenc#aes256-cbc'/><CipherData><CipherReference URI='c.xhtml'/></CipherData></EncryptedData></encryption>",
        "META-INF/container.xml": "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
        "<rootfile full-path='b.opf' media-type='application/oebps-package+xml'/></rootfiles></container>",
        "b.opf": "<package xmlns='http://www.idpf.org/2007/opf'><manifest><item id='c' href='c.xhtml' "
        "media-type='application/xhtml+xml'/></manifest><spine><itemref idref='c'/></spine></package>",
        "c.xhtml": b"\x00\x01\x02"})),
    ("warc-record-broken", "a.warc", warc(400)),
    ("warc-responses-set-aside", "a.warc", warc(0) + warc(0, "image/png")),
    ("xml-entities-refused", "a.tmx", TAIL + "<!DOCTYPE tmx [<!ENTITY a0 'аа'>"
     + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)) + ']><tmx version="1.4"><body><tu>'
     '<tuv xml:lang="kk"><seg>&a8;</seg></tuv></tu></body></tmx>'),
    ("xml-ampersand-alone", "a.xml", f"{TAIL}<rss version='2.0'><channel><item><description>{KAZAKH} & су</description></item></channel></rss>"),
    ("xml-entity-unknown", "a.xml", f"{TAIL}<rss version='2.0'><channel><item><description>{KAZAKH} &suu;</description></item></channel></rss>"),
    ("xml-too-deep", "a.xml", "<a>" * 5000 + KAZAKH + "</a>" * 5000),
    ("xml-element-guessed", "a.xml", f"<list><entry>{KAZAKH}</entry><entry>{RUSSIAN}</entry></list>"),
    ("xml-no-prose", "a.xml", "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element name='a'/></xs:schema>"),
]  # fmt: skip


def given(tmp_path: Path, name: str, data: bytes | str) -> set[str]:
    declaration = (
        'name = "Broken"\ncontributor = "Example Archive"\n[rights]\nlicense = "CC0-1.0"\nholder = "Example Archive"\n'
        'basis = "own-work"\n[[files]]\nglob = "raw/**"\nrepair = false\n'
    )
    report = check(make_batch(tmp_path / "batch", {name: data}, declaration))
    for file in report.files:
        assert file.records == file.documents + file.refused
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize(("code", "name", "data"), ROWS, ids=[row[0] for row in ROWS])
def test_a_broken_file_is_told_of(tmp_path: Path, code: str, name: str, data: bytes | str) -> None:
    assert code in given(tmp_path, name, data)
