"""Judge the licenses of a folder of real batches, each declared as its SOURCES.tsv says, and print a table.

    python scripts/try_licenses.py FOLDER

FOLDER holds one folder a batch, and SOURCES.tsv with the columns `batch`, `spdx_or_licenseref` and `our_reading`.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus_kit.checking import check  # noqa: E402
from corpus_kit.licenses import Policy  # noqa: E402


def declared(row: dict[str, str]) -> str:
    """Return what a contributor would write: the column without its remarks."""
    written = row["spdx_or_licenseref"].split(" (")[0].split(" / ")[0].split(" vs ")[0].strip()
    return "" if written == "NOASSERTION" else written


def main() -> None:
    """Print one line a batch and the sums."""
    folder, policy = Path(sys.argv[1]), Policy.preset("open+sharealike")
    with (folder / "SOURCES.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    verdicts: Counter[str] = Counter()
    print("| batch | declared | found | concluded | verdict | our reading |\n|---|---|---|---|---|---|")
    started = time.perf_counter()
    for row in rows:
        with tempfile.TemporaryDirectory() as work:
            batch = Path(work) / row["batch"]
            shutil.copytree(folder / row["batch"], batch)
            (batch / "batch.toml").write_text(
                f'name = "{row["batch"]}"\ncontributor = "Someone"\ncontact = "x@example.org"\ndate = 2026-01-01\n'
                f'[rights]\nlicense = "{declared(row)}"\nbasis = "licensed"\n',
                encoding="utf-8",
            )
            report = check(batch, policy)
        account = report.license
        found = ", ".join(account.found[:5]) + (" …" if len(account.found) > 5 else "")
        cells = (row["batch"], declared(row) or "nothing", found or "nothing", account.concluded, report.verdict)
        print("| " + " | ".join((*cells, row["our_reading"].replace("|", "/"))) + " |", flush=True)
        verdicts[report.verdict] += 1
    print(f"\n{dict(verdicts)}, {time.perf_counter() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
