"""Measure finding licenses: megabytes a second on text without statements, and right answers beside other programs.

    python scripts/bench_licenses.py speed [FILE.jsonl]    # lines with `text`; without one, the own statements
    python scripts/bench_licenses.py answers FOLDER [PROGRAM]

FOLDER holds batches and SOURCES.tsv as scripts/try_licenses.py takes it. PROGRAM is `ours` (if not given), `askalono`,
`spdx-matcher`, `licenseclassifier` or `scancode`; run those with the Python of an environment that has them. For each
the answers are counted on the license files of the batches and on the project's own statements, with time and memory.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
STATEMENTS = ROOT / "tests" / "data" / "license_statements.jsonl"
ABOUT = re.compile(r"(?i)^(readme|licen[cs]e|copying|copyright|notice)")
IDENTIFIER = re.compile(r"[A-Za-z0-9.+-]+")
ROUNDS = 3


def speed(path: Path | None) -> None:
    """Print the speed on texts in which nothing is found: the best of some rounds, in processor time."""
    from corpus_kit.licenses import find_licenses

    lines = (path or STATEMENTS).read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    without = [t for t in texts if not find_licenses(t)]
    for name, chosen in (
        ("all", without),
        ("longer than 400 characters", [t for t in without if len(t) > 400]),
        ("joined to 20,000 characters", joined(without, 20_000)),
    ):
        size = sum(len(t.encode()) for t in chosen) / 1e6
        best = min(timed(find_licenses, chosen) for _ in range(ROUNDS)) if chosen else 0.0
        print(f"{name:<30} {len(chosen):>7} texts {size:>7.1f} MB {size / best if best else 0:>7.1f} MB/s")


def joined(texts: list[str], length: int) -> list[str]:
    """Return texts put together to longer ones."""
    found, waiting = [], ""
    for text in texts:
        waiting += text + "\n\n"
        if len(waiting) >= length:
            found.append(waiting)
            waiting = ""
    return found


def timed(find: Callable[[str], object], texts: list[str]) -> float:
    """Return the processor seconds of one round."""
    started = time.process_time()
    for text in texts:
        find(text)
    return time.process_time() - started


def program(name: str) -> Callable[[str], set[str]]:
    """Return a function from a text to the identifiers that a program finds."""
    if name == "ours":
        from corpus_kit.licenses import find_licenses

        return lambda text: {s.id for s in find_licenses(text)}
    if name == "askalono":
        import askalono

        def ask(text: str) -> set[str]:
            found = askalono.identify(text)
            return {found.name} if found is not None and getattr(found, "score", 1) > 0.8 else set()

        return ask
    if name == "spdx-matcher":
        import spdx_matcher

        return lambda text: set(spdx_matcher.analyse_license_text(text)[0]["licenses"])
    if name == "licenseclassifier":
        from licenseclassifier import identify_license

        def classify(text: str) -> set[str]:
            found = identify_license(text)
            return set(
                IDENTIFIER.findall(str(getattr(found, "license_id", None) or getattr(found, "spdx_id", "") or ""))
            )

        return classify
    if name == "scancode":
        from scancode.api import get_licenses

        def scan(text: str) -> set[str]:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "LICENSE"
                path.write_text(text, encoding="utf-8")
                found = get_licenses(str(path)).get("detected_license_expression_spdx") or ""
            return set(IDENTIFIER.findall(found)) - {"AND", "OR", "WITH"}

        return scan
    raise SystemExit(f"no program {name}")


def answers(folder: Path, name: str) -> None:
    """Print how many batches and statements a program reads right."""
    find = program(name)
    find("Permission is hereby granted")
    started = time.perf_counter()
    with (folder / "SOURCES.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    right = asked = 0
    for row in rows:
        wanted = {i for i in IDENTIFIER.findall(row["spdx_or_licenseref"].split(" (")[0]) if re.search(r"\d|MIT", i)}
        wanted = {i for i in wanted if not i.startswith("LicenseRef")}
        if not wanted:
            continue
        asked += 1
        found: set[str] = set()
        for path in sorted((folder / row["batch"]).rglob("*")):
            if path.is_file() and ABOUT.match(path.name) and path.stat().st_size < 1_000_000:
                found |= find(path.read_text(encoding="utf-8", errors="replace"))
        loose = {re.sub(r"-(only|or-later)$", "", i) for i in found}
        right += all(re.sub(r"-(only|or-later)$", "", i) in loose for i in wanted)
    print(f"{name}: {right} of {asked} batches, {time.perf_counter() - started:.1f} s")
    hit = wrong = missed = 0
    started = time.perf_counter()
    for line in STATEMENTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = find(row["text"])
        expected = [{e["id"], *e.get("also", ())} for e in row["expect"]]
        hit += sum(bool(found & e) for e in expected)
        missed += sum(not found & e for e in expected)
        wrong += len(found - set().union(*expected) - set(row.get("allowed", ())))
    print(
        f"{name}: statements: precision {hit / max(hit + wrong, 1):.3f}, recall {hit / (hit + missed):.3f}, "
        f"{time.perf_counter() - started:.1f} s, {peak_mb():.0f} MB"
    )


def peak_mb() -> float:
    """Return the most memory that this process has used, where the system tells."""
    try:
        import resource
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["speed"]:
        speed(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    elif sys.argv[1:2] == ["answers"] and len(sys.argv) > 2:
        answers(Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "ours")
    else:
        sys.exit(__doc__)
