"""The same function over tasks, here and in processes: same results, in order; faults and interruptions end it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus_kit.errors import CorpusKitError, StorageError
from corpus_kit.execution import map_parts


def square(number: int) -> int:
    return number * number


def fail_at_two(number: int) -> int:
    if number == 2:
        raise StorageError("no room", "make room")
    return number


def die(number: int) -> int:
    os._exit(9)


@pytest.mark.parametrize("workers", [1, 2])
def test_results_keep_the_order_of_the_tasks(workers: int) -> None:
    seen: list[tuple[int, int]] = []
    assert map_parts(square, [3, 1, 2], workers, lambda d, t: seen.append((d, t))) == [9, 1, 4]
    assert seen[-1] == (3, 3)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_keeps_its_remedy_across_processes(workers: int) -> None:
    with pytest.raises(StorageError) as raised:
        map_parts(fail_at_two, [1, 2, 3], workers)
    assert raised.value.remedy == "make room"


def test_a_worker_that_dies_is_an_error_not_a_wait() -> None:
    with pytest.raises(CorpusKitError, match="worker process died"):
        map_parts(die, [1, 2], 2)


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are not Windows'")
def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import os, sys, time\nfrom pathlib import Path\n"
        "def work(n):\n    Path(sys.argv[1] if len(sys.argv) > 1 else '.', f'pid{n}').write_text(str(os.getpid()))\n"
        "    time.sleep(60)\n"
        "if __name__ == '__main__':\n    from corpus_kit.execution import map_parts\n    map_parts(work, [1, 2], 2)\n",
        encoding="utf-8",
    )
    parent = subprocess.Popen([sys.executable, str(tmp_path / "slow.py"), str(tmp_path)])
    marks = [tmp_path / "pid1", tmp_path / "pid2"]
    until = time.monotonic() + 60
    while not all(m.exists() and m.read_text() for m in marks) and time.monotonic() < until:
        time.sleep(0.1)
    workers = [int(m.read_text()) for m in marks]
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    while any(_alive(w) for w in workers) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(_alive(w) for w in workers)


def _alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc").is_dir():
        return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
