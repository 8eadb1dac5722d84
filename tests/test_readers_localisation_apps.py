"""Readers of the messages of programs: Android, Apple, Java, MediaWiki, YAML locale files."""

from __future__ import annotations

import importlib

import pytest

from corpus_kit.readers import Record
from corpus_kit.readers.families import yaml_events
from tests.test_readers_localisation import items_of, left_out, library, refusals, remarks, texts, units

# --- Android

ANDROID = r"""<?xml version="1.0" encoding="utf-8"?>
<resources xmlns:xliff="urn:oasis:names:tc:xliff:document:1.2"><!-- a comment -->
    <string name="app" translatable="false">Kitap</string>
    <string name="hello">O\'qish, <b>yozish</b> va
        hisob\u2026\nTugadi \"hammasi\"</string>
    <string name="quoted">"  O'zim  "</string>
    <string name="cdata"><![CDATA[<a href="x">Ko\'rish</a> uchun]]></string>
    <string name="left"><xliff:g id="n" example="3">%d</xliff:g> kun qoldi</string>
    <string name="ref">@string/hello</string>
    <color name="c">#ff0000</color>
    <plurals name="files"><item quantity="one">%d fayl</item><item quantity="other">%d ta fayl</item></plurals>
    <string-array name="days"><item>Dushanba</item><item>Seshanba</item></string-array>
</resources>"""


def test_android_strings_plurals_and_arrays() -> None:
    items = items_of(ANDROID, "app/res/values-uz/strings.xml")
    assert texts(items) == [
        ("uz", 'O\'qish, yozish va hisob…\nTugadi "hammasi"'),
        ("uz", "  O'zim  "),
        ("uz", "<a href=x>Ko'rish</a> uchun"),
        ("uz", "%d kun qoldi"),
        ("uz", "%d fayl"),
        ("uz", "%d ta fayl"),
        ("uz", "Dushanba"),
        ("uz", "Seshanba"),
    ]
    assert units(items)[4] == ("app/res/values-*/strings.xml", "files [one]", True)
    assert units(items_of(ANDROID, "app/res/values/strings.xml")) == units(items)
    assert left_out(items)["code"] == len("Kitap") + len("@string/hello")


@pytest.mark.parametrize(
    ("folder", "language"),
    [
        ("values", None),
        ("values-kk", "kk"),
        ("values-zh-rTW", "zh-TW"),
        ("values-b+sr+Latn", "sr-Latn"),
        ("values-mcc401-kk-rKZ-land", "kk-KZ"),
        ("values-land", None),
        ("values-car", None),
        ("values-v21", None),
        ("values-sw600dp", None),
        ("values-night", None),
    ],
)
def test_android_folders_name_the_language(folder: str, language: str | None) -> None:
    items = items_of('<resources><string name="a">Matn bor</string></resources>', f"res/{folder}/strings.xml")
    assert texts(items) == [(language, "Matn bor")]


def test_broken_android_strings_cost_themselves_alone() -> None:
    data = (
        "<resources>\n<string name='a'>Bir</string>\n<string name='b'>O'n</string>\n"
        "<string name='c'>\\u12</string>\n<string name='d'>\\ud83d yarim</string>\n"
        "<string name='e'>Ikki</string></resources>"
    )
    items = items_of(data, "res/values-uz/strings.xml")
    assert [text for _, text in texts(items)] == ["Bir", "Ikki"]
    assert refusals(items) == [
        ("android-string-broken", "line 3"),
        ("android-string-broken", "line 4"),
        ("lone-surrogate", "line 5"),
    ]


# --- Apple

