"""Codecs for encodings that Python does not have, under private names that begin with `corpus_kit_`.

They only decode, except those of one byte a character. Importing this module makes them known to `codecs`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import cache

from corpus_kit import resources
from corpus_kit.readers.encodings.cns11643 import euc_tw, iso_2022_cn

PREFIX = "corpus_kit_"
_UNDEFINED = "\ufffe"  # what `charmap_decode` takes for undefined


@cache
def table(name: str) -> str:
    """Return the 256 characters of a single-byte encoding of `data/encodings_tables.tsv`."""
    characters = [chr(byte) if byte < 0x80 else _UNDEFINED for byte in range(256)]
    for line in resources.read_text("data", "encodings_tables.tsv").split("\n"):
        fields = line.split("\t")
        if len(fields) == 3 and fields[0] == name:
            characters[int(fields[1], 16)] = chr(int(fields[2], 16))
    return "".join(characters)


def _single_byte(name: str, key: str) -> codecs.CodecInfo:
    decoding = table(key)
    encoding = codecs.charmap_build(decoding)

    def decode(data: bytes, errors: str = "strict") -> tuple[str, int]:
        return codecs.charmap_decode(data, errors, decoding)

    def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
        return codecs.charmap_encode(text, errors, encoding)

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
            return codecs.charmap_decode(data, self.errors, decoding)[0]

    return codecs.CodecInfo(encode, decode, incrementaldecoder=Decoder, name=name)  # type: ignore[arg-type]


# --- encodings in which several bytes make a character

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_MARKS = (
    dict(_TONES)
    | {mark: "\u0302" + tone for mark, tone in zip("âáàåãä", ("", *_TONES.values()), strict=True)}
    | {mark: "\u0306" + tone for mark, tone in zip("êéèúüë", ("", *_TONES.values()), strict=True)}
)
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_BOTH = _VNI_MARKS | {mark.upper(): accents for mark, accents in _VNI_MARKS.items()}
_VNI_SINGLE = _VNI_ALONE | {mark.upper(): letter.upper() for mark, letter in _VNI_ALONE.items()}
_VNI_BASES = "aeouyAEOUYôöÔÖ"
_VNI = re.compile(f"([{_VNI_BASES}])([{''.join(_VNI_BOTH)}])|([{''.join(_VNI_SINGLE)}])")


def _vni_character(match: re.Match[str]) -> str:
    base, mark, alone = match.groups()
    if alone:
        return _VNI_SINGLE[alone]
    return unicodedata.normalize("NFC", _VNI_SINGLE.get(base, base) + _VNI_BOTH[mark])


def _vni(data: bytes, errors: str, final: bool) -> tuple[str, int]:
    text = data.decode("cp1252", errors)
    size = len(data)
    if not final and text[-1:] and text[-1] in _VNI_BASES:
        size -= 1
        text = text[:-1]
    return _VNI.sub(_vni_character, text), size


_TSCII = [
    "௦",
    "௧",
    "ஸ்ரீ",
    "ஜ",
    "ஷ",
    "ஸ",
    "ஹ",
    "க்ஷ",
    "ஜ்",
    "ஷ்",
    "ஸ்",
    "ஹ்",
    "க்ஷ்",
    "௨",
    "௩",
    "௪",
    "௫",
    "‘",
    "’",
    "“",
    "”",
    "௬",
    "௭",
    "௮",
    "௯",
    "ஙு",
    "ஞு",
    "ஙூ",
    "ஞூ",
    "௰",
    "௱",
    "௲",
    "\xa0",
    "ா",
    "ி",
    "ீ",
    "ு",
    "ூ",
    "ெ",
    "ே",
    "ை",
    "©",
    "ௗ",
    "அ",
    "ஆ",
    "இ",
    "ஈ",
    "உ",
    "ஊ",
    "எ",
    "ஏ",
    "ஐ",
    "ஒ",
    "ஓ",
    "ஔ",
    "ஃ",
    "க",
    "ங",
    "ச",
    "ஞ",
    "ட",
    "ண",
    "த",
    "ந",
    "ப",
    "ம",
    "ய",
    "ர",
    "ல",
    "வ",
    "ழ",
    "ள",
    "ற",
    "ன",
    "டி",
    "டீ",
    "கு",
    "சு",
    "டு",
    "ணு",
    "து",
    "நு",
    "பு",
    "மு",
    "யு",
    "ரு",
    "லு",
    "வு",
    "ழு",
    "ளு",
    "று",
    "னு",
    "கூ",
    "சூ",
    "டூ",
    "ணூ",
    "தூ",
    "நூ",
    "பூ",
    "மூ",
    "யூ",
    "ரூ",
    "லூ",
    "வூ",
    "ழூ",
    "ளூ",
    "றூ",
    "னூ",
    "க்",
    "ங்",
    "ச்",
    "ஞ்",
    "ட்",
    "ண்",
    "த்",
    "ந்",
    "ப்",
    "ம்",
    "ய்",
    "ர்",
    "ல்",
    "வ்",
    "ழ்",
    "ள்",
    "ற்",
    "ன்",
    "இ",
]
# A vowel sign that stands before its consonant on paper stands before it in TSCII, and after it in Unicode.
_TSCII_PREFIXED = re.compile("([ெேை])(க்ஷ|[க-ஹ])(?!்)([ாௗ]?)")
_TSCII_HELD = re.compile(rb"[\xa6-\xa8][\x83-\x87\xb8-\xc9]?\Z")


def _tscii(data: bytes, errors: str, final: bool) -> tuple[str, int]:
    held = None if final else _TSCII_HELD.search(data)
    size = held.start() if held else len(data)
    pieces: list[str] = []
    for position, byte in enumerate(data[:size]):
        if byte < 0x80:
            pieces.append(chr(byte))
        elif byte == 0xFF:
            handler = codecs.lookup_error(errors)
            error = UnicodeDecodeError("tscii", data, position, position + 1, "undefined byte")
            pieces.append(str(handler(error)[0]))
        else:
            pieces.append(_TSCII[byte - 0x80])
    return _TSCII_PREFIXED.sub(_tscii_syllable, "".join(pieces)), size


def _tscii_syllable(match: re.Match[str]) -> str:
    prefix, consonant, suffix = match.groups()
    if suffix == "ௗ":
        return consonant + "ௌ"
    return consonant + unicodedata.normalize("NFC", prefix + suffix)


_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_CESU_HELD = re.compile(rb"(?:\xed(?:[\xa0-\xaf](?:[\x80-\xbf](?:\xed[\xb0-\xbf]?)?)?)?|\xc0)\Z")


def _join(match: re.Match[bytes]) -> bytes:
    return match[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _cesu8(data: bytes, errors: str, final: bool) -> tuple[str, int]:
    held = None if final else _CESU_HELD.search(data)
    size = held.start() if held else len(data)
    joined = _PAIR.sub(_join, data[:size].replace(b"\xc0\x80", b"\0"))
    text, taken = codecs.utf_8_decode(joined, errors, final)
    return text, size - (len(joined) - taken)


def _stateful(name: str, convert: Callable[[bytes, str, bool], tuple[str, int]]) -> codecs.CodecInfo:
    def decode(data: bytes, errors: str = "strict") -> tuple[str, int]:
        return convert(bytes(data), errors, True)

    def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
        raise LookupError(f"{name} is only read")

    class Decoder(codecs.BufferedIncrementalDecoder):
        def _buffer_decode(self, data: bytes, errors: str, final: bool) -> tuple[str, int]:  # type: ignore[override]
            return convert(bytes(data), errors, final)

    return codecs.CodecInfo(encode, decode, incrementaldecoder=Decoder, name=name)  # type: ignore[arg-type]


# These are only read: nothing can be written in them.
_STATEFUL = {"x-viet-vni": _vni, "tscii": _tscii, "cesu-8": _cesu8, "euc-tw": euc_tw, "iso-2022-cn": iso_2022_cn}
READ_ONLY = frozenset(_STATEFUL)
_SINGLE = ("viscii", "tcvn", "armscii-8", "geostd8", "georgian-academy", "x-viet-vps")
EXTRA = (*_SINGLE, *_STATEFUL)


def private_codec(name: str) -> str:
    """Return the private name under which Python knows the encoding `name` of `EXTRA`."""
    return PREFIX + name.replace("-", "_")


def _search(name: str) -> codecs.CodecInfo | None:
    for known in EXTRA if name.startswith(PREFIX) else ():
        if private_codec(known) == name:
            return _stateful(name, _STATEFUL[known]) if known in _STATEFUL else _single_byte(name, known)
    return None


codecs.register(_search)
