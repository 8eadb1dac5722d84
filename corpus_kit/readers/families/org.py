"""Org: its prose. Drawers, settings, source blocks and keywords are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.families.prose import FORMULA, Prose, joined, prose_items, seems_prose
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Remark

_HEADLINE = re.compile(r"^\*+[ \t]+(.*)$")
_STATE = re.compile(
    r"^(?:TODO|DONE|NEXT|WAITING|CANCELLED|CANCELED|STARTED|HOLD)[ \t]+|^\[#[A-Z0-9]\][ \t]*|^COMMENT[ \t]+"
)
_TAGS = re.compile(r"[ \t]+:(?:[\w@#%]+:)+[ \t]*$")
_COUNT = re.compile(r"[ \t]*\[(?:\d*/\d*|\d*%)\]")
_BEGIN = re.compile(r"^[ \t]*#\+begin_(\w+)(.*)$", re.IGNORECASE)
_KEYWORD = re.compile(r"^[ \t]*#\+([\w-]+)(?:\[[^\]]*\])?:[ \t]*(.*)$")
_DRAWER = re.compile(r"^[ \t]*:([\w-]+):[ \t]*$")
_PLANNING = re.compile(
    r"^[ \t]*(?:(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):[ \t]*[<\[][^>\]]*[>\]](?:--\[[^\]]*\])?[ \t]*(?:=>.*)?)+$"
)
_COMMENT = re.compile(r"^[ \t]*#(?:[ \t]|$)")
_FIXED = re.compile(r"^[ \t]*:(?:[ ]|$)")
_ITEM = re.compile(r"^([ \t]*)(?:([-+]|[ \t]\*)|(\d+[.)]))[ \t]+(?:\[@\d+\][ \t]+)?(?:\[[ xX-]\][ \t]+)?")
_TABLE = re.compile(r"^[ \t]*\|")
_RULE = re.compile(r"^[ \t]*-{5,}[ \t]*$")
_FOOTNOTE = re.compile(r"^\[fn:[^\]]*\][ \t]*")
_LINK = re.compile(r"\[\[([^\[\]]+)\](?:\[((?:[^\[\]]|\[[^\[\]]*\])+)\])?\]")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?)$", re.IGNORECASE)
_NOTE = re.compile(r"\[fn:[\w-]*(?::((?:[^\[\]]|\[[^\[\]]*\])*))?\]")
_STAMP = re.compile(r"[<\[]\d{4}-\d\d-\d\d[^>\]\n]{0,40}[>\]]")
_MARKED = re.compile(
    r"(?<![^\s\-('\"{\u2e80-\u9fff])([*/_+~=])(?=\S)([^\n]{1,1000}?(?:\n[^\n]{1,1000}?)?)(?<=\S)\1(?![^\s\-.,;:!?'\")}\[،؛؟。，、\u2e80-\u9fff])"
)
_MATHS = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|(?<![\w$])\$([^$\s][^$\n]*?[\\^_=][^$\n]*?)\$(?!\w)", re.DOTALL)
_CODE = frozenset(["src", "example", "export", "ditaa", "dot", "plantuml", "latex", "html"])


def read_org(opened: Opened) -> Iterator[Item]:
    """Yield the prose of an Org file; places are `paragraph N` or `line N`, empty for a whole file."""
    return prose_items(opened, org_prose)


def org_prose(source: str, prose: Prose) -> None:
    """Add the prose of `source` (line feeds as line ends) to `prose`."""
    _Document([line.rstrip() for line in source.split("\n")], prose).read()


class _Document:
    def __init__(self, lines: list[str], prose: Prose) -> None:
        self._lines = lines
        self._prose = prose
        self._held: list[str] = []
        self._verse = False

    def read(self) -> None:
        """Read all lines."""
        at = 0
        while at < len(self._lines):
            at = self._step(at)
        self._close()

    def _step(self, at: int) -> int:
        line = self._lines[at]
        if not line:
            self._close()
        elif headline := _HEADLINE.match(line):
            self._headline(headline[1])
        elif begin := _BEGIN.match(line):
            return self._block(at, begin)
        elif re.match(r"^[ \t]*#\+end_", line, re.IGNORECASE):
            self._close()
            self._verse = False
        elif keyword := _KEYWORD.match(line):
            self._keyword(keyword[1].lower(), keyword[2], line)
        elif (drawer := _DRAWER.match(line)) and (end := self._find(at, r"[ \t]*:END:[ \t]*$")):
            del drawer
            self._prose.leave("metadata", "\n".join(self._lines[at:end]))
            return end
        elif _PLANNING.match(line):
            self._prose.leave("metadata", line)
        elif _COMMENT.match(line):
            self._prose.leave("comment", line)
        elif _FIXED.match(line):
            return self._fixed(at)
        elif _TABLE.match(line):
            return self._table(at)
        elif _RULE.match(line):
            self._close()
        else:
            self._text(line)
        return at + 1

    def _headline(self, text: str) -> None:
        self._close()
        text = _COUNT.sub("", _TAGS.sub("", text))
        while state := _STATE.match(text):
            text = text[state.end() :]
        self._prose.add(self._inline(text))

    def _keyword(self, name: str, value: str, line: str) -> None:
        if name == "title":
            self._prose.title = self._prose.title or self._inline(value)
            self._prose.add(self._inline(value))
        elif name == "caption":
            self._prose.add(self._inline(value))
        elif name == "include":
            self._prose.remarks.append(
                Remark("markup-include-not-followed", "", {"file": value.split(" ")[0].strip('"')[:200]})
            )
        else:
            if name == "language" and value:
                self._prose.language = value.strip()
            self._prose.leave("metadata", line)

    def _find(self, at: int, pattern: str) -> int:
        compiled = re.compile(pattern, re.IGNORECASE)
        for number in range(at + 1, len(self._lines)):
            if compiled.match(self._lines[number]):
                return number + 1
            if _HEADLINE.match(self._lines[number]):
                return 0
        return 0

    def _block(self, at: int, begin: re.Match[str]) -> int:
        self._close()
        name = begin[1].lower()
        if name == "verse":
            self._verse = True
            return at + 1
        end = self._find(at, rf"[ \t]*#\+end_{re.escape(name)}\b") if name in _CODE or name == "comment" else 0
        if not end:
            return at + 1
        body = self._lines[at + 1 : end - 1]
        if name == "example" and seems_prose(body):
            self._prose.add("\n".join(line.strip() for line in body))
        else:
            self._prose.leave("comment" if name == "comment" else "code", "\n".join(body))
        return end

    def _fixed(self, at: int) -> int:
        end = at
        while end < len(self._lines) and _FIXED.match(self._lines[end]):
            end += 1
        self._prose.leave("code", "\n".join(self._lines[at:end]))
        return end

    def _table(self, at: int) -> int:
        self._close()
        end = at
        rows: list[str] = []
        while end < len(self._lines) and _TABLE.match(self._lines[end]):
            row = self._lines[end].strip()
            if not row.startswith("|-"):
                cells = [self._inline(cell.strip()) for cell in row.strip("|").split("|")]
                rows.append(" | ".join(cell for cell in cells if cell and not re.fullmatch(r"<[lrc]?\d*>", cell)))
            end += 1
        self._prose.add("\n".join(row for row in rows if row))
        return end

    def _text(self, line: str) -> None:
        if item := _ITEM.match(line):
            line = f"{item[3] or '-'} {line[item.end() :]}".replace(" :: ", ": ", 1)
            self._held.append(line)
        elif self._held and not self._verse and not self._held[-1].endswith("\\\\"):
            self._held[-1] = joined([self._held[-1], line])
        else:
            self._held.append(_FOOTNOTE.sub("", line))

    def _close(self) -> None:
        held, self._held = self._held, []
        if held:
            self._prose.add(self._inline("\n".join(line.strip().removesuffix("\\\\").rstrip() for line in held)))

    def _inline(self, text: str) -> str:
        if "[" in text:
            text = _LINK.sub(self._link, text)
            text = _NOTE.sub(lambda found: f" ({found[1]})" if found[1] else "", text)
        text = _STAMP.sub(lambda found: found[0][1:-1], text)
        if "\\" in text or "$" in text:
            text = _MATHS.sub(self._formula, text)
        for _ in range(2):
            text = _MARKED.sub(r"\2", text)
        return text.strip()

    def _link(self, found: re.Match[str]) -> str:
        if not found[2] and _PICTURE.search(found[1]):
            self._prose.leave("picture", 1)
            return ""
        return found[2] or re.sub(r"^(?:file|id|mailto):", "", found[1])

    def _formula(self, found: re.Match[str]) -> str:
        self._prose.leave("formula", found[0])
        return FORMULA
