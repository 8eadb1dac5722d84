"""Loading a release: with `datasets` by name, by any name of a language, and as plain Parquet by everybody else."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpus_kit.errors import CorpusTooNewError, UsageError
from corpus_kit.load import load
from corpus_kit.release import write_release
from corpus_kit.release.sums import files_of

from .release_corpus import TEXTS, BatchOf, Document, make_corpus


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("load") / "Корпус и др"
    plain = [
        Document(f"{text} {n}", tag, source_url=f"https://e.org/{n}") for tag, text in TEXTS.items() for n in (1, 2)
    ]
    empty = [Document("Жазба.", title="Тақырып", metadata='{"author":"Әлия"}')]
    share = [Document(f"{TEXTS['kaz_Cyrl']} SA {n}", declared="CC-BY-SA-4.0") for n in range(3)]
    dari = [Document("باران امروز در کابل بارید.", "prs_Arab", declared="CC-BY-SA-4.0")]
    corpus = make_corpus(folder, [BatchOf("Plain", [*plain, *empty]), BatchOf("Share", [*share, *dari])])
    return write_release(corpus, "1.0.0").path


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let nothing reach the network, and keep the cache of `datasets` out of the home folder."""
    import datasets

    def refused(*_: object) -> None:
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")


def stored(release: Path, pattern: str = "*/*") -> list[dict[str, Any]]:
    paths = sorted(release.glob(f"data/{pattern}/*.parquet"))
    return [row for path in paths for row in pq.ParquetFile(path).read().to_pylist()]


def test_datasets_opens_every_configuration(release: Path) -> None:
    import datasets

    names = datasets.get_dataset_config_names(str(release))
    patterns = {name: f"*/{name}" for name in (*TEXTS, "prs_Arab")} | {"all": "*/*"}
    patterns |= {"open": "open/*", "share-alike": "share-alike/*"}
    patterns |= {f"kaz_Cyrl-{tier}": f"{tier}/kaz_Cyrl" for tier in ("open", "share-alike")}
    members = {"fas": {"pes_Arab", "prs_Arab"}, "zho": {"cmn_Hans", "cmn_Hant", "nan_Latn"}}
    assert set(names) == {*patterns, *members}
    for name in names:
        expected = stored(release, patterns.get(name, "*/*"))
        if name in members:
            expected = [row for row in expected if f"{row['language']}_{row['script']}" in members[name]]
        whole = datasets.load_dataset(str(release), name, split="train")
        streamed = datasets.load_dataset(str(release), name, split="train", streaming=True)
        assert whole.to_list() == list(streamed) == expected, name
    assert datasets.get_dataset_default_config_name(str(release)) == "all"


def test_min_nan_is_a_language_and_not_a_missing_number(release: Path) -> None:
    import datasets

    rows = datasets.load_dataset(str(release), "nan_Latn", split="train")
    assert rows["language"][:] == ["nan", "nan"]
    assert rows["text"][0].startswith("Chái-khí-sî")
    assert 'config_name: "nan_Latn"' in (release / "README.md").read_text(encoding="utf-8")


def test_everybody_reads_the_same_rows(release: Path) -> None:
    import duckdb
    import polars

    expected = stored(release)
    pattern = f"{release}/data/*/*/*.parquet"
    paths = [str(p) for p in sorted(release.glob("data/*/*/*.parquet"))]
    with duckdb.connect() as connection:
        read = connection.sql("SELECT * FROM read_parquet($paths)", params={"paths": paths}).to_arrow_table()
        assert read.to_pylist() == expected
        counted = connection.execute("SELECT count(*) FROM read_parquet($p) WHERE language = 'nan'", {"p": pattern})
        assert counted.fetchall() == [(2,)]
    assert polars.read_parquet(paths).to_dicts() == expected


