"""Repair: what is proven is repaired, what is not stays, and clean text is never touched."""

from __future__ import annotations

import pytest

from corpus_kit.repair import Settings, repair
from corpus_kit.repair.glance import Look, look_at

SENTENCES = {
    "Tajik": "Дар қишлоқи мо чашмае ҳаст, ки обаш тобистон хунук ва зимистон гарм аст.",
    "Bulgarian": "Пролетта идва рано в долината и децата берат първите кокичета край реката.",
    "Ossetic": "Хохаг хъӕуы цӕры зӕронд лӕг, йӕ цӕстытӕ рухс, йӕ зӕрдӕ та уарзаг у.",
    "Persian": "در روستای ما چشمه‌ای هست که آب آن در تابستان خنک و در زمستان گرم است.",
    "Hebrew": "בכפר שלנו יש מעיין שמימיו קרים בקיץ וחמים בחורף, והזקנים זוכרים מי חפר אותו.",
    "Armenian": "Մեր գյուղում կա մի աղբյուր, որի ջուրը ամռանը սառն է, իսկ ձմռանը՝ տաք։",
    "Georgian": "ჩვენს სოფელში არის წყარო, რომლის წყალი ზაფხულში ცივია და ზამთარში თბილი.",
    "Thai": "หมู่บ้านของเรามีบ่อน้ำแห่งหนึ่ง น้ำเย็นในฤดูร้อนและอุ่นในฤดูหนาว",
    "Tibetan": "ང་ཚོའི་གྲོང་གསེབ་ལ་ཆུ་མིག་ཅིག་ཡོད། དབྱར་ཁ་ཆུ་གྲང་མོ་ཡོད།",
    "Chinese": "我们村里有一口泉，夏天水很凉，冬天水很暖，老人们还记得是谁挖的。",
    "Turkish": "Köyümüzde yazın soğuk, kışın ılık akan bir çeşme var; yaşlılar kimin kazdığını bilir.",
    "Hindi": "हमारे गाँव में एक सोता है, जिसका पानी गर्मी में ठंडा और जाड़े में गर्म रहता है।",
}
MISTAKES = ("cp1252", "cp1251", "cp1254", "cp1256", "koi8_r", "cp866", "mac_roman", "latin-1")


def garbled(text: str, encoding: str) -> str:
    shown = ""
    for byte in text.encode("utf-8"):
        try:
            shown += bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            shown += chr(byte)
    return shown


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("encoding", MISTAKES)
def test_utf_8_read_as_something_else_comes_back_as_it_was(language: str, encoding: str) -> None:
    text = SENTENCES[language]
    assert repair(garbled(text, encoding)).text == text


@pytest.mark.parametrize("language", ["Tajik", "Persian", "Tibetan", "Turkish"])
def test_twice_garbled_text_comes_back(language: str) -> None:
    text = SENTENCES[language]
    assert repair(garbled(garbled(text, "cp1252"), "cp1252")).text == text


@pytest.mark.parametrize("language", SENTENCES)
def test_clean_text_needs_no_closer_look(language: str) -> None:
    text = SENTENCES[language]
    assert not look_at(text) & Look.GARBLED
    assert repair(text).text == text


@pytest.mark.parametrize(
    "text", ["Привет, как дела у вас в городе?", "سلام، حال شما در این شهر چطور است؟", "Ձեր տունը մեծ է"]
)
def test_utf_8_read_as_gb_18030_comes_back(text: str) -> None:
    lines = [word for word in text.replace("?", "").split() if len(word.encode()) % 2 == 0]
    text = " ".join(lines)
    assert len(lines) > 1
    assert repair(" ".join(word.encode().decode("gb18030") for word in lines)).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Tade" + "ÃÂ" * 15 + "¡" + "ÃÂ" * 15 + "¡",  # a way back exists, and gives a run of one letter
        "├┤a┼┐a┼┐a┼┐a┼┐a",
        "There are a lot of Ã’s in it",
        "MÄ£ÄM ÌÑÌ Q £ÄGÌ GÄLÄW",
        "SELKÄ\u00a0EDELLÄ\u00a0MAAHAN",
        "通知",  # its bytes in one encoding are UTF-8 by chance
        "联通",
    ],
)
def test_what_has_no_believable_way_back_stays(text: str) -> None:
    assert repair(text, Settings(spaces=False)).text == text


def test_the_garbled_sign_of_a_lost_letter_is_told_as_such() -> None:
    done = repair("in the newspaper ï¿½ addresses will not be shown")
    assert "\ufffd" in done.text
    assert [s.code for s in done.suspicions] == ["letters-lost"]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("Привeт, как дела", "Привет, как дела"),
        ("а вот Bася пришёл", "а вот Вася пришёл"),
        ("словоB и так далее", None),  # a capital at the end of a word: cut off, or a mark, but no letter of it
        ("ΠροηγB", None),
    ],
)
def test_look_alike_letters_are_folded_where_the_word_is_then_one(text: str, repaired: str | None) -> None:
    done = repair(text)
    assert done.text == (repaired or text)
    assert ("mixed-scripts-in-words" in [s.code for s in done.suspicions]) == (repaired is None)


def test_a_single_character_is_looked_at() -> None:
    assert look_at("\ufffd") and look_at("\u200b") and not look_at("я") and not look_at("")


def test_repairing_twice_gives_what_repairing_once_gives() -> None:
    for text in SENTENCES.values():
        once = repair(garbled(text, "cp1252")).text
        assert repair(once).text == once
