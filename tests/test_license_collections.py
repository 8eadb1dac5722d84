"""Collections that people pass on: recognised, held against the claim, and never a reason for a milder verdict."""

from __future__ import annotations

import itertools

import pytest

from corpus_kit.licenses import Claim, Policy, collect_statements, decide, license_registry
from corpus_kit.licenses.collections import collections_in, known_collections
from corpus_kit.licenses.registry import TIERS

DEFAULT = Policy.preset("open+sharealike")
RANK = {"allow": 0, "review": 1, "deny": 2}


def named(text: str) -> set[str]:
    return {m.id for m in collections_in(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The verses were downloaded from https://tanzil.net/download/.", {"tanzil"}),
        ("This corpus is a part of JW300.", {"jw300"}),
        ("Тексты взяты из Википедии: https://kk.wikipedia.org/", {"wikipedia"}),
        ("Sentences from Tatoeba, sorted by length.", {"tatoeba"}),
        ("Daten aus OpenSubtitles", {"opensubtitles"}),
        ("数据来自 https://baike.baidu.com/", {"baidu-baike"}),
        ("See Wikipedia for what a treebank is.", set()),
        ("The committee started at ten.", set()),
        ("Write to someone@tanzil.network", set()),
        ("", set()),
    ],
)
def test_collections_are_recognised_by_address_name_or_wording(text: str, expected: set[str]) -> None:
    assert named(text) == expected


def judged(declared: str, *found: str, policy: Policy = DEFAULT) -> tuple[str, str, list[str]]:
    quotes = tuple((i, "README.md", f"words of {i}") for i in found)
    decision = decide(Claim(declared, found, (), "E2", "", "", (), quotes), policy)
    for reason in decision.reasons:
        assert "{" not in reason.message + reason.remedy
    return decision.verdict, decision.license, [r.code for r in decision.reasons]


def test_a_claim_looser_than_the_owners_terms_goes_to_a_person() -> None:
    verdict, license, codes = judged("CC-BY-4.0", "CC-BY-4.0", "collection:tanzil")
    assert (verdict, license, codes) == ("review", "NOASSERTION", ["license-collection-differs"])
    assert judged("CC-BY-SA-4.0", "CC-BY-SA-4.0", "collection:wikipedia")[0] == "allow"
    assert judged("CC0-1.0", "CC0-1.0", "collection:wikipedia")[0] == "review"
    assert judged("CC-BY-2.0", "CC-BY-2.0", "collection:tatoeba")[2] == ["license-collection-named"]


def test_a_collection_never_makes_a_verdict_milder() -> None:
    for declared, policy in itertools.product(("", "CC-BY-4.0", "CC-BY-NC-4.0", "MIT", "x y"), ("open", "research")):
        found = ("CC-BY-4.0",) if declared else ()
        before = judged(declared, *found, policy=Policy.preset(policy))[0]
        for collection in known_collections():
            after = judged(declared, *found, f"collection:{collection}", policy=Policy.preset(policy))[0]
            assert RANK[after] >= RANK[before], (declared, collection)


def test_a_readme_that_names_a_source_does_not_hide_the_license_above_it() -> None:
    files = [("LICENSE", b"CC BY 4.0"), ("a/README.md", b"Downloaded from https://tanzil.net/"), ("a/x.txt", b"")]
    found = collect_statements(files)
    assert {s.id for s in found["."]} == {"CC-BY-4.0", "collection:tanzil"}
    assert set(found) == {"."}
    declared = collect_statements([], [("batch.toml", b'source_url = "https://tanzil.net/"\nlicense = "CC0-1.0"')])
    assert {s.id for s in declared["."]} == {"collection:tanzil"}


def test_every_entry_is_whole_and_says_what_was_read() -> None:
    known = known_collections()
    assert len(known) >= 60
    for entry in known.values():
        assert entry.name and entry.says and entry.way and (entry.urls or entry.words)
        assert entry.tier in TIERS
        assert all(i in license_registry() or i.startswith("CC-") for i in entry.licenses), entry.id
        assert bool(entry.source) == bool(entry.read), entry.id
        assert all(word == word.lower() for word in (*entry.urls, *entry.words)), entry.id
