"""The output of Constraint Grammar and of Apertium's taggers: a word in quotes and brackets, its readings below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.families.prose import UNITS
from corpus_kit.readers.families.spacing import spaced
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Record, Refusal

_WORD = re.compile(r'^\s?"<(.*)>"')
_LONGEST = 100_000  # words of one sentence


def read_cg(opened: Opened) -> Iterator[Item]:
    """Yield a record a sentence (`sentence N`), or one for the whole file where `unit` is `file`.

    A blank line ends a sentence. Lines of readings, and what a grammar has struck out, are left out.
    """
    unit, name = opened.options.unit or "line", opened.encoding.name
    if unit not in UNITS:
        yield Refusal("unit-unknown", "", {"unit": unit}, opened.format, name)
        return
    whole: list[str] = []
    number = markup = 0
    for words, refusal, left in _sentences(opened):
        markup += left
        text = spaced(words)
        if not text and refusal is None:
            continue
        number += 1
        if refusal is not None:
            refusal.place = f"sentence {number}"
            yield refusal
        elif unit == "file":
            whole.append(text)
        else:
            yield Record(text, f"sentence {number}", opened.format, name)
    if whole:
        yield Record("\n".join(whole), "", opened.format, name)
    if markup:
        yield LeftOut("markup", markup)


def _sentences(opened: Opened) -> Iterator[tuple[list[str], Refusal | None, int]]:
    words: list[str] = []
    refusal: Refusal | None = None
    left = 0
    for number, (line, problem) in enumerate(text_lines(opened), 1):
        if not line.strip() and not problem:
            if words or refusal is not None:
                yield words, refusal, left
            words, refusal, left = [], None, 0
            continue
        if len(words) > _LONGEST and not problem:
            problem = "record-too-large"
        if problem:
            params: Params = {"lines": number, "count": 1, "encoding": opened.encoding.name}
            params["limit_mb"] = opened.limits.record_bytes >> 20
            refusal = refusal or Refusal(problem, "", params, opened.format, opened.encoding.name)
            words = []
        elif refusal is None and (found := _WORD.match(line)):
            words.extend(found[1].split())
            left += len(line) - len(found[1])
        else:
            left += len(line)
    if words or refusal is not None:
        yield words, refusal, left
