"""Figures of detectors of languages: F1 by label, false positives, recall, calibration, and errors of spans."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

BINS = 15
Spans = Sequence[tuple[int, int, str]]  # where a part begins and ends, and its label


@dataclass(frozen=True)
class Scores:
    """Scores of one detector on one set of texts: F1 by label, their mean, and the mean share of false positives."""

    f1: dict[str, float]
    macro_f1: float
    false_positives: float
    unknown: float


def scores(gold: Sequence[str], found: Sequence[str], unknown: str) -> Scores:
    """Return the scores of answers; the labels are those of `gold`, an answer outside them is wrong for its text only.

    The false-positive rate of a label is the share of the texts of other labels that were taken for it.
    """
    true = Counter(g for g, f in zip(gold, found, strict=True) if g == f)
    gold_counts, found_counts = Counter(gold), Counter(found)
    f1 = {label: 2 * true[label] / (gold_counts[label] + found_counts[label]) for label in sorted(gold_counts)}
    total = len(gold)
    rates = [(found_counts[x] - true[x]) / (total - n) for x, n in gold_counts.items() if total > n]
    return Scores(f1, mean(f1.values()), mean(rates), mean(f == unknown for f in found))


def recalls(gold: Sequence[str], right: Sequence[bool], least: int = 1) -> dict[str, float]:
    """Return the share of right answers by label, for labels with at least `least` texts."""
    by_label: dict[str, list[bool]] = defaultdict(list)
    for label, is_right in zip(gold, right, strict=True):
        by_label[label].append(is_right)
    return {label: mean(answers) for label, answers in sorted(by_label.items()) if len(answers) >= least}


def calibration_error(sure: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error: the mean gap of score and share right over bins of equal width."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, is_right in zip(sure, right, strict=True):
        bins[min(BINS - 1, int(score * BINS))].append((score, is_right))
    gaps = (abs(sum(s for s, _ in held) - sum(r for _, r in held)) for held in bins.values())
    return sum(gaps) / max(1, len(sure))


def deficits(own: Mapping[str, float], peers: Mapping[str, Mapping[str, float]]) -> list[tuple[float, str, str]]:
    """Return for each label by how much the best peer is ahead, with the label and the peer, the largest first."""
    found = []
    for label, score in own.items():
        best = max(peers, key=lambda name: peers[name].get(label, 0.0), default="")
        if best:
            found.append((peers[best].get(label, 0.0) - score, label, best))
    return sorted(found, reverse=True)


@dataclass(frozen=True)
class Parts:
    """A document made of parts: where each begins and ends, and its label."""

    text: str
    parts: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class SpanScores:
    """How well parts were found: by characters, by part, and at the boundaries where the language changes."""

    documents: int
    characters_right: float
    part_macro_f1: float
    exact: float
    near: float
    missed: float
    spurious: float
    median_error: float


def span_scores(documents: Sequence[Parts], found: Sequence[Spans], near: int = 10) -> SpanScores:
    """Return the scores of spans; a boundary counts as near within so many characters, and as missed beyond 50.

    White space between two parts belongs to neither, so a boundary anywhere in it is exact.
    """
    right = total = boundaries = exact = close = missed = extra = predicted = 0
    errors: list[int] = []
    gold_labels: list[str] = []
    found_labels: list[str] = []
    for document, spans in zip(documents, found, strict=True):
        for start, end, label in document.parts:
            shares = _shares(spans, start, end)
            gold_labels.append(label)
            found_labels.append(shares.most_common(1)[0][0] if shares else "")
            right, total = right + shares[label], total + end - start
        changes = [(a[1], b[0]) for a, b in zip(document.parts, document.parts[1:], strict=False) if a[2] != b[2]]
        cuts = [b[0] for a, b in zip(spans, spans[1:], strict=False) if a[2] != b[2]]
        predicted += len(cuts)
        distances = [_distance(gap, cuts) for gap in changes]
        boundaries += len(changes)
        exact += sum(d == 0 for d in distances)
        close += sum(d <= near for d in distances)
        missed += sum(d > 50 for d in distances)
        errors += distances
        extra += sum(min((_gap(cut, gap) for gap in changes), default=10**6) > 50 for cut in cuts)
    f1 = scores(gold_labels, found_labels, "").macro_f1
    errors.sort()
    median = float(errors[len(errors) // 2]) if errors else 0.0
    many = max(1, boundaries)
    return SpanScores(
        documents=len(documents),
        characters_right=right / max(1, total),
        part_macro_f1=f1,
        exact=exact / many,
        near=close / many,
        missed=missed / many,
        spurious=extra / max(1, predicted),
        median_error=median,
    )


def _shares(spans: Spans, start: int, end: int) -> Counter[str]:
    shares: Counter[str] = Counter()
    for first, last, label in spans:
        if overlap := min(end, last) - max(start, first):
            shares[label] += max(0, overlap)
    return +shares


def _gap(cut: int, gap: tuple[int, int]) -> int:
    return max(gap[0] - cut, cut - gap[1], 0)


def _distance(gap: tuple[int, int], cuts: Sequence[int]) -> int:
    place = bisect_left(cuts, gap[0])
    return min((_gap(cut, gap) for cut in cuts[max(0, place - 1) : place + 1]), default=10**6)


def mean(values: Iterable[float]) -> float:
    """Return the mean, 0 of nothing."""
    kept = list(values)
    return sum(kept) / len(kept) if kept else 0.0
