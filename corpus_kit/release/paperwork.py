"""What stands beside the rows of a release: release.json and LICENSES, and the facts of the card."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from corpus_kit import __version__
from corpus_kit.corpus import Corpus
from corpus_kit.languages import groups
from corpus_kit.licenses.obligations import obligations_of
from corpus_kit.provenance import canonical_json, settings_digest
from corpus_kit.release import leaves, terms
from corpus_kit.release.layout import Layout
from corpus_kit.release.lineage import one_line
from corpus_kit.release.measure import distinct
from corpus_kit.release.select import Selection
from corpus_kit.storage import write_json, write_text

FORMAT = 1
# Borders between classes of length, in characters.
LENGTHS = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
NOT_DATED = "not dated"


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
class Config:
    """A configuration that `datasets` loads by name."""

    name: str
    files: tuple[str, ...]
    documents: int
    characters: int
    licenses: tuple[tuple[str, int], ...] = ()  # with the rows under each
    leaf: bool = False  # a language, or a tier of one


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the papers of a release say."""

    name: str
    version: str
    cells: list[Cell]
    configs: list[Config]
    contributors: list[str]  # by position of the batch
    years: list[str]  # likewise
    lengths: tuple[int, ...]  # texts in each class of length
    excluded: dict[str, int]
    release: dict[str, Any]
    contact: str = ""
    notices: bool = False  # whether NOTICES/ is there

    @property
    def documents(self) -> int:
        """Rows released."""
        return sum(cell.documents for cell in self.cells)


def gather(
    corpus: Corpus,
    version: str,
    selection: Selection,
    layout: Layout,
    roots: list[leaves.FileRoot],
    added_in: dict[str, int],
) -> Facts:
    """Count what a release holds; `added_in` says how many rows each release added."""
    cells = _cells(selection)
    configs = configs_of([(file.path, file.tier, file.language) for file in layout.files], cells)
    batches = selection.measured.batches
    characters = selection.measured.column("characters").to_numpy(zero_copy_only=False)[selection.released]
    return Facts(
        name=one_line(corpus.name),
        version=version,
        cells=cells,
        configs=configs,
        contributors=[one_line(b.manifest.contributor or "") for b in batches],
        years=[(b.manifest.date or NOT_DATED)[:4] if b.manifest.date else NOT_DATED for b in batches],
        lengths=lengths_of(characters),
        excluded=selection.excluded_by_reason(),
        release={
            "format": FORMAT,
            "name": one_line(corpus.name),
            "version": version,
            "documents": len(selection.released),
            "added_in": added_in,
            "excluded": selection.excluded_by_reason(),
            "refused": [asdict(refused) for refused in selection.refused()],
            "policy": _policy(corpus, selection),
            "batches": _batches(selection),
            "configs": configs_json(configs),
            "merkle": leaves.statement(roots),
            "environment": environment(),
        },
        contact=one_line(corpus.contact),
    )


def environment() -> dict[str, str | None]:
    """Return what the bytes of a release depend on, beside corpus and policy."""
    return {
        "corpus_kit": __version__,
        "matplotlib": pictures_version(),
        "parquet": f"parquet-cpp-arrow version {pa.cpp_version}",
        "pyarrow": pa.__version__,
    }


def lengths_of(characters: np.ndarray) -> tuple[int, ...]:
    """Count texts by class of length."""
    classes = np.searchsorted(np.array(LENGTHS), characters, side="right")
    return tuple(int(n) for n in np.bincount(classes, minlength=len(LENGTHS) + 1))


def configs_json(configs: list[Config]) -> dict[str, Any]:
    """Return configurations as release.json states them."""
    return {
        c.name: {
            "documents": c.documents,
            "characters": c.characters,
            "files": list(c.files),
            "licenses": dict(c.licenses),
            "obligations": list(obligations_of(i for license_id, _ in c.licenses for i in terms.ids_in(license_id))),
        }
        for c in configs
    }


def pictures_version() -> str | None:
    """Return the version of the library that draws the pictures, or None where it is missing."""
    from corpus_kit.release.pictures import version

    return version()


def write(facts: Facts, root: Path) -> None:
    """Write release.json and LICENSES/."""
    write_json(root / "release.json", facts.release)
    if facts.cells:
        (root / "LICENSES").mkdir()
    for license_id in sorted({i for cell in facts.cells for i in terms.ids_in(cell.license)}):
        write_text(root / "LICENSES" / f"{license_id.replace(':', '-')}.txt", terms.facts_of(license_id))


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


def configs_of(files: list[tuple[str, str, str]], cells: list[Cell]) -> list[Config]:
    """Return the configurations of data files, each given as path, tier, language.

    There is `all` and one a language. Where they tell something apart there is also one a tier, one for each tier of a
    language (`kaz_Cyrl-open`), and one for each group of languages that has several members here (`zho`).
    """
    if not cells:
        return [Config("all", tuple(path for path, _, _ in files), 0, 0)]
    tiers, languages = sorted({c.tier for c in cells}), sorted({c.language for c in cells})
    wanted: dict[str, tuple[set[str], set[str]]] = {"all": (set(languages), set(tiers))}
    wanted |= {language: ({language}, set(tiers)) for language in languages}
    if len(tiers) > 1:
        wanted |= {tier: (set(languages), {tier}) for tier in tiers}
    for language in languages:
        here = sorted({c.tier for c in cells if c.language == language})
        if len(here) > 1:
            wanted |= {f"{language}-{tier}": ({language}, {tier}) for tier in here}
    for group in groups().values():
        members = {language for language in languages if language.split("_")[0] in group.members}
        if len({language.split("_")[0] for language in members}) > 1:
            wanted[group.code] = (members, set(tiers))
    found = []
    for name, (some, of) in wanted.items():
        inside = [cell for cell in cells if cell.language in some and cell.tier in of]
        rows = Counter[str]()
        for cell in inside:
            rows[cell.license] += cell.documents
        chosen = tuple(sorted(path for path, tier, language in files if language in some and tier in of))
        characters = sum(cell.characters for cell in inside)
        leaf = name != "all" and name not in tiers and len(some) == 1 and name.startswith(min(some))
        found.append(Config(name, chosen, rows.total(), characters, tuple(sorted(rows.items())), leaf))
    return found


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
