"""The body of a stored HTTP response, as the browser would have seen it: chunks joined, compression undone.

Crawlers often store the body decoded and its headers as they came, so each coding is undone only where it is there.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from email.message import Message
from typing import Any

from corpus_kit.readers.blocks import Blocks, decompressed
from corpus_kit.readers.limits import Limits, StreamBroken

LONGEST_HEAD = 1 << 20  # bytes of all headers together
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


class Cursor:
    """Bytes read by line or by count, with whatever was read too far kept."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._held = b""
        self.taken = 0  # bytes given out

    def _more(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        self._held += block
        return True

    def line(self, limit: int = 65536) -> bytes:
        """Return the next line with its end, at most `limit` bytes; empty at the end of the stream."""
        while (end := self._held.find(b"\n", 0, limit)) < 0 and len(self._held) < limit and self._more():
            pass
        size = end + 1 if end >= 0 else min(len(self._held), limit)
        return self._take(size)

    def peek(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer at the end of the stream, and leave them there."""
        while len(self._held) < size and self._more():
            pass
        return self._held[:size]

    def some(self, most: int) -> bytes:
        """Return the next bytes, `most` of them at most; empty at the end of the stream."""
        if not self._held and not self._more():
            return b""
        return self._take(min(most, len(self._held)))

    def _take(self, size: int) -> bytes:
        given, self._held = self._held[:size], self._held[size:]
        self.taken += size
        return given

    def to_line_beginning_with(self, mark: bytes) -> bool:
        """Skip to the next line that begins with `mark`; returns False where the stream ends before."""
        if self.peek(len(mark)) == mark:
            return True
        while True:
            found = self._held.find(b"\n" + mark)
            if found >= 0:
                self._take(found + 1)
                return True
            self._take(max(0, len(self._held) - len(mark)))
            if not self._more():
                self._take(len(self._held))
                return False


def headers(cursor: Cursor) -> dict[str, str] | None:
    """Return the headers up to the blank line by small name, the first of each; None where they have no end."""
    found: dict[str, str] = {}
    last, size = "", 0
    while True:
        line = cursor.line()
        size += len(line)
        if size > LONGEST_HEAD or not line.endswith(b"\n"):
            return None
        if line in (b"\r\n", b"\n"):
            return found
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[:1] in " \t" and last:
            found[last] += " " + text.strip()
            continue
        name, colon, value = text.partition(":")
        last = name.strip().lower() if colon else ""
        if last:
            found.setdefault(last, value.strip())


def media_type_of(content_type: str) -> tuple[str, str | None]:
    """Return the media type and the charset that a `Content-Type` names."""
    message = Message()
    message["Content-Type"] = content_type or "application/octet-stream"
    charset = message.get_content_charset()
    kind = content_type.partition(";")[0].strip().lower()
    return kind, charset


def body(cursor: Cursor, said: dict[str, str], limits: Limits) -> Blocks:
    """Yield the body that follows the headers `said`. Raises StreamBroken where a coding is unknown or damaged."""
    chunked = "chunked" in said.get("transfer-encoding", "").lower()
    blocks: Blocks = _dechunked(cursor) if chunked else _rest(cursor, said.get("content-length", ""))
    codings = [name.strip().lower() for name in said.get("content-encoding", "").split(",")]
    for coding in reversed(codings):
        if coding in ("gzip", "x-gzip", "deflate"):
            blocks = _inflated(blocks, limits)
        elif coding == "zstd":
            blocks = _unpacked(blocks, limits)
        elif coding not in ("", "identity", "none", "utf-8", "8bit", "binary"):
            blocks = _uncoded(blocks, coding)
    yield from blocks


def _rest(cursor: Cursor, length: str = "") -> Blocks:
    given = 0
    while True:
        try:
            block = cursor.some(1 << 20)
        except StreamBroken:
            # A record that tells too great a length of itself is whole where the server's own count is reached.
            if length.isascii() and length.isdigit() and 0 < int(length[:15]) <= given:
                return
            raise
        if not block:
            return
        given += len(block)
        yield block


def _dechunked(cursor: Cursor) -> Blocks:
    first = True
    while True:
        start = cursor.peek(20)
        size = _chunk_size(start)
        if size is None:
            if first:
                yield from _rest(cursor)
            elif start.strip():
                raise StreamBroken("warc-record-broken", {"problem": "its chunks do not follow one another"})
            return
        first = False
        cursor.line()
        if size == 0:
            return
        while size:
            block = cursor.some(size)
            if not block:
                raise StreamBroken("warc-record-broken", {"problem": "it ends within a chunk"})
            size -= len(block)
            yield block
        if cursor.peek(2) == b"\r\n" or cursor.peek(1) == b"\n":
            cursor.line()


def _chunk_size(start: bytes) -> int | None:
    line, end, _ = start.partition(b"\n")
    digits = line.split(b";")[0].strip()
    if not digits or len(digits) > 8 or not (end or b";" in line):
        return None
    try:
        return int(digits, 16)
    except ValueError:
        return None


def _first(blocks: Blocks, size: int) -> tuple[bytes, Blocks]:
    """Return the first bytes, `size` of them at least where there are so many, and all blocks with these again."""
    start = b""
    while len(start) < size:
        block = next(blocks, None)
        if block is None:
            break
        start += block

    def again() -> Blocks:
        if start:
            yield start
        yield from blocks

    return start, again()


def _unpacked(blocks: Blocks, limits: Limits) -> Blocks:
    start, blocks = _first(blocks, 4)
    yield from decompressed(blocks, "zst", limits) if start.startswith(_ZSTANDARD) else blocks


def _window(start: bytes) -> int:
    """Return how zlib is to take what begins so: gzip, or deflate with the frame of zlib that the standard asks for,
    or without it as many servers send it; 0 where it is not packed at all."""
    if start[:2] == b"\x1f\x8b":
        return 31
    if len(start) > 1 and start[0] & 15 == 8 and (start[0] * 256 + start[1]) % 31 == 0:
        return 15
    return 0 if _is_text(start) else -15


def _inflated(blocks: Blocks, limits: Limits) -> Blocks:
    start, blocks = _first(blocks, 4)
    window = _window(start)
    if not window:
        yield from blocks
        return
    unpacker = zlib.decompressobj(window)
    taken = given = 0
    try:
        for block in blocks:
            taken += len(block)
            while block:
                if unpacker.eof:
                    if window != 31 or block[:2] != b"\x1f\x8b":
                        break
                    unpacker = zlib.decompressobj(window)
                out = unpacker.decompress(block, 1 << 20)
                block = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                given += len(out)
                if given > limits.unpacked_bytes or (given > limits.ratio_from_bytes and given > limits.ratio * taken):
                    sizes = {"unpacked_mb": given >> 20, "packed_mb": taken >> 20}
                    raise StreamBroken("archive-too-large", sizes)
                yield out
        if rest := unpacker.flush():
            yield rest
    except zlib.error as error:
        raise StreamBroken("archive-damaged", {"problem": str(error)}) from None
    if not unpacker.eof and not _only_its_check_is_cut(unpacker):
        raise StreamBroken("archive-damaged", {"problem": "it ends before its end mark"})


def _only_its_check_is_cut(unpacker: Any) -> bool:
    """Return whether all of a text came and only the sum that checks it is missing: a false one is told then."""
    try:
        unpacker.decompress(bytes(8))
    except zlib.error as error:
        return "incorrect" in str(error)
    return bool(unpacker.eof)


def _uncoded(blocks: Blocks, coding: str) -> Blocks:
    start, blocks = _first(blocks, 64)
    if start and not _is_text(start):
        raise StreamBroken("warc-coding-not-read", {"coding": coding[:40]})
    yield from blocks


def _is_text(start: bytes) -> bool:
    """Return whether bytes are those of a page that was stored decoded."""
    sample = start[:64]
    return not any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in sample) and (
        sample.lstrip()[:1] in (b"<", b"{", b"\xef") or sample.isascii()
    )
