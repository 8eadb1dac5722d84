"""Readers: bytes to records, one file a family of formats."""

from corpus_kit.readers.detect import Detection, detect
from corpus_kit.readers.formats import FORMATS, Format
from corpus_kit.readers.limits import Limits
from corpus_kit.readers.names import Role, role_of
from corpus_kit.readers.reading import read, tool_of
from corpus_kit.readers.records import LEFT_OUT, Item, LeftOut, ReadOptions, Record, Refusal, Remark

__all__ = [
    "FORMATS",
    "LEFT_OUT",
    "Detection",
    "Format",
    "Item",
    "LeftOut",
    "Limits",
    "ReadOptions",
    "Record",
    "Refusal",
    "Remark",
    "Role",
    "detect",
    "read",
    "role_of",
    "tool_of",
]
