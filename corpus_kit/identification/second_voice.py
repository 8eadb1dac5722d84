"""langdetect, asked where the model doubts between two languages that both of them know. It never raises here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from corpus_kit.languages import language_registry

NAME = f"langdetect:{version('langdetect')}"
_CHARACTERS = 300


def ask(text: str, tags: Sequence[str]) -> tuple[str, float] | None:
    """Return which of `tags` langdetect names, and how sure it is; None where it does not know all or names none."""
    languages = {tag.partition("_")[0]: tag for tag in tags}
    if len(languages) < 2 or not all(_knows(language) for language in languages):
        return None
    answer = _answer(text)
    if answer is None or answer[0] not in languages:
        return None
    return languages[answer[0]], answer[1]


def _knows(language: str) -> bool:
    known = language_registry().get(language)
    return bool(known and known.langdetect)


@cache
def _factory() -> Any:
    """Return a factory of our own, seeded: without a seed the answer changes from call to call."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    # In sorted order: that of the folder would differ between machines, and with it the last digits of a sum.
    paths = sorted(p for p in Path(PROFILES_DIRECTORY).iterdir() if not p.name.startswith("."))
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in paths])
    factory.seed = 0
    return factory


@cache
def _codes() -> dict[str, str]:
    return {c: x.code for x in language_registry().values() for c in x.langdetect.split(",") if c}


def _answer(text: str) -> tuple[str, float] | None:
    from langdetect.lang_detect_exception import LangDetectException

    detector = _factory().create()
    # Seven trials are its custom and 10 ms; two settle whether it agrees.
    detector.n_trial = 2
    try:
        detector.append(text[:_CHARACTERS])
        first = detector.get_probabilities()[0]
    except (LangDetectException, UnicodeError, IndexError):
        return None
    language = _codes().get(first.lang)
    return (language, float(first.prob)) if language else None
