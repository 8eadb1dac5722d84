"""Values as TOML, and comments that stay on their line."""

from __future__ import annotations

from collections.abc import Iterable

_JOINERS = "\u180e\u200c\u200d"


def string(text: str) -> str:
    """Return text as a TOML string; what is no visible character becomes an escape."""
    return '"' + "".join(_escape(c) for c in text.encode("utf-8", "backslashreplace").decode()) + '"'


def _escape(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable() or character in _JOINERS:
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def strings(values: Iterable[str]) -> str:
    """Return a TOML list of strings, one a line where they would not fit on one."""
    items = [string(value) for value in values]
    line = f"[{', '.join(items)}]"
    if len(line) <= 100:
        return line
    return "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def comment(text: str) -> str:
    """Return a comment of one line."""
    return "# " + "".join(c if c.isprintable() or c in _JOINERS else "?" for c in text)
