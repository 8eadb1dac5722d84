"""Our readers beside independent programs and libraries, over files that those have written: the same words.

Each check is skipped, saying so, where the program or library is not installed.
"""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus_kit.readers import ReadOptions, Record, read
from tests.format_examples import CHINESE, GEORGIAN, KAZAKH, KHMER, PERSIAN, RUSSIAN, TURKISH, all_examples

LINES = [KAZAKH, PERSIAN, CHINESE, TURKISH, GEORGIAN, KHMER, RUSSIAN]
SOURCE = f"""# Бұлақ басында

{KAZAKH} Бұл *өте* **ескі** әңгіме, оны [ауылда](https://example.org/auyl) біледі.

## چشمه

{PERSIAN}

- {TURKISH}
- {GEORGIAN}

1. бірінші
2. екінші

> {RUSSIAN}

{CHINESE}

{KHMER}
"""


def records(data: bytes, name: str, **options: Any) -> list[Record]:
    return [i for i in read(io.BytesIO(data), name, lambda _: ReadOptions(**options)) if isinstance(i, Record)]


def texts(data: bytes, name: str, **options: Any) -> list[str]:
    return [record.text for record in records(data, name, **options)]


def words(text: str) -> list[str]:
    """Return the words of a text; marks of lists, which some writers write out, are none."""
    return [word for word in re.findall(r"\w+", text) if not word.isdigit()]


def pandoc(target: str, source: str = SOURCE, binary: bool = False, origin: str = "markdown") -> bytes:
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    command = ["pandoc", "--from", origin, "--to", target, "--wrap=none", "--standalone", "--metadata", "title=Су"]
    command += ["--output", "-"] if binary else []
    return subprocess.run(command, input=source.encode(), capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("gfm", "a.md"),
        ("rst", "a.rst"),
        ("org", "a.org"),
        ("latex", "a.tex"),
        ("man", "a.1"),
        ("docbook5", "a.xml"),
        ("asciidoc", "a.adoc"),
        ("html5", "a.html"),
        ("tei", "b.xml"),
        ("rtf", "a.rtf"),
        ("docx", "a.docx"),
        ("odt", "a.odt"),
        ("epub3", "a.epub"),
        ("pptx", "a.pptx"),
    ],
)
def test_what_pandoc_writes_holds_the_words_it_was_given(target: str, name: str) -> None:
    data = pandoc(target, binary=target in ("docx", "odt", "epub3", "pptx"))
    ours = words("\n".join(texts(data, name, **({"extent": "whole"} if name.endswith("html") else {}))))
    expected = words(re.sub(r"\]\([^)]*\)", "]", SOURCE))
    while ours and ours[0] in ("Су", "SU"):  # the title stands in the text of some formats, not of others
        del ours[0]
    if target == "pptx":  # a slide begins with each heading, and its text may be parted
        assert sorted(ours) == sorted(expected)
    elif target == "man":
        expected = words(SOURCE)  # in a manual page the address of a link is shown
        assert [w.casefold() for w in ours] == [w.casefold() for w in expected]
    else:
        assert ours == expected


def test_restructured_text_beside_docutils() -> None:
    core = pytest.importorskip("docutils.core")
    source = f"Су\n==\n\n{KAZAKH} *ескі* ``x``\n\n* {TURKISH}\n* {GEORGIAN}\n\n.. note:: {RUSSIAN}\n\n.. comment\n\n{PERSIAN}\n"
    tree = core.publish_doctree(source, settings_overrides={"report_level": 5})
    for comment in list(tree.findall(pytest.importorskip("docutils.nodes").comment)):
        comment.parent.remove(comment)
    assert words("\n".join(texts(source.encode(), "a.rst"))) == words(tree.astext())


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass", "ssa"])
def test_subtitles_beside_pysubs2(kind: str) -> None:
    pysubs2 = pytest.importorskip("pysubs2")
    file = pysubs2.SSAFile()
    for number, line in enumerate(LINES):
        shown = f"{{\\i1}}{line}{{\\i0}}" if kind in ("ass", "ssa") and number == 1 else line
        file.append(pysubs2.SSAEvent(start=number * 2000, end=number * 2000 + 1500, text=shown))
    data = file.to_string(kind)
    theirs = [event.plaintext for event in pysubs2.SSAFile.from_string(data)]
    assert "\n".join(texts(data.encode(), f"a.{kind}")).split("\n") == theirs == LINES


