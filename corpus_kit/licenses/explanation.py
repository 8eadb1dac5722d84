"""A license in plain words: what it permits, what it asks for, what it is written for, and where that was read."""

from __future__ import annotations

from typing import Any

from corpus_kit import findings
from corpus_kit.licenses.combination import OPERATIONS, operation_in_words, permits
from corpus_kit.licenses.expressions import parse_expression
from corpus_kit.licenses.registry import families, license_registry

NOTICE = findings.NOTICE
_DUTIES = {
    "attribution": "name the author, the title, the source and the license, and say what was changed",
    "share-alike": "pass changed texts on only under the same license, or one that it accepts",
    "notice": "keep the notices: copyright line, license, disclaimer",
    "keep-intact": "pass it on only whole and unchanged",
}
_COVERS = {"text": "texts", "database": "databases as a collection", "code": "programs"}
_TIERS = {
    "open": "open: anybody may use, change and sell it",
    "share-alike": "share-alike: free, and what is made of it must stay free",
    "non-commercial": "non-commercial: not for commerce; a tier of its own in a release",
    "restricted": "restricted: not for a shared corpus",
    "unknown": "unknown: a person must look",
}


def explain_license(written: str) -> dict[str, Any] | None:
    """Return what is known of a license, named by identifier, name or address; None where the registry knows none.

    A family, such as CC-BY-SA without a version, is told as such, with its members; of an expression nothing is.
    """
    parsed = parse_expression(written)
    whole = len(parsed.ids) == 1 and parsed.problem != "license-expression-broken"
    named = parsed.ids[0] if whole else ""
    if named in families():
        return {"id": named, "name": named, "members": list(families()[named]), "notice": NOTICE}
    known = license_registry().get(named)
    if known is None:
        return None
    return {
        "id": known.id,
        "name": known.names[0],
        "names": list(known.names),
        "urls": list(known.urls),
        "tier": known.tier,
        "covers": list(known.covers),
        "permissions": list(known.permissions),
        "duties": list(known.duties),
        "operations": {operation: permits(known.id, operation) for operation in OPERATIONS},
        "sources": [{"where": where, "read": read} for where, read in known.sources],
        "members": [],
        "notice": NOTICE,
    }


def in_plain_words(found: dict[str, Any]) -> list[str]:
    """Return the sentences that say what `explain_license` found."""
    if found["members"]:
        return [
            f"{found['id']} is a family of licenses, not one: {', '.join(found['members'])}.",
            "Which of them it is must be looked up at the source; none is assumed.",
        ]
    lines = [_TIERS[found["tier"]].capitalize() + "."]
    lines += [
        f"Texts under it {'may' if allowed else 'may not'} {operation_in_words(operation)}."
        for operation, allowed in found["operations"].items()
    ]
    lines.append(f"Commerce: {'allowed' if 'commercial-use' in found['permissions'] else 'not allowed'}.")
    duties = [_DUTIES[d] for d in found["duties"]]
    lines.append(f"Whoever passes it on must {'; '.join(duties)}." if duties else "It asks for nothing in return.")
    if found["covers"]:
        lines.append(f"It is written for {' and '.join(_COVERS[c] for c in found['covers'])}.")
        if "text" not in found["covers"]:
            lines.append("Standing on texts, it is looked at by a person: it does not license the texts as such.")
    else:
        lines.append("It grants nothing: it only keeps rights back.")
    return lines
