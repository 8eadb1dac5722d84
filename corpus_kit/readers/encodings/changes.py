"""Files that change their mind: the lines that the encoding of the file does not read, and what they are read as.

A file is decoded in blocks of lines. The lines of a block that fail are judged together, then run by run, then one by
one, so that a few words have the help of their neighbours. What no encoding makes plausible is refused, and so is UTF-8
with holes in it: a damaged letter read in an old encoding would be a wrong letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus_kit.readers.encodings import plausibility
from corpus_kit.readers.encodings.detection import in_doubt, shown, utf8_share
from corpus_kit.readers.encodings.encoding import Encoding
from corpus_kit.readers.encodings.names import CANDIDATES, COMPOSED, MULTI_BYTE, SINGLE_BYTE, codec_of
from corpus_kit.readers.encodings.symbols import script_of
from corpus_kit.readers.encodings.tables import READ_ONLY
from corpus_kit.readers.encodings.trials import Trial, score_of, trials
from corpus_kit.readers.records import Remark

Decoded = tuple[str, str]  # the text, and the code of what is wrong with it
_UTF8 = "utf-8"
# Lines of which so much is valid UTF-8 are UTF-8 with damage; between the two it depends on what they say.
_CHANCE, _DAMAGED = 0.2, 0.7
# Bytes that begin most letters of UTF-8; what is left when the end of a letter is lost.
_LOST_LETTER = re.compile(rb"[\xc2-\xc5\xd0-\xd3\xd7-\xd9\xe2](?![\x80-\xff])")
_HIGH = bytes(range(0x80, 0x100))
# A foreign line must read better than a whole file: nats a pair or byte.
_PLAUSIBLE, _PLAUSIBLE_SHORT, _SHORT = -5.0, -5.6, 60
_ODD_LINE = -6.5
_SAME_SCRIPT = 3.0  # nats in favour of the script that the rest of the file is written in
_KNOWN, _KNOWN_EACH = 8.0, 0.3  # nats in favour of an encoding that other lines of the file are in
# Lines that decode in the encoding of the file, but make so little sense, may be in another.
_STRANGE, _STRANGER_BY, _STRANGER_IN_PART, _STRANGE_PAIRS = -4.6, 1.2, 0.5, 24
_CHUNK_BYTES, _PART_BYTES = 4_000, 600
_CLEARLY, _CLEARLY_EACH = 15.0, 0.8
# Fewer bytes outside ASCII are more likely damage than an encoding; accents stand far apart.
_FEWEST_FOREIGN, _FEWEST_ACCENTS = 6, 3
_FEWEST_DIFFERENT = 3
_ENOUGH = 2_000  # letters that tell the script of a file


@dataclass(slots=True)
class _Change:
    """Lines read in another encoding than the file's."""

    first: int
    count: int
    sample: str
    rival: str = ""
    rival_sample: str = ""


