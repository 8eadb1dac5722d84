"""Makes the text of a page ready for an HTML parser: what XHTML means otherwise, and what would make it swell."""

from __future__ import annotations

import re

from corpus_kit.readers.formats import words

MOST_OPEN = 100  # unclosed elements of one kind: pages written by hand stay below
DEEPEST = 500  # elements within elements, as in browsers
_MANY_TAGS = 5000  # below, no depth costs more than a moment

# Fonts and the like say nothing of the text. Where many stay open, HTML opens all of them anew in every paragraph:
# 100 kB of `<p><font>` become twelve million elements.
_STYLING = ("b", "big", "code", "em", "font", "i", "nobr", "small", "strong", "tt", "u")
_STYLING_TAG = re.compile(rf"</?(?:{'|'.join(_STYLING)}|s|strike)(?=[\s/>])[^<>]*>", re.IGNORECASE)
_BOUNDED = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)[^<>]*>")
_BLOCKS = frozenset(
    words(
        "address article aside blockquote center dd details dir div dl dt fieldset figure footer form header li "
        "main nav ol p pre section table tbody td th thead tr ul"
    )
)

_XHTML = re.compile(r"\s*<\?xml\b|\s*<!DOCTYPE[^>]*XHTML|\s*<html[^>]*\bxmlns\s*=", re.IGNORECASE)
_SELF_CLOSED = re.compile(r"<([A-Za-z][\w:.-]*)((?:\s+[^<>\"']*(?:\"[^\"]*\"|'[^']*'))*\s*)/>")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_SUBSET = re.compile(r"(<!DOCTYPE[^>\[]*)\[[^\]]*\]\s*>", re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]+)\s+["']([^"'%&]{0,200})["']\s*>""")
_RAW = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


def prepared(text: str) -> tuple[str, int]:
    """Return the page with the same text, safe to be parsed as HTML, and how many tags were taken out for that.

    Elements that XHTML closes within their tag (`<title/>`, `<script src="…"/>`) would swallow the rest of the page.
    """
    if _XHTML.match(text[:2000]) or "/xhtml" in text[:1000]:
        text = _as_html(text)
    tags = text.count("<")
    if tags < MOST_OPEN:
        return text, 0
    removed = 0
    if _styling_left_open(text) > MOST_OPEN:
        text, removed = _STYLING_TAG.subn(" ", text)
    if tags > _MANY_TAGS:
        text, flattened = _flattened(text)
        removed += flattened
    return text, removed


def _as_html(text: str) -> str:
    if "[" in text[:4000] and (subset := _SUBSET.search(text[:200_000])):
        declared = dict(_ENTITY.findall(subset[0]))
        text = text[: subset.start()] + subset[1] + ">" + text[subset.end() :]
        for name, value in list(declared.items())[:100]:
            text = text.replace(f"&{name};", value)
    if "<![CDATA[" in text:
        raw = _RAW.sub(lambda found: found[0].replace("<![CDATA[", "").replace("]]>", ""), text)
        text = _CDATA.sub(lambda found: found[1].replace("&", "&amp;").replace("<", "&lt;"), raw)
    if "/>" not in text:
        return text
    return _SELF_CLOSED.sub(_closed, text)


def _closed(found: re.Match[str]) -> str:
    name = found[1]
    return found[0] if name.lower() in _BOUNDED else f"<{name}{found[2]}></{name}>"


def _styling_left_open(text: str) -> int:
    """Return how many elements of one kind stay open at the most, or a number below `MOST_OPEN`."""
    small = text.lower()
    left = 0
    for name in _STYLING:
        closed = small.count(f"</{name}")
        if small.count(f"<{name}") - closed > MOST_OPEN:  # `<b` is also the beginning of `<br`
            opened = sum(small.count(f"<{name}{end}") for end in " >\n\t\r/\f")
            left = max(left, opened - closed)
    return left


def _flattened(text: str) -> tuple[str, int]:
    """Take out the tags of elements that stand deeper than browsers go; a block becomes a line break."""
    depth = removed = 0
    pieces: list[str] = []
    start = 0
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name in _BOUNDED or name in ("p", "li"):
            continue
        depth += -1 if tag[1] else 1
        if depth < 0:
            depth = 0
        if depth + bool(tag[1]) > DEEPEST:
            pieces.append(text[start : tag.start()])
            pieces.append("<br>" if name in _BLOCKS else "")
            start = tag.end()
            removed += 1
    if not removed:
        return text, 0
    return "".join([*pieces, text[start:]]), removed
