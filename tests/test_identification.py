"""Which language a text is in. The texts are our own, written for these tests (CC0-1.0)."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pyarrow as pa
import pytest

from corpus_kit import columns
from corpus_kit.identification import DETECTORS, Identification, Settings, identify, model, second_voice
from corpus_kit.identification.letters import leading_script
from corpus_kit.languages import language_registry
from corpus_kit.stages.language import LanguageStage

SHARED = Path(__file__).parents[2] / "shared"

TEXTS = {
    "kaz_Cyrl": "Бүгін таңертең ауылда қар жауды, балалар далада ойнап жүр, ал әжем тандырға нан жауып жатыр.",
    "kir_Cyrl": "Бүгүн эртең менен айылда кар жаады, балдар сыртта ойноп жүрөт, чоң энем болсо нан жаап жатат.",
    "uzn_Latn": "Bugun ertalab qishlog‘imizga qor yog‘di, bolalar ko‘chada o‘ynayapti, buvim tandirda non yopyapti.",
    "uzn_Cyrl": "Бугун эрталаб қишлоғимизга қор ёғди, болалар кўчада ўйнаяпти, бувим эса тандирда нон ёпяпти.",
    "tgk_Cyrl": "Имрӯз субҳ дар деҳаи мо барф борид, кӯдакон дар кӯча бозӣ мекунанд ва бибиям дар танӯр нон мепазад.",
    "rus_Cyrl": "Сегодня утром в деревне выпал снег, дети играют на улице, а бабушка печёт хлеб в старой печи.",
    "tat_Cyrl": "Бүген иртән авылда кар яуды, балалар урамда уйный, ә әбием мичтә икмәк пешерә һәм безне көтә.",
    "azj_Latn": "Bu gün səhər kəndimizə qar yağdı, uşaqlar həyətdə oynayırlar, nənəm isə təndirdə çörək bişirir.",
    "tur_Latn": "Bu sabah köyümüze kar yağdı, çocuklar sokakta oynuyor, büyükannem ise fırında ekmek pişiriyor.",
    "pes_Arab": "امروز صبح در روستای ما برف بارید، بچه‌ها در کوچه بازی می‌کنند و مادربزرگم در تنور نان می‌پزد.",
    "urd_Arab": "آج صبح ہمارے گاؤں میں برف پڑی، بچے گلی میں کھیل رہے ہیں اور میری دادی تنور میں روٹی پکا رہی ہیں۔",
    "uig_Arab": "بۈگۈن ئەتىگەن كەنتىمىزگە قار ياغدى، بالىلار كوچىدا ئويناۋاتىدۇ، مومام بولسا تونۇردا نان يېقىۋاتىدۇ.",
    "arb_Arab": "هطل الثلج صباح اليوم على قريتنا، والأطفال يلعبون في الشارع، أما جدتي فتخبز الخبز في التنور القديم.",
    "heb_Hebr": "הבוקר ירד שלג בכפר שלנו, הילדים משחקים ברחוב, וסבתא שלי אופה לחם בתנור הישן שבחצר.",
    "hin_Deva": "आज सुबह हमारे गाँव में बर्फ़ गिरी, बच्चे गली में खेल रहे हैं और मेरी दादी तंदूर में रोटी बना रही हैं।",
    "ben_Beng": "আজ সকালে আমাদের গ্রামে বৃষ্টি হয়েছে, ছেলেমেয়েরা উঠানে খেলছে আর আমার দাদি চুলায় রুটি বানাচ্ছেন।",
    "kat_Geor": "დღეს დილით ჩვენს სოფელში თოვლი მოვიდა, ბავშვები ქუჩაში თამაშობენ, ბებია კი პურს აცხობს.",
    "hye_Armn": "Այսօր առավոտյան մեր գյուղում ձյուն եկավ, երեխաները փողոցում խաղում են, իսկ տատիկս հաց է թխում։",
    "tha_Thai": "เช้านี้ฝนตกที่หมู่บ้านของเรา เด็กๆ เล่นน้ำอยู่หน้าบ้าน ส่วนคุณยายกำลังทำขนมอยู่ในครัว",
    "khm_Khmr": "ព្រឹកនេះមានភ្លៀងធ្លាក់នៅភូមិយើង ក្មេងៗលេងទឹកនៅមុខផ្ទះ ហើយជីដូនខ្ញុំកំពុងធ្វើនំ។",
    "mya_Mymr": "ဒီမနက် ကျွန်တော်တို့ရွာမှာ မိုးရွာတယ်။ ကလေးတွေ လမ်းပေါ်မှာ ကစားနေကြတယ်။",
    "cmn_Hans": "今天早上我们村里下雪了，孩子们在街上玩耍，奶奶正在厨房里烤面包，大家都很高兴。",
    "cmn_Hant": "今天早上我們村裡下雪了，孩子們在街上玩耍，奶奶正在廚房裡烤麵包，大家都很高興。",
    "yue_Hant": "今朝我哋條村落咗雪，啲細路喺街度玩緊，阿嫲就喺廚房焗緊麵包，個個都好開心。",
    "jpn_Jpan": "今朝、私たちの村に雪が降りました。子どもたちは道で遊び、祖母は台所でパンを焼いています。",
    "kor_Hang": "오늘 아침 우리 마을에 눈이 내렸습니다. 아이들은 길에서 놀고 할머니는 부엌에서 빵을 굽고 있습니다.",
    "ind_Latn": "Tadi pagi hujan turun di desa kami, anak-anak bermain di jalan, dan nenek sedang membuat kue. "
    "Setelah itu mereka pergi ke pasar untuk membeli sayur dan buah.",
    "eng_Latn": "It snowed in our village this morning; the children play outside and grandmother is baking bread.",
}


def one(text: str, declared: str | None = None) -> Identification:
    return identify([text], [declared])[0]


def tag(found: Identification) -> str:
    return f"{found.language}_{found.script}"


@pytest.mark.parametrize("expected", TEXTS)
def test_each_text_gets_its_own_language_and_script(expected: str) -> None:
    found = one(TEXTS[expected])
    assert tag(found) == expected
    assert found.score >= 0.5
    assert found.basis in ("script", "detected")
    assert found.votes


def test_a_detector_votes_only_on_what_it_knows() -> None:
    registry = language_registry()
    heads = ["Det er en god dag", "det var en gang", "hun har en bil", *(text[:15] for text in TEXTS.values())]
    voices = 0
    for found in identify(heads):
        for vote in found.votes:
            if vote.detector == second_voice.NAME:
                voices += 1
                assert registry[vote.language.partition("_")[0]].langdetect
    assert voices
    assert second_voice.ask(TEXTS["kat_Geor"], ["kat_Geor", "ekk_Latn"]) is None  # it has never seen Georgian
    assert second_voice.ask(TEXTS["rus_Cyrl"], ["rus_Cyrl", "bul_Cyrl"]) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "12.05.2024 14:30; 15,4 %; +000 00 00",
        "★ → ← ✓ § ¶ 👩‍👩‍👧 🏳️‍🌈",
        "https://example.org/книги?lang=kk\nwww.example.org/кітап\nkitap@example.org",
        "while True:\n    x = f(y[0])\n    if x != 0: break",
        "Ташкент\nСамарканд\nБухара\nХива\nФергана\nКарши",
        "Almaty, Astana, Shymkent, Taraz, Aqtöbe",
        "Қазақша | Русский | English | ქართული | 中文 | العربية | हिन्दी",
        "x" * 1_000_000,
        "ก" * 500,
    ],
)
def test_what_is_no_language_stays_undetermined_whatever_is_declared(text: str) -> None:
    for declared in (None, "kaz_Cyrl", "tha_Thai"):
        found = one(text, declared)
        assert found.language == "und"
        assert found.score <= 0.6
        assert found.basis == "none"


def test_a_single_word_is_what_it_is_declared_to_be_and_not_surely() -> None:
    for text, script in (("نان", "Arab"), ("Кітап", "Cyrl"), ("Тамам", "Cyrl")):
        assert one(text).language == "und"
        assert one(text, "tha_Thai").language == "und"
        declared = one(text, f"{'pes' if script == 'Arab' else 'kaz'}_{script}")
        assert (declared.basis, declared.score) == ("declared", 0.4)
    assert one("12.05.2024", "kaz_Cyrl").language == "und"


HOSTILE = [
    "\x00" * 50,
    "\ud800",
    "сәлем \udc00 дүние, бүгін ауа райы жақсы, біз тауға барамыз \x07\x00",
    "\uffff\ufffe\U0010ffff\ue000",
    "\u0301" * 5000,
    "\u202e\u200f\u2066",
    "a@" * 5000,
    "http://" * 3000,
    "<b>&amp;" * 2000,
    ",".join("A" * 3000),
    "İ" * 3000,
    "👨‍👩‍👧‍👦" * 3000,
    "ﷺ" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_string_breaks_it(text: str) -> None:
    found = one(text, "not a language \ud800")
    assert 0.0 <= found.score <= 1.0
    assert len(found.script) == 4


def test_controls_do_not_hide_the_language() -> None:
    text = TEXTS["kaz_Cyrl"]
    assert tag(one(text.replace(" ", " \x00"))) == "kaz_Cyrl"
    assert tag(one(text.replace("а", "а\ud800", 1))) == "kaz_Cyrl"


def test_the_same_text_gets_the_same_answer_alone_and_among_others() -> None:
    texts = [*TEXTS.values(), *HOSTILE, ""] * 9
    together = identify(texts)
    assert together == identify(texts)
    assert together[::7] == [identify([text])[0] for text in texts[::7]]
    assert identify([]) == []


@pytest.mark.parametrize("apostrophe", ["'", "`", "\u2018", "\u2019", "\u02bb", "\u02bc"])
def test_apostrophes_of_all_kinds_read_alike(apostrophe: str) -> None:
    found = one(TEXTS["uzn_Latn"].replace("‘", apostrophe))
    assert found == one(TEXTS["uzn_Latn"])


def test_latin_lookalikes_inside_cyrillic_words_are_seen_through() -> None:
    spoilt = TEXTS["kaz_Cyrl"].translate(str.maketrans("аеорс", "aeopc"))
    found = one(spoilt)
    assert tag(found) == "kaz_Cyrl"
    assert found.score > 0.9


def test_combining_marks_count_as_their_letters() -> None:
    assert leading_script("कि\u093f\u093f\u093f abc") == "Deva"
    assert one("דער זיידע זיצט אויפֿן בענקל און דערציילט די קינדער אַן אַלטע מעשׂה וועגן אַ קלוגן פֿויגל.").language == "ydd"


def test_the_share_of_the_leading_language_caps_the_score() -> None:
    mixed = one(TEXTS["kaz_Cyrl"] + "\n\n" + TEXTS["rus_Cyrl"])
    assert mixed.language in ("kaz", "rus", "und")
    assert mixed.score < 0.7


def test_a_declaration_counts_where_detectors_know_no_better() -> None:
    gagauz = "Bu sabaa bizim küüdä kaar yaadı, uşaklar sokakta oynêêrlar, babu da fırında ekmek pişirer."
    assert "gag_Latn" not in model.load().tags
    found = one(gagauz, "gag_Latn")
    assert (tag(found), found.basis) == ("gag_Latn", "declared")
    assert found.score <= 0.5


def test_a_declaration_holds_where_the_model_knows_one_language_of_the_script() -> None:
    greek = one("Ἐν ἀρχῇ τοῦ θέρους οἱ παῖδες ἐν τῷ κήπῳ ἔπαιζον, ὁ δὲ πάππος ὑπὸ τῷ δένδρῳ ἐκάθευδεν.", "grc_Grek")
    assert (tag(greek), greek.basis) == ("grc_Grek", "declared")
    assert greek.score <= 0.5
    assert tag(one("Το πρωί έπεσε χιόνι στο χωριό μας και τα παιδιά παίζουν έξω.")) == "ell_Grek"


def test_few_han_characters_are_what_they_are_declared_to_be() -> None:
    assert tag(one("販促資料", "jpn")) == "jpn_Jpan"
    assert [tag(one("策略", declared)) for declared in ("zh-cn", "zh-tw")] == ["cmn_Hans", "cmn_Hant"]
    assert tag(one("发展报告", "zh-tw")) == "cmn_Hans"
    assert tag(one(TEXTS["cmn_Hans"], "jpn")) == "cmn_Hans"


def test_lists_of_people_and_characters_that_nobody_uses_are_no_language() -> None:
    lists = ["王小明、李建国、张秀英、刘伟、陈静、杨洋", "陳美玲\n林志強\n黃淑芬\n張家豪\n王大明"]
    for text in (*lists, "鏖澐篩騆獓蔫鰵囹顅粨黴裇鍥鬜鷰闒箋"):
        assert one(text).language == "und", text
    sentences = ["今天早上下雪了、孩子们在外面玩、奶奶在烤面包。", "清晨，雪落在我們的村莊，孩子們在外面玩耍。"]
    for text in (TEXTS["cmn_Hans"], *sentences):
        assert one(text).language == "cmn", text


def test_a_declaration_decides_between_close_languages() -> None:
    assert tag(one(TEXTS["pes_Arab"], "prs_Arab")) == "prs_Arab"
    assert tag(one(TEXTS["cmn_Hans"], "wuu_Hans")) == "wuu_Hans"
    bosnian = one("Jutros je u našem selu pao snijeg, djeca se igraju napolju, a nena peče hljeb u staroj peći.", "bs")
    assert (bosnian.language, bosnian.group) == ("bos", "hbs_Latn")
    croatian = one("Jutros je u našem selu pao snijeg, djeca se igraju vani, a baka peče kruh u staroj peći.", "bs")
    assert (croatian.language, croatian.basis) == ("bos", "declared")
    assert croatian.score <= 0.9


def test_a_wrong_declaration_is_overruled_and_agreement_helps() -> None:
    wrong = one(TEXTS["rus_Cyrl"], "kaz_Cyrl")
    assert (wrong.language, wrong.basis) == ("rus", "detected")
    assert tag(one(TEXTS["kat_Geor"], "kaz_Cyrl")) == "kat_Geor"
    assert one(TEXTS["ind_Latn"], "ind_Latn").score > one(TEXTS["ind_Latn"]).score


def test_the_head_alone_is_read() -> None:
    text = TEXTS["kaz_Cyrl"] * 50 + TEXTS["rus_Cyrl"] * 500
    assert identify([text], settings=Settings(head_characters=2000))[0].language == "kaz"


def test_the_stage_adds_the_columns_of_the_schema() -> None:
    batch = pa.record_batch(
        {
            "text": pa.array([*TEXTS.values(), "", "12"]),
            "language_declared": pa.array([*TEXTS, None, "?"], pa.string()),
        }
    )
    after = LanguageStage()(batch)
    assert after.schema.names == ["text", "language_declared", *columns.layer_schema("language").names]
    pairs = zip(after.column("language").to_pylist(), after.column("script").to_pylist(), strict=True)
    assert [f"{language}_{script}" for language, script in pairs] == [*TEXTS, "und_Zyyy", "und_Zyyy"]
    columns.check_nulls(after.select(columns.layer_schema("language").names))
    assert LanguageStage.tool == DETECTORS
    assert "silk:" in DETECTORS and "langdetect:" in DETECTORS


@pytest.mark.shared
@pytest.mark.parametrize("case", ["language-01", "language-02", "language-03", "language-04", "text-04", "text-05"])
def test_the_cases_come_out_as_expected(case: str) -> None:
    folders = sorted((SHARED / "cases").glob(f"{case}-*"))
    if not folders:
        pytest.skip("the shared cases are not here")
    for expected in tomllib.loads((folders[0] / "case.toml").read_text(encoding="utf-8"))["expect"]["file"]:
        found = one((folders[0] / "input" / expected["path"]).read_text(encoding="utf-8"))
        said = "und" if found.language == "und" else tag(found)
        assert said in expected["language"], expected["path"]
        assert found.score <= expected.get("max_score", 1.0), expected["path"]


def test_one_string_is_not_taken_letter_by_letter() -> None:
    with pytest.raises(TypeError, match="several texts"):
        identify("Утром на площади открывается рынок.")
    assert len(identify(text for text in ("x", "y"))) == 2
