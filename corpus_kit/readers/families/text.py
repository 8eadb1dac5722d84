"""Plain text: a file, a paragraph or a line is one record."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kit.readers.decoding import text_lines, whole_text
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal

UNITS = ("file", "paragraph", "line")


def read_text(opened: Opened) -> Iterator[Item]:
    """Yield the records of a text; places are `paragraph N` or `line N`, empty for a whole file."""
    format_name, encoding = opened.format, opened.encoding
    unit = opened.options.unit or "file"
    if unit not in UNITS:
        yield Refusal("unit-unknown", "", {"unit": unit}, format_name, encoding.name)
        return
    if unit != "file":
        yield from _pieces(opened, unit)
        return
    text, refusal = whole_text(opened)
    if refusal is not None:
        yield refusal
        return
    if not text.strip():
        yield Refusal("record-without-text", "", {}, format_name, encoding.name)
        return
    yield Record(text, "", format_name, encoding.name)


def _pieces(opened: Opened, unit: str) -> Iterator[Item]:
    """Yield lines, or paragraphs: what stands between blank lines."""
    format_name, encoding, limits = opened.format, opened.encoding, opened.limits
    held: list[str] = []
    refused: Refusal | None = None
    size = paragraph = number = 0

    def place() -> str:
        return f"paragraph {paragraph + 1}" if unit == "paragraph" else f"line {number}"

    for number, raw in enumerate(text_lines(opened), 1):
        line, problem = raw
        if problem and refused is None:
            params: Params = {
                "limit_mb": limits.record_bytes >> 20,
                "encoding": encoding.name,
                "lines": number,
                "count": 1,
            }
            refused = Refusal(problem, place(), params, format_name, encoding.name)
        if line.strip() or problem:
            held.append(line)
            size += len(line)
            if size > limits.record_bytes and refused is None:
                limit = {"limit_mb": limits.record_bytes >> 20}
                refused, held = Refusal("record-too-large", place(), limit, format_name, encoding.name), [""]
            if unit == "paragraph":
                continue
        if held:
            yield refused or Record("\n".join(held), place(), format_name, encoding.name)
            paragraph += 1
            held, refused, size = [], None, 0
    if held:
        yield refused or Record("\n".join(held), place(), format_name, encoding.name)
