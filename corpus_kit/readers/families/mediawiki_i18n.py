"""MediaWiki messages: JSON whose file name is the language and whose keys are the messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus_kit.readers.decoding import whole_text
from corpus_kit.readers.families.json_lines import has_lone_surrogate, loads
from corpus_kit.readers.families.messages import Side, Tally, side_in_path
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal, Remark

FORMAT = "mediawiki-i18n"
_DOCUMENTATION = "qqq"  # the "language" in which messages are explained to translators
_METADATA = "@metadata"
# The codes of MediaWiki are its own: `roa-tara`, `be-tarask`, `tt-cyrl`, `simple`.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,12}){0,3}|simple", re.IGNORECASE)


def read_mediawiki_i18n(opened: Opened) -> Iterator[Item]:
    """Yield a record a message; its place is its key, its alignment meets the files of other languages.

    Authors (`@metadata`) and the documentation of messages (`qqq.json`) are left out. Where the file is no valid JSON
    each line that is a message of its own is read, and any other is refused.
    """
    text, refusal = whole_text(opened)
    if refusal is not None:
        yield refusal
        return
    reader = _Messages(opened)
    try:
        value = json.loads(text, object_pairs_hook=reader.pairs)
    except json.JSONDecodeError as error:
        yield from reader.lines(text, error)
    except (RecursionError, ValueError):
        yield Refusal("json-too-deep", "", {}, FORMAT, opened.encoding.name)
    else:
        yield from reader.values("", value)
        yield from reader.end()


class _Messages:
    """Turns keys and values into records."""

    def __init__(self, opened: Opened) -> None:
        self._encoding = opened.encoding.name
        folder, slash, name = opened.path.rpartition("/")
        stem, dot, extension = name.rpartition(".")
        language = stem if dot else name
        self._documentation = language.lower() == _DOCUMENTATION
        if _LANGUAGE.fullmatch(language):
            self._side = Side(language, f"{folder}{slash}*{dot}{extension}" if dot else f"{folder}{slash}*", True)
        else:
            self._side = side_in_path(opened.path)
        self._tally = Tally()
        self._twice: list[str] = []

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return an object whose repeated keys are kept beside the first."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                self._twice.append(key)
                key = f"{key} ({len(self._twice) + 1})"
            found[key] = value
        return found

    def values(self, key: str, value: Any) -> Iterator[Item]:
        """Yield the records of a value; without recursion, since a file may nest as it likes."""
        stack: list[tuple[str, Any]] = [(key, value)]
        while stack:
            key, value = stack.pop()
            if isinstance(value, (dict, list)):
                inner = value.items() if isinstance(value, dict) else enumerate(value)
                nested = [(f"{key}.{name}" if key else str(name), one) for name, one in inner]
                stack += reversed(nested)
                if not key and isinstance(value, dict) and _METADATA in value:
                    stack = [entry for entry in stack if entry[0] != _METADATA]
                    self._tally.add("metadata", len(json.dumps(value[_METADATA], ensure_ascii=False)))
            elif isinstance(value, str):
                yield from self._message(key, value)

    def _message(self, key: str, text: str) -> Iterator[Item]:
        if self._documentation:
            self._tally.add("comment", len(text))
        elif has_lone_surrogate(text) or has_lone_surrogate(key):
            shown = key.encode("utf-8", "backslashreplace").decode()
            yield Refusal("lone-surrogate", shown, {}, FORMAT, self._encoding)
        elif not self._tally.takes(text):
            alignment = self._side.alignment(key)
            yield Record(text, key, FORMAT, self._encoding, language=self._side.language, alignment=alignment)

    def lines(self, text: str, error: json.JSONDecodeError) -> Iterator[Item]:
        """Read line by line what is broken as a whole: each message stands in a line of its own."""
        in_metadata = False
        for number, line in enumerate(text.split("\n"), 1):
            entry = line.strip().rstrip(",").strip()
            if in_metadata or entry.startswith(f'"{_METADATA}"'):
                in_metadata = not entry.startswith("}") and not entry.endswith("}")
                self._tally.add("metadata", len(entry))
                continue
            if entry in ("", "{", "}", "\ufeff{"):
                continue
            try:
                value = loads("{" + entry + "}")
            except (json.JSONDecodeError, RecursionError, ValueError):
                problem = error.msg if number == error.lineno else "it is no key and text in quotation marks"
                params: Params = {"problem": problem}
                yield Refusal("message-line-broken", f"line {number}", params, FORMAT, self._encoding)
                continue
            yield from self.values("", value)
        yield from self.end()

    def end(self) -> Iterator[Item]:
        """Yield what is to be said of the file as a whole."""
        if self._documentation:
            yield Remark("messages-documentation")
        if self._twice:
            params: Params = {"count": len(self._twice), "keys": ", ".join(self._twice[:5])}
            yield Remark("message-key-twice", params=params)
        yield from self._tally.items()
