"""Findings that a folder in this repository cannot give: rights, devices, names of old archives, damaged releases."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pyarrow.parquet as pq
import pytest

from corpus_kit import readers
from corpus_kit.checking import check
from corpus_kit.corpus import Corpus
from corpus_kit.findings import Finding, Report
from corpus_kit.ingest import ingest
from corpus_kit.readers.records import ReadOptions, Record, Refusal, Remark
from corpus_kit.release import verify_release, write_release
from tests.conftest import TEXTS, batch_toml, json_lines, make_batch


def codes(report: Report) -> set[str]:
    return {f.code for f in report.findings}


def told(data: bytes, name: str, **options: Any) -> set[str]:
    items = readers.read(io.BytesIO(data), name, lambda _: ReadOptions(**options))
    return {i.code for i in items if isinstance(i, Refusal | Remark)}


def test_a_folder_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"], "locked/b.txt": TEXTS["kat_Geor"]})
    real = os.scandir

    def scandir(path: Path) -> Any:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = check(tmp_path / "b")
    assert "folder-unreadable" in codes(report) and report.exit_code == 1
    assert sum(f.documents for f in report.files) == 1
    assert all(f.records == f.documents + f.refused for f in report.files)


def refusing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let every file of that name refuse to be opened, as one does that another program holds."""
    real_bytes, real_open = Path.read_bytes, open

    def read_bytes(path: Path) -> bytes:
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return real_bytes(path)

    def opened(file: Any, *arguments: Any, **settings: Any) -> Any:
        if Path(str(file)).name == name:
            raise PermissionError(13, "Permission denied")
        return real_open(file, *arguments, **settings)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr("builtins.open", opened)


def test_an_unreadable_license_costs_the_others_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str | bytes] = {
        "a.txt": TEXTS["rus_Cyrl"],
        "COPYING": "x",
        "LICENSE": "Creative Commons Attribution-NonCommercial 4.0 International\n",
    }
    folder = make_batch(tmp_path / "b", files, batch_toml("CC-BY-4.0"))
    refusing(monkeypatch, "COPYING")
    report = check(folder)
    assert {"evidence-unreadable", "license-contradiction"} <= codes(report)
    (folder / "LICENSE").unlink()
    assert check(folder).verdict == "review"


def test_a_file_held_by_another_program_costs_the_batch_one_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"], "held.txt": TEXTS["kat_Geor"]})
    corpus = Corpus.create(tmp_path / "corpus", "c")
    refusing(monkeypatch, "held.txt")
    result = ingest(corpus, folder, "t", "w")
    assert (result.documents, result.refused) == (1, 1)


def test_a_long_readme_is_a_text(tmp_path: Path) -> None:
    report = check(make_batch(tmp_path / "b", {"README.txt": TEXTS["rus_Cyrl"] * 20_000}))
    assert sum(f.documents for f in report.files) == 1


def test_a_path_that_some_systems_cannot_hold(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows is such a system")
    report = check(
        make_batch(tmp_path / "b", {"/".join(["қоймадағы мұрағат қағаздары"] * 10) + "/a.txt": TEXTS["kaz_Cyrl"]})
    )
    assert "path-long" in codes(report) and sum(f.documents for f in report.files) == 1


def test_a_file_that_cannot_be_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Record]:
        yield Record(TEXTS["rus_Cyrl"], "line 1", "text", "utf-8")
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(readers, "read", broken)
    report = check(make_batch(tmp_path / "b", {"a.txt": "x"}))
    assert "file-unreadable" in codes(report)
    assert [(f.documents, f.refused) for f in report.files if f.path == "a.txt"] == [(1, 1)]


def test_a_reader_that_fails_costs_one_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = readers.read

    def failing(stream: Any, path: str, *options: Any) -> Iterator[Any]:
        yield from real(stream, path, *options)
        if path == "a.txt":
            raise RecursionError("too deep")

    monkeypatch.setattr(readers, "read", failing)
    report = check(make_batch(tmp_path / "b", {"a.txt": TEXTS["rus_Cyrl"], "b.txt": TEXTS["kat_Geor"]}))
    assert "reader-failed" in codes(report)
    assert sum(f.documents for f in report.files) == 2 and sum(f.refused for f in report.files) == 1


def test_what_only_a_caller_of_the_readers_can_ask() -> None:
    assert "unit-unknown" in told(b"a", "a.txt", unit="page")
    lines = "日本の朝の市場は川のほとりで開かれ、子どもたちは橋を渡って学校へ行きます。\n".encode("shift_jis")
    assert "text-does-not-decode" in told(lines * 5000 + b"\x81\n" + lines, "a.txt", unit="line")


