"""Licenses: the registry, expressions, statements found in texts, and the policy that decides.

`find_licenses` reads what a text says of its terms; `parse_expression` what a person declared; `collect_statements`
the files about a batch. `decide` brings the sides together under a `Policy`. Nothing here is legal advice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_kit.licenses.decision import Claim, LicenseDecision, decide
    from corpus_kit.licenses.evidence import FoundStatement, collect_statements, cover_of
    from corpus_kit.licenses.expressions import Expression, parse_expression, tier_of
    from corpus_kit.licenses.finding import find_licenses
    from corpus_kit.licenses.policy import Policy
    from corpus_kit.licenses.registry import License, license_registry
    from corpus_kit.licenses.statements import Statement

_HOME = {
    "Claim": "decision",
    "Expression": "expressions",
    "FoundStatement": "evidence",
    "License": "registry",
    "LicenseDecision": "decision",
    "Policy": "policy",
    "Statement": "statements",
    "collect_statements": "evidence",
    "cover_of": "evidence",
    "decide": "decision",
    "find_licenses": "finding",
    "license_registry": "registry",
    "parse_expression": "expressions",
    "tier_of": "expressions",
}

__all__ = [
    "Claim",
    "Expression",
    "FoundStatement",
    "License",
    "LicenseDecision",
    "Policy",
    "Statement",
    "collect_statements",
    "cover_of",
    "decide",
    "find_licenses",
    "license_registry",
    "parse_expression",
    "tier_of",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"corpus_kit.licenses.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
