"""Small documents, workbooks, books and texts, each with what a person must be told of it, and the code that tells."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import SelectolaxError

from corpus_kit import readers
from corpus_kit.checking import check
from corpus_kit.readers.families import html, office_package
from corpus_kit.readers.records import ReadOptions, Refusal, Remark
from tests.conftest import make_batch
from tests.format_examples import CHINESE, KAZAKH, PERSIAN, RUSSIAN, TURKISH, all_examples, zipped
from tests.test_reader_codes import PAGE, book, given, warc

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTAINER = (
    "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='b.opf' "
    "media-type='application/oebps-package+xml'/></rootfiles></container>"
)


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(rows: str, more: str = "", second: str = "", state: str = "") -> bytes:
    """Return a workbook with the sheet S, and T where `second` gives its rows."""
    sheets = {"S": (rows, more), **({"T": (second, "")} if second else {})}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"{state if n == 2 else ""}/>' for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">{links}</Relationships>',
    }
    for n, (data, after) in enumerate(sheets.values(), 1):
        body = f'<worksheet xmlns="{SHEET}"><sheetData>{data}</sheetData>{after}</worksheet>'
        members[f"xl/worksheets/sheet{n}.xml"] = body
    return zipped(members)


HEAD = f'<row r="1">{cell("A1", "id")}{cell("B1", "text")}</row>'
ROW = f'<row r="2">{cell("A2", "а")}{cell("B2", KAZAKH)}</row>'


def word(body: str, more: dict[str, str | bytes] | None = None) -> bytes:
    document = f'<w:document {WORD} xmlns:r="{RELATIONS}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **(more or {})})


def epub(manifest: str, spine: str, **pages: str) -> bytes:
    package = (
        f"<package xmlns='http://www.idpf.org/2007/opf'><manifest>{manifest}</manifest><spine>{spine}</spine></package>"
    )
    files: dict[str, str | bytes] = {f"{name}.xhtml": page for name, page in pages.items()}
    return book({"META-INF/container.xml": CONTAINER, "b.opf": package, **files})


def item(name: str) -> str:
    return f"<item id='{name}' href='{name}.xhtml' media-type='application/xhtml+xml'/>"


EMBEDDED = word(
    f'<w:p><w:r><w:t>{KAZAKH}</w:t></w:r></w:p><w:altChunk r:id="r1"/>',
    {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="r1" '
        f'Type="{RELATIONS}/aFChunk" Target="inner.docx"/></Relationships>',
        "word/inner.docx": word("<w:p/>"),
    },
)
PICTURES = word("<w:p><w:r><w:drawing/></w:r></w:p>")
MENU = "".join(f"<li><a href='/{n}'>{word}</a></li>" for n, word in enumerate(KAZAKH.split()))
LONG = " ".join([KAZAKH, RUSSIAN, PERSIAN, TURKISH] * 2)
MOSTLY_ASIDE = (
    f"<html><body><main><p>{LONG}</p></main><footer><p>{LONG} {KAZAKH}</p></footer>"
    f"<nav><p>{LONG} {RUSSIAN}</p></nav></body></html>"
)
BACKWARDS = "\n".join(line[::-1] for line in ("هذا الكتاب في هذه المدينة التي كان على الجبل", "كل هذا كان بعد أو قبل"))
HEBREW_BACKWARDS = "הוא לא יודע כי אני כל היום עם הילדים של דודה, וגם היא אם יש מים"[::-1]
KRUTI_DEV = "Hkkjr ds yksx bl ckr dks ugha ekurs gSa vkSj og ;g Hkh dgrs gSa fd ;s lc ugha gks ldrk gS vkSj bls djuk gS"
UZBEK = "Bu yangi so'z qo'shiq bilan o'qildi va yana bir qo'shiq bo'ldi, ular uchun shu bo'lgan."

ROWS: list[tuple[str, str, bytes | str]] = [
    ("docx-embedded-not-read", "a.docx", EMBEDDED),
    ("office-only-pictures", "a.docx", PICTURES),
    ("epub-document-missing", "a.epub", epub(item("c") + item("d"), "<itemref idref='c'/><itemref idref='d'/>", c=PAGE)),
    ("epub-outside-reading-order", "a.epub", epub(item("c") + item("d"), "<itemref idref='c'/>", c=PAGE, d=PAGE)),
    ("epub-spine-broken", "a.epub", epub(item("c"), "<itemref idref='c'/><itemref idref='x'/>", c=PAGE)),
    ("html-only-links", "a.html", f"<html><body><nav><ul>{MENU}</ul></nav></body></html>"),
    ("html-much-left-out", "a.html", MOSTLY_ASIDE),
    ("html-tags-taken-out", "a.html", f"<html><body><p>{KAZAKH}" + "<font><b>" * 3000 + f"{RUSSIAN}</p></body></html>"),
    ("mojibake-kept", "raw/a.txt", "The cafÃ© by the spring was open until the two horses had gone home."),
    ("repaired-apostrophes", "a.txt", UZBEK),
    ("repaired-invisible", "a.txt", KAZAKH.replace("бұлақ", "бұ\u2063лақ")),
    ("repaired-symbols", "a.txt", f"\uf0b7 {KAZAKH}"),
    ("repaired-visual-order", "a.txt", HEBREW_BACKWARDS),
    ("text-in-visual-order", "a.txt", BACKWARDS),
    ("text-in-font-encoding", "a.txt", KRUTI_DEV),
    ("rtf-bytes-unreadable", "a.rtf", f"{{\\rtf1\\ansi\\ansicpg932 {TURKISH.encode('ascii', 'ignore').decode()} \\'82\\'20}}"),
    ("tagged-words-uneven", "a.iob", "Кеше B-DATE\nтүнде O\nбұлақ N O\nбасында O\nекі O\n\nжылқы O\nсу O\nішті O\n"),
    ("warc-without-answers", "a.warc", warc(0).replace(b"WARC-Type: response", b"WARC-Type: request")),
    ("warc-length-wrong", "a.warc", warc(-4) + warc(0)),
    ("warc-coding-not-read", "a.warc", warc(0, more="Content-Encoding: br\r\n").replace(b"<html>", b"\x8b\x02\x80\x03\x00\x01")),
    ("workbook-attributes-lost", "a.xlsx", workbook(
        HEAD + f'<row r="2"><c r="A2" t="e"><v>#REF!</v></c>{cell("B2", KAZAKH)}</row>')),
    ("workbook-error-value", "a.xlsx", workbook(
        HEAD + ROW + f'<row r="3">{cell("A3", "ә")}<c r="B3" t="e"><v>#N/A</v></c></row>')),
    ("workbook-formula-uncalculated", "a.xlsx", workbook(
        HEAD + ROW + f'<row r="3">{cell("A3", "ә")}<c r="B3"><f>A1&amp;A2</f></c></row>')),
    ("workbook-hidden", "a.xlsx", workbook(HEAD + ROW, second=HEAD + ROW, state=' state="hidden"')),
    ("workbook-merged-cells", "a.xlsx", workbook(HEAD + ROW, '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')),
    ("workbook-rows-above", "a.xlsx", workbook(
        f'<row r="1">{cell("A1", "Су туралы")}</row><row r="3">{cell("A3", "id")}{cell("B3", "text")}</row>'
        f'<row r="4">{cell("A4", "а")}{cell("B4", KAZAKH)}</row><row r="5">{cell("A5", "ә")}{cell("B5", CHINESE)}</row>')),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "data"), ROWS, ids=[row[0] for row in ROWS])
def test_a_person_is_told(tmp_path: Path, code: str, name: str, data: bytes | str) -> None:
    assert code in given(tmp_path, name, data)


def told(data: bytes, name: str, **options: str) -> set[str]:
    items = readers.read(io.BytesIO(data), name, lambda _: replace(ReadOptions(), **options))
    return {i.code for i in items if isinstance(i, Refusal | Remark)}


@pytest.mark.parametrize(
    ("line", "code"), [('table = "Z"', "workbook-no-such-sheet"), ('text = "text"', "workbook-sheet-passed-over")]
)
def test_what_the_manifest_names_and_the_workbook_lacks(tmp_path: Path, line: str, code: str) -> None:
    declaration = (
        'name = "Sheets"\ncontributor = "Example Archive"\n[rights]\nlicense = "CC0-1.0"\nholder = "Example Archive"\n'
        f'basis = "own-work"\n[[files]]\nglob = "*.xlsx"\n{line}\n'
    )
    second = f'<row r="1">{cell("A1", "су")}</row><row r="2">{cell("A2", RUSSIAN)}</row>'
    report = check(make_batch(tmp_path / "batch", {"a.xlsx": workbook(HEAD + ROW, second=second)}, declaration))
    assert code in {finding.code for finding in report.findings}


def test_a_part_with_more_elements_than_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_package, "_ELEMENTS_AT_ONCE", 20)
    table = "<w:tbl>" + "<w:tr><w:tc><w:p><w:r><w:t>су</w:t></w:r></w:p></w:tc></w:tr>" * 40 + "</w:tbl>"
    assert "office-part-too-large" in told(word(table), "a.docx")


def test_a_page_that_the_parser_gives_up_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(source: str) -> None:
        raise SelectolaxError("no memory")

    monkeypatch.setattr(html, "LexborHTMLParser", broken)
    assert "html-not-parsed" in told(PAGE.encode(), "a.html")


def test_hidden_slides_are_read_and_told_of(tmp_path: Path) -> None:
    slides = next(example.data for example in all_examples() if example.format == "pptx")
    with zipfile.ZipFile(io.BytesIO(slides)) as archive:
        names = archive.namelist()
        members: dict[str, str | bytes] = {n: archive.read(n).replace(b"<p:sld ", b'<p:sld show="0" ') for n in names}
    assert "pptx-hidden-slides" in given(tmp_path, "a.pptx", zipped(members))


def test_a_page_that_leads_on_only_without_scripts_is_read(tmp_path: Path) -> None:
    refresh = "<meta http-equiv='refresh' content='0; url=/km/noscript.html'>"
    page = PAGE.replace("<head>", f"<head><noscript>{refresh}</noscript>")
    assert "html-redirect" not in given(tmp_path / "one", "a.html", page)
    only = f"<html><head>{refresh}</head><body></body></html>"
    assert "html-redirect" in given(tmp_path / "two", "a.html", only)


def test_words_that_stay_garbled_are_told_of(tmp_path: Path) -> None:
    words = " ".join("Ð§ÐµÑ" + letter for letter in "абвгд")
    assert "text-garbled-in-part" in given(
        tmp_path, "a.txt", f"{words} and a dozen words that are as they should be here"
    )
