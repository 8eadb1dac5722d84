"""ZIP: members are read in place, nothing is unpacked to the disk, and hostile members are refused by name."""

from __future__ import annotations

import copy
import io
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpus_kit.readers.blocks import Blocks
from corpus_kit.readers.encoding import is_utf8, trials
from corpus_kit.readers.encoding_names import codec_of
from corpus_kit.readers.limits import BLOCK_BYTES, Limits, StreamBroken
from corpus_kit.readers.records import Item, Refusal, Remark

FORMAT = "zip"
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_UNICODE_PATH_FIELD = 0x7075
# Code pages of the systems that packed without saying so, those of the region first.
_NAME_ENCODINGS = (
    "ibm866",
    "windows-1251",
    "gb18030",
    "windows-31j",
    "windows-949",
    "big5",
    "ibm857",
    "ibm437",
    "ibm850",
)


@dataclass(frozen=True, slots=True)
class Member:
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

    def members(self) -> Iterator[Member | Item]:
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
                yield Member(shown, info)

    def _sizes(self, info: zipfile.ZipInfo) -> dict[str, str | int | float]:
        return {"unpacked_mb": info.file_size >> 20, "packed_mb": info.compress_size >> 20}

    def _objection(self, info: zipfile.ZipInfo, name: str) -> str:
        """Return the code of why a member is not touched, empty when it may be read."""
        parts = name.split("/")
        if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts or "\0" in name:
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

    def blocks(self, member: Member) -> Blocks:
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
        encoding = "utf-8" if is_utf8(together) else _name_encoding(together)
        for position, packed in raw.items():
            known[position] = packed.decode(codec_of(encoding) if encoding else "ascii", "backslashreplace")
        if encoding != "utf-8":
            example = _tidy(known[min(raw)])
            code = "archive-names-guessed" if encoding else "archive-names-unknown"
            remark = Remark(code, params={"encoding": encoding, "count": len(raw), "example": example})
    return [_tidy(known[position]) for position in range(len(infos))], remark


def _tidy(name: str) -> str:
    """Return a name with `/` between folders (old packers of Windows wrote `\\`) and without idle parts."""
    forward = re.sub(r"\\(?!x[0-9a-f]{2})", "/", name)
    if ".." in forward.split("/") or forward.startswith("/"):
        return forward
    ending = "/" if forward.endswith("/") else ""
    return posixpath.normpath(forward) + ending if forward else forward


def _name_encoding(raw: bytes) -> str:
    # In a name `_`, digits and extensions stand between words; as line ends they keep the words apart.
    found = trials(re.sub(rb"[/_\\.0-9-]+", b"\n", raw), _NAME_ENCODINGS, truncated=False)
    found = [trial for trial in found if _decodes(raw, trial.name)]
    return found[0].name if found and found[0].score > -6.5 else ""


def _decodes(raw: bytes, name: str) -> bool:
    try:
        raw.decode(codec_of(name))
    except UnicodeDecodeError:
        return False
    return True


def _unicode_path(info: zipfile.ZipInfo, packed: bytes) -> str | None:
    """Return the name in the extra field of Info-ZIP, where it stands and belongs to this name."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        data, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH_FIELD and len(data) > 5 and struct.unpack("<I", data[1:5])[0] == zlib.crc32(packed):
            return data[5:].decode("utf-8", "backslashreplace")
    return None
