"""The course of a repair: which kinds are made, in which order."""

from __future__ import annotations

import re

from corpus_kit.repair.apostrophes import repair_apostrophes
from corpus_kit.repair.arabic import fold_forms, repair_direction, repair_kaf_and_yeh
from corpus_kit.repair.fonts import refuse_font_text
from corpus_kit.repair.garbled import refuse_garbled, repair_control_signs
from corpus_kit.repair.glance import Look
from corpus_kit.repair.invisible import repair_invisible
from corpus_kit.repair.lookalikes import repair_lookalikes
from corpus_kit.repair.mismatch import repair_mismatch
from corpus_kit.repair.mojibake import repair_utf_8
from corpus_kit.repair.outcome import Refused, Repaired, Settings, sample
from corpus_kit.repair.zawgyi import repair_zawgyi

_MOST = 0.5
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


def run(done: Repaired, settings: Settings, look: Look) -> None:
    """Repair a text in place: first what the bytes meant, then the letters, then what is not seen."""
    if look & Look.GARBLED:
        _decode_again(done, settings)
    if look & Look.LOST:
        refuse_garbled(done)
        if done.refusal is None:
            refuse_font_text(done)
    if done.refusal is None:
        _refuse_private(done)
    if done.refusal is not None:
        return
    repair_zawgyi(done, settings)
    repair_direction(done, settings)
    if done.refusal is not None:
        return
    if settings.presentation_forms:
        fold_forms(done)
    if settings.arabic_letters:
        repair_kaf_and_yeh(done)
    repair_invisible(done, settings)
    repair_lookalikes(done, settings)
    if settings.apostrophes:
        repair_apostrophes(done)


def _decode_again(done: Repaired, settings: Settings) -> None:
    tried = Repaired(done.text)
    repair_utf_8(tried)
    repair_mismatch(tried)
    repair_control_signs(tried)
    if not tried.changes:
        return
    before, after = tried.examples["mojibake"]
    if settings.mojibake:
        done.text = tried.text
        done.note("mojibake", tried.changes["mojibake"], before, after)
    else:
        done.suspect("mojibake-kept", tried.changes["mojibake"], before)


def _refuse_private(done: Repaired) -> None:
    """Refuse a text most letters of which are private code points; note single ones."""
    private = _PRIVATE.findall(done.text)
    if not private:
        return
    visible = sum(1 for c in done.text if not c.isspace())
    if len(private) >= _MOST * visible and len(private) > 3:
        done.refusal = Refused("text-in-private-characters", {"sample": sample(done.text), "count": len(private)})
        return
    from corpus_kit.repair.rules import rules

    unknown = [c for c in private if f"{ord(c):04x}" not in rules()["symbols"]["table"]]
    if unknown:
        done.suspect("private-characters", len(unknown), unknown[0])
