"""What a repair gives back: the text, what was changed and why a text cannot be kept."""

from __future__ import annotations

from dataclasses import dataclass, field

SAMPLE_CHARACTERS = 80
# The kinds of repair, in the order in which they are made; each is a switch, a count and an entry of the rules.
REPAIRS = (
    "mojibake",
    "zawgyi",
    "visual_order",
    "presentation_forms",
    "arabic_letters",
    "kashidas",
    "direction_controls",
    "joiners",
    "soft_hyphens",
    "spaces",
    "zero_width",
    "lookalikes",
    "apostrophes",
    "half_width",
    "symbols",
    "invisible",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Which kinds of repair are made. What is switched off is left as received; refusals do not depend on it."""

    mojibake: bool = True
    zawgyi: bool = True
    visual_order: bool = True
    presentation_forms: bool = True
    arabic_letters: bool = True
    kashidas: bool = True
    direction_controls: bool = True
    joiners: bool = True
    soft_hyphens: bool = True
    spaces: bool = True
    zero_width: bool = True
    lookalikes: bool = True
    apostrophes: bool = True
    half_width: bool = True
    symbols: bool = True
    invisible: bool = True

    def as_dict(self) -> dict[str, bool]:
        """Return the switches by kind, for the provenance of a step."""
        return {kind: getattr(self, kind) for kind in REPAIRS}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that is only suspicious: a finding's code, how many characters or words, and one of them."""

    code: str
    count: int
    sample: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a text must not be kept: a finding's code and its parameters."""

    code: str
    params: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(slots=True)
class Repaired:
    """A text after repair, with an account of what was done."""

    text: str
    changes: dict[str, int] = field(default_factory=dict)  # characters of the text received, by kind
    suspicions: list[Suspicion] = field(default_factory=list)
    refusal: Refused | None = None
    examples: dict[str, tuple[str, str]] = field(default_factory=dict)  # before and after, by kind

    def note(self, kind: str, count: int, before: str, after: str) -> None:
        """Count `count` characters changed; keep the first example of each kind."""
        if count:
            self.changes[kind] = self.changes.get(kind, 0) + count
            self.examples.setdefault(kind, (sample(before), sample(after)))

    def suspect(self, code: str, count: int, found: str) -> None:
        """Note something that is only suspicious."""
        self.suspicions.append(Suspicion(code, count, sample(found)))


def sample(text: str) -> str:
    """Return the start of a text as one line of at most 80 characters, nothing invisible in it."""
    shown = "".join(c if c.isprintable() or c == "\u200c" else f"<{ord(c):04X}>" for c in text[:SAMPLE_CHARACTERS])
    shown = " ".join(shown.replace("<000A>", " ").split())
    return shown if len(shown) <= SAMPLE_CHARACTERS else shown[: SAMPLE_CHARACTERS - 1] + "…"


def around(text: str, start: int, end: int, room: int = 24) -> tuple[int, int]:
    """Return a stretch of one line around `start` to `end` that begins and ends at words, to be shown."""
    first = max(text.rfind("\n", 0, start) + 1, start - room)
    if first > 0 and text[first - 1] not in "\n ":
        blank = text.find(" ", first, start)
        first = blank + 1 if blank >= 0 else first
    line_end = text.find("\n", end)
    last = min(len(text) if line_end < 0 else line_end, end + room)
    if last < len(text) and text[last] not in "\n ":
        blank = text.rfind(" ", end, last)
        last = blank if blank >= 0 else last
    return first, last
