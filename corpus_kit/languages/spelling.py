"""Names and codes as people spell them, and what each may mean: a code of the registry, or a tag with its script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from corpus_kit.languages.registry import SPECIAL, Group, groups, language_registry, scripts, table

# Kinds of apostrophe, hyphen and full stop that keyboards and word processors put for one another.
_ALIKE = str.maketrans("ʻʼ‘’`´ʹ′＇ˈ‐‑–—_", "''''''''''-----")
# Letters of Arabic and Persian keyboards that look alike, and small letters that casefold leaves apart.
_LETTERS = str.maketrans("يىكہۀةھە", "ییکههههه")
_PLAIN = str.maketrans("ıəøłđ", "ieold", "'-·.,་།॥")


def folded(text: str) -> str:
    """Return `text` without case and invisible characters, with one kind of apostrophe, hyphen and space."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).translate(_LETTERS).split())


def plain(key: str) -> str:
    """Return a folded name without accents, apostrophes, hyphens and spaces: `turkmence` for `türkmençe`."""
    base = unicodedata.normalize("NFD", key)
    # Vowel signs of Indic scripts are marks as well (of class 0 to 9); without them different words would be alike.
    kept = (c for c in base if unicodedata.combining(c) < 10)
    return "".join("".join(kept).translate(_PLAIN).split())


@cache
def codes() -> dict[str, tuple[str, ...]]:
    """Return what each code may mean; a language's own code comes before the code of a group."""
    registry = language_registry()
    found: dict[str, tuple[str, ...]] = {code: (code,) for code in (*registry, *SPECIAL)}
    for language in registry.values():
        found.setdefault(language.bcp47, (language.code,))
    for group in groups().values():
        for key in (group.code, group.bcp47):
            found.setdefault(key, _meant_by(group))
    return {key: meant for key, meant in found.items() if meant}


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Return what each English or own name may mean, and the ways of writing kept by hand, which win."""
    found: dict[str, set[str]] = {}
    for language in language_registry().values():
        found.setdefault(folded(language.name), set()).add(language.code)
    own: dict[str, set[str]] = {}
    for language in language_registry().values():
        own.setdefault(folded(language.autonym), set()).add(language.code)
    found = own | found
    for group in groups().values():
        if not group.default and group.code not in language_registry():
            found.setdefault(folded(group.name), set()).update(_meant_by(group))
    for row in table("language_aliases.tsv"):
        found[folded(row["alias"])] = set(row["means"].split(","))
    return {name: tuple(sorted(meant)) for name, meant in found.items() if name}


@cache
def names_elsewhere() -> dict[str, tuple[str, ...]]:
    """Return what each name means in other languages, `казахский` and `哈萨克语`, and codes that are withdrawn."""
    found = {}
    for row in table("language_names.tsv"):
        meant = (m for key in row["means"].split(",") for m in codes().get(key, (key,)))
        found[row["name"]] = tuple(dict.fromkeys(meant))
    return found


@cache
def plain_names() -> dict[str, tuple[str, ...]]:
    """Return what each name may mean when accents and apostrophes are left out; English and own names win."""
    found: dict[str, tuple[str, ...]] = {}
    for source in (names(), names_elsewhere()):
        here: dict[str, set[str]] = {}
        for name, meant in source.items():
            here.setdefault(plain(name), set()).update(meant)
        for name, several in here.items():
            if len(name) > 3:
                found.setdefault(name, tuple(sorted(several)))
    return found


def meanings(key: str) -> tuple[str, ...]:
    """Return what a folded code or name may mean; codes win over names, names in English over those elsewhere."""
    for source in (codes, names, names_elsewhere):
        for spelled in (key, key.replace("-", " ")):
            if found := source().get(spelled):
                return found
    return ()


@cache
def names_by_beginning() -> dict[str, list[str]]:
    """Return all names of more than three letters by their first, those in English and their own language before."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys((*names(), *names_elsewhere())):
        if len(name) > 3:
            found.setdefault(name[0], []).append(name)
    return found


@cache
def script_names() -> dict[str, str]:
    """Return the code of a script by its folded name, with what people say for a few."""
    said = {
        **dict.fromkeys(("cyr", "cyrillic", "кириллица", "кирилл", "kirill", "kiril", "cyrillique"), "Cyrl"),
        **dict.fromkeys(("lat", "latin", "roman", "romanized", "romanised", "латиница", "лотин", "lotin"), "Latn"),
        **dict.fromkeys(("latın", "латын", "латин", "拉丁", "拉丁文", "romanization"), "Latn"),
        **dict.fromkeys(("perso arabic", "perso-arabic", "арабица", "арабская вязь", "nastaliq", "arabi"), "Arab"),
        **dict.fromkeys(("simplified", "simplified han", "简体", "simplified chinese"), "Hans"),
        **dict.fromkeys(("traditional", "traditional han", "繁體", "traditional chinese"), "Hant"),
        **{"gurmukhi": "Guru", "hangul": "Hang", "korean": "Hang", "shahmukhi": "Arab", "tifinagh": "Tfng"},
        **{"西里尔文": "Cyrl", "老文字": "Arab", "jawi": "Arab", "pegon": "Arab", "ajami": "Arab"},
    }
    known = scripts().values()
    return said | {s.code.lower(): s.code for s in known} | {folded(s.name): s.code for s in known}


@cache
def territories() -> dict[str, str]:
    """Return the code of a country or territory, `af`, by its code and its folded names."""
    found = {row["name"]: row["code"] for row in table("territories.tsv")}
    return found | {code: code for code in found.values()}


def without_the_word(key: str) -> str:
    """Return a folded name without what says that it is one: `kazakh language`, `казахский язык`, `қазақ тілі`."""
    key = re.sub(r"^(?:the |in |زبان |لغه |اللغه |забони |na |на |по-)", "", key)
    key = re.sub(r"(?: languages?| lang\.?| язык[еа]?| мова| тілі| тили| tili| dili| теле| хэл)$", "", key)
    return re.sub(r"(?: زبان| भाषा| ენა| լեզու|语文|語文)$", "", key).strip()


def spelled_otherwise(key: str) -> list[str]:
    """Return other words for the same: `казахский` for `казахском`, `哈萨克语` for `哈萨克文`."""
    found = [without_the_word(key)]
    if adjective := re.fullmatch(r"(.+[сц]к)(?:ом|ого|и|ая|ое|ую)", found[0]):
        found.append(adjective[1] + "ий")
    if han := re.fullmatch(r"([\u3400-\u9fff]+)([语語文话話])", key):
        found += [han[1] + last for last in "语語文话話" if last != han[2]]
    return [spelled for spelled in dict.fromkeys(found) if spelled and spelled != key]


def _meant_by(group: Group) -> tuple[str, ...]:
    return (group.default,) if group.default else tuple(m for m in group.members if m in language_registry())
