"""Write docs/formats.md from the table of formats; with --check, say whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from corpus_kit.readers.formats import FORMATS, SECTIONS, Format
from corpus_kit.readers.limits import Limits

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "formats.md"

_HEAD = """# Formats

Made from `corpus_kit/readers/formats.py` by `python scripts/make_formats.py`; do not edit by hand.

A file is told by its content first (signatures, structure) and by its name where the content does not say; the report
names what it was told by. `format = "..."` in batch.toml overrules that. Of every file the report says how many records
it held, how many became documents, how many were refused and why, and what was left out as no text of its own.

{readable} formats are read, {others} more are recognised and refused by name. *Unit* is what one record is; `record` in
batch.toml can ask for files, paragraphs or lines where that makes sense. What reads a format is part of corpus_kit
where no library is named; libraries are installed with corpus_kit unless an extra is named, as in
`pip install "corpus_kit[formats]"`. *In a child*: the file is read in a process of its own, which is ended after
{child_seconds} seconds or {child_gb} GB of memory. *Whole*: the file is held in memory, up to {whole_mb} MB; other
formats are read as a stream, whatever their size.
"""


def row(entry: Format) -> str:
    """Return one row of a table of formats that are read."""
    library = ", ".join(entry.libraries) + (f" (extra `{entry.extra}`)" if entry.extra else "")
    ways = [word for word, holds in (("in a child", entry.isolated), ("whole", entry.whole)) if holds]
    cells = [
        f"`{entry.name}`",
        entry.title,
        f"`{entry.media_type}`",
        " ".join(f".{e}" for e in entry.extensions),
        entry.unit,
        library,
        ", ".join(ways),
        entry.note,
    ]
    return "| " + " | ".join(cells) + " |"


def page() -> str:
    """Return the whole page."""
    limits = Limits()
    readable = [entry for entry in FORMATS.values() if entry.readable]
    numbers = {
        "readable": len(readable),
        "others": len(FORMATS) - len(readable),
        "whole_mb": limits.file_unit_bytes >> 20,
        "child_seconds": limits.child_seconds,
        "child_gb": limits.child_bytes >> 30,
    }
    lines = [_HEAD.format_map(numbers)]
    for section, entries in SECTIONS.items():
        read = [entry for entry in entries if entry.readable]
        if not read:
            continue
        lines += [f"## {section}", "", "| name | format | media type | endings | unit | library | how | note |"]
        lines += ["|---|---|---|---|---|---|---|---|", *map(row, read), ""]
    lines += ["## Recognised, not read", ""]
    lines += [f"- `{entry.name}`: {entry.title}{_endings(entry)}" for entry in FORMATS.values() if not entry.readable]
    lines += ["", "## Limits", ""]
    lines += [f"- `{name}`: {value:,}" for name, value in _limits(limits).items()]
    return "\n".join(lines) + "\n"


def _endings(entry: Format) -> str:
    return f" ({' '.join(f'.{e}' for e in entry.extensions)})" if entry.extensions else ""


def _limits(limits: Limits) -> dict[str, int]:
    return {name: getattr(limits, name) for name in limits.__dataclass_fields__}


def main() -> int:
    text = page()
    if "--check" in sys.argv:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
