"""Commands of a contributor: init, preview, check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus_kit.cli.terminal import (
    FINDINGS,
    leave,
    on_terminal,
    print_json,
    print_utf8,
    reporting,
    say,
    tell,
    write_file,
)
from corpus_kit.errors import UsageError

if TYPE_CHECKING:
    from corpus_kit.licenses import Policy

FolderArgument = Annotated[Path, typer.Argument(help="The folder of texts.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, in UTF-8.")]
PREVIEW_LINES = 20
PREVIEW_CHARACTERS = 300


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the program."""
    app.command()(init)
    app.command()(preview)
    app.command()(check)


def init(
    folder: FolderArgument,
    name: Annotated[str | None, typer.Option(help="Name of the batch.")] = None,
    contributor: Annotated[str | None, typer.Option(help="Who contributes the texts.")] = None,
    license: Annotated[str | None, typer.Option(help="License of the texts, e.g. CC-BY-4.0.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; confirm what is given and found.")] = False,
    json_: JsonOption = False,
) -> None:
    """Look at a folder and write its batch.toml, with what was found filled in."""
    with reporting():
        from corpus_kit.corpus import ensure_not_corpus
        from corpus_kit.draft import draft_manifest
        from corpus_kit.intake import scan
        from corpus_kit.render import render_findings

        ensure_not_corpus(folder)
        scan(folder)
        target = folder / "batch.toml"
        if target.exists():
            raise UsageError(
                f"{target} is there already", "edit it, or remove it first; then check with: corpus-kit check"
            )
        ask = _ask if on_terminal() and not (yes or json_) else None
        draft = draft_manifest(folder, name=name, contributor=contributor, license=license, confirmed=yes, ask=ask)
        write_file(target, draft.text)
        if json_:
            notes = [note.as_json() for note in draft.notes]
            print_json({"written": str(target), "missing": list(draft.missing), "findings": notes})
            return
        say(f"Wrote {target}.")
        if draft.notes:
            say(render_findings(draft.notes, 80).rstrip())
        if draft.missing:
            say("Please fill in, with any text editor: " + ", ".join(draft.missing) + ".")
        say(f"Then run: corpus-kit check {_quoted(folder)}")


def _ask(question: str, default: str) -> str:
    try:
        answer: str = typer.prompt(question, default=default, show_default=bool(default))
    except typer.Abort:  # Ctrl-C, or the end of the input
        raise KeyboardInterrupt from None
    return answer


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text


def preview(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.", metavar="PATH...", show_default=False)],
    json_: JsonOption = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Show at most so many records of each.")] = None,
) -> None:
    """Show what will be read, record by record, and what will be refused."""
    with reporting():
        from corpus_kit.preview import preview as lines_of

        refused = False
        for path in paths:
            shown = 0
            for line in lines_of(path, limit or (None if json_ else PREVIEW_LINES)):
                refused = refused or "refused" in line
                shown += 1
                print_json(line) if json_ else _show(line)
            if not json_ and limit is None and shown == PREVIEW_LINES:
                say(f"(the first {PREVIEW_LINES} records of {path}; more with --limit)")
        leave(FINDINGS if refused else 0)


def _show(line: dict[str, str]) -> None:
    place = f"{line['file']}, {line['place']}" if line["place"] else line["file"]
    if "refused" in line:
        say(f"--- {place}\n    refused ({line['refused']}): {line['message']}")
        return
    text = line["text"]
    cut = text if len(text) <= PREVIEW_CHARACTERS else text[:PREVIEW_CHARACTERS] + " …"
    say(f"--- {place}  [{line['language']}, {line['format']}, {line['encoding']}]\n{cut}")


def check(
    folder: FolderArgument,
    policy: Annotated[
        str, typer.Option(help="A preset (open, open+sharealike, research) or a corpus.")
    ] = "open+sharealike",
    json_: JsonOption = False,
    html: Annotated[Path | None, typer.Option(help="Write the report as one HTML page.", metavar="FILE")] = None,
) -> None:
    """Report what of a folder is accepted, what is not, and what to do about it."""
    with reporting():
        from corpus_kit.checking import check as run_check
        from corpus_kit.render import render_html, render_json, render_text, safe_print

        if html is not None and html.is_dir():
            raise UsageError(f"{html} is a folder", "name a file for the page, e.g. report.html")
        report = run_check(folder, policy_named(policy))
        if html is not None:
            write_file(html, render_html(report))
            tell(f"The report for the browser: {html}")
        if json_:
            print_utf8(render_json(report) + "\n")
        else:
            import sys

            safe_print(render_text(report, width=_width(), color=sys.stdout.isatty()), sys.stdout)
        leave(report.exit_code)


def _width() -> int:
    import shutil
    import sys

    return max(60, min(120, shutil.get_terminal_size((80, 24)).columns)) if sys.stdout.isatty() else 80


def policy_named(name: str) -> Policy:
    """Return the policy of a preset or of a corpus. Raises UsageError for what is neither."""
    from corpus_kit.corpus import Corpus, is_corpus
    from corpus_kit.licenses import Policy

    if is_corpus(Path(name)):
        return Corpus.open(Path(name)).policy
    return Policy.preset(name)
