"""The GNU licenses by name, in the languages that have names of their own for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.licenses.statements import Name

# The word for a version, in the languages that people write statements in.
VERSION_WORD = (
    r"(?:(?:versi[oóò]n[ei]?|vers[ãa]o|versi(?:ya)?|versiune[ai]?|vers\.|версі[яїий]+|версия|версии|версією|верзиј\w"
    r"|нұсқа\w*|хувилбар\w*|ver\.?|v\.?|sürüm\w*|wersj[aię]|verze|verzi[aóe]|phiên bản|bersyon|toleo|(?:ال)?اصدارة?"
    r"|نسخه ?|(?:ال)?نسخة|ورژن|संस्करण|সংস্করণ|第|版本|バージョン|버전|เวอร์ชัน|รุ่น|ვერსია|ვერსიის|տարբերակ\w*"
    r"|גרסה|גרסא|גירסה|έκδοση\w*)\s*)"
)
_GNU = re.compile(
    r"(?<![a-z0-9])(?:(?P<short>a|l|f)?gpl|gfdl|(?P<fdl>gnu[\s/-]*fdl)"
    r"|(?:gnu[\s-]+)?(?:(?P<long>lesser|library|affero)[\s-]+)?(?:gnu[\s-]+)?general\s+public\s+licen[cs]e"
    r"|gnu[\s-]+(?:genel\s+kamu\s+lisansı|通用公共许可证|通用公眾授權條款|一般公衆利用許諾書|일반\s*공중\s*사용\s*허가서)"
    r"|gnu[\s-]+(?P<free>free\s+documentation)\s+licen[cs]e|gnu-lizenz\s+für\s+(?P<frei>freie\s+dokumentation)"
    r"|(?P<local>(?:رخصة\s+)?(?:جنو|غنو)\s+(?:للوثائق|للمستندات|لوثائق|للتوثیق)\s+(?:الحرة|الحر)|(?:لیسانس|مجوز)\s+مستندات?\s+(?:ازاد|ازاد)\s+(?:گنو|gnu)"
    r"|licencia\s+de\s+documentación\s+libre\s+de\s+gnu|licence\s+de\s+documentation\s+libre\s+gnu|licença\s+de\s+documentação\s+livre\s+gnu"
    r"|gnu\s*(?:自由文档许可证|自由文件授權條款|自由文件許可證|自由文件授权)|gnu\s+özgür\s+belgeleme\s+lisansı|лиценз\w+\s+свободной\s+документации\s+gnu"
    r"|ліценз\w+\s+вільної\s+документації\s+gnu|giấy\s+phép\s+tài\s+liệu\s+tự\s+do\s+gnu|lisensi\s+dokumentasi\s+bebas\s+gnu|gnu\s*フリー文書ライセンス"
    r"|gnu\s*자유\s*문서\s*사용\s*허가서))(?![a-uw-z]|v(?!\s?\.?\d))"
)
_LATER = (
    r"\+|[\s-]*or[\s-]+(?:\(at your option\)\s*)?(?:any\s+)?(?:later|newer|above)"
    r"|\.?\s*(?:ou\s+(?:ultérieure|posterior|toute\s+version)|o\s+(?:posterior|superior|successiva)"
    r"|oder\s+(?:neuer|höher|später|jede)|или\s+(?:более\s+)?(?:поздн|нов)|або\s+(?:новіш|пізніш)"
    r"|veya\s+(?:üstü|sonraki|üzeri|daha)|lub\s+(?:nowsz|późniejsz)|vagy\s+(?:újabb|későbbi)|或(?:更新|更高|以后|任何|以上))"
    r"|(?:\s+of\s+the\s+licen[cs]e)?,?\s+or\s*(?:\(at\s+your\s+option\)|,?\s*at\s+your\s+option,?)?\s*(?:any\s+)?later"
)
_GNU_VERSION = re.compile(
    r"(?:[\s,(\-):/]|\(?[al]?gpl\)?|\(?gfdl\)?|licen[cs]e|as\s+published\s+by\s+the\s+free\s+software\s+foundation[;,]?|either)*"
    rf"(?:лиценз\w+\s+|lisans\w*,?\s+|lizenz,?\s+|许可证\s*|ライセンス\s*|라이선스\s*)?{VERSION_WORD}?(?P<version>[123](?:\.[0123])?)(?!\d|\.\d)"
    rf"(?P<later>{_LATER})?"
)
_GNU_VERSIONS = {
    "GPL": ("1.0", "2.0", "3.0"),
    "LGPL": ("2.0", "2.1", "3.0"),
    "AGPL": ("3.0",),
    "GFDL": ("1.1", "1.2", "1.3"),
}


def gnu_names(folded: str) -> Iterator[Name]:
    """Yield the names of GNU licenses in a folded text."""
    if not any(
        word in folded
        for word in ("gpl", "general", "gfdl", "documentation", "dokumentation", "gnu", "جنو", "غنو", "گنو")
    ):
        return
    for m in _GNU.finditer(folded):
        kind = (
            {"a": "AGPL", "l": "LGPL", "f": "GFDL"}.get(m["short"] or "")
            or {"lesser": "LGPL", "library": "LGPL", "affero": "AGPL"}.get(m["long"] or "")
            or "GPL"
        )
        if m["free"] or m["frei"] or m["fdl"] or m["local"] or m[0].startswith("gfdl"):
            kind = "GFDL"
        version = _GNU_VERSION.match(folded, m.end())
        number = version["version"] if version else ""
        number = number if "." in number or not number else f"{number}.0"
        if version and number in _GNU_VERSIONS[kind]:
            yield Name(
                f"{kind}-{number}-{'or-later' if version['later'] else 'only'}",
                m.start(),
                version.end(),
                weak=len(m[0]) < 4 and not (version["later"] or "." in version["version"]),
            )
        else:
            yield Name(kind, m.start(), m.end(), weak=len(m[0]) < 6)
