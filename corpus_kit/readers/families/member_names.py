"""Names of files within archives: as their packers meant them, and none that leaves the archive."""

from __future__ import annotations

import posixpath
import re

from corpus_kit.readers.encodings.names import codec_of
from corpus_kit.readers.encodings.trials import trials

# Code pages of the systems that packed without saying so, those of the region first.
_ENCODINGS = (
    "ibm866",
    "windows-1251",
    "gb18030",
    "windows-31j",
    "windows-949",
    "big5",
    "ibm857",
    "ibm437",
    "ibm850",
)
_LEAST_PLAUSIBLE = -6.5


def tidy_name(name: str) -> str:
    """Return a name with `/` between folders (old packers of Windows wrote `\\`) and without idle parts."""
    forward = re.sub(r"\\(?!x[0-9a-f]{2})", "/", name)
    if ".." in forward.split("/") or forward.startswith("/"):
        return forward
    ending = "/" if forward.endswith("/") else ""
    return posixpath.normpath(forward) + ending if forward else forward


def leaves_archive(name: str) -> bool:
    """Return whether a tidy name is absolute, climbs out with `..`, or is no name at all."""
    return name.startswith("/") or bool(re.match(r"[A-Za-z]:", name)) or ".." in name.split("/") or "\0" in name


def encoding_of_names(raw: bytes) -> str:
    """Return the encoding that names, one a line, are plausibly in; empty where none is plausible."""
    # In a name `_`, digits and extensions stand between words; as line ends they keep the words apart.
    found = trials(re.sub(rb"[/_\\.0-9-]+", b"\n", raw), _ENCODINGS, truncated=False)
    found = [trial for trial in found if _decodes(raw, trial.name)]
    return found[0].name if found and found[0].score > _LEAST_PLAUSIBLE else ""


def _decodes(raw: bytes, name: str) -> bool:
    try:
        raw.decode(codec_of(name))
    except UnicodeDecodeError:
        return False
    return True
