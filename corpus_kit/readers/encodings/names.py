"""Names of encodings: as the Internet registry writes them, and as Python knows them."""

from __future__ import annotations

import codecs

from corpus_kit.readers.encodings.tables import EXTRA, private_codec

WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}
# Encodings with escapes or tildes, in which every byte is ASCII.
SEVEN_BIT = ("iso-2022-jp", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "utf-7")

# What is tried on a text, by the script of its letters: name, and how rare it is (in nats, beside the commonest).
# Of encodings that read a text alike the one listed first is told.
_SINGLE_BYTE = {
    "Cyrl": (
        "windows-1251 0|koi8-r 0|ibm866 0.5|iso-8859-5 1|x-mac-cyrillic 1|koi8-u 0.5|kz1048 1|ptcp154 1.5|koi8-t 1.5|"
        "ibm855 2"
    ),
    "Latn": (
        "windows-1252 0|windows-1250 0.3|windows-1254 0.3|windows-1257 0.5|windows-1258 0.5|iso-8859-15 1|"
        "iso-8859-2 0.6|iso-8859-9 0.8|ibm850 1.5|ibm852 1.5|ibm437 1.5|macintosh 1.5|ibm857 1.8|iso-8859-4 2|"
        "iso-8859-13 1.5|iso-8859-3 2|iso-8859-16 2|iso-8859-10 2.5|iso-8859-14 2.5|ibm858 2|ibm775 2|ibm865 2.5|"
        "ibm860 2.5|ibm861 2.5|ibm863 2.5|x-mac-ce 2|x-mac-turkish 2.5|x-mac-croatian 2.5|x-mac-romanian 2.5|"
        "x-mac-icelandic 2.5|tcvn 1.5|viscii 1.5|x-viet-vps 3"
    ),
    "Grek": "windows-1253 0|iso-8859-7 0.5|ibm737 1.5|ibm869 2.5|x-mac-greek 2",
    "Hebr": "windows-1255 0|iso-8859-8 0.5|ibm862 2",
    "Arab": "windows-1256 0|iso-8859-6 0.5|ibm720 2|x-mac-arabic 2|x-mac-farsi 2|ibm864 15",
    "Thai": "windows-874 0|tis-620 0.3|iso-8859-11 0.5",
    "Armn": "armscii-8 0.5",
    "Geor": "geostd8 0.5|georgian-academy 1",
}
SINGLE_BYTE: dict[str, tuple[str, float]] = {
    entry.split()[0]: (script, float(entry.split()[1]))
    for script, entries in _SINGLE_BYTE.items()
    for entry in entries.split("|")
}
# Encodings made for one language: another language in them is taken for a wrong reading.
MADE_FOR = {
    "koi8-t": ("tgk",),
    "windows-1258": ("vie", "vie-1258"),
    "tcvn": ("vie", "vie-1258"),
    "viscii": ("vie",),
    "x-viet-vps": ("vie",),
}
# Encodings of an alphabet in which several bytes may make a letter, or one byte several.
COMPOSED: dict[str, tuple[str, float]] = {"x-viet-vni": ("Latn", 2.0), "tscii": ("Taml", 0.5)}
# Encodings of several bytes a character: the models to try, and how rare they are.
MULTI_BYTE: dict[str, tuple[tuple[str, ...], float]] = {
    "gb18030": (("Hans", "Hant", "Jpan"), 0.0),
    "big5": (("Hant",), 0.0),
    "big5-hkscs": (("Hant",), 0.5),
    "shift_jis": (("Jpan",), 0.0),
    "windows-31j": (("Jpan",), 0.2),
    "euc-jp": (("Jpan",), 0.0),
    "euc-kr": (("Hang",), 0.0),
    "windows-949": (("Hang",), 0.3),
    "johab": (("Hang",), 2.0),
    "euc-tw": (("Hant",), 2.0),
}
# Those that are rare and slow to try: only where nothing else reads well.
LAST_TRIED = ("euc-tw", *COMPOSED)
CANDIDATES = (*SINGLE_BYTE, *MULTI_BYTE, *COMPOSED)

_CODECS = {
    **{name: private_codec(name) for name in EXTRA},
    **{
        f"ibm{number}": f"cp{number}" for number in (437, 720, 737, 775, 850, 852, 855, 857, 858, *range(860, 867), 869)
    },
    "windows-874": "cp874",
    "windows-949": "cp949",
    "windows-31j": "cp932",
    "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman",
    "x-mac-ce": "mac_latin2",
    "x-mac-turkish": "mac_turkish",
    "x-mac-croatian": "mac_croatian",
    "x-mac-romanian": "mac_romanian",
    "x-mac-icelandic": "mac_iceland",
    "x-mac-greek": "mac_greek",
    "x-mac-arabic": "mac_arabic",
    "x-mac-farsi": "mac_farsi",
    "hz-gb-2312": "hz",
    "iso-2022-jp": "iso2022_jp_ext",
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
_ALIASES = {
    "tcvn3": "tcvn",
    "tcvn-5712": "tcvn",
    "tcvn5712-1": "tcvn",
    "vscii": "tcvn",
    "vps": "x-viet-vps",
    "vni": "x-viet-vni",
    "armscii8": "armscii-8",
    "georgian-ps": "geostd8",
    "rk1048": "kz1048",
    "strk1048-2002": "kz1048",
    "pt154": "ptcp154",
    "cp154": "ptcp154",
    "x-mac-ukrainian": "x-mac-cyrillic",
    "x-mac-centraleurroman": "x-mac-ce",
    "x-euc-tw": "euc-tw",
    "euctw": "euc-tw",
    "iso-2022-cn-ext": "iso-2022-cn",
    "utf7": "utf-7",
    "modified-utf-8": "cesu-8",
    "x-sjis": "windows-31j",
    "dos-720": "ibm720",
    "dos-862": "ibm862",
    "unicode": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
}
# What browsers read a declaration as (the Encoding Standard): pages say less than they hold.
_READ_AS = {
    "iso-8859-1": "windows-1252",
    "us-ascii": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "windows-874",
    "tis-620": "windows-874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "windows-949",
    "shift_jis": "windows-31j",
    "big5": "big5-hkscs",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "ks_c_5601-1987": "windows-949",
    "ks_c_5601": "windows-949",
    "x-x-big5": "big5-hkscs",
    "x-user-defined": "",
}


def codec_of(name: str) -> str:
    """Return Python's name of the encoding `name`."""
    return _CODECS.get(name, name)


def name_of(codec: str) -> str:
    """Return the IANA-like name of an encoding given by any name; raises LookupError for an unknown one."""
    lowered = codec.strip().lower()
    lowered = _ALIASES.get(lowered.replace("_", "-"), lowered)
    if lowered in CANDIDATES or lowered in EXTRA or lowered in WIDE:
        return lowered
    found = codecs.lookup(_CODECS.get(lowered, lowered)).name
    if not codecs.lookup(found)._is_text_encoding:  # base64, zlib and their like are no encodings of text
        raise LookupError(codec)
    return _NAMES.get(found, found.replace("_", "-"))


def read_as(hint: str) -> str:
    """Return the encoding that a declaration within a file stands for; empty where it names none."""
    lowered = hint.strip().lower()
    if lowered in _READ_AS:
        return _READ_AS[lowered]
    try:
        name = name_of(lowered)
    except LookupError:
        return ""
    return _READ_AS.get(name, name)
