"""What holds for every stage, and what cleaning, fingerprints and counts do."""

from __future__ import annotations

import unicodedata

import pyarrow as pa
import pytest

from corpus_kit import columns
from corpus_kit.measuring import stage_for
from corpus_kit.stages import Stage, step_of
from corpus_kit.stages.clean import clean_text
from corpus_kit.stages.counts import CountsStage
from corpus_kit.stages.fingerprint import fold
from tests.conftest import TEXTS

STAGES = [stage_for(layer, ()) for layer in columns.LAYERS]


def documents() -> pa.RecordBatch:
    texts = [*TEXTS.values(), "x", "12 34", "👩‍👩‍👧 🏳️‍🌈", "\u0301a", "a" * 5000]
    rows = [
        {
            "id": f"{number:032x}",
            "text": text,
            "file": "f.txt",
            "place": f"line {number}",
            "format": "text",
            "encoding": "utf-8",
            "changes": {f.name: 0 for f in columns.document_schema().field("changes").type},
        }
        for number, text in enumerate(texts)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=columns.document_schema())


@pytest.mark.parametrize("stage", STAGES, ids=lambda s: s.name)
def test_every_stage_adds_its_columns_and_nothing_else(stage: Stage) -> None:
    before = documents()
    after = stage(before)
    assert isinstance(stage, Stage)
    assert after.num_rows == before.num_rows
    assert after.schema.names == [*before.schema.names, *columns.layer_schema(stage.name).names]
    assert after.select(before.schema.names).equals(before)
    assert after.equals(stage(before))
    columns.check_nulls(after.select(columns.layer_schema(stage.name).names))


@pytest.mark.parametrize("stage", STAGES, ids=lambda s: s.name)
def test_every_stage_measures_a_row_alike_alone_and_among_others(stage: Stage) -> None:
    batch = documents()
    together = stage(batch).to_pylist()
    assert [stage(batch.slice(i, 1)).to_pylist()[0] for i in range(batch.num_rows)] == together


@pytest.mark.parametrize("stage", STAGES, ids=lambda s: s.name)
def test_every_stage_takes_an_empty_batch(stage: Stage) -> None:
    assert stage(documents().slice(0, 0)).num_rows == 0


def test_a_setting_changes_the_step() -> None:
    first, second = stage_for("license", ()), stage_for("license", ((".", (("CC0-1.0", "prose"),)),))
    assert step_of(first).settings != step_of(second).settings


@pytest.mark.parametrize(
    ("dirty", "clean", "change", "count"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd", "line_ends", 3),
        ("на\x00н", "нан", "controls", 1),
        ("\x1b[31mقرمز\x1b[0m", "قرمز", "controls", 9),
        ("\ufeffтест", "тест", "byte_order_marks", 1),
        ("  نان \n", "نان", "edge_spaces", 4),
        ("cafe\u0301", "café", "composed", 1),
    ],
)
def test_cleaning_counts_what_it_changes(dirty: str, clean: str, change: str, count: int) -> None:
    text, changes = clean_text(dirty)
    assert text == clean
    assert getattr(changes, change) == count


@pytest.mark.parametrize(
    "text", [*TEXTS.values(), "می‌خواهم", "क्‍ष", "שָׁלוֹם", "각", "ཀྵ", "👩‍👩‍👧", "x\u200fy", "\u0344a\r\n\x0c"]
)
def test_cleaning_loses_no_letter_and_is_stable(text: str) -> None:
    once, _ = clean_text(text)
    assert clean_text(once)[0] == once
    assert unicodedata.is_normalized("NFC", once)

    def letters(t: str) -> str:
        return "".join(
            c
            for c in unicodedata.normalize("NFC", t)
            if c.isalpha() or (unicodedata.category(c)[0] in "MC" and c not in "\r\n\x0c")
        )

    assert letters(once) == letters(text)


def test_folding_sees_through_spaces_and_apostrophes_only() -> None:
    assert len({fold(f"o{mark}zbek  tili\u00a0bu") for mark in "'\u02bb\u02bc\u2018\u2019`"}) == 1
    assert fold("ой бай") != fold("ойбай")
    assert fold("می‌خواهم") != fold("میخواهم")


def test_counts_of_scripts() -> None:
    batch = pa.RecordBatch.from_pydict({"text": ["бір екі\nүш", "你好。", "x"]})
    rows = CountsStage()(batch).to_pylist()
    assert [(r["characters"], r["lines"], r["words"]) for r in rows] == [(10, 2, 3), (3, 1, 1), (1, 1, 1)]
    assert rows[1]["bytes"] == 9
