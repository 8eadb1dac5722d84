"""A corpus built straight from documents and measurements, so that a test of releases chooses both."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit import columns
from corpus_kit.corpus import SECRET_NAME, Corpus

TEXTS = {
    "kaz_Cyrl": "Көктемде өзен тасып, жағадағы талдар гүлдейді.",
    "uig_Arab": "ئەتىگەندە بازار ئېچىلىدۇ، ھەممە ئادەم نان سېتىۋالىدۇ.",
    "pes_Arab": "باران که می\u200cبارد، کوچه\u200cها بوی خاک می\u200cدهند.",
    "cmn_Hans": "清晨，河边的集市开始热闹起来。",
    "cmn_Hant": "清晨，河邊的市集開始熱鬧起來。",
    "nan_Latn": "Chái-khí-sî, chhī-tiûⁿ ê lâng chin chē.",
    "tha_Thai": "ทุกเช้าพ่อค้าแม่ค้าจะมาตั้งร้านที่ริมแม่น้ำ",
    "hin_Deva": "सुबह होते ही नदी के किनारे बाज़ार लग जाता है।",
    "kat_Geor": "დილით ბაზარი იხსნება და ხალხი პურს ყიდულობს.",
}


@dataclass
class Document:
    """One document with what the layers say of it."""

    text: str
    tag: str = "kaz_Cyrl"
    score: float = 0.9
    file: str = "texts.jsonl"
    declared: str | None = "CC-BY-4.0"
    found: tuple[str, ...] = ()
    inside: tuple[tuple[str, str], ...] = ()
    cover: str = ""
    evidence: str = "E2"
    source: str | None = None
    source_url: str | None = None
    title: str | None = None
    metadata: str | None = None
    alignment: tuple[str, str] | None = None
    changes: dict[str, int] = field(default_factory=dict)


@dataclass
class BatchOf:
    """One batch: its documents, cut in parts of `part_rows`."""

    name: str
    documents: list[Document]
    contributor: str = "Example Archive"
    holder: str = "Example Archive"
    license: str = "CC-BY-4.0"
    attribution: str = ""
    part_rows: int = 1000
    statements: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    notices: dict[str, bytes] = field(default_factory=dict)


def document_id(text: str) -> str:
    """Return the identifier of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def make_corpus(path: Path, batches: list[BatchOf], name: str = "Test corpus") -> Corpus:
    """Write a corpus with these batches."""
    corpus = Corpus.create(path, name)
    # The same secret everywhere, as two copies of one corpus have: then equal contents give equal bytes.
    (path / SECRET_NAME).write_text("5e" * 32 + "\n", encoding="ascii")
    for batch in batches:
        add_batch(corpus, batch)
    return corpus


def reopened(corpus: Corpus) -> Corpus:
    """Return the corpus as a new command sees it."""
    return Corpus.open(corpus.path)


def batch_id(batch: BatchOf) -> str:
    """Return the identifier that `add_batch` gives."""
    received = [batch.name, [(d.text, d.file, d.declared) for d in batch.documents]]
    return hashlib.sha256(json.dumps(received).encode()).hexdigest()[:32]


def add_batch(corpus: Corpus, batch: BatchOf) -> str:
    """Write one batch and return its identifier."""
    identifier = batch_id(batch)
    folder = corpus.batches_path / identifier
    folder.mkdir()
    parts = []
    for number, start in enumerate(range(0, len(batch.documents), batch.part_rows)):
        rows = batch.documents[start : start + batch.part_rows]
        part = f"part-{number:05d}"
        _write_part(folder, part, rows)
        parts.append({"name": part, "documents": len(rows), "text_bytes": sum(len(d.text.encode()) for d in rows)})
    _write_received(folder, identifier, batch, parts)
    return identifier


def _write_received(folder: Path, identifier: str, batch: BatchOf, parts: list[dict[str, Any]]) -> None:
    files = [
        {"path": f, "sha256": hashlib.sha256(f.encode()).hexdigest(), "records": n, "documents": n, "refused": 0}
        for f in sorted({d.file for d in batch.documents})
        for n in [sum(d.file == f for d in batch.documents)]
    ]
    for path, data in batch.notices.items():
        digest = hashlib.sha256(data).hexdigest()
        (folder / "received").mkdir(exist_ok=True)
        (folder / "received" / digest).write_bytes(data)
        files.append({"path": path, "sha256": digest, "records": 0, "documents": 0, "refused": 0})
    rights = {
        "license": batch.license, "holder": batch.holder, "basis": "own-work", "evidence": [],
        "attribution": batch.attribution, "restrictions": [],
    }  # fmt: skip
    manifest = {
        "name": batch.name, "contributor": batch.contributor, "date": "2026-01-02", "rights": rights,
        "expected_languages": [], "files": [],
    }  # fmt: skip
    received = {
        "format": 1, "batch": identifier, "files": files, "parts": parts, "findings": [], "manifest": manifest,
        "statements": batch.statements,
        "steps": {"clean": step("clean")}, "readers": {"json-lines": step("read")},
    }  # fmt: skip
    (folder / "received.json").write_text(json.dumps(received), encoding="utf-8")


def step(name: str) -> dict[str, str]:
    """Return a step of provenance."""
    return {"step": name, "tool": f"test.{name}", "version": "1", "settings": "0" * 16}


def _write_part(folder: Path, part: str, rows: list[Document]) -> None:
    changes = {f.name: 0 for f in columns.document_schema().field("changes").type}
    documents = [
        {"id": document_id(d.text), "text": d.text, "title": d.title, "file": d.file, "place": f"line {n}",
         "format": "json-lines", "encoding": "utf-8", "language_declared": None, "license_declared": d.declared,
         "source": d.source, "source_url": d.source_url, "metadata": d.metadata, "changes": changes | d.changes,
         "alignment": dict(zip(("group", "unit"), d.alignment, strict=True)) if d.alignment else None}
        for n, d in enumerate(rows, 1)
    ]  # fmt: skip
    (folder / "documents").mkdir(exist_ok=True)
    pq.write_table(
        pa.Table.from_pylist(documents, schema=columns.document_schema()), folder / "documents" / f"{part}.parquet"
    )
    layers = {
        "language": [
            {"language": d.tag[:3], "script": d.tag[4:], "language_score": d.score, "language_basis": "detected",
             "language_votes": []} for d in rows
        ],
        "license": [
            {"license_found": list(d.found), "license_inside": [{"id": i, "quoted": q} for i, q in d.inside],
             "license_cover": d.cover, "license_evidence": d.evidence} for d in rows
        ],
        "fingerprint": [{"fingerprint": document_id(" ".join(d.text.split()))} for d in rows],
        "counts": [
            {"characters": len(d.text), "bytes": len(d.text.encode()), "lines": 1, "words": len(d.text.split())}
            for d in rows
        ],
    }  # fmt: skip
    for layer, values in layers.items():
        schema = columns.layer_schema(layer).with_metadata({"corpus_kit.step": json.dumps(step(layer))})
        path = folder / "layers" / layer / f"{part}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(values, schema=schema), path)
