"""Cleaning: Unicode NFC, line feeds as line ends, no control characters. Every change is counted, no letter lost.

This is the one step that changes text, so it runs while documents are made, before their identity is computed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus_kit.provenance import Step, settings_digest

VERSION = "1"

# Line ends of other systems, and the separators that some programs use for them.
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
# Terminal colours and cursor movements, as fortune files have them: the whole sequence goes, not its first character.
_TERMINAL = re.compile("\x1b\\[[0-9;?]*[ -/]*[@-~]|\x1b[@-Z\\\\-_]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# One look that tells whether any of the above can be there.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]")
CHANGES = ("line_ends", "controls", "byte_order_marks", "composed", "edge_spaces")


@dataclass(slots=True)
class Changes:
    """How many characters were changed, by kind."""

    line_ends: int = 0
    controls: int = 0
    byte_order_marks: int = 0
    composed: int = 0  # characters fewer or more after composition to NFC
    edge_spaces: int = 0


def clean_text(text: str) -> tuple[str, Changes]:
    """Return the cleaned text and what was changed. The result of cleaning twice is that of cleaning once."""
    changes = Changes()
    if _SUSPECT.search(text):
        text = _without_controls(text, changes)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        composed = unicodedata.normalize("NFC", text)
        changes.composed = max(1, abs(len(text) - len(composed)))
        text = composed
    stripped = text.strip()
    changes.edge_spaces = len(text) - len(stripped)
    return stripped, changes


def _without_controls(text: str, changes: Changes) -> str:
    text, changes.line_ends = _LINE_ENDS.subn("\n", text)
    before = len(text)
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    text = _CONTROLS.sub("", text)
    changes.controls = before - len(text)
    if "\ufeff" in text:
        changes.byte_order_marks = text.count("\ufeff")
        text = text.replace("\ufeff", "")
    return text


def step() -> Step:
    """Return the provenance step; the version of Unicode's tables belongs to it."""
    version = f"{VERSION}+unicode{unicodedata.unidata_version}"
    return Step("clean", "corpus_kit.stages.clean", version, settings_digest({"form": "NFC"}))
