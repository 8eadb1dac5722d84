"""Markdown within a line: links become their text, emphasis goes, honest signs stay."""

from __future__ import annotations

import html
import re
import unicodedata

from corpus_kit.readers.families.prose import FORMULA, Prose

# Only these names are tags: `<so'z>` and `a <b and c> d` are text.
_NAMES = [
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "svg",
    "path",
    "g",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
]
_TAG = re.compile(
    rf"</?({'|'.join(sorted(_NAMES, key=len, reverse=True))})"
    r"""(?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>""",
    re.IGNORECASE,
)
_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "section",
        "summary",
        "table",
        "tr",
        "ul",
    ]
)
_ESCAPE = r"\\([!-/:-@\[-`{-~])"
_TITLE = r"""(?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?"""
_TARGET = rf"\(\s*(?:<[^<>\n]*>|(?:[^\s()<>\\]|\\.|\([^\s()]*\))*){_TITLE}\s*\)"
_LABEL = r"(?:[^\[\]\\]|\\.|\[(?:[^\[\]\\]|\\.)*\]){0,2000}?"
_IMAGE = re.compile(rf"!\[({_LABEL})\](?:{_TARGET}|\[[^\[\]]*\])(?:\{{[^{{}}\n]*\}})?")
_LINK = re.compile(rf"(?<!!)\[({_LABEL})\](?:{_TARGET})(?:\{{[:.#][^{{}}\n]*\}})?")
_REFERENCE = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\](?:[ ]?\[([^\[\]]*)\])?")
_FOOTNOTE = re.compile(r"(?<!^)\[\^[^\]\s]+\](?!:)", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)((?:[^\n]|\n(?!\s*\n))+?)(?<!`)\1(?!`)")
_AUTOLINK = re.compile(r"<((?:https?|ftp|mailto|irc|tel):[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>")
_LIQUID = re.compile(r"\{%-?\s.{0,2000}?\s-?%\}|\{\{[<%].{0,2000}?[>%]\}\}|\{\{\s*[\w.| :\"'/-]+\s*\}\}")
_MATHS = re.compile(r"(?<![\\$\w])\$(?![\s$])([^$\n]{1,500}?)(?<![\s\\])\$(?![\d$])")
_FORMULA_SIGN = re.compile(r"[\\^_={}]")
_STASHED = re.compile("\ufdd0(\\d+)\ufdd1")
_BOTH = re.compile(r"(\*{1,3}|_{1,3}|~~|==)(?=\S)((?:[^\n]|\n(?!\s*\n)){1,1000}?)(?<=\S)\1")
_FIRST_UNSPACED = 0x0E00  # Thai, Lao, Tibetan, Burmese, Khmer, kana and Han stand after it


class Inline:
    """Takes the marks out of pieces of one document; `definitions` are its link labels, in small letters."""

    def __init__(self, definitions: set[str], prose: Prose) -> None:
        self._definitions = definitions
        self._prose = prose
        self._stash: list[str] = []

    def text(self, source: str) -> str:
        """Return `source` as it is read."""
        self._stash = []
        text = re.sub(_ESCAPE, lambda found: self._keep(found[1]), source) if "\\" in source else source
        if "`" in text:
            text = _CODE_SPAN.sub(lambda found: self._keep(self._back(found[2].strip(" ") or found[2])), text)
        if "{" in text:
            text = _LIQUID.sub(lambda found: self._drop("code", found[0]), text)
        if "<" in text:
            text = _AUTOLINK.sub(lambda found: self._keep(found[1]), text)
            text = _TAG.sub(self._tag, text)
        if "$" in text:
            text = _MATHS.sub(self._maths, text)
        if "[" in text:
            text = self._links(text)
        text = _emphasis(text)
        if "&" in text:
            text = re.sub(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", _entity, text)
        return self._back(text)

    def _keep(self, text: str) -> str:
        self._stash.append(text)
        return f"\ufdd0{len(self._stash) - 1}\ufdd1"

    def _back(self, text: str) -> str:
        while "\ufdd0" in text:
            put = _STASHED.sub(
                lambda found: self._stash[int(found[1])] if int(found[1]) < len(self._stash) else "", text
            )
            if put == text:
                break
            text = put
        return text

    def _drop(self, kind: str, text: str) -> str:
        self._prose.leave(kind, text)
        return ""

    def _tag(self, found: re.Match[str]) -> str:
        name = found[1].lower()
        if name == "img":
            self._prose.leave("picture", 1)
        return "\n" if name in _BREAKS else " " if name in ("td", "th") else ""

    def _maths(self, found: re.Match[str]) -> str:
        if not _FORMULA_SIGN.search(found[1]):
            return found[0] if len(found[1]) > 3 or not found[1].isascii() else found[1]
        self._prose.leave("formula", found[0])
        return FORMULA

    def _links(self, text: str) -> str:
        def image(found: re.Match[str]) -> str:
            self._prose.leave("picture", 1)
            return ""

        def reference(found: re.Match[str]) -> str:
            label = (found[2] or found[1]).strip().lower()
            return found[1] if label in self._definitions and not label.startswith("^") else found[0]

        text = _IMAGE.sub(image, text)
        for _ in range(3):  # a link within brackets, an image within a link
            put = _LINK.sub(lambda found: found[1], text)
            if put == text:
                break
            text = put
        text = _FOOTNOTE.sub("", text)
        return _REFERENCE.sub(reference, text) if self._definitions else text


def _entity(found: re.Match[str]) -> str:
    value = html.unescape(found[0])
    return found[0] if value == found[0] or "\0" in value or "\ufffd" in value else value


def _emphasis(text: str) -> str:
    for _ in range(3):
        put = _BOTH.sub(_unmarked, text)
        if put == text:
            return text
        text = put
    return text


def _unmarked(found: re.Match[str]) -> str:
    """Take a pair of marks away where they are marks: not in `2*3*4`, `snake_case` or `f**k and s**t`."""
    marks, inside = found[1], found[2]
    whole, start, end = found.string, found.start(), found.end()
    before = whole[start - 1] if start else ""
    after = whole[end] if end < len(whole) else ""
    if before == marks[0] or after == marks[0] or inside[0] == marks[0]:
        return found[0]
    if marks[0] == "=" and ("=" in inside or not (_outside(before) and _outside(after))):
        return found[0]
    named = marks == "__" and after in (".", "(") and re.fullmatch(r"[a-z0-9_]+", inside)  # `__init__.py`
    if marks[0] == "_" and ((named and after) or not (_outside(before) and _outside(after))):
        return found[0]
    if marks[0] in "*~" and not _at_edges(before, inside, after):
        return found[0]
    return inside


def _outside(character: str) -> bool:
    """Return whether a mark next to `character` stands outside a word; combining marks belong to words."""
    return not character or (character != "_" and unicodedata.category(character)[0] not in "LMN")


def _at_edges(before: str, inside: str, after: str) -> bool:
    """Return whether a pair of asterisks marks `inside`: it opens at the edge of a word, and may close before a suffix
    (`**нан**ды`). Scripts without spaces mark anywhere. Between digits, or within words on both sides, it is honest."""
    if (before.isdigit() and inside[0].isdigit()) or (after.isdigit() and inside[-1].isdigit()):
        return False
    if _outside(before):
        return _outside(after) or not _outside(inside[-1]) or ord(after) >= _FIRST_UNSPACED
    if ord(before) >= _FIRST_UNSPACED:
        return True
    # A word joined to what stands before it, as in Arabic: `و*مائل*`.
    return _outside(after) and not before.isdigit() and len(inside) > 1 and not re.search(r"\s", inside)
