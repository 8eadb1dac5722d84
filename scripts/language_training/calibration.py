"""Fits, on dev only, what makes the scores mean what they say: factors by length, and what tells language from none."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus_kit.identification import judged, letters, measured, model, reality

from . import noise
from .pack import Line
from .second_stage import Group

LENGTHS = (8, 15, 25, 50, 100, 200, 400)
_FACTORS = np.arange(0.3, 3.01, 0.1)
_SHORT = 1.08  # what the second stages and the limits take from the scores of short texts, measured on the answers
LOST = 0.003  # of real sentences of 50 characters and more may be taken for no language


def _prepared(texts: list[str], most: int | None, used: model.Model, second: bool = True) -> Any:
    data, spans = measured.encoded([unicodedata.normalize("NFC", text) for text in texts], most)
    found = measured.measured(data, spans, used)
    lead = judged.leading(found)
    return data, spans, found, lead, judged.judged(found, lead, data, spans, used, second)


def _cut(lines: list[Line], most: int) -> list[Line]:
    return [Line(x.tag, x.source, x.text[:most]) for x in lines]


def balanced(lines: list[Line], most: int, seed: int) -> list[Line]:
    """Return at most so many lines a label."""
    by_tag: dict[str, list[Line]] = {}
    for i in np.random.default_rng(seed).permutation(len(lines)):
        by_tag.setdefault(lines[i].tag, []).append(lines[i])
    return [line for tag in sorted(by_tag) for line in by_tag[tag][:most]]


def factors(lines: list[Line], used: model.Model) -> list[tuple[float, float]]:
    """Return the factor of the first stage's scores by letters: the one with the least loss at each length."""
    plain = replace(used, knots=[(1.0, 1.0)])
    knots = []
    for length in LENGTHS:
        cut = [x for x in _cut(lines, length) if len(x.text) > 0.8 * length]
        if len(cut) < 500:
            continue
        loss = np.zeros(len(_FACTORS))
        signs: list[float] = []
        _, _, _, lead, texts = _prepared([x.text for x in cut], None, plain, second=False)
        for one in texts:
            first, last = used.bounds[one.kind]
            if last - first < 2:
                continue
            gold = np.array([used.tags.index(cut[i].tag) if cut[i].tag in used.tags else -1 for i in one.which]) - first
            usable = (gold >= 0) & (gold < last - first)
            scores = np.log(np.maximum(one.chances[usable], 1e-300))
            rows = np.arange(len(scores))
            for f, factor in enumerate(_FACTORS):
                loss[f] -= np.log(np.maximum(model.softmax(scores * factor)[rows, gold[usable]], 1e-9)).sum()
            signs += lead.own[one.which].tolist()
        factor = float(_FACTORS[loss.argmin()]) * (_SHORT if length <= 25 else 1.0)
        knots.append((round(float(np.median(signs)), 1), round(factor, 3)))
    return knots


def close(lines: list[Line], used: model.Model, groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Return for each close group how far the first stage is trusted beside the second, and the factors by letters."""
    found = []
    for group, made in zip(used.close, groups, strict=True):
        tags = [used.tags[i] for i in group.labels]
        kind = next(k for k, (a, b) in used.bounds.items() if a <= group.labels[0] < b)
        columns = np.array(group.labels) - used.bounds[kind][0]
        own = [x for x in lines if x.tag in tags]
        parts = []
        for length in (15, 25, 50, 100, 250):
            cut = _cut(own, length)
            data, spans, _, lead, texts = _prepared([x.text for x in cut], None, used, second=False)
            one = next(t for t in texts if t.kind == kind)
            gold = np.array([tags.index(cut[i].tag) for i in one.which])
            share = np.bincount(gold, minlength=len(tags))
            weight = (1 / np.maximum(share, 1))[gold]  # languages alike, however many lines each has
            scores = judged.close_scores(group, spans[one.which], kind, data, used)
            parts.append(
                (lead.own[one.which], scores, np.log(np.maximum(one.chances[:, columns], 1e-12)), gold, weight)
            )
        best = (np.inf, 0.0, [(1.0, 1.0)])
        for trust in made.trusts:
            knots, total = [], 0.0
            for signs, scores, before, gold, weight in parts:
                rows = np.arange(len(gold))
                losses = [
                    -(weight * np.log(np.maximum(model.softmax((scores + trust * before) * f)[rows, gold], 1e-9))).sum()
                    for f in _FACTORS
                ]
                knots.append((round(float(np.median(signs)), 1), round(float(_FACTORS[int(np.argmin(losses))]), 2)))
                total += min(losses)
            if total < best[0]:
                best = (total, trust, _rising(knots))
        found.append({"trust": best[1], "knots": best[2]})
    return found


def _rising(knots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the knots with each number of letters once, in order: interpolation wants it so."""
    return sorted(dict(knots).items())


def reality_weights(lines: list[Line], used: model.Model, seed: int) -> dict[str, list[float]]:
    """Return by script the weights that tell language from none, shifted so that the limit is a chance of one half."""
    real = [x for n in (20, 30, 50, 100, 10_000) for x in _cut(lines[:: 5 if n > 50 else 8], n)]
    real += [
        Line(a.tag, a.source, " ".join(x.text for x in lines[i : i + 4])) for i, a in enumerate(lines) if i % 40 == 0
    ]
    false = [*noise.made(lines, seed + 1), *(Line("und", "made", text) for text in noise.figures(seed, 3000))]
    parts: dict[str, list[tuple[Any, Any, Any]]] = {}
    for group, right in ((real, 1.0), (false, 0.0)):
        texts = [x.text for x in group]
        for start in range(0, len(texts), 5000):
            _, _, found, lead, judged_texts = _prepared(texts[start : start + 5000], 1000, used)
            for one in judged_texts:
                first, last = used.bounds[one.kind]
                if last - first == 1:
                    continue
                row = (
                    reality.features(found, lead, one, used),
                    np.full(len(one.which), right),
                    found.texts[one.which, 0],
                )
                script = letters.scripts_of_classes()[one.kind]
                for name in {script if script in noise.SCRIPTS else "other", "other"}:
                    parts.setdefault(name, []).append(row)
    return {name: _weights(name, rows) for name, rows in sorted(parts.items())}


def _weights(name: str, rows: list[tuple[Any, Any, Any]]) -> list[float]:
    x, y, size = (np.concatenate([row[k] for row in rows]) for k in range(3))
    weights = _logistic(np.column_stack([np.ones(len(x)), x]), y)
    odds = x @ weights[1:] + weights[0]
    long = (y == 1) & (size >= (50 if name != "Hani" else 20))
    limit = float(np.quantile(odds[long], LOST))
    print(
        f"{name}: {np.mean(odds[y == 0] < limit):.3f} of made noise found; of shorter real texts "
        f"{np.mean(odds[(y == 1) & ~long] < limit):.4f} lost",
        flush=True,
    )
    weights[0] -= limit
    return [round(float(w), 5) for w in weights]


def _logistic(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Fit a logistic function by Newton's steps, both sides with the same weight."""
    each = np.where(y == 1, 0.5 / max(1, (y == 1).sum()), 0.5 / max(1, (y == 0).sum())) * len(y)
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (each * (p - y)) + 1e-3 * w
        hessian = (x * (each * p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(x.shape[1])
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


def answered(texts: list[str]) -> list[str]:
    """Return the tag of each text, by the model alone: no declaration, no langdetect."""
    from corpus_kit.identification import Settings, identify

    found = identify(texts, settings=Settings(langdetect=False))
    return [f"{one.language}_{one.script}" for one in found]
