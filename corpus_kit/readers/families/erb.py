"""ERB: the Ruby in it is left out, the rest is read as what it is: Markdown, a web page or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.blocks import Source
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.families.html import read_html
from corpus_kit.readers.families.markdown import markdown_prose
from corpus_kit.readers.families.prose import Prose, prose_items, sound_source
from corpus_kit.readers.formats import BY_EXTENSION
from corpus_kit.readers.opened import Member, Opened
from corpus_kit.readers.records import Item, LeftOut

_RUBY = re.compile(r"<%(?!%).*?(?:-?%>|\Z)", re.DOTALL)


def read_erb(opened: Opened) -> Iterator[Item | Member]:
    """Yield the prose of a template; what it is besides its Ruby tells the extension before `.erb`."""
    name = opened.path.rpartition("/")[2].lower().removesuffix(".erb")
    inner = BY_EXTENSION.get(name.rpartition(".")[2], "") if "." in name else ""
    if inner == "markdown":
        yield from prose_items(opened, _markdown)
    elif inner in ("html", "xml"):
        yield from _page(opened)
    else:
        yield from prose_items(opened, _text)


def _without_ruby(source: str, prose: Prose) -> str:
    def leave(found: re.Match[str]) -> str:
        prose.leave("code", found[0])
        return ""

    return _RUBY.sub(leave, source).replace("<%%", "<%").replace("%%>", "%>")


def _markdown(source: str, prose: Prose) -> None:
    markdown_prose(_without_ruby(source, prose), prose)


def _text(source: str, prose: Prose) -> None:
    for block in re.split(r"\n[ \t]*\n", _without_ruby(source, prose)):
        prose.add(block)


def _page(opened: Opened) -> Iterator[Item | Member]:
    """Hand the page without its Ruby to the reader of web pages."""
    refused: list[Item] = []
    source = sound_source(opened, "file", refused)
    yield from refused
    if source is None:
        return
    prose = Prose()
    page = _without_ruby(source, prose)
    body = iter([page.encode("utf-8", "surrogatepass")])
    within = Opened(Source(body), opened.format, opened.options, opened.limits, opened.path, Encoding("utf-8"))
    yield from read_html(within)
    if prose.left["code"]:
        yield LeftOut("code", prose.left["code"])
