"""Whole path on a folder of JSON Lines beside a peer's script, in one run: CPU seconds, MB/s a core, peak memory.

    python scripts/bench_path.py FOLDER [--peer "COMMAND IN OUT WORKERS"] [--runs 3]

FOLDER holds *.jsonl, or *.jsonl.zst, with a field `text`. A peer's command gets the folder, an output folder and the
number of workers in place of IN, OUT and WORKERS. Each command is a process of its own; its children count. Machines
are noisy: compare the CPU seconds of one run with each other.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

_TOML = """name = "benchmark"
contributor = "Benchmark"
date = 2026-01-01
[rights]
license = "CC0-1.0"
holder = "Benchmark"
basis = "own-work"
"""


class Run:
    """CPU seconds and peak memory of one command with its children."""

    def __init__(self, command: list[str]) -> None:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._peak = 0
        watcher = threading.Thread(target=self._watch, args=(process.pid,), daemon=True)
        watcher.start()
        self.output, _ = process.communicate()
        watcher.join()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.wall_s = time.perf_counter() - start
        self.cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.peak_mb = self._peak / 1e6
        self.code = process.returncode

    def _watch(self, pid: int) -> None:
        import psutil

        try:
            process = psutil.Process(pid)
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                family = [process, *process.children(recursive=True)]
                self._peak = max(self._peak, sum(p.memory_info().rss for p in family))
                time.sleep(0.05)
        except psutil.Error:
            return


def corpus_kit_runs(folder: Path, work: Path, workers: int) -> dict[str, Run]:
    """Return the run of each command of the path."""
    batch = work / "batch"
    batch.mkdir()
    for file in sorted(folder.glob("*.jsonl*")):
        shutil.copy(file, batch)
    (batch / "batch.toml").write_text(_TOML, encoding="utf-8")
    tool = [sys.executable, "-m", "corpus_kit"]
    corpus = work / "corpus"
    commands = {
        "new": ["new", str(corpus)],
        "ingest": ["ingest", str(corpus), str(batch), "--workers", str(workers)],
        "release": ["release", str(corpus), "1.0.0", "--workers", str(workers)],
        "release again, other policy": ["release", str(corpus), "1.0.1", "--workers", str(workers)],
    }
    runs = {}
    for name, arguments in commands.items():
        if "policy" in name:
            config = corpus / "corpus.toml"
            config.write_text(config.read_text(encoding="utf-8").replace("open+sharealike", "open"), encoding="utf-8")
        runs[name] = Run([*tool, *arguments])
        if runs[name].code not in (0, 1):
            sys.exit(f"{name} failed:\n{runs[name].output}")
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", help="a command with IN, OUT and WORKERS")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    megabytes, documents = size_of(options.folder)
    print(f"{documents} documents, {megabytes:.1f} MB of text, {options.workers} worker(s), {options.runs} run(s)")
    totals: dict[str, list[Run]] = {}
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as name:
            for step, run in corpus_kit_runs(options.folder, Path(name), options.workers).items():
                totals.setdefault(step, []).append(run)
        if options.peer:
            with tempfile.TemporaryDirectory() as name:
                words = {"IN": str(options.folder), "OUT": name, "WORKERS": str(options.workers)}
                totals.setdefault("peer", []).append(Run([words.get(w, w) for w in options.peer.split()]))
    show(totals, megabytes, documents)


def size_of(folder: Path) -> tuple[float, int]:
    """Return megabytes of text in UTF-8 and documents."""
    import pyarrow as pa

    size, documents = 0, 0
    for file in sorted(folder.glob("*.jsonl*")):
        with pa.input_stream(str(file), compression="zstd" if file.suffix == ".zst" else None) as stream:
            for line in stream.read().splitlines():
                size += len(json.loads(line)["text"].encode())
                documents += 1
    return size / 1e6, documents


def show(totals: dict[str, list[Run]], megabytes: float, documents: int) -> None:
    """Print a table of medians."""
    print(f"{'step':<28} {'CPU s':>8} {'wall s':>8} {'MB/s core':>10} {'docs/s core':>12} {'peak MB':>8}")
    for step, runs in totals.items():
        row(step, [r.cpu_s for r in runs], runs, megabytes, documents)
    path = [[totals[s][i] for s in ("new", "ingest", "release")] for i in range(len(totals["ingest"]))]
    cpu = [sum(r.cpu_s for r in runs) for runs in path]
    row("corpus_kit, whole path", cpu, [r for runs in path for r in runs], megabytes, documents)
    if "peer" in totals:
        ratio = statistics.median(p.cpu_s / c for p, c in zip(totals["peer"], cpu, strict=True))
        print(f"peer's CPU seconds / ours: {ratio:.2f}")


def row(step: str, cpu: list[float], runs: list[Run], megabytes: float, documents: int) -> None:
    """Print one line of the table."""
    seconds = statistics.median(cpu)
    wall, peak = statistics.median(r.wall_s for r in runs), max(r.peak_mb for r in runs)
    speed = f"{megabytes / seconds:>10.2f} {documents / seconds:>12.0f}"
    print(f"{step:<28} {seconds:>8.2f} {wall:>8.2f} {speed} {peak:>8.0f}")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
