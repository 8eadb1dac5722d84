"""Characters that are not seen, or only as a space: kept where a script needs them, taken out elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from corpus_kit.repair.outcome import Repaired, Settings, around
from corpus_kit.repair.rules import as_class, characters, rules

# Scripts in which a joiner or non-joiner is part of the spelling: Arabic to Mandaic, Indic scripts, Tibetan, Burmese,
# Khmer, Mongolian, Balinese to Meetei Mayek, and the right-to-left and Brahmic scripts beyond the basic plane.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1700-\u18af\u19e0-\u19ff\u1a20-\u1aaf\u1b00-\u1bff"
    "\u1c00-\u1c4f\u1cd0-\u1cff\ua840-\ua8ff\ua930-\uaaff\uabc0-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_VIRAMAS = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2"
_EMOJI = "#*0-9\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff\U000e007f"
# Scripts written without spaces, in which U+200B parts words.
_UNSPACED = "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1bbf\ua980-\ua9ff\uaa00-\uaa7f"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_MONGOLIAN = "\u1800-\u18af"
_ARABIC_LETTER = "\u0620-\u063f\u0641-\u065f\u066e-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff"

_DIRECTION = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}

_KATAKANA_MARKS = str.maketrans({"\uff9e": "\u3099", "\uff9f": "\u309a"})
# One class that holds all of this module but tags; the first look at a text searches for it too. Only classes without
# characters beyond the basic plane are fast.
SUSPECT = (
    as_class(c for c in characters("spaces") | characters("invisible") | characters("half_width") if c <= "\uffff")
    + _DIRECTION
    + "\u00ad\u0640\u200b-\u200d\u2060\uf020-\uf0ff"
)
BEYOND = "\U000e0001-\U000e007f"
_ANY = re.compile(f"[{SUSPECT}{BEYOND}]")

_PATTERNS: dict[str, re.Pattern[str]] = {
    "soft_hyphens": re.compile("\u00ad+"),
    "spaces": re.compile(
        f"(?<![{_MONGOLIAN}])\u202f(?![{_MONGOLIAN}])|[{as_class(characters('spaces') - {chr(0x202F)})}]"
    ),
    "zero_width": re.compile(
        f"\u2060+|(?<![{_UNSPACED}])\u200b+(?![{_UNSPACED}])|(?<=\u200b)\u200b+|(?<=\\s)\u200b+|\u200b+(?=\\s)"
    ),
    "joiners": re.compile(
        "(?<=\u200c)[\u200c\u200d]+|(?<=\u200d)\u200d+"
        # The non-joiner stays before a letter of such a script, unless a space precedes, and after a virama.
        f"|(?<![{_VIRAMAS}])\u200c(?![{_JOINING}\u200d])|(?<=\\s)\u200c|(?<![\\s\\S])\u200c"
        # The joiner stays beside a letter of such a script and between emoji.
        f"|(?<![{_JOINING}{_EMOJI}\u200c])\u200d(?![{_JOINING}])"
        f"|(?<=[{_EMOJI}])\u200d(?![{_JOINING}{_EMOJI}])"
    ),
    "kashidas": re.compile(f"(?<=[{_ARABIC_LETTER}])\u0640+(?=[{_ARABIC_LETTER}])|(?<=\u0640)\u0640+"),
    "half_width": re.compile("[\uff66-\uff9f]+"),
    "invisible": re.compile(
        "\u180e(?<![\u1800-\u18af].)|[\u2061-\u2064\u206a-\u206f\u3164\uffa0\ufff9-\ufffb\U000e0001]"
        "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007f]+"
    ),
    "symbols": re.compile("[\uf020-\uf0ff]"),
}
# What each of the patterns begins with: only where one of these stands a pattern is tried.
_STARTS = {
    "soft_hyphens": "\u00ad",
    "spaces": as_class(characters("spaces") | {"\u202f"}),
    "zero_width": "\u200b\u2060",
    "joiners": "\u200c\u200d",
    "kashidas": "\u0640",
    "half_width": "\uff66-\uff9f",
    "invisible": "\u180e\u2061-\u2064\u206a-\u206f\u3164\uffa0\ufff9-\ufffb" + BEYOND,
    "symbols": "\uf020-\uf0ff",
}
_START_PATTERNS = {kind: re.compile(f"[{inside}]") for kind, inside in _STARTS.items()}
_ORDER = (
    "direction_controls",
    "soft_hyphens",
    "spaces",
    "zero_width",
    "joiners",
    "kashidas",
    "half_width",
    "symbols",
    "invisible",
)


def repair_invisible(done: Repaired, settings: Settings) -> None:
    """Repair spaces, joiners, controls of direction and what else is not seen."""
    if not _ANY.search(done.text):
        return
    for kind in _ORDER:
        if not getattr(settings, kind):
            continue
        if kind == "direction_controls":
            edits = list(_stray_directions(done.text))
        else:
            edits = list(_edits(kind, done.text))
        _apply(done, kind, edits)


def _edits(kind: str, text: str) -> Iterator[tuple[int, int, str]]:
    for match in _matches(kind, text):
        found = match[0]
        if kind == "spaces":
            yield match.start(), match.end(), " "
        elif kind == "half_width":
            yield match.start(), match.end(), _full_katakana(found)
        elif kind == "symbols":
            if found in (table := _symbols()):
                yield match.start(), match.end(), table[found]
        else:
            yield match.start(), match.end(), ""


def _matches(kind: str, text: str) -> Iterator[re.Match[str]]:
    """Yield what `finditer` would, but faster: patterns that begin with a look back are tried at every place by it."""
    pattern, end = _PATTERNS[kind], 0
    for start in _START_PATTERNS[kind].finditer(text):
        if start.start() >= end and (match := pattern.match(text, start.start())):
            end = match.end()
            yield match


@cache
def _symbols() -> dict[str, str]:
    return {chr(int(key, 16)): value for key, value in rules()["symbols"]["table"].items()}


def _full_katakana(found: str) -> str:
    import unicodedata

    spread = found.translate(_KATAKANA_MARKS)
    wide = "".join(c if c in "\u3099\u309a" else unicodedata.normalize("NFKC", c) for c in spread)
    return unicodedata.normalize("NFC", wide)


def _stray_directions(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield what goes: overrides, what is not closed on its line, and all on lines without right-to-left letters."""
    seen = -1
    for match in re.finditer(f"[{_DIRECTION}]", text):
        start = text.rfind("\n", 0, match.start()) + 1
        if start == seen:
            continue
        seen = start
        end = text.find("\n", match.start())
        yield from _stray_on_line(text, start, len(text) if end < 0 else end)


