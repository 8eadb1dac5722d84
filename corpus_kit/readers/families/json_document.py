"""JSON: the objects that hold a text, else the strings of a map, are the records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson

from corpus_kit.readers.blocks import Source
from corpus_kit.readers.decoding import whole_text
from corpus_kit.readers.families.fields import ObjectFields, guess_text_field
from corpus_kit.readers.families.json_lines import has_lone_surrogate, loads, read_json_lines
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, ReadOptions, Record, Refusal, Remark

FORMAT = "json"


def read_json(opened: Opened) -> Iterator[Item]:
    """Yield the records of one JSON value; places are `item N` in a list, else a JSON pointer (`/days/monday`)."""
    encoding = opened.encoding
    text, refusal = whole_text(opened)
    if refusal is not None:
        yield refusal
        return
    try:
        value = _parse(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and text[: error.pos].strip().startswith("{"):
            # Several values one after another: JSON Lines under another name.
            again = Source(iter([text.encode()]))
            yield from read_json_lines(replace(opened, source=again, encoding=replace(encoding, name="utf-8", skip=0)))
            return
        params: Params = {"line": error.lineno, "column": error.colno, "problem": error.msg}
        yield Refusal("json-invalid", f"line {error.lineno}", params, FORMAT, encoding.name)
        return
    except (RecursionError, ValueError):
        yield Refusal("json-too-deep", "", {}, FORMAT, encoding.name)
        return
    yield from _Walk(opened.options, encoding.name).items(value)


def tree_items(value: Any, options: ReadOptions, encoding: str, format_name: str) -> Iterator[Item]:
    """Yield the records of a tree of dict, list and str that came from a file of another format."""
    for item in _Walk(options, encoding).items(value):
        if isinstance(item, (Record, Refusal)):
            item.format = format_name
        yield item


def _parse(text: str) -> Any:
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return loads(text)  # takes NaN, long numbers and lone surrogates, and says where it fails


class _Walk:
    """Goes through a value without recursion: the depth of a document is its author's business."""

    def __init__(self, options: ReadOptions, encoding: str) -> None:
        self._options = options
        self._encoding = encoding
        self._without_letters = 0
        self._set_aside: list[str] = []

    def items(self, value: Any) -> Iterator[Item]:
        """Yield records for the objects that hold a text; where there are none, for the strings."""
        fields = ObjectFields(self._options, FORMAT, self._encoding)
        objects = [found for _, found in _containers(value) if isinstance(found, dict)]
        if any(fields.has_text(found) or fields.has_translations(found) for found in objects):
            yield from self._objects(value, fields)
            return
        if self._options.text_field is not None:
            names = ", ".join(dict.fromkeys(name for found in objects[:100] for name in found))
            params = {"field": self._options.text_field, "fields": names[:300]}
            yield Refusal("json-no-such-field", "", params, FORMAT, self._encoding)
            return
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
            guessed = guess_text_field(value[:200])
            if guessed is not None:
                yield Remark("json-field-guessed", params={"field": guessed, "fields": ", ".join(value[0])})
                yield from self._objects(value, ObjectFields(self._options, FORMAT, self._encoding, guessed))
                return
        yield from self._strings(value)

    def _objects(self, value: Any, fields: ObjectFields) -> Iterator[Item]:
        """Yield a record an object with text; objects with text inside it are records of their own."""
        stack: list[tuple[str, Any]] = [("", value)]
        whole = isinstance(value, list)
        while stack:
            pointer, found = stack.pop()
            inner: list[tuple[str, Any]] = []
            if isinstance(found, list):
                inner = [(f"{pointer}/{n}", entry) for n, entry in enumerate(found)]
            elif isinstance(found, dict):
                if fields.has_text(found) or fields.has_translations(found):
                    inner = self._take_inner(pointer, found, fields)
                    yield from self._record(found, _place(pointer, whole), fields)
                elif whole and pointer.count("/") == 1 and not self._holds_text(found, fields):
                    yield Refusal("record-without-text", _place(pointer, whole), {}, FORMAT, self._encoding)
                else:
                    inner = [(f"{pointer}/{_escaped(name)}", entry) for name, entry in found.items()]
            elif whole and pointer.count("/") == 1:
                yield self._bare(found, _place(pointer, whole))
            stack.extend(reversed(inner))

    def _bare(self, found: Any, place: str) -> Item:
        """Take an entry of a list of objects that is none: a string is a text, anything else is refused."""
        if isinstance(found, str) and found.strip() and not has_lone_surrogate(found):
            return Record(found, place, FORMAT, self._encoding)
        return Refusal("record-without-text", place, {}, FORMAT, self._encoding)

    def _take_inner(self, pointer: str, found: dict[str, Any], fields: ObjectFields) -> list[tuple[str, Any]]:
        """Take out of an object the parts that hold records of their own."""
        names = [
            name
            for name, entry in found.items()
            if isinstance(entry, (list, dict)) and name != "translation" and self._holds_text(entry, fields)
        ]
        return [(f"{pointer}/{_escaped(name)}", found.pop(name)) for name in names]

    def _holds_text(self, value: Any, fields: ObjectFields) -> bool:
        return any(isinstance(found, dict) and fields.has_text(found) for _, found in _containers(value))

    def _record(self, found: dict[str, Any], place: str, fields: ObjectFields) -> Iterator[Item]:
        if has_lone_surrogate(found):
            yield Refusal("lone-surrogate", place, {}, FORMAT, self._encoding)
            return
        several = fields.translations(found, place)
        record = None if several else fields.record(found, place)
        if several:
            yield from several
        else:
            yield record or Refusal("record-without-text", place, {}, FORMAT, self._encoding)

    def _strings(self, value: Any) -> Iterator[Item]:
        """Yield a record a string that holds a letter, e.g. of `{"monday": "Душанбе"}`; its place is its path."""
        told = False
        stack: list[tuple[str, Any]] = [("", value)]
        while stack:
            pointer, found = stack.pop()
            if isinstance(found, list):
                stack.extend(reversed([(f"{pointer}/{n}", entry) for n, entry in enumerate(found)]))
            elif isinstance(found, dict):
                # Names with @ are notes of programs about the file (authors, comments), not its text.
                self._set_aside += [f"{pointer}/{name}" for name in found if name.startswith("@")]
                inner = [(f"{pointer}/{_escaped(n)}", entry) for n, entry in found.items() if not n.startswith("@")]
                stack.extend(reversed(inner))
            elif isinstance(found, str):
                if not any(character.isalpha() for character in found):
                    self._without_letters += 1
                    continue
                if not told:
                    yield Remark("json-strings-as-records")
                    told = True
                if has_lone_surrogate(found):
                    yield Refusal("lone-surrogate", pointer, {}, FORMAT, self._encoding)
                else:
                    yield Record(found, pointer, FORMAT, self._encoding)
        if self._without_letters or self._set_aside:
            names = ", ".join(self._set_aside[:5]) or "none"
            params: Params = {"count": self._without_letters, "names": names}
            yield Remark("json-strings-set-aside", params=params)


def _containers(value: Any) -> Iterator[tuple[int, Any]]:
    stack: list[tuple[int, Any]] = [(0, value)]
    while stack:
        depth, found = stack.pop()
        if isinstance(found, dict):
            yield depth, found
            stack.extend((depth + 1, entry) for entry in found.values() if isinstance(entry, (dict, list)))
        elif isinstance(found, list):
            yield depth, found
            stack.extend((depth + 1, entry) for entry in found if isinstance(entry, (dict, list)))


def _escaped(name: str) -> str:
    # Escapes of RFC 6901; a half pair in a name must not break what is printed.
    shown = name.encode("utf-8", "backslashreplace").decode()
    return shown.replace("~", "~0").replace("/", "~1")


def _place(pointer: str, whole: bool) -> str:
    """Return `item 3` for an entry of a list at the top, else the pointer."""
    if whole and pointer.count("/") == 1:
        return f"item {int(pointer[1:]) + 1}"
    return pointer