def test_conllu_is_rebuilt_as_its_comment_has_it() -> None:
    rows = {
        "Мен ауылға бардым.": [("Мен", ""), ("ауылға", ""), ("бардым", "SpaceAfter=No"), (".", "")],
        "«Су» дедім.": [("«", "SpaceAfter=No"), ("Су", "SpaceAfter=No"), ("»", ""), ("дедім", "SpaceAfter=No"), (".", "")],
        "我喝水。": [("我", "SpaceAfter=No"), ("喝", "SpaceAfter=No"), ("水", "SpaceAfter=No"), ("。", "SpaceAfter=No")],
    }  # fmt: skip
    without = "\n\n".join(
        "\n".join("\t".join([str(n), word, *"_______", misc or "_"]) for n, (word, misc) in enumerate(sentence, 1))
        for sentence in rows.values()
    )
    assert texts((without + "\n\n").encode(), "a.conllu") == list(rows)


def test_a_page_beside_lxml() -> None:
    html = pytest.importorskip("lxml.html")
    page = pandoc("html5")
    tree = html.fromstring(page.decode("utf-8"))
    theirs = words(tree.find("body").text_content())
    assert words("\n".join(texts(page, "a.html", extent="whole"))) == theirs


def test_a_word_document_beside_python_docx() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("Бұлақ", 1)
    for line in LINES:
        paragraph = document.add_paragraph()
        paragraph.add_run(line[:7]).bold = True
        paragraph.add_run(line[7:])
    table = document.add_table(2, 2)
    for place, line in zip([(0, 0), (0, 1), (1, 0), (1, 1)], LINES, strict=False):
        table.cell(*place).text = line
    buffer = io.BytesIO()
    document.save(buffer)
    again = docx.Document(io.BytesIO(buffer.getvalue()))
    theirs = [p.text for p in again.paragraphs] + [c.text for row in again.tables[0].rows for c in row.cells]
    assert words(texts(buffer.getvalue(), "a.docx")[0]) == words("\n".join(theirs))


def test_slides_beside_python_pptx() -> None:
    pptx = pytest.importorskip("pptx")
    show = pptx.Presentation()
    for line in LINES:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = line
        slide.placeholders[1].text = f"{RUSSIAN}\n{TURKISH}"
    buffer = io.BytesIO()
    show.save(buffer)
    again = pptx.Presentation(io.BytesIO(buffer.getvalue()))
    theirs = [shape.text_frame.text for slide in again.slides for shape in slide.shapes if shape.has_text_frame]
    assert words("\n".join(texts(buffer.getvalue(), "a.pptx"))) == words("\n".join(theirs))


def test_an_open_document_beside_odfpy() -> None:
    opendocument, text = pytest.importorskip("odf.opendocument"), pytest.importorskip("odf.text")
    document = opendocument.OpenDocumentText()
    document.text.addElement(text.H(outlinelevel=1, text="Бұлақ"))
    for line in LINES:
        document.text.addElement(text.P(text=line))
    buffer = io.BytesIO()
    document.write(buffer)
    assert texts(buffer.getvalue(), "a.odt")[0].split() == " ".join(["Бұлақ", *LINES]).split()


def test_a_workbook_beside_openpyxl() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["id", "text"])
    for number, line in enumerate(LINES):
        book.active.append([number, line])
    buffer = io.BytesIO()
    book.save(buffer)
    again = openpyxl.load_workbook(io.BytesIO(buffer.getvalue()), read_only=True).active
    assert texts(buffer.getvalue(), "a.xlsx") == [row[1] for row in again.iter_rows(2, values_only=True)] == LINES


def test_rich_text_beside_striprtf() -> None:
    striprtf = pytest.importorskip("striprtf.striprtf")
    data = pandoc("rtf")
    assert words(texts(data, "a.rtf")[0]) == words(striprtf.rtf_to_text(data.decode("ascii")))


