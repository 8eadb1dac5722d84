"""The language model: compiled and not, spans, mixed texts, romanised ones. The texts are our own (CC0-1.0)."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import unicodedata

import numpy as np
import pytest

from corpus_kit.identification import Identification, Settings, compiling, identify, letters, loops, measured, model
from corpus_kit.languages import language_registry, model_tags
from tests.test_identification import HOSTILE, TEXTS

KAZAKH = "Бүгін таңертең ауылда қар жауды, балалар далада ойнап жүр, ал әжем тандырға нан жауып жатыр."
RUSSIAN = "Сегодня утром в деревне выпал снег, дети играют на улице, а бабушка печёт хлеб в старой печи."
UZBEK = "Bugun ertalab qishlog‘imizga qor yog‘di, bolalar ko‘chada o‘ynayapti, buvim tandirda non yopyapti."
ENGLISH = "It snowed in our village this morning; the children play outside and grandmother is baking bread."
PERSIAN = "امروز صبح در روستای ما برف بارید، بچه‌ها در کوچه بازی می‌کنند و مادربزرگم در تنور نان می‌پزد."


def one(text: str, spans: bool = False) -> Identification:
    return identify([text], spans=spans)[0]


def stretches(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end].strip(), span.tag) for span in one(text, spans=True).spans]


def test_the_model_is_what_the_code_says_it_is() -> None:
    used = model.load()
    assert used.version == model.VERSION
    assert len(used.tags) >= 400
    assert model_tags() == {tag for tag in used.tags if not tag.startswith(model.NOISE)}
    registry = language_registry()
    for tag in used.tags:
        language, _, script = tag.partition("_")
        assert language == model.NOISE or language in registry, tag
        assert script in letters.classes_of_scripts() or script in ("Hans", "Hant", "Jpan", "Kore"), tag


def test_compiled_and_uncompiled_loops_give_the_same_numbers() -> None:
    texts = [
        *TEXTS.values(),
        *(text[:300] for text in HOSTILE),
        KAZAKH + "\n" + ENGLISH,
        "日本語とEnglishと русский",
        "",
    ]
    program = (
        "import json, sys\n"
        "from corpus_kit.identification import compiling, identify\n"
        "assert not compiling.compile_now()\n"
        "texts = json.loads(sys.stdin.buffer.read())\n"
        "print([repr(x) for x in identify(texts, spans=True)] == json.loads(sys.argv[1]))\n"
    )
    compiling.compile_now()
    assert hasattr(loops.measure, "py_func")
    expected = json.dumps([repr(x) for x in identify(texts, spans=True)])
    done = subprocess.run(
        [sys.executable, "-c", program, expected],
        input=json.dumps(texts).encode(),
        env={**os.environ, compiling.SWITCH: "0", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    assert done.stdout.strip() == b"True", done.stderr.decode()


def test_little_text_is_not_worth_compiling() -> None:
    program = (
        "import sys\n"
        "from corpus_kit.identification import identify\n"
        "few, many = ['Бүгін ауылда қар жауды.'], ['Бүгін ауылда қар жауды. ' * 40] * 20\n"
        "found = identify(few)\n"
        "assert 'numba' not in sys.modules\n"
        "assert {one.language for one in identify(many)} == {'kaz'}\n"
        "assert 'numba' in sys.modules and identify(few) == found\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_sums_do_not_depend_on_how_texts_are_grouped_or_how_much_room_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [*TEXTS.values(), "а б в г д е ж\n" * 400]
    used = model.load()
    data, spans = measured.encoded(texts, None)
    whole = measured.measured(data, spans, used)
    monkeypatch.setattr(measured, "_FIRST_ROOM", 2)
    again = measured.measured(data, spans, used)
    assert np.array_equal(whole.pieces, again.pieces)
    assert np.array_equal(whole.sums, again.sums)
    assert np.array_equal(whole.texts, again.texts)


def test_the_index_finds_what_is_there_and_nothing_else() -> None:
    keys = np.array([0, 1, 31, 32, 63, 4095, 4096, (1 << loops.KEY_BITS) - 1], dtype=np.int64)
    index, order = model._index(keys)
    assert order.tolist() == list(range(len(keys)))
    asked = np.array([0, 2, 31, 33, 63, 4096, (1 << loops.KEY_BITS) - 1, 5], dtype=np.int64)
    assert loops.known_rows(asked, len(asked), index) == 5
    assert asked[:5].tolist() == [0, 2, 4, 6, 7]


def test_paragraphs_get_their_own_language() -> None:
    text = f"{KAZAKH}\n\n{RUSSIAN}\n\n{KAZAKH}"
    assert stretches(text) == [(KAZAKH, "kaz_Cyrl"), (RUSSIAN, "rus_Cyrl"), (KAZAKH, "kaz_Cyrl")]
    found = one(text)
    assert [share.language for share in found.languages] == ["kaz_Cyrl", "rus_Cyrl"]
    assert found.language == "kaz"
    assert 0.55 < found.languages[0].share < 0.75


def test_sentences_within_a_paragraph_are_told_apart() -> None:
    assert stretches(f"{UZBEK} {ENGLISH}") == [(UZBEK, "uzn_Latn"), (ENGLISH, "eng_Latn")]
    assert [tag for _, tag in stretches(f"{PERSIAN} {ENGLISH} {PERSIAN}")] == ["pes_Arab", "eng_Latn", "pes_Arab"]


def test_where_three_share_a_text_none_leads() -> None:
    found = one("\n\n".join([KAZAKH, ENGLISH, PERSIAN, TEXTS["kat_Geor"], TEXTS["cmn_Hans"]]))
    assert found.language == "mul"
    assert {share.language for share in found.languages} >= {"kaz_Cyrl", "eng_Latn", "pes_Arab"}
    assert found.score < 0.6


def test_spans_cover_the_text_and_cut_no_character() -> None:
    rng = random.Random(5)
    for _ in range(60):
        parts = rng.sample([*TEXTS.values(), *HOSTILE[:3], "👩‍👩‍👧 12", "e\u0301e\u0301 e\u0301"], 4)
        text = rng.choice(["\n", " ", "\n\n", ""]).join(parts)
        if rng.random() < 0.5:
            text = unicodedata.normalize("NFD", text)
        spans = one(text, spans=True).spans
        assert spans[0].start == 0
        assert spans[-1].end == len(text)
        for before, after in zip(spans, spans[1:], strict=False):
            assert before.end == after.start > before.start
            assert before.tag != after.tag
            assert not unicodedata.combining(text[after.start])
            assert text[after.start] not in "\u200d\ufe0f\u200c"


def test_a_few_foreign_words_are_no_second_language() -> None:
    found = one("Қазақстанда Windows және Linux жүйелері кең тараған, ал Google Chrome браузері ең танымал бағдарлама.")
    assert [share.language for share in found.languages] == ["kaz_Cyrl"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aap kaise hain, main bilkul theek hoon aur aaj ghar par hoon", {"hin_Latn", "urd_Latn", "und_Latn"}),
        ("Segodnya utrom v derevne vypal sneg, deti igrayut na ulitse", {"rus_Latn", "und_Latn"}),
        ("Simera to proi chionise sto chorio mas, ta pedia pezoun exo", {"ell_Latn", "und_Latn"}),
        ("Jīntiān zǎoshang wǒmen cūnlǐ xià xuě le, háizimen zài jiē shàng wánshuǎ", {"cmn_Latn", "und_Latn"}),
        ("Бүген таңертең Астанада жаңа мектеп ашылды, балалар қуанышты", {"kaz_Cyrl"}),
        ("Бугун эрталаб Тошкентда янги мактаб очилди, болалар хурсанд", {"uzn_Cyrl"}),
    ],
)
def test_texts_in_another_script_than_usual_are_never_a_neighbour(text: str, expected: set[str]) -> None:
    found = one(text)
    assert f"{found.language}_{found.script}" in expected


def test_a_group_stands_beside_the_individual_language() -> None:
    found = one("Jutros je u našem selu pao snijeg, djeca se igraju vani, a baka peče kruh u staroj peći.")
    assert found.language in ("bos", "hrv")
    assert found.group == "hbs_Latn"
    assert found.group_score > 0.95 > found.score


def test_text_without_marks_or_capitals_is_told_too() -> None:
    assert one(UZBEK.upper()).language == "uzn"
    assert one(unicodedata.normalize("NFD", TEXTS["azj_Latn"])).language == "azj"
    assert one(TEXTS["arb_Arab"].replace("ا", "ا\u0640")).language == "arb"


def test_scores_are_those_of_the_whole_and_the_head_is_what_is_read() -> None:
    long = (KAZAKH + " ") * 200
    head = identify([long], settings=Settings(head_characters=200))[0]
    assert head.language == "kaz"
    assert one(long + RUSSIAN * 400).language == "kaz"
    assert one(long + RUSSIAN * 400, spans=True).languages[0].language == "rus_Cyrl"
