"""CoNLL-U and its kin (CoNLL-U Plus, CoNLL-X, CoNLL-2009): a sentence is one record; its text is its `# text`, else put
together from its words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.families.spacing import spaced
from corpus_kit.readers.limits import Limits, Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal

FORMAT = "conllu"
_ID = re.compile(r"(\d+)(?:-(\d+)|\.(\d+))?")
_COMMENT = re.compile(r"#\s*([^=\s][^=]*?)\s*(?:=\s*(.*))?")


_SPACES = {r"\s": " ", r"\t": "\t", r"\n": "\n", r"\r": "", r"\p": "|", r"\\": "\\"}


class _Columns:
    """Which columns a file has: the ten of CoNLL-U, or what its head or its first word shows."""

    def __init__(self) -> None:
        self.width = 0
        self.form, self.misc = 1, 9

    def declare(self, names: list[str]) -> None:
        """Take the columns from `# global.columns`."""
        if "FORM" in names:
            self.width, self.form = len(names), names.index("FORM")
            self.misc = names.index("MISC") if "MISC" in names else len(names)

    def fit(self, cells: list[str]) -> bool:
        """Return whether a word has the columns of the file; the first word tells them."""
        if not self.width:
            # CoNLL-X has ten too, CoNLL-2009 fourteen or more, others fewer: below four it is a damaged line.
            self.width = len(cells) if len(cells) >= 4 else 10
        return len(cells) == self.width and bool(cells[self.form])


def _space_after(misc: str) -> str | None:
    """Return the space that the last column puts after a word; None where it says nothing."""
    for pair in misc.split("|"):
        if pair == "SpaceAfter=No":
            return ""
        if pair.startswith("SpacesAfter="):
            return re.sub(r"\\.", lambda found: _SPACES.get(found[0], ""), pair.partition("=")[2])
    return None


class _Sentence:
    """The lines between two blank lines."""

    def __init__(self, first_line: int, columns: _Columns) -> None:
        self.first_line = first_line
        self._columns = columns
        self._says = False  # whether any word says what space follows it
        self._forms: list[str] = []
        self.comments: dict[str, str] = {}
        self.words: list[str] = []
        self.problem = ""
        self.problem_line = 0
        self._covered = 0

    def add(self, line: str, number: int) -> None:
        """Take in a line."""
        if line.startswith("#") and not self.words:
            found = _COMMENT.fullmatch(line.strip())
            if found:
                self.comments[found[1]] = found[2] or ""
                if found[1] == "global.columns":
                    self._columns.declare((found[2] or "").split())
            return
        cells = line.split("\t")
        identifier = _ID.fullmatch(cells[0])
        if identifier is None or not self._columns.fit(cells):
            self.fail("broken", number)
            return
        first, last, empty = identifier.groups()
        if empty or int(first) <= self._covered:
            return  # an empty node, or a word inside a range that stands already
        if last:
            self._covered = int(last)
        form = cells[self._columns.form]
        after = _space_after(cells[self._columns.misc]) if self._columns.misc < len(cells) else None
        self._says = self._says or after is not None
        self._forms.append(form)
        self.words.append(form + (" " if after is None else after))

    def fail(self, problem: str, number: int) -> None:
        """Note the first thing that is wrong with the sentence."""
        if not self.problem:
            self.problem, self.problem_line = problem, number

    @property
    def text(self) -> str:
        """The text of the sentence."""
        if text := self.comments.get("text"):
            return text
        return "".join(self.words).strip() if self._says else spaced(self._forms)

    @property
    def empty(self) -> bool:
        """Whether it is no sentence but a few comments."""
        return not self.words and not self.problem and not self.comments.keys() & {"text", "sent_id"}


def read_conllu(opened: Opened) -> Iterator[Item]:
    """Yield a record a sentence (`sentence N`), or one for the whole file where `unit` is `file`."""
    limits, encoding = opened.limits, opened.encoding
    texts: list[str] = []
    document: dict[str, object] = {}
    number = 0
    for sentence in _sentences(opened):
        for name in ("newdoc", "newdoc id", "newpar", "newpar id"):
            if name in sentence.comments:
                document[name.replace(" ", "_")] = sentence.comments[name]
        if sentence.empty:
            continue
        number += 1
        place = f"sentence {number}"
        if sentence.problem or not sentence.words or not sentence.text:
            yield _refusal(sentence, place, limits, encoding)
        elif opened.options.unit == "file":
            starts = texts and any(name in sentence.comments for name in ("newpar", "newpar id", "newdoc", "newdoc id"))
            texts.append(("\n" if starts else "") + sentence.text)
        else:
            others = {
                n: v
                for n, v in sentence.comments.items()
                if n not in ("text", "global.columns") and not n.startswith("new")
            }
            yield Record(sentence.text, place, FORMAT, encoding.name, metadata=(document | others) or None)
    if texts:
        yield Record("\n".join(texts), "", FORMAT, encoding.name)


def _refusal(sentence: _Sentence, place: str, limits: Limits, encoding: Encoding) -> Refusal:
    line = sentence.problem_line or sentence.first_line
    if sentence.problem in ("", "broken"):
        return Refusal("conllu-broken-sentence", place, {"line": line}, FORMAT, encoding.name)
    params: Params = {"lines": line, "count": 1, "encoding": encoding.name, "limit_mb": limits.record_bytes >> 20}
    return Refusal(sentence.problem, place, params, FORMAT, encoding.name)


def _sentences(opened: Opened) -> Iterator[_Sentence]:
    sentence: _Sentence | None = None
    columns = _Columns()
    for number, (line, problem) in enumerate(text_lines(opened), 1):
        if not line.strip() and not problem:
            if sentence is not None:
                yield sentence
            sentence = None
            continue
        sentence = sentence or _Sentence(number, columns)
        if problem:
            sentence.fail(problem, number)
        else:
            sentence.add(line, number)
    if sentence is not None:
        yield sentence
