"""Fortune files: sayings with a line of a percent sign between them. Colours for terminals are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.families.prose import UNITS
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal

_COLOUR = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[()][0-9A-B]|[=>78cDEHM])|.\x08|[\x0e\x0f]")


def read_fortune(opened: Opened) -> Iterator[Item]:
    """Yield a record a saying (`saying N`), or one for the whole file where `unit` is `file`."""
    unit = opened.options.unit
    if unit is not None and unit not in UNITS:
        yield Refusal("unit-unknown", "", {"unit": unit}, opened.format, opened.encoding.name)
        return
    markup = 0
    whole: list[str] = []
    for number, (lines, problem) in enumerate(_sayings(opened), 1):
        source = "\n".join(lines)
        text = _COLOUR.sub("", source).strip("\n")
        markup += len(source) - len(text) + 2
        if problem is not None:
            problem.place = f"saying {number}, {problem.place}"
            yield problem
        elif unit == "file":
            whole.append(text)
        else:
            yield Record(text, f"saying {number}", opened.format, opened.encoding.name)
    if whole:
        yield Record("\n\n".join(whole), "", opened.format, opened.encoding.name)
    if markup:
        yield LeftOut("markup", markup)


def _sayings(opened: Opened) -> Iterator[tuple[list[str], Refusal | None]]:
    """Yield the lines of each saying that holds any text, and what refuses it."""
    lines: list[str] = []
    refusal: Refusal | None = None
    size = 0
    limit = opened.limits.record_bytes
    for number, (line, problem) in enumerate(text_lines(opened), 1):
        if line.rstrip() in ("%", "%%") and not problem:
            if refusal is not None or any(map(str.strip, lines)):
                yield lines, refusal
            lines, refusal, size = [], None, 0
            continue
        size += len(line)
        if size > limit and not problem:
            problem = "record-too-large"
        if problem and refusal is None:
            params: Params = {"lines": number, "count": 1, "encoding": opened.encoding.name, "limit_mb": limit >> 20}
            refusal = Refusal(problem, f"line {number}", params, opened.format, opened.encoding.name)
        if refusal is None:
            lines.append(line)
        else:
            lines = []
    if refusal is not None or any(map(str.strip, lines)):
        yield lines, refusal
