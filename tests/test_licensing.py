"""What may stand together, licenses in plain words, attribution, and the command `license`."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations, permutations
from pathlib import Path

import pytest

import corpus_kit
from corpus_kit.errors import UsageError
from corpus_kit.licenses import license_registry
from corpus_kit.licenses.combination import OPERATIONS, combine, permits, refused_operations
from corpus_kit.licenses.explanation import explain_license, in_plain_words
from tests.conftest import TEXTS, batch_toml


@pytest.mark.parametrize(
    ("ids", "text", "file", "release"),
    [
        (("CC-BY-4.0", "CC0-1.0"), "CC-BY-4.0", True, True),
        (("CC0-1.0", "CC-PDM-1.0"), "CC0-1.0", True, True),
        (("CC-BY-SA-4.0", "CC-BY-4.0"), "CC-BY-SA-4.0", False, True),
        (("CC-BY-SA-3.0", "CC-BY-SA-4.0"), "CC-BY-SA-4.0", True, True),
        (("CC-BY-SA-4.0", "CC-BY-NC-4.0"), "", False, True),
        (("CC-BY-SA-4.0", "CC-BY-NC-SA-4.0"), "", False, True),
        (("CC-BY-NC-4.0", "CC-BY-4.0"), "CC-BY-NC-4.0 AND CC-BY-4.0", False, True),
        (("CC-BY-NC-SA-3.0", "CC-BY-NC-4.0"), "CC-BY-NC-SA-3.0", True, True),
        (("CC-BY-ND-4.0", "CC-BY-4.0"), "", False, True),
        (("CC-BY-SA-4.0", "GFDL-1.3-only"), "", True, True),
        (("LicenseRef-AllRightsReserved", "CC-BY-4.0"), "", False, False),
    ],
)
def test_what_may_stand_together(ids: tuple[str, ...], text: str, file: bool, release: bool) -> None:
    found = combine(ids)
    assert (found.one_text.allowed, found.one_file.allowed, found.one_release.allowed) == (bool(text), file, release)
    if text:
        assert set(found.one_text.license.split(" AND ")) == set(text.split(" AND "))
    assert all(answer.why for answer in (found.one_text, found.one_file, found.one_release))
    for order in permutations(ids):
        other = combine(order)
        assert other.one_text.allowed == found.one_text.allowed


def test_another_license_never_makes_a_combination_more_permissive() -> None:
    sample = ["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "GPL-2.0-or-later",
              "LicenseRef-NoAI", "ODbL-1.0"]  # fmt: skip
    for first, second, third in combinations(sample, 3):
        two, three = combine([first, second]), combine([first, second, third])
        for name in ("one_text", "one_file", "one_release"):
            assert getattr(two, name).allowed or not getattr(three, name).allowed, (name, first, second, third)


def test_operations_follow_the_permissions() -> None:
    assert refused_operations("CC-BY-ND-4.0", list(OPERATIONS)) == ["transform", "merge"]
    assert refused_operations("CC-BY-4.0 OR CC-BY-ND-4.0", list(OPERATIONS)) == []
    assert refused_operations("CC-BY-4.0 AND CC-BY-ND-4.0", ["merge"]) == ["merge"]
    assert refused_operations("nonsense", ["collect"]) == ["collect"]
    assert not permits("LicenseRef-Unheard", "collect")


def test_every_license_can_be_explained() -> None:
    for license_id in license_registry():
        found = explain_license(license_id)
        assert found is not None and found["id"] == license_id
        assert all(line.endswith(".") for line in in_plain_words(found))
    family = explain_license("CC BY-SA")
    assert family is not None and "CC-BY-SA-4.0" in family["members"]
    assert explain_license("nonsense") is None
    assert explain_license("CC-BY-4.0 AND MIT") is None


ROW: dict[str, object] = {
    "attribution": "Poems, by Orchard Press",
    "license": "CC-BY-SA-4.0",
    "source": "Orchard",
    "source_url": "https://x.example",
    "title": "Бақ",
    "changes": ["nfc", "spaces"],
}


def test_attribution_names_each_work_once_in_any_order() -> None:
    rows: list[dict[str, object]] = [
        ROW,
        {**ROW, "title": ""},
        ROW,
        {"license": "CC-BY-NC-4.0", "contributor": "Press\n\x00Two"},
    ]
    text = corpus_kit.attribution(rows)
    assert text == corpus_kit.attribution(list(reversed(rows)))
    for piece in (
        "“Бақ”",
        "Poems, by Orchard Press",
        "https://x.example",
        "(2 texts)",
        "changed: nfc; spaces",
        "Press Two",
    ):
        assert piece in text
    assert "share-alike" in text and "commerce" in text
    assert corpus_kit.attribution([]) == "No texts, no attribution.\n"
    with pytest.raises(UsageError):
        corpus_kit.attribution(["row"])


def test_attribution_credits_what_a_duplicate_stands_for() -> None:
    other = {"contributor": "Second Archive", "license": "CC-BY-4.0", "attribution": "Second Archive, CC-BY-4.0"}
    assert "Second Archive" in corpus_kit.attribution([{**ROW, "duplicates_of_other_batches": [other]}])


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "corpus_kit", "license", *words], capture_output=True, encoding="utf-8"
    )


def test_the_command_tells_what_a_folder_says(tmp_path: Path) -> None:
    (tmp_path / "batch.toml").write_text(batch_toml("CC-BY-4.0", basis="licensed"), encoding="utf-8")
    (tmp_path / "LICENSE").write_text("Мәтіндер CC BY 4.0 лицензиясымен таратылады.", encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXTS["kaz_Cyrl"], encoding="utf-8")
    done = run(str(tmp_path), "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["verdict"], found["concluded"]) == (0, "allow", "CC-BY-4.0")
    assert [(s["id"], s["file"], len(s["sha256"]), s["covers"]) for s in found["statements"]] == [
        ("CC-BY-4.0", "LICENSE", 64, "all files")
    ]
    assert "no legal advice" in found["notice"]
    (tmp_path / "README.md").write_text("Only for research purposes.", encoding="utf-8")
    done = run(str(tmp_path))
    assert done.returncode == 1
    assert "LicenseRef-ResearchOnly" in done.stdout and "Only for research purposes." in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "code", "piece"),
    [
        (["explain", "CC", "BY", "4.0"], 0, "CC-BY-4.0: Creative Commons Attribution 4.0"),
        (["explain", "xyz"], 2, "names no license"),
        (["explain", "CC-BY-4.0", "AND"], 2, "not one license"),
        (["explain", "MIT", "OR", "CC-BY-4.0"], 2, "not one license"),
        (["explain"], 2, "explain and a license"),
        (["combine", "CC-BY-SA-4.0", "CC-BY-NC-4.0"], 1, "In one file of a release: no"),
        (["combine", "CC-BY-4.0", "cc0"], 0, "one text: yes"),
        (["combine", "CC-BY", "CC0-1.0"], 2, "is not one license"),
        (["combine", "Zlib", "CC0-1.0", "LicenseRef-X"], 2, "are not known here"),
        (["no-such-folder"], 2, "no folder"),
        (["a", "b"], 2, "one folder"),
    ],
)
def test_the_command_explains_and_combines(words: list[str], code: int, piece: str) -> None:
    done = run(*words)
    assert (done.returncode, piece in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
    if code != 2:
        assert "no legal advice" in done.stdout
        assert json.loads(run(*words, "--json").stdout)


def test_an_address_alone_asks_for_the_saved_page(tmp_path: Path) -> None:
    from corpus_kit.manifest import load_manifest

    address = 'evidence = ["https://terms.example/license"]\n'
    (tmp_path / "batch.toml").write_text(batch_toml("CC-BY-4.0", extra=address), encoding="utf-8")
    manifest, found = load_manifest(tmp_path)
    assert [f.code for f in found] == ["manifest-evidence-address"]
    assert "save it into the folder" in found[0].remedy
    assert manifest.rights.evidence == ("https://terms.example/license",)
    (tmp_path / "terms.html").write_text("<p>CC BY 4.0</p>", encoding="utf-8")
    both = address.replace("]", ', "terms.html"]')
    (tmp_path / "batch.toml").write_text(batch_toml("CC-BY-4.0", extra=both), encoding="utf-8")
    assert load_manifest(tmp_path)[1] == []
