"""The contributor's check: the readers, stages and policy of the maintainer, over a folder, with nothing stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.corpus import LanguagePolicy, ensure_not_corpus
from corpus_kit.findings import Finding, LicenseAccount, Report, Sample, Verdict, ordered
from corpus_kit.intake import Folder, scan
from corpus_kit.judging import CLAIM_COLUMNS, Judgement, Statements, judge, statements_of
from corpus_kit.licenses import LicenseDecision, Policy
from corpus_kit.manifest import Manifest, load_manifest
from corpus_kit.measuring import cover_from, measured, stage_for
from corpus_kit.reading import Reading

PRESET = "open+sharealike"
_LAYERS = ("fingerprint", "language", "license")
_KEPT = ("file", "place", "language_declared", "license_declared")
_RANK: dict[Verdict, int] = {"allow": 0, "review": 1, "deny": 2}
SAMPLES_A_LANGUAGE = 2
SAMPLES = 40
SAMPLE_CHARACTERS = 280


@dataclass(slots=True)
class _Gathered:
    """What is kept of the documents while their texts pass by."""

    tables: list[pa.RecordBatch] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)


def check(folder: Path, policy: Policy | None = None) -> Report:
    """Return the report on a contributor's folder, judged by `policy` (the preset open+sharealike without one).

    Raises UsageError when there is no such folder or it is a file or a corpus.
    """
    ensure_not_corpus(folder)
    policy = policy or Policy.preset(PRESET)
    found = scan(folder)
    manifest, problems = load_manifest(folder)
    unread: list[Finding] = []
    statements = statements_of(found.files, manifest, lambda path: unread.append(Finding("evidence-unreadable", path)))
    reading = Reading(manifest)
    gathered = _Gathered()
    for batch in _measured_batches(reading, found, statements):
        _gather(gathered, batch)
    rows = pa.Table.from_batches(gathered.tables) if gathered.tables else None
    judgement = judge(
        rows if rows is not None else _claim_of_no_text(manifest, statements), manifest, statements, policy
    )
    account, verdict, reasons = _license_account(manifest, statements, judgement, _places(rows, judgement))
    if rows is None and verdict == "allow":
        # What nobody has read can hold other terms than its cover says; there is nothing yet to accept.
        verdict, reasons = "review", [*reasons, Finding("no-text-to-accept", "")]
    if unread and verdict == "allow":
        verdict = "review"  # what could not be read may say something else
    findings = [*problems, *found.findings, *unread, *reasons, *reading.findings, *_unmatched(manifest, reading)]
    if rows is not None:
        _count_languages(reading, rows)
        findings += _language_findings(rows, manifest)
    return Report(
        batch=manifest.name,
        verdict=verdict,
        license=account,
        files=reading.accounts,
        findings=ordered(findings),
        samples=gathered.samples,
        contributor=manifest.contributor,
        policy=policy.version,
        duplicates=rows.num_rows - pc.count_distinct(rows.column("fingerprint")).as_py() if rows is not None else 0,
    )


def _measured_batches(reading: Reading, found: Folder, statements: Statements) -> Iterator[pa.RecordBatch]:
    stages = [stage_for(layer, cover_from(statements)) for layer in _LAYERS]
    for batch in reading.batches(found.files):
        arrays, names = list(batch.columns), list(batch.schema.names)
        for stage in stages:
            layer = measured(stage, batch)
            arrays += layer.columns
            names += layer.schema.names
        yield pa.RecordBatch.from_arrays(arrays, names=names)


def _gather(gathered: _Gathered, batch: pa.RecordBatch) -> None:
    wanted = [*_KEPT, "fingerprint", "language", "script", "language_score", *CLAIM_COLUMNS[1:]]
    gathered.tables.append(batch.select(wanted))
    if len(gathered.samples) >= SAMPLES:
        return
    for row, (language, script) in enumerate(
        zip(batch.column("language").to_pylist(), batch.column("script").to_pylist(), strict=True)
    ):
        tag = f"{language}_{script}"
        if gathered.shown[tag] < SAMPLES_A_LANGUAGE and len(gathered.samples) < SAMPLES:
            gathered.shown[tag] += 1
            text = batch.column("text")[row].as_py()
            place = batch.column("place")[row].as_py()
            gathered.samples.append(Sample(batch.column("file")[row].as_py(), place, tag, text[:SAMPLE_CHARACTERS]))


def _claim_of_no_text(manifest: Manifest, statements: Statements) -> pa.Table:
    """Return one row that claims what the batch claims, for a batch of which no text could be read."""
    found = sorted({s["id"] for s in statements.get(".", [])})
    declared = manifest.license_for("")
    schema = pa.schema(
        [
            ("license_declared", pa.string()),
            ("license_found", pa.list_(pa.string())),
            ("license_inside", pa.list_(pa.struct([("id", pa.string()), ("quoted", pa.string())]))),
            ("license_cover", pa.string()),
            ("license_evidence", pa.string()),
        ]
    )
    evidence = "E2" if found else "E1" if declared else "E0"
    row = [declared or None, found, [], "." if found else "", evidence]
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True))], schema=schema)


def _places(rows: pa.Table | None, judgement: Judgement) -> list[str]:
    """Return where each decision applies: nothing where one applies to all, else its first text and how many more."""
    if rows is None or len(judgement.decisions) == 1:
        return [""] * len(judgement.decisions)
    places = []
    for number, count in enumerate(judgement.counts()):
        first = rows.slice(int((judgement.of_row == number).argmax()), 1).select(["file", "place"]).to_pylist()[0]
        where = f"{first['file']}, {first['place']}" if first["place"] else first["file"]
        more = f" and {count - 1} more text{'s' if count > 2 else ''}" if count > 1 else ""
        places.append(where + more)
    return places


def _license_account(
    manifest: Manifest, statements: Statements, judgement: Judgement, places: list[str]
) -> tuple[LicenseAccount, Verdict, list[Finding]]:
    """Return the license block (what most texts come to), the verdict, and all reasons, the strictest first."""
    counts = judgement.counts()
    rank = [_RANK[d.verdict] for d in judgement.decisions]
    order = sorted(range(len(counts)), key=lambda i: (-rank[i], -counts[i], i))
    most = min(range(len(counts)), key=lambda i: (-counts[i], -rank[i], i))
    leading, claim = judgement.decisions[most], judgement.claims[most]
    reasons = [replace(r, where=places[i]) for i in order for r in judgement.decisions[i].reasons]
    found = sorted({id for c in judgement.claims for id in (*c.found, *c.inside)})
    quotes = [
        {"id": s["id"], "where": s["file"], "quoted": s["quoted"], "asserter": s["asserter"]}
        for f in sorted(statements)
        for s in statements[f]
    ]
    quotes += _inside_quotes(judgement)
    account = LicenseAccount(
        declared=manifest.license_for("") or claim.declared or "NOASSERTION",
        found=found,
        concluded=leading.license,
        tier=leading.tier,
        evidence=claim.evidence,
        reasons=list(dict.fromkeys(r.message for r in reasons)),
        statements=quotes,
    )
    return account, _verdict(judgement.decisions), reasons


def _inside_quotes(judgement: Judgement) -> list[dict[str, str]]:
    inside = [q for c in judgement.claims for q in c.quotes if q[1] == "the text itself"]
    # What stands in a text is said by whoever published it.
    return [
        {"id": i, "where": where, "quoted": quoted, "asserter": "publisher"}
        for i, where, quoted in dict.fromkeys(inside)
    ][:20]


def _verdict(decisions: list[LicenseDecision]) -> Verdict:
    """Return the verdict on a batch: where its texts are judged differently, a person must look."""
    verdicts = {d.verdict for d in decisions}
    return verdicts.pop() if len(verdicts) == 1 else "review"


def _unmatched(manifest: Manifest, reading: Reading) -> list[Finding]:
    archives = [a.path for a in reading.accounts if a.format in ("zip", "gz", "bz2", "xz", "zst")]
    return [
        Finding("manifest-glob-unmatched", "batch.toml", {"glob": glob})
        for glob in manifest.unmatched([a.path for a in reading.accounts])
        if not any(glob.startswith(f"{path}/") or glob.startswith("*") for path in archives)
    ]


def _count_languages(reading: Reading, rows: pa.Table) -> None:
    accounts = {a.path: a for a in reading.accounts}
    counted = rows.group_by(["file", "language", "script"]).aggregate([([], "count_all")])
    for row in counted.to_pylist():
        accounts[row["file"]].languages[f"{row['language']}_{row['script']}"] = row["count_all"]


def _language_findings(rows: pa.Table, manifest: Manifest) -> Iterator[Finding]:
    """Tell where the texts are in another language than declared, and which are in none that we know."""
    tags = pc.binary_join_element_wise(rows.column("language"), rows.column("script"), "_")
    table = rows.append_column("tag", tags)
    sure = table.filter(
        pc.and_(pc.greater_equal(table.column("language_score"), 0.7), pc.is_valid(table.column("language_declared")))
    )
    other = sure.filter(pc.not_equal(sure.column("tag"), sure.column("language_declared")))
    for row in other.group_by(["file", "language_declared", "tag"]).aggregate([([], "count_all")]).to_pylist():
        params = {"declared": row["language_declared"], "found": row["tag"], "count": row["count_all"]}
        yield Finding("language-differs", row["file"], params)
    unknown = table.filter(pc.equal(table.column("language"), "und"))
    for row in unknown.group_by(["file"]).aggregate([([], "count_all")]).to_pylist():
        yield Finding("language-undetermined-texts", row["file"], {"count": row["count_all"]})
    unsure = table.filter(
        pc.and_(
            pc.less(table.column("language_score"), LanguagePolicy().min_score),
            pc.not_equal(table.column("language"), "und"),
        )
    )
    for row in unsure.group_by(["file"]).aggregate([([], "count_all")]).to_pylist():
        yield Finding("language-uncertain-texts", row["file"], {"count": row["count_all"]})
    expected = set(manifest.expected_languages)
    if expected:
        confident = table.filter(pc.greater_equal(table.column("language_score"), 0.7))
        for row in confident.group_by(["tag"]).aggregate([([], "count_all")]).to_pylist():
            if row["tag"] not in expected:
                yield Finding("language-not-expected", "batch.toml", {"found": row["tag"], "count": row["count_all"]})


__all__ = ["PRESET", "check"]
