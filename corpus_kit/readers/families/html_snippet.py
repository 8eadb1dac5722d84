"""Text out of a piece of HTML that stands within another format, such as the entry of a feed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from corpus_kit.readers.formats import words

_BLOCKS = frozenset(
    words(
        "p div h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre section article header footer aside figure "
        "figcaption hr form center fieldset address main nav"
    )
)
_LINES = frozenset(words("li dt dd tr br"))
_HIDDEN = frozenset(words("script style template noscript iframe object applet select textarea title"))
_VOID = frozenset(words("br hr img input meta link area base col embed source track wbr param"))
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")
_IDEOGRAPH = "\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
_WRAPPED = re.compile(rf"(?<=[{_IDEOGRAPH}])[ \t]*\n\s*(?=[{_IDEOGRAPH}])")


class _Text(HTMLParser):
    """Gathers what a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden_characters = 0
        self.pictures = 0
        self._hidden: list[str] = []
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the text where a block begins; hide what is never shown."""
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.append(tag)
            return
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "img":
            self.pictures += 1
        elif tag in ("td", "th"):
            self.pieces.append("\t")
        self._break(tag)
        self._pre += tag == "pre"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat `<div/>` as one that ends at once, as XHTML means it."""
        if tag in _HIDDEN and tag not in _VOID:
            return
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Break the text where a block ends."""
        if self._hidden:
            if tag == self._hidden[-1]:
                self._hidden.pop()
            return
        if tag != "br":
            self._break(tag)
        self._pre -= tag == "pre" and self._pre > 0

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\x02")
        elif tag in _LINES:
            self.pieces.append("\x01")

    def handle_data(self, data: str) -> None:
        """Take in text."""
        if self._hidden:
            self.hidden_characters += len(data)
        else:
            self.pieces.append(
                data.replace("\n", "\x01") if self._pre else data.replace("\x01", "").replace("\x02", "")
            )


def text_of_html(html: str) -> tuple[str, int, int]:
    """Return the text of a piece of HTML, the characters of its scripts and styles, and the number of its pictures.

    Paragraphs stand apart by a blank line. Where there are no tags at all the lines are kept as they are.
    """
    parser = _Text()
    parser.feed(html)
    parser.close()
    text = "".join(parser.pieces)
    if not _TAG.search(html):
        kept = re.sub(r"[ \t\r\f]+", " ", text)
        return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", kept)).strip(), 0, 0
    text = _WRAPPED.sub("", text)
    text = re.sub(r"[ \r\n\f]*\t[ \t\r\n\f]*", "\t", text)
    text = re.sub(r"[ \r\n\f]+", " ", text)
    text = re.sub("[ \t\x01]*\x02[ \t\x01\x02]*", "\n\n", text)
    text = re.sub("[ \t]*\x01[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip(" \t\n"), parser.hidden_characters, parser.pictures
