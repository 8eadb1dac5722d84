"""Which documents a release takes, and why not the others. Nothing is read but measurements; nothing is written.

Every document gets exactly one outcome: it is released, or it is excluded for the first reason that applies, in the
order of `REASONS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from corpus_kit.corpus import Corpus, LanguagePolicy
from corpus_kit.findings import Finding
from corpus_kit.judging import CLAIM_COLUMNS, claim_of
from corpus_kit.ledger import Decision
from corpus_kit.licenses import Claim, Policy, decide, tier_of
from corpus_kit.licenses.registry import UNKNOWN
from corpus_kit.release.duplicates import representatives
from corpus_kit.release.measure import SEPARATOR, Measured, distinct, encode, measure
from corpus_kit.release.operations import altered_against_terms, forbids_passing_on
from corpus_kit.release.rulings import in_force, ruling_of_rows
from corpus_kit.release.terms import strictness

RELEASED = -1
REASONS = (
    "rejected",
    "license-denied",
    "license-review",
    "license-forbids",
    "language-undetermined",
    "language-uncertain",
    "duplicate",
)
_FORBIDS = REASONS.index("license-forbids")
# Languages that are none: undetermined, and text without language such as tables of digits.
_NO_LANGUAGE = {"und", "zxx"}
# What tells one claim from another, beside the batch and the maintainer's decision.
_CLAIM = ("license_declared", "license_found", "license_inside_ids", "license_cover", "license_evidence")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a document's license comes to, after the policy and the maintainer."""

    reason: int  # RELEASED or a position in REASONS
    license: str
    tier: str
    detail: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Documents of a batch left out because their license forbids an operation (`collect` or `transform`)."""

    license: str
    operation: str
    batch: str
    documents: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The outcome for every document of `measured`, row by row.

    `reason` is RELEASED or a position in REASONS; `conclusion` a position in `conclusions`; `duplicate_of` the row
    that stands for a duplicate, else -1; `language` a position in `languages` (such as kaz_Cyrl).
    """

    measured: Measured
    reason: np.ndarray
    conclusion: np.ndarray
    conclusions: list[Conclusion]
    duplicate_of: np.ndarray
    language: np.ndarray
    languages: list[str]
    decisions: list[Decision]
    min_score: float

    @property
    def released(self) -> np.ndarray:
        """Positions of the documents released, in order."""
        return np.flatnonzero(self.reason == RELEASED)

    @property
    def excluded(self) -> np.ndarray:
        """Positions of the documents left out, in order."""
        return np.flatnonzero(self.reason != RELEASED)

    def excluded_by_reason(self) -> dict[str, int]:
        """Count the documents left out, by reason."""
        counts = np.bincount(self.reason[self.excluded], minlength=len(REASONS))
        return {reason: int(n) for reason, n in sorted(zip(REASONS, counts, strict=True)) if n}

    def detail(self, position: int) -> str:
        """Say in words why a document is left out."""
        reason = REASONS[self.reason[position]]
        if reason in ("rejected", "license-denied", "license-review"):
            return self.conclusions[int(self.conclusion[position])].detail
        if reason == "license-forbids":
            concluded = self.conclusions[int(self.conclusion[position])]
            code = f"excluded-license-forbids-{_refused_of(concluded)}"
            return Finding(code, "", {"license": concluded.license}).message
        params: dict[str, str | float] = {
            "language": self.languages[int(self.language[position])],
            "least": self.min_score,
        }
        return Finding(f"excluded-{reason}", "", params).message

    def refused(self) -> list[Refused]:
        """Return what the release does not do because licenses forbid it, by license, operation and batch."""
        rows = np.flatnonzero(self.reason == _FORBIDS)
        pairs = zip(self.conclusion[rows].tolist(), self.measured.batch[rows].tolist(), strict=True)
        found: Counter[tuple[str, str, str]] = Counter()
        for (number, batch), documents in Counter(pairs).items():
            concluded = self.conclusions[number]
            found[concluded.license, _refused_of(concluded), self.measured.batches[batch].id] += documents
        return [Refused(*key, documents) for key, documents in sorted(found.items())]


def _refused_of(concluded: Conclusion) -> str:
    """Return the operation that a license forbids: where it lets a text be passed on, then only the changed one not."""
    return "transform" if concluded.reason == RELEASED else "collect"


def select(corpus: Corpus) -> Selection:
    """Decide on every document of a corpus by its policy and its maintainer's decisions."""
    return decide_on(measure(corpus.batches()), corpus.policy, corpus.language_policy, corpus.decisions())


