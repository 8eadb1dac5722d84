"""Lines of mdoc, the macros of the BSD manual pages: nested macros on a line become running text."""

from __future__ import annotations

from collections.abc import Iterator

_OPENING = frozenset(["(", "["])
_CLOSING = frozenset([".", ",", ":", ";", ")", "]", "?", "!"])
_ENCLOSING = {
    "Op": "[]", "Pq": "()", "Dq": "“”", "Sq": "‘’", "Qq": '""', "Ql": "‘’", "Aq": "<>", "Brq": "{}", "Bq": "[]", "In": "<>",
}  # fmt: skip
_BRACKETS = {
    "Oo": "[",
    "Oc": "]",
    "Po": "(",
    "Pc": ")",
    "Do": "“",
    "Dc": "”",
    "So": "‘",
    "Sc": "’",
    "Qo": '"',
    "Qc": '"',
    "Ao": "<",
    "Ac": ">",
    "Bro": "{",
    "Brc": "}",
    "Bo": "[",
    "Bc": "]",
}
_SYSTEMS = {
    "At": "AT&T UNIX",
    "Bx": "BSD",
    "Bsx": "BSD/OS",
    "Fx": "FreeBSD",
    "Nx": "NetBSD",
    "Ox": "OpenBSD",
    "Dx": "DragonFly",
    "Ux": "UNIX",
}
_PLAIN = frozenset(
    [
        "Ad",
        "An",
        "Ar",
        "Cd",
        "Cm",
        "Dv",
        "Em",
        "Er",
        "Ev",
        "Fa",
        "Fn",
        "Ft",
        "Ic",
        "Lb",
        "Li",
        "Ms",
        "Mt",
        "No",
        "Nm",
        "Pa",
        "Rv",
        "St",
        "Sx",
        "Sy",
        "Tn",
        "Va",
        "Vt",
        "Fr",
        "Ot",
        "Nd",
        "Lk",
        "Fd",
        "Fo",
        "Fc",
        "Eo",
        "Ec",
        "%A",
        "%B",
        "%C",
        "%D",
        "%I",
        "%J",
        "%N",
        "%O",
        "%P",
        "%Q",
        "%R",
        "%T",
        "%U",
        "%V",
    ]
)
BLOCKS = frozenset(
    [
        "Dd",
        "Dt",
        "Os",
        "Sh",
        "Ss",
        "Pp",
        "Lp",
        "Bl",
        "It",
        "El",
        "Bd",
        "Ed",
        "Dl",
        "D1",
        "Rs",
        "Re",
        "Bk",
        "Ek",
        "Sm",
        "Nd",
    ]
)
MACROS = (
    BLOCKS
    | _PLAIN
    | _ENCLOSING.keys()
    | _BRACKETS.keys()
    | _SYSTEMS.keys()
    | {"Fl", "Xr", "Ns", "Ap", "Pf", "Ex", "Xo", "Xc"}
)


class Line:
    """Puts the arguments of one macro line together."""

    def __init__(self, name: str) -> None:
        self._name = name  # of what the page describes, for `.Nm` without arguments
        self._out = ""
        self._close = True  # no space before what comes next

    def text(self, tokens: list[str]) -> str:
        """Return the running text of the macro and arguments in `tokens`."""
        ends: list[str] = []
        rest = iter(tokens)
        for token in rest:
            self._token(token, rest, ends)
        trailing = ""
        if ends:  # a full stop at the end of the line stands outside of what it encloses
            while self._out and self._out[-1] in ".,:;" and tokens[-1] == self._out[-1]:
                trailing = self._out[-1] + trailing
                self._out = self._out[:-1]
        return self._out + "".join(reversed(ends)) + trailing

    def _token(self, token: str, rest: Iterator[str], ends: list[str]) -> None:
        if token in _ENCLOSING:
            self._put(_ENCLOSING[token][0])
            self._close = True
            ends.append(_ENCLOSING[token][1])
        elif token in _BRACKETS:
            opens = token.endswith("o")
            self._close = self._close or not opens
            self._put(_BRACKETS[token])
            self._close = opens
        elif token == "Fl":
            flag = next(rest, "")
            self._put("-")
            self._close = True
            if flag in _CLOSING or flag in MACROS:
                self._token(flag, rest, ends)
            elif flag:
                self._put(flag)
        elif token == "Xr":
            page, section = next(rest, ""), next(rest, "")
            self._put(f"{page}({section})" if section[:1].isalnum() else page + section)
        elif token == "Nm":
            self._name_of(rest, ends)
        elif token in _SYSTEMS:
            self._put(_SYSTEMS[token])
        elif token in ("Ns", "Ap", "Pf"):
            self._close = True
            self._put("’" if token == "Ap" else next(rest, "") if token == "Pf" else "")
            self._close = True
        elif token not in MACROS:
            self._put(token)

    def _name_of(self, rest: Iterator[str], ends: list[str]) -> None:
        following = next(rest, "")
        if not following or following in _CLOSING or following in MACROS:
            self._put(self._name)
        if following:
            self._token(following, rest, ends)

    def _put(self, text: str) -> None:
        if not text:
            return
        if self._out and not self._close and text not in _CLOSING:
            self._out += " "
        self._out += text
        self._close = text in _OPENING
