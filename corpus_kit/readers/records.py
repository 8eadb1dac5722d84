"""What a reader yields: records, refusals and remarks.

A reader is a pure function from a binary stream and options to a stream of these three. It knows nothing of corpora,
languages or licenses. `code` is the code of a finding in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(slots=True)
class Record:
    """One text as it stands in its file, not yet cleaned."""

    text: str
    place: str = ""
    format: str = ""
    encoding: str = ""
    title: str | None = None
    language: str | None = None  # as the record itself declares it
    license: str | None = None  # as the record itself declares it
    source: str | None = None
    source_url: str | None = None
    metadata: dict[str, object] | None = None


@dataclass(slots=True)
class Refusal:
    """One record that cannot be kept: it counts as a record, and as refused."""

    code: str
    place: str = ""
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    format: str = ""
    encoding: str = ""


@dataclass(slots=True)
class Remark:
    """Something to know of the file that costs no record, e.g. that its encoding was guessed."""

    code: str
    place: str = ""
    params: Mapping[str, str | int | float] = field(default_factory=dict)


Item = Record | Refusal | Remark


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a manifest may say of how a file is read. None means: find out."""

    encoding: str | None = None
    format: str | None = None
    unit: str | None = None  # "file", "paragraph" or "line"
    text_field: str | None = None
    title_field: str | None = None
    language_field: str | None = None
    license_field: str | None = None
    source_field: str | None = None
    source_url_field: str | None = None