class LineDecoder:
    """Decodes the lines of one file, block by block, in the encoding of the file or, where that fails, another."""

    def __init__(self, encoding: Encoding) -> None:
        self._main = encoding.name
        self._codec = encoding.codec
        self._hint = encoding.hint
        self._fixed = encoding.declared or (encoding.lines_as_utf8 and encoding.name != _UTF8)
        self._number = 0
        self._own_foreign = 0
        self._scripts: Counter[str] = Counter()
        self._own_score: float | None = None
        self._changes: dict[str, _Change] = {}
        self._failure = "invalid-utf8" if encoding.lines_as_utf8 else "text-does-not-decode"
        if self._fixed and encoding.lines_as_utf8:
            self._codec = _UTF8  # what `as_utf8` has made of it

    def decode(self, block: Sequence[bytes]) -> list[Decoded]:
        """Return the lines of the next block as text, each with a code where it is refused; then it has escapes."""
        found: list[Decoded | None] = [None] * len(block)
        failed: list[int] = []
        utf8: list[int] = []
        own: list[int] = []
        for index, line in enumerate(block):
            try:
                text = line.decode(self._codec)
            except UnicodeDecodeError:
                failed.append(index)
                continue
            found[index] = text, ""
            if not line.isascii():
                (utf8 if self._main != _UTF8 and not self._fixed and _is_utf8(line) else own).append(index)
        if utf8:
            own += self._read_utf8(block, utf8, found)
        self._learn([found[index] for index in own[:200]])
        self._own_foreign += len(own)
        if not self._fixed and self._main in SINGLE_BYTE and own:
            self._strange(block, sorted(own), found)
        if failed and not self._fixed:
            self._failed(block, failed, found)
        self._number += len(block)
        codec = self._codec
        return [
            item or (line.decode(codec, "backslashreplace"), self._failure)
            for item, line in zip(found, block, strict=True)
        ]

    def pass_over(self, block: Sequence[bytes]) -> None:
        """Count a block of lines of which it is known that they are sound UTF-8."""
        self._number += len(block)
        foreign = [line for line in block if not line.isascii()] if self._scripts.total() < _ENOUGH else []
        self._own_foreign += len(foreign)
        self._learn([(line.decode(), "") for line in foreign[:200]])

    def remarks(self) -> Iterator[Remark]:
        """Yield what is to be said of lines in other encodings."""
        for name, change in sorted(self._changes.items(), key=lambda item: (item[1].first, item[0])):
            place = f"line {change.first}"
            params: dict[str, str | int | float] = {"encoding": name, "sample": change.sample}
            rival: dict[str, str | int | float] = {"rival": change.rival, "rival_sample": change.rival_sample}
            if self._own_foreign or self._main != _UTF8 or len(self._changes) > 1:
                told: dict[str, str | int | float] = {"line": change.first, "count": change.count, "main": self._main}
                yield Remark("encoding-changes", place, {**params, **told})
            elif not change.rival:
                yield Remark("encoding-guessed", place, params)
            if change.rival:
                yield Remark("encoding-doubtful", place, {**params, **rival})

    # --- lines of UTF-8 in a file of another encoding

    def _read_utf8(self, block: Sequence[bytes], indices: list[int], found: list[Decoded | None]) -> list[int]:
        """Read lines as UTF-8 that are valid as such and make more sense so; return the others."""
        groups = [[index] for index in indices] if self._main in MULTI_BYTE else [indices]
        kept: list[int] = []
        for group in groups:
            data = _joined(block, group)[:_CHUNK_BYTES]
            text = data.decode(_UTF8, "ignore")
            own = trials(data, [self._main])
            size = len(data.translate(None, bytes(range(0x80))))
            # A rule drawn over the page may be valid UTF-8 by chance, but is one character again and again.
            rule = len({character for character in text if character > "\x7f"}) < _FEWEST_DIFFERENT
            if rule or (own and plausibility.score(text, size)[0] <= -own[0].cost / size):
                kept += group
                continue
            for index in group:
                found[index] = block[index].decode(_UTF8), ""
            self._note(_UTF8, group, shown(text))
        return kept

    # --- lines that decode, but to nothing that reads like the rest

    def _strange(self, block: Sequence[bytes], indices: list[int], found: list[Decoded | None]) -> None:
        for chunk in _chunks(block, indices, _CHUNK_BYTES):
            score, judged = score_of(self._main, _joined(block, chunk))
            if judged < _STRANGE_PAIRS:
                continue
            self._own_score = score if self._own_score is None else self._own_score
            if score < self._own_score - _STRANGER_IN_PART:
                self._strange_chunk(block, chunk, found, self._own_score)

    def _strange_chunk(
        self, block: Sequence[bytes], chunk: list[int], found: list[Decoded | None], usual: float
    ) -> None:
        """Read the parts of a chunk that are in another encoding, and then lines beside them that are too."""
        changed: dict[int, str] = {}
        for part in _chunks(block, chunk, _PART_BYTES):
            changed |= self._strange_part(block, part, found, usual)
        for name in sorted(set(changed.values())):
            beside = [n for n in chunk if n not in changed and _cheaper(block[n], name, self._main, _CLEARLY / 2)]
            if beside:
                self._read_as(trials(_joined(block, beside), [name])[0], block, beside, found)
                self._own_foreign -= len(beside)

    def _strange_part(
        self, block: Sequence[bytes], part: list[int], found: list[Decoded | None], usual: float
    ) -> dict[int, str]:
        data = _joined(block, part)
        score, judged = score_of(self._main, data)
        if judged < _STRANGE_PAIRS or score > min(_STRANGE, usual - _STRANGER_BY):
            return {}
        best = self._best(data)
        if best is None or -score * judged - best.cost < _CLEARLY + _CLEARLY_EACH * judged:
            return {}
        changed = [index for index in part if _cheaper(block[index], best.name, self._main)]
        self._read_as(best, block, changed, found)
        self._own_foreign -= len(changed)
        return dict.fromkeys(changed, best.name)

    # --- lines that do not decode

    def _failed(self, block: Sequence[bytes], indices: list[int], found: list[Decoded | None]) -> None:
        foreign = [index for index in indices if not self._damaged(block[index])]
        if not foreign:
            return
        for group in self._groups(block, foreign):
            data = _joined(block, group)
            best = self._best(data)
            if best is None or (best.name not in self._changes and _too_little(data, best.name)):
                continue
            sound = self._sound(best, block, group)
            if self._main != _UTF8:
                sound = [index for index in sound if _cheaper(block[index], best.name, self._main)]
            self._read_as(best, block, sound, found)

    def _damaged(self, line: bytes) -> bool:
        """Return whether a line is in the encoding of the file, but for some damage."""
        if self._main != _UTF8:
            text = line.decode(self._codec, "ignore")
            if self._main in READ_ONLY:
                return plausibility.score(text, max(1, sum(byte > 0x7F for byte in line)))[0] > _STRANGE
            own = trials(text.encode(self._codec, "ignore"), [self._main])
            return bool(own) and own[0].score > _STRANGE
        share = utf8_share(line)
        if share > _DAMAGED or _lost_letters_only(line):
            return True
        # Sequences that stand in another encoding by chance decode to nothing that reads well.
        text = line.decode(_UTF8, "ignore")
        size = len(text.encode()) - sum(character <= "\x7f" for character in text)
        return share > _CHANCE and plausibility.score(text, size // 2)[0] > _PLAUSIBLE_SHORT

    def _groups(self, block: Sequence[bytes], indices: list[int]) -> Iterator[list[int]]:
        """Yield the lines in groups that one encoding reads: all, or runs, or each alone."""
        if self._best(_joined(block, indices)) is not None:
            yield indices
            return
        for run in _runs(indices):
            if len(run) > 1 and self._best(_joined(block, run)) is None:
                yield from ([index] for index in run)
            else:
                yield run

    def _best(self, data: bytes) -> Trial | None:
        """Return the encoding that makes the best of `data`, given what else the file holds; None for nothing good."""
        found = trials(data, CANDIDATES)
        if not found:
            return None
        script = self._scripts.most_common(1)[0][0] if self._scripts else ""
        known = {*self._changes, self._hint}

        def cost(trial: Trial) -> float:
            home = SINGLE_BYTE.get(trial.name) or COMPOSED.get(trial.name)
            scripts = (home[0],) if home else ("Hani", "Jpan", "Hang")
            favour = _SAME_SCRIPT if script in scripts else 0.0
            return trial.cost - favour - (_KNOWN + _KNOWN_EACH * trial.judged if trial.name in known else 0.0)

        best = min(found, key=cost)
        worst = _PLAUSIBLE_SHORT if best.judged < _SHORT else _PLAUSIBLE
        return best if best.score > worst and not best.implausible else None

    def _sound(self, best: Trial, block: Sequence[bytes], group: list[int]) -> list[int]:
        """Return the lines of a group that make sense in its encoding."""
        sound: list[int] = []
        for chunk in _chunks(block, group, _PART_BYTES):
            score, judged = score_of(best.name, _joined(block, chunk))
            well = best.name in SINGLE_BYTE and judged >= _STRANGE_PAIRS and score > _STRANGE
            sound += chunk if well else [index for index in chunk if self._reads(best, block[index])]
        return sound

    def _reads(self, best: Trial, line: bytes) -> bool:
        """Return whether one line decodes and makes sense in the encoding of its group."""
        try:
            line.decode(codec_of(best.name))
        except UnicodeDecodeError:
            return False
        alone = trials(line, [best.name])
        return not alone or alone[0].score > _ODD_LINE or alone[0].judged < 4 <= best.judged

    def _read_as(self, best: Trial, block: Sequence[bytes], indices: list[int], found: list[Decoded | None]) -> None:
        codec = codec_of(best.name)
        read: list[int] = []
        for index in indices:
            try:
                found[index] = block[index].decode(codec), ""
            except UnicodeDecodeError:
                continue
            read.append(index)
        if not read:
            return
        data = _joined(block, read[:50])
        others = trials(data, CANDIDATES) if best.name not in self._changes else []
        same = next((other for other in others if other.name == best.name), best)
        rival = next((other for other in others[:12] if other.name != best.name and in_doubt(same, other)), None)
        self._note(best.name, read, shown(data.decode(codec, "replace")), rival)

    def _note(self, name: str, indices: list[int], sample: str, rival: Trial | None = None) -> None:
        first = self._number + min(indices) + 1
        change = self._changes.setdefault(name, _Change(first, 0, sample))
        change.first = min(change.first, first)
        change.count += len(indices)
        if rival is not None and not change.rival:
            change.rival, change.rival_sample = rival.name, shown(rival.text)

    def _learn(self, lines: list[Decoded | None]) -> None:
        """Count the scripts of lines that are sure, until enough is known."""
        if self._scripts.total() < _ENOUGH:
            text = "".join(item[0] for item in lines if item)
            self._scripts.update(filter(None, (script_of(character) for character in text if character > "\x7f")))


def _too_little(data: bytes, name: str) -> bool:
    latin = SINGLE_BYTE.get(name, ("",))[0] == "Latn"
    return len(data) - len(data.translate(None, _HIGH)) < (_FEWEST_ACCENTS if latin else _FEWEST_FOREIGN)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode(_UTF8)
    except UnicodeDecodeError:
        return False
    return True


def _lost_letters_only(line: bytes) -> bool:
    """Return whether all that is wrong with a line of UTF-8 is letters whose end is lost."""
    rest = _LOST_LETTER.sub(b"", line)
    return _is_utf8(rest) and len(rest) < len(line)


def _cheaper(line: bytes, name: str, than: str, by: float = 0.0) -> bool:
    """Return whether a line makes more sense in one encoding than in another, by so many nats."""
    costs = {trial.name: trial.cost for trial in trials(line, [name, than])}
    return name in costs and costs[name] + by < costs.get(than, float("inf"))


def _runs(indices: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for index in indices:
        if run and index > run[-1] + 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _joined(block: Sequence[bytes], indices: list[int]) -> bytes:
    return b"\n".join(block[index] for index in indices)


def _chunks(block: Sequence[bytes], indices: list[int], most: int) -> Iterator[list[int]]:
    chunk: list[int] = []
    size = 0
    for index in indices:
        chunk.append(index)
        size += len(block[index])
        if size >= most:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
