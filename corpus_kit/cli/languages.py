"""Commands about languages: languages, identify."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus_kit.cli.terminal import FINDINGS, leave, print_json, reporting, tell
from corpus_kit.errors import UsageError

if TYPE_CHECKING:
    from typing import BinaryIO

    from corpus_kit.languages import Language
    from corpus_kit.lines import Line

WIDTH = 80
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, in UTF-8.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the program."""
    app.command()(languages)
    app.command()(identify)


def languages(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="A code, tag, locale or name; all languages without it."),
    ] = None,
    script: Annotated[str | None, typer.Option(help="List those written so, e.g. Arab.", metavar="SCRIPT")] = None,
    group: Annotated[str | None, typer.Option(help="List those of a group, e.g. zho.", metavar="GROUP")] = None,
    json_: JsonOption = False,
) -> None:
    """Look up a language by whatever it is called, or list all that are known."""
    with reporting():
        if name and (script or group):
            raise UsageError("a name and a filter together", "give either a NAME, or --script and --group")
        if name:
            _look_up(" ".join(name), json_)
        else:
            _list(_filtered(script, group), json_)


def _look_up(written: str, json_: bool) -> None:
    from corpus_kit.languages import UnknownLanguageError, parse_tag
    from corpus_kit.render.languages import language_facts, render_language

    try:
        facts = language_facts(parse_tag(written))
    except UnknownLanguageError as error:
        _tell_choices(error, json_)
        leave(FINDINGS)
        return
    if json_:
        print_json({"written": written, **facts, "choices": []})
    else:
        _print(render_language(facts, WIDTH))


def _tell_choices(error: Exception, json_: bool) -> None:
    from corpus_kit.languages import UnknownLanguageError, name_of
    from corpus_kit.render.letters import cut_end, escaped

    assert isinstance(error, UnknownLanguageError)
    if json_:
        choices: list[dict[str, Any]] = [{"tag": tag, "name": name_of(tag)} for tag in error.choices]
        print_json({"written": error.text, "tag": None, "choices": choices})
        return
    _print(f"No single known language is called {cut_end(escaped(error.text), 36)!r}.")
    _print("It may mean:" if error.choices else "All that are known: corpus-kit languages")
    for tag in error.choices:
        _print(f"  {tag}  {name_of(tag)}")


def _filtered(script: str | None, group: str | None) -> list[Language]:
    from corpus_kit.languages import group_members, language_registry, scripts

    found = sorted(language_registry().values(), key=lambda known: known.code)
    if script is not None:
        known_as = {
            called.casefold(): known.code for known in scripts().values() for called in (known.code, known.name)
        }
        code = known_as.get(script.casefold(), "")
        if not code:
            raise UsageError(f"no script is called {script!r}", "give a code of ISO 15924, e.g. Arab, Cyrl or Latn")
        found = [known for known in found if code in known.scripts]
    if group is not None:
        members = group_members(group)
        if not members:
            raise UsageError(f"no group is called {group!r}", "give a code of ISO 639-3, e.g. zho, hbs or ara")
        found = [known for known in found if known.code in members]
    return found


def _list(found: list[Language], json_: bool) -> None:
    from corpus_kit.languages import LanguageTag
    from corpus_kit.render.languages import language_facts, render_language_list

    if json_:
        print_json([language_facts(LanguageTag(known.code, known.default_script)) for known in found])
    else:
        _print(render_language_list(found, WIDTH))


def identify(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A file of lines; standard input without it, or for -.")
    ] = None,
    spans: Annotated[bool, typer.Option("--spans", help="Tell where in a line each of its languages stands.")] = False,
    json_: JsonOption = False,
) -> None:
    """Tell the language of each line of text: one line of answer for each line, empty ones too."""
    with reporting("What was told stands."):
        from corpus_kit.lines import identified_lines, opened_lines

        if file is None or str(file) == "-":
            unread = _answer(identified_lines(_standard_input(), spans=spans), spans, json_)
        else:
            with opened_lines(file) as stream:
                unread = _answer(identified_lines(stream, file.name, spans), spans, json_)
        if unread:
            tell(f"corpus-kit: {unread} of the lines could not be read as text in any encoding; they are und.")
            leave(FINDINGS)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise UsageError("there is no standard input", "name a file of lines")
    if sys.stdin.isatty():
        tell("Type lines of text; end with Ctrl-D (on Windows: Ctrl-Z and Enter).")
    return sys.stdin.buffer


def _answer(answers: Iterator[list[Line]], spans: bool, json_: bool) -> int:
    unread = 0
    for together in answers:
        for line in together:
            unread += bool(line.problem)
            print_json(_as_json(line, spans)) if json_ else _print(_as_text(line))
        sys.stdout.flush()
    return unread


def _as_json(line: Line, spans: bool) -> dict[str, Any]:
    found = line.found
    tag = f"{found.language}_{found.script}"
    answer: dict[str, Any] = {
        "line": line.number,
        "language": found.language,
        "script": found.script,
        "tag": tag,
        "score": found.score,
        "group": found.group,
        "languages": [{"language": one.language, "share": one.share} for one in found.languages],
        "basis": found.basis,
        "votes": [{"detector": v.detector, "language": v.language, "score": v.score} for v in found.votes],
    }
    if spans:
        answer["spans"] = [{"start": one.start, "end": one.end, "language": one.tag} for one in found.spans]
    return {**answer, "problem": line.problem} if line.problem else answer


def _as_text(line: Line) -> str:
    from corpus_kit.render.languages import render_line, render_spans

    found = line.found
    parts = ((one.start, one.end, one.tag) for one in found.spans) if len(found.spans) > 1 else ()
    shown = render_line(f"{found.language}_{found.script}", found.score, line.text, WIDTH)
    return "\n".join((shown, *render_spans(parts, line.text, WIDTH)))


def _print(text: str) -> None:
    from corpus_kit.render import safe_print

    safe_print(text, sys.stdout)
