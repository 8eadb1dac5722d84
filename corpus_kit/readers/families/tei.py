"""TEI: a text is one record; what its header says becomes title, language, license and source.

Where an editor gives two readings the corrected and regularised one is taken; notes come after the text; critical
apparatus, bibliographies, indexes and glossaries are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.xml_prose import (
    GAP,
    Prose,
    Rule,
    first,
    names,
    plain,
    records_of,
    stated_license,
    unit_refused,
)
from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record
from corpus_kit.readers.xml_tree import Found, elements

_LEFT_DIVISIONS = frozenset(
    words("listbibl bibliography biblio index glossary toc contents tableofcontents abbreviations apparatus")
)
_CLOSING = ".,;:!?)]}»”’…。，、；：！？）」』،؛؟।॥။၊།·՝՞։"
_PREFERRED = ("corr", "reg", "expan", "ex", "supplied")


def _choice(prose: Prose, element: Element) -> None:
    """Take one of several readings and leave the others out."""
    if not len(element):
        return
    chosen = next((c for name in _PREFERRED for c in element if c.tag == name), element[0])
    for child in element:
        if child is chosen:
            prose.take(child)
        else:
            prose.leave(child, "deleted")


def _apparatus(prose: Prose, element: Element) -> None:
    """Take the reading of the text, which is the lemma or else the first one, out of an apparatus."""
    chosen = element.find("lem")
    if chosen is None:
        chosen = element.find("rdg")
    for child in element:
        if child is chosen:
            prose.inner(child)
        else:
            prose.leave(child, "metadata")


def _division(prose: Prose, element: Element) -> None:
    if (element.get("type") or "").replace("_", "").replace("-", "").lower() in _LEFT_DIVISIONS:
        prose.leave(element, "metadata")
        return
    prose.end()
    prose.inner(element)
    prose.end()


def _line_begins(prose: Prose, element: Element) -> None:
    """A line or page of the print begins: a word that goes on over it is put together again."""
    if element.get("break") == "no":
        prose.joint()
    elif element.tag == "lb":
        prose.text("\n")


def _word(prose: Prose, element: Element) -> None:
    """Set a tagged word off by a space, unless the encoder says that it joins its neighbour."""
    join = element.get("join") or ""
    if join in ("left", "both"):
        prose.joint(hyphen=False)
    elif element.get("part") in (None, "N", "I"):
        prose.word()
    prose.inner(element)
    if join in ("right", "both"):
        prose.joint(hyphen=False)


def _punctuation(prose: Prose, element: Element) -> None:
    sign = plain(element)
    before = element.get("join") in ("left", "both") or (not element.get("join") and sign[:1] in _CLOSING)
    if before and sign:
        prose.joint(hyphen=False)
    elif element.get("join") != "no":
        prose.word()
    prose.inner(element)
    if element.get("join") in ("right", "both"):
        prose.joint(hyphen=False)


def _gap(prose: Prose, element: Element) -> None:
    prose.text(GAP)
    prose.leave(element, "metadata")


RULES: dict[str, Rule] = {
    **names(
        "block",
        "p ab head lg list table sp quote epigraph salute signed dateline opener closer trailer argument "
        "byline docTitle titlePart docAuthor docDate docImprint docEdition titlePage imprimatur floatingText "
        "front body back group text figure listPerson castList stage spGrp entry entryFree superEntry egXML "
        "address postscript cit",
    ),
    **names("line", "l item row speaker u castItem addrLine sense form event"),
    **names("cell", "cell"),
    **names("space", "s orth def"),
    **names(_division, "div div0 div1 div2 div3 div4 div5 div6 div7"),
    **names(_line_begins, "lb pb cb gb milestone"),
    **names(
        "-metadata",
        "teiHeader listBibl biblStruct biblFull index divGen interp interpGrp spanGrp span linkGrp joinGrp "
        "altGrp fs fvLib fLib standOff certainty precision respons xenoData timeline listWit witDetail "
        "figDesc notatedMusic anchor ptr listRelation particDesc listPlace listOrg rdg",
    ),
    **names("-running-head", "fw"),
    **names("-deleted", "del surplus"),
    **names("-picture", "graphic media binaryObject"),
    **names("-formula", "formula"),
    **names("aside", "note"),
    "choice": _choice,
    "app": _apparatus,
    "w": _word,
    "pc": _punctuation,
    "gap": _gap,
    "space": lambda prose, _: prose.text(" "),
}


def read_tei(opened: Opened) -> Iterator[Item]:
    """Yield a record for each text: one for a TEI document, several for a corpus or a group of texts."""
    if refusal := unit_refused(opened):
        yield refusal
        return
    headers: list[tuple[int, Record]] = []  # those that rule what comes, by their depth
    number = 0
    waiting: Record | None = None  # a header whose text has not come yet
    for item in elements(opened, ("teiHeader", "text"), _DROPPED):
        if not isinstance(item, Found):
            yield item
            continue
        depth = len(item.ancestors)
        if item.element.tag == "teiHeader":
            headers = [(d, record) for d, record in headers if d < depth]
            headers.append((depth, _merged(headers, described(item.element))))
            waiting = headers[-1][1]
        elif item.element.tag == "text":
            headers = [(d, record) for d, record in headers if d <= depth]
            template = headers[-1][1] if headers else Record("")
            waiting = None
            for text in _texts(item.element):
                number += 1
                yield from _text(opened, text, number, template, item.language)
    if waiting is not None and not number:
        number += 1
        yield from records_of(opened, "", "", waiting)


_DROPPED = {"standOff": "metadata", "facsimile": "markup", "sourceDoc": "metadata"}


def _texts(element: Element) -> list[Element]:
    """Return the texts of a group, or the text itself."""
    group = element.find("group")
    if group is None:
        return [element]
    own = [part for part in (element.find("front"), element.find("back")) if part is not None and plain(part)]
    return [*own, *(text for child in group for text in (_texts(child) if child.tag == "text" else [child]))]


def _text(opened: Opened, element: Element, number: int, template: Record, language: str | None) -> Iterator[Item]:
    prose = Prose(RULES)
    prose.take(element)
    own = element.get("xml:lang") or element.get("lang") or language or template.language
    template = replace(template, language=own)
    place = f"text {number}" if element.tag == "text" and number > 1 else ""
    yield from records_of(opened, prose.whole(), place, template)
    yield from prose.left_out()


def _merged(headers: list[tuple[int, Record]], own: Record) -> Record:
    """Fill in what the header of the corpus says and that of the text does not; its title is not that of the text."""
    if headers:
        above = headers[-1][1]
        own.license = own.license or above.license
        own.language = own.language or above.language
        own.source = own.source or above.source
    return own


def described(header: Element) -> Record:
    """Return what a header says of its text, in the fields of a record without text."""
    title = _title(header)
    languages = [e.get("ident", "") for e in header.iter("language")]
    language = languages[0] if len(languages) == 1 else None
    source = plain(next(header.iter("sourceDesc"), None))[:300]
    metadata: dict[str, object] = {}
    statement = next(header.iter("titleStmt"), None)
    if statement is not None:
        authors = [name for e in statement if e.tag == "author" if (name := plain(e))]
        if authors:
            metadata["author"] = "; ".join(authors)[:500]
    publication = next(header.iter("publicationStmt"), None)
    if publication is not None and (date := plain(publication.find("date"))):
        metadata["date"] = date
    return Record(
        "",
        title=title or None,
        language=language or None,
        license=_license(header),
        source=source or None,
        source_url=_address(header),
        metadata=metadata,
    )


def _title(header: Element) -> str:
    """Return the main title; where there are several, in the language that the header is written in."""
    statement = next(header.iter("titleStmt"), header)
    titles = [e for e in statement if e.tag == "title" and plain(e)]
    if not titles:
        return plain(first(header, "title"))
    main = [e for e in titles if (e.get("type") or "main").lower().startswith("main")] or titles
    written = header.get("xml:lang") or "en"
    return plain(next((e for e in main if e.get("xml:lang") == written), main[0]))


def _license(header: Element) -> str | None:
    """Return the license: the address of it where one is given, else its words."""
    for availability in header.iter("availability"):
        for tag in ("licence", "license"):
            for licence in availability.iter(tag):
                if target := licence.get("target"):
                    return target.split()[0]
        for link in (*availability.iter("ref"), *availability.iter("ptr")):
            if "licen" in (target := link.get("target") or "") or "creativecommons" in target:
                return target
        if said := stated_license(plain(availability)):
            return said
    return None


def _address(header: Element) -> str | None:
    """Return the address that the document names for itself."""
    for publication in header.iter("publicationStmt"):
        for identifier in (*publication.iter("idno"), *publication.iter("ref")):
            for value in (plain(identifier), identifier.get("target") or ""):
                if value.startswith(("http://", "https://")) and "licen" not in value:
                    return value
    return None
