"""Fonts from before Unicode: they draw the letters of a script and call them by other names.

Names are those that font files carry, as found in documents of each region. A font counts only where its letters come
out as Latin (or, for Cyrillic fonts, without any letter of the language that the font was made for): some programs
write the right letters beside such fonts.
"""

from __future__ import annotations

import re

_NOT_LATIN = tuple(
    re.compile(rf"(?<![a-z])(?:{pattern})", re.IGNORECASE)
    for pattern in (
        r"kruti|devlys|chanakya|shusha|susha|akruti|dv[-_ ]?ttyogesh|dvb?w?-?tt|walkman|bhasha|shivaji|shree[-_ ]?(dev|tam|guj|tel|kan|mal|ben|ori|pun)",
        r"preeti|kantipur|sagarmatha|himalb?b?|pcs ?nepali|ganess|aalekh|navjeevan|fontasy",  # Nepali
        r"bamini|baamini|kalaham|tscii|tsc[-_ ]|tam[-_ ]|elango|senthamil|vanavil|shree-tam|ltt?m|stmzh",  # Tamil
        r"sutonn?y|boishakhi|bijoy|chandrabati|rinkiy|adarshalipi(?!.*unicode)|asrompa",  # Bengali
        r"gulim?ohar|asees|anmollipi|satluj|amrlipi|gurbaniakhar|webakharthick",  # Gurmukhi
        r"lmg[-_ ]|harikrishna|gopika|terafont|hari krishna|avantika",  # Gujarati
        r"nudi|baraha (?!.*unicode)|kar ?baraha|brh ?(kannada|devanagari|telugu|malayalam)",
        r"ml[-_]?tt|mlw?-?tt|manorama|thoolika|karthika$|revathi$",  # Malayalam
        r"fm ?(abhaya|malithi|bindumathi|emanee|gangani|samantha|derana|basuru)|dl-? ?manel|dl-? ?paras|kaputadotcom|thibus",
        r"winmyanmar|win ?innwa|wininnwa|win[-_ ]?burmese|ayar|academy(psts|m)|ce[-_ ]?myanmar|m-myanmar1",
        r"limon|abc-?zero|khek|khmer ?(os)?-?(limon|abc)|abc[-_ ]?khmer|tacteing|baidok",  # Khmer
        r"vni[-_ ]|\.?vn(times?|arial|aristote|avant|book|century|clarendon|courier|goth|helv|memor|monotype|park|present|revue|rockwell|souther|stamp|teknical|university|vogue|3dh?)",
        r"acad ?nusx|acadmtavr|acad ?mtavr|litnusx|geo ?(times|dumba|grigolia|literat|abc|cveu|lortki|kolhi|academy)|grigolia|ltnusx|sp ?(academi|grotesk|literaturuly|dumbadze)|chveulebrivi|(?:literaturuly|dumbadze)(?:mtavr|nusx)?$",
        r"arial ?_?armenian|times ?_?armenian|arm ?time|arm ?arial|barz|artime|russkij|dallak (time|helv)|haykaz|arlat ?rus",
        r"ekbatan|zarnegar|nasim ?zar|b ?zar ?old|naskh[-_ ]?ansi|win-?soft",
        r"ug?hur ?ukij ?old|alkatip ?(?!.*unicode)|bilik$",
        r"tibetan ?machine(?! ?uni)|tibetanmachineweb|sambhota|ededris|dedris|ltibetan",
        r"phetsarath-?old|alice_?\d|saysettha ?(?!ot)|lao ?(alice|saysettha)",
        r"thai-?(?:old|win)|db ?thaitext ?old",
        r"arial ?mon$|times ?new ?mon|mon(golian)? ?cyr|cms ?urga|cms ?ulaanbaatar",
    )
)
# Cyrillic fonts with letters in places of others: they come out as Cyrillic, without the letters of the language.
_CYRILLIC = (
    (re.compile(r"times ?tojiki|tojiki|times ?tj|arial ?tj|tajik|palatino ?tj", re.IGNORECASE), re.compile("[ҷқғӯҳӣ]")),
    (
        re.compile(r"times ?kaz|kz ?(arial|times)|arial ?kaz|times/kazakh|helv ?kaz", re.IGNORECASE),
        re.compile("[әғқңөұүһі]"),
    ),
    (re.compile(r"arial ?mon$|times ?new ?roman ?mon|mon ?cyr|cms ?urga", re.IGNORECASE), re.compile("[өү]")),
    (re.compile(r"times ?(bash|tat)|arial ?(bash|tat)|bashkort", re.IGNORECASE), re.compile("[әңөүһҡғҙҫҗ]")),
)
_LATIN_SHARE = 0.5
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|for|with)\b", re.IGNORECASE)  # such fonts show English, too


def legacy_font(name: str, sample: str, latin_share: float) -> bool:
    """Return whether `sample`, letters as they come out of the font `name`, is in truth text of another script."""
    english = len(_ENGLISH.findall(sample)) > 0.1 * len(sample.split())
    if latin_share >= _LATIN_SHARE and not english and any(pattern.search(name) for pattern in _NOT_LATIN):
        # Vietnamese fonts draw Latin letters; they are believed where their marks come out as they are.
        return not re.search("[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", sample)
    for font, letters in _CYRILLIC:
        if font.search(name) and len(sample) >= 100 and not letters.search(sample.casefold()):
            return True
    return False
