"""A corpus's policy on licenses: which tiers it takes, and what own work and software licenses come to."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from corpus_kit import resources
from corpus_kit.errors import UsageError
from corpus_kit.findings import Verdict
from corpus_kit.licenses.registry import TIERS
from corpus_kit.provenance import settings_digest

DEFAULT_PRESET = "open+sharealike"
_TIERS = TIERS[:-1]
_CHOICES = {"own_work": ("allow", "review"), "software": ("review", "deny")}
_REMEDY = "mend [policy] in corpus.toml"


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(resources.read_text("licenses", "policies.toml"))


@dataclass(frozen=True, slots=True)
class Policy:
    """What a corpus takes. `allow` and `deny` are tiers; a tier in neither goes to review."""

    name: str
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    own_work: str = "allow"
    software: str = "review"

    @classmethod
    def preset(cls, name: str) -> Policy:
        """Return a shipped policy: `open`, `open+sharealike` or `research`. Raises UsageError for another name."""
        presets = {n: table for n, table in _shipped().items() if isinstance(table, dict)}
        if name not in presets:
            raise UsageError(f"there is no policy '{name}'", f"choose one of: {', '.join(sorted(presets))}")
        table = presets[name]
        return cls(name, tuple(table["allow"]), tuple(table["deny"]), table["own_work"], table["software"])

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Policy:
        """Return the policy of a `[policy]` table: a preset, with single fields changed.

        Raises UsageError for an unknown preset, an unknown field or a value that the field does not take.
        """
        if not isinstance(config, Mapping):
            raise UsageError("policy is no table", _REMEDY)
        name = config.get("preset", DEFAULT_PRESET)
        if not isinstance(name, str):
            raise UsageError("policy.preset is no text", f'{_REMEDY}: write e.g. preset = "{DEFAULT_PRESET}"')
        policy = cls.preset(name)
        changes: dict[str, Any] = {}
        for key, value in config.items():
            if key in ("allow", "deny"):
                changes[key] = _tiers(key, value)
            elif key in _CHOICES:
                if value not in _CHOICES[key]:
                    raise UsageError(
                        f"policy.{key} is {value!r}", f"{_REMEDY}: write one of {', '.join(_CHOICES[key])}"
                    )
                changes[key] = value
            elif key != "preset":
                fields = "preset, allow, deny, own_work, software"
                raise UsageError(f"unknown field policy.{key}", f"{_REMEDY}: the fields are {fields}")
        policy = replace(policy, **changes)
        if both := sorted(set(policy.allow) & set(policy.deny)):
            raise UsageError(f"policy both allows and denies the tier '{both[0]}'", f"{_REMEDY}: name each tier once")
        return policy

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that change with any field."""
        return settings_digest(self.as_dict())

    @property
    def version(self) -> str:
        """The policy's signature: its name, the version of the presets, its digest."""
        return f"{self.name}|v:{_shipped()['version']}|{self.digest[:8]}"

    def as_dict(self) -> dict[str, Any]:
        """Return the policy as plain values."""
        return {
            "preset": self.name,
            "allow": list(self.allow),
            "deny": list(self.deny),
            "own_work": self.own_work,
            "software": self.software,
        }

    def on_tier(self, tier: str) -> Verdict:
        """Return what a tier comes to."""
        if tier in self.allow:
            return "allow"
        return "deny" if tier in self.deny else "review"


def _tiers(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v in _TIERS for v in value):
        raise UsageError(f"policy.{key} is no list of tiers", f"{_REMEDY}: the tiers are {', '.join(_TIERS)}")
    return tuple(t for t in _TIERS if t in value)
