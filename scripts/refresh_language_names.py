"""Write names of languages in other languages, and what codes mean in regions, into corpus_kit/data.

    python scripts/refresh_language_names.py SUBTAGS

SUBTAGS is the IANA registry of language subtags (a text file, language-subtag-registry). The names, the usual scripts
of regions and the territories come from Unicode CLDR by the package Babel, which must be installed. Written are:

- language_names.tsv: a folded name or withdrawn code, and what it means (codes or tags, several with a comma);
- language_regions.tsv: a code with a region, `fa-af`, and the tags that are meant;
- territories.tsv: names of countries in English, Russian and Chinese, with their codes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel import Locale
from babel.core import get_global

from corpus_kit.languages import (
    LanguageTag,
    UnknownLanguageError,
    spelling,
)
from corpus_kit.languages.tags import _SAME_SCRIPT

DATA = Path(__file__).resolve().parents[1] / "corpus_kit" / "data"
CLDR = "Unicode CLDR by Babel, the IANA registry of language subtags"
# The languages in whose words contributors of the region name languages, the more widely used first: where a word means
# different languages in two of them, the first one decides.
LOCALES = (
    *("en", "ru", "zh", "zh_Hant", "tr", "fa", "ar", "uk", "kk", "uz", "ky", "tg", "tk", "az", "mn", "ps", "ur", "hi"),
    *("uz_Cyrl", "az_Cyrl", "ug", "hy", "ka", "be", "tt", "cv", "sah", "ce", "ckb", "ku", "he", "de", "fr", "es", "pt"),
    *("it", "pl", "ja", "ko", "id", "ms", "vi", "th", "my", "km", "lo", "bn", "ne", "pa", "sd", "ks", "am", "sw", "so"),
)
# Regions that say which individual language, or which script, is meant, beyond the usual scripts of CLDR.
REGIONS = {
    "fa-af": "prs_Arab",
    "ku-iq": "ckb_Arab,kmr_Arab",
    "ku-ir": "ckb_Arab,kmr_Arab,sdh_Arab",
    "kk-tr": "kaz_Latn",
    "tg-af": "tgk_Arab",
    "tg-ir": "tgk_Arab",
    "tk-af": "tuk_Arab",
    "tk-ir": "tuk_Arab",
    "hy-arevmda": "hyw_Armn",
    "hy-arevela": "hye_Armn",
    "sw-cd": "swc_Latn",
    "sh-me": "cnr_Latn",
    "sh-hr": "hrv_Latn",
    "sh-rs": "srp_Latn",
}
# Short names of territories that CLDR gives at length.
SHORT = {
    **{"hong kong": "hk", "гонконг": "hk", "香港": "hk", "macao": "mo", "macau": "mo", "澳门": "mo", "turkey": "tr"},
    **{"usa": "us", "uk": "gb", "burma": "mm", "myanmar": "mm", "russian federation": "ru", "prc": "cn"},
}
# CLDR gives traditional characters for Chinese in most of the diaspora; texts of today do not bear that out.
ONLY_IN = {"zh": {"HK", "MO", "TW"}}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print(__doc__, file=sys.stderr)
        return 2
    write("language_regions.tsv", ["written", "means"], sorted(regions().items()))
    write("territories.tsv", ["name", "code"], sorted(territories().items()))
    write("language_names.tsv", ["name", "means"], sorted(names(Path(arguments[0]).read_text("utf-8")).items()))
    return 0


def write(name: str, columns: list[str], rows: list[tuple[str, str]]) -> None:
    head = f"# Written by scripts/refresh_language_names.py; do not edit. Sources: {CLDR}.\n"
    lines = ["\t".join(columns), *("\t".join(row) for row in rows)]
    (DATA / name).write_text(head + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def regions() -> dict[str, str]:
    found = {}
    for written, full in get_global("likely_subtags").items():
        language, _, region = written.partition("_")
        tag = full.split("_")
        if len(region) != 2 or not spelling.codes().get(language) or region not in ONLY_IN.get(language, {region}):
            continue
        if (meant := in_region(language, tag[1])) is not None and meant != usual(language):
            found[f"{language}-{region.lower()}"] = meant
    return dict(sorted({**found, **REGIONS}.items()))


def in_region(language: str, script: str) -> str | None:
    try:
        return str(LanguageTag.parse(f"{language}-{_SAME_SCRIPT.get(script, script)}"))
    except UnknownLanguageError as error:
        return ",".join(error.choices) or None


def usual(language: str) -> str | None:
    try:
        return str(LanguageTag.parse(language))
    except UnknownLanguageError:
        return None


def territories() -> dict[str, str]:
    found = dict(SHORT)
    for locale in ("en", "ru", "zh"):
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("ZZ", "EU", "UN", "EZ"):
                found.setdefault(spelling.folded(name), code.lower())
    return found


def names(subtags: str) -> dict[str, str]:
    found: dict[str, str] = {}
    known = {**spelling.codes(), **spelling.names()}
    for name, means in (*described(subtags), *translated()):
        key = spelling.folded(name)
        if key and key not in known:
            found.setdefault(key, means)
    return found


def described(subtags: str) -> list[tuple[str, str]]:
    """Return names in English and withdrawn codes, with what they mean."""
    found: list[tuple[str, str]] = []
    for block in subtags.split("%%")[1:]:
        fields = [line.partition(": ")[::2] for line in block.strip().split("\n")]
        one = dict(reversed(fields))  # the first of several descriptions
        means = one.get("Preferred-Value", one.get("Subtag", ""))
        if one.get("Type") not in ("language", "grandfathered", "redundant") or means not in spelling.codes():
            continue
        found += [(value, means) for name, value in fields if name == "Description" and one["Type"] == "language"]
        if means != one.get("Subtag"):
            found.append((one.get("Subtag") or one["Tag"], means))
    several: dict[str, set[str]] = {}
    for name, means in found:
        several.setdefault(name, set()).add(means)
    return [(name, ",".join(sorted(means))) for name, means in several.items()]


def translated() -> list[tuple[str, str]]:
    found = []
    for locale in LOCALES:
        several: dict[str, set[str]] = {}
        for code, name in Locale.parse(locale).languages.items():
            if means := meaning(code):
                several.setdefault(spelling.folded(name), set()).add(means)
        found += [(name, ",".join(sorted(means))) for name, means in several.items()]
    return found


def meaning(code: str) -> str:
    """Return what is stored for a code of CLDR, which may hold a script or a region; nothing for what adds nothing."""
    code = code.replace("_", "-").lower()
    if code in spelling.codes():
        return code
    if "-" not in code:
        return ""
    try:
        tag, base = LanguageTag.parse(code), LanguageTag.parse(code.partition("-")[0])
    except UnknownLanguageError:
        return ""
    return str(tag) if tag != base or code in ("zh-hans",) else ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
