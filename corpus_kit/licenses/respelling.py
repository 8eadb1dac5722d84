"""Slips of the pen in the names of licenses ("Creativ Comons Atribution"), put right before names are looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

# Words so long and so much their own that one slip leaves no doubt which was meant.
_WORDS = (
    "creative", "commons", "attribution", "noncommercial", "sharealike", "noderivatives", "namensnennung",
    "атрибуция", "некоммерческая",
)  # fmt: skip
_SOUNDS = (("c", "s"), ("s", "c"), ("c", "k"), ("t", "s"), ("a", "e"), ("e", "a"), ("i", "e"), ("e", "i"), ("ll", "l"))
# Words of their own, in whatever language.
_REAL = frozenset(["common", "noncomercial", "noderivative", "attributions"])
# "Licensi", "licence", "licensa" are right somewhere: only slips that no language writes.
_LICENSE = ("lisence", "lisense", "liscence", "liscense", "licsense", "licesne", "licenes", "lincense", "liicense")
_ELEMENTS = {
    "commerical": "commercial",
    "derivitives": "derivatives",
    "derivates": "derivatives",
    "deriviative": "derivative",
}


@cache
def slips() -> dict[str, str]:
    """Return the misspelt words, each with the one that was meant."""
    found = dict.fromkeys(_LICENSE, "license") | {f"{slip}d": "licensed" for slip in _LICENSE if slip.endswith("e")}
    found |= _ELEMENTS
    for word in _WORDS:
        for slip in _slips_of(word):
            if slip not in _WORDS and slip not in _REAL and len(slip) > 5:
                found.setdefault(slip, word)
    return found


def _slips_of(word: str) -> Iterator[str]:
    """Yield a word with one letter left out, doubled, or changed for one that sounds alike, or two letters swapped."""
    for n in range(1, len(word)):
        yield word[:n] + word[n + 1 :]
        yield word[:n] + word[n] + word[n:]
        if n + 1 < len(word):
            yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]
        for sound, other in _SOUNDS:
            if word.startswith(sound, n):
                yield word[:n] + other + word[n + len(sound) :]


# Words that may be slips, by their first letters and their length.
WORDS = re.compile(r"(?i)(?<!\w)[acdlnsан]\w{5,17}(?!\w)")


def meant(match: re.Match[str]) -> str:
    """Return the word that was meant by a match of `WORDS`, which is mostly the word itself."""
    return slips().get(match[0].lower(), match[0])
