"""Readers of translated messages: what is a text, whose language it is, which texts belong together, what breaks."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from corpus_kit.findings import catalogue
from corpus_kit.readers import Item, LeftOut, ReadOptions, Record, Refusal, Remark, read
from corpus_kit.readers.families.messages import kind_left_out, side_in_path, unit_of

SHARED = Path(__file__).parents[2] / "shared"


def items_of(data: bytes | str, path: str) -> list[Item]:
    found = list(read(io.BytesIO(data.encode() if isinstance(data, str) else data), path, lambda _: ReadOptions()))
    for item in found:
        if isinstance(item, (Refusal, Remark)):
            assert catalogue()[item.code].parameters() - {"place"} <= set(item.params), item
    return found


def texts(items: list[Item]) -> list[tuple[str | None, str]]:
    return [(item.language, item.text) for item in items if isinstance(item, Record)]


def refusals(items: list[Item]) -> list[tuple[str, str]]:
    return [(item.code, item.place) for item in items if isinstance(item, Refusal)]


def remarks(items: list[Item]) -> list[str]:
    return [item.code for item in items if isinstance(item, Remark)]


def left_out(items: list[Item]) -> dict[str, int]:
    return {item.kind: item.amount for item in items if isinstance(item, LeftOut)}


def units(items: list[Item]) -> list[tuple[str, str, bool]]:
    sides = [item.alignment for item in items if isinstance(item, Record)]
    return [(side.group, side.unit, side.across_files) for side in sides if side is not None]


def library(name: str) -> Any:
    return pytest.importorskip(name, reason=f"{name} is not installed, so nothing to compare with")


# --- the language in a path


@pytest.mark.parametrize(
    ("path", "language", "group"),
    [
        ("po/kk.po", "kk", "po/*.po"),
        ("po/tt@iqtelif.po", "tt@iqtelif", "po/*.po"),
        ("locale/uz_Latn/LC_MESSAGES/app.po", "uz_Latn", "locale/*/LC_MESSAGES/app.po"),
        ("django-fa_AF.po", "fa_AF", "django-*.po"),
        ("messages_zh_Hant_TW.properties", "zh_Hant_TW", "messages_*.properties"),
        ("my_app_messages_kk.properties", "kk", "my_app_messages_*.properties"),
        ("kk.messages.yml", "kk", "*.messages.yml"),
        ("res/raw/app.po", None, ""),
        ("src/main/new/doc.po", None, ""),
        ("my_strings.po", None, ""),
    ],
)
def test_a_path_tells_the_language_and_the_set_of_files(path: str, language: str | None, group: str) -> None:
    side = side_in_path(path)
    assert (side.language, side.group, side.across_files) == (language, group, bool(group))


def test_what_the_content_says_wins_over_the_path() -> None:
    side = side_in_path("po/kk.po", "kk_KZ")
    assert (side.language, side.group) == ("kk_KZ", "po/*.po")
    assert side_in_path("sign-in.yml", "ky").group == "", "the end of a name is no language beside another one"


def test_units_are_short_and_tell_messages_apart() -> None:
    long = "Ұзын мәтін " * 40
    assert unit_of("мәзір", "Ашу") == "мәзір | Ашу"
    assert len(unit_of(long)) <= 100 and unit_of(long) != unit_of(long + "!")
    assert unit_of("a\nb") != unit_of("a b")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "untranslated"),
        (" \n", "untranslated"),
        ("12 %", "number"),
        ("%1$s (%2$d)", "number"),
        ("{{SITENAME}} – {count}", "number"),
        ("https://example.org/?q=1", "code"),
        ("org.example.app.MainActivity", "code"),
        ("main_menu", "code"),
        ("Сақтау", ""),
        ("{{PLURAL:$1|санат|санаттар}}", ""),
        ("%s файл", ""),
        ("км/с", ""),
        ("သိမ်းရန်", ""),
        ("e.g. and/or", ""),
    ],
)
def test_messages_without_words_are_no_texts(text: str, kind: str) -> None:
    assert kind_left_out(text) == kind


# --- Gettext

PO = r"""# Kazakh
#, fuzzy
msgid ""
msgstr ""
"Language: kk\n"
"X-Source-Language: en\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"Content-Type: text/plain; charset=UTF-8\n"

