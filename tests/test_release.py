"""Releases: what is taken, what is left out and why, how it is written, and that it is always the same bytes."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pyarrow.parquet as pq
import pytest

from corpus_kit import columns
from corpus_kit.corpus import Corpus
from corpus_kit.errors import CorpusDamagedError, StorageError, UsageError, VersionExistsError
from corpus_kit.release import ReleaseResult, verify_release, write_release
from corpus_kit.release import layout as layout_module
from corpus_kit.release.versions import next_free, parse_version

from .release_corpus import TEXTS, BatchOf, Document, add_batch, batch_id, document_id, make_corpus, reopened


def mixed() -> list[BatchOf]:
    every = [Document(text, tag, title=f"№ {n}") for n, (tag, text) in enumerate(TEXTS.items())]
    more = [Document(f"{TEXTS['kaz_Cyrl']} {n}", source="Radio", source_url=f"https://e.org/{n}") for n in range(30)]
    share = [Document(f"{TEXTS['uig_Arab']} {n}", "uig_Arab", declared="CC-BY-SA-4.0") for n in range(20)]
    return [
        BatchOf("Наурыз | газеті", every, part_rows=4),
        BatchOf("Radio", [*more, Document("12 34 56", "und_Zyyy", 0.0)], contributor="Радио <b>", part_rows=7),
        BatchOf("Books", [*share, Document("Kısa", "tur_Latn", 0.3)], holder="نەشرىيات", license="CC-BY-SA-4.0"),
    ]


def rows_of(release: Path) -> list[dict[str, Any]]:
    paths = sorted(release.glob("data/*/*/*.parquet"))
    return [row for path in paths for row in pq.ParquetFile(path).read().to_pylist()]


def excluded_of(release: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(release / "excluded.parquet").to_pylist()
    return rows


def bytes_of(release: Path) -> dict[str, bytes]:
    return {p.relative_to(release).as_posix(): p.read_bytes() for p in sorted(release.rglob("*")) if p.is_file()}


def set_policy(corpus: Corpus, old: str, new: str) -> Corpus:
    path = corpus.path / "corpus.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return reopened(corpus)


def decide(corpus: Corpus, action: str, target: str, license: str = "", reason: str = "seen") -> None:
    corpus.ledger.append(
        action=action, target=target, license=license, reason=reason, when="2026-01-01T00:00:00Z", who="Test"
    )


def test_every_document_is_released_or_excluded(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())
    result = write_release(corpus, "1.0.0")
    total = sum(len(b.documents) for b in mixed())
    rows, excluded = rows_of(result.path), excluded_of(result.path)
    assert len(rows) + len(excluded) == total
    assert result.documents == len(rows) == 59
    assert result.excluded == {"language-uncertain": 1, "language-undetermined": 1}
    assert {e["reason"] for e in excluded} == set(result.excluded)
    assert all(e["detail"] for e in excluded)
    assert verify_release(result.path) == []
    statement = json.loads((result.path / "release.json").read_text(encoding="utf-8"))
    assert statement["documents"] == 59
    assert sum(b["documents"] for b in statement["batches"]) == total
    assert not list(corpus.releases_path.glob(".partial*"))


def test_texts_of_every_script_come_back_as_they_were(tmp_path: Path) -> None:
    result = write_release(make_corpus(tmp_path / "corpus", mixed()), "1.0.0")
    found = {(r["text"], f"{r['language']}_{r['script']}") for r in rows_of(result.path)}
    assert {(text, tag) for tag, text in TEXTS.items()} <= found
    assert {r["attribution"] for r in rows_of(result.path)} == {
        "Наурыз | газеті, by Example Archive, CC-BY-4.0",
        "Radio, by Example Archive, CC-BY-4.0",
        "Books, by نەشرىيات, CC-BY-SA-4.0",
    }


def test_a_row_says_where_it_comes_from(tmp_path: Path) -> None:
    batch = BatchOf(
        "Radio", [Document("Бір", source=None), Document("Екі", source="Жаңалық", metadata='{"author":"Ә"}')]
    )
    result = write_release(make_corpus(tmp_path / "corpus", [batch]), "2.0.0")
    first, second = rows_of(result.path)
    assert (first["source"], second["source"]) == ("Radio", "Жаңалық")
    assert second["metadata"] == '{"author":"Ә"}' and first["metadata"] is None
    assert first["added_in"] == "2.0.0" and first["batch"] == batch_id(batch)
    steps = [s["step"] for s in first["provenance"]]
    assert steps == ["receive", "read", "clean", "language", "license", "fingerprint", "counts"]
    assert len(first["provenance"][0]["settings"]) == 64


def test_files_are_written_for_streaming(tmp_path: Path) -> None:
    result = write_release(make_corpus(tmp_path / "corpus", mixed()), "1.0.0")
    for path in result.path.glob("data/*/*/*.parquet"):
        file = pq.ParquetFile(path)
        assert file.schema_arrow == columns.row_schema()
        assert b"pandas" not in (file.metadata.metadata or {})
        group = file.metadata.row_group(0)
        chunks = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
        assert all(c.compression == "ZSTD" and c.has_offset_index for c in chunks.values())
        assert chunks["id"].statistics.has_min_max and chunks["id"].has_column_index
        assert "RLE_DICTIONARY" in chunks["license"].encodings
        assert not {"RLE_DICTIONARY", "PLAIN_DICTIONARY"} & set(chunks["text"].encodings)


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout_module, "FILE_TEXT_BYTES", 1000)
    monkeypatch.setattr(layout_module, "ROW_GROUP_TEXT_BYTES", 300)


@pytest.mark.usefixtures("small_files")
def test_large_languages_are_cut_into_files_and_row_groups(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())
    result = write_release(corpus, "1.0.0")
    paths = sorted((result.path / "data/open/kaz_Cyrl").iterdir())
    assert len(paths) > 2
    assert [p.name for p in paths] == [f"train-{n:05d}-of-{len(paths):05d}.parquet" for n in range(len(paths))]
    assert all(pq.ParquetFile(p).num_row_groups > 1 for p in paths)
    rows = [row for path in paths for row in pq.ParquetFile(path).read().to_pylist()]
    stored: dict[str, list[str]] = {}
    for batch in corpus.batches():
        tables = [pq.read_table(part.documents_path, columns=["id"]) for part in batch.parts()]
        stored[batch.id] = [i for table in tables for i in table.column("id").to_pylist()]
    assert [r["batch"] for r in rows] == sorted(r["batch"] for r in rows)
    for identifier, ids in stored.items():
        mine = [r["id"] for r in rows if r["batch"] == identifier]
        assert mine == [i for i in ids if i in set(mine)]
    assert verify_release(result.path) == []


def test_one_worker_and_two_write_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus_kit.release.write.POOL_TEXT_BYTES", 0)
    one = write_release(make_corpus(tmp_path / "one", mixed()), "1.0.0", workers=1)
    two = write_release(make_corpus(tmp_path / "two", mixed()[::-1]), "1.0.0", workers=2)
    assert bytes_of(one.path) == bytes_of(two.path)


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())
    first = write_release(corpus, "1.0.0")
    before = bytes_of(first.path)
    again = write_release(reopened(corpus), "1.0.0")
    assert again.unchanged and not first.unchanged and again.sums == first.sums
    assert bytes_of(again.path) == before
    assert sorted(p.name for p in corpus.releases_path.iterdir()) == ["1.0.0"]


def test_another_content_under_the_same_version_is_refused(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())
    path = write_release(corpus, "1.0.0").path
    before = bytes_of(path)
    add_batch(corpus, BatchOf("Late", [Document("Кеш қалған мәтін.")]))
    with pytest.raises(VersionExistsError) as caught:
        write_release(reopened(corpus), "1.0.0")
    assert "1.0.1 or 1.1.0" in caught.value.remedy
    assert bytes_of(path) == before
    assert sorted(p.name for p in corpus.releases_path.iterdir()) == ["1.0.0"]


@pytest.mark.parametrize("name", ["1", "v1.0.0", "1.0", "01.0.0", "1.0.0-rc1", "", "../1.0.0", "١.٠.٠", "1.0.0\n"])
def test_a_name_that_is_no_version(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        write_release(make_corpus(tmp_path / "corpus", []), name)
    assert "1.0.0" in caught.value.remedy


def test_next_free_versions() -> None:
    assert next_free("1.0.0", ["1.0.0", "1.0.1", "1.1.0"]) == ("1.0.2", "1.2.0")
    assert parse_version("1.10.0") > parse_version("1.9.0")


def test_an_interrupted_release_leaves_nothing_to_trip_over(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())
    leftover = corpus.releases_path / ".partial-1.0.0" / "data"
    leftover.mkdir(parents=True)
    (leftover / "half.parquet").write_bytes(b"PAR1")
    result = write_release(corpus, "1.0.0")
    assert verify_release(result.path) == []


def test_a_full_disk_leaves_no_half_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corpus_kit.release.rows.pq.ParquetWriter", full)
    with pytest.raises(StorageError):
        write_release(corpus, "1.0.0")
    assert list(corpus.releases_path.iterdir()) == []


def test_added_in_follows_an_unbroken_line(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed()[:1])
    write_release(corpus, "1.9.0")
    add_batch(corpus, mixed()[1])
    write_release(reopened(corpus), "1.10.0")
    add_batch(corpus, mixed()[2])
    last = write_release(reopened(corpus), "2.0.0")
    since = {r["text"]: r["added_in"] for r in rows_of(last.path)}
    assert since[TEXTS["kaz_Cyrl"]] == "1.9.0"
    assert since[TEXTS["kaz_Cyrl"] + " 3"] == "1.10.0"
    assert since[TEXTS["uig_Arab"] + " 3"] == "2.0.0"
    assert [r["added_in"] for r in rows_of(last.path) if r["language"] == "kaz"] == ["1.9.0"] + ["1.10.0"] * 30
    # A text that was away for a release comes back as new.
    decide(corpus, "reject", document_id(TEXTS["kaz_Cyrl"]))
    write_release(reopened(corpus), "2.1.0")
    decide(corpus, "accept", document_id(TEXTS["kaz_Cyrl"]))
    back = write_release(reopened(corpus), "2.2.0")
    assert {r["text"]: r["added_in"] for r in rows_of(back.path)}[TEXTS["kaz_Cyrl"]] == "2.2.0"
    assert verify_release(back.path) == []


def test_a_new_policy_releases_from_the_same_measurements(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())
    write_release(corpus, "1.0.0")
    stricter = write_release(set_policy(corpus, '"open+sharealike"', '"open"'), "2.0.0")
    assert stricter.excluded["license-review"] == 20
    assert all("share-alike" in e["detail"] for e in excluded_of(stricter.path) if e["reason"] == "license-review")
    assert {r["license_tier"] for r in rows_of(stricter.path)} == {"open"}
    wider = set_policy(corpus, "release_undetermined = false", "release_undetermined = true")
    wider = set_policy(wider, "min_score = 0.5", "min_score = 0.3")
    result = write_release(wider, "3.0.0")
    assert "language-undetermined" not in result.excluded and "language-uncertain" not in result.excluded
    assert (result.path / "data/open/und_Zyyy").is_dir()


def test_a_score_at_the_threshold_is_enough(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", [BatchOf("B", [Document("Бір", score=0.7), Document("Екі", score=0.69)])])
    result = write_release(set_policy(corpus, "min_score = 0.5", "min_score = 0.7"), "1.0.0")
    assert [r["text"] for r in rows_of(result.path)] == ["Бір"]


class TestDecisions:
    """What a maintainer decides holds over what the policy says of licenses."""

    def release(self, corpus: Corpus, version: str = "1.0.0") -> ReleaseResult:
        return write_release(reopened(corpus), version)

    def corpus(self, path: Path) -> Corpus:
        one = BatchOf("One", [Document("Бір"), Document("Екі")])
        two = BatchOf("Two", [Document("Үш", declared=None)], license="NOASSERTION")
        return make_corpus(path / "corpus", [one, two])

    def test_without_a_license_a_document_waits(self, tmp_path: Path) -> None:
        result = self.release(self.corpus(tmp_path))
        assert result.excluded == {"license-review": 1}

    def test_accepting_with_a_license_releases_under_it(self, tmp_path: Path) -> None:
        corpus = self.corpus(tmp_path)
        decide(corpus, "accept", document_id("Үш"), "CC-BY-SA-4.0")
        result = self.release(corpus)
        row = next(r for r in rows_of(result.path) if r["text"] == "Үш")
        assert (row["license"], row["license_tier"], row["license_declared"]) == ("CC-BY-SA-4.0", "share-alike", None)

    def test_accepting_what_has_no_license_is_not_enough(self, tmp_path: Path) -> None:
        corpus = self.corpus(tmp_path)
        decide(corpus, "accept", document_id("Үш"))
        result = self.release(corpus)
        assert result.excluded == {"license-review": 1}
        assert "without naming a license" in excluded_of(result.path)[0]["detail"]

    def test_rejections_carry_their_reason_and_the_last_decision_holds(self, tmp_path: Path) -> None:
        corpus = self.corpus(tmp_path)
        batch = next(b.id for b in corpus.batches() if b.manifest.name == "One")
        decide(corpus, "reject", batch, reason="the archive asked for it")
        first = self.release(corpus)
        assert first.excluded["rejected"] == 2
        assert {e["detail"] for e in excluded_of(first.path) if e["reason"] == "rejected"} == {
            "the archive asked for it"
        }
        decide(corpus, "accept", document_id("Бір"))
        assert [r["text"] for r in rows_of(self.release(corpus, "1.1.0").path)] == ["Бір"]
        decide(corpus, "reject", document_id("Екі"), reason="names a child")
        decide(corpus, "accept", batch)
        last = self.release(corpus, "1.2.0")
        assert [r["text"] for r in rows_of(last.path)] == ["Бір"], "accepting a batch lifts no rejection of one text"


class TestDuplicates:
    """Of equal texts the strictest claim stands for all, and everyone is still named."""

    def batches(self) -> list[BatchOf]:
        text = TEXTS["pes_Arab"]
        return [
            BatchOf("Loose", [Document(text, "pes_Arab"), Document(text, "pes_Arab", source_url="https://e.org/2")]),
            BatchOf("Strict", [Document(f"{text} ", "pes_Arab", declared="CC-BY-SA-4.0")], attribution="© ناشر"),
            BatchOf("Loose too", [Document(f" {text}", "pes_Arab")], contributor="کتابخانه"),
        ]

    def test_the_strictest_stands_and_the_others_are_named(self, tmp_path: Path) -> None:
        result = write_release(make_corpus(tmp_path / "corpus", self.batches()), "1.0.0")
        (row,) = rows_of(result.path)
        assert (row["license"], row["attribution"]) == ("CC-BY-SA-4.0", "© ناشر")
        assert sorted(d["source"] for d in row["duplicates_of_other_batches"]) == ["Loose", "Loose", "Loose too"]
        assert {d["contributor"] for d in row["duplicates_of_other_batches"]} == {"Example Archive", "کتابخانه"}
        excluded = excluded_of(result.path)
        assert [e["reason"] for e in excluded] == ["duplicate"] * 3
        assert {e["duplicate_of"] for e in excluded} == {row["id"]}
        credits = (result.path / "ATTRIBUTION" / "pes_Arab.md").read_text(encoding="utf-8")
        assert "© ناشر" in credits and "Loose too, by Example Archive" in credits

    def test_the_order_of_arrival_does_not_matter(self, tmp_path: Path) -> None:
        outcomes = set()
        for seed in range(4):
            batches = self.batches()
            random.Random(seed).shuffle(batches)
            corpus = make_corpus(tmp_path / str(seed), batches, name="Same")
            outcomes.add(write_release(corpus, "1.0.0").sums)
        assert len(outcomes) == 1

    def test_what_may_not_be_released_stands_for_nothing(self, tmp_path: Path) -> None:
        denied = BatchOf("Denied", [Document(TEXTS["pes_Arab"], "pes_Arab", declared="CC-BY-NC-4.0")])
        result = write_release(make_corpus(tmp_path / "corpus", [*self.batches(), denied]), "1.0.0")
        assert result.excluded == {"duplicate": 3, "license-denied": 1}
        assert len(rows_of(result.path)) == 1

    def test_pairs_are_found_again_though_a_side_comes_twice(self, tmp_path: Path) -> None:
        batch = BatchOf(
            "Memory",
            [
                Document("Жоқ", "kaz_Cyrl", alignment=("m.tmx", "1")),
                Document("Нет", "rus_Cyrl", alignment=("m.tmx", "1")),
                Document("Жоқ", "kaz_Cyrl", alignment=("m.tmx", "2")),
                Document("Не имеется", "rus_Cyrl", alignment=("m.tmx", "2")),
                Document("Бөлек", "kaz_Cyrl"),
            ],
        )
        result = write_release(make_corpus(tmp_path / "corpus", [batch]), "1.0.0")
        places = {r["text"]: [(a["group"], a["unit"]) for a in r["alignments"]] for r in rows_of(result.path)}
        assert places == {
            "Жоқ": [("m.tmx", "1"), ("m.tmx", "2")],
            "Нет": [("m.tmx", "1")],
            "Не имеется": [("m.tmx", "2")],
            "Бөлек": [],
        }
        assert verify_release(result.path) == []

    def test_copies_inside_a_batch_are_no_news(self, tmp_path: Path) -> None:
        batch = BatchOf("B", [Document("Бір"), Document("Бір"), Document("Бір ")])
        result = write_release(make_corpus(tmp_path / "corpus", [batch]), "1.0.0")
        (row,) = rows_of(result.path)
        assert row["place"] == "line 1" and row["duplicates_of_other_batches"] == []
        assert verify_release(result.path) == []


def test_the_card_is_yaml_and_tables_whatever_things_are_called(tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml")
    odd = BatchOf(
        'No: "1" | {x}', [Document("Kısa metin.", "nan_Latn")], contributor="a | b\n## <script>", holder="ه و"
    )
    corpus = make_corpus(tmp_path / "corpus", [odd], name='Корпус "1": #да \n— 😀')
    path = write_release(corpus, "1.0.0").path
    card = (path / "README.md").read_text(encoding="utf-8")
    _, front, body = card.split("---\n", 2)
    data = yaml.safe_load(front)
    assert data["pretty_name"] == 'Корпус "1": #да — 😀'
    assert data["language"] == ["nan"] and data["license"] == "cc-by-4.0"
    assert [c["config_name"] for c in data["configs"]] == ["all", "nan_Latn"]
    assert all((path / file).is_file() for c in data["configs"] for d in c["data_files"] for file in d["path"])
    assert "| a \\| b ## &lt;script> | 1 | 11 |" in body
    assert verify_release(path) == []
    (row,) = rows_of(path)
    assert row["attribution"] == 'No: "1" | {x}, by ه و, CC-BY-4.0'


def test_an_empty_release_says_so(tmp_path: Path) -> None:
    result = write_release(make_corpus(tmp_path / "corpus", []), "1.0.0")
    assert result.documents == 0 and result.excluded == {}
    # Without rows of its own, `datasets` would take the list of exclusions for the data.
    assert datasets.get_dataset_config_names(str(result.path)) == ["all"]
    assert "holds no text" in (result.path / "README.md").read_text(encoding="utf-8")
    assert verify_release(result.path) == []
    nothing = make_corpus(tmp_path / "other", [BatchOf("B", [Document("Бір", score=0.1)])])
    assert verify_release(write_release(nothing, "1.0.0").path) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda part: part.layer_path("language").unlink(),
        lambda part: part.documents_path.write_bytes(b"no parquet"),
        lambda part: shutil.copy(part.layer_path("counts"), part.layer_path("fingerprint")),
    ],
)
def test_a_damaged_corpus_is_named(tmp_path: Path, spoil: Callable[[Any], object]) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed()[:1])
    spoil(corpus.batches()[0].parts()[0])
    with pytest.raises(CorpusDamagedError) as caught:
        write_release(corpus, "1.0.0")
    assert "part-00000" in caught.value.what and caught.value.remedy
    assert list(corpus.releases_path.iterdir()) == []


def test_fingerprints_of_different_making_are_not_compared(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed())
    path = corpus.batches()[-1].parts()[-1].layer_path("fingerprint")
    table = pq.read_table(path)
    step = {"step": "fingerprint", "tool": "other", "version": "2", "settings": ""}
    pq.write_table(table.replace_schema_metadata({"corpus_kit.step": json.dumps(step)}), path)
    with pytest.raises(CorpusDamagedError) as caught:
        write_release(corpus, "1.0.0")
    assert "--layer fingerprint" in caught.value.remedy


def test_a_damaged_earlier_release_is_named(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", mixed()[:1])
    path = write_release(corpus, "1.0.0").path
    next(path.glob("data/*/*/*.parquet")).write_bytes(b"PAR1PAR1")
    with pytest.raises(CorpusDamagedError, match=r"1\.0\.0"):
        write_release(reopened(corpus), "1.1.0")


class TestIncremental:
    """What a release adds goes into files of its own, until it is much."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(layout_module, "MERGED_TEXT_BYTES", 400)

    def batch(self, name: str, count: int, tag: str = "kaz_Cyrl") -> BatchOf:
        return BatchOf(name, [Document(f"{TEXTS[tag]} {name} {n}", tag) for n in range(count)])

    def files(self, release: Path) -> dict[str, bytes]:
        """Return the data files and leaves by digest of content; names count the files and may change."""
        found = bytes_of(release)
        return {hashlib.sha256(b).hexdigest(): b for n, b in found.items() if n.startswith(("data/", "leaves/"))}

    def test_one_percent_more_leaves_every_file_as_it_was(self, tmp_path: Path) -> None:
        corpus = make_corpus(tmp_path / "corpus", [self.batch("A", 300), self.batch("B", 300, "tha_Thai")])
        first = write_release(corpus, "1.0.0").path
        add_batch(corpus, self.batch("C", 3))
        second = write_release(reopened(corpus), "1.1.0").path
        before, after = self.files(first), self.files(second)
        assert set(before) <= set(after), "every file of before is there, byte for byte"
        new = sum(len(after[d]) for d in set(after) - set(before))
        assert new < 0.2 * sum(map(len, after.values()))
        assert verify_release(second, rows=True) == []
        assert [p.name for p in sorted((second / "data/open/kaz_Cyrl").iterdir())] == [
            "train-00000-of-00002.parquet", "train-00001-of-00002.parquet",
        ]  # fmt: skip

    def test_small_additions_are_joined_and_files_stay_few(self, tmp_path: Path) -> None:
        corpus = make_corpus(tmp_path / "corpus", [self.batch("A", 200)])
        write_release(corpus, "1.0.0")
        for number in range(1, 13):
            add_batch(corpus, self.batch(f"N{number}", 4))
            done = write_release(reopened(corpus), f"1.{number}.0")
        assert len(list((done.path / "data/open/kaz_Cyrl").iterdir())) <= 3
        assert verify_release(done.path) == []

    def test_where_rows_may_be_cut(self) -> None:
        sizes = np.array([1000, 10, 10, 10, 300])
        since = np.array([0, 1, 2, 3, 4])
        assert layout_module.generations(sizes[:1], since[:1]) == [1]
        assert layout_module.generations(sizes[:2], since[:2]) == [1, 2]
        assert layout_module.generations(sizes[:4], since[:4]) == [1, 4], "small ones join each other"
        assert layout_module.generations(sizes, since) == [5], "a good part of what was there joins it"
        assert layout_module.generations(sizes[:0], since[:0]) == []
