"""Plain text and Markdown: a file, a paragraph or a line is one record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.readers.blocks import Source, as_utf8, lines
from corpus_kit.readers.encoding import Encoding
from corpus_kit.readers.limits import Limits, Params, StreamBroken
from corpus_kit.readers.records import Item, ReadOptions, Record, Refusal, Remark

UNITS = ("file", "paragraph", "line")
_SHOWN_LINES = 10
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")


def read_text(
    source: Source, format_name: str, options: ReadOptions, limits: Limits, encoding: Encoding
) -> Iterator[Item]:
    """Yield the records of a text; places are `paragraph N` or `line N`, empty for a whole file."""
    unit = options.unit or "file"
    if unit not in UNITS:
        yield Refusal("unit-unknown", "", {"unit": unit}, format_name, encoding.name)
        return
    if unit != "file":
        yield from _pieces(source, format_name, unit, limits, encoding)
        return
    text, refusal = decode_whole(source.whole(limits), format_name, encoding)
    if refusal is not None:
        yield refusal
        return
    if format_name == "markdown" and (matter := _FRONT_MATTER.match(text)):
        yield Remark("markdown-front-matter", params={"lines": matter[0].count("\n")})
        text = text[matter.end() :]
    if not text.strip():
        yield Refusal("record-without-text", "", {}, format_name, encoding.name)
        return
    yield Record(text, "", format_name, encoding.name)


def decode_whole(data: bytes, format_name: str, encoding: Encoding) -> tuple[str, Refusal | None]:
    """Decode all of a file, or say where it does not decode: nothing is replaced in silence."""
    body = data[encoding.skip :]
    try:
        return body.decode(encoding.codec), None
    except UnicodeDecodeError as error:
        place = f"byte {encoding.skip + error.start + 1}"
        if encoding.declared:
            return "", Refusal(
                "encoding-declared-wrong", place, {"encoding": encoding.name}, format_name, encoding.name
            )
        if encoding.name != "utf-8":
            return "", Refusal("text-does-not-decode", place, {"encoding": encoding.name}, format_name, encoding.name)
    bad = _bad_lines(body)
    shown = ", ".join(map(str, bad[:_SHOWN_LINES])) + (" …" if len(bad) > _SHOWN_LINES else "")
    place = f"line {bad[0]}" if bad else ""
    return "", Refusal("invalid-utf8", place, {"lines": shown, "count": len(bad)}, format_name, "utf-8")


def _bad_lines(body: bytes) -> list[int]:
    bad: list[int] = []
    for number, line in enumerate(body.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            bad.append(number)
    return bad


def _pieces(source: Source, format_name: str, unit: str, limits: Limits, encoding: Encoding) -> Iterator[Item]:
    """Yield lines, or paragraphs: what stands between blank lines."""
    held: list[str] = []
    refused: Refusal | None = None
    size = paragraph = number = 0

    def place() -> str:
        return f"paragraph {paragraph + 1}" if unit == "paragraph" else f"line {number}"

    for number, raw in enumerate(text_lines(source, limits, encoding), 1):
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


def text_lines(source: Source, limits: Limits, encoding: Encoding) -> Iterator[tuple[str, str]]:
    """Yield each line with the code of what is wrong with it, empty when nothing is.

    A line of undecodable bytes is given with escapes in their place, for rows that must be counted all the same.
    Raises StreamBroken `encoding-declared-wrong` where a declared encoding does not decode.
    """
    old_mac = b"\r" in source.head and b"\n" not in source.head and encoding.width == 1
    separator = b"\r" if old_mac else b"\n"
    is_utf8 = encoding.name == "utf-8" or encoding.width > 1 or encoding.name.startswith("iso-2022")
    codec = "utf-8" if is_utf8 else encoding.codec
    for number, line in enumerate(lines(as_utf8(source, encoding), limits, separator), 1):
        if line is None:
            yield "", "record-too-large"
            continue
        try:
            yield line.decode(codec).removesuffix("\r"), ""
        except UnicodeDecodeError:
            if encoding.declared:
                params: Params = {"encoding": encoding.name, "line": number}
                raise StreamBroken("encoding-declared-wrong", params) from None
            code = "invalid-utf8" if is_utf8 else "text-does-not-decode"
            yield line.decode(codec, "backslashreplace").removesuffix("\r"), code
