"""Whole license texts known by their fingerprints: hashes of runs of words, kept in `licenses/fingerprints.json`.

No license text is shipped. A text that holds most of a license's runs is that license; what stands inside it and
belongs to no run of it was added by somebody, and is read as any other statement.
"""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from corpus_kit import resources

RUN = 5  # words
# Of long texts every second run is kept, the same in all, so that they can be compared. With one in four a sentence
# put into a license was overlooked three times in a hundred.
RATE_OF_LONG, LONG_WORDS = 2, 500
_WORD = re.compile(r"[^\W_]+")
_LEAST_RUNS = 24
_WHOLE = 0.80  # of a license's runs, for the whole text
_PART = 0.90  # of the runs of the stretch found, for a part of the text
_PART_RUNS = 50


@dataclass(frozen=True, slots=True)
class WholeText:
    """A license text in a text: where it lies, how much of the license is there, and the stretches that are not its."""

    id: str
    start: int
    end: int
    similarity: float
    added: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Known:
    texts: dict[str, int]  # identifier and number of runs kept
    rates: dict[str, int]
    owners: dict[int, tuple[str, ...]]  # by hash


def words_of(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text as they are compared, with their places."""
    lowered = text.lower() if len(text.lower()) == len(text) else text
    return [(m[0].replace("licence", "license"), m.start(), m.end()) for m in _WORD.finditer(lowered)]


def runs_of(words: list[str]) -> list[int]:
    """Return the hash of every run of words, in order."""
    return [zlib.crc32(" ".join(words[n : n + RUN]).encode()) for n in range(len(words) - RUN + 1)]


@cache
def known_texts() -> _Known:
    """Return the fingerprints as shipped."""
    table = json.loads(resources.read_text("licenses", "fingerprints.json"))["texts"]
    owners: dict[int, list[str]] = defaultdict(list)
    for license_id, entry in table.items():
        packed = base64.b64decode(entry["runs"])
        for value in struct.unpack(f"<{len(packed) // 4}I", packed):
            owners[value].append(license_id)
    sizes = {i: len(base64.b64decode(e["runs"])) // 4 for i, e in table.items()}
    rates = {i: int(e["rate"]) for i, e in table.items()}
    return _Known(sizes, rates, {value: tuple(ids) for value, ids in owners.items()})


def whole_texts(text: str) -> list[WholeText]:
    """Return the license texts that a text holds, whole or in large part, by place."""
    found: list[WholeText] = []
    known, runs = known_texts(), runs_of(_WORD.findall(text.lower().replace("licence", "license")))
    places: dict[str, list[int]] = defaultdict(list)
    for place, value in enumerate(runs):
        for license_id in known.owners.get(value, ()):
            places[license_id].append(place)
    if not any(len(mine) * known.rates[license_id] >= _LEAST_RUNS for license_id, mine in places.items()):
        return found
    words = words_of(text)
    free = [(0, len(runs))]
    while best := _best(known, runs, places, free):
        license_id, mine, share = best
        first, last = mine[0], mine[-1]
        added = _added(known, license_id, runs, words, first, last)
        found.append(
            WholeText(license_id, words[first][1], words[min(last + RUN - 1, len(words) - 1)][2], share, added)
        )
        free = [p for s, e in free for p in ((s, min(e, first)), (max(s, last + 1), e)) if p[1] - p[0] >= _LEAST_RUNS]
    return sorted(found, key=lambda w: w.start)


def _best(
    known: _Known, runs: list[int], places: dict[str, list[int]], free: list[tuple[int, int]]
) -> tuple[str, list[int], float] | None:
    """Return the license that fits best in one of the stretches not yet taken: identifier, places, share of it."""
    options = []
    for license_id, all_places in places.items():
        rate = known.rates[license_id]
        for start, end in free:
            mine = _densest([p for p in all_places if start <= p < end], known.texts[license_id] * rate)
            distinct = len({runs[p] for p in mine})
            if distinct * rate < _LEAST_RUNS:
                continue
            share = distinct / known.texts[license_id]
            kept = sum(1 for p in range(mine[0], mine[-1] + 1) if runs[p] % rate == 0)
            part = len(mine) / kept
            if share >= _WHOLE or (part >= _PART and distinct * rate >= _PART_RUNS and share >= 0.15):
                # What explains more of the text is the better reading; of two alike, the one that is there in full.
                options.append((distinct * rate, share, license_id, mine))
    if not options:
        return None
    most = max(o[0] for o in options)
    _, share, license_id, mine = max(
        (o for o in options if o[0] >= most * 0.97), key=lambda o: (round(o[0] / most * o[1], 3), o[0], o[2])
    )
    return license_id, mine, share


def _densest(places: list[int], length: int) -> list[int]:
    """Return the places that lie together: a text that comes twice, or a stray phrase far off, counts once."""
    if not places or places[-1] - places[0] <= length * 1.6 + 120:
        return places
    window = int(length * 1.3) + 60
    best = (0, 0, 0)
    right = 0
    for left, place in enumerate(places):
        while right < len(places) and places[right] - place <= window:
            right += 1
        best = max(best, (right - left, -left, right))
    return places[-best[1] : best[2]]


def _added(
    known: _Known, license_id: str, runs: list[int], words: list[tuple[str, int, int]], first: int, last: int
) -> tuple[tuple[int, int], ...]:
    """Return the stretches inside a license text that hold runs which are not its own."""
    rate = known.rates[license_id]
    spans: list[tuple[int, int]] = []
    for place in range(first, last + 1):
        value = runs[place]
        if value % rate == 0 and license_id not in known.owners.get(value, ()):
            start, end = words[place][1], words[min(place + RUN - 1, len(words) - 1)][2]
            if spans and start <= spans[-1][1] + 60:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
    return tuple(spans)
