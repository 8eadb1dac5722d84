"""Old Office files: what LibreOffice turns into the current formats, what calamine reads, and what is locked."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus_kit import readers
from corpus_kit.readers import ReadOptions, Record, Refusal, Remark, detect
from corpus_kit.readers.families import libreoffice, old_office
from tests.format_examples import CHINESE, KAZAKH, PERSIAN, all_examples

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: it makes these files")


def read(data: bytes, name: str) -> list[readers.Item]:
    return list(readers.read(io.BytesIO(data), name, lambda _: ReadOptions()))


def codes(items: list[readers.Item]) -> list[str]:
    return [item.code for item in items if isinstance(item, (Refusal, Remark))]


def old(folder: Path, example: str, extension: str) -> bytes:
    """Return an example of a current format saved in an old one."""
    given = next(e for e in all_examples() if e.name == example)
    source = folder / example
    source.write_bytes(given.data)
    command = [str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", extension]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), str(source)], check=True, capture_output=True, timeout=180
    )
    return (folder / "out" / example).with_suffix(f".{extension}").read_bytes()


def ole(stream: str) -> bytes:
    """Return what tells an OLE file that holds such a stream; it is no whole one."""
    return OLE + bytes(504) + (stream.encode("utf-16-le") + b"\0\0").ljust(2048, b"\0")


@needs_libreoffice
@pytest.mark.parametrize(
    ("example", "extension", "expected"),
    [
        ("a.docx", "doc", (KAZAKH, PERSIAN)),
        ("a.xlsx", "xls", (KAZAKH, CHINESE)),
        ("a.pptx", "ppt", (KAZAKH,)),
    ],
)
def test_old_files_hold_what_the_current_ones_do(
    tmp_path: Path, example: str, extension: str, expected: tuple[str, ...]
) -> None:
    data = old(tmp_path, example, extension)
    assert detect(data, f"a.{extension}").format in ("doc", "xls", "ole")
    items = read(data, f"a.{extension}")
    together = "\n".join(item.text for item in items if isinstance(item, Record))
    for text in expected:
        assert text in together, codes(items)
    assert not [item for item in items if isinstance(item, Refusal)]


@needs_libreoffice
def test_a_cut_old_file_is_accounted_for(tmp_path: Path) -> None:
    for example, extension in (("a.docx", "doc"), ("a.xlsx", "xls")):
        (tmp_path / extension).mkdir()
        data = old(tmp_path / extension, example, extension)
        for size in (600, len(data) // 2, len(data) - 700):
            items = read(data[:size], f"a.{extension}")
            assert any(isinstance(item, (Record, Refusal)) for item in items)


def test_bytes_that_are_no_document_never_become_text() -> None:
    """LibreOffice takes what it does not know for plain text: it is not asked."""
    (refusal,) = read(OLE + b"\x01\x02" * 3000, "a.doc")
    assert isinstance(refusal, Refusal) and refusal.code == "office-damaged"


def test_locked_documents_say_so() -> None:
    assert codes(read(ole("EncryptedPackage"), "a.docx")) == ["office-locked"]
    locked = bytearray(ole("WordDocument"))
    locked[512:516] = b"\xec\xa5\xc1\x00"
    locked[522:524] = b"\x00\x01"
    assert codes(read(bytes(locked), "a.doc")) == ["office-locked"]


def test_an_ole_file_of_another_kind_is_named() -> None:
    (refusal,) = read(ole("__properties_version1.0"), "letter.msg")
    assert isinstance(refusal, Refusal) and refusal.code == "format-not-read"


def test_without_libreoffice_the_remedy_is_another_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    monkeypatch.setattr(old_office, "program", lambda: None)
    assert codes(read(ole("WordDocument"), "a.doc")) == ["doc-needs-libreoffice"]


def test_a_conversion_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> bytes:
        raise libreoffice.ConversionError("it took longer than 120 seconds")

    monkeypatch.setattr(old_office, "program", lambda: "soffice")
    monkeypatch.setattr(old_office, "converted", failing)
    assert codes(read(ole("WordDocument"), "a.doc")) == ["doc-conversion-failed"]


def test_a_code_page_that_does_not_exist_costs_no_document() -> None:
    data = b"{\\rtf1\\ansi\\ansicpg1251{\\fonttbl{\\f0\\cpg1 Arial;}}\\f0 \\'d1\\'f3\\par}"
    assert [item.text for item in read(data, "a.rtf") if isinstance(item, Record)] == ["Су"]
