"""What an EPUB says of itself: its parts, their order, title, language, rights, and which parts are locked."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

from corpus_kit.readers.blocks import Source
from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.hints import hint_of
from corpus_kit.readers.families.page_source import prepared
from corpus_kit.readers.families.zip_archive import Packed, ZipArchive
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import ReadOptions, Refusal
from corpus_kit.readers.xml_tree import Found, elements

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# These scramble fonts only, so that they are not taken out and used elsewhere; the text is open.
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml")
_LONGEST = 500  # characters of a value that is kept


@dataclass(slots=True)
class Part:
    """An entry of the manifest of a book."""

    path: str
    media_type: str
    properties: frozenset[str]
    fallback: str = ""


@dataclass(slots=True)
class Book:
    """What the package document declares, as written."""

    spine: list[Part] = field(default_factory=list)
    outside: int = 0  # pages that no reading order leads to
    missing: list[str] = field(default_factory=list)  # names in the reading order without an entry in the manifest
    title: str | None = None
    languages: list[str] = field(default_factory=list)
    rights: str | None = None
    source_url: str | None = None
    metadata: dict[str, object] = field(default_factory=dict)
    frame: dict[str, str] = field(default_factory=dict)  # paths that are no text, and what they are
    contents: list[Part] = field(default_factory=list)  # where titles of chapters may stand


class EpubPackage:
    """An open book. Raises StreamBroken when it cannot be opened, or says not where its parts are."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._archive = ZipArchive(opened.file(), opened.limits)
        self._parts: dict[str, Packed] = {}
        self._refused: dict[str, Refusal] = {}
        for member in self._archive.members():
            if isinstance(member, Packed):
                self._parts.setdefault(member.name, member)
            elif isinstance(member, Refusal):
                self._refused.setdefault(member.place, member)
        self._folded = {name.casefold(): name for name in reversed(self._parts)}
        self._opf = self._package_path()

    def __contains__(self, path: str) -> bool:
        return path in self._parts or path.casefold() in self._folded

    def refusal(self, path: str) -> Refusal | None:
        """Return why a part may not be read; None where that is not so."""
        return self._refused.get(path)

    def whole(self, path: str) -> bytes:
        """Return the bytes of a part; raises StreamBroken where it is damaged or too large."""
        packed = self._parts.get(path) or self._parts[self._folded[path.casefold()]]
        return Source(self._archive.blocks(packed)).whole(self._opened.limits)

    def opened(self, path: str, format_name: str, hint_format: str) -> Opened:
        """Return a part ready to be read as text, its encoding found."""
        data = self.whole(path)
        source = Source(iter([data]))
        hint = hint_of(source.head, hint_format)
        encoding = detect_encoding(source.head, self._opened.options.encoding, source.truncated, hint)
        return Opened(source, format_name, ReadOptions(), self._opened.limits, path, encoding)

    def _found(self, path: str, wanted: Container[str]) -> Iterator[Element]:
        for item in elements(self.opened(path, "xml", "xml"), wanted):
            if isinstance(item, Found):
                yield item.element

    def _package_path(self) -> str:
        if _CONTAINER in self:
            try:
                for element in self._found(_CONTAINER, ("rootfile",)):
                    path = posixpath.normpath(unquote(element.get("full-path") or "")).lstrip("/")
                    if path in self:
                        return path
            except StreamBroken:
                pass  # a container file that cannot be read names nothing; the package itself may be found all the same
        path = next((name for name in self._parts if name.lower().endswith(".opf")), "")
        if not path:
            raise StreamBroken("epub-without-package", {}, "epub")
        return path

    def locked(self) -> set[str]:
        """Return the paths of the parts that are encrypted, fonts apart."""
        if _ENCRYPTION not in self:
            return set()
        paths = set()
        for element in self._found(_ENCRYPTION, ("EncryptedData",)):
            method = element.find("EncryptionMethod")
            if method is not None and method.get("Algorithm") in _FONT_METHODS:
                continue
            paths |= {unquote(inner.get("URI") or "").lstrip("/") for inner in element.iter("CipherReference")}
        return paths

    def book(self) -> Book:
        """Return what the package document declares."""
        root = next(self._found(self._opf, ("package",)), None)
        if root is None:
            raise StreamBroken("epub-without-package", {}, "epub")
        book = Book()
        self._metadata(root, book)
        parts: dict[str, Part] = {}
        for item in root.iter("item"):
            path = self._resolved(self._opf, item.get("href") or "")
            media_type = (item.get("media-type") or "").lower()
            properties = frozenset((item.get("properties") or "").split())
            parts.setdefault(item.get("id") or "", Part(path, media_type, properties, item.get("fallback") or ""))
        self._spine(root, parts, book)
        book.contents = [part for part in parts.values() if "nav" in part.properties]
        book.contents += [part for part in parts.values() if part.media_type == "application/x-dtbncx+xml"]
        for part in parts.values():
            if "nav" in part.properties:
                book.frame[part.path] = "navigation"
        for reference in root.iter("reference"):
            if (reference.get("type") or "").lower() == "toc":
                book.frame[self._resolved(self._opf, reference.get("href") or "")] = "navigation"
        read = {part.path for part in book.spine} | set(book.frame)
        book.outside = sum(part.media_type in PAGES and part.path not in read for part in parts.values())
        return book

    def _spine(self, root: Element, parts: dict[str, Part], book: Book) -> None:
        seen: set[str] = set()
        for reference in root.iter("itemref"):
            identifier = reference.get("idref") or ""
            part = parts.get(identifier)
            if part is None:
                book.missing.append(identifier)
                continue
            for _ in range(5):  # a part in a format of its own names one to take instead
                if part.media_type in PAGES or part.fallback not in parts:
                    break
                part = parts[part.fallback]
            if part.path not in seen:
                seen.add(part.path)
                book.spine.append(part)

    def _metadata(self, root: Element, book: Book) -> None:
        said: dict[str, list[str]] = {}
        for element in root.iter():
            name = element.tag if element.tag != "meta" else (element.get("property") or "").removeprefix("dcterms:")
            text = " ".join("".join(element.itertext()).split())[:_LONGEST]
            if text and name in ("title", "language", "rights", "license", "creator", "identifier", "source", "date"):
                if text not in said.setdefault(name, []) and not (element.tag == "meta" and len(said[name])):
                    said[name].append(text)
            elif element.tag == "link" and (element.get("rel") or "").endswith("license"):
                said.setdefault("license", []).append((element.get("href") or "")[:_LONGEST])
        book.title = said.get("title", [None])[0]
        book.languages = said.get("language", [])
        rights = said.get("rights") or said.get("license")
        book.rights = " ".join(rights) if rights else None
        book.source_url = next((one for one in said.get("source", []) if one.startswith(("http://", "https://"))), None)
        for name, key in (("title", "book"), ("identifier", "identifier"), ("source", "source"), ("date", "date")):
            if name in said:
                book.metadata[key] = said[name][0]
        if "creator" in said:
            book.metadata["creators"] = said["creator"][:20]
        if "license" in said and rights is not said["license"]:
            book.metadata["license"] = said["license"][0]

    def _resolved(self, base: str, address: str) -> str:
        try:
            path = unquote(urlsplit(address).path)
        except ValueError:
            path = address
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), path))

    def chapter_titles(self, book: Book) -> dict[str, str]:
        """Return the titles that the table of contents gives to parts, by path."""
        titles: dict[str, str] = {}
        for part in book.contents:
            if part.path not in self or titles:
                continue
            try:
                for address, title in self._contents(part):
                    if title:
                        titles.setdefault(self._resolved(part.path, address), title[:_LONGEST])
            except StreamBroken:
                continue  # only titles are missed, and the headings stand in the text
        return titles

    def _contents(self, part: Part) -> Iterator[tuple[str, str]]:
        if "nav" in part.properties:
            source = self.opened(part.path, "html", "html")
            text = source.whole()[source.encoding.skip :].decode(source.encoding.codec, "replace")
            for node in LexborHTMLParser(prepared(text)[0]).css("nav a[href]"):
                yield node.attributes.get("href") or "", " ".join(node.text().split())
            return
        for outer in self._found(part.path, ("navPoint",)):
            for point in outer.iter("navPoint"):
                label, content = point.find("navLabel"), point.find("content")
                if label is not None and content is not None:
                    yield content.get("src") or "", " ".join("".join(label.itertext()).split())


__all__ = ["PAGES", "Book", "EpubPackage", "Part"]
