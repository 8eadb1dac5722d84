"""Statements about single files: DEP-5 paragraphs, REUSE.toml, `.license` beside a file, and rows that name a file.

What is made for the purpose (DEP-5, REUSE) stands alone for the files it names. A row of a README's table or list
stands beside what other files say, so that a contradiction is seen.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus_kit.licenses.expressions import is_identifier, parse_expression
from corpus_kit.licenses.finding import find_licenses
from corpus_kit.licenses.statements import Statement

_ROW = re.compile(r"(?m)^[ \t]*(?:\||[-*+•][ \t]|\d{1,3}[.)][ \t])(.*)$")
_FILE_NAME = re.compile(r"[^\s|`'\"<>()\[\],;*]+")
_CELL = re.compile(r"[^|]+")
_SIDECAR = ".license"
_MOST_NAMES = 200_000  # files of a batch that are looked up by their name


@dataclass(slots=True)
class Coverage:
    """What a file about the batch says of single files: the statements by path, and which of them stand alone.

    `left` is what remains of its text: what it says of its whole folder.
    """

    left: str
    of_files: dict[str, list[Statement]] = field(default_factory=dict)
    alone: bool = False


def coverage_of(path: str, text: str, names: Sequence[str]) -> Coverage:
    """Return what a file says of single files of the batch; `names` are the paths of its texts."""
    folder, _, name = path.rpartition("/")
    if name.endswith(_SIDECAR):
        target = path.removesuffix(_SIDECAR)
        if target in names:
            return Coverage("", {target: find_licenses(text)}, alone=True)
        return Coverage(text)
    if name.lower() == "reuse.toml":
        return Coverage("", _expanded(_reuse(text), folder, names), alone=True)
    if stated := list(_dep5(text)):
        root = folder.removesuffix("debian").removesuffix(".reuse").rstrip("/")
        of_files = _expanded(stated, root, names)
        general = not of_files or re.search(r"(?im)^files:[ \t]*(?:\S+[ \t]+)*\*(?:\s|$)", text)
        return Coverage(text if general else "", of_files, alone=True)
    return _rows(folder, text, names)


def _reuse(text: str) -> Iterator[tuple[str, Statement]]:
    """Yield (pattern, statement) for the annotations of a REUSE.toml; one that cannot be read says nothing."""
    try:
        annotations: list[dict[str, Any]] = tomllib.loads(text).get("annotations", [])
    except tomllib.TOMLDecodeError:
        return
    for entry in annotations if isinstance(annotations, list) else ():
        if not isinstance(entry, dict):
            continue
        paths, written = entry.get("path", []), entry.get("SPDX-License-Identifier", "")
        for license_id in parse_expression(" AND ".join(written) if isinstance(written, list) else str(written)).ids:
            for pattern in paths if isinstance(paths, list) else [paths]:
                yield str(pattern), Statement(license_id, 0, 0, f"{pattern}: {written}", "machine")


def _dep5(text: str) -> Iterator[tuple[str, Statement]]:
    """Yield (pattern, statement) for the paragraphs of a DEP-5 file that speak of single files."""
    if "files:" not in text[:200_000].lower():
        return
    for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        files = re.search(r"(?im)^files:[ \t]*((?:.*)(?:\n[ \t]+.*)*)", paragraph)
        line = re.search(r"(?im)^license:[ \t]*(\S.*)", paragraph)
        if not files or not line or "*" in files[1].split():
            continue
        for license_id in parse_expression(line[1].strip()).ids:
            for pattern in files[1].split():
                yield pattern, Statement(license_id, line.start(1), line.end(1), line[0].strip(), "machine")


def _expanded(stated: Any, folder: str, names: Sequence[str]) -> dict[str, list[Statement]]:
    """Return the statements by the path of each file that a pattern means; of two patterns the later one counts."""
    found: dict[str, list[Statement]] = {}
    by_pattern: dict[str, list[Statement]] = {}
    for pattern, statement in stated:
        by_pattern.setdefault(pattern, []).append(statement)
    for pattern, statements in by_pattern.items():
        wanted = _pattern(f"{folder}/{pattern}" if folder else pattern)
        for name in names:
            if wanted.fullmatch(name):
                found[name] = statements
    return found


def _pattern(glob: str) -> re.Pattern[str]:
    """Return a glob as an expression: `*` and `?` as in DEP-5, where they also match a slash."""
    glob = glob.removeprefix("./")
    parts = [".*" if c == "*" else "." if c == "?" else re.escape(c) for c in glob.replace("**", "*")]
    return re.compile("".join(parts) + ("(?:/.*)?" if not glob.endswith("*") else ""))


def _rows(folder: str, text: str, names: Sequence[str]) -> Coverage:
    """Read the rows of tables and lists that name files of the batch and say a license of them."""
    if len(names) > _MOST_NAMES or not _ROW.search(text):
        return Coverage(text)
    known: dict[str, list[str]] = {}
    for name in names:
        below = name.removeprefix(f"{folder}/") if folder else name
        if folder and below == name:
            continue
        parts = below.split("/")
        for shown in {below, parts[-1]}:
            known.setdefault(shown, []).append(name)
        for depth in range(1, len(parts)):
            known.setdefault("/".join(parts[:depth]) + "/", []).append(name)
    coverage = Coverage(text)
    kept: list[str] = []
    last = 0
    for row in _ROW.finditer(text):
        targets = {
            t for word in _FILE_NAME.findall(row[1]) for t in known.get(word.removeprefix("./").rstrip(":."), ())
        }
        targets |= {t for word in _FILE_NAME.findall(row[1]) for t in known.get(word.removeprefix("./"), ())}
        statements = _in_row(row[1]) if targets else []
        if not statements:
            continue
        for target in targets:
            coverage.of_files.setdefault(target, []).extend(statements)
        kept += [text[last : row.start()], "\n"]
        last = row.end()
    coverage.left = "".join([*kept, text[last:]])
    return coverage


def _in_row(row: str) -> list[Statement]:
    """Return the statements of a row; in a table an identifier alone in its cell is one."""
    found = find_licenses(row)
    if found:
        return found
    for cell in _CELL.finditer(row):
        written = cell[0].strip(" \t`*_")
        if 2 < len(written) <= 60 and is_identifier(written):
            ids = parse_expression(written).ids
            found += [Statement(i, cell.start(), cell.end(), row.strip(" |\t"), "prose") for i in ids]
    return found
