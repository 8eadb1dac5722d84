"""Languages and scripts: what people write, what is stored, and what is known about each.

A stored tag is an ISO 639-3 code of an individual language and an ISO 15924 script, like `kaz_Cyrl`. `parse_tag` reads
what people write (`kk`, `Kazakh`, `қазақша`, `zh-hk`, `sr@latin`); a script that was given is never dropped. The facts
are in `data/languages.tsv` and its neighbours; each file names its sources.
"""

from __future__ import annotations

from corpus_kit.languages.registry import (
    NO_SCRIPT,
    SPECIAL,
    Direction,
    Group,
    Language,
    Script,
    direction_of,
    group_members,
    group_of,
    groups,
    language_registry,
    model_tags,
    name_of,
    script_name,
    scripts,
)
from corpus_kit.languages.tags import LanguageTag, UnknownLanguageError, label_tag, names_script, near_tags, parse_tag

__all__ = [
    "NO_SCRIPT",
    "SPECIAL",
    "Direction",
    "Group",
    "Language",
    "LanguageTag",
    "Script",
    "UnknownLanguageError",
    "direction_of",
    "group_members",
    "group_of",
    "groups",
    "label_tag",
    "language_registry",
    "model_tags",
    "name_of",
    "names_script",
    "near_tags",
    "parse_tag",
    "script_name",
    "scripts",
]
