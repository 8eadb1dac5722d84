"""Markdown: its prose without the marks. Settings at the head, code, comments, pictures and formulas are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.families.markdown_inline import Inline
from corpus_kit.readers.families.prose import Prose, prose_items, seems_prose
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Remark

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n((?:[^\n]*\n)*?)(?:\1|\.\.\.)[ \t]*(?:\n|\Z)")
_SETTING = re.compile(
    r"^(title|lang|language|license)\s*[:=]\s*(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s\[{|>&*!#'\"][^\n#]*?))\s*$", re.M
)
_FENCE = re.compile(r"^((?:[ \t]|>[ ]?|[-*+][ ]+|\d+[.)][ ]+)*)(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_DIRECTIVE = re.compile(
    r"^\{(?:note|tip|hint|important|warning|caution|danger|error|attention|seealso|admonition|epigraph|quote)\}"
)
_DEFINITION = re.compile(
    r"^ {0,3}\[([^\]\[^][^\]\[]*)\]:[ \t]*(?:<[^<>]*>|\S+)[ \t]*(?:\"[^\"]*\"|'[^']*'|\([^()]*\))?[ \t]*$"
)
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:[ \t]*")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_ATTRIBUTES = re.compile(r"[ \t]*\{:?\s*(?:[#.][\w:-]+|[\w-]+=\S+)(?:\s+[^{}]*)?\}[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_DELIMITERS = re.compile(r"^\s*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_QUOTE = re.compile(r"^ {0,3}(?:>(?!\d)[ ]?)+")
_CALLOUT = re.compile(r"^\[![A-Za-z]+\][+-]?\s*")
_BULLET = re.compile(r"^([ \t]*)[*+-][ \t]+(?:\[[ xX]\][ \t]+)?")
_LISTED = re.compile(r"^[ \t]*(?:[*+-]|\d{1,9}[.)])[ \t]")
_CONTAINER = re.compile(r"^[ \t]*:{3,}[ \t]*\{?[\w-]*\}?[ \t]*")
_CLOSED = re.compile(r"^ {0,3}<(script|style|pre|svg|textarea)\b", re.IGNORECASE)
_KINDS = {"pre": "code", "script": "script", "style": "script", "svg": "picture", "textarea": "code"}


def read_markdown(opened: Opened) -> Iterator[Item]:
    """Yield the prose of a Markdown file; places are `paragraph N` or `line N`, empty for a whole file."""
    return prose_items(opened, markdown_prose)


def markdown_prose(source: str, prose: Prose) -> None:
    """Add the prose of `source` (line feeds as line ends) to `prose`."""
    if matter := _FRONT_MATTER.match(source):
        if ":" in matter[2] or "=" in matter[2]:
            prose.leave("metadata", matter[0])
            prose.remarks.append(Remark("markdown-front-matter", params={"lines": matter[0].count("\n")}))
            _settings(matter[2], prose)
            source = source[matter.end() :]
    lines = source.split("\n")
    definitions = {found[1].strip().lower() for line in lines if (found := _DEFINITION.match(line))}
    _Document(lines, prose, Inline(definitions, prose)).read()


def _settings(matter: str, prose: Prose) -> None:
    """Take from the settings what a record can say of itself."""
    found = {hit[1]: (hit[2] or hit[3] or hit[4]).strip() for hit in _SETTING.finditer(matter)}
    prose.title = found.get("title")
    prose.language = found.get("language") or found.get("lang")
    prose.license = found.get("license")


class _Document:
    """Walks over the lines and puts those of a paragraph, list, quotation or table together."""

    def __init__(self, lines: list[str], prose: Prose, inline: Inline) -> None:
        self._lines = lines
        self._prose = prose
        self._inline = inline
        self._held: list[str] = []
        self._next: dict[str, int] = {}  # where each closing mark was found last
        self._listed = False  # within a list, where indentation is no sign of code

    def read(self) -> None:
        """Read all lines."""
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        self._close()

    def _step(self, at: int) -> int:
        """Take in the lines from `at`; return where the next ones begin."""
        line = self._lines[at]
        if not line.strip():
            self._close()
            return at + 1
        if (fence := _FENCE.match(line)) and (end := self._fence_end(at, fence[2], fence[1].count(">"))):
            return self._fenced(at, end, fence)
        if (closed := _CLOSED.match(line)) and (end := self._find(at, f"</{closed[1]}")):
            kind = _KINDS[closed[1].lower()]
            self._prose.leave(kind, 1 if kind == "picture" else "\n".join(self._lines[at:end]))
            return end
        if "<!--" in line:
            return self._comment(at)
        if line.strip() == "$$" and (end := self._find(at + 1, r"\$\$")):
            self._prose.leave("formula", "\n".join(self._lines[at:end]))
            return end
        if not self._held and not self._listed and line.startswith(("    ", "\t")) and not _LISTED.match(line):
            return self._indented(at)
        if "|" in line and at + 1 < len(self._lines) and "|" in self._lines[at + 1] + line:
            following = self._lines[at + 1]
            if _DELIMITERS.match(following) and "-" in following and ("|" in following or line.strip().startswith("|")):
                return self._table(at)
        self._line(line, at)
        return at + 1

    def _line(self, line: str, at: int) -> None:
        if _DEFINITION.match(line):
            self._prose.leave("markup", line)
            return
        if self._held and _UNDERLINE.match(line) and not _LISTED.match(self._held[-1]):
            if line.strip()[0] == "=" or len(self._held) == 1 or len(line.strip()) > 2:
                self._close()
                return
        if _RULE.match(line):
            self._close()
            return
        if heading := _HEADING.match(line):
            self._close()
            title = self._inline.text(_ATTRIBUTES.sub("", heading[1] or ""))
            self._listed = False
            self._prose.add(title)
            return
        if quote := _QUOTE.match(line):
            line = _CALLOUT.sub("", line[quote.end() :])
            if not line.strip():
                self._close()
                return
            if heading := _HEADING.match(line):
                line = heading[1] or ""
        line = _FOOTNOTE.sub("", _CONTAINER.sub("", line))
        if _LISTED.match(line):
            self._listed = True
            line = _BULLET.sub(r"\1- ", line)
        elif not line.startswith((" ", "\t")) and not self._held:
            self._listed = False
        self._held.append(line)

    def _close(self) -> None:
        """End the paragraph: a line break of the source stays one."""
        held, self._held = self._held, []
        if held:
            text = self._inline.text("\n".join(line.rstrip().removesuffix("\\") for line in held))
            lines = (re.sub(r"[ \t]{2,}", " ", line.strip()) for line in text.split("\n"))
            self._prose.add("\n".join(line for line in lines if line and line != "-"))

    def _find(self, at: int, what: str) -> int:
        """Return the number after the line from `at` on that `what` matches; 0 where none does."""
        if self._next.get(what, -1) < at:
            pattern = re.compile(what, re.IGNORECASE)
            numbers = range(at, len(self._lines))
            self._next[what] = next((number for number in numbers if pattern.search(self._lines[number])), 1 << 60)
        found = self._next[what]
        return found + 1 if found < 1 << 60 else 0

    def _fence_end(self, at: int, marks: str, quoted: int) -> int:
        """Return the number after the closing fence; 0 where it never closes, and what follows is taken as text."""
        quotes = r"(?:>[ ]?[ \t]*)" + f"{{{quoted}}}"
        return self._find(at + 1, rf"^[ \t]*{quotes}{marks[0]}{{{len(marks)},}}[ \t]*$")

    def _fenced(self, at: int, end: int, fence: re.Match[str]) -> int:
        self._close()
        body = self._lines[at + 1 : end - 1]
        if _DIRECTIVE.match(fence[3]):
            inner = _Document([line for line in body if not re.match(r":\w+:", line)], self._prose, self._inline)
            inner.read()
        elif fence[3].strip().lower() in ("math", "{math}", "tex", "latex"):
            self._prose.leave("formula", "\n".join(body))
        else:
            self._prose.leave("code", "\n".join(body))
        return end

    def _comment(self, at: int) -> int:
        """Leave a comment out that begins in this line; one that never ends is text."""
        end = self._find(at, "-->")
        if not end:
            self._lines[at] = self._lines[at].replace("<!--", "")
            return at
        whole = "\n".join(self._lines[at:end])
        for comment in re.findall(r"<!--.*?-->", whole, re.DOTALL):
            self._prose.leave("comment", comment)
        rest = re.sub(r"<!--.*?-->", "", whole, flags=re.DOTALL).replace("<!--", "")
        if not rest.strip():
            return end
        rest_lines = rest.split("\n")
        self._lines[at:end] = rest_lines + [""] * (end - at - len(rest_lines))  # later lines keep their numbers
        return at

    def _indented(self, at: int) -> int:
        end = at
        while end < len(self._lines) and (
            self._lines[end].startswith(("    ", "\t")) or (not self._lines[end].strip() and end > at)
        ):
            end += 1
        while not self._lines[end - 1].strip():
            end -= 1
        block = self._lines[at:end]
        if seems_prose(block):
            for line in block:
                self._held.append(line.strip())
                if not line.strip():
                    self._held.pop()
                    self._close()
            self._close()
        else:
            self._prose.leave("code", "\n".join(block))
        return end

    def _table(self, at: int) -> int:
        """Give each row a line, its cells set apart."""
        self._close()
        rows = [self._lines[at]]
        end = at + 2
        while end < len(self._lines) and "|" in self._lines[end]:
            rows.append(self._lines[end])
            end += 1
        readable = [self._row(row) for row in rows]
        self._prose.add("\n".join(row for row in readable if row))
        return end

    def _row(self, row: str) -> str:
        cells = re.split(r"(?<!\\)\|", re.sub(r"^\||(?<!\\)\|$", "", _QUOTE.sub("", row.strip())))
        read = [self._inline.text(cell.strip()).replace("\n", " ").strip().replace("\\|", "|") for cell in cells]
        return " | ".join(cell for cell in read if cell)
