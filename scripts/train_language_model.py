"""Train the language model that the package carries, and write its card.

    python scripts/train_language_model.py PACK [--seed 1] [--keep FOLDER]

PACK is a folder with `train/train.tsv.zst`, `train/SOURCES.tsv` and `dev.tsv.zst`: lines of `label source text`. Takes
about a quarter of an hour on one quiet core. The same pack and seed give the same file. `--keep` stores what was
trained in a folder, and takes it from there if it is found: the calibration can then be done again alone.
"""

from __future__ import annotations

import argparse
import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from language_training import calibration, card, first_stage, folded, pack, second_stage, stored
from language_training.groups import COMMONER, GROUPS, PRIORS, common

from corpus_kit.identification import compiling, model

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "corpus_kit" / "data" / "language_model.npz"
LARGEST = 8_000_000  # bytes


def main() -> int:
    """Train, store, calibrate, and write the card."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pack", type=Path, help="folder of the training pack")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--lines", type=int, default=600_000, help="lines drawn an epoch")
    parser.add_argument("--keep", type=Path, help="folder in which the first stage is kept")
    given = parser.parse_args()
    compiling.compile_now()

    lines, gpl = pack.lawful(list(pack.read(given.pack / "train" / "train.tsv.zst")))
    everything = folded.training_lines(lines, given.seed)
    ready = folded.fold(everything)
    print(f"{len(lines)} lines, {len(everything) - len(lines)} made from them, {len(ready.tags)} labels", flush=True)
    vectors = _first_stage(ready, given)
    weights = _second_stage(ready, given)
    dev = list(pack.read(given.pack / "dev.tsv.zst"))
    _calibrate(ready.tags, vectors, weights, dev, given.seed)
    _write_tags(ready.tags)
    size = TARGET.stat().st_size
    print(f"{TARGET.name}: {size} bytes")
    card.write(ROOT / "docs" / "language-model.md", given.pack, everything, gpl, dev, size)
    return 0 if size <= LARGEST else 1


def _write_tags(tags: list[str]) -> None:
    """Write the labels beside the model, for whoever wants to know what it knows without loading it."""
    head = "# The tags that the language model knows. Written by scripts/train_language_model.py.\ntag\n"
    known = sorted(tag for tag in tags if not tag.startswith(model.NOISE))
    TARGET.with_name("language_model_tags.tsv").write_text(
        head + "\n".join(known) + "\n", encoding="utf-8", newline="\n"
    )


def _first_stage(ready: folded.Folded, given: argparse.Namespace) -> first_stage.Vectors:
    kept = given.keep / f"vectors-{given.seed}-{given.epochs}-{given.lines}.pickle" if given.keep else None
    if kept and kept.exists():
        found: first_stage.Vectors = pickle.loads(kept.read_bytes())
        return found
    vectors = first_stage.train(ready, given.seed, given.epochs, given.lines)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(vectors))
    return vectors


def _second_stage(ready: folded.Folded, given: argparse.Namespace) -> list[second_stage.Weights]:
    kept = given.keep / f"weights-{given.seed}.pickle" if given.keep else None
    if kept and kept.exists():
        found: list[second_stage.Weights] = pickle.loads(kept.read_bytes())
        return found
    taken = np.zeros(1 << 24, dtype=np.bool_)
    weights = [second_stage.train(ready, group, number, given.seed, taken) for number, group in enumerate(GROUPS)]
    if kept:
        kept.write_bytes(pickle.dumps(weights))
    return weights


def _calibrate(
    tags: list[str], vectors: first_stage.Vectors, weights: list[second_stage.Weights], dev: list[pack.Line], seed: int
) -> None:
    """Store the model, and store it again with each thing that is fitted on dev."""
    facts: dict[str, Any] = {"priors": {tag: prior for tag, prior in PRIORS.items() if tag in tags}}

    def used() -> model.Model:
        stored.write(TARGET, model.VERSION, tags, vectors, weights, facts)
        model.load.cache_clear()
        return model.load()

    known = [line for line in dev if line.tag in tags]
    balanced = calibration.balanced(known, 300, seed)
    facts["knots"] = calibration.factors(balanced, used())
    facts["commoner"], facts["common"] = COMMONER, common(tags)
    facts["close"] = calibration.close(known, used(), GROUPS)
    facts["reality"] = calibration.reality_weights(balanced, used(), seed)
    used()


if __name__ == "__main__":
    sys.exit(main())
