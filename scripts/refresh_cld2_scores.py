"""Measure what pycld2's answers are worth and write corpus_kit/data/cld2_scores.tsv.

    python scripts/refresh_cld2_scores.py TEXTS

TEXTS is a file of labelled sentences, zstd-compressed, one a line: label (like kaz_Cyrl), source, text, tab-separated.
It was run on 154,000 sentences of FLORES-200 dev, NTREX-128, Tatoeba and Common Voice. Only half of them is used,
chosen by a checksum of the text, so that the other half can tell how well the figures serve. Only figures are written.
"""

from __future__ import annotations

import sys
import zlib
from collections import defaultdict
from pathlib import Path

import pyarrow as pa
import pycld2

from corpus_kit.identification.foreground import readable
from corpus_kit.languages import UnknownLanguageError, language_registry, parse_tag

TARGET = Path(__file__).resolve().parents[1] / "corpus_kit" / "data" / "cld2_scores.tsv"
FEWEST = 20  # true sentences of a language, under which nothing is said of it
BELOW_FLOOR = 0.03
# pycld2 has one answer for all varieties of these, so a variety counts as right under the usual member.
ONE_ANSWER = {"arb": "ara", "pes": "fas", "cmn": "zho", "aka": "aka"}
HEAD = f"""\
# How pycld2 {pycld2.__version__} does, by the language it answers: the score a kilobyte that 3 % (floor) and half
# (median) of the sentences truly of it stay under, and how often the answer is right at or above the floor. Written
# by scripts/refresh_cld2_scores.py from half of 154,000 sentences of 240 languages, each about equally frequent
# (FLORES-200 dev, NTREX-128, Tatoeba, Common Voice); figures only. Varieties of Arabic, Persian, Chinese and Akan
# count as right under the usual member, because pycld2 has one answer for them all.
code\tfloor\tmedian\tprecision
"""


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print(__doc__, file=sys.stderr)
        return 2
    right: dict[str, list[float]] = defaultdict(list)
    wrong: dict[str, list[float]] = defaultdict(list)
    for label, text in measured_half(Path(arguments[0])):
        answer = reliable_answer(text)
        if answer:
            (right if means(answer[0], label) else wrong)[answer[0]].append(answer[1])
    rows = []
    for code, scores in sorted(right.items()):
        if len(scores) < FEWEST:
            continue
        scores.sort()
        floor = scores[int(BELOW_FLOOR * len(scores))]
        good, bad = (sum(1 for score in x if score >= floor) for x in (scores, wrong[code]))
        precision = (good + 1) / (good + bad + 1.5)
        rows.append(f"{code}\t{floor:.0f}\t{scores[len(scores) // 2]:.0f}\t{precision:.3f}\n")
    TARGET.write_text(HEAD + "".join(rows), encoding="utf-8", newline="\n")
    return 0


def measured_half(path: Path) -> list[tuple[str, str]]:
    """Return language and text of the sentences that are measured."""
    content = pa.input_stream(str(path), compression="zstd").read().decode("utf-8")
    found = []
    for line in content.split("\n"):
        label, _, rest = line.partition("\t")
        text = rest.partition("\t")[2]
        if text and zlib.crc32(text.encode("utf-8")) % 2 == 0:
            try:
                found.append((parse_tag(label).language, text))
            except UnknownLanguageError:
                found.append((label, text))
    return found


def reliable_answer(text: str) -> tuple[str, float] | None:
    """Return the language and score that pycld2 stands by."""
    try:
        reliable, _, details = pycld2.detect(readable(text), isPlainText=True)
    except pycld2.error:
        return None
    codes = {x.cld2: x.code for x in language_registry().values() if x.cld2} | {"zh-Hant": "cmn"}
    answers = [(codes.get(code, ""), float(score)) for _, code, _, score in details if code != "un"]
    return answers[0] if reliable and answers and answers[0][0] else None


def means(answer: str, label: str) -> bool:
    """Tell whether an answer is right for a language."""
    group = ONE_ANSWER.get(answer)
    if answer == label:
        return True
    if group == "aka":
        return label == "twi"
    known = language_registry().get(label)
    return bool(group and known and known.macrolanguage == group)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
