"""Commands of a maintainer: new, ingest, status, review, measure, release, verify, explain."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli.terminal import (
    FINDINGS,
    USAGE,
    leave,
    login_name,
    now,
    print_json,
    progress,
    reporting,
    say,
    tell,
    tell_error,
)
from corpus_kit.errors import UsageError

if TYPE_CHECKING:
    from corpus_kit.findings import Finding
    from corpus_kit.signing.trust import Trust

CorpusArgument = Annotated[Path, typer.Argument(help="The folder of the corpus.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, in UTF-8.")]
WorkersOption = Annotated[
    int | None, typer.Option(min=1, max=256, help="Processes at work; all processors if not given.")
]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides; your login name if not given.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the program."""
    for command in (new, ingest, status, review, measure, release, verify, explain):
        app.command()(command)


def new(
    corpus: CorpusArgument,
    name: Annotated[str | None, typer.Option(help="Name of the corpus; the folder's if not given.")] = None,
    json_: JsonOption = False,
) -> None:
    """Make a new, empty corpus."""
    with reporting():
        from corpus_kit.corpus import Corpus

        made = Corpus.create(corpus, name)
        if json_:
            print_json({"corpus": made.name, "path": str(corpus)})
        else:
            say(f"Made the corpus '{made.name}' in {corpus}. Its policy is in {corpus / 'corpus.toml'}.")


def ingest(
    corpus: CorpusArgument,
    folders: Annotated[
        list[Path], typer.Argument(help="Contributors' folders.", metavar="FOLDER...", show_default=False)
    ],
    workers: WorkersOption = None,
    by: ByOption = None,
    json_: JsonOption = False,
) -> None:
    """Read contributors' folders into the corpus; the same bytes a second time add nothing."""
    with reporting("Finished parts are kept; run the same command again to go on."):
        from corpus_kit.corpus import Corpus
        from corpus_kit.execution import available_workers
        from corpus_kit.ingest import ingest as run_ingest
        from corpus_kit.render import render_findings
        from corpus_kit.render.state import render_ingested
        from corpus_kit.storage import locked

        opened = Corpus.open(corpus)
        refused = unusable = False
        who, at_work = by or login_name(), workers or available_workers()
        with locked(corpus, notify=tell):
            for folder in folders:
                try:
                    with progress(f"reading {folder.name}") as show:
                        done = run_ingest(opened, folder, now(), who, at_work, show)
                except UsageError as error:  # one folder that is none costs the others nothing
                    tell_error(error)
                    unusable = True
                    continue
                refused = refused or done.refused > 0
                if json_:
                    print_json(done.as_json())
                    continue
                say(render_ingested(done.batch, done.name, done.added, done.documents, done.refused))
                if done.findings:
                    say(render_findings(done.findings, 80).rstrip())
        leave(USAGE if unusable else FINDINGS if refused else 0)


def status(corpus: CorpusArgument, json_: JsonOption = False) -> None:
    """Show what the corpus holds and what each batch may become."""
    with reporting():
        from corpus_kit.corpus import Corpus
        from corpus_kit.render.state import render_status
        from corpus_kit.status import status_of

        found = status_of(Corpus.open(corpus))
        print_json(found) if json_ else say(render_status(found))


def review(
    corpus: CorpusArgument,
    accept: Annotated[str | None, typer.Option(metavar="ID", help="Accept a batch or a document.")] = None,
    reject: Annotated[str | None, typer.Option(metavar="ID", help="Reject a batch or a document.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; written to the ledger.")] = None,
    license: Annotated[str | None, typer.Option(help="With --accept: the license that you conclude.")] = None,
    by: ByOption = None,
    json_: JsonOption = False,
) -> None:
    """List what waits for a person, or write a person's decision to the ledger."""
    with reporting():
        from corpus_kit.corpus import Corpus
        from corpus_kit.render.state import render_review
        from corpus_kit.review import decide_by_person, to_review
        from corpus_kit.storage import locked

        opened = Corpus.open(corpus)
        if accept is None and reject is None:
            found = to_review(opened)
            print_json(found) if json_ else say(render_review(found))
            leave(FINDINGS if any(item["kind"] == "license" for item in found) else 0)
            return
        if accept is not None and reject is not None:
            raise UsageError("--accept and --reject exclude each other", "give one of them")
        with locked(corpus, notify=tell):
            entry = decide_by_person(
                opened,
                accept or reject or "",
                "accept" if accept else "reject",
                reason or "",
                license or "",
                now(),
                by or login_name(),
            )
        print_json(entry) if json_ else say(
            f"Written to the ledger: {entry['action']} {entry['target']}: {entry['reason']}"
        )


