"""Take every folder below FOLDER through the whole path, and print a table of what became of it.

    python scripts/try_batches.py FOLDER [--only NAME ...]

For each: init --yes, check, then one corpus for all: ingest, release, verify, load. Says where accounting does not
close (records = documents + refused, file by file) or a command fails.
"""

from __future__ import annotations

import argparse
import collections
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def tool(*arguments: object) -> tuple[int, str, str]:
    """Run corpus-kit and return its exit code and what it printed."""
    command = [sys.executable, "-m", "corpus_kit", *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if "Traceback" in out + err or done.returncode not in (0, 1):
        print(f"FAULT {arguments[0]} {arguments[1:]}: exit {done.returncode}: {err.strip()[-400:]}")
    return done.returncode, out, err


def one_batch(folder: Path) -> dict[str, Any]:
    """Return the report of `check` on a folder."""
    tool("init", folder, "--yes", "--contributor", "Trial")
    _, out, _ = tool("check", folder, "--json")
    report: dict[str, Any] = json.loads(out)
    for file in report["files"]:
        if file["records"] != file["documents"] + file["refused"]:
            print(f"FAULT accounting: {folder.name}/{file['path']}")
    return report


def summary(name: str, report: dict[str, Any]) -> str:
    """Return one row of the table."""
    files = report["files"]
    status = collections.Counter(f["status"] for f in files)
    languages: collections.Counter[str] = collections.Counter()
    for file in files:
        languages.update(file["languages"])
    top = " ".join(f"{tag}:{n}" for tag, n in languages.most_common(3))
    numbers = [sum(f[key] for f in files) for key in ("records", "documents", "refused")]
    kinds = f"{status['read']}/{status['refused']}/{status['ignored']}"
    license = report["license"]
    return (
        f"{name[:26]:<26} {kinds:>11} {numbers[0]:>7} {numbers[1]:>7} {numbers[2]:>6} {report['verdict']:<6} "
        f"{license['declared'][:22]:<22} {license['concluded'][:22]:<22} {license['evidence']} {top}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    options = parser.parse_args()
    refused: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as work:
        folders = []
        print(
            f"{'batch':<26} {'read/ref/ign':>11} {'records':>7} {'docs':>7} {'refus':>6} verdict "
            "declared / concluded / evidence / languages"
        )
        for source in sorted(p for p in options.folder.iterdir() if p.is_dir()):
            if options.only and source.name not in options.only:
                continue
            folder = Path(work) / "batches" / source.name
            shutil.copytree(source, folder)
            report = one_batch(folder)
            print(summary(source.name, report), flush=True)
            for file in report["files"]:
                refused.update(file.get("refused_by_code", {}))
            folders.append(folder)
        print("refused by reason:", dict(refused.most_common()))
        release(Path(work) / "corpus", folders)


def release(corpus: Path, folders: list[Path]) -> None:
    """Ingest all folders into one corpus, release, verify and load it."""
    import datasets

    tool("new", corpus)
    tool("ingest", corpus, *folders)
    _, out, err = tool("release", corpus, "1.0.0")
    print(out, err)
    path = corpus / "releases" / "1.0.0"
    print(tool("verify", path)[1].strip()[-400:])
    rows = 0
    names = datasets.get_dataset_config_names(str(path))
    for name in names:
        count = datasets.load_dataset(str(path), name, split="train").num_rows
        streamed = sum(1 for _ in datasets.load_dataset(str(path), name, split="train", streaming=True))
        if streamed != count:
            print(f"FAULT {name}: {count} rows loaded, {streamed} streamed")
        rows += count if name != "all" else 0
    print(f"{len(names)} configurations load; {rows} rows in all but 'all'")


if __name__ == "__main__":
    main()
