"""LaTeX: its prose. The preamble, formulas, listings, drawings, labels and citations are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.families import latex_commands as commands
from corpus_kit.readers.families.latex_arguments import group_at, language_of, optional_at
from corpus_kit.readers.families.prose import FORMULA, Prose, joined, prose_items
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Remark

_TOKEN = re.compile(r"\\([A-Za-z@]+)\*?|\\(.|\n|$)|([{}~&#])|(\$\$?)|(%[^\n]*(?:\n[ \t]*)?)", re.DOTALL)
_DEFINED = re.compile(
    r"\\(?:re)?newcommand\*?\s*\{?\\([A-Za-z]+)\}?\s*(?:\[(\d)\])?(?:\[([^\]]*)\])?\s*(?=\{)|\\def\s*\\([A-Za-z]+)\s*(?=\{)"
)
_TITLE = re.compile(r"\\title\s*(?:\[[^\]]*\])?\s*(?=\{)")
_SIMPLE_MATHS = re.compile(r"^[\w\s+.,:/%°'=<>-]{1,30}$")
_NOTE = re.compile("\ufdd2(\\d+)\ufdd3")
_DEEPEST = 60
_MOST_EXPANDED = 20_000
_BREAK = "\u2028"
_SHORTHANDS = {
    '"---': "—",
    '"--~': "—",
    '"--*': "—",
    '"=': "-",
    '"~': "-",
    '"-': "",
    '""': "",
    '"<': "«",
    '">': "»",
    '"`': "„",
    "\"'": "“",
}


def read_latex(opened: Opened) -> Iterator[Item]:
    """Yield the prose of a LaTeX file; places are `paragraph N` or `line N`, empty for a whole file."""
    return prose_items(opened, latex_prose)


def latex_prose(source: str, prose: Prose) -> None:
    """Add the prose of `source` (line feeds as line ends) to `prose`."""
    converter = _Converter(prose)
    opening = re.search(r"\\begin\s*\{document\}", source)
    if opening:
        preamble = re.sub(r"(?<!\\)%[^\n]*", "", source[: opening.start()])
        prose.leave("code", source[: opening.end()])
        prose.language = language_of(preamble)
        converter.shorthands = (prose.language or "") in commands.WITH_SHORTHANDS
        converter.learn(preamble)
        if title := _TITLE.search(preamble):
            prose.title = converter.plain(group_at(preamble, title.end())[0])
        source = source[opening.end() :].partition("\\end{document}")[0]
        if prose.title and re.search(r"\\(?:maketitle|titlepage|frame\{\\titlepage)", source):
            prose.add(prose.title)
    converter.learn(source)
    converter.paragraphs(converter.convert(source, 0))


class _Converter:
    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._macros: dict[str, tuple[int, str]] = {}
        self._notes: list[str] = []  # where a note stands its number does, until paragraphs are cut
        self._expanded = 0
        self.shorthands = False

    def learn(self, source: str) -> None:
        """Take note of the commands that a document makes for itself, for what they put into the text."""
        for found in _DEFINED.finditer(source):
            name = found[1] or found[4]
            if name not in commands.ARGUMENTS and name not in commands.HEADINGS:
                self._macros[name] = (int(found[2] or 0), group_at(source, found.end())[0])

    def plain(self, source: str) -> str:
        """Return a short text, such as a title, as one line."""
        return joined(_NOTE.sub("", self.convert(source, 0)).replace(_BREAK, "\n").split("\n"))

    def paragraphs(self, text: str, depth: int = 0) -> None:
        """Add what was converted, paragraph by paragraph, with the footnotes of each after it."""
        for paragraph in re.split(r"\n[ \t]*\n\s*", text):
            notes = [int(found[1]) for found in _NOTE.finditer(paragraph)]
            paragraph = _NOTE.sub("", paragraph)
            lines = [re.sub(r"[ \t]+", " ", joined(line.split("\n"))) for line in paragraph.split(_BREAK)]
            # A citation that was left out leaves its space.
            self._prose.add(
                "\n".join(re.sub("[ \u00a0]+([,.])(?=\\s|$)", r"\1", line) for line in lines if line.strip(" |"))
            )
            for note in notes:
                if depth < 3 and note < len(self._notes):
                    self.paragraphs(self._notes[note], depth + 1)

    def convert(self, source: str, depth: int, table: bool = False) -> str:
        """Return `source` as text, in which U+2028 breaks a line and a blank line a paragraph."""
        if depth > _DEEPEST:
            return source.translate({ord("{"): None, ord("}"): None})
        out: list[str] = []
        at = 0
        while found := _TOKEN.search(source, at):
            out.append(self._signs(source[at : found.start()]))
            at = found.end()
            name, sign, other, maths, comment = found.groups()
            if name is not None:
                at = self._command(source, at, name, out, depth)
            elif sign is not None:
                at = self._sign(source, at, sign, out, depth)
            elif other is not None:
                out.append({"~": "\u00a0", "&": " | " if table else "&", "#": "#"}.get(other, ""))
            elif maths is not None:
                at = self._until(source, at, maths, out, inline=maths == "$")
            else:
                self._prose.leave("comment", comment)
        out.append(self._signs(source[at:]))
        return "".join(out)

    def _signs(self, text: str) -> str:
        if '"' in text and self.shorthands:
            text = re.sub("|".join(map(re.escape, _SHORTHANDS)), lambda found: _SHORTHANDS[found[0]], text)
            text = text.replace("<<", "«").replace(">>", "»")
        text = text.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”").replace(",,", "„")
        return re.sub(r"`([^`'\n]{1,300})'", "‘\\1’", text) if "`" in text else text

    def _sign(self, source: str, at: int, sign: str, out: list[str], depth: int) -> int:
        """Take in a command of one sign, such as an accent or an escape."""
        if sign in commands.ACCENTS and sign in "'`^\"~=.":
            argument, end = group_at(source, at)
            out.append(commands.accented(sign, self.convert(argument, depth + 1)))
            return end
        if sign == "[":
            return self._until(source, at, "\\]", out, inline=False)
        if sign == "(":
            return self._until(source, at, "\\)", out, inline=True)
        if sign == "\\":
            out.append(_BREAK)
            return optional_at(source, at)
        out.append(
            {
                ",": " ",
                ";": " ",
                ":": " ",
                "!": "",
                "-": "",
                "/": "",
                "@": "",
                "\n": " ",
                ">": " ",
                "]": "",
                ")": "",
            }.get(sign, sign)
        )
        return at

    def _until(self, source: str, at: int, mark: str, out: list[str], inline: bool) -> int:
        """Leave a formula out. A dollar that none closes in its paragraph is a dollar."""
        end = source.find(mark, at)
        while end > 0 and source[end - 1] == "\\" and mark[0] == "$":
            end = source.find(mark, end + 1)
        blank = source.find("\n\n", at)
        if end < 0 or (0 <= blank < end):
            out.append("$" if mark == "$" else "")
            return at
        formula = source[at:end]
        if inline and _SIMPLE_MATHS.match(formula.replace("\\%", "%")):
            out.append(formula.replace("\\%", "%").strip())
        else:
            self._prose.leave("formula", formula)
            out.append(FORMULA if inline else " ")
        return end + len(mark)

    def _command(self, source: str, at: int, name: str, out: list[str], depth: int) -> int:
        if name == "begin":
            return self._environment(source, at, out, depth)
        if name == "end":
            out.append("\n\n")
            return group_at(source, at)[1]
        if name in ("verb", "lstinline", "mintinline"):
            return self._verbatim(source, at, name, out)
        if name in (
            "iffalse",
            "newcommand",
            "renewcommand",
            "providecommand",
            "def",
            "newenvironment",
            "renewenvironment",
            "let",
            "gdef",
        ):
            return self._definition(source, at, name)
        if name in self._macros and self._expanded < _MOST_EXPANDED:
            return self._macro(source, at, name, out, depth)
        if name in commands.ACCENTS:
            argument, end = group_at(source, at)
            out.append(commands.accented(name, self.convert(argument, depth + 1)))
            return end
        if name in commands.SIGNS:
            out.append(commands.SIGNS[name])
            spaces = re.compile(r"\{\}|[ \t]+|\n(?!\s*\n)").match(source, at)
            return spaces.end() if spaces else at
        if name in commands.HEADINGS or name in ("footnote", "footnotetext", "endnote", "marginpar"):
            argument, end = group_at(source, optional_at(source, at))
            text = self.convert(argument, depth + 1)
            if name in commands.HEADINGS:
                out.append(f"\n\n{text}\n\n")
            else:
                self._notes.append(text)
                out.append(f"\ufdd2{len(self._notes) - 1}\ufdd3")
            return end
        if name == "item":
            end = optional_at(source, at)
            label = self.convert(source[at:end].strip(" []"), depth + 1)
            out.append(f"{_BREAK}{label or '-'} ")
            return end
        if name == "url" or name == "path" or name == "nolinkurl":
            argument, end = group_at(source, at)
            out.append(argument.replace("\\", ""))
            return end
        if name == "bibitem":
            out.append("\n\n")
        return self._skipped(source, at, name)

    def _skipped(self, source: str, at: int, name: str) -> int:
        """Leave the arguments of a command out that are no text; text in braces after them is read on."""
        at = optional_at(source, at)
        for number in range(commands.ARGUMENTS.get(name, 0)):
            argument, at = group_at(source, at if number else optional_at(source, at))
            if name.startswith("include") and name not in ("include",):
                self._prose.leave("picture", 1)
            elif name in ("input", "include", "subfile"):
                self._prose.remarks.append(Remark("markup-include-not-followed", "", {"file": argument.strip()[:200]}))
            at = optional_at(source, at) if name in ("multirow", "newtheorem") else at
        if name not in commands.ARGUMENTS:
            spaces = re.compile(r"[ \t]*\n?(?=[ \t]*[^\s])").match(source, at)  # a space ends the name of a command
            return spaces.end() if spaces else at
        return at

    def _macro(self, source: str, at: int, name: str, out: list[str], depth: int) -> int:
        count, body = self._macros[name]
        self._expanded += 1
        given: list[str] = []
        for _ in range(count):
            argument, at = group_at(source, at)
            given.append(argument)
        if len(body) < 2000:
            body = re.sub(
                r"#(\d)", lambda found: given[int(found[1]) - 1] if 0 < int(found[1]) <= len(given) else "", body
            )
            out.append(self.convert(body[:20_000], depth + 5))
        spaces = re.compile(r"\{\}|[ \t]+").match(source, at)
        return spaces.end() if spaces and not count else at

    def _definition(self, source: str, at: int, name: str) -> int:
        start = at
        if name == "iffalse":
            end = source.find("\\fi", at)
            at = end + 3 if end >= 0 else at
        elif name in ("def", "gdef", "let"):
            head = re.compile(r"\s*\\[A-Za-z@]+[^{\n]*" if name != "let" else r"\s*\\[A-Za-z@]+\s*=?\s*\\?\w+").match(
                source, at
            )
            at = head.end() if head else at
            at = group_at(source, at)[1] if head and name != "let" else at
        else:
            for number in range(3 if "environment" in name else 2):
                at = group_at(source, at)[1]
                at = optional_at(source, optional_at(source, at)) if not number else at
        self._prose.leave("code", at - start)
        return at

    def _verbatim(self, source: str, at: int, name: str, out: list[str]) -> int:
        at = optional_at(source, at)
        if name == "mintinline" or (at < len(source) and source[at] == "{"):
            argument, at = group_at(source, at)
            if name == "mintinline":
                argument, at = group_at(source, at)
            out.append(argument)
            return at
        end = source.find(source[at : at + 1] or "\n", at + 1)
        if end < 0:
            return at
        out.append(source[at + 1 : end])
        return end + 1

    def _environment(self, source: str, at: int, out: list[str], depth: int) -> int:
        written, at = group_at(source, at)
        name = written.strip().rstrip("*")
        kind = "code" if name in commands.CODE else "comment" if name == "comment" else ""
        kind = "formula" if name in commands.FORMULAS else "picture" if name in commands.PICTURES else kind
        if kind:
            end = source.find(f"\\end{{{written}}}", at)
            if end < 0:
                return at
            self._prose.leave(kind, 1 if kind == "picture" else end - at)
            out.append(" " if kind == "formula" else "\n\n")
            return end + len(f"\\end{{{written}}}")
        at = optional_at(source, at)
        for _ in range(commands.ENVIRONMENT_ARGUMENTS.get(name, 0)):
            at = optional_at(source, group_at(source, at)[1])
        out.append("\n\n")
        if name.startswith(("tab", "longtab", "xltab", "tblr", "supertab")) and name != "table":
            end = source.find(f"\\end{{{written}}}", at)
            if end >= 0:
                out.append(self.convert(source[at:end], depth + 1, table=True) + "\n\n")
                return end
        return at
