"""XML of no family known here: each element that the manifest names is a record, or one that is found by its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.html_snippet import text_of_html
from corpus_kit.readers.families.xml_guess import Guess, guess_element
from corpus_kit.readers.families.xml_prose import Prose, Rule, is_root, names, records_of, unit_refused
from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark
from corpus_kit.readers.xml_tree import Ancestors, Attributes, Found, Wanted, elements, root

# Roots of what is program, data of a program or drawing, with a part of the namespace where other files use the name.
_NO_PROSE = {
    **dict.fromkeys(
        words(
            "stylesheet transform svg plist beans configuration assembly log4j wsdl urlset sitemapindex opml kml gpx "
            "ncx container relationships types score-partwise score-timewise gresources schemalist mime-info "
            "fontconfig interface manifest linearlayout relativelayout selector protocol web-app struts hibernate- "
            "mapping persistence workbook glade ui testsuite testsuites coverage math osm topojson x3d collada vector "
            "wordlist-info ldml supplementaldata"
        ),
        "",
    ),
    "schema": "XMLSchema|ascc.net|dsdl",
    "grammar": "relaxng",
    "project": "maven|<target|<dependenc|<modelVersion|<PropertyGroup|msbuild",
    "package": "opf|<metadata|nuspec",
    "definitions": "wsdl|bpmn",
    "application": "j2ee|javaee",
    "rdf": "",
}
_DTD = re.compile(r"\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<!(?:ELEMENT|ENTITY|ATTLIST|NOTATION|\[)", re.DOTALL)
_HTML = re.compile(r"</(?:p|div|b|i|a|em|strong|span|li|ul|td|h[1-6]|font)>|<br ?/?>", re.IGNORECASE)
_NEAR = 8192

RULES: dict[str, Rule] = {
    **names(
        "block",
        "p para paragraph div section chapter article head heading title h1 h2 h3 h4 h5 h6 lg stanza list table",
    ),
    **names("block", "ul ol poem verse-group text body abstract blockquote quote note"),
    **names("line", "l line li item tr row verse v"),
    **names("cell", "td th cell"),
    **names("break", "br"),
    **names("wrap", "lb"),
    **names(
        "-metadata",
        "ref-list journal-meta contrib-group aff permissions pub-date history article-id funding-group",
    ),
    **names("-code", "programlisting script style"),
    **names("-picture", "img image graphic"),
}


def read_xml(opened: Opened) -> Iterator[Item]:
    """Yield a record for each element that holds a text: the one that `element` names, or the one that is guessed.

    A file without such an element is one text; one that is no prose by its root is refused (`xml-no-prose`).
    """
    if refusal := unit_refused(opened):
        yield refusal
        return
    path = [part for name in (opened.options.element or "").split("/") if (part := name.rpartition(":")[2].strip())]
    if path:
        yield from _named(opened, path)
        return
    name, namespace, _ = root(opened)
    if what := _no_prose(opened, name, namespace):
        yield Refusal("xml-no-prose", "", {"root": what}, opened.format, opened.encoding.name)
        return
    if name == "mediawiki":
        params = {"format": "mediawiki", "title": "a dump of a wiki", "reason": "its root element"}
        yield Refusal("format-not-read", "", params, "mediawiki", opened.encoding.name)
        return
    guess = guess_element(opened)
    if guess is None:
        yield from _records(opened, is_root, ())
        return
    yield _told(guess)
    yield from _records(opened, _ends_with(guess.path), (guess.element,))


def _told(guess: Guess) -> Remark:
    return Remark("xml-element-guessed", params={"element": guess.element, "elements": ", ".join(guess.others)})


def _no_prose(opened: Opened, name: str, namespace: str) -> str:
    """Return what to call a file that is no prose; empty for all others."""
    near = opened.source.head[:_NEAR].decode(opened.encoding.codec, "replace")
    if not name:
        return "<!ELEMENT>" if _DTD.match(near.lstrip("\ufeff")) else ""
    condition = _NO_PROSE.get(name.lower())
    if condition is None:
        return ""
    return f"<{name}>" if not condition or re.search(condition, namespace + near, re.IGNORECASE) else ""


def _ends_with(path: Sequence[str]) -> Wanted:
    """Want elements whose name, after those of its ancestors, ends with `path`."""
    last, before = path[-1], tuple(path[:-1])

    def wanted(name: str, _: Attributes, ancestors: Sequence[tuple[str, Attributes]]) -> bool:
        if name != last or len(before) > len(ancestors):
            return False
        return not before or tuple(tag for tag, _ in ancestors[-len(before) :]) == before

    return wanted


def _named(opened: Opened, path: list[str]) -> Iterator[Item]:
    found = False
    seen: dict[str, None] = {}
    wanted = _ends_with(path)

    def noting(name: str, attributes: Attributes, ancestors: Sequence[tuple[str, Attributes]]) -> bool:
        if len(seen) < 20:
            seen.setdefault(name)
        return wanted(name, attributes, ancestors)

    for item in _records(opened, noting, tuple(path)):
        found = found or isinstance(item, (Record, Refusal))
        yield item
    if not found:
        params = {"element": "/".join(path), "elements": ", ".join(seen)}
        yield Refusal("xml-no-such-element", "", params, opened.format, opened.encoding.name)


def _records(opened: Opened, wanted: Wanted, path: Sequence[str]) -> Iterator[Item]:
    left: dict[str, int] = {}
    for item in elements(opened, wanted):
        if not isinstance(item, Found):
            yield item
            continue
        prose = Prose(RULES)
        take(prose, item.element)
        place = f"{item.element.tag} {item.number}" if path else ""
        template = Record(
            "", language=item.language, metadata=_metadata(item.element, item.ancestors) if path else None
        )
        text = prose.whole()
        if _HTML.search(text):  # pages written as text, as programs export them
            shown, scripts, pictures = text_of_html(text)
            prose.left.update(script=scripts, picture=pictures, markup=max(0, len(text) - len(shown) - scripts))
            text = shown
        yield from records_of(opened, text, place, template)
        for out in prose.left_out():
            left[out.kind] = left.get(out.kind, 0) + out.amount
    for kind, amount in left.items():
        yield LeftOut(kind, amount)


def take(prose: Prose, element: Element) -> None:
    """Take in an element of unknown names: what holds only elements is built of lines, the rest is a line itself."""
    rule = RULES.get(element.tag)
    holds_text = (element.text or "").strip() or any((child.tail or "").strip() for child in element)
    if rule is not None and (holds_text or rule != "block"):
        prose.take(element)
    elif holds_text:
        prose.line(element)
    elif len(element):
        prose.apart()
        for child in element:
            take(prose, child)
        prose.apart()


def _metadata(element: Element, ancestors: Ancestors) -> dict[str, object] | None:
    """Return what identifies an element: its attributes, and the nearest identifier above."""
    kept: dict[str, object] = {}
    for name, value in element.attrib.items():
        if name not in ("xml:lang", "lang", "xml:space") and len(kept) < 8 and len(value) <= 200:
            kept[name] = value
    for tag, attributes in reversed(ancestors):
        identifier = attributes.get("xml:id") or attributes.get("id")
        if identifier:
            kept[f"in {tag}"] = identifier
            break
    return kept or None
