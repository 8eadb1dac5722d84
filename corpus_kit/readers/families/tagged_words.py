"""Tagged words: a word and its tags a line, as in corpora of named entities (IOB, CoNLL columns) and in VRT."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.families.prose import UNITS
from corpus_kit.readers.families.spacing import spaced
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark

ENTITY_TAG = re.compile(r"^(?:O|[BIESLUM]-\S{1,60}|[BIESLUM]_[A-Z]\S{0,60})$")
_DOCUMENT = re.compile(r"^-DOCSTART-|^#begin document")
_COMMENT = re.compile(r"^#(?:\s|$|end document)")
_STRUCTURE = re.compile(r"^<(/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>\s*$")
_PAIR = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SHOWN = 5


@dataclass(slots=True)
class _Sentence:
    words: list[str] = field(default_factory=list)
    entities: Counter[str] = field(default_factory=Counter)
    refusal: Refusal | None = None
    language: str | None = None


def read_iob(opened: Opened) -> Iterator[Item]:
    """Yield a record a sentence (`sentence N`), or one for each document (`document N`) where `unit` is `file`."""
    unit = opened.options.unit or "line"
    if unit not in UNITS:
        yield Refusal("unit-unknown", "", {"unit": unit}, opened.format, opened.encoding.name)
        return
    reader = _Columns(opened)
    held: list[str] = []
    number = document = 0
    for sentence in reader.sentences():
        if sentence is None:
            if held:
                document += 1
                yield Record("\n".join(held), f"document {document}", opened.format, opened.encoding.name)
            held = []
            continue
        number += 1
        if sentence.refusal is not None:
            sentence.refusal.place = f"sentence {number}"
            yield sentence.refusal
            continue
        text = spaced(sentence.words)
        if unit == "file":
            held.append(text)
            continue
        entities: dict[str, object] | None = (
            {"entities": dict(sorted(sentence.entities.items()))} if sentence.entities else None
        )
        place = f"sentence {number}"
        yield Record(text, place, opened.format, opened.encoding.name, language=sentence.language, metadata=entities)
    if held:
        place = f"document {document + 1}" if document else ""
        yield Record("\n".join(held), place, opened.format, opened.encoding.name)
    yield from reader.findings()


class _Columns:
    """Reads columns: what separates them, and in which the word stands, the first lines tell."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._uneven: list[int] = []
        self._uneven_count = 0
        self._tags = 0
        self._word = 0
        self._width = 0

    def sentences(self) -> Iterator[_Sentence | None]:
        """Yield the sentences; None stands between documents."""
        sentence = _Sentence()
        language: str | None = None
        for number, (line, problem) in enumerate(text_lines(self._opened), 1):
            line = line.lstrip("\ufeff") if number == 1 else line
            if problem:
                sentence.refusal = sentence.refusal or self._refusal(problem, number)
            elif not line.strip() or _DOCUMENT.match(line):
                if sentence.words or sentence.refusal:
                    yield sentence
                    sentence = _Sentence(language=language)
                if line.strip():
                    yield None
            elif _COMMENT.match(line) and not ENTITY_TAG.match(line.split()[-1]):
                declared = re.search(r"\b(?:lang|language|domain)=([a-z]{2,3})\b", line)
                language = sentence.language = declared[1] if declared else language
                self._tags += len(line)
            elif len(sentence.words) >= 100_000:
                sentence.refusal = sentence.refusal or self._refusal("record-too-large", number)
            else:
                self._line(line, number, sentence)
        if sentence.words or sentence.refusal:
            yield sentence

    def _line(self, line: str, number: int, sentence: _Sentence) -> None:
        cells = line.rstrip().split("\t") if "\t" in line.strip() else line.split()
        if not self._width:
            self._width = len(cells)
            self._word = int(len(cells) > 2 and cells[0].isdigit() and not ENTITY_TAG.match(cells[1]))
        if len(cells) != self._width:
            self._uneven_count += 1
            if len(self._uneven) < _SHOWN:
                self._uneven.append(number)
        word = cells[self._word] if len(cells) > self._word else cells[0]
        sentence.words.append(word.strip())
        tag = cells[-1]
        self._tags += len(line) - len(word)
        if len(cells) > 1 and ENTITY_TAG.match(tag) and tag[0] in "BSU":
            sentence.entities[tag[2:]] += 1

    def _refusal(self, code: str, number: int) -> Refusal:
        opened = self._opened
        params: Params = {"lines": number, "count": 1, "encoding": opened.encoding.name}
        params["limit_mb"] = opened.limits.record_bytes >> 20
        return Refusal(code, "", params, opened.format, opened.encoding.name)

    def findings(self) -> Iterator[Item]:
        """Yield what is to say of the whole file."""
        if self._uneven:
            shown = ", ".join(map(str, self._uneven)) + (" …" if self._uneven_count > _SHOWN else "")
            yield Remark("tagged-words-uneven", "", {"count": self._uneven_count, "lines": shown, "width": self._width})
        if self._tags:
            yield LeftOut("markup", self._tags)


