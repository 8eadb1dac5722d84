"""Files whose name says one format and whose content is another."""

from __future__ import annotations

import io

import pytest

from corpus_kit.readers import ReadOptions, read
from corpus_kit.readers.records import Record, Remark

LETTERS = "Дар қишлоқи мо чашмае ҳаст, ки обаш тобистон хунук аст.\nПиронсолон инро медонанд.\n".encode()
PAGE = "<html><body><p>الصفحة غير موجودة، حاول مرة أخرى من فضلك</p></body></html>".encode()
TABLE = "id\ttext\n1\t你好，这是第一行文字\n2\t这是第二行文字\n".encode()
ENDINGS = frozenset(
    ("pdf", "docx", "xlsx", "pptx", "epub", "odt", "zip", "gz", "7z", "tar", "parquet", "sqlite", "warc", "rtf")
) | {"png", "mp3", "mo"}
RTF = rb"{\rtf1\ansi Plain words, written long ago.}"


def items(data: bytes, name: str) -> list[object]:
    return list(read(io.BytesIO(data), name, lambda _: ReadOptions()))


def told(data: bytes, name: str) -> list[Remark]:
    return [i for i in items(data, name) if isinstance(i, Remark) and i.code == "name-of-another-format"]


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_plain_letters_under_a_name_of_another_format_are_read_and_told(ending: str) -> None:
    found = items(LETTERS, f"файл.{ending}")
    assert [i.text for i in found if isinstance(i, Record)] == [LETTERS.decode()]
    (remark,) = told(LETTERS, f"файл.{ending}")
    assert remark.params["ending"] == ending and remark.params["title"] == "plain text"


@pytest.mark.parametrize(
    ("data", "name", "title"),
    [
        (PAGE, "a.csv", "a web page (HTML)"),
        (PAGE, "a.srt", "a web page (HTML)"),
        (PAGE, "a.json", "a web page (HTML)"),
        (PAGE, "a.pdf", "a web page (HTML)"),
        (PAGE, "a.xls", "a web page (HTML)"),
        (RTF, "a.doc", "rich text (RTF)"),
        (TABLE, "a.xls", "tab-separated values"),
    ],
)
def test_content_is_believed_before_the_name_and_the_difference_told(data: bytes, name: str, title: str) -> None:
    assert [r.params["title"] for r in told(data, name)] == [title]
    assert any(isinstance(i, Record) for i in items(data, name))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (LETTERS, "a.txt"),
        (LETTERS, "a"),
        (LETTERS, "a.1"),
        (LETTERS, "a.md"),
        (LETTERS, "a.dat"),
        (PAGE, "a.xhtml"),
        (PAGE, "a.xml"),
        (PAGE, "a.txt"),
        (b'{"text": "one"}\n{"text": "two"}\n', "a.json"),
        (TABLE, "a.csv"),
        (RTF, "a.rtf"),
    ],
)
def test_a_name_that_fits_or_promises_nothing_is_not_spoken_of(data: bytes, name: str) -> None:
    assert not told(data, name)
