"""A corpus on disk: its policy, its batches with their parts and layers, its ledger and its releases.

corpus.toml                      name and policy
ledger.jsonl                     decisions (see ledger.py)
secret.key                       what the salts of released rows are made with; never in a release
batches/<batch_id>/
  batch.toml  received.json      the declaration; the accounting, file by file
  received/<sha256>              the bytes as they came; received.json knows their names
  documents/<part>.parquet       the texts and where they came from
  layers/<layer>/<part>.parquet  measurements, row by row beside the documents
  refused.parquet                one row a refused record
releases/<version>/
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import CorpusDamagedError, CorpusError, CorpusTooNewError, ManifestError, UsageError
from corpus_kit.ledger import Decision, Ledger
from corpus_kit.manifest import FileRule, Manifest, Rights
from corpus_kit.readers.limits import SETTINGS, Limits
from corpus_kit.storage import storing, write_text

if TYPE_CHECKING:
    from corpus_kit.licenses import Policy

FORMAT = 1
SECRET_NAME = "secret.key"
VERSION_PATTERN = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")

_CORPUS_TOML = """\
# A corpus of corpus_kit. Change the policy here and release again: no text is read anew.
format = {format}
name = {name}
# Where readers of a release may write to, printed on its card:
# contact = "archive@example.org"

[policy]
# Which licenses a release takes: "open", "open+sharealike" or "research" (with non-commercial).
preset = "open+sharealike"

[languages]
# Documents whose language is less certain than this stay out of a release.
min_score = 0.5
# Whether documents in no known language are released, as "und".
release_undetermined = false

