"""What a release does to texts, held against what their licenses forbid.

Every text is collected and reformatted. A text of which letters were changed, by repair today, is an adaptation
(`transform`): where its license permits none, the text is left out. A release joins no two texts to one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kit.corpus import Part
from corpus_kit.errors import CorpusDamagedError
from corpus_kit.licenses.combination import forbidden_operations
from corpus_kit.release.alterations import of_letters
from corpus_kit.release.measure import Measured, joined


def forbids_passing_on(license_id: str) -> bool:
    """Whether a license is known to forbid what a release does to every text."""
    return bool(forbidden_operations(license_id, ("collect", "reformat")))


def altered_against_terms(measured: Measured, conclusion: np.ndarray, licenses: Sequence[str]) -> np.ndarray:
    """Return which documents were changed though their license forbids it.

    `conclusion` gives each document's position in `licenses`. Only parts that hold such licenses are read.
    """
    found = np.zeros(len(measured), bool)
    strict = np.array([bool(forbidden_operations(i, ("transform",))) for i in licenses], bool)
    if not strict.any():
        return found
    rows = np.flatnonzero(strict[conclusion])
    for number in np.unique(measured.part[rows]):
        here = rows[measured.part[rows] == number]
        found[here] = _changed(measured.parts[number])[measured.row[here]]
    return found


def _changed(part: Part) -> np.ndarray:
    try:
        with pq.ParquetFile(part.documents_path) as file:
            return of_letters(joined(file.read(columns=["changes"]).column("changes")))
    except (OSError, KeyError, pa.ArrowException) as error:
        raise CorpusDamagedError(
            f"batch {part.batch_path.name}, part {part.name}: what was changed in it cannot be read: {error}",
            "restore the file from a copy of the corpus, or ingest the batch again",
        ) from error
