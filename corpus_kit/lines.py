"""Lines of text from a file or a pipe, and the language of each, as fast as they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from corpus_kit.errors import UsageError
from corpus_kit.identification import Identification, identify
from corpus_kit.readers.blocks import Blocks, Source
from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.detect import detect
from corpus_kit.readers.encodings.detection import detect_encoding
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.formats import FORMATS
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import ReadOptions

_BLOCK_BYTES = 1 << 18
# Languages are told for many lines at a time.
_TOGETHER = 1024
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without its end, and its language; `problem` is the code of what is wrong with its bytes, or empty."""

    number: int
    text: str
    found: Identification
    problem: str


def identified_lines(stream: BinaryIO, name: str = "", spans: bool = False) -> Iterator[list[Line]]:
    """Yield every line of a stream with its language, in lists of those that came together; empty lines count.

    The bytes are UTF-8 with or without a mark, or what `name` and they themselves let see. A line that no encoding
    reads is `und` and has a problem. With `spans` each answer says where in its line each language stands.
    Raises UsageError where the bytes are no lines of text.
    """
    number = 0
    for together in _lines(stream, name):
        for start in range(0, len(together), _TOGETHER):
            part = together[start : start + _TOGETHER]
            found = identify(["" if problem else text for text, problem in part], spans=spans)
            yield [
                Line(number + place, text, one, problem)
                for place, ((text, problem), one) in enumerate(zip(part, found, strict=True), 1)
            ]
            number += len(part)


def _lines(stream: BinaryIO, name: str) -> Iterator[list[tuple[str, str]]]:
    """Yield lines as they come, while they are UTF-8; from the first that is not, leave the rest to the decoder."""
    first = _some(stream)
    if b"\0" in first[:4096] or first.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield from _decoded(chain([first], _blocks(stream)), name)
        return
    rest, carried, foreign = first.removeprefix(_BOM), b"", False
    if rest:
        _ensure_text(rest, name)
    while rest or carried:
        *whole, last = (carried + rest).split(b"\n")
        whole, carried = (whole, last) if rest else ([*whole, last], b"")
        good = _utf8(whole)
        yield good
        foreign = foreign or not all(text.isascii() for text, _ in good)
        if len(good) < len(whole):
            left = b"\n".join([*whole[len(good) :], *([carried] if rest else [])])
            yield from _decoded(chain([b"\n", left], _blocks(stream)), name, Encoding("utf-8") if foreign else None)
            return
        rest = _some(stream) if rest else b""


def _utf8(lines: list[bytes]) -> list[tuple[str, str]]:
    """Return the lines up to the first that is not UTF-8; a return at the end of a line belongs to its end."""
    found = []
    for line in lines:
        try:
            found.append((line.decode("utf-8").removesuffix("\r"), ""))
        except UnicodeDecodeError:
            break
    return found


def _decoded(blocks: Blocks, name: str, encoding: Encoding | None = None) -> Iterator[list[tuple[str, str]]]:
    """Yield lines in the encoding that the bytes show; a first line that is empty stands before those to be yielded."""
    source = Source(blocks)
    skip = source.head.startswith(b"\n")
    try:
        _ensure_text(source.head, name)
        encoding = encoding or detect_encoding(source.head, truncated=source.truncated)
        together: list[tuple[str, str]] = []
        for line in text_lines(Opened(source, "text", ReadOptions(), Limits(), encoding=encoding)):
            if skip:
                skip = False
                continue
            together.append(line)
            if len(together) >= _TOGETHER:
                yield together
                together = []
        yield together
    except StreamBroken as broken:
        raise _no_text(name, broken.code) from None


def _ensure_text(head: bytes, name: str) -> None:
    try:
        found = detect(head, name)
    except StreamBroken as broken:
        raise _no_text(name, broken.code) from None
    if FORMATS[found.format].kind != "text":
        raise _no_text(name, found.format)


def _no_text(name: str, what: str) -> UsageError:
    return UsageError(
        f"{name or 'the input'} is no plain text ({what})",
        "give lines of text; for files of other kinds use: corpus-kit preview",
    )


def _some(stream: BinaryIO) -> bytes:
    """Return what is there already, at most a block, so that a slow pipe is answered line by line."""
    return stream.read1(_BLOCK_BYTES) if isinstance(stream, BufferedReader) else stream.read(_BLOCK_BYTES)


def _blocks(stream: BinaryIO) -> Blocks:
    while block := _some(stream):
        yield block


def opened_lines(path: Path) -> BinaryIO:
    """Open a file of lines. Raises UsageError where there is none."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", "name a file of lines; for a folder use: corpus-kit check")
    if not path.exists():
        raise UsageError(f"there is no file {path}", "check the spelling; put names with spaces between quotes")
    return path.open("rb")
