"""The files about a batch (LICENSE, README, copyright, data cards): what they say, and which folder they speak of."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus_kit.licenses.asserters import asserter_of
from corpus_kit.licenses.collections import PREFIX, collections_in
from corpus_kit.licenses.coverage import Coverage, coverage_of
from corpus_kit.licenses.expressions import parse_expression
from corpus_kit.licenses.finding import find_licenses
from corpus_kit.licenses.parts import Spoken, part_of
from corpus_kit.licenses.registry import license_registry, version_of
from corpus_kit.licenses.statements import Statement

ROOT = "."
MAX_CHARACTERS = 400_000  # longer than any license; what is longer is data with a misleading name
_DEP5 = re.compile(r"(?im)^format:\s*\S*copyright-format|\A(?:.*\n){0,6}?files:\s*\S", re.IGNORECASE)
_DEBIAN_PLACE = re.compile(r"^(.*?/)?usr/share/doc/[^/]+/copyright(?:\.\w+)?$")
_TEXT_FOLDER = re.compile(r"^(.*?/?)(?:LICENSES|\.reuse|debian)/[^/]+$")
_REFUSALS = (
    "LicenseRef-AllRightsReserved",
    "LicenseRef-ResearchOnly",
    "LicenseRef-NoRedistribution",
    "LicenseRef-NoAI",
    "LicenseRef-NoDerivatives",
    "LicenseRef-NonCommercial",
)


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """A statement in a file about the batch: the identifier, the file with the digest of its bytes, the words.

    `asserter` is who speaks there: author, publisher (or holder), collector, contributor or unknown. `part` is the part
    of a work it speaks of, where not of all (original, translation, collection, contents), `apart` what the same file
    says of the other part.
    """

    id: str
    file: str
    sha256: str
    quoted: str
    kind: str
    asserter: str = "unknown"
    part: str = ""
    apart: str = ""


def collect_statements(
    files: Iterable[tuple[str, bytes]],
    declarations: Iterable[tuple[str, bytes]] = (),
    names: Iterable[str] = (),
) -> dict[str, tuple[FoundStatement, ...]]:
    """Return the statements of a batch's files about it (path, bytes) by the folder that they cover, `.` for the root.

    `names` are the paths of the batch's texts: what a file says of single ones is kept under their paths (see
    `coverage`). The order of the files does not matter. A file that cannot be decoded or unpacked says nothing. Known
    collections that a file names as its source are statements of the kind `collection`; `declarations` are searched
    for these only.
    """
    found: dict[str, set[FoundStatement]] = {}
    single: list[tuple[str, bool, set[FoundStatement]]] = []
    paths = sorted(set(names))
    for path, content in files:
        text = _decoded(path, content)
        digest = hashlib.sha256(content).hexdigest()
        speaker = asserter_of(text)
        coverage = coverage_of(path, text, paths) if paths else Coverage(text)
        for target, statements in coverage.of_files.items():
            said = {FoundStatement(s.id, path, digest, s.quoted, s.kind, speaker) for s in statements}
            single.append((target, coverage.alone, said))
        for statement in _statements(path, coverage.left):
            of = part_of(coverage.left, statement.start, statement.end) if statement.end else Spoken()
            said_of = (of.part, of.apart)
            entry = FoundStatement(statement.id, path, digest, statement.quoted, statement.kind, speaker, *said_of)
            found.setdefault(_covered_folder(path), set()).add(entry)
        found.setdefault(_covered_folder(path), set()).update(_collections(path, text, digest))
    for path, content in declarations:
        named = _collections(path, _decoded(path, content), hashlib.sha256(content).hexdigest())
        found.setdefault(_covered_folder(path), set()).update(named)
    found = _without_bare_sources({folder: entries for folder, entries in found.items() if entries})
    found |= _of_single_files(single, found)
    return {covered: _distinct(found[covered]) for covered in sorted(found)}


def _of_single_files(
    single: list[tuple[str, bool, set[FoundStatement]]], found: Mapping[str, set[FoundStatement]]
) -> dict[str, set[FoundStatement]]:
    """Return what is said of single files, with what other files say of their folder where it does not stand alone."""
    of_file: dict[str, set[FoundStatement]] = {}
    marked = {target for target, alone, said in single if alone and said}
    for target, alone, said in sorted(single, key=lambda s: (s[0], s[1], sorted(e.file for e in s[2]))):
        if not said or (target in marked and not alone):
            continue
        of_file.setdefault(target, set()).update(said)
        if not alone:
            around = found.get(cover_of(target, found), set())
            mine = {e.file for e in said}
            of_file[target] |= {e for e in around if e.file not in mine or e.kind == "collection"}
    return of_file


def _without_bare_sources(found: dict[str, set[FoundStatement]]) -> dict[str, set[FoundStatement]]:
    """Give what only names a source to the nearest folder above with statements: it must not hide those."""
    stating = {folder for folder, entries in found.items() if any(e.kind != "collection" for e in entries)}
    moved: dict[str, set[FoundStatement]] = {folder: set(found[folder]) for folder in stating}
    for folder in found.keys() - stating:
        above = folder
        while above not in stating and above != ROOT:
            above = above.rpartition("/")[0] or ROOT
        moved.setdefault(above, set()).update(found[folder])
    return moved


def _collections(path: str, text: str, digest: str) -> set[FoundStatement]:
    return {FoundStatement(f"{PREFIX}{m.id}", path, digest, m.quoted, "collection") for m in collections_in(text)}


def cover_of(path: str, statements: Mapping[str, Any]) -> str:
    """Return the path itself where it has statements, else the nearest folder above that has, or an empty string."""
    if path in statements:
        return path
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        if folder in statements:
            return folder
    return ROOT if ROOT in statements else ""


def is_refusal(license_id: str) -> bool:
    """Whether a statement keeps rights back or names a source: at the root of a batch it holds for every folder."""
    return license_id in _REFUSALS or license_id.startswith(PREFIX)


def _distinct(entries: set[FoundStatement]) -> tuple[FoundStatement, ...]:
    """Return one statement for each identifier and file, the strongest kind and then the first words."""
    rank = {"machine": 0, "full-text": 1, "denial": 2, "prose": 3, "collection": 4}
    ordered = sorted(entries, key=lambda e: (e.file, e.id, Spoken(e.part, e.apart).partial, rank[e.kind], e.quoted))
    return tuple(
        {(e.file, e.id): e for e in reversed(ordered)}[key] for key in dict.fromkeys((e.file, e.id) for e in ordered)
    )


def _covered_folder(path: str) -> str:
    for shape in (_DEBIAN_PLACE, _TEXT_FOLDER):
        if match := shape.match(path):
            return (match[1] or "").rstrip("/") or ROOT
    return path.rpartition("/")[0] or ROOT


def _decoded(path: str, content: bytes) -> str:
    try:
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        elif content[:3] == b"BZh":
            content = bz2.decompress(content)
        elif content[:6] == b"\xfd7zXZ\x00":
            content = lzma.decompress(content)
    except (OSError, EOFError, lzma.LZMAError, ValueError, MemoryError):
        return ""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")[:MAX_CHARACTERS]
    for encoding in ("utf-8-sig", "cp1251" if _looks_cyrillic(content) else "latin-1"):
        try:
            return content.decode(encoding)[:MAX_CHARACTERS]
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")[:MAX_CHARACTERS]


def _looks_cyrillic(content: bytes) -> bool:
    """Whether bytes that are no UTF-8 are rather Windows-1251: runs of high letters, as in whole Cyrillic words."""
    return len(re.findall(rb"[\xc0-\xff]{4,}", content)) > 0


def _statements(path: str, text: str) -> Iterator[Statement]:
    name = path.rpartition("/")[2]
    folder = path.rpartition("/")[0].rpartition("/")[2]
    if folder == "LICENSES":
        expression = parse_expression(re.sub(r"\.(?:txt|md)$", "", name))
        if (
            expression.tree
            and not expression.tree.op
            and (version_of(expression.ids[0]) or expression.ids[0] in license_registry())
        ):
            yield Statement(expression.ids[0], 0, len(name), name, "machine")
            return
    if _DEP5.search(text[:4000]):
        stated = list(_dep5(text))
        if stated:
            yield from stated
            return
    yield from find_licenses(text)


def _dep5(text: str) -> Iterator[Statement]:
    """Return what a DEP-5 file says of all files; its other paragraphs speak of single files or only hold wording."""
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    for paragraph in paragraphs:
        files = re.search(r"(?im)^files:[ \t]*((?:.*)(?:\n[ \t]+.*)*)", paragraph)
        license_line = re.search(r"(?im)^license:[ \t]*(\S.*)", paragraph)
        if files and license_line and "*" in files[1].split():
            expression = parse_expression(license_line[1].strip())
            for license_id in expression.ids:
                yield Statement(
                    license_id, license_line.start(1), license_line.end(1), license_line[0].strip(), "machine"
                )
