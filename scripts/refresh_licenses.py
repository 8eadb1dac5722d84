"""Write licenses/<id>.toml from the tables in license_facts, and licenses/stems.toml from licenses/rules.toml.

Identifiers are checked against the SPDX License List as license-expression carries it. What a Creative Commons
license permits follows from the elements in its name. Run after every change of a table here or of rules.toml.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from license_stems import stems_toml  # noqa: E402

READ = "2026-11-25"
SPDX = f"SPDX License List, as carried by license-expression {version('license-expression')}"
OWN = "defined by corpus_kit"
ALL = ["reproduce", "distribute", "derive", "commercial-use"]
ELEMENTS = {"BY": "Attribution", "NC": "NonCommercial", "ND": "NoDerivatives", "SA": "ShareAlike"}
PORTS = {
    "DE": "Germany",
    "AT": "Austria",
    "AU": "Australia",
    "NL": "Netherlands",
    "US": "United States",
    "FR": "France",
    "UK": "England and Wales",
    "JP": "Japan",
    "IGO": "IGO",
}
CC_ALIASES = {"CC-BY-4.0": ["cc by 4", "ccby4"], "CC-BY-SA-4.0": ["ccbysa4"]}

FACTS = Path(__file__).with_name("license_facts")
GNU = {
    "GPL": ("GNU General Public License", ["1.0", "2.0", "3.0"], "code"),
    "LGPL": ("GNU Lesser General Public License", ["2.0", "2.1", "3.0"], "code"),
    "AGPL": ("GNU Affero General Public License", ["3.0"], "code"),
    "GFDL": ("GNU Free Documentation License", ["1.1", "1.2", "1.3"], "text"),
}
GNU_SUFFIXES = [("only", "only"), ("or-later", "or later")]
GFDL_SUFFIXES = [
    ("no-invariants-only", "only, no invariants"),
    ("no-invariants-or-later", "or later, no invariants"),
    ("invariants-only", "only, invariants"),
    ("invariants-or-later", "or later, invariants"),
]


def table(name: str) -> list[list[str]]:
    """Return the rows of a table of license_facts, without comments and empty lines."""
    lines = (FACTS / name).read_text(encoding="utf-8").split("\n")
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def local_names(elements: list[str], number: str) -> list[str]:
    """Return the name of a Creative Commons license in other languages."""
    order = ("BY", "NC", "ND", "SA")
    found = []
    for joint, *words in table("elements.tsv"):
        named = dict(zip(order, words, strict=True))
        found.append(f"Creative Commons {joint.strip('|').join(named[e] for e in elements)} {number}")
    return list(dict.fromkeys(found))


def creative_commons(known: set[str]) -> list[dict[str, Any]]:
    """Return the fact sheets of every Creative Commons license that SPDX names."""
    found = []
    for spdx in sorted(known):
        match = re.fullmatch(r"CC-((?:BY|NC|ND|SA)(?:-(?:NC|ND|SA))*)-(\d\.\d)(?:-([A-Z]+))?", spdx)
        if not match:
            continue
        elements, number, port = match[1].split("-"), match[2], match[3]
        tier = (
            "restricted"
            if "ND" in elements
            else "non-commercial"
            if "NC" in elements
            else "share-alike"
            if "SA" in elements
            else "open"
        )
        permissions = [
            p for p in ALL if not ((p == "derive" and "ND" in elements) or (p == "commercial-use" and "NC" in elements))
        ]
        title = "-".join(ELEMENTS[e] for e in elements)
        place = PORTS[port] if port else {"4.0": "International", "3.0": "Unported"}.get(number, "Generic")
        path = f"https://creativecommons.org/licenses/{'-'.join(elements).lower()}/{number}/" + (
            f"{port.lower()}/" if port else ""
        )
        found.append(
            {
                "id": spdx,
                "names": [
                    f"Creative Commons {title} {number} {place}",
                    *([] if port or "BY" not in elements else local_names(elements, number)),
                ],
                "family": f"CC-{match[1]}",
                "version": number,
                "urls": [path],
                "tier": tier,
                "covers": ["text"],
                "permissions": permissions,
                "duties": ["attribution"] * ("BY" in elements) + ["share-alike"] * ("SA" in elements) + ["notice"],
                "aliases": CC_ALIASES.get(spdx, []),
                "sources": [{"where": SPDX, "read": READ}, {"where": "the elements in its name", "read": READ}],
            }
        )
    return found


def gnu() -> list[list[str]]:
    """Return rows like those of licenses.tsv for the licenses of GNU, which come in versions and kinds."""
    rows = []
    for family, (name, versions, covers) in GNU.items():
        duties = "notice share-alike" if covers == "code" else "attribution notice share-alike"
        for number in versions:
            for suffix, words in GNU_SUFFIXES + (GFDL_SUFFIXES if family == "GFDL" else []):
                named = f"{name} v{number} {words}"
                first = [f"{family}-{number}-{suffix}", family, number, "share-alike", covers, duties, named]
                rows.append([*first, "https://www.gnu.org/licenses/", "", ""])
    return rows


def others(known: set[str]) -> list[dict[str, Any]]:
    """Return the fact sheets of the tables."""
    found = []
    for license_id, family, number, tier, covers, duties, names, urls, permissions, aliases in [
        *table("licenses.tsv")[1:],
        *gnu(),
    ]:
        reference = license_id.startswith("LicenseRef-")
        if not reference and license_id not in known:
            raise SystemExit(f"{license_id} is not on the SPDX list")
        found.append(
            {
                "id": license_id,
                "names": names.split("|"),
                "family": family,
                "version": number,
                "urls": urls.split("|") if urls else [],
                "tier": tier,
                "covers": covers.split(),
                "permissions": [p for p in permissions.split() if p != "none"] if permissions else ALL,
                "duties": duties.split(),
                "aliases": aliases.split("|") if aliases else [],
                "sources": [{"where": OWN if reference else SPDX, "read": READ}],
            }
        )
    return found


def as_toml(entry: dict[str, Any]) -> str:
    """Return one fact sheet as TOML."""
    lines = []
    for key, value in entry.items():
        if key == "sources":
            lines += [
                f"[[sources]]\nwhere = {json.dumps(s['where'], ensure_ascii=False)}\nread = {s['read']}" for s in value
            ]
        else:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def main() -> None:
    import license_expression

    known = {
        key for key, symbol in license_expression.get_spdx_licensing().known_symbols.items() if not symbol.is_exception
    }
    folder = ROOT / "licenses"
    for entry in [*creative_commons(known), *others(known)]:
        (folder / f"{entry['id']}.toml").write_text(as_toml(entry), encoding="utf-8")
    (folder / "stems.toml").write_text(stems_toml(), encoding="utf-8")
    print(f"{len(list(folder.glob('*.toml'))) - 3} licenses")


if __name__ == "__main__":
    main()
