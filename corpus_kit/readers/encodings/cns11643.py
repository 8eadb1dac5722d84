"""EUC-TW and ISO-2022-CN: the Taiwanese standard CNS 11643, read by way of Big5, which orders its characters alike."""

from __future__ import annotations

import codecs
import re
from functools import cache

from corpus_kit import resources

_ROW, _BIG5_ROW = 94, 157
_EUC_TW = re.compile(rb"\x8e[\xa1\xa2][\xa1-\xfe]{2}|[\xa1-\xfe]{2}")
_EUC_TW_HELD = re.compile(rb"(?:\x8e[\xa1-\xb0]?[\xa1-\xfe]?|[\xa1-\xfe])\Z")


@cache
def _planes() -> tuple[dict[int, str], dict[int, str]]:
    """Return the characters of the two planes by their place."""
    planes: tuple[dict[int, str], dict[int, str]] = ({}, {})
    for line in resources.read_text("data", "encodings_cns11643.tsv").split("\n"):
        if not line or line.startswith("#"):
            continue
        plane, first, first_big5, length = map(int, line.split("\t"))
        for step in range(length):
            row, cell = divmod(first_big5 + step, _BIG5_ROW)
            pair = bytes([0xA1 + row, 0x40 + cell if cell < 63 else 0xA1 + cell - 63])
            planes[plane - 1][first + step] = pair.decode("big5")
    return planes


def _character(plane: int, pair: bytes) -> str | None:
    place = ((pair[0] & 0x7F) - 0x21) * _ROW + (pair[1] & 0x7F) - 0x21
    return _planes()[plane - 1].get(place)


def _faulty(name: str, data: bytes, position: int, size: int, errors: str) -> str:
    error = UnicodeDecodeError(name, data, position, position + size, "no character of this encoding")
    return str(codecs.lookup_error(errors)(error)[0])


def euc_tw(data: bytes, errors: str, final: bool) -> tuple[str, int]:
    """Decode EUC-TW; return the text and the number of bytes used."""
    size, position = len(data), 0
    pieces: list[str] = []
    while position < size:
        if data[position] < 0x80:
            pieces.append(chr(data[position]))
            position += 1
            continue
        match = _EUC_TW.match(data, position)
        if match is None and not final and _EUC_TW_HELD.match(data, position):
            break
        plane = 1 if match is None or len(match[0]) == 2 else match[0][1] - 0xA0
        found = _character(plane, match[0][-2:]) if match else None
        length = len(match[0]) if match else 1
        pieces.append(found if found is not None else _faulty("euc-tw", data, position, length, errors))
        position += length
    return "".join(pieces), position


_ESCAPE = re.compile(rb"\x1b\$\)[AEG]|\x1b\$\*H|\x1b\$\+[I-M]|\x0e|\x0f|\x1bN..|\n|\x1bO..", re.DOTALL)


def iso_2022_cn(data: bytes, errors: str, final: bool) -> tuple[str, int]:
    """Decode ISO-2022-CN from its start, whole: what is shifted in depends on all before."""
    if not final:
        return "", 0
    pieces: list[str] = []
    set_1, shifted, position = b"A", False, 0

    def run(until: int) -> None:
        part = data[position:until]
        if not shifted:
            pieces.append(part.decode("ascii", errors))
        elif set_1 == b"A":
            pieces.append(bytes(byte | 0x80 for byte in part).decode("gb2312", errors))
        else:
            pieces.append(euc_tw(bytes(byte | 0x80 for byte in part), errors, True)[0])

    for match in _ESCAPE.finditer(data):
        if match.start() < position:
            continue
        run(match.start())
        position = match.end()
        mark = match[0]
        if mark == b"\x0e":
            shifted = True
        elif mark in (b"\x0f", b"\n"):
            shifted = False
            pieces.append("\n" if mark == b"\n" else "")
        elif mark.startswith(b"\x1b$)"):
            set_1 = mark[-1:]
        elif mark.startswith(b"\x1bN"):
            pieces.append(_character(2, mark[2:]) or _faulty("iso-2022-cn", data, match.start(), 4, errors))
        elif mark.startswith(b"\x1bO"):
            pieces.append(_faulty("iso-2022-cn", data, match.start(), 4, errors))
    run(len(data))
    return "".join(pieces), len(data)
