"""Manual pages (man and mdoc): their prose. No file is read in, no program of the page is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from corpus_kit.readers.families.prose import Prose, joined, prose_items, seems_prose
from corpus_kit.readers.families.roff_characters import STRINGS, character
from corpus_kit.readers.families.roff_mdoc import BLOCKS, MACROS, Line
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Remark

_REQUEST = re.compile(r"^[.'][ \t]*(\\?[^\s\\]+|\\\{|\\\}|\\[\"#])?[ \t]*(.*)$", re.DOTALL)
_ARGUMENT = re.compile(r'"((?:[^"]|"")*)"?|((?:\\.|[^\s\\])+)', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:\[([^\]]*)\]|\((..)|\*(?:\[([^\]]*)\]|\((..)|(.))|(?:[fFmMgkYVn][+-]?|s[+-]?)(?:\[[^\]]*\]|\(..|'[^']*'|\d{1,2}|.)|"
    r"[hvwXDlLSHoxbBRAZ]'([^']*)'|N'(\d+)'|C'([^']*)'|(.)|$)",
    re.DOTALL,
)
_FOLDER = re.compile(r"(?:^|/)man/([a-z]{2,3}(?:_[A-Z]{2})?)(?:[.@][^/]*)?/man\w+/")  # the language of a page
_SIGNS = {
    "-": "-",
    "e": "\\",
    "\\": "\\",
    " ": " ",
    "~": "\u00a0",
    "0": " ",
    "t": " ",
    "'": "'",
    "`": "`",
    ".": ".",
    "_": "_",
    '"': "",
}
_COMMENT = re.compile(r'(?<!\\)(?:\\\\)*\\["#].*$')
_ALTERNATING = frozenset(["BR", "RB", "IR", "RI", "BI", "IB", "SB"])
_FONTS = frozenset(["B", "I", "SM", "R"])
_BREAKS = frozenset(
    ["PP", "P", "LP", "sp", "HP", "RS", "RE", "Pp", "Lp", "SY", "YS", "Bd", "Ed", "El", "Bl", "Rs", "Re", "QP"]
)
_SKIPPED = {
    "ig": "comment",
    "de": "code",
    "de1": "code",
    "am": "code",
    "EQ": "formula",
    "PS": "picture",
    "GS": "picture",
}
_ENDS = {"EQ": "EN", "PS": "PE", "GS": "GE"}


def read_roff(opened: Opened) -> Iterator[Item]:
    """Yield the prose of a manual page; places are `paragraph N` or `line N`, empty for a whole file."""
    folder = _FOLDER.search(opened.path)

    def convert(source: str, prose: Prose) -> None:
        prose.language = folder[1] if folder else None
        roff_prose(source, prose)

    return prose_items(opened, convert)


def roff_prose(source: str, prose: Prose) -> None:
    """Add the prose of `source` (line feeds as line ends) to `prose`."""
    lines = re.sub(r"(?<!\\)((?:\\\\)*)\\\n", r"\1", source).split("\n")
    _Page(lines, prose).read()


class _Page:
    def __init__(self, lines: list[str], prose: Prose) -> None:
        self._lines = lines
        self._at = 0
        self._prose = prose
        self._strings = dict(STRINGS)
        self._held: list[str] = []
        self._fixed: list[str] | None = None  # lines that are not filled, between `.nf` and `.fi`
        self._next: Callable[[str], None] | None = None  # what takes the next line of text: a heading, a tag
        self._chosen = True  # how the last condition came out, for `.el`
        self._name = ""
        self._mdoc = False

    def read(self) -> None:
        """Read all lines."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            self._line(line, 0)
        self._end_fixed()
        self._close()

    def _line(self, line: str, depth: int) -> None:
        if line.startswith((".", "'")) and (request := _REQUEST.match(line)):
            name = request[1] or ""
            if name.startswith(('\\"', "\\#")):
                self._prose.leave("comment", line)
            elif name and depth < 20:
                self._request(name, request[2], line, depth)
            return
        cleaned = _COMMENT.sub("", line)
        self._prose.leave("comment", len(line) - len(cleaned))
        if not cleaned.strip():
            if self._fixed is not None:
                self._fixed.append("")
            elif cleaned == line:
                self._close()
            return
        if cleaned.startswith((" ", "\t")) and self._held and self._fixed is None:
            self._held.append("\n")
        self._text(self._unescaped(cleaned))

    def _text(self, text: str) -> None:
        if self._next is not None:
            taker, self._next = self._next, None
            taker(text.strip())
        elif self._fixed is not None:
            self._fixed.append(text)
        elif text.strip():
            self._held.append(text)

    def _close(self) -> None:
        held, self._held = self._held, []
        lines: list[list[str]] = [[]]
        for piece in held:
            if piece == "\n":
                lines.append([])
            else:
                lines[-1].append(piece)
        text = "\n".join(
            re.sub(r"[ \t]+", " ", joined(line)).replace("\x01 ", "").replace("\x01", "") for line in lines if line
        )
        self._prose.add(text)

    def _end_fixed(self) -> None:
        """Keep lines that are not filled where they are prose or verse; program code is left out."""
        fixed, self._fixed = self._fixed, None
        if not fixed or not any(line.strip() for line in fixed):
            return
        if seems_prose(fixed):
            self._close()
            self._prose.add("\n".join(line.strip() for line in fixed if line.strip()))
        else:
            self._prose.leave("code", "\n".join(fixed))

    def _arguments(self, rest: str) -> list[str]:
        return [
            (found[1] or "").replace('""', '"') if found[2] is None else found[2]
            for found in _ARGUMENT.finditer(_COMMENT.sub("", rest))
        ]

    def _unescaped(self, text: str, depth: int = 0) -> str:
        if "\\" not in text:
            return text

        def put(found: re.Match[str]) -> str:
            special = found[1] if found[1] is not None else found[2] if found[2] is not None else found[8]
            if special is not None:
                return character(special)
            string = found[3] if found[3] is not None else found[4] if found[4] is not None else found[5]
            if string is not None:
                value = self._strings.get(string.split(" ")[0], "")
                return self._unescaped(value, depth + 1)[:2000] if depth < 8 else ""
            if found[7] is not None:
                return chr(int(found[7])) if 31 < int(found[7]) < 256 else ""
            if found[9] == "c":
                return "\x01"  # the next line follows without a space
            return _SIGNS.get(found[9] or "", "" if (found[9] or "") in "&)/,:%|^pduzra{}" else found[9] or "")

        return _ESCAPE.sub(put, text)

    def _request(self, name: str, rest: str, line: str, depth: int) -> None:
        if name in ("if", "ie", "el", "while"):
            self._condition(name, rest, depth)
        elif name in _SKIPPED:
            self._skip(name, rest)
        elif name in ("ds", "as", "ds1"):
            key, _, value = rest.partition(" ")
            if len(self._strings) < 10_000 and len(value) < 5000:
                value = value.lstrip(" ").removeprefix('"')
                self._strings[key] = self._strings.get(key, "")[:5000] + value if name == "as" else value
        elif name == "so":
            self._prose.remarks.append(Remark("markup-include-not-followed", "", {"file": rest.strip()[:200]}))
        elif name == "TS":
            self._table()
        elif self._mdoc and name in MACROS:
            self._mdoc_macro(name, self._arguments(rest))
        else:
            self._macro(name, self._arguments(rest), line)

    def _skip(self, name: str, rest: str) -> None:
        """Leave out what stands before the line that ends a definition, a comment or a formula."""
        words = rest.split()
        end = _ENDS.get(name) or (
            words[0] if name == "ig" and words else words[1] if name != "ig" and len(words) > 1 else "."
        )
        start = self._at
        pattern = re.compile(rf"^[.'][ \t]*{re.escape(end)}(?:\s|$)")
        while self._at < len(self._lines) and not pattern.match(self._lines[self._at]):
            self._at += 1
        kind = _SKIPPED[name]
        self._prose.leave(kind, 1 if kind == "picture" else "\n".join(self._lines[start : self._at]))
        self._at += 1

    def _condition(self, name: str, rest: str, depth: int) -> None:
        """Take the branch that a terminal shows: `n` holds, `t` does not, GNU's register `.g` is set."""
        if name == "el":
            holds, body = not self._chosen, rest
        else:
            found = re.match(
                r"(!?)[ \t]*('[^']*'[^']*'|\"[^\"]*\"[^\"]*\"|[ntoe](?=\s|\\\{|$)|\S+?(?=\s|\\\{|$))[ \t]*(.*)$",
                rest,
                re.DOTALL,
            )
            if not found:
                return
            true = found[2] in ("n", "o") or bool(re.match(r"\(?\\n(?:\(\.g|\[\.g\])", found[2]))
            holds = true != bool(found[1])
            body = found[3]
            self._chosen = holds if name == "ie" else self._chosen
        if body.lstrip().startswith("\\{"):
            self._braced(body.lstrip()[2:].lstrip(), holds, depth)
        elif holds and body:
            self._line(body, depth + 1)

    def _braced(self, first: str, holds: bool, depth: int) -> None:
        block, level = ([first] if first else []), 1 + first.count("\\{") - first.count("\\}")
        while level > 0 and self._at < len(self._lines):
            line = self._lines[self._at]
            level += line.count("\\{") - line.count("\\}")
            block.append(line)
            self._at += 1
        if not holds:
            self._prose.leave("code", "\n".join(block))
            return
        if block:
            block[-1] = re.sub(r"[.']?[ \t]*\\\}", "", block[-1])
        self._lines[self._at : self._at] = [line for line in block if line.strip()]

    def _macro(self, name: str, given: list[str], line: str) -> None:
        if name == "TH" or name == "Dt":
            self._prose.leave("running-head", line)
            title = self._unescaped(given[0]) if given else ""
            self._prose.title = f"{title}({given[1]})" if title and len(given) > 1 else title or None
            self._mdoc = name == "Dt"
        elif name in ("Dd", "Os"):
            self._prose.leave("running-head", line)
            self._mdoc = True
        elif name in ("SH", "SS", "NH", "Sh", "Ss"):
            self._break()
            self._headed(given)
        elif name in _BREAKS:
            self._close()
        elif name == "br":
            self._held.append("\n")
        elif name in ("nf", "EX", "DS", "CS"):
            self._end_fixed()
            self._fixed = []
        elif name in ("fi", "EE", "DE", "CE"):
            self._end_fixed()
        elif name in ("TP", "TQ"):
            self._close()
            self._next = self._tag
        elif name == "IP":
            self._close()
            if given and self._unescaped(given[0]).strip():
                self._tag(self._unescaped(given[0]).strip())
        elif name in _ALTERNATING:
            self._text(self._unescaped("".join(given)))
        elif name in _FONTS or name in ("OP", "UR", "MT", "SY"):
            self._font(name, given)

    def _font(self, name: str, given: list[str]) -> None:
        text = self._unescaped(" ".join(given))
        if name in ("UR", "MT"):
            return
        if text.strip():
            self._text(f"[{text}]" if name == "OP" else text)
        elif name in ("B", "I", "SM"):
            return  # the font of the next line

    def _break(self) -> None:
        self._end_fixed()
        self._close()
        self._next = None

    def _headed(self, given: list[str]) -> None:
        text = self._unescaped(" ".join(given)).strip()
        if text:
            self._prose.add(text)
        else:
            self._next = self._prose.add

    def _tag(self, tag: str) -> None:
        """Put the tag of a paragraph on a line of its own, a bullet or number before its text."""
        if not tag:
            return
        if tag in "•·*-–—o○+" or re.fullmatch(r"\(?[\w]{1,3}[.)]", tag):
            self._held.append(tag if tag[-1] in ".)" else "-")
        else:
            self._held += [tag, "\n"]

    def _mdoc_macro(self, name: str, given: list[str]) -> None:
        if name in ("Dd", "Dt", "Os", "Sh", "Ss", "Pp", "Lp") or name in _BREAKS:
            literal = name == "Bd" and any(word in ("-literal", "-unfilled") for word in given)
            if name in ("Bd", "Ed"):
                self._end_fixed()
            self._macro(name, given, name)
            self._fixed = [] if literal else self._fixed
            return
        if name == "Nm" and not self._name and given:
            self._name = given[0]
        tokens = given if name in ("It", "Dl", "D1") else [name, *given]
        text = self._unescaped(Line(self._name).text(tokens))
        if name == "Nd":
            self._text(f"— {text}")
        elif name == "It":
            self._close()
            self._held.extend([text, "\n"] if text else ["-"])
        elif name == "Dl":
            self._prose.leave("code", text)
        elif name not in BLOCKS or name == "D1":
            self._text(text)

    def _table(self) -> None:
        """Give each row of a table made for tbl a line, its cells set apart."""
        self._close()
        start = self._at
        while self._at < len(self._lines) and not re.match(r"^[.'][ \t]*TE\b", self._lines[self._at]):
            self._at += 1
        body = self._lines[start : self._at]
        self._at += 1
        separator = next((found[1] for line in body[:2] if (found := re.search(r"tab ?\((.)\)", line))), "\t")
        formats = next((number for number, line in enumerate(body) if line.rstrip().endswith(".")), -1)
        text = "\n".join(
            line for line in body[formats + 1 :] if not line.startswith((".", "'")) and set(line.strip()) - set("_=")
        )
        text = re.sub(r"T\{[ \t]*\n((?:(?!T\}).*\n)*)T\}", lambda found: joined(found[1].split("\n")), text)
        rows = ([self._unescaped(cell).strip() for cell in row.split(separator)] for row in text.split("\n"))
        self._prose.add(
            "\n".join(
                row for row in (" | ".join(cell for cell in cells if cell and cell != "\\^") for cells in rows) if row
            )
        )
