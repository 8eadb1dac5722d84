"""A quick look at a folder: what its files are and which languages a sample of their texts is in."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from corpus_kit.identification import identify
from corpus_kit.intake import SourceFile, scan
from corpus_kit.licenses import FoundStatement, collect_statements
from corpus_kit.readers import FORMATS, ReadOptions, Record, detect, read

FILES_A_FOLDER = 20
RECORDS_A_FILE = 20
RECORDS_A_FOLDER = 200
FILES_IN_ALL = 200
RECORDS_IN_ALL = 2000
# Of a large file its beginning is enough; archives and JSON documents have to be read from their ends as well.
HEAD_BYTES = 1_000_000
WHOLE_BYTES = 8_000_000
ABOUT_BYTES = 2_000_000
_SURE = 0.7


@dataclass(slots=True)
class FileLook:
    """What was seen of one file: its format, and of its sampled texts the languages, scripts and sure languages."""

    path: str
    format: str
    readable: bool
    encoding: str = ""
    texts: int = 0
    scripts: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Look:
    """What was seen of a folder."""

    files: list[FileLook]
    statements: dict[str, tuple[FoundStatement, ...]]

    @property
    def root_statements(self) -> list[FoundStatement]:
        """What the license and readme files at the top of the folder say."""
        return [s for place in ("", ".") for s in self.statements.get(place, ())]


def look_at(folder: Path) -> Look:
    """Return what a quick look at a folder shows. Raises UsageError when there is no such folder."""
    found = scan(folder)
    statements = collect_statements(_about(found.files))
    looks = [look for source in found.files if source.role == "text" if (look := _look(source))]
    _sample({f.path: f for f in found.files}, looks)
    return Look(looks, dict(statements))


def _about(sources: list[SourceFile]) -> Iterator[tuple[str, bytes]]:
    for source in sources:
        if source.role == "about" and source.size_bytes <= ABOUT_BYTES:
            try:
                yield source.path, Path(source.location).read_bytes()
            except OSError:
                continue  # `check` tells of files that cannot be read


def _look(source: SourceFile) -> FileLook | None:
    try:
        with open(source.location, "rb") as stream:  # noqa: PTH123 - a name may be no Unicode
            detection = detect(stream.read(65536), source.path)
    except OSError:
        return None
    return FileLook(source.path, detection.format, detection.readable)


def _sample(sources: dict[str, SourceFile], looks: list[FileLook]) -> None:
    """Read some records of some files of each folder, and note the languages that they are in."""
    texts: list[str] = []
    owners: list[FileLook] = []
    budget: Counter[str] = Counter()
    for look in _chosen(looks):
        folder = look.path.rpartition("/")[0]
        room = min(RECORDS_A_FILE, RECORDS_A_FOLDER - budget[folder], RECORDS_IN_ALL - len(texts))
        for record in islice(_records(sources[look.path], look), max(0, room)):
            budget[folder] += 1
            look.encoding = look.encoding or record.encoding
            texts.append(record.text)
            owners.append(look)
    for look, found in zip(owners, identify(texts), strict=True):
        if found.script == "Zyyy":
            continue
        look.texts += 1
        look.scripts[found.script] += 1
        if found.language != "und" and found.score >= _SURE:
            look.languages[f"{found.language}_{found.script}"] += 1


def _chosen(looks: list[FileLook]) -> Iterator[FileLook]:
    """Yield files to read: the folders in turn, so that a large one does not hide the others."""
    by_folder: dict[str, list[FileLook]] = defaultdict(list)
    for look in looks:
        if look.readable:
            by_folder[look.path.rpartition("/")[0]].append(look)
    # Spread over a folder: names in order often go by language or year.
    spread = [files[:: max(1, -(-len(files) // FILES_A_FOLDER))][:FILES_A_FOLDER] for files in by_folder.values()]
    turns = [files[turn] for turn in range(FILES_A_FOLDER) for files in spread if turn < len(files)]
    yield from turns[:FILES_IN_ALL]


def _records(source: SourceFile, look: FileLook) -> Iterator[Record]:
    try:
        with open(source.location, "rb") as stream:  # noqa: PTH123 - a name may be no Unicode
            for item in read(_beginning(stream, source, look.format), source.path, lambda _: ReadOptions()):
                if isinstance(item, Record) and item.text.strip():
                    yield item
    except Exception:  # a look decides nothing: `check` reads the file again and tells what is wrong with it
        return


def _beginning(stream: BinaryIO, source: SourceFile, format: str) -> BinaryIO:
    if source.size_bytes <= WHOLE_BYTES or FORMATS[format].kind != "text" or FORMATS[format].whole:
        return stream
    data = stream.read(HEAD_BYTES)
    cut = data.rfind(b"\n") + 1
    return io.BytesIO(data[: cut + cut % 2] if cut else data)
