"""Makes corpus_kit/data/repair_zawgyi_model.tsv from text that is known to be Zawgyi and text that is known not to be.

    python scripts/refresh_zawgyi.py --zawgyi FILE... --unicode FILE...

Files are plain UTF-8. The Unicode files should hold all languages of the Myanmar script that can be had (Burmese,
Shan, Mon, Karen, Pa'O), because what the model has not seen tells it nothing. Only counts of neighbours go into the
data file.
"""

from __future__ import annotations

import argparse
import itertools
import math
import re
from collections import Counter
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "corpus_kit" / "data" / "repair_zawgyi_model.tsv"
LEAST_COUNT = 3
SMOOTHING = 0.5
LIMIT = 4.0  # no pair says more than this, so that a single slip never decides


def pairs(files: list[Path]) -> Counter[tuple[str, str]]:
    """Count neighbours of the Myanmar block; `_` stands for all else."""
    counts: Counter[tuple[str, str]] = Counter()
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            folded = re.sub("[^\u1000-\u109f]+", "_", f"_{line}_")
            if len(folded) > 2:
                counts.update(itertools.pairwise(folded))
    return counts


def ratios(zawgyi: Counter[tuple[str, str]], unicode: Counter[tuple[str, str]]) -> dict[tuple[str, str], float]:
    """Return the log-likelihood ratio of each pair, the second given the first, both texts weighed alike."""
    first: dict[str, Counter[str]] = {"z": Counter(), "u": Counter()}
    for kind, counts in (("z", zawgyi), ("u", unicode)):
        for (one, _), count in counts.items():
            first[kind][one] += count
    found: dict[tuple[str, str], float] = {}
    for pair in sorted(set(zawgyi) | set(unicode)):
        if zawgyi[pair] + unicode[pair] < LEAST_COUNT:
            continue
        in_zawgyi = (zawgyi[pair] + SMOOTHING) / (first["z"][pair[0]] + 60 * SMOOTHING)
        in_unicode = (unicode[pair] + SMOOTHING) / (first["u"][pair[0]] + 60 * SMOOTHING)
        found[pair] = max(-LIMIT, min(LIMIT, math.log(in_zawgyi / in_unicode)))
    return found


def main() -> None:
    """Write the data file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zawgyi", type=Path, nargs="+", required=True)
    parser.add_argument("--unicode", type=Path, nargs="+", required=True)
    given = parser.parse_args()
    found = ratios(pairs(given.zawgyi), pairs(given.unicode))
    lines = [
        "# How much more often two neighbours meet in Zawgyi than in Unicode: 100 times the log-likelihood ratio.",
        "# Made by scripts/refresh_zawgyi.py. Code points in hexadecimal; _ stands for all outside the Myanmar block.",
    ]
    for (one, two), value in found.items():
        if abs(value) >= 0.1:
            codes = [c if c == "_" else f"{ord(c):x}" for c in (one, two)]
            lines.append("\t".join([*codes, str(round(100 * value))]))
    DATA.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
