"""One expression that tells, for a whole column of texts at once, which are worth searching for statements."""

from __future__ import annotations

import re
from functools import cache

from corpus_kit.licenses import rules

# What folding makes equal must be written out for the search in unfolded text.
_CLASSES = {"ا": "[اأإآٱ]", "ی": "[یيى]", "ک": "[کك]", "'": "['’‘ʼʻ´]"}
_SPACE = r"[\s\x{00a0}\x{200b}-\x{200f}\x{202f}\x{3000}*_`#/>;%-]+"
_WORD = r"[^\s.,;:!?()<>\"«»。，、।]"  # as rules.pattern writes it; here a wider class will do
_ALWAYS = (
    r"creativecommons\.org",
    r"spdx-license",
    r"\bcc(?:%20|[\s:_/(-]){0,3}(?:by|0|zero)\b",
    r"\bcc[\s:_/(-]{0,3}by[\s-]{0,3}(?:nc|nd|sa)",
    r"(?:\b|[al])gpl\b",
    r"(?:\b|[al])gplv?\d",
    r"\bgfdl\b",
    r"general\s+public\s+licen[cs]e",
    r"documentation\s+licen[cs]e",
    r"freie\s+dokumentation",
    r"(?:^|\n)[\s>*#|\"'{;%/-]*(?:licen[cs]es?|rights)[\"']?\**\s*[:=]",
    r"public\s+domain\s+(?:ded|mark)",
    r"permission is hereby granted",
    r"permission to use, copy, modify",
    r"redistribution and use in source",
)


@cache
def triggers() -> tuple[tuple[str, str], ...]:
    """Return (group, expression for RE2 over texts in lower case): a text that matches none holds no statement.

    They are kept apart by script and language, since one automaton for all would be too large to be fast. A text that
    matches only some can only hold wordings of those groups.
    """
    pieces: dict[str, set[str]] = {group: set() for group in rules.GROUPS}
    pieces["name"] |= set(_ALWAYS) | {_re2(rules.pattern(w)) for w in rules.raw()["cc"]["name"]}
    for rule in rules.rules():
        pieces[rules.group_of(rule)].add(_re2(rules.pattern(rule.piece)))
    dash = r"(?:\s?[-‐‑‒–—―─－﹣−]|\s\d[.,]\d|\s?non|\s?share|\s?no\s?deriv|相同|非商|비영리|동일)"
    elements = "|".join(sorted(_re2(rules.pattern(w)) for w in rules.raw()["cc"]["by"]))
    pieces["name"].add(f"(?:{elements}){dash}")
    return tuple((group, "|".join(sorted(pieces[group]))) for group in sorted(pieces))


def _re2(pattern: str) -> str:
    """Return a folded expression for text that is only in lower case: what folding makes equal is written out."""
    widened = re.sub(r"(?<!\\)[اییک]", lambda m: _CLASSES[m[0]], pattern).replace("'", _CLASSES["'"])
    widened = (
        widened.replace(r"[-\s]", r"[-\x{a0}\t\n ‐‑‒–—]")
        .replace(_WORD, r"[^\s.,]")
        .replace(r"\s*", _SPACE[:-1] + "*")
        .replace(r"\s+", _SPACE)
    )
    return widened.replace("İ", "i")
