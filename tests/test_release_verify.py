"""`verify` finds whatever was done to a release after it was written; `explain` tells where a text came from."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.errors import UsageError
from corpus_kit.release import explain_document, verify_release, write_release
from corpus_kit.release.explain import render_explanation
from corpus_kit.release.sums import SUMS_NAME, write_sums

from .release_corpus import TEXTS, BatchOf, Document, document_id, make_corpus

KAZAKH = "data/open/kaz_Cyrl/train-00000-of-00001.parquet"


def texts() -> list[Document]:
    return [Document(f"{text} {n}", tag) for tag, text in TEXTS.items() for n in range(3)]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = make_corpus(tmp_path_factory.mktemp("verify") / "corpus", [BatchOf("One", texts())])
    return write_release(corpus, "1.0.0").path


@pytest.fixture
def release(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "release")


def codes(release: Path) -> set[str]:
    found = verify_release(release)
    assert all(f.severity == "error" and f.message and f.remedy and "{" not in f.message for f in found)
    return {f.code for f in found}


def rewrite(path: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a data file the way a careful forger does, keeping columns and format."""
    table = change(pq.ParquetFile(path).read())
    pq.write_table(table, path, store_schema=False)


def put(table: pa.Table, name: str, values: list[object]) -> pa.Table:
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array(values, field.type))


def test_a_whole_release_has_no_findings(release: Path) -> None:
    assert verify_release(release) == []


def test_two_hundred_flipped_bytes_are_found_by_name(release: Path) -> None:
    choose = random.Random(7)
    files = sorted(p for p in release.rglob("*") if p.is_file())
    assert len(files) > 20
    for path in [*files, *choose.choices(files, k=200 - len(files) + 20), *[release / SUMS_NAME] * 40]:
        before = path.read_bytes()
        spoiled = bytearray(before)
        spoiled[choose.randrange(len(before))] ^= choose.randrange(1, 256)
        path.write_bytes(spoiled)
        found = [f.where for f in verify_release(release) if f.severity == "error"]
        assert path.relative_to(release).as_posix() in found, path.name
        path.write_bytes(before)
    assert verify_release(release) == []


def test_files_renamed_and_swapped(release: Path) -> None:
    (release / KAZAKH).rename(release / "data/open/kaz_Cyrl/texts.parquet")
    found = {(f.code, f.where) for f in verify_release(release)}
    assert found >= {("release-file-missing", KAZAKH), ("release-file-renamed", "data/open/kaz_Cyrl/texts.parquet")}
    (release / "data/open/kaz_Cyrl/texts.parquet").rename(release / KAZAKH)
    other = "data/open/tha_Thai/train-00000-of-00001.parquet"
    (release / KAZAKH).rename(release / "x")
    (release / other).rename(release / KAZAKH)
    (release / "x").rename(release / other)
    found = {(f.code, f.where) for f in verify_release(release)}
    assert {("release-file-changed", KAZAKH), ("release-file-changed", other)} <= found


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("release-file-missing", lambda r: (r / KAZAKH).unlink()),
        ("release-file-missing", lambda r: (r / "release.json").unlink()),
        ("release-file-extra", lambda r: (r / "data/open/kaz_Cyrl/notes.txt").write_text("x", encoding="utf-8")),
        ("release-file-extra", lambda r: (r / ".hidden").write_text("x", encoding="utf-8")),
        ("release-file-changed", lambda r: (r / "README.md").write_text("edited by hand", encoding="utf-8")),
        ("release-file-changed", lambda r: (r / KAZAKH).write_bytes((r / KAZAKH).read_bytes()[:-100])),
        ("release-sums-missing", lambda r: (r / SUMS_NAME).unlink()),
        ("release-sums-malformed", lambda r: (r / SUMS_NAME).write_bytes((r / SUMS_NAME).read_bytes().upper())),
        ("release-sums-malformed", lambda r: (r / SUMS_NAME).write_bytes(b"\xff\xfe")),
        ("release-sums-damaged", lambda r: (r / SUMS_NAME).write_bytes(b"0" + (r / SUMS_NAME).read_bytes()[1:])),
    ],
)
def test_files_altered_without_their_digests(release: Path, code: str, act: Callable[[Path], object]) -> None:
    act(release)
    assert code in codes(release)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("release-id-differs", lambda t: put(t, "text", ["forged", *t.column("text").to_pylist()[1:]])),
        ("release-language-misplaced", lambda t: put(t, "language", ["kir"] * t.num_rows)),
        ("release-tier-misplaced", lambda t: put(t, "license_tier", ["restricted"] * t.num_rows)),
        ("release-schema-differs", lambda t: t.drop_columns(["attribution"])),
        ("release-schema-differs", lambda t: t.append_column("more", t.column("id"))),
        ("release-row-twice", lambda t: pa.concat_tables([t, t.slice(0, 1)])),
        ("release-accounting-differs", lambda t: t.slice(1)),
        ("release-accounting-differs", lambda t: put(t, "batch", ["0" * 32] * t.num_rows)),
    ],
)
def test_rows_altered_together_with_the_digests(
    release: Path, code: str, change: Callable[[pa.Table], pa.Table]
) -> None:
    rewrite(release / KAZAKH, change)
    write_sums(release)
    assert code in codes(release)


