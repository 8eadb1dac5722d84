"""What `init` drafts: valid, careful, marked where only a person can answer."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path
from typing import Any

import pytest

from corpus_kit.draft import Draft, draft_manifest, looking, toml_words
from corpus_kit.draft.looking import FileLook
from corpus_kit.draft.naming import escaped_glob, named_languages
from corpus_kit.licenses import FoundStatement
from corpus_kit.manifest import load_manifest

KAZAKH = (
    "Бүгін таңертең ауылымызға жаңа кітапхана ашылды, балалар қуанып, кітап таңдауға асықты. "
    "Кітапханашы әр оқушыға өзі сүйіп оқыған ертегі туралы айтып берді."
)
PERSIAN = (
    "امروز هوا آفتابی است و بچه‌ها در حیاط مدرسه بازی می‌کنند. "
    "معلم برای آنها داستانی از روزگار کودکی خود تعریف کرد و همه با دقت گوش دادند."
)
UZBEK_CYRILLIC = (
    "Бугун мактабимизда янги ўқув йили бошланди, ҳамма хурсанд. Ўқитувчимиз бизга қизиқарли эртак ўқиб берди."
)
CHINESE = "今天早上下了一场小雨，孩子们在教室里安静地看书。老师给大家讲了一个关于大山的故事，大家都听得很高兴。"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def draft(folder: Path, **given: Any) -> Draft:
    options: dict[str, Any] = {"name": None, "contributor": None, "license": None, "confirmed": False, "ask": None}
    return draft_manifest(folder, **options | given)


def parsed(folder: Path, made: Draft) -> dict[str, Any]:
    """Return the draft's values, after making sure that the loader has nothing against them."""
    (folder / "batch.toml").write_text(made.text, encoding="utf-8")
    _, findings = load_manifest(folder)
    assert findings == []
    (folder / "batch.toml").unlink()
    return tomllib.loads(made.text)


def stated(monkeypatch: pytest.MonkeyPatch, folder: str = ".", **found: str) -> None:
    """Let the files of the folder say what `found` holds: a license by the stem of a file."""
    statements = tuple(
        FoundStatement(id, f"{stem}.txt", "0" * 64, f"licensed under {id}", "name") for stem, id in found.items()
    )
    monkeypatch.setattr(looking, "collect_statements", lambda files: {folder: statements} if found else {})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "мектеп_кітаптары  2026"
    write(folder, {"1.txt": KAZAKH, "2.txt": KAZAKH[::-1] + KAZAKH, "LICENSE.txt": "words", "NOTICE.txt": "words"})
    return folder


def test_a_draft_is_valid_and_marks_what_only_a_person_knows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    made = draft(folder)
    values = parsed(folder, made)
    assert values["name"] == "мектеп кітаптары 2026"
    assert values["rights"]["license"] == "NOASSERTION"
    assert values["languages"]["expected"] == ["kaz_Cyrl"]
    assert made.missing == ("contributor", "contact", "[rights] license", "[rights] holder", "[rights] basis")
    assert made.text.count("PLEASE FILL IN:") == 6  # the five, and the line that explains the mark
    assert [n.code for n in made.notes] == ["draft-license-none"]
    assert str(folder) not in made.text
    assert draft(folder).text == made.text
    assert not (folder / "batch.toml").exists()


def test_a_confirmed_license_without_other_words_is_own_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    made = draft(folder, contributor="Кітапхана", license="CC-BY-4.0", confirmed=True)
    rights = parsed(folder, made)["rights"]
    assert (rights["license"], rights["basis"], rights["holder"]) == ("CC-BY-4.0", "own-work", "Кітапхана")
    assert "assumed from --yes" in made.text
    assert [n.code for n in made.notes] == ["draft-own-work-assumed"]


@pytest.mark.parametrize("missing", [{"confirmed": False}, {"contributor": None}])
def test_own_work_is_never_assumed_otherwise(
    folder: Path, monkeypatch: pytest.MonkeyPatch, missing: dict[str, Any]
) -> None:
    stated(monkeypatch)
    made = draft(folder, **{"contributor": "A", "license": "CC-BY-4.0", "confirmed": True} | missing)
    assert "basis" not in parsed(folder, made)["rights"]
    assert "[rights] basis" in made.missing


