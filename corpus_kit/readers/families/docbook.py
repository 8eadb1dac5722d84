"""DocBook 4 and 5: a file is one text of headings, paragraphs, lists and tables; programs and indexes are left out."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from corpus_kit.readers.families.xml_prose import Prose, Rule, names, one_text, plain, spaced
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Remark

_INFO = (
    "info bookinfo articleinfo chapterinfo sectioninfo setinfo partinfo prefaceinfo appendixinfo refentryinfo sect1info"
)


def _info(prose: Prose, element: Element) -> None:
    """Leave out what is said of the text, but for its titles and its abstract."""
    kept = [child for child in element if child.tag in ("title", "subtitle", "abstract")]
    for child in kept:
        prose.take(child)
    size = sum(map(len, element.itertext())) - sum(sum(map(len, child.itertext())) for child in kept)
    prose.left["metadata"] += size


def _media(prose: Prose, element: Element) -> None:
    """Count a picture; its caption is text, the words for those who do not see it are not."""
    prose.left["picture"] += 1
    size = sum(map(len, element.itertext()))
    for caption in element.iter("caption"):
        prose.end()
        prose.inner(caption)
        prose.end()
        size -= sum(map(len, caption.itertext()))
    prose.left["markup"] += size


def _listing(prose: Prose, element: Element) -> None:
    """Leave out a program; the sentence around it goes on in a paragraph of its own."""
    prose.end()
    prose.leave(element, "code")


def _quote(prose: Prose, element: Element) -> None:
    prose.text("“")
    prose.inner(element)
    prose.text("”")


def _menu(prose: Prose, element: Element) -> None:
    """Put arrows between the steps of a menu, as every style sheet does."""
    for number, child in enumerate(element):
        prose.text(" → " if number else "")
        prose.take(child)


def _keys(prose: Prose, element: Element) -> None:
    for number, child in enumerate(element):
        prose.text("+" if number else "")
        prose.take(child)


RULES: dict[str, Rule] = {
    **names(
        "block",
        "title subtitle titleabbrev para simpara formalpara bridgehead blockquote epigraph attribution "
        "abstract note tip warning caution important sidebar example informalexample figure informalfigure "
        "table informaltable tgroup orderedlist itemizedlist variablelist simplelist segmentedlist procedure "
        "glosslist calloutlist qandaset set book part chapter article section sect1 sect2 sect3 sect4 sect5 "
        "simplesect preface appendix glossary refentry refnamediv refsect1 refsect2 refsect3 refsection "
        "dedication colophon caption screenshot acknowledgements partintro topic legalnotice",
    ),
    **names(
        "line",
        "listitem member step substeps row tr varlistentry term glossentry glossterm glossdef callout "
        "question answer qandaentry segtitle seg line refname refpurpose simplelist",
    ),
    **names("cell", "entry td th"),
    **names("verbatim", "literallayout address"),
    **names("space", "firstname surname othername honorific personname orgname"),
    **names(
        _listing,
        "programlisting screen synopsis cmdsynopsis funcsynopsis classsynopsis programlistingco screenco",
    ),
    **names(
        "-metadata",
        "indexterm index toc lot bibliography biblioentry bibliomixed remark revhistory refmeta",
    ),
    **names(
        "-metadata",
        "refclass manvolnum anchor beginpage include tocchap subjectset keywordset",
    ),
    **names("-formula", "equation inlineequation informalequation"),
    **names(
        _media,
        "mediaobject inlinemediaobject imageobjectco graphic inlinegraphic mediaobjectco",
    ),
    **names("aside", "footnote"),
    **names(_info, _INFO),
    "simplelist": "block",
    "quote": _quote,
    "menuchoice": _menu,
    "keycombo": _keys,
    "co": "-markup",
}


def read_docbook(opened: Opened) -> Iterator[Item]:
    """Yield the file as one record, or one a paragraph or line where `unit` says so.

    Parts that stand in other files are not fetched; a remark names them.
    """
    missing: list[str] = []

    def describe(root: Element, _: Prose) -> Record:
        missing.extend(e.get("href", "") for e in root.iter("include"))
        info = next((child for child in root if child.tag in _INFO.split()), None)
        title = next((e for e in [*root, *(info if info is not None else ())] if e.tag == "title"), None)
        metadata: dict[str, object] = {}
        if info is not None:
            authors = [spaced(a) for a in info.iter("author")]
            metadata = {k: v for k, v in (("author", "; ".join(authors)), ("date", plain(info.find("pubdate")))) if v}
        return Record("", title=plain(title) or None, license=_license(info), metadata=metadata)

    yield from one_text(opened, RULES, describe)
    if missing:
        shown = ", ".join(sorted(set(filter(None, missing)))[:10])
        yield Remark("xml-include-not-followed", params={"files": shown, "count": len(missing)})


def _license(info: Element | None) -> str | None:
    """Return where the legal notice points to, or what it says where that is short."""
    notice = None if info is None else info.find("legalnotice")
    if notice is None:
        return None
    for link in notice.iter():
        target = link.get("href") or link.get("url") or ""
        if "licen" in target.lower() or "creativecommons" in target:
            return target
    return plain(notice)[:1000] or None
