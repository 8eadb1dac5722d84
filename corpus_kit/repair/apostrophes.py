"""The apostrophes of Uzbek in Latin letters: letters, not quotation marks."""

from __future__ import annotations

import re

from corpus_kit.repair import frequent
from corpus_kit.repair.outcome import Repaired

SIGNS = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201b\u2032\uff07"
_LETTER = re.compile(f"(?<=[oOgG])[{SIGNS}](?=[a-zA-Z])")
_O = re.compile(f"[oO][{SIGNS}](?=[a-z])")
# After gʻ at the end of a word (togʻ, bogʻ) the sign may also be a closing quotation mark: only without an opening one.
_FINAL = re.compile(f"(?<=[a-z][oO]g)[{SIGNS}](?![A-Za-z])")
_STOP = re.compile(f"(?<=[a-zA-Z{SIGNS}])[{SIGNS}](?=[a-zA-Z])")
_OTHER_APOSTROPHES = re.compile(f"[b-fh-np-zB-FH-NP-Z][{SIGNS}](?=[a-zA-Z])")


def repair_apostrophes(done: Repaired) -> None:
    """Give oʻ and gʻ U+02BB and the sign between sounds U+02BC, in texts that are Uzbek beyond doubt."""
    text = done.text
    if not _is_uzbek(text):
        return
    before = text
    text = _LETTER.sub("\u02bb", text)
    text = _FINAL.sub("\u02bb", text)
    text = re.sub(f"(?<=[a-zA-Z\u02bb])(?<![oOgG])[{SIGNS.replace(chr(0x2BB), '')}](?=[a-zA-Z])", "\u02bc", text)
    places = [place for place, (one, two) in enumerate(zip(before, text, strict=True)) if one != two]
    if places:
        done.text = text
        first = max(before.rfind(" ", 0, places[0]) + 1, 0)
        end = before.find(" ", places[0])
        end = len(before) if end < 0 else end
        done.note("apostrophes", len(places), before[first:end], text[first:end])


def _is_uzbek(text: str) -> bool:
    letters = len(_O.findall(text))
    if letters < 3:
        return False
    words = text.count(" ") + text.count("\n") + 1
    others = len(_OTHER_APOSTROPHES.findall(text))
    return letters * 40 >= words and others < letters and frequent.count_uzbek(text) * 40 >= words and "q" in text
