"""What will be read, record by record: the same readers and cleaning as `check` and `ingest`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus_kit.errors import UsageError
from corpus_kit.identification import identify
from corpus_kit.intake import Folder, scan, single_file
from corpus_kit.manifest import load_manifest
from corpus_kit.readers.records import Record
from corpus_kit.reading import Reading, stored_tag

# Languages are told for many texts at a time.
_TOGETHER = 256
Line = dict[str, str]


def preview(path: Path, limit: int | None = None) -> Iterator[Line]:
    """Yield one dictionary a record of a file or folder, in order.

    A record kept has `file, place, text, language, format, encoding`; one refused `file, place, refused, message`.
    Raises UsageError when there is no such file or folder.
    """
    folder, declaration = _source(path)
    reading = Reading(load_manifest(declaration)[0])
    waiting: list[tuple[Line, str, str | None]] = []
    for given, record in enumerate(_records(reading, folder), start=1):
        waiting.append(record)
        if limit is not None and given >= limit:
            break
        if len(waiting) >= _TOGETHER:
            yield from _with_languages(waiting)
            waiting = []
    yield from _with_languages(waiting)


def _source(path: Path) -> tuple[Folder, Path]:
    if path.is_file():
        return single_file(path), path.parent
    if not path.exists():
        raise UsageError(
            f"there is no file or folder {path}", "check the spelling; put names with spaces between quotes"
        )
    return scan(path), path


def _records(reading: Reading, folder: Folder) -> Iterator[tuple[Line, str, str | None]]:
    """Yield each record, or refusal, with its text and declared language."""
    told = 0
    for source in folder.files:
        for record, member, text, _ in reading.texts(source):
            yield from _refusals(reading, told)
            told = len(reading.refused)
            yield _line(source.path, record), text, record.language or reading.manifest.language_for(member)
        yield from _refusals(reading, told)
        told = len(reading.refused)


def _line(file: str, record: Record) -> Line:
    return {
        "file": file,
        "place": record.place,
        "text": "",
        "language": "",
        "format": record.format,
        "encoding": record.encoding,
    }


def _refusals(reading: Reading, start: int) -> Iterator[tuple[Line, str, None]]:
    for refused in reading.refused[start:]:
        finding = refused.finding
        line = {"file": refused.file, "place": refused.place, "refused": finding.code, "message": finding.message}
        yield line, "", None


def _with_languages(waiting: list[tuple[Line, str, str | None]]) -> Iterator[Line]:
    kept = [(line, text, declared) for line, text, declared in waiting if "refused" not in line]
    declared_tags = [stored_tag(d) if d else None for _, _, d in kept]
    for (line, text, _), found in zip(kept, identify([t for _, t, _ in kept], declared_tags), strict=True):
        line["text"] = text
        line["language"] = f"{found.language}_{found.script}"
    yield from (line for line, _, _ in waiting)
