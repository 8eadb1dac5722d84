"""Readers in a child process: what hangs, swells, crashes or talks costs its own file, and nothing else."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus_kit.execution import map_parts
from corpus_kit.findings import catalogue
from corpus_kit.readers import isolation
from corpus_kit.readers.blocks import Source
from corpus_kit.readers.frames import BrokenFrameError, from_item, packed, to_item, unpacked
from corpus_kit.readers.isolation import close_children, isolated
from corpus_kit.readers.limits import Limits, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, LeftOut, ReadOptions, Record, Refusal, Remark

HERE = __name__
ROOT = Path(__file__).resolve().parents[1]
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
holds_memory = pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a limit of memory")


# --- readers for the child: each is found there by the name of this module


def read_letters(opened: Opened) -> Iterator[Item]:
    """Yield a record for every word of the file, with whatever a record can carry."""
    for number, word in enumerate(opened.whole().decode("utf-8", "surrogatepass").split(), 1):
        yield Record(
            word,
            f"word {number}",
            opened.format,
            title="Сөз",
            language="kk",
            metadata={"pid": os.getpid(), "path": opened.path, "unit": opened.options.unit},
            alignment=Alignment("топ", str(number), across_files=True),
        )
    yield Remark("encoding-guessed", "word 1", {"share": 0.5, "count": 1, "name": "ქართული"})
    yield Refusal("record-without-text", "word 9", {}, opened.format)
    yield LeftOut("picture", 3)


def read_and_sleep(opened: Opened) -> Iterator[Item]:
    yield Record("бірінші", "word 1", opened.format)
    time.sleep(600)


def read_and_spin(opened: Opened) -> Iterator[Item]:
    yield Record("бірінші", "word 1", opened.format)
    while True:
        pass


def read_and_swell(opened: Opened) -> Iterator[Item]:
    yield Record("бірінші", "word 1", opened.format)
    held = [b"x" * (8 << 20) for _ in range(10_000)]
    yield Record(str(len(held)), "", opened.format)


def read_and_crash(opened: Opened) -> Iterator[Item]:
    yield Record("бірінші", "word 1", opened.format)
    ctypes.string_at(0)


def read_and_raise(opened: Opened) -> Iterator[Item]:
    yield Record("бірінші", "word 1", opened.format)
    raise ZeroDivisionError("a path or an address may stand here")


def read_and_break(opened: Opened) -> Iterator[Item]:
    yield Record("бірінші", "word 1", opened.format)
    raise StreamBroken("archive-damaged", {"problem": "байт жетпейді"}, opened.format)


def read_and_print(opened: Opened) -> Iterator[Item]:
    print("noise " * 1000, flush=True)
    os.write(1, b"\x00\x00\x00\x05noise")
    os.write(2, b"noise")
    yield Record("таза", "", opened.format)
    sys.stdout.write("noise")


def read_leaving(opened: Opened) -> Iterator[Item]:
    os._exit(3)
    yield Record("", "", opened.format)


def read_many(opened: Opened) -> Iterator[Item]:
    for number in range(20_000):
        yield Record("ပြည်သူ " * 5, f"row {number}", opened.format)


def read_once_then_crash(opened: Opened) -> Iterator[Item]:
    """Fail in a child that has read a file before, as a library does whose state an earlier file spoiled."""
    if os.environ.get("_SPOILED"):
        os._exit(3)
    os.environ["_SPOILED"] = "1"
    yield Record(opened.whole().decode(), "", opened.format)


def read_forged(opened: Opened) -> Iterator[Item]:
    """Send what a child would send that a hostile file has taken over."""
    body = opened.whole()
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, body)
        except OSError:
            continue
    time.sleep(600)
    yield Record("", "", opened.format)


def opened_with(data: bytes, limits: Limits | None = None) -> Opened:
    return Opened(Source(iter([data])), "text", ReadOptions(unit="line"), limits or Limits(), "бума/a.txt")


def items(reader: str, data: bytes = b"x", limits: Limits | None = None) -> tuple[list[Item], str]:
    """Return what came before the end, and the code of what broke the file off."""
    found: list[Item] = []
    try:
        for item in isolated(f"{HERE}:{reader}", opened_with(data, limits)):
            assert not hasattr(item, "blocks")
            found.append(item)
    except StreamBroken as broken:
        assert catalogue()[broken.code].parameters() - {"place"} <= set(broken.params)
        return found, broken.code
    return found, ""


def pid_of_child() -> int:
    (record, *_), _ = items("read_letters", "бір".encode())
    assert isinstance(record, Record) and record.metadata
    pid = record.metadata["pid"]
    assert isinstance(pid, int)
    return pid


@pytest.fixture(autouse=True)
def no_child_left() -> Iterator[None]:
    yield
    close_children()


# --- what comes through


def test_everything_that_a_reader_yields_comes_through_unchanged() -> None:
    data = "бір სამი ပြည် นํ้า \udcff 🜁".encode("utf-8", "surrogatepass")
    here = list(read_letters(opened_with(data)))
    there, _ = items("read_letters", data)
    for item in (*here, *there):
        if isinstance(item, Record) and item.metadata:
            del item.metadata["pid"]
    assert there == here
    assert isinstance(there[4], Record) and there[4].text == "\udcff"


def test_a_child_is_another_process_and_is_used_again() -> None:
    assert pid_of_child() == pid_of_child() != os.getpid()


def test_a_child_is_replaced_after_so_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_FILES_A_CHILD", 2)
    first, second, third = pid_of_child(), pid_of_child(), pid_of_child()
    assert first == second != third


def test_a_large_file_passes_through_the_pipe() -> None:
    found, broken = items("read_letters", b"a" * (20 << 20))
    assert not broken and isinstance(found[0], Record) and len(found[0].text) == 20 << 20


def test_a_reader_that_prints_does_not_disturb(capfd: pytest.CaptureFixture[str]) -> None:
    assert items("read_and_print") == ([Record("таза", "", "text")], "")
    assert capfd.readouterr() == ("", "")


def test_what_the_reader_breaks_off_with_comes_through() -> None:
    with pytest.raises(StreamBroken) as caught:
        list(isolated(f"{HERE}:read_and_break", opened_with(b"x")))
    assert caught.value == StreamBroken("archive-damaged", {"problem": "байт жетпейді"}, "text")


def test_two_files_at_once_do_not_mix() -> None:
    first = isolated(f"{HERE}:read_letters", opened_with("а б в".encode()))
    second = isolated(f"{HERE}:read_letters", opened_with("ა ბ გ".encode()))
    texts = [(a.text, b.text) for a, b in zip(first, second, strict=True) if isinstance(a, Record)]  # type: ignore[union-attr]
    assert texts == [("а", "ა"), ("б", "ბ"), ("в", "გ")]


# --- what fails


@pytest.mark.parametrize(
    ("reader", "code"),
    [("read_and_crash", "reader-crashed"), ("read_and_raise", "reader-crashed"), ("read_leaving", "reader-crashed")],
)
def test_a_crash_costs_its_own_file(reader: str, code: str) -> None:
    before = pid_of_child()
    found, broken = items(reader)
    assert broken == code
    assert found == ([Record("бірінші", "word 1", "text")] if reader != "read_leaving" else [])
    assert pid_of_child() != before


def test_a_reader_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_PATIENCE", 1)
    found, broken = items("read_and_sleep", limits=Limits(child_seconds=2))
    assert (len(found), broken) == (1, "reader-took-too-long")
    assert pid_of_child()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has the clock alone")
def test_a_reader_that_works_for_ever_is_ended_by_its_processor_time() -> None:
    found, broken = items("read_and_spin", limits=Limits(child_seconds=1))
    assert (len(found), broken) == (1, "reader-took-too-long")


@holds_memory
def test_a_reader_that_swells_is_ended() -> None:
    found, broken = items("read_and_swell", limits=Limits(child_bytes=256 << 20))
    assert (len(found), broken) == (1, "reader-took-too-much-memory")


def test_time_counts_for_each_file_alone() -> None:
    assert pid_of_child()
    for _ in range(3):
        found, broken = items("read_many", limits=Limits(child_seconds=30))
        assert (len(found), broken) == (20_000, "")


def test_a_slow_taker_does_not_use_up_the_time_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_PATIENCE", 1)
    taken = isolated(f"{HERE}:read_many", opened_with(b"x", Limits(child_seconds=3)))
    next(taken)
    time.sleep(3.5)
    assert sum(1 for _ in taken) == 19_999


def test_a_file_is_read_again_where_an_earlier_file_may_be_at_fault() -> None:
    for word in ("бір", "екі", "үш"):
        assert items("read_once_then_crash", word.encode()) == ([Record(word, "", "text")], "")


def test_what_is_not_taken_is_not_waited_for() -> None:
    taken = isolated(f"{HERE}:read_and_sleep", opened_with(b"x"))
    next(taken)
    begun = time.monotonic()
    taken.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "body",
    [
        b"cos\nsystem\n(S'true'\ntR.",  # a pickle
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x02[]",
        packed({"record": {"text": 5}}),
        packed({"remark": ["a", "b", {"c": []}]}),
        packed({"broken": []}),
        packed({}),
    ],
)
def test_a_child_that_was_taken_over_cannot_do_harm(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_PATIENCE", 1)
    _, broken = items("read_forged", body, Limits(child_seconds=3))
    assert broken in ("reader-crashed", "reader-took-too-long")


def test_frames_are_checked() -> None:
    good = Record("мәтін", alignment=Alignment("a", "b"))
    assert to_item(unpacked(packed(from_item(good))[4:])) == good
    bads: list[dict[str, object]] = [
        {"record": {}},
        {"left_out": ["picture", "x"]},
        {"other": [1, 2]},
        {"refusal": "ab"},
    ]
    for bad in bads:
        with pytest.raises(BrokenFrameError):
            to_item(bad)
    with pytest.raises(BrokenFrameError):
        unpacked(b"[" * 100_000)


# --- no leftovers


def _gone(pid: int) -> bool:
    for _ in range(100):
        try:
            state = (
                Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
            )
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


@needs_proc
def test_closing_leaves_no_process() -> None:
    pid = pid_of_child()
    close_children()
    assert not Path(f"/proc/{pid}").exists()


@needs_proc
@pytest.mark.parametrize("reader", ["read_letters", "read_and_sleep"])
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT", "SIGTERM"])
def test_the_child_of_a_parent_that_dies_ends_too(reader: str, name: str) -> None:
    code = (
        "import sys, time\n"
        "from tests import test_isolation as t\n"
        "print(t.pid_of_child(), flush=True)\n"
        f"list(t.isolated('tests.test_isolation:{reader}', t.opened_with(b'x')))\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.send_signal(getattr(signal, name))
    parent.wait(timeout=30)
    parent.stdout.close()
    assert _gone(child)


def pid_in_worker(_: int) -> tuple[int, int]:
    return os.getpid(), pid_of_child()


@needs_proc
def test_it_works_in_a_worker_of_a_pool() -> None:
    pairs = map_parts(pid_in_worker, [0, 1, 2, 3], workers=2)
    assert all(worker != child for worker, child in pairs)
    assert all(_gone(child) for _, child in pairs)


def test_the_child_imports_no_more_than_it_needs() -> None:
    assert importlib.util.find_spec("corpus_kit.readers.child") is not None
    code = "import sys; import corpus_kit.readers.child; print('pyarrow' in sys.modules, 'numpy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, encoding="utf-8")
    assert run.stdout.split() == ["False", "False"]