def measure(
    corpus: CorpusArgument,
    layer: Annotated[
        str, typer.Option(help="counts, fingerprint, language, license or sentences.", show_default=False)
    ],
    whole: Annotated[
        bool, typer.Option("--all", help="Every document, where the layer takes a sample (sentences).")
    ] = False,
    workers: WorkersOption = None,
    json_: JsonOption = False,
) -> None:
    """Measure one layer again where its version or settings have changed; the texts stay untouched."""
    with reporting("Finished parts are kept; run the same command again to go on."):
        from corpus_kit.corpus import Corpus
        from corpus_kit.execution import available_workers
        from corpus_kit.measuring import measure as run_measure
        from corpus_kit.storage import locked

        opened = Corpus.open(corpus)
        with locked(corpus, notify=tell), progress(f"measuring {layer}") as show:
            documents, current = run_measure(opened, layer, workers or available_workers(), show, whole)
        if json_:
            print_json({"layer": layer, "documents": documents, "parts_up_to_date": current})
        else:
            say(f"Layer {layer}: {documents} documents measured; {current} parts were up to date.")


def release(corpus: CorpusArgument,
            version: Annotated[str | None, typer.Argument(help="Like 1.0.0; worked out if not given.")] = None,
            workers: WorkersOption = None, by: ByOption = None, json_: JsonOption = False) -> None:  # fmt: skip
    """Write a release: what the policy allows, with a reason for everything left out."""
    with reporting("No release was written; run the same command again."):
        from corpus_kit.corpus import Corpus
        from corpus_kit.execution import available_workers
        from corpus_kit.release import write_release
        from corpus_kit.render.state import render_released
        from corpus_kit.storage import locked

        opened = Corpus.open(corpus)
        with locked(corpus, notify=tell):
            with progress(f"writing {version or 'a release'}") as show:
                done = write_release(opened, version, workers or available_workers(), show)
            # A kill may have come between the release's last step and its entry: then it is entered now.
            if not any(e["action"] == "release" and e["target"] == done.version for e in opened.ledger.entries()):
                opened.ledger.append(
                    action="release", target=done.version, sums=done.sums, when=now(), who=by or login_name()
                )
        rule = {"kind": done.rule.kind, "version": done.rule.least, "why": done.rule.why, "kept": done.rule_kept}
        if json_:
            print_json({"version": done.version, "path": str(done.path), "documents": done.documents,
                        "excluded": done.excluded, "unchanged": done.unchanged, "rule": rule,
                        "refused": [dataclasses.asdict(r) for r in done.refused]})  # fmt: skip
        else:
            say(render_released(done))
            if not done.rule_kept:
                say(f"By rule it should be {done.rule.least} at least: {done.rule.why}.")
            elif not done.unchanged:
                say(
                    f"Version: {done.rule.kind}, since {done.rule.why}."
                    if done.rule.kind != "first"
                    else "Its first version."
                )


def verify(
    release: Annotated[str, typer.Argument(help="A release, or where releases were published.", show_default=False)],
    rows: Annotated[
        bool, typer.Option("--rows", help="Hold every row against its leaf in the tree of digests.")
    ] = False,
    trust: Annotated[
        list[Path] | None,
        typer.Option(help="Whose signatures count: .pub files, a folder of them, or a corpus.", metavar="KEYS"),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build it again from its corpus and compare every byte.")
    ] = False,
    corpus: Annotated[
        Path | None, typer.Option(help="With --rebuild: its corpus, where the release stands elsewhere.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Check a release: every digest, every row, every count."""
    with reporting():
        from corpus_kit.release.verify import verify as run_verify
        from corpus_kit.render import render_findings

        findings = run_verify(release, rows=rows, trust=_trust(trust))
        if rebuild:
            findings += _rebuilt(Path(release), corpus)
        wrong = any(f.severity == "error" for f in findings)
        if json_:
            print_json({"release": str(release), "findings": [f.as_json() for f in findings]})
        else:
            if findings:
                say(render_findings(findings, 80).rstrip())
            if not wrong:
                say(f"{release}: whole and unaltered{', and signed by those you trust' if trust else ''}.")
        leave(FINDINGS if wrong else 0)


def _rebuilt(release: Path, corpus: Path | None) -> list[Finding]:
    from corpus_kit.corpus import Corpus
    from corpus_kit.execution import available_workers
    from corpus_kit.release.rebuild import rebuild_release
    from corpus_kit.storage import locked

    home = corpus or release.resolve().parent.parent
    with locked(home, notify=tell) if (home / "corpus.toml").is_file() else contextlib.nullcontext():
        opened = Corpus.open(home)
        with progress("building it again") as show:
            return rebuild_release(release, opened, available_workers(), show)


def _trust(paths: list[Path] | None) -> Trust | None:
    from corpus_kit.signing.trust import read_trust

    return read_trust(paths) if paths else None


def explain(
    corpus: CorpusArgument,
    id: Annotated[str, typer.Argument(help="A document's identifier, or its beginning.", show_default=False)],
    json_: JsonOption = False,
) -> None:
    """Tell where a document came from, each step, and why it is or is not in a release."""
    with reporting():
        from corpus_kit.corpus import Corpus
        from corpus_kit.release.explain import explain_document, render_explanation

        found = explain_document(Corpus.open(corpus), id)
        print_json(found) if json_ else say(render_explanation(found))
