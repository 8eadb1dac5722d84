"""What a researcher does with a release: load several languages, trace, cite, name, take a part."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus_kit
from corpus_kit.corpus import Corpus
from corpus_kit.errors import UsageError
from corpus_kit.load import load
from corpus_kit.release import verify_release, write_release
from corpus_kit.tracing import trace

from .conftest import Done, make_batch
from .release_corpus import TEXTS, BatchOf, Document, add_batch, document_id, make_corpus, reopened

SAID = {
    ".": [{"id": "CC-BY-4.0", "file": "LICENSE", "sha256": "0" * 64, "quoted": "CC BY 4.0", "kind": "name"}],
    "a/b": [{"id": "CC0-1.0", "file": "a/b/README", "sha256": "1" * 64, "quoted": "қоғамдық игілік", "kind": "prose"}],
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    every = [Document(f"{text} {n}", tag, file="a/b/c.jsonl") for tag, text in TEXTS.items() for n in range(10)]
    share = [Document(f"{TEXTS['uig_Arab']} SA {n}", "uig_Arab", declared="CC-BY-SA-4.0") for n in range(4)]
    corpus = make_corpus(
        tmp_path_factory.mktemp("research") / "corpus",
        [
            BatchOf("Наурыз", [*every, Document("Kısa metin.", "tur_Latn")], contributor="Мұрағат", statements=SAID),
            BatchOf("Books & {x}", share, attribution="© نەشرىيات", license="CC-BY-SA-4.0", contributor="نەشرىيات_1"),
        ],
        "Жібек жолы",
    )
    write_release(corpus, "1.0.0")
    add_batch(
        corpus, BatchOf("Кеш", [Document(f"Кеш келген {n}.") for n in range(5)] + [Document("Kısa metin.", "tur_Latn")])
    )
    write_release(reopened(corpus), "1.1.0")
    return reopened(corpus)


@pytest.fixture
def release(corpus: Corpus) -> Path:
    return corpus.releases_path / "1.1.0"


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


class TestLoad:
    """Several languages at once, columns, and what is new."""

    def test_several_languages_by_different_names(self, release: Path) -> None:
        rows = load(release, ["kk", "zho", "ქართული", "kaz_Cyrl"])
        found = Counter(f"{r['language']}_{r['script']}" for r in rows)
        assert found == {"kaz_Cyrl": 15, "cmn_Hans": 10, "cmn_Hant": 10, "nan_Latn": 10, "kat_Geor": 10}

    @pytest.mark.parametrize("streaming", [False, True])
    def test_weights_draw_in_proportion_and_always_the_same(
        self, release: Path, streaming: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # After streams that were interleaved the library sleeps for five seconds each time.
        monkeypatch.setattr("datasets.config.SLEEP_TIME_ON_THREADS_SHUTDOWN", 0.1)

        def drawn(**options: Any) -> list[str]:
            return [r["id"] for r in load(release, streaming=streaming, **options)]

        one = drawn(language={"kk": 3.0, "uig": 1.0})
        assert one == drawn(language=["kk", "uig"], weights=[3, 1])
        assert one != drawn(language=["kk", "uig"], weights=[3, 1], seed=1)
        languages = {r["id"]: r["language"] for r in load(release, ["kk", "uig"])}
        counts = Counter(languages[i] for i in one)
        assert counts["kaz"] > counts["uig"] > 0 and len(set(one)) == len(one), "no row comes twice"

    def test_columns(self, release: Path) -> None:
        rows = load(release, "kk", columns=["text", "license"])
        assert rows.column_names == ["text", "license"]
        assert list(next(iter(load(release, "kk", columns=["id"], streaming=True)))) == ["id"]

    @pytest.mark.parametrize("streaming", [False, True])
    def test_what_was_added_since(self, release: Path, streaming: bool) -> None:
        rows = list(load(release, since="1.1.0", streaming=streaming))
        assert {r["text"][:4] for r in rows} == {"Кеш "} and len(rows) == 5
        assert len(list(load(release, "uig", since="1.0.0", streaming=streaming))) == 14
        with pytest.raises(UsageError, match=r"added in: 1\.0\.0, 1\.1\.0"):
            load(release, since="2.0.0")

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"language": []}, "no language"),
            ({"language": ["kk"], "weights": [1, 2]}, "one weight for each"),
            ({"language": ["kk", "uig"], "weights": [1, 0]}, "above 0"),
            ({"language": {"kk": -1}}, "above 0"),
            ({"language": {"kk": 1}, "weights": [1]}, "given twice"),
            ({"language": ["kk", "Klingonn"]}, "kaz_Cyrl"),
            ({"columns": ["texts"]}, "choose among: id, text"),
            ({"columns": []}, "no column"),
            ({"since": "newest"}, "three numbers"),
            ({"version": "9.9.9"}, "not 9.9.9"),
        ],
    )
    def test_what_cannot_be_loaded(self, release: Path, options: dict[str, Any], said: str) -> None:
        with pytest.raises(UsageError) as caught:
            load(release, **options)
        assert said in str(caught.value)


class TestTrace:
    """From a row back to the bytes and the words quoted."""

    def test_the_nearest_statement_is_quoted(self, release: Path) -> None:
        row = next(iter(load(release, "kk", streaming=True)))
        found = corpus_kit.trace(row)
        assert found["license"]["quoted"] == SAID["a/b"] and found["license"]["rights"]["holder"] == "Example Archive"
        assert found["received"]["file"] == "a/b/c.jsonl" and len(found["received"]["sha256"]) == 64
        assert found["received"]["contributor"] == "Мұрағат" and found["release"]["version"] == "1.1.0"
        assert [s["step"] for s in found["steps"]][:3] == ["receive", "read", "clean"]
        json.dumps(found)

    def test_a_copy_elsewhere_is_told(self, release: Path) -> None:
        (row,) = load(release, "Turkish")
        (other,) = trace(row, release)["also_in"]
        assert {other["source"], row["source"]} == {"Кеш", "Наурыз"}

    def test_the_very_bytes_where_the_corpus_is_at_hand(self, tool: Any, tmp_path: Path) -> None:
        batch = make_batch(tmp_path / "batch", {"қар.txt": TEXTS["kaz_Cyrl"] * 4, "LICENSE": "CC0 1.0 Universal"})
        for arguments in (
            ("new", tmp_path / "c"),
            ("ingest", tmp_path / "c", batch),
            ("release", tmp_path / "c", "1.0.0"),
        ):
            done: Done = tool(*arguments)
            assert done.code == 0, done.err
        path = tmp_path / "c" / "releases" / "1.0.0"
        found = trace(next(iter(load(path, streaming=True))))
        assert Path(found["received"]["path"]).read_bytes() == (batch / "қар.txt").read_bytes()
        assert found["license"]["quoted"][0]["quoted"].startswith("CC0")
        moved = shutil.copytree(path, tmp_path / "elsewhere")
        assert trace(next(iter(load(moved, streaming=True))))["received"]["path"] is None

    def test_what_is_no_row(self, release: Path, tmp_path: Path) -> None:
        row = dict(next(iter(load(release, "kk", streaming=True))))
        with pytest.raises(UsageError, match="without choosing columns"):
            trace({"id": "x"})
        with pytest.raises(UsageError, match="says nothing of the batch"):
            trace(row | {"batch": "0" * 32}, release)

    def test_a_row_of_a_release_that_is_not_known(self, release: Path) -> None:
        row = dict(next(iter(load(release, "kk", streaming=True)))) | {"batch": "0" * 32}
        found = trace(row)
        assert found["release"] is None and found["license"]["quoted"] == []
        assert len(found["received"]["sha256"]) == 64 and found["license"]["concluded"] == "CC-BY-4.0"


class TestCite:
    """BibTeX, CFF and a paragraph, whatever things are called."""

    def test_a_release(self, release: Path) -> None:
        found = corpus_kit.cite(release, year=2026)
        assert "@dataset{" in found.bibtex and r"{نەشرىيات\_1}" in found.bibtex and "year = {2026}" in found.bibtex
        assert found.text.startswith(
            "Жібек жолы, version 1.1.0 (2026). Contributed by Example Archive, Мұрағат, نەشرىيات_1."
        )
        yaml = pytest.importorskip("yaml")
        cff = yaml.safe_load(found.cff)
        assert cff["title"] == "Жібек жолы" and cff["version"] == "1.1.0" and cff["cff-version"] == "1.2.0"
        assert {"name": "Мұрағат"} in cff["authors"] and corpus_kit.cite(release).bibtex.count("year") == 0

    def test_rows_say_what_was_used(self, release: Path) -> None:
        rows = load(release, ["uig", "tur"])
        found = corpus_kit.cite(rows)
        assert "Texts used: 15, in Turkish (Latin), Uyghur (Arabic); under CC-BY-4.0 (11), CC-BY-SA-4.0 (4)." in str(
            found
        )
        assert str(corpus_kit.cite(rows[0], release=release)).endswith("under CC-BY-4.0 (1).")

    def test_what_cannot_be_cited(self, tmp_path: Path) -> None:
        for source in (tmp_path, [{"batch": "nobody's"}], [], 5, [1, 2]):
            with pytest.raises(UsageError):
                corpus_kit.cite(source)


def test_attribution_names_everybody_once(release: Path) -> None:
    text = corpus_kit.attribution(load(release, ["uig", "tur"]))
    for credit, license_id in (("© نەشرىيات", "CC-BY-SA-4.0"), ("Example Archive", "CC-BY-4.0")):
        due = [line for line in text.splitlines() if line.startswith("- ") and credit in line and license_id in line]
        assert len(due) == len(set(due)) > 0
    table = pq.read_table(next(release.glob("data/open/kaz_Cyrl/*.parquet")))
    assert corpus_kit.attribution(table) == corpus_kit.attribution(table.to_pylist())
    pandas = pytest.importorskip("pandas")
    assert (
        corpus_kit.attribution(pandas.DataFrame({"attribution": ["x"], "license": ["MIT"]})).splitlines()[2]
        == "- x, MIT"
    )


class TestSubset:
    """A part of a release is a release, whose rows the same root proves."""

    def test_languages(self, release: Path, tmp_path: Path) -> None:
        path = corpus_kit.subset(release, tmp_path / "part", language=["kk", "uig"])
        assert verify_release(path, rows=True) == []
        said = json.loads((path / "release.json").read_text(encoding="utf-8"))
        whole = json.loads((release / "release.json").read_text(encoding="utf-8"))
        assert said["merkle"] == whole["merkle"] and said["documents"] == 29
        assert said["subset_of"]["selection"]["language"] == ["kk", "uig"]
        for file in path.glob("data/*/*/*.parquet"):
            assert file.read_bytes() == (release / file.relative_to(path)).read_bytes(), "taken over as they are"
        card = (path / "README.md").read_text(encoding="utf-8")
        assert "A part of Жібек жолы, version 1.1.0." in card and "tha_Thai" not in card
        assert {p.stem for p in (path / "ATTRIBUTION").iterdir()} == set(said["configs"])
        assert len(list(load(path))) == 29 and "subset" not in str(corpus_kit.cite(path))
        assert trace(next(iter(load(path, "uig", streaming=True))))["license"]["quoted"]

    def test_what_was_added_since_and_single_texts(self, release: Path, tmp_path: Path) -> None:
        new = corpus_kit.subset(release, tmp_path / "new", since="1.1.0")
        assert verify_release(new, rows=True) == [] and len(list(load(new))) == 5
        wanted = [document_id("Кеш келген 2."), document_id(f"{TEXTS['tha_Thai']} 3"), document_id("nobody's")]
        few = corpus_kit.subset(release, tmp_path / "few", ids=wanted)
        assert {r["id"] for r in load(few)} == set(wanted[:2]) and verify_release(few, rows=True) == []
        again = corpus_kit.subset(few, tmp_path / "again", language="tha")
        assert verify_release(again, rows=True) == [] and len(list(load(again))) == 1
        rows = pq.read_table(next((few / "leaves").rglob("*.parquet"))).to_pylist()
        assert any(row["salt"] is None for row in rows), "what was not taken cannot be guessed"

    def test_the_same_bytes_every_time(self, release: Path, tmp_path: Path) -> None:
        one = corpus_kit.subset(release, tmp_path / "a" / "x", tier="share-alike")
        two = corpus_kit.subset(release, tmp_path / "b" / "x", tier="share-alike")
        assert (one / "SHA256SUMS").read_bytes() == (two / "SHA256SUMS").read_bytes()

    def test_what_cannot_be_taken(self, release: Path, tmp_path: Path) -> None:
        for options, said in (
            ({"language": "fra"}, "no texts in"), ({"ids": []}, "no text of the release"), ({"tier": "x"}, "tier"),
        ):  # fmt: skip
            with pytest.raises(UsageError, match=said):
                corpus_kit.subset(release, tmp_path / "part", **options)
        assert list(tmp_path.glob("*part*")) == []
        (tmp_path / "there").mkdir()
        with pytest.raises(UsageError, match="is there already"):
            corpus_kit.subset(release, tmp_path / "there")
        spoiled = shutil.copytree(release, tmp_path / "spoiled")
        (spoiled / "README.md").write_text("x", encoding="utf-8")
        with pytest.raises(UsageError, match="not whole"):
            corpus_kit.subset(spoiled, tmp_path / "part")
