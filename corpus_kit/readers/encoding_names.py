"""Names of encodings: as the Internet registry writes them, and as Python knows them."""

from __future__ import annotations

import codecs

WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
# IANA-like name, and the codec of Python where its name differs. Of two that decode a text alike, the first is told.
CANDIDATES = (
    "windows-1251",
    "koi8-r",
    "ibm866",
    "kz1048",
    "koi8-u",
    "koi8-t",
    "iso-8859-5",
    "x-mac-cyrillic",
    "ibm855",
    "ptcp154",
    "windows-1252",
    "windows-1250",
    "windows-1254",
    "windows-1257",
    "windows-1258",
    "iso-8859-2",
    "iso-8859-9",
    "ibm437",
    "ibm850",
    "ibm852",
    "ibm857",
    "macintosh",
    "windows-1253",
    "iso-8859-7",
    "windows-1255",
    "iso-8859-8",
    "windows-1256",
    "iso-8859-6",
    "windows-874",
    "tis-620",
    "gb18030",
    "big5",
    "big5-hkscs",
    "euc-kr",
    "windows-949",
    "johab",
    "euc-jp",
    "shift_jis",
    "windows-31j",
)
_CODECS = {
    "windows-874": "cp874",
    "windows-949": "cp949",
    "windows-31j": "cp932",
    "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman",
    "ibm866": "cp866",
    "ibm855": "cp855",
    "ibm437": "cp437",
    "ibm850": "cp850",
    "ibm852": "cp852",
    "ibm857": "cp857",
}
_NAMES = {codecs.lookup(codec).name: name for name, codec in _CODECS.items()} | {
    **{f"cp{number}": f"windows-{number}" for number in range(1250, 1259)},
    **{f"iso8859-{number}": f"iso-8859-{number}" for number in range(1, 17)},
    "ascii": "us-ascii",
    "gb2312": "gb2312",
    "euc_jp": "euc-jp",
    "euc_kr": "euc-kr",
    "big5hkscs": "big5-hkscs",
    "iso2022_jp": "iso-2022-jp",
    "iso2022_kr": "iso-2022-kr",
    "utf-8-sig": "utf-8",
}


def codec_of(name: str) -> str:
    """Return Python's name of the encoding `name`."""
    return _CODECS.get(name, name)


def name_of(codec: str) -> str:
    """Return the IANA-like name of an encoding given by any name; raises LookupError for an unknown one."""
    lowered = codec.strip().lower()
    if lowered in CANDIDATES:
        return lowered
    found = codecs.lookup(_CODECS.get(lowered, lowered)).name
    if not codecs.lookup(found)._is_text_encoding:  # base64, zlib and their like are no encodings of text
        raise LookupError(codec)
    return _NAMES.get(found, found.replace("_", "-"))
