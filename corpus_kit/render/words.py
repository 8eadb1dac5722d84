"""The words of reports, from `words_<language>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


class Words:
    """Looks up the words of one language: `words("license.title")`, `words.count("files.total", 3)`."""

    def __init__(self, entries: dict[str, Any]) -> None:
        self._entries = entries

    def __call__(self, key: str, **params: str) -> str:
        """Return the words for `key`, with the parameters filled in; raises KeyError for an unknown key."""
        entry: Any = self._entries
        for part in key.split("."):
            entry = entry[part]
        return str(entry).format_map(params) if params else str(entry)

    def get(self, key: str, default: str) -> str:
        """Return the words for `key`, or `default` where there are none."""
        try:
            return self(key)
        except KeyError:
            return default

    def count(self, key: str, number: int) -> str:
        """Return the words for `key` in the form that goes with a number."""
        return self(f"{key}_one") if number == 1 else self(f"{key}_other", count=f"{number:,}")


@cache
def words_in(language: str = "en") -> Words:
    """Return the words of a language."""
    text = (Path(__file__).parent / f"words_{language}.toml").read_text(encoding="utf-8")
    return Words(tomllib.loads(text))
