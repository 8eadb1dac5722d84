"""The encoding of a file: read from its marks, proved by UTF-8, or concluded by plausibility and then said so.

The models that conclude are imported only where a file needs them: they and numpy take a third of a second to load.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.encodings.names import CANDIDATES, WIDE, codec_of, name_of, read_as
from corpus_kit.readers.limits import StreamBroken

if TYPE_CHECKING:
    from corpus_kit.readers.encodings.trials import Trial

# Decodings whose costs lie closer than this are told to be in doubt: in all (more where little was judged or where no
# language fits), and a character that differs.
_DOUBT_TOTAL, _DOUBT_TOTAL_OF_LITTLE, _LITTLE, _DOUBT = 6.0, 10.0, 30, 0.5
_DOUBT_ODD = 25.0
# A declaration within the file is believed while it costs no more than this beside the best: in all, or a byte.
_BELIEVED_TOTAL, _BELIEVED = 8.0, 0.3
_WIDE_BYTES = 8_000
# Bytes outside ASCII in lines of valid UTF-8 that show a file to be UTF-8 in part: at least so many, and of all.
_FEWEST_SOUND, _SOUND_SHARE = 24, 0.25
_WIDE_WORST, _WIDE_WORST_WITHOUT_ZEROS, _WIDE_SURE, _MANY_ZEROS = -6.2, -4.3, -4.0, 0.3
# Upper bytes of East Asian characters, of their punctuation and of ASCII in UTF-16.
_EAST_ASIAN = bytes((0x00, 0x20, 0x30, *range(0x4E, 0xA0), *range(0xAC, 0xD8), 0xFF))
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def detect_encoding(
    data: bytes, declared: str | None = None, truncated: bool = False, hint: str | None = None
) -> Encoding:
    """Return the encoding of the file that begins with `data`; `truncated` when more of it follows.

    `declared` is the contributor's word and obeyed; `hint` is what the file or its server says of itself, and may lie.

    Raises StreamBroken with `encoding-declared-unknown` or `encoding-unknown`.
    """
    if declared:
        return _declared(data, declared)
    said = read_as(hint) if hint else ""
    found = _told(data, truncated, said)
    if hint and said and _disagree(said, found, data):
        from corpus_kit.readers.encodings.trials import sample_of

        sample = found.sample or shown(sample_of(data).decode(found.codec, "replace"))
        found = replace(found, contradicts=hint, sample=sample)
    return replace(found, hint=said) if said else found


@lru_cache(maxsize=4)
def _told(data: bytes, truncated: bool, said: str) -> Encoding:
    # The same head is asked about several times on a file's way: for its structure, and for its reader.
    return _certain(data, truncated) or _legacy(data, truncated, said)


def _disagree(said: str, found: Encoding, data: bytes) -> bool:
    if said == found.name or (found.name.startswith("utf-16") and said.startswith("utf-16")) or data.isascii():
        return False
    if not found.guessed and found.name != "utf-8":
        return False  # proved by its mark, or the declaration itself, with its own name
    if said in WIDE or said.startswith(("utf-16", "utf-32")):
        return found.width == 1
    from corpus_kit.readers.encodings.trials import sample_of

    sample = sample_of(data)
    return sample.decode(found.codec, "replace") != sample.decode(codec_of(said), "replace")


def _certain(data: bytes, truncated: bool) -> Encoding | None:
    """Return the encoding where marks, escapes, zeros or the rules of UTF-8 settle it."""
    for mark, name in _BOMS:
        if data.startswith(mark) and (name != "utf-32-le" or len(data) % 4 == 0 or truncated):
            return Encoding(name, len(mark))
    if (b"\x1b$" in data or b"~{" in data) and (seven := _seven_bit(data, truncated)):
        return seven
    zeros = b"\0" in data
    # UTF-16 of few letters may be valid UTF-8, but then it is all ASCII and full of controls.
    proved = is_utf8(data, truncated)
    if (proved and (not zeros or _SEQUENCE.search(data))) or mostly_utf8(data) or (not zeros and _partly_utf8(data)):
        return Encoding("utf-8")
    if zeros and (wide := _wide(data, truncated)[0]):
        return wide
    if _PAIRED.search(data) and _decodes(data, "cesu-8", truncated):
        return Encoding("cesu-8")
    return Encoding("utf-8") if proved else None


def _decodes(data: bytes, name: str, truncated: bool) -> bool:
    try:
        codecs.getincrementaldecoder(codec_of(name))().decode(data, not truncated)
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes, declared: str) -> Encoding:
    try:
        name = name_of(declared)
    except LookupError:
        raise StreamBroken("encoding-declared-unknown", {"encoding": declared}) from None
    for mark, marked in _BOMS:
        if data.startswith(mark) and (marked == name or (name in ("utf-16", "utf-32") and marked.startswith(name))):
            return Encoding(marked, len(mark), declared=True)
    if name in ("utf-16", "utf-32"):
        wide, _ = _wide(data, True)
        return Encoding(wide.name if wide and wide.name.startswith(name) else f"{name}-le", declared=True)
    return Encoding(name, declared=True)


def is_utf8(data: bytes, truncated: bool = False) -> bool:
    """Return whether `data` is valid UTF-8, but for a character cut at the end when `truncated`."""
    return _decodes(data, "utf-8", truncated)


_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = bytes(range(0x80, 0x100))
_PAIRED = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf]|\xc0\x80")


def utf8_share(data: bytes) -> float:
    """Return how much of the bytes outside ASCII stands in valid sequences of UTF-8, from 0 to 1; 1 where none is."""
    high = len(data) - len(data.translate(None, _HIGH))
    rest = _SEQUENCE.sub(b"", data)
    return 1.0 - (len(rest) - len(rest.translate(None, _HIGH))) / high if high else 1.0


def mostly_utf8(data: bytes) -> bool:
    """Return whether `data` is UTF-8 with some damage: valid sequences far outnumber what is left over."""
    sequences = len(_SEQUENCE.findall(data))
    rest = _SEQUENCE.sub(b"", data)
    return sequences > 4 * (len(rest) - len(rest.translate(None, _HIGH)))


def _partly_utf8(data: bytes) -> bool:
    """Return whether whole lines of the data are UTF-8 while others are in another encoding: more than chance gives."""
    sound = other = 0
    for line in data.split(b"\n")[:-1]:
        if line.isascii():
            continue
        size = len(line) - len(line.translate(None, _HIGH))
        if is_utf8(line):
            sound += size
        else:
            other += size
    return sound >= _FEWEST_SOUND and sound >= _SOUND_SHARE * (sound + other)


def _seven_bit(data: bytes, truncated: bool) -> Encoding | None:
    for name, mark in (
        ("iso-2022-kr", b"\x1b$)C"),
        ("iso-2022-cn", b"\x1b$)"),
        ("iso-2022-jp", b"\x1b$"),
        ("hz-gb-2312", b"~{"),
    ):
        if mark not in data or not data.isascii():
            continue
        try:
            text = data.decode(codec_of(name), "ignore" if truncated else "strict")
        except UnicodeDecodeError:
            continue
        if not text.isascii():
            return Encoding(name, guessed=True, sample=shown(text))
    return None


def _wide(data: bytes, truncated: bool) -> tuple[Encoding | None, float]:
    """Return UTF-16 or UTF-32 without a mark, told by where its zero and its most frequent high bytes stand."""
    from corpus_kit.readers.encodings import plausibility

    # Zeros are no part of other encodings of text; without them only good text convinces.
    zeros = data[:_WIDE_BYTES].count(0) / min(len(data), _WIDE_BYTES)
    bonus = 0.5 if b"\0" in data else 0.0
    best, best_score, sample = "", _WIDE_WORST if zeros else _WIDE_WORST_WITHOUT_ZEROS, ""
    for name, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        odd = len(data) % width
        part = data[: min(_WIDE_BYTES, len(data) - odd)]
        if not part or (odd > 1 and not truncated):
            continue
        high = part[width - 1 :: width] if name.endswith("le") else part[0::width]
        low = part[0::width] if name.endswith("le") else part[width - 1 :: width]
        commonest = max(high.count(value) for value in set(high)) / len(high)
        if (width == 4 and commonest < 0.99) or 3 * low.count(0) > max(high.count(0), 3):
            continue
        if commonest < 0.3 and len(high.translate(None, _EAST_ASIAN)) > 0.05 * len(high):
            continue
        try:
            text = codecs.getincrementaldecoder(name)().decode(part, False)
        except UnicodeDecodeError:
            continue
        ascii_count = len(text.encode("ascii", "ignore"))
        if ascii_count == len(text):
            value = -1.0 if not any(c < " " and c not in "\r\n\t\f" for c in text) else -9.0
        else:
            value = plausibility.score(text, len(part) - width * ascii_count)[0] + bonus
            value = max(value, _WIDE_SURE) if zeros > _MANY_ZEROS else value
        if value > best_score:
            best, best_score, sample = name, value, text
    return (Encoding(best, guessed=True, sample=shown(sample)) if best else None), best_score


def _legacy(data: bytes, truncated: bool, said: str) -> Encoding:
    names = CANDIDATES if said in CANDIDATES or said in WIDE or not said else (*CANDIDATES, said)
    from corpus_kit.readers.encodings.trials import trials

    found = trials(data, names, truncated)
    wide, wide_score = _wide(data, truncated)
    if wide is not None and (not found or found[0].score < wide_score):
        return wide
    if not found or found[0].implausible:
        raise StreamBroken("encoding-unknown")
    said_trial = next((trial for trial in found if trial.name == said), None)
    if said_trial is not None and _believed(said_trial, found[0]):
        return Encoding(said_trial.name)
    return concluded(found)


def _believed(said: Trial, best: Trial) -> bool:
    behind = said.cost - best.cost
    return not said.implausible and (behind < _BELIEVED_TOTAL or behind < _BELIEVED * best.judged)


def concluded(found: Sequence[Trial]) -> Encoding:
    """Return the first of `found` as a guess, with its rival where one is nearly as plausible."""
    best = found[0]
    rival = next((trial for trial in found[1:12] if in_doubt(best, trial)), None)
    return Encoding(
        best.name,
        guessed=True,
        sample=shown(best.text),
        rival=rival.name if rival else "",
        rival_sample=shown(rival.text) if rival else "",
    )


def in_doubt(best: Trial, other: Trial) -> bool:
    """Return whether `other` reads differently and nearly as well, judged by the characters that differ."""
    lead = other.cost - best.cost
    doubtful = _DOUBT_ODD if best.odd else _DOUBT_TOTAL if best.judged > _LITTLE else _DOUBT_TOTAL_OF_LITTLE
    if lead > _DOUBT * best.judged and lead > doubtful:
        return False
    text, other_text = best.text, other.text
    if other_text == text:
        return False
    if len(other_text) == len(text):
        differing = sum(one != two for one, two in zip(text, other_text, strict=True))
        differing = round(differing * min(1.0, best.judged / max(_foreign(best.sample), 1)))
    else:
        differing = best.judged
    return lead < doubtful or lead < _DOUBT * differing


def _foreign(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, _HIGH))


def shown(text: str, length: int = 60) -> str:
    """Return a piece of `text` around its first characters outside ASCII, for a person to judge."""
    flat = " ".join(text.split())
    first = next((position for position, character in enumerate(flat) if character > "\x7f"), 0)
    return flat[max(0, first - 10) : first + length - 10].strip()


__all__ = ["Encoding", "concluded", "detect_encoding", "is_utf8", "mostly_utf8", "shown"]
