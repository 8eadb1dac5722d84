"""What encoding a file is in, as a value. It needs none of the models that conclude it, which take time to load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus_kit.readers.encodings.names import SEVEN_BIT, WIDE, codec_of
from corpus_kit.readers.records import Remark


@dataclass(frozen=True, slots=True)
class Encoding:
    """What encoding a file is in. `name` is IANA-like, `codec` Python's, `skip` the bytes of the mark at the start.

    `rival` is another encoding in which the text would be nearly as plausible; `sample` and `rival_sample` show both.
    `contradicts` is what the file says of itself where its bytes say otherwise, `hint` what it says in any case.
    """

    name: str
    skip: int = 0
    guessed: bool = False
    declared: bool = False
    sample: str = ""
    rival: str = ""
    rival_sample: str = ""
    contradicts: str = ""
    hint: str = ""

    @property
    def codec(self) -> str:
        """The name that Python knows the encoding by."""
        return codec_of(self.name)

    @property
    def width(self) -> int:
        """Bytes of one code unit: 1, 2 or 4."""
        return WIDE.get(self.name, 1)

    @property
    def lines_as_utf8(self) -> bool:
        """Whether lines are split only after decoding (UTF-16, escapes), so that `as_utf8` gives UTF-8."""
        return self.width > 1 or self.name in SEVEN_BIT or self.name == "utf-8"

    def remarks(self) -> Iterator[Remark]:
        """Yield what a person must know of how the encoding was concluded."""
        if self.contradicts:
            told = {"declared": self.contradicts, "encoding": self.name, "sample": self.sample}
            yield Remark("encoding-declaration-wrong", params=told)
        if not self.guessed:
            return
        params = {"encoding": self.name, "sample": self.sample}
        if self.rival:
            rival = {"rival": self.rival, "rival_sample": self.rival_sample}
            yield Remark("encoding-doubtful", params={**params, **rival})
        elif not self.contradicts:
            yield Remark("encoding-guessed", params=params)
