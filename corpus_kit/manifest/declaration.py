"""Reads a declaration: leniently, field by field, with a finding for each that cannot be used."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus_kit import resources
from corpus_kit.findings import Finding
from corpus_kit.languages import UnknownLanguageError, parse_tag
from corpus_kit.manifest.toml_text import (
    FILE_NAME,
    LIMIT_BYTES,
    FieldPath,
    decoded,
    lines_of,
    parsed,
    shown_value,
    where,
)
from corpus_kit.manifest.values import FileRule, Manifest, Rights

_KINDS = {
    "string": "text between quotes",
    "array": "a list in square brackets",
    "object": "a section of its own",
    "boolean": "true or false without quotes",
    "integer": "a whole number without quotes",
}


def load_manifest(folder: Path) -> tuple[Manifest, list[Finding]]:
    """Return what the `batch.toml` of a folder declares, and everything that is wrong with it.

    Never raises for what a contributor wrote: what cannot be used counts as not given.
    """
    nothing = Manifest(name=folder_name(folder))
    try:
        with (folder / FILE_NAME).open("rb") as file:
            data = file.read(LIMIT_BYTES + 1)
    except FileNotFoundError:
        return nothing, [Finding("manifest-missing", FILE_NAME)]
    except OSError as error:
        return nothing, [Finding("manifest-unreadable", FILE_NAME, {"problem": error.strerror or "no reason given"})]
    text, problem = decoded(data)
    if problem:
        return nothing, [problem]
    declared, problem = parsed(text)
    if problem:
        return nothing, [problem]
    reader = _Reader(declared, lines_of(text), folder)
    manifest = reader.manifest(nothing.name)
    return manifest, sorted(reader.findings, key=lambda f: int(f.where.rpartition(" ")[2]) if "line" in f.where else 0)


def folder_name(folder: Path) -> str:
    """Return the name of a folder, for a batch without one; bytes that are no Unicode become escapes."""
    return os.fsencode(folder.resolve().name).decode("utf-8", "backslashreplace") or "batch"


_ADDRESS = re.compile(r"(?i)https?://\S")


class _Reader:
    """Judges a parsed declaration against the schema and takes over what can be used."""

    def __init__(self, declared: dict[str, Any], lines: dict[FieldPath, int], folder: Path) -> None:
        self.findings: list[Finding] = []
        self.folder = folder
        self.lines = lines
        self.schema: dict[str, Any] = json.loads(resources.read_text("schemas", "manifest.json"))
        self.values: dict[str, Any] = _plain(declared)
        files = self.values.get("files")
        # The entries as numbered in the file: one that is taken out shifts those behind it.
        self.places = list(range(len(files))) if isinstance(files, list) else []
        for _ in range(1000):  # taking a wrong field out may show another, e.g. an entry that now lacks its glob
            if not self._take_out_wrong():
                break

    def _take_out_wrong(self) -> bool:
        from jsonschema import Draft202012Validator, FormatChecker

        checker = FormatChecker(formats=())
        checker.checks("date", raises=ValueError)(lambda v: not isinstance(v, str) or bool(_date(v)))
        errors = list(Draft202012Validator(self.schema, format_checker=checker).iter_errors(self.values))
        wrong: dict[FieldPath, None] = {}
        for error in errors:
            path: FieldPath = tuple(error.absolute_path)
            if error.validator == "additionalProperties":
                known = error.schema["properties"]
                for key in [k for k in error.instance if k not in known]:
                    self._unknown_field((*path, key), known)
                    wrong[(*path, key)] = None
            else:
                self._wrong_field(error, path)
                wrong[path] = None
        for path in sorted(wrong, key=lambda p: [(isinstance(x, int), x) for x in p], reverse=True):
            self._remove(path)
        return bool(errors)

    def _remove(self, path: FieldPath) -> None:
        if len(path) == 2 and path[0] == "files" and isinstance(path[1], int):
            del self.places[path[1]]
        holder: Any = self.values
        for part in path[:-1]:
            holder = holder[part]
        del holder[path[-1]]

    def _add(self, code: str, path: FieldPath, **params: str) -> None:
        if len(path) > 1 and path[0] == "files" and isinstance(path[1], int):
            path = ("files", self.places[path[1]], *path[2:])
        line = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), None)
        self.findings.append(Finding(code, where(line), {"field": _field(path), **params}))

    def _unknown_field(self, path: FieldPath, known: Mapping[str, Any]) -> None:
        hint = _elsewhere(self.schema, str(path[-1])) or _did_you_mean(str(path[-1]), known)
        self._add("manifest-unknown-field", path, hint=hint.strip() or "Remove the line.", choices=", ".join(known))

    def _wrong_field(self, error: Any, path: FieldPath) -> None:
        entry, value = error.schema, error.instance
        advice = entry.get("remedy") or self._advice(path)
        if error.validator == "required":
            missing = next(k for k in entry["required"] if k not in value)
            advice = entry["properties"][missing]["remedy"]
            self._add("manifest-field-missing", (*path, missing), advice=advice)
        elif error.validator == "enum":
            hint = _did_you_mean(str(value), entry["enum"])
            choices = ", ".join(entry["enum"])
            self._add(
                "manifest-unknown-value", path, value=shown_value(value), choices=choices, hint=hint, advice=advice
            )
        elif error.validator == "type":
            kinds = [entry["type"]] if isinstance(entry["type"], str) else entry["type"]
            expected = " or ".join(_KINDS[kind] for kind in kinds)
            self._add("manifest-wrong-type", path, expected=expected, found=_kind(value), advice=advice)
        else:
            problem = {
                "minLength": "empty",
                "maxLength": "too long",
                "format": "no day of the calendar",
                "minimum": "too small",
            }
            told = problem.get(str(error.validator), "not permitted")
            self._add("manifest-wrong-value", path, value=shown_value(value), problem=told, advice=advice)

    def _advice(self, path: FieldPath) -> str:
        """Return the remedy of the nearest field around `path`."""
        entry, advice = self.schema, ""
        for part in path:
            entry = entry.get("items", {}) if isinstance(part, int) else entry.get("properties", {}).get(part, {})
            advice = entry.get("remedy", advice)
        return str(advice)

    def manifest(self, name: str) -> Manifest:
        """Return what was declared and can be used."""
        values, rights = self.values, self.values.get("rights", {})
        evidence = self._evidence(_listed(rights.get("evidence", ())))
        return Manifest(
            name=values.get("name", "").strip() or name,
            contributor=values.get("contributor", "").strip(),
            contact=values.get("contact", "").strip(),
            date=_date(values["date"]) if "date" in values else "",
            rights=Rights(
                license=rights.get("license", "").strip() or "NOASSERTION",
                holder=rights.get("holder", "").strip(),
                basis=rights.get("basis", ""),
                evidence=tuple(evidence),
                attribution=rights.get("attribution", "").strip(),
                restrictions=_listed(rights.get("restrictions", ())),
            ),
            expected_languages=self._expected(),
            files=tuple(self._rules()),
            limits=tuple(sorted(self.values.get("limits", {}).items())),
        )

    def _expected(self) -> tuple[str, ...]:
        written = _listed(self.values.get("languages", {}).get("expected", ()))
        return tuple(dict.fromkeys(self._language(("languages", "expected"), w) for w in written))

    def _language(self, path: FieldPath, written: str) -> str:
        """Return a language as a tag, or as written where it names no single known one."""
        try:
            return str(parse_tag(written))
        except UnknownLanguageError as error:
            choices = ", ".join(error.choices[:8])
            hint = f" It may mean: {choices}." if choices else ""
            self._add("manifest-unknown-language", path, value=shown_value(written), hint=hint)
            return written

    def _evidence(self, written: Iterable[str]) -> Iterator[str]:
        named = list(written)
        saved = any(not _ADDRESS.match(value) for value in named)
        for value in named:
            path = ("rights", "evidence")
            if _ADDRESS.match(value):
                if not saved:
                    self._add("manifest-evidence-address", path, value=shown_value(value))
                yield value
                continue
            inside = value.replace("\\", "/").removeprefix("./")
            if _leaves(inside):
                self._add("manifest-path-outside", path, value=shown_value(value))
            elif not _exists(self.folder, inside):
                self._add("manifest-evidence-missing", path, value=shown_value(value))
            else:
                yield inside

    def _rules(self) -> Iterator[FileRule]:
        for place, entry in enumerate(self.values.get("files", ())):
            glob = entry["glob"].strip().replace("\\", "/").removeprefix("./")
            if not glob or _leaves(glob):
                self._add("manifest-path-outside", ("files", place, "glob"), value=shown_value(entry["glob"]))
                continue
            entry["glob"] = glob + "**" if glob.endswith("/") else glob
            if "language" in entry:
                entry["language"] = self._language(("files", place, "language"), entry["language"].strip())
            yield FileRule(**entry)


def _plain(value: Any) -> Any:
    """Return parsed TOML as plain JSON values: days and times become text."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value


