"""The decision: script first, then the model; the declaration as a prior, langdetect as a second voice.

A score is meant as the chance that the individual language is right. Under `Settings.least_score` the answer is `und`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus_kit.identification import foreground, han, model, second_voice
from corpus_kit.identification.answers import Answer, answers
from corpus_kit.identification.measured import DENSE, EVERYTHING
from corpus_kit.identification.offsets import Offsets, composed
from corpus_kit.identification.reality import LIMIT
from corpus_kit.identification.shares import Share, Span, shares, spans
from corpus_kit.languages import LanguageTag, UnknownLanguageError, group_of, language_registry, parse_tag

DETECTORS = f"script+{model.NAME}:{model.VERSION}+{second_voice.NAME}+rules:2"
_BATCH = 2000  # texts that are measured at once
# Fewer letters are no evidence, whatever is declared; where a script has one language they need be no more than two.
_FEWEST_LETTERS, _FEWEST_ALONE = 10, 2
_LEADS = 0.5  # of the letters, by script or by language: below, nothing leads
# How much likelier a declaration makes a language: much among close ones, which a short text hardly tells apart.
_PRIOR, _PRIOR_CLOSE = 8.0, 200.0
_LEAST_CLOSE, _ENOUGH_LETTERS, _FEW_HAN = 0.01, 100, 24
_MOST_DECLARED = 0.8  # the score of what a declaration decided
_UNKNOWN_TO_MODEL, _OVERRULED, _FEW_DECLARED = 0.5, 0.9, 0.4
_REAL, _PARTS_REAL = 0.5, 0.95
_DOUBTED = (0.35, 0.75)  # where langdetect is asked
_AGREES = 3.0  # how much likelier its word makes a language
# Scripts that the model knows no text in, with the language that writes them (nearly) alone.
_ALONE = {
    "Cher": ("chr", 0.95), "Goth": ("got", 0.95), "Rohg": ("rhg", 0.95), "Limb": ("lif", 0.9), "Cans": ("iku", 0.6),
    "Mong": ("mvf", 0.7), "Bali": ("ban", 0.8), "Copt": ("cop", 0.95), "Samr": ("smp", 0.7), "Mand": ("mid", 0.8),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vote:
    """What one detector said: a tag and a score of its own kind between 0 and 1."""

    detector: str
    language: str
    score: float


@dataclass(frozen=True, slots=True)
class Identification:
    """The language of a text.

    `language` is an ISO 639-3 code, `und`, or `mul` where several share the text and none leads; `script` an ISO 15924
    code (`Zyyy` without letters), `score` a number from 0 to 1, `basis` one of `script`, `detected`, `declared` and
    `none`. `group` is the tag of a macrolanguage or close group, `hbs_Latn` for Bosnian, or empty; `group_score` the
    chance that it is right. `languages` are the languages found with their shares of the letters, the largest first;
    `spans` where each stands, if they were asked for.
    """

    language: str
    script: str
    score: float
    basis: str
    votes: tuple[Vote, ...] = ()
    group: str = ""
    group_score: float = 0.0
    languages: tuple[Share, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How identification works: how much of a text is looked at, whether langdetect votes, where `und` begins."""

    head_characters: int | None = 1000
    langdetect: bool = True
    least_score: float = 0.25


DEFAULTS = Settings()


def identify(
    texts: Iterable[str],
    declared: Iterable[str | None] | None = None,
    settings: Settings = DEFAULTS,
    *,
    spans: bool = False,
) -> list[Identification]:
    """Return the language of each text, whatever the strings are.

    `declared` holds what the contributor says of each; what is no known tag counts as nothing said. With `spans` the
    whole of each text is looked at, not only its head, and the answer says where each language stands.
    Raises TypeError for one string: it would be taken letter by letter.
    """
    if isinstance(texts, str):
        raise TypeError("identify takes several texts: write identify([text])")
    texts = list(texts)
    said = list(declared) if declared is not None else [None] * len(texts)
    if len(said) != len(texts):
        raise ValueError(f"{len(texts)} texts have {len(said)} declarations")
    most = None if spans else settings.head_characters
    found: list[Identification] = []
    for start in range(0, len(texts), _BATCH):
        heads = [text if most is None else text[:most] for text in texts[start : start + _BATCH]]
        known = [composed(head, spans) for head in heads]
        told = answers([text for text, _ in known], EVERYTHING if spans else DENSE)
        for head, (text, offsets), answer, tag in zip(heads, known, told, said[start : start + _BATCH], strict=True):
            one = _decide(text, answer, _declared(tag), settings)
            found.append(_with_spans(one, head, answer, offsets) if spans else one)
    return found


