"""What differs between two releases, and what publishing came to, as text of at most 80 columns."""

from __future__ import annotations

from corpus_kit.languages import name_of
from corpus_kit.publishing.publish import Published
from corpus_kit.release.changes import GONE, NEW, Difference
from corpus_kit.render.state import wrapped

_WORDS = {
    NEW: "new in the corpus",
    GONE: "no longer in the corpus",
    "rejected": "rejected by the maintainer",
    "license-denied": "the license does not allow it",
    "license-review": "the license waits for a person",
    "license-forbids": "the license forbids what is done to it",
    "language-undetermined": "no language could be determined",
    "language-uncertain": "the language is not certain enough",
    "duplicate": "the same text stands elsewhere",
}
_KINDS = {
    "first": "This is the first release.",
    "major": "By rule a major version: something that was there is gone or looks different.",
    "minor": "By rule a minor version: everything that was there still is.",
    "patch": "By rule a patch: the same texts.",
}


def render_difference(found: Difference) -> str:
    """Return a difference for a person."""
    lines = wrapped(f"From {found.old} to {found.new}. {_KINDS[found.kind]}", "")
    if found.empty:
        return "\n".join([*lines, "Nothing differs."])
    lines += ["", f"{'':<34}{'added':>12}{'removed':>12}{'changed':>12}"]
    names = sorted({*found.added, *found.removed, *found.changed})
    for name in names:
        label = f"{name}  {name_of(name)}"[:33]
        lines.append(f"{label:<34}{found.added[name]:>12,}{found.removed[name]:>12,}{found.changed[name]:>12,}")
    totals = [counter.total() for counter in (found.added, found.removed, found.changed)]
    lines.append(f"{'all':<34}" + "".join(f"{total:>12,}" for total in totals))
    if found.revised:
        lines += wrapped(f"{found.revised:,} of the rows added stand where one was removed: texts revised.", "")
    for title, counts in (("Added", found.added_because), ("Removed", found.removed_because)):
        if counts:
            lines += ["", f"{title}, and why:"]
            before = "was left out: " if title == "Added" else ""
            for reason, count in sorted(counts.items()):
                words = _WORDS.get(reason, reason)
                lines.append(f"  {count:>10,}  {before if reason != NEW else ''}{words}")
    if found.changed_columns:
        lines += ["", "Changed, by column:"]
        lines += [f"  {count:>10,}  {column}" for column, count in sorted(found.changed_columns.items())]
    for title, entries in (("Columns", found.schema), ("Beside the rows", found.metadata)):
        if entries:
            lines += ["", *wrapped(", ".join(entries), f"{title}: ")]
    for title, samples in found.samples.items():
        for sample in samples:
            lines += ["", f"{title}: {sample['language']}, {sample['license']}, {sample['id']}"]
            lines += [f"  {line}" for line in wrapped(" ".join(sample["text"].split()), "")]
    return "\n".join(lines)


def render_published(done: Published) -> str:
    """Return what publishing came to."""
    lines = wrapped(f"Version {done.version} is at {done.target}; the newest there is {done.latest}.", "")
    lines.append(f"Files: {done.files:,}, {done.size_bytes:,} bytes, each of them made sure of.")
    lines.append(f"Sent now: {done.sent_files:,}, {done.sent_bytes:,} bytes. There already: {done.there_files:,}.")
    if done.copied_files:
        lines.append(f"Copied there from the version before: {done.copied_files:,}.")
    for note in done.notes:
        lines += wrapped(note, "")
    return "\n".join(lines)
