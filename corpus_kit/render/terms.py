"""Licenses as text of at most 80 columns: those of a folder, one explained, several combined."""

from __future__ import annotations

import textwrap
from typing import Any

from corpus_kit.findings import NOTICE
from corpus_kit.licenses.combination import Combination, Together
from corpus_kit.licenses.explanation import in_plain_words

WIDTH = 80
_SPEAKERS = {
    "author": ", said by the author",
    "publisher": ", said by the publisher or holder",
    "collector": ", said by a collector: a claim",
}


def _wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first) if rest is None else rest
    ) or [first.rstrip()]


def render_licenses(found: dict[str, Any]) -> str:
    """Return what `corpus_kit.licensing.licenses_of` found."""
    lines = [
        f"{found['folder']}: {found['verdict']} (policy {found['policy']})",
        "",
        *_wrapped(found["declared"] or "nothing", "declared   "),
        *_wrapped(", ".join(found["found"]) or "nothing", "found      "),
        *_wrapped(f"{found['concluded']}, tier {found['tier']}, evidence {found['evidence']}", "concluded  "),
    ]
    if found["statements"]:
        lines += ["", "What the files say"]
    for statement in found["statements"]:
        speaker = _SPEAKERS.get(statement["asserter"], "")
        lines += _wrapped(f"{statement['id']} ({statement['kind']}{speaker})", "  ")
        of_part = f", of the {statement['part']} only" if statement.get("part") else ""
        lines += _wrapped(f"in {statement['file']}, for {statement['covers']}{of_part}", "    ")
        lines += _wrapped(f"“{statement['quoted']}”", "    ")
    if found["findings"]:
        lines += ["", "What to do"]
    for finding in found["findings"]:
        place = f"{finding['where']}: " if finding["where"] else ""
        lines += _wrapped(f"{place}{finding['message']}", "  - ")
        lines += _wrapped(finding["remedy"], "    → ")
    return "\n".join([*lines, "", NOTICE])


def render_license(found: dict[str, Any]) -> str:
    """Return what `corpus_kit.licenses.explanation.explain_license` found."""
    lines = _wrapped(f"{found['id']}: {found['name']}" if found["name"] != found["id"] else found["id"])
    lines += [line for url in found.get("urls", ()) for line in _wrapped(url, "  ")]
    lines += ["", *(line for sentence in in_plain_words(found) for line in _wrapped(sentence, "- "))]
    if found.get("sources"):
        lines += ["", "Read in"]
        lines += [line for s in found["sources"] for line in _wrapped(f"{s['where']} ({s['read']})", "  ")]
    return "\n".join([*lines, "", NOTICE])


def render_combination(found: Combination) -> str:
    """Return what `corpus_kit.licenses.combination.combine` found."""
    lines = _wrapped(f"Texts under {', '.join(found.ids)}")
    for title, answer in (
        ("In one release", found.one_release),
        ("In one file of a release", found.one_file),
        ("Joined or changed into one text", found.one_text),
    ):
        lines += ["", f"{title}: {_answer(answer)}", *(line for why in answer.why for line in _wrapped(why, "  "))]
    return "\n".join([*lines, "", NOTICE])


def _answer(answer: Together) -> str:
    if not answer.allowed:
        return "no"
    return f"yes, under {answer.license}" if answer.license else "yes"
