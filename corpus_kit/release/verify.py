"""Checks a release: every file by its digest, every row by its text, every count.

Nothing of the corpus is needed, so that a reader anywhere can do the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.corpus import is_corpus
from corpus_kit.errors import UsageError
from corpus_kit.findings import Finding, ordered
from corpus_kit.ledger import Ledger
from corpus_kit.opening import POINTER, as_folder, stated_digest
from corpus_kit.release.attest import check_ledger, check_trust, read_signatures
from corpus_kit.release.layout import EMPTY_FILE
from corpus_kit.release.leaves import check_tree
from corpus_kit.release.paperwork import FORMAT
from corpus_kit.release.sums import SUMS_NAME, digest, files_of, sums_text
from corpus_kit.signing.trust import Trust, read_trust

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_DATA = re.compile(rf"data/([^/]+)/([^/]+)/train-(\d{{5}})-of-(\d{{5}})\.parquet|{re.escape(EMPTY_FILE)}")
_BATCH_ROWS = 2_000


@dataclass(slots=True)
class _Seen:
    """What the data files turned out to hold."""

    ids: list[np.ndarray] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)  # by path
    by_batch: Counter[str] = field(default_factory=Counter)
    complete: bool = True


def verify(
    path: str | Path, *, rows: bool = False, trust: Trust | str | Path | Sequence[str | Path] | None = None
) -> list[Finding]:
    """Return everything that is wrong with a release; no error among them means that it is whole and unaltered.

    With `rows` every row is held against its leaf in the tree of digests. `trust` names whose signatures count: files
    of public keys, folders of them, or a corpus. `path` may also be where releases were published, a folder or an
    address such as `s3://BUCKET/FOLDER`, of which the newest is brought here first.
    """
    if isinstance(trust, str | Path):
        trust = [trust]
    if trust is not None and not isinstance(trust, Trust):
        trust = read_trust([Path(place) for place in trust])
    stated = stated_digest(path)
    with as_folder(path) as folder:
        found = verify_release(folder, rows=rows, trust=trust)
        if stated is not None and (folder / SUMS_NAME).is_file() and digest(folder / SUMS_NAME) != stated:
            found = ordered([*found, Finding("release-pointer-differs", POINTER)])
        return found


def verify_release(path: Path, *, rows: bool = False, trust: Trust | None = None) -> list[Finding]:
    """Return everything that is wrong with a release; no error among them means that it is whole and unaltered.

    With `rows` every row is also held against its leaf in the tree of digests whose root release.json states; with
    `trust` enough of its keys must have signed. Without it a signature is held against what it signs, but whose it is
    stays open.

    Raises UsageError when `path` is no folder, or a corpus.
    """
    ensure_release(path)
    try:
        expected, findings = _read_sums(path)
        findings += _check_files(path, expected)
        broken = {finding.where for finding in findings if finding.severity == "error"}
        release, problems = _read_release(path)
        findings += problems
        seen = _Seen()
        for name in files_of(path):
            if name.startswith("data/"):
                findings += _check_data(path, name, seen, broken)
        findings += _check_ids(seen)
        if release is not None:
            there = {name for name in files_of(path) if name.startswith("data/")}
            findings += check_tree(path, release.get("merkle"), there, broken, rows)
        findings += _check_signatures(path, trust)
        if release is not None and seen.complete:
            findings += _check_accounting(path, release, seen, broken)
    except OSError as error:
        where = str(error.filename or "")
        findings = [Finding("release-unreadable", where, {"problem": error.strerror or str(error)})]
    return ordered(findings)


def ensure_release(path: Path) -> None:
    """Raise UsageError when `path` is no folder, or a corpus."""
    if not path.is_dir():
        raise UsageError(f"there is no folder {path}", "name the folder of a release, e.g. CORPUS/releases/1.0.0")
    if (path / "corpus.toml").is_file():
        raise UsageError(f"{path} is a corpus, not a release", f"name one of its releases, e.g. {path}/releases/1.0.0")


def _read_sums(root: Path) -> tuple[dict[str, str], list[Finding]]:
    path = root / SUMS_NAME
    if not path.is_file():
        return {}, [Finding("release-sums-missing", SUMS_NAME)]
    expected: dict[str, str] = {}
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return {}, [Finding("release-sums-malformed", SUMS_NAME)]
    for line in text.split("\n"):
        if match := _LINE.fullmatch(line):
            expected[match[2]] = match[1]
    # There is one way to write the list; anything else was not written by a release.
    if sums_text(expected) != text or not expected:
        return expected, [Finding("release-sums-malformed", SUMS_NAME)]
    return expected, []


def files_as_listed(root: Path) -> tuple[dict[str, str], list[Finding]]:
    """Return the digests that SHA256SUMS lists and what is wrong with the files; the rows are not looked at."""
    expected, findings = _read_sums(root)
    return expected, findings + _check_files(root, expected)


def _check_files(root: Path, expected: dict[str, str]) -> list[Finding]:
    present = set(files_of(root))
    missing, extra = sorted(set(expected) - present), sorted(present - set(expected)) if expected else []
    findings = [Finding("release-file-missing", name) for name in missing]
    renamed = _renamed(root, expected, missing, extra)
    told = {finding.where for finding in renamed}
    for name in extra:
        if name in told:
            continue
        ours = name == ".gitattributes" or name.startswith(".cache/huggingface/")
        findings.append(Finding("release-file-of-the-hub" if ours else "release-file-extra", name))
    for name in sorted(present & set(expected)):
        if (root / name).is_symlink():
            findings.append(Finding("release-file-extra", name))
        elif (found := digest(root / name)) != expected[name]:
            damaged = _resembles(found, expected[name])
            code, where = ("release-sums-damaged", SUMS_NAME) if damaged else ("release-file-changed", name)
            findings.append(Finding(code, where, {"name": name}))
    return findings + renamed


def _renamed(root: Path, expected: dict[str, str], missing: list[str], extra: list[str]) -> list[Finding]:
    """Say which of the files that are too many is one of those that are missing, under another name."""
    known = {expected[name]: name for name in missing}
    findings = []
    for name in extra if known else []:
        if (root / name).is_file() and (was := known.get(digest(root / name))):
            findings.append(Finding("release-file-renamed", name, {"was": was}))
            if _resembles(name, was):
                findings.append(Finding("release-sums-damaged", SUMS_NAME, {"name": was}))
    return findings


def _resembles(one: str, other: str) -> bool:
    """Say whether two texts differ in one place only: as in a damaged list; a changed file has quite another digest."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _check_signatures(root: Path, trust: Trust | None) -> list[Finding]:
    signatures, findings = read_signatures(root)
    if trust is not None:
        findings += check_trust(signatures, trust)
    corpus = root.resolve().parents[1] if len(root.resolve().parents) > 1 else root
    if signatures and is_corpus(corpus) and root.resolve().parent.name == "releases":
        findings += check_ledger(signatures, Ledger(corpus / "ledger.jsonl").heads())
    return findings


