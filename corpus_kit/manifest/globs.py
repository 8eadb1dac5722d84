"""Which files an entry of a declaration means."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARCHIVE = re.compile(r"\.(zip|tar|tgz|tbz2|txz|7z|rar|epub|gz|bz2|xz|zst)$", re.IGNORECASE)


def applies(glob: str, path: str) -> bool:
    """Say whether an entry holds for a file itself, or for an archive or named folder that it is in."""
    if not unicodedata.normalize("NFC", path).startswith(_start(glob)):
        return False
    if matches(glob, path):
        return True
    parts = path.split("/")
    outer = ["/".join(parts[:n]) for n in range(1, len(parts))]
    return any((_ARCHIVE.search(place) and matches(glob, place)) or _folder(glob) == place for place in outer)


def _folder(glob: str) -> str:
    return unicodedata.normalize("NFC", glob.rstrip("/"))


@lru_cache(maxsize=4096)
def _start(glob: str) -> str:
    """Return how every path that the glob can mean begins: most entries are told apart by that alone."""
    return re.split(r"[*?\[]", unicodedata.normalize("NFC", glob), maxsplit=1)[0]


def matches(glob: str, path: str) -> bool:
    """Say whether a glob names a file itself."""
    path = unicodedata.normalize("NFC", path)  # macOS hands out names in another form than the one typed
    return path == unicodedata.normalize("NFC", glob) or _pattern(glob).fullmatch(path) is not None


@lru_cache(maxsize=4096)
def _pattern(glob: str) -> re.Pattern[str]:
    """Return the pattern of a glob: `*` and `?` stay inside a name, `**` takes in folders."""
    glob = unicodedata.normalize("NFC", glob)
    pattern, position = "", 0
    while position < len(glob):
        rest = glob[position:]
        bracket = re.match(r"\[(!?)(\]?[^\]]*)\]", rest)
        if rest.startswith("**/"):
            pattern, position = pattern + "(?:[^/]+/)*", position + 3
        elif rest.startswith("**"):
            pattern, position = pattern + ".*", position + 2
        elif rest[0] in "*?":
            pattern, position = pattern + ("[^/]*" if rest[0] == "*" else "[^/]"), position + 1
        elif bracket and bracket[2]:
            inside = re.sub(r"([\\\[\]^&~|])", r"\\\1", bracket[2])
            pattern, position = f"{pattern}[{'^/' if bracket[1] else ''}{inside}]", position + bracket.end()
        else:
            pattern, position = pattern + re.escape(rest[0]), position + 1
    try:
        return re.compile(re.sub(r"(?:\(\?:\[\^/\]\+/\)\*)+", r"(?:[^/]+/)*", pattern), re.DOTALL)
    except re.error:  # a class like [z-a]
        return re.compile(re.escape(glob))
