"""From files to documents: readers, the manifest's overrides and cleaning, joined to Arrow batches with an accounting.

For every file, records read = documents kept + records refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO

import orjson
import pyarrow as pa

from corpus_kit import columns, readers
from corpus_kit.findings import FileAccount, Finding
from corpus_kit.intake import SourceFile, role_in_batch
from corpus_kit.languages import UnknownLanguageError, parse_tag
from corpus_kit.manifest import FileRule, Manifest
from corpus_kit.readers.limits import Limits
from corpus_kit.readers.records import Item, LeftOut, ReadOptions, Record, Refusal, Remark
from corpus_kit.tidying import ALL_CHANGES, Tidying

BATCH_ROWS = 4096
BATCH_CHARACTERS = 4_000_000
# A file with a fault on every line would drown the report: so many of one kind are listed, the rest is counted.
FINDINGS_A_KIND = 20

_IGNORED = {
    "about": "file-is-evidence",
    "manifest": "file-is-declaration",
    "code": "file-is-program-code",
    "litter": "file-is-litter",
    "link": "",
    "special": "",
}


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    """One record that is not kept, with its reason in words."""

    file: str
    place: str
    finding: Finding


@dataclass(slots=True)
class Reading:
    """Reads files one after another; gives batches of documents and keeps account of each file."""

    manifest: Manifest
    limits: Limits = field(default_factory=Limits)
    accounts: list[FileAccount] = field(default_factory=list)
    refused: list[RefusedRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    formats: set[str] = field(default_factory=set)

    def batches(self, sources: list[SourceFile]) -> Iterator[pa.RecordBatch]:
        """Yield the documents of all files, in order, in batches of bounded size."""
        builder = _DocumentBuilder()
        for source in sources:
            for record, member, text, changes in self.texts(source):
                builder.add(source.path, member, record, text, changes, self.manifest)
                self.accounts[-1].documents += 1
                if builder.full:
                    yield builder.flush()
        if builder.rows:
            yield builder.flush()

    def texts(self, source: SourceFile) -> Iterator[tuple[Record, str, str, dict[str, int]]]:
        """Yield the records of one file with the path of file or member, the text to be stored and what was changed."""
        tidying = Tidying(source.path)
        for record, member in self.records(source):
            mended = self.manifest.rule_for(member).repair is not False
            text, changes, refused = tidying.tidy(record.text, record.place, mended)
            if refused is not None:
                self._withdraw(Refusal(refused.code, record.place, refused.params))
            elif not text:
                self._withdraw(Refusal("record-without-text", record.place))
            else:
                yield record, member, text, changes
        self.findings += tidying.findings()

    def records(self, source: SourceFile) -> Iterator[tuple[Record, str]]:
        """Yield the records of one file with the path of the file or archive member; note everything else."""
        account = FileAccount(source.path, size_bytes=source.size_bytes)
        self.accounts.append(account)
        role = role_in_batch(source, self.manifest)
        if role == "unreadable":
            self._refuse(account, Refusal("file-unreadable"))
        elif role == "text":
            yield from self._read(account, source)
        else:
            self._set_aside(account, source, role)
        self._close(account)

    def _set_aside(self, account: FileAccount, source: SourceFile, role: str) -> None:
        account.status = "ignored"
        code = "file-ignored-by-manifest" if role == "ignored" else _IGNORED[role]
        account.reason = code or role
        if code:
            self.findings.append(Finding(code, source.path))

    def _read(self, account: FileAccount, source: SourceFile) -> Iterator[tuple[Record, str]]:
        encodings: set[str] = set()
        member = [source.path]

        def options_for(path: str) -> ReadOptions:
            member[0] = path
            return read_options(self.manifest.rule_for(path))

        try:
            with open(source.location, "rb") as stream:  # noqa: PTH123 - a name may be no Unicode
                detection = readers.detect(stream.read(65536), source.path)
                account.format, account.format_reason = detection.format, detection.reason
                stream.seek(0)
                limits = self.limits.tightened(Limits.of(dict(self.manifest.limits)))
                for item in guarded(stream, source.path, options_for, limits):
                    if isinstance(item, Remark):
                        self._note(Finding(item.code, _where(source.path, item.place), item.params))
                        continue
                    if isinstance(item, LeftOut):
                        account.left_out[item.kind] = account.left_out.get(item.kind, 0) + item.amount
                        continue
                    if item.encoding:
                        encodings.add(item.encoding)
                    if isinstance(item, Refusal):
                        self._refuse(account, item)
                        continue
                    if not _is_text(item.text):
                        self._refuse(account, Refusal("lone-surrogate", item.place))
                        continue
                    account.records += 1
                    self.formats.add(item.format)
                    yield item, member[0]
        except OSError as error:
            self._refuse(account, Refusal("file-unreadable", "", {"problem": error.strerror or str(error)}))
        account.encoding = encodings.pop() if len(encodings) == 1 else ", ".join(sorted(encodings)[:4])

    def _withdraw(self, refusal: Refusal) -> None:
        """Refuse a record of the file being read that has been counted as one kept."""
        self.accounts[-1].records -= 1  # counted again as a refusal
        self._refuse(self.accounts[-1], refusal)

    def _refuse(self, account: FileAccount, refusal: Refusal) -> None:
        account.records += 1
        account.refused += 1
        account.refused_by_code[refusal.code] = account.refused_by_code.get(refusal.code, 0) + 1
        where = _where(account.path, refusal.place)
        params: dict[str, str | int | float] = {"place": refusal.place or account.path, **refusal.params}
        finding = Finding(refusal.code, where, params)
        self.refused.append(RefusedRecord(account.path, refusal.place, finding))
        if account.refused_by_code[refusal.code] <= FINDINGS_A_KIND:
            self.findings.append(finding)

    def _note(self, finding: Finding) -> None:
        self.findings.append(finding)

    def _close(self, account: FileAccount) -> None:
        if account.status != "ignored" and account.documents == 0 and account.records == account.refused:
            account.status = "refused"
            account.reason = ", ".join(sorted(account.refused_by_code))
        for code, count in sorted(account.refused_by_code.items()):
            if count > FINDINGS_A_KIND:
                more: dict[str, str | int | float] = {"code": code, "count": count, "shown": FINDINGS_A_KIND}
                self.findings.append(Finding("more-of-the-same", account.path, more))


def guarded(stream: BinaryIO, path: str, options_for: Callable[[str], ReadOptions], limits: Limits) -> Iterator[Item]:
    """Yield what a reader yields; a reader that fails costs one refusal, never the file after it."""
    last = ""
    try:
        for item in readers.read(stream, path, options_for, limits):
            last = last if isinstance(item, LeftOut) else item.place
            yield item
    except OSError:
        raise
    except Exception as error:  # a fault of ours or of a library: say so and go on
        yield Refusal("reader-failed", last, {"problem": f"{type(error).__name__}: {error}"[:200], "after": last})


def read_options(rule: FileRule) -> ReadOptions:
    """Return what a manifest's rule says of reading."""
    return ReadOptions(
        encoding=rule.encoding,
        format=rule.format,
        unit=rule.record,
        extent=rule.extent,
        table=rule.table,
        element=rule.element,
        text_field=rule.text,
        title_field=rule.title,
        language_field=rule.language_field,
        license_field=rule.license_field,
        source_field=rule.source,
        source_url_field=rule.source_url,
    )


