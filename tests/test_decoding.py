"""Files that change their mind are read line by line; what is damaged is refused, never read as something else."""

from __future__ import annotations

import io

import pytest

from corpus_kit.readers import ReadOptions, Record, Refusal, Remark, read
from corpus_kit.readers.encodings.changes import LineDecoder
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.records import Item, LeftOut

PERSIAN = "کتابخانه شهر هر روز باز است و مردم کتاب را برای دو هفته به خانه می برند."
ARABIC = "تفتح المكتبة أبوابها كل يوم من الساعة التاسعة صباحا حتى الخامسة مساء، والدخول مجاني للجميع."
RUSSIAN = "Пекарня на углу открывается в шесть утра, а закрывается, когда кончается хлеб."
KAZAKH = "Бүгін күн ашық, жел жоқ. Ертең қар жауады, әжем таңертең нан пісіреді."
TURKISH = "Fırıncı sabah altıda dükkânı açar; ekmeğin kokusu bütün sokağa yayılır."
CHINESE = "图书馆每天上午九点开门，读者可以把书借回家看两个星期。"
THAI = "ห้องสมุดเปิดทุกวันเวลาเก้าโมงเช้า ผู้อ่านยืมหนังสือได้สองสัปดาห์"
GREEK = "Η βιβλιοθήκη ανοίγει κάθε μέρα στις εννέα το πρωί και κλείνει το απόγευμα."
FRENCH = "La bibliothèque est ouverte à tous les élèves, même l’été, et l’entrée y est gratuite."


def items_of(data: bytes, path: str, **options: str) -> list[Item]:
    every = read(io.BytesIO(data), path, lambda _: ReadOptions(**options))
    return [item for item in every if not isinstance(item, LeftOut)]


def texts(items: list[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, Record)]


def codes(items: list[Item]) -> list[str]:
    return [item.code for item in items if isinstance(item, (Refusal, Remark))]


def remark(items: list[Item], code: str) -> Remark:
    (found,) = [item for item in items if isinstance(item, Remark) and item.code == code]
    return found


def test_a_table_that_is_windows_1256_from_some_row_on() -> None:
    first = "id,text\n" + "".join(f"{n},{ARABIC}\n" for n in range(4000))
    last = "".join(f"{n},{ARABIC}\n" for n in range(4000, 4100))
    items = items_of(first.encode() + last.encode("cp1256"), "a.csv")
    assert texts(items) == [ARABIC] * 4100
    found = remark(items, "encoding-changes")
    assert found.place == "line 4002"
    assert (found.params["encoding"], found.params["main"], found.params["count"]) == ("windows-1256", "utf-8", 100)
    assert "المكتبة" in str(found.params["sample"])


@pytest.mark.parametrize("unit", ["file", "line"])
@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp866", "ibm866"),
        (TURKISH, "cp1254", "windows-1254"),
        (CHINESE, "gb18030", "gb18030"),
        (THAI, "cp874", "windows-874"),
        (FRENCH, "cp1252", "windows-1252"),
    ],
)
def test_one_foreign_line_in_a_text_of_utf8(unit: str, text: str, codec: str, name: str) -> None:
    lines = [KAZAKH.encode()] * 20 + [text.encode(codec)] + [KAZAKH.encode()] * 20
    items = items_of(b"\r\n".join(lines), "a.txt", unit=unit)
    assert "\n".join(texts(items)).replace("\r", "").split("\n") == [KAZAKH] * 20 + [text] + [KAZAKH] * 20
    assert remark(items, "encoding-changes").params["encoding"] == name
    assert remark(items, "encoding-changes").place == "line 21"


def test_two_logs_concatenated_both_in_old_encodings() -> None:
    first = "".join(f"{n}: {RUSSIAN}\n" for n in range(300)).encode("cp1251")
    second = "".join(f"{n}: {RUSSIAN}\n" for n in range(300)).encode("koi8-r")
    items = items_of(first + second, "a.log", format="text", unit="line")
    assert texts(items) == [f"{n}: {RUSSIAN}" for n in (*range(300), *range(300))]
    assert remark(items, "encoding-changes").place == "line 301"


def test_utf8_within_an_old_encoding_is_read_as_utf8() -> None:
    data = (RUSSIAN + "\n").encode("cp1251") * 40 + (KAZAKH + "\n").encode() * 3
    items = items_of(data, "a.txt", unit="line")
    assert texts(items) == [RUSSIAN] * 40 + [KAZAKH] * 3


def test_three_encodings_in_one_file() -> None:
    lines = (
        [KAZAKH.encode()] * 50 + [RUSSIAN.encode("cp1251")] * 5 + [KAZAKH.encode()] * 5 + [CHINESE.encode("gbk")] * 5
    )
    items = items_of(b"\n".join(lines), "a.txt", unit="line")
    assert texts(items) == [KAZAKH] * 50 + [RUSSIAN] * 5 + [KAZAKH] * 5 + [CHINESE] * 5
    assert codes(items) == ["encoding-changes", "encoding-changes"]


