"""What texts and people say of licenses: names in many languages, refusals, expressions, and what is none of these."""

from __future__ import annotations

import json

import pytest

from corpus_kit.licenses import find_licenses, license_registry, parse_expression, tier_of
from corpus_kit.licenses.rules import fold
from tests.conftest import SHARED

NAMED = [
    (
        "These poems are available under the Creative Commons Attribution-ShareAlike 4.0 International License.",
        {"CC-BY-SA-4.0"},
    ),
    (
        "Стихи доступны на условиях лицензии Creative Commons «С указанием авторства — Некоммерческая» 4.0.",
        {"CC-BY-NC-4.0"},
    ),
    ("本书采用知识共享署名-禁止演绎 4.0 国际许可协议。", {"CC-BY-ND-4.0"}),
    ("この詩集はクリエイティブ・コモンズ 表示-継承 4.0 国際ライセンスで公開されています。", {"CC-BY-SA-4.0"}),
    ("شعرها با مجوز کریتیو کامنز انتساب ۴٫۰ منتشر شده‌اند.", {"CC-BY-4.0"}),
    ("هذه القصائد مرخصة برخصة المشاع الإبداعي نسب المصنف - غير تجاري 4.0 دولي", {"CC-BY-NC-4.0"}),
    ("Şiirler Creative Commons Atıf 4.0 Uluslararası Lisansı altındadır.", {"CC-BY-4.0"}),
    ("Die Gedichte stehen unter der Lizenz Namensnennung - Nicht-kommerziell 3.0 Deutschland.", {"CC-BY-NC-3.0-DE"}),
    ("บทกวีเผยแพร่ภายใต้สัญญาอนุญาตครีเอทีฟคอมมอนส์แบบ แสดงที่มา 4.0", {"CC-BY-4.0"}),
    ("कविताएँ क्रिएटिव कॉमन्स एट्रिब्यूशन 4.0 लाइसेंस के अंतर्गत हैं।", {"CC-BY-4.0"}),
    ("Өлеңдер CC BY-NC-SA 3.0 лицензиясымен таратылады.", {"CC-BY-NC-SA-3.0"}),
    ("<link rel='license' href='https://creativecommons.org/licenses/by-nd/2.5/'>", {"CC-BY-ND-2.5"}),
    ("https://creativecommons.org/licenses/by-sa/3.0/de/", {"CC-BY-SA-3.0-DE"}),
    ("https://creativecommons.org/publicdomain/zero/1.0/", {"CC0-1.0"}),
    ("License: CC-BY-4.0-NC", {"CC-BY-NC-4.0"}),
    ("// SPDX-License-Identifier: (MIT OR CC-BY-4.0)", {"MIT", "CC-BY-4.0"}),
    ("---\nlicense:\n- cc-by-4.0\n- odbl\n---\n", {"CC-BY-4.0", "ODbL-1.0"}),
    ('{"name": "poems", "licenses": [{"name": "CC0-1.0"}]}', {"CC0-1.0"}),
    (
        "This text is licensed under the GNU Free Documentation License, Version 1.2 or any later version.",
        {"GFDL-1.2-or-later"},
    ),
    (
        "The program is under the GNU General Public License as published by the Free Software Foundation; "
        "either version 2 of the License, or (at your option) any later version.",
        {"GPL-2.0-or-later"},
    ),
    ("Licensed under the Open Government Licence v3.0.", {"OGL-UK-3.0"}),
]
NAMED += [
    ("![](https://badge.example/License-CC%20BY%204.0-grey.svg)", {"CC-BY-4.0"}),
    ("Программа распространяется по лицензии GNU GPL версии 3.", {"GPL-3.0-only"}),
]
REFUSED = [
    ("© 2019 Orchard Press. All rights reserved.", "LicenseRef-AllRightsReserved"),
    ("© Издательство «Сад». Все права защищены.", "LicenseRef-AllRightsReserved"),
    ("© Бақ баспасы. Барлық құқықтар қорғалған.", "LicenseRef-AllRightsReserved"),
    ("کلیه حقوق این سایت محفوظ است.", "LicenseRef-AllRightsReserved"),
    ("جميع الحقوق محفوظة لدار البستان", "LicenseRef-AllRightsReserved"),
    ("版权所有 © 果园出版社", "LicenseRef-AllRightsReserved"),
    ("Barcha huquqlar himoyalangan.", "LicenseRef-AllRightsReserved"),
    ("The poems may be used for research only.", "LicenseRef-ResearchOnly"),
    ("Стихи можно использовать только в научных целях.", "LicenseRef-ResearchOnly"),
    ("Şiirler yalnızca araştırma amaçlı kullanılabilir.", "LicenseRef-ResearchOnly"),
    ("本诗集仅供学术研究使用。", "LicenseRef-ResearchOnly"),
    ("No part of the poems may be used to train machine learning models; this is not permitted.", "LicenseRef-NoAI"),
    ("Использование текстов для обучения нейросетей запрещено.", "LicenseRef-NoAI"),
    ("The poems must not be redistributed.", "LicenseRef-NoRedistribution"),
    ("無断転載を禁じます。", "LicenseRef-NoRedistribution"),
    ("무단 전재 및 재배포 금지", "LicenseRef-NoRedistribution"),
    ("Kommerzielle Nutzung ist untersagt.", "LicenseRef-NonCommercial"),
    ("Коммерческое использование стихов запрещено.", "LicenseRef-NonCommercial"),
    ("Copying is free, but only without any changes.", "LicenseRef-NoDerivatives"),
]
SILENT = [
    "Her driving licence was renewed in spring, and all her rights were explained to her.",
    "When you upload a poem, choose a licence such as CC BY-SA 4.0.",
    "The poems are not licensed under CC BY 4.0.",
    "Requirements: lxml (BSD), requests (Apache 2.0).",
    "The law was passed without changes.",
    "На лекции рассказали об истории Creative Commons.",
    "他只能学习到晚上十点。",
    "Hech kim oʻzboshimchalik bilan oʻz fuqaroligini oʻzgartirish huquqidan mahrum etilishi mumkin emas.",
    "Redistribution and use, with or without modification, was the topic of the evening.",
    "Please cc by Friday the whole team.",
    "license: [your license here]",
    "",
    "©",
    "\u0301\u200c" * 20,
    "ا" * 5000,
    "- license:\n" * 200,
]


