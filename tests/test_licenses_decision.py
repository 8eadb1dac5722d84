"""What a policy makes of declared and found licenses, and where statements reach."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from corpus_kit.errors import UsageError
from corpus_kit.licenses import (
    Claim,
    LicenseDecision,
    Policy,
    collect_statements,
    cover_of,
    decide,
    find_licenses,
    license_registry,
)
from corpus_kit.licenses.evidence import FoundStatement
from corpus_kit.licenses.registry import families
from corpus_kit.licenses.rules import sources
from corpus_kit.stages.license import LicenseStage
from tests.test_licenses import NAMED, REFUSED, SILENT

DEFAULT = Policy.preset("open+sharealike")
RANK = {"allow": 0, "review": 1, "deny": 2}
REFUSALS = sorted(i for i, known in license_registry().items() if not known.covers)


def judged(
    declared: str,
    found: tuple[str, ...] = (),
    *,
    basis: str = "",
    holder: str = "",
    restrictions: tuple[str, ...] = (),
    policy: Policy = DEFAULT,
) -> LicenseDecision:
    quotes = tuple((i, "LICENSE", f"words of {i}") for i in found)
    return decide(Claim(declared, found, (), "E2" if found else "E1", basis, holder, restrictions, quotes), policy)


@pytest.mark.parametrize(
    ("declared", "found", "verdict", "license", "code"),
    [
        ("CC-BY-4.0", ("CC-BY-4.0",), "allow", "CC-BY-4.0", None),
        ("CC-BY-SA-4.0", ("CC-BY-SA",), "allow", "CC-BY-SA-4.0", None),
        ("CC BY-SA", ("CC-BY-SA-3.0",), "allow", "CC-BY-SA-3.0", "license-version-from-file"),
        ("cc by 4", ("CC-BY-4.0",), "allow", "CC-BY-4.0", "license-spelling-read"),
        ("CC-BY-4.0", ("CC-BY-4.0", "MIT"), "allow", "CC-BY-4.0", "license-code-apart"),
        (
            "GPL-2.0-or-later OR CC-BY-SA-3.0",
            ("CC-BY-SA-3.0", "GPL-2.0-or-later"),
            "allow",
            "CC-BY-SA-3.0",
            "license-choice-made",
        ),
        ("CC-BY-NC-4.0 OR CC-BY-4.0", ("CC-BY-4.0", "CC-BY-NC-4.0"), "allow", "CC-BY-4.0", "license-choice-made"),
        ("LicenseRef-PublicDomain", ("CC-PDM-1.0",), "allow", "LicenseRef-PublicDomain", None),
        ("CC-BY-NC-4.0", ("CC-BY-NC-4.0", "LicenseRef-NonCommercial"), "deny", "CC-BY-NC-4.0", "license-denied"),
        ("CC-BY-NC", (), "deny", "NOASSERTION", "license-denied"),
        ("CC-BY-ND-4.0", ("CC-BY-ND-4.0",), "deny", "CC-BY-ND-4.0", "license-denied"),
        ("All rights reserved", (), "deny", "LicenseRef-AllRightsReserved", "license-denied"),
        ("", ("LicenseRef-AllRightsReserved",), "deny", "LicenseRef-AllRightsReserved", "license-refused-in-files"),
        ("", (), "review", "NOASSERTION", "license-not-declared"),
        ("", ("CC-BY-NC-4.0",), "review", "CC-BY-NC-4.0", "license-found-not-declared"),
        ("", ("CC-BY-4.0", "CC-BY-NC-4.0"), "review", "NOASSERTION", "license-statements-differ"),
        ("", ("LicenseRef-OwnTerms",), "review", "NOASSERTION", "license-terms-in-own-words"),
        ("", ("MIT",), "review", "NOASSERTION", "license-software-on-prose"),
        ("CC-BY-4.0", (), "review", "CC-BY-4.0", "license-claim-without-evidence"),
        ("CC-BY-4.0", ("CC-BY-NC-SA-4.0",), "review", "NOASSERTION", "license-contradiction"),
        ("CC-BY-4.0", ("CC-BY-4.0", "LicenseRef-ResearchOnly"), "review", "NOASSERTION", "license-contradiction"),
        ("CC-BY-4.0", ("CC-BY-3.0",), "review", "NOASSERTION", "license-contradiction"),
        ("CC-BY-SA-4.0", ("Apache-2.0",), "review", "NOASSERTION", "license-contradiction"),
        ("CC BY-SA", (), "review", "NOASSERTION", "license-version-missing"),
        ("CC BY-SA", ("CC-BY-SA-3.0", "CC-BY-SA-4.0"), "review", "NOASSERTION", "license-version-missing"),
        ("MIT", ("MIT",), "review", "NOASSERTION", "license-software-on-prose"),
        ("ODbL-1.0", ("ODbL-1.0",), "review", "NOASSERTION", "license-database-only"),
        ("MIT AND OGL-UK-3.0", ("MIT", "OGL-UK-3.0"), "review", "NOASSERTION", "license-software-on-prose"),
        ("CC-BY-4.0 AND CC-BY-NC-4.0", (), "review", "CC-BY-4.0 AND CC-BY-NC-4.0", "license-mixed-terms"),
        ("LicenseRef-Mine", ("LicenseRef-Mine",), "review", "LicenseRef-Mine", "license-unknown"),
    ],
)
def test_the_default_policy(
    declared: str, found: tuple[str, ...], verdict: str, license: str, code: str | None
) -> None:
    decision = judged(declared, found)
    assert (decision.verdict, decision.license) == (verdict, license)
    codes = [r.code for r in decision.reasons]
    assert code in codes if code else not codes
    for reason in decision.reasons:
        assert "{" not in reason.message + reason.remedy


def test_a_contradiction_names_both_sides_with_file_and_words() -> None:
    message = judged("CC-BY-4.0", ("CC-BY-NC-SA-4.0",)).reasons[0].message
    for piece in ("CC-BY-4.0", "CC-BY-NC-SA-4.0", "LICENSE", "words of"):
        assert piece in message


def test_own_work_of_a_named_holder_needs_no_file() -> None:
    decision = judged("CC0-1.0", basis="own-work", holder="Orchard Press")
    assert (decision.verdict, [r.code for r in decision.reasons]) == ("allow", ["license-own-work"])
    assert judged("CC0-1.0", basis="own-work").verdict == "review"
    assert judged("CC0-1.0", basis="licensed", holder="Orchard Press").verdict == "review"
    assert (
        judged("CC0-1.0", ("LicenseRef-AllRightsReserved",), basis="own-work", holder="Orchard Press").verdict
        == "review"
    )


def test_presets_differ_by_tier() -> None:
    undecided = judged("CC-BY-SA-4.0", ("CC-BY-SA-4.0",), policy=Policy.preset("open"))
    assert (undecided.verdict, [r.code for r in undecided.reasons]) == ("review", ["license-tier-undecided"])
    assert judged("CC-BY-NC-4.0", ("CC-BY-NC-4.0",), policy=Policy.preset("research")).verdict == "allow"
    assert judged("CC-BY-ND-4.0", ("CC-BY-ND-4.0",), policy=Policy.preset("research")).verdict == "deny"


def test_mixed_terms_never_reach_the_open_tier() -> None:
    assert judged("CC-BY-4.0 AND CC-BY-NC-4.0", ("CC-BY-4.0", "CC-BY-NC-4.0")).tier == "non-commercial"


def test_obligations_are_those_of_the_license() -> None:
    assert judged("CC-BY-SA-4.0", ("CC-BY-SA-4.0",)).obligations == ("attribution", "share-alike", "notice")
    assert judged("CC0-1.0", ("CC0-1.0",)).obligations == ()


DECLARED = [
    "",
    "CC-BY-4.0",
    "CC BY-SA",
    "CC-BY-NC-4.0",
    "MIT",
    "CC-BY-4.0 AND MIT",
    "CC-BY-4.0 OR CC-BY-NC-4.0",
    "x y",
    "All rights reserved",
    "LicenseRef-Mine",
]
FOUND: list[tuple[str, ...]] = [
    (),
    ("CC-BY-4.0",),
    ("CC-BY-SA-3.0",),
    ("CC-BY-4.0", "MIT"),
    ("CC-BY-NC-4.0",),
    ("LicenseRef-AllRightsReserved",),
    ("LicenseRef-OwnTerms",),
]
SENTENCES = [
    "No commercial use.",
    "All rights reserved.",
    "Only inside the country.",
    "For research only.",
    "Тек оқу мақсатында ғана",
]


@pytest.mark.parametrize("policy", ["open", "open+sharealike", "research"])
def test_a_restriction_never_makes_the_verdict_milder(policy: str) -> None:
    rules = Policy.preset(policy)
    for declared, found, basis in itertools.product(DECLARED, FOUND, ("", "own-work")):
        before = judged(declared, found, basis=basis, holder="H", policy=rules)
        for refusal in REFUSALS:
            after = judged(declared, (*found, refusal), basis=basis, holder="H", policy=rules)
            assert RANK[after.verdict] >= RANK[before.verdict], (declared, found, refusal)
        for sentence in SENTENCES:
            after = judged(declared, found, basis=basis, holder="H", restrictions=(sentence,), policy=rules)
            assert RANK[after.verdict] >= RANK[before.verdict], (declared, found, sentence)
            assert after.verdict != "allow" or "NC" in declared, (declared, found, sentence)


def test_the_order_of_statements_does_not_matter() -> None:
    found = ("CC-BY-4.0", "MIT", "LicenseRef-ResearchOnly")
    decisions = [judged("CC-BY-4.0", order) for order in itertools.permutations(found)]
    assert len({(d.verdict, d.license, d.tier, tuple(r.message for r in d.reasons)) for d in decisions}) == 1


def test_policy_from_configuration() -> None:
    assert Policy.from_config({}) == DEFAULT
    changed = Policy.from_config({"preset": "open", "allow": ["open", "share-alike"], "software": "deny"})
    assert changed.on_tier("share-alike") == "allow"
    assert changed.digest != Policy.preset("open").digest
    assert judged("MIT", ("MIT",), policy=changed).verdict == "deny"
    wrongs: list[dict[str, object]] = [
        {"preset": "all"},
        {"preset": 3},
        {"allow": "open"},
        {"allow": ["opne"]},
        {"own_work": True},
        {"alow": []},
        {"deny": ["open"]},
    ]
    for wrong in wrongs:
        with pytest.raises(UsageError) as error:
            Policy.from_config(wrong)
        assert error.value.remedy


FILES = [
    ("README.md", b"The poems are under CC BY-SA 4.0.\nAll rights reserved for the pictures."),
    ("a/LICENSE", "Стихи: лицензия CC BY 4.0.".encode("cp1251")),
    ("a/b/README.txt", "نصوص بلا رخصة".encode()),
    ("LICENSES/CC0-1.0.txt", b"..."),
    (
        "deb/usr/share/doc/poems/copyright",
        b"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
        b"Files: *\nCopyright: x\nLicense: GPL-2+ or CC-BY-SA-3.0\n\nFiles: debian/*\nCopyright: y\nLicense: MIT\n",
    ),
    ("broken.gz", b"\x1f\x8b\x00\x00broken"),
    ("utf16/LICENSE", "CC BY 3.0".encode("utf-16")),
]


def test_statements_are_collected_by_folder_in_any_order() -> None:
    found = collect_statements(FILES)
    assert found == collect_statements(reversed(FILES))
    by_folder = {folder: {s.id for s in statements} for folder, statements in found.items()}
    assert by_folder == {
        ".": {"CC-BY-SA-4.0", "LicenseRef-AllRightsReserved", "CC0-1.0"},
        "a": {"CC-BY-4.0"},
        "deb": {"GPL-2.0-or-later", "CC-BY-SA-3.0"},
        "utf16": {"CC-BY-3.0"},
    }
    statement = found["a"][0]
    assert isinstance(statement, FoundStatement)
    assert (statement.file, len(statement.sha256), "лицензия CC BY 4.0" in statement.quoted) == ("a/LICENSE", 64, True)


def test_the_nearest_folder_covers() -> None:
    found = collect_statements(FILES)
    assert [cover_of(p, found) for p in ("x.txt", "a/x.txt", "a/b/x.txt", "deb/usr/share/x", "ab/x.txt")] == [
        ".",
        "a",
        "a",
        "deb",
        ".",
    ]
    assert cover_of("x.txt", {"a": ()}) == ""


def batch(texts: list[str], file: str = "a/x.txt", declared: str | None = None) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict(
        {
            "text": pa.array(texts, pa.string()),
            "file": pa.array([file] * len(texts), pa.string()),
            "license_declared": pa.array([declared] * len(texts), pa.string()),
        }
    )


def test_the_stage_takes_cover_and_text_together() -> None:
    stage = LicenseStage(
        cover=((".", (("CC-BY-4.0", "prose"), ("LicenseRef-NoAI", "denial"))), ("a", (("CC0-1.0", "machine"),)))
    )
    row = stage(batch(["Нан пісірді. © Бақ. Барлық құқықтар қорғалған."])).to_pylist()[0]
    assert row["license_found"] == ["CC0-1.0", "LicenseRef-AllRightsReserved", "LicenseRef-NoAI"]
    assert [i["id"] for i in row["license_inside"]] == ["LicenseRef-AllRightsReserved"]
    assert (row["license_cover"], row["license_evidence"]) == ("a", "E3")
    assert stage(batch(["x"], "b.txt")).to_pylist()[0]["license_evidence"] == "E2"


@pytest.mark.parametrize(("declared", "rung"), [(None, "E0"), ("", "E0"), ("NOASSERTION", "E0"), ("CC-BY-4.0", "E1")])
def test_a_claim_alone_is_the_first_rung(declared: str | None, rung: str) -> None:
    assert LicenseStage()(batch(["нан"], declared=declared)).column("license_evidence").to_pylist() == [rung]


def test_a_long_text_is_searched_at_head_and_foot() -> None:
    filler = "слово " * 4000
    rows = LicenseStage()(
        batch(
            [filler + "Все права защищены.", "Все права защищены. " + filler, filler + "Все права защищены. " + filler]
        )
    )
    assert [len(i) for i in rows.column("license_inside").to_pylist()] == [1, 1, 0]


def test_the_columnar_search_misses_nothing_that_the_plain_one_finds() -> None:
    texts = [t for t, _ in NAMED] + [t for t, _ in REFUSED] + SILENT
    rows = LicenseStage()(batch(texts)).column("license_inside").to_pylist()
    for text, inside in zip(texts, rows, strict=True):
        assert {i["id"] for i in inside} == {s.id for s in find_licenses(text)}, text


def test_rules_keep_to_what_they_may_use() -> None:
    for place, license_id, _, source, _ in sources():
        assert not re.search(r"\[(?!- \])[^\]]* [^\]]*\]|\\[A-Z]", source), place
        assert license_id in license_registry() or license_id in families(), license_id


def test_stems_are_up_to_date() -> None:
    root = Path(__file__).parents[1]
    code = (
        "import sys; sys.path.insert(0, 'scripts'); import refresh_licenses as r; "
        "sys.exit(r.stems_toml() != (r.ROOT / 'licenses' / 'stems.toml').read_text(encoding='utf-8'))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0, "run scripts/refresh_licenses.py"
