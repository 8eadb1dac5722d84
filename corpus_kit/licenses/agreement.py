"""Whether what was found says the same as what was declared, less, or something else."""

from __future__ import annotations

from functools import cache

from corpus_kit.licenses.registry import covers, families, family_of, license_registry, version_of

_FREE = frozenset({"CC0-1.0", "CC-PDM-1.0", "CC-PDDC", "PDDL-1.0", "LicenseRef-PublicDomain"})
_MARK_OF = {"LicenseRef-NonCommercial": "NC", "LicenseRef-NoDerivatives": "ND"}


def says_nothing(found: str) -> bool:
    """Whether a statement names no license and refuses nothing: a permission in the owner's own words."""
    return found == "LicenseRef-OwnTerms"


def is_code(found: str) -> bool:
    """Whether a statement is a license for programs or databases, which may stand beside that of the texts."""
    return bool(covers(found)) and "text" not in covers(found)


def is_refusal(found: str) -> bool:
    """Whether a statement keeps rights back without granting any under a named license."""
    return found in license_registry() and not covers(found)


@cache
def agrees(declared: str, found: str) -> bool:
    """Whether a statement is compatible with a declaration: the same license, its family, or a part of its terms."""
    if supports(declared, found):
        return True
    if is_refusal(declared):
        # Whoever declares a refusal has said the strictest there is.
        return True
    known = license_registry().get(declared)
    if found in _MARK_OF:
        wanted = "commercial-use" if found == "LicenseRef-NonCommercial" else "derive"
        return (known is not None and wanted not in known.permissions) or f"-{_MARK_OF[found]}" in declared
    return not is_refusal(found) and _stricter_declared(declared, found)


def _stricter_declared(declared: str, found: str) -> bool:
    """Whether the declaration gives less than the statement in every respect, so that nothing is claimed in excess."""
    first, second = license_registry().get(declared), license_registry().get(found)
    if first is None or second is None or "text" not in first.covers or "text" not in second.covers:
        return False
    if found in _FREE:
        return False  # a license over what is free is a claim of its own, to be looked at
    return set(first.permissions) < set(second.permissions) and set(first.duties) >= set(second.duties)


@cache
def supports(declared: str, found: str) -> bool:
    """Whether a statement is evidence for a declaration."""
    if declared == found:
        return True
    if declared in _FREE and found in _FREE:
        return True
    if found == "CC":
        return declared.startswith("CC-")
    if (found in families() and family_of(declared) == found) or (
        declared in families() and family_of(found) == declared
    ):
        return True
    same = family_of(declared) == family_of(found) and version_of(declared) == version_of(found) != ""
    # One names the port, the other does not; two different ports are two licenses. "Only" and "or later" name one text.
    return same and (declared.startswith(found) or found.startswith(declared) or not declared.startswith("CC-"))
