"""The command `license`: what a folder says of its terms, a license explained, several combined."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corpus_kit.cli.contributor import policy_named
from corpus_kit.cli.terminal import FINDINGS, leave, print_json, reporting, say
from corpus_kit.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command of this module to the program."""
    app.command(name="license")(license_)


def license_(
    words: Annotated[list[str], typer.Argument(help="FOLDER, or: explain ID, or: combine ID ID...", metavar="WHAT...")],
    policy: Annotated[
        str, typer.Option(help="A preset (open, open+sharealike, research) or a corpus; for FOLDER.")
    ] = "open+sharealike",
    json_: Annotated[bool, typer.Option("--json", help="Print JSON, in UTF-8.")] = False,
) -> None:
    """Say what a folder's files and texts say of their terms; explain a license; say what may stand together.

    For example: corpus-kit license my-folder; corpus-kit license explain CC-BY-SA-4.0;
    corpus-kit license combine CC-BY-4.0 CC-BY-SA-4.0
    """
    with reporting():
        if words[0] == "explain" and len(words) > 1:
            _explain(" ".join(words[1:]), json_)
        elif words[0] == "combine" and len(words) > 1:
            _combine(words[1:], json_)
        elif len(words) > 1 or words[0] in ("explain", "combine"):
            raise UsageError(
                "license takes one folder, or explain and a license, or combine and several",
                "try: corpus-kit license explain CC-BY-4.0",
            )
        else:
            _folder(Path(words[0]), policy, json_)


def _folder(folder: Path, policy: str, json_: bool) -> None:
    from corpus_kit.licensing import licenses_of
    from corpus_kit.render.terms import render_licenses

    found = licenses_of(folder, policy_named(policy))
    print_json(found) if json_ else say(render_licenses(found))
    leave(0 if found["verdict"] == "allow" else FINDINGS)


def _explain(written: str, json_: bool) -> None:
    from corpus_kit.licenses.explanation import explain_license
    from corpus_kit.licenses.expressions import parse_expression
    from corpus_kit.render.terms import render_license

    found = explain_license(written)
    if found is None and parse_expression(written).ids:
        raise UsageError(f"'{written}' is not one license", "give one license at a time, by its identifier")
    if found is None:
        raise UsageError(
            f"'{written}' names no license that is known here", "write an identifier of https://spdx.org/licenses/"
        )
    print_json(found) if json_ else say(render_license(found))


def _combine(written: list[str], json_: bool) -> None:
    from corpus_kit.licenses.combination import combine
    from corpus_kit.licenses.expressions import parse_expression
    from corpus_kit.render.terms import render_combination

    ids = []
    for name in written:
        parsed = parse_expression(name)
        if parsed.tree is None or parsed.tree.op:
            raise UsageError(f"'{name}' is not one license", "give each license by its full identifier")
        ids.append(parsed.ids[0])
    try:
        found = combine(ids)
    except ValueError as error:
        raise UsageError(f"the terms of '{error}' are not known here", "see: corpus-kit license explain ID") from None
    print_json(found.as_json()) if json_ else say(render_combination(found))
    leave(0 if found.one_text.allowed else FINDINGS)
