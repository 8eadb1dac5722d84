"""Damage files on purpose and read them: no exception, no hang, no swelling, and every file accounted for.

    python scripts/fuzz_readers.py [FOLDER ...] [--files 10000] [--seed 1] [--workers 2]

The seeds are the examples of `tests/format_examples.py`, one or more a format, and the files of each FOLDER up to
2 MB. Each of the mutated files is made from the seed number alone, so that `--only 4711` makes one of them again; a
file that fails is written to the current folder. Exits with 1 when anything failed.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corpus_kit import readers
from corpus_kit.readers import Limits, ReadOptions, Record, Refusal
from corpus_kit.readers.formats import BY_EXTENSION

LARGEST_SEED = 2_000_000
SECONDS = 20
MEGABYTES = 1000
# The limits of a small computer: a file that needs more is refused, and says so.
LIMITS = Limits(file_unit_bytes=64 << 20, record_bytes=16 << 20, unpacked_bytes=256 << 20, child_seconds=15)
TOKENS = [
    *(b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"PK\x03\x04", b"\xe2\x80", b"\xed\xa0\x80", b"\x1b$"),
    *(b"<!ENTITY a '&b;'>", b"<![CDATA[", b"]]>", b"&#x110000;", b"&nbsp;", b"<div>" * 300, b"-->"),
    *(b'"', b"'", b"\\", b"\\u", b"\\ud800", b"%", b"{", b"[" * 200, b"99999999999999999999", b"-1"),
    *(b"\r", b"\n\n", b"\t", b"msgid", b"..", b"../", "\u202e".encode()),
]


def seeds(folders: list[Path]) -> list[tuple[str, bytes]]:
    """Return names and bytes of the files to damage."""
    from tests.format_examples import examples  # type: ignore[import-untyped,unused-ignore]

    found = list(examples())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size <= LARGEST_SEED:
                found.append((path.name, path.read_bytes()))
    return found


def mutated(number: int, seed: int, found: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return the name and bytes of one damaged file; the same number and seed give the same file."""
    chance = random.Random(f"{seed}:{number}")
    name, original = found[number % len(found)]
    data = bytearray(original)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        _damage(data, chance, found)
    if chance.random() < 0.1:
        name = f"{Path(name).stem}.{chance.choice(sorted(BY_EXTENSION))}"
    return name, bytes(data)


def _damage(data: bytearray, chance: random.Random, found: list[tuple[str, bytes]]) -> None:
    place = chance.randrange(len(data) + 1)
    length = min(chance.choice((1, 2, 8, 64, 1024)), len(data) - place)
    kind = chance.randrange(8)
    if kind == 0 and length:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif kind == 1:
        data[place : place + length] = chance.randbytes(length)
    elif kind == 2:
        del data[place : place + length]
    elif kind == 3:
        data[place:place] = data[place : place + length] * chance.choice((1, 2, 50))
    elif kind == 4:
        data[place:place] = chance.choice(TOKENS)
    elif kind == 5:
        del data[place:]
    elif kind == 6:
        other = chance.choice(found)[1]
        start = chance.randrange(len(other) + 1)
        data[place : place + length] = other[start : start + 4096]
    else:
        data[place : place + length] = chance.choice((b"\0", b"\xff", b" ")) * length


def fault(name: str, data: bytes) -> str:
    """Read one file and return what is wrong with how it was read; empty when nothing is."""
    records = refusals = 0
    try:
        for item in readers.read(io.BytesIO(data), name, lambda _: ReadOptions(), LIMITS):
            records += isinstance(item, Record)
            refusals += isinstance(item, Refusal)
            if isinstance(item, Refusal) and item.code == "reader-crashed":
                return f"a reader crashed: {dict(item.params)}"
    except Exception:
        return traceback.format_exc()
    return "" if records + refusals else "neither a record nor a refusal"


def work(pipe: Connection, folders: list[Path], seed: int) -> None:
    """Read the files whose numbers come through the pipe; send back what is wrong and the memory in MB."""
    found = seeds(folders)
    while (number := pipe.recv()) is not None:
        pipe.send((fault(*mutated(number, seed, found)), _peak_mb()))


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


class Worker:
    """A process that reads file after file and can be ended."""

    def __init__(self, folders: list[Path], seed: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, folders, seed))
        self.process.start()
        theirs.close()
        self.number = -1
        self.since = 0.0

    def give(self, number: int) -> None:
        """Hand over a file by its number."""
        self.number, self.since = number, time.monotonic()
        self.pipe.send(number)

    def end(self) -> None:
        """Kill the process."""
        self.process.kill()
        self.process.join()


def run(arguments: argparse.Namespace) -> int:
    """Read all files, and return how many failed."""
    numbers = iter([arguments.only] if arguments.only is not None else range(arguments.files))
    count = min(arguments.workers, 1 if arguments.only is not None else arguments.files)
    workers = [Worker(arguments.folders, arguments.seed) for _ in range(count)]
    faults: Counter[str] = Counter()
    found = seeds(arguments.folders)
    done = 0
    peak = 0.0
    for worker in workers:
        worker.give(next(numbers))
    open_workers = list(workers)
    while open_workers:
        for worker in list(open_workers):
            problem = ""
            if worker.pipe.poll(0.02):
                try:
                    problem, memory = worker.pipe.recv()
                    peak = max(peak, memory)
                    if memory > MEGABYTES:
                        problem = problem or f"took {memory:.0f} MB of memory"
                except EOFError:
                    problem = f"the process died with code {worker.process.exitcode}"
            elif time.monotonic() - worker.since > SECONDS + (90 if worker.number < arguments.workers else 0):
                problem = f"took longer than {SECONDS} s"  # the first file of a process pays for the imports
            else:
                continue
            done += 1
            if problem:
                faults[problem.strip().splitlines()[-1][:100]] += 1
                _tell(worker.number, problem, *mutated(worker.number, arguments.seed, found))
                worker.end()
                open_workers.remove(worker)
                worker = Worker(arguments.folders, arguments.seed)
                open_workers.append(worker)
            following = next(numbers, None)
            if following is None:
                worker.end()
                open_workers.remove(worker)
            else:
                worker.give(following)
    print(f"{done:,} files from {len(found):,} seeds: {sum(faults.values())} failed; peak {peak:.0f} MB")
    for what, count in faults.most_common():
        print(f"  {count} x {what}")
    return sum(faults.values())


def _tell(number: int, problem: str, name: str, data: bytes) -> None:
    target = Path(f"fuzz-{number}-{name}")
    target.write_bytes(data)
    print(f"--- {number}: {target}\n{problem}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int)
    return int(run(parser.parse_args()) > 0)


if __name__ == "__main__":
    sys.exit(main())
