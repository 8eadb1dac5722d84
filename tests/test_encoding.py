"""Encodings: read from marks, proved, or concluded and then said so; never a wrong reading in silence."""

from __future__ import annotations

import codecs
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.names import codec_of, name_of
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


# --- encodings that Python does not have

VIETNAMESE = "Thư viện mở cửa mỗi ngày từ chín giờ sáng, bạn đọc được mượn sách về nhà trong hai tuần lễ."
ARMENIAN = "Գրադարանը բաց է ամեն օր առավոտյան ժամը իննից, և բոլորը կարող են գիրք վերցնել երկու շաբաթով։"
GEORGIAN = "ბიბლიოთეკა ყოველდღე დილის ცხრა საათზე იხსნება და მკითხველს წიგნი ორი კვირით მიაქვს."
TAMIL = "நூலகம் தினமும் காலை ஒன்பது மணிக்குத் திறக்கும்; வாசகர் புத்தகத்தை வீட்டுக்கு எடுத்துச் செல்லலாம். கௌரவம், வேலை, கொடை, கோடை."
TAIWANESE = TRADITIONAL
_ICONV = {
    "tcvn": "TCVN5712-1",
    "viscii": "VISCII",
    "armscii-8": "ARMSCII-8",
    "geostd8": "GEORGIAN-PS",
    "georgian-academy": "GEORGIAN-ACADEMY",
    "tscii": "TSCII",
    "euc-tw": "EUC-TW",
    "iso-2022-cn": "ISO-2022-CN",
    "koi8-t": "KOI8-T",
    "kz1048": "RK1048",
    "ptcp154": "PT154",
    "johab": "JOHAB",
}
_TEXTS = {
    "tcvn": VIETNAMESE,
    "viscii": VIETNAMESE,
    "armscii-8": ARMENIAN,
    "geostd8": GEORGIAN,
    "georgian-academy": GEORGIAN,
    "tscii": TAMIL,
    "euc-tw": TAIWANESE,
    "iso-2022-cn": CHINESE,
    "koi8-t": TAJIK,
    "kz1048": KAZAKH,
    "ptcp154": KAZAKH,
    "johab": KOREAN,
}


def iconv(text: str, name: str) -> bytes:
    program = shutil.which("iconv")
    if program is None:
        pytest.skip("iconv is not installed")
    done = subprocess.run([program, "-f", "UTF-8", "-t", name], input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"this iconv does not write {name}")
    return done.stdout


@pytest.mark.parametrize("name", sorted(_ICONV))
def test_what_iconv_writes_is_told_and_read_the_same(name: str) -> None:
    text = _TEXTS[name] + "\n"
    data = iconv(text, _ICONV[name])
    assert data.decode(codec_of(name)) == text
    found = detect_encoding(data)
    assert data.decode(found.codec) == text, found
    pieces = codecs.getincrementaldecoder(codec_of(name))()
    if name != "iso-2022-cn":
        assert "".join(pieces.decode(data[at : at + 1]) for at in range(len(data))) + pieces.decode(b"", True) == text


def test_every_single_byte_table_agrees_with_iconv() -> None:
    for name in ("viscii", "armscii-8", "geostd8", "georgian-academy"):
        for byte in range(0x80, 0x100):
            character = bytes([byte]).decode(codec_of(name), "ignore")
            if character > "\x7f":  # ARMSCII-8 has some marks of ASCII twice
                assert iconv(character, _ICONV[name]) == bytes([byte]), (name, byte)


def test_vietnamese_of_vni_fonts_is_composed() -> None:
    data = "Thö vieän môû cöûa moãi ngaøy, nöôùc Vieät Nam ñeïp laém, ai cuõng thích ñoïc saùch.".encode("cp1252")
    found = detect_encoding(data)
    assert found.name == "x-viet-vni"
    text = "Thư viện mở cửa mỗi ngày, nước Việt Nam đẹp lắm, ai cũng thích đọc sách."
    assert data.decode(found.codec) == text
    pieces = codecs.getincrementaldecoder(found.codec)()
    assert "".join(pieces.decode(bytes([byte])) for byte in data) + pieces.decode(b"", True) == text


def test_surrogates_written_as_utf8_are_joined() -> None:
    data = "қар ".encode() + b"\xed\xa0\xbd\xed\xb8\x80" + b" \xc0\x80" + "жауды".encode()
    found = detect_encoding(data * 3)
    assert data.decode(codec_of("cesu-8")) == "қар 😀 \0жауды"
    assert found.name in ("cesu-8", "utf-8")


def test_hz_is_told_by_its_tildes() -> None:
    data = CHINESE.replace("，", ",").encode("hz")
    assert detect_encoding(data).name == "hz-gb-2312"


# --- what a file says of itself


@pytest.mark.parametrize(
    ("hint", "codec", "text"),
    [
        ("iso-8859-1", "cp1252", "“Fenêtre” d’été"),
        ("GB2312", "gb18030", CHINESE),
        ("ks_c_5601-1987", "cp949", KOREAN),
        ("tis-620", "cp874", THAI),
        ("x-sjis", "cp932", JAPANESE),
        ("windows-1251", "cp1251", "Мир"),
        ("koi8-r", "koi8-r", "Мир"),
        ("iso-8859-9", "cp1254", TURKISH),
    ],
)
def test_a_declaration_that_fits_is_believed(hint: str, codec: str, text: str) -> None:
    data = text.encode(codec)
    found = detect_encoding(data, hint=hint)
    assert data.decode(found.codec) == text
    assert list(found.remarks()) == []


@pytest.mark.parametrize(
    ("hint", "codec", "text"),
    [
        ("utf-8", "cp1251", RUSSIAN),
        ("windows-1251", "utf-8", TAJIK),
        ("iso-8859-1", "utf-8", TURKISH),
        ("iso-8859-1", "cp1251", RUSSIAN),
        ("windows-1252", "gb18030", CHINESE),
        ("utf-16", "utf-8", RUSSIAN),
        ("koi8-r", "cp1251", RUSSIAN),
    ],
)
def test_a_declaration_that_lies_is_overruled_and_said_so(hint: str, codec: str, text: str) -> None:
    data = text.encode(codec)
    found = detect_encoding(data, hint=hint)
    assert data.decode(found.codec) == text
    (remark,) = found.remarks()
    assert remark.code == "encoding-declaration-wrong"
    assert remark.params["declared"] == hint
    assert str(remark.params["sample"])[:10] in text


@pytest.mark.parametrize("hint", ["no-such", "x-user-defined", "utf-8", "windows-1251"])
def test_a_declaration_of_a_text_in_ascii_is_no_matter(hint: str) -> None:
    found = detect_encoding(b"plain words", hint=hint)
    assert (found.name, list(found.remarks())) == ("utf-8", [])


def test_other_scripts_in_utf16_without_a_mark() -> None:
    data = "ভাষা আমাদের পরিচয়, বই পড়া আমাদের আনন্দ।".encode("utf-16-le")
    assert detect_encoding(data).name == "utf-16-le"
