"""Commands that bring releases to their readers: publish."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corpus_kit.cli.terminal import leave, print_json, progress, reporting, say

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, in UTF-8.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the program."""
    app.command()(publish)


def publish(
    release: Annotated[Path, typer.Argument(help="The folder of a release.", show_default=False)],
    target: Annotated[
        str, typer.Argument(help="A folder, s3://BUCKET/FOLDER, or hf://datasets/OWNER/NAME.", show_default=False)
    ],
    prune: Annotated[
        bool,
        typer.Option("--prune", help="On the hub: take files that the release no longer has out of the newest state."),
    ] = False,
    json_: JsonOption = False,
) -> None:
    """Publish a release; a broken try goes on where it ended, and readers see all of it or nothing."""
    with reporting("What has been sent is kept; run the same command again to go on."):
        from corpus_kit.publishing import publish as run_publish
        from corpus_kit.render.changes import render_published

        with progress(f"publishing {release.name}", in_bytes=True) as show:
            done = run_publish(release, target, progress=show, prune=prune)
        print_json(done.as_json()) if json_ else say(render_published(done))
        leave(0)
