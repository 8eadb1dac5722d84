"""What a release does with texts under strict licenses, and what it asks of whoever uses texts from it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import datasets
import pyarrow.parquet as pq
import pytest

import corpus_kit
from corpus_kit.corpus import Corpus
from corpus_kit.findings import Finding
from corpus_kit.licenses.combination import forbidden_operations
from corpus_kit.licenses.crediting import MOST_WORKS, credit_due
from corpus_kit.licenses.obligations import obligations_of
from corpus_kit.load import load
from corpus_kit.release import ReleaseResult, explain_document, verify_release, write_release

from .release_corpus import TEXTS, BatchOf, Document, add_batch, batch_id, document_id, make_corpus, reopened
from .test_release import decide, excluded_of, rows_of

EVERYTHING = 'allow = ["open", "share-alike", "non-commercial", "restricted"]\ndeny = []'
KEPT, MENDED = "Қар жауды.", "Жаңбыр жауды."


def open_to_all(corpus: Corpus) -> Corpus:
    """Let every tier in."""
    path = corpus.path / "corpus.toml"
    text = path.read_text(encoding="utf-8")
    assert 'preset = "open+sharealike"' in text
    text = text.replace('preset = "open+sharealike"', f'preset = "open+sharealike"\n{EVERYTHING}')
    path.write_text(text, encoding="utf-8")
    return reopened(corpus)


def released(path: Path, *batches: BatchOf) -> ReleaseResult:
    return write_release(open_to_all(make_corpus(path / "corpus", list(batches))), "1.0.0")


def strict(declared: str, kind: str = "mojibake") -> BatchOf:
    texts = [Document(KEPT, declared=declared, changes={"composed": 3, "spaces": 1}),
             Document(MENDED, declared=declared, changes={kind: 2})]  # fmt: skip
    return BatchOf("Ертегілер", texts, license=declared)


class TestOperations:
    """A release does nothing to a text that its license forbids."""

    @pytest.mark.parametrize("kind", ["mojibake", "lookalikes", "arabic_letters", "zawgyi"])
    def test_changed_text_that_may_not_be_changed_is_left_out(self, tmp_path: Path, kind: str) -> None:
        result = released(tmp_path, strict("CC-BY-ND-4.0", kind))
        assert [row["text"] for row in rows_of(result.path)] == [KEPT]
        (left,) = excluded_of(result.path)
        assert (left["id"], left["reason"], left["license"]) == (document_id(MENDED), "license-forbids", "CC-BY-ND-4.0")
        said = Finding("excluded-license-forbids-transform", "", {"license": "CC-BY-ND-4.0"})
        assert left["detail"] == said.message and "letters of this one were changed" in said.message
        (refused,) = result.refused
        assert (refused.operation, refused.documents) == ("transform", 1)
        stated = json.loads((result.path / "release.json").read_text(encoding="utf-8"))["refused"]
        assert stated == [{"license": "CC-BY-ND-4.0", "operation": "transform", "documents": 1,
                         "batch": batch_id(strict("CC-BY-ND-4.0", kind))}]  # fmt: skip
        card = (result.path / "README.md").read_text(encoding="utf-8")
        assert "CC-BY-ND-4.0 may not be changed" in card and "`license-forbids`" in card
        assert verify_release(result.path, rows=True) == []

    def test_it_is_explained(self, tmp_path: Path) -> None:
        result = released(tmp_path, strict("CC-BY-NC-ND-4.0"))
        corpus = Corpus.open(tmp_path / "corpus")
        found = explain_document(corpus, document_id(MENDED))
        assert found["places"][0]["policy_now"]["reason"] == "license-forbids"
        assert found["releases"][result.version][0]["reason"] == "license-forbids"
        assert explain_document(corpus, document_id(KEPT))["places"][0]["policy_now"]["verdict"] == "release"

    @pytest.mark.parametrize("declared", ["CC-BY-ND-4.0 OR CC-BY-4.0", "CC-BY-4.0 OR CC-BY-NC-ND-4.0"])
    def test_of_a_choice_the_license_that_permits_it_is_taken(self, tmp_path: Path, declared: str) -> None:
        result = released(tmp_path, strict(declared))
        assert {(row["license"], row["license_tier"]) for row in rows_of(result.path)} == {("CC-BY-4.0", "open")}
        assert result.excluded == {} and result.refused == []

    def test_share_alike_and_non_commercial_never_in_one_changed_text(self, tmp_path: Path) -> None:
        result = released(tmp_path, strict("CC-BY-SA-4.0 AND CC-BY-NC-4.0"))
        (row,) = rows_of(result.path)
        assert (row["text"], row["license_tier"]) == (KEPT, "non-commercial")
        assert result.excluded == {"license-forbids": 1}

    def test_tiers_stand_apart(self, tmp_path: Path) -> None:
        terms = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0"]
        texts = [Document(f"{KEPT} {license_id}", declared=license_id) for license_id in terms]
        result = released(tmp_path, BatchOf("Mixed", texts), strict("CC-BY-ND-4.0"))
        for path in result.path.glob("data/*/*/*.parquet"):
            tiers = set(pq.read_table(path, columns=["license_tier"]).column("license_tier").to_pylist())
            assert tiers == {path.parent.parent.name}
        configs = json.loads((result.path / "release.json").read_text(encoding="utf-8"))["configs"]
        assert set(configs["kaz_Cyrl-open"]["licenses"]) == {"CC-BY-4.0"}
        assert configs["kaz_Cyrl"]["licenses"]["CC-BY-ND-4.0"] == 2
        assert set(configs["kaz_Cyrl"]["obligations"]) >= {"attribution", "share-alike", "non-commercial"}
        assert configs["open"]["obligations"] == configs["kaz_Cyrl-open"]["obligations"] == ["attribution", "notice"]

    @pytest.mark.parametrize("license_id", ["LicenseRef-NoRedistribution", "LicenseRef-AllRightsReserved"])
    def test_what_may_not_be_passed_on_is_not_though_a_person_lets_it_in(self, tmp_path: Path, license_id: str) -> None:
        corpus = make_corpus(tmp_path / "corpus", [BatchOf("One", [Document(KEPT, declared=None)], license="")])
        decide(corpus, "accept", document_id(KEPT), license_id)
        result = write_release(open_to_all(corpus), "1.0.0")
        assert result.excluded == {"license-forbids": 1}
        said = Finding("excluded-license-forbids-collect", "", {"license": license_id})
        assert excluded_of(result.path)[0]["detail"] == said.message and "may not be passed on" in said.message

    def test_a_permission_of_its_own_forbids_nothing(self, tmp_path: Path) -> None:
        batch = BatchOf("One", [Document(MENDED, declared=None, changes={"mojibake": 9})], license="")
        corpus = make_corpus(tmp_path / "corpus", [batch])
        decide(corpus, "accept", document_id(MENDED), "LicenseRef-Letter-of-the-archive")
        result = write_release(open_to_all(corpus), "1.0.0")
        assert [row["license"] for row in rows_of(result.path)] == ["LicenseRef-Letter-of-the-archive"]
        assert "own-terms" in json.loads((result.path / "release.json").read_bytes())["configs"]["all"]["obligations"]

    def test_what_expressions_forbid(self) -> None:
        every = ["collect", "reformat", "transform", "merge"]
        assert forbidden_operations("CC-BY-ND-4.0", every) == ["transform", "merge"]
        assert forbidden_operations("CC-BY-ND", every) == ["transform", "merge"], "a family whose members agree"
        assert forbidden_operations("CC-BY-SA-4.0 AND CC-BY-SA-3.0", every) == []
        assert forbidden_operations("CC-BY-NC-SA-4.0 AND CC-BY-SA-4.0", every) == ["transform", "merge"]
        assert forbidden_operations("LicenseRef-NoAI", every) == every
        assert forbidden_operations("LicenseRef-Unheard", every) == forbidden_operations("NOASSERTION", every) == []


def texts_of_all_kinds() -> list[BatchOf]:
    share = [Document(f"{TEXTS['uig_Arab']} {n}", "uig_Arab", declared="CC-BY-SA-4.0", title="چۆچەك") for n in range(3)]
    noted = [Document(f"{TEXTS['uig_Arab']} {n}", "uig_Arab", title=f"№ {n}") for n in range(4, 6)]
    closed = [Document(f"{TEXTS['tha_Thai']} {n}", "tha_Thai", declared="CC-BY-NC-4.0") for n in range(2)]
    changed = [
        Document("Бір", source="Radio", source_url="https://e.org/1", changes={"kashidas": 1}),
        Document("Екі", source="Radio\u2028two", source_url="https://e.org/1", changes={"line_ends": 2}),
    ]
    again = Document(f"{TEXTS['uig_Arab']} 4 ", "uig_Arab")
    return [BatchOf("Books | <b>", [*share, *closed], attribution="© نەشرىيات"), BatchOf("Radio", [*noted, *changed]),
            BatchOf("Copies", [again], holder="Second Archive")]  # fmt: skip


class TestObligations:
    """Every configuration says whom to name, and what its licenses ask for."""

    @pytest.fixture(scope="class")
    def release(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return released(tmp_path_factory.mktemp("obligations"), *texts_of_all_kinds()).path

    def test_a_page_for_each_configuration(self, release: Path) -> None:
        configs = json.loads((release / "release.json").read_text(encoding="utf-8"))["configs"]
        assert {path.stem for path in (release / "ATTRIBUTION").iterdir()} == set(configs)
        page = (release / "ATTRIBUTION" / "share-alike.md").read_text(encoding="utf-8")
        assert "(uig_Arab-share-alike.md)" in page and "Share-alike:" in page and "Not for commerce" not in page
        every = (release / "ATTRIBUTION" / "all.md").read_text(encoding="utf-8")
        assert "Share-alike:" in every and "Not for commerce" in every and "(uig_Arab.md)" in every

    @pytest.mark.parametrize("name", ["uig_Arab", "tha_Thai", "kaz_Cyrl", "uig_Arab-open", "uig_Arab-share-alike"])
    def test_the_lines_are_those_that_a_researcher_is_given(self, release: Path, name: str) -> None:
        language, _, tier = name.partition("-")
        page = (release / "ATTRIBUTION" / f"{name}.md").read_text(encoding="utf-8").splitlines()
        rows = load(str(release), language, tier=tier or None)
        due = corpus_kit.attribution(rows).splitlines()
        assert [line for line in page if line.startswith("- ")] == [line for line in due if line.startswith("- ")]
        for row in rows:
            (line,) = credit_due([{**row, "duplicates_of_other_batches": []}]).splitlines()[2:3]
            assert row["attribution"] in line and (row["title"] or "") in line and row["license"] in line

    def test_each_work_once_with_all_that_was_changed(self, release: Path) -> None:
        page = (release / "ATTRIBUTION" / "uig_Arab.md").read_text(encoding="utf-8")
        assert page.count("“چۆچەك”") == 1 and "(3 texts)" in page
        assert page.count("Copies, by Second Archive") == page.count("№ 4") == 1, "a copy elsewhere is credited"
        page = (release / "ATTRIBUTION" / "kaz_Cyrl.md").read_text(encoding="utf-8")
        assert "changed: kashidas" in page and "changed: spacing and Unicode form" in page and "Radio two" in page

    def test_a_row_is_traced_to_what_was_changed_in_it(self, release: Path) -> None:
        said = {row["text"]: corpus_kit.trace(row)["changes"] for row in load(str(release), "kk")}
        assert said == {"Бір": "kashidas", "Екі": "spacing and Unicode form"}
        assert {row["changes"] for row in load(str(release), "uig")} == {None}

    def test_the_card_says_it(self, release: Path) -> None:
        card = (release / "README.md").read_text(encoding="utf-8")
        asked = card.partition("## What the terms ask for")[2].partition("\n## ")[0]
        assert "| `uig_Arab-share-alike`" in asked or "`uig_Arab-share-alike`" in asked
        for words in ("Credit:", "Share-alike:", "Not for commerce:", "Notices:"):
            assert words in asked
        (line,) = [line for line in asked.splitlines() if "`tha_Thai`" in line]
        assert "CC-BY-NC-4.0" in line and "non-commercial" in line

    def test_a_part_has_them_too(self, release: Path, tmp_path: Path) -> None:
        part = corpus_kit.subset(release, tmp_path / "part", tier="share-alike")
        page = (part / "ATTRIBUTION" / "uig_Arab.md").read_text(encoding="utf-8")
        whole = (release / "ATTRIBUTION" / "uig_Arab-share-alike.md").read_text(encoding="utf-8")
        assert page.splitlines()[1:] == whole.splitlines()[1:]

    def test_every_configuration_loads(self, release: Path) -> None:
        for name, said in json.loads((release / "release.json").read_bytes())["configs"].items():
            assert len(datasets.load_dataset(str(release), name, split="train")) == said["documents"]


def test_many_works_of_one_source_share_a_line(tmp_path: Path) -> None:
    pages = [Document(f"Бет {n}", title=f"№ {n}", source="Wiki") for n in range(MOST_WORKS + 1)]
    few = [Document(f"Бап {n}", title=f"№ {n}", source="Radio") for n in range(9)]
    result = released(tmp_path, BatchOf("One", [*pages, *few]))
    page = (result.path / "ATTRIBUTION" / "kaz_Cyrl.md").read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("- ") and "Example Archive" in line]
    assert len(lines) == 10 and sum(f"({MOST_WORKS + 1} texts)" in line for line in lines) == 1
    due = credit_due(rows_of(result.path))
    assert [line for line in due.splitlines() if "Example Archive" in line] == lines


def test_so_they_do_though_one_file_holds_few_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus_kit.release.layout.MERGED_TEXT_BYTES", 1)
    pages = [Document(f"Бет {n}", title=f"№ {n}", source="Wiki") for n in range(MOST_WORKS + 1)]
    few = [Document(f"Бап {n}", title=f"Бап {n}", source="Wiki") for n in range(3)]
    corpus = make_corpus(tmp_path / "corpus", [BatchOf("One", pages, attribution="Example Archive")])
    write_release(corpus, "1.0.0")
    add_batch(corpus, BatchOf("Two", few, attribution="Example Archive"))
    result = write_release(reopened(corpus), "1.1.0")
    assert len(list(result.path.glob("data/open/kaz_Cyrl/*"))) == 2
    page = (result.path / "ATTRIBUTION" / "kaz_Cyrl.md").read_text(encoding="utf-8")
    assert f"- Example Archive, from Wiki, CC-BY-4.0 ({MOST_WORKS + 4} texts)" in page and "Бап" not in page


def test_notices_come_along(tmp_path: Path) -> None:
    notice = "© Архив\nCC BY 4.0\n".encode("cp1251")
    batch = BatchOf("One", [Document("Бір")], notices={"docs/NOTICE": notice, "README.md": b"write to me@example.org"})
    result = released(tmp_path, batch)
    (path,) = (result.path / "NOTICES").rglob("*NOTICE")
    assert path.read_bytes() == notice and path.parent.name == batch_id(batch)
    assert not list((result.path / "NOTICES").rglob("*README*"))
    said = json.loads((result.path / "batches" / f"{batch_id(batch)}.json").read_text(encoding="utf-8"))["notices"]
    assert said == [{"path": "docs/NOTICE", "sha256": hashlib.sha256(notice).hexdigest(),
                     "file": path.relative_to(result.path).as_posix()}]  # fmt: skip
    assert "`NOTICES/`" in (result.path / "README.md").read_text(encoding="utf-8")
    part = corpus_kit.subset(result.path, tmp_path / "part", language="kaz")
    assert (part / path.relative_to(result.path)).read_bytes() == notice
    assert verify_release(part) == verify_release(result.path) == []


def test_obligations_name_the_licenses_that_ask() -> None:
    asked = obligations_of(["CC0-1.0", "CC-BY-SA-4.0", "CC-BY-NC-ND-4.0", "LicenseRef-Letter"])
    assert asked["share-alike"] == ("CC-BY-SA-4.0",)
    assert asked["non-commercial"] == asked["no-derivatives"] == ("CC-BY-NC-ND-4.0",)
    assert asked["own-terms"] == ("LicenseRef-Letter",)
    assert obligations_of(["CC0-1.0"]) == {}
