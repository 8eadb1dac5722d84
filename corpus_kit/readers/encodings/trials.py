"""Encodings on trial: what each would make of the bytes of a text, the most plausible first."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from corpus_kit.readers.encodings import plausibility
from corpus_kit.readers.encodings.letters import Costs
from corpus_kit.readers.encodings.names import COMPOSED, LAST_TRIED, MULTI_BYTE, SINGLE_BYTE, codec_of

EVIDENCE_BYTES = 8_000
SAMPLE_BYTES = 2_000
_LONG_LINE = 1_000
_SAME_WORD = 2
# Below this nothing is taken for text: judged pairs or bytes at most, nats a pair or byte. Little can be odder.
_WORST = ((20, -9.0), (60, -7.0), (400, -6.2), (1 << 40, -5.0))
_FEW_FAULTS = 0.01  # characters that do not decode, of all: more is another encoding
_UNDEFINED_COST, _UNDEFINED_MOST = 6.0, 10
# Where the best decoding so far is worse than this, encodings are tried that are rare and slow to try.
_UNSATISFYING = -4.2
# A first look at the most frequent pairs drops encodings that are worse by so many nats a pair.
_FIRST_PAIRS, _FIRST_MARGIN = 96, 2.5
_CHECKED = 6
_SPARSE = 0.06  # pairs judged for each ASCII letter: below this a text is hardly in another script than Latin
_VNI_LEAST = 0.08  # bytes outside ASCII in a text in VNI, where every second syllable has a mark


@dataclass(frozen=True, slots=True)
class Trial:
    """One decoding on trial: `cost` in nats for all of the evidence, `judged` for how many pairs or bytes of it.

    `odd` is whether its language is not the one that the ASCII letters beside speak for: no model may fit.
    """

    name: str
    cost: float
    model: str
    judged: int
    sample: bytes
    odd: bool = False

    @property
    def score(self) -> float:
        """The mean log-probability of a pair of letters or a byte."""
        return -self.cost / max(self.judged, 1)

    @property
    def text(self) -> str:
        """The lines of the sample, decoded."""
        return codecs.getincrementaldecoder(codec_of(self.name))("replace").decode(self.sample, False)

    @property
    def implausible(self) -> bool:
        """Whether no text reads like this."""
        return self.score < next(worst for most, worst in _WORST if self.judged < most)


def _foreign_lines(data: bytes) -> list[bytes]:
    return [line for line in re.split(rb"[\r\n]+", data) if not line.isascii()]


def sample_of(data: bytes, size: int = SAMPLE_BYTES) -> bytes:
    """Return lines of `data` that hold bytes outside ASCII, up to `size` bytes, for a person to look at."""
    kept: list[bytes] = []
    taken = 0
    for line in _foreign_lines(data):
        piece = line
        if len(line) > size - taken:
            first = next(position for position, byte in enumerate(line) if byte > 0x7F)
            start = line.rfind(b" ", 0, max(first - 20, 0)) + 1
            piece = line[start : start + size - taken]
        kept.append(piece)
        taken += len(piece) + 1
        if taken >= size:
            break
    return b"\n".join(kept)


def evidence_of(data: bytes, size: int = EVIDENCE_BYTES) -> bytes:
    """Return what of `data` tells its encoding, up to `size` bytes: words with bytes outside ASCII.

    Words are cut at spaces, which are no part of a character in any encoding, and at line ends. The same word or line
    again is no new evidence.
    """
    kept: list[bytes] = []
    seen: Counter[bytes] = Counter()
    taken = 0
    for line in _foreign_lines(data):
        words = [word for word in line.split(b" ") if not word.isascii()]
        if len(words) * 3 > line.count(b" ") * 2 and len(line) < _LONG_LINE:
            words = [line]
        for word in words:
            seen[word] += 1
            if seen[word] > _SAME_WORD:
                continue
            kept.append(word[: size - taken])
            taken += len(kept[-1]) + 1
            if taken >= size:
                return b" ".join(kept)
    return b" ".join(kept)


@cache
def _undefined(name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which bytes an encoding of one byte a character does not have."""
    return np.array([bytes([byte]).decode(codec_of(name), "replace") == "\ufffd" for byte in range(256)])


