"""Writes lines of other scripts in Latin letters, as people without the keyboard do: letter tables, nothing learnt.

A language in Latin letters that the model has never seen is taken for a Latin neighbour; with made lines it has a
place of its own. No figure on made lines means much.
"""

from __future__ import annotations

import random

from . import abjads

_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"},
    **{
        "ё": "yo",
        "і": "i",
        "ї": "yi",
        "є": "ye",
        "ґ": "g",
        "ў": "u",
        "ө": "o",
        "ү": "u",
        "қ": "q",
        "ғ": "gh",
        "ң": "ng",
    },
    **{"ә": "a", "һ": "h", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u", "ұ": "u"},
}
_CYRILLIC_CHAT = {"ж": "j", "х": "h", "ц": "c", "ч": "4", "ш": "w", "щ": "sch", "ю": "u", "я": "ja", "й": "j", "ы": "i"}
_GREEK = {
    **dict(zip("αβγδεζηικλμνοπρσςτυφω", "avgdeziiklmnoprsstufo", strict=True)),
    **{"θ": "th", "ξ": "x", "χ": "ch", "ψ": "ps", "ά": "a", "έ": "e", "ή": "i", "ί": "i", "ό": "o", "ύ": "y", "ώ": "o"},
    **{"ϊ": "i", "ϋ": "y", "ΐ": "i", "ΰ": "y"},
}
_GREEK_CHAT = {"η": "h", "ω": "w", "θ": "8", "χ": "x", "ξ": "ks", "υ": "y", "β": "b"}
_GEORGIAN = {
    **dict(zip("აბგდევზთიკლმნოპჟრსტუფქყხჯჰ", "abgdevztiklmnopjrstufqyxjh", strict=True)),
    **{"ღ": "gh", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch"},
}
_ARMENIAN = {
    **dict(zip("աբգդեզէըթիլխկհձղմյնոպջռսվտրցփքֆօ", "abgdezeytilxkhdxmynopjrsvtrcpqfo", strict=True)),
    **{"ժ": "zh", "ծ": "ts", "ճ": "tch", "շ": "sh", "չ": "ch", "ւ": "v", "և": "ev"},
}
_HEBREW = dict(
    zip(
        "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
        "a b g d h o z ch t i k l m n s a p tz k r sh t ch m n f tz".split(),  # noqa: SIM905
        strict=True,
    )
)
# The blocks of Indic scripts share one order; offsets from the start of a block.
_VOWELS = {
    0x05: "a", 0x06: "aa", 0x07: "i", 0x08: "ee", 0x09: "u", 0x0A: "oo", 0x0B: "ri", 0x0F: "e", 0x10: "ai", 0x13:
    "o", 0x14: "au", 0x0E: "e", 0x12: "o", 0x0D: "e", 0x11: "o",
}  # fmt: skip
_SIGNS = {
    0x3E: "a", 0x3F: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x46: "e", 0x47: "e", 0x48: "ai", 0x4A:
    "o", 0x4B: "o", 0x4C: "au", 0x45: "e", 0x49: "o",
}  # fmt: skip
_CONSONANTS = dict(
    zip(
        range(0x15, 0x3A),
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l zh v sh sh s h".split(),  # noqa: SIM905
        strict=True,
    )
)
_NASALS, _VIRAMA, _NUKTA = (0x01, 0x02), 0x4D, 0x3C
_INDIC = {
    "hin_Deva": 0x900,
    "mar_Deva": 0x900,
    "npi_Deva": 0x900,
    "bho_Deva": 0x900,
    "ben_Beng": 0x980,
    "asm_Beng": 0x980,
    "pan_Guru": 0xA00,
    "guj_Gujr": 0xA80,
    "ory_Orya": 0xB00,
    "tam_Taml": 0xB80,
    "tel_Telu": 0xC00,
    "kan_Knda": 0xC80,
    "mal_Mlym": 0xD00,
}
_ALPHABETS = {
    "rus_Cyrl": (_CYRILLIC, _CYRILLIC_CHAT),
    "ukr_Cyrl": (_CYRILLIC, _CYRILLIC_CHAT),
    "bul_Cyrl": (_CYRILLIC, {}),
    "khk_Cyrl": (_CYRILLIC, {"х": "h"}),
    "kir_Cyrl": (_CYRILLIC, {}),
    "ell_Grek": (_GREEK, _GREEK_CHAT),
    "kat_Geor": (_GEORGIAN, {"წ": "w", "ჭ": "w", "ც": "c", "ჩ": "c", "შ": "s", "ღ": "g", "თ": "T"}),
    "hye_Armn": (_ARMENIAN, {}),
    "heb_Hebr": (_HEBREW, {}),
}
# The syllables of Mandarin by their first consonant, the commonest once more.
_SYLLABLES = {
    "": "a ai an ang ao e en er ou wa wai wan wang wei wen weng wo wu yi ya yan yang yao ye yin ying yong you yu "
    "yuan yue yun",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong u uan uo ü",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo ü",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
}
_COMMON = (  # noqa: SIM905
    "de shi bu yi le zai you ren zhe zhong da guo wo ta men ni lai shang ge dao shuo he di zi shi jiu yao "
    "xia hui ke ye dui sheng neng er zi na hao jia xue dou ran fa xing xiang cheng dao kan tian qi jing "
    "xin nian dong mei jian chu si guan jin"
).split()
_TONES = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ"}
_SERBIAN = {
    **dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True)),
    **{"љ": "lj", "њ": "nj", "џ": "dž"},
}
SOURCES = (*_INDIC, *_ALPHABETS, *abjads.ABJADS)


