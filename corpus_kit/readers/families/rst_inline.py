"""reStructuredText within a line: roles, links, references and emphasis become the text that a reader sees."""

from __future__ import annotations

import re

from corpus_kit.readers.families.prose import FORMULA, Prose

_START = r"(?<![^\s'\"(\[{<\-/:«„“‘’。，、；：！？（《「『\u0e00-\u0eff\u2e80-\u9fff])"
_ROLE = re.compile(r":([A-Za-z][\w+.:-]*):`((?:[^`\\]|\\.)+)`|`((?:[^`\\]|\\.)+)`:([A-Za-z][\w+.:-]*):")
_LITERAL = re.compile(r"``(?=\S)((?:[^`]|`(?!`)){1,2000}?)``(?!`)")
_PHRASE = re.compile(r"`((?:[^`\\]|\\.){1,2000}?)`(__?)?")
_EMBEDDED = re.compile(r"^((?:.|\n)*?)\s*<([^<>]+)>$")
_NOTE = re.compile(r"[ ]?\[(?:\d+|#[\w-]*|\*)\]_(?![\w])")
_CITED = re.compile(r"\[([A-Za-z][\w.-]*)\]_(?!\w)")
_SUBSTITUTION = re.compile(r"\|(?=[^\s|])([^|\n]{1,200}?)(?<=\S)\|(__?)?(?!\w)")
_TARGET = re.compile(r"_`([^`]+)`")
_STRONG = re.compile(rf"{_START}\*\*(?=\S)((?:[^*]|\*(?!\*)){{1,2000}}?)(?<=\S)\*\*(?![\w*])")
_EMPHASIS = re.compile(rf"{_START}\*(?=[^\s*])([^*]{{1,2000}}?)(?<=\S)\*(?![\w*])")
_WORD = re.compile(r"(?<![\w_])([^\W_](?:[\w.+-]*[^\W_])?)__?(?![\w_])")
_ESCAPE = re.compile(r"\\(.|\n)")
_KEPT = re.compile("\ufdd0(\\d+)\ufdd1")
_NAMES_OF_CODE = frozenset(
    ["class", "mod", "func", "meth", "attr", "obj", "exc", "data", "const", "type", "member", "macro", "file"]
)


class Inline:
    """Takes the marks out of pieces of one document."""

    def __init__(self, substitutions: dict[str, str], targets: set[str], prose: Prose) -> None:
        self._substitutions = substitutions
        self._targets = targets
        self._prose = prose

    def text(self, source: str) -> str:
        """Return `source` as it is read."""
        kept: list[str] = []

        def keep(text: str) -> str:
            kept.append(text)
            return f"\ufdd0{len(kept) - 1}\ufdd1"

        text = source
        if "`" in text:
            text = _LITERAL.sub(lambda found: keep(found[1]), text)
        if "\\" in text:
            text = _ESCAPE.sub(lambda found: "" if found[1].isspace() else keep(found[1]), text)
        if "`" in text:
            text = _ROLE.sub(lambda found: keep(self._role(found[1] or found[4], found[2] or found[3])), text)
            text = _TARGET.sub(lambda found: found[1], text)
            text = _PHRASE.sub(lambda found: _shown(found[1]), text)
        if "|" in text:
            text = _SUBSTITUTION.sub(self._substituted, text)
        if "*" in text:
            text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))
        if "_" in text:
            text = _CITED.sub(r"[\1]", _NOTE.sub("", text))
            text = _WORD.sub(lambda found: found[1] if found[1].lower() in self._targets else found[0], text)
        while "\ufdd0" in text:
            put = _KEPT.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", text)
            if put == text:
                break
            text = put
        return text

    def _role(self, role: str, content: str) -> str:
        name = role.rpartition(":")[2]
        if name == "math":
            self._prose.leave("formula", content)
            return FORMULA
        if name in ("index", "raw", "cite", "footcite", "cite_p", "cite_t"):
            return _shown(content) if name == "index" else ""
        shown = _shown(content)
        if shown == content and name in ("pep", "rfc"):
            return f"{name.upper()} {content}"
        if name in _NAMES_OF_CODE and shown.startswith("~"):
            return shown.rpartition(".")[2].lstrip("~")
        return shown.removeprefix("!") if name in _NAMES_OF_CODE else shown

    def _substituted(self, found: re.Match[str]) -> str:
        return self._substitutions.get(found[1].lower(), found[0])


def _shown(content: str) -> str:
    """Return the text of `text <target>`; the target where there is no text."""
    embedded = _EMBEDDED.match(content)
    return (embedded[1] or embedded[2].rstrip("_")) if embedded else content