def test_a_statement_altered_together_with_the_digests(release: Path) -> None:
    path = release / "release.json"
    whole = path.read_text(encoding="utf-8")
    for old, new, code in [
        ('"documents": 27', '"documents": 28', "release-accounting-differs"),
        ('"format": 1', '"format": 99', "release-too-new"),
        ('"format": 1', '"format": "x"', "release-statement-unreadable"),
        ("{", "[", "release-statement-unreadable"),
        (f'\n    "{KAZAKH}"', f'\n    "{KAZAKH}x"', "release-accounting-differs"),
    ]:
        assert old in whole
        path.write_text(whole.replace(old, new), encoding="utf-8")
        write_sums(release)
        assert code in codes(release)


def test_exclusions_must_account_for_the_rest(release: Path) -> None:
    path = release / "excluded.parquet"
    table = pq.read_table(path)
    row = dict.fromkeys(table.schema.names, "x")
    pq.write_table(pa.Table.from_pylist([row], schema=table.schema), path, store_schema=False)
    write_sums(release)
    assert codes(release) == {"release-accounting-differs"}


@pytest.mark.parametrize("name", ["nothing", "file", "corpus"])
def test_what_is_no_release(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    Corpus.create(tmp_path / "corpus")
    with pytest.raises(UsageError) as caught:
        verify_release(tmp_path / name)
    assert "1.0.0" in caught.value.remedy
    (tmp_path / "empty").mkdir()
    assert codes(tmp_path / "empty") == {"release-sums-missing", "release-file-missing"}


class TestExplain:
    """A document is found by the beginning of its identifier, and everything known of it is told."""

    @pytest.fixture(scope="class")
    def corpus(self, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
        text = TEXTS["uig_Arab"]
        said = {
            ".": [{"id": "CC-BY-4.0", "file": "LICENSE", "sha256": "0" * 64, "quoted": "CC BY 4.0", "kind": "name"}]
        }
        one = BatchOf(
            "Уйғур", [Document(text, "uig_Arab", found=("CC-BY-4.0",), cover="."), Document("؟", "und_Zyyy", 0)],
            statements=said,
        )  # fmt: skip
        two = BatchOf("Second", [Document("Алғы сөз."), Document(text, "uig_Arab", declared="CC-BY-SA-4.0")])
        corpus = make_corpus(tmp_path_factory.mktemp("explain") / "corpus", [one, two])
        write_release(corpus, "1.0.0")
        return corpus

    def test_both_places_and_the_release(self, corpus: Corpus) -> None:
        found = explain_document(corpus, document_id(TEXTS["uig_Arab"])[:12].upper())
        assert {p["batch_name"] for p in found["places"]} == {"Уйғур", "Second"}
        first = next(p for p in found["places"] if p["batch_name"] == "Уйғур")
        assert first["file"] == "texts.jsonl" and first["place"] == "line 1" and len(first["received_sha256"]) == 64
        assert first["license"]["statements"] == [
            {"id": "CC-BY-4.0", "where": "LICENSE", "quoted": "CC BY 4.0", "sha256": "0" * 64}
        ]
        assert [s["step"] for s in first["steps"]][:2] == ["read", "clean"]
        outcomes = found["releases"]["1.0.0"]
        assert [o["released"] for o in outcomes] == [True, False]
        assert outcomes[0]["in"].startswith("data/share-alike/uig_Arab/")
        assert outcomes[1]["reason"] == "duplicate" and outcomes[1]["duplicate_of"] == found["id"]
        json.dumps(found, allow_nan=False)
        shown = render_explanation(found)
        assert "CC BY 4.0" in shown and "left out, duplicate" in shown
        assert max(map(len, shown.splitlines())) <= 80

    def test_why_it_is_not_released(self, corpus: Corpus) -> None:
        found = explain_document(corpus, document_id("؟"))
        assert found["places"][0]["policy_now"]["reason"] == "language-undetermined"
        assert found["releases"]["1.0.0"][0]["reason"] == "language-undetermined"
        assert "language-undetermined" in render_explanation(found)

    @pytest.mark.parametrize("name", ["", "zz", "0" * 33, "abc", "../../x", "ffffffff"])
    def test_unknown_or_malformed(self, corpus: Corpus, name: str) -> None:
        with pytest.raises(UsageError):
            explain_document(corpus, name)

    def test_several_begin_so(self, tmp_path: Path) -> None:
        corpus = make_corpus(tmp_path / "corpus", [BatchOf("B", [Document(f"мәтін {n}") for n in range(700)])])
        ids = pq.read_table(corpus.batches()[0].parts()[0].documents_path, columns=["id"]).column("id")
        beginnings = pc.utf8_slice_codeunits(ids, 0, 4).value_counts().to_pylist()
        twice = [b["values"] for b in beginnings if b["counts"] > 1]
        assert twice, "700 texts share a beginning of four digits"
        with pytest.raises(UsageError, match="2 documents begin"):
            explain_document(corpus, twice[0])
