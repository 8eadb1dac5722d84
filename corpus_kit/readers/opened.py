"""What a reader is given: the bytes of one file or member, what they are, and how far they may go."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from corpus_kit.readers.blocks import Blocks, Source
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.records import Item, ReadOptions, Remark


@dataclass(slots=True)
class Opened:
    """One file, or one member of a container, ready for its reader.

    `encoding` is meaningful where the format is one of text (`Format.kind == "text"`). `path` is the name inside the
    batch, for what a name can tell (the language in `kk.po`); a reader never opens it. `changes` is what decoding found
    out on the way, for the caller to tell: lines in another encoding than the rest.
    """

    source: Source
    format: str
    options: ReadOptions
    limits: Limits
    path: str = ""
    encoding: Encoding = field(default_factory=lambda: Encoding("utf-8"))
    stream: BinaryIO | None = None
    changes: list[Remark] = field(default_factory=list)

    def whole(self) -> bytes:
        """Return all bytes; raises StreamBroken `file-too-large-for-one-text` beyond `limits.file_unit_bytes`."""
        return self.source.whole(self.limits)

    def file(self) -> BinaryIO:
        """Return the bytes as a file that can be searched: the received file itself, or a copy in memory.

        Raises StreamBroken `file-too-large-for-one-text` where the copy would be too large.
        """
        if self.stream is not None and self.stream.seekable():
            self.stream.seek(0)
            return self.stream
        return io.BytesIO(self.whole())


@dataclass(slots=True)
class Member:
    """A file within a container: a reader yields it to have it read in turn.

    What the container knows of it is a default for its records: `source_url`, `title`, `language`, `metadata`.
    `encoding_hint` and `media_type` come from outside the bytes, as HTTP headers do, and may be wrong.
    """

    name: str
    blocks: Blocks
    encoding_hint: str | None = None
    media_type: str | None = None
    source_url: str | None = None
    title: str | None = None
    language: str | None = None
    metadata: dict[str, object] | None = None


Reader = Callable[[Opened], Iterator[Item | Member]]

__all__ = ["Member", "Opened", "Reader", "StreamBroken"]
