"""Counts the sentences of a sample of the documents, with spaCy where it knows the language, else by end marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from corpus_kit.languages import LanguageTag, UnknownLanguageError, language_registry, parse_tag
from corpus_kit.stages import add_columns

# spaCy's tokenizers of these need packages that not every machine has; the same text must be cut alike everywhere.
_NEED_PACKAGES = {"ja", "ko", "th", "vi"}
# spaCy's tokenizers leave an end mark of these languages hanging on the word, where its sentence rule does not see it.
_MISS_MARKS = {"bo", "el", "grc", "gu", "hy", "ml", "sa"}
# End marks by script, for a language written in another script than its usual one, and where no language is known.
_MARKS = {
    "Arab": ".!؟۔",
    "Armn": "։",
    "Beng": "।!?",
    "Deva": "।॥!?",
    "Ethi": "።፧!?",
    "Grek": ".!;",
    "Guru": "।!?",
    "Hang": ".!?",
    "Hani": "。！？",
    "Hans": "。！？",
    "Hant": "。！？",
    "Jpan": "。！？",
    "Khmr": "។៕!?",
    "Laoo": "!?",
    "Mong": "᠃᠉!?",
    "Mtei": "꯫!?",
    "Mymr": "။!?",
    "Olck": "᱾᱿",
    "Orya": "।!?",
    "Thai": "!?",
    "Tibt": "།༎༏",
}
_USUAL_MARKS = ".!?"
# These end a sentence only before white space: a full stop stands in numbers, addresses and abbreviations as well.
_NEED_SPACE = ".!?;؟"
_CLOSING = "\"'”’»)）]」』"
_LINES_END = {"Thai", "Laoo"}  # written without end marks: a line is the smallest sure unit


@dataclass(frozen=True)
class SentencesStage:
    """Adds sentences, sentence_characters and sentence_tool.

    One document in `sample_every` is measured, chosen by its id, so the same ones every time; 1 means all. Of each, the
    first `head_characters` are cut.
    """

    sample_every: int = 20
    head_characters: int = 20_000

    name: ClassVar[str] = "sentences"
    version: ClassVar[str] = "1"
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
    from corpus_kit.identification.scripts import count_letters

    return count_letters([text[:2000]])[0].script


@cache
def _cutter(language: str, script: str) -> tuple[Callable[[str], Iterator[str]], str]:
    """Return what cuts texts of a language in a script, and its name."""
    known = language_registry().get(language)
    usual = bool(known and (script == known.default_script or known.spacy == "zh"))
    if known and usual and known.spacy and known.spacy not in _NEED_PACKAGES | _MISS_MARKS:
        return _by_spacy(known.spacy), f"spacy:{known.spacy}"
    marks = known.sentence_terminators if known and usual else ""
    return _by_marks(marks or _MARKS.get(script, _USUAL_MARKS), script in _LINES_END), f"terminators:{script}"


def _by_spacy(code: str) -> Callable[[str], Iterator[str]]:
    import spacy

    pipeline = spacy.blank(code)
    pipeline.add_pipe("sentencizer")

    def cut(text: str) -> Iterator[str]:
        for paragraph in _paragraphs(text):
            yield from (sentence.text.strip() for sentence in pipeline(paragraph).sents)

    return cut


def _by_marks(marks: str, lines_end: bool) -> Callable[[str], Iterator[str]]:
    spaced = "".join(m for m in marks if m in _NEED_SPACE)
    alone = "".join(m for m in marks if m not in _NEED_SPACE)
    closing = f"[{re.escape(_CLOSING)}]*"
    ends = [f"[{re.escape(alone)}]+{closing}"] if alone else []
    ends += [rf"[{re.escape(spaced)}]+{closing}(?=\s)"] if spaced else []
    ends += [r"\n"] if lines_end else []
    pattern = re.compile("|".join(ends)) if ends else None

    def cut(text: str) -> Iterator[str]:
        for paragraph in _paragraphs(text):
            start = 0
            for match in pattern.finditer(paragraph) if pattern else ():
                yield paragraph[start : match.end()].strip()
                start = match.end()
            yield paragraph[start:].strip()

    return cut


def _paragraphs(text: str) -> list[str]:
    """Return the parts between empty lines: a sentence never goes on beyond one."""
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]
