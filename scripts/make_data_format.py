"""Write docs/data-format.md from schemas/*.json; with --check, say whether it is up to date."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "data-format.md"


def table(properties: dict[str, Any], added_by: bool) -> list[str]:
    """Return the rows of a table of columns."""
    head = ["column", "Arrow type", *(["added by"] if added_by else []), "null", "meaning"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, entry in properties.items():
        null = "yes" if isinstance(entry["type"], list) and "null" in entry["type"] else "no"
        cells = [
            f"`{name}`",
            f"`{entry['arrow']}`",
            *([entry["added_by"]] if added_by else []),
            null,
            entry["description"],
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def field_lines(properties: dict[str, Any], prefix: str = "") -> list[str]:
    """Return a list of the fields of a declaration, nested tables with their path."""
    lines = []
    for name, entry in properties.items():
        path = f"{prefix}{name}"
        lines.append(f"- `{path}`: {entry.get('description', '')}")
        nested = entry.get("properties") or entry.get("items", {}).get("properties")
        if nested:
            lines += field_lines(nested, f"{path}.")
    return lines


def page() -> str:
    """Return the whole page."""
    schemas = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in sorted((ROOT / "schemas").glob("*.json"))}
    lines = [
        "# Data format",
        "",
        "Made from `schemas/` by `python scripts/make_data_format.py`; do not edit by hand.",
        "",
    ]
    lines += ["## A contributor's declaration: batch.toml", "", schemas["manifest"]["description"], ""]
    lines += field_lines(schemas["manifest"]["properties"])
    lines += ["", "## A document in a corpus", "", schemas["document"]["description"], ""]
    lines += table(schemas["document"]["properties"], added_by=True)
    for key in ("row", "excluded"):
        entry = schemas["release"]["$defs"][key]
        lines += ["", f"## {entry['title']}", ""]
        lines += table(entry["properties"], added_by=False)
    lines += ["", f"## {schemas['provenance']['title']}", "", schemas["provenance"]["description"], ""]
    lines += table(schemas["provenance"]["properties"], added_by=False)
    lines += ["", "## release.json", "", schemas["release"]["description"], ""]
    lines += field_lines(schemas["release"]["properties"])
    return "\n".join(lines) + "\n"


def main() -> int:
    text = page()
    if "--check" in sys.argv:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
