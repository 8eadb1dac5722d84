"""7-Zip: unpacked in memory up to a limit, for its members lie in one compressed stream."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from corpus_kit.readers.families.member_names import leaves_archive, tidy_name
from corpus_kit.readers.limits import BLOCK_BYTES, StreamBroken
from corpus_kit.readers.opened import Member, Opened
from corpus_kit.readers.records import Item, Refusal

FORMAT = "7z"


def read_7z(opened: Opened) -> Iterator[Item | Member]:
    """Yield the members that may be read and refusals for those that may not.

    Raises StreamBroken where the archive is damaged or unpacks to more than `limits.file_unit_bytes`.
    """
    import lzma

    import py7zr
    from py7zr.exceptions import ArchiveError

    damage = (ArchiveError, lzma.LZMAError, EOFError, OSError, ValueError, KeyError, IndexError, TypeError, MemoryError)
    try:
        with py7zr.SevenZipFile(opened.file(), "r") as archive:
            if archive.needs_password():
                raise StreamBroken("archive-encrypted", {}, FORMAT)
            listed = archive.list()
            unpacked = sum(int(entry.uncompressed or 0) for entry in listed)
            if unpacked > opened.limits.file_unit_bytes:
                sizes = {"unpacked_mb": unpacked >> 20, "packed_mb": 0}
                raise StreamBroken("archive-too-large", sizes, FORMAT)
            wanted = [entry for entry in listed if not entry.is_directory]
            contents = _unpack(archive, opened.limits.file_unit_bytes)
            yield from _members(wanted, contents)
    except damage as error:
        problem = str(error).strip().rstrip(".") or type(error).__name__
        raise StreamBroken("archive-damaged", {"problem": problem[:200]}, FORMAT) from None


def _members(wanted: list[Any], contents: dict[str, bytes]) -> Iterator[Item | Member]:
    for entry in wanted:
        name = tidy_name(entry.filename)
        if leaves_archive(name):
            yield Refusal("path-leaves-archive", name, {}, FORMAT)
        elif entry.is_symlink:
            yield Refusal("archive-link", name, {}, FORMAT)
        elif not entry.is_file:
            yield Refusal("archive-special-file", name, {}, FORMAT)
        else:
            data = contents.pop(entry.filename, b"")
            yield Member(name, (data[at : at + BLOCK_BYTES] for at in range(0, len(data), BLOCK_BYTES)))


def _unpack(archive: Any, limit: int) -> dict[str, bytes]:
    """Return what every member holds. The declared sizes may lie, so what is written is counted too."""
    from py7zr.io import Py7zIO, WriterFactory

    written = 0
    pieces: dict[str, io.BytesIO] = {}

    class Kept(Py7zIO):  # type: ignore[misc]
        def __init__(self, name: str) -> None:
            self._held = pieces.setdefault(name, io.BytesIO())

        def write(self, data: bytes | bytearray) -> int:
            nonlocal written
            written += len(data)
            if written > limit:
                raise StreamBroken("archive-too-large", {"unpacked_mb": written >> 20, "packed_mb": 0}, FORMAT)
            return self._held.write(data)

        def read(self, size: int | None = None) -> bytes:
            return self._held.read(size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return self._held.seek(offset, whence)

        def flush(self) -> None:
            return

        def size(self) -> int:
            return len(self._held.getbuffer())

    class Factory(WriterFactory):  # type: ignore[misc]
        def create(self, filename: str) -> Kept:
            return Kept(filename)

    archive.extractall(factory=Factory())
    return {name: held.getvalue() for name, held in pieces.items()}
