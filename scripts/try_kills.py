"""Kill ingest and release at random moments, go on, and compare the release with one that was never disturbed.

    python scripts/try_kills.py FOLDER [--kills 20] [--seed 1]

FOLDER is a contributor's folder. The corpora are copies of one new, empty corpus; one is made with one worker and no
kill, the others with one and with two workers, each killed (SIGKILL, the command only) `--kills` times, half of them
during ingest, half during release. Exit code 1 when a byte of any release differs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def tool(*arguments: object) -> list[str]:
    """Return a command line."""
    return [sys.executable, "-m", "corpus_kit", *map(str, arguments)]


def until_done(command: list[str], kills: int, longest_s: float, generator: random.Random) -> int:
    """Run a command, killing it `kills` times, then to its end; return how many kills met it alive."""
    met = 0
    for _ in range(kills):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(generator.uniform(0.1, longest_s))
        met += process.poll() is None
        process.kill()
        process.wait()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        sys.exit(f"{' '.join(command)} failed: {done.stderr}")
    return met


def digest(folder: Path) -> str:
    """Return one digest of every file of a folder, with its path."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generator = random.Random(options.seed)
    digests = []
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        subprocess.run(tool("new", work / "empty", "--name", "kills"), check=True, stdout=subprocess.DEVNULL)
        longest = {"ingest": 3.0, "release": 3.0}
        for workers, kills in ((1, 0), (1, options.kills), (2, 0), (2, options.kills)):
            corpus = work / f"workers{workers}-kills{kills}"
            shutil.copytree(work / "empty", corpus)
            met = 0
            for step, last in (("ingest", options.folder), ("release", "1.0.0")):
                start = time.perf_counter()
                command = tool(step, corpus, last, "--workers", workers)
                met += until_done(command, kills // 2, longest[step], generator)
                if not kills:
                    longest[step] = time.perf_counter() - start
            left = [p.name for p in corpus.rglob("*") if ".partial" in p.name or ".incoming" in p.name]
            digests.append(digest(corpus / "releases" / "1.0.0"))
            print(
                f"{workers} worker(s), {kills} kills ({met} met it alive): {digests[-1][:16]} left behind: {left}",
                flush=True,
            )
    print("all releases are the same, byte for byte" if len(set(digests)) == 1 else "RELEASES DIFFER")
    return len(set(digests)) != 1


if __name__ == "__main__":
    sys.exit(main())
