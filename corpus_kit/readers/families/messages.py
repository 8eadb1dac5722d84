"""What files of translated messages share: the language in a path, units of alignment, and what is no text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus_kit.languages import UnknownLanguageError, parse_tag
from corpus_kit.readers.formats import words
from corpus_kit.readers.records import Alignment, LeftOut

# A language, script, region and modifier, as locales write them. A variant is taken only where it is a usual one:
# `my_strings` is no Burmese.
_TAG = re.compile(
    r"[a-z]{2,3}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|\d{3}))?(?:[-_](?:valencia|tarask|posix|\d[a-z\d]{3}))?"
    r"(?:\.utf-?8)?(?:@[a-z]{4,10})?",
    re.IGNORECASE,
)
# Codes of languages that are usual names of folders and parts of file names.
_WORDS = frozenset(
    words(
        "all app bar bin car dev doc dot ext fit fun how lib "
        "log mad man map min new out pub res run src sub sun tab top war web www yes"
    )
)
_BETWEEN = ("lc_messages",)
_LONGEST_UNIT = 100
# The language of a source text of which the file says nothing. It is told, so that a language which a manifest gives
# the file, that of its translations, is not taken for that of the sources too.
UNDETERMINED = "und"


@dataclass(frozen=True, slots=True)
class Side:
    """Which side of a set of parallel files one file is: its language as written, and the set."""

    language: str | None
    group: str
    across_files: bool

    def alignment(self, unit: str) -> Alignment:
        """Return the alignment of the message `unit`."""
        return Alignment(self.group, unit, self.across_files)


@lru_cache(maxsize=1024)
def is_tag(text: str) -> bool:
    """Return whether `text` is written like a locale and its language is known."""
    if not _TAG.fullmatch(text) or text.lower() in _WORDS:
        return False
    try:
        parse_tag(text)
    except UnknownLanguageError:
        return False
    return True


def side_in_path(path: str, declared: str | None = None, separators: str = "._-", folders: bool = True) -> Side:
    """Return the side that the file at `path` is; `declared` is the language that its content names, if any.

    A language stands in a path as the whole name (`kk.po`), as its end (`django-kk.po`, after one of `separators`), as
    its beginning before a dot (`kk.messages.yml`), or as the folder above (`kk/LC_MESSAGES/app.po`), unless `folders`
    is False.
    """
    spots = list(_spots(path, separators, folders))
    wanted = _folded(declared or "")
    for start, end in spots:
        if wanted and (_folded(path[start:end]) == wanted or _same_language(path[start:end], wanted)):
            return Side(declared, f"{path[:start]}*{path[end:]}", True)
    for start, end in spots:
        # Where the content names another language the end of a name may be no language: `sign-in.yml`.
        if is_tag(path[start:end]) and (declared is None or path[start - 1 : start] in ("", "/")):
            return Side(declared or path[start:end], f"{path[:start]}*{path[end:]}", True)
    return Side(declared, "", False)


def _spots(path: str, separators: str, folders: bool) -> Iterator[tuple[int, int]]:
    """Yield where in `path` a language may stand, the likeliest place first."""
    start = path.rfind("/") + 1
    name = path[start:]
    stem = name.rpartition(".")[0] or name
    yield start, start + len(stem)
    for position, character in enumerate(stem):
        if character in separators and position:
            yield start + position + 1, start + len(stem)
    if "." in stem:
        yield start, start + stem.index(".")
    above = start - 1
    for _ in range(3 if folders else 0):
        if above <= 0:
            return
        folder = path.rfind("/", 0, above) + 1
        yield folder, above
        if path[folder:above].lower() not in _BETWEEN:
            return
        above = folder - 1


def _same_language(part: str, wanted: str) -> bool:
    return _folded(part).partition("-")[0] == wanted.partition("-")[0] and is_tag(part)


def _folded(tag: str) -> str:
    return tag.lower().replace("_", "-").replace("@", "-")


def unit_of(*parts: str) -> str:
    """Return a short name for a message told by `parts` (a context, a key, a source text); the same parts, the same
    name.
    """
    joined = " | ".join(part for part in parts if part)
    flat = " ".join(joined.split())
    if flat == joined and len(flat) <= _LONGEST_UNIT:
        return flat
    digest = hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{flat[: _LONGEST_UNIT - 30].rstrip()} … {digest}"


def form_name(position: int, count: int) -> str:
    """Name a plural form so that it meets the forms of other languages: the last of `count` is the general one."""
    if position == count - 1:
        return "other"
    return "one" if position == 0 else f"form {position}"


# --- what is a text

_PLACEHOLDER = re.compile(
    r"%(?:\d+\$)?(?:\([^()\s]*\))?[-+#0]*\d*(?:\.\d+)?(?:hh|ll|[hlqzjt])?[@a-zA-Z]|"
    r"[%$#]?\{\{?[ \w.$:#-]*\}?\}|<[^<>]*>|&#?\w+;|\\[nt]",
    re.ASCII,
)
# Identifiers, file names, addresses, colours: no text in any language. They are ASCII and hold no space.
_CODE = re.compile(
    r"(?i:https?|ftp|mailto|file|tel|content|android\.resource):\S+|[\w$]+(?:\.[\w$-]+)+|/[\w$.-]+(?:/[\w$.-]*)+|"
    r"(?:[a-z$\d]+|[A-Z$\d]+)(?:_[a-z$\d]+|_[A-Z$\d]+)+|#[0-9a-fA-F]{3,8}|[@?](?:\+?id|string|android)[:/][\w./:]+",
    re.ASCII,
)


def kind_left_out(text: str) -> str:
    """Return the kind of `LEFT_OUT` that a message without words is: `untranslated`, `code` or `number`; else empty."""
    if not text or text.isspace():
        return "untranslated"
    if not any(map(str.isalpha, text)):
        return "number"
    if len(text) < 300:
        if text.isascii() and _CODE.fullmatch(text):
            return "code"
        if ("%" in text or "{" in text or "<" in text) and not any(map(str.isalpha, _PLACEHOLDER.sub("", text))):
            return "number"
    return ""


class Tally:
    """Sums up what is left out of one file."""

    def __init__(self) -> None:
        self._amounts: dict[str, int] = {}

    def add(self, kind: str, amount: int = 1) -> None:
        """Count `amount` more of `kind`."""
        self._amounts[kind] = self._amounts.get(kind, 0) + amount

    def takes(self, text: str) -> bool:
        """Return whether `text` is to be left out, having no words, and count it then."""
        kind = kind_left_out(text)
        if kind:
            self.add(kind, len(text) if kind == "code" else 1)
        return bool(kind)

    def items(self) -> Iterator[LeftOut]:
        """Yield what was counted."""
        for kind, amount in sorted(self._amounts.items()):
            if amount:
                yield LeftOut(kind, amount)


# --- escapes

_HALVES = re.compile("([\ud800-\udbff])([\udc00-\udfff])")


def joined_pairs(text: str) -> str:
    """Return `text` with the two halves of a pair, written as two escapes, made one character."""
    return _HALVES.sub(lambda m: chr(0x10000 + ((ord(m[1]) & 0x3FF) << 10) + (ord(m[2]) & 0x3FF)), text)


def has_half_pair(text: str) -> bool:
    """Return whether `text` holds half of a pair of surrogates, which is no character."""
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
