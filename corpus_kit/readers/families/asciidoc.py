"""AsciiDoc: its prose. Listings, pictures and settings are left out; files that it includes are not followed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.families.asciidoc_inline import Inline
from corpus_kit.readers.families.prose import Prose, joined, prose_items, seems_prose
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Remark

_SETTING = re.compile(r"^:(!?[\w][\w-]*!?):(?:\s+(.*))?$")
_HEADING = re.compile(r"^(?:={1,6}|#{1,6})[ \t]+(\S.*?)(?:[ \t]+=+)?$")
_UNDERLINE = re.compile(r"^(=+|-+|~+|\^+|\++)$")
_DELIMITER = re.compile(r"^(-{4,}|\.{4,}|\+{4,}|={4,}|\*{4,}|_{4,}|/{4,}|--|`{3,}\S*|[|,:!]={3,})$")
_ATTRIBUTES = re.compile(r"^\[(?!\[)(.*)\]$")
_ANCHOR = re.compile(r"^\[\[([^\],]*)[^\]]*\]\]$")
_MACRO = re.compile(
    r"^(include|image|video|audio|toc|ifdef|ifndef|ifeval|endif|unicode|icon|icons|mermaid|stem)::(\S*?)\[(.*)\]$"
)
_BULLET = re.compile(r"^\s*(?:\*{1,5}|-|•)[ \t]+(?:\[[ xX*]\][ \t]+)?")
_NUMBERED = re.compile(r"^\s*(?:\.{1,5}[ \t]+|(\d{1,4}\.|[a-zA-Z]\.|[ivxIVX]+\))[ \t]+)")
_CALLOUT = re.compile(r"^<(?:\d+|\.)>[ \t]+")
_TERM = re.compile(r"^\s*(\S.*?)(?::{2,4}|;;)(?:[ \t]+(.*))?$")
_BLOCK_TITLE = re.compile(r"^\.(?![\s.])(.+)$")
_CODE = re.compile(r"^(?:source|listing|literal|plantuml|graphviz|mermaid|ditaa|pass)\b|^,\s*\w+")
_RULES = frozenset(["'''", "<<<", "---", "***", "* * *", "- - -"])


def read_asciidoc(opened: Opened) -> Iterator[Item]:
    """Yield the prose of an AsciiDoc file; places are `paragraph N` or `line N`, empty for a whole file."""
    return prose_items(opened, asciidoc_prose)


def asciidoc_prose(source: str, prose: Prose) -> None:
    """Add the prose of `source` (line feeds as line ends) to `prose`."""
    _Document([line.rstrip() for line in source.split("\n")], prose).read()


class _Document:
    def __init__(self, lines: list[str], prose: Prose) -> None:
        self._lines = lines
        self._prose = prose
        self._inline = Inline(prose)
        self._held: list[str] = []  # lines of the paragraph
        self._items: list[list[str]] = []  # those of a list, item by item
        self._style = ""  # what brackets above a block say of it
        self._verse = False
        self._header = True

    def read(self) -> None:
        """Read all lines."""
        for number, line in enumerate(self._lines):
            if heading := _HEADING.match(line):
                anchor = _ANCHOR.match(self._lines[number - 1]) if number else None
                name = anchor[1] if anchor else "_" + re.sub(r"[\W_]+", "_", heading[1].lower()).strip("_")
                self._inline.titles.setdefault(name.lower(), heading[1])
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        self._close()

    def _step(self, at: int) -> int:
        line = self._lines[at]
        if not line:
            self._close()
            self._header = self._header and not self._prose.blocks
            return at + 1
        if line.startswith("//") and not line.startswith("///"):
            self._prose.leave("comment", line)
            return at + 1
        if setting := _SETTING.match(line):
            return self._setting(at, setting)
        if macro := _MACRO.match(line):
            self._macro(macro)
            return at + 1
        if self._two_line_title(at):
            return at + 2
        if delimiter := _DELIMITER.match(line):
            return self._delimited(at, delimiter[1])
        if heading := _HEADING.match(line):
            self._heading(heading[1])
            return at + 1
        if _ANCHOR.match(line):
            return at + 1
        if (attributes := _ATTRIBUTES.match(line)) and not self._held:
            self._style = attributes[1].strip()
            return at + 1
        if line in _RULES or (line == "+" and (self._items or not self._held)):
            self._flush()
            return at + 1
        return self._text(line, at)

    def _setting(self, at: int, setting: re.Match[str]) -> int:
        name, value = setting[1].lower(), setting[2] or ""
        end = at + 1
        while value.endswith("\\") and end < len(self._lines):
            value = value[:-1].rstrip(" +") + " " + self._lines[end].strip()
            end += 1
        self._prose.leave("metadata", "\n".join(self._lines[at:end]))
        if name == "lang" and value:
            self._prose.language = value
        if "!" not in name and len(value) < 1000 and f"{{{name}}}" not in value:
            self._inline.attributes[name] = value
        return end

    def _macro(self, macro: re.Match[str]) -> None:
        self._close()
        if macro[1] == "include":
            self._prose.remarks.append(Remark("markup-include-not-followed", "", {"file": macro[2][:200]}))
        elif macro[1] in ("image", "video", "audio"):
            self._prose.leave("picture", 1)
        elif macro[1] == "ifdef" and macro[3]:
            self._prose.add(self._inline.text(macro[3]))

    def _two_line_title(self, at: int) -> bool:
        line = self._lines[at]
        below = self._lines[at + 1] if at + 1 < len(self._lines) else ""
        if self._held or not _UNDERLINE.match(below) or len(below) < 3 or not re.search(r"\w", line):
            return False
        wide = sum(2 if letter >= "\u2e80" else 1 for letter in line)
        # A delimiter of a block has four signs: a title is as long as the line below it, or nearly.
        if not (abs(len(line) - len(below)) <= 3 or abs(wide - len(below)) <= 3):
            return False
        self._heading(line)
        return True

    def _heading(self, text: str) -> None:
        self._close()
        title = self._inline.text(text)
        if self._header and not self._prose.blocks:
            self._prose.title = title
        self._prose.add(title)
        self._style = ""

    def _delimited(self, at: int, mark: str) -> int:
        """Take in a block between two lines of the same signs; one that does not end is markup alone."""
        self._flush()
        end_mark = "```" if mark.startswith("```") else mark
        style, self._style = self._style, ""
        kind = mark[0]
        if kind in "=*_" or mark == "--":
            if kind == "_" and style.startswith("verse"):
                self._verse = not self._verse
            elif _CODE.match(style) and end_mark in self._lines[at + 1 :]:
                return self._leave_block(at, end_mark, "code")
            return at + 1
        try:
            end = self._lines.index(end_mark, at + 1)
        except ValueError:
            return at + 1
        if kind in "|,:!" and len(mark) > 3:
            self._table(self._lines[at + 1 : end], mark[0])
            return end + 1
        body = self._lines[at + 1 : end]
        if kind == "." and not style.startswith(("source", "listing")) and seems_prose(body):
            self._prose.add("\n".join(line.strip() for line in body))
            return end + 1
        formula = style.startswith(("stem", "latexmath", "asciimath"))
        return self._leave_block(
            at, end_mark, {"/": "comment", "+": "formula" if formula else "markup"}.get(kind, "code")
        )

    def _leave_block(self, at: int, mark: str, kind: str) -> int:
        end = self._lines.index(mark, at + 1)
        self._prose.leave(kind, "\n".join(self._lines[at + 1 : end]))
        return end + 1

    def _table(self, lines: list[str], kind: str) -> None:
        rows: list[str] = []
        for line in lines:
            if kind == ",":
                line = line.replace(",", " | ")
            elif "|" in line:
                cells = re.split(r"(?<!\\)(?:(?:\d+(?:\.\d+)?[+*])?[<^>.]{0,3}[aehlmsdv]?)?\|", line)
                line = (" | " if cells[0].strip() else "").join(
                    [cells[0].strip(), " | ".join(c.strip() for c in cells[1:])]
                )
            text = self._inline.text(line.strip())
            if text.strip(" |"):
                rows.append(text.strip().strip("|").strip())
        self._prose.add("\n".join(rows))
        self._notes()

    def _text(self, line: str, at: int) -> int:
        if not self._held and not self._items:
            if _CODE.match(self._style) or (line.startswith((" ", "\t")) and not self._listed(line)):
                return self._literal(at)
            if title := _BLOCK_TITLE.match(line):
                self._prose.add(self._inline.text(title[1]))
                return at + 1
        if self._header and self._prose.title and len(self._prose.blocks) == 1 and self._lines[at - 1] and at:
            self._prose.leave("metadata", line)  # the author and the revision, below the title
            return at + 1
        if mark := self._listed(line):
            self._open_item(line, mark)
        elif (term := _TERM.match(line)) and not self._held and "://" not in term[1]:
            self._flush()
            self._items.append([f"{term[1]}:", term[2] or ""])
        elif self._items and not self._held:
            self._items[-1].append(line)
        else:
            self._held.append(line)
        return at + 1

    def _listed(self, line: str) -> re.Match[str] | None:
        return _BULLET.match(line) or _NUMBERED.match(line) or _CALLOUT.match(line)

    def _open_item(self, line: str, mark: re.Match[str]) -> None:
        self._flush() if self._held else None
        number = mark[1] if mark.re is _NUMBERED and mark[1] else "-"
        self._items.append([f"{number} {line[mark.end() :]}"])

    def _literal(self, at: int) -> int:
        end = at
        while end < len(self._lines) and self._lines[end]:
            end += 1
        body = self._lines[at:end]
        if seems_prose(body) and not _CODE.match(self._style):
            self._prose.add(self._inline.text("\n".join(line.strip() for line in body)))
        else:
            self._prose.leave("code", "\n".join(body))
        self._style = ""
        return end

    def _paragraph(self, lines: list[str]) -> str:
        verse = self._verse or self._style.startswith("verse")
        text = "\n".join(line.strip() for line in lines) if verse else _filled(lines)
        return self._inline.text(text)

    def _close(self) -> None:
        """End the paragraph or the item of a list at a blank line."""
        self._flush()
        self._style = "" if not self._held else self._style

    def _flush(self) -> None:
        if self._items:
            self._prose.add("\n".join(self._paragraph(item) for item in self._items))
        if self._held:
            self._prose.add(self._paragraph(self._held))
        self._items, self._held = [], []
        self._notes()

    def _notes(self) -> None:
        notes, self._inline.notes = self._inline.notes, []
        for note in notes:
            self._prose.add(self._inline.text(note))


def _filled(lines: list[str]) -> str:
    """Join lines; one that ends with a plus of its own ends there."""
    parts: list[list[str]] = [[]]
    for line in lines:
        broken = line.endswith(" +")
        parts[-1].append(line[:-2] if broken else line)
        if broken:
            parts.append([])
    return "\n".join(joined(part) for part in parts if part)
