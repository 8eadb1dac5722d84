"""The two detectors, behind one form of answer: pycld2, who judges, and langdetect, who only seconds.

What they do not know they cannot vote on; the registry says what they know. Neither ever raises here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pycld2

from corpus_kit import resources
from corpus_kit.identification.foreground import readable
from corpus_kit.languages import language_registry

CLD2 = f"pycld2:{version('pycld2')}"
LANGDETECT = f"langdetect:{version('langdetect')}"
_LANGDETECT_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """What pycld2 says: a language, and whether it stands by it.

    `share` is the language's part of the whole text, `lead` its part of what pycld2 recognised in the same script (it
    leaves out passages that it cannot place), `raw` its score a kilobyte.
    """

    language: str
    reliable: bool
    share: float
    lead: float
    raw: float


@dataclass(frozen=True, slots=True)
class Experience:
    """How pycld2's answers of one language turned out on 60,000 labelled sentences of 240 languages.

    `floor` and `median` are the score that it gives to 3 % and to half of the sentences truly of that language;
    `precision` is how often it is right, all languages being equally frequent.
    """

    floor: float
    median: float
    precision: float


_UNTRIED = Experience(450.0, 800.0, 0.3)


@cache
def experience() -> dict[str, Experience]:
    """Return the measured experience by language."""
    found = {}
    for line in resources.read_text("data", "cld2_scores.tsv").split("\n"):
        if line and not line.startswith("#") and not line.startswith("code\t"):
            code, floor, median, precision = line.split("\t")
            found[code] = Experience(float(floor), float(median), float(precision))
    return found


def experience_with(language: str) -> Experience:
    """Return the experience with answers of one language; a cautious guess where there is none."""
    return experience().get(language, _UNTRIED)


@cache
def _cld2_codes() -> dict[str, str]:
    codes = {language.cld2: language.code for language in language_registry().values() if language.cld2}
    return codes | {"zh-Hant": "cmn", "sr-ME": "cnr"}


def ask_cld2(text: str, script: str, best_effort: bool = False) -> Answer | None:
    """Return pycld2's first language that is written in `script`, or None.

    `best_effort` makes it answer where it would rather not; such an answer is never reliable.
    """
    try:
        reliable, _, details = pycld2.detect(text, isPlainText=True, bestEffort=best_effort)
    except (pycld2.error, UnicodeError):
        try:
            reliable, _, details = pycld2.detect(readable(text), isPlainText=True, bestEffort=best_effort)
        except (pycld2.error, UnicodeError):
            return None
    codes, registry = _cld2_codes(), language_registry()
    first: tuple[str, float, float] | None = None
    recognised = 0.0
    for _, code, percent, raw in details:
        language = codes.get(code)
        if language and script in registry[language].scripts:
            recognised += percent
            first = first or (language, percent, raw)
    if first is None or not recognised:
        return None
    language, percent, raw = first
    return Answer(language, bool(reliable) and not best_effort, percent / 100, percent / recognised, raw)


@cache
def _langdetect() -> Any:
    """Return a factory of our own, seeded: without a seed the answer changes from call to call."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    # In sorted order: that of the folder would differ between machines, and with it the last digits of a sum.
    paths = sorted(p for p in Path(PROFILES_DIRECTORY).iterdir() if not p.name.startswith("."))
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in paths])
    factory.seed = 0
    return factory


@cache
def _langdetect_codes() -> dict[str, str]:
    return {c: x.code for x in language_registry().values() for c in x.langdetect.split(",") if c}


def langdetect_knows(language: str) -> bool:
    """Tell whether langdetect has ever heard of a language."""
    known = language_registry().get(language)
    return bool(known and known.langdetect)


def ask_langdetect(text: str) -> tuple[str, float] | None:
    """Return langdetect's language and probability, or None where it has none."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _langdetect().create()
    # Seven trials are its custom and 10 ms; two settle whether it agrees.
    detector.n_trial = 2
    try:
        detector.append(text[:_LANGDETECT_CHARACTERS])
        first = detector.get_probabilities()[0]
    except (LangDetectException, UnicodeError, IndexError):
        return None
    language = _langdetect_codes().get(first.lang)
    return (language, float(first.prob)) if language else None
