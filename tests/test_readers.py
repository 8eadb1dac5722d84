"""Readers: every format good and broken; every record a record or a refusal with a place."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable

import pytest

from corpus_kit.findings import catalogue
from corpus_kit.readers import Item, Limits, ReadOptions, Record, Refusal, Remark, read, tool_of
from corpus_kit.readers.records import LeftOut
from corpus_kit.stages.clean import clean_text


def items_of(data: bytes, path: str, limits: Limits | None = None, **options: str) -> list[Item]:
    every = read(io.BytesIO(data), path, lambda _: ReadOptions(**options), limits or Limits())
    found: list[Item] = [item for item in every if not isinstance(item, LeftOut)]  # what was left out is no finding
    for item in found:
        assert not isinstance(item, LeftOut)
        template = catalogue()[item.code] if not isinstance(item, Record) else None
        if template is not None:
            assert template.parameters() - {"place"} <= set(item.params), (item, template)  # type: ignore[union-attr]
        if not isinstance(item, Remark):
            assert item.format
    return found


def told(items: list[Item]) -> list[tuple[str, str]]:
    """Return text or code, and place, of what counts as a record."""
    return [
        (i.text if isinstance(i, Record) else i.code, i.place) for i in items if not isinstance(i, (Remark, LeftOut))
    ]


def remarks(items: list[Item]) -> list[str]:
    return [item.code for item in items if isinstance(item, Remark)]


# --- text


def test_a_text_is_one_record_kept_as_it_is() -> None:
    text = "Нан пісірілді.\r\n\r\n  Шай да дайын.\n"
    (record,) = items_of(text.encode(), "a.txt")
    assert record == Record(text, "", "text", "utf-8")


def test_paragraphs_and_lines() -> None:
    data = "سطر اول\nسطر دوم\n\n\nپاراگراف دیگر\n".encode()
    assert told(items_of(data, "a.txt", unit="paragraph")) == [
        ("سطر اول\nسطر دوم", "paragraph 1"),
        ("پاراگراف دیگر", "paragraph 2"),
    ]
    assert [place for _, place in told(items_of(data, "a.txt", unit="line"))] == ["line 1", "line 2", "line 5"]


def test_a_million_characters_in_one_line() -> None:
    (record,) = items_of(("ཡི་གེ་" * 200_000).encode(), "a.txt")
    assert isinstance(record, Record)
    assert len(record.text) == 1_200_000


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.json", "a.jsonl", "a.conllu", "a.md", "a.pdf"])
def test_an_empty_file_is_one_refusal(data: bytes, name: str) -> None:
    assert told(items_of(data, name)) == [("empty-file", "")]


def test_damaged_utf8_is_refused_with_its_lines_and_never_mended() -> None:
    data = "бір\nекі\n".encode() * 50 + b"\xd2\n" + "үш\n".encode()
    (refusal,) = items_of(data, "a.txt")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.place, refusal.params["count"]) == ("invalid-utf8", "line 101", 1)


def test_damaged_utf8_costs_one_line_where_lines_are_records() -> None:
    data = "бір сөз\n".encode() * 3 + b"\xd2\n" + "үш\n".encode()
    assert told(items_of(data, "a.txt", unit="line"))[3:] == [("invalid-utf8", "line 4"), ("үш", "line 5")]


def test_nul_bytes_are_no_reason_to_stop() -> None:
    assert told(items_of("қар\0 жауды, жел соқты, күн суытты".encode(), "a.txt"))[0][0].startswith("қар\0")


def test_a_declared_encoding_wins_or_is_said_to_be_wrong() -> None:
    data = "Бүгін".encode("kz1048")
    assert told(items_of(data, "a.txt", encoding="kz1048")) == [("Бүгін", "")]
    (refusal,) = items_of(data, "a.txt", encoding="utf-8")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.place) == ("encoding-declared-wrong", "byte 1")
    assert told(items_of(data, "a.txt", encoding="utf-9000"))[0][0] == "encoding-declared-unknown"


def test_a_file_too_large_for_one_text() -> None:
    limits = Limits(file_unit_bytes=1 << 20)
    data = ("сөз " * 20 + "\n").encode() * 20_000
    assert told(items_of(data, "a.txt", limits)) == [("file-too-large-for-one-text", "")]
    assert len(told(items_of(data, "a.txt", limits, unit="line"))) == 20_000


def test_front_matter_of_markdown_is_left_out_and_said() -> None:
    items = items_of("---\ntitle: Нан\n---\n# Нан\n\nМука, су.\n".encode(), "a.md")
    assert told(items) == [("Нан\n\nМука, су.", "")]
    assert remarks(items) == ["markdown-front-matter"]


# --- CSV


def test_csv_as_a_spreadsheet_saves_it() -> None:
    data = '\ufeffid;текст;lang\r\n1;"Ак нан; ""жаңы""\r\nэкинчи сап";ky\r\n2;nan;ky\r\n3;NA;\r\n4;;ky\r\n'.encode()
    items = items_of(data, "a.csv")
    assert told(items) == [
        ('Ак нан; "жаңы"\nэкинчи сап', "row 2"),
        ("nan", "row 3"),
        ("NA", "row 4"),
        ("record-without-text", "row 5"),
    ]
    first = items[0]
    assert isinstance(first, Record)
    assert (first.language, first.metadata) == ("ky", {"id": "1"})


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    rows = [["id", "text"], ["1", "بىرىنچى جۈملە"], ["2", "ئىككىنچى جۈملە"]]
    data = "\n".join(separator.join(row) for row in rows).encode()
    assert told(items_of(data, "a.csv")) == [("بىرىنچى جۈملە", "row 2"), ("ئىككىنچى جۈملە", "row 3")]


def test_the_column_with_the_longest_text_is_taken_and_said() -> None:
    items = items_of("word|meaning\nкітап|оқуға арналған басылым\nқалам|жазу құралы\n".encode(), "a.csv")
    assert [text for text, _ in told(items)] == ["оқуға арналған басылым", "жазу құралы"]
    assert "csv-column-guessed" in remarks(items)


def test_a_table_without_header() -> None:
    data = "珍妮的鸭子每天下十六颗蛋。她吃三颗。\t18\n做一件袍子要两匹蓝布。一共要多少布？\t3\n".encode()
    items = items_of(data, "a.tsv")
    assert [place for _, place in told(items)] == ["row 1", "row 2"]
    assert "csv-header-guessed" in remarks(items)
    assert [text for text, _ in told(items_of(data, "a.tsv", text_field="2"))] == ["18", "3"]


def test_a_named_column_that_is_not_there() -> None:
    (refusal,) = items_of("id,text\n1,сөз\n".encode(), "a.csv", text_field="matn")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "csv-no-such-column"
    assert refusal.params["columns"] == "id, text"


def test_rows_of_the_wrong_width() -> None:
    items = items_of("id,text,note\n1,бір\n2,екі,x,y\n3\n4,төрт,z\n".encode(), "a.csv")
    assert told(items) == [("бір", "row 2"), ("екі", "row 3"), ("csv-row-too-short", "row 4"), ("төрт", "row 5")]
    (remark,) = [item for item in items if isinstance(item, Remark)]
    assert (remark.code, remark.params["rows"]) == ("csv-row-width", "2, 3")


def test_a_quote_that_never_closes_costs_one_row() -> None:
    lines = ["id,text", '1,"бір"', '2,"екі', "3,үш", "4,төрт"]
    assert told(items_of("\n".join(lines).encode(), "a.csv")) == [
        ("бір", "row 2"),
        ("csv-quote-open", "row 3"),
        ("үш", "row 4"),
        ("төрт", "row 5"),
    ]


def test_a_large_cell_zero_bytes_and_a_bad_byte_in_a_table() -> None:
    large = "ა" * 300_000
    data = f"id,text\n1,{large}\n2,ნულ\0ი\n3,".encode() + b"\xe1\x83" + "\n4,ბოლო\n".encode()
    found = told(items_of(data, "a.csv"))
    assert [place for _, place in found] == ["row 2", "row 3", "row 4", "row 5"]
    assert [text for text, _ in found[1:]] == ["ნულ\0ი", "invalid-utf8", "ბოლო"]


# --- JSON


def test_json_objects_with_text() -> None:
    data = json.dumps([{"text": "გამარჯობა", "id": 1}, {"id": 2}, {"text": " "}, "ტექსტი"], ensure_ascii=False).encode()
    items = items_of(data, "a.json")
    assert told(items) == [
        ("გამარჯობა", "item 1"),
        ("record-without-text", "item 2"),
        ("record-without-text", "item 3"),
        ("ტექსტი", "item 4"),
    ]


def test_json_with_the_objects_further_in() -> None:
    value = {"book": {"chapters": [{"text": "一切赞颂", "verse": 1}, {"text": "至仁至慈", "verse": 2}]}}
    assert told(items_of(json.dumps(value).encode(), "a.json")) == [
        ("一切赞颂", "/book/chapters/0"),
        ("至仁至慈", "/book/chapters/1"),
    ]


def test_json_objects_within_objects_are_not_lost() -> None:
    value = [{"text": "баб", "parts": [{"text": "бӯлак"}]}]
    assert told(items_of(json.dumps(value).encode(), "a.json")) == [("баб", "item 1"), ("бӯлак", "/0/parts/0")]


def test_json_of_strings_by_name() -> None:
    value = {"monday": "душанбе", "days": {"tue/2": "сешанбе"}, "n": "12", "@note": "x"}
    items = items_of(json.dumps(value).encode(), "a.json")
    assert told(items) == [("душанбе", "/monday"), ("сешанбе", "/days/tue~12")]
    assert remarks(items) == ["json-strings-as-records", "json-strings-set-aside"]


def test_json_with_one_text_in_several_languages() -> None:
    data = '{"translation": {"en": "bread", "kk": "нан"}}\n{"translation": {"en": "water", "kk": "су"}}\n'.encode()
    items = items_of(data, "a.json")
    assert told(items)[:2] == [("bread", "line 1, en"), ("нан", "line 1, kk")]
    assert [item.language for item in items if isinstance(item, Record)] == ["en", "kk", "en", "kk"]


def test_json_lines_under_the_name_of_json_and_the_reverse() -> None:
    lines = '{"text": "бир"}\n{"text": "эки"}\n'.encode()
    assert told(items_of(lines, "a.json")) == [("бир", "line 1"), ("эки", "line 2")]
    pretty = json.dumps([{"text": "бир"}, {"text": "эки"}], indent=1).encode()
    assert told(items_of(pretty, "a.jsonl")) == [("бир", "item 1"), ("эки", "item 2")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a": "b",\n "c": }', "json-invalid"),
        (b'[{"text": "a"}', "json-invalid"),
        (b"[" * 100_000, "json-too-deep"),
        (b'[{"text": "\\ud800"}]', "lone-surrogate"),
        (b"{}", "no-records"),
        (b"[1, 2]", "no-records"),
    ],
)
def test_bad_json(data: bytes, code: str) -> None:
    assert told(items_of(data, "a.json"))[0][0] == code


def test_a_named_field_that_is_not_there() -> None:
    assert told(items_of(b'[{"text": "a"}]', "a.json", text_field="body"))[0][0] == "json-no-such-field"


# --- JSON Lines


def test_every_bad_line_is_a_refusal_of_its_own_kind() -> None:
    lines = [
        '{"id": 1, "text": "کتابخانه باز است"}'.encode(),
        b"",
        '{"text": "ناتمام'.encode(),
        b'["a"]',
        b'{"text": null}',
        b'{"text": "' + "حرف ".encode() + b'\xd8"}',
        b'{"text": "\\ud800"}',
        b'{"text": 12}',
        b"{,}",
        b"[" * 5000,
        '"نان"'.encode(),
        '{"text": "آخر", "n": NaN}'.encode(),
    ]
    assert told(items_of(b"\n".join(lines), "a.jsonl")) == [
        ("کتابخانه باز است", "line 1"),
        ("json-line-cut", "line 3"),
        ("json-line-not-object", "line 4"),
        ("record-without-text", "line 5"),
        ("invalid-utf8", "line 6"),
        ("lone-surrogate", "line 7"),
        ("record-without-text", "line 8"),
        ("json-line-invalid", "line 9"),
        ("json-too-deep", "line 10"),
        ("نان", "line 11"),
        ("آخر", "line 12"),
    ]


def test_fields_of_json_lines() -> None:
    data = '{"id": "7", "text": "сөз", "source": "кітап", "declared_license": "CC0-1.0", "lang": null}'.encode()
    (record,) = items_of(data + b"\n", "a.jsonl")
    assert record == Record(
        "сөз",
        "line 1",
        "json-lines",
        "utf-8",
        license="CC0-1.0",
        source="кітап",
        metadata={"id": "7", "lang": None},
    )


def test_a_dotted_field_and_a_guessed_one() -> None:
    data = b'{"doc": {"body": "matn"}, "n": "x"}\n'
    assert told(items_of(data, "a.jsonl", text_field="doc.body")) == [("matn", "line 1")]
    items = items_of('{"w": "нон", "gloss": "хӯроке, ки аз орд мепазанд"}\n'.encode() * 2, "a.jsonl")
    assert remarks(items) == ["json-field-guessed"]
    assert told(items)[0][0].startswith("хӯроке")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "cp1251", "utf-8-sig"])
def test_json_lines_in_other_encodings(codec: str) -> None:
    text = '{"text": "Пекарня открывается рано утром, а закрывается вечером."}\n' * 3
    found = told(items_of(text.encode(codec), "a.jsonl"))
    assert [place for _, place in found] == ["line 1", "line 2", "line 3"]
    assert found[0][0].startswith("Пекарня")


def test_a_line_too_long_is_refused_and_the_next_read() -> None:
    data = b'{"text": "' + b"a" * 3_000_000 + b'"}\n{"text": "b"}\n'
    found = told(items_of(data, "a.jsonl", Limits(record_bytes=1 << 20)))
    assert found == [("record-too-large", "line 1"), ("b", "line 2")]


# --- CoNLL-U

WORDS = (
    "1\tНан\t_\tNOUN\t_\t_\t0\troot\t_\t_\n"
    "2-3\tбармы\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
    "2\tбар\t_\t_\t_\t_\t1\t_\t_\t_\n"
    "3\tмы\t_\t_\t_\t_\t1\t_\t_\t_\n"
    "4\t?\t_\tPUNCT\t_\t_\t1\t_\t_\t_\n"
)


def test_sentences_of_conllu() -> None:
    data = f"# newdoc id = d1\n# sent_id = s1\n# text = Нан бармы?\n{WORDS}\n{WORDS}\n1\tбузук\n\n".encode()
    items = items_of(data, "a.conllu")
    assert told(items) == [
        ("Нан бармы?", "sentence 1"),
        ("Нан бармы?", "sentence 2"),
        ("conllu-broken-sentence", "sentence 3"),
    ]
    assert isinstance(items[0], Record)
    assert items[0].metadata == {"newdoc_id": "d1", "sent_id": "s1"}
    assert told(items_of(data, "a.conllu", unit="file"))[-1][0] == "Нан бармы?\nНан бармы?"


# --- formats


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.djvu", b"AT&TFORM\x00\x00", "djvu"),
        ("a.txt", b"Rar!\x1a\x07\x00", "rar"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        ("a.TextGrid", b'File type = "ooTextFile"\n', "textgrid"),
        ("a.ts", b"export const a = 1;\n", "typescript"),
        ("a.xyz", b"\x00\x01\x02\x03\x04\x90" * 40, "binary"),
    ],
)
def test_a_format_not_read_is_one_refusal_that_names_it(name: str, head: bytes, expected: str) -> None:
    (refusal,) = items_of(head, name)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.params["format"]) == ("format-not-read", expected)


def test_a_declared_format() -> None:
    assert told(items_of(b"a: b\n", "a.yml", format="text")) == [("a: b\n", "")]
    assert told(items_of(b"x", "a.txt", format="wordstar")) == [("format-declared-unknown", "")]
    assert told(items_of(b"%PDF-1.7", "a.txt", format="text"))[0][0] == "pdf-damaged"


def test_the_tool_of_a_format_says_its_library() -> None:
    name, version = tool_of("json-lines")
    assert name == "corpus_kit.readers.families.json_lines"
    assert version.startswith("1+orjson")


def test_nothing_stops_a_reader() -> None:
    """Cut and spoil each format at many places: there is always an account, and never an exception."""
    table = 'id,text\n1,"нан"\n2,су\n'
    make: dict[str, Callable[[], bytes]] = {
        "a.csv": table.encode,
        "a.json": lambda: b'[{"text": "a", "b": [1, {"c": "d"}]}]',
        "a.jsonl": lambda: '{"text": "нан"}\n{"text": "су"}\n'.encode("utf-16"),
        "a.conllu": WORDS.encode,
        "a.jsonl.gz": lambda: gzip.compress(b'{"text": "a"}\n' * 5, mtime=0),
    }
    for name, data in make.items():
        whole = data()
        for position in range(0, len(whole), 3):
            assert told(items_of(whole[:position], name))
            spoiled = whole[:position] + bytes([whole[position] ^ 0xA5]) + whole[position + 1 :]
            assert told(items_of(spoiled, name))


def test_a_stray_carriage_return_in_a_row_costs_nothing() -> None:
    data = 'id,text\n1,бір\rекі\n2,"үш\rтөрт"\n'.encode()
    assert [clean_text(i.text)[0] for i in items_of(data, "a.csv") if isinstance(i, Record)] == ["бір\nекі", "үш\nтөрт"]
