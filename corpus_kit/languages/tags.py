"""From what people write for a language to one tag, or to an error that holds what may be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus_kit.languages import spelling
from corpus_kit.languages.registry import (
    NO_SCRIPT,
    SPECIAL,
    group_members,
    group_of,
    groups,
    language_registry,
    scripts,
    table,
)

# What a code means in a script: the language that is written so.
_BY_SCRIPT = {
    ("pa", "Arab"): ("pnb_Arab",),
    ("uz", "Arab"): ("uzs_Arab",),
    ("az", "Arab"): ("azb_Arab",),
    ("mn", "Mong"): ("mvf_Mong",),
    # Kurdish in Arabic letters is Sorani as well as Kurmanji.
    ("ku", "Arab"): ("ckb_Arab", "kmr_Arab"),
}
_SAME_SCRIPT = {"Kore": "Hang", "Aran": "Arab", "Cyrs": "Cyrl", "Latf": "Latn", "Latg": "Latn", "Hrkt": "Jpan"}
_MODIFIERS = {
    **{"latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "devanagari": "Deva", "hebrew": "Hebr"},
    **{"ijekavianlatin": "Latn", "iqtelif": "Latn", "pinyin": "Latn", "roman": "Latn"},
    **{"chs": "Hans", "cht": "Hant", "sim": "Hans", "tra": "Hant", "ec": "Cyrl", "el": "Latn"},
}
_CODE_PAGE = re.compile(r"\.[\w-]+(?=@|$)")
_SEVERAL = re.compile(r"\s*[,;/+&|،、]\s*|\s+(?:and|und|et|и|və|va|және|و)\s+")


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

    @classmethod
    def parse(cls, text: str) -> LanguageTag:
        """Return the tag that `text` means, as `parse_tag` does. Raises UnknownLanguageError."""
        return parse_tag(text)


def parse_tag(text: str) -> LanguageTag:
    """Return the tag that `text` means: a code, a BCP 47 tag, a locale, or a name in English or in the language.

    Raises UnknownLanguageError for what is not known or means several languages. The script is the one given, else the
    usual one of the language.
    """
    return _parse(text.strip())


def names_script(text: str) -> bool:
    """Tell whether what was written for a language says its script: then no other will do. `uz` does not, `zh-TW` does.

    Raises UnknownLanguageError as `parse_tag` does.
    """
    tag = parse_tag(text)
    known = language_registry().get(tag.language)
    if known is None or tag.script != known.default_script:
        return True
    words = [word for word in re.split(r"[^\w]|_", spelling.folded(text)) if word]
    said = any(word in spelling.script_names() or word in _MODIFIERS for word in words[1:])
    return said or (len(words) > 1 and words[0] in spelling.script_names())


def label_tag(label: str) -> str:
    """Return the stored tag of a label of training data, `cmn_Hans` for `zho_Hans`. Raises UnknownLanguageError."""
    return str(parse_tag(label))


def near_tags(text: str, count: int = 3) -> tuple[str, ...]:
    """Return up to `count` tags of languages whose names are spelled much like `text`, the nearest first."""
    import difflib

    key = spelling.without_the_word(spelling.folded(text[:200]))[:40]
    if len(key) < 4:
        return ()
    known = spelling.names_by_beginning().get(key[0], ())  # a slip of the first letter is rare
    alike = [name for name in known if abs(len(name) - len(key)) < 3]
    close = difflib.get_close_matches(key, alike, n=2 * count, cutoff=0.8)
    return tuple(dict.fromkeys(str(_tag(meant)) for name in close for meant in spelling.meanings(name)))[:count]


@lru_cache(maxsize=4096)
def _parse(text: str) -> LanguageTag:
    key = spelling.folded(text).removeprefix("--label--") if len(text) < 200 else ""
    for found in _ways(key) if key else ():
        choices = tuple(dict.fromkeys(str(_tag(one)) for one in found))
        if len(choices) > 1:
            raise UnknownLanguageError(text, choices)
        if choices:
            return _tag(choices[0])
    raise UnknownLanguageError(text, near_tags(text))


def _ways(key: str) -> Iterator[tuple[str, ...]]:
    """Yield what `key` may mean, one way of reading it after another; the first that means something decides."""
    yield spelling.meanings(key)
    yield _by_subtags(key)
    yield _by_qualifiers(key)
    for other in spelling.spelled_otherwise(key):
        yield spelling.meanings(other)
        yield _by_qualifiers(other)
    yield spelling.plain_names().get(spelling.plain(key), ())
    yield spelling.plain_names().get(spelling.plain(spelling.without_the_word(key)), ())
    yield _by_several(key)


def _by_subtags(key: str) -> tuple[str, ...]:
    """Read `kk-Cyrl-KZ`, `sr@latin`, `pt_BR.UTF-8`, `zh-yue`; nothing for what is no tag."""
    parts = [part for part in re.split(r"[-@ ]", _CODE_PAGE.sub("", key)) if part]
    if not parts or not re.fullmatch(r"[a-z]{2,3}", parts[0]):
        return ()
    language, script, region = parts[0], "", ""
    for part in parts[1:]:
        if len(part) == 1:  # what follows is an extension or private
            break
        if part in _MODIFIERS and not (part in ("ec", "el") and short_code(parts[0]) != "sr"):
            script = _MODIFIERS[part]
        elif len(part) == 4 and part.isalpha():
            script = _SAME_SCRIPT.get(part.title(), part.title())
            if script not in scripts():
                return ()
        elif re.fullmatch(r"[a-z]{2}|\d{3}", part) or part in ("arevmda", "arevela"):
            region = region or part
        elif len(part) == 3 and part in group_members(parts[0]) and part in language_registry():
            language = part
        elif not re.fullmatch(r"[a-z\d]{5,8}|\d[a-z\d]{3}", part):
            return ()
    return _placed(language, script, region) if language in codes_known() else ()


def _placed(language: str, script: str, region: str) -> tuple[str, ...]:
    """Return what a code means in a script and a region, both perhaps empty."""
    usual = _by_region().get(f"{short_code(language)}-{region}", ()) if region else ()
    if usual and script:
        usual = tuple(tag for tag in usual if tag.partition("_")[2] == script)
    if usual:
        return usual
    return _in_script(spelling.meanings(language), script, language)


def _in_script(meant: tuple[str, ...], script: str, written: str = "") -> tuple[str, ...]:
    """Return the languages meant, in a script if one was given; a few codes mean another language in another script."""
    if not script:
        return meant
    other = _BY_SCRIPT.get((short_code(written), script))
    if other and written not in language_registry():  # `pan_Arab` says so itself, `pa-Arab` means Western Punjabi.
        return other
    return tuple(f"{one.partition('_')[0]}_{script}" for one in meant)


def _by_qualifiers(key: str) -> tuple[str, ...]:
    """Read `Uzbek (Cyrillic)`, `Chinese, Traditional`, `Persian (Afghanistan)`, `Cyrillic Uzbek`, `Kazakh-Latn`."""
    if brackets := re.fullmatch(r"(.+?) ?\(([^()]+)\)", key):
        name, said = brackets[1], re.split(r" ?[,;،] ?", brackets[2])
        if found := _qualified(name, said) or _qualified(" ".join((*said, name)), []) or _named_twice(name, said):
            return found
    if comma := re.fullmatch(r"([^,]+), ?([^,]+?)(?: ?\([^()]*\))?", key):
        if found := spelling.meanings(f"{comma[2]} {comma[1]}") or _qualified(comma[1], [comma[2]]):
            return found
    bare = re.sub(r"\b(?:in|script|letters|alphabet|the|with|written)\b", " ", key)
    words = re.split(r"[-/, ]+", bare.strip())
    for name, said_word in ((words[:-1], words[-1:]), (words[1:], words[:1])):
        if name and said_word[0] in spelling.script_names() and (found := _qualified(" ".join(name), said_word)):
            return found
    return ()


def _named_twice(name: str, said: list[str]) -> tuple[str, ...]:
    """Read `Kurdish (Sorani)` and `Farsi (Persian)`: the same language, or a group and its member."""
    one, other = spelling.meanings(name), spelling.meanings(" ".join(said))
    if len(other) != 1 or not one:
        return ()
    language = other[0].partition("_")[0]
    spoken = {meant.partition("_")[0] for meant in one}
    group = language_registry()[language].macrolanguage if language in language_registry() else ""
    related = language in spoken or (group and any(group_of(meant) == group for meant in spoken))
    return other if related else ()


def _qualified(name: str, said: list[str]) -> tuple[str, ...]:
    """Return what a name means with remarks on its script or country; nothing where a remark is not understood."""
    script = region = ""
    for remark in said:
        word = re.sub(r"^(?:in )?(?:the )?| (?:script|letters|alphabet)$", "", remark)
        if word in spelling.script_names():
            script = spelling.script_names()[word]
        elif word in spelling.territories():
            region = spelling.territories()[word]
        elif not re.fullmatch(r"macrolanguage|individual language|modern|standard|[-\d ]+", word):
            return ()
    meant = spelling.names().get(name) or spelling.meanings(name)  # `Dan (Latin)` is Dan, although `dan` is Danish.
    known = language_registry().get(meant[0].partition("_")[0]) if len(meant) == 1 else None
    named = known is not None and name == spelling.folded(known.name)
    if known is None or (named and script in known.scripts and not region) or known.bcp47 not in codes_known():
        return _in_script(meant, script)
    return _placed(known.bcp47, script, region)


def _by_several(key: str) -> tuple[str, ...]:
    """Read a list of languages, `Kazakh, Russian`; that is not one language, but the choices are known."""
    parts = [part for part in _SEVERAL.split(key) if part]
    if not 2 <= len(parts) <= 12:
        return ()
    found: list[str] = []
    for part in parts:
        try:
            found.append(str(_parse(part)))
        except UnknownLanguageError:
            return ()
    return tuple(dict.fromkeys(found))


def short_code(language: str) -> str:
    """Return the BCP 47 code of what a code means as a rule: `zh` for `zho`, `cmn` and `chi`, `fa` for `per`."""
    if language in groups():
        return groups()[language].bcp47
    meant = spelling.meanings(language)
    known = language_registry().get(meant[0].partition("_")[0]) if len(meant) == 1 else None
    return known.bcp47 if known else language


@cache
def codes_known() -> frozenset[str]:
    """Return every code that is understood alone, withdrawn ones too."""
    spelled = (*spelling.codes(), *spelling.names(), *spelling.names_elsewhere())
    return frozenset(key for key in spelled if re.fullmatch("[a-z]{2,3}", key))


@cache
def _by_region() -> dict[str, tuple[str, ...]]:
    return {row["written"]: tuple(row["means"].split(",")) for row in table("language_regions.tsv")}


def _tag(meant: str) -> LanguageTag:
    language, _, script = meant.partition("_")
    if language in SPECIAL:
        return LanguageTag(language, NO_SCRIPT)
    return LanguageTag(language, script or language_registry()[language].default_script)
