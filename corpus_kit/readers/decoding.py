"""From bytes to characters: a whole file or line by line, with a word on every byte that does not decode."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kit.readers.blocks import as_utf8, lines
from corpus_kit.readers.limits import Params, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Refusal

_SHOWN_LINES = 10


def whole_text(opened: Opened) -> tuple[str, Refusal | None]:
    """Return all of a file as text, or a refusal that says where it does not decode: nothing is replaced in silence.

    Raises StreamBroken when the file is too large for one text or its stream is damaged.
    """
    encoding = opened.encoding
    body = opened.whole()[encoding.skip :]
    try:
        return body.decode(encoding.codec), None
    except UnicodeDecodeError as error:
        place = f"byte {encoding.skip + error.start + 1}"
        params: Params = {"encoding": encoding.name}
        if encoding.declared:
            return "", Refusal("encoding-declared-wrong", place, params, opened.format, encoding.name)
        if encoding.name != "utf-8":
            return "", Refusal("text-does-not-decode", place, params, opened.format, encoding.name)
    bad = _bad_lines(body)
    shown = ", ".join(map(str, bad[:_SHOWN_LINES])) + (" …" if len(bad) > _SHOWN_LINES else "")
    place = f"line {bad[0]}" if bad else ""
    return "", Refusal("invalid-utf8", place, {"lines": shown, "count": len(bad)}, opened.format, "utf-8")


def _bad_lines(body: bytes) -> list[int]:
    bad: list[int] = []
    for number, line in enumerate(body.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            bad.append(number)
    return bad


def text_lines(opened: Opened) -> Iterator[tuple[str, str]]:
    """Yield each line with the code of what is wrong with it, empty when nothing is.

    A line of undecodable bytes is given with escapes in their place, for rows that must be counted all the same.
    Raises StreamBroken `encoding-declared-wrong` where a declared encoding does not decode.
    """
    encoding, source = opened.encoding, opened.source
    old_mac = b"\r" in source.head and b"\n" not in source.head and encoding.width == 1
    separator = b"\r" if old_mac else b"\n"
    is_utf8 = encoding.name == "utf-8" or encoding.width > 1 or encoding.name.startswith("iso-2022")
    codec = "utf-8" if is_utf8 else encoding.codec
    for number, line in enumerate(lines(as_utf8(source, encoding), opened.limits, separator), 1):
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
