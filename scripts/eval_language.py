"""Measure how well languages are told, beside other detectors on the same texts in the same run.

    python scripts/eval_language.py DATA [--limit N] [--peers NAME,...] [--json FILE] [--into PAGE]

DATA is a folder with dev.tsv.zst (`label<TAB>source<TAB>text` lines; the source of clean parallel sentences is
`flores_dev`, of conversational ones `tatoeba`, of news `ntrex`) and targets.tsv (`target<TAB>labels it merges`). The
report is Markdown on standard output; --into puts it into a page between the lines `<!-- evaluation -->` and
`<!-- end of evaluation -->`. Peers that are not installed are left out, and said. Everything else derives from --seed.

A target is right where the answer is one of the labels that it merges. `strict` is over all labels of the clean
sentences, each an individual language. Texts cut to 50 and 20 characters are their beginnings.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import language_peers
import pyarrow as pa
from language_peers import UNKNOWN, Detector
from language_scores import Parts, SpanScores, calibration_error, deficits, mean, recalls, scores, span_scores
from no_language_texts import no_language_texts

from corpus_kit.identification import identify
from corpus_kit.languages import UnknownLanguageError, label_tag

LENGTHS = {"full": 0, "50": 50, "20": 20}
CLEAN, TALK, NEWS = "flores_dev", "tatoeba", "ntrex"
PAIRS = ("bos_Latn", "hrv_Latn", "ind_Latn", "msa_Latn", "run_Latn", "kin_Latn")
FEWEST = 10  # sentences of a label that give a recall
MARKS = ("<!-- evaluation -->", "<!-- end of evaluation -->")
# Languages that stand side by side in texts of the region, for documents made of several.
TOGETHER = (
    *(("kaz_Cyrl", "rus_Cyrl"), ("uzn_Latn", "rus_Cyrl"), ("kir_Cyrl", "rus_Cyrl"), ("tgk_Cyrl", "rus_Cyrl")),
    *(("tat_Cyrl", "rus_Cyrl"), ("pes_Arab", "arb_Arab"), ("prs_Arab", "pbt_Arab"), ("uig_Arab", "zho_Hans")),
    *(("kat_Geor", "rus_Cyrl"), ("hye_Armn", "rus_Cyrl"), ("urd_Arab", "eng_Latn"), ("azj_Latn", "rus_Cyrl")),
    *(("tuk_Latn", "tur_Latn"), ("khk_Cyrl", "rus_Cyrl"), ("bod_Tibt", "zho_Hans"), ("hin_Deva", "eng_Latn")),
)


@dataclass(frozen=True)
class Data:
    """Sentences by source and label, the target of each label, and texts that are in no language by kind."""

    sentences: dict[str, dict[str, list[str]]]
    target_of: dict[str, str]
    no_language: list[tuple[str, str]]


@dataclass
class Result:
    """All figures of one detector."""

    name: str
    version: str
    macro_f1: dict[str, float] = field(default_factory=dict)
    false_positives: dict[str, float] = field(default_factory=dict)
    unknown: dict[str, float] = field(default_factory=dict)
    calibration: dict[str, float] = field(default_factory=dict)
    by_target: dict[str, dict[str, float]] = field(default_factory=dict)
    strict_macro_f1: float = 0.0
    strict_by_label: dict[str, float] = field(default_factory=dict)
    talk: dict[str, float] = field(default_factory=dict)
    news: dict[str, float] = field(default_factory=dict)
    no_language: dict[str, float] = field(default_factory=dict)
    cost: float = 0.0
    cost_of_targets: float = 0.0
    seconds: float = 0.0


def read(folder: Path, limit: int, seed: int, each: int) -> Data:
    rows = (folder / "targets.tsv").read_text(encoding="utf-8").splitlines()[1:]
    target_of = {label_tag(x): t for t, labels in (row.split("\t")[:2] for row in rows) for x in labels.split()}
    found: dict[str, dict[str, list[str]]] = {source: defaultdict(list) for source in (CLEAN, TALK, NEWS)}
    with pa.input_stream(str(folder / "dev.tsv.zst"), compression="zstd") as stream:
        for line in stream.read().decode("utf-8").split("\n"):
            label, _, rest = line.partition("\t")
            source, _, text = rest.partition("\t")
            if source in found and text:
                found[source][label_tag(label)].append(text)
    for source, by_label in found.items():
        for label, texts in by_label.items():
            by_label[label] = sampled(texts, limit, f"{seed} {source} {label}")
    sentences = {source: dict(sorted(by_label.items())) for source, by_label in found.items()}
    return Data(sentences, target_of, no_language_texts(each, seed))


def sampled(texts: list[str], limit: int, seed: str) -> list[str]:
    return texts if len(texts) <= limit else random.Random(seed).sample(texts, limit)


def measure(detector: Detector, data: Data) -> Result:
    result = Result(detector.name, detector.version)
    started = time.process_time()
    clean = [(label, text) for label, texts in data.sentences[CLEAN].items() for text in texts]
    individual = [(label, text) for label, text in clean if label in data.target_of]
    pool = [(data.target_of[label], text) for label, text in individual]
    for length, size in LENGTHS.items():
        answers = detector.detect([text[:size] if size else text for _, text in pool])
        found = [data.target_of.get(tag, tag) for tag, _ in answers]
        gold = [target for target, _ in pool]
        of = scores(gold, found, UNKNOWN)
        result.macro_f1[length], result.by_target[length] = of.macro_f1, of.f1
        result.false_positives[length], result.unknown[length] = of.false_positives, of.unknown
        # A score is meant for the individual language, so that is what it is held against.
        right = [label == tag for (label, _), (tag, _) in zip(individual, answers, strict=True)]
        result.calibration[length] = calibration_error([score for _, score in answers], right)
    answers = detector.detect([text for _, text in clean])
    strict = scores([label for label, _ in clean], [tag for tag, _ in answers], UNKNOWN)
    result.strict_macro_f1, result.strict_by_label = strict.macro_f1, strict.f1
    long = [(label, unknown(tag)) for (label, text), (tag, _) in zip(clean, answers, strict=True) if len(text) >= 50]
    result.cost = mean(lost for _, lost in long)
    result.cost_of_targets = mean(lost for label, lost in long if label in data.target_of)
    result.talk = recall_of(detector, data, TALK)
    result.news = recall_of(detector, data, NEWS)
    kinds = [kind for kind, _ in data.no_language]
    answers = detector.detect([text for _, text in data.no_language])
    result.no_language = recalls(kinds, [unknown(tag) for tag, _ in answers])
    result.seconds = time.process_time() - started
    return result


def recall_of(detector: Detector, data: Data, source: str) -> dict[str, float]:
    """Return the recall by label; a member of the same target is as good."""
    pool = [(label, text) for label, texts in data.sentences[source].items() for text in texts]
    answers = detector.detect([text for _, text in pool])
    same = data.target_of
    right = [
        tag == label or (label in same and same.get(tag) == same[label])
        for (label, _), (tag, _) in zip(pool, answers, strict=True)
    ]
    return recalls([label for label, _ in pool], right, FEWEST)


def unknown(tag: str) -> bool:
    return tag.startswith("und_")


# --- documents of several languages


def documents(data: Data, count: int, seed: int) -> list[Parts]:
    """Return documents of two or three paragraphs of two to four sentences, each in a language of its own."""
    r = random.Random(f"{seed} documents")
    clean = {label: texts for label, texts in data.sentences[CLEAN].items() if label in data.target_of}
    together = [tuple(label_tag(x) for x in pair) for pair in TOGETHER]
    made = []
    for number in range(count):
        labels = list(r.choice(together)) if number % 2 else r.sample(sorted(clean), 2)
        if number % 3 == 0:
            labels.append(r.choice([x for x in sorted(clean) if x not in labels]))
        r.shuffle(labels)
        text, parts = "", []
        for label in labels:
            text += r.choice(("\n\n", "\n")) if text else ""
            paragraph = " ".join(r.sample(clean[label], min(len(clean[label]), r.randrange(2, 5))))
            parts.append((len(text), len(text) + len(paragraph), data.target_of[label]))
            text += paragraph
        made.append(Parts(text, tuple(parts)))
    return made


def spans_of(texts: Sequence[str], target_of: dict[str, str]) -> list[list[tuple[int, int, str]]]:
    """Return the spans of our detector as targets."""
    return [
        [(span.start, span.end, target_of.get(span.tag, span.tag)) for span in one.spans]
        for one in identify(list(texts), spans=True)
    ]


# --- the report


def report(results: list[Result], data: Data, missing: list[str], spans: SpanScores, limit: int) -> str:
    own, *peers = results
    clean = data.sentences[CLEAN]
    merged = sum(label in data.target_of for label in clean)
    lines = [
        f"Measured on clean sentences of {len(clean)} labels, at most {limit} each; the "
        f"{len(set(data.target_of.values()))} targets merge {merged} of them. "
        + ", ".join(f"{one.name} ({one.version})" for one in results)
        + ".",
        "",
        *figures(results),
        *pairs(results),
        *behind(own, peers),
        *table(
            ["text in no language, share told as such", *(one.name for one in results)],
            [[kind, *(f"{one.no_language[kind]:.0%}" for one in results)] for kind in own.no_language],
        ),
        *worst(own),
        *span_lines(spans),
        *(f"- {word}" for word in missing),
    ]
    return "\n".join(lines) + "\n"


def figures(results: list[Result]) -> list[str]:
    rows: list[tuple[str, list[str]]] = []
    for length in LENGTHS:
        rows.append((f"macro-F1, {length}", [f"{one.macro_f1[length]:.4f}" for one in results]))
    for length in LENGTHS:
        rows.append((f"false positives, {length}", [f"{one.false_positives[length]:.4%}" for one in results]))
    for length in LENGTHS:
        rows.append((f"calibration error, {length}", [f"{one.calibration[length]:.3f}" for one in results]))
    for length in LENGTHS:
        rows.append((f"no answer, {length}", [f"{one.unknown[length]:.2%}" for one in results]))
    rows.append(("strict macro-F1", [f"{one.strict_macro_f1:.4f}" for one in results]))
    for name, recall in (("conversation", [r.talk for r in results]), ("news", [r.news for r in results])):
        rows.append(
            (f"{name}, mean recall of {len(recall[0])} labels", [f"{mean(one.values()):.3f}" for one in recall])
        )
    rows.append(("no language, told as such", [f"{mean(one.no_language.values()):.1%}" for one in results]))
    rows.append(("cost: targets of 50 and more not told", [f"{one.cost_of_targets:.2%}" for one in results]))
    rows.append(("cost: all labels of 50 and more not told", [f"{one.cost:.2%}" for one in results]))
    rows.append(("CPU s", [f"{one.seconds:.0f}" for one in results]))
    return table(["figure", *(one.name for one in results)], [[name, *cells] for name, cells in rows])


def pairs(results: list[Result]) -> list[str]:
    rows = [
        [one.name, *(" / ".join(f"{one.by_target[x].get(target, 0):.2f}" for x in LENGTHS) for target in PAIRS)]
        for one in results
    ]
    return table(["close languages, F1 full / 50 / 20", *PAIRS], rows)


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in [head, *rows]]
    return [lines[0], "|---" * len(head) + "|", *lines[1:], ""]


def behind(own: Result, peers: list[Result]) -> list[str]:
    lines = []
    for length in LENGTHS if peers else ():
        found = deficits(own.by_target[length], {peer.name: peer.by_target[length] for peer in peers})
        beyond = [f"{label} {gap:+.3f} ({peer})" for gap, label, peer in found if gap > 0.05]
        gap, label, peer = found[0]
        lines.append(
            f"- Targets furthest behind the best peer, {length}: {label} {gap:+.3f} ({peer}); more than 0.05 behind: "
            + (", ".join(beyond) if beyond else "none")
            + "."
        )
    return [*lines, ""]


def worst(own: Result) -> list[str]:
    lines = []
    for length in LENGTHS:
        low = sorted(own.by_target[length].items(), key=lambda item: item[1])[:12]
        lines.append(f"- Lowest F1, {length}: " + ", ".join(f"{label} {f1:.2f}" for label, f1 in low) + ".")
    for name, recall in (("conversation", own.talk), ("news", own.news)):
        low = sorted(recall.items(), key=lambda item: item[1])[:12]
        lines.append(f"- Lowest recall, {name}: " + ", ".join(f"{label} {share:.2f}" for label, share in low) + ".")
    return [*lines, ""]


def span_lines(spans: SpanScores) -> list[str]:
    return [
        *table(
            ["documents", "characters right", "macro-F1 a paragraph", "boundaries exact", "within 10", "missed",
             "spurious of those told", "median error"],
            [[str(spans.documents), f"{spans.characters_right:.2%}", f"{spans.part_macro_f1:.3f}", f"{spans.exact:.1%}",
              f"{spans.near:.1%}", f"{spans.missed:.1%}", f"{spans.spurious:.1%}", f"{spans.median_error:.0f}"]],
        )
    ]  # fmt: skip


def put_into(page: Path, text: str) -> None:
    """Replace what stands in a page between the two marks. Raises ValueError where they do not stand in it."""
    whole = page.read_text(encoding="utf-8")
    before, mark, rest = whole.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not mark or not end:
        raise ValueError(f"{page} does not hold the lines {MARKS[0]} and {MARKS[1]}")
    page.write_text(f"{before}{mark}\n\n{text}\n{end}{after}", encoding="utf-8", newline="\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=400, help="sentences of a label and source")
    parser.add_argument("--peers", default=",".join(language_peers.PEERS), help="names with commas; empty for none")
    parser.add_argument("--each", type=int, default=30, help="texts in no language, of each kind")
    parser.add_argument("--documents", type=int, default=400, help="documents of several languages")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    parser.add_argument("--into", type=Path, help="put the report into a page")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    try:
        data = read(given.data, given.limit, given.seed, given.each)
    except (OSError, UnknownLanguageError) as error:
        print(f"eval_language: {error}", file=sys.stderr)
        return 2
    if strange := {*given.peers.split(",")} - {*language_peers.PEERS, ""}:
        print(f"eval_language: no peer is called {', '.join(sorted(strange))}", file=sys.stderr)
        return 2
    peers, missing = language_peers.installed([name for name in given.peers.split(",") if name])
    results = []
    for detector in (language_peers.ours(), *peers):
        results.append(measure(detector, data))
        print(f"{detector.name}: {results[-1].seconds:.0f} s", file=sys.stderr, flush=True)
    made = documents(data, given.documents, given.seed)
    spans = span_scores(made, spans_of([one.text for one in made], data.target_of))
    text = report(results, data, missing, spans, given.limit)
    print(text, end="")
    if given.json:
        whole = {"detectors": [asdict(one) for one in results], "spans": asdict(spans), "missing": missing}
        written = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        given.json.write_text(written, encoding="utf-8")
    if given.into:
        put_into(given.into, text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