def decide_on(
    measured: Measured, policy: Policy, language_policy: LanguagePolicy, decisions: Sequence[Decision]
) -> Selection:
    """Decide on every measured document. Raises ValueError should the accounting not close."""
    holding = in_force(decisions)
    conclusion, conclusions = _conclude(measured, policy, holding)
    of_conclusion = np.array([c.reason for c in conclusions], np.int8)
    reason = of_conclusion[conclusion] if len(measured) else np.zeros(0, np.int8)
    licenses = [c.license if c.reason == RELEASED else "" for c in conclusions]
    altered = altered_against_terms(measured, conclusion, licenses)
    reason[altered] = _FORBIDS
    language, languages = _languages(measured)
    for code, rows in _by_language(measured, language, languages, language_policy):
        reason[rows & (reason == RELEASED)] = REASONS.index(code)
    fingerprint, _ = encode(measured.table.column("fingerprint"))
    strict = np.array([strictness(c.tier) for c in conclusions], np.int64)
    strict = strict[conclusion] if len(measured) else np.zeros(0, np.int64)
    chosen = representatives(fingerprint, strict, reason == RELEASED)
    duplicate = (chosen >= 0) & (chosen != np.arange(len(measured)))
    reason[duplicate] = REASONS.index("duplicate")
    selection = Selection(
        measured=measured,
        reason=reason,
        conclusion=conclusion,
        conclusions=conclusions,
        duplicate_of=np.where(duplicate, chosen, -1),
        language=language,
        languages=languages,
        decisions=holding,
        min_score=language_policy.min_score,
    )
    if len(selection.released) + sum(selection.excluded_by_reason().values()) != len(measured):
        raise ValueError("a document is neither released nor excluded")
    return selection


def _languages(measured: Measured) -> tuple[np.ndarray, list[str]]:
    language, names = encode(measured.table.column("language"))
    script, scripts = encode(measured.table.column("script"))
    pairs, position = np.unique(language * len(scripts) + script, return_inverse=True)
    tags = [f"{names[pair // len(scripts)]}_{scripts[pair % len(scripts)]}" for pair in pairs]
    return position.astype(np.int64), tags


def _by_language(
    measured: Measured, language: np.ndarray, languages: list[str], policy: LanguagePolicy
) -> list[tuple[str, np.ndarray]]:
    none = np.array([tag.split("_")[0] in _NO_LANGUAGE for tag in languages], bool)
    undetermined = none[language] if len(languages) else np.zeros(0, bool)
    scores = measured.column("language_score").to_numpy(zero_copy_only=False)
    # Scores are stored as 32-bit numbers; compared with 64 bits, a score of exactly 0.7 would fall below 0.7.
    uncertain = ~undetermined & (scores < np.float32(policy.min_score))
    found = [("language-uncertain", uncertain)]
    if not policy.release_undetermined:
        found.insert(0, ("language-undetermined", undetermined))
    return found


def _conclude(measured: Measured, policy: Policy, decisions: list[Decision]) -> tuple[np.ndarray, list[Conclusion]]:
    """Return each document's conclusion; the policy is asked once for each distinct claim."""
    ruling = ruling_of_rows(measured, decisions)
    codes = [encode(measured.table.column(name))[0] for name in _CLAIM]
    keys = distinct([measured.batch, ruling + 1, *codes])
    _, first, position = np.unique(keys, return_index=True, return_inverse=True)
    place: dict[Conclusion, int] = {}
    renumbered = []
    for row, values in zip(first, _claims(measured, first), strict=True):
        batch = measured.batches[measured.batch[row]]
        decision = decisions[ruling[row]] if ruling[row] >= 0 else None
        claim = claim_of(values, batch.manifest, batch.received.get("statements", {}))
        conclusion = _conclude_one(claim, policy, decision)
        renumbered.append(place.setdefault(conclusion, len(place)))
    return np.array(renumbered, np.int64)[position] if len(first) else np.zeros(0, np.int64), list(place)


def _claims(measured: Measured, rows: np.ndarray) -> list[dict[str, object]]:
    """Return what the claims of some documents are made of."""
    values: list[dict[str, object]] = measured.table.select(list(CLAIM_COLUMNS)).take(pa.array(rows)).to_pylist()
    for row in values:
        row["license_found"] = [found for found in str(row["license_found"]).split(SEPARATOR) if found]
    return values


def _conclude_one(claim: Claim, policy: Policy, decision: Decision | None) -> Conclusion:
    judged = decide(claim, policy)
    detail = " ".join(finding.message for finding in judged.reasons)

    def released(license_id: str, tier: str) -> Conclusion:
        return Conclusion(_FORBIDS if forbids_passing_on(license_id) else RELEASED, license_id, tier, detail)

    if decision is not None and decision.action == "reject":
        return Conclusion(REASONS.index("rejected"), judged.license, judged.tier, decision.reason)
    if decision is not None:
        license_id = decision.license or judged.license
        if license_id != UNKNOWN:
            return released(license_id, tier_of(license_id) if decision.license else judged.tier)
        detail = f"{detail} {Finding('excluded-accepted-without-license', '', {}).message}"
    if judged.verdict == "allow":
        return released(judged.license, judged.tier)
    reason = REASONS.index("license-review" if judged.verdict == "review" else "license-denied")
    return Conclusion(reason, judged.license, judged.tier, detail.strip())
