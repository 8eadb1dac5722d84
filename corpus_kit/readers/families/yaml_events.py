"""YAML as a tree of names, lists and texts: nothing is constructed, no alias is repeated, no word becomes a number.

A line that breaks the syntax is taken out and told, and the rest is read: in hand-written files of messages an
unquoted colon or percent sign would otherwise cost the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from corpus_kit.readers.families.messages import Tally

DEEPEST = 200  # collections within collections
_MOST_REPAIRS = 50
_LARGEST_REPAIRED = 4_000_000  # characters; each repair parses the text again
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # twenty times as fast where it is built
_LINE = re.compile(r"[^\n\x85\u2028\u2029]*(?:[\n\x85\u2028\u2029]|\Z)")
_FORBIDDEN = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_NAMED = re.compile(r"""([ ]*(?:-[ ]+)*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'\[{&*!|>%@`-][^:#\n]*?):)(?:\s|$)""")
_LISTED = re.compile(r"([ ]*(?:-[ ]+)*-)(?:\s|$)")
# What a plain scalar is in YAML 1.2: `yes`, `no` and dates are texts.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE", "false", "False", "FALSE"))
_NUMBER = re.compile(
    r"[-+]?(?:\d+|0o[0-7]+|0x[0-9a-fA-F]+|(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that was taken out (`whole` False), or the end of what could be read."""

    line: int
    column: int
    problem: str
    whole: bool = False


@dataclass(slots=True)
class Parsed:
    """The documents of a text, and what is to be said of them.

    A document is made of dict, list, str, None for null, True for a truth value and 0 for a number.
    """

    documents: list[Any] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    aliases: int = 0
    tally: Tally = field(default_factory=Tally)


class _SyntaxError(Exception):
    """What the parser of YAML lets pass and we do not."""

    def __init__(self, line: int, column: int, problem: str, final: bool = False) -> None:
        super().__init__(problem)
        self.line, self.column, self.problem, self.final = line, column, problem, final


def parsed(text: str) -> Parsed:
    """Return the documents of `text`; never raises for what stands in it."""
    lines = _LINE.findall(text.replace("\r\n", "\n").replace("\r", "\n"))
    broken: list[Broken] = []
    touched: set[int] = set()
    for number, line in enumerate(lines):
        if found := _FORBIDDEN.search(line):
            broken.append(Broken(number + 1, found.start() + 1, "a control character stands in it"))
            touched |= _take_out(lines, number)
        elif "\\u" in line:
            lines[number] = _PAIR.sub(_joined, line)
    while True:
        building = _Building(lines)
        error = building.run()
        if error is None:
            break
        number = min(error.line, len(lines)) - 1
        hopeless = error.final or number in touched or len(broken) >= _MOST_REPAIRS
        if hopeless or sum(map(len, lines)) > _LARGEST_REPAIRED:
            broken.append(Broken(error.line, error.column, error.problem, whole=True))
            building.forget_line()
            break
        broken.append(Broken(error.line, error.column, error.problem))
        touched |= _take_out(lines, number) | {number}
    building.result.broken = sorted(broken, key=lambda one: one.line)
    return building.result


def _joined(match: re.Match[str]) -> str:
    high, low = int(match[1], 16), int(match[2], 16)
    return chr(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))


def _take_out(lines: list[str], number: int) -> set[int]:
    """Leave of a line its name, so that what stands below it keeps its place; return the lines changed."""
    changed = {number}
    line = lines[number]
    kept = _NAMED.match(line) or _LISTED.match(line)
    lines[number] = f"{kept[1]}\n" if kept else "\n"
    indent = len(line) - len(line.lstrip(" "))
    # Lines that go on with the text, and do not begin an entry of their own, go with it.
    for following in range(number + 1, len(lines)):
        inner = lines[following]
        if inner.strip() and (
            len(inner) - len(inner.lstrip(" ")) <= indent or _NAMED.match(inner) or _LISTED.match(inner)
        ):
            break
        if inner.strip():
            lines[following] = "\n"
            changed.add(following)
    return changed


@dataclass(slots=True)
class _Level:
    """A collection that is open. `name` is the key whose value comes next."""

    value: Any
    name: str | None = None
    number: int = 0


class _Building:
    """Makes trees of the events of one text."""

    def __init__(self, lines: list[str]) -> None:
        self.result = Parsed()
        self._lines = lines
        self._levels: list[_Level] = []
        self._line: list[tuple[Any, Any, int]] = []  # where the values of the last line were put
        self._last: Any = None
        self._comments = {n: len(one.strip()) for n, one in enumerate(lines) if one.lstrip().startswith("#")}

    def run(self) -> _SyntaxError | None:
        """Parse everything; return what ended it early."""
        try:
            for event in yaml.parse("".join(self._lines), Loader=_LOADER):
                self._event(event)
                self._last = event
        except _SyntaxError as error:
            return error
        except yaml.MarkedYAMLError as error:
            return self._located(error)
        except (yaml.YAMLError, RecursionError, UnicodeError) as error:
            return _SyntaxError(len(self._lines), 1, str(error).split("\n")[0])
        self.result.tally.add("comment", sum(self._comments.values()))
        return None

    def forget_line(self) -> None:
        """Take back the values of the line that nothing after could be read of: they may be cut."""
        for holder, name, _ in self._line:
            holder[name] = None

    def _located(self, error: yaml.MarkedYAMLError) -> _SyntaxError:
        """Say where the fault is likely to stand: where a quotation or bracket began, not where it was noticed."""
        mark = error.problem_mark or error.context_mark
        context = error.context or ""
        if error.context_mark and re.search("quoted scalar|simple key|flow", context):
            mark = error.context_mark
        last: Any = self._last
        if isinstance(last, yaml.ScalarEvent) and last.style in ("'", '"') and error.problem_mark is not None:
            start, end = last.start_mark, last.end_mark
            if start is not None and end is not None and start.line < end.line == error.problem_mark.line:
                return _SyntaxError(start.line + 1, start.column + 1, "a quotation mark is missing")
        line, column = (mark.line + 1, mark.column + 1) if mark else (len(self._lines), 1)
        return _SyntaxError(line, column, error.problem or context or "it is no YAML")

    def _event(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._put(value, event)
            self._levels.append(_Level(value))
            if len(self._levels) > DEEPEST:
                mark: Any = event.start_mark
                raise _SyntaxError(mark.line + 1, mark.column + 1, f"it is nested more than {DEEPEST} deep", True)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._levels.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.result.aliases += 1
            self._put(None, event, f"*{event.anchor}")

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        start, end = event.start_mark, event.end_mark
        assert start is not None  # events of a parser have marks
        assert end is not None
        first, last = start.line, end.line
        plain = not event.style  # None or empty, by the loader
        if last > first:
            for number in range(first + 1, last + 1):
                if not plain:
                    self._comments.pop(number, None)
            if event.style in ("'", '"') and self._levels:
                self._indented(first, last, start.column)
        text: str = event.value
        if event.tag not in _TEXT_TAGS:
            self.result.tally.add("code", len(text))
            self._put(None, event, text)
        elif not plain or event.tag is not None:
            self._put(text, event, text)
        else:
            value = None if text in _NULL else True if text in _TRUE else 0 if _NUMBER.fullmatch(text) else text
            self._put(value, event, text)

    def _indented(self, first: int, last: int, column: int) -> None:
        """Refuse a quotation that swallows entries: each further line must stand deeper than the first."""
        indent = len(self._lines[first]) - len(self._lines[first].lstrip(" "))
        for line in self._lines[first + 1 : last + 1]:
            if line.strip() and len(line) - len(line.lstrip(" \t")) <= indent:
                raise _SyntaxError(first + 1, column + 1, "a quotation mark is missing")

    def _put(self, value: Any, event: Any, name: str | None = None) -> None:
        """Put a value where it belongs; `name` is what it is called when it is a key."""
        line = event.start_mark.line
        if self._line and self._line[-1][2] != line:
            self._line.clear()
        if not self._levels:
            self.result.documents.append(value)
            self._line.append((self.result.documents, len(self.result.documents) - 1, line))
            return
        level = self._levels[-1]
        if isinstance(level.value, list):
            level.value.append(value)
            self._line.append((level.value, len(level.value) - 1, line))
        elif level.name is None:
            level.number += 1
            level.name = name if name is not None else f"?{level.number}"
            if level.name in level.value:
                self.result.twice.append(f"{level.name} (line {line + 1})")
                level.name = f"{level.name} ({level.number})"
            if name is None and value:
                level.value[f"{level.name} (key)"] = value  # a collection as a key: its texts are read too
        else:
            level.value[level.name] = value
            self._line.append((level.value, level.name, line))
            level.name = None


def texts(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what stands at the leaves of a tree with their names: `errors.format`, `days.0`."""
    stack: list[tuple[str, Any]] = [(name, value)]
    while stack:
        path, found = stack.pop()
        if isinstance(found, dict):
            stack += reversed([(f"{path}.{key}" if path else key, inner) for key, inner in found.items()])
        elif isinstance(found, list):
            stack += reversed([(f"{path}.{number}" if path else str(number), one) for number, one in enumerate(found)])
        else:
            yield path, found
