"""Versions of Creative Commons licenses: right behind the name, a few words off, or said elsewhere in the sentence."""

from __future__ import annotations

import re
from functools import cache

from corpus_kit.licenses import rules
from corpus_kit.licenses.gnu import VERSION_WORD

_VERSION = (
    r"(?:[\s,(\[«»\"'):„“”「」『』《》・·-]|\(cc[^)\n]{0,16}\))*(?:licen\w+|лиценз\w+|lisans\w*|lizenz\w*|许可协议|許可)?[\s,(:-]*"
    rf"{VERSION_WORD}?(?P<version>[1-4](?:[.,][015])?)(?![\d%]|[.,]\d|\s*(?:\.\s*)?(?:january|february|million|years))"
)
# Words may stand between a name and its version, where the version is written out with its decimal.
_VERSION_FAR = r"[^\d.!?\n。؟।]{1,26}?(?P<version>(?:1\.0|2[.,][015]|3[.,]0|4[.,]0))(?!\d|[.,]\d|%)"
PLACES = (
    r"[\s\-(,]*(?:internationale?|internacional|internasional|internazionale|uluslararası|unported|generic|universal"
    r"|всемирная|міжнародна|دولی|国际|國際|국제|quốc tế|בינלאומי)\b"
)


@cache
def versions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a version right behind a name is, and the words for "international" behind it."""
    return re.compile(_VERSION), re.compile(PLACES)


# A dash or a slash behind the last element that is known, and a word: neither a version nor a place.
UNKNOWN_ELEMENT = re.compile(
    rf"\s?[-/・]\s?(?!{VERSION_WORD}|licen|лиценз|ліценз|lisans|lizenz|cc\b|creative|\(|international|internacional"
    r"|internasional|unported|generic|universal|国际|國際|国際|국제|міжнар|всемирн|halqaro|xalqaro|халықар|uluslar"
    r"|quốc|deutsch|öster|schweiz|france|españa|brasil|portugal|japan|日本|china|中国|台灣|台湾|대한민국|korea)[^\W\d_]"
    r"[^\d.!?\n。؟।]{1,40}?(?:1\.0|2[.,][015]|3[.,]0|4[.,]0)(?![\d%])"
)
# A version that is said to be one may stand farther off, as long as nothing else is named that has versions.
_OTHER_THINGS = r"(?!\w*(?:data|corpus|corpora|корпус|данн|набор|программ|softw|release|mətn|мәтін|matn|text))"


@cache
def _version_after() -> re.Pattern[str]:
    between = rf"(?:{_OTHER_THINGS}[^\d.!?\n。؟।]){{1,60}}?"
    number = r"(?P<version>(?:2[.,][05]|3[.,]0|4[.,]0))(?!\d|[.,]\d|%)"
    return re.compile(rf"{between}(?:[.;]\s+)?{rules.WORD_BEGINS}{VERSION_WORD}[\s(:]*{number}")


@cache
def _version_before() -> re.Pattern[str]:
    number = r"(?P<version>(?:2[.,][05]|3[.,]0|4[.,]0))(?!\d|[.,]\d|%)"
    return re.compile(rf"{rules.WORD_BEGINS}{VERSION_WORD}{number}[^\d.!?\n。؟।]{{0,30}}$")


_VERSION_NAMED = (
    r"[^\d.!?\n。؟।]{0,36}?(?P<version>(?:2[.,][05]|3[.,]0|4[.,]0))\s?[-‑–]?\s?"
    r"(?:нұсқа|версия|версияс|версії|versiya|versiyas|sürüm|versiyon|バージョン|版|버전|संस्करण|ورژن|نسخ"
    r"|хувилбар|version|lisens|lisans)"
)


@cache
def _version_named() -> re.Pattern[str]:
    return re.compile(_VERSION_NAMED)


def version_elsewhere(folded: str, start: int, end: int) -> tuple[str, int] | None:
    """Return the version that is said to be one, apart from an acronym: "version 4.0 of CC BY"; and where it ends."""
    after = _version_after().match(folded, end) or _version_named().match(folded, end)
    if after:
        return after["version"].replace(",", "."), after.end("version")
    before = _version_before().search(folded, max(0, start - 50), start)
    return (before["version"].replace(",", "."), end) if before else None


@cache
def version_far() -> re.Pattern[str]:
    """Return what a version a few words behind a name is."""
    return re.compile(_VERSION_FAR)
