"""JSON Lines: every line on its own, so that one bad line costs one record."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from corpus_kit.readers.blocks import as_utf8, lines
from corpus_kit.readers.decoding import checked_lines
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.families.fields import ObjectFields, guess_text_field, plan_for
from corpus_kit.readers.limits import Limits, Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, ReadOptions, Record, Refusal, Remark

FORMAT = "json-lines"
_GUESS_LINES = 200
_DEEPEST = 1000
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


def read_json_lines(opened: Opened) -> Iterator[Item]:
    """Yield a record or a refusal for every line that is not blank; places are `line N`."""
    limits, encoding = opened.limits, opened.encoding
    options = opened.options
    guessed, remarks = _guess(opened.source.head, options, encoding)
    yield from remarks
    fields = ObjectFields(options, FORMAT, encoding.name, guessed)
    loads, number = orjson.loads, 0
    for line, problem in checked_lines(opened):
        number += 1
        if problem:
            params: Params = {"limit_mb": limits.record_bytes >> 20, "encoding": encoding.name}
            params |= {"lines": number, "count": 1}
            yield Refusal(problem, f"line {number}", params, FORMAT, encoding.name)
            continue
        if not line or line.isspace():
            continue
        try:
            value = loads(line)
        except orjson.JSONDecodeError:
            yield from _second_look(line, number, fields, encoding.name)
            continue
        record = fields.record(value, f"line {number}") if type(value) is dict else None
        if record is not None:
            yield record
        else:
            yield from _unusual(value, f"line {number}", fields, encoding.name)


def _unusual(value: Any, place: str, fields: ObjectFields, encoding: str) -> Iterator[Item]:
    if isinstance(value, dict):
        several = fields.translations(value, place)
        yield from several
        if not several:
            yield Refusal("record-without-text", place, {}, FORMAT, encoding)
    elif isinstance(value, str):
        if value.strip():
            yield Record(value, place, FORMAT, encoding)
        else:
            yield Refusal("record-without-text", place, {}, FORMAT, encoding)
    else:
        yield Refusal("json-line-not-object", place, {"kind": _kind(value)}, FORMAT, encoding)


def _kind(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "null" if value is None else "true or false" if isinstance(value, bool) else "a number"


def _second_look(line: bytes | str, number: int, fields: ObjectFields, encoding: str) -> Iterator[Item]:
    """Say what is wrong with a line that orjson refuses, or read it where only orjson is strict."""
    place = f"line {number}"
    text = (line.decode() if isinstance(line, bytes) else line).removeprefix("\ufeff").strip("\0")
    if not text.strip():
        return
    try:
        value = loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        code = "json-line-cut" if cut else "json-line-invalid"
        yield Refusal(code, place, {"position": error.pos + 1, "problem": error.msg}, FORMAT, encoding)
        return
    except (RecursionError, ValueError):  # ValueError: a number of more digits than Python takes
        yield Refusal("json-too-deep", place, {}, FORMAT, encoding)
        return
    if has_lone_surrogate(value):
        yield Refusal("lone-surrogate", place, {}, FORMAT, encoding)
        return
    record = fields.record(value, place) if isinstance(value, dict) else None
    if record is not None:
        yield record
    else:
        yield from _unusual(value, place, fields, encoding)


def loads(text: str) -> Any:
    """Parse JSON with the standard library, which takes what orjson does not: half pairs, NaN, numbers of any length.

    Raises JSONDecodeError, and RecursionError beyond a depth that is the same for every version of Python.
    """
    if text.count("[") + text.count("{") > _DEEPEST:
        depth = 0
        for match in _NESTING.finditer(text):
            depth += (match[0] in "[{") - (match[0] in "]}") if len(match[0]) == 1 else 0
            if depth > _DEEPEST:
                raise RecursionError("nested too deeply")
    return json.loads(text)


def has_lone_surrogate(value: Any) -> bool:
    """Return whether any string within `value` holds half of a pair and so cannot be stored."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    except RecursionError:
        return False
    return False


def _guess(head: bytes, options: ReadOptions, encoding: Encoding) -> tuple[str | None, list[Remark]]:
    """Return the field to take for text where no field has a usual name, and what to say of it."""
    if options.text_field is not None:
        return None, []
    rows: list[dict[str, Any]] = []
    head_blocks = as_utf8([head[: len(head) - len(head) % 4 or None]], encoding)
    codec = "utf-8" if encoding.lines_as_utf8 else encoding.codec
    for line in itertools.islice(lines(head_blocks, Limits()), _GUESS_LINES):
        try:
            value = orjson.loads((line or b"").decode(codec))
        except (orjson.JSONDecodeError, UnicodeDecodeError):
            continue
        if isinstance(value, dict):
            rows.append(value)
    if not rows or any(plan_for(tuple(row), options).text for row in rows):
        return None, []
    guessed = guess_text_field(rows)
    if guessed is None:
        return None, []
    return guessed, [Remark("json-field-guessed", params={"field": guessed, "fields": ", ".join(rows[0])})]
