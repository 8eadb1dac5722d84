"""One expression that tells, for a whole column of texts at once, which are worth searching for statements."""

from __future__ import annotations

import re
from functools import cache

from corpus_kit.licenses import rules

# What folding makes equal must be written out for the search in unfolded text.
_CLASSES = {"ا": "[اأإآٱ]", "ی": "[یيى]", "ک": "[کك]", "-": "[-‐‑‒–—―─－﹣−]", "'": "['’‘ʼʻ´]", ".": "[.٫．]"}
_SPACE = r"[\s\x{00a0}\x{200b}\x{200c}\x{3000}*_`#/>|;%-]+"
_ALWAYS = (
    r"creativecommons\.org", r"spdx-license", r"\bcc[\s:_/(-]{0,3}(?:by|0|zero)\b", r"\bcc[\s:_/(-]{0,3}by[\s-]{0,3}(?:nc|nd|sa)", r"(?:\b|[al])gpl\b", r"(?:\b|[al])gplv?\d", r"\bgfdl\b", r"general\s+public\s+licen[cs]e", r"documentation\s+licen[cs]e", r"freie\s+dokumentation",
    r"(?:^|\n)[\s>*#|\"'{;%/-]*(?:licen[cs]es?|rights)[\"']?\**\s*[:=]", r"public\s+domain\s+(?:ded|mark)", r"permission is hereby granted", r"redistribution and use in source",
)


@cache
def trigger() -> str:
    """Return the expression, for RE2 and without regard to case: a text without a match holds no statement."""
    stems = {" ".join(stem) for rule in rules.rules() for stem in rule.stems}
    pieces = [*_ALWAYS, *(_unfolded(s) for s in sorted(stems))]
    pieces += [_re2(rules.pattern(w)) for w in rules.raw()["cc"]["name"]]
    elements = "|".join(_re2(rules.pattern(w)) for w in rules.raw()["cc"]["by"])
    pieces.append(rf"(?:{elements})[\s]?(?:{_CLASSES['-']}|\s?[-–—]|\d\.\d|non|share|no\s?deriv|相同|非商|비영리|동일)")
    return "|".join(pieces)


def _unfolded(stem: str) -> str:
    return _SPACE.join("".join(_CLASSES.get(c, re.escape(c)) for c in word) for word in stem.split())


def _re2(pattern: str) -> str:
    """Return a folded expression for unfolded text: only letters outside of escapes are widened."""
    return re.sub(r"(?<!\\)[اییک]", lambda m: _CLASSES.get(m[0], m[0]), pattern).replace(r"\s*", r"[\s\x{00a0}\x{200c}]*")
