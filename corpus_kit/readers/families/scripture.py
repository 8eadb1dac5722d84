"""Scripture: whatever its markup, a chapter is one text, named by book and chapter so that translations meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus_kit.readers.families.scripture_books import BOOKS, code_of
from corpus_kit.readers.families.xml_prose import Prose, records_of
from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, LeftOut, Record

GROUP = "scripture"

# The styles that USFM, USX and (as elements) USFX share, by what becomes of them.
NOTES = frozenset(words("f fe ef x ex efe fm note"))
NO_TEXT = frozenset(
    words(
        "id ide rem sts usfm h1 h2 h3 toc1 toc2 toc3 toca1 toca2 toca3 r mr sr rq cl cp ca va vp fig vh xt lit pro "
        "rb_gloss periph restore pubinfo languageCode index ztoc1"
    )
)
HEADINGS = frozenset(words("s s1 s2 s3 s4 ms ms1 ms2 ms3 mt mt1 mt2 mt3 mte mte1 mte2 d sp qa iex sd"))
POETRY = frozenset(words("q q1 q2 q3 q4 qr qc qm qm1 qm2 qm3 li li1 li2 li3 li4 lh lf lim lim1 lim2 tr l"))
PROSE_STYLES = frozenset(
    words(
        "p m po pr pc cls pm pmo pmc pmr pi pi1 pi2 pi3 mi nb ph ph1 ph2 ph3 pb cd ip ipi im imi ipq imq ipr iq "
        "iq1 iq2 iq3 ili ili1 ili2 is is1 is2 imt imt1 imt2 imt3 io io1 io2 io3 iot imte ie"
    )
)
PARAGRAPHS = HEADINGS | POETRY | PROSE_STYLES


@dataclass
class Scripture:
    """Takes in scripture in the order it stands in, and gives a record for each chapter as it ends."""

    opened: Opened
    language: str | None = None
    license: str | None = None
    source: str | None = None
    book: str = ""
    title: str = ""
    chapter: str = ""
    ready: list[Item] = field(default_factory=list)
    _prose: Prose = field(default_factory=lambda: Prose({}))
    _verses: int = 0
    _verse: str = ""
    _paragraphs: bool = False  # the chapter has paragraphs, so that verses are not lines
    _left: Counter[str] = field(default_factory=Counter)

    def begin_book(self, written: str, title: str = "") -> None:
        """Begin a book, whatever its markup calls it."""
        self.end_chapter()
        self.book, self.title, self.chapter = code_of(written), title, ""

    def begin_chapter(self, number: str) -> None:
        """Begin a chapter; what stands before the first one is the introduction of the book."""
        headings = self._headings() if not self.chapter else []
        self.end_chapter()
        self.chapter = number.strip()
        for heading in headings:
            self.paragraph()
            self.text(heading)
            self.paragraph()

    def _headings(self) -> list[str]:
        """Give what stands before chapter 1 to it where that is only a title or two, and no introduction."""
        self._prose.end()
        blocks = [text for text, _ in self._prose.blocks]
        if (
            self._verses
            or sum(map(len, blocks)) > 200
            or any(text.endswith((".", "。", "।", "။", "۔")) for text in blocks)
        ):
            return []
        self._prose.blocks.clear()
        return blocks

    def begin_verse(self, number: str) -> None:
        """Begin a verse: its number is no text."""
        if number == self._verse and number:
            return  # the second half of a verse that was broken off
        self._verse = number
        self._verses += 1
        if self._paragraphs:
            self._prose.text("\n")
        else:
            self._line()

    def _line(self) -> None:
        self._prose.lines(True)
        self._prose.end()

    def paragraph(self, close: bool = False) -> None:
        """Begin or end a paragraph, or a line of a poem or list where it follows `close`."""
        self._prose.end()
        self._prose.lines(close)

    def flowing(self) -> None:
        """Say that this chapter has paragraphs of its own: verses follow one another within them."""
        self._paragraphs = True

    def text(self, written: str) -> None:
        """Take in text."""
        self._prose.text(written)

    def cell(self) -> None:
        """Begin a cell of a table's row."""
        self._prose.cell()

    def leave(self, kind: str, amount: int) -> None:
        """Count what is left out."""
        self._left[kind] += amount

    def end_chapter(self) -> None:
        """End the chapter, or what stands before the first one."""
        text = self._prose.whole()
        if text or self.chapter:
            self._give(text)
        self._prose = Prose({})
        self._verses, self._verse, self._paragraphs = 0, "", False

    def _give(self, text: str) -> None:
        name = self.title or self.book
        place = " ".join(filter(None, [self.book, self.chapter])) or "beginning"
        metadata: dict[str, object] = {"book": self.book, "chapter": self.chapter, "verses": self._verses}
        known = self.book in BOOKS and bool(self.chapter)
        template = Record(
            "",
            title=" ".join(filter(None, [name, self.chapter])) or None,
            language=self.language,
            license=self.license,
            source=self.source,
            metadata={k: v for k, v in metadata.items() if v},
            alignment=Alignment(GROUP, place, True) if known else None,
        )
        self.ready += records_of(self.opened, text, place, template)

    def end(self) -> Iterator[Item]:
        """End the chapter and yield what is left, with what was left out."""
        self.end_chapter()
        yield from self.taken()
        for kind, amount in sorted(self._left.items()):
            if amount:
                yield LeftOut(kind, amount)

    def taken(self) -> Iterator[Item]:
        """Yield what is complete."""
        ready, self.ready = self.ready, []
        yield from ready
