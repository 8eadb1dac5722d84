"""langdetect, asked where the model doubts between two languages that both of them know. It never raises here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus_kit.languages import language_registry

NAME = f"langdetect:{version('langdetect')}"
_CHARACTERS = 300


def ask(text: str, tags: Sequence[str]) -> tuple[str, float] | None:
    """Return which of `tags` langdetect prefers, and how sure it is; None where it does not know them all.

    It is asked about these languages alone: with all of its own it takes those that it has never seen for others, and
    needs twenty times as long and 70 MB.
    """
    languages = {tag.partition("_")[0]: tag for tag in tags}
    codes = {code: language for language in languages for code in _codes(language)}
    if len(languages) < 2 or len(set(codes.values())) < len(languages):
        return None
    answer = _answer(text, tuple(sorted(codes)))
    return (languages[codes[answer[0]]], answer[1]) if answer else None


@cache
def _codes(language: str) -> tuple[str, ...]:
    known = language_registry().get(language)
    return tuple(code for code in known.langdetect.split(",") if code) if known else ()


@lru_cache(maxsize=256)
def _factory(codes: tuple[str, ...]) -> Any:
    """Return a factory of our own that knows some languages, seeded: without a seed the answer changes."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_json_profile([(Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8") for code in codes])
    factory.seed = 0
    return factory


def _answer(text: str, codes: tuple[str, ...]) -> tuple[str, float] | None:
    from langdetect.lang_detect_exception import LangDetectException

    try:
        detector = _factory(codes).create()
        # Seven trials are its custom; two settle which it prefers.
        detector.n_trial = 2
        detector.append(text[:_CHARACTERS])
        first = detector.get_probabilities()[0]
    except (LangDetectException, UnicodeError, IndexError, OSError):
        return None
    return first.lang, float(first.prob)
