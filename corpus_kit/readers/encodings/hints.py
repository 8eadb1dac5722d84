"""What a file says of its own encoding: an XML declaration, a meta element, a header, a line for an editor.

It may lie: pages are converted and keep their old declaration. So it is a hint that detection weighs.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_HEAD_BYTES = 16384
_MARK = b"\xef\xbb\xbf"
_NAME = rb"([A-Za-z0-9][A-Za-z0-9._:-]*)"

_XML = re.compile(rb"""\s*<\?xml\b[^>]*?\sencoding\s*=\s*["']\s*""" + _NAME)
_NO_MARKUP = re.compile(rb"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE)
_META = re.compile(rb"""<meta[\s/]((?:[^>"']|"[^"]*"|'[^']*')*)""", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*""" + _NAME, re.IGNORECASE)

_PO = re.compile(rb'^"Content-Type:[^"\n]*?charset=' + _NAME, re.IGNORECASE | re.MULTILINE)
_QT = re.compile(rb"<(?:default)?codec>\s*" + _NAME)
_USFM = re.compile(rb"^\\ide\s+([^\r\n]+)", re.MULTILINE)
_ASCIIDOC = re.compile(rb"^:encoding:[ \t]*" + _NAME, re.MULTILINE)
_EMACS = re.compile(rb"-\*-.*?\bcoding:\s*" + _NAME + rb".*?-\*-")
_COMMENT = re.compile(rb"^\s*(?:#|%|;|//|<%#|\.\.|'?\\\"|\.\\\").*?\bcoding[:=]\s*" + _NAME)
_VIM = re.compile(rb"\b(?:vim?|ex):.*?\bf(?:ile)?enc(?:oding)?=" + _NAME)
_LATEX = (
    re.compile(rb"^[^%\n]*\\usepackage\s*\[([^\]]*)\]\s*\{(?:inputenc|inputenx|vietnam|selinput)\}", re.MULTILINE),
    re.compile(rb"^[^%\n]*\\inputencoding\s*\{([^}]*)\}", re.MULTILINE),
    re.compile(rb"^[^%\n]*\\begin\s*\{CJK\*?\}\s*(?:\[[^\]]*\])?\s*\{([^}]*)\}", re.MULTILINE),
    re.compile(rb"^%\s*!\s*TEX\s+encoding\s*=\s*([^\r\n]*)", re.MULTILINE | re.IGNORECASE),
)
# What LaTeX calls encodings, where that is no usual name.
_LATEX_NAMES = {
    "utf8": "utf-8",
    "utf8x": "utf-8",
    "utf-8": "utf-8",
    "utf-8 unicode": "utf-8",
    "latin1": "iso-8859-1",
    "latin2": "iso-8859-2",
    "latin3": "iso-8859-3",
    "latin4": "iso-8859-4",
    "latin5": "iso-8859-9",
    "latin9": "iso-8859-15",
    "latin10": "iso-8859-16",
    "ansinew": "windows-1252",
    "applemac": "macintosh",
    "maccyr": "x-mac-cyrillic",
    "koi8-r": "koi8-r",
    "koi8-ru": "koi8-u",
    "gbk": "gbk",
    "gb": "gbk",
    "bg5": "big5",
    "ks": "euc-kr",
    "jis": "euc-jp",
    "sjis": "shift_jis",
} | {f"cp{page}": f"windows-{page}" for page in range(1250, 1259)}
_LATEX_PAGE = re.compile(r"cp\d{3}")


def hint_of(head: bytes, format_name: str) -> str | None:
    """Return the encoding that the file beginning with `head` names for itself; None where it names none.

    It stands as written, but for UTF-16 in letters that are not UTF-16, which stands for UTF-8 as in browsers, and
    for the names of LaTeX and of code pages in USFM.
    """
    start = head[:_HEAD_BYTES].removeprefix(_MARK)
    found = _first(_XML.match(start))
    own = _BY_FORMAT.get(format_name)
    if found is None and own is not None:
        found = own(start)
    if found is None and format_name not in ("html", "po"):
        found = _editor(start, whole=len(head) < _HEAD_BYTES)
    if found is not None and found.lower().startswith(("utf-16", "utf16", "ucs-2", "utf-32", "iso-10646-ucs")):
        return "utf-8"
    return found


def _first(found: re.Match[bytes] | None) -> str | None:
    return found[1].decode("ascii") if found else None


def _html(start: bytes) -> str | None:
    for meta in _META.finditer(_NO_MARKUP.sub(b" ", start)):
        attributes: dict[bytes, bytes] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(meta[1]):
            attributes.setdefault(name.lower(), (double or single or bare).strip())
        if found := re.match(_NAME, attributes.get(b"charset", b"")):
            return found[1].decode("ascii")
        if attributes.get(b"http-equiv", b"").lower() == b"content-type":
            content = attributes.get(b"content", b"")
            if (found := _CHARSET.search(content)) or (found := _CHARSET.search(meta[1])):
                return found[1].decode("ascii")
    return None


def _po(start: bytes) -> str | None:
    found = _first(_PO.search(start))
    return None if found == "CHARSET" else found  # what a template that nobody filled in holds


def _qt(start: bytes) -> str | None:
    return _first(_QT.search(start))


def _usfm(start: bytes) -> str | None:
    found = _USFM.search(start)
    if found is None:
        return None
    written = found[1].decode("latin-1").strip()
    if "utf-8" in written.lower() or "65001" in written or written.lower() == "utf8":
        return "utf-8"
    if page := re.search(r"\b(?:cp|windows)?[- ]?(125\d|874|932|936|949|950)\b", written, re.IGNORECASE):
        return f"windows-{page[1]}" if page[1].startswith("125") or page[1] == "874" else f"cp{page[1]}"
    return _first(re.match(_NAME, found[1].strip()))


def _asciidoc(start: bytes) -> str | None:
    return _first(_ASCIIDOC.search(start))


def _latex(start: bytes) -> str | None:
    for pattern in _LATEX:
        found = pattern.search(start)
        for option in reversed((found[1] if found else b"").decode("latin-1").lower().split(",")):
            option = option.strip()
            if option in _LATEX_NAMES:
                return _LATEX_NAMES[option]
            if _LATEX_PAGE.fullmatch(option):
                return option
    return None


def _editor(start: bytes, whole: bool) -> str | None:
    """Return what a line for Emacs, Vim or Python says, in the first lines or, for Vim, in the last."""
    lines = [line[:500] for line in start.splitlines()]
    for line in lines[:2]:
        if found := _EMACS.search(line) or _COMMENT.match(line):
            return re.sub(r"-(?:unix|dos|mac)$", "", found[1].decode("ascii"))
    near = lines[:5] + (lines[-5:] if whole else [])
    return next((found[1].decode("ascii") for line in near if (found := _VIM.search(line))), None)


_BY_FORMAT: dict[str, Callable[[bytes], str | None]] = {
    "html": _html,
    "po": _po,
    "qt-ts": _qt,
    "usfm": _usfm,
    "asciidoc": _asciidoc,
    "latex": _latex,
}
