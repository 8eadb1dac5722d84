"""A release built again gives the same bytes, and where it does not, what differs is told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.errors import UsageError
from corpus_kit.release import verify_release, write_release
from corpus_kit.release.rebuild import rebuild_release

from .conftest import Done
from .release_corpus import TEXTS, BatchOf, Document, add_batch, document_id, make_corpus, reopened


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    one = BatchOf("One", [Document(t, tag) for tag, t in TEXTS.items()])
    corpus = make_corpus(tmp_path_factory.mktemp("rebuild") / "corpus", [one])
    release(corpus, "1.0.0")
    add_batch(corpus, BatchOf("Two", [Document("Тағы бір мәтін.")]))
    release(corpus, "1.1.0")
    corpus.ledger.append(
        action="reject", target=document_id(TEXTS["pes_Arab"]), reason="asked for", when="2026-01-01", who="Test"
    )
    return reopened(corpus)


def release(corpus: Corpus, version: str) -> None:
    """Release and enter it in the ledger, as the command does."""
    done = write_release(reopened(corpus), version)
    corpus.ledger.append(action="release", target=version, sums=done.sums, when="2026-01-01", who="Test")


@pytest.fixture
def corpus(original: Corpus, tmp_path: Path) -> Corpus:
    return Corpus.open(shutil.copytree(original.path, tmp_path / "corpus"))


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0"])
def test_the_same_bytes_though_the_corpus_has_moved_on(corpus: Corpus, version: str, tmp_path: Path) -> None:
    release = corpus.releases_path / version
    assert rebuild_release(release, corpus) == []
    moved = shutil.copytree(corpus.path, tmp_path / "another place" / "корпус")
    assert rebuild_release(release, Corpus.open(moved), workers=2) == []
    assert sorted(corpus.releases()) == ["1.0.0", "1.1.0"]


def test_what_differs_is_told_by_file(corpus: Corpus) -> None:
    release = corpus.releases_path / "1.1.0"
    config = corpus.path / "corpus.toml"
    config.write_text(
        config.read_text(encoding="utf-8").replace("min_score = 0.5", "min_score = 0.95"), encoding="utf-8"
    )
    found = rebuild_release(release, reopened(corpus))
    assert {f.code for f in found} == {"rebuild-lacks", "rebuild-has-more", "rebuild-differs"}
    said = {f.where: f.message for f in found}
    assert "policy" in said["release.json"] and any(name.startswith("data/") for name in said)


def test_other_rows_and_other_bytes_are_told_apart(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    release = corpus.releases_path / "1.0.0"
    monkeypatch.setattr("corpus_kit.release.rows.COMPRESSION_LEVEL", 1)
    found = {f.where: f for f in rebuild_release(release, corpus)}
    data = [f for name, f in found.items() if name.startswith("data/")]
    assert data and all("the same rows" in f.message for f in data)


def test_another_environment_is_told(corpus: Corpus) -> None:
    path = corpus.releases_path / "1.0.0" / "release.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    said["environment"]["pyarrow"] = "1.0"
    path.write_text(json.dumps(said), encoding="utf-8")
    found = {f.code: f for f in rebuild_release(path.parent, corpus)}
    assert (
        found["rebuild-environment-differs"].where == "pyarrow"
        and "1.0" in found["rebuild-environment-differs"].message
    )
    assert found["rebuild-differs"].where == "release.json" and "environment" in found["rebuild-differs"].message


def test_what_can_not_be_built_again(corpus: Corpus, tmp_path: Path) -> None:
    release = corpus.releases_path / "1.1.0"
    shutil.rmtree(corpus.batches()[0].path)
    with pytest.raises(UsageError, match="no longer holds batch"):
        rebuild_release(release, reopened(corpus))
    with pytest.raises(UsageError, match=r"release\.json"):
        rebuild_release(tmp_path, corpus)


def test_the_command(corpus: Corpus, tool: Callable[..., Done], tmp_path: Path) -> None:
    done = tool("verify", corpus.releases_path / "1.0.0", "--rebuild")
    assert done.code == 0, done.out + done.err
    moved = shutil.copytree(corpus.releases_path / "1.0.0", tmp_path / "moved")
    assert tool("verify", moved, "--rebuild").code == 2
    assert tool("verify", moved, "--rebuild", "--corpus", corpus.path).code == 0
    (moved / ".gitattributes").write_text("x", encoding="utf-8")
    (found,) = verify_release(moved)
    assert found.code == "release-file-of-the-hub" and tool("verify", moved).code == 0