def _date(text: str) -> str:
    """Return a day as year-month-day; raises ValueError for what is none."""
    return datetime.date.fromisoformat(text.strip().partition("T")[0].partition(" ")[0]).isoformat()


def _listed(value: str | Iterable[str]) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    return tuple(v.strip() for v in values if v.strip())


def _leaves(path: str) -> bool:
    """Say whether a path leads out of the folder."""
    return path.startswith(("/", "~")) or ".." in path.split("/") or re.match(r"[A-Za-z]:", path) is not None


def _exists(folder: Path, path: str) -> bool:
    inside = re.split(r"(?i)(?<=\.zip)/", path)[0]  # a file in an archive: the archive is looked for
    try:
        return (folder / inside).exists()
    except (OSError, ValueError):
        return False


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "a section"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "something else")


def _field(path: FieldPath) -> str:
    """Return a field as a person finds it: `name`, `[rights] basis`, `[[files]] glob`, `[rights] evidence, item 2`."""
    names = [part for part in path if isinstance(part, str)]
    item = f", item {path[-1] + 1}" if isinstance(path[-1], int) and path[0] != "files" else ""
    if path[0] == "files":
        return " ".join(["[[files]]", ".".join(names[1:])]).strip()
    return (f"[{names[0]}] {'.'.join(names[1:])}" if len(names) > 1 else names[0]) + item


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word.casefold(), list(known), n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def _elsewhere(schema: dict[str, Any], name: str) -> str:
    """Return where a field belongs that stands under the wrong heading."""
    sections = {f"[{k}]": v for k, v in schema["properties"].items() if v["type"] == "object"}
    sections["[[files]]"] = schema["properties"]["files"]["items"]
    for heading, section in sections.items():
        if name in section["properties"]:
            return f"Did you mean {name} under the heading {heading}?"
    if name == "expected_languages":
        return "Did you mean expected under the heading [languages]?"
    return f"Did you mean {name} above the first heading?" if name in schema["properties"] else ""
