"""NOTICES/: the license, copyright and notice files that came with the texts, byte for byte.

Most licenses ask that the notices received are kept with what is passed on. Which files they are is told in
`batches/<id>.json`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from corpus_kit.corpus import Batch
from corpus_kit.errors import CorpusDamagedError
from corpus_kit.storage import storing, sync

FOLDER = "NOTICES"
# What a README says is quoted with the batch; as a whole it is no notice, and names whom to write to.
_NAMES = re.compile(
    r"(?:(?:un)?licen[sc]e|copying|copyright|notice|authors?|credits|acknowledge?ments?)(?![a-z])", re.I
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_MOST_BYTES = 1_000_000


def notices_of(batch: Batch) -> list[dict[str, str]]:
    """Return the notices of a batch: for each the path that it had, its digest, and where it stands in a release."""
    taken: list[dict[str, str]] = []
    for file in batch.received["files"]:
        path = str(file["path"])
        name = path.rpartition("/")[2]
        if _NAMES.match(name) and file["sha256"] and not file["documents"] and _size(batch, file) <= _MOST_BYTES:
            at = f"{FOLDER}/{batch.id}/{len(taken) + 1}-{_UNSAFE.sub('_', name)[-60:]}"
            taken.append({"path": path, "sha256": str(file["sha256"]), "file": at})
    return taken


def write_notices(batches: Mapping[str, Any], found: Mapping[str, Path], root: Path) -> None:
    """Copy the notices that `batches` tell of into a release; `found` says where each digest's bytes are."""
    for said in batches.values():
        for notice in said.get("notices", ()):
            target = root / notice["file"]
            with storing(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(found[notice["sha256"]], target)
                sync(target)


def received_notices(batches: Iterable[Batch], told: Mapping[str, Any]) -> dict[str, Path]:
    """Return where the bytes of each notice are in the corpus, by digest."""
    return {
        notice["sha256"]: _received(batch, notice["sha256"])
        for batch in batches
        for notice in told.get(batch.id, {}).get("notices", ())
    }


def _received(batch: Batch, sha256: str) -> Path:
    return batch.path / "received" / sha256


def _size(batch: Batch, file: Mapping[str, Any]) -> int:
    path = _received(batch, str(file["sha256"]))
    try:
        return path.stat().st_size
    except OSError as error:
        raise CorpusDamagedError(
            f"batch {batch.id}: the received file {file['path']} cannot be read: {error}",
            "restore it from a copy of the corpus",
        ) from error
