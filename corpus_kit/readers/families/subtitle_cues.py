"""Subtitles line by line: cues out of SRT, WebVTT, SBV, SSA/ASS and MicroDVD, whole or broken."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_CLOCK = r"(-?\d{1,3}\s?:)?\s?(\d{1,2})\s?:\s?(\d{1,2})(?:\s?[.,:]\s?(\d{1,3}))?"
_ARROW = re.compile(rf"^\s*{_CLOCK}\s*(?:-{{1,3}}>|=>|–>|—>|→|--?&gt;)\s*{_CLOCK}(?=\s|$)(.*)$")
_SBV = re.compile(rf"^\s*{_CLOCK},{_CLOCK}\s*$")
_FRAMES = re.compile(r"^\{(\d+)\}\{(\d*)\}(.*)$")
_NUMBER = re.compile(r"^\s*\d{1,6}\s*$")
_BLOCK = re.compile(r"(NOTE(?=\s|$)|STYLE(?=\s*$)|REGION(?=\s*$))")
_DRAWING = re.compile(r"\\p[1-9]")


@dataclass(slots=True)
class Cue:
    """What is shown at once: its lines as written, and when, in seconds from the start; None where only frames say."""

    start: float | None
    end: float | None
    lines: list[str]
    speaker: str = ""


@dataclass(slots=True)
class Cues:
    """The cues of a file, what its head says, and what was left out."""

    cues: list[Cue] = field(default_factory=list)
    head: dict[str, str] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)


def _seconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> float:
    whole = int((hours or "0").strip(" :")) * 3600 + int(minutes) * 60 + int(seconds)
    return round(whole + int((fraction or "0").ljust(3, "0")) / 1000, 3)


def cues_of(source: str, form: str) -> Cues:
    """Return the cues of `source` (line feeds as line ends), in the format `form`: srt, vtt, sbv or ass."""
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if form == "ass" or re.match(r"\s*\[Script Info\]", first, re.IGNORECASE):
        return _events(lines)
    if _FRAMES.match(first):
        return _frames(lines)
    return _timed(lines, head=first.lstrip().startswith("WEBVTT"))


def _timed(lines: list[str], head: bool) -> Cues:
    """Read cues that begin with a line of times. Blank lines may be missing, or stand within a cue. `head`: the file is
    WebVTT, where a name may stand before the times, and blocks of notes and styles between cues."""
    found = Cues()
    cue: Cue | None = None
    blank = True
    kind = ""  # of a block that is no cue
    for line in lines:
        times = _ARROW.match(line) or (_SBV.match(line) if "," in line else None)
        if times:
            if cue is not None:
                _take_number(cue, named=head)
            cue = Cue(_seconds(*times.groups()[:4]), _seconds(*times.groups()[4:8]), [])
            found.cues.append(cue)
            found.left["timing"] += 1
            blank, kind = False, ""
            continue
        if not line.strip():
            blank, kind = True, ""
            if cue is not None:
                cue.lines.append("")
            continue
        if head and (blank or cue is None) and (block := _BLOCK.match(line)):
            kind = block[1]
        if kind:
            found.left[{"NOTE": "comment", "STYLE": "script"}.get(kind, "metadata")] += len(line)
        elif cue is None:
            _head_line(found, line)
        else:
            cue.lines.append(line)
        blank = False
    if cue is not None:
        _last_number(cue)
    return found


def _head_line(found: Cues, line: str) -> None:
    name, colon, value = line.partition(":")
    if colon and re.fullmatch(r"[A-Za-z][\w-]{0,30}", name.strip()):
        found.head.setdefault(name.strip().lower(), value.strip()[:500])
    found.left["metadata"] += 0 if _NUMBER.match(line) else len(line)


def _take_number(cue: Cue, named: bool) -> None:
    """Take the number or name of the next cue off the lines of this one: what stands right before the times."""
    if not cue.lines or not cue.lines[-1].strip():
        return
    after_blank = len(cue.lines) > 1 and not cue.lines[-2].strip()
    if _NUMBER.match(cue.lines[-1]) or (named and after_blank):
        cue.lines.pop()


def _last_number(cue: Cue) -> None:
    """Take off the number of a cue that was cut away at the end of the file."""
    while cue.lines and not cue.lines[-1].strip():
        cue.lines.pop()
    if len(cue.lines) > 2 and _NUMBER.match(cue.lines[-1]) and not cue.lines[-2].strip():
        cue.lines.pop()


def _frames(lines: list[str]) -> Cues:
    """Read MicroDVD, which counts frames; the first cue may say how many stand for a second."""
    found = Cues()
    rate = 0.0
    for line in lines:
        frames = _FRAMES.match(line)
        if not frames:
            if found.cues and line.strip():
                found.cues[-1].lines.append(line)
            continue
        if not found.cues and re.fullmatch(r"\d{2}(?:\.\d+)?", frames[3].strip()):
            rate = float(frames[3])
            continue
        start = round(int(frames[1]) / rate, 3) if rate else None
        end = round(int(frames[2]) / rate, 3) if rate and frames[2] else None
        found.cues.append(Cue(start, end, re.sub(r"\{[A-Za-z]:[^}]*\}", "", frames[3]).split("|")))
        found.left["timing"] += 1
    return found


def _events(lines: list[str]) -> Cues:
    """Read SSA or ASS: what is said, in the order of time."""
    found = Cues()
    section = ""
    columns = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
    for line in lines:
        if section_line := re.match(r"\s*\[([^\]]+)\]\s*$", line):
            section = section_line[1].lower()
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        if section == "script info" and value and not name.startswith(";"):
            found.head.setdefault(name, value.strip()[:500])
        elif section == "events" and name == "format":
            columns = [column.strip().lower() for column in value.split(",")]
        elif section == "events" and name == "dialogue":
            _dialogue(found, columns, value)
            continue
        elif section == "events" and name == "comment":
            found.left["comment"] += len(value)
            continue
        found.left["metadata"] += len(line)
    found.cues.sort(key=lambda cue: cue.start or 0.0)
    return found


def _dialogue(found: Cues, columns: list[str], value: str) -> None:
    cells = dict(zip(columns, value.split(",", len(columns) - 1), strict=False))
    text = cells.get("text", "")
    found.left["timing"] += 1
    if _DRAWING.search(text):
        found.left["picture"] += 1
        return
    times = [re.fullmatch(rf"\s*{_CLOCK}\s*", cells.get(name, "")) for name in ("start", "end")]
    start, end = (_seconds(*hit.groups()) if hit else None for hit in times)
    speaker = cells.get("name", cells.get("actor", "")).strip()
    found.cues.append(Cue(start, end, re.split(r"\\[Nn]", text), speaker[:100]))
