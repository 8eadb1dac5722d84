"""Tar: members are read as they stream past, nothing is unpacked to the disk, hostile members are refused by name."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator

from corpus_kit.readers.blocks import Blocks, Readable
from corpus_kit.readers.families.member_names import encoding_of_names, leaves_archive, tidy_name
from corpus_kit.readers.limits import BLOCK_BYTES, StreamBroken
from corpus_kit.readers.opened import Member, Opened
from corpus_kit.readers.records import Item, Refusal, Remark

FORMAT = "tar"
_DAMAGE = (tarfile.TarError, EOFError, OSError, ValueError)


def read_tar(opened: Opened) -> Iterator[Item | Member]:
    """Yield the members that may be read, refusals for those that may not, and remarks.

    Names that are no UTF-8 are read in the encoding in which they are plausible; as the archive streams past, each
    name is judged by itself. A member must be read before the next one is asked for.
    """
    stream = Readable(iter(opened.source))
    guessed: dict[str, list[str]] = {}
    try:
        # ignore_zeros is off: what stands after the end mark is no part of the archive.
        with tarfile.open(fileobj=stream, mode="r|", errors="surrogateescape", encoding="utf-8") as archive:
            seen: dict[str, int] = {}
            for info in archive:
                name = _name(info.name, guessed)
                seen[name] = seen.get(name, 0) + 1
                shown = name if seen[name] == 1 else f"{name} ({seen[name]})"
                code = _objection(info, name)
                if code:
                    yield Refusal(code, shown, {}, FORMAT)
                elif info.isfile():
                    yield Member(shown, _blocks(archive, info))
                archive.members = []  # type: ignore[attr-defined]  # tarfile keeps every header; of a million files that is a gigabyte
    except _DAMAGE as error:
        raise StreamBroken("archive-damaged", {"problem": _plain(error)}, FORMAT) from None
    for encoding, names in guessed.items():
        code = "archive-names-guessed" if encoding else "archive-names-unknown"
        yield Remark(code, params={"encoding": encoding, "count": len(names), "example": names[0]})


def _objection(info: tarfile.TarInfo, name: str) -> str:
    """Return the code of why a member is not touched, empty when it may be read."""
    if leaves_archive(name):
        return "path-leaves-archive"
    if info.issym() or info.islnk():
        return "archive-link"
    return "" if info.isfile() or info.isdir() else "archive-special-file"


def _blocks(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Blocks:
    try:
        stream = archive.extractfile(info)
        while stream is not None and (block := stream.read(BLOCK_BYTES)):
            yield block
    except _DAMAGE as error:
        raise StreamBroken("archive-damaged", {"problem": _plain(error)}, FORMAT) from None


def _name(written: str, guessed: dict[str, list[str]]) -> str:
    raw = os.fsencode(written) if os.name != "nt" else written.encode("utf-8", "surrogateescape")
    try:
        return tidy_name(raw.decode())
    except UnicodeDecodeError:
        encoding = encoding_of_names(raw)
    name = tidy_name(raw.decode(encoding or "ascii", "backslashreplace"))
    guessed.setdefault(encoding, []).append(name)
    return name


def _plain(error: Exception) -> str:
    return str(error).strip().rstrip(".") or type(error).__name__