def read_vrt(opened: Opened) -> Iterator[Item]:
    """Yield a record a `<text>` or `<doc>` (`text N`), a sentence a line; one a sentence where `unit` is `line`."""
    unit = opened.options.unit or "file"
    if unit not in UNITS:
        yield Refusal("unit-unknown", "", {"unit": unit}, opened.format, opened.encoding.name)
        return
    yield from _Vertical(opened, unit).items()


class _Vertical:
    """Puts the words of vertical text together, one text at a time."""

    def __init__(self, opened: Opened, unit: str) -> None:
        self._opened = opened
        self._unit = unit
        self._attributes: dict[str, str] = {}
        self._paragraphs: list[list[str]] = [[]]
        self._words: list[str] = []
        self._glued = False
        self._any_glue = False
        self._refusal: Refusal | None = None
        self._number = 0
        self._markup = 0
        self._size = 0

    def items(self) -> Iterator[Item]:
        """Yield the records of the file."""
        for number, (line, problem) in enumerate(text_lines(self._opened), 1):
            if problem or self._size > self._opened.limits.record_bytes:
                self._refuse(problem or "record-too-large", number)
            elif structure := _STRUCTURE.match(line):
                self._markup += len(line)
                yield from self._structure(structure)
            elif line.startswith(("<!--", "<?xml")):
                self._markup += len(line)
            elif line.strip():
                self._word(line)
        yield from self._end_text()
        if self._markup:
            yield LeftOut("markup", self._markup)

    def _word(self, line: str) -> None:
        word = html.unescape(line.split("\t", 1)[0].strip())
        self._markup += len(line) - len(word)
        self._size += len(word)
        if self._glued and self._words:
            self._words[-1] += word
        elif word:
            self._words.append(word)
        self._glued = False

    def _structure(self, found: re.Match[str]) -> Iterator[Item]:
        closing, name, pairs, _ = found.groups()
        name = name.lower()
        if name == "g":
            self._glued = self._any_glue = True
        elif name in ("s", "sent", "sentence", "lb"):
            self._end_sentence()
        elif name in ("p", "head", "para", "paragraph", "div", "section"):
            self._end_sentence()
            if self._paragraphs[-1]:
                self._paragraphs.append([])
        elif name in ("text", "doc", "document", "article"):
            yield from self._end_text()
            self._attributes = (
                {}
                if closing
                else {hit[1].lower(): html.unescape(hit[2] or hit[3] or "") for hit in _PAIR.finditer(pairs)}
            )

    def _end_sentence(self) -> None:
        if self._words:
            # Where the corpus says which words stand close, its word is taken; else spaces go by rule.
            text = " ".join(self._words) if self._any_glue else spaced(self._words)
            self._paragraphs[-1].append(text)
        self._words, self._glued = [], False

    def _end_text(self) -> Iterator[Item]:
        self._end_sentence()
        paragraphs, self._paragraphs, self._size = [lines for lines in self._paragraphs if lines], [[]], 0
        refusal, self._refusal = self._refusal, None
        if not paragraphs and refusal is None:
            return
        self._number += 1
        place = f"text {self._number}"
        if refusal is not None:
            refusal.place = f"{place}, {refusal.place}"
            yield refusal
            return
        if self._unit == "file":
            yield self._record("\n\n".join("\n".join(lines) for lines in paragraphs), place)
            return
        pieces = [line for lines in paragraphs for line in lines]
        pieces = ["\n".join(lines) for lines in paragraphs] if self._unit == "paragraph" else pieces
        name = "sentence" if self._unit == "line" else "paragraph"
        for number, piece in enumerate(pieces, 1):
            yield self._record(piece, f"{place}, {name} {number}")

    def _record(self, text: str, place: str) -> Record:
        given = self._attributes
        known = {"title", "lang", "language", "url", "license", "licence"}
        others: dict[str, object] = {
            key: value[:500] for key, value in list(given.items())[:20] if key not in known and value
        }
        return Record(
            text,
            place,
            self._opened.format,
            self._opened.encoding.name,
            title=given.get("title") or None,
            language=given.get("lang") or given.get("language") or None,
            license=given.get("license") or given.get("licence") or None,
            source_url=given.get("url") or None,
            metadata=others or None,
        )

    def _refuse(self, code: str, number: int) -> None:
        if self._refusal is None:
            params: Params = {"lines": number, "count": 1, "encoding": self._opened.encoding.name}
            params["limit_mb"] = self._opened.limits.record_bytes >> 20
            self._refusal = Refusal(code, f"line {number}", params, self._opened.format, self._opened.encoding.name)
        self._words, self._paragraphs, self._size = [], [[]], 0
