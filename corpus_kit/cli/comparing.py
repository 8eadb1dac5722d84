"""Commands that compare releases: diff."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus_kit.cli.terminal import leave, print_json, reporting, say

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, in UTF-8.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the program."""
    app.command()(diff)


def diff(
    a: Annotated[str, typer.Argument(help="The earlier release.", show_default=False)],
    b: Annotated[str, typer.Argument(help="The later release.", show_default=False)],
    json_: JsonOption = False,
) -> None:
    """Tell what differs between two releases: rows by language and reason, with samples."""
    with reporting():
        from corpus_kit.release.changes import diff as run_diff
        from corpus_kit.render.changes import render_difference

        found = run_diff(a, b)
        print_json(found.as_json()) if json_ else say(render_difference(found))
        leave(0)
