"""What an element seems to be by its name, its role and what it calls itself: text, frame of the page, or not shown.

Names are compared word by word, so that `subheader` is no header and `navy` no navigation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus_kit.readers.formats import words

Attributes = dict[str, str | None]

# What a box is by its element, its role and its name: text, perhaps frame, frame, not shown.
TEXT, PERHAPS, FRAME, HIDDEN = range(4)

_FRAME_TAGS = frozenset(("footer", "nav", "noscript"))
_PERHAPS_TAGS = frozenset(("aside", "header"))
NAMED_TAGS = _FRAME_TAGS | _PERHAPS_TAGS | {"article", "dialog", "main"}
_FRAME_ROLES = frozenset(
    words("alert alertdialog banner contentinfo dialog doc-toc menu menubar navigation search toolbar")
)
_FRAME_NAMES = frozenset(
    words(
        "ad ads adsense advert advertisement advertising breadcrumb breadcrumbs comments consent cookie cookies "
        "copyright disqus docnav footer gdpr infolinks mainmenu masthead menu menubar menus nav navbar navbox "
        "navfooter navheader navi navigation navigator navlinks noprint pager pagination paging printfooter "
        "respond share sharebar sharing sidenav sitemap skip skiplink skiplinks sponsor sponsored submenu subnav "
        "toc toolbar topbar topmenu topnav tracker"
    )
)
_PERHAPS_NAMES = frozenset(
    words(
        "banner catlinks crumb crumbs debug donate donation download gadget header index login meta modal "
        "newsletter pageheader popular popup promo recommend recommended register related rss search searchbox "
        "searchform sidebar signin signup social subscribe subscription tags teaser widget"
    )
)
_CONTENT_NAMES = frozenset(words("article body chapter content entry main post section story text title titlepage"))
# Small marks within a line that are no words of it: links to notes, to the heading itself, to an editor.
_MARKS = re.compile(
    r"(?:^|[\s:])(?:mw-editsection|headerlink|header-anchor|anchorjs-link|anchor-link|footnote-ref|footnote-backref"
    r"|footnoteref|noteref|reference|pagebreak|doc-pagebreak|doc-noteref|doc-backlink|sr-only|screen-reader-text|visually-hidden|katex|MathJax)"
    r"(?:\s|$)"
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_UNSHOWN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def is_unshown(attributes: Attributes) -> bool:
    """Return whether an element says of itself that it is not shown."""
    return "hidden" in attributes or bool(_UNSHOWN.search(attributes.get("style") or ""))


def kind_of(tag: str, attributes: Attributes) -> tuple[int, bool]:
    """Return what a box seems to be, and whether it says that it is the main part of the page."""
    if tag in ("html", "body"):
        return TEXT, False
    role = (attributes.get("role") or "").lower()
    if is_unshown(attributes) or (tag == "dialog" and "open" not in attributes):
        return HIDDEN, False
    if tag in ("main", "article") or role == "main" or "articlebody" in (attributes.get("itemprop") or "").lower():
        return TEXT, True
    if tag in _FRAME_TAGS or role in _FRAME_ROLES or "toc" in (attributes.get("epub:type") or "").split():
        return FRAME, False
    return max(_kind_by_name(attributes.get("class"), attributes.get("id")), PERHAPS * (tag in _PERHAPS_TAGS)), False


@lru_cache(4096)
def _kind_by_name(classes: str | None, identifier: str | None) -> int:
    written = f"{classes or ''} {identifier or ''}"
    names = {word.lower() for word in _WORDS.findall(written)}
    names.update(written.lower().split())
    if not names.isdisjoint(_CONTENT_NAMES):
        return TEXT
    if not names.isdisjoint(_FRAME_NAMES):
        return FRAME
    return TEXT if names.isdisjoint(_PERHAPS_NAMES) else PERHAPS


def is_mark(attributes: Attributes) -> bool:
    """Return whether an element within a line is no word of it, or is not shown."""
    names = " ".join(attributes.get(key) or "" for key in ("class", "role", "epub:type"))
    return bool(names and _MARKS.search(names)) or is_unshown(attributes)
