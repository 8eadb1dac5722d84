"""The text of `batch.toml`: its encoding, its syntax told in plain words, and the line of each field."""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from typing import Any

from corpus_kit.findings import Finding

FILE_NAME = "batch.toml"
# A declaration is a page of text; more than this is another file that happens to bear the name.
LIMIT_BYTES = 4_000_000
SHOWN_CHARACTERS = 80


def decoded(data: bytes) -> tuple[str, Finding | None]:
    """Return the text of a declaration in UTF-8 or UTF-16, with or without a mark; else what is wrong with it."""
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"  # Notepad's "Unicode"
    elif len(data) > 1 and 0 in data[:2]:
        encoding = "utf-16-le" if data[1] == 0 else "utf-16-be"
    try:
        return data.decode(encoding).replace("\r\n", "\n"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02X}" if error.start < len(data) else "none"
        return "", Finding("manifest-encoding", where(line), {"byte": byte})


_SYNTAX = (
    ("hex value", "there is a \\ between double quotes.", "Write / instead of \\ in file names."),
    ("Unescaped '\\'", "there is a \\ between double quotes.", "Write / instead of \\ in file names."),
    ("Unterminated string", "a quotation mark is opened and never closed.", "Close every quotation mark on its line."),
    ("Expected '='", "a line is no heading and has no = sign.", 'Write each field as: name = "value".'),
    (
        "Invalid value",
        "a value stands without quotation marks, or is not complete.",
        "Put words between double quotes.",
    ),
    ("twice", "the same heading stands twice.", "Put all fields of a heading under one, and remove the other."),
    ("Cannot overwrite", "the same field stands twice.", "Keep one of the two."),
    ("Illegal character", "there is a character that may not stand there.", "Delete it and type the text again."),
    (
        "Expected newline",
        "something stands behind the end of a value.",
        "Keep one field a line; dates look like 2026-01-31.",
    ),
)


def parsed(text: str) -> tuple[dict[str, Any], Finding | None]:
    """Return the fields of a declaration; else its first mistake in plain words, with the line."""
    if len(text) >= LIMIT_BYTES:
        params = {"problem": "it is too large.", "shown": "", "advice": "Check that it is the right file."}
        return {}, Finding("manifest-not-toml", FILE_NAME, params)
    try:
        return tomllib.loads(text), None
    except (ValueError, RecursionError) as error:
        told = str(error) if isinstance(error, ValueError) else "Too deeply nested"
    lines = text.split("\n")
    place = re.search(r"at line (\d+)", told)
    line = int(place[1]) if place else max((n for n, x in enumerate(lines, 1) if x.strip()), default=1)
    known = next((entry for entry in _SYNTAX if entry[0] in told), None)
    problem, advice = known[1:] if known else (f"{told.partition(' (at ')[0]}.", "Mend or remove this line.")
    shown = shown_value(lines[line - 1].strip()) if line <= len(lines) else ""
    params = {"problem": problem, "shown": f"Line {line} reads: {shown}", "advice": advice}
    return {}, Finding("manifest-not-toml", where(line), params)


def where(line: int | None) -> str:
    """Return the place of a line, for a finding."""
    return f"{FILE_NAME}, line {line}" if line else FILE_NAME


FieldPath = tuple[str | int, ...]
_HEADING = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_FIELD = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_INLINE = re.compile(r"""[{,]\s*([A-Za-z0-9_-]+)\s*=""")


def lines_of(text: str) -> dict[FieldPath, int]:
    """Return the line of each heading and field, by its path, e.g. `("files", 0, "glob")`; the first line is 1."""
    found: dict[FieldPath, int] = {}
    heading: FieldPath = ()
    seen: dict[FieldPath, int] = {}
    inside = ""
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        inside = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
        if (match := _HEADING.match(line)) and "=" not in line.partition("#")[0]:
            heading = _keys(match[2])
            if match[1] == "[[":
                found.setdefault(heading, number)
                seen[heading] = seen.get(heading, -1) + 1
                heading = (*heading, seen[heading])
            found.setdefault(heading, number)
        elif match := _FIELD.match(line):
            path = (*heading, *_keys(match[1]))
            found.setdefault(path, number)
            for inner in _INLINE.finditer(line, match.end()):
                found.setdefault((*path, inner[1]), number)
    return found


def _keys(text: str) -> FieldPath:
    return tuple(part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", text))


def shown_value(value: object) -> str:
    """Return a value as it would stand in the file, shortened and on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, str) else value
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    text = text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 3] + "..."
    return f'"{text}"' if isinstance(value, str) else text