@lru_cache(maxsize=4096)
def stored_tag(written: str) -> str:
    """Return a declared language as a tag, or as written where it is no known tag."""
    try:
        return str(parse_tag(written))
    except UnknownLanguageError:
        return written


def _is_text(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _where(path: str, place: str) -> str:
    return f"{path}, {place}" if place else path


def _alignment(record: Record, file: str) -> dict[str, str] | None:
    """Return the column `alignment`: groups of one file are named after it, those of several files are not."""
    aligned = record.alignment
    if aligned is None:
        return None
    group = aligned.group if aligned.across_files else f"{file}#{aligned.group}".removesuffix("#")
    return {"group": group, "unit": aligned.unit}


def _metadata_json(metadata: dict[str, object] | None) -> str | None:
    if not metadata:
        return None
    try:
        return orjson.dumps(metadata, option=orjson.OPT_SORT_KEYS).decode()
    except (TypeError, ValueError):
        # Numbers beyond 64 bits, keys that are no strings, lone surrogates: the slow way takes them, escaped.
        return json.dumps(metadata, ensure_ascii=True, sort_keys=True, default=str, separators=(",", ":"))


class _DocumentBuilder:
    """Collects rows of the documents table."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.characters = 0

    @property
    def full(self) -> bool:
        return len(self.rows) >= BATCH_ROWS or self.characters >= BATCH_CHARACTERS

    def add(
        self, file: str, member: str, record: Record, text: str, changes: dict[str, int], manifest: Manifest
    ) -> None:
        language = record.language or manifest.language_for(member)
        row = (
            hashlib.sha256(text.encode()).hexdigest()[:32],
            text,
            record.title,
            file,
            record.place,
            record.format,
            record.encoding,
            stored_tag(language) if language else None,
            record.license or manifest.license_for(member) or None,
            record.source,
            record.source_url,
            _metadata_json(record.metadata),
            _alignment(record, file),
            record.notices,
            changes,
        )
        self.rows.append(row)
        self.characters += len(text)

    def flush(self) -> pa.RecordBatch:
        schema = columns.document_schema()
        *plain, changes = zip(*self.rows, strict=True)
        arrays = [pa.array(values, field.type) for values, field in zip(plain, schema, strict=False)]
        counts = [pa.array([c.get(name, 0) for c in changes], pa.int32()) for name in ALL_CHANGES]
        arrays.append(pa.StructArray.from_arrays(counts, fields=list(schema.field("changes").type)))
        self.rows, self.characters = [], 0
        batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
        columns.check_nulls(batch)
        return batch
