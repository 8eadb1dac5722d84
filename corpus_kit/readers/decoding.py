"""From bytes to characters: a whole file or line by line, with a word on every byte that does not decode."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kit.readers.blocks import as_utf8, lines
from corpus_kit.readers.encodings.changes import LineDecoder
from corpus_kit.readers.limits import Params, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Refusal

_SHOWN_LINES = 10
# What is decoded at once, so that lines in another encoding are judged together.
_BLOCK_LINES, _BLOCK_BYTES = 4_000, 512 * 1024


def whole_text(opened: Opened) -> tuple[str, Refusal | None]:
    """Return all of a file as text, or a refusal that says where it does not decode: nothing is replaced in silence.

    Lines in another encoding than the rest are read in theirs where that is plausible; `opened.changes` tells of it.
    Raises StreamBroken when the file is too large for one text or its stream is damaged.
    """
    encoding = opened.encoding
    body = opened.whole()[encoding.skip :]
    single = encoding.declared or encoding.lines_as_utf8
    try:
        text = body.decode(encoding.codec)
        if single:
            return text, None
    except UnicodeDecodeError as error:
        place = f"byte {encoding.skip + error.start + 1}"
        params: Params = {"encoding": encoding.name}
        if encoding.declared:
            return "", Refusal("encoding-declared-wrong", place, params, opened.format, encoding.name)
        if encoding.lines_as_utf8 and encoding.name != "utf-8":
            return "", Refusal("text-does-not-decode", place, params, opened.format, encoding.name)
    return _mended(opened, body)


def _mended(opened: Opened, body: bytes) -> tuple[str, Refusal | None]:
    """Decode a file line by line, because some of its lines are in another encoding or damaged."""
    encoding = opened.encoding
    decoder = LineDecoder(encoding)
    separator = _separator(opened)
    pieces: list[str] = []
    bad: list[int] = []
    for block in _in_blocks(iter(body.split(separator))):
        for text, problem in decoder.decode([line or b"" for line in block]):
            pieces.append(text)
            if problem:
                bad.append(len(pieces))
    opened.changes[:] = decoder.remarks()
    if not bad:
        return separator.decode("ascii").join(pieces), None
    shown = ", ".join(map(str, bad[:_SHOWN_LINES])) + (" …" if len(bad) > _SHOWN_LINES else "")
    params: Params = {"lines": shown, "count": len(bad), "encoding": encoding.name}
    code = "invalid-utf8" if encoding.name == "utf-8" else "text-does-not-decode"
    return "", Refusal(code, f"line {bad[0]}", params, opened.format, encoding.name)


def text_lines(opened: Opened) -> Iterator[tuple[str, str]]:
    """Yield each line with the code of what is wrong with it, empty when nothing is.

    A line of undecodable bytes is given with escapes in their place, for rows that must be counted all the same. Lines
    in another encoding than the rest are read in theirs where that is plausible; `opened.changes` tells of it.
    Raises StreamBroken `encoding-declared-wrong` where a declared encoding does not decode.
    """
    for number, (line, problem) in enumerate(checked_lines(opened), 1):
        if problem not in ("", "record-too-large") and opened.encoding.declared:
            raise StreamBroken("encoding-declared-wrong", {"encoding": opened.encoding.name, "line": number})
        yield (line.decode() if isinstance(line, bytes) else line).removesuffix("\r"), problem


def checked_lines(opened: Opened) -> Iterator[tuple[bytes | str, str]]:
    """Yield each line as `text_lines` does, but with its carriage return, and as it is where it is sound UTF-8.

    A line that a declared encoding does not decode costs itself alone here: for formats whose lines are records.
    """
    encoding = opened.encoding
    decoder = LineDecoder(encoding)
    for block in _in_blocks(lines(as_utf8(opened.source, encoding), opened.limits, _separator(opened))):
        whole: list[bytes] = [line for line in block if line is not None]
        if encoding.lines_as_utf8 and _sound(whole):
            decoder.pass_over(whole)
            yield from ((line, "") if line is not None else ("", "record-too-large") for line in block)
            continue
        decoded = iter(decoder.decode([line or b"" for line in block]))
        opened.changes[:] = decoder.remarks()
        for line in block:
            text, problem = next(decoded)
            yield ("", "record-too-large") if line is None else (text, problem)


def _separator(opened: Opened) -> bytes:
    head = opened.source.head
    return b"\r" if b"\r" in head and b"\n" not in head and opened.encoding.width == 1 else b"\n"


def _sound(block: list[bytes]) -> bool:
    try:
        b"\n".join(block).decode()
    except UnicodeDecodeError:
        return False
    return True


def _in_blocks(source: Iterator[bytes | None]) -> Iterator[list[bytes | None]]:
    block: list[bytes | None] = []
    size = 0
    for line in source:
        block.append(line)
        size += len(line or b"")
        if size >= _BLOCK_BYTES or len(block) >= _BLOCK_LINES:
            yield block
            block, size = [], 0
    if block:
        yield block
