"""Encodings: read from marks, proved, or concluded and then said so; never a wrong reading in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.names import name_of
from corpus_kit.readers.limits import StreamBroken

RUSSIAN = "Пекарня на углу открывается в шесть утра, а закрывается, когда кончается хлеб. Мука двенадцать мешков."
KAZAKH = "Бүгін күн ашық, жел жоқ. Ертең қар жауады. Әжем таңертең нан пісіреді, ал атам қой бағады."
TAJIK = "Китобхонаи шаҳр ҳар рӯз кушода аст. Ҷойи хониш дар ошёнаи дуюм ҷойгир мебошад."
TURKISH = "Fırıncı sabah altıda dükkânı açar; ekmeğin kokusu bütün sokağa yayılır, çocuklar koşup gelir."
ARABIC = "تفتح المكتبة أبوابها كل يوم من الساعة التاسعة صباحا حتى الخامسة مساء، والدخول مجاني للجميع."
CHINESE = "图书馆每天上午九点开门，读者可以把书借回家看两个星期。我们的老师说，这里的人都很喜欢读书。"
TRADITIONAL = "圖書館每天上午九點開門，讀者可以把書借回家看兩個星期。我們的老師說，這裡的人都很喜歡讀書。"
JAPANESE = "図書館は毎日午前九時に開きます。本は二週間借りることができます。"
KOREAN = "도서관은 매일 아침 아홉 시에 문을 엽니다. 책은 이 주일 동안 빌릴 수 있습니다."
THAI = "ห้องสมุดเปิดทุกวันเวลาเก้าโมงเช้า ผู้อ่านยืมหนังสือได้สองสัปดาห์"
GREEK = "Η βιβλιοθήκη ανοίγει κάθε μέρα στις εννέα το πρωί και κλείνει το απόγευμα."
HEBREW = "הספרייה נפתחת בכל יום בתשע בבוקר, ואפשר לשאול ספרים לשבועיים."


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "cp866"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "mac_cyrillic"),
        (RUSSIAN, "cp855"),
        (KAZAKH, "kz1048"),
        (KAZAKH, "ptcp154"),
        (TAJIK, "koi8-t"),
        (TURKISH, "cp1254"),
        (ARABIC, "cp1256"),
        (GREEK, "cp1253"),
        (HEBREW, "cp1255"),
        (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "cp949"),
        (THAI, "cp874"),
        (RUSSIAN, "utf-16-le"),
        (TAJIK, "utf-16-be"),
        (CHINESE + "\n", "utf-16-le"),
        (RUSSIAN, "utf-32-le"),
    ],
)
def test_a_legacy_text_is_read_right_and_said_to_be_guessed(text: str, codec: str) -> None:
    data = text.encode(codec)
    found = detect_encoding(data)
    assert data.decode(found.codec) == text
    assert found.guessed
    (remark,) = found.remarks()
    assert remark.code in ("encoding-guessed", "encoding-doubtful")
    assert remark.params["encoding"] == found.name


def test_kazakh_is_not_read_as_windows_1251() -> None:
    assert detect_encoding("Бүгін күн ашық, жел жоқ. Ертең қар жауады.".encode("kz1048")).name == "kz1048"


def test_a_short_list_in_koi8_is_not_read_with_its_case_turned() -> None:
    data = "Акт\nМука два мешка\nСоль один мешок\n".encode("koi8-r")
    assert detect_encoding(data).name == "koi8-r"


@pytest.mark.parametrize(
    ("data", "name", "skip"),
    [
        (b"\xef\xbb\xbf" + KAZAKH.encode(), "utf-8", 3),
        (b"\xff\xfe" + KAZAKH.encode("utf-16-le"), "utf-16-le", 2),
        (b"\xfe\xff" + KAZAKH.encode("utf-16-be"), "utf-16-be", 2),
        (b"\xff\xfe\0\0" + KAZAKH.encode("utf-32-le"), "utf-32-le", 4),
        (KAZAKH.encode(), "utf-8", 0),
        (b"plain", "utf-8", 0),
        (b"", "utf-8", 0),
    ],
)
def test_what_is_sure_is_not_called_a_guess(data: bytes, name: str, skip: int) -> None:
    found = detect_encoding(data)
    assert (found.name, found.skip, found.guessed) == (name, skip, False)
    assert list(found.remarks()) == []


def test_a_character_cut_at_the_end_of_the_head_is_no_fault() -> None:
    assert detect_encoding(CHINESE.encode()[:-1], truncated=True).name == "utf-8"


def test_utf8_with_a_damaged_byte_stays_utf8() -> None:
    assert detect_encoding(KAZAKH.encode() + b"\xff" + TAJIK.encode()).name == "utf-8"


def test_noise_is_refused_rather_than_guessed() -> None:
    noise = bytes((position * 89 + position // 7 * 13) % 256 for position in range(4000))
    with pytest.raises(StreamBroken) as raised:
        detect_encoding(noise)
    assert raised.value.code == "encoding-unknown"


def test_two_readings_that_are_equally_good_are_both_shown() -> None:
    # Two letters alone tell nothing: "ла" in KOI8-R is "МБ" in windows-1251.
    found = detect_encoding("ла".encode("koi8-r"))
    (remark,) = found.remarks()
    assert remark.code == "encoding-doubtful"
    assert remark.params["rival"] != remark.params["encoding"]
    assert remark.params["sample"] != remark.params["rival_sample"]


@pytest.mark.parametrize(
    ("codec", "name"),
    [("cp1251", "windows-1251"), ("KOI8_R", "koi8-r"), ("UTF8", "utf-8"), ("utf_16_le", "utf-16-le"), ("gbk", "gbk")],
)
def test_names_are_those_of_the_registry(codec: str, name: str) -> None:
    assert name_of(codec) == name


@pytest.mark.parametrize("declared", ["no-such", "base64", "zlib"])
def test_a_declared_encoding_must_be_one_of_text(declared: str) -> None:
    with pytest.raises(StreamBroken) as raised:
        detect_encoding(b"text", declared)
    assert raised.value.code == "encoding-declared-unknown"


@pytest.mark.shared
def test_the_short_files_of_the_shared_case() -> None:
    folder = Path(__file__).parents[2] / "shared" / "cases" / "readers-01-legacy-cyrillic" / "input"
    if not folder.is_dir():
        pytest.skip("the shared folder is not here")
    found = {path.name: detect_encoding(path.read_bytes()).name for path in folder.iterdir()}
    assert found == {"orys.txt": "koi8-r", "qazaq.txt": "kz1048", "tojik.txt": "utf-16-le"}