def test_a_license_that_the_files_deny_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, LICENSE="CC-BY-NC-4.0")
    made = draft(folder, contributor="A", license="CC-BY-4.0", confirmed=True)
    rights = parsed(folder, made)["rights"]
    assert (rights["license"], rights["evidence"], "basis" in rights) == ("CC-BY-4.0", ["LICENSE.txt"], False)
    assert [n.code for n in made.notes] == ["draft-license-differs"]
    assert 'Found in LICENSE.txt: CC-BY-NC-4.0, by the words "licensed under CC-BY-NC-4.0"' in made.text


def test_a_statement_deeper_down_forbids_to_assume_own_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, folder="sub", LICENSE="CC-BY-NC-4.0")
    made = draft(folder, contributor="A", license="CC-BY-4.0", confirmed=True)
    assert "basis" not in parsed(folder, made)["rights"]


def test_one_license_found_is_declared_with_its_evidence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, LICENSE="CC-BY-SA-4.0", NOTICE="CC-BY-SA-4.0")
    made = draft(folder)
    rights = parsed(folder, made)["rights"]
    assert (rights["license"], rights["basis"]) == ("CC-BY-SA-4.0", "licensed")
    assert rights["evidence"] == ["LICENSE.txt", "NOTICE.txt"]
    assert "[rights] holder" in made.missing and "[rights] license" not in made.missing
    assert [n.code for n in made.notes] == ["draft-license-found"]


def test_of_several_licenses_none_is_declared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, LICENSE="CC-BY-SA-4.0", NOTICE="MIT")
    made = draft(folder)
    assert parsed(folder, made)["rights"]["license"] == "NOASSERTION"
    assert [n.code for n in made.notes] == ["draft-license-several"]
    assert "CC-BY-SA-4.0, MIT" in made.notes[0].message


def test_an_empty_license_declares_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, LICENSE="CC-BY-SA-4.0")
    made = draft(folder, license="", contributor="A", confirmed=True)
    rights = parsed(folder, made)["rights"]
    assert (rights["license"], "basis" in rights) == ("NOASSERTION", False)
    assert "Found in LICENSE.txt: CC-BY-SA-4.0" in made.text


def test_answers_are_taken_over_and_given_values_not_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    asked: list[str] = []

    def ask(question: str, default: str) -> str:
        asked.append(question)
        answers = {"How": "a@example.org", "License": "CC0-1.0", "Why": "Own work", "Who owns": default}
        return next((a for start, a in answers.items() if question.startswith(start)), default)

    made = draft(folder, name="N", contributor='C "quoted" \\ back', ask=ask)
    values = parsed(folder, made)
    assert values["contributor"] == values["rights"]["holder"] == 'C "quoted" \\ back'
    assert values["rights"]["basis"] == "own-work"
    assert made.missing == ()
    assert [q.split()[0] for q in asked] == ["How", "License", "Why", "Who"]


def test_folders_named_by_languages_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    write(
        tmp_path,
        {
            "texts/kk/a.txt": KAZAKH,
            "texts/fa/deep/a.txt": PERSIAN,
            "texts/uz@cyrillic/a.txt": UZBEK_CYRILLIC,
            "texts/zh/a.txt": CHINESE,
            "texts/he/a.txt": KAZAKH,  # Hebrew is not written so
            "alone/tg/a.txt": KAZAKH,  # a single name may mean anything
        },
    )
    made = draft(tmp_path)
    files = {entry["glob"]: entry["language"] for entry in parsed(tmp_path, made)["files"]}
    assert files == {
        "texts/fa/**": "pes_Arab",
        "texts/kk/**": "kaz_Cyrl",
        "texts/uz@cyrillic/**": "uzn_Cyrl",
        "texts/zh/**": "cmn_Hans",
    }
    assert "found, not asserted" in made.text


def test_files_named_by_languages_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    write(tmp_path, {"kk.txt": KAZAKH, "fa.txt": PERSIAN, "news_kk.txt": KAZAKH, "report.txt": KAZAKH})
    files = {e["glob"]: e["language"] for e in parsed(tmp_path, draft(tmp_path))["files"]}
    assert files == {"kk.txt": "kaz_Cyrl", "fa.txt": "pes_Arab"}


