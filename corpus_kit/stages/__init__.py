"""Stages: each measures documents and adds columns; none drops a row, changes a text or reads another stage.

A stage is a frozen dataclass whose fields are its parameters, with `name`, `version` and `__call__(batch) -> batch`.
It touches no file, clock or randomness. The columns that it adds are those of `schemas/document.json` whose
`added_by` is its name.
"""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar, Protocol, runtime_checkable

import pyarrow as pa

from corpus_kit import columns
from corpus_kit.provenance import Step, settings_digest


@runtime_checkable
class Stage(Protocol):
    """What every stage is."""

    name: ClassVar[str]
    version: ClassVar[str]
    tool: ClassVar[str]

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return `batch` with this stage's columns added, row by row in the same order."""
        ...


def step_of(stage: Stage) -> Step:
    """Return the provenance step of a stage; the settings digest derives from its fields."""
    settings: dict[str, Any] = {}
    if dataclasses.is_dataclass(stage):
        settings = dataclasses.asdict(stage)
    return Step(stage.name, stage.tool, stage.version, settings_digest(settings))


def add_columns(batch: pa.RecordBatch, layer: str, arrays: list[pa.Array]) -> pa.RecordBatch:
    """Return `batch` with the columns of `layer` appended, cast to their schema; the order is the schema's."""
    schema = columns.layer_schema(layer)
    added = [
        array.cast(field.type) if array.type != field.type else array
        for field, array in zip(schema, arrays, strict=True)
    ]
    return pa.RecordBatch.from_arrays([*batch.columns, *added], schema=pa.schema([*batch.schema, *schema]))
