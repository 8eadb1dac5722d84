"""Writes the part of the model card that training knows: sources with their licenses, labels, and how they are told."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from corpus_kit.identification import model
from corpus_kit.languages import name_of

from . import pack
from .calibration import answered

BEGIN, END = "<!-- training: begin -->", "<!-- training: end -->"
_WORST = 0.8  # F1 under which a label is named among the weak ones


def write(
    path: Path, folder: Path, lines: list[pack.Line], gpl: dict[str, int], dev: list[pack.Line], size: int
) -> None:
    """Put the card's training part into the file at `path`, between its marks; the rest of the file stays."""
    text = "\n".join([BEGIN, *_part(folder, lines, gpl, dev, size), END])
    before = path.read_text(encoding="utf-8") if path.exists() else f"# The language model\n\n{BEGIN}\n{END}\n"
    head, _, rest = before.partition(BEGIN)
    path.write_text(head + text + rest.partition(END)[2], encoding="utf-8")


def _part(folder: Path, lines: list[pack.Line], gpl: dict[str, int], dev: list[pack.Line], size: int) -> list[str]:
    used = model.load()
    labels = Counter(line.tag for line in lines)
    scores, counts = _scores(dev)
    weak = sorted(tag for tag, f1 in scores.items() if f1 < _WORST and tag in used.tags)
    untested = sorted(tag for tag in used.tags if tag not in counts and not tag.startswith(model.NOISE))
    return [
        "## What it is",
        f"Version {model.VERSION}: {len(used.tags)} labels, {len(used.grams[1]) - 1:,} n-grams with 32 numbers of 4 "
        f"bits each, and {len(used.close)} second stages for close languages; {size / 1e6:.2f} MB. Written by "
        "`scripts/train_language_model.py`; how it works and what was rejected: `docs/decisions/0005-language.md`.",
        "",
        "## Sources",
        "The lines are not in the package, only what was counted in them. `made_` sources are made by the script.",
        "",
        "| source | lines | license, in its own words |",
        "|---|---|---|",
        *_sources(folder, lines),
        "",
        f"Sources under the GPL were used only for labels with fewer than {pack.FEW_LINES} other lines: "
        + ", ".join(f"{tag} {n}" for tag, n in sorted(gpl.items()))
        + ".",
        "",
        "Not used, because their terms are doubtful, unverified or forbid it: "
        + ", ".join(sorted(pack.DOUBTFUL))
        + ".",
        "",
        "## What it is bad at",
        "Labels under F1 " + f"{_WORST} on dev: " + ", ".join(f"{tag} {scores[tag]:.2f}" for tag in weak) + ".",
        "",
        f"{len(untested)} labels have no line in dev, so nothing is known of how well they are told: "
        + ", ".join(untested)
        + ".",
        "",
        "Labels that stand on made lines alone (letter tables over texts in another script) are told from each other "
        "and from their neighbours in those lines; how well in what people write was not measured.",
        "",
        "## Labels",
        "| label | language | lines | dev lines | dev F1 |",
        "|---|---|---|---|---|",
        *(
            f"| {tag} | {name_of(tag)} | {labels[tag]} | {counts.get(tag, 0)} | "
            + (f"{scores[tag]:.3f}" if counts.get(tag) else "")
            + " |"
            for tag in sorted(used.tags)
        ),
    ]


def _sources(folder: Path, lines: list[pack.Line]) -> list[str]:
    terms: dict[str, str] = {}
    for row in (folder / "train" / "SOURCES.tsv").read_text(encoding="utf-8").split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) > 4:
            terms[cells[0]] = cells[3]
    count = Counter(line.source for line in lines)
    return [
        f"| {source} | {n} | {terms.get(source, 'made here').replace('|', '/')} |"
        for source, n in sorted(count.items())
    ]


def _scores(dev: list[pack.Line]) -> tuple[dict[str, float], Counter[str]]:
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    counts = Counter(line.tag for line in dev)
    for line, tag in zip(dev, answered([line.text for line in dev]), strict=True):
        said[tag] += 1
        right[tag] += tag == line.tag
    found = defaultdict(float)
    for tag, n in counts.items():
        found[tag] = 2 * right[tag] / (n + said[tag])
    return dict(found), counts