@lru_cache(maxsize=4096)
def _declared(text: str | None) -> LanguageTag | None:
    if not text:
        return None
    try:
        tag = parse_tag(text)
    except UnknownLanguageError:
        return None
    return tag if tag.language in language_registry() else None


def _with_spans(one: Identification, text: str, answer: Answer, offsets: Offsets) -> Identification:
    """Add where each language stands; what belongs to no other one is in the language of the text as a whole."""
    tag = f"{one.language}_{one.script}"
    listed = [share.language for share in one.languages]
    known = {part.tag for part in answer.parts}
    own = next((language for language in listed if language not in known), tag)
    return replace(one, spans=spans(text, [offsets.moved(part) for part in answer.parts], own))


def _decide(text: str, answer: Answer, declared: LanguageTag | None, settings: Settings) -> Identification:
    """Weigh everything that speaks for a language."""
    if not answer.letters or foreground.no_language(text, answer):
        return Identification("und", answer.script, 0.0, "none")
    if not answer.ranked:
        return _of_unknown_script(answer, declared, settings)
    ranked = list(answer.ranked)
    if answer.script == "Hani":
        ranked = han.with_script(text, ranked, declared.script if declared else "")
    votes = [Vote(f"{model.NAME}:{model.VERSION}", ranked[0][0], round(ranked[0][1], 4))]
    fitting = _fitting(declared, answer, ranked)
    ranked, basis = _weighed(ranked, fitting, answer)
    if fitting:
        votes.append(Vote("declared", fitting, 1.0))
    elif settings.langdetect and _DOUBTED[0] <= ranked[0][1] <= _DOUBTED[1]:
        voice = second_voice.ask(text, [tag for tag, _ in ranked[:2]])
        if voice:
            votes.append(Vote(second_voice.NAME, voice[0], round(voice[1], 4)))
            ranked = _raised(ranked, voice[0], _AGREES)
    return _concluded(ranked, basis, tuple(votes), answer, bool(fitting), settings)


def _concluded(
    ranked: list[tuple[str, float]],
    basis: str,
    votes: tuple[Vote, ...],
    answer: Answer,
    fits: bool,
    settings: Settings,
) -> Identification:
    tag, chance = ranked[0]
    found = shares(answer.parts, tag)
    # What stands for the whole may be none of its parts.
    if answer.parts and found[0].language != tag and found[0].share >= _LEADS:
        tag, chance, basis = found[0].language, 0.9, "detected"
    real = max(answer.real, 0.9) if fits and answer.letters >= _FEWEST_LETTERS else answer.real
    if len(found) > 1:  # the measures of the whole are those of a medley; that its parts are clear says more
        real = max(real, _PARTS_REAL)
    language, _, script = tag.partition("_")
    lead = found[0].share if found else 1.0
    if lead < _LEADS or (answer.share < _LEADS and len(found) < 2):
        if len(found) > 1:
            return Identification("mul", answer.script, round(lead, 4), basis, votes, languages=found)
        return Identification("und", answer.script, round(chance * answer.share * 0.5, 4), "none", votes)
    score = chance * min(1.0, real / _REAL) * min(1.0, lead / 0.98, answer.share / 0.9)
    if basis == "declared":
        score = min(score, _MOST_DECLARED)
    few = answer.letters < (_FEWEST_ALONE if answer.ranked[0][1] == 1.0 or answer.script == "Hani" else _FEWEST_LETTERS)
    # Of close languages one may be sure of the group alone.
    group_score = max(score, answer.group_chance * score / chance)
    # A word or two say nothing against what is declared, and nothing for it: its score keeps it out of a release.
    if fits and (few or (real >= LIMIT and group_score < settings.least_score)):
        tag = next(vote.language for vote in votes if vote.detector == "declared")
        language, _, script = tag.partition("_")
        share = Share(tag, 1.0)
        return Identification(language, script, _FEW_DECLARED, "declared", votes, languages=(share,))
    if few or real < LIMIT or group_score < settings.least_score:
        return Identification("und", script, round(min(score, settings.least_score), 4), "none", votes)
    group = group_of(tag) or ""
    return Identification(
        language, script, round(score, 4), basis, votes, group, round(group_score, 4) if group else 0.0, found
    )


