"""Statements about terms, as found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["prose", "machine", "full-text", "denial"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement about terms in a text: `text[start:end]` are the words that reveal it, `quoted` with a little around.

    `id` is an SPDX identifier, a family without version (CC-BY-SA, GPL), `CC`, or a LicenseRef- name.
    """

    id: str
    start: int
    end: int
    quoted: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Name:
    """A name as read, before its surroundings are judged."""

    id: str
    start: int
    end: int
    kind: Kind = "prose"
    weak: bool = False  # counts only with a license word close by; of a denial: only where no license is named
    judged: bool = False  # read from a whole sentence: its surroundings are known
