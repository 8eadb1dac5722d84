"""The strings of which one must be in a text before a license wording can match it: what stems.toml holds.

They are worked out from the wordings of licenses/rules.toml, so that one search for strings tells which to try.
"""

from __future__ import annotations

import json
import re
from typing import Any

from corpus_kit.licenses.rules import pattern, raw, sources

MOST = 24  # strings that one stretch of an expression may stand for


def required(tree: Any) -> list[str] | None:
    """Return strings of which every match of a parsed expression contains at least one, or None."""
    best: list[str] | None = None
    run = {""}
    for item in [*tree, ("END", None)]:
        exact = spelled([item]) if item[0] != "END" else None
        if exact is not None and len(run) * len(exact) <= MOST:
            run = {first + second for first in run for second in exact}
            continue
        best = better(best, told(run))
        run = {""}
        if exact is not None:
            run = exact
            continue
        name, argument = str(item[0]), item[1]
        if name in ("MAX_REPEAT", "MIN_REPEAT") and argument[0] >= 1:
            best = better(best, required(argument[2]))
        elif name == "SUBPATTERN":
            best = better(best, required(argument[3]))
        elif name == "BRANCH":
            branches = [required(branch) for branch in argument[1]]
            if all(branches):
                best = better(best, sorted({s for b in branches for s in b or []}))
    return best


def told(run: set[str]) -> list[str] | None:
    """Return the strings of a stretch as they are searched for; None where one of them is empty."""
    strings = {re.sub(" +", " ", string).strip() for string in run}
    return None if "" in strings else sorted(strings)


def spelled(tree: Any) -> set[str] | None:
    """Return all strings that an expression stands for, white space as one space; None where they are too many."""
    found = {""}
    for operation, argument in tree:
        options: set[str] | None = None
        name = str(operation)
        if name == "LITERAL":
            options = {chr(argument)}
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            options = {""}
        elif name == "IN":
            letters = [chr(value) for kind, value in argument if str(kind) == "LITERAL"]
            if str(argument) == "[(CATEGORY, CATEGORY_SPACE)]":
                options = {" "}
            elif len(letters) == len(argument):
                options = set(letters)
        elif name == "MAX_REPEAT" and str(argument[2]) == "[(IN, [(CATEGORY, CATEGORY_SPACE)])]":
            options = {" "} if argument[0] else {"", " "}
        elif name == "MAX_REPEAT" and argument[1] == 1:
            inside = spelled(argument[2])
            options = inside if inside is None or argument[0] else inside | {""}
        elif name == "SUBPATTERN":
            options = spelled(argument[3])
        elif name == "BRANCH":
            branches = [spelled(branch) for branch in argument[1]]
            options = None if None in branches else {s for b in branches for s in b or ()}
        if options is None or len(found) * len(options) > MOST:
            return None
        found = {first + second for first in found for second in options}
    return found


def better(first: list[str] | None, second: list[str] | None) -> list[str] | None:
    """Return the list that tells more: the one whose shortest string is longest, up to what nobody writes by chance."""
    if not first or not second:
        return first or second
    return max(first, second, key=lambda strings: (min(20, *(len(s.encode()) for s in strings), 20), -len(strings)))


def stems_toml() -> str:
    """Return stems.toml: for every wording, and for the words of names, the strings of which one must be present."""
    from re import _parser  # type: ignore[attr-defined]  # only here, at the desk of a maintainer

    lines = ["# Written by scripts/refresh_licenses.py from rules.toml. Do not edit.", "", "[stems]"]
    for place, _, _, source, _ in sources():
        strings = required(_parser.parse(pattern(source)))
        if not strings:
            raise SystemExit(f"{place}: no word is sure to be in a match of {source}")
        lines.append(f"{json.dumps(place)} = {json.dumps(strings, ensure_ascii=False)}")
    lines += ["", "[words]"]
    for kind, patterns in {**raw()["cc"], "license": raw()["words"]["license"]}.items():
        if kind == "ports" or kind.endswith("_near"):
            continue
        found = {s for p in patterns for s in required(_parser.parse(pattern(p))) or []}
        lines.append(f"{kind} = {json.dumps(sorted(found), ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
