"""The many ways in which people, systems and catalogues write a language, and the groups that languages belong to."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from corpus_kit import resources
from corpus_kit.languages import (
    LanguageTag,
    UnknownLanguageError,
    group_members,
    group_of,
    groups,
    label_tag,
    language_registry,
    name_of,
    names_script,
    near_tags,
    parse_tag,
)

SHARED = Path(__file__).resolve().parents[2] / "shared" / "language"
WRITTEN = {
    "codes of libraries, with their older forms": {
        **{"chi": "cmn_Hans", "per": "pes_Arab", "geo": "kat_Geor", "arm": "hye_Armn", "bur": "mya_Mymr"},
        **{"tib": "bod_Tibt", "may": "zsm_Latn", "mac": "mkd_Cyrl", "rum": "ron_Latn", "slo": "slk_Latn"},
        **{"wel": "cym_Latn", "baq": "eus_Latn", "ice": "isl_Latn", "alb": "als_Latn", "cze": "ces_Latn"},
        **{"dut": "nld_Latn", "fre": "fra_Latn", "ger": "deu_Latn", "gre": "ell_Grek", "mao": "mri_Latn"},
        **{"scc": "srp_Cyrl", "scr": "hrv_Latn", "per-AF": "prs_Arab", "Sotho, Southern": "sot_Latn"},
        **{"Greek, Modern (1453-)": "ell_Grek", "Spanish; Castilian": "spa_Latn", "Uighur; Uyghur": "uig_Arab"},
        **{"Romanian; Moldavian; Moldovan": "ron_Latn", "Panjabi; Punjabi": "pan_Guru"},
    },
    "codes that were withdrawn": {
        **{"iw": "heb_Hebr", "in": "ind_Latn", "ji": "ydd_Hebr", "jw": "jav_Latn", "mo": "ron_Latn"},
        **{"drw": "prs_Arab", "tnf": "prs_Arab", "i-hak": "hak_Hans", "zh-min-nan": "nan_Hans", "zh-guoyu": "cmn_Hans"},
        **{"art-lojban": "jbo_Latn", "be-x-old": "bel_Cyrl"},
    },
    "locales": {
        **{"kk_KZ.UTF-8": "kaz_Cyrl", "kk_KZ.utf8": "kaz_Cyrl", "uz_UZ.UTF-8@cyrillic": "uzn_Cyrl"},
        **{"sr_RS@latin": "srp_Latn", "tt_RU@iqtelif": "tat_Latn", "ru_RU.KOI8-R": "rus_Cyrl"},
        **{"zh_CN.GB18030": "cmn_Hans", "zh_TW.Big5": "cmn_Hant", "tg_TJ.KOI8-T": "tgk_Cyrl", "en-US": "eng_Latn"},
        **{"uz-Cyrl-UZ": "uzn_Cyrl", "uz-Latn-UZ": "uzn_Latn", "az-Latn": "azj_Latn", "az-Cyrl-AZ": "azj_Cyrl"},
        **{"zh-CHS": "cmn_Hans", "zh-CHT": "cmn_Hant", "mn-Mong-CN": "mvf_Mong", "bs-Cyrl-BA": "bos_Cyrl"},
        **{"pa-Arab-PK": "pnb_Arab", "ku-Arab-IQ": "ckb_Arab", "ku-TR": "kmr_Latn", "sd-IN": "snd_Deva"},
        **{"zh-Hans-HK": "cmn_Hans", "yue-CN": "yue_Hans", "az-IR": "azb_Arab", "uz-AF": "uzs_Arab"},
        **{"hy-arevmda": "hyw_Armn", "zh-Latn-pinyin": "cmn_Latn", "kk-Cyrl-x-foo": "kaz_Cyrl"},
        **{"kaz-CN": "kaz_Arab", "fas-AF": "prs_Arab", "pan-PK": "pnb_Arab", "zh-Hans-u-co-pinyin": "cmn_Hans"},
        **{"__label__kk": "kaz_Cyrl", "__label__kaz_Cyrl": "kaz_Cyrl", "kk-CN": "kaz_Arab", "srp@latin": "srp_Latn"},
    },
    "names in English": {
        **{"Kazakh language": "kaz_Cyrl", "the Kazakh language": "kaz_Cyrl", "KAZAKH": "kaz_Cyrl"},
        **{"Uighur": "uig_Arab", "Uyghur": "uig_Arab", "Kirghiz": "kir_Cyrl", "Farsi": "pes_Arab", "Dari": "prs_Arab"},
        **{"Persian (Afghanistan)": "prs_Arab", "Farsi (Persian)": "pes_Arab", "Kurdish (Sorani)": "ckb_Arab"},
        **{"Punjabi (Pakistan)": "pnb_Arab", "Portuguese (Brazil)": "por_Latn", "Chinese (Hong Kong)": "cmn_Hant"},
        **{"Chinese, Traditional": "cmn_Hant", "Chinese (Simplified, China)": "cmn_Hans", "Cantonese": "yue_Hant"},
        **{"Uzbek Cyrillic": "uzn_Cyrl", "Cyrillic Uzbek": "uzn_Cyrl", "Uzbek (Cyrillic)": "uzn_Cyrl"},
        **{"Serbian in Latin script": "srp_Latn", "Kazakh (in Arabic script)": "kaz_Arab", "kazakh_latn": "kaz_Latn"},
        **{"Kazakh-Latin": "kaz_Latn", "Romanized Hindi": "hin_Latn", "Pashto": "pbt_Arab", "Twi": "twi_Latn"},
        **{"Modern Standard Arabic": "arb_Arab", "Darija": "ary_Arab", "Filipino": "fil_Latn", "Luo": "luo_Latn"},
    },
    "names in the language itself": {
        **{"қазақ тілі": "kaz_Cyrl", "o'zbek tili": "uzn_Latn", "O‘ZBEKCHA": "uzn_Latn", "oʻzbek": "uzn_Latn"},
        **{"ozbekcha": "uzn_Latn", "ўзбек тили": "uzn_Cyrl", "türkmençe": "tuk_Latn", "Turkmence": "tuk_Latn"},
        **{"azerbaycan dili": "azj_Latn", "Azərbaycan dili": "azj_Latn", "тоҷикӣ": "tgk_Cyrl"},
        **{"монгол хэл": "khk_Cyrl"},
        **{"فارسی": "pes_Arab", "فارسي": "pes_Arab", "زبان فارسی": "pes_Arab", "دری": "prs_Arab", "پښتو": "pbt_Arab"},
        **{"اللغة العربية": "arb_Arab", "العَرَبِيَّة": "arb_Arab", "اُردو": "urd_Arab", "ئۇيغۇرچە": "uig_Arab"},
        **{"ქართული ენა": "kat_Geor", "հայերեն": "hye_Armn", "हिंदी": "hin_Deva", "हिन्दी": "hin_Deva"},
        **{"བོད་སྐད་": "bod_Tibt", "ไทย": "tha_Thai", "ខ្មែរ": "khm_Khmr", "မြန်မာ": "mya_Mymr"},
        **{"中文（简体）": "cmn_Hans", "中文(繁體)": "cmn_Hant", "廣東話": "yue_Hant", "\u200fفارسی\u200e": "pes_Arab"},
    },
    "names in the languages of neighbours": {
        **{"казахский": "kaz_Cyrl", "казахский язык": "kaz_Cyrl", "на казахском языке": "kaz_Cyrl"},
        **{"по-казахски": "kaz_Cyrl", "узбекский (кириллица)": "uzn_Cyrl", "кыргызский": "kir_Cyrl"},
        **{"узбекский (латиница, Узбекистан)": "uzn_Latn", "туркменский": "tuk_Latn", "уйгурский": "uig_Arab"},
        **{"дунганский": "dng_Cyrl", "якутский": "sah_Cyrl", "哈萨克语": "kaz_Cyrl", "哈薩克語": "kaz_Cyrl"},
        **{"哈萨克文": "kaz_Cyrl", "维吾尔语": "uig_Arab", "维吾尔文": "uig_Arab", "藏文": "bod_Tibt"},
        **{"粤语": "yue_Hans"},
        **{"吉尔吉斯语": "kir_Cyrl", "柯尔克孜语": "kir_Cyrl", "Kazakça": "kaz_Cyrl", "قزاقی": "kaz_Cyrl"},
        **{"kasachisch": "kaz_Cyrl", "カザフ語": "kaz_Cyrl", "카자흐어": "kaz_Cyrl", "ყაზახური": "kaz_Cyrl"},
    },
}
SEVERAL = {
    "Kazakh, Russian": ("kaz_Cyrl", "rus_Cyrl"),
    "kk;ru": ("kaz_Cyrl", "rus_Cyrl"),
    "русский и казахский": ("rus_Cyrl", "kaz_Cyrl"),
    "hbs_Latn": ("bos_Latn", "cnr_Latn", "hrv_Latn", "srp_Latn"),
    "ku-IQ": ("ckb_Arab", "kmr_Arab"),
    "Kurdish (Arabic)": ("ckb_Arab", "kmr_Arab"),
    "Mari": ("mhr_Cyrl", "mrj_Cyrl"),
    "Circassian": ("ady_Cyrl", "kbd_Cyrl"),
}


@pytest.mark.parametrize(("written", "tag"), [pair for kind in WRITTEN.values() for pair in kind.items()])
def test_it_is_read_as_the_tag(written: str, tag: str) -> None:
    assert str(parse_tag(written)) == tag
    assert str(LanguageTag.parse(f"\ufeff {written.upper() if written.isascii() else written} ")) == tag


@pytest.mark.parametrize(("written", "choices"), SEVERAL.items())
def test_what_means_several_holds_the_choices(written: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(UnknownLanguageError) as caught:
        parse_tag(written)
    assert caught.value.choices == choices


@pytest.mark.parametrize(
    "written",
    [
        *("C", "POSIX", "xx", "mis", "kk-Xxxx", "Kazakh (Elvish)", "lorem ipsum", "42", "()", "("),
        ",",
        "@latin",
        "a" * 5000,
    ],
)
def test_what_is_no_language_is_not_guessed(written: str) -> None:
    with pytest.raises(UnknownLanguageError):
        parse_tag(written)


def test_every_code_and_script_of_the_registry_comes_back() -> None:
    for known in language_registry().values():
        assert parse_tag(known.code).language == known.code
        for script in known.scripts:
            for written in (f"{known.code}_{script}", f"{known.code}-{script}", f"{known.name} ({script})"):
                assert parse_tag(written).script == script, written
            assert label_tag(f"{known.code}_{script}") == f"{known.code}_{script}"
        assert name_of(known.code) == known.name


def test_every_name_of_the_neighbours_is_read_and_none_hides_a_name_of_our_own() -> None:
    rows = [x.split("\t") for x in resources.read_text("data", "language_names.tsv").split("\n")[2:] if x]
    assert len(rows) > 10_000
    for name, means in rows[::7]:
        try:
            assert str(parse_tag(name)) in {str(parse_tag(one)) for one in means.split(",")}
        except UnknownLanguageError as error:
            assert len(error.choices) > 1, name


def test_a_script_that_was_said_is_known_to_be_said() -> None:
    said = ("uz_Latn", "uzn-Latn-UZ", "uz@latin", "Uzbek (Latin)", "Latin Uzbek", "Uzbek Cyrillic", "zh-TW", "繁體中文")
    assert all(names_script(written) for written in said)
    unsaid = ("uz", "Uzbek", "uz-UZ", "kaz", "қазақша", "Tibetan", "Latin", "ar", "zh", "Kazakh language")
    assert not any(names_script(written) for written in unsaid)


def test_near_names_are_offered() -> None:
    assert near_tags("Kazkah") == ("kaz_Cyrl",)
    assert "kir_Cyrl" in near_tags("kyrgiz language")
    assert near_tags("zzzzzzzzzz") == ()


def test_a_group_stands_beside_its_members() -> None:
    assert group_of("srp_Latn") == "hbs_Latn"
    assert group_of("srp_Cyrl") == "hbs_Cyrl"
    tags = ("zsm_Latn", "ind_Latn", "pes_Arab", "prs_Arab", "arz_Arab", "yue_Hant", "uzn_Cyrl")
    of = ["msa_Latn", "msa_Latn", "fas_Arab", "fas_Arab", "ara_Arab", "zho_Hant", "uzb_Cyrl"]
    assert [group_of(tag) for tag in tags] == of
    assert group_of("ckb") == "kur"
    assert [group_of(t) for t in ("kaz_Cyrl", "und_Zyyy", "zho_Hans", "", "xx")] == [None] * 5
    for group in groups().values():
        for member in group_members(f"{group.code}_Latn"):
            assert group_of(f"{member}_Latn") == f"{group.code}_Latn"


def test_labels_of_training_data_become_individual_languages() -> None:
    assert label_tag("zho_Hans") == "cmn_Hans"
    assert label_tag("est_Latn") == "ekk_Latn"
    assert label_tag("khk_Cyrl") == "khk_Cyrl"
    assert label_tag("ara_Arab") == "arb_Arab"
    assert label_tag("uzb_Latn") == "uzn_Latn"
    with pytest.raises(UnknownLanguageError):
        label_tag("hbs_Latn")


@pytest.mark.shared
def test_every_label_target_and_language_of_the_tables_is_known() -> None:
    registry = language_registry()
    with (SHARED / "train" / "COVERAGE.tsv").open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file, delimiter="\t")]
    with (SHARED / "targets.tsv").open(encoding="utf-8", newline="") as file:
        targets = list(csv.DictReader(file, delimiter="\t"))
    changed = {}
    for label in [*labels, *(x for row in targets for x in row["flores_labels"].split())]:
        tag = label_tag(label)
        language, _, script = tag.partition("_")
        assert script in registry[language].scripts, label
        if tag != label:
            changed[label] = tag
    assert changed == {"est_Latn": "ekk_Latn", "zho_Hans": "cmn_Hans", "zho_Hant": "cmn_Hant"}
    assert all(parse_tag(row["target"]).language in registry for row in targets)
    with (SHARED / "registry.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for written in (row["iso639_3"], row["bcp47"], row["bcp47_default_script"], row["name"]):
                try:
                    assert parse_tag(written).language in registry
                except UnknownLanguageError as error:
                    assert len(error.choices) > 1, written