@pytest.mark.parametrize(
    ("language", "count"),
    [
        ("all", 23), ("kaz_Cyrl", 6), ("kk", 6), ("kaz", 6), ("Kazakh", 6), ("қазақ тілі", 6), ("kk-KZ", 6),
        ("nan_Latn", 2), ("nan", 2), ("zh", 6), ("zho", 6), ("zh-Hant", 2), ("fa", 3), ("fas", 3), ("pes", 2),
        ("cmn", 4), ("cmn_Hans", 2), ("hi", 2), ("ქართული", 2), ("zho_Hant", 2), ("zho_hans", 2), ("казахский", 6),
        ("fas_Arab", 3), ("中文", 4), ("Kazakh language", 6),
    ],
)  # fmt: skip
@pytest.mark.parametrize("streaming", [False, True])
def test_a_language_by_any_name(release: Path, language: str, count: int, streaming: bool) -> None:
    assert len(list(load(release, language, streaming=streaming))) == count


def test_a_tier(release: Path) -> None:
    assert {r["license_tier"] for r in load(release, "kk", tier="share-alike")} == {"share-alike"}
    assert len(list(load(str(release), tier="open"))) == 19
    with pytest.raises(UsageError) as caught:
        load(release, "nan", tier="share-alike")
    assert "open" in caught.value.remedy


def test_a_language_that_is_not_there(release: Path) -> None:
    for language in ("Georgian sign", "fra", "kaz_Latn", "", "no", "xx-1"):
        with pytest.raises(UsageError) as caught:
            load(release, language)
        assert "kaz_Cyrl (Kazakh (Cyrillic))" in caught.value.remedy


def test_what_cannot_be_loaded(release: Path, tmp_path: Path) -> None:
    for path, named in [
        (tmp_path / "nothing", "release.json"),
        (release.parents[1], "1.0.0"),
        (tmp_path, "release.json"),
    ]:
        with pytest.raises(UsageError) as caught:
            load(path)
        assert named in caught.value.what + caught.value.remedy
    (tmp_path / "release.json").write_text('{"format": 2, "configs": {}}', encoding="utf-8")
    with pytest.raises(CorpusTooNewError):
        load(tmp_path)
    for text in ("{", "[]", '{"format": 1, "configs": {"all": {"files": ["../../x"]}}}'):
        (tmp_path / "release.json").write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match="damaged"):
            load(tmp_path)
    empty = write_release(make_corpus(tmp_path / "corpus", []), "1.0.0").path
    with pytest.raises(UsageError, match="holds no text"):
        load(empty)


def test_a_folder_whose_name_looks_like_a_pattern(release: Path, tmp_path: Path) -> None:
    # `datasets` itself takes such a name for a pattern and finds nothing.
    copy = shutil.copytree(release, tmp_path / "a[1] *?" if os.name != "nt" else tmp_path / "a[1]")
    assert len(list(load(copy, "kk"))) == 6


def test_a_release_that_is_not_whole(release: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(release, tmp_path / "copy")
    shutil.rmtree(copy / "data/open/nan_Latn")
    assert len(list(load(copy, "kk"))) == 6
    with pytest.raises(UsageError, match="nan_Latn"):
        load(copy)


def test_loading_writes_nothing_into_the_release(release: Path) -> None:
    before = files_of(release)
    load(release, "kk")
    assert files_of(release) == before


def test_a_new_release_of_the_same_name_is_read_anew(tmp_path: Path) -> None:
    one = make_corpus(tmp_path / "corpus", [BatchOf("B", [Document("Бірінші мәтін.")])])
    two = make_corpus(tmp_path / "other", [BatchOf("B", [Document("Екінші мәтін.")])])
    path = write_release(one, "1.0.0").path
    assert [r["text"] for r in load(path)] == ["Бірінші мәтін."]
    path.rename(tmp_path / "gone")
    write_release(two, "1.0.0").path.rename(path)
    assert [r["text"] for r in load(path)] == ["Екінші мәтін."]


def test_the_public_name_loads_whether_or_not_the_module_is_imported(release: Path) -> None:
    import corpus_kit

    for _ in range(2):  # the first use imports the module, which takes the function's place in the package
        assert len(list(corpus_kit.load(release, "nan"))) == 2


def test_importing_loads_nothing_heavy() -> None:
    code = (
        "import sys, corpus_kit.load; "
        "heavy = {'datasets', 'pyarrow', 'numpy', 'corpus_kit.stages', 'corpus_kit.release', 'pycld2'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
