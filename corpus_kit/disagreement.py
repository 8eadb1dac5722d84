"""Where texts read as another language than their contributor declared, with examples for a person to look at.

The release carries what was found: a declaration counts as a prior, and where the text speaks clearly against it the
text is believed. Whether that was right only somebody who reads the language can say.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit.corpus import Part
from corpus_kit.languages import group_members
from corpus_kit.release.measure import encode
from corpus_kit.release.rulings import in_force, ruling_of_rows
from corpus_kit.release.select import Selection

LEAST_SCORE = 0.7  # below, the text itself is not clear, and its score says so
EXAMPLES = 3
EXCERPT_CHARACTERS = 120


def disagreements(selection: Selection) -> list[dict[str, Any]]:
    """Return a row for each batch, language declared and language found: documents, examples, the most frequent first.

    Documents that a person has decided on, alone or by their batch, are settled and not listed. Each example has the
    document's identifier, its score, what each detector said, and how its text begins.
    """
    measured = selection.measured
    if not len(measured):
        return []
    scores = measured.column("language_score").to_numpy(zero_copy_only=False)
    open_rows = ruling_of_rows(measured, in_force(selection.decisions)) < 0
    declared, names = _declared(selection)
    found: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for row in np.flatnonzero(open_rows & (scores >= LEAST_SCORE)).tolist():
        said, read = names[declared[row]], selection.languages[int(selection.language[row])]
        if said and not _agree(said, read):
            found[int(measured.batch[row]), said, read].append(row)
    ordered = sorted(found.items(), key=lambda item: (item[0][0], -len(item[1]), item[0]))
    return [_listed(selection, *key, rows) for key, rows in ordered]


def _agree(declared: str, found: str) -> bool:
    """Say whether a declaration holds for what was found; a group stands for its members."""
    language, _, script = declared.partition("_")
    other, _, found_script = found.partition("_")
    same = language == other or other in group_members(language) or other == "und"
    return same and (not script or script == found_script or other == "und")


def _declared(selection: Selection) -> tuple[np.ndarray, list[Any]]:
    """Return the declared language of each document, as positions in a list of their names."""
    columns = [
        pq.read_table(part.documents_path, columns=["language_declared"]).column(0).cast(pa.string())
        for part in selection.measured.parts
    ]
    return encode(pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string()))


def _listed(selection: Selection, batch: int, declared: str, found: str, rows: list[int]) -> dict[str, Any]:
    scores = selection.measured.column("language_score")
    # The clearest first: they say best what was seen in the text.
    chosen = sorted(rows, key=lambda row: (-(scores[row].as_py() or 0.0), row))[:EXAMPLES]
    return {
        "batch": selection.measured.batches[batch].id,
        "name": selection.measured.batches[batch].manifest.name,
        "declared": declared,
        "found": found,
        "documents": len(rows),
        "examples": [_example(selection, row) for row in chosen],
    }


def _example(selection: Selection, row: int) -> dict[str, Any]:
    measured = selection.measured
    part, place = measured.parts[int(measured.part[row])], int(measured.row[row])
    text = _cell(part, "documents", "text", place)
    return {
        "document": measured.column("id")[row].as_py(),
        "file": measured.column("file")[row].as_py(),
        "score": round(float(measured.column("language_score")[row].as_py()), 2),
        "votes": _cell(part, "language", "language_votes", place),
        "text": " ".join(text[: 4 * EXCERPT_CHARACTERS].split())[:EXCERPT_CHARACTERS],
    }


def _cell(part: Part, layer: str, column: str, row: int) -> Any:
    """Read one value; only its row group is opened."""
    path = part.documents_path if layer == "documents" else part.layer_path(layer)
    with pq.ParquetFile(path) as file:
        for number in range(file.metadata.num_row_groups):
            size = file.metadata.row_group(number).num_rows
            if row < size:
                return file.read_row_group(number, columns=[column]).column(0)[row].as_py()
            row -= size
    raise IndexError(row)
