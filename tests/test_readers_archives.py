"""Archives and compressed files: read in place, hostile ones refused by name, each member accounted for."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from corpus_kit.readers import Item, LeftOut, Limits, ReadOptions, Record, Remark, read

LINES = b"".join(b'{"text": "line %d"}\n' % number for number in range(20_000))


def items_of(data: bytes, path: str, limits: Limits | None = None) -> list[Item]:
    return list(read(io.BytesIO(data), path, lambda _: ReadOptions(), limits or Limits()))


def told(items: list[Item]) -> list[tuple[str, str]]:
    return [
        (i.text if isinstance(i, Record) else i.code, i.place) for i in items if not isinstance(i, (Remark, LeftOut))
    ]


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def compressed(data: bytes, wrapper: str) -> bytes:
    if wrapper == "zst":
        made: bytes = pa.compress(data, codec="zstd", asbytes=True)
        return made
    if wrapper == "gz":
        return gzip.compress(data, mtime=0)
    return bz2.compress(data) if wrapper == "bz2" else lzma.compress(data)


@pytest.mark.parametrize("wrapper", ["gz", "bz2", "xz", "zst"])
def test_wrappers_and_several_members(wrapper: str) -> None:
    data = compressed(LINES, wrapper) + compressed(LINES, wrapper)
    found = told(items_of(data, f"a.jsonl.{wrapper}"))
    assert len(found) == 40_000
    assert found[-1] == ("line 19999", "line 40000")


@pytest.mark.parametrize("wrapper", ["gz", "bz2", "xz", "zst"])
def test_a_stream_cut_half_way_keeps_what_was_read(wrapper: str) -> None:
    lines = b"".join(b'{"text": "%s"}\n' % bytes(str(n * 7919 % 100_003), "ascii") for n in range(200_000))
    data = compressed(lines, wrapper)
    found = told(items_of(data[: len(data) * 3 // 4], f"a.jsonl.{wrapper}"))
    *kept, (code, place) = found
    assert code == "archive-damaged"
    assert len(kept) > 1000
    assert place == f"after line {len(kept)}"


def test_what_unpacks_without_end_is_refused() -> None:
    data = gzip.compress(b"0" * 60_000_000, mtime=0)
    assert told(items_of(data, "a.txt.gz")) == [("archive-too-large", "")]
    assert told(items_of(packed({"a.txt": b"0" * 60_000_000}), "a.zip")) == [("archive-too-large", "a.txt")]


def test_members_are_asked_for_by_path_and_told_by_place() -> None:
    asked: list[str] = []

    def options_for(path: str) -> ReadOptions:
        asked.append(path)
        return ReadOptions()

    data = packed({"мәтін/а.txt": "қар".encode(), "b.jsonl": b'{"text": "b"}\n', "__MACOSX/._a": b"x", "LICENSE": b"y"})
    items = list(read(io.BytesIO(data), "x.zip", options_for))
    assert told(items) == [("қар", "мәтін/а.txt"), ("b", "b.jsonl > line 1")]
    assert asked == ["x.zip", "x.zip/мәтін/а.txt", "x.zip/b.jsonl"]
    assert [(i.code, i.place) for i in items if isinstance(i, Remark)] == [
        ("archive-member-litter", "__MACOSX/._a"),
        ("archive-member-about", "LICENSE"),
    ]


@pytest.mark.parametrize("codec", ["cp866", "utf-8"])
def test_names_without_a_mark(codec: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("AAAAAAAA.txt", "Пекарня открывается рано утром")
    raw = "Отчёт_1".encode(codec)[:8].ljust(8, b"_")
    data = out.getvalue().replace(b"AAAAAAAA", raw)
    ((_, place),) = told(items_of(data, "a.zip"))
    assert place == raw.decode(codec) + ".txt"


def test_hostile_members_are_refused_by_name() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("../out.txt", "/tmp/out.txt", "..\\..\\out.txt", "C:\\out.txt"):
            archive.writestr(zipfile.ZipInfo(name), b"bad")
        archive.writestr(link, b"/etc/passwd")
        archive.writestr("liar.txt", b"nan " * 1_000_000)
        archive.writestr("good.txt", "жакшы".encode())
    data = bytearray(out.getvalue())
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        position = -1
        while (position := data.find(mark, position + 1)) >= 0:
            if struct.unpack_from("<I", data, position + offset)[0] == 4_000_000:
                struct.pack_into("<I", data, position + offset, 70)
    found = told(items_of(bytes(data), "a.zip"))
    assert [code for code, _ in found] == [
        "path-leaves-archive",
        "path-leaves-archive",
        "path-leaves-archive",
        "path-leaves-archive",
        "archive-link",
        "archive-unpacks-to-more",
        "жакшы",
    ]


def test_an_encrypted_member_and_a_broken_archive() -> None:
    data = bytearray(packed({"a.txt": b"abc"}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert told(items_of(bytes(data), "a.zip")) == [("archive-encrypted", "a.txt")]
    assert told(items_of(packed({"a.txt": b"abc" * 99})[:40], "a.zip")) == [("archive-damaged", "")]


def test_archives_within_archives() -> None:
    data = packed({"a.txt": "су".encode()})
    for _ in range(2):
        data = packed({"in.zip": data})
    assert told(items_of(data, "a.zip")) == [("су", "in.zip > in.zip > a.txt")]
    for _ in range(3):
        data = packed({"in.zip": data})
    assert [code for code, _ in told(items_of(data, "a.zip"))] == ["archive-too-deep"]


def test_two_members_of_one_name_are_told_apart() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.txt", "бир")
        archive.writestr("a.txt", "эки")
    assert told(items_of(out.getvalue(), "a.zip")) == [("бир", "a.txt"), ("эки", "a.txt (2)")]


@pytest.mark.shared
def test_the_hostile_archive_of_the_shared_cases() -> None:
    path = Path(__file__).parents[2] / "shared" / "cases" / "readers-10-zip-hostile" / "input" / "paket.zip"
    if not path.is_file():
        pytest.skip("the shared folder is not here")
    found = told(items_of(path.read_bytes(), "paket.zip"))
    assert len(found) == 6
    assert [code for code, _ in found].count("path-leaves-archive") == 3
    assert {"archive-link", "archive-unpacks-to-more"} < {code for code, _ in found}