def _of_unknown_script(answer: Answer, declared: LanguageTag | None, settings: Settings) -> Identification:
    """Answer for a script in which the model has seen no text: the one language that writes it, or the declared one."""
    language, chance = _ALONE.get(answer.script, ("und", 0.0))
    score = round(chance * answer.share * min(1.0, answer.letters / 12), 4)
    if declared and answer.script in (*language_registry()[declared.language].scripts, declared.script):
        language, score = declared.language, max(score, _UNKNOWN_TO_MODEL)
        basis = "declared"
    else:
        basis = "script"
    if language == "und" or score < settings.least_score or answer.share < _LEADS:
        return Identification("und", answer.script, score, "none")
    tag = f"{language}_{answer.script}"
    return Identification(
        language, answer.script, score, basis, (Vote("script", tag, score),), languages=(Share(tag, 1.0),)
    )


def _fitting(declared: LanguageTag | None, answer: Answer, ranked: list[tuple[str, float]]) -> str:
    """Return the tag that a declaration means for this text, or nothing where the text is in no script of it."""
    if declared is None:
        return ""
    usable = (declared.script, *language_registry()[declared.language].scripts)
    for tag, _ in ranked:
        language, _, script = tag.partition("_")
        if language == declared.language and script in usable:
            return tag
    shown = {"Hani": ("Hans", "Hant", "Jpan", "Hani"), "Hang": ("Hang", "Kore")}.get(answer.script, (answer.script,))
    for script in usable:
        if script in shown:
            return f"{declared.language}_{script}"
    return ""


def _weighed(ranked: list[tuple[str, float]], fitting: str, answer: Answer) -> tuple[list[tuple[str, float]], str]:
    """Let the declaration count: as a prior for what the model knows, as an answer for what it cannot know."""
    basis = "script" if ranked[0][1] == 1.0 else "detected"
    if not fitting:
        return ranked, basis
    before = ranked[0][0]
    near = fitting != before and close(fitting.partition("_")[0], before.partition("_")[0])
    # Up to six Han characters (each counts as four letters) are words of Chinese and Japanese alike.
    near = near or (fitting != before and answer.script == "Hani" and answer.letters <= _FEW_HAN)
    if fitting not in model.load().tags and all(tag != fitting for tag, _ in ranked):
        if near or ranked[0][1] * answer.real < _OVERRULED or model.knows_one(before):
            ranked = [(fitting, _UNKNOWN_TO_MODEL), *((tag, p * _UNKNOWN_TO_MODEL) for tag, p in ranked)]
    elif near:
        # A short text that the model is sure of may still be in its neighbour: whole sentences are the same in both.
        least = _LEAST_CLOSE * min(1.0, _ENOUGH_LETTERS / max(answer.letters, 1))
        chances = dict(ranked)
        chances[fitting] = max(chances.get(fitting, 0.0), least)
        ranked = _raised(list(chances.items()), fitting, _PRIOR_CLOSE)
    else:
        ranked = _raised(ranked, fitting, _PRIOR)
    return ranked, basis if ranked[0][0] == before else "declared"


def _raised(ranked: list[tuple[str, float]], tag: str, times: float) -> list[tuple[str, float]]:
    """Return the chances with one made so many times likelier."""
    raised = [(t, p * times if t == tag else p) for t, p in ranked]
    rest = max(0.0, 1.0 - sum(p for _, p in ranked))
    total = sum(p for _, p in raised) + rest
    return sorted(((t, p / total) for t, p in raised), key=lambda one: -one[1])


def close(one: str, other: str) -> bool:
    """Tell whether two languages are so near that a declaration decides between them."""
    registry = language_registry()
    if one not in registry or other not in registry:
        return False
    group = registry[one].macrolanguage
    return bool(group and group == registry[other].macrolanguage) or any(
        {one, other} <= pair for pair in model.close_pairs()
    )
