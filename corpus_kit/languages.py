"""Languages and scripts: what people write, what is stored, and what is known about each.

A stored tag is an ISO 639-3 code of an individual language and an ISO 15924 script, like `kaz_Cyrl`. `parse_tag` reads
what people write (`kk`, `Kazakh`, `қазақша`, `zh-hk`, `sr@latin`); a script that was given is never dropped. The facts
are in `data/languages.tsv` and its neighbours; each file names its sources.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from corpus_kit import resources

Direction = Literal["ltr", "rtl"]

# Codes of ISO 639-3 that name no language; their script is that of text without letters.
SPECIAL = {"und": "Undetermined", "mul": "Multiple languages", "zxx": "No linguistic content"}
NO_SCRIPT = "Zyyy"

# Regions and scripts that change which individual language, or which script, a code means.
_BY_REGION = {
    "fa-af": "prs_Arab",
    "pa-pk": "pnb_Arab",
    "uz-af": "uzs_Arab",
    "az-ir": "azb_Arab",
    "mn-cn": "mvf_Mong",
    "zh-tw": "cmn_Hant",
    "zh-hk": "cmn_Hant",
    "zh-mo": "cmn_Hant",
    "kk-cn": "kaz_Arab",
    "ky-cn": "kir_Arab",
    "tg-af": "tgk_Arab",
    "tk-af": "tuk_Arab",
    "tk-ir": "tuk_Arab",
    "ug-kz": "uig_Cyrl",
    "sr-me": "srp_Latn",
    "sr-ec": "srp_Cyrl",  # Not regions, but MediaWiki's ways to say Cyrillic and Latin.
    "sr-el": "srp_Latn",
    "tt-iqtelif": "tat_Latn",
}
_BY_SCRIPT = {
    ("pa", "Arab"): "pnb",
    ("uz", "Arab"): "uzs",
    ("uzb", "Arab"): "uzs",
    ("az", "Arab"): "azb",
    ("aze", "Arab"): "azb",
    ("mn", "Mong"): "mvf",
    ("mon", "Mong"): "mvf",
}
# A script that does not settle the language: Kurdish in Arabic letters is Sorani as well as Kurmanji.
_OPEN_BY_SCRIPT = {("ku", "Arab"): ("ckb_Arab", "kmr_Arab"), ("kur", "Arab"): ("ckb_Arab", "kmr_Arab")}
_SAME_SCRIPT = {"Kore": "Hang", "Aran": "Arab", "Cyrs": "Cyrl", "Latf": "Latn", "Latg": "Latn"}
_MODIFIERS = {"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva", "hebrew": "Hebr"}
_APOSTROPHES = str.maketrans("ʻʼ‘’`´", "''''''")


class UnknownLanguageError(ValueError):
    """What was written names no known language, or several; `choices` holds the tags that may be meant."""

    def __init__(self, text: str, choices: tuple[str, ...] = ()) -> None:
        hint = f"; it may mean {', '.join(choices)}" if choices else ""
        super().__init__(f"no single known language is called {text[:80]!r}{hint}")
        self.text = text
        self.choices = choices

    def __reduce__(self) -> tuple[type[UnknownLanguageError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.text, self.choices)


@dataclass(frozen=True, slots=True)
class LanguageTag:
    """An individual language in a script: ISO 639-3 and ISO 15924."""

    language: str
    script: str

    def __str__(self) -> str:
        return f"{self.language}_{self.script}"


@dataclass(frozen=True, slots=True)
class Language:
    """What the registry knows about one language.

    `scripts` are those in use, the usual one first; `spacy`, `langdetect` and `cld2` are the codes by which these tools
    know it, empty where they do not; `sentence_terminators` are the marks that end a sentence in its usual script.
    """

    code: str
    bcp47: str
    name: str
    autonym: str
    scripts: tuple[str, ...]
    default_script: str
    direction: Direction
    macrolanguage: str
    spacy: str
    langdetect: str
    cld2: str
    sentence_terminators: str
    words_by_spaces: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A macrolanguage or group: its members, and the member that its code usually means, if there is one."""

    code: str
    bcp47: str
    name: str
    default: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A script of ISO 15924 with its English name and the direction of its lines."""

    code: str
    name: str
    direction: Direction


@cache
def language_registry() -> dict[str, Language]:
    """Return every known language by its ISO 639-3 code."""
    found: dict[str, Language] = {}
    for name in ("languages.tsv", "languages_beyond.tsv"):
        for row in _rows(name):
            scripts = tuple(row["scripts"].split(","))
            found[row["code"]] = Language(
                code=row["code"],
                bcp47=row["bcp47"],
                name=row["name"],
                autonym=row["autonym"],
                scripts=scripts,
                default_script=scripts[0],
                direction=_direction(row["direction"]),
                macrolanguage=row["macrolanguage"],
                spacy=row["spacy"],
                langdetect=row["langdetect"],
                cld2=row["cld2"],
                sentence_terminators=row["terminators"],
                words_by_spaces=row["words_by_spaces"] == "yes",
            )
    return found


@cache
def groups() -> dict[str, Group]:
    """Return every macrolanguage and group by its ISO 639-3 code."""
    return {
        row["code"]: Group(row["code"], row["bcp47"], row["name"], row["default"], tuple(row["members"].split(",")))
        for row in _rows("language_groups.tsv")
    }


@cache
def scripts() -> dict[str, Script]:
    """Return every known script by its ISO 15924 code."""
    return {row["code"]: Script(row["code"], row["name"], _direction(row["direction"])) for row in _rows("scripts.tsv")}


def group_members(code: str) -> tuple[str, ...]:
    """Return the individual languages of a group, given as `zho` or `zh`; nothing for a code that is no group."""
    code = code.strip().casefold()
    for group in groups().values():
        if code in (group.code, group.bcp47):
            return group.members
    return ()


def direction_of(script: str) -> Direction:
    """Return the direction of lines in a script; left to right where the script is not known."""
    known = scripts().get(script)
    return known.direction if known else "ltr"


def name_of(tag: str) -> str:
    """Return a tag in English, `Kazakh (Cyrillic)` for `kaz_Cyrl`; what is no known tag comes back as it is."""
    language, _, script = tag.partition("_")
    if language in SPECIAL:
        return SPECIAL[language]
    known = language_registry().get(language)
    if known is None:
        return tag
    return f"{known.name} ({scripts()[script].name})" if script in scripts() else known.name


def script_name(code: str) -> str:
    """Return the English name of a script such as `Cyrl`; the code itself where it is not known."""
    known = scripts().get(code)
    return known.name if known else code


def parse_tag(text: str) -> LanguageTag:
    """Return the tag that `text` means: a code, a BCP 47 tag, a locale, or a name in English or in the language.

    Raises UnknownLanguageError for what is not known or means several languages. The script is the one given, else the
    usual one of the language.
    """
    return _parse(text.strip())


@lru_cache(maxsize=4096)
def _parse(text: str) -> LanguageTag:
    key = _folded(text)
    found = _names().get(key) or _names().get(key.replace("-", " "))
    if found is None and (named := re.fullmatch(r"(.+?) ?\(([^()]+)\)", key)) and named[2] in _script_names():
        by_name = _called().get(named[1], ())  # `Dan (Latin)` is Dan, although `dan` is the code of Danish.
        language = by_name[0].partition("_")[0] if len(by_name) == 1 else named[1]
        return _with_script(text, language, _script_names()[named[2]])
    if found is None:
        return _parse_subtags(text, key)
    if len(found) > 1:
        raise UnknownLanguageError(text, found)
    return _tag(found[0])


def _parse_subtags(text: str, key: str) -> LanguageTag:
    """Read `kk-Cyrl-KZ`, `sr@latin`, `pt_BR.UTF-8`, `zh-yue`."""
    parts = [part for part in re.split(r"[-_@ ]", re.sub(r"\.(utf-?8|iso[-\w]*|cp\d+|koi8\w*)", "", key)) if part]
    if not parts:
        raise UnknownLanguageError(text)
    language, script = parts[0], ""
    short = groups()[parts[0]].bcp47 if parts[0] in groups() else "zh" if parts[0] == "cmn" else parts[0]
    for part in parts[1:]:
        if f"{short}-{part}" in _BY_REGION and not script:
            language = _BY_REGION[f"{short}-{part}"]
        elif part in _MODIFIERS:
            script = _MODIFIERS[part]
        elif len(part) == 4 and part.isalpha():
            script = _script(text, part)
        elif len(part) == 3 and part.isalpha() and part in group_members(parts[0]):
            language = part
        elif not re.fullmatch(r"[a-z]{2}|\d{3}|[a-z]{3}|[a-z\d]{5,8}|\d[a-z\d]{3}|x", part):
            raise UnknownLanguageError(text, _near(key))
    if script and "_" not in language:
        return _with_script(text, language, script)
    tag = _tag(language) if "_" in language else _single(text, language)
    return LanguageTag(tag.language, script or tag.script)


def _with_script(text: str, language: str, script: str) -> LanguageTag:
    if (language, script) in _OPEN_BY_SCRIPT:
        raise UnknownLanguageError(text, _OPEN_BY_SCRIPT[language, script])
    if (language, script) in _BY_SCRIPT:
        return LanguageTag(_BY_SCRIPT[language, script], script)
    try:
        return LanguageTag(_single(text, language).language, script)
    except UnknownLanguageError as error:
        raise UnknownLanguageError(text, tuple(f"{c.partition('_')[0]}_{script}" for c in error.choices)) from None


def _single(text: str, key: str) -> LanguageTag:
    found = _names().get(key, ())
    if len(found) != 1:
        raise UnknownLanguageError(text, found or _near(key))
    return _tag(found[0])


def _tag(code: str) -> LanguageTag:
    language, _, script = code.partition("_")
    if language in SPECIAL:
        return LanguageTag(language, NO_SCRIPT)
    return LanguageTag(language, script or language_registry()[language].default_script)


def _script(text: str, part: str) -> str:
    code = part.title()
    code = _SAME_SCRIPT.get(code, code)
    if code not in scripts():
        raise UnknownLanguageError(text)
    return code


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return what each folded code or name may mean; codes win over names, a group's code over a member's name."""
    registry = language_registry()
    found: dict[str, tuple[str, ...]] = {code: (code,) for code in (*registry, *SPECIAL)}
    for language in registry.values():
        found.setdefault(_folded(language.bcp47), (language.code,))
    for group in groups().values():
        for key in (group.code, group.bcp47):
            found.setdefault(key, _meant_by(group))
    for key, codes in _called().items():
        found.setdefault(key, codes)
    return {key: codes if len(codes) == 1 else _as_tags(codes) for key, codes in found.items() if codes}


