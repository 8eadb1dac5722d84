"""CoNLL-U: a sentence is one record; its text is its `# text`, else put together from its words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.blocks import Source
from corpus_kit.readers.encoding import Encoding
from corpus_kit.readers.limits import Limits, Params
from corpus_kit.readers.records import Item, ReadOptions, Record, Refusal
from corpus_kit.readers.text import text_lines

FORMAT = "conllu"
_ID = re.compile(r"(\d+)(?:-(\d+)|\.(\d+))?")
_COMMENT = re.compile(r"#\s*([^=\s][^=]*?)\s*(?:=\s*(.*))?")


class _Sentence:
    """The lines between two blank lines."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
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
            return
        cells = line.split("\t")
        identifier = _ID.fullmatch(cells[0])
        if identifier is None or len(cells) != 10 or not cells[1]:
            self.fail("broken", number)
            return
        first, last, empty = identifier.groups()
        if empty or int(first) <= self._covered:
            return  # an empty node, or a word inside a range that stands already
        if last:
            self._covered = int(last)
        self.words.append(cells[1] if "SpaceAfter=No" in cells[9].split("|") else cells[1] + " ")

    def fail(self, problem: str, number: int) -> None:
        """Note the first thing that is wrong with the sentence."""
        if not self.problem:
            self.problem, self.problem_line = problem, number

    @property
    def text(self) -> str:
        """The text of the sentence."""
        return self.comments.get("text") or "".join(self.words).strip()

    @property
    def empty(self) -> bool:
        """Whether it is no sentence but a few comments."""
        return not self.words and not self.problem and not self.comments.keys() & {"text", "sent_id"}


def read_conllu(source: Source, options: ReadOptions, limits: Limits, encoding: Encoding) -> Iterator[Item]:
    """Yield a record a sentence (`sentence N`), or one for the whole file where `unit` is `file`."""
    texts: list[str] = []
    document: dict[str, object] = {}
    number = 0
    for sentence in _sentences(source, limits, encoding):
        for name in ("newdoc", "newdoc id", "newpar", "newpar id"):
            if name in sentence.comments:
                document[name.replace(" ", "_")] = sentence.comments[name]
        if sentence.empty:
            continue
        number += 1
        place = f"sentence {number}"
        if sentence.problem or not sentence.words or not sentence.text:
            yield _refusal(sentence, place, limits, encoding)
        elif options.unit == "file":
            texts.append(sentence.text)
        else:
            others = {n: v for n, v in sentence.comments.items() if n != "text" and not n.startswith("new")}
            yield Record(sentence.text, place, FORMAT, encoding.name, metadata=(document | others) or None)
    if texts:
        yield Record("\n".join(texts), "", FORMAT, encoding.name)


def _refusal(sentence: _Sentence, place: str, limits: Limits, encoding: Encoding) -> Refusal:
    line = sentence.problem_line or sentence.first_line
    if sentence.problem in ("", "broken"):
        return Refusal("conllu-broken-sentence", place, {"line": line}, FORMAT, encoding.name)
    params: Params = {"lines": line, "count": 1, "encoding": encoding.name, "limit_mb": limits.record_bytes >> 20}
    return Refusal(sentence.problem, place, params, FORMAT, encoding.name)


def _sentences(source: Source, limits: Limits, encoding: Encoding) -> Iterator[_Sentence]:
    sentence: _Sentence | None = None
    for number, (line, problem) in enumerate(text_lines(source, limits, encoding), 1):
        if not line.strip() and not problem:
            if sentence is not None:
                yield sentence
            sentence = None
            continue
        sentence = sentence or _Sentence(number)
        if problem:
            sentence.fail(problem, number)
        else:
            sentence.add(line, number)
    if sentence is not None:
        yield sentence