def test_old_letters_that_come_after_the_head_was_looked_at() -> None:
    data = b"plain words of a long beginning\n" * 10_000 + (RUSSIAN + "\n").encode("koi8-r") * 10
    items = items_of(data, "a.txt", unit="line")
    assert texts(items)[-10:] == [RUSSIAN] * 10
    assert remark(items, "encoding-guessed").params["encoding"] == "koi8-r"


def test_json_lines_in_two_encodings() -> None:
    rows = b"".join(f'{{"text": "{KAZAKH}"}}\n'.encode() for _ in range(30))
    rows += b"".join(f'{{"text": "{RUSSIAN}"}}\n'.encode("cp1251") for _ in range(3)) + b'{"text": "\xd2"}\n'
    items = items_of(rows, "a.jsonl")
    assert texts(items) == [KAZAKH] * 30 + [RUSSIAN] * 3
    assert codes(items) == ["invalid-utf8", "encoding-changes"]


@pytest.mark.parametrize("cut", [1, 2, 5])
@pytest.mark.parametrize("text", [KAZAKH, CHINESE, THAI, ARABIC, TURKISH])
def test_utf8_with_holes_is_refused_and_not_read_as_something_else(text: str, cut: int) -> None:
    whole = text.encode()
    first = next(position for position, byte in enumerate(whole) if byte > 0x7F)
    damaged = whole[:first] + whole[first + 1 :] if cut == 1 else whole[: first + 1] + whole[first + cut :]
    if damaged.decode("utf-8", "replace").count("\ufffd") == 0:
        damaged = whole[: first + 1]
    lines = [whole] * 10 + [damaged] + [whole] * 10
    items = items_of(b"\n".join(lines), "a.txt", unit="line")
    assert texts(items) == [text] * 20
    assert codes(items) == ["invalid-utf8"]


def test_noise_among_lines_is_refused() -> None:
    noise = bytes(0x80 + (position * 89 + position // 7 * 13) % 128 for position in range(200))
    items = items_of(b"\n".join([KAZAKH.encode()] * 10 + [noise] + [KAZAKH.encode()] * 10), "a.txt", unit="line")
    assert texts(items) == [KAZAKH] * 20
    assert codes(items) == ["invalid-utf8"]


def test_a_damaged_byte_in_an_old_encoding_costs_its_line_only() -> None:
    data = (GREEK + "\n").encode("cp1253") * 20 + "η πόλ\n".encode("cp1253").replace(b"\n", b"\xd2\n")
    items = items_of(data, "a.txt", unit="line")
    assert texts(items) == [GREEK] * 20
    assert codes(items) == ["encoding-guessed", "text-does-not-decode"]


def test_a_page_that_lies_about_its_encoding() -> None:
    page = f"<html><head><meta charset='utf-8'><title>Мука</title></head><body><p>{RUSSIAN}</p></body></html>"
    items = items_of(page.encode("cp1251"), "a.html", extent="whole")
    assert RUSSIAN in texts(items)[0]
    found = remark(items, "encoding-declaration-wrong")
    assert (found.params["declared"], found.params["encoding"]) == ("utf-8", "windows-1251")
    page = page.replace("utf-8", "windows-1251")
    assert remark(items_of(page.encode(), "a.html"), "encoding-declaration-wrong").params["encoding"] == "utf-8"
    assert "encoding-declaration-wrong" not in codes(items_of(page.encode("cp1251"), "a.html"))
    assert "encoding-guessed" not in codes(items_of(page.encode("cp1251"), "a.html"))


def test_rules_drawn_in_an_old_encoding_are_no_utf8() -> None:
    korean = "도서관은 매일 아침 아홉 시에 문을 엽니다. 책은 이 주일 동안 빌릴 수 있습니다."
    rule = b"\xdb\xa1" * 30  # a line of boxes in Johab, and valid UTF-8 by chance
    data = b"\n".join([korean.encode("johab")] * 10 + [rule] + [korean.encode("johab")] * 10)
    items = items_of(data, "a.txt", unit="line")
    assert texts(items) == [korean] * 10 + [rule.decode("johab")] + [korean] * 10
    assert codes(items) == ["encoding-guessed"]


@pytest.mark.parametrize("name", ["euc-tw", "tscii", "iso-2022-cn", "x-viet-vni", "cesu-8"])
def test_a_damaged_line_in_an_encoding_that_is_only_read(name: str) -> None:
    """Nothing can be written in these, so what is damaged is judged by what is left of it."""
    decoder = LineDecoder(Encoding(name, guessed=True))
    decoded = decoder.decode([b"plain", b"\xc4\xe3\xff\x8e\xa2", b"\x8e\xff\xff", b"plain"])
    assert len(decoded) == 4 and (decoded[0], decoded[3]) == (("plain", ""), ("plain", ""))
