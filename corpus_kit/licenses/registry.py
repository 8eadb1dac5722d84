"""The registry: one fact sheet a license, read from `licenses/<id>.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache

from corpus_kit import resources

# From the loosest to the strictest.
TIERS = ("open", "share-alike", "non-commercial", "restricted", "unknown")
UNKNOWN = "NOASSERTION"
_NOT_LICENSES = {"rules.toml", "stems.toml", "policies.toml", "terms.toml", "collections.toml", "compatibility.toml"}
_CC = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?|SA)(?:-(\d\.\d)(?:-[A-Z]{2,3})?)?")


@dataclass(frozen=True, slots=True)
class License:
    """What is known of one license.

    `permissions` (reproduce, distribute, derive, commercial-use) and `duties` (attribution, share-alike, notice)
    follow ODRL's terms; `covers` says what the license is written for: text, database, code. `sources` are pairs of
    place and day of reading.
    """

    id: str
    names: tuple[str, ...]
    family: str
    version: str
    urls: tuple[str, ...]
    tier: str
    covers: tuple[str, ...]
    permissions: tuple[str, ...]
    duties: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()


@cache
def license_registry() -> dict[str, License]:
    """Return every license of the registry, by identifier."""
    found = {}
    for path in sorted(resources.folder("licenses").glob("*.toml")):
        if path.name not in _NOT_LICENSES:
            entry = tomllib.loads(path.read_text(encoding="utf-8"))
            found[entry["id"]] = License(
                id=entry["id"],
                names=tuple(entry["names"]),
                family=entry["family"],
                version=entry["version"],
                urls=tuple(entry["urls"]),
                tier=entry["tier"],
                covers=tuple(entry["covers"]),
                permissions=tuple(entry["permissions"]),
                duties=tuple(entry["duties"]),
                aliases=tuple(entry.get("aliases", ())),
                sources=tuple((s["where"], str(s["read"])) for s in entry["sources"]),
            )
    return found


@cache
def family_of(license_id: str) -> str:
    """Return the family of a license, such as CC-BY-SA of CC-BY-SA-3.0-DE; a family is its own."""
    known = license_registry().get(license_id)
    if known:
        return known.family
    match = _CC.fullmatch(license_id)
    return f"CC-{match[1]}" if match else license_id


@cache
def version_of(license_id: str) -> str:
    """Return the version of a license, empty for a family or what has none."""
    known = license_registry().get(license_id)
    if known:
        return known.version
    match = _CC.fullmatch(license_id)
    return (match[2] or "") if match else ""


@cache
def families() -> dict[str, tuple[str, ...]]:
    """Return the licenses of every family that has more than one name, by family."""
    members: dict[str, list[str]] = {}
    for known in license_registry().values():
        if known.family != known.id:
            members.setdefault(known.family, []).append(known.id)
    return {family: tuple(sorted(ids)) for family, ids in sorted(members.items())}


@cache
def tier_of_id(license_id: str) -> str:
    """Return the tier of one license or of a family whose members agree; `unknown` where that is not known."""
    known = license_registry().get(license_id)
    if known:
        return known.tier
    tiers = {license_registry()[i].tier for i in families().get(license_id, ())}
    return tiers.pop() if len(tiers) == 1 else "unknown"


@cache
def covers(license_id: str) -> tuple[str, ...]:
    """Return what a license or a family is written for; text where nothing is known."""
    known = license_registry().get(license_id)
    if known:
        return known.covers
    members = families().get(license_id, ())
    return license_registry()[members[0]].covers if members else ("text",)


def stricter(first: str, second: str) -> str:
    """Return the stricter of two tiers."""
    return max(first, second, key=TIERS.index)
