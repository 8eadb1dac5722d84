"""reStructuredText: its prose. Directives are not executed: no file is included, nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.families.prose import Prose, joined, prose_items, seems_prose
from corpus_kit.readers.families.rst_inline import Inline
from corpus_kit.readers.families.rst_tables import grid_rows, is_grid, is_simple, simple_rows
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Remark

_RUN = re.compile(r"^([!-/:-@\[-`{-~])\1+\s*$")
_EXPLICIT = re.compile(r"^\.\.(?:\s+|$)")
_DIRECTIVE = re.compile(r"^\.\.\s+(?:\|(?P<name>[^|]+)\|\s+)?(?P<kind>[A-Za-z][\w+.:-]*?)\s?::(?:\s+(?P<given>.*)|$)")
_FOOTNOTE = re.compile(r"^\.\.\s+\[[^\]]+\]\s*(.*)$")
_ANCHOR = re.compile(r"^\.\.\s+_(`[^`]+`|(?:[^:\\]|\\.)+):")
_OPTION = re.compile(r"^:[\w -]+:(?:\s.*)?$")
_FIELD = re.compile(r"^:((?:[^:\\`]|\\.)+):(?:\s+(.*)|$)")
_LISTED = re.compile(r"^([-*+•‣⁃]|\(?(?:\d+|#|[A-Za-z]|[ivxlcIVXLC]+)[.)])(?:\s+|$)")
_DOCTEST = re.compile(r"^>>> ")
_CODE = frozenset(
    [
        "code",
        "code-block",
        "sourcecode",
        "literalinclude",
        "parsed-literal",
        "doctest",
        "testcode",
        "testoutput",
        "testsetup",
        "testcleanup",
        "raw",
        "productionlist",
        "prompt",
        "program-output",
        "command-output",
        "ipython",
        "jupyter-execute",
        "graphviz",
        "digraph",
        "graph",
        "mermaid",
        "uml",
        "plantuml",
        "highlight",
        "plot",
        "autosummary",
        "exec",
    ]
)
_PICTURES = frozenset(["image", "figure", "video", "youtube", "thumbnail", "carousel"])
_LEFT = {
    **dict.fromkeys(
        ["contents", "toctree", "sectnum", "section-numbering", "target-notes", "sectionauthor", "codeauthor", "tags"],
        "navigation",
    ),
    **dict.fromkeys(
        ["meta", "role", "default-role", "module", "currentmodule", "default-domain", "highlightlang", "index"],
        "metadata",
    ),
    **dict.fromkeys(["math", "eq"], "formula"),
}
# Directives whose argument is text that a reader sees; others name things.
_TITLED = frozenset(
    [
        "note",
        "tip",
        "hint",
        "important",
        "warning",
        "caution",
        "danger",
        "error",
        "attention",
        "seealso",
        "admonition",
        "topic",
        "sidebar",
        "rubric",
        "centered",
        "versionadded",
        "versionchanged",
        "deprecated",
        "versionremoved",
        "epigraph",
        "pull-quote",
        "compound",
        "table",
        "list-table",
        "csv-table",
        "title",
        "tab",
        "dropdown",
        "card",
        "grid-item-card",
        "details",
        "glossary",
        "replace",
        "unicode",
    ]
)


def read_rst(opened: Opened) -> Iterator[Item]:
    """Yield the prose of a reStructuredText file; places are `paragraph N` or `line N`, empty for a whole file."""
    return prose_items(opened, rst_prose)


def rst_prose(source: str, prose: Prose) -> None:
    """Add the prose of `source` (line feeds as line ends) to `prose`."""
    lines = [line.expandtabs(8).rstrip() for line in source.split("\n")]
    targets = {found[1].strip("`").lower() for line in lines if (found := _ANCHOR.match(line.strip()))}
    _Document(prose, Inline(_substitutions(lines), targets, prose)).blocks(lines, 0)


def _substitutions(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        hit = _DIRECTIVE.match(line.strip())
        if hit and hit["name"]:
            found[hit["name"].lower()] = (hit["given"] or "") if hit["kind"] == "replace" else ""
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dedented(lines: list[str]) -> list[str]:
    margin = min((_indent(line) for line in lines if line), default=0)
    return [line[margin:] for line in lines]


class _Document:
    def __init__(self, prose: Prose, inline: Inline) -> None:
        self._prose = prose
        self._inline = inline

    def blocks(self, lines: list[str], depth: int) -> None:
        """Take in lines of one level; deeper ones by calling itself, to a depth that no document has."""
        if depth > 40:
            self._prose.add(joined(lines))
            return
        at = 0
        while at < len(lines):
            at = at + 1 if not lines[at] else self._block(lines, at, depth)

    def _block(self, lines: list[str], at: int, depth: int) -> int:
        line = lines[at]
        if line.startswith(" "):
            end = _body_end(lines, at)
            self.blocks(_dedented(lines[at:end]), depth + 1)
            return end
        if _EXPLICIT.match(line):
            end = _body_end(lines, at + 1)
            self._explicit(line, lines[at + 1 : end], depth)
            return end
        if line.startswith("__ ") or _DOCTEST.match(line):
            end = _paragraph_end(lines, at)
            self._prose.leave("code", "\n".join(lines[at:end]))
            return end
        if titled := self._title(lines, at):
            return titled
        if is_grid(line) or is_simple(line):
            return self._table(lines, at)
        if (field := _FIELD.match(line)) and field[1].strip():
            return self._field(lines, at, field, depth)
        if (listed := _LISTED.match(line)) and line[listed.end() :]:
            return self._listed(lines, at, listed, depth)
        return self._paragraph(lines, at, depth)

    def _title(self, lines: list[str], at: int) -> int:
        """Take in a title with the line under it, or over and under it, or a rule; return 0 where there is none."""
        line = lines[at]
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if _RUN.match(line):
            if following and at + 2 < len(lines) and lines[at + 2] == line and not is_simple(line, following):
                self._heading(following.strip())
                return at + 3
            if not following and len(line) >= 4:
                return at + 1
            return 0
        if following and _RUN.match(following) and len(following) >= min(4, len(line)) and following != "::":
            if 2 * len(following) >= len(line) or len(following) >= 10:
                self._heading(line.strip())
                return at + 2
        return 0

    def _heading(self, text: str) -> None:
        title = self._inline.text(text)
        if not self._prose.title and not self._prose.blocks:
            self._prose.title = title
        self._prose.add(title)

    def _paragraph(self, lines: list[str], at: int, depth: int) -> int:
        end = _paragraph_end(lines, at)
        if lines[at].startswith("| "):
            verses = (self._inline.text(line.removeprefix("|").strip()) for line in lines[at:end])
            self._prose.add("\n".join(verses))
            return end
        if end > at + 1 and lines[at + 1].startswith(" ") and not lines[at].endswith("::"):
            self._add(lines[at])  # a term and its definition
            end = _body_end(lines, at + 1)
            self.blocks(_dedented(lines[at + 1 : end]), depth + 1)
            return end
        flush = next((n for n in range(at + 1, end) if lines[n].startswith(" ")), end)
        text = joined(lines[at:flush])
        literal = text.endswith("::")
        if literal:
            text = text[:-2].rstrip() if text == "::" or text[-3].isspace() else text[:-1]
        self._add(text)
        if not literal:
            return flush
        return self._literal(lines, flush)

    def _literal(self, lines: list[str], at: int) -> int:
        end = _body_end(lines, at)
        if end == at:  # a literal block may be quoted instead: each line begins with the same sign
            start = next((n for n in range(at, len(lines)) if lines[n]), at)
            sign = lines[start][:1] if start < len(lines) else ""
            if not sign or not _RUN.match(sign * 2):
                return at
            end = _paragraph_end(lines, start)
            if any(not line.startswith(sign) for line in lines[start:end]):
                return at
        self._code(lines[at:end])
        return end

    def _code(self, body: list[str]) -> None:
        if seems_prose(body):
            self._prose.add("\n".join(line.strip() for line in body if line))
        else:
            self._prose.leave("code", "\n".join(body))

    def _add(self, text: str) -> None:
        self._prose.add(self._inline.text(text))

    def _listed(self, lines: list[str], at: int, listed: re.Match[str], depth: int) -> int:
        end = at + 1
        while end < len(lines) and (not lines[end] or lines[end].startswith(" ")):
            end += 1
        mark = listed[1] if listed[1][-1] in ".)" and "#" not in listed[1] else "-"
        first = lines[at][listed.end() :]
        inner = [first, *_dedented(lines[at + 1 : end])]
        before = len(self._prose.blocks)
        self.blocks(inner, depth + 1)
        if len(self._prose.blocks) > before:
            item = f"{mark} {self._prose.blocks[before]}"
            follows = at > 0 and lines[at - 1] and before and self._prose.blocks[before - 1]
            if follows and _LISTED.match(lines[at - 1].lstrip()):
                self._prose.blocks[before - 1 : before + 1] = [f"{self._prose.blocks[before - 1]}\n{item}"]
            else:
                self._prose.blocks[before] = item
        return end

    def _field(self, lines: list[str], at: int, field: re.Match[str], depth: int) -> int:
        end = _body_end(lines, at + 1)
        if not self._prose.blocks or (len(self._prose.blocks) == 1 and self._prose.title):
            self._prose.leave("metadata", "\n".join(lines[at:end]))
            if field[1].lower() in ("lang", "language"):
                self._prose.language = (field[2] or "").strip() or None
            return end
        before = len(self._prose.blocks)
        self.blocks([field[2] or "", *_dedented(lines[at + 1 : end])], depth + 1)
        if len(self._prose.blocks) > before:
            self._prose.blocks[before] = f"{self._inline.text(field[1])}: {self._prose.blocks[before]}"
        return end

    def _table(self, lines: list[str], at: int) -> int:
        end = at
        if is_grid(lines[at]):
            while end < len(lines) and lines[end].startswith(("+", "|")):
                end += 1
            rows = grid_rows(lines[at:end])
        else:
            rules = [at]
            end = at + 1
            while end < len(lines) and not (len(rules) > 1 and not lines[end]):
                if is_simple(lines[end]):
                    rules.append(end)
                end += 1
            if len(rules) < 2:
                return self._paragraph(lines, at, 0)
            end = rules[-1] + 1
            rows = simple_rows(lines[at:end])
        read = (" | ".join(cell for cell in map(self._inline.text, row) if cell) for row in rows)
        self._prose.add("\n".join(row for row in read if row))
        return end

    def _explicit(self, line: str, body: list[str], depth: int) -> None:
        inner = _dedented(body)
        if note := _FOOTNOTE.match(line):
            self.blocks([note[1], *inner], depth + 1)
        elif (directive := _DIRECTIVE.match(line)) is not None:
            if not directive["name"]:
                self._directive(directive["kind"].lower(), directive["given"] or "", inner, depth)
            elif directive["kind"] == "image":
                self._prose.leave("picture", 1)
        elif _ANCHOR.match(line) or line.startswith(".. __"):
            self._prose.leave("markup", "\n".join([line, *body]))
        elif line.rstrip() == ".." and body and not body[0].strip():
            self.blocks(inner, depth + 1)  # a comment of nothing parts what follows, a quotation, from a list
        else:
            self._prose.leave("comment", "\n".join([line, *body]))

    def _directive(self, kind: str, given: str, body: list[str], depth: int) -> None:
        name = kind.rpartition(":")[2]
        options = 0
        while options < len(body) and _OPTION.match(body[options]):
            options += 1
        whole = "\n".join([given, *body])
        if name == "include":
            self._prose.remarks.append(Remark("markup-include-not-followed", "", {"file": given[:200]}))
        elif name in _CODE or name.startswith("auto"):
            self._prose.leave("code", whole)
        elif name in _LEFT:
            self._prose.leave(_LEFT[name], whole)
        else:
            if name in _PICTURES:
                self._prose.leave("picture", 1)
            elif name in _TITLED or name == "note":
                self._add(given)
            if name == "csv-table":
                self._prose.add("\n".join(line.replace('"', "").replace(",", " |") for line in body[options:]))
            else:
                self.blocks(_dedented(body[options:]), depth + 1)


def _paragraph_end(lines: list[str], at: int) -> int:
    while at < len(lines) and lines[at]:
        at += 1
    return at


def _body_end(lines: list[str], at: int) -> int:
    """Return where the indented lines from `at` on end, blank ones among them; `at` where there are none."""
    end = last = at
    while end < len(lines) and (not lines[end] or lines[end].startswith(" ")):
        end += 1
        if lines[end - 1]:
            last = end
    return last
