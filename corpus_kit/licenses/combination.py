"""What may stand together: in one adapted text, in one file of a release, in one release; and which work is allowed."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus_kit import resources
from corpus_kit.licenses.expressions import Node, parse_expression
from corpus_kit.licenses.registry import TIERS, UNKNOWN, License, families, license_registry

# What is done to a text, and the permission (in ODRL's words) that it needs. Cutting, cleaning and other encodings
# count as reformatting: they leave the words as they are. Where a program decided which letter was meant, as in repair
# of garbled text, that is a change (FORMATTING below).
OPERATIONS = {
    "collect": "distribute",
    "reformat": "distribute",
    "transform": "derive",
    "merge": "derive",
}
# Of the kinds of change that cleaning and repair count, those that leave every letter as it was: white space, line
# ends, composed forms, signs that nobody sees. Every other kind, also one that is added later, is a change of the text.
FORMATTING = frozenset({
    "line_ends", "controls", "byte_order_marks", "composed", "edge_spaces", "direction_controls", "soft_hyphens",
    "spaces", "zero_width", "invisible",
})  # fmt: skip
_SAID = {
    "collect": "be passed on in a collection, each text whole",
    "reformat": "be converted, split and cleaned without changing the words",
    "transform": "be changed: redacted, shortened, translated",
    "merge": "be joined with other texts into one",
}


@dataclass(frozen=True, slots=True)
class Together:
    """Whether licenses may stand together in one way; `license` is what the result is under, where there is one."""

    allowed: bool
    license: str
    why: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {"allowed": self.allowed, "license": self.license, "why": list(self.why)}


@dataclass(frozen=True, slots=True)
class Combination:
    """The answer for one adapted text, one data file of a release, and one release."""

    ids: tuple[str, ...]
    one_text: Together
    one_file: Together
    one_release: Together

    def as_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            "licenses": list(self.ids),
            "one_text": self.one_text.as_json(),
            "one_file": self.one_file.as_json(),
            "one_release": self.one_release.as_json(),
        }


def permits(license_id: str, operation: str) -> bool:
    """Whether a license permits an operation (a key of OPERATIONS); False for a license that is not known."""
    known = license_registry().get(license_id)
    return known is not None and OPERATIONS[operation] in known.permissions


def operation_in_words(operation: str) -> str:
    """Return what an operation is, to follow "may" or "may not"."""
    return _SAID[operation]


def refused_operations(expression: str, operations: Sequence[str]) -> list[str]:
    """Return those operations that an SPDX expression does not permit: all licenses of an AND, one of an OR."""
    parsed = parse_expression(expression)
    if parsed.tree is None:
        return list(operations)
    return [o for o in operations if not _tree_permits(parsed.tree, o)]


def forbidden_operations(expression: str, operations: Sequence[str]) -> list[str]:
    """Return those operations that an SPDX expression is known to forbid; what is not known here forbids nothing.

    A text under several licenses at once (AND) may be changed only where one adapted text may be under all of them.
    """
    parsed = parse_expression(expression)
    trees = [parsed.tree] if parsed.tree is not None else [Node("", i) for i in parsed.ids]
    return [o for o in operations if any(_tree_forbids(tree, o) for tree in trees)]


def _tree_forbids(node: Any, operation: str) -> bool:
    if not node.op:
        members = families().get(node.id, (node.id,))
        return any(i in license_registry() and not permits(i, operation) for i in members)
    answers = [_tree_forbids(part, operation) for part in node.parts]
    if node.op == "OR":
        return all(answers)
    if any(answers) or OPERATIONS[operation] != "derive":
        return any(answers)
    ids = [part.id for part in node.parts if part.id in license_registry()]
    return len(ids) > 1 and not combine(ids).one_text.allowed


def _tree_permits(node: Any, operation: str) -> bool:
    if not node.op:
        return permits(node.id, operation)
    answers = [_tree_permits(part, operation) for part in node.parts]
    return any(answers) if node.op == "OR" else all(answers)


@cache
def _steps() -> dict[str, frozenset[str]]:
    """Return for each share-alike license all that its adapted texts may go under, itself included."""
    direct: dict[str, set[str]] = {}
    for line in tomllib.loads(resources.read_text("licenses", "compatibility.toml"))["into"]:
        direct.setdefault(line["from"], set()).add(line["to"])
    reached: dict[str, frozenset[str]] = {}
    for start in license_registry():
        found, waiting = {start}, [start]
        while waiting:
            for target in direct.get(waiting.pop(), ()):
                if target not in found:
                    found.add(target)
                    waiting.append(target)
        reached[start] = frozenset(found)
    return reached


def combine(ids: Sequence[str]) -> Combination:
    """Return what may be done with texts under several licenses, given by SPDX identifiers of the registry.

    Raises ValueError naming an identifier that the registry does not know.
    """
    known = []
    for license_id in dict.fromkeys(ids):
        if license_id not in license_registry():
            raise ValueError(license_id)
        known.append(license_registry()[license_id])
    return Combination(tuple(k.id for k in known), _one_text(known), _one_file(known), _one_release(known))


def _one_release(known: Sequence[License]) -> Together:
    kept = [k.id for k in known if "distribute" not in k.permissions]
    if kept:
        return Together(False, UNKNOWN, (f"{', '.join(kept)}: may not be passed on at all.",))
    tiers = sorted({k.tier for k in known}, key=TIERS.index)
    if len(tiers) == 1:
        return Together(True, "", (f"Side by side, each text under its own license; all are of the tier {tiers[0]}.",))
    return Together(True, "", (f"Side by side, in files of one tier each: {', '.join(tiers)}.",))


def _one_file(known: Sequence[License]) -> Together:
    release = _one_release(known)
    if not release.allowed:
        return release
    tiers = sorted({k.tier for k in known}, key=TIERS.index)
    if len(tiers) > 1:
        why = f"A file holds one tier only, so that nobody takes the looser terms for all; here are {', '.join(tiers)}."
        return Together(False, UNKNOWN, (why,))
    return Together(
        True, "", ("Side by side, each row with its own license and credit. The collection is no adapted text.",)
    )


def _one_text(known: Sequence[License]) -> Together:
    fixed = [k.id for k in known if "derive" not in k.permissions]
    if fixed:
        return Together(False, UNKNOWN, (f"{', '.join(fixed)}: no changed or joined text may be passed on.",))
    kept = [k.id for k in known if "distribute" not in k.permissions]
    if kept:
        return Together(False, UNKNOWN, (f"{', '.join(kept)}: may not be passed on at all.",))
    sharing = [k for k in known if "share-alike" in k.duties]
    if not sharing:
        return _freely(known)
    targets = set.intersection(*(set(_steps()[k.id]) for k in sharing))
    fitting = sorted(t for t in targets if all(_no_looser(t, k) for k in known))
    if fitting:
        best = next((k.id for k in sharing if k.id in fitting), fitting[0])
        return Together(True, best, (f"The whole goes under {best}, with credit to all.",))
    return Together(False, UNKNOWN, _why_not(known, sharing, bool(targets)))


def _freely(known: Sequence[License]) -> Together:
    bound = [k.id for k in known if k.duties or len(k.permissions) < 4]
    if not bound:
        return Together(True, known[0].id, ("Free of conditions.",))
    why = [f"The terms of all bind the whole: {', '.join(bound)}."]
    if any("commercial-use" not in k.permissions for k in known):
        why.append("Without commercial use.")
    return Together(True, " AND ".join(bound), tuple(why))


def _no_looser(target: str, other: License) -> bool:
    """Whether a license gives no permission that another keeps back."""
    known = license_registry()[target]
    return "share-alike" in other.duties or set(known.permissions) <= set(other.permissions)


def _why_not(known: Sequence[License], sharing: Sequence[License], agree: bool) -> tuple[str, ...]:
    why = []
    if not agree:
        why.append(f"{' and '.join(k.id for k in sharing)}: each wants the whole under itself, and none gives way.")
    closed = [k.id for k in known if "commercial-use" not in k.permissions]
    open_ones = [k.id for k in sharing if "commercial-use" in k.permissions]
    if closed and open_ones:
        why.append(f"{', '.join(open_ones)} must allow commercial use of the whole; {', '.join(closed)} does not.")
    return tuple(why) or ("Their terms cannot all be kept at once.",)