#: src/a.c:12
msgctxt "menu"
msgid "Open the \"file\""
msgstr ""
"«Файлды»\t"
"ашу\n"

msgid "%d file was read"
msgid_plural "%d files were read"
msgstr[0] "%d файл оқылды"
msgstr[1] "%d файлдар оқылды"

#, c-format, fuzzy
#| msgid "Clear"
msgid "Close the window"
msgstr "Тазалау"

msgid "Not yet translated"
msgstr ""

msgid "Astana"
msgstr "Astana"

#~ msgid "Old text"
#~ msgstr "Ескі мәтін"
"""


def test_po_gives_messages_and_translations_with_plural_forms() -> None:
    items = items_of(PO, "po/kk.po")
    assert texts(items) == [
        ("en", 'Open the "file"'),
        ("kk", "«Файлды»\tашу\n"),
        ("en", "%d file was read"),
        ("en", "%d files were read"),
        ("kk", "%d файл оқылды"),
        ("kk", "%d файлдар оқылды"),
        ("en", "Close the window"),
        ("en", "Not yet translated"),
        ("en", "Astana"),
    ]
    assert units(items)[0] == units(items)[1] == ("po/*.po", 'menu | Open the "file"', True)
    assert units(items)[2][1] == units(items)[4][1] == "%d file was read [one]"
    assert units(items)[3][1] == units(items)[5][1] == "%d file was read [other]"
    assert remarks(items) == ["translations-unreviewed"]
    counted = left_out(items)
    assert (counted["obsolete"], counted["untranslated"]) == (1, 3)
    assert counted["metadata"] and counted["comment"]
    assert [i.place for i in items if isinstance(i, Record)][:2] == ["line 12", "line 13"]


def test_catalogues_of_several_languages_meet() -> None:
    one = items_of('msgid "Bread"\nmsgstr "Нан"\n', "po/kk.po")
    two = items_of('msgid "Bread"\nmsgstr "ပေါင်မုန့်"\n', "po/my.po")
    assert units(one) == units(two)
    assert (texts(one)[1][0], texts(two)[1][0]) == ("kk", "my")


def test_sources_of_an_unsaid_language_do_not_take_that_of_the_file() -> None:
    assert texts(items_of('msgid "Bread"\nmsgstr "Нан"\n', "po/kk.po"))[0] == ("und", "Bread")
    assert texts(items_of('msgid "Bread"\nmsgstr ""\n', "po/app.pot")) == [(None, "Bread")]


@pytest.mark.parametrize(
    "broken",
    [
        'msgid "Window"\nmsgstr "Тере"зе"\n',
        'msgid "Window\nmsgstr "Терезе"\n',
        'msgid "Window"\nmsgstr[x] "Терезе"\n',
        'msgid "Window"\nmsgid_plural "Windows"\nmsgstr "Терезе"\n',
        'msgid "Window"\nmsgid_plural "Windows"\nmsgstr[1] "Терезе"\n',
        'msgid "Window"\nmsgstr[0] "Терезе"\n',
        'msgid "Window"\nmsgstr "C:\\Терезе"\n',
        'msgid "Window"\nmsgstr "a"\nmsgstr "b"\n',
        'msgstr "Терезе"\n',
        'msgid "Window"\n',
        "тек мәтін\n",
    ],
)
def test_a_broken_entry_costs_itself_alone(broken: str) -> None:
    items = items_of(f'msgid "Door"\nmsgstr "Есік"\n\n{broken}\nmsgid "Wall"\nmsgstr "Қабырға"\n', "kk.po")
    assert [text for _, text in texts(items)] == ["Door", "Есік", "Wall", "Қабырға"]
    ((code, place),) = refusals(items)
    assert code == "po-entry-broken"
    assert place.startswith("line ") and int(place[5:]) in range(4, 9)


def test_damaged_bytes_cost_one_entry() -> None:
    data = PO.encode() + 'msgid "Salt"\nmsgstr "Тұ'.encode() + b'\xd2"\n\n' + 'msgid "Tea"\nmsgstr "Шай"\n'.encode()
    items = items_of(data, "kk.po")
    assert [code for code, _ in refusals(items)] == ["invalid-utf8"]
    assert ("kk", "Шай") in texts(items)


def test_the_charset_of_the_header_is_read() -> None:
    text = PO.replace("UTF-8", "KOI8-R").replace("kk", "ru")
    text = text.replace("«Файлды»", "Открыть").replace("ашу", "файл для чтения и записи")
    text = text.replace("файл оқылды", "файл прочитан").replace("файлдар оқылды", "файлов прочитано")
    text = text.replace("Тазалау", "Очистить").replace("Ескі мәтін", "Старый")
    items = items_of(text.encode("koi8-r"), "ru.po")
    assert ("ru", "Открыть\tфайл для чтения и записи\n") in texts(items)


def test_octal_escapes_are_bytes_of_the_file() -> None:
    items = items_of('msgid "Tea"\nmsgstr "\\320\\250\\xd0\\xb0\\xd0\\xb9"\n', "kk.po")
    assert texts(items)[1] == ("kk", "Шай")


def test_po_gives_the_same_texts_as_another_parser() -> None:
    polib = library("polib")
    expected: list[str] = []
    for entry in polib.pofile(PO):
        if entry.obsolete:
            continue
        expected += [entry.msgid] + ([entry.msgid_plural] if entry.msgid_plural else [])
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        expected += [form for form in forms if form and not entry.fuzzy and form != entry.msgid]
    assert [text for _, text in texts(items_of(PO, "kk.po"))] == expected


# --- XLIFF and TMX

XLIFF = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="app.html" source-language="en" target-language="fa" datatype="plaintext">
<header><tool tool-id="t"/></header>
<body><group id="g">
<trans-unit id="1" approved="yes"><source>Save the <g id="a">file</g> <x id="b" equiv-text="{name}"/>?</source>
<target state="final">پروندهٔ <x id="b" equiv-text="{name}"/> <g id="a">ذخیره</g> شود؟</target>
<note>A question</note></trans-unit>
<trans-unit id="2"><source>Read <ph id="1">%d</ph> <bpt id="2">&lt;b&gt;</bpt>pages<ept id="2">&lt;/b&gt;</ept></source>
<target/></trans-unit>
<trans-unit id="3"><source>Kabul</source><target>Kabul</target></trans-unit>
<trans-unit id="4"><source>Go home</source><target state-qualifier="mt-suggestion">برو خانه</target></trans-unit>
<trans-unit id="5" translate="no"><source>x.y</source></trans-unit>
</group></body></file></xliff>"""

