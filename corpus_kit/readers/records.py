"""What a reader yields: records, refusals and remarks.

A reader is a pure function from a binary stream and options to a stream of these three. It knows nothing of corpora,
languages or licenses. `code` is the code of a finding in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Alignment:
    """Records with the same `group` and `unit` say the same in different languages.

    `group` names the set of parallel texts (a translation memory, a catalogue of messages), `unit` the segment in it.
    Both are unique within a batch once the path of the file stands before the group, unless `across_files` is set:
    then files of one batch that give the same group are sides of one another (`messages/kk.po`, `messages/ru.po`).
    """

    group: str
    unit: str
    across_files: bool = False


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
    alignment: Alignment | None = None
    notices: str | None = None  # what stands beside the text, as the foot of a page does, and may speak of its terms


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


@dataclass(slots=True)
class LeftOut:
    """What is no text of its own and was left out: so much of a kind, for the accounting of the file.

    `kind` is one of `LEFT_OUT`; `amount` counts characters for what is written, pieces for the rest.
    """

    kind: str
    amount: int


# What readers leave out, in words that a report shows.
LEFT_OUT = {
    "markup": "characters of markup",
    "code": "characters of program code",
    "script": "characters of scripts and styles",
    "navigation": "characters of menus, banners and other frame of a page",
    "comment": "characters of comments",
    "running-head": "characters of headers, footers and page numbers",
    "timing": "cue timings",
    "metadata": "characters of metadata",
    "deleted": "characters that tracked changes delete",
    "formula": "characters of formulas",
    "untranslated": "messages without a translation",
    "obsolete": "obsolete messages",
    "picture": "pictures and other media",
    "number": "cells that hold no letter",
    "empty-row": "rows without a value",
    "binary-column": "columns of pictures, sounds or vectors",
    "row-of-other-table": "rows of other tables of the database",
    "transport": "bytes of requests, headers and other transport",
}

Item = Record | Refusal | Remark | LeftOut


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a manifest may say of how a file is read. None means: find out."""

    encoding: str | None = None
    format: str | None = None
    unit: str | None = None  # "file", "paragraph" or "line"
    extent: str | None = None  # of a web page: "main" or "whole"
    table: str | None = None  # a sheet of a workbook, a table of a database
    element: str | None = None  # the XML element that holds a text: a name, or a path like `entry/definition`
    text_field: str | None = None
    title_field: str | None = None
    language_field: str | None = None
    license_field: str | None = None
    source_field: str | None = None
    source_url_field: str | None = None
