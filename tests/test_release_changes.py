"""What differs between two releases, the rule of versions, and CHANGES.json."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import corpus_kit
from corpus_kit.corpus import SECRET_NAME, Corpus
from corpus_kit.errors import CorpusDamagedError, CorpusTooNewError, UsageError
from corpus_kit.release import verify_release, write_release
from corpus_kit.release.sums import write_sums
from corpus_kit.render.changes import render_difference

from .conftest import Done
from .release_corpus import TEXTS, BatchOf, Document, add_batch, document_id, make_corpus, reopened


def every() -> BatchOf:
    return BatchOf("One", [Document(text, tag) for tag, text in TEXTS.items()])


def decide(corpus: Corpus, action: str, target: str, license: str = "") -> None:
    corpus.ledger.append(action=action, target=target, license=license, reason="seen", when="2026-01-01", who="Test")


def changes(release: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((release / "CHANGES.json").read_text(encoding="utf-8"))
    return found


def test_the_first_release_has_nothing_before_it(tmp_path: Path) -> None:
    done = write_release(make_corpus(tmp_path / "corpus", [every()]))
    assert (done.version, done.rule.kind, done.rule_kept) == ("1.0.0", "first", True)
    said = changes(done.path)
    assert (said["from"], said["to"], said["kind"], said["rows"]["added"]) == (None, "1.0.0", "first", 9)


def test_each_kind_of_change_gives_its_version(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", [every()])
    write_release(corpus)
    add_batch(corpus, BatchOf("Two", [Document("Тағы бір мәтін."), Document("Ещё один.", "rus_Cyrl")]))
    added = write_release(reopened(corpus))
    assert (added.version, added.rule.kind) == ("1.1.0", "minor")
    assert changes(added.path)["by_language"] == {
        "kaz_Cyrl": {"added": 1, "removed": 0, "changed": 0}, "rus_Cyrl": {"added": 1, "removed": 0, "changed": 0},
    }  # fmt: skip
    decide(corpus, "accept", document_id(TEXTS["tha_Thai"]), "CC-BY-SA-4.0")
    relicensed = write_release(reopened(corpus))
    assert (relicensed.version, relicensed.rule.kind) == ("1.1.1", "patch")
    said = changes(relicensed.path)
    assert said["rows"] == {"added": 0, "removed": 0, "changed": 1, "revised": 0}
    assert said["by_reason"]["changed"] == {"attribution": 1, "license": 1, "license_tier": 1}
    decide(corpus, "reject", document_id(TEXTS["pes_Arab"]))
    removed = write_release(reopened(corpus))
    assert (removed.version, removed.rule.kind) == ("2.0.0", "major")
    said = changes(removed.path)
    assert said["by_reason"]["removed"] == {"rejected": 1}
    assert document_id(TEXTS["pes_Arab"]) not in json.dumps(said), "what is withdrawn is counted, never named"
    assert verify_release(removed.path, rows=True) == []


def test_without_changes_there_is_no_new_version(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", [every()])
    write_release(corpus)
    again = write_release(reopened(corpus))
    assert (again.version, again.unchanged) == ("1.0.0", True)
    assert corpus.releases() == ["1.0.0"]


def test_a_version_by_hand_is_taken_and_the_rule_is_told(tmp_path: Path, tool: Callable[..., Done]) -> None:
    corpus = make_corpus(tmp_path / "corpus", [every()])
    assert tool("release", corpus.path).code == 0
    decide(corpus, "reject", document_id(TEXTS["pes_Arab"]))
    done = tool("release", corpus.path, "1.0.1")
    assert done.code == 0 and "By rule it should be 2.0.0 at least: rows taken out since 1.0.0: 1." in done.out
    add_batch(corpus, BatchOf("Two", [Document("Тағы бір мәтін.")]))
    done = tool("release", corpus.path, "--json")
    assert json.loads(done.out)["rule"] == {
        "kind": "minor", "version": "1.1.0", "why": "rows added since 1.0.1: 1, none taken out", "kept": True,
    }  # fmt: skip
    done = tool("diff", corpus.releases_path / "1.0.0", corpus.releases_path / "1.1.0")
    assert done.code == 0 and "Тағы бір мәтін." in done.out and "rejected by the maintainer" in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_same_texts_told_apart_by_reason(tmp_path: Path) -> None:
    one = BatchOf("One", [Document("Ескі мәтін.", file="a.txt"), Document("Бар мәтін.", file="b.txt")])
    waiting = BatchOf("Two", [Document("Күткен мәтін.", declared=None)], license="NOASSERTION")
    corpus = make_corpus(tmp_path / "corpus", [one, waiting])
    first = write_release(corpus, "1.0.0").path
    decide(corpus, "accept", document_id("Күткен мәтін."), "CC0-1.0")
    add_batch(corpus, BatchOf("One", [Document("Жаңа мәтін.", file="a.txt")]))
    decide(corpus, "reject", document_id("Ескі мәтін."))
    second = write_release(reopened(corpus), "2.0.0").path
    found = corpus_kit.diff(first, second)
    assert found.added_because == {"license-review": 1, "new": 1} and found.removed_because == {"rejected": 1}
    assert found.revised == 1, "the new text stands where the old one stood"
    assert [s["text"] for s in found.samples["removed"]] == ["Ескі мәтін."]
    back = corpus_kit.diff(second, first)
    assert (back.added.total(), back.removed.total(), back.kind) == (1, 2, "major")
    assert corpus_kit.diff(first, first).empty and "Nothing differs" in render_difference(corpus_kit.diff(first, first))


def test_corpora_with_other_secrets_are_compared_by_their_rows(tmp_path: Path) -> None:
    one = write_release(make_corpus(tmp_path / "one", [every()]), "1.0.0").path
    corpus = make_corpus(tmp_path / "two", [every()])
    (corpus.path / SECRET_NAME).write_text("ab" * 32, encoding="ascii")
    two = write_release(reopened(corpus), "1.0.0").path
    found = corpus_kit.diff(one, two)
    assert found.empty and found.changed == {}


def test_other_columns_are_a_major_change(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "corpus", [every()])
    release = write_release(corpus, "1.0.0").path
    for path in release.glob("data/*/*/*.parquet"):
        table = pq.ParquetFile(path).read()
        pq.write_table(table.drop_columns(["metadata"]), path, store_schema=False)
    write_sums(release)
    add_batch(corpus, BatchOf("Two", [Document("Тағы бір мәтін.")]))
    done = write_release(reopened(corpus))
    assert (done.version, done.rule.why) == ("2.0.0", "columns differ from those of 1.0.0")
    assert corpus_kit.diff(release, done.path).schema == ["column metadata is new"]
    assert changes(done.path)["kind"] == "major"


def test_what_cannot_be_compared(tmp_path: Path, tool: Callable[..., Done]) -> None:
    corpus = make_corpus(tmp_path / "corpus", [every()])
    release = write_release(corpus, "1.0.0").path
    for other in (tmp_path / "nothing", corpus.path):
        with pytest.raises(UsageError):
            corpus_kit.diff(release, other)
        done = tool("diff", release, other)
        assert done.code == 2 and "What to do" in done.err
    newer = shutil.copytree(release, tmp_path / "newer")
    said = (newer / "release.json").read_text(encoding="utf-8").replace('"format": 1', '"format": 9')
    (newer / "release.json").write_text(said, encoding="utf-8")
    with pytest.raises(CorpusTooNewError):
        corpus_kit.diff(release, newer)
    assert tool("diff", release, newer).code == 2
    next(release.glob("data/*/*/*.parquet")).write_bytes(b"PAR1")
    with pytest.raises(CorpusDamagedError):
        corpus_kit.diff(release, release)
