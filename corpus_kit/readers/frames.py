"""Frames between a process and its child: a length of four bytes, then one JSON value.

The child reads files that may be made to take it over, so nothing that it sends is ever run: JSON carries plain
values, and each is checked before it becomes an item.
"""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Mapping
from typing import Any

from corpus_kit.readers.limits import Limits
from corpus_kit.readers.records import Alignment, Item, LeftOut, Record, Refusal, Remark

HEAD = struct.Struct(">I")
_TEXTS = ("title", "language", "license", "source", "source_url")  # fields of a record that may be missing


class BrokenFrameError(Exception):
    """A frame is too long, is no JSON, or is not what was agreed on."""


def largest_frame(limits: Limits) -> int:
    """Return the most bytes that one frame may have: the largest record in its longest spelling, and some more."""
    return min(4 * max(limits.file_unit_bytes, limits.record_bytes) + (1 << 20), (1 << 32) - 1)


def packed(value: Mapping[str, Any]) -> bytes:
    """Return `value` as a frame; lone surrogates pass, so that the record that holds one can be refused later."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) >= 1 << 32:
        raise BrokenFrameError("longer than a frame can be")
    return HEAD.pack(len(body)) + body


def unpacked(body: bytes) -> dict[str, Any]:
    """Return what a frame holds; raises BrokenFrameError unless it is an object."""
    try:
        value = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError("no JSON") from error
    if not isinstance(value, dict):
        raise BrokenFrameError("no object")
    return value


def from_item(item: Item) -> dict[str, Any]:
    """Return an item as plain values."""
    if isinstance(item, Record):
        fields = {f.name: getattr(item, f.name) for f in dataclasses.fields(item) if f.name != "alignment"}
        if item.alignment is not None:
            fields["alignment"] = dataclasses.asdict(item.alignment)
        return {"record": fields}
    if isinstance(item, Refusal):
        return {"refusal": [item.code, item.place, dict(item.params), item.format, item.encoding]}
    if isinstance(item, Remark):
        return {"remark": [item.code, item.place, dict(item.params)]}
    return {"left_out": [item.kind, item.amount]}


def to_item(frame: Mapping[str, Any]) -> Item:
    """Return the item that a frame holds; raises BrokenFrameError where its values are not of the right types."""
    try:
        ((name, value),) = frame.items()
        if name == "record":
            return _record(value)
        if name == "refusal":
            code, place, params, form, encoding = value
            return Refusal(_text(code), _text(place), _params(params), _text(form), _text(encoding))
        if name == "remark":
            code, place, params = value
            return Remark(_text(code), _text(place), _params(params))
        kind, amount = value
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise BrokenFrameError("an item that is none") from error
    if name != "left_out" or not isinstance(amount, int):
        raise BrokenFrameError(name)
    return LeftOut(_text(kind), amount)


def _record(value: dict[str, Any]) -> Record:
    text, place, form, encoding = (_text(value[name]) for name in ("text", "place", "format", "encoding"))
    metadata, alignment = value["metadata"], value.get("alignment")
    if metadata is not None and not isinstance(metadata, dict):
        raise BrokenFrameError("metadata")
    record = Record(text, place, form, encoding, metadata=metadata)
    for name in _TEXTS:
        setattr(record, name, None if value[name] is None else _text(value[name]))
    if alignment is not None:
        across = alignment["across_files"] is True
        record.alignment = Alignment(_text(alignment["group"]), _text(alignment["unit"]), across)
    return record


def _params(value: Any) -> dict[str, str | int | float]:
    if not isinstance(value, dict) or not all(isinstance(v, (str, int, float)) for v in value.values()):
        raise BrokenFrameError("params")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BrokenFrameError("no text where one should be")
    return value
