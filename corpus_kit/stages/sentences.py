"""Counts the sentences of a sample of the documents, with spaCy where it knows the language, else by end marks.

Where spaCy ends a sentence at a mark that ends none (an initial, a shortened word, what goes on in a small letter), the
sentence goes on: see `corpus_kit.languages.sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.languages import LanguageTag, UnknownLanguageError, language_registry, parse_tag
from corpus_kit.languages.sentences import EndMarks, judged_marks, paragraphs, sentences
from corpus_kit.stages import add_columns

# spaCy's tokenizers of these need packages that not every machine has; the same text must be cut alike everywhere.
_NEED_PACKAGES = {"ja", "ko", "th", "vi"}
# spaCy's tokenizers leave an end mark of these languages hanging on the word, where its sentence rule does not see it.
_MISS_MARKS = {"bo", "el", "grc", "gu", "hy", "ml", "sa"}


@dataclass(frozen=True)
class SentencesStage:
    """Adds sentences, sentence_characters and sentence_tool.

    One document in `sample_every` is measured, chosen by its id, so the same ones every time; 1 means all. Of each, the
    first `head_characters` are cut.
    """

    sample_every: int = 20
    head_characters: int = 20_000

    name: ClassVar[str] = "sentences"
    version: ClassVar[str] = "2"
    tool: ClassVar[str] = f"spacy:{metadata.version('spacy')}+terminators"

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return `batch` with the sentence columns added; they are null outside the sample."""
        heads = pc.utf8_slice_codeunits(batch.column("text"), 0, self.head_characters)
        found: list[tuple[int | None, float | None, str | None]] = []
        for row, (identity, tag) in enumerate(zip(batch.column("id").to_pylist(), _tags(batch), strict=True)):
            if int(identity[:8], 16) % max(1, self.sample_every):
                found.append((None, None, None))
            else:
                found.append(_measure(heads[row].as_py(), tag))
        kinds = (pa.int32(), pa.float32(), pa.string())
        arrays = [pa.array([one[i] for one in found], kind) for i, kind in enumerate(kinds)]
        return add_columns(batch, "sentences", arrays)


def _measure(text: str, tag: LanguageTag | None) -> tuple[int, float, str]:
    if tag is None:
        tag = LanguageTag("und", _script_of(text))
    cut, tool = _cutter(tag.language, tag.script)
    lengths = [len(sentence) for sentence in cut(text) if any(map(str.isalnum, sentence))]
    return len(lengths), sum(lengths) / len(lengths) if lengths else 0.0, tool


def _tags(batch: pa.RecordBatch) -> Iterator[LanguageTag | None]:
    """Yield what is known of each row: the concluded language where the batch holds it, else the declared one."""
    names = batch.schema.names
    if "language" in names and "script" in names:
        pairs = zip(batch.column("language").to_pylist(), batch.column("script").to_pylist(), strict=True)
        for language, script in pairs:
            yield LanguageTag(language, script) if language and script else None
        return
    for declared in batch.column("language_declared").to_pylist():
        try:
            yield parse_tag(declared) if declared else None
        except UnknownLanguageError:
            yield None


def _script_of(text: str) -> str:
    from corpus_kit.identification.letters import leading_script

    return leading_script(text[:2000])


@cache
def _cutter(language: str, script: str) -> tuple[Callable[[str], Iterator[str]], str]:
    """Return what cuts texts of a language in a script, and its name."""
    known = language_registry().get(language)
    usual = bool(known and (script == known.default_script or known.spacy == "zh"))
    marks = EndMarks.of(language, script)
    if known and usual and known.spacy and known.spacy not in _NEED_PACKAGES | _MISS_MARKS:
        return _by_spacy(known.spacy, marks), f"spacy:{known.spacy}"
    return lambda text: (text[start:end] for start, end in sentences(text, marks)), f"terminators:{script}"


def _by_spacy(code: str, marks: EndMarks) -> Callable[[str], Iterator[str]]:
    import spacy

    pipeline = spacy.blank(code)
    pipeline.add_pipe("sentencizer")

    def cut(text: str) -> Iterator[str]:
        for start, end in paragraphs(text):
            paragraph = text[start:end]
            begin = 0
            for after in _ends(paragraph, [sentence.end_char for sentence in pipeline(paragraph).sents], marks):
                yield paragraph[begin:after].strip()
                begin = after
            yield paragraph[begin:].strip()

    return cut


def _ends(paragraph: str, proposed: list[int], marks: EndMarks) -> Iterator[int]:
    """Yield those of the proposed ends that stand, each after the whole run of its marks and closing quotes.

    spaCy counts a quote that opens the next sentence to the one before it; it goes where it belongs.
    """
    judged = list(judged_marks(paragraph, marks))
    place = 0
    for end in proposed:
        while place + 1 < len(judged) and judged[place + 1][0] < end:
            place += 1
        start, after, ends = judged[place] if judged else (end, end, True)
        between = any(map(str.isalnum, paragraph[after:end]))
        if end <= start or between:
            yield end
        elif ends:
            yield after
