"""Repair: text as it should be. Garbled letters, Zawgyi, visual order, presentation forms, look-alikes, what is unseen.

Everything that is changed is counted and shown; what is only suspicious is said; what cannot be read is refused. The
rules are data (`data/repair_*.toml` and `.tsv`), each with its reason.
"""

from __future__ import annotations

from corpus_kit.provenance import Step, settings_digest
from corpus_kit.repair.glance import look_at
from corpus_kit.repair.outcome import REPAIRS, Refused, Repaired, Settings, Suspicion

VERSION = "1"

__all__ = ["REPAIRS", "Refused", "Repaired", "Settings", "Suspicion", "repair", "step"]


def repair(text: str, settings: Settings = Settings()) -> Repaired:  # noqa: B008 - immutable
    """Return a text as it should be, with an account of what was changed.

    Pure and deterministic; repairing twice gives what repairing once gives. Where `refusal` is set the text must not be
    kept, whatever the settings.
    """
    done = Repaired(text)
    if look := look_at(text):
        from corpus_kit.repair.course import run

        run(done, settings, look)
    return done


def step(settings: Settings = Settings()) -> Step:  # noqa: B008 - immutable
    """Return the provenance step; the switches are its settings."""
    return Step("repair", "corpus_kit.repair", VERSION, settings_digest(settings.as_dict()))