def romanised(tag: str, text: str, rng: random.Random) -> str:
    """Return a line of `tag` in Latin letters; now and then with the spellings of chats."""
    if tag in _INDIC:
        return _indic(text, _INDIC[tag], tag in ("tam_Taml", "tel_Telu", "kan_Knda", "mal_Mlym"), rng)
    if tag in abjads.ABJADS:
        return abjads.romanised(tag, text, rng)
    table, chat = _ALPHABETS[tag]
    used = {**table, **chat} if chat and rng.random() < 0.5 else table
    return "".join(used.get(c, c) for c in text.lower())


def _indic(text: str, block: int, keeps_final: bool, rng: random.Random) -> str:
    long_a = rng.random() < 0.3
    out: list[str] = []
    pending = False  # a consonant whose vowel is not yet known
    for c in text + " ":
        offset = ord(c) - block
        if offset in _SIGNS and pending:
            out.append("aa" if offset == 0x3E and long_a else _SIGNS[offset])
            pending = False
        elif offset == _VIRAMA:
            pending = False
        elif offset == _NUKTA:
            continue
        else:
            inside = offset in _CONSONANTS or offset in _NASALS or offset in _VOWELS
            if pending and (inside or keeps_final):
                out.append("a")
            pending = offset in _CONSONANTS
            out.append(_CONSONANTS.get(offset) or _VOWELS.get(offset) or ("n" if offset in _NASALS else c))
    return "".join(out)


def pinyin(rng: random.Random) -> str:
    """Return made syllables of Mandarin as they are written in Latin letters, with or without tones."""
    every = [first + rest for first, finals in _SYLLABLES.items() for rest in finals.split()]
    marked = rng.random() < 0.6
    words = []
    for _ in range(rng.randint(4, 25)):
        syllables = []
        for _ in range(rng.choice((1, 1, 2, 2, 2, 3))):
            syllable = rng.choice(_COMMON if rng.random() < 0.6 else every)
            if marked and rng.random() < 0.85:
                syllable = _toned(syllable, rng)
            syllables.append(syllable)
        words.append(("" if rng.random() < 0.85 else " ").join(syllables))
    return " ".join(words)


def _toned(syllable: str, rng: random.Random) -> str:
    vowel = next((v for v in ("a", "e", "ou", "o", "ui", "iu", "i", "u", "ü") if v in syllable), "i")
    at = syllable.rindex(vowel[-1]) if vowel in ("ui", "iu") else syllable.index(vowel[0])
    return syllable[:at] + rng.choice(_TONES[syllable[at]]) + syllable[at + 1 :]


def serbian(text: str) -> str:
    """Return Serbian Cyrillic in the Latin alphabet, in small letters: the tables of the two alphabets, exact."""
    return "".join(_SERBIAN.get(c, c) for c in text.lower())
