"""The package of an office document: a ZIP of XML parts, opened with bounded sizes and without document types.

Both families are such packages: Office Open XML (DOCX, PPTX, XLSX) with relationships between its parts, and
OpenDocument with a manifest. No part of either may have a document type, so one that has is refused: entities cannot
swell or fetch anything.
"""

from __future__ import annotations

import posixpath
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pyexpat import ExpatError, ParserCreate
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from corpus_kit.readers.families.zip_archive import Packed, ZipArchive
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Refusal

_DEEPEST = 256  # elements within elements; tables in tables in a letter stay below 100
_ELEMENTS_AT_ONCE = 1_000_000  # in memory, about 200 bytes each

# Short names of namespaces; those of the strict variant of Office Open XML end in the same words.
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.openxmlformats.org/presentationml/2006/main": "p",
    "http://purl.oclc.org/ooxml/presentationml/main": "p",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "x",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "x",
    "urn:schemas-microsoft-com:vml": "v",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0": "presentation",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0": "manifest",
}


class _Names(dict[str, str]):
    """Short names (`w:p`) of the names that the parser gives (`{http://…}p`), each worked out once."""

    def __missing__(self, name: str) -> str:
        space, _, local = name.rpartition("}")
        prefix = _PREFIXES.get(space[1:], "other") if space else ""
        short = f"{prefix}:{local}" if prefix else local
        if len(self) < 10_000:  # a file with endless names must not fill the memory
            self[name] = short
        return short


SHORT = _Names()


def attribute(element: Element, name: str, default: str = "") -> str:
    """Return the attribute with the short name `name` (`w:val`, or `val` without a namespace)."""
    for full, value in element.items():
        if SHORT[full] == name:
            return value
    return default


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first descendant on a path of short names, None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if SHORT[inner.tag] == name), None)
    return element