def _stray_on_line(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    places = [start + m.start() for m in re.finditer(f"[{_DIRECTION}]", text[start:end])]
    if not _RIGHT_TO_LEFT.search(text, start, end):
        yield from ((place, place + 1, "") for place in places)
        return
    waiting: list[tuple[int, str]] = []
    kept: set[int] = set()
    for place in places:
        character = text[place]
        if character in "\u061c\u200e\u200f":
            kept.add(place)
        elif character in _OPENERS:
            waiting.append((place, _OPENERS[character]))
        elif character in "\u202d\u202e":
            waiting.append((-1, "\u202c"))
        elif waiting and waiting[-1][1] == character:
            opened = waiting.pop()[0]
            if opened >= 0:
                kept.update((opened, place))
    yield from ((place, place + 1, "") for place in places if place not in kept)


def _apply(done: Repaired, kind: str, edits: list[tuple[int, int, str]]) -> None:
    if not edits:
        return
    before, pieces, last = done.text, list[str](), 0
    for start, end, new in edits:
        pieces += (before[last:start], new)
        last = end
    pieces.append(before[last:])
    first, stop = around(before, *edits[0][:2])
    inside = [edit for edit in edits if edit[0] >= first and edit[1] <= stop]
    shown, at = "", first
    for start, end, new in inside:
        shown += before[at:start] + new
        at = end
    done.text = "".join(pieces)
    done.note(kind, sum(end - start for start, end, _ in edits), before[first:stop], shown + before[at:stop])
