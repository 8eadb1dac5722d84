"""Android strings.xml: strings, plurals and arrays; the folder says the language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.messages import (
    Side,
    Tally,
    has_half_pair,
    is_tag,
    joined_pairs,
    side_in_path,
)
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal
from corpus_kit.readers.xml_tree import Found, elements

FORMAT = "android-strings"
_VALUES = re.compile(r"(?:^|/)values(?P<qualifiers>-[^/]*)?(?=/[^/]*$)")
_OLD = re.compile(r"(?P<language>[a-z]{2,3})(?:-r(?P<region>[a-z]{2}|\d{3}))?(?=-|$)", re.IGNORECASE)
_MODES = ("car", "any")  # qualifiers that look like languages
_PIECE = re.compile(r"""\\u([0-9a-fA-F]{4})|\\u|\\([\s\S]?)|(["'])|[ \t\r\n]+""")
_SIMPLE = {"n": "\n", "t": "\t", "\n": " "}


class _BrokenError(Exception):
    """A text that cannot be told; says why."""


def read_android_strings(opened: Opened) -> Iterator[Item]:
    """Yield a record a string; its place is its name, with the quantity or the number of an item behind it.

    The alignment meets the files of other `values` folders. Strings that are not to be translated, references and
    identifiers are left out; all but strings (colours, sizes) is left out as metadata.
    """
    tally = Tally()
    side: Side | None = None
    for found in elements(opened, {"string", "plurals", "string-array", "array", "item"}):
        if not isinstance(found, Found):
            yield found
            continue
        if side is None:
            root = found.ancestors[0][1] if found.ancestors else {}
            side = _side(opened.path, root.get("locale"))
        element = found.element
        if element.get("translatable") == "false" or (element.tag == "item" and element.get("type") != "string"):
            tally.add("code", sum(map(len, element.itertext())))
            continue
        for name, one in _strings(element):
            yield from _string(opened, found.line, name, one, side, tally)
    yield from tally.items()


def _string(
    opened: Opened, line: int, name: str, element: Element, side: Side, tally: Tally
) -> Iterator[Record | Refusal]:
    encoding = opened.encoding.name
    try:
        text = _unescaped("".join(element.itertext()))
    except _BrokenError as error:
        params = {"name": name, "problem": str(error)}
        yield Refusal("android-string-broken", f"line {line}", params, FORMAT, encoding)
        return
    if has_half_pair(text):
        yield Refusal("lone-surrogate", f"line {line}", {}, FORMAT, encoding)
    elif not tally.takes(text):
        yield Record(text, name, FORMAT, encoding, language=side.language, alignment=side.alignment(name))


def _strings(element: Element) -> Iterator[tuple[str, Element]]:
    """Yield the strings of a resource with their names."""
    name = element.get("name") or "?"
    if element.tag in ("string", "item"):
        yield name, element
        return
    for number, item in enumerate(element.findall("item")):
        yield f"{name} [{item.get('quantity') or number}]", item


def _side(path: str, declared: str | None) -> Side:
    """Return the side of the file by the folder it stands in: `values-kk`, `values-zh-rTW`, `values-b+sr+Latn`."""
    folder = _VALUES.search(path)
    if folder is None:
        return side_in_path(path, declared)
    group = f"{path[: folder.start()]}/values-*{path[folder.end() :]}".lstrip("/")
    return Side(declared or _language(folder["qualifiers"] or ""), group, True)


def _language(qualifiers: str) -> str | None:
    for start in (part for part in re.finditer(r"-(?!m[cn]c\d)", qualifiers)):
        rest = qualifiers[start.end() :]
        if rest.startswith("b+"):
            return rest[2:].partition("-")[0].replace("+", "-")
        old = _OLD.match(rest)
        if old is None or old["language"] in _MODES or not is_tag(old["language"]):
            return None
        return f"{old['language']}-{old['region']}" if old["region"] else old["language"]
    return None


def _unescaped(text: str) -> str:
    """Return what Android shows for a string: white space is one space and none at the ends, except in quotes.

    Raises _BrokenError.
    """
    kept: list[str] = []
    quoted = False
    position = 0
    for match in _PIECE.finditer(text):
        kept.append(text[position : match.start()])
        position = match.end()
        if match[1]:
            kept.append(chr(int(match[1], 16)))
        elif match[0] == "\\u":
            raise _BrokenError("\\u without four digits")
        elif match[2] is not None:
            kept.append(_SIMPLE.get(match[2], match[2]))
        elif match[3] == '"':
            quoted = not quoted
        elif match[3]:
            if not quoted:
                raise _BrokenError("an apostrophe without \\ before it")
            kept.append("'")
        elif quoted:
            kept.append(match[0])
        elif position < len(text) and match.start():
            kept.append(" ")
    kept.append(text[position:])
    return joined_pairs("".join(kept))