@cache
def _called() -> dict[str, tuple[str, ...]]:
    """Return what each folded name may mean."""
    names: dict[str, set[str]] = {}
    for language in language_registry().values():
        for name in (language.name, language.autonym):
            names.setdefault(_folded(name), set()).add(language.code)
    for group in groups().values():
        if not group.default and group.code not in language_registry():
            names.setdefault(_folded(group.name), set()).update(_meant_by(group))
    for row in _rows("language_aliases.tsv"):
        names[_folded(row["alias"])] = {row["means"]}
    return {name: tuple(sorted(codes)) for name, codes in names.items() if name}


def _meant_by(group: Group) -> tuple[str, ...]:
    return (group.default,) if group.default else tuple(m for m in group.members if m in language_registry())


def _as_tags(codes: tuple[str, ...]) -> tuple[str, ...]:
    registry = language_registry()
    return tuple(c if "_" in c else f"{c}_{registry[c].default_script}" for c in codes)


@cache
def _script_names() -> dict[str, str]:
    return {_folded(script.name): script.code for script in scripts().values()}


def _near(key: str) -> tuple[str, ...]:
    """Return tags of languages whose names are spelled much like `key`."""
    import difflib

    if len(key) < 4:
        return ()
    close = difflib.get_close_matches(key[:40], [k for k in _names() if len(k) > 3], n=3, cutoff=0.8)
    return tuple(dict.fromkeys(tag for k in close for tag in _as_tags(_names()[k])))


def _folded(text: str) -> str:
    """Return `text` without case, with one kind of apostrophe, hyphen and space."""
    text = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)
    return " ".join(text.split()) if " " in text or "\t" in text else text.replace("_", "-")


def _direction(text: str) -> Direction:
    return "rtl" if text == "rtl" else "ltr"


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = [x for x in resources.read_text("data", name).split("\n") if x and not x.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))
