"""What is declared of a batch, as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from corpus_kit.manifest.globs import applies, matches

_UNDECLARED = {"", "NOASSERTION", "NONE"}
_ARCHIVE_FORMATS = {"zip", "tar", "7z", "rar", "gz", "gzip", "bz2", "xz", "zst", "zstd"}


@dataclass(frozen=True, slots=True)
class Rights:
    """Under which terms the texts may be used, and why the contributor may say so."""

    license: str = "NOASSERTION"
    holder: str = ""
    basis: str = ""
    evidence: tuple[str, ...] = ()
    attribution: str = ""
    restrictions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRule:
    """What holds for some files; None where nothing is said. The names ending in `_field` are of columns or fields."""

    glob: str
    encoding: str | None = None
    format: str | None = None
    record: str | None = None
    text: str | None = None
    title: str | None = None
    license: str | None = None
    language: str | None = None
    role: str | None = None
    source: str | None = None
    source_url: str | None = None
    language_field: str | None = None
    license_field: str | None = None
    extent: str | None = None
    table: str | None = None
    element: str | None = None
    repair: bool | None = None


@dataclass(frozen=True)
class Manifest:
    """A batch as declared. Paths are those inside the batch, with forward slashes: `uz/a.txt`, `a.zip/member.txt`."""

    name: str
    contributor: str = ""
    contact: str = ""
    date: str = ""
    rights: Rights = Rights()
    expected_languages: tuple[str, ...] = ()
    files: tuple[FileRule, ...] = ()
    limits: tuple[tuple[str, int], ...] = ()

    @cached_property
    def _known_rules(self) -> dict[str, FileRule]:
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave the remembered rules out when a manifest goes to another process."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def rule_for(self, path: str) -> FileRule:
        """Return what is declared for one file or archive member; later entries win, field by field.

        An entry for an archive, or for a folder by its name alone, holds for everything inside.
        """
        rule = self._known_rules.get(path)
        if rule is None:
            if len(self._known_rules) > 10_000:
                self._known_rules.clear()
            rule = self._known_rules[path] = _merged(self.files, path)
        return rule

    def unmatched(self, paths: Iterable[str]) -> list[str]:
        """Return the globs that apply to none of `paths`, in the order of the entries."""
        known = list(paths)
        return [rule.glob for rule in self.files if not any(applies(rule.glob, path) for path in known)]

    def license_for(self, path: str) -> str:
        """Return the license declared for a file, else that of the batch; empty when none is declared."""
        declared = self.rule_for(path).license or self.rights.license
        return "" if declared.strip().upper() in _UNDECLARED else declared

    def language_for(self, path: str) -> str | None:
        """Return the language declared for a file, as written, or None."""
        return self.rule_for(path).language


def _merged(rules: tuple[FileRule, ...], path: str) -> FileRule:
    found: dict[str, Any] = {"glob": ""}
    for rule in rules:
        if not applies(rule.glob, path):
            continue
        given = {f.name: value for f in fields(rule) if (value := getattr(rule, f.name)) is not None}
        if given.get("format", "").lower() in _ARCHIVE_FORMATS and not matches(rule.glob, path):
            del given["format"]  # the archive's own format, not that of what it holds
        found |= given
    return FileRule(**found)