def test_a_declared_encoding_makes_a_file_text_whatever_its_bytes_are() -> None:
    lines = json_lines([TEXTS["rus_Cyrl"]] * 3).encode("utf-16-le")
    broken = lines + b"\x00\xd8\x0a\x00" + lines
    items = list(readers.read(io.BytesIO(broken), "a.jsonl", lambda _: ReadOptions(encoding="utf-16-le")))
    assert [type(i) for i in items] == [Record] * 3 + [Refusal] + [Record] * 3


def archive(names: list[bytes], mode: int = 0) -> bytes:
    """Return a ZIP whose names carry these bytes and no mark of Unicode."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for number, name in enumerate(names):
            info = zipfile.ZipInfo("x" * (len(name) - 4) + f"{number}.tx")
            info.external_attr = mode << 16
            file.writestr(info, TEXTS["rus_Cyrl"])
    data = stream.getvalue()
    for number, name in enumerate(names):
        data = data.replace(("x" * (len(name) - 4) + f"{number}.tx").encode(), name)
    return data


def test_names_of_old_archives() -> None:
    assert "archive-names-guessed" in told(archive(["Пекарня на берегу.txt".encode("cp866")]), "a.zip")
    assert "archive-names-unknown" in told(archive([b"\xd5\x99\x97\xb4\x86.txt"]), "a.zip")
    assert "archive-special-file" in told(archive([b"pipe.txt"], stat.S_IFIFO | 0o644), "a.zip")


@pytest.fixture
def release(tmp_path: Path) -> Path:
    corpus = Corpus.create(tmp_path / "corpus", "c")
    files: dict[str, str | bytes] = {
        "a.txt": TEXTS["rus_Cyrl"],
        "copy.txt": TEXTS["rus_Cyrl"],
        "numbers.txt": "12 345\n67 890",
        "mixed.txt": "\n\n".join(TEXTS[tag] for tag in ("tur_Latn", "rus_Cyrl", "kat_Geor", "hin_Deva")),
    }
    ingest(corpus, make_batch(tmp_path / "b", files), "t", "w")
    ingest(corpus, make_batch(tmp_path / "n", {"n.txt": TEXTS["kaz_Cyrl"]}, batch_toml("NOASSERTION")), "t", "w")
    last = corpus.batches()[0] if corpus.batches()[0].manifest.rights.license != "CC0-1.0" else corpus.batches()[1]
    corpus.ledger.append(action="accept", target=last.id, license="", reason="r", when="t", who="w")
    return write_release(corpus, "1.0.0").path


def test_everything_left_out_has_its_reason_in_words(release: Path) -> None:
    rows = {r["file"]: r for r in pq.read_table(release / "excluded.parquet").to_pylist()}
    languages = {"language": rows["mixed.txt"]["language"], "least": 0.5}
    reasons = {
        "copy.txt": Finding("excluded-duplicate", "").message,
        "numbers.txt": Finding("excluded-language-undetermined", "").message,
    }
    for file, words in reasons.items():
        assert rows[file]["detail"] == words
    assert rows["mixed.txt"]["detail"] in {
        Finding("excluded-language-uncertain", "", languages).message,
        Finding("excluded-language-undetermined", "").message,
    }
    assert Finding("excluded-accepted-without-license", "").message in rows["n.txt"]["detail"]


def sign_again(release: Path) -> None:
    """Write SHA256SUMS as somebody would who wants to hide a change."""
    lines = []
    for path in sorted(p for p in release.rglob("*") if p.is_file() and p.name != "SHA256SUMS"):
        name = path.relative_to(release).as_posix()
        lines.append(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n")
    lines.sort(key=lambda line: line[66:])
    (release / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def test_a_release_altered_with_care_is_found_all_the_same(release: Path) -> None:
    data = next(release.glob("data/*/*/*.parquet"))
    before = data.read_bytes()
    (data.parents[1] / "kaz_Cyrl").mkdir()
    (data.parents[1] / "kaz_Cyrl" / data.name).write_bytes(before)
    sign_again(release)
    assert {"release-file-unnamed", "release-row-twice"} <= {f.code for f in verify_release(release)}
    (data.parents[1] / "kaz_Cyrl" / data.name).unlink()
    data.write_bytes(before[:200] + b"\x00" * 50 + before[250:-40] + b"\x00" * 40)
    sign_again(release)
    assert "release-data-unreadable" in {f.code for f in verify_release(release)}


def test_a_release_that_cannot_be_opened(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert {f.code for f in verify_release(release)} & {"release-unreadable"}