def _read_release(root: Path) -> tuple[dict[str, Any] | None, list[Finding]]:
    try:
        release = json.loads((root / "release.json").read_bytes())
        made = release["format"]
        counts = release["documents"], release["excluded"], release["configs"], release["batches"]
    except FileNotFoundError:
        return None, [Finding("release-file-missing", "release.json")]
    except (ValueError, KeyError, TypeError):
        return None, [Finding("release-statement-unreadable", "release.json")]
    if isinstance(made, int) and made > FORMAT:
        return None, [Finding("release-too-new", "release.json", {"made": made, "known": FORMAT})]
    kinds = (int, dict, dict, list)
    if made != FORMAT or not all(isinstance(c, k) for c, k in zip(counts, kinds, strict=True)):
        return None, [Finding("release-statement-unreadable", "release.json")]
    return release, []


def _check_data(root: Path, name: str, seen: _Seen, broken: set[str]) -> list[Finding]:
    """Check the rows of one data file; of one whose bytes are wrong already there is nothing more to say."""
    place = _DATA.fullmatch(name)
    if name in broken or place is None:
        seen.complete = False
        return [] if name in broken else [Finding("release-file-extra", name)]
    try:
        with pq.ParquetFile(root / name) as file:
            if file.schema_arrow != columns.row_schema():
                seen.complete = False
                return [Finding("release-schema-differs", name, {"difference": _difference(file.schema_arrow)})]
            wrong = Counter[str]()
            for batch in file.iter_batches(
                _BATCH_ROWS, columns=["id", "text", "language", "script", "license_tier", "batch"]
            ):
                wrong += _check_rows(batch, place[1], place[2], seen)
                seen.rows[name] += batch.num_rows
    except pa.ArrowException as error:
        seen.complete = False
        return [Finding("release-data-unreadable", name, {"problem": str(error)[:200]})]
    return [Finding(code, name, {"rows": rows}) for code, rows in sorted(wrong.items())]


