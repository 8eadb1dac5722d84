"""What lies in a contributor's folder: every file once, with its role. Nothing is opened but to learn its digest."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus_kit.errors import UsageError
from corpus_kit.findings import Finding
from corpus_kit.manifest import Manifest
from corpus_kit.readers import role_of
from corpus_kit.storage import storing

# Names that Windows keeps for devices, whatever their ending.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
_LONG_PATH = 240
# Folders of version control and of archiving programs: one line of account each, not one a file.
_LITTER_FOLDERS = {".git", ".hg", ".svn", "__MACOSX", "__pycache__", ".ipynb_checkpoints"}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One received file. `path` is its name inside the batch with forward slashes; `location` where its bytes lie."""

    path: str
    location: str
    size_bytes: int
    role: str  # "text", "about", "manifest", "code", "litter", "link", "special", "unreadable"


# A statement about licenses is short: a README longer than this is a text of the corpus.
ABOUT_BYTES = 4 * 1024 * 1024
_DECLARED_ROLES = {"text": "text", "evidence": "about", "ignore": "ignored"}


def role_in_batch(source: SourceFile, manifest: Manifest) -> str:
    """Return a file's role: as the manifest says, else "about" where it names the file as evidence, else its own."""
    declared = manifest.rule_for(source.path).role
    if declared in _DECLARED_ROLES:
        return _DECLARED_ROLES[declared]
    if source.path in manifest.rights.evidence and source.role in ("text", "code"):
        return "about"
    return "text" if source.role == "about" and source.size_bytes > ABOUT_BYTES else source.role


@dataclass(slots=True)
class Folder:
    """A contributor's folder as found."""

    root: Path
    files: list[SourceFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def shown_name(name: str) -> str:
    """Return a file name that any text can carry: bytes that are no Unicode become \\x escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace") if not name.isascii() else name


def scan(folder: Path) -> Folder:
    """Return every file below a folder, sorted by path.

    Raises UsageError when there is no such folder or it is a file.
    """
    if folder.is_file():
        raise UsageError(f"{folder} is a file, not a folder", f"name the folder that holds it: {folder.parent}")
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", "check the spelling; put names with spaces between quotes")
    found = Folder(folder)
    found.files.extend(sorted(_walk(folder, "", found), key=lambda f: f.path))
    found.findings.extend(_name_findings([f.path for f in found.files]))
    if not any(f.role == "text" for f in found.files):
        found.findings.append(Finding("folder-without-texts", "", {"files": len(found.files)}))
    return found


def single_file(path: Path) -> Folder:
    """Return one file as if it were the only one of a folder."""
    with storing(path):
        size = path.stat().st_size
    return Folder(path.parent, [SourceFile(shown_name(path.name), str(path), size, "text")])


def _walk(folder: Path, prefix: str, found: Folder) -> Iterator[SourceFile]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda e: e.name)
    except OSError as error:
        found.findings.append(Finding("folder-unreadable", prefix or ".", {"problem": error.strerror or str(error)}))
        yield SourceFile(prefix.rstrip("/") or ".", str(folder), 0, "unreadable")
        return
    for entry in listed:
        path = prefix + shown_name(entry.name)
        if entry.is_symlink():
            found.findings.append(Finding("link-not-followed", path))
            yield SourceFile(path, entry.path, 0, "link")
        elif entry.is_dir(follow_symlinks=False):
            if entry.name in _LITTER_FOLDERS:
                yield SourceFile(path + "/", entry.path, 0, "litter")
            else:
                yield from _walk(Path(entry.path), path + "/", found)
        else:
            yield _source_file(entry, path, found)


def _source_file(entry: os.DirEntry[str], path: str, found: Folder) -> SourceFile:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return SourceFile(path, entry.path, 0, "unreadable")
    if not stat.S_ISREG(status.st_mode):
        found.findings.append(Finding("not-a-regular-file", path))
        return SourceFile(path, entry.path, 0, "special")
    if not os.access(entry.path, os.R_OK):
        return SourceFile(path, entry.path, status.st_size, "unreadable")
    return SourceFile(path, entry.path, status.st_size, role_of(path))


def _name_findings(paths: list[str]) -> Iterator[Finding]:
    """Tell of names that would collide or fail on another system; the corpus itself stores files by digest."""
    alike: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        alike[unicodedata.normalize("NFC", path).casefold()].append(path)
        for name in path.rstrip("/").split("/"):
            if _DEVICES.fullmatch(name):
                yield Finding("name-reserved", path, {"name": name})
            elif _FORBIDDEN.search(name):
                yield Finding("name-not-portable", path, {"name": name})
        if len(path) > _LONG_PATH:
            yield Finding("path-long", path, {"length": len(path)})
    for group in alike.values():
        if len(group) > 1:
            yield Finding("names-collide", group[0], {"others": ", ".join(group[1:])})


def digest(location: str) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
    with storing(location), open(location, "rb") as file:  # noqa: PTH123 - a name may be no Unicode
        return hashlib.file_digest(file, "sha256").hexdigest()
