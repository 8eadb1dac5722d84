"""Measures releases: writing, publishing over a line that breaks, streaming, memory, and building again.

Run `python scripts/bench_release.py --size-mb 2000 --kills 10 FOLDER_OF_JSONL_ZST`; without a folder the texts are made
up of syllables. Texts are repeated with their words in another order, so that every one is another text. Nothing leaves
this machine: the store is a server that the script starts. Needs the development packages.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus_kit.corpus import Corpus  # noqa: E402
from corpus_kit.release import write_release  # noqa: E402
from tests.release_corpus import BatchOf, Document, add_batch  # noqa: E402
from tests.stores import S3Server, bad_line  # noqa: E402

TAGS = ("kaz_Cyrl", "uzn_Latn", "pes_Arab", "rus_Cyrl", "tha_Thai", "cmn_Hans", "kat_Geor", "uig_Arab")
STREAM = """
import json, sys, time
import datasets, psutil
from corpus_kit.load import load
before = time.perf_counter()
rows = iter(load(sys.argv[1], sys.argv[2], streaming=True))
next(rows)
first = time.perf_counter() - before
count = 1 + sum(1 for _ in zip(range(int(sys.argv[3])), rows))
used = psutil.Process().memory_info()
peak = getattr(used, "peak_wset", 0) / 1e6
try:
    with open("/proc/self/status", encoding="ascii") as status:
        peak = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
except OSError:
    peak = peak or used.rss / 1e6
print(json.dumps({"first_row_s": round(first, 3), "rows": count, "peak_mb": round(peak)}))
"""


def texts(folder: Path | None, seed: int) -> Iterator[tuple[str, str]]:
    """Give texts without end, each with a language, no two alike."""
    choose = random.Random(seed)
    while True:
        for number, text in enumerate(_once(folder, choose)):
            words = text.split(" ")
            choose.shuffle(words)
            yield f"{' '.join(words)} {choose.getrandbits(48):x}", TAGS[number % len(TAGS)]


def _once(folder: Path | None, choose: random.Random) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl.zst")) if folder else ():
        with pa.input_stream(str(path), compression="zstd") as stream:
            for line in stream.read().splitlines():
                yield json.loads(line)["text"]
    if folder is None:
        syllables = ["ка", "бар", "тау", "лы", "мен", "су", "жол", "дің", "ба", "ша", "ней", "қы"]
        for _ in range(20_000):
            words = ["".join(choose.choices(syllables, k=choose.randint(1, 4))) for _ in range(choose.randint(20, 400))]
            yield " ".join(words)


def make_release(root: Path, folder: Path | None, size_mb: int) -> tuple[Path, Corpus]:
    """Write a corpus whose release is of about this size, and release it."""
    corpus = Corpus.create(root / "corpus", "Bench")
    source, ratio, number, written = texts(folder, 7), 0.45, 0, 0
    while written * ratio < size_mb * 1e6:
        documents: list[Document] = []
        size = 0
        while size < 48e6:
            text, tag = next(source)
            documents.append(Document(text, tag, source_url=f"https://example.org/{number}/{len(documents)}"))
            size += len(text.encode())
        add_batch(corpus, BatchOf(f"Batch {number}", documents, part_rows=1_000_000))
        written, number = written + size, number + 1
    before = time.perf_counter()
    path = write_release(Corpus.open(corpus.path), "1.0.0", workers=2).path
    tell("release", text_mb=round(written / 1e6), size_mb=round(size_of(path) / 1e6), s=since(before))
    return path, corpus


def publish_with_kills(release: Path, kills: int) -> None:
    """Publish to an S3 server, killed again and again on the way, and tell how much went over the line twice."""
    server, total = S3Server(), size_of(release)
    with bad_line(server.port) as line:
        env = {**os.environ, "AWS_ENDPOINT_URL": line.address, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
               "AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}  # fmt: skip
        os.environ.update(env)
        from corpus_kit.publishing.s3 import _client

        _client().create_bucket(Bucket="bench")
        command = [sys.executable, "-m", "corpus_kit", "publish", str(release), "s3://bench/corpus", "--json"]
        before, killed = time.perf_counter(), 0
        for kill in range(1, kills + 1):
            process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
            while process.poll() is None and line.sent_bytes < total * kill / (kills + 1):
                time.sleep(0.02)
            killed += process.poll() is None
            process.kill()
            process.wait()
        done = json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)
        again = 100 * (line.sent_bytes - total) / total
        tell("publish", kills=killed, again_percent=round(again, 2), s=since(before), files=done["files"])
        before = time.perf_counter()
        check = [sys.executable, "-m", "corpus_kit", "verify", "s3://bench/corpus", "--json"]
        found = subprocess.run(check, env=env, capture_output=True)
        tell("verify what was published", code=found.returncode, s=since(before))
    server.stop()


def stream(release: Path) -> None:
    """Tell how long the first row takes, and how much memory streaming holds, in a fresh process."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    for language in ("kaz_Cyrl", "all"):
        command = [sys.executable, "-c", STREAM, str(release), language, "20000"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        tell(f"stream {language}", **json.loads(done.stdout.splitlines()[-1]))


def build_again(release: Path, corpus: Corpus, root: Path) -> None:
    """Release a copy of the corpus elsewhere, with other workers, time zone and locale, and compare the bytes."""
    moved = root / "another place"
    shutil.copytree(corpus.path, moved, ignore=shutil.ignore_patterns("releases"))
    (moved / "releases").mkdir()
    env = {**os.environ, "TZ": "America/Lima", "LC_ALL": "C", "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    command = [sys.executable, "-m", "corpus_kit", "release", str(moved), "1.0.0", "--workers", "1"]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    sums = [
        hashlib.sha256((p / "SHA256SUMS").read_bytes()).hexdigest() for p in (release, moved / "releases" / "1.0.0")
    ]
    tell("build again", same_bytes=sums[0] == sums[1])
    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "corpus_kit", "verify", str(release), "--rows"], env=env, stdout=subprocess.DEVNULL
    )
    tell("verify --rows", code=done.returncode, s=since(before))


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def since(before: float) -> float:
    """Return seconds since then."""
    return round(time.perf_counter() - before, 1)


def tell(what: str, **values: Any) -> None:
    """Print one line of measurements."""
    print(f"{what:<28}" + "  ".join(f"{name}={value}" for name, value in values.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="folder of *.jsonl.zst with a field `text`")
    parser.add_argument("--size-mb", type=int, default=200, help="size of the release")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--work", type=Path, help="folder to work in; a temporary one if not given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        root = Path(folder)
        release, corpus = make_release(root, options.folder, options.size_mb)
        stream(release)
        publish_with_kills(release, options.kills)
        build_again(release, corpus, root)


if __name__ == "__main__":
    main()
