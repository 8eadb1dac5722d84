"""Bytes on their way: blocks, lines and decompression, with bounded memory.

A file is an iterator of blocks. When it ends in a way that a person should know of, the iterator raises StreamBroken
after its last good block, so that what was read is kept.
"""

from __future__ import annotations

import bz2
import codecs
import io
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.limits import BLOCK_BYTES, HEAD_BYTES, Limits, StreamBroken

Blocks = Iterator[bytes]


def blocks_of(stream: BinaryIO) -> Blocks:
    """Yield the bytes of `stream` from where it stands."""
    while block := stream.read(BLOCK_BYTES):
        yield block


class Source:
    """The blocks of one file, with its head at hand.

    `broken` holds what ended the stream early while the head was read; iterating raises it in its place.
    """

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._broken: StreamBroken | None = None
        read: list[bytes] = []
        size = 0
        self.truncated = True
        while size < HEAD_BYTES:
            try:
                block = next(blocks, None)
            except StreamBroken as broken:
                self._broken = broken
                block = None
            if block is None:
                self.truncated = False
                break
            read.append(block)
            size += len(block)
        self._first = b"".join(read)
        self.head = self._first[:HEAD_BYTES]
        self.truncated = self.truncated or len(self._first) > HEAD_BYTES

    def __iter__(self) -> Blocks:
        first, self._first = self._first, b""
        if first:
            yield first
        if self._broken is not None:
            raise self._broken
        yield from self._blocks

    def blank(self) -> bool:
        """Return whether the file holds nothing but white space, marks of order and zero bytes."""
        if self.truncated or self._broken is not None:
            return False
        return not self.head.strip(b" \t\r\n\f\v\0\xef\xbb\xbf\xff\xfe")

    def whole(self, limits: Limits) -> bytes:
        """Return all bytes; raises StreamBroken `file-too-large-for-one-text` beyond the limit."""
        kept = bytearray()
        for block in self:
            kept += block
            if len(kept) > limits.file_unit_bytes:
                limit = limits.file_unit_bytes // (1 << 20)
                raise StreamBroken("file-too-large-for-one-text", {"limit_mb": limit})
        return bytes(kept)


def as_utf8(blocks: Iterable[bytes], encoding: Encoding) -> Blocks:
    """Yield blocks in which a line feed is always the byte 10: UTF-16, UTF-32 and encodings with escapes become UTF-8.

    What cannot be decoded becomes bytes that are no valid UTF-8, so that the line they stand in is refused, not lost.
    """
    skip = encoding.skip
    if encoding.width == 1 and (encoding.name == "utf-8" or not encoding.lines_as_utf8):
        for block in blocks:
            yield block[skip:] if skip else block
            skip = 0
        return
    decoder = codecs.getincrementaldecoder(encoding.codec)("backslashreplace" if encoding.width == 1 else "replace")
    if encoding.width > 1:
        decoder.errors = _keep_surrogates()
    for block in blocks:
        yield decoder.decode(block[skip:] if skip else block).encode("utf-8", "surrogatepass")
        skip = 0
    yield decoder.decode(b"", True).encode("utf-8", "surrogatepass")


def _keep_surrogates() -> str:
    name = "corpus_kit.keep_surrogates"

    def handler(error: UnicodeError) -> tuple[str, int]:
        # A lone surrogate stays one; it is no valid UTF-8 later, and so the line is refused with its number.
        assert isinstance(error, UnicodeDecodeError)
        return "\udcff", error.end

    codecs.register_error(name, handler)
    return name


def lines(blocks: Iterable[bytes], limits: Limits, separator: bytes = b"\n") -> Iterator[bytes | None]:
    """Yield lines without their separator; None stands for a line longer than `limits.record_bytes`."""
    carry: list[bytes] = []
    carried = 0
    too_long = False
    for block in blocks:
        first, *rest = block.split(separator)
        carry.append(first)
        carried += len(first)
        if carried > limits.record_bytes:
            carry, too_long = [], True
        if not rest:
            continue
        yield None if too_long else b"".join(carry)
        yield from rest[:-1]
        carry, carried, too_long = [rest[-1]], len(rest[-1]), False
    if too_long or carried:
        yield None if too_long else b"".join(carry)


# --- decompression


def decompressed(blocks: Blocks, wrapper: str, limits: Limits) -> Blocks:
    """Yield what the compressed `blocks` hold; raises StreamBroken for damage and for what grows beyond the limits."""
    taken = 0

    def counted() -> Blocks:
        nonlocal taken
        for block in blocks:
            taken += len(block)
            yield block

    given = 0
    for block in _UNPACKERS[wrapper](counted()):
        given += len(block)
        if given > limits.unpacked_bytes or (given > limits.ratio_from_bytes and given > limits.ratio * taken):
            raise StreamBroken("archive-too-large", {"unpacked_mb": given >> 20, "packed_mb": taken >> 20}, wrapper)
        if block:
            yield block


class _Gzip:
    """zlib's decompressor with the manners of those of bz2 and lzma."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self.pending = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    @property
    def needs_input(self) -> bool:
        return not self.pending

    def decompress(self, data: bytes, max_length: int) -> bytes:
        given = self._inner.decompress(self.pending + data, max_length)
        self.pending = self._inner.unconsumed_tail
        return given


def _members(make: Callable[[], Any], wrapper: str, blocks: Blocks) -> Blocks:
    """Unpack one member after another: `cat a.gz b.gz` is a valid file."""
    unpacker = None
    try:
        for block in blocks:
            data = block
            while data or (unpacker is not None and not unpacker.eof and not unpacker.needs_input):
                if unpacker is None:
                    data = data.lstrip(b"\0")  # tapes and some servers pad with zeros
                    if not data:
                        break
                    unpacker = make()
                yield unpacker.decompress(data, BLOCK_BYTES)
                data = b""
                if unpacker.eof:
                    data, unpacker = unpacker.unused_data, None
    except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError) as error:
        raise StreamBroken("archive-damaged", {"problem": _plain(error)}, wrapper) from None
    if unpacker is not None:
        raise StreamBroken("archive-damaged", {"problem": "it ends before its end mark"}, wrapper)


def _plain(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__


class Readable(io.RawIOBase):
    """Blocks as a file, for libraries that read files from front to back."""

    def __init__(self, blocks: Blocks) -> None:
        super().__init__()
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, fewer at the end; all that are left where `size` is negative."""
        while len(self._rest) < size or size < 0:
            block = next(self._blocks, None)
            if block is None:
                break
            self._rest += block
        size = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def _zstandard(blocks: Blocks) -> Blocks:
    import pyarrow as pa

    stream = pa.CompressedInputStream(pa.PythonFile(Readable(blocks), mode="r"), "zstd")
    while True:
        try:
            block = stream.read(1 << 16)  # what a failing read had gathered is lost, so it gathers little
        except (OSError, pa.ArrowException) as error:
            raise StreamBroken("archive-damaged", {"problem": _plain(error)}, "zst") from None
        if not block:
            return
        yield block


_UNPACKERS: dict[str, Callable[[Blocks], Blocks]] = {
    "gz": lambda blocks: _members(_Gzip, "gz", blocks),
    "bz2": lambda blocks: _members(bz2.BZ2Decompressor, "bz2", blocks),
    "xz": lambda blocks: _members(lzma.LZMADecompressor, "xz", blocks),
    "zst": _zstandard,
}
