"""The arguments of LaTeX commands, and the language that a preamble names."""

from __future__ import annotations

import re

from corpus_kit.readers.families import latex_commands as commands

_ARGUMENT = re.compile(r"[ \t]*\n?[ \t]*(?=\S)")
_BABEL = re.compile(r"\\usepackage\s*\[([^\]]*)\]\s*\{babel\}")
_MAIN = re.compile(
    r"\\(?:setmainlanguage|setdefaultlanguage|babelprovide\[[^\]]*main[^\]]*\])\s*(?:\[[^\]]*\])?\s*\{(\w+)\}"
)
_CLASS = re.compile(r"\\documentclass\s*\[([^\]]*)\]")


def language_of(preamble: str) -> str | None:
    """Return the main language that babel, polyglossia or the options of the class name."""
    if main := _MAIN.search(preamble):
        return commands.LANGUAGES.get(main[1], main[1])
    babel, document = _BABEL.search(preamble), _CLASS.search(preamble)
    options = [option.strip() for option in (babel[1] if babel else "").split(",")]
    if document and "{babel}" in preamble and not babel:
        options = [option.strip() for option in document[1].split(",")]
    chosen = [option.partition("=")[2] for option in options if option.startswith("main=")] or options[::-1]
    return next((commands.LANGUAGES[option] for option in chosen if option in commands.LANGUAGES), None)


def group_at(source: str, at: int) -> tuple[str, int]:
    """Return the argument that begins at or after `at`, without its braces, and where it ends."""
    spaces = _ARGUMENT.match(source, at)
    at = spaces.end() if spaces else at
    if at >= len(source) or source[at] == "}":
        return "", at
    if source[at] != "{":
        single = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL).match(source, at)
        if single is None:
            return "", at
        spaces = (
            re.compile(r"[ \t]*").match(source, single.end())
            if len(single[0]) > 2 or single[0][-1:].isalpha()
            else None
        )
        taken = single[0][:1] == "\\" and single[0][1:2].isalpha() and spaces is not None
        return single[0], spaces.end() if taken and spaces else single.end()
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(source, at):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return source[at + 1 : found.start()], found.end()
    end = source.find("\n\n", at)  # a brace that never closes takes its paragraph only
    end = len(source) if end < 0 else end
    return source[at + 1 : end], end


def optional_at(source: str, at: int) -> int:
    """Return where the argument in square brackets that may stand at `at` ends."""
    spaces = re.compile(r"[ \t]*\[").match(source, at)
    if not spaces:
        return at
    end = re.compile(r"[^\[\]\n]*(?:\[[^\]\n]*\][^\[\]\n]*)*\]").match(source, spaces.end())
    return end.end() if end else at