def _check_rows(batch: pa.RecordBatch, tier: str, language: str, seen: _Seen) -> Counter[str]:
    ids = batch.column("id").to_pylist()
    texts = batch.column("text").cast(pa.binary()).to_pylist()
    tags = zip(batch.column("language").to_pylist(), batch.column("script").to_pylist(), strict=True)
    wrong: Counter[str] = Counter()
    wrong["release-id-differs"] = sum(
        hashlib.sha256(text).hexdigest()[:32] != identifier for identifier, text in zip(ids, texts, strict=True)
    )
    wrong["release-language-misplaced"] = sum(f"{code}_{script}" != language for code, script in tags)
    wrong["release-tier-misplaced"] = sum(t != tier for t in batch.column("license_tier").to_pylist())
    seen.by_batch.update(batch.column("batch").to_pylist())
    # Sixteen bytes an identifier instead of a string each: a release may have many millions.
    seen.ids.append(np.array([i.encode("ascii", "replace")[:32] for i in ids], "S32"))
    return +wrong


def _check_ids(seen: _Seen) -> list[Finding]:
    if not seen.ids:
        return []
    values, counts = np.unique(np.concatenate(seen.ids), return_counts=True)
    return [
        Finding("release-row-twice", "data", {"id": value.decode("ascii"), "times": int(times)})
        for value, times in zip(values[counts > 1][:20], counts[counts > 1][:20], strict=True)
    ]


def _check_accounting(root: Path, release: dict[str, Any], seen: _Seen, broken: set[str]) -> list[Finding]:
    counted: list[tuple[str, object, object]] = [("documents", release["documents"], seen.rows.total())]
    for name, config in release["configs"].items():
        rows = sum(seen.rows[file] for file in config["files"])
        counted.append((f"configs.{name}", config["documents"], rows))
    for batch in release["batches"]:
        counted.append((f"batches.{batch['id']}", batch["released"], seen.by_batch[batch["id"]]))
    named = {file for config in release["configs"].values() for file in config["files"]}
    findings = [Finding("release-file-unnamed", name) for name in sorted(set(seen.rows) - named)]
    if "excluded.parquet" not in broken:
        problems, excluded = _excluded(root)
        findings += problems
        if not problems:
            by_reason = release["excluded"]
            for reason in sorted({*by_reason, *excluded}):
                counted.append((f"excluded.{reason}", by_reason.get(reason, 0), excluded.get(reason, 0)))
            total = sum(batch["documents"] for batch in release["batches"])
            counted.append(("batches", total, seen.rows.total() + sum(excluded.values())))
    return findings + [
        Finding(
            "release-accounting-differs", "release.json", {"what": what, "stated": str(stated), "found": str(found)}
        )
        for what, stated, found in counted
        if stated != found
    ]


def _excluded(root: Path) -> tuple[list[Finding], dict[str, int]]:
    name = "excluded.parquet"
    try:
        with pq.ParquetFile(root / name) as file:
            if file.schema_arrow != columns.excluded_schema():
                return [Finding("release-schema-differs", name, {"difference": "its columns"})], {}
            reasons = file.read(columns=["reason"]).column("reason").value_counts().to_pylist()
    except FileNotFoundError:
        return [Finding("release-file-missing", name)], {}
    except pa.ArrowException as error:
        return [Finding("release-data-unreadable", name, {"problem": str(error)[:200]})], {}
    return [], {entry["values"]: entry["counts"] for entry in reasons}


def _difference(schema: pa.Schema) -> str:
    wanted = columns.row_schema()
    for name in wanted.names:
        if name not in schema.names:
            return f"column {name} is missing"
        if schema.field(name) != wanted.field(name):
            return f"column {name} is {schema.field(name).type}, not {wanted.field(name).type}"
    more = [name for name in schema.names if name not in wanted.names]
    return f"column {more[0]} is not one of a release" if more else "the columns stand in another order"