def trials(data: bytes, names: Sequence[str], truncated: bool = True) -> list[Trial]:
    """Return the encodings of `names` that decode `data`, the most plausible first."""
    evidence, sample = evidence_of(data), sample_of(data)
    pairs = plausibility.byte_pairs(evidence)
    judged = int(pairs[2].sum())
    if not judged:
        return []
    counts = np.bincount(np.frombuffer(data, np.uint8), minlength=256)
    found: list[Trial] = []
    languages = plausibility.language_costs(data)
    sparse = judged < _SPARSE * int(counts[0x41:0x5B].sum() + counts[0x61:0x7B].sum())
    for name in _promising([name for name in names if name in SINGLE_BYTE], pairs):
        cost, model = plausibility.single_byte_costs(name, pairs, languages)
        undefined = min(int(counts[_undefined(name)].sum()), _UNDEFINED_MOST)
        cost += SINGLE_BYTE[name][1] + _UNDEFINED_COST * undefined
        odd = sparse if SINGLE_BYTE[name][0] != "Latn" else plausibility.is_odd(model, languages)
        found.append(Trial(name, cost, model, judged, sample, odd))
    multi_byte = [name for name in names if name in MULTI_BYTE and name not in LAST_TRIED]
    found += filter(None, (_multi_byte(name, evidence, sample) for name in multi_byte))
    best = max((trial.score for trial in found), default=-plausibility.NOTHING_FITS)
    if best < _UNSATISFYING:
        last = [name for name in names if name in LAST_TRIED]
        found += filter(None, (_last(name, evidence, sample, judged, languages) for name in last))
    # Of encodings that are equally plausible the one listed first is told: the order of names is one of use.
    order = {name: place for place, name in enumerate(names)}
    found.sort(key=lambda trial: (round(trial.cost, 4), order[trial.name]))
    return _checked(found, data, truncated, order)


def score_of(name: str, data: bytes) -> tuple[float, int]:
    """Return how well `data` reads in one encoding, quickly: nats a pair of bytes, and the number of pairs judged."""
    if name not in SINGLE_BYTE:
        found = trials(data, [name])
        return (found[0].score, found[0].judged) if found else (-plausibility.NOTHING_FITS, 0)
    pairs = plausibility.byte_pairs(data)
    judged = int(pairs[2].sum())
    return (-plausibility.single_byte_costs(name, pairs)[0] / judged, judged) if judged else (0.0, 0)


def _promising(names: Sequence[str], pairs: plausibility.Pairs) -> list[str]:
    """Return those of `names` that do not fail at the most frequent pairs already."""
    if len(pairs[2]) < 2 * _FIRST_PAIRS or len(names) < 4:
        return list(names)
    first, second, counts = (part[:_FIRST_PAIRS] for part in pairs)
    costs = {name: plausibility.single_byte_costs(name, (first, second, counts))[0] for name in names}
    most = min(costs.values()) + _FIRST_MARGIN * float(counts.sum())
    return [name for name in names if costs[name] <= most]


def _checked(found: list[Trial], data: bytes, truncated: bool, order: dict[str, int]) -> list[Trial]:
    """Return the trials in order again, with the rest of the data held against encodings of several bytes."""
    for place, trial in enumerate(found[:_CHECKED]):
        if trial.name in MULTI_BYTE:
            text = codecs.getincrementaldecoder(codec_of(trial.name))("replace").decode(data, not truncated)
            faults = min(text.count("\ufffd"), _UNDEFINED_MOST)
            found[place] = replace(trial, cost=trial.cost + _UNDEFINED_COST * faults)
    return sorted(found, key=lambda trial: (round(trial.cost, 4), order[trial.name]))


_ASCII = bytes(range(0x80))


def _decoded(name: str, evidence: bytes) -> str | None:
    """Return the evidence decoded; None where more than a little of it does not."""
    text = codecs.getincrementaldecoder(codec_of(name))("replace").decode(evidence, False)
    few = text.count("\ufffd") <= max(1, _FEW_FAULTS * len(text))
    return text if few and not text.isascii() else None


def _multi_byte(name: str, evidence: bytes, sample: bytes) -> Trial | None:
    text = _decoded(name, evidence)
    if text is None:
        return None
    models, rarity = MULTI_BYTE[name]
    cost, model = plausibility.east_asian_costs(text, models)
    return Trial(name, cost + rarity, model, 2 * sum(character > "\x7f" for character in text), sample)


def _last(name: str, evidence: bytes, sample: bytes, judged: int, languages: Costs | None) -> Trial | None:
    if name in MULTI_BYTE:
        return _multi_byte(name, evidence, sample)
    text = _decoded(name, evidence)
    if text is None or len(sample.translate(None, _ASCII)) < _VNI_LEAST * len(sample):
        return None
    script, rarity = COMPOSED[name]
    cost, model = plausibility.text_costs(text, script, languages)
    return Trial(name, cost + rarity, model, judged, sample)