STRINGS = (
    "/* Menu \u2014 \u10db\u10d4\u10dc\u10d8\u10e3 */\n"
    '"open" = "გახსენი \\"ფაილი\\"\\n";\n'
    "// a comment\n"
    'close = "დახურე\\U2026";\n'
    '"სახლში";\n'
    '"count" = "%d";\n'
    '"two lines" = "პირველი\nმეორე";\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_apple_strings(encoding: str) -> None:
    items = items_of(STRINGS.encode(encoding), "App/ka.lproj/Localizable.strings")
    assert texts(items) == [
        ("ka", 'გახსენი "ფაილი"\n'),
        ("ka", "დახურე…"),
        ("ka", "სახლში"),
        ("ka", "პირველი\nმეორე"),
    ]
    assert units(items)[1] == ("App/*.lproj/Localizable.strings", "close", True)
    assert [i.place for i in items if isinstance(i, Record)] == ["line 2", "line 4", "line 5", "line 7"]
    base = items_of(STRINGS.encode(encoding), "App/Base.lproj/Localizable.strings")
    assert units(base) == units(items) and texts(base)[0][0] is None


@pytest.mark.parametrize(
    "broken",
    [
        '"a" = "ერთი;',
        '"a = "ერთი";',
        '"a" "ერთი";',
        '"a" = "ერთი"',
        '"a" = ერთი";',
        '"a" = "\\Uxyz";',
        '"a" = "\\377";',
    ],
)
def test_a_broken_entry_of_strings_costs_itself_alone(broken: str) -> None:
    items = items_of(f'"x" = "ორი";\n{broken}\n"y" = "სამი";\n"z" = "ოთხი";\n', "ka.lproj/a.strings")
    assert [text for _, text in texts(items)] == ["ორი", "სამი", "ოთხი"]
    assert refusals(items) == [("strings-entry-broken", "line 2")]


def test_stringsdict_gives_plural_forms() -> None:
    data = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>files</key><dict>
<key>NSStringLocalizedFormatKey</key><string>%#@n@</string>
<key>n</key><dict><key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>
<key>NSStringFormatValueTypeKey</key><string>d</string>
<key>one</key><string>ملف واحد</string><key>other</key><string>%d ملف</string></dict></dict></dict></plist>"""
    items = items_of(data, "ar.lproj/Localizable.stringsdict")
    assert texts(items) == [("ar", "ملف واحد"), ("ar", "%d ملف")]
    assert units(items)[1] == ("*.lproj/Localizable.stringsdict", "files/n/other", True)
    cut = items_of(data[:-20], "ar.lproj/Localizable.stringsdict")
    assert refusals(cut) == [("stringsdict-broken", "")]


# --- Java

PROPERTIES = (
    "# comment\n! another\n\nmenu.open = Файлды ашу\nmenu.close:\\u0416\\u0430\\u0431\\u0443\n"
    "long = Бірінші бөлік, \\\n       екінші бөлік\nkey\\ with\\ space Мәні бар\nclass=org.example.Main\nempty=\n"
    "smile=\\ud83d\\ude00 күлкі\\tсоңы\n"
)


def test_java_properties() -> None:
    items = items_of(PROPERTIES, "i18n/messages_kk.properties")
    assert texts(items) == [
        ("kk", "Файлды ашу"),
        ("kk", "Жабу"),
        ("kk", "Бірінші бөлік, екінші бөлік"),
        ("kk", "Мәні бар"),
        ("kk", "😀 күлкі\tсоңы"),
    ]
    assert units(items)[3] == ("i18n/messages_*.properties", "key with space", True)
    assert units(items_of(PROPERTIES, "i18n/messages.properties")) == units(items)
    assert left_out(items)["untranslated"] == 1


def test_broken_escapes_cost_one_property() -> None:
    items = items_of("a=Бір\nb=\\u04g0\nc=\\ud83d жарты\nd=\\u04\ne=Екі\\\n", "messages_kk.properties")
    assert [text for _, text in texts(items)] == ["Бір", "Екі"]
    assert refusals(items) == [
        ("properties-escape-broken", "line 2"),
        ("lone-surrogate", "line 3"),
        ("properties-escape-broken", "line 4"),
    ]


# --- MediaWiki

MEDIAWIKI = (
    '{\n\t"@metadata": {\n\t\t"authors": [\n\t\t\t"A"\n\t\t]\n\t},\n'
    '\t"edit": "ແກ້ໄຂໜ້ານີ້",\n\t"save": "ບັນທຶກ",\n\t"n": "$1"\n}\n'
)


def test_mediawiki_messages() -> None:
    items = items_of(MEDIAWIKI, "ext/i18n/lo.json")
    assert texts(items) == [("lo", "ແກ້ໄຂໜ້ານີ້"), ("lo", "ບັນທຶກ")]
    assert units(items)[0] == ("ext/i18n/*.json", "edit", True)
    assert texts(items_of(MEDIAWIKI, "i18n/tt-cyrl.json"))[0][0] == "tt-cyrl"


def test_mediawiki_documentation_is_no_text() -> None:
    items = items_of(MEDIAWIKI, "i18n/qqq.json")
    assert not texts(items) and "messages-documentation" in remarks(items) and left_out(items)["comment"]


def test_broken_mediawiki_json_costs_its_lines() -> None:
    broken = MEDIAWIKI.replace('"ບັນທຶກ"', '"ບັນ"ທຶກ"').replace('"n"', '"view": "ເບິ່ງໜ້າ",\n\t"edit": "ແກ້"')
    items = items_of(broken.replace(': "$1"', ""), "i18n/lo.json")
    assert [text for _, text in texts(items)] == ["ແກ້ໄຂໜ້ານີ້", "ເບິ່ງໜ້າ", "ແກ້"]
    assert refusals(items) == [("message-line-broken", "line 8")]


def test_keys_that_stand_twice_keep_both_texts() -> None:
    items = items_of(MEDIAWIKI.replace('"save"', '"edit"'), "i18n/lo.json")
    assert len(texts(items)) == 2 and remarks(items) == ["message-key-twice"]


# --- YAML

LOCALE = """# comment
hi:
  menu: &menu
    open: 'फ़ाइल खोलें'
    "no": नहीं
    yes: हाँ
    answer: yes
    when: 2020-01-01
    ok: true
    count: "%{n}"
    todo:
  days: [सोमवार, मंगलवार]
  long: >
    पहली पंक्ति
    # दूसरी पंक्ति
  again: *menu
  menu2: !ruby/symbol name
"""


@pytest.fixture(params=["built", "pure"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "pure":
        monkeypatch.setattr(yaml_events, "_LOADER", importlib.import_module("yaml").SafeLoader)


@pytest.mark.usefixtures("loader")
def test_a_locale_file_gives_strings_by_key() -> None:
    items = items_of(LOCALE, "config/locales/hi.yml")
    found = {item.place: item.text for item in items if isinstance(item, Record)}
    assert found == {
        "menu.open": "फ़ाइल खोलें",
        "menu.no": "नहीं",
        "menu.yes": "हाँ",
        "menu.answer": "yes",
        "days.0": "सोमवार",
        "days.1": "मंगलवार",
        "long": "पहली पंक्ति # दूसरी पंक्ति\n",
    }
    assert {language for language, _ in texts(items)} == {"hi"}
    assert units(items)[0] == ("config/locales/*.yml", "menu.open", True)
    assert remarks(items) == ["yaml-aliases"]
    assert left_out(items) == {"code": 4, "comment": 9, "number": 3, "untranslated": 3}


def test_several_languages_in_one_file_are_aligned_in_it() -> None:
    items = items_of("kk:\n  a: Сәлем\nuz:\n  a: Salom\n", "messages.yml")
    assert texts(items) == [("kk", "Сәлем"), ("uz", "Salom")]
    assert units(items) == [("", "a", False), ("", "a", False)]


def test_settings_are_no_languages() -> None:
    items = items_of("id:\n  title: Баптау беті\n", "config.yml")
    assert texts(items) == [(None, "Баптау беті")]
    assert texts(items_of("title: Басты бет\nfile: a.b\n", "i18n/kk.yaml")) == [("kk", "Басты бет")]


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    "broken",
    ["b: a: ә", "b: %{n} файл", "b: @kim", 'b: "ашық', "b: [ашық", "b: 'ә'б'", "b: \x01ә", "\tb: ә", 'b: "\\q"'],
)
def test_a_broken_line_of_yaml_costs_itself_alone(broken: str) -> None:
    items = items_of(f'kk:\n  a: бірінші\n  {broken}\n  c: "екінші"\n  d:\n    e: үшінші\n', "kk.yml")
    assert [text for _, text in texts(items)] == ["бірінші", "екінші", "үшінші"]
    assert refusals(items) == [("yaml-line-broken", "line 3")]


@pytest.mark.usefixtures("loader")
def test_aliases_and_depth_cannot_fill_the_memory() -> None:
    bomb = "a: &a [сөз, сөз]\n" + "".join(f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'}, *a]\n" for n in range(60))
    assert len(texts(items_of(bomb, "x.yml"))) == 2
    deep = "".join(" " * n + "a:\n" for n in range(400)) + " " * 400 + "a: терең\n"
    assert [code for code, _ in refusals(items_of("z: үстірт мәтін\n" + deep, "x.yml"))] == ["yaml-invalid"]


def test_yaml_keys_twice_and_several_documents() -> None:
    items = items_of("---\na: бір сөз\na: екі сөз\n---\nb: үш сөз\n---\nЖай ғана мәтін\n", "x.yaml")
    assert [text for _, text in texts(items)] == ["бір сөз", "екі сөз", "үш сөз", "Жай ғана мәтін"]
    assert "message-key-twice" in remarks(items)
    assert [i.place for i in items if isinstance(i, Record)][2] == "document 2, /b"


def test_yaml_gives_the_same_texts_as_its_library() -> None:
    yaml = library("yaml")
    plain = LOCALE.replace("!ruby/symbol ", "").replace("  again: *menu\n", "")
    value = yaml.load(plain, Loader=yaml.BaseLoader)["hi"]
    ours = {item.place: item.text for item in items_of(plain, "hi.yml") if isinstance(item, Record)}
    assert ours["long"] == value["long"] and ours["menu.no"] == value["menu"]["no"]
    assert [ours["days.0"], ours["days.1"]] == value["days"]
