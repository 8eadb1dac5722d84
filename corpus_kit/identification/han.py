"""What single characters say of a text in Han script: simplified or traditional, Cantonese, or no language at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

SIMPLIFIED, TRADITIONAL, CANTONESE, COMMON, FAMILY_NAME = 1, 2, 4, 8, 16
# Characters that written Cantonese needs and written Mandarin hardly knows.
_CANTONESE = "啲喺嘅咗嚟冇佢哋嗰唔咁噉嘢畀搵攞瞓諗喎㗎冚嚿嗌乜"
_CANTONESE_SHARE = 0.015
_LIKELIER = 10.0
# The commonest family names in both scripts: nearly nine people in ten have one of them.
_FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
    "張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蔣葉蘇呂盧鐘譚陸賈韋鄒龍賀顧龔萬錢嚴湯"
)
_FEWEST, _FEWEST_COMMON = 8, 0.6  # characters; share of common ones among them, in prose above nine in ten
_FEWEST_ITEMS, _MOST_NAMES = 4, 0.75
_EITHER = 0.75  # how far a script is sure that no character shows

_ITEMS = re.compile(r"[\s、，,；;。/|·]+")


@cache
def _flags() -> npt.NDArray[np.uint8]:
    """Return the flags of every code point of the basic plane.

    The national character sets say what is simplified and what traditional: a character of GB 2312 that Big5 lacks,
    and the other way round.
    """
    flags = np.zeros(0x10000, dtype=np.uint8)
    for point in range(0x4E00, 0xA000):
        simple, traditional = _encodable(chr(point), "gb2312"), _encodable(chr(point), "big5")
        if simple != traditional:
            flags[point] = SIMPLIFIED if simple else TRADITIONAL
    for character in _CANTONESE:
        flags[ord(character)] |= CANTONESE
    for character in _FAMILY_NAMES:
        flags[ord(character)] |= FAMILY_NAME
    # The first levels of the national sets hold the characters in daily use, a fifth of all in the block.
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6), ("euc_jp", 0xB0, 0xCF)):
        for lead in range(first, last + 1):
            for trail in range(0x40, 0xFF):
                character = bytes((lead, trail)).decode(encoding, "ignore")
                if len(character) == 1 and "\u4e00" <= character < "\ua000":
                    flags[ord(character)] |= COMMON
    return flags


def rare_characters(text: str) -> bool:
    """Tell whether a text is characters that nobody uses, as garbled and random ones are."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    han = points[(points >= 0x4E00) & (points < 0xA000)]
    if len(han) < _FEWEST:
        return False
    return int(np.count_nonzero(_flags()[han] & COMMON)) < _FEWEST_COMMON * len(han)


def lists_people(text: str) -> bool:
    """Tell whether a text is a list of Chinese names: items of two to four characters, a family name first."""
    items = _ITEMS.split(text.strip())
    if len(items) < _FEWEST_ITEMS or len(text) > 6 * len(items):
        return False
    flags = _flags()
    named = sum(2 <= len(item) <= 4 and bool(flags[min(ord(item[0]), 0xFFFF)] & FAMILY_NAME) for item in items if item)
    return named >= _MOST_NAMES * len(items)


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def with_script(text: str, ranked: Sequence[tuple[str, float]], declared: str = "") -> list[tuple[str, float]]:
    """Return tags and chances with the script that the characters show; `ranked` is what the model says.

    Where no character shows it, `declared` holds, if it is one of the two, and else what the model says. The varieties
    of Chinese are written in both scripts, so that a language's chances in the two count together.
    """
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    flags = _flags()[points[points < 0x10000]]
    simplified, traditional = (int(np.count_nonzero(flags & flag)) for flag in (SIMPLIFIED, TRADITIONAL))
    marks = int(np.count_nonzero(flags & CANTONESE))
    chances: dict[str, float] = {}
    likeliest: dict[str, str] = {}
    for tag, chance in ranked:
        language, _, script = tag.partition("_")
        if script in ("Hans", "Hant"):
            likeliest.setdefault(language, script)
            if simplified + traditional:
                script = "Hans" if simplified > traditional else "Hant"
            else:
                script = declared if declared in ("Hans", "Hant") else likeliest[language]
            tag = f"{language}_{script}"
        chances[tag] = chances.get(tag, 0.0) + chance
    if marks and marks >= _CANTONESE_SHARE * len(points):
        chances = {tag: p * (_LIKELIER if tag.startswith("yue_") else 1.0) for tag, p in chances.items()}
    total = max(sum(chances.values()), 1e-12)
    sure = _EITHER if not simplified + traditional else max(simplified, traditional) / (simplified + traditional)
    found = [(tag, p / total * (1.0 if tag.endswith("_Jpan") else min(1.0, sure + 0.1))) for tag, p in chances.items()]
    return sorted(found, key=lambda one: -one[1])
