"""News feeds (RSS 0.9 to 2, RSS 1.0 in RDF, Atom): an entry is one record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, tostring

from corpus_kit.readers.families.html_snippet import text_of_html
from corpus_kit.readers.families.xml_prose import plain, records_of, stated_license, unit_refused
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record
from corpus_kit.readers.xml_tree import Attributes, Found, elements

_ENTRIES = ("item", "entry")
_BODIES = ("encoded", "content", "body", "description", "summary", "subtitle", "tagline")
_DATES = ("published", "pubDate", "issued", "date", "updated", "modified", "created")
_ABOUT = ("language", "title", "license", "licence", "rights", "copyright")


def read_feed(opened: Opened) -> Iterator[Item]:
    """Yield a record for each entry, its HTML as text; an entry of a title alone is that title."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    channel: dict[str, str] = {}
    left: Counter[str] = Counter()
    number = 0
    for item in elements(opened, _wanted):
        if not isinstance(item, Found):
            yield item
        elif item.element.tag in _ENTRIES:
            number += 1
            yield from _entry(opened, item, number, channel, left)
        else:
            said = plain(item.element) or item.element.get("resource") or ""
            channel.setdefault(item.element.tag, said)
            left["metadata"] += len(said)
    yield from (LeftOut(kind, amount) for kind, amount in sorted(left.items()) if amount > 0)


def _wanted(name: str, _: Attributes, ancestors: Sequence[tuple[str, Attributes]]) -> bool:
    if name in _ENTRIES:
        return True
    return name in _ABOUT and bool(ancestors) and ancestors[-1][0] in ("channel", "feed")


def _entry(opened: Opened, found: Found, number: int, channel: dict[str, str], left: Counter[str]) -> Iterator[Item]:
    entry = found.element
    title = next((text for e in entry if e.tag == "title" and (text := _text(e, left))), "")
    title = " ".join(title.split())
    bodies = [text for name in _BODIES for e in entry if e.tag == name and (text := _text(e, left))]
    body = max(bodies, key=len, default="")  # a summary and the whole text may both be there
    left["metadata"] += sum(len(plain(e)) for e in entry if e.tag not in (*_BODIES, "title"))
    left["metadata"] += sum(map(len, bodies)) - len(body)
    date = next((text for name in _DATES for e in entry if e.tag == name and (text := plain(e))), "")
    metadata: dict[str, object] = {}
    if date:
        metadata["date"] = date
    if channel.get("title"):
        metadata["feed"] = channel["title"]
    language = next((text for e in entry if e.tag == "language" and (text := plain(e))), "")
    template = Record(
        "",
        title=title or None,
        language=language or found.language or channel.get("language") or None,
        license=_license(entry) or channel.get("license") or channel.get("licence") or _rights(channel),
        source_url=_address(entry),
        metadata=metadata,
    )
    yield from records_of(opened, body or title, f"entry {number}", template)


def _rights(channel: dict[str, str]) -> str | None:
    return stated_license(channel.get("rights") or channel.get("copyright") or "")


def _text(element: Element, left: Counter[str]) -> str:
    """Return what an element says: text, HTML written as text, or XHTML within it."""
    kind = element.get("type") or ""
    if element.get("src") or (element.get("url") and not plain(element)):
        return ""
    if len(element):
        html = _serialised(element)
    elif kind in ("text", "text/plain"):
        return (element.text or "").strip()
    else:
        html = element.text or ""
    text, scripts, pictures = text_of_html(html)
    left["script"] += scripts
    left["picture"] += pictures
    left["markup"] += max(0, len(html) - len(text) - scripts) if html != text else 0
    return text


def _serialised(element: Element) -> str:
    """Write markup within an element as HTML, to be read as all the other HTML of feeds is."""
    whole = tostring(element, encoding="unicode", method="html")
    return whole[whole.index(">") + 1 : whole.rindex("</")]


def _license(entry: Element) -> str | None:
    for element in entry:
        if element.tag in ("license", "licence"):
            return plain(element) or element.get("resource") or element.get("href")
        if element.tag == "link" and element.get("rel") == "license":
            return element.get("href")
        if element.tag == "rights" and (said := stated_license(plain(element))):
            return said
    return None


def _address(entry: Element) -> str | None:
    """Return the address of the entry's page."""
    links = [e for e in entry if e.tag == "link"]
    for link in links:
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return link.get("href")
    candidates = [plain(link) for link in links]
    candidates += [plain(e) for e in entry if e.tag == "guid" and e.get("isPermaLink") != "false"]
    candidates.append(entry.get("about") or "")
    return next((text for text in candidates if text.startswith(("http://", "https://"))), None)
