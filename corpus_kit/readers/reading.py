"""From the bytes of a file to records: tells what the file is, unwraps it, and hands it to its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import BinaryIO

from corpus_kit.readers.archives import Member, ZipArchive, in_memory
from corpus_kit.readers.blocks import Blocks, Source, blocks_of, decompressed
from corpus_kit.readers.conllu import read_conllu
from corpus_kit.readers.delimited import read_delimited
from corpus_kit.readers.detect import Detection, detect
from corpus_kit.readers.encoding import Encoding, detect_encoding
from corpus_kit.readers.formats import FORMATS, READABLE, WRAPPERS
from corpus_kit.readers.json_document import read_json
from corpus_kit.readers.json_lines import read_json_lines
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.names import inner_name, role_of
from corpus_kit.readers.records import Item, ReadOptions, Refusal, Remark
from corpus_kit.readers.text import read_text

OptionsFor = Callable[[str], ReadOptions]


def read(stream: BinaryIO, path: str, options_for: OptionsFor, limits: Limits | None = None) -> Iterator[Item]:
    """Yield everything that the file `path` holds: records, refusals (one each a record refused) and remarks.

    `stream` is binary and, for ZIP, can be searched. `options_for` is asked for the file itself and, within archives,
    for `archive.zip/member`, before the records of that member. Raises OSError when the stream itself cannot be read.
    """
    yield from _Reading(options_for, limits or Limits()).file(blocks_of(stream), path, 0, stream)


class _Reading:
    """Reads one received file and what stands within it."""

    def __init__(self, options_for: OptionsFor, limits: Limits) -> None:
        self._options_for = options_for
        self._limits = limits
        self._format = ""  # of what is being read

    def file(self, blocks: Blocks, path: str, depth: int, stream: BinaryIO | None = None) -> Iterator[Item]:
        """Yield the items of one file; whatever happens, at least one is a record or a refusal."""
        options = self._options_for(path)
        accounted = 0
        last, encoding = "", ""
        try:
            for item in self._unwrapped(blocks, path, options, depth, stream):
                if not isinstance(item, Remark):
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
        self, blocks: Blocks, path: str, options: ReadOptions, depth: int, stream: BinaryIO | None
    ) -> Iterator[Item]:
        source = Source(blocks)
        if options.format is not None and options.format not in FORMATS:
            params = {"format": options.format, "formats": ", ".join(READABLE)}
            yield Refusal("format-declared-unknown", "", params, options.format)
            return
        wrapped = detect(source.head, path)
        self._format = wrapped.format
        if wrapped.format in WRAPPERS and wrapped.readable:
            yield from self._compressed(source, path, wrapped.format, options, depth)
            return
        detection = detect(source.head, path, options.format, options.encoding)
        self._format = detection.format
        if source.blank() and detection.format != "zip":
            yield Refusal("empty-file", "", {}, detection.format if detection.format != "binary" else "text")
        elif not detection.readable:
            yield _not_read(detection)
        elif detection.format == "zip":
            yield from self._zip(source, path, depth, stream)
        else:
            yield from self._plain(source, detection, options)

    def _compressed(self, source: Source, path: str, wrapper: str, options: ReadOptions, depth: int) -> Iterator[Item]:
        if depth >= self._limits.depth:
            yield Refusal("archive-too-deep", "", {"depth": self._limits.depth}, wrapper)
            return
        inner = decompressed(iter(source), wrapper, self._limits)
        yield from self._unwrapped(inner, inner_name(path, wrapper), options, depth + 1, None)

    def _plain(self, source: Source, detection: Detection, options: ReadOptions) -> Iterator[Item]:
        name = detection.format
        try:
            encoding = detect_encoding(source.head, options.encoding, source.truncated)
        except StreamBroken as broken:
            yield Refusal(broken.code, "", broken.params, name)
            return
        yield from encoding.remarks()
        yield from self._records(source, name, options, encoding)

    def _records(self, source: Source, name: str, options: ReadOptions, encoding: Encoding) -> Iterator[Item]:
        if name in ("text", "markdown"):
            return read_text(source, name, options, self._limits, encoding)
        if name in ("csv", "tsv"):
            return read_delimited(source, name, options, self._limits, encoding)
        reader = {"json": read_json, "json-lines": read_json_lines, "conllu": read_conllu}[name]
        return reader(source, options, self._limits, encoding)

    def _zip(self, source: Source, path: str, depth: int, stream: BinaryIO | None) -> Iterator[Item]:
        if depth >= self._limits.depth:
            yield Refusal("archive-too-deep", "", {"depth": self._limits.depth}, "zip")
            return
        seekable = stream is not None and stream.seekable()
        archive = ZipArchive(stream if seekable and stream else in_memory(iter(source), self._limits), self._limits)
        for member in archive.members():
            if isinstance(member, Member):
                yield from self._member(archive, member, path, depth)
            else:
                yield member
        self._format = "zip"

    def _member(self, archive: ZipArchive, member: Member, path: str, depth: int) -> Iterator[Item]:
        role = role_of(member.name)
        if role != "text":
            yield Remark(f"archive-member-{role}", member.name)
            return
        for item in self.file(archive.blocks(member), f"{path}/{member.name}", depth + 1):
            item.place = f"{member.name} > {item.place}" if item.place else member.name
            yield item


def _not_read(detection: Detection) -> Refusal:
    title = FORMATS[detection.format].title
    params = {"format": detection.format, "title": title, "reason": detection.reason}
    return Refusal("format-not-read-yet", "", params, detection.format)


@cache
def tool_of(format_name: str) -> tuple[str, str]:
    """Return the tool that reads a format and its version, for provenance."""
    version = "1"
    if format_name in ("json", "json-lines"):
        import orjson

        version += f"+orjson{orjson.__version__}"
    module = {
        "markdown": "text",
        "csv": "delimited",
        "tsv": "delimited",
        "json": "json_document",
        "json-lines": "json_lines",
        "zip": "archives",
        **dict.fromkeys(WRAPPERS, "blocks"),
    }.get(format_name, format_name)
    return f"corpus_kit.readers.{module}", version
