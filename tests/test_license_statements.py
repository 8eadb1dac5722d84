"""Statements in some 35 languages, whole license texts, and texts that look like a license and say more."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from corpus_kit.licenses import find_licenses, fingerprints, search, words
from corpus_kit.licenses.folding import squeezed, without_marks

DATA = Path(__file__).parent / "data" / "license_statements.jsonl"
COMMON = Path("/usr/share/common-licenses")
# What lies in that folder on a Debian system, and what it is.
WHOLE = {
    "Apache-2.0": "Apache-2.0", "Artistic": "Artistic-1.0-Perl", "CC0-1.0": "CC0-1.0", "GFDL-1.2": "GFDL-1.2-only",
    "GFDL-1.3": "GFDL-1.3-only", "GPL-1": "GPL-1.0-only", "GPL-2": "GPL-2.0-only", "GPL-3": "GPL-3.0-only",
    "LGPL-2": "LGPL-2.0-only", "LGPL-2.1": "LGPL-2.1-only", "LGPL-3": "LGPL-3.0-only", "MPL-1.1": "MPL-1.1",
    "MPL-2.0": "MPL-2.0",
}  # fmt: skip


def ids(text: str) -> set[str]:
    return {s.id for s in find_licenses(text)}


def test_precision_and_recall_on_our_own_statements() -> None:
    total: Counter[str] = Counter()
    missed_in: Counter[str] = Counter()
    for line in DATA.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = ids(row["text"])
        right = [{e["id"], *e.get("also", ())} for e in row["expect"]]
        missed = sum(not found & r for r in right)
        total.update(
            hit=len(right) - missed, missed=missed, wrong=len(found - set().union(*right) - set(row.get("allowed", ())))
        )
        missed_in[row["language"]] += missed
    assert total["hit"] / (total["hit"] + total["wrong"]) >= 0.98
    assert total["hit"] / (total["hit"] + total["missed"]) >= 0.95
    assert max(missed_in.values()) <= 2, missed_in


def variants(text: str) -> dict[str, str]:
    lines, every = text.split("\n"), text.split()
    return {
        "as it is": text,
        "in one line a paragraph": re.sub(r"[ \t]*\n(?!\n)[ \t]*", " ", text),
        "narrow": "\n".join(" ".join(every[n : n + 6]) for n in range(0, len(every), 6)),
        "as a comment": "\n".join(f"# {line}" for line in lines),
        "without its end": "\n".join(lines[: int(len(lines) * 0.6)]),
        "with another heading": "Лицензия этих текстов\n\n" + "\n".join(lines[4:]),
    }


@pytest.mark.skipif(not COMMON.is_dir(), reason="needs the license texts of a Debian system")
@pytest.mark.parametrize(("file", "license"), WHOLE.items())
def test_a_whole_text_is_known_however_it_is_set(file: str, license: str) -> None:
    if not (COMMON / file).is_file():
        pytest.skip(f"this system has no {file}")
    text = (COMMON / file).read_text(encoding="utf-8")
    for name, variant in variants(text).items():
        assert license in ids(variant), name
        assert not {i for i in ids(variant) if i.startswith("LicenseRef-")}, name


ADDED = {
    "LicenseRef-NoAI": "No part of the files may be used for machine learning.",
    "LicenseRef-NonCommercial": "Commercial use is prohibited without a separate agreement.",
    "LicenseRef-ResearchOnly": "Тек ғылыми мақсатта пайдалануға болады.",
    "LicenseRef-NoRedistribution": "You must not share the files with third parties.",
}


@pytest.mark.skipif(not COMMON.is_dir(), reason="needs the license texts of a Debian system")
@pytest.mark.parametrize("file", ["Apache-2.0", "CC0-1.0", "GPL-3", "MPL-2.0", "GFDL-1.3"])
@pytest.mark.parametrize(("refusal", "sentence"), ADDED.items())
def test_a_restriction_added_to_a_whole_text_is_seen(file: str, refusal: str, sentence: str) -> None:
    text = (COMMON / file).read_text(encoding="utf-8")
    paragraphs = text.split("\n\n")
    middle = len(paragraphs) // 2
    for changed in (
        f"{sentence}\n\n{text}",
        f"{text}\n\n{sentence}\n",
        "\n\n".join([*paragraphs[:middle], sentence, *paragraphs[middle:]]),
    ):
        assert {WHOLE[file], refusal} <= ids(changed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC BY 4.0, but commercial use is not allowed.", {"CC-BY-4.0", "LicenseRef-NonCommercial"}),
        ("Licensed CC BY-SA 4.0. Use for training of AI models is forbidden.", {"CC-BY-SA-4.0", "LicenseRef-NoAI"}),
        (
            "Apache-2.0 license; the right to sell the software is not granted.",
            {"Apache-2.0", "LicenseRef-NonCommercial"},
        ),
        ("Лицензия CC BY 4.0. Передавать файлы третьим лицам запрещено.", {"CC-BY-4.0", "LicenseRef-NoRedistribution"}),
        ("采用 CC BY 4.0 许可，不得用于商业目的。", {"CC-BY-4.0", "LicenseRef-NonCommercial"}),
        ("Any use, commercial or non-commercial, is welcome: CC BY 4.0.", {"CC-BY-4.0"}),
        ("CC BY-NC 4.0: for non-commercial use only.", {"CC-BY-NC-4.0"}),
    ],
)
def test_a_license_with_a_condition_of_ones_own_shows_both(text: str, expected: set[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "هذا العمل مرخَّص بموجب رخصة المشاع الإبداعي نَسب المُصنَّف 4.0",
        "Ма\u0301териалы доступны по лице\u0301нзии ＣＣ ＢＹ 4.0",
        "The texts are licensed CC\u00adBY 4.0 and may be\n#   used\n#   by all.",
    ],
)
def test_marks_inside_words_hide_nothing_and_places_stay_true(text: str) -> None:
    (statement,) = find_licenses(text)
    assert statement.id == "CC-BY-4.0"
    assert text[statement.end - 3 : statement.end] == "4.0"


def test_squeezing_leads_back_to_the_places() -> None:
    text = "may   not\n# be\n\n- copied"
    short, back = squeezed(text)
    assert short == "may not be\x1ecopied" or short.startswith("may not")
    assert back is not None
    for place, letter in enumerate(short):
        if letter.isalpha():
            assert text[back(place)] == letter
    assert without_marks("plain") == ("plain", None)


def test_the_slow_search_finds_what_the_fast_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    strings, text = ["a", "ab", "abc", "bcd", "日本", "本語"], "xabcd 日本語 ab"
    fast, quick = search.Search(strings).every(text), search.ByteSearch(["日本", "ab"]).places(text)
    monkeypatch.setitem(__import__("sys").modules, "ahocorasick_rs", None)
    slow = search.Search(strings)
    assert sorted(slow.every(text)) == sorted(fast)
    assert search.ByteSearch(["日本", "ab"]).places(text) == quick == [1, 6, 10]


def test_stems_are_folded_and_stand_once_in_a_list() -> None:
    for language, concepts in words.raw().items():
        assert set(concepts) <= set(words.CONCEPTS), language
        for concept, stems in concepts.items():
            assert len(stems) == len(set(stems)), (language, concept)
            assert all(stem.strip("~$").strip() for stem in stems)


def test_fingerprints_hold_no_words() -> None:
    known = fingerprints.known_texts()
    assert len(known.texts) > 100
    assert all(isinstance(value, int) for value in known.owners)


@pytest.mark.parametrize(
    "text",
    [
        "\ud800\udfff" * 300 + " CC BY 4.0 license",
        "CC BY " * 20_000,
        "\u064e" * 20_000 + "رخصة",
        "may not be copied " * 5_000,
        "不得转载" * 5_000,
        "attribution-" * 5_000,
        "(" * 20_000,
        "permission to use " * 3_000,
        "All rights reserved.\n\n" * 3_000,
    ],
)
def test_odd_and_endless_texts_are_read_to_their_end(text: str) -> None:
    for statement in find_licenses(text):
        assert 0 <= statement.start < statement.end <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Если в материале названы авторские права третьих сторон, необходимо получить разрешение их владельцев.",
        "第三者の著作権が示されている箇所については、その権利者の許可を得る必要があります。",
        "যেখানে তৃতীয় পক্ষের কপিরাইট উল্লেখ আছে সেখানে তাদের অনুমতি নিতে হবে।",
        "凡标明第三方版权的内容，您需要取得相关权利人的许可。",
    ],
)
def test_rights_of_third_parties_are_theirs_and_not_reserved_by_the_speaker(text: str) -> None:
    assert {found.id for found in find_licenses(text)} <= {"LicenseRef-ThirdPartyRights"}, text


def test_an_exception_is_no_refusal() -> None:
    text = "Издание доступно по лицензии CC BY 4.0, за исключением тех случаев, где указано иное."
    assert [found.id for found in find_licenses(text)] == ["CC-BY-4.0"]


def test_quoted_words_begin_and_end_with_whole_words() -> None:
    around = "তৃতীয় পক্ষের কপিরাইটের তথ্য শনাক্ত করবো " * 6
    for text in (around + "CC BY 4.0 " + around, "ตี๋ก" * 60 + "CC BY 4.0"):
        quoted = find_licenses(text)[0].quoted
        assert "CC BY 4.0" in quoted and unicodedata.category(quoted[0])[0] != "M"
        if " " in around and "ตี" not in text:
            assert set(quoted.split()) <= set(text.split())
