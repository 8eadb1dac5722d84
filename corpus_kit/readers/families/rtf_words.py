"""The words of RTF that a reader of text must know: code pages of fonts, characters, and groups that are no text.

Source: Rich Text Format Specification, version 1.9.1 (Microsoft 2008), and what LibreOffice and Word write.
"""

from __future__ import annotations

import codecs
import re

# What \\fcharset says, as Python codecs; 0 (ANSI) and 1 (default) follow the code page of the document.
CHARSETS = {
    77: "mac_roman", 78: "shift_jis", 79: "euc_kr", 80: "gb2312", 81: "big5", 83: "mac_hebrew", 84: "mac_arabic",
    85: "mac_greek", 86: "mac_turkish", 89: "mac_cyrillic", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
SYMBOL_CHARSET = 2
_PAGES = {
    10000: "mac_roman",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10081: "mac_turkish",
    936: "gb18030",
    1361: "johab",
}
_PAGES |= {65001: "utf-8", 10004: "mac_arabic", 10029: "mac_latin2", 708: "iso8859_6", 54936: "gb18030"}
_FAMILY_PAGES = {" cyr": "cp1251", " ce": "cp1250", " greek": "cp1253", " tur": "cp1254", " baltic": "cp1257"}
_FAMILY_PAGES |= {"(arabic)": "cp1256", "(hebrew)": "cp1255", "(thai)": "cp874", "(vietnamese)": "cp1258"}

CHARACTERS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": "\u2003", b"enspace": "\u2002",
    b"qmspace": "\u2005", b"zwj": "\u200d", b"zwnj": "\u200c", b"zwbo": "\u200b", b"zwnbo": "\u2060",
    b"ltrmark": "\u200e", b"rtlmark": "\u200f", b"softline": "\n",
}  # fmt: skip
SYMBOLS = {b"~": "\u00a0", b"-": "\u00ad", b"_": "\u2011"}

# Groups that are no text of the document: where their text goes, None for nowhere.
DESTINATIONS: dict[bytes, str | None] = dict.fromkeys(
    b"stylesheet colortbl pict objdata objclass fldinst xe tc rxe listtext pntext pntxta pntxtb nonshppict shprslt "
    b"sn sv themedata colorschememapping datastore latentstyles rsidtbl generator listtable listoverridetable filetbl "
    b"revtbl nonesttables bkmkstart bkmkend atnid atnauthor atnref atndate atntime atnparent ftnsep ftnsepc ftncn "
    b"aftnsep aftnsepc aftncn template passwordhash private shppict picprop fontemb fontfile panose falt "
    b"htmltag mhtmltag objname objalias".split()
)
DESTINATIONS |= dict.fromkeys(b"header headerl headerr headerf footer footerl footerr footerf".split(), "running-head")
DESTINATIONS |= {
    b"annotation": "comment",
    b"fonttbl": "fonts",
    b"footnote": "note",
    b"info": "about",
    b"title": "title",
}
DESTINATIONS |= dict.fromkeys(
    b"author operator subject keywords doccomm company manager category hlinkbase creatim revtim printim buptim".split()
)
# Groups that begin with \\* ("pass by what you do not know") and hold text all the same.
OPTIONAL_TEXT = frozenset(b"shpinst shptxt shpgrp fldrslt footnote annotation ud".split())

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})? ?"  # a word with its number
    rb"|((?:\\'[0-9a-fA-F]{2})+)"  # bytes
    rb"|\\([^a-zA-Z])"  # a symbol
    rb"|([{}])"
    rb"|([^\\{}\r\n\0]+)"  # what is written plainly
    rb"|[\r\n\0]+|\\",
)
GROUP_MARK = re.compile(rb"\\bin(\d{1,10}) ?|\\[^a-zA-Z]|[{}]", re.DOTALL)


def page_codec(number: int) -> str:
    """Return the codec of a code page, empty where Python has none."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)  # decoding nothing would not look it up
    except LookupError:
        return ""
    return name


def font_codec(charset: int | None, page: int | None, name: str) -> str:
    """Return the codec in which the bytes of a font are written; empty where the document decides."""
    if page and (codec := page_codec(page)):
        return codec
    if charset in CHARSETS:
        codec = CHARSETS[charset]
        try:
            codecs.lookup(codec)
        except LookupError:
            return ""
        return codec
    lowered = name.casefold().strip()
    return next((codec for ending, codec in _FAMILY_PAGES.items() if lowered.endswith(ending)), "")