def test_names_need_the_agreement_of_the_texts() -> None:
    def look(path: str, script: str, **languages: int) -> FileLook:
        made = FileLook(path, "text", True)
        made.scripts[script] = max(1, sum(languages.values()))
        made.languages.update(languages)
        return made

    swapped = [look("kk/a", "Cyrl", rus_Cyrl=9), look("ru/a", "Cyrl", rus_Cyrl=9)]
    assert [n.glob for n in named_languages(swapped)] == ["ru/**"]
    rare = [look("nan/a", "Latn"), look("yue/a", "Hant")]
    assert [(n.glob, n.language) for n in named_languages(rare)] == [("nan/**", "nan_Latn"), ("yue/**", "yue_Hant")]
    words = [look("bin/a", "Latn"), look("src/a", "Latn"), look("doc/a", "Latn")]
    assert named_languages(words) == []


def test_globs_of_odd_names_mean_these_names_only() -> None:
    assert escaped_glob("a[1]*/kk") == "a[[]1][*]/kk"


def test_odd_folders_never_break_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "nul.txt").write_bytes(b"a\x00b" * 50)
    (tmp_path / "broken.json").write_bytes(b'{"text": "\\ud800')
    (tmp_path / "text.txt.gz").write_bytes(gzip.compress(KAZAKH.encode()) + b"junk")
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04cut")
    assert parsed(tmp_path, draft(tmp_path))["name"] == tmp_path.name.replace("_", " ")
    empty = tmp_path / "nothing"
    empty.mkdir()
    assert parsed(empty, draft(empty))["languages"]["expected"] == []


def test_a_large_file_is_looked_at_by_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    monkeypatch.setattr(looking, "WHOLE_BYTES", 1000)
    monkeypatch.setattr(looking, "HEAD_BYTES", 3001)
    write(tmp_path, {"big.jsonl": f'{{"text": "{KAZAKH}"}}\n' * 200})
    look = looking.look_at(tmp_path)
    assert look.files[0].languages == {"kaz_Cyrl": look.files[0].texts}
    assert 1 <= look.files[0].texts <= 10


@pytest.mark.parametrize(
    "text", ['a "b" \\ c', "\x00\x1f\x7f\n", "می\u200cکنم", "汉字\u202e", "e\u0301", "\U0001f600\u2028"]
)
def test_strings_survive_toml(text: str) -> None:
    line = f"x = {toml_words.string(text)}"
    assert "\n" not in line and "\u202e" not in line
    assert tomllib.loads(line)["x"] == text
    assert tomllib.loads(toml_words.comment(text)) == {}


def test_half_characters_become_escapes() -> None:
    assert tomllib.loads(f"x = {toml_words.string(chr(0xDC80))}")["x"] == "\\udc80"


def test_folders_may_bear_the_names_of_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch)
    write(tmp_path, {"Kazakh/a.txt": KAZAKH, "persian/a.txt": PERSIAN, "texts/a.txt": KAZAKH, "law-kk/a.txt": KAZAKH})
    files = {e["glob"]: e["language"] for e in parsed(tmp_path, draft(tmp_path))["files"]}
    assert files == {"Kazakh/**": "kaz_Cyrl", "persian/**": "pes_Arab"}


def test_a_license_without_its_version_is_not_declared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, LICENSE="CC-BY")
    made = draft(folder)
    assert parsed(folder, made)["rights"]["license"] == "NOASSERTION"
    assert [n.code for n in made.notes] == ["draft-license-unclear"]


def test_a_license_given_in_other_letters_is_the_one_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(monkeypatch, LICENSE="CC-BY-4.0")
    rights = parsed(folder, draft(folder, license="cc-by-4.0"))["rights"]
    assert (rights["basis"], rights["evidence"]) == ("licensed", ["LICENSE.txt"])


def test_words_in_a_readme_are_found(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "These texts are licensed under CC BY-SA 4.0.", "a.txt": KAZAKH})
    rights = parsed(tmp_path, draft(tmp_path))["rights"]
    assert (rights["license"], rights["evidence"]) == ("CC-BY-SA-4.0", ["README.md"])
