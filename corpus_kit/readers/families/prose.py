"""Prose out of markup: paragraphs gathered, what was left out counted, and records made of both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from corpus_kit.readers.decoding import text_lines, whole_text
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal, Remark

UNITS = ("file", "paragraph", "line")
# What stands for a formula within a sentence, so that the hole is seen: where a formula stands alone nothing does.
FORMULA = "[…]"

# Scripts written without spaces between words: a line that breaks within one is continued without a space.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u0f00-\u0fff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_UNSPACED_END = re.compile(f"[{_UNSPACED}]$")
_UNSPACED_START = re.compile(f"[{_UNSPACED}]")
_SENTENCE_END = re.compile(r"[.!?…:;,؟،؛。」』”»)\]]['\"”’»)\]]*$")
_LINE_END = re.compile(r"\r+\n|\r")  # some programs write the carriage return twice
_CODE_MARKS = re.compile(r"[{}\[\]();=<>$\\|/#&*_@~^+]|^\s*(?:\$|>>>|#!)", re.MULTILINE)


@dataclass(slots=True)
class Prose:
    """What was found in one file: blocks of text, and amounts left out by their kind (see `records.LEFT_OUT`)."""

    blocks: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    license: str | None = None
    metadata: dict[str, object] | None = None

    def leave(self, kind: str, what: str | int) -> None:
        """Count what is left out: characters of a text, or pieces."""
        self.left[kind] += len(what) if isinstance(what, str) else what

    def add(self, block: str) -> None:
        """Add a paragraph, heading, list or table; an empty one is none."""
        block = block.strip("\n ")
        if block.strip():
            self.blocks.append(block)


def joined(lines: Iterable[str]) -> str:
    """Return the lines of one paragraph as one line.

    They are put together with a space, but with none between letters of a script that has none between words: Han and
    kana, Thai, Lao, Khmer, Burmese, Tibetan.
    """
    text = ""
    for line in lines:
        line = line.strip()
        if not line:
            continue
        close = text and _UNSPACED_END.search(text) and _UNSPACED_START.match(line)
        text += line if close or not text else " " + line
    return text


def seems_prose(lines: list[str]) -> bool:
    """Return whether an indented block is prose, as indented paragraphs and poems are, rather than program code.

    Markup calls both "literal". Text outside ASCII, sentences and long lines of words are prose; brackets, operators
    and lone short words are not.
    """
    text = "\n".join(line.strip() for line in lines).strip()
    letters = sum(character.isalpha() for character in text)
    marks = len(_CODE_MARKS.findall(text))
    if not letters or marks * 12 > len(text):
        return False
    foreign = sum(character.isalpha() and ord(character) > 0x24F for character in text)
    if 2 * foreign > letters:
        return True
    words = len(text.split())
    return bool(_SENTENCE_END.search(text)) and words >= 5 and marks * 40 <= len(text)


def prose_items(opened: Opened, convert: Callable[[str, Prose], None]) -> Iterator[Item]:
    """Yield what `convert` makes of a file, as one record or one each paragraph or line.

    Where paragraphs or lines are the unit, a damaged line is refused alone and the rest is read; a whole file is not
    taken with holes in it.
    """
    unit = opened.options.unit or "file"
    refused: list[Item] = []
    source = sound_source(opened, unit, refused)
    yield from refused
    if source is None:
        return
    prose = Prose()
    convert(source, prose)
    yield from prose.remarks
    yield from _records(opened, prose, unit)
    markup = len(source) - sum(map(len, prose.blocks)) - sum(prose.left.values()) + prose.left["picture"]
    prose.left["markup"] = max(prose.left["markup"], markup - 2 * len(prose.blocks), 0)
    for kind, amount in sorted(prose.left.items()):
        if amount:
            yield LeftOut(kind, amount)


def sound_source(opened: Opened, unit: str, refused: list[Item]) -> str | None:
    """Return the text of a file with line feeds as line ends, and put what is refused of it into `refused`.

    None: nothing can be taken. Raises StreamBroken where the file is too large or its stream is damaged.
    """
    limits, encoding = opened.limits, opened.encoding
    if unit not in UNITS:
        refused.append(Refusal("unit-unknown", "", {"unit": unit}, opened.format, encoding.name))
        return None
    if unit == "file":
        source, refusal = whole_text(opened)
        if refusal is not None:
            refused.append(refusal)
            return None
        return _LINE_END.sub("\n", source).lstrip("\ufeff") if "\r" in source else source.lstrip("\ufeff")
    kept: list[str] = []
    for number, (line, problem) in enumerate(text_lines(opened), 1):
        if not problem:
            kept.append(line.rstrip("\r"))
            continue
        params: Params = {"lines": number, "count": 1, "encoding": encoding.name}
        params["limit_mb"] = limits.record_bytes >> 20
        refused.append(Refusal(problem, f"line {number}", params, opened.format, encoding.name))
    return "\n".join(kept).lstrip("\ufeff")


def _records(opened: Opened, prose: Prose, unit: str) -> Iterator[Item]:
    encoding = opened.encoding.name
    if not prose.blocks:
        yield Refusal("markup-without-text", "", {}, opened.format, encoding)
        return
    pieces = ["\n\n".join(prose.blocks)] if unit == "file" else prose.blocks
    if unit == "line":
        pieces = [line for block in prose.blocks for line in block.split("\n") if line.strip()]
    for number, piece in enumerate(pieces, 1):
        place = "" if unit == "file" else f"{unit} {number}"
        yield Record(
            piece,
            place,
            opened.format,
            encoding,
            title=prose.title,
            language=prose.language,
            license=prose.license,
            metadata=dict(prose.metadata) if prose.metadata else None,
        )
