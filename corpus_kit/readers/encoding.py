"""The encoding of a file: read from its marks, proved by UTF-8, or concluded by plausibility and then said so."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus_kit.readers import plausibility
from corpus_kit.readers.encoding_names import CANDIDATES, WIDE, codec_of, name_of
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.records import Remark

SAMPLE_BYTES = 8_000
_FIRST_LOOK_BYTES = 2_000
_SECOND_LOOKS = 12
# Decodings whose log-probabilities lie closer than this, a differing character and in all, are told to be in doubt.
_DOUBT, _DOUBT_SHORT, _SHORT_BYTES = 0.25, 0.7, 400
_DOUBT_TOTAL = 8.0
# Below this nothing is taken for text: right decodings of pages scored -4.9 at worst, a few words can be odder.
_WORST, _WORST_SHORT = -5.2, -6.2
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """What encoding a file is in. `name` is IANA-like, `codec` Python's, `skip` the bytes of the mark at the start.

    `rival` is another encoding in which the text would be nearly as plausible; `sample` and `rival_sample` show both.
    """

    name: str
    skip: int = 0
    guessed: bool = False
    declared: bool = False
    sample: str = ""
    rival: str = ""
    rival_sample: str = ""

    @property
    def codec(self) -> str:
        """The name that Python knows the encoding by."""
        return codec_of(self.name)

    @property
    def width(self) -> int:
        """Bytes of one code unit: 1, 2 or 4."""
        return WIDE.get(self.name, 1)

    def remarks(self) -> Iterator[Remark]:
        """Yield what a person must know of how the encoding was concluded."""
        if not self.guessed:
            return
        if self.rival:
            yield Remark(
                "encoding-doubtful",
                params={
                    "encoding": self.name,
                    "rival": self.rival,
                    "sample": self.sample,
                    "rival_sample": self.rival_sample,
                },
            )
        else:
            yield Remark("encoding-guessed", params={"encoding": self.name, "sample": self.sample})


def detect_encoding(data: bytes, declared: str | None = None, truncated: bool = False) -> Encoding:
    """Return the encoding of the file that begins with `data`; `truncated` when more of it follows.

    Raises StreamBroken with `encoding-declared-unknown` or `encoding-unknown`.
    """
    if declared:
        return _declared(data, declared)
    for mark, name in _BOMS:
        if data.startswith(mark) and (name != "utf-32-le" or len(data) % 4 == 0 or truncated):
            return Encoding(name, len(mark))
    if b"\x1b$" in data and (found := _iso_2022(data, truncated)):
        return found
    zeros = b"\0" in data
    # UTF-16 of few letters may be valid UTF-8, but then it is all ASCII and full of controls.
    proved = is_utf8(data, truncated)
    if (proved and (not zeros or _SEQUENCE.search(data))) or mostly_utf8(data):
        return Encoding("utf-8")
    wide, wide_score = _wide(data, truncated)
    if wide is not None and zeros:
        return wide
    if proved:
        return Encoding("utf-8")
    return _legacy(data, truncated, wide, wide_score)


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
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, not truncated)
    except UnicodeDecodeError:
        return False
    return True


_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


def mostly_utf8(data: bytes) -> bool:
    """Return whether `data` is UTF-8 with some damage: valid sequences far outnumber what is left over."""
    sequences = len(_SEQUENCE.findall(data))
    leftover = len(_HIGH.findall(_SEQUENCE.sub(b"", data)))
    return sequences > 4 * leftover


def _iso_2022(data: bytes, truncated: bool) -> Encoding | None:
    for name in ("iso-2022-kr", "iso-2022-jp"):
        try:
            text = codecs.getincrementaldecoder(name)().decode(data, not truncated)
        except UnicodeDecodeError:
            continue
        if not text.isascii():
            return Encoding(name, guessed=True, sample=_shown(text))
    return None


def _wide(data: bytes, truncated: bool) -> tuple[Encoding | None, float]:
    """Return UTF-16 or UTF-32 without a mark, told by where its zero and its most frequent high bytes stand."""
    bonus = 0.5 if b"\0" in data else 0.0  # zeros are no part of other encodings of text
    best, best_score, sample = "", _WORST_SHORT, ""
    for name, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        body = data[: len(data) - len(data) % width]
        if not body or (len(body) != len(data) and not truncated and len(data) - len(body) != 1):
            continue
        high = body[width - 1 :: width] if name.endswith("le") else body[0::width]
        low = body[0::width] if name.endswith("le") else body[width - 1 :: width]
        commonest = max(high.count(value) for value in set(high)) / len(high)
        if (width == 4 and commonest < 0.99) or commonest < 0.3 or 3 * low.count(0) > high.count(0):
            continue
        part = body[: SAMPLE_BYTES - SAMPLE_BYTES % 4]
        try:
            text = codecs.getincrementaldecoder(name)().decode(part, False)
        except UnicodeDecodeError:
            continue
        ascii_count = len(text.encode("ascii", "ignore"))
        if ascii_count == len(text):
            value = -1.0 if not any(c < " " and c not in "\r\n\t\f" for c in text) else -9.0
        else:
            value = plausibility.score(text, len(part) - width * ascii_count)[0] + bonus
        if value > best_score:
            best, best_score, sample = name, value, text
    return (Encoding(best, guessed=True, sample=_shown(sample)) if best else None), best_score


def sample_of(data: bytes) -> bytes:
    """Return the lines of `data` that hold bytes outside ASCII, up to `SAMPLE_BYTES`."""
    kept: list[bytes] = []
    size = 0
    for line in re.split(rb"[\r\n]+", data):
        if line.isascii():
            continue
        kept.append(line[: SAMPLE_BYTES - size])
        size += len(kept[-1]) + 1
        if size >= SAMPLE_BYTES:
            break
    return b"\n".join(kept)


@dataclass(frozen=True, slots=True)
class Trial:
    """One decoding on trial."""

    name: str
    score: float
    text: str
    model: str
    foreign_bytes: int

    @property
    def implausible(self) -> bool:
        """Whether no text reads like this."""
        return self.score < (_WORST_SHORT if self.foreign_bytes < _SHORT_BYTES else _WORST)


def trials(data: bytes, names: Sequence[str], truncated: bool = True) -> list[Trial]:
    """Return the encodings of `names` that decode `data`, the most plausible first."""
    sample = sample_of(data)
    possible: list[Trial] = []
    for name in names:
        try:
            if len(sample) < len(data):
                codecs.getincrementaldecoder(codec_of(name))().decode(data, not truncated)
            possible.append(_trial(name, sample[:_FIRST_LOOK_BYTES]))
        except (UnicodeDecodeError, LookupError):
            continue
    if len(sample) > _FIRST_LOOK_BYTES:
        possible = [_trial(trial.name, sample) for trial in _ordered(possible, names)[:_SECOND_LOOKS]]
    return _ordered(possible, names)


def _ordered(found: list[Trial], names: Sequence[str]) -> list[Trial]:
    # Of encodings that are equally plausible the one listed first is told: the order of CANDIDATES is one of use.
    return sorted(found, key=lambda trial: (-round(trial.score, 6), names.index(trial.name)))


def _trial(name: str, sample: bytes) -> Trial:
    text = codecs.getincrementaldecoder(codec_of(name))().decode(sample, False)
    foreign_bytes = len(sample) - len(text.encode("ascii", "ignore"))
    value, model = plausibility.score(text, foreign_bytes)
    return Trial(name, value, text, model, foreign_bytes)


def _legacy(data: bytes, truncated: bool, wide: Encoding | None, wide_score: float) -> Encoding:
    found = trials(data, CANDIDATES, truncated)
    if wide is not None and (not found or found[0].score < wide_score):
        return wide
    if not found or found[0].implausible:
        found = trials(data, _second_opinion(data), truncated)
    if not found or found[0].implausible:
        raise StreamBroken("encoding-unknown")
    best = found[0]
    rival = next((trial for trial in found[1:] if _in_doubt(best, trial)), None)
    return Encoding(
        best.name,
        guessed=True,
        sample=_shown(best.text),
        rival=rival.name if rival else "",
        rival_sample=_shown(rival.text) if rival else "",
    )


def _in_doubt(best: Trial, other: Trial) -> bool:
    """Return whether `other` reads differently and nearly as well, judged by the characters that differ."""
    if other.text == best.text:
        return False
    if len(other.text) == len(best.text):
        differing = sum(one != two for one, two in zip(best.text, other.text, strict=True))
    else:
        differing = best.foreign_bytes
    lead = (best.score - other.score) * best.foreign_bytes
    short = best.foreign_bytes < _SHORT_BYTES
    return lead < _DOUBT_TOTAL or lead / differing < (_DOUBT_SHORT if short else _DOUBT)


def _second_opinion(data: bytes) -> list[str]:
    """Return what charset-normalizer takes the text for, where it is none of the encodings of the region."""
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    guesses = from_bytes(sample_of(data), explain=False)
    return [name for name in (name_of(guess.encoding) for guess in guesses) if name not in CANDIDATES]


def _shown(text: str, length: int = 60) -> str:
    """Return a piece of `text` around its first characters outside ASCII, for a person to judge."""
    flat = " ".join(text.split())
    first = next((position for position, character in enumerate(flat) if character > "\x7f"), 0)
    return flat[max(0, first - 10) : first + length - 10].strip()
