"""Subtitles (SRT, WebVTT, SSA/ASS, SBV): what is said, a cue a line, without times and marks."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from corpus_kit.readers.families.prose import sound_source
from corpus_kit.readers.families.subtitle_cues import Cue, Cues, cues_of
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Alignment, Item, LeftOut, Record, Refusal

_VOICE = re.compile(r"<v(?:\.[\w.-]+)?[ \t]+([^>]{1,200})>")
_TAG = re.compile(
    r"</?(?:[ibus]|font|c|v|lang|ruby|rt|rp|span|p|em|strong)(?:[.\s][^<>]{0,300})?/?>|<\d{1,2}:[\d:.,]+>",
    re.IGNORECASE,
)
_OVERRIDE = re.compile(r"\{\\[^{}]*\}|\{[A-Za-z]:[^{}]{0,60}\}|\\h")
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm|quot|apos|#\d{1,6});")
_LANGUAGE = re.compile(r"^([A-Za-z]{2,3}(?:[-_](?:[A-Za-z]{4}|[A-Za-z]{2}|\d{3})){0,2})$")
# Parts of names of films that look like codes of languages.
_NO_LANGUAGE = frozenset(
    [
        "hd",
        "sd",
        "uhd",
        "hq",
        "web",
        "dvd",
        "rip",
        "cc",
        "sdh",
        "sub",
        "srt",
        "vtt",
        "ass",
        "new",
        "fix",
        "tv",
        "cam",
        "avi",
        "mkv",
        "the",
        "end",
        "cd",
        "ver",
        "hdr",
        "dv",
    ]
)
_FLAGS = frozenset(["forced", "sdh", "cc", "full", "default", "orig", "original", "auto"])
_SPEAKS = re.compile(r"^\s*(?:[-–—‐•♪♫>]|\[|\(|[^\W\d_]{2,20}:)")


def read_subtitles(opened: Opened) -> Iterator[Item]:
    """Yield a record a file, a cue a line; or, where `unit` is `line`, a record a cue (`cue N`) with its times in
    seconds. Files that differ only in a language in their names are aligned, cues by the second they begin at."""
    unit = opened.options.unit or "file"
    refused: list[Item] = []
    source = sound_source(opened, unit, refused)
    yield from refused
    if source is None:
        return
    found = cues_of(source, opened.format)
    if not found.cues:
        yield Refusal("subtitles-without-cues", "", {}, opened.format, opened.encoding.name)
        return
    written = sum(len(line) for cue in found.cues for line in cue.lines)
    _clean(found)
    repeated = _drop_repeated(found.cues)
    texts = [_joined(cue.lines) for cue in found.cues]
    yield from _records(opened, unit, found, texts)
    found.left["markup"] += max(0, written - sum(map(len, texts)) - repeated) + repeated
    yield from (LeftOut(kind, amount) for kind, amount in sorted(found.left.items()) if amount)


def _records(opened: Opened, unit: str, found: Cues, texts: list[str]) -> Iterator[Item]:
    name, written = opened.encoding.name, _language_in_name(opened.path)
    language = found.head.get("language") or written[0] or None
    title, license_name = found.head.get("title"), found.head.get("license")
    if unit == "file":
        text = "\n".join(text for text in texts if text)
        if not text:
            yield Refusal("record-without-text", "", {}, opened.format, name)
            return
        alignment = Alignment(written[1], "file", True) if written[1] else None
        yield Record(
            text, "", opened.format, name, title=title, language=language, license=license_name, alignment=alignment
        )
        return
    seen: dict[str, int] = {}
    for number, (cue, text) in enumerate(zip(found.cues, texts, strict=True), 1):
        if not text:
            continue
        moment = f"{cue.start:.3f}" if cue.start is not None else f"cue {number}"
        seen[moment] = seen.get(moment, 0) + 1
        moment += f" ({seen[moment]})" if seen[moment] > 1 else ""
        metadata = {"start": cue.start, "end": cue.end, "speaker": cue.speaker or None}
        yield Record(
            text,
            f"cue {number}",
            opened.format,
            name,
            title=title,
            language=language,
            license=license_name,
            metadata={key: value for key, value in metadata.items() if value is not None} or None,
            alignment=Alignment(written[1], moment, True) if written[1] else None,
        )


def _language_in_name(path: str) -> tuple[str, str]:
    """Return the language that a name like `film.kk.srt` tells, and the path with `*` in its place; else empty."""
    folder, slash, name = path.rpartition("/")
    parts = name.split(".")
    for number in range(len(parts) - 2, 0, -1):
        part = parts[number]
        if part.lower() in _FLAGS:
            continue
        if _LANGUAGE.match(part) and part.lower() not in _NO_LANGUAGE and not part.isdigit():
            return part, folder + slash + ".".join([*parts[:number], "*", *parts[number + 1 :]])
        break
    return "", ""


def _clean(found: Cues) -> None:
    """Take the marks out of every line; who speaks is kept beside the cue."""
    for cue in found.cues:
        for number, line in enumerate(cue.lines):
            if voice := _VOICE.search(line):
                cue.speaker = cue.speaker or html.unescape(voice[1].strip())
                line = _VOICE.sub("", line)
            line = _OVERRIDE.sub(lambda hit: " " if hit[0] == "\\h" else "", _TAG.sub("", line))
            line = _ENTITY.sub(lambda hit: html.unescape(hit[0]), line)
            cue.lines[number] = line.replace("\\N", " ").strip()
        cue.lines = [line for line in cue.lines if line]


def _drop_repeated(cues: list[Cue]) -> int:
    """Drop what is shown again only: the upper lines of rolling captions, cues repeated for an effect.

    Returns the characters dropped. Two people may say the same, so lines of one cue repeat those of another only where
    captions roll in most of the file; a whole cue only where it goes on without a pause.
    """
    dropped = rolls = 0
    for before, cue in zip(cues, cues[1:], strict=False):
        rolls += bool(
            before.lines
            and cue.lines
            and len(cue.lines) <= 4
            and before.lines[-1] == cue.lines[0]
            and _touch(before, cue)
        )
    rolling = len(cues) > 4 and 3 * rolls > len(cues)
    shown: list[str] = []
    last: Cue | None = None
    for cue in cues:
        lines = list(cue.lines)
        if last is not None and lines and _touch(last, cue):
            most = min(len(lines), len(shown))
            same = next((n for n in range(most, 0, -1) if shown[-n:] == lines[:n]), 0)
            if same and (rolling or (same == len(lines) == len(shown) and len("".join(lines)) > 3)):
                dropped += sum(map(len, lines[:same]))
                cue.lines = lines[same:]
        if lines:
            shown, last = lines, cue
    return dropped


def _touch(before: Cue, cue: Cue) -> bool:
    if before.end is None or cue.start is None:
        return False
    return cue.start <= before.end + 0.05


def _joined(lines: list[str]) -> str:
    """Return the lines of a cue as one, but for two speakers and two languages: these stay lines of their own."""
    text = ""
    for line in lines:
        apart = "\n" if text and (_SPEAKS.match(line) or _apart(text, line)) else " "
        text += (apart if text else "") + line
    return text


def _apart(text: str, line: str) -> bool:
    scripts = {_script(text), _script(line)} - {""}
    return len(scripts) > 1


def _script(text: str) -> str:
    """Return the script of most letters, roughly: the first word of their names (`CYRILLIC`, `CJK`, `ARABIC`)."""
    names: dict[str, int] = {}
    for letter in text[-200:]:
        if letter.isalpha():
            name = unicodedata.name(letter, "?").split(" ")[0].split("-")[0]
            name = "CJK" if name in ("HIRAGANA", "KATAKANA", "FULLWIDTH") else name
            names[name] = names.get(name, 0) + 1
    return max(names, key=lambda name: names[name]) if names else ""
