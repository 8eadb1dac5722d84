"""Languages on a screen: what is known of one, a list of many, and what was found in lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpus_kit.languages import (
    Language,
    LanguageTag,
    direction_of,
    group_of,
    groups,
    language_registry,
    model_tags,
    name_of,
    scripts,
)
from corpus_kit.render.letters import CLOSE, OPEN, cut_end, padded, visible_start, width_of, wrapped

_LABEL = 16
_SPECIAL_FACTS: dict[str, Any] = {
    "autonym": "",
    "bcp47": "",
    "scripts": [],
    "words_by_spaces": None,
    "sentence_terminators": "",
}


def language_facts(tag: LanguageTag) -> dict[str, Any]:
    """Return what is known of a language in a script, for programs."""
    known = language_registry().get(tag.language)
    group = group_of(str(tag))
    facts: dict[str, Any] = {
        "tag": str(tag),
        "language": tag.language,
        "script": tag.script,
        "name": known.name if known else name_of(tag.language),
        "direction": direction_of(tag.script),
        "group": group or "",
        "group_members": _members(group) if group else [],
        "known_to": {"corpus_kit": "", "spacy": "", "langdetect": "", "cld2": ""},
        **_SPECIAL_FACTS,
    }
    if known:
        facts |= {
            "autonym": known.autonym,
            "bcp47": known.bcp47,
            "scripts": list(known.scripts),
            "known_to": {
                "corpus_kit": str(tag) if str(tag) in model_tags() else "",
                "spacy": known.spacy,
                "langdetect": known.langdetect,
                "cld2": known.cld2,
            },
            "words_by_spaces": known.words_by_spaces,
            "sentence_terminators": known.sentence_terminators,
        }
    return facts


def _members(group: str) -> list[str]:
    of = groups()[group.partition("_")[0]]
    return [code for code in of.members if code in language_registry()]


def render_language(facts: dict[str, Any], width: int) -> str:
    """Return what is known of one language, a line for each fact."""
    marks = " ".join(facts["sentence_terminators"])
    tools = {"corpus_kit": "our own model", "spacy": "spaCy", "langdetect": "langdetect", "cld2": "pycld2"}
    known_to = [f"{tools[tool]} ({code})" for tool, code in facts["known_to"].items() if code]
    group = facts["group"]
    rows = [
        ("own name", _isolated(facts["autonym"])),
        ("BCP 47", facts["bcp47"]),
        ("scripts", ", ".join(f"{scripts()[code].name} ({code})" for code in facts["scripts"])),
        ("written", "right to left" if facts["direction"] == "rtl" else "left to right"),
        ("group", f"{group}, {name_of(group)}, with {', '.join(facts['group_members'])}" if group else ""),
        ("words", {True: "parted by spaces", False: "not parted by spaces", None: ""}[facts["words_by_spaces"]]),
        ("sentences end", f"with {_isolated(marks)}" if marks else ""),
        ("known to", ", ".join(known_to) or "none of our own model, spaCy, langdetect and pycld2"),
    ]
    lines = [f"{facts['tag']}  {name_of(facts['tag'])}"]
    for label, value in rows:
        for number, part in enumerate(wrapped(value, width - _LABEL - 2)):
            lines.append(f"  {padded(label if not number else '', _LABEL)}{part}")
    return "\n".join(lines)


def render_language_list(languages: Iterable[Language], width: int) -> str:
    """Return a table of languages: tag, name, own name, other scripts."""
    lines = [f"{'tag':<10}{'name':<30}{'own name':<24}other scripts"]
    for known in languages:
        tag = f"{known.code}_{known.default_script}"
        name, own = cut_end(known.name, 28), cut_end(known.autonym, 22)
        others = cut_end(" ".join(known.scripts[1:]), width - 64)
        lines.append((f"{tag:<10}{padded(name, 30)}{_padded_isolated(own, 24)}" + others).rstrip())
    return "\n".join(lines)


def render_line(tag: str, score: float, text: str, width: int) -> str:
    """Return one line of text with its language before it."""
    return f"{tag:<9} {score:4.2f}  {_isolated(visible_start(text, width - 16))}".rstrip()


def render_spans(spans: Iterable[tuple[int, int, str]], text: str, width: int) -> Iterator[str]:
    """Yield a line for each part of a text: where it stands (characters from 0), its language and its beginning."""
    for start, end, tag in spans:
        place = f"{start}-{end}"
        part = visible_start(text[start:end], width - 27)
        yield f"  {place:>13} {tag:<9}  {_isolated(part)}".rstrip()


def _isolated(text: str) -> str:
    """Return a text that does not turn the rest of its line round."""
    right = any(direction_of(script) == "rtl" for script in _scripts_in(text))
    return f"{OPEN}{text}{CLOSE}" if right else text


def _padded_isolated(text: str, width: int) -> str:
    return _isolated(text) + " " * max(0, width - width_of(text))


def _scripts_in(text: str) -> set[str]:
    import unicodedata

    return {"Hebr" for character in text if unicodedata.bidirectional(character) in ("R", "AL", "AN")}
