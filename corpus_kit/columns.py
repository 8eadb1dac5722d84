"""Arrow schemas of stored documents, layers and releases, derived from `schemas/*.json`.

The JSON Schema is the one source of truth: each property names its Arrow type (`arrow`) and, in document.json, the
step that adds it (`added_by`).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pyarrow as pa

from corpus_kit import resources

# `pa.type_for_alias` rejects lists and structs, so the few scalar names used are listed here and nesting is parsed.
_SCALARS: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float": pa.float32(),
    "bool": pa.bool_(),
}
READ_STEPS = ("clean", "read")
LAYERS = ("counts", "fingerprint", "language", "license", "sentences")


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Return one JSON Schema of the project, e.g. `load_schema("document")`."""
    loaded: dict[str, Any] = json.loads(resources.read_text("schemas", f"{name}.json"))
    return loaded


def parse_type(text: str) -> pa.DataType:
    """Return the Arrow type that `text` names, e.g. `list<struct<id: string, score: float>>`."""
    text = text.strip()
    if text in _SCALARS:
        return _SCALARS[text]
    if text.startswith("list<") and text.endswith(">"):
        return pa.list_(parse_type(text[5:-1]))
    if text.startswith("struct<") and text.endswith(">"):
        return pa.struct([_field(part) for part in _split(text[7:-1])])
    raise ValueError(f"unknown Arrow type in schemas/: {text!r}")


def _field(text: str) -> pa.Field:
    name, _, kind = text.partition(":")
    return pa.field(name.strip(), parse_type(kind))


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character == "<") - (character == ">")
        if character == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _schema(properties: dict[str, Any]) -> pa.Schema:
    fields = []
    for name, entry in properties.items():
        nullable = isinstance(entry["type"], list) and "null" in entry["type"]
        fields.append(pa.field(name, parse_type(entry["arrow"]), nullable=nullable))
    return pa.schema(fields)


@cache
def document_schema() -> pa.Schema:
    """Columns of `documents/<part>.parquet`: what reading and cleaning add."""
    properties = load_schema("document")["properties"]
    return _schema({k: v for k, v in properties.items() if v["added_by"] in READ_STEPS})


@cache
def layer_schema(layer: str) -> pa.Schema:
    """Columns that one layer adds."""
    properties = load_schema("document")["properties"]
    return _schema({k: v for k, v in properties.items() if v["added_by"] == layer})


@cache
def row_schema() -> pa.Schema:
    """Columns of the data files of a release."""
    return _schema(load_schema("release")["$defs"]["row"]["properties"])


@cache
def excluded_schema() -> pa.Schema:
    """Columns of `excluded.parquet`."""
    return _schema(load_schema("release")["$defs"]["excluded"]["properties"])


@cache
def refused_schema() -> pa.Schema:
    """Columns of `refused.parquet`: one row a refused record."""
    return pa.schema([pa.field(n, pa.string(), nullable=False) for n in ("file", "place", "code", "message", "remedy")])


def check_nulls(table: pa.Table | pa.RecordBatch) -> None:
    """Raise ValueError when a column that must not be null holds nulls; Arrow itself lets them pass."""
    for field, column in zip(table.schema, table.columns, strict=True):
        if not field.nullable and column.null_count:
            raise ValueError(f"column {field.name} holds {column.null_count} nulls")
