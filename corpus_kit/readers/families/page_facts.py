"""What a web page says of itself: title, language, address, license, date, authors."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus_kit.readers.families.page_text import Block

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)\s*(\S+?)\s*-->", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"]{1,2000}", re.IGNORECASE)
_REFRESH = re.compile(r"^\s*\d+(?:\.\d+)?\s*[;,]\s*(?:url\s*=)?\s*['\"]?\S", re.IGNORECASE)
_DATES = (
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publish-date",
    "date",
)
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator")
_RIGHTS = ("dc.rights", "dcterms.rights", "dcterms.license", "copyright")
_LONGEST = 500  # characters of a value that is kept


@dataclass(slots=True)
class Facts:
    """What a page declares, as written; `language` holds where no element says otherwise."""

    title: str | None = None
    language: str = ""
    source_url: str | None = None
    license: str | None = None
    redirects: bool = False
    frames: bool = False
    metadata: dict[str, object] = field(default_factory=dict)


def _without_scripts(node: LexborNode) -> bool:
    """Say whether a node is there only for programs without scripts: the page itself is for all others."""
    parent = node.parent
    while parent is not None:
        if parent.tag == "noscript":
            return True
        parent = parent.parent
    return False


def facts_of(tree: LexborHTMLParser, text: str) -> Facts:
    """Return what the parsed page `text` declares."""
    facts = Facts()
    meta: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        key = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        value = " ".join((attributes.get("content") or "").split())[:_LONGEST]
        if (
            (attributes.get("http-equiv") or "").lower() == "refresh"
            and _REFRESH.match(value)
            and not _without_scripts(node)
        ):
            facts.redirects = True
        if (attributes.get("http-equiv") or "").lower() == "content-language":
            key = "content-language"
        if key and value:
            meta.setdefault(key.lower(), value)
    facts.frames = bool(tree.css_first("frameset"))
    facts.title = _title(tree, meta)
    facts.language = _one_language(meta.get("content-language") or meta.get("dc.language") or "")
    facts.source_url = _address(tree, text, meta)
    licenses = _licenses(tree)
    if len(licenses) == 1:
        facts.license = licenses[0]
    elif licenses:
        facts.metadata["licenses"] = licenses[:20]
    for name, keys in (("published", _DATES), ("author", _AUTHORS), ("rights", _RIGHTS), ("site", ("og:site_name",))):
        value = next((meta[key] for key in keys if key in meta), "")
        if value and not (name == "author" and _URL.match(value)):
            facts.metadata[name] = value
    return facts


def _title(tree: LexborHTMLParser, meta: dict[str, str]) -> str | None:
    for node in tree.css("head > title, body > title"):
        if title := " ".join(node.text().split()):
            return title[:_LONGEST]
    return meta.get("og:title") or meta.get("dc.title")


def _one_language(declared: str) -> str:
    """Return a declared language, empty where several are named: those are whom the page is for."""
    return "" if re.search(r"[,;\s]", declared.strip()) else declared.strip()


def _address(tree: LexborHTMLParser, text: str, meta: dict[str, str]) -> str | None:
    base = tree.css_first("base[href]")
    base_url = (base.attributes.get("href") or "").strip() if base is not None else ""
    canonical = tree.css_first('link[rel~="canonical" i][href]')
    saved = _SAVED_FROM.search(text[:4096])
    candidates = [
        _joined(base_url, (canonical.attributes.get("href") or "").strip()) if canonical is not None else "",
        meta.get("og:url", ""),
        saved[1] if saved else "",
        base_url,
    ]
    return next((url for url in candidates if _URL.fullmatch(url)), None)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


def _licenses(tree: LexborHTMLParser) -> list[str]:
    """Return the addresses that the page links to as its license, each once."""
    found: dict[str, None] = {}
    for node in tree.css('a[rel~="license" i][href], link[rel~="license" i][href]'):
        address = (node.attributes.get("href") or "").strip()
        if address and not address.startswith(("#", "javascript:")):
            found[address[:_LONGEST]] = None
    return list(found)


def languages_of(blocks: list[Block], default: str) -> dict[str, int]:
    """Return how many characters of the blocks stand in each declared language, most first; `default` holds where
    none is declared."""
    counted: Counter[str] = Counter()
    for block in blocks:
        for language, size in block.languages.items():
            counted[language or default] += size
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