def test_a_book_beside_zip_and_lxml() -> None:
    html, zipfile = pytest.importorskip("lxml.html"), pytest.importorskip("zipfile")
    data = pandoc("epub3", binary=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pages = [n for n in archive.namelist() if re.search(r"ch\d+\.xhtml$", n)]
        trees = [html.fromstring(archive.read(name)) for name in sorted(pages)]
    theirs = words("\n".join(tree.find(".//body").text_content() for tree in trees))
    ours = words("\n".join(texts(data, "a.epub")))
    assert ours[len(ours) - len(theirs) :] == theirs


def test_a_web_archive_beside_warcio() -> None:
    writer, iterator = pytest.importorskip("warcio.warcwriter"), pytest.importorskip("warcio.archiveiterator")
    status = pytest.importorskip("warcio.statusandheaders").StatusAndHeaders
    buffer = io.BytesIO()
    out = writer.WARCWriter(buffer, gzip=True)
    for number, line in enumerate(LINES):
        page = f"<html><body><main><p>{line}</p></main></body></html>".encode()
        headers = status("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        address = f"https://example.org/{number}"
        out.write_record(out.create_warc_record(address, "response", payload=io.BytesIO(page), http_headers=headers))
    theirs = [
        (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read().decode())
        for record in iterator.ArchiveIterator(io.BytesIO(buffer.getvalue()))
    ]
    ours = [(record.source_url, record.text) for record in records(buffer.getvalue(), "a.warc.gz")]
    assert [(url, re.sub("<[^>]*>", "", page)) for url, page in theirs] == ours


def test_yaml_beside_pyyaml() -> None:
    yaml = pytest.importorskip("yaml")
    data = yaml.safe_dump({"kk": {"a": KAZAKH, "list": LINES, "deep": {"b": {"c": PERSIAN}}}}, allow_unicode=True)

    def strings(value: Any) -> list[str]:
        if isinstance(value, str):
            return [value]
        return [s for part in (value.values() if isinstance(value, dict) else value) for s in strings(part)]

    assert texts(data.encode(), "kk.yml") == strings(yaml.safe_load(data))


def _sides(etree: Any, tree: Any) -> list[str]:
    return ["".join(e.itertext()) for e in tree.iter("{*}source", "{*}target")]


def _by_tag(*tags: str) -> Callable[[Any, Any], list[str]]:
    return lambda etree, tree: ["".join(e.itertext()) for e in tree.iter(*tags)]


@pytest.mark.parametrize(
    ("format_name", "found"),
    [
        ("xliff", _sides),
        ("tmx", _by_tag("{*}seg")),
        ("qt-ts", _by_tag("source", "translation")),
        ("android-strings", _by_tag("string")),
    ],
)
def test_localisation_beside_lxml(format_name: str, found: Callable[[Any, Any], list[str]]) -> None:
    etree = pytest.importorskip("lxml.etree")
    example = next(e for e in all_examples() if e.format == format_name)
    theirs = found(etree, etree.fromstring(example.data))
    assert sorted(" ".join(t.split()) for t in texts(example.data, example.name)) == sorted(
        " ".join(t.split()) for t in theirs if t.strip()
    )


def test_gettext_beside_polib() -> None:
    polib = pytest.importorskip("polib")
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "kk"}
    for line in LINES:
        file.append(polib.POEntry(msgid=RUSSIAN + line[:3], msgstr=f'{line}\n"{line}"\t\\'))
    theirs = [side for entry in polib.pofile(str(file)) for side in (entry.msgid, entry.msgstr)]
    assert sorted(texts(str(file).encode(), "kk.po")) == sorted(theirs)


def test_a_database_beside_sqlite3(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        database.execute("CREATE TABLE t (id INTEGER, text TEXT)")
        database.executemany("INSERT INTO t VALUES (?, ?)", list(enumerate(LINES)))
        database.commit()
        theirs = [row[0] for row in database.execute("SELECT text FROM t ORDER BY id")]
    database.close()
    assert texts((tmp_path / "a.sqlite").read_bytes(), "a.sqlite") == theirs


def test_parquet_beside_duckdb(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    path = (tmp_path / "a.parquet").as_posix()
    with duckdb.connect() as database:
        database.execute("CREATE TABLE t (id INTEGER, text VARCHAR)")
        database.executemany("INSERT INTO t VALUES (?, ?)", [list(row) for row in enumerate(LINES)])
        database.execute(f"COPY (SELECT * FROM t ORDER BY id) TO '{path}' (FORMAT parquet)")
    assert texts(Path(path).read_bytes(), "a.parquet") == LINES


def test_a_7z_archive_beside_py7zr() -> None:
    py7zr = pytest.importorskip("py7zr")
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        for number, line in enumerate(LINES):
            archive.writestr(line.encode(), f"{number}.txt")
    assert texts(buffer.getvalue(), "a.7z") == LINES


def test_a_pdf_beside_pdftotext(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    example = next(e for e in all_examples() if e.format == "pdf")
    (tmp_path / "a.pdf").write_bytes(example.data)
    command = ["pdftotext", "-enc", "UTF-8", str(tmp_path / "a.pdf"), "-"]
    theirs = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert words("\n".join(texts(example.data, "a.pdf"))) == words(theirs)