def inside(element: Element | None) -> list[Element]:
    """Return the children of an element, none where there is no element."""
    return [] if element is None else list(element)


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to: the last word of the type, the path of the target, and whether it is outside."""

    kind: str
    target: str
    external: bool


class OfficePackage:
    """An open package. Raises StreamBroken `office-damaged` when it cannot be opened."""

    def __init__(self, opened: Opened) -> None:
        self._format = opened.format
        self._limits: Limits = opened.limits
        self._objections: dict[str, StreamBroken] = {}
        self._parts: dict[str, Packed] = {}
        with _told_as_document(opened.format):
            self._archive = ZipArchive(opened.file(), opened.limits)
            for member in self._archive.members():
                if isinstance(member, Packed):
                    self._parts.setdefault(_key(member.name), member)
                elif isinstance(member, Refusal):
                    code = "office-locked" if member.code == "archive-encrypted" else member.code
                    self._objections[_key(member.place)] = StreamBroken(code, member.params, self._format)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def names(self) -> list[str]:
        """Return the names of all parts that may be read."""
        return [member.name for member in self._parts.values()]

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part; raises StreamBroken where it is missing, damaged or too large."""
        key = _key(name)
        if key not in self._parts:
            raise self._objections.get(key) or StreamBroken("office-part-missing", {"part": name}, self._format)
        with _told_as_document(self._format):
            yield from self._archive.blocks(self._parts[key])

    def whole(self, name: str) -> bytes:
        """Return the bytes of a part, at most `limits.file_unit_bytes` of them."""
        kept = bytearray()
        for block in self.blocks(name):
            kept += block
            if len(kept) > self._limits.file_unit_bytes:
                limit = self._limits.file_unit_bytes >> 20
                raise StreamBroken("file-too-large-for-one-text", {"limit_mb": limit}, self._format)
        return bytes(kept)

    def tree(self, name: str) -> Element | None:
        """Return the root element of a small part; None where the package has no such part."""
        if _key(name) not in self._parts:
            return None
        root: Element | None = None
        for event, element in self.events(name):
            if event == "start" and root is None:
                root = element
        return root

    def elements(self, name: str, *parents: str) -> Iterator[Element]:
        """Yield the children of the elements on the path `parents` below the root, as `walk` does."""
        return (element for _, element in self.walk(name, *parents))

    def walk(self, name: str, *parents: str) -> Iterator[tuple[Element, Element]]:
        """Yield each child of the elements on the path `parents` below the root, complete, after its parent.

        Each of `parents` is a short name, or several with `|` between them. An element is forgotten once the next one
        is asked for: so a part of any length is read in little memory.
        """
        choices = [frozenset(names.split("|")) for names in parents]
        path: list[Element] = []
        depth = len(parents) + 1  # the root stands above the named ones
        for event, element in self.events(name, depth):
            if event == "start":
                path.append(element)
                continue
            path.pop()
            if not path or len(path) > depth:
                continue
            if len(path) == depth and all(
                SHORT[outer.tag] in names for outer, names in zip(path[1:], choices, strict=True)
            ):
                yield path[-1], element
            path[-1].remove(element)

    def events(self, name: str, kept_depth: int = 0) -> Iterator[tuple[str, Element]]:
        """Yield `start` and `end` of the elements of a part as it is parsed.

        Raises StreamBroken `office-part-damaged` where it is no XML, has a document type or nests too deeply. Elements
        at or above `kept_depth` are not counted as held.
        """
        parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
        guard: _Prolog | None = _Prolog()
        depth = held = 0
        try:
            for block in self.blocks(name):
                if guard is not None and guard.passed(block):
                    guard = None
                parser.feed(block)
                for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                    depth += 1 if event == "start" else -1
                    held = held + 1 if depth > kept_depth else 0
                    if depth > _DEEPEST:
                        raise self._damaged(name, f"elements nested more than {_DEEPEST} deep")
                    if held > 2 * _ELEMENTS_AT_ONCE:
                        raise StreamBroken("office-part-too-large", {"part": name}, self._format)
                    yield event, element
            parser.close()
        except (ParseError, ExpatError) as error:
            raise self._damaged(name, str(error)) from None
        except _DocumentType:
            raise self._damaged(name, "a document type, which no office program writes") from None
        except (LookupError, ValueError) as error:  # an encoding that Python does not know
            raise self._damaged(name, str(error)) from None

    def _damaged(self, name: str, problem: str) -> StreamBroken:
        return StreamBroken("office-part-damaged", {"part": name, "problem": problem}, self._format)

    def relationships(self, name: str) -> dict[str, Relationship]:
        """Return what the part `name` refers to, by identifier; the package itself is the part with the empty name."""
        folder, _, base = name.rpartition("/")
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relationship] = {}
        for entry in root if root is not None else ():
            target = urllib.parse.unquote(entry.get("Target", ""))
            external = entry.get("TargetMode", "") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[entry.get("Id", "")] = Relationship(entry.get("Type", "").rpartition("/")[2], target, external)
        return found

    def main_part(self, usual: str) -> str:
        """Return the name of the part that holds the document itself."""
        for entry in self.relationships("").values():
            if entry.kind == "officeDocument" and entry.target in self:
                return entry.target
        return usual


def _key(name: str) -> str:
    return name.lstrip("/").casefold()


class _told_as_document:  # noqa: N801 - reads as words after `with`
    """Tells a damaged archive as what it is to its sender: a damaged document."""

    def __init__(self, format_name: str) -> None:
        self._format = format_name

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if isinstance(error, StreamBroken):
            code = "office-damaged" if error.code.startswith("archive-damaged") else error.code
            raise StreamBroken(code, error.params, self._format) from None


class _DocumentType(Exception):  # noqa: N818 - turned into a refusal at once
    pass


class _Started(Exception):  # noqa: N818 - only ends the look at the prolog
    pass


class _Prolog:
    """Looks at a part up to its root element: only there a document type can stand."""

    def __init__(self) -> None:
        self._parser = ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._document_type
        self._parser.StartElementHandler = self._started

    def passed(self, block: bytes) -> bool:
        """Return whether the root element has begun; raises _DocumentType where a document type comes first."""
        try:
            self._parser.Parse(block, False)
        except _Started:
            return True
        return False

    def _document_type(self, *_: object) -> None:
        raise _DocumentType

    def _started(self, *_: object) -> None:
        raise _Started
