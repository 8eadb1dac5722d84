"""Languages that the names of folders and files speak of, where the texts agree with them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from corpus_kit.draft.looking import FileLook
from corpus_kit.languages import NO_SCRIPT, LanguageTag, UnknownLanguageError, language_registry, model_tags, parse_tag

_CODE = re.compile(r"[a-z]{2,3}(?:[-_@][A-Za-z]{2,10}){0,2}")
# A language by its name, `english`, `toba_batak`, `қазақша`; a first word of three letters would be a code.
_NAME = re.compile(r"[^\W\d_]{4,}(?:[ _-][^\W\d_]+)?")
_EXPLICIT = re.compile(r"[a-z]{2,3}(?:[-_][A-Z][a-z]{3}|@[a-z]{5,10})")
# A file called mn.po, strings_kk.json or text.uz@cyrillic.txt.
_FILE = re.compile(
    r"(?P<before>(?:.*[._-])?)(?P<code>[a-z]{2,3}(?:[-_@][A-Za-z]{2,10})?)(?P<after>(?:\.[A-Za-z0-9]{1,8}){1,2})"
)
# Codes of languages that are also common names of folders and files.
_COMMON_WORDS = frozenset(
    "bin doc lib man new old raw set src sub tmp top usr var app all any api run tag tar mix bar log map".split()  # noqa: SIM905
)
# Scripts of a language that are in use beside those of the registry: the romanisation of Taiwan's churches and schools.
_ALSO = {"nan": ("Latn",)}
_DISAGREE = 5  # texts; from here on, none in the named language counts against the name


@dataclass(frozen=True, slots=True)
class NamedLanguage:
    """A glob, and the language that its files are in by their name."""

    glob: str
    language: str


def named_languages(looks: list[FileLook]) -> list[NamedLanguage]:
    """Return the folders and files whose names are languages that their texts may be in, sorted by glob.

    A bare code counts only where there are at least two such names side by side; `uzn_Cyrl` and `uz@cyrillic` count
    alone.
    """
    found = {**_by_folder(looks)}
    covered = tuple(glob.removesuffix("**") for glob in found)
    rest = [look for look in looks if not look.path.startswith(covered)]
    found |= _by_file(rest)
    return [NamedLanguage(glob, found[glob]) for glob in sorted(found)]


def _by_folder(looks: list[FileLook]) -> dict[str, str]:
    inside: dict[tuple[str, str], list[FileLook]] = defaultdict(list)
    for look in looks:
        parts = look.path.split("/")[:-1]
        for depth, name in enumerate(parts):
            if tag_of(name):
                inside["/".join(parts[:depth]), name].append(look)
    siblings = Counter(parent for parent, _ in inside)
    found = {}
    for (parent, name), files in inside.items():
        if siblings[parent] < 2 and not _EXPLICIT.fullmatch(name):
            continue
        if language := _agreed(name, files):
            found[escaped_glob(f"{parent}/{name}" if parent else name) + "/**"] = language
    return found


def _by_file(looks: list[FileLook]) -> dict[str, str]:
    alike: dict[tuple[str, str, str], list[tuple[str, FileLook]]] = defaultdict(list)
    for look in looks:
        folder, _, name = look.path.rpartition("/")
        match = _FILE.fullmatch(name)
        if match and tag_of(match["code"]):
            alike[folder, match["before"], match["after"]].append((match["code"], look))
    found = {}
    for group in alike.values():
        for code, look in group:
            if len(group) < 2 and not _EXPLICIT.fullmatch(code):
                continue
            if language := _agreed(code, [look]):
                found[escaped_glob(look.path)] = language
    return found


def tag_of(name: str) -> LanguageTag | None:
    """Return the language that a name of a folder or file is the code or the name of, or None."""
    if name in _COMMON_WORDS or not (_CODE.fullmatch(name) or (len(name) >= 5 and _NAME.fullmatch(name))):
        return None
    try:
        tag = parse_tag(name)
    except UnknownLanguageError:
        return None
    return tag if tag.language in language_registry() and tag.script != NO_SCRIPT else None


def _agreed(name: str, files: Iterable[FileLook]) -> str:
    """Return the language of a name as a tag where the texts do not speak against it, else nothing."""
    tag = tag_of(name)
    scripts: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for look in files:
        scripts.update(look.scripts)
        languages.update({k.partition("_")[0]: n for k, n in look.languages.items()})
    if tag is None or not scripts:
        return ""
    known = language_registry()[tag.language]
    script = scripts.most_common(1)[0][0]
    if script != tag.script and (
        _EXPLICIT.fullmatch(name) or script not in (*known.scripts, *_ALSO.get(tag.language, ()))
    ):
        return ""
    told = f"{tag.language}_{script}" in model_tags()
    if told and languages.total() >= _DISAGREE and not languages[tag.language]:
        return ""
    return f"{tag.language}_{script}"


def escaped_glob(path: str) -> str:
    """Return a glob that means this path alone."""
    return re.sub(r"([*?\[])", r"[\1]", path)
