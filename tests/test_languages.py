"""What people write for a language becomes one tag, or an error that says what may be meant."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from corpus_kit import resources
from corpus_kit.languages import (
    LanguageTag,
    UnknownLanguageError,
    direction_of,
    group_members,
    groups,
    language_registry,
    name_of,
    parse_tag,
    scripts,
)

WRITTEN = {
    "kk": "kaz_Cyrl",
    "kaz": "kaz_Cyrl",
    "KAZ": "kaz_Cyrl",
    "Kazakh": "kaz_Cyrl",
    "қазақша": "kaz_Cyrl",
    "ҚАЗАҚША": "kaz_Cyrl",
    "kaz_Cyrl": "kaz_Cyrl",
    "kk-Cyrl": "kaz_Cyrl",
    "kk-Latn-KZ": "kaz_Latn",
    "kk-CN": "kaz_Arab",
    "zh": "cmn_Hans",
    "zh-hk": "cmn_Hant",
    "zh_TW": "cmn_Hant",
    "zh-Hans": "cmn_Hans",
    "zho_Hant": "cmn_Hant",
    "chi_sim": "cmn_Hans",
    "chi_tra": "cmn_Hant",
    "zh-yue": "yue_Hant",
    "dr": "prs_Arab",
    "fa": "pes_Arab",
    "fa-AF": "prs_Arab",
    "pa": "pan_Guru",
    "pa-pk": "pnb_Arab",
    "pa-Arab": "pnb_Arab",
    "sr@latin": "srp_Latn",
    "sr": "srp_Cyrl",
    "uz": "uzn_Latn",
    "uz_Latn": "uzn_Latn",
    "uz-cyrl": "uzn_Cyrl",
    "uz@cyrillic": "uzn_Cyrl",
    "oʻzbekcha": "uzn_Latn",
    "O‘ZBEKCHA": "uzn_Latn",
    "pt_BR": "por_Latn",
    "de_DE.UTF-8": "deu_Latn",
    "mn": "khk_Cyrl",
    "mn-Mong": "mvf_Mong",
    "ar": "arb_Arab",
    "ms": "zsm_Latn",
    "sw": "swh_Latn",
    "az": "azj_Latn",
    "ps": "pbt_Arab",
    "ne": "npi_Deva",
    "ku": "kmr_Latn",
    "et": "ekk_Latn",
    "lv": "lvs_Latn",
    "sq": "als_Latn",
    "mg": "plt_Latn",
    "om": "gaz_Latn",
    "or": "ory_Orya",
    "yi": "ydd_Hebr",
    "id": "ind_Latn",
    "ko": "kor_Hang",
    "ko-Kore": "kor_Hang",
    "ja": "jpn_Jpan",
    "nan": "nan_Hans",
    "nan_Latn": "nan_Latn",
    "und": "und_Zyyy",
    "ქართული": "kat_Geor",
    "العربية": "arb_Arab",
    "Dan (Latin)": "dnj_Latn",
}


@pytest.mark.parametrize(("written", "tag"), WRITTEN.items())
def test_what_people_write_is_understood(written: str, tag: str) -> None:
    assert str(parse_tag(written)) == tag
    assert str(parse_tag(f"  {written}\n")) == tag


@pytest.mark.parametrize("tag", [f"{code}_{s}" for code, known in language_registry().items() for s in known.scripts])
def test_every_tag_of_the_registry_survives_reading_and_naming(tag: str) -> None:
    assert str(parse_tag(tag)) == tag
    assert str(parse_tag(tag.lower().replace("_", "-"))) == tag
    assert str(parse_tag(name_of(tag))) == tag


def test_a_given_script_is_never_dropped() -> None:
    for written in ("kk", "Kazakh", "uz", "sr", "ar", "zh"):
        for script in ("Latn", "Cyrl", "Thai"):
            assert parse_tag(f"{written}-{script}").script == script


@pytest.mark.parametrize(
    "written", ["", " ", "xx", "Klingon language", "kk-Xxxx", "\ud800", "\x00", "C", "009", "k" * 10_000]
)
def test_what_is_no_language_is_an_error(written: str) -> None:
    with pytest.raises(UnknownLanguageError) as caught:
        parse_tag(written)
    assert isinstance(caught.value, ValueError)
    assert all(parse_tag(choice) for choice in caught.value.choices)


@pytest.mark.parametrize(
    ("written", "choice"),
    [
        ("sh", "hrv_Latn"),
        ("Serbo-Croatian", "srp_Cyrl"),
        ("qu", "quy_Latn"),
        ("ku-Arab", "ckb_Arab"),
        ("Kazkah", "kaz_Cyrl"),
    ],
)
def test_what_may_mean_several_says_which(written: str, choice: str) -> None:
    with pytest.raises(UnknownLanguageError) as caught:
        parse_tag(written)
    assert choice in caught.value.choices
    assert pickle.loads(pickle.dumps(caught.value)).choices == caught.value.choices


def test_only_individual_languages_are_stored() -> None:
    registry = language_registry()
    for group in groups().values():
        if group.default:
            assert group.code not in registry, group
            assert group.default in registry
            assert group.default in group.members


def test_groups_hold_their_members() -> None:
    assert {"cmn", "yue", "nan"} <= set(group_members("zh"))
    assert group_members("zho") == group_members("ZH")
    assert group_members("fas") == ("pes", "prs")
    assert group_members("hbs") == ("bos", "cnr", "hrv", "srp")
    assert {"ind", "zsm"} <= set(group_members("msa"))
    assert group_members("kaz") == ()


def test_names_and_directions() -> None:
    assert name_of("kaz_Cyrl") == "Kazakh (Cyrillic)"
    assert name_of("und_Zyyy") == "Undetermined"
    assert name_of("something else") == "something else"
    assert [direction_of(s) for s in ("Arab", "Hebr", "Thaa", "Nkoo", "Latn", "Hans", "Mong", "none")] == [
        *("rtl", "rtl", "rtl", "rtl"),
        *("ltr", "ltr", "ltr", "ltr"),
    ]


def test_the_registry_is_sound() -> None:
    registry = language_registry()
    assert len(registry) > 400
    for language in registry.values():
        assert len(language.code) == 3
        assert set(language.scripts) <= set(scripts()), language
        assert language.default_script == language.scripts[0]
        assert language.direction == direction_of(language.default_script), language
        if language.macrolanguage in groups():
            assert language.code in group_members(language.macrolanguage)
    for field in ("cld2", "bcp47"):
        codes = [getattr(known, field) for known in registry.values() if getattr(known, field)]
        assert len(codes) == len(set(codes)), field
    assert registry["nan"].code == "nan"  # a string, whatever tables make of it
    assert registry["khm"].sentence_terminators.startswith("។")
    assert not registry["tha"].words_by_spaces
    assert registry["kmr"].cld2 == ""


def test_every_alias_means_a_known_tag() -> None:
    for line in resources.read_text("data", "language_aliases.tsv").split("\n"):
        if line and not line.startswith("#") and line != "alias\tmeans":
            alias, means = line.split("\t")
            if "," in means:
                with pytest.raises(UnknownLanguageError) as caught:
                    parse_tag(alias)
                assert caught.value.choices == tuple(str(parse_tag(one)) for one in means.split(","))
            else:
                assert isinstance(parse_tag(alias), LanguageTag)
                assert parse_tag(alias) == parse_tag(means)


def test_the_vocabulary_loads_nothing_heavy() -> None:
    code = (
        "import sys; from corpus_kit.languages import parse_tag; parse_tag('kk');"
        "print([m for m in ('pyarrow','numpy','pycld2','langdetect','spacy') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert ran.stdout.strip() == "[]", ran.stderr
