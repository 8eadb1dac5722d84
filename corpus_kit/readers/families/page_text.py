"""From the tree of a web page to blocks of text, each with where it stands: what a browser would show, line by line.

Paragraphs, headings, lists and tables are blocks; a row of a table is one block with tabs between its cells, unless
the cells hold blocks themselves. What is never text (scripts, styles, forms, pictures) is counted and left out; what
may be the frame of the page is marked, and others decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus_kit.readers.families.box_kinds import NAMED_TAGS, TEXT, Attributes, is_mark, kind_of
from corpus_kit.readers.formats import words

# How far two pieces of text stand apart.
NONE, CELL, BREAK, LINE, BLANK = range(5)
_GLUE = {CELL: "\t", BREAK: "\n"}

_BLANK_AROUND = frozenset(
    words(
        "address article aside blockquote body center details dialog dir div dl fieldset figure footer form frameset "
        "header hgroup main menu nav noframes noscript ol p pre plaintext listing xmp search section table ul "
        "h1 h2 h3 h4 h5 h6"
    )
)
_LINE_AROUND = frozenset(words("caption dd dt figcaption legend li optgroup summary tbody tfoot thead tr"))
_CELLS = frozenset(("td", "th"))
_BOXES = _BLANK_AROUND | _LINE_AROUND | _CELLS
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PRE = frozenset(("pre", "listing", "xmp", "plaintext"))
# What is left out wherever it stands, and what it counts as.
_DROPPED = {
    **dict.fromkeys(("script", "style", "template", "iframe", "noembed"), "script"),
    **dict.fromkeys(("button", "datalist", "option", "select", "textarea"), "navigation"),
    **dict.fromkeys(("audio", "canvas", "object", "applet", "svg", "video", "head", "rp", "rt", "rtc"), "markup"),
    "math": "formula",
    "del": "deleted",
}
_MARK_TAGS = frozenset(("a", "sup", "span"))
_SPACES = re.compile(r"[ \t\n\r\f]+")
# A character of these scripts says as much as two or three of an alphabet.
_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(slots=True)
class Box:
    """An element that stands apart on the page: where it stands and what it seems to be."""

    parent: int
    tag: str
    kind: int = TEXT
    main: bool = False


@dataclass(slots=True)
class Block:
    """A piece of text that stands on its own: a paragraph, a heading, an item, a row."""

    text: str
    gap: int
    box: int
    linked: int  # characters within links
    links: int
    heading: bool
    languages: dict[str, int]
    density: float = 0.0  # the share of it that is links
    prose: float = 0.0  # how much it says besides its links, in characters of an alphabet

    def __post_init__(self) -> None:
        size = len(self.text)
        self.density = min(1.0, self.linked / max(1, size))
        if not self.text.isascii():
            size += 2 * len(_DENSE.findall(self.text))
        self.prose = size * (1 - self.density)


@dataclass(slots=True)
class Page:
    """What a page shows, and how much of it was left out on the way, by kind."""

    boxes: list[Box] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)


def page_of(tree: LexborHTMLParser) -> Page:
    """Return the blocks of a parsed page, in their order."""
    walk = _Walk()
    if tree.root is not None:
        walk.tree(tree.root)
    return walk.page


class _Walk:
    """Goes through the tree without recursion: pages nest as deep as they like."""

    def __init__(self) -> None:
        self.page = Page()
        self._box = -1
        self._gap = BLANK
        self._space = False
        self._pre = 0
        self._link = 0
        self._quiet = 0  # within an inline element that is not shown
        self._language = ""
        self._heading = 0
        self._parts: list[str] = []
        self._started = (BLANK, -1, False)  # gap, box and heading of the block at hand
        self._linked = self._links = 0
        self._languages: dict[str, int] = {}

    def tree(self, root: LexborNode) -> None:
        """Go through all nodes below `root`."""
        node: LexborNode | None = root
        ends: list[tuple[LexborNode, tuple[int, str] | None, str]] = []
        while node is not None:
            below = None
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag[:1] != "-":
                held = (self._box, self._language)
                if self._enter(node, tag):
                    below = node.child
                    ends.append((node, held, tag))
                    if below is None:
                        self._leave(*ends.pop()[1:])
            elif tag == "-comment":
                self._count("comment", len(node.comment_content or ""))
            if below is not None:
                node = below
                continue
            following = node.next
            while following is None and ends:
                node, before, left = ends.pop()
                self._leave(before, left)
                following = node.next
            node = following
        self._close()

    def _count(self, kind: str, amount: int) -> None:
        if amount:
            self.page.left_out[kind] = self.page.left_out.get(kind, 0) + amount

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Take note of an element; returns whether what it holds is to be gone through."""
        dropped = _DROPPED.get(tag)
        if dropped is not None:
            self._count(dropped, _length(node))
            return False
        if tag == "br":
            self._gap = max(self._gap, BLANK if self._gap == BREAK else BREAK)
            return False
        attributes = node.attributes
        before = self._language
        if attributes:
            language = attributes.get("lang")
            if language is None:
                language = attributes.get("xml:lang")
            if language is not None:
                self._language = language.strip()
        if tag in _BOXES:
            self._open_box(tag, attributes)
        elif tag == "hr":
            self._gap = BLANK
        elif attributes and tag in _MARK_TAGS and is_mark(attributes):
            self._count("navigation", _length(node))
            self._language = before
            return False
        if tag == "a":
            self._link += 1
            self._links += self._link == 1
        elif tag == "q":
            self._text("“")
        elif tag in _PRE:
            self._pre += 1
        elif tag in HEADINGS:
            self._heading += 1
        return True

    def _open_box(self, tag: str, attributes: Attributes) -> None:
        if tag in _CELLS:
            self._gap = max(self._gap, CELL)
        else:
            self._gap = max(self._gap, BLANK if tag in _BLANK_AROUND else LINE)
        kind, main = kind_of(tag, attributes) if attributes or tag in NAMED_TAGS else (TEXT, False)
        self.page.boxes.append(Box(self._box, tag, kind, main))
        self._box = len(self.page.boxes) - 1

    def _leave(self, before: tuple[int, str] | None, tag: str) -> None:
        if tag == "a":
            self._link -= 1
        elif tag == "q":
            self._space = False
            self._text("”")
        elif tag in _PRE:
            self._pre -= 1
        elif tag in HEADINGS:
            self._heading -= 1
        if tag in _BLANK_AROUND:
            self._gap = BLANK
        elif tag in _LINE_AROUND:
            self._gap = max(self._gap, LINE)
        elif tag in _CELLS:
            self._gap = max(self._gap, CELL)
        if before is not None:
            self._box, self._language = before

    def _text(self, text: str) -> None:
        if not self._pre:
            text = _SPACES.sub(" ", text)
            if text in ("", " "):
                self._space = self._space or bool(text)
                return
            if text[0] == " ":
                self._space, text = True, text[1:]
            trailing = text[-1] == " "
            text = text.rstrip(" ")
        else:
            trailing = False
            if not text.strip() and self._gap >= LINE:
                return
        if self._gap >= LINE:
            self._close()
            self._started = (self._gap, self._box, bool(self._heading))
        elif self._gap:
            self._parts.append(_GLUE[self._gap])
        elif self._space:
            self._parts.append(" ")
        self._gap, self._space = NONE, trailing
        self._parts.append(text)
        if self._link:
            self._linked += len(text)
        self._languages[self._language] = self._languages.get(self._language, 0) + len(text)

    def _close(self) -> None:
        text = "".join(self._parts)
        text = text.strip("\n").rstrip()
        if text and not text.isspace():
            gap, box, heading = self._started
            self.page.blocks.append(Block(text, gap, box, self._linked, self._links, heading, self._languages))
        self._parts, self._languages = [], {}
        self._linked, self._links = 0, int(self._link > 0)


def _length(node: LexborNode) -> int:
    return sum(len(inner.text_content or "") for inner in node.traverse(include_text=True) if inner.is_text_node)
