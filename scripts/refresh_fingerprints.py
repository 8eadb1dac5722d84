"""Write licenses/fingerprints.json from a folder of license texts named by their SPDX identifiers (`MIT.txt`, …).

The texts are those of the SPDX License List; they are read and not kept: only hashes of runs of five words are. Where
two texts are equal in all their runs, the shorter name stands for both.

    python scripts/refresh_fingerprints.py FOLDER
"""

from __future__ import annotations

import base64
import json
import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from corpus_kit.licenses.fingerprints import LONG_WORDS, RATE_OF_LONG, runs_of, words_of  # noqa: E402


def main() -> None:
    """Compute and write."""
    texts: dict[str, dict[str, object]] = {}
    seen: dict[bytes, str] = {}
    for path in sorted(Path(sys.argv[1]).glob("*.txt"), key=lambda p: (len(p.stem), p.stem)):
        words = [w for w, _, _ in words_of(path.read_text(encoding="utf-8"))]
        rate = RATE_OF_LONG if len(words) > LONG_WORDS else 1
        runs = sorted({value for value in runs_of(words) if value % rate == 0})
        packed = struct.pack(f"<{len(runs)}I", *runs)
        if packed in seen or len(runs) < 20:
            print(f"{path.stem}: {'as ' + seen[packed] if packed in seen else 'too short'}", file=sys.stderr)
            continue
        seen[packed] = path.stem
        texts[path.stem] = {"words": len(words), "rate": rate, "runs": base64.b64encode(packed).decode()}
    table = {"version": "1", "run_words": 5, "texts": {key: texts[key] for key in sorted(texts)}}
    target = ROOT / "licenses" / "fingerprints.json"
    target.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    print(f"{len(texts)} texts, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
