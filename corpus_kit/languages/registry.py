"""The facts: languages, groups and scripts, from the tables in `data/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpus_kit import resources

Direction = Literal["ltr", "rtl"]

# Codes of ISO 639-3 that name no language; their script is that of text without letters.
SPECIAL = {"und": "Undetermined", "mul": "Multiple languages", "zxx": "No linguistic content"}
NO_SCRIPT = "Zyyy"


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
    """Return every known language by its ISO 639-3 code.

    A few codes of macrolanguages (`aka`, `grn`, `kon`, `srd`, `zha` and the like) stand among them where corpora store
    text so and nothing tells the members apart.
    """
    found: dict[str, Language] = {}
    for name in ("languages.tsv", "languages_beyond.tsv"):
        for row in table(name):
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
        for row in table("language_groups.tsv")
    }


@cache
def scripts() -> dict[str, Script]:
    """Return every known script by its ISO 15924 code."""
    return {row["code"]: Script(row["code"], row["name"], _direction(row["direction"])) for row in table("scripts.tsv")}


def group_members(code: str) -> tuple[str, ...]:
    """Return the individual languages of a group, given as `zho`, `zh` or `zho_Hans`; nothing for what is no group."""
    code = code.strip().casefold().partition("_")[0]
    for group in groups().values():
        if code in (group.code, group.bcp47):
            return group.members
    return ()


def group_of(tag: str) -> str | None:
    """Return the group that a tag or code belongs to, in the same script: `hbs_Latn` for `srp_Latn`, `zho` for `yue`.

    None for a language of no group, and for a group itself.
    """
    language, separator, script = tag.partition("_")
    code = _group_by_member().get(language)
    return f"{code}{separator}{script}" if code else None


@cache
def _group_by_member() -> dict[str, str]:
    return {member: group.code for group in groups().values() for member in group.members}


@cache
def model_tags() -> frozenset[str]:
    """Return the tags that the language model in the package knows."""
    return frozenset(row["tag"] for row in table("language_model_tags.tsv"))


def direction_of(script: str) -> Direction:
    """Return the direction of lines in a script; left to right where the script is not known."""
    known = scripts().get(script)
    return known.direction if known else "ltr"


def name_of(tag: str) -> str:
    """Return a tag in English, `Kazakh (Cyrillic)` for `kaz_Cyrl`; what is no known tag comes back as it is."""
    language, _, script = tag.partition("_")
    if language in SPECIAL:
        return SPECIAL[language]
    known = language_registry().get(language) or groups().get(language)
    if known is None:
        return tag
    return f"{known.name} ({scripts()[script].name})" if script in scripts() else known.name


def script_name(code: str) -> str:
    """Return the English name of a script such as `Cyrl`; the code itself where it is not known."""
    known = scripts().get(code)
    return known.name if known else code


def table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table in `data/`: tab-separated, a header, remarks after `#`."""
    lines = [x for x in resources.read_text("data", name).split("\n") if x and not x.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


def _direction(text: str) -> Direction:
    return "rtl" if text == "rtl" else "ltr"
