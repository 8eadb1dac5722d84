"""Atomic writes, locks, the ledger's chain, and what a full or read-only disk gets."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus_kit.errors import CorpusDamagedError, CorpusLockedError, StorageError
from corpus_kit.ledger import Ledger
from corpus_kit.storage import locked, storage_error, sweep, write_atomically, write_json


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    write_json(path, {"ق": 1})

    def fail(to: Path) -> None:
        to.write_text("half", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StorageError, match="no room to write"):
        write_atomically(path, fail)
    assert [p.name for p in tmp_path.iterdir()] == ["file.json"]
    assert "ق" in path.read_text(encoding="utf-8")


def test_a_full_disk_is_told_from_a_read_only_one() -> None:
    assert "free some space" in storage_error(OSError(errno.ENOSPC, "x"), "disk").remedy
    assert (
        "free some space" in storage_error(OSError("Error writing bytes. Detail: [errno 28] No space"), "disk").remedy
    )
    assert "make the folder writable" in storage_error(OSError(errno.EROFS, "x"), "disk").remedy


def test_sweeping_removes_only_what_is_partial(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".partial-1-x").write_text("x", encoding="utf-8")
    (tmp_path / "a" / "x").write_text("x", encoding="utf-8")
    sweep(tmp_path)
    assert [p.name for p in (tmp_path / "a").iterdir()] == ["x"]


def test_a_second_process_is_told_who_holds_the_corpus(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from corpus_kit.storage import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(CorpusLockedError, match=str(holder.pid)), locked(tmp_path, wait_s=0.1):
            pass
    finally:
        holder.kill()
        holder.wait()
    with locked(tmp_path, wait_s=5):  # the lock dies with its holder
        assert (tmp_path / ".lock-holder").read_text(encoding="utf-8") == f"process {os.getpid()}\n"


def test_the_ledger_chains_its_lines(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for action in ("accept", "reject"):
        ledger.append(action=action, target="ab" * 16, reason="себебі", when="2026-01-01T00:00:00+00:00", who="x")
    assert [d.action for d in ledger.decisions()] == ["accept", "reject"]
    first, second = ledger.path.read_bytes().splitlines()
    ledger.path.write_bytes(first.replace("себебі".encode(), "басқа".encode()) + b"\n" + second + b"\n")
    with pytest.raises(CorpusDamagedError, match="line 2"):
        ledger.entries()


def test_a_torn_last_line_is_cut_off(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(action="accept", target="a", reason="r", when="t", who="w")
    with ledger.path.open("ab") as file:
        file.write(b'{"sequence": 2, "prev')
    ledger.append(action="reject", target="b", reason="r", when="t", who="w")
    assert [e["action"] for e in ledger.entries()] == ["accept", "reject"]