# Who signs releases, and how many of them must: the lines come from the .pub files that `corpus-kit keys new` writes.
# [signing]
# threshold = 2
# [[signing.keys]]
# name = "Example Archive"
# key = "ed25519:..."
"""


@dataclass(frozen=True, slots=True)
class LanguagePolicy:
    """Which documents a release takes by language."""

    min_score: float = 0.5
    release_undetermined: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """About 64 MB of text: the unit of work. Its layers are row-aligned with its documents."""

    batch_path: Path
    name: str
    documents: int
    text_bytes: int

    @property
    def documents_path(self) -> Path:
        """The Parquet file of its texts."""
        return self.batch_path / "documents" / f"{self.name}.parquet"

    def layer_path(self, layer: str) -> Path:
        """The Parquet file of one layer."""
        return self.batch_path / "layers" / layer / f"{self.name}.parquet"


class Batch:
    """What one contributor sent at one time, as received and as read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name

    @cached_property
    def received(self) -> dict[str, Any]:
        """The accounting, file by file, of received.json."""
        try:
            loaded: dict[str, Any] = json.loads((self.path / "received.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CorpusDamagedError(
                f"batch {self.id}: received.json cannot be read: {error}", "restore it from a copy of the corpus"
            ) from error
        return loaded

    @cached_property
    def manifest(self) -> Manifest:
        """What the contributor declared, without the contact: that stays in batch.toml."""
        declared = self.received["manifest"]
        rights = declared["rights"]
        return Manifest(
            name=declared["name"],
            contributor=declared["contributor"],
            contact="",
            date=declared["date"],
            rights=Rights(**rights | {k: tuple(rights[k]) for k in ("evidence", "restrictions")}),
            expected_languages=tuple(declared["expected_languages"]),
            files=tuple(FileRule(**rule) for rule in declared["files"]),
            limits=tuple((name, value) for name, value in declared.get("limits", ())),
        )

    def parts(self) -> list[Part]:
        """Return the parts in order."""
        return [Part(self.path, p["name"], p["documents"], p["text_bytes"]) for p in self.received["parts"]]


class Corpus:
    """A corpus on disk, opened for reading; commands that write hold its lock."""

    def __init__(self, path: Path, config: dict[str, Any]) -> None:
        self.path = path
        self.config = config
        self.name: str = config["name"]
        self.ledger = Ledger(path / "ledger.jsonl")
        self.batches_path = path / "batches"
        self.releases_path = path / "releases"

    @classmethod
    def create(cls, path: Path, name: str | None = None) -> Corpus:
        """Make a new, empty corpus in a folder that is empty or not there yet.

        Raises UsageError when the folder holds anything, StorageError when it cannot be written.
        """
        if path.is_file():
            raise UsageError(f"{path} is a file", "name a folder that is not there yet")
        if is_corpus(path):
            raise UsageError(f"{path} is a corpus already", "use it as it is, or name another folder")
        with storing(path):
            if path.exists() and any(path.iterdir()):
                raise UsageError(f"{path} is not empty", "name a folder that is empty or not there yet")
            for folder in (path, path / "batches", path / "releases"):
                folder.mkdir(parents=True, exist_ok=True)
        quoted = json.dumps(name or path.resolve().name, ensure_ascii=False)
        write_text(path / "ledger.jsonl", "")
        make_secret(path)
        write_text(path / "corpus.toml", _CORPUS_TOML.format(format=FORMAT, name=quoted))
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Corpus:
        """Open an existing corpus.

        Raises UsageError when `path` is none, CorpusTooNewError when a newer version made it, ManifestError when
        corpus.toml is not valid.
        """
        if not is_corpus(path):
            raise UsageError(f"{path} is not a corpus: it has no corpus.toml", f"make one with: corpus-kit new {path}")
        try:
            config = tomllib.loads((path / "corpus.toml").read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise ManifestError(f"{path}/corpus.toml cannot be read: {error}", "mend the line that is named") from error
        made = config.get("format")
        if not isinstance(made, int) or not isinstance(config.get("name"), str):
            raise ManifestError(
                f"{path}/corpus.toml lacks `format` or `name`", "restore the two lines: format = 1, name"
            )
        if made > FORMAT:
            raise CorpusTooNewError(
                f"the corpus {path} has format {made}; this version of corpus_kit knows formats up to {FORMAT}",
                "install a newer corpus_kit (pip install --upgrade corpus_kit); nothing was changed",
            )
        return cls(path, config)

    @cached_property
    def secret(self) -> bytes:
        """What the salts of released rows are made with: 32 bytes that never leave the corpus.

        A corpus without releases that lacks one gets one. Raises CorpusDamagedError when it is lost or spoiled.
        """
        path = self.path / SECRET_NAME
        if not path.exists():
            if any((self.releases_path / version / "leaves").exists() for version in self.releases()):
                raise _secret_lost(self.path, "is missing")
            make_secret(self.path)
        with storing(path):
            text = path.read_text(encoding="ascii", errors="replace").strip()
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise _secret_lost(self.path, "is spoiled")
        return bytes.fromhex(text)

    @cached_property
    def policy(self) -> Policy:
        """Which licenses a release takes. Raises ManifestError when corpus.toml states it wrongly."""
        from corpus_kit.licenses import Policy

        return Policy.from_config(self.config.get("policy", {}))

    @cached_property
    def language_policy(self) -> LanguagePolicy:
        """Which documents a release takes by language."""
        table = self.config.get("languages", {})
        score = table.get("min_score", 0.5)
        undetermined = table.get("release_undetermined", False)
        if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
            raise ManifestError(
                "corpus.toml: languages.min_score is no number from 0 to 1", "write e.g. min_score = 0.5"
            )
        if not isinstance(undetermined, bool):
            raise ManifestError(
                "corpus.toml: languages.release_undetermined is not true or false", "write true or false"
            )
        if unknown := sorted(set(table) - {"min_score", "release_undetermined"}):
            raise ManifestError(f"corpus.toml: unknown field languages.{unknown[0]}", "take it out or mend its name")
        return LanguagePolicy(float(score), undetermined)

    @cached_property
    def contact(self) -> str:
        """Where a reader of a release may write to. Raises ManifestError when corpus.toml states it wrongly."""
        contact = self.config.get("contact", "")
        if not isinstance(contact, str):
            raise ManifestError("corpus.toml: contact is no text", 'write e.g. contact = "archive@example.org"')
        return contact

    @cached_property
    def limits(self) -> Limits:
        """How much a reader takes before it refuses. Raises ManifestError when corpus.toml states it wrongly."""
        table = self.config.get("limits", {})
        for name, value in table.items():
            if name not in SETTINGS:
                raise ManifestError(
                    f"corpus.toml: unknown field limits.{name}", f"choose one of: {', '.join(SETTINGS)}"
                )
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise ManifestError(f"corpus.toml: limits.{name} is no whole number above 0", f"write e.g. {name} = 64")
        return Limits.of(table)

    def batches(self) -> list[Batch]:
        """Return every complete batch, sorted by identifier."""
        if not self.batches_path.is_dir():
            return []
        return [Batch(p) for p in sorted(self.batches_path.iterdir()) if not p.name.startswith(".")]

    def batch(self, identifier: str) -> Batch | None:
        """Return one batch, or None."""
        path = self.batches_path / identifier
        return Batch(path) if path.is_dir() else None

    def decisions(self) -> list[Decision]:
        """Return the decisions of persons, oldest first."""
        return self.ledger.decisions()

    def releases(self) -> list[str]:
        """Return the versions released, lowest first."""
        if not self.releases_path.is_dir():
            return []
        names = [p.name for p in self.releases_path.iterdir() if VERSION_PATTERN.fullmatch(p.name)]
        return sorted(names, key=lambda v: tuple(map(int, v.split("."))))


def make_secret(corpus: Path) -> None:
    """Write a new secret that only the owner of the corpus can read."""
    path = corpus / SECRET_NAME
    with storing(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _secret_lost(corpus: Path, what: str) -> CorpusDamagedError:
    return CorpusDamagedError(
        f"{corpus}/{SECRET_NAME} {what}; with another one no row would have its leaf of earlier releases",
        "restore the file from a copy of the corpus",
    )


def is_corpus(path: Path) -> bool:
    """Say whether a folder is a corpus."""
    return (path / "corpus.toml").is_file()


def ensure_not_corpus(folder: Path, corpus: Path | None = None) -> None:
    """Raise when `folder`, given as a contributor's, is a corpus, holds one, or lies inside the corpus it goes to."""
    resolved = folder.resolve()
    if is_corpus(folder):
        raise UsageError(
            f"{folder} is itself a corpus, not a contributor's folder",
            "name the folder of texts that the contributor sent; to join two corpora, ingest the same batches",
        )
    if corpus is not None:
        inside = corpus.resolve()
        if inside.is_relative_to(resolved):
            raise UsageError(f"the corpus {corpus} lies inside {folder}", "move it out of the contributor's folder")
        if resolved.is_relative_to(inside):
            raise UsageError(f"{folder} is a part of the corpus {corpus}", "name the folder that the contributor sent")
    for parent in resolved.parents:
        if is_corpus(parent):
            raise UsageError(f"{folder} lies inside the corpus {parent}", "name the folder that the contributor sent")


__all__ = ["Batch", "Corpus", "CorpusError", "LanguagePolicy", "Part", "ensure_not_corpus", "is_corpus"]
