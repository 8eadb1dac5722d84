"""How to cite a release, and whom to name for texts taken from it.

Nothing here depends on the day it is run: the year of a release is not known to it, so none is claimed unless given.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus_kit.errors import UsageError
from corpus_kit.languages import name_of
from corpus_kit.licenses.crediting import credit_due

_SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_",
            "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Citation:
    """A release, or some of its texts, as a reference."""

    bibtex: str
    cff: str
    text: str

    def __str__(self) -> str:
        return self.text


def cite(source: Any, *, release: str | Path | None = None, year: int | None = None) -> Citation:
    """Return how to cite a release or texts from it: BibTeX, CFF and a paragraph.

    `source` is the path of a release, a dataset that `load` gave, or rows. Rows know their batches but not their
    release: give its path as `release`, or have loaded them from it in the same program.

    Raises UsageError when the release is not known.
    """
    from corpus_kit.tracing import opened_for

    rows: list[Mapping[str, Any]] = []
    if isinstance(source, str | Path):
        release = source
    else:
        rows = rows_of(source)
    statement = opened_for(rows, release).statement
    return Citation(bibtex(statement, year), cff(statement, year), paragraph(statement, rows, year))


def bibtex(statement: Mapping[str, Any], year: int | None = None) -> str:
    """Return a release as an entry of BibTeX (biblatex's type dataset)."""
    key = re.sub(r"[^a-z0-9]+", "-", statement["name"].casefold()).strip("-") or "corpus"
    fields = {
        "title": "{" + _tex(statement["name"]) + "}",
        "author": " and ".join("{" + _tex(name) + "}" for name in _contributors(statement)) or "{The contributors}",
        "version": statement["version"],
        **({"year": str(year)} if year else {}),
        "note": f"Root over its rows: {statement['merkle']['root']}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@dataset{{{key}-{statement['version']},\n{lines}\n}}\n"


def cff(statement: Mapping[str, Any], year: int | None = None) -> str:
    """Return a release as a CITATION.cff, version 1.2.0."""
    authors = _contributors(statement) or ["The contributors"]
    lines = ["cff-version: 1.2.0", "message: Please cite this release as below.", "type: dataset",
             f"title: {_quoted(statement['name'])}", "authors:"]  # fmt: skip
    lines += [f"  - name: {_quoted(name)}" for name in authors]
    lines += [f"version: {_quoted(statement['version'])}"]
    lines += [f"date-released: {year}-01-01"] if year else []
    lines += ["identifiers:", "  - type: other", f"    value: {_quoted(statement['merkle']['root'])}",
              '    description: "Root over the rows of the release"']  # fmt: skip
    return "\n".join(lines) + "\n"


def paragraph(statement: Mapping[str, Any], rows: Iterable[Mapping[str, Any]] = (), year: int | None = None) -> str:
    """Return a sentence or two for the text of a paper."""
    names = _contributors(statement)
    by = f" Contributed by {', '.join(names)}." if names else ""
    dated = f" ({year})" if year else ""
    root = statement["merkle"]["root"]
    found = f"{statement['name']}, version {statement['version']}{dated}.{by} Root over its rows: {root}."
    used = list(rows)
    if not used:
        return found
    languages = sorted({name_of(f"{row['language']}_{row['script']}") for row in used})
    licenses = Counter(row["license"] for row in used)
    terms = ", ".join(f"{license_id} ({count:,})" for license_id, count in sorted(licenses.items()))
    return f"{found} Texts used: {len(used):,}, in {', '.join(languages)}; under {terms}."


def attribution(rows: Any) -> str:
    """Return the credit that is due for some rows of a release, as Markdown: title, author, source, license, changes.

    `rows` are a dataset, a table, a data frame, a row or a list of rows. Raises UsageError for what is none of these.
    """
    return credit_due(rows_of(rows))


def rows_of(source: Any) -> list[Mapping[str, Any]]:
    """Return the rows of a dataset, a table, a row or a list of rows. Raises UsageError for what is none of these."""
    if isinstance(source, Mapping) and "id" in source and isinstance(source["id"], str):
        return [source]
    if hasattr(source, "to_pylist"):  # pyarrow
        return list(source.to_pylist())
    if hasattr(source, "to_dicts"):  # Polars
        return list(source.to_dicts())
    if hasattr(source, "to_dict") and hasattr(source, "columns"):  # pandas
        return list(source.to_dict("records"))
    try:
        rows = list(source)
    except TypeError as error:
        raise UsageError(f"{type(source).__name__} holds no rows", "give a dataset or a list of rows") from error
    if not all(isinstance(row, Mapping) for row in rows):
        raise UsageError("these are no rows of a release", "give a dataset or a list of rows")
    return rows


def _contributors(statement: Mapping[str, Any]) -> list[str]:
    return sorted({batch["contributor"] for batch in statement["batches"] if batch["released"]} - {""})


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
