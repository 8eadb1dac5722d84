"""AsciiDoc within a line: links, references, notes and marks become the text that a reader sees."""

from __future__ import annotations

import re
import unicodedata

from corpus_kit.readers.families.prose import FORMULA, Prose

_ATTRIBUTES = {
    "nbsp": "\u00a0", "zwsp": "\u200b", "wj": "\u2060", "sp": " ", "empty": "", "blank": "", "amp": "&", "lt": "<",
    "gt": ">", "apos": "'", "quot": '"', "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "deg": "°", "plus": "+",
    "brvbar": "¦", "vbar": "|", "startsb": "[", "endsb": "]", "caret": "^", "asterisk": "*", "tilde": "~",
    "backslash": "\\", "backtick": "`", "two-colons": "::", "two-semicolons": ";;", "cpp": "C++", "pp": "++",
}  # fmt: skip
_BRACKETED = r"\[((?:[^\]\\]|\\.)*)\]"
_HIDDEN = re.compile(r"\(\(\(.{0,1000}?\)\)\)|indexterm:\[[^\]]*\]")
_SHOWN_TERM = re.compile(r"\(\(([^()]{1,300})\)\)(?!\))|indexterm2:\[([^\]]*)\]")
_NOTE = re.compile(rf"footnote(?:ref)?:[\w-]*{_BRACKETED}")
_ANCHOR = re.compile(r"\[\[[^\]\n]*\]\]|anchor:[\w-]+\[[^\]]*\]|\[#[\w-]+\](?=[#*_`])")
_CROSS = re.compile(r"<<([^<>,]+)(?:,\s*([^<>]*))?>>")
_LINK = re.compile(
    rf"(?:(?:link|xref|mailto|lnk):(?:\+\+\S*?\+\+|[^\s\[\]]*)|((?:https?|ftp|irc)://[^\s\[\]<>]*)){_BRACKETED}"
)
_IMAGE = re.compile(rf"(?:image|icon):(?!:)[^\s\[\]]*{_BRACKETED}")
_KEYS = re.compile(rf"(kbd|btn|menu|pass|stem|latexmath|asciimath|ruby|emoji):([^\s\[\]]*?){_BRACKETED}")
_ATTRIBUTE = re.compile(r"(?<!\\)\{([\w][\w-]*)\}")
_LITERAL = re.compile(r"`\+(.+?)\+`|\+\+\+(.+?)\+\+\+|\$\$(.+?)\$\$")
_QUOTED = re.compile(r'"`(.+?)`"')
_QUOTED_ONCE = re.compile(r"'`(.+?)`'")
_OLD_QUOTED = re.compile(r"(?<![`\w])``(?!`)([^`\n']{1,500}?)''")
_UNCONSTRAINED = re.compile(r"(?:\[[.#\w%-][^\[\]\n]*\])?(\*\*|__|``|##|\+\+)(?=\S)(.{1,1000}?)(?<=\S)\1", re.DOTALL)
_CONSTRAINED = re.compile(r"(?:\[[.#\w%-][^\[\]\n]*\])?([*_`#+])(?=\S)(.{1,1000}?)(?<=\S)\1", re.DOTALL)
_RAISED = re.compile(r"(?<!\\)([\^~])(\S{1,40}?)\1(?![\^~])")
_KEPT = re.compile("\ufdd0(\\d+)\ufdd1")


class Inline:
    """Takes the marks out of pieces of one document; what its footnotes say is gathered in `notes`."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self.attributes: dict[str, str] = {}
        self.notes: list[str] = []
        self.titles: dict[str, str] = {}  # of the sections of the document, by what they are referred to

    def text(self, source: str) -> str:
        """Return `source` as it is read."""
        kept: list[str] = []

        def keep(text: str) -> str:
            kept.append(text)
            return f"\ufdd0{len(kept) - 1}\ufdd1"

        text = _LITERAL.sub(lambda found: keep(found[1] or found[2] or found[3]), source)
        if "{" in text:
            text = _ATTRIBUTE.sub(self._attribute, text)
        if "((" in text or "indexterm" in text:
            text = _SHOWN_TERM.sub(lambda found: found[1] or found[2] or "", _HIDDEN.sub(self._hidden, text))
        if "[" in text:
            text = self._macros(text, keep)
        if "<<" in text:
            text = _CROSS.sub(self._reference, text)
        text = _QUOTED_ONCE.sub("‘\\1’", _QUOTED.sub("“\\1”", _OLD_QUOTED.sub("“\\1”", text)))
        text = _UNCONSTRAINED.sub(lambda found: found[2], text)
        for _ in range(2):
            text = _CONSTRAINED.sub(_unmarked, text)
        text = _RAISED.sub(r"\2", text)
        text = re.sub(r"(?<=\w)--(?=\w)|(?<=\s)--(?=\s)", "—", text)
        text = re.sub(r"\\(?=[*_`#+\[{<^~])", "", text)
        while "\ufdd0" in text:
            put = _KEPT.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", text)
            if put == text:
                break
            text = put
        return text

    def _attribute(self, found: re.Match[str]) -> str:
        name = found[1].lower()
        return self.attributes.get(name, _ATTRIBUTES.get(name, found[0]))

    def _reference(self, found: re.Match[str]) -> str:
        """Return the text of a reference: its own, the title of its section, or else its name in words."""
        target, shown = found[1].strip(), (found[2] or "").strip()
        if shown:
            return shown
        target = target.rpartition("#")[2] or target.rstrip("#")
        return self.titles.get(target.lower(), target.strip("_").replace("_", " "))

    def _hidden(self, found: re.Match[str]) -> str:
        self._prose.leave("metadata", found[0])
        return ""

    def _macros(self, text: str, keep: object) -> str:
        def image(_: re.Match[str]) -> str:
            self._prose.leave("picture", 1)
            return ""

        def note(found: re.Match[str]) -> str:
            self.notes.append(found[1].replace("\\]", "]"))
            return ""

        text = _ANCHOR.sub("", _IMAGE.sub(image, text))
        text = _NOTE.sub(note, text)
        text = _KEYS.sub(self._keys, text)
        return _LINK.sub(_link_text, text)

    def _keys(self, found: re.Match[str]) -> str:
        if found[1] in ("stem", "latexmath", "asciimath"):
            self._prose.leave("formula", found[0])
            return FORMULA
        if found[1] == "menu":
            return " > ".join(part for part in (found[2], found[3]) if part)
        return found[3]


def _link_text(found: re.Match[str]) -> str:
    shown = (found[2] or "").replace("\\]", "]").strip()
    if shown.startswith('"') and '"' in shown[1:]:
        shown = shown[1 : shown.index('"', 1)]
    elif "=" in shown:
        shown = re.split(r",\s*[\w-]+=", shown)[0]
    shown = "" if re.fullmatch(r"[\w-]+=\S+", shown) else shown.rstrip("^")
    return shown or found[1] or found[0].partition(":")[2].partition("[")[0]


def _inside_word(character: str) -> bool:
    return bool(character) and (character == "_" or unicodedata.category(character)[0] in "LMN")


def _unmarked(found: re.Match[str]) -> str:
    """Take a pair of marks away where it stands at the edges of words."""
    whole, start, end = found.string, found.start(), found.end()
    before = whole[start - 1] if start else ""
    after = whole[end] if end < len(whole) else ""
    unspaced = before >= "\u2e80" or after >= "\u2e80"
    if (_inside_word(before) or _inside_word(after)) and not unspaced:
        return found[0]
    if before in ("\\", found[1]) and before:
        return found[0]
    return found[2] if "\n\n" not in found[2] else found[0]