def ids(text: str) -> set[str]:
    return {s.id for s in find_licenses(text)}


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_names_are_read_in_many_languages(text: str, expected: set[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(("text", "expected"), REFUSED)
def test_refusals_are_read_in_many_languages(text: str, expected: str) -> None:
    statements = find_licenses(text)
    assert expected in {s.id for s in statements}
    assert {s.kind for s in statements if s.id == expected} == {"denial"}


@pytest.mark.parametrize("text", SILENT)
def test_what_grants_and_refuses_nothing_is_silent(text: str) -> None:
    assert ids(text) == set()


@pytest.mark.parametrize("text", [t for t, _ in NAMED + REFUSED if t])
def test_places_are_those_of_the_text(text: str) -> None:
    shifted = "İ\u200cñ\n\n" + text
    for statement in find_licenses(shifted):
        assert 5 <= statement.start < statement.end <= len(shifted)
        assert shifted[statement.start : statement.end].split()[0] in " ".join(statement.quoted.split())


@pytest.mark.parametrize("text", ["İSTANBUL «Ǆ» 4٫0", "ﬁ ẞ ŉ ΐ", "# x\n * y\n// z", "\u00a0\u200b–—"])
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_marked_up_statements_are_machine_readable() -> None:
    for text in (
        "SPDX-License-Identifier: CC0-1.0",
        "license: cc-by-4.0",
        '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">x</a>',
    ):
        assert [s.kind for s in find_licenses(text)] == ["machine"], text
    assert [s.kind for s in find_licenses("License: CC BY 4.0")] == ["prose"]


def test_a_software_text_with_an_added_condition_shows_the_condition() -> None:
    text = (
        "MIT License\n\nCopyright (c) 2020 The Orchard. All rights reserved.\n\n"
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software, "
        "to deal in it without restriction, " + "and so on, " * 20
    )
    assert ids(text) == {"MIT"}
    assert ids(text + "for non-commercial purposes only.") == {"MIT", "LicenseRef-NonCommercial"}


@pytest.mark.parametrize(
    ("written", "normalized", "problem"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", ""),
        ("cc by 4", "CC-BY-4.0", ""),
        ("CC-BY 4", "CC-BY-4.0", ""),
        ("cc-by-sa4.0", "CC-BY-SA-4.0", ""),
        ("GPL v3", "GPL-3.0-only", ""),
        ("GNU GPL version 3 or later", "GPL-3.0-or-later", ""),
        ("Лицензия CC BY 4.0", "CC-BY-4.0", ""),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0", ""),
        ("All rights reserved", "LicenseRef-AllRightsReserved", ""),
        ("licenseref-noai", "LicenseRef-NoAI", ""),
        ("cc-by-4.0 or (mit and cc0)", "CC-BY-4.0 OR MIT AND CC0-1.0", ""),
        ("(CC-BY-4.0 OR CC0-1.0) AND MIT", "(CC-BY-4.0 OR CC0-1.0) AND MIT", ""),
        ("GPL-2.0+ WITH Classpath-exception-2.0", "GPL-2.0-or-later WITH Classpath-exception-2.0", ""),
        ("", "NOASSERTION", ""),
        ("unknown", "NOASSERTION", ""),
        ("CC BY-SA", "NOASSERTION", "license-version-missing"),
        ("Creative Commons", "NOASSERTION", "license-name-vague"),
        ("CC-BY-4.0 AND", "NOASSERTION", "license-expression-broken"),
        ("AND CC-BY-4.0", "NOASSERTION", "license-expression-broken"),
        ("(CC-BY-4.0", "NOASSERTION", "license-expression-broken"),
        ("MIT/Apache-2.0", "NOASSERTION", "license-expression-broken"),
        ("389-exception WITH MIT", "NOASSERTION", "license-expression-broken"),
        ("MIT WITH Apache-2.0", "NOASSERTION", "license-expression-broken"),
        ("CC BY 5.0", "NOASSERTION", "license-unknown"),
        ("CC BY 4.0, except the songs", "NOASSERTION", "license-unknown"),
        ("free for all", "NOASSERTION", "license-unknown"),
        ("(" * 300, "NOASSERTION", "license-expression-broken"),
        ("MIT OR " * 5000, "NOASSERTION", "license-expression-broken"),
        ("\x00\ud800", "NOASSERTION", "license-unknown"),
    ],
)
def test_expressions(written: str, normalized: str, problem: str) -> None:
    expression = parse_expression(written)
    assert (expression.normalized, expression.problem) == (normalized, problem)


def test_every_license_reads_as_itself_and_has_a_tier() -> None:
    for known in license_registry().values():
        assert parse_expression(known.id).normalized == known.id
        assert parse_expression(known.id.lower()).normalized == known.id
        assert tier_of(known.id) == known.tier
        assert known.sources
        assert known.names


def test_tiers_of_expressions() -> None:
    assert tier_of("CC-BY-4.0 AND CC-BY-NC-4.0") == "non-commercial"
    assert tier_of("CC-BY-NC-4.0 OR CC-BY-SA-4.0") == "share-alike"
    assert tier_of("CC-BY-NC-ND-4.0") == "restricted"
    assert tier_of("nonsense") == "unknown"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the developers' shared folder")
def test_precision_and_recall_on_the_development_set() -> None:
    hit = wrong = missed = 0
    for line in (SHARED / "licenses_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = ids(row["text"])
        right = {i for e in row["expect"] for i in (e["id"], *e.get("also", ()))}
        hit += sum(bool(found & {e["id"], *e.get("also", ())}) for e in row["expect"])
        missed += sum(not found & {e["id"], *e.get("also", ())} for e in row["expect"])
        wrong += len(found - right)
    assert hit / (hit + wrong) >= 0.98
    assert hit / (hit + missed) >= 0.95
