"""What is to be published: every file of a release with its size and digest, checked before anything is sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from corpus_kit.errors import UsageError
from corpus_kit.release.sums import SIGNATURES, SUMS_NAME, digest
from corpus_kit.release.verify import ensure_release, files_as_listed

_LINK = re.compile(r"(\]\()(pictures/)")
_DATA = re.compile(r'^(    - ")(data/)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a release."""

    name: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A release, ready to be published. `sums` is the digest of its SHA256SUMS and so stands for all of it."""

    root: Path
    version: str
    name: str
    sums: str
    items: tuple[Item, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(item.size for item in self.items)

    def item(self, name: str) -> Item:
        """Return the file of that name."""
        return next(item for item in self.items if item.name == name)


def plan_for(release: Path) -> Plan:
    """Return what is to be published of a release.

    Raises UsageError when a file is not as SHA256SUMS lists it: what is broken is not published.
    """
    ensure_release(release)
    expected, findings = files_as_listed(release)
    findings = [finding for finding in findings if finding.severity == "error"]
    if findings:
        raise UsageError(
            f"{release} is not whole ({findings[0].where}: {findings[0].message}), so nothing was published",
            f"see everything that is wrong: corpus-kit verify {release}",
        )
    said = json.loads((release / "release.json").read_bytes())
    names = [*expected, SUMS_NAME]
    names += [p.relative_to(release).as_posix() for p in sorted((release / SIGNATURES).glob("*.json"))]
    items = [
        Item(name, release / name, (release / name).stat().st_size, expected.get(name) or digest(release / name))
        for name in sorted(names)
    ]
    sums = next(item.sha256 for item in items if item.name == SUMS_NAME)
    return Plan(release, said["version"], said["name"], sums, tuple(items))


def card_at_the_root(plan: Plan) -> bytes:
    """Return the card as it stands beside the folders of all versions: its paths lead into that of the newest."""
    text = (plan.root / "README.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    front = _DATA.sub(rf"\g<1>{plan.version}/\g<2>", front)
    front = front.replace('license_link: "LICENSES"', f'license_link: "{plan.version}/LICENSES"')
    body = _LINK.sub(rf"\g<1>{plan.version}/\g<2>", body)
    body = body.replace("`data/<tier>/", f"`{plan.version}/data/<tier>/").replace(
        "under `data/`", f"under `{plan.version}/data/`"
    )
    return f"---\n{front}---\n{body}".encode()
