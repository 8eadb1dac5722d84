"""The figures of the language evaluation: right where they can be worked out by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
try:
    from language_peers import UNKNOWN, script_of, tag_of
    from language_scores import Parts, calibration_error, deficits, recalls, scores, span_scores
    from no_language_texts import KINDS, no_language_texts
finally:
    sys.path.pop(0)


def test_f1_and_false_positives_by_hand() -> None:
    gold = ["a", "a", "a", "b", "b", "c"]
    found = ["a", "a", "b", "b", "x", "?"]
    of = scores(gold, found, "?")
    assert of.f1 == {"a": pytest.approx(0.8), "b": pytest.approx(0.5), "c": 0.0}
    assert of.macro_f1 == pytest.approx(1.3 / 3)
    assert of.false_positives == pytest.approx((0 / 3 + 1 / 4 + 0 / 5) / 3)
    assert of.unknown == pytest.approx(1 / 6)


def test_calibration_is_zero_where_scores_mean_what_they_say() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0.0)
    assert calibration_error([1.0] * 4, [True, True, False, False]) == pytest.approx(0.5)
    assert calibration_error([], []) == 0


def test_recalls_and_deficits() -> None:
    assert recalls(["a", "a", "b"], [True, False, True], least=2) == {"a": 0.5}
    behind = deficits({"a": 0.5, "b": 0.9}, {"p": {"a": 0.7}, "q": {"b": 0.8}})
    assert [(round(gap, 6), label, peer) for gap, label, peer in behind] == [(0.2, "a", "p"), (-0.1, "b", "q")]


def test_boundaries_are_exact_anywhere_in_the_white_space_between_two_parts() -> None:
    document = Parts("aaaa\n\nbbbb\ncccc", ((0, 4, "a"), (6, 10, "b"), (11, 15, "c")))
    whole = span_scores([document], [[(0, 5, "a"), (5, 11, "b"), (11, 15, "c")]])
    assert (whole.exact, whole.missed, whole.spurious, whole.part_macro_f1, whole.characters_right) == (1, 0, 0, 1, 1)
    off = span_scores([document], [[(0, 8, "a"), (8, 11, "b"), (11, 15, "c")]])
    assert off.exact == 0.5 and off.near == 1.0 and off.characters_right == pytest.approx(10 / 12)
    none = span_scores([document], [[(0, 15, "a")]])
    assert none.missed == 1.0 and none.part_macro_f1 == pytest.approx(0.5 / 3)


def test_texts_in_no_language_derive_from_the_seed() -> None:
    first = no_language_texts(3)
    assert first == no_language_texts(3) and first != no_language_texts(3, seed=8)
    assert {kind for kind, _ in first} == set(KINDS)
    assert all(text.strip() for _, text in first)


@pytest.mark.parametrize(
    ("code", "text", "tool", "tag"),
    [
        ("sr", "Ово је текст", "cld2", "srp_Cyrl"),
        ("sr", "Ovo je tekst", "cld2", "srp_Latn"),
        ("ku", "ئەمە دەقە", "cld2", "ckb_Arab"),
        ("ku", "Ev nivîs e", "lid176", "kmr_Latn"),
        ("zh-cn", "今天", "langdetect", "cmn_Hans"),
        ("iw", "שלום", "gcld3", "heb_Hebr"),
        ("ru-Latn", "privet", "gcld3", "rus_Latn"),
        ("un", "12", "cld2", UNKNOWN),
        ("sh", "Ovo je tekst", "lid176", "hbs_Latn"),
        ("qqq", "x", "cld2", "qqq_Latn"),
    ],
)
def test_codes_of_peers_become_tags(code: str, text: str, tool: str, tag: str) -> None:
    assert tag_of(code, script_of(text), tool) == tag
