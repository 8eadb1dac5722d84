"""The catalogue: every code is used, has words, and has an example that gives it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus_kit.checking import check
from corpus_kit.columns import load_schema
from corpus_kit.findings import SEVERITIES, Finding, catalogue

ROOT = Path(__file__).resolve().parents[1]
SUBMISSIONS = ROOT / "tests" / "submissions"
EXAMPLES = sorted(p.name for p in SUBMISSIONS.iterdir())


def source(folder: str) -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / folder).rglob("*.py")))


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_gives_its_finding(code: str) -> None:
    report = check(SUBMISSIONS / code)
    found = [f for f in report.findings if f.code == code]
    assert found, sorted({f.code for f in report.findings})
    for finding in found:
        assert not re.search(r"\{\w+\}", finding.message + finding.remedy), "a parameter is missing"
    assert all(f.records == f.documents + f.refused for f in report.files)


def test_no_code_lacks_an_example_or_a_test() -> None:
    tests = "".join(
        p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests").glob("*.py")) if p.name != Path(__file__).name
    )
    lacking = {c for c in catalogue() if c not in EXAMPLES and f'"{c}"' not in tests}
    assert not lacking


def test_every_code_is_used() -> None:
    package = source("corpus_kit")
    stems = [c for c in catalogue() if f'"{c}"' not in package]
    assert not [c for c in stems if not c.startswith(("excluded-", "archive-member-", "repaired-"))]


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_entry_speaks_to_a_person(code: str) -> None:
    template = catalogue()[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    assert template.severity in SEVERITIES
    for words in (template.message, template.remedy):
        assert words[0].isupper() or words.startswith(("{", "«", '"', "batch.toml", "release.json"))
        assert words.endswith((".", "}", "»", "?", "!")) and "  " not in words
    filled = Finding(code, "x", dict.fromkeys(template.parameters(), "y"))
    assert not re.search(r"\{\w+\}", filled.message + filled.remedy)


def test_remedies_name_only_fields_that_batch_toml_knows() -> None:
    schema = load_schema("manifest")["properties"]
    known = {*schema, *schema["files"]["items"]["properties"]}
    for section in schema.values():
        known |= set(section.get("properties", ()))
    for code, template in catalogue().items():
        if "batch.toml" in template.remedy and "corpus.toml" not in template.remedy:
            named = re.findall(r"\b([a-z_]+) = (?:[\"{\[]|true|false|\d)", template.remedy)
            assert set(named) <= known, code
