"""What stands beside the rows of a release: release.json, ATTRIBUTION and LICENSES, and the facts of the card."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from corpus_kit import __version__
from corpus_kit.corpus import Corpus
from corpus_kit.provenance import canonical_json, settings_digest
from corpus_kit.release import leaves, terms
from corpus_kit.release.layout import DataFile, Layout
from corpus_kit.release.lineage import attribution, one_line
from corpus_kit.release.measure import distinct
from corpus_kit.release.select import Selection
from corpus_kit.storage import write_json, write_text

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """Documents that share language, tier, license and batch."""

    language: str
    tier: str
    license: str
    batch: int
    documents: int
    characters: int


@dataclass(frozen=True, slots=True)
class Credit:
    """One line of attribution in a language, and how many texts it is due for."""

    language: str
    line: str
    license: str
    batch: str
    documents: int


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration that `datasets` loads by name."""

    name: str
    files: tuple[str, ...]
    documents: int
    characters: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the papers of a release say."""

    name: str
    version: str
    cells: list[Cell]
    credits: list[Credit]
    configs: list[Config]
    contributors: list[str]  # by position of the batch
    excluded: dict[str, int]
    release: dict[str, Any]

    @property
    def documents(self) -> int:
        """Rows released."""
        return sum(cell.documents for cell in self.cells)


def gather(corpus: Corpus, version: str, selection: Selection, layout: Layout, roots: list[leaves.FileRoot]) -> Facts:
    """Count what a release holds."""
    cells = _cells(selection)
    configs = _configs(layout.files, cells)
    batches = selection.measured.batches
    return Facts(
        name=one_line(corpus.name),
        version=version,
        cells=cells,
        credits=_credits(selection),
        configs=configs,
        contributors=[one_line(b.manifest.contributor or "") for b in batches],
        excluded=selection.excluded_by_reason(),
        release={
            "format": FORMAT,
            "name": one_line(corpus.name),
            "version": version,
            "documents": len(selection.released),
            "excluded": selection.excluded_by_reason(),
            "policy": _policy(corpus, selection),
            "batches": _batches(selection),
            "configs": {
                c.name: {"documents": c.documents, "characters": c.characters, "files": list(c.files)} for c in configs
            },
            "merkle": leaves.statement(roots),
            "environment": {"corpus_kit": __version__, "pyarrow": pa.__version__},
        },
    )


def write(facts: Facts, root: Path) -> None:
    """Write release.json, ATTRIBUTION/ and LICENSES/."""
    write_json(root / "release.json", facts.release)
    by_language: dict[str, list[Credit]] = defaultdict(list)
    for credit in facts.credits:
        by_language[credit.language].append(credit)
    for folder in ("ATTRIBUTION", "LICENSES"):
        if facts.cells:
            (root / folder).mkdir()
    for language, credits in sorted(by_language.items()):
        lines = [f"# Attribution: {language}", "", "Give the line of each text that you use.", ""]
        lines += [f"- {_credit(credit)}" for credit in credits]
        write_text(root / "ATTRIBUTION" / f"{language}.md", "\n".join(lines) + "\n")
    for license_id in sorted({i for cell in facts.cells for i in terms.ids_in(cell.license)}):
        write_text(root / "LICENSES" / f"{license_id.replace(':', '-')}.txt", terms.facts_of(license_id))


def _credit(credit: Credit) -> str:
    license_id = "" if credit.license in credit.line else f"{credit.license}; "
    return f"{credit.line} ({license_id}batch {credit.batch}; texts: {credit.documents})"


def _cells(selection: Selection) -> list[Cell]:
    rows = selection.released
    measured = selection.measured
    characters = measured.column("characters").to_numpy(zero_copy_only=False)[rows]
    keys = distinct([selection.language[rows], selection.conclusion[rows], measured.batch[rows]])
    _, first, count = np.unique(keys, return_index=True, return_counts=True)
    totals = np.bincount(keys, weights=characters, minlength=len(first))
    cells = []
    for example, documents, length in zip(rows[first], count, totals, strict=True):
        concluded = selection.conclusions[selection.conclusion[example]]
        language = selection.languages[selection.language[example]]
        batch = int(measured.batch[example])
        cells.append(Cell(language, concluded.tier, concluded.license, batch, int(documents), int(length)))
    return sorted(cells, key=lambda c: (c.language, c.tier, c.license, c.batch))


def _credits(selection: Selection) -> list[Credit]:
    """Return the lines due for released texts, and for the same texts in other batches."""
    measured = selection.measured
    released = selection.released
    copies = np.flatnonzero(selection.duplicate_of >= 0)
    copies = copies[measured.batch[copies] != measured.batch[selection.duplicate_of[copies]]]
    rows = np.concatenate([released, copies])
    owner = np.concatenate([released, selection.duplicate_of[copies]])  # a text is credited where it is released
    keys = distinct([selection.language[owner], measured.batch[rows], selection.conclusion[rows]])
    _, first, count = np.unique(keys, return_index=True, return_counts=True)
    totals: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for position, documents in zip(first, count, strict=True):
        batch = measured.batches[measured.batch[rows[position]]]
        license_id = selection.conclusions[selection.conclusion[rows[position]]].license
        language = selection.languages[selection.language[owner[position]]]
        totals[language, attribution(batch, license_id), license_id, batch.id] += int(documents)
    return [Credit(*key, documents) for key, documents in sorted(totals.items())]


def _configs(files: list[DataFile], cells: list[Cell]) -> list[Config]:
    """Return `all`, and one configuration a language, whatever the tiers its texts stand in."""
    if not cells:
        return [_config("all", files, cells)]
    files_of: dict[str, list[DataFile]] = defaultdict(list)
    cells_of: dict[str, list[Cell]] = defaultdict(list)
    for file in files:
        files_of[file.language].append(file)
    for cell in cells:
        cells_of[cell.language].append(cell)
    configs = [_config("all", files, cells)]
    for language in sorted(files_of):
        configs.append(_config(language, files_of[language], cells_of[language]))
    return configs


def _config(name: str, files: list[DataFile], cells: list[Cell]) -> Config:
    return Config(
        name=name,
        files=tuple(sorted(file.path for file in files)),
        documents=sum(cell.documents for cell in cells),
        characters=sum(cell.characters for cell in cells),
    )


def _policy(corpus: Corpus, selection: Selection) -> dict[str, Any]:
    """Return the policy in force, with the maintainer's decisions by digest: those that bear on the outcome."""
    settings = {
        "licenses": corpus.policy.as_dict(),
        "languages": {
            "min_score": corpus.language_policy.min_score,
            "release_undetermined": corpus.language_policy.release_undetermined,
        },
    }
    decisions = [[d.action, d.target, d.license, d.reason] for d in selection.decisions]
    return {
        "preset": corpus.policy.name,
        "version": corpus.policy.version,
        "settings": settings,
        "digest": settings_digest(settings),
        "decisions": len(decisions),
        "decisions_digest": settings_digest(decisions),
    }


def _batches(selection: Selection) -> list[dict[str, Any]]:
    measured = selection.measured
    batches = measured.batches
    documents = np.bincount(measured.batch, minlength=len(batches))
    released = np.bincount(measured.batch[selection.released], minlength=len(batches))
    return [
        {
            "id": batch.id,
            "name": one_line(batch.manifest.name),
            "contributor": one_line(batch.manifest.contributor or ""),
            "license_declared": batch.manifest.rights.license,
            "documents": int(documents[number]),
            "released": int(released[number]),
            "received_sha256": hashlib.sha256(canonical_json(batch.received)).hexdigest(),
        }
        for number, batch in enumerate(batches)
    ]
