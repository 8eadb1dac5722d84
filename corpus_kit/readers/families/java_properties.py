"""Java properties: each value is a record, its key the place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.families.messages import Tally, has_half_pair, joined_pairs, side_in_path
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal

FORMAT = "properties"
_PIECE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(u)|\\([\s\S]?)")
_KEY = re.compile(r"((?:[^\\=: \t\f]|\\[\s\S]?)*)(?:[ \t\f]*[=:][ \t\f]*|[ \t\f]+|$)")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_BLANK = " \t\f"


@dataclass(slots=True)
class _Line:
    """A logical line: natural lines that end in a backslash are joined to the next one."""

    number: int
    parts: list[str]
    size: int = 0
    problem: str = ""
    last: int = 0


def read_properties(opened: Opened) -> Iterator[Item]:
    """Yield a record a property whose value has words; its place is `line N`.

    The alignment is the same for the files of several languages (`messages_kk.properties`, `messages.properties`):
    its group is the path with the language replaced by `*`, its unit the key.
    """
    side = side_in_path(opened.path, separators="_", folders=True)
    group = side.group or _unmarked(opened.path)
    encoding = opened.encoding.name
    tally = Tally()
    seen: dict[str, int] = {}
    for line in _logical_lines(opened, tally):
        if line.problem:
            yield _refusal(line.problem, line.last, opened)
            continue
        written = "".join(line.parts)
        key_part = _KEY.match(written)
        assert key_part is not None  # it matches the empty text
        try:
            key, text = _unescaped(key_part[1]), _unescaped(written[key_part.end() :])
        except ValueError as error:
            params = {"key": key_part[1][:60], "problem": str(error)}
            yield Refusal("properties-escape-broken", f"line {line.number}", params, FORMAT, encoding)
            continue
        if has_half_pair(text) or has_half_pair(key):
            yield Refusal("lone-surrogate", f"line {line.number}", {}, FORMAT, encoding)
        elif not tally.takes(text):
            seen[key] = again = seen.get(key, 0) + 1
            side = type(side)(side.language, group, True)
            alignment = side.alignment(key if again == 1 else f"{key} ({again})")
            yield Record(text, f"line {line.number}", FORMAT, encoding, language=side.language, alignment=alignment)
    yield from tally.items()


def _unmarked(path: str) -> str:
    """Return the group of a file without a language in its name: the default that the others translate."""
    stem, dot, extension = path.rpartition(".")
    return f"{stem}_*.{extension}" if dot else path


def _logical_lines(opened: Opened, tally: Tally) -> Iterator[_Line]:
    held: _Line | None = None
    for number, (line, problem) in enumerate(text_lines(opened), 1):
        start = line.lstrip(_BLANK)
        if held is None:
            if not problem and (not start or start[0] in "#!"):
                tally.add("comment", len(start))
                continue
            held = _Line(number, [])
        if problem and not held.problem:
            held.problem, held.last = problem, number
        open_end = (len(start) - len(start.rstrip("\\"))) % 2 == 1
        held.parts.append(start[:-1] if open_end else start)
        held.size += len(start)
        if held.size > opened.limits.record_bytes:
            held.parts, held.problem, held.last = [], "record-too-large", number
        if not open_end:
            yield held
            held = None
    if held is not None:
        yield held


def _refusal(problem: str, line: int, opened: Opened) -> Refusal:
    encoding = opened.encoding.name
    limit = opened.limits.record_bytes >> 20
    params: Params = {"lines": line, "count": 1, "encoding": encoding, "limit_mb": limit}
    return Refusal(problem, f"line {line}", params, FORMAT, encoding)


def _unescaped(text: str) -> str:
    """Return what a key or value means. Raises ValueError for a broken escape."""
    if "\\" not in text:
        return text

    def meant(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        if match[2]:
            raise ValueError(match.string[match.start() : match.start() + 6])
        return _SIMPLE.get(match[3], match[3])

    return joined_pairs(_PIECE.sub(meant, text))
