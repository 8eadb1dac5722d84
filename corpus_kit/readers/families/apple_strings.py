"""Apple strings and stringsdict: each value is a record, its key the place; the folder `kk.lproj` is the language."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers.expat import ExpatError

from corpus_kit.readers.decoding import whole_text
from corpus_kit.readers.families.messages import Side, Tally, has_half_pair, joined_pairs, side_in_path
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal

_PROJECT = re.compile(r"(?:^|/)([^/]+)\.lproj(?=/)")
_GAP = re.compile(r"(?:\s+|/\*[\s\S]*?\*/|//[^\n]*|;)*")
_STRING = r'"(?:[^"\\]|\\[\s\S])*+"'
_WORD = r"[\w.$/:-]+"
_INNER = r"(?:\s|/\*[\s\S]*?\*/)*"
_ENTRY = re.compile(
    rf"(?P<key>{_STRING}|{_WORD}){_INNER}(?:={_INNER}(?P<value>{_STRING}|{_WORD}))?{_INNER}(?P<end>;|(?=\}}|\Z))"
)
# Where reading goes on after a broken entry; and what within a text shows that its quotation mark was forgotten.
_NEXT = re.compile(rf'\n[ \t]*(?=(?:"(?:[^"\\\n]|\\.)*"|{_WORD})[ \t]*=|/\*|//)')
_SWALLOWED = re.compile(r'\n[ \t]*"(?:[^"\\\n]|\\.)*"?[ \t]*=|;[ \t]*\n[ \t]*\Z|=[ \t]*\Z')
_PIECE = re.compile(r"\\[uU]([0-9a-fA-F]{4})|\\([uU])|\\([0-7]{1,3})|\\([\s\S])")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\n": "\n"}
_END = re.compile(r"[{}\0\s]*\Z")
_FORMAT_KEY = "NSStringLocalizedFormatKey"
_VARIABLE = re.compile(r"%(?:\d+\$)?#@[^@]*@")


def read_apple_strings(opened: Opened) -> Iterator[Item]:
    """Yield a record an entry; its place is `line N`, its alignment meets the files of other `.lproj` folders.

    An entry without `=` stands for itself. Where a quotation mark or the equals sign is missing that entry is refused
    and reading goes on with the next line that begins one.
    """
    text, refusal = whole_text(opened)
    if refusal is not None:
        yield refusal
        return
    side, tally = _side(opened.path), Tally()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    position, line, counted = 0, 1, 0
    while True:
        gap = _GAP.match(text, position)
        assert gap is not None  # it matches the empty text
        tally.add("comment", len("".join(gap[0].split())))
        position = gap.end()
        if position >= len(text) or _END.match(text, position):
            break
        line, counted = line + text.count("\n", counted, position), position
        entry = _ENTRY.match(text, position)
        problem = _problem(entry)
        if entry is None or problem:
            params: Params = {"problem": problem}
            yield Refusal("strings-entry-broken", f"line {line}", params, opened.format, opened.encoding.name)
            following = _NEXT.search(text, position)
            if following is None:
                break
            position = following.end()
            continue
        position = entry.end()
        yield from _entry(entry["key"], entry["value"], line, opened, side, tally)
    yield from tally.items()


def _problem(entry: re.Match[str] | None) -> str:
    if entry is None:
        return 'it is not of the form "key" = "text";'
    if any(_SWALLOWED.search(part.strip('"')) for part in (entry["key"], entry["value"] or "")):
        return "a quotation mark is missing"
    return ""


def _entry(
    key: str, value: str | None, line: int, opened: Opened, side: Side, tally: Tally
) -> Iterator[Record | Refusal]:
    encoding = opened.encoding.name
    try:
        name = _unescaped(key)
        text = name if value is None else _unescaped(value)
    except ValueError as error:
        params = {"problem": str(error)}
        yield Refusal("strings-entry-broken", f"line {line}", params, opened.format, encoding)
        return
    if has_half_pair(text) or has_half_pair(name):
        yield Refusal("lone-surrogate", f"line {line}", {}, opened.format, encoding)
    elif not tally.takes(text):
        alignment = side.alignment(name)
        yield Record(text, f"line {line}", opened.format, encoding, language=side.language, alignment=alignment)


def _side(path: str) -> Side:
    """Return the side of a file by its folder; `Base.lproj` is a language that the folder does not name."""
    folders = list(_PROJECT.finditer(path))
    if not folders:
        return side_in_path(path)
    folder = folders[-1]
    language = None if folder[1].lower() in ("base", "mul") else folder[1]
    return Side(language, f"{path[: folder.start(1)]}*{path[folder.end(1) :]}", True)


def _unescaped(written: str) -> str:
    """Return what a string in quotation marks or a bare word means. Raises ValueError for a broken escape."""
    text = written[1:-1] if written.startswith('"') else written
    if "\\" not in text:
        return text

    def meant(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        if match[2]:
            raise ValueError(f"\\{match[2]} is followed by no four digits")
        if match[3]:
            value = int(match[3], 8)
            if value > 127:  # in the encoding of NeXTSTEP, which nobody has meant since
                raise ValueError(f"\\{match[3]} is no character")
            return chr(value)
        return _SIMPLE.get(match[4], match[4])

    return joined_pairs(_PIECE.sub(meant, text))


# --- stringsdict


def read_stringsdict(opened: Opened) -> Iterator[Item]:
    """Yield a record a plural form; its place is its path: `files/count/other`."""
    text, refusal = whole_text(opened)
    if refusal is not None:
        yield refusal
        return
    encoding = opened.encoding.name
    # The declaration goes: its encoding is settled.
    body = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    try:
        value = plistlib.loads(b'<?xml version="1.0" encoding="UTF-8"?>' + body.encode(), fmt=plistlib.FMT_XML)
    except (ExpatError, plistlib.InvalidFileException, ValueError, TypeError, AttributeError, IndexError) as error:
        told = isinstance(error, (ExpatError, ValueError)) and str(error)
        params: Params = {"problem": told or "a value is not of its type"}
        yield Refusal("stringsdict-broken", "", params, opened.format, encoding)
        return
    side, tally = _side(opened.path), Tally()
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        path, found = stack.pop()
        if isinstance(found, dict):
            stack += reversed([(f"{path}/{name}" if path else str(name), inner) for name, inner in found.items()])
        elif isinstance(found, list):
            stack += reversed([(f"{path}/{number}", inner) for number, inner in enumerate(found)])
        elif isinstance(found, str):
            name = path.rpartition("/")[2]
            bare = _VARIABLE.sub("", found) if name == _FORMAT_KEY else found
            if name.startswith("NSStringFormat"):
                tally.add("code", len(found))
            elif not tally.takes(bare):
                yield Record(
                    found, path, opened.format, encoding, language=side.language, alignment=side.alignment(path)
                )
    yield from tally.items()
