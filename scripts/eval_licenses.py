"""Measure precision and recall of `find_licenses`, by language, on files of statements with what is right in them.

    python scripts/eval_licenses.py [FILE.jsonl ...]

Without a file, the project's own statements (tests/data/license_statements.jsonl) are taken. A line holds `text`,
`language`, and under `expect` the identifiers (`id`, and `also` for what is right too); `allowed` counts as neither.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus_kit.licenses import find_licenses  # noqa: E402

OWN = ROOT / "tests" / "data" / "license_statements.jsonl"


def counted(path: Path, show: bool = True) -> dict[str, Counter[str]]:
    """Return hits, wrong and missed identifiers by language; mistakes are printed."""
    table: dict[str, Counter[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = {s.id for s in find_licenses(row["text"])}
        right = [{e["id"], *e.get("also", ())} for e in row["expect"]]
        missed = [r for r in right if not found & r]
        wrong = found - set().union(*right) - set(row.get("allowed", ()))
        counts = table.setdefault(row["language"], Counter())
        counts.update(texts=1, hit=len(right) - len(missed), missed=len(missed), wrong=len(wrong))
        if show and (missed or wrong):
            print(f"{row['id']}: missed {[min(m) for m in missed]}, wrong {sorted(wrong)}: {row['text'][:100]!r}")
    return table


def ratio(part: int, rest: int) -> str:
    """Return part / (part + rest) with three digits."""
    return f"{part / (part + rest):.3f}" if part + rest else "    -"


def main() -> None:
    """Print a table for each file."""
    for path in [Path(a) for a in sys.argv[1:]] or [OWN]:
        table = counted(path)
        total = sum(table.values(), Counter())
        print(f"{path.name}\nlanguage   texts  precision  recall")
        for language, c in [*sorted(table.items()), ("all", total)]:
            hit = c["hit"]
            print(f"{language:<10} {c['texts']:>5}  {ratio(hit, c['wrong']):>9}  {ratio(hit, c['missed']):>6}")


if __name__ == "__main__":
    main()
