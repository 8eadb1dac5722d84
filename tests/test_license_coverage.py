"""Which statement covers which file: tables of a README, DEP-5, REUSE.toml, `.license` beside a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_kit.checking import check
from corpus_kit.licenses import collect_statements
from corpus_kit.licensing import licenses_of
from corpus_kit.readers.names import role_of

NAMES = ["texts/kk/алма.txt", "texts/kk/тау.txt", "texts/ar/نص.txt", "notes.txt"]


def covers(files: dict[str, str], names: list[str] = NAMES) -> dict[str, set[str]]:
    found = collect_statements([(path, text.encode()) for path, text in files.items()], (), names)
    return {covered: {s.id for s in statements} for covered, statements in found.items()}


def test_a_table_covers_the_files_that_it_names() -> None:
    table = (
        "# Мәтіндер\n\n| файл | лицензия |\n|---|---|\n| texts/kk/алма.txt | CC0-1.0 |\n"
        "| `тау.txt` | CC BY-NC 4.0 |\n\nThe rest is under CC BY 4.0.\n"
    )
    assert covers({"README.md": table}) == {
        "texts/kk/алма.txt": {"CC0-1.0"},
        "texts/kk/тау.txt": {"CC-BY-NC-4.0"},
        ".": {"CC-BY-4.0"},
    }


@pytest.mark.parametrize("mark", ["- ", "* ", "1. ", "• "])
def test_a_list_covers_a_folder_that_it_names(mark: str) -> None:
    found = covers({"README.md": f"{mark}texts/ar/: رخصة المشاع الإبداعي CC BY-SA 4.0\n{mark}see the news page\n"})
    assert found == {"texts/ar/نص.txt": {"CC-BY-SA-4.0"}}


def test_a_row_does_not_hide_what_another_file_says() -> None:
    found = covers({"README.md": "- notes.txt: CC BY 4.0\n", "LICENSE": "License: CC BY-NC 4.0\n"})
    assert found["notes.txt"] == {"CC-BY-4.0", "CC-BY-NC-4.0"}
    assert found["."] == {"CC-BY-NC-4.0"}


def test_dep5_names_files_and_the_later_paragraph_counts() -> None:
    dep5 = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
        "Files: *\nCopyright: 2020 A\nLicense: CC-BY-4.0\n\n"
        "Files: texts/*\nCopyright: 2020 B\nLicense: CC-BY-SA-4.0\n\n"
        "Files: texts/ar/*\n  notes.tx?\nCopyright: 2020 C\nLicense: CC0-1.0\n"
    )
    for place in ("debian/copyright", ".reuse/dep5"):
        assert covers({place: dep5}) == {
            "texts/kk/алма.txt": {"CC-BY-SA-4.0"},
            "texts/kk/тау.txt": {"CC-BY-SA-4.0"},
            "texts/ar/نص.txt": {"CC0-1.0"},
            "notes.txt": {"CC0-1.0"},
            ".": {"CC-BY-4.0"},
        }


def test_reuse_toml_and_the_file_beside_stand_alone() -> None:
    reuse = (
        'version = 1\n[[annotations]]\npath = ["texts/**"]\nSPDX-License-Identifier = "CC-BY-4.0"\n'
        '[[annotations]]\npath = "texts/ar/*"\nSPDX-License-Identifier = ["CC0-1.0"]\n'
    )
    found = covers(
        {
            "REUSE.toml": reuse,
            "notes.txt.license": "SPDX-License-Identifier: CC-BY-SA-4.0\n",
            "README": "All: CC BY 3.0",
        }
    )
    assert found["texts/kk/тау.txt"] == {"CC-BY-4.0"}
    assert found["texts/ar/نص.txt"] == {"CC0-1.0"}
    assert found["notes.txt"] == {"CC-BY-SA-4.0"}


@pytest.mark.parametrize(
    "broken",
    [
        "[[annotations",
        "annotations = 3\n",
        '[[annotations]]\npath = 5\nSPDX-License-Identifier = "MIT"\n',
        "[[annotations]]\npath = [1]\n",
        "\x00",
    ],
)
def test_a_broken_reuse_toml_says_nothing(broken: str) -> None:
    assert covers({"REUSE.toml": broken}) == {}


def test_files_of_reuse_are_no_texts() -> None:
    assert {role_of(p) for p in ("REUSE.toml", "a/b.txt.license", ".reuse/dep5")} == {"about"}
    assert role_of("driving.license") == "text"


def test_each_file_is_judged_by_its_own_statement(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Су тасыды, көпір құлады, жұрт жаңа жол салды.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Осенью птицы улетели, и в саду стало очень тихо.\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("| a.txt | CC0-1.0 |\n| b.txt | CC BY-SA 4.0 |\n", encoding="utf-8")
    (tmp_path / "batch.toml").write_text(
        'name = "two"\ncontributor = "A"\ncontact = "a@example.org"\ndate = 2026-01-01\n'
        '[rights]\nlicense = "CC0-1.0"\nbasis = "licensed"\n[[files]]\nglob = "b.txt"\nlicense = "CC-BY-SA-4.0"\n',
        encoding="utf-8",
    )
    assert check(tmp_path).verdict == "allow"
    assert {(s["id"], s["covers"]) for s in licenses_of(tmp_path)["statements"]} == {
        ("CC0-1.0", "a.txt"),
        ("CC-BY-SA-4.0", "b.txt"),
    }


@pytest.mark.parametrize(
    ("words", "asserter"),
    [
        ("We collected the articles from news websites. License: CC BY 4.0", "collector"),
        ("Тексты собраны из открытых интернет-источников. Лицензия: CC BY 4.0", "collector"),
        ("语料爬取自新闻网站。许可：CC BY 4.0", "collector"),
        ("These poems are my own work. License: CC BY 4.0", "author"),
        ("Өзім жазған өлеңдер. Лицензия: CC BY 4.0", "author"),
        ("Copyright 2021 Example Press. License: CC BY 4.0", "publisher"),
        ("License: CC BY 4.0", "unknown"),
    ],
)
def test_who_says_it_is_kept_with_the_statement(words: str, asserter: str) -> None:
    found = collect_statements([("README.md", words.encode())])
    assert {s.asserter for s in found["."]} == {asserter}


def test_what_a_collector_says_is_a_claim(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Су тасыды, көпір құлады, жұрт жаңа жол салды.\n", encoding="utf-8")
    (tmp_path / "batch.toml").write_text(
        'name = "one"\ncontributor = "A"\ncontact = "a@example.org"\ndate = 2026-01-01\n'
        '[rights]\nlicense = "CC-BY-4.0"\nbasis = "licensed"\n',
        encoding="utf-8",
    )
    for words, evidence, verdict, code in (
        ("The data are under CC BY 4.0.", "E2", "allow", ""),
        ("Crawled from news sites. The data are under CC BY 4.0.", "E1", "review", "license-claim-of-collector"),
    ):
        (tmp_path / "README.md").write_text(words, encoding="utf-8")
        report = check(tmp_path)
        assert (report.license.evidence, report.verdict) == (evidence, verdict)
        assert (code in {f.code for f in report.findings}) == bool(code)
        assert "no legal advice" in report.as_json()["notice"]
        assert report.as_json()["license"]["statements"][0]["asserter"] in ("unknown", "collector")
