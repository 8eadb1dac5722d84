"""The state of a corpus, and what waits in it for a person, as text of at most 80 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from corpus_kit.languages import name_of
from corpus_kit.licenses.combination import operation_in_words
from corpus_kit.licenses.explanation import NOTICE
from corpus_kit.render.letters import cut_end, escaped_text

if TYPE_CHECKING:
    from corpus_kit.release import ReleaseResult

LANGUAGES_SHOWN, DIFFERENCES_SHOWN = 6, 8
WIDTH = 80


def counted(number: int, one: str) -> str:
    """Return a number with its noun: "1 record", "2 records"."""
    many = one[:-2] + "ches" if one.endswith("ch") else f"{one}s"
    return f"{number} {one if number == 1 else many}"


def wrapped(text: str, first: str) -> list[str]:
    """Return text in lines, the first with a label before it and the others below it."""
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))


def render_status(found: dict[str, Any]) -> str:
    """Return what `corpus_kit.status.status_of` found."""
    total = sum(b["documents"] for b in found["batches"])
    lines = wrapped(
        f"{found['corpus']}: {counted(len(found['batches']), 'batch')}, {counted(total, 'document')}", "Corpus  "
    )
    lines.append(f"Policy  {found['policy']}")
    for batch in found["batches"]:
        lines += ["", *wrapped(batch["name"], f"{batch['batch'][:12]}  ")]
        if batch["contributor"]:
            lines += wrapped(batch["contributor"], "  from ")
        lines.append(
            f"  {counted(batch['files'], 'file')}, {counted(batch['records'], 'record')} = "
            f"{counted(batch['documents'], 'document')} + {batch['refused']} refused"
        )
        shown = [f"{tag} {n}" for tag, n in list(batch["languages"].items())[:LANGUAGES_SHOWN]]
        more = len(batch["languages"]) - len(shown)
        lines += wrapped(", ".join(shown) + (f", and {more} more" if more > 0 else ""), "  ")
        lines += [f"  {count:>7}  {name}" for name, count in batch["outcomes"].items()]
    for identifier in found["unfinished"]:
        lines += ["", f"Interrupted: {identifier[:12]}; ingest its folder again to go on."]
    for finding in found["findings"]:
        lines += [
            "",
            *wrapped(f"{finding['where']}: {finding['message']}", "note  "),
            *wrapped(finding["remedy"], "  → "),
        ]
    lines += [
        "",
        f"Releases: {', '.join(found['releases']) or 'none yet'}. Decisions in the ledger: {found['decisions']}.",
    ]
    return "\n".join(lines)


_SIDE = 37


def two_sides(declared: list[str], statements: list[dict[str, str]]) -> list[str]:
    """Return what was declared beside what the files say, in two columns, so that a contradiction is seen at once."""
    if not statements:
        return []
    left = [line for text in declared or ["nothing"] for line in textwrap.wrap(text, _SIDE) or [""]]
    right: list[str] = []
    for statement in statements:
        right += textwrap.wrap(f"{statement['id']}, {statement['file']}:", _SIDE)
        right += textwrap.wrap(f'"{statement["quoted"]}"', _SIDE - 1, initial_indent=" ", subsequent_indent=" ")
    height = max(len(left), len(right))
    left, right = left + [""] * (height - len(left)), right + [""] * (height - len(right))
    head = f"  {'declared':<{_SIDE}} | the files say"
    return [head, *(f"  {one:<{_SIDE}} | {two}".rstrip() for one, two in zip(left, right, strict=True))]


def render_review(found: list[dict[str, Any]]) -> str:
    """Return what `corpus_kit.review.to_review` found, with how to decide."""
    waiting = [item for item in found if item["kind"] == "license"]
    differing = [item for item in found if item["kind"] == "language"]
    lines = _waiting_lines(waiting) if waiting else ["Nothing waits for review."]
    return "\n".join([*lines, *([""] if differing else []), *_differing_lines(differing)])


def _differing_lines(found: list[dict[str, Any]]) -> list[str]:
    """Say where texts read as another language than declared, with how some of them begin."""
    if not found:
        return []
    lines = ["Texts that read as another language than declared", ""]
    for batch in dict.fromkeys(item["batch"] for item in found):
        own = [item for item in found if item["batch"] == batch]
        lines += [batch, *wrapped(own[0]["name"], "  ")]
        for item in own[:DIFFERENCES_SHOWN]:
            lines += _differing(item)
        if rest := own[DIFFERENCES_SHOWN:]:
            more = counted(sum(item["documents"] for item in rest), "document")
            lines += wrapped(f"and {more} of {len(rest)} other kinds; all are told with --json", "  ")
        lines.append("")
    return lines + wrapped(
        "They are released as what they read as. If that is wrong, tell the contributor, or keep them out with "
        "--reject; a decision on a text or its batch settles it.",
        "",
    )


def _differing(item: dict[str, Any]) -> list[str]:
    said, read = (f"{name_of(item[key])}, {item[key]}" for key in ("declared", "found"))
    lines = wrapped(f"{counted(item['documents'], 'document')}: declared {said}; reads as {read}", "  ")
    for example in item["examples"]:
        lines += wrapped(f"{example['document'][:8]}  {example['score']:.2f}  {example['file']}", "    ")
        lines.append("      " + cut_end(escaped_text(example["text"]), WIDTH - 6))
    return lines


def _waiting_lines(found: list[dict[str, Any]]) -> list[str]:
    """Say what waits for a person, with the two sides, and how to decide."""
    lines: list[str] = []
    for item in found:
        lines += [item["batch"], *wrapped(item["name"], "  ")]
        lines.append(f"  {counted(item['documents'], 'document')}; concluded so far: {item['license']}")
        lines += wrapped(item["reason"], "  why: ")
        lines += two_sides(item["declared"], item["statements"])
        more = " …" if item["documents"] > len(item["first"]) else ""
        lines += ["  documents: " + " ".join(i[:8] for i in item["first"]) + more, ""]
    lines += [
        'To decide: corpus-kit review CORPUS --accept ID --reason "why"',
        '       or: corpus-kit review CORPUS --reject ID --reason "why"',
        "ID is a batch's or a document's. Where no license is concluded, say which you",
        "conclude: --accept ID --license CC-BY-4.0",
        NOTICE,
    ]
    return lines


def render_ingested(batch: str, name: str, added: bool, documents: int, refused: int) -> str:
    """Return what became of one folder."""
    what = "added" if added else "here already, nothing added"
    counts = f"{counted(documents, 'document')}, {counted(refused, 'record')} refused"
    return "\n".join([batch, *wrapped(f"{name}: {what}; {counts}", "  ")])


def render_released(done: ReleaseResult) -> str:
    """Return what a release came to."""
    again = "unchanged, " if done.unchanged else ""
    left_out = sum(done.excluded.values())
    lines = [f"Release {done.version}: {again}{counted(done.documents, 'document')}, {left_out} left out."]
    lines += [f"  {count:>9}  {reason}" for reason, count in sorted(done.excluded.items())]
    for refused in done.refused:
        may_not = f"texts under {refused.license} may not {operation_in_words(refused.operation)}"
        lines += wrapped(f"{may_not}: {counted(refused.documents, 'text')} of {refused.batch} left out", "  ")
    return "\n".join([*lines, f"It is in {done.path}", f"Check it with: corpus-kit verify {done.path}"])