XLIFF2 = """<xliff version="2.0" srcLang="en" trgLang="ka" xmlns="urn:oasis:names:tc:xliff:document:2.0"><file id="f">
<unit id="u1"><notes><note>n</note></notes><originalData><data id="d">&lt;b&gt;</data></originalData>
<segment state="translated"><source><pc id="1" dataRefStart="d">Bread</pc> is here.</source>
<target><pc id="1">პური</pc> აქ არის.</target></segment><ignorable><source> </source></ignorable>
<segment><source>Tea too.</source><target>ჩაიც.</target></segment></unit></file></xliff>"""


def test_xliff_gives_sources_and_targets_without_codes() -> None:
    items = items_of(XLIFF, "app.xlf")
    assert texts(items) == [
        ("en", "Save the file {name}?"),
        ("fa", "پروندهٔ {name} ذخیره شود؟"),
        ("en", "Read %d pages"),
        ("en", "Kabul"),
        ("en", "Go home"),
    ]
    assert units(items)[0] == units(items)[1] == ("app.html", "1", False)
    assert remarks(items) == ["translations-unreviewed"]
    counted = left_out(items)
    assert (counted["untranslated"], counted["comment"], counted["code"]) == (3, len("A question"), 3)


def test_xliff_2_has_segments() -> None:
    items = items_of(XLIFF2, "app.xlf")
    assert texts(items) == [("en", "Bread is here."), ("ka", "პური აქ არის."), ("en", "Tea too."), ("ka", "ჩაიც.")]
    assert [unit for _, unit, _ in units(items)] == ["u1.1", "u1.1", "u1.3", "u1.3"]


