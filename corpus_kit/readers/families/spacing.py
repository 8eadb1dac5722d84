"""Text out of words: where a corpus keeps its words apart, spaces are put where writers put them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NO_SPACE_BEFORE = re.compile(
    r"^(?:[.,;:!?%…·)\]}»”’›。，、！？；：）】》」』〉．،؛؟۔।॥՝՜՞։፡።፣፤၊။៕៖ฯๆ།]+|\.{2,}|['’](?:s|m|d|ll|re|ve|t|S)|n['’]t|[°‰])$"
)
_NO_SPACE_AFTER = re.compile(r"^[(\[{«„“‘‹（【《「『〈¿¡$€£#]$")
# Han, kana, Thai, Lao, Khmer, Burmese and Tibetan have no spaces between words.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]"
)
_PENN = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": "“", "''": "”"}


def spaced(words: Iterable[str]) -> str:
    """Return the words as running text. Straight quotation marks open and close in turn."""
    text = ""
    open_mark = False
    glue = True  # no space before the next word
    for written in _with_fractions(list(words)):
        word = _PENN.get(written, written)
        if not word:
            continue
        quote = word == '"'
        apart = not glue and not _NO_SPACE_BEFORE.match(word) and not (quote and open_mark)
        if apart and _UNSPACED.match(word) and _UNSPACED.match(text[-1]):
            apart = False
        text += (" " if apart else "") + word
        glue = bool(_NO_SPACE_AFTER.match(word)) or (quote and not open_mark)
        open_mark = open_mark != quote
    return text


def _with_fractions(words: list[str]) -> list[str]:
    """Put `3`, `,`, `5` together where they are one number: in a row of more numbers each comma stands for itself."""
    put: list[str] = []
    at = 0
    while at < len(words):
        three = words[at : at + 3]
        before, after = words[at - 1] if at else "", words[at + 3] if at + 3 < len(words) else ""
        is_number = len(three) == 3 and three[1] in (",", ".", ":") and three[0].isdecimal() and three[2].isdecimal()
        in_a_row = after == three[1] if is_number else False
        if len(three) == 3 and three[1] == "-" and three[0].isdecimal() and three[2][:1].islower():
            put.append("".join(three))  # an ordinal with its ending: `8-март`
            at += 3
        elif is_number and not in_a_row and before != three[1]:
            put.append("".join(three))
            at += 3
        else:
            put.append(words[at])
            at += 1
    return put
