"""The command line: each command parses, calls one function of the library, renders, and exits.

Exit codes: 0 good, 1 findings, 2 the command could not be carried out, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import typer

from corpus_kit.cli import comparing, contributor, keys, languages, licensing, maintainer, publishing
from corpus_kit.cli.terminal import prepare_streams

app = typer.Typer(
    name="corpus-kit",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Build a shared, lawful, multilingual corpus: texts with language, license and source.",
)
contributor.register(app)
licensing.register(app)
maintainer.register(app)
languages.register(app)
keys.register(app)
comparing.register(app)
publishing.register(app)


def main() -> None:
    """Run the command line."""
    prepare_streams()
    app()
