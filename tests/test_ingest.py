"""From folder to batch: accounting, identity, interruption, what is refused."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from corpus_kit import ingest as ingest_module
from corpus_kit.corpus import Corpus
from corpus_kit.errors import CorpusTooNewError, StorageError, UsageError
from corpus_kit.ingest import IngestResult, ingest
from corpus_kit.measuring import layer_step, measure
from corpus_kit.release import write_release
from corpus_kit.storage import locked
from tests.conftest import TEXTS, batch_toml, json_lines, make_batch

WHEN, WHO = "2026-01-02T03:04:05+00:00", "keeper"


def add(corpus: Corpus, folder: Path, workers: int = 1) -> IngestResult:
    with locked(corpus.path):
        return ingest(corpus, folder, WHEN, WHO, workers)


def tree(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus.create(tmp_path / "corpus", "Test corpus")


def test_records_are_documents_and_refusals(corpus: Corpus, batch: Path) -> None:
    result = add(corpus, batch)
    stored = corpus.batches()[0]
    for file in stored.received["files"]:
        assert file["records"] == file["documents"] + file["refused"], file
    assert (result.documents, result.refused) == (10, 1)
    refused = pq.read_table(stored.path / "refused.parquet").to_pylist()
    assert [(r["file"], r["place"]) for r in refused] == [("texts.jsonl", "line 9")]
    assert sum(p.documents for p in stored.parts()) == result.documents


def test_identity_is_the_content_of_the_cleaned_text(corpus: Corpus, batch: Path) -> None:
    add(corpus, batch)
    rows = pq.read_table(corpus.batches()[0].parts()[0].documents_path).to_pylist()
    for row in rows:
        assert row["id"] == hashlib.sha256(row["text"].encode()).hexdigest()[:32]
    text = next(r["text"] for r in rows if r["file"] == "нан.txt")
    assert "\r" not in text and TEXTS["hin_Deva"] in text


def test_the_bytes_are_kept_as_they_came(corpus: Corpus, batch: Path) -> None:
    add(corpus, batch)
    stored = corpus.batches()[0]
    for file in stored.received["files"]:
        if file["sha256"]:
            assert (stored.path / "received" / file["sha256"]).read_bytes() == (batch / file["path"]).read_bytes()


def test_the_same_bytes_again_add_nothing(corpus: Corpus, batch: Path, tmp_path: Path) -> None:
    first = add(corpus, batch)
    before = tree(corpus.path)
    shutil.copytree(batch, tmp_path / "elsewhere")
    again = add(corpus, tmp_path / "elsewhere")
    assert (again.batch, again.added) == (first.batch, False)
    assert tree(corpus.path) == before


def test_the_same_bytes_under_other_names_are_told(corpus: Corpus, batch: Path) -> None:
    add(corpus, batch)
    (batch / "нан.txt").rename(batch / "хлеб.txt")
    assert [f.code for f in add(corpus, batch).findings] == ["batch-renamed"]


def test_contact_stays_in_the_declaration(corpus: Corpus, batch: Path) -> None:
    add(corpus, batch)
    stored = corpus.batches()[0]
    assert "archive@example.org" not in (stored.path / "received.json").read_text(encoding="utf-8")
    release = write_release(corpus, "1.0.0").path
    for path in release.rglob("*"):
        assert not path.is_file() or b"archive@example.org" not in path.read_bytes()


def test_workers_and_parts_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "PART_BYTES", 2000)
    files: dict[str, str | bytes] = {f"{n}/{t}.txt": text + f" {n}" for n in range(3) for t, text in TEXTS.items()}
    folder = make_batch(tmp_path / "batch", files)
    empty = Corpus.create(tmp_path / "empty", "c").path
    releases = []
    for workers in (1, 2):
        path = tmp_path / f"with{workers}"
        shutil.copytree(empty, path)
        opened = Corpus.open(path)
        add(opened, folder, workers)
        assert len(opened.batches()[0].parts()) > 2
        releases.append(tree(write_release(opened, "1.0.0", workers).path))
    assert releases[0] == releases[1]


def test_a_large_file_rolls_over_into_parts(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_module, "PART_BYTES", 20_000)
    monkeypatch.setattr("corpus_kit.reading.BATCH_ROWS", 16)
    texts = [f"{TEXTS['kaz_Cyrl']} {n}" for n in range(200)]
    add(corpus, make_batch(tmp_path / "batch", {"all.jsonl": json_lines(texts)}))
    parts = corpus.batches()[0].parts()
    assert len(parts) > 2
    assert sum(pq.read_metadata(p.layer_path("language")).num_rows for p in parts) == 200


def test_a_full_disk_leaves_the_corpus_as_before(corpus: Corpus, batch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(corpus.path)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(StorageError, match="no room"):
        add(corpus, batch)
    monkeypatch.undo()
    assert {k: v for k, v in tree(corpus.path).items() if not k.startswith(".lock")} == before
    assert not list((corpus.path / "batches").iterdir())
    assert add(corpus, batch).added


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes in another way")
def test_killed_at_any_moment_the_release_is_the_same(tmp_path: Path) -> None:
    texts = [f"{text} {n}" for n in range(60) for text in TEXTS.values()]
    files: dict[str, str | bytes] = {f"{n}.jsonl": json_lines(texts[n::6]) for n in range(6)}
    folder = make_batch(tmp_path / "batch", files)
    empty = Corpus.create(tmp_path / "empty", "c").path
    script = (
        "import sys; from pathlib import Path; import corpus_kit.ingest as i; i.PART_BYTES = 30000\n"
        "from corpus_kit.corpus import Corpus; from corpus_kit.storage import locked\n"
        "from corpus_kit.release import write_release\n"
        "c = Corpus.open(Path(sys.argv[1]))\n"
        "with locked(c.path):\n    i.ingest(c, Path(sys.argv[2]), 't', 'w', 1); write_release(c, '1.0.0', 1)\n"
    )
    trees = []
    generator = random.Random(7)
    for kills in (0, 4):
        path = tmp_path / f"killed{kills}"
        shutil.copytree(empty, path)
        command = [sys.executable, "-c", script, str(path), str(folder)]
        for _ in range(kills):
            process = subprocess.Popen(command)
            time.sleep(generator.uniform(0.5, 2.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
        subprocess.run(command, check=True)
        assert not [p for p in path.rglob("*") if ".partial" in p.name or ".incoming" in p.name]
        assert [e["action"] for e in Corpus.open(path).ledger.entries()] == ["ingest"]
        trees.append(tree(path / "releases"))
    assert trees[0] == trees[1]


def test_a_layer_is_measured_again_and_the_text_is_not_touched(corpus: Corpus, batch: Path) -> None:
    add(corpus, batch)
    part = corpus.batches()[0].parts()[0]
    before = hashlib.sha256(part.documents_path.read_bytes()).hexdigest()
    assert measure(corpus, "sentences") == (10, 0)
    assert measure(corpus, "sentences") == (0, 1)
    step = layer_step(part.layer_path("sentences"))
    assert step is not None and step.step == "sentences"
    assert pq.read_metadata(part.layer_path("sentences")).num_rows == 10
    assert pq.read_table(part.layer_path("sentences"))["sentences"].null_count > 0  # a sample
    assert measure(corpus, "sentences", whole=True) == (10, 0)
    assert measure(corpus, "sentences", whole=True) == (0, 1)
    assert pq.read_table(part.layer_path("sentences"))["sentences"].null_count == 0
    assert hashlib.sha256(part.documents_path.read_bytes()).hexdigest() == before
    with pytest.raises(UsageError, match="no layer"):
        measure(corpus, "colour")


def test_folders_that_can_be_no_batch(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        add(corpus, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no file of text"):
        add(corpus, tmp_path / "empty")
    with pytest.raises(UsageError, match="itself a corpus"):
        add(corpus, Corpus.create(tmp_path / "other").path)
    with pytest.raises(UsageError, match="lies inside"):
        add(corpus, tmp_path)
    with pytest.raises(UsageError, match=r"inside the corpus|part of the corpus"):
        add(corpus, corpus.path / "batches")


def test_a_corpus_of_a_newer_version_is_not_touched(corpus: Corpus) -> None:
    config = corpus.path / "corpus.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("format = 1", "format = 99"), encoding="utf-8")
    with pytest.raises(CorpusTooNewError, match="format 99"):
        Corpus.open(corpus.path)


def test_no_declaration_is_read_all_the_same(corpus: Corpus, tmp_path: Path) -> None:
    add(corpus, make_batch(tmp_path / "сандық", {"a.txt": TEXTS["kaz_Cyrl"]}, declaration=None))
    stored = corpus.batches()[0]
    assert stored.manifest.name == "сандық"
    assert "manifest-missing" in {f["code"] for f in stored.received["findings"]}


def test_declarations_by_glob_reach_the_documents(corpus: Corpus, tmp_path: Path) -> None:
    extra = '[[files]]\nglob = "kk/**"\nlanguage = "kk"\nlicense = "CC-BY-4.0"\n'
    files: dict[str, str | bytes] = {"kk/a.txt": TEXTS["kaz_Cyrl"], "b.txt": TEXTS["rus_Cyrl"]}
    add(corpus, make_batch(tmp_path / "b", files, batch_toml(extra=extra)))
    rows = pq.read_table(corpus.batches()[0].parts()[0].documents_path).to_pylist()
    declared = {r["file"]: (r["language_declared"], r["license_declared"]) for r in rows}
    assert declared == {"kk/a.txt": ("kaz_Cyrl", "CC-BY-4.0"), "b.txt": (None, "CC0-1.0")}


def test_metadata_keeps_what_the_record_carries(corpus: Corpus, tmp_path: Path) -> None:
    line = json.dumps({"text": TEXTS["tur_Latn"], "author": "Ә. Әли", "year": 1999, "none": None}, ensure_ascii=False)
    add(corpus, make_batch(tmp_path / "b", {"a.jsonl": line}))
    row = pq.read_table(corpus.batches()[0].parts()[0].documents_path).to_pylist()[0]
    assert json.loads(row["metadata"])["author"] == "Ә. Әли"
