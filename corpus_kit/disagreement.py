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

from corpus_kit.languages import group_members
from corpus_kit.release.measure import encode
from corpus_kit.release.rulings import in_force, ruling_of_rows
from corpus_kit.release.select import Selection

LEAST_SCORE = 0.7  # below, the text itself is not clear, and its score says so
EXAMPLES = 3
EXCERPT_CHARACTERS = 120
_VOTES = "language_votes"


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
    # Of each the clearest are shown: they say best what was seen in the text.
    shown = {key: sorted(rows, key=lambda row: (-scores[row], row))[:EXAMPLES] for key, rows in found.items()}
    chosen = [row for rows in shown.values() for row in rows]
    texts, votes = (_values(selection, *column, chosen) for column in (("documents", "text"), ("language", _VOTES)))
    listed = []
    for key, rows in sorted(found.items(), key=lambda item: (item[0][0], -len(item[1]), item[0])):
        batch, said, read = selection.measured.batches[key[0]], *key[1:]
        examples = [_example(selection, row, texts[row], votes[row]) for row in shown[key]]
        listed.append(
            {
                "batch": batch.id,
                "name": batch.manifest.name,
                "declared": said,
                "found": read,
                "documents": len(rows),
                "examples": examples,
            }
        )
    return listed


def _agree(declared: str, found: str) -> bool:
    """Say whether a declaration holds for what was found; a group stands for its members."""
    language, _, script = declared.partition("_")
    other, _, found_script = found.partition("_")
    return (language == other or other in group_members(language)) and script in ("", found_script)


def _declared(selection: Selection) -> tuple[np.ndarray, list[Any]]:
    """Return the declared language of each document, as positions in a list of their names."""
    columns = [
        pq.read_table(part.documents_path, columns=["language_declared"]).column(0).cast(pa.string())
        for part in selection.measured.parts
    ]
    return encode(pa.chunked_array([chunk for column in columns for chunk in column.chunks], pa.string()))


def _example(selection: Selection, row: int, text: str, votes: Any) -> dict[str, Any]:
    measured = selection.measured
    return {
        "document": measured.column("id")[row].as_py(),
        "file": measured.column("file")[row].as_py(),
        "score": round(float(measured.column("language_score")[row].as_py()), 2),
        "votes": votes,
        "text": " ".join(text[: 4 * EXCERPT_CHARACTERS].split())[:EXCERPT_CHARACTERS],
    }


def _values(selection: Selection, layer: str, column: str, rows: list[int]) -> dict[int, Any]:
    """Return one column's values for some documents; a row group is read once, and only where one of them stands."""
    measured = selection.measured
    by_part: dict[int, list[int]] = defaultdict(list)
    for row in sorted(rows):
        by_part[int(measured.part[row])].append(row)
    found: dict[int, Any] = {}
    for number, own in by_part.items():
        part = measured.parts[number]
        path = part.documents_path if layer == "documents" else part.layer_path(layer)
        with pq.ParquetFile(path) as file:
            start = 0
            for group in range(file.metadata.num_row_groups):
                end = start + file.metadata.row_group(group).num_rows
                if here := [row for row in own if start <= int(measured.row[row]) < end]:
                    values = file.read_row_group(group, columns=[column]).column(0)
                    found |= {row: values[int(measured.row[row]) - start].as_py() for row in here}
                start = end
    return found
