"""PDF: lines and paragraphs from places; letters that cannot be believed never become text."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus_kit.findings import Finding, catalogue
from corpus_kit.readers import Item, ReadOptions, Record, Refusal, Remark, read
from corpus_kit.readers.blocks import Source
from corpus_kit.readers.families import pdf
from corpus_kit.readers.isolation import close_children
from corpus_kit.readers.limits import Limits
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import LeftOut
from tests.pdf_maker import Maker, Put, lines, right

SHARED = Path(__file__).resolve().parents[2] / "shared"

KAZAKH = (
    "Кітапхана таңғы сағат тоғызда ашылады. Оқырман екі\n"
    "аптаға үш кітап ала алады. Жаңа кітаптар бірінші\n"
    "қабатта, терезенің жанындағы сөреде тұр. Балалар\n"
    "бөлмесі сенбі күні де жұмыс істейді."
)
ARABIC = (
    "تفتح المكتبة أبوابها في الساعة التاسعة صباحا\n"
    "ويستطيع القارئ أن يأخذ ثلاثة كتب لمدة أسبوعين\n"
    "والكتب الجديدة في الطابق الأول"
)
HEBREW = "הספרייה נפתחת בתשע בבוקר\nוהקורא יכול לקחת שלושה ספרים"


@pytest.fixture(scope="module", autouse=True)
def no_child_left() -> Iterator[None]:
    yield
    close_children()


def items_of(data: bytes, unit: str | None = None) -> list[Item]:
    found = list(read(io.BytesIO(data), "кітап.pdf", lambda _: ReadOptions(unit=unit)))
    for item in found:
        if isinstance(item, (Refusal, Remark)):
            assert catalogue()[item.code].parameters() - {"place"} <= set(item.params), item
    return found


def texts(items: list[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, Record)]


def codes(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.code, item.place) for item in items if isinstance(item, (Refusal, Remark))]


def one_text(maker: Maker) -> str:
    items = items_of(maker.file())
    assert not codes(items), codes(items)
    (text,) = texts(items)
    return text


def joined(text: str) -> str:
    return text.replace("\n", " ")


# --- lines and paragraphs


def test_lines_become_a_paragraph() -> None:
    assert one_text(Maker([lines(KAZAKH)])) == joined(KAZAKH)


def test_a_gap_or_an_indent_begins_a_paragraph() -> None:
    by_gap = lines(KAZAKH) + lines(KAZAKH, y=660)
    by_indent = [
        *lines(KAZAKH),
        Put(84, 697.6, "Кірер есік аула жағында. Кітапты қайтару"),
        Put(60, 682, "үшін келу қажет емес."),
    ]
    assert one_text(Maker([by_gap])).split("\n\n") == [joined(KAZAKH)] * 2
    assert one_text(Maker([by_indent])).split("\n\n")[1] == (
        "Кірер есік аула жағында. Кітапты қайтару үшін келу қажет емес."
    )


def test_a_paragraph_is_a_record_where_that_is_asked() -> None:
    items = items_of(Maker([lines(KAZAKH), lines(KAZAKH)]).file(), "paragraph")
    assert [item.place for item in items if isinstance(item, Record)] == ["page 1, paragraph 1", "page 2, paragraph 2"]


@pytest.mark.parametrize(
    ("first", "second", "right_text"),
    [
        ("Новая библио-", "тека открыта.", "Новая библиотека открыта."),
        ("Новая библио\u00ad", "тека открыта.", "Новая библиотека открыта."),
        ("ახალი ბიბლიო-", "თეკა ღიაა.", "ახალი ბიბლიოთეკა ღიაა."),
        ("Поезд Алматы-", "Ташкент идёт.", "Поезд Алматы-Ташкент идёт."),
        ("см. http://example.org/a-", "b/c тоже", "см. http://example.org/a-b/c тоже"),
        ("图书馆早上九点", "开门。", "图书馆早上九点开门。"),
        ("ห้องสมุดเปิดเวลา", "เก้าโมงเช้า", "ห้องสมุดเปิดเวลาเก้าโมงเช้า"),
        ("བོད་ཀྱི་ཡི་གེ་", "འདི་ཡིན།", "བོད་ཀྱི་ཡི་གེ་འདི་ཡིན།"),
    ],
)
def test_words_broken_at_the_end_of_a_line(first: str, second: str, right_text: str) -> None:
    assert one_text(Maker([lines(f"{first}\n{second}")])) == right_text


def test_a_hyphen_that_the_document_writes_elsewhere_stays() -> None:
    text = "В юго-западном районе есть школа. Дом в юго-\nзападном районе построили."
    assert "Дом в юго-западном районе" in one_text(Maker([lines(text)]))


def test_a_paragraph_goes_on_over_the_page() -> None:
    first, rest = KAZAKH.rsplit("\n", 2)[0], "\n".join(KAZAKH.rsplit("\n", 2)[1:])
    assert one_text(Maker([lines(first), lines(rest)])) == joined(KAZAKH)


def test_columns_are_read_one_after_the_other() -> None:
    page = [Put(200, 800, "Қала жаңалықтары", 16), *lines(KAZAKH[:102], x=40, size=8), *lines(KAZAKH, x=310, size=8)]
    left = [*lines(KAZAKH, x=40, size=8)]
    text = one_text(Maker([[page[0], *left, *lines(KAZAKH.upper(), x=310, size=8)]]))
    assert text.split("\n\n") == ["Қала жаңалықтары", joined(KAZAKH), joined(KAZAKH.upper())]


def test_the_right_column_comes_first_where_text_runs_to_the_left() -> None:
    text = ARABIC + "\n" + ARABIC
    page = [*right(text, edge=285, size=7), *right(text.replace("المكتبة", "المدرسة"), edge=555, size=7)]
    found = one_text(Maker([page]))
    assert found.index("المدرسة") < found.index("المكتبة")


def test_a_table_is_read_row_by_row() -> None:
    page = [put for i, (a, b) in enumerate([("Нан", "12"), ("Сүт", "7"), ("Шай", "30"), ("Май", "5"), ("Тұз", "2")])
            for put in (Put(60, 700 - 20 * i, a), Put(300, 700 - 20 * i, b))]  # fmt: skip
    assert one_text(Maker([page])).split("\n\n") == ["Нан 12", "Сүт 7", "Шай 30", "Май 5", "Тұз 2"]


def test_heads_feet_and_page_numbers_are_left_out_and_counted() -> None:
    parts = KAZAKH.split("\n")
    pages = [
        [Put(60, 810, "Қала газеті"), *lines("\n".join([*parts[n:], *parts[:n]])), Put(290, 30, str(n + 5))]
        for n in range(4)
    ]
    items = items_of(Maker(pages).file())
    assert "газеті" not in texts(items)[0]
    assert all(texts(items)[0].count(part) == 4 for part in parts)
    assert LeftOut("running-head", 4 * len("Қала газеті") + 4) in items


def test_headings_with_numbers_are_no_running_heads() -> None:
    pages = [[*lines(f"{3 * n}-бап\n\n{KAZAKH}"), *lines(f"{3 * n + 1}-бап", y=100)] for n in range(1, 6)]
    text = one_text(Maker(pages))
    assert all(f"{number}-бап" in text for n in range(1, 6) for number in (3 * n, 3 * n + 1))


def test_a_last_line_that_two_pages_share_by_chance_stays() -> None:
    page = lines(KAZAKH.replace("істейді.", "\nістейді."))
    assert one_text(Maker([page, page])).count("істейді.") == 2


def test_turned_and_upright_text_is_read_too() -> None:
    page = [*lines(KAZAKH), Put(30, 100, "Жиектегі жазу", matrix="0 1 -1 0")]
    assert one_text(Maker([page])).split("\n\n") == [joined(KAZAKH), "Жиектегі жазу"]


def test_columns_of_chinese_from_top_to_bottom() -> None:
    page = [
        Put(500 - 30 * c, 700 - 14 * r, letter)
        for c, column in enumerate(("图书馆早上", "九点开门。"))
        for r, letter in enumerate(column)
    ]
    assert "".join(one_text(Maker([page])).split()) == "图书馆早上九点开门。"


def test_facts_of_the_file() -> None:
    maker = Maker([lines(KAZAKH)], language="kk-KZ", title="Кітапхана")
    (record,) = [item for item in items_of(maker.file()) if isinstance(item, Record)]
    assert (record.title, record.language, record.format) == ("Кітапхана", "kk-KZ", "pdf")
    (record,) = [item for item in items_of(Maker([lines(KAZAKH)], title="untitled").file()) if isinstance(item, Record)]
    assert record.title is None


# --- scripts


@pytest.mark.parametrize("text", [ARABIC, HEBREW], ids=["Arabic", "Hebrew"])
def test_right_to_left_text_is_in_the_order_of_reading(text: str) -> None:
    assert one_text(Maker([right(text)])) == joined(text)


def test_numbers_and_latin_words_in_right_to_left_text() -> None:
    # As drawn: "صدر العدد 217 من Unicode أمس", the number and the word from left to right.
    drawn = "سمأ edocinU نم 712 ددعلا ردص"
    drawn = drawn.replace("edocinU", "Unicode").replace("712", "217")
    assert one_text(Maker([[Put(60, 700, drawn)]])) == "صدر العدد 217 من Unicode أمس"


def test_what_the_file_says_that_it_means_is_taken() -> None:
    page = [
        Put(60, 700, "េស", actual="សេ"),  # the vowel sign is drawn before its consonant
        Put(60 + 2 * 7.2, 700, "ចក្តី"),
        Put(300, 700, "ﬁ", actual="fi"),
    ]
    assert one_text(Maker([page])).startswith("សេចក្តី")


def test_ligatures_are_written_as_letters() -> None:
    assert (
        one_text(Maker([lines("Die Auﬂage ist eﬃzient und ﬁndet Käufer")]))
        == "Die Auflage ist effizient und findet Käufer"
    )


# --- trust


def test_letters_without_names_are_refused_with_their_page() -> None:
    items = items_of(Maker([lines(KAZAKH)], named=False).file())
    assert codes(items) == [("pdf-letters-unknown", "page 1")]
    (refusal,) = [item for item in items if isinstance(item, Refusal)]
    finding = Finding(refusal.code, refusal.place, dict(refusal.params))
    assert "text cannot be extracted" in finding.message and "picture" in finding.remedy


def test_pages_that_can_be_believed_are_kept_without_the_others() -> None:
    pages = [lines(KAZAKH.replace("екі", word)) for word in ("бірінші", "екінші", "үшінші", "төртінші", "бесінші")]
    items = items_of(Maker(pages, named={0, 3}).file())
    assert codes(items) == [
        ("pdf-pages-missing", ""),
        ("pdf-letters-unknown", "pages 2-3"),
        ("pdf-letters-unknown", "page 5"),
    ]
    (text,) = texts(items)
    assert "бірінші" in text and "төртінші" in text and "екінші" not in text


@pytest.mark.parametrize(
    ("font", "text"),
    [
        ("ABCDEF+Kruti Dev 010", "Hkkjr esjk ns'k gS vkSj ;g lqUnj gS"),
        ("Preeti", "g]kfn xfdf] b]z xf] cfpg'xf];"),
        ("AcadNusx", "biblioTeka Riaa orSabaTidan"),
        ("Limon S1", "esckþIRbkasCasklsþIBIsiTi§mnusS"),
        (".VnTime", "Th viÖn më cöa lóc chÝn giê s¸ng"),
        ("Bamini", "kdpj cupikfs; gw;wpa cyfg; gpufldk;"),
        ("SutonnyMJ", "gvbevwaKv‡ii mve©Rbxb †NvlYv"),
        (
            "TimesTojiki",
            "Китобхона соати нўњи сањар кушода мешавад ва хонанда метавонад се китобро барои ду њафта гирад",
        ),
    ],
)
def test_fonts_from_before_unicode_are_refused_by_name(font: str, text: str) -> None:
    found = [
        item for item in items_of(Maker([lines("\n".join([text] * 3))], font=font).file()) if isinstance(item, Refusal)
    ]
    assert [item.code for item in found] == ["pdf-legacy-font"]
    assert found[0].params["font"] == font.removeprefix("ABCDEF+")


@pytest.mark.parametrize("font", ["Kruti Dev 010", "Preeti", "VNI-Times"])
def test_such_fonts_may_show_what_they_say(font: str) -> None:
    assert one_text(
        Maker([lines("The road to the school is closed for\nthe winter and the bus to the village")], font=font)
    )
    assert one_text(Maker([lines("पुस्तकालय सुबह नौ बजे खुलता है")], font=font))


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("The library opens at nine in the morning and the reader may take three books for two weeks. " * 4, -3),
        (KAZAKH * 3, 5),
    ],
)
def test_letters_that_make_no_words_are_refused(text: str, shift: int) -> None:
    page = lines("\n".join(re.findall(r".{1,70}(?:\s|$)", text.replace("\n", " "))), size=9)
    assert [code for code, _ in codes(items_of(Maker([page], shift=shift).file()))] == ["pdf-letters-wrong"]
    assert one_text(Maker([page]))


@pytest.mark.parametrize(
    "drawn",
    [
        "េសចក្តី្របកាសជាសកល េនះគឺជាសិទ្ធិ េដាយេសរី ",
        "ြမန်မာ ေကျာင်းေတွ ေရေသာက်သည် ေနေကာင်း ",
        "िकताब िमलती है और िशक्षा िदन में ",
    ],
    ids=["Khmer", "Burmese", "Hindi"],
)
def test_letters_in_the_order_of_drawing_are_refused(drawn: str) -> None:
    assert [code for code, _ in codes(items_of(Maker([lines("\n".join([drawn] * 4))]).file()))] == ["pdf-broken-order"]


def test_words_that_run_backwards_are_refused() -> None:
    # Letters are placed as if they ran from left to right: a reader would see them turned round.
    text = "המכתבים והספרים של הילדים הקטנים ישנם בארון העליון"
    page = [Put(60, 700, text), Put(60, 680, text)]
    assert [code for code, _ in codes(items_of(Maker([page]).file()))] == ["pdf-broken-order"]


def test_a_picture_of_a_page_is_refused_and_a_blank_page_is_nothing() -> None:
    maker = Maker([lines(KAZAKH), [], []], scans=frozenset({1}))
    items = items_of(maker.file())
    assert codes(items) == [("pdf-pages-missing", ""), ("pdf-page-without-text", "page 2")]
    assert texts(items) == [joined(KAZAKH)]


def test_text_behind_a_picture_is_kept_and_told() -> None:
    page = [Put(p.x, p.y, p.text, p.size, mode=3) for p in lines(KAZAKH)]
    items = items_of(Maker([page], scans=frozenset({0})).file())
    assert codes(items) == [("pdf-recognised", "")]
    assert texts(items) == [joined(KAZAKH)]


def test_a_single_sign_without_a_name_is_told() -> None:
    items = items_of(Maker([lines(KAZAKH + " \ue123")]).file())
    assert codes(items) == [("pdf-letters-missing", "")]


# --- files


def test_a_locked_file_is_refused_and_a_restricted_one_read() -> None:
    assert codes(items_of(Maker([lines(KAZAKH)], user_password="құпия").file())) == [("pdf-locked", "")]
    items = items_of(Maker([lines(KAZAKH)], user_password="").file())
    assert codes(items) == [("pdf-restricted", "")]
    assert texts(items) == [joined(KAZAKH)]


def test_attached_files_are_told() -> None:
    assert codes(items_of(Maker([lines(KAZAKH)], attachment=True).file())) == [("pdf-attachments", "")]


def test_a_page_that_is_not_there_costs_itself_alone() -> None:
    items = items_of(Maker([lines(KAZAKH)], missing_page=True).file())
    assert codes(items) == [("pdf-pages-missing", ""), ("pdf-page-damaged", "page 2")]
    assert texts(items) == [joined(KAZAKH)]


def test_a_file_cut_off_is_told() -> None:
    whole = Maker([lines(KAZAKH), lines(KAZAKH.upper())]).file()
    assert codes(items_of(whole[: whole.index(b"startxref")])) == [("pdf-cut-off", "")]
    assert codes(items_of(whole[: len(whole) // 2]))[0][0] in ("pdf-damaged", "pdf-cut-off")


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_MOST_PAGES", 1)
    data = Maker([lines(KAZAKH)] * 2).file()
    (refusal,) = pdf.read_pdf(Opened(Source(iter([data])), "pdf", ReadOptions(), Limits()))
    assert isinstance(refusal, Refusal) and refusal.code == "pdf-too-many-pages"


@pytest.mark.parametrize("cut", range(0, 3000, 97))
def test_a_damaged_file_is_read_or_refused_but_never_lost(cut: int) -> None:
    data = bytearray(Maker([lines(KAZAKH), lines(ARABIC)]).file())
    data[cut % len(data) : cut % len(data) + 40] = b"\xff" * 40
    items = items_of(bytes(data))
    assert any(isinstance(item, (Record, Refusal)) for item in items)


def test_a_page_tree_that_holds_itself() -> None:
    data = Maker([lines(KAZAKH)]).file().replace(b"/Kids[10 0 R]", b"/Kids[ 2 0 R]")
    assert any(isinstance(item, (Record, Refusal)) for item in items_of(data))


# --- against other programs


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text) if not c.isspace() and c not in "\u200b\u00ad\f")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_same_letters_as_pdftotext(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(Maker([lines(KAZAKH), lines("图书馆早上九点开门。")]).file())
    run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, timeout=60)
    assert letters(texts(items_of(path.read_bytes()))[0]) == letters(run.stdout.decode())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_writes_is_read_as_it_was(tmp_path: Path) -> None:
    written = {
        "kk": joined(KAZAKH),
        "ar": joined(ARABIC) + " عام 2026.",
        "he": joined(HEBREW) + ", כל יום.",
        "ka": "ბიბლიოთეკა ღიაა ორშაბათიდან პარასკევამდე, დილის ცხრა საათიდან.",
        "hi": "पुस्तकालय सुबह नौ बजे खुलता है और पाठक तीन किताबें ले सकता है।",
        "zh": "图书馆早上九点开门，读者可以借三本书。",
    }
    for name, text in written.items():
        direction = "rtl" if name in ("ar", "he") else "ltr"
        head = f'<!DOCTYPE html><html lang="{name}"><head><meta charset="utf-8"><title>{name}</title></head>'
        page = f'{head}<body dir="{direction}"><p>{text}</p></body></html>'
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--convert-to"]
    sources = [str(tmp_path / f"{name}.html") for name in written]
    for kind, files in (("odt", sources), ("pdf", [source.replace(".html", ".odt") for source in sources])):
        subprocess.run([*command, kind, "--outdir", str(tmp_path), *files], capture_output=True, timeout=240)
    made = [name for name in written if (tmp_path / f"{name}.pdf").exists()]
    if not made:
        pytest.skip("LibreOffice wrote no PDF here")
    for name in made:
        assert letters("".join(texts(items_of((tmp_path / f"{name}.pdf").read_bytes())))) == letters(written[name])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the developers' shared folder is absent")
def test_the_same_page_with_names_and_without() -> None:
    folder = SHARED / "cases" / "readers-06-pdf-no-tounicode" / "input"
    assert "მკითხველს შეუძლია წიგნი" in texts(items_of((folder / "ganrigi-karga.pdf").read_bytes()))[0]
    assert codes(items_of((folder / "ganrigi.pdf").read_bytes())) == [("pdf-letters-unknown", "page 1")]
