"""From the bytes of a file to records: tells what the file is, unwraps it, and hands it to its reader."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import BinaryIO

from corpus_kit.readers.blocks import Source, blocks_of, decompressed
from corpus_kit.readers.detect import Detection, detect
from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.hints import hint_of
from corpus_kit.readers.formats import FORMATS, READABLE, WRAPPERS, Format
from corpus_kit.readers.isolation import isolated
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.misnaming import misnamed
from corpus_kit.readers.names import inner_name, role_of
from corpus_kit.readers.opened import Member, Opened, Reader
from corpus_kit.readers.records import Item, LeftOut, ReadOptions, Record, Refusal, Remark

OptionsFor = Callable[[str], ReadOptions]
_FAMILIES = "corpus_kit.readers.families"
# What role a member has by its name matters in a folder packed up, not in a web archive, whose names are addresses.
_FOLDERS_PACKED = ("zip", "tar", "7z")


def read(stream: BinaryIO, path: str, options_for: OptionsFor, limits: Limits | None = None) -> Iterator[Item]:
    """Yield everything that the file `path` holds: records, refusals (one each a record refused), remarks and what
    was left out.

    `stream` is binary and, for archives, can be searched. `options_for` is asked for the file itself and, within
    archives, for `archive.zip/member`, before the records of that member. Raises OSError when the stream itself cannot
    be read.
    """
    yield from _Reading(options_for, limits or Limits()).file(Member(path, blocks_of(stream)), path, 0, stream)


class _Reading:
    """Reads one received file and what stands within it."""

    def __init__(self, options_for: OptionsFor, limits: Limits) -> None:
        self._options_for = options_for
        self._limits = limits
        self._format = ""  # of what is being read

    def file(self, member: Member, path: str, depth: int, stream: BinaryIO | None = None) -> Iterator[Item]:
        """Yield the items of one file; whatever happens, at least one is a record or a refusal."""
        options = self._options_for(path)
        accounted = 0
        last, encoding = "", ""
        try:
            for item in self._unwrapped(member, path, options, depth, stream):
                if isinstance(item, (Record, Refusal)):
                    accounted += 1
                    last, encoding = item.place, item.encoding
                yield item
        except StreamBroken as broken:
            accounted += 1
            place = f"after {last}" if last else ""
            yield Refusal(broken.code, place, broken.params, broken.format or self._format, encoding)
        if not accounted:
            yield Refusal("no-records", "", {}, self._format, encoding)

    def _unwrapped(
        self, member: Member, path: str, options: ReadOptions, depth: int, stream: BinaryIO | None
    ) -> Iterator[Item]:
        source = Source(member.blocks)
        if options.format is not None and options.format not in FORMATS:
            params = {"format": options.format, "formats": ", ".join(READABLE)}
            yield Refusal("format-declared-unknown", "", params, options.format)
            return
        wrapped = detect(source.head, path)
        self._format = wrapped.format
        if wrapped.format in WRAPPERS:
            if depth >= self._limits.depth:
                yield Refusal("archive-too-deep", "", {"depth": self._limits.depth}, wrapped.format)
                return
            member.blocks = decompressed(iter(source), wrapped.format, self._limits)
            yield from self._unwrapped(member, inner_name(path, wrapped.format), options, depth + 1, None)
            return
        detection = detect(source.head, path, options.format, options.encoding, member.media_type)
        form = FORMATS[detection.format]
        self._format = form.name
        # Within a web archive names are addresses, and the server has said what each holds.
        if not member.media_type and not source.blank() and (remark := misnamed(path, detection)):
            yield remark
        if source.blank() and form.kind == "text":
            yield Refusal("empty-file", "", {}, form.name if form.name != "binary" else "text")
        elif not form.readable:
            yield _not_read(detection)
        elif missing := form.missing_libraries():
            yield _library_missing(form, missing)
        else:
            opened = Opened(source, form.name, options, self._limits, path, stream=stream)
            yield from self._opened(opened, form, member, depth)

    def _opened(self, opened: Opened, form: Format, member: Member, depth: int) -> Iterator[Item]:
        if form.kind == "container" and depth >= self._limits.depth:
            yield Refusal("archive-too-deep", "", {"depth": self._limits.depth}, form.name)
            return
        if form.kind == "text":
            head, source = opened.source.head, opened.source
            hint = hint_of(head, form.name) or member.encoding_hint
            opened.encoding = detect_encoding(head, opened.options.encoding, source.truncated, hint)
            yield from opened.encoding.remarks()
        items = isolated(form.reader, opened) if form.isolated else reader_of(form.reader)(opened)
        try:
            yield from self._items(items, opened, form, member, depth)
        except StreamBroken:
            yield from opened.changes
            raise
        yield from opened.changes

    def _items(
        self, items: Iterator[Item | Member], opened: Opened, form: Format, member: Member, depth: int
    ) -> Iterator[Item]:
        for item in items:
            if isinstance(item, Member):
                yield from self._member(item, opened.path, form.name, depth)
                self._format = form.name
                continue
            if isinstance(item, Record):
                _inherit(item, member)
            yield item

    def _member(self, member: Member, path: str, container: str, depth: int) -> Iterator[Item]:
        role = role_of(member.name) if container in _FOLDERS_PACKED else "text"
        if role != "text":
            yield Remark(f"archive-member-{role}", member.name)
            return
        for item in self.file(member, f"{path}/{member.name}", depth + 1):
            if not isinstance(item, LeftOut):
                item.place = f"{member.name} > {item.place}" if item.place else member.name
            yield item


def _inherit(record: Record, member: Member) -> None:
    """Give a record what its container knows of it, where it does not say so itself."""
    record.source_url = record.source_url or member.source_url
    record.title = record.title or member.title
    record.language = record.language or member.language
    if member.metadata:
        record.metadata = {**member.metadata, **(record.metadata or {})}


@cache
def reader_of(name: str) -> Reader:
    """Return the reader `module:function`; its module is loaded when a file first needs it."""
    module, _, function = name.partition(":")
    reader: Reader = getattr(importlib.import_module(f"{_FAMILIES}.{module}"), function)
    return reader


def _not_read(detection: Detection) -> Refusal:
    if detection.format == "pointer":
        return Refusal("file-is-pointer", "", {}, detection.format)
    title = FORMATS[detection.format].title
    params = {"format": detection.format, "title": title, "reason": detection.reason}
    return Refusal("format-not-read", "", params, detection.format)


def _library_missing(form: Format, missing: list[str]) -> Refusal:
    command = f'pip install "corpus_kit[{form.extra}]"' if form.extra else f"pip install {' '.join(missing)}"
    return Refusal("format-library-missing", "", {"title": form.title, "command": command}, form.name)


@cache
def tool_of(format_name: str) -> tuple[str, str]:
    """Return the tool that reads a format and its version, for provenance."""
    form = FORMATS[format_name]
    module = form.reader.partition(":")[0]
    place = "corpus_kit.readers" if form.kind == "wrapper" or not form.readable else _FAMILIES
    return f"{place}.{module or 'detect'}", form.tool_version()
