"""Tar and 7-Zip: members are read, hostile ones refused by name, damage costs what lies behind it."""

from __future__ import annotations

import io
import tarfile

import pytest

from corpus_kit import readers
from corpus_kit.readers import Limits, ReadOptions, Record, Refusal, Remark

KAZAKH = "Көпірдің арғы жағында ескі тал өседі."
PERSIAN = "پشت پل درخت کهنسالی هست."


def read(data: bytes, name: str, limits: Limits | None = None) -> list[readers.Item]:
    return list(readers.read(io.BytesIO(data), name, lambda _: ReadOptions(), limits))


def texts(items: list[readers.Item]) -> dict[str, str]:
    return {i.place: i.text for i in items if isinstance(i, Record)}


def codes(items: list[readers.Item]) -> dict[str, str]:
    return {i.place: i.code for i in items if isinstance(i, (Refusal, Remark))}


def tar(members: list[tuple[tarfile.TarInfo, bytes]], mode: str = "w", **options: object) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, **options) as archive:  # type: ignore[call-overload]
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    ("name", "mode"), [("a.tar", "w"), ("a.tgz", "w:gz"), ("a.tar.bz2", "w:bz2"), ("a.txz", "w:xz")]
)
def test_members_are_read_in_turn(name: str, mode: str) -> None:
    data = tar([(member("kk/бір.txt"), KAZAKH.encode()), (member("fa/یک.csv"), f"text\n{PERSIAN}\n".encode())], mode)
    assert texts(read(data, name)) == {"kk/бір.txt": KAZAKH, "fa/یک.csv > row 2": PERSIAN}


def test_an_old_tar_without_a_mark_is_told_by_its_checksum() -> None:
    data = bytearray(tar([(member("a.txt"), KAZAKH.encode())], format=tarfile.USTAR_FORMAT))
    data[257:265] = bytes(8)
    blank = bytes(data[:148]) + b" " * 8 + bytes(data[156:512])
    data[148:156] = b"%06o\0 " % sum(blank)
    assert texts(read(bytes(data), "old.tar")) == {"a.txt": KAZAKH}


def test_hostile_members_are_refused_and_the_rest_is_read() -> None:
    data = tar(
        [
            (member("../../etc/passwd"), b"x"),
            (member("/abs.txt"), b"x"),
            (member("C:/abs.txt"), b"x"),
            (member("link.txt", tarfile.SYMTYPE, "/etc/passwd"), b""),
            (member("hard.txt", tarfile.LNKTYPE, "good.txt"), b""),
            (member("pipe", tarfile.FIFOTYPE), b""),
            (member("device", tarfile.CHRTYPE), b""),
            (member("good.txt"), KAZAKH.encode()),
        ]
    )
    items = read(data, "a.tar")
    assert texts(items) == {"good.txt": KAZAKH}
    assert codes(items) == {
        "../../etc/passwd": "path-leaves-archive",
        "/abs.txt": "path-leaves-archive",
        "C:/abs.txt": "path-leaves-archive",
        "link.txt": "archive-link",
        "hard.txt": "archive-link",
        "pipe": "archive-special-file",
        "device": "archive-special-file",
    }


def test_a_truncated_archive_keeps_what_came_before() -> None:
    data = tar([(member("a.txt"), KAZAKH.encode()), (member("b.txt"), b"x" * 5000)])
    items = read(data[: 512 * 2 + 512 + 2000], "a.tar")
    assert texts(items) == {"a.txt": KAZAKH}
    assert "archive-damaged" in codes(items).values()


def test_names_in_a_legacy_encoding_are_read_and_told() -> None:
    name = "Көпір және өзен туралы әңгіме.txt".replace("ө", "о").replace("Қ", "К").replace("і", "и").replace("ә", "а")
    raw = name.replace("ң", "н").replace("г", "г").encode("cp866", "replace").decode("utf-8", "surrogateescape")
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as archive:
        info = tarfile.TarInfo(raw)
        info.size = len(KAZAKH.encode())
        archive.addfile(info, io.BytesIO(KAZAKH.encode()))
    items = read(buffer.getvalue(), "a.tar")
    (place,) = texts(items)
    assert place.startswith("Копир жане озен")
    assert codes(items)[""] == "archive-names-guessed"


def test_archives_within_archives_have_a_limit() -> None:
    data = tar([(member("a.txt"), KAZAKH.encode())])
    for depth in range(4):
        data = tar([(member(f"{depth}.tar"), data)])
    assert "archive-too-deep" in codes(read(data, "a.tar")).values()


class TestSevenZip:
    """7-Zip goes through a library of the extra `formats`."""

    @pytest.fixture(autouse=True)
    def library(self) -> None:
        pytest.importorskip("py7zr")

    def packed(self, members: dict[str, bytes], **options: object) -> bytes:
        import py7zr

        buffer = io.BytesIO()
        with py7zr.SevenZipFile(buffer, "w", **options) as archive:
            for name, data in members.items():
                archive.writestr(data, name)
        return buffer.getvalue()

    def test_members_are_read(self) -> None:
        data = self.packed({"kk/а.txt": KAZAKH.encode(), "fa/b.txt": PERSIAN.encode(), "empty.txt": b""})
        items = read(data, "a.7z")
        assert texts(items) == {"kk/а.txt": KAZAKH, "fa/b.txt": PERSIAN}
        assert codes(items) == {"empty.txt": "empty-file"}

    def test_a_password_is_said(self) -> None:
        assert codes(read(self.packed({"a.txt": b"x"}, password="қ"), "a.7z")) == {"": "archive-encrypted"}

    def test_too_large_and_damaged_archives_are_refused(self) -> None:
        data = self.packed({"a.txt": b"a" * 200_000})
        small = Limits(file_unit_bytes=100_000)
        assert codes(read(data, "a.7z", small)) == {"": "archive-too-large"}
        for cut in (40, len(data) // 2, len(data) - 3):
            assert "archive-damaged" in codes(read(data[:cut], "a.7z")).values()

    def test_its_absence_is_told_with_the_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(readers.Format, "missing_libraries", lambda self: list(self.libraries))
        (refusal,) = read(self.packed({"a.txt": b"x"}), "a.7z")
        assert isinstance(refusal, Refusal) and refusal.code == "format-library-missing"
        assert refusal.params["command"] == 'pip install "corpus_kit[formats]"'
