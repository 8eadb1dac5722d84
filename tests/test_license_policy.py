"""A new policy decides again from the measurements alone; no text is read."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from corpus_kit.judging import CLAIM_COLUMNS, judge
from corpus_kit.licenses import Policy
from corpus_kit.manifest import load_manifest
from tests.conftest import TEXTS, batch_toml

ROWS = 100_000
INSIDE = pa.list_(pa.struct([("id", pa.string()), ("quoted", pa.string())]))
DECLARED = ["CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "MIT"]


def claims() -> pa.Table:
    declared = [DECLARED[n % len(DECLARED)] for n in range(ROWS)]
    columns = {
        "license_declared": pa.array(declared, pa.string()),
        "license_found": pa.array([[d] for d in declared], pa.list_(pa.string())),
        "license_inside": pa.array([[]] * ROWS, INSIDE),
        "license_cover": pa.array(["."] * ROWS, pa.string()),
        "license_evidence": pa.array(["E2"] * ROWS, pa.string()),
    }
    return pa.table({name: columns[name] for name in CLAIM_COLUMNS})


def test_a_policy_change_decides_a_large_corpus_again_without_its_texts(tmp_path: Path) -> None:
    (tmp_path / "batch.toml").write_text(batch_toml(basis="licensed"), encoding="utf-8")
    manifest, _ = load_manifest(tmp_path)
    rows = claims()
    assert "text" not in rows.column_names
    verdicts = {}
    for preset in ("open", "open+sharealike", "research"):
        judgement = judge(rows, manifest, {}, Policy.preset(preset))
        assert len(judgement.decisions) == len(DECLARED)  # each distinct claim is decided once
        verdicts[preset] = {
            claim.declared: decision.verdict
            for claim, decision in zip(judgement.claims, judgement.decisions, strict=True)
        }
        assert sum(judgement.counts()) == ROWS
    assert verdicts["open"]["CC-BY-SA-4.0"] == "review"
    assert verdicts["open+sharealike"]["CC-BY-SA-4.0"] == "allow"
    assert verdicts["open+sharealike"]["CC-BY-NC-4.0"] == "deny"
    assert verdicts["research"]["CC-BY-NC-4.0"] == "allow"
    assert {v["CC-BY-ND-4.0"] for v in verdicts.values()} == {"deny"}


def test_the_same_text_under_two_licenses_is_told_of_both_batches(tmp_path: Path) -> None:
    from corpus_kit.corpus import Corpus
    from corpus_kit.ingest import ingest
    from corpus_kit.render.state import render_status
    from corpus_kit.status import status_of

    corpus = Corpus.create(tmp_path / "corpus", "C")
    for name, license in (("first", "CC-BY-4.0"), ("second", "CC0-1.0"), ("third", "CC-BY-4.0")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "batch.toml").write_text(batch_toml(license, name=name), encoding="utf-8")
        (folder / "a.txt").write_text(TEXTS["kaz_Cyrl"], encoding="utf-8")
        ingest(corpus, folder, "2026-01-01T00:00:00+00:00", "tester", 1)
    found = status_of(corpus)
    told = [(f["code"], f["where"]) for f in found["findings"]]
    assert set(told) == {("license-differs-between-batches", n) for n in ("first", "second", "third")}
    assert len(told) == 4  # the second differs from two
    assert "came also in" in render_status(found)
