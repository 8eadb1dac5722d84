"""What a statement speaks of: an original or its translation, a collection or what it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_kit import check
from corpus_kit.licenses import collect_statements, find_licenses
from corpus_kit.licenses.parts import part_of

SPOKEN = [
    ("The translation is CC BY 4.0, the original is copyright Anna Berg.", "translation", "the original is copyright"),
    ("The database is under the ODbL; its contents are under their own terms.", "collection", "under their own terms"),
    ("The compilation is CC BY 4.0. The individual texts remain copyright of their authors.", "collection", "remain"),
    ("Перевод распространяется по лицензии CC BY 4.0, права на оригинал у издательства.", "translation", "оригинал"),
    ("译文采用 CC BY 4.0 许可，原文版权归出版社所有。", "translation", "原文版权"),
    ("Çeviri CC BY 4.0 ile lisanslıdır; orijinal metnin hakları yayınevine aittir.", "translation", "orijinal"),
    ("ترجمه با مجوز CC BY 4.0 منتشر شده است؛ حقوق متن اصلی محفوظ است.", "translation", "متن اصلی"),
    ("Аударма CC BY 4.0 лицензиясымен таратылады, түпнұсқаның құқығы баспаға тиесілі.", "translation", "түпнұсқа"),
    ("Die Sammlung steht unter CC BY 4.0, die Rechte an den einzelnen Texten haben Verlage.", "collection", "Verlage"),
    ("Only the original is CC BY 4.0.", "original", ""),
]  # fmt: skip
OF_ALL = [
    "This collection is licensed under CC BY 4.0.",
    "The texts are CC BY 4.0.",
    "Our original poems are under CC BY 4.0.",
    "Бұл жинақ CC BY 4.0 лицензиясымен таратылады.",
    "本数据集采用 CC BY 4.0 许可。",
    "CC BY 4.0",
]


@pytest.mark.parametrize(("text", "part", "apart"), SPOKEN)
def test_the_part_is_read(text: str, part: str, apart: str) -> None:
    first = next(s for s in find_licenses(text) if s.id in ("CC-BY-4.0", "ODbL-1.0"))
    spoken = part_of(text, first.start, first.end)
    assert spoken.part == part
    assert apart in spoken.apart
    assert spoken.partial


@pytest.mark.parametrize("text", OF_ALL)
def test_what_speaks_of_all_is_not_taken_for_a_part(text: str) -> None:
    (only,) = find_licenses(text)
    assert not part_of(text, only.start, only.end).partial


def test_a_translation_of_what_nobody_owns_is_whole() -> None:
    text = "The original is in the public domain; the translation is licensed under CC BY 4.0."
    license_of = next(s for s in find_licenses(text) if s.id == "CC-BY-4.0")
    spoken = part_of(text, license_of.start, license_of.end)
    assert (spoken.part, spoken.partial) == ("translation", False)


def test_evidence_says_what_it_covers() -> None:
    found = collect_statements([("README.md", SPOKEN[0][0].encode())])
    (statement,) = [s for s in found["."] if s.id == "CC-BY-4.0"]
    assert (statement.part, statement.apart) == ("translation", "the original is copyright Anna Berg")


def test_one_statement_on_the_whole_is_enough() -> None:
    words = "The translation is CC BY 4.0, the original is copyright Anna Berg.\n\nLicense: CC BY 4.0\n"
    (statement,) = [s for s in collect_statements([("README.md", words.encode())])["."] if s.id == "CC-BY-4.0"]
    assert statement.part == ""


def batch(folder: Path, words: str, license_id: str = "CC-BY-4.0", basis: str = "licensed") -> Path:
    (folder / "a.txt").write_text("Су тасыды, көпір құлады, жұрт жаңа жол салды.\n", encoding="utf-8")
    (folder / "README.md").write_text(words, encoding="utf-8")
    (folder / "batch.toml").write_text(
        'name = "one"\ncontributor = "A"\ncontact = "a@example.org"\ndate = 2026-01-01\n'
        f'[rights]\nlicense = "{license_id}"\nbasis = "{basis}"\nholder = "A"\n',
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize("basis", ["licensed", "own-work"])
@pytest.mark.parametrize("words", [text for text, *_ in SPOKEN if "ODbL" not in text])
def test_a_claim_over_a_part_never_permits_the_texts(tmp_path: Path, words: str, basis: str) -> None:
    report = check(batch(tmp_path, words, basis=basis))
    assert report.verdict != "allow"
    assert report.license.concluded == "NOASSERTION"


def test_both_parts_are_named(tmp_path: Path) -> None:
    report = check(batch(tmp_path, SPOKEN[0][0]))
    (reason,) = [f for f in report.findings if f.code == "license-covers-part"]
    assert "said of the translation only" in reason.message
    assert "the original is copyright Anna Berg" in reason.message


def test_a_license_of_the_database_does_not_cover_its_contents(tmp_path: Path) -> None:
    report = check(batch(tmp_path, SPOKEN[1][0]))
    assert report.verdict == "review"


@pytest.mark.parametrize("words", OF_ALL)
def test_a_claim_over_all_still_permits(tmp_path: Path, words: str) -> None:
    assert check(batch(tmp_path, words)).verdict == "allow"
