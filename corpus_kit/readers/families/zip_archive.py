"""ZIP: members are read in place, nothing is unpacked to the disk, and hostile members are refused by name."""

from __future__ import annotations

import copy
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpus_kit.readers.blocks import Blocks
from corpus_kit.readers.encodings.detection import is_utf8
from corpus_kit.readers.encodings.names import codec_of
from corpus_kit.readers.families.member_names import encoding_of_names, leaves_archive, tidy_name
from corpus_kit.readers.limits import BLOCK_BYTES, Limits, StreamBroken
from corpus_kit.readers.opened import Member, Opened
from corpus_kit.readers.records import Item, Refusal, Remark

FORMAT = "zip"
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_UNICODE_PATH_FIELD = 0x7075


def read_zip(opened: Opened) -> Iterator[Item | Member]:
    """Yield the members that may be read, refusals for those that may not, and remarks."""
    stream = opened.stream if opened.stream is not None and opened.stream.seekable() else None
    archive = ZipArchive(stream or in_memory(iter(opened.source), opened.limits), opened.limits)
    for entry in archive.members():
        yield Member(entry.name, archive.blocks(entry)) if isinstance(entry, Packed) else entry


@dataclass(frozen=True, slots=True)
class Packed:
    """One file within an archive: its name as it should read, and how to read it."""

    name: str
    info: zipfile.ZipInfo


class ZipArchive:
    """An open archive. Raises StreamBroken `archive-damaged` when it cannot be opened."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._limits = limits
        self._given = 0
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise StreamBroken("archive-damaged", {"problem": str(error) or type(error).__name__}, FORMAT) from None

    def members(self) -> Iterator[Packed | Item]:
        """Yield the members that may be read, refusals for those that may not, and remarks."""
        infos = self._zip.infolist()
        names, remark = _names(infos)
        if remark is not None:
            yield remark
        seen: dict[str, int] = {}
        for info, name in zip(infos, names, strict=True):
            seen[name] = seen.get(name, 0) + 1
            shown = name if seen[name] == 1 else f"{name} ({seen[name]})"
            code = self._objection(info, name)
            if code:
                yield Refusal(code, shown, self._sizes(info), FORMAT)
            elif not (info.is_dir() or name.endswith("/")):
                yield Packed(shown, info)

    def _sizes(self, info: zipfile.ZipInfo) -> dict[str, str | int | float]:
        return {"unpacked_mb": info.file_size >> 20, "packed_mb": info.compress_size >> 20}

    def _objection(self, info: zipfile.ZipInfo, name: str) -> str:
        """Return the code of why a member is not touched, empty when it may be read."""
        if leaves_archive(name):
            return "path-leaves-archive"
        mode = info.external_attr >> 16
        if stat.S_ISLNK(mode):
            return "archive-link"
        if stat.S_IFMT(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            return "archive-special-file"
        if info.flag_bits & _ENCRYPTED_FLAG:
            return "archive-encrypted"
        limits = self._limits
        ratio = info.file_size > limits.ratio_from_bytes and info.file_size > limits.ratio * max(info.compress_size, 1)
        return "archive-too-large" if ratio or info.file_size > limits.unpacked_bytes else ""

    def blocks(self, member: Packed) -> Blocks:
        """Yield what a member unpacks to; raises StreamBroken when it is damaged or more than it declares."""
        declared = member.info.file_size
        # zipfile stops without a word at the declared size; told a larger one, it goes on to the true end.
        info = copy.copy(member.info)
        info.file_size = declared + 4 * BLOCK_BYTES
        size = 0
        try:
            with self._zip.open(info) as stream:
                while True:
                    block = stream.read(1 << 16)
                    size += len(block)
                    self._given += len(block)
                    if size > declared:
                        raise StreamBroken("archive-unpacks-to-more", {"declared_bytes": declared}, FORMAT)
                    if self._given > self._limits.unpacked_bytes:
                        raise StreamBroken("archive-too-large", self._sizes(member.info), FORMAT)
                    if not block:
                        break
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            problem = str(error).replace(repr(member.info.orig_filename), "the member") or type(error).__name__
            raise StreamBroken("archive-damaged", {"problem": problem}, FORMAT) from None
        if size < declared:
            raise StreamBroken("archive-damaged", {"problem": "it ends before its declared size"}, FORMAT)


def in_memory(blocks: Blocks, limits: Limits) -> BinaryIO:
    """Return an archive within an archive as a file that can be searched."""
    kept = bytearray()
    for block in blocks:
        kept += block
        if len(kept) > limits.file_unit_bytes:
            sizes = {"unpacked_mb": len(kept) >> 20, "packed_mb": 0}
            raise StreamBroken("archive-too-large", sizes, FORMAT)
    return io.BytesIO(bytes(kept))


def _names(infos: list[zipfile.ZipInfo]) -> tuple[list[str], Remark | None]:
    """Return the names as their packer meant them; those without a mark are all in one encoding, which is concluded."""
    known: dict[int, str] = {}
    raw: dict[int, bytes] = {}
    for position, info in enumerate(infos):
        packed = info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_FLAG else "cp437", "surrogateescape")
        unicode_path = _unicode_path(info, packed)
        if unicode_path is not None:
            known[position] = unicode_path
        elif info.flag_bits & _UTF8_FLAG or packed.isascii():
            known[position] = info.orig_filename
        else:
            raw[position] = packed
    remark = None
    if raw:
        together = b"\n".join(raw.values())
        encoding = "utf-8" if is_utf8(together) else encoding_of_names(together)
        for position, packed in raw.items():
            known[position] = packed.decode(codec_of(encoding) if encoding else "ascii", "backslashreplace")
        if encoding != "utf-8":
            example = tidy_name(known[min(raw)])
            code = "archive-names-guessed" if encoding else "archive-names-unknown"
            remark = Remark(code, params={"encoding": encoding, "count": len(raw), "example": example})
    return [tidy_name(known[position]) for position in range(len(infos))], remark


def _unicode_path(info: zipfile.ZipInfo, packed: bytes) -> str | None:
    """Return the name in the extra field of Info-ZIP, where it stands and belongs to this name."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        data, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH_FIELD and len(data) > 5 and struct.unpack("<I", data[1:5])[0] == zlib.crc32(packed):
            return data[5:].decode("utf-8", "backslashreplace")
    return None
