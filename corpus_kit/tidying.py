"""From a record's text as it stands in its file to the text that is stored: repaired, cleaned, each change counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus_kit.findings import Finding
from corpus_kit.repair import REPAIRS, Refused, Settings, repair
from corpus_kit.stages.clean import CHANGES, clean_text

ALL_CHANGES = (*CHANGES, *REPAIRS)
_OFF = Settings(**dict.fromkeys(REPAIRS, False))
_ON = Settings()


@dataclass(slots=True)
class _Sum:
    """One kind of repair or suspicion over the records of a file, with its first example."""

    count: int = 0
    records: int = 0
    place: str = ""
    before: str = ""
    after: str = ""

    def add(self, count: int, place: str, before: str, after: str = "") -> None:
        if not self.records:
            self.place, self.before, self.after = place, before, after
        self.count += count
        self.records += 1


@dataclass(slots=True)
class Tidying:
    """Repairs and cleans the texts of one file, and tells at its end what was done."""

    path: str
    repairs: dict[str, _Sum] = field(default_factory=dict)
    suspicions: dict[str, _Sum] = field(default_factory=dict)

    def tidy(self, text: str, place: str, mended: bool = True) -> tuple[str, dict[str, int], Refused | None]:
        """Return the text to be stored, the number of characters changed by kind, and why it must not be kept.

        With `mended` false damage is only pointed out. Cleaning is done in any case.
        """
        done = repair(text, _ON if mended else _OFF)
        if done.refusal is not None:
            return "", {}, done.refusal
        for kind, count in done.changes.items():
            before, after = done.examples[kind]
            self.repairs.setdefault(kind, _Sum()).add(count, place, before, after)
        for found in done.suspicions:
            self.suspicions.setdefault(found.code, _Sum()).add(found.count, place, found.sample)
        cleaned, cleaning = clean_text(done.text)
        counts = {name: getattr(cleaning, name) for name in CHANGES}
        return cleaned, counts | done.changes, None

    def findings(self) -> list[Finding]:
        """Return one finding for each kind of repair and of suspicion, with the first place and example."""
        return [
            *(self._finding(f"repaired-{kind.replace('_', '-')}", total) for kind, total in self.repairs.items()),
            *(self._finding(code, total) for code, total in self.suspicions.items()),
        ]

    def _finding(self, code: str, total: _Sum) -> Finding:
        where = f"{self.path}, {total.place}" if total.place else self.path
        params: dict[str, str | int | float] = {
            "count": total.count,
            "records": total.records,
            "before": total.before,
            "after": total.after,
            "sample": total.before,
        }
        return Finding(code, where, params)
