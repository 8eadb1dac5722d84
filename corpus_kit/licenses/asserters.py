"""Who says what a file says of terms: the author, the publisher or holder, a collector of other people's texts."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from corpus_kit.licenses import rules

Asserter = Literal["author", "publisher", "collector", "contributor", "unknown"]
_READ = 20_000  # characters of a file in which its writer tells who he is
_HOLDER = re.compile(r"(?m)(?:©|\(c\)|copyright)[ \t]*(?:\(c\)|©)?[ \t]*(?:\d{4}|[-–, ])*[ \t]*[^\W\d_]{2,}")


def asserter_of(text: str) -> Asserter:
    """Return who speaks in a file about a batch, as far as its own words tell.

    A collector is known by saying that the texts were gathered elsewhere or belong to others; an author or a publisher
    by speaking of the work as one's own, or by a line of copyright with a name.
    """
    folded = rules.fold(text[:_READ])
    if _said("collector").search(folded):
        return "collector"
    if _said("author").search(folded):
        return "author"
    return "publisher" if _HOLDER.search(folded) else "unknown"


@cache
def _said(role: str) -> re.Pattern[str]:
    return re.compile("|".join(rules.pattern(p) for p in rules.raw()["asserter"][role]))
