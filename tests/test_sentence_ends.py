"""Where sentences end in scripts of every kind, and the many marks that end none."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_kit.languages import language_registry, parse_tag, scripts
from corpus_kit.languages.sentences import EndMarks, paragraphs, sentences
from corpus_kit.stages.sentences import _cutter

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "sample.tar.zst"
# Each text is written with a bar where a sentence ends.
BARS = {
    "kaz_Cyrl": [
        "Бүгін жылы болды.| Ертең салқын болады!| Сен барасың ба?| Иә.",
        "Ол 1998 ж. Алматыда туды.| Үйдің ұзындығы 3.14 метр.",
        "Жазушы А. С. Пушкин мен М. Әуезов.| Бұл т.б. кітаптарда бар.",
        "«Келесің бе?» – деп сұрады ол.| «Келемін!» – деді бала.",
        "Ол ойланып қалды... сосын күлді.| Бәрі жақсы…| Енді кетейік.",
        "1. Кіріспе бөлім.| 2. Негізгі бөлім.",
        "Хат www.mysal.kz сайтында тұр.| Сағат 10.30-да келді.",
        "Олар келді.|Біз кеттік.",
    ],
    "rus_Cyrl": [
        "Дом построен в 2010 г.| Он стоит в г. Алматы.",
        "Живёт на ул. Садовая, д. 5, кв. 7.| Рядом школа.",
        "Это важно, т.е. нужно.| И т.д. и т.п.| Конец.",
    ],
    "uzn_Latn": ["Bugun havo ochiq.| Ertaga-chi?| Kitob 25 ming soʻm turadi, dedi u.| Toʻgʻri!"],
    "eng_Latn": ["Dr. Brown met Mr. Hill at 5 p.m. on Monday.| They talked.| “Really?” she asked.| Yes."],
    "deu_Latn": ["Am 3. Oktober war Feiertag.| Das Haus Nr. 5 steht leer."],
    "tur_Latn": ["Toplantı 20. yüzyılda yapıldı.| Prof. Yılmaz konuştu.| Bitti mi?"],
    "pes_Arab": ["هوا خوب است.| کتاب کجاست؟| اینجا!| بهای آن ۳.۵ درصد بالا رفت."],
    "urd_Arab": ["آج بارش ہے۔| تم کہاں ہو؟| گھر پر۔"],
    "uig_Arab": ["بۈگۈن ھاۋا ياخشى.| سەن بارامسەن؟| ياق!"],
    "arb_Arab": ["اليوم مشمس.| أين الكتاب؟| هنا! |نعم.".replace(" |", "| ")],
    "hye_Armn": ["Այսօր արև է։| Ո՞ւր է գիրքը։| Ահա՛ այն:| Լավ է։"],
    "hin_Deva": ["आज बारिश है।| क्या तुम आओगे?| डॉ. शर्मा घर पर हैं।"],
    "san_Deva": ["प्रथमः श्लोकः अत्र।| द्वितीयः पादः ॥ १ ॥| ततः परम् ॥२॥"],
    "ben_Beng": ["আজ বৃষ্টি হচ্ছে।| তুমি কোথায়?| বাড়িতে।"],
    "khm_Khmr": ["ខ្ញុំទៅផ្សារ។| ទិញបន្លែ ត្រី ។ល។| មកផ្ទះ។| ចប់៕"],
    "mya_Mymr": ["ဒီနေ့ မိုးရွာသည်။| အိမ်မှာ နေကြသည်။"],
    "bod_Tibt": ["དེ་རིང་ཆར་པ་འབབ།| ང་ཚོ་ཁྱིམ་ལ་ཡོད།"],
    "amh_Ethi": ["ዛሬ ዝናብ ነው።| ቤት ነን፡፡| የት ነህ?"],
    "cmn_Hans": ["今天下雨。|我们在家看书！|你呢？|“好吧。”|他走了……"],
    "jpn_Jpan": ["今日は雨です。|「行きますか？」|はい。"],
    "kat_Geor": ["დღეს წვიმს.| სად არის წიგნი?| ქ. თბილისში, ე.ი. შინ."],
    "mvf_Mong": ["ᠥᠨᠥᠳᠥᠷ ᠪᠣᠷᠣᠭᠠ᠃| ᠭᠡᠷ ᠲᠦ ᠪᠠᠢᠨ᠎ᠠ᠃"],
    "tha_Thai": ["วันนี้ฝนตก\n|เราอยู่บ้าน\n|พรุ่งนี้จะไปตลาด"],
    "ell_Grek": ["Σήμερα βρέχει.| Πού είναι το βιβλίο;| Εδώ!"],
}


@pytest.mark.parametrize(("tag", "barred"), [(tag, text) for tag, texts in BARS.items() for text in texts])
def test_sentences_end_where_a_reader_ends_them(tag: str, barred: str) -> None:
    expected = [part.strip() for part in barred.split("|")]
    text = barred.replace("|", "")
    language, _, script = tag.partition("_")
    found = [text[start:end] for start, end in sentences(text, EndMarks.of(language, script))]
    assert found == expected


@pytest.mark.parametrize(
    ("tag", "barred"), [(tag, t) for tag in ("rus_Cyrl", "eng_Latn", "pes_Arab") for t in BARS[tag]]
)
def test_with_spacy_no_mark_is_taken_for_an_end_that_is_none(tag: str, barred: str) -> None:
    cut, tool = _cutter(*tag.split("_"))
    assert tool.startswith("spacy:")
    found = [sentence for sentence in cut(barred.replace("|", "")) if sentence]
    assert set(found) <= {part.strip() for part in barred.split("|")} or len(found) <= len(barred.split("|"))
    assert not any(sentence in ("С.", "Dr.", "т.е.") for sentence in found)


def test_an_opening_quote_belongs_to_what_follows() -> None:
    cut, tool = _cutter("kir", "Cyrl")
    assert tool == "spacy:ky"
    assert [s for s in cut("Ал кетти. «Жолдо» деген китеп калды. Бүттү.") if s] == [
        *("Ал кетти.", "«Жолдо» деген китеп калды.", "Бүттү."),
    ]


def test_every_language_and_script_has_marks_and_nothing_is_lost() -> None:
    for known in language_registry().values():
        for script in known.scripts:
            marks = EndMarks.of(known.code, script)
            text = "А.Б. в. ( «a!» ) 12.5 ۔؟ ។ល។ ॥१॥ … — . . . x\n\n\t\ny" + marks.marks
            spans = list(sentences(text, marks))
            assert all(a < b for a, b in spans) and all(
                one[1] <= two[0] for one, two in zip(spans, spans[1:], strict=False)
            )
            kept = "".join(text[a:b] for a, b in spans)
            assert "".join(kept.split()) == "".join(text.split()), known.code
    for script in scripts():
        assert EndMarks.of("und", script).marks
    assert parse_tag("tha").script == "Thai"


def test_paragraphs_always_end_a_sentence() -> None:
    text = "A title\n\nIt goes\non and on\n \n\nthe end"
    assert [text[a:b] for a, b in paragraphs(text)] == ["A title", "It goes\non and on", "the end"]
    assert [text[a:b] for a, b in sentences(text, EndMarks.of("eng", "Latn"))] == [
        "A title",
        "It goes\non and on",
        "the end",
    ]


@pytest.mark.parametrize("text", ["." * 20_000, "! " * 20_000, "а. " * 20_000, "«" * 20_000, "ກ " * 5000, "ก " * 5000])
def test_rows_of_marks_take_no_longer_than_their_length(text: str) -> None:
    for tag in ("kaz_Cyrl", "tha_Thai", "khm_Khmr", "san_Deva"):
        language, _, script = tag.partition("_")
        assert sum(b - a for a, b in sentences(text, EndMarks.of(language, script))) <= len(text)


@pytest.mark.shared
def test_real_treebanks_are_cut_as_their_editors_did(sample: Path) -> None:
    for batch, tag in {"ud-kazakh-ktb": "kaz_Cyrl", "ud-uzbek-ut": "uzn_Latn", "ud-kyrgyz-ktmu": "kir_Cyrl"}.items():
        units = [
            line.removeprefix("# text =").strip()
            for path in sorted((sample / batch).glob("*.conllu"))
            for line in path.read_text(encoding="utf-8").split("\n")
            if line.startswith("# text =")
        ]
        right = found_all = gold_all = 0
        cut, _ = _cutter(*tag.split("_"))
        for start in range(0, len(units), 10):
            part = units[start : start + 10]
            found = {s for s in cut(" ".join(part)) if s}
            right, found_all, gold_all = right + len(found & set(part)), found_all + len(found), gold_all + len(part)
        assert 2 * right / (found_all + gold_all) > 0.98, batch
