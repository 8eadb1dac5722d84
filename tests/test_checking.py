"""What a contributor is told: verdicts, licenses, languages, names, and bad input of every kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus_kit.checking import check
from corpus_kit.errors import UsageError
from corpus_kit.findings import Report
from corpus_kit.licenses import Policy
from tests.conftest import TEXTS, batch_toml, json_lines, make_batch


def codes(report: Report) -> set[str]:
    return {f.code for f in report.findings}


def closes(report: Report) -> bool:
    return all(f.records == f.documents + f.refused for f in report.files)


def test_a_good_batch_is_allowed(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{tag}.txt": text for tag, text in TEXTS.items()}
    report = check(make_batch(tmp_path / "b", files))
    assert (report.verdict, report.exit_code) == ("allow", 0)
    assert report.license.concluded == "CC0-1.0"
    found = {tag for f in report.files for tag in f.languages}
    assert found == set(TEXTS)
    assert {s.language for s in report.samples} == set(TEXTS)


@pytest.mark.parametrize(
    ("declared", "basis", "verdict"),
    [
        ("CC-BY-4.0", "own-work", "allow"),
        ("CC-BY-SA-4.0", "own-work", "allow"),
        ("CC-BY-NC-4.0", "own-work", "deny"),
        ("CC-BY-ND-4.0", "own-work", "deny"),
        ("CC-BY-4.0", "licensed", "review"),
        ("MIT", "own-work", "review"),
        ("ODbL-1.0", "own-work", "review"),
        ("CC-BY", "own-work", "review"),
        ("no such thing", "own-work", "review"),
    ],
)
def test_the_preset_judges(tmp_path: Path, declared: str, basis: str, verdict: str) -> None:
    report = check(make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"]}, batch_toml(declared, basis=basis)))
    assert report.verdict == verdict


def test_evidence_in_the_folder_carries_a_claim(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.txt": TEXTS["rus_Cyrl"], "README.md": "# Texts\n\nLicense: CC BY 4.0\n"}
    report = check(make_batch(tmp_path / "b", files, batch_toml("CC-BY-4.0", basis="licensed")))
    assert (report.verdict, report.license.evidence) == ("allow", "E2")
    assert report.license.statements[0]["where"] == "README.md"


def test_a_file_named_as_evidence_is_no_text(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": TEXTS["rus_Cyrl"],
        "letter.txt": "The texts may be used under CC BY 4.0.\n",
    }
    declaration = batch_toml("CC-BY-4.0", basis="permission", extra='evidence = ["letter.txt"]\n')
    report = check(make_batch(tmp_path / "b", files, declaration))
    assert (report.verdict, report.license.evidence) == ("allow", "E2")
    assert {f.path: f.status for f in report.files}["letter.txt"] == "ignored"
    assert sum(f.documents for f in report.files) == 1


def test_a_contradiction_names_both_sides(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": TEXTS["rus_Cyrl"],
        "LICENSE": "Creative Commons Attribution-NonCommercial 4.0 International\n",
    }
    report = check(make_batch(tmp_path / "b", files, batch_toml("CC-BY-4.0")))
    assert report.verdict in ("review", "deny") and report.exit_code == 1
    words = " ".join(f.message for f in report.findings)
    assert "CC-BY-4.0" in words and "CC-BY-NC-4.0" in words and "LICENSE" in words


def test_a_refusal_in_one_text_is_told_with_its_place(tmp_path: Path) -> None:
    bad = TEXTS["rus_Cyrl"] + "\n\n© Вечерняя газета. Все права защищены. Перепечатка запрещена."
    texts = json_lines([TEXTS["kaz_Cyrl"], bad, TEXTS["kat_Geor"]])
    report = check(make_batch(tmp_path / "b", {"a.jsonl": texts}))
    assert (report.verdict, report.license.concluded) == ("review", "CC0-1.0")
    assert "a.jsonl, line 2" in {f.where for f in report.findings if f.severity == "error"}


def test_another_policy_may_take_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.txt": TEXTS["rus_Cyrl"]}
    folder = make_batch(tmp_path / "b", files, batch_toml("CC-BY-NC-4.0"))
    assert check(folder, Policy.preset("research")).verdict == "allow"
    assert check(folder, Policy.preset("open")).verdict == "deny"


def test_what_cannot_be_read_is_accounted_for(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "good.txt": TEXTS["kaz_Cyrl"],
        "empty.txt": "",
        "spaces.txt": " \n\n ",
        "paper.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "blob": bytes(range(256)) * 8,
        "nul.txt": TEXTS["tur_Latn"].replace(" ", "\x00 ", 3),
        "line.txt": "ұзын " * 200_000,
        "lone.json": '{"text": "half \\ud83d of a character"}',
        "bad.jsonl": b'{"text": "\xd2\xd3\xff"}\n' + json_lines([TEXTS["kat_Geor"]]).encode(),
        "none.jsonl": '{"text": null}\n{"other": 1}\n{"text": ""}\n',
        "prog.py": "print('x')\n",
        "Thumbs.db": b"x",
    }
    report = check(make_batch(tmp_path / "b", files))
    assert closes(report) and report.exit_code == 1
    by_path = {f.path: f for f in report.files}
    assert set(by_path) == {*files, "batch.toml"}
    for path in ("empty.txt", "spaces.txt", "paper.pdf", "blob", "lone.json"):
        assert (by_path[path].status, by_path[path].refused) == ("refused", 1), path
    assert (by_path["bad.jsonl"].documents, by_path["bad.jsonl"].refused) == (1, 1)
    assert by_path["none.jsonl"].refused == 3
    assert by_path["line.txt"].documents == by_path["nul.txt"].documents == 1
    assert by_path["prog.py"].status == by_path["Thumbs.db"].status == "ignored"
    for finding in report.findings:
        assert finding.message and finding.remedy and "{" not in finding.message, finding.code


def test_a_fault_on_every_line_does_not_drown_the_report(tmp_path: Path) -> None:
    report = check(make_batch(tmp_path / "b", {"a.jsonl": "not json\n" * 500}))
    assert closes(report) and sum(f.refused for f in report.files) == 500
    assert len(report.findings) < 60 and "more-of-the-same" in codes(report)


def test_names_that_cannot_live_elsewhere_are_told(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows cannot hold such names")
    files: dict[str, str | bytes] = {
        n: TEXTS["kaz_Cyrl"] + n for n in ("A.txt", "a.txt", "aux.txt", "b:c.txt", "e\u0301.txt", "é.txt")
    }
    report = check(make_batch(tmp_path / "b", files))
    assert sum(f.documents for f in report.files) == 6 and closes(report)
    assert {"names-collide", "name-reserved", "name-not-portable"} <= codes(report)


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("needs links")
    secret = tmp_path / "secret.txt"
    secret.write_text("не для чужих глаз", encoding="utf-8")
    folder = make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"]})
    (folder / "link.txt").symlink_to(secret)
    os.mkfifo(folder / "pipe")
    report = check(folder)
    assert {"link-not-followed", "not-a-regular-file"} <= codes(report)
    assert sum(f.documents for f in report.files) == 1


def test_a_name_that_is_no_unicode(tmp_path: Path) -> None:
    if os.name != "posix" or os.uname().sysname == "Darwin":
        pytest.skip("the file system takes Unicode names only")
    folder = make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"]})
    with open(os.fsencode(folder) + b"/\xea\xed\xe8\xe3\xe0.txt", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(TEXTS["kaz_Cyrl"])
    report = check(folder)
    assert sum(f.documents for f in report.files) == 2
    assert any("\\xea" in f.path for f in report.files)


def test_a_declared_language_that_is_another(tmp_path: Path) -> None:
    extra = '[languages]\nexpected = ["kir_Cyrl"]\n[[files]]\nglob = "*.txt"\nlanguage = "kir_Cyrl"\n'
    report = check(make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"]}, batch_toml(extra=extra)))
    assert {"language-differs", "language-not-expected"} <= codes(report)


def test_each_wrong_field_of_a_declaration_is_told(tmp_path: Path) -> None:
    declaration = (
        'name = 5\ncontributer = "x"\n[rights]\nbasis = "mine"\nlicense = "CC0-1.0"\n[[files]]\nrecord = "page"\n'
    )
    report = check(make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"]}, declaration))
    told = [f for f in report.findings if f.where.startswith("batch.toml")]
    assert len([f for f in told if f.severity == "error"]) >= 3
    assert sum(f.documents for f in report.files) == 1


def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x", encoding="utf-8")
    for path in (tmp_path / "f", tmp_path / "nowhere"):
        with pytest.raises(UsageError):
            check(path)
    (tmp_path / "empty").mkdir()
    report = check(tmp_path / "empty")
    assert "folder-without-texts" in codes(report) and report.exit_code == 1 and report.verdict != "allow"
