"""What the terms of some licenses ask of whoever uses texts under them, as codes and in words."""

from __future__ import annotations

from collections.abc import Iterable

from corpus_kit.licenses.registry import License, license_registry

# In the order in which they are told.
OBLIGATIONS = ("attribution", "share-alike", "non-commercial", "no-derivatives", "notice", "own-terms")
_SAID = {
    "attribution": "Credit: give the line of each work that you use, and say what was changed",
    "share-alike": "Share-alike: what you make of these texts goes under the same license again, or one that it "
    "accepts; a text may not be joined to one with texts that are not for commerce, or that are share-alike in "
    "another way (`corpus-kit license combine`)",
    "non-commercial": "Not for commerce: no use that is meant for commercial advantage",
    "no-derivatives": "No changes: pass these texts on as they are, never changed, translated or joined to others",
    "notice": "Notices: keep copyright lines, the name of the license and its disclaimers with the texts",
    "own-terms": "Terms of their own: read them before you use these texts",
}


def obligations_of(ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what licenses ask for: each code of OBLIGATIONS that applies, with the licenses that ask for it."""
    found: dict[str, set[str]] = {}
    for identifier in ids:
        for code in _codes(license_registry().get(identifier)):
            found.setdefault(code, set()).add(identifier)
    return {code: tuple(sorted(found[code])) for code in OBLIGATIONS if code in found}


def obligations_in_words(ids: Iterable[str]) -> list[str]:
    """Return a sentence for each thing that licenses ask for, naming those that do."""
    return [f"{_SAID[code]} ({', '.join(of)})." for code, of in obligations_of(ids).items()]


def _codes(known: License | None) -> Iterable[str]:
    if known is None:
        return ("own-terms",)
    kept = [
        code
        for code, permission in (("non-commercial", "commercial-use"), ("no-derivatives", "derive"))
        if permission not in known.permissions
    ]
    return (*known.duties, *kept)
