"""Search for many strings in one pass: `ahocorasick_rs`, or a plain loop, far slower, where it is not installed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence


class Search:
    """Finds every occurrence of every string, overlaps included."""

    __slots__ = ("_by_start", "_machine", "_short")

    def __init__(self, strings: Sequence[str]) -> None:
        self._machine = None
        try:
            from ahocorasick_rs import AhoCorasick, Implementation
        except ImportError:
            self._by_start: dict[str, list[tuple[str, int]]] = defaultdict(list)
            self._short: list[tuple[str, int]] = []
            for number, string in enumerate(strings):
                place = self._short if len(string) < _START else self._by_start[string[:_START]]
                place.append((string, number))
        else:
            self._machine = AhoCorasick(list(strings), implementation=Implementation.DFA, store_patterns=False)

    def every(self, text: str) -> list[tuple[int, int, int]]:
        """Return (number of the string, start, end) for every occurrence, by place."""
        if self._machine is not None:
            return self._quickly(text)
        return self._slowly(text)

    def _quickly(self, text: str) -> list[tuple[int, int, int]]:
        assert self._machine is not None
        try:
            found: list[tuple[int, int, int]] = self._machine.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half characters, which no string here holds
            found = self._machine.find_matches_as_indexes(_HALVES.sub("?", text), overlapping=True)
        return found

    def _slowly(self, text: str) -> list[tuple[int, int, int]]:
        found = [
            (number, place, place + len(string))
            for place in range(len(text))
            for string, number in self._by_start.get(text[place : place + _START], ())
            if text.startswith(string, place)
        ]
        for string, number in self._short:
            place = text.find(string)
            while place >= 0:
                found.append((number, place, place + len(string)))
                place = text.find(string, place + 1)
        return sorted(found, key=lambda f: (f[1], f[2], f[0]))


class ByteSearch:
    """Finds where some strings stand, over the bytes of a text: quicker, for strings that are seldom there."""

    __slots__ = ("_machine", "_plainly")

    def __init__(self, strings: Sequence[str]) -> None:
        self._machine, self._plainly = None, None
        try:
            from ahocorasick_rs import BytesAhoCorasick, Implementation
        except ImportError:
            self._plainly = re.compile("|".join(re.escape(s) for s in sorted(strings)))
        else:
            self._machine = BytesAhoCorasick([s.encode() for s in strings], implementation=Implementation.DFA)

    def places(self, text: str) -> list[int]:
        """Return where strings begin that do not overlap, by place, as offsets of characters."""
        if self._machine is None:
            assert self._plainly is not None
            return [m.start() for m in self._plainly.finditer(text)]
        data = text.encode("utf-8", "surrogatepass")
        found: list[int] = [start for _, start, _ in self._machine.find_matches_as_indexes(data)]
        if len(data) == len(text) or not found:
            return found
        places: list[int] = []
        last = place = 0
        for start in found:
            place += len(data[last:start].decode("utf-8", "surrogatepass"))
            places.append(place)
            last = start
        return places


_START = 3
_HALVES = re.compile("[\ud800-\udfff]")