TMX = """<?xml version="1.0" encoding="utf-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="en" datatype="plaintext"><note>x</note></header>
<body>
<tu tuid="t1"><prop type="domain">home</prop>
<tuv xml:lang="en"><seg>Close the <bpt i="1">&lt;b&gt;</bpt>door<ept i="1">&lt;/b&gt;</ept>.</seg></tuv>
<tuv xml:lang="uz-Latn"><seg>Eshikni <hi>yoping</hi> &amp; keting.</seg></tuv>
<tuv lang="th"><seg>ปิดประตู</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg/></tuv>
<tuv xml:lang="th"><seg>ราคา <ph>{0}</ph> บาท<ph>&lt;img alt="<sub>รูปปลา</sub>"&gt;</ph></seg></tuv></tu>
</body></tmx>"""


def test_tmx_gives_every_language_of_a_unit() -> None:
    items = items_of(TMX.encode("utf-16"), "memory.tmx")
    assert texts(items) == [
        ("en", "Close the door."),
        ("uz-Latn", "Eshikni yoping & keting."),
        ("th", "ปิดประตู"),
        ("th", "ราคา {0} บาท"),
        ("th", "รูปปลา"),
    ]
    assert [unit for _, unit, _ in units(items)] == ["1", "1", "1", "2", "2 inner 1"]
    assert left_out(items)["untranslated"] == 1


def test_tmx_gives_the_words_that_a_plain_parser_sees() -> None:
    simple = TMX.replace("<hi>", "").replace("</hi>", "").partition("<tu><tuv")[0] + "</body></tmx>"
    root = ElementTree.fromstring(simple.partition("?>")[2])
    seen = ["".join(seg.itertext()) for seg in root.iter("seg")]
    ours = [text for _, text in texts(items_of(simple.encode("utf-16"), "memory.tmx"))]
    assert ours[1:] == seen[1:]


def test_a_memory_cut_off_keeps_what_came_before() -> None:
    items = items_of(
        TMX.partition("<tu><tuv")[0].replace("utf-16", "utf-8") + "<tu><tuv xml:lang='th'><seg>ปิด", "a.tmx"
    )
    assert len(texts(items)) == 3
    assert [code for code, _ in refusals(items)] == ["xml-not-well-formed"]


@pytest.mark.shared
def test_a_memory_with_a_bomb_is_refused_and_a_sound_one_read() -> None:
    folder = SHARED / "cases" / "readers-04-tmx-entities" / "input"
    if not folder.is_dir():
        pytest.skip("the shared folder is not here")
    bomb = items_of((folder / "bomba.tmx").read_bytes(), "bomba.tmx")
    assert not texts(bomb) and refusals(bomb)
    assert [language for language, _ in texts(items_of((folder / "durust.tmx").read_bytes(), "durust.tmx"))] == [
        "tg",
        "ru",
    ]


# --- Qt

QT = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE TS>
<TS version="2.1" language="tr_TR" sourcelanguage="en"><context><name>MainWindow</name>
<message><location filename="a.cpp" line="3"/><source>&amp;Open</source>
<comment>menu</comment><translation>&amp;Aç</translation></message>
<message numerus="yes"><source>%n file(s)</source>
<translation><numerusform>%n dosya</numerusform></translation></message>
<message><source>Close it</source><translation type="unfinished"></translation></message>
<message><source>Save it</source><translation type="unfinished">Sakla</translation></message>
<message><source>Old one</source><translation type="vanished">Eski</translation></message>
<message><source>Wide</source><translation variants="yes">
<lengthvariant>Çok geniş</lengthvariant>
<lengthvariant>Geniş</lengthvariant></translation></message>
</context></TS>"""


def test_qt_translations() -> None:
    items = items_of(QT, "lang/app_tr.ts")
    assert texts(items) == [
        ("en", "&Open"),
        ("tr_TR", "&Aç"),
        ("en", "%n file(s)"),
        ("tr_TR", "%n dosya"),
        ("en", "Close it"),
        ("en", "Save it"),
        ("en", "Wide"),
        ("tr_TR", "Çok geniş"),
        ("tr_TR", "Geniş"),
    ]
    assert units(items)[0] == units(items)[1] == ("lang/app_*.ts", "MainWindow | &Open | menu", True)
    assert units(items)[2] == units(items)[3]
    assert remarks(items) == ["translations-unreviewed"]
    assert (left_out(items)["obsolete"], left_out(items)["untranslated"]) == (1, 2)


def test_typescript_is_no_translation() -> None:
    assert refusals(items_of("export const a: string = 'x';\n", "app.ts")) == [("format-not-read", "")]
