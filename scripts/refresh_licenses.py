"""Write licenses/<id>.toml from the tables below, and licenses/stems.toml from licenses/rules.toml.

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

from corpus_kit.licenses.rules import pattern, sources  # noqa: E402

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

# id, family, version, tier, covers, duties, names, urls
TABLE: list[tuple[str, str, str, str, str, str, list[str], list[str]]] = [
    (
        "CC0-1.0",
        "CC0-1.0",
        "1.0",
        "open",
        "text database",
        "",
        ["CC0 1.0 Universal", "Creative Commons Zero v1.0 Universal"],
        ["https://creativecommons.org/publicdomain/zero/1.0/"],
    ),
    (
        "CC-PDM-1.0",
        "CC-PDM-1.0",
        "1.0",
        "open",
        "text database",
        "",
        ["Public Domain Mark 1.0"],
        ["https://creativecommons.org/publicdomain/mark/1.0/"],
    ),
    (
        "CC-PDDC",
        "CC-PDDC",
        "",
        "open",
        "text",
        "",
        ["Creative Commons Public Domain Dedication and Certification"],
        ["https://creativecommons.org/licenses/publicdomain/"],
    ),
    (
        "ODbL-1.0",
        "ODbL-1.0",
        "1.0",
        "share-alike",
        "database",
        "attribution share-alike notice",
        ["Open Database License v1.0"],
        ["https://opendatacommons.org/licenses/odbl/1-0/"],
    ),
    (
        "ODC-By-1.0",
        "ODC-By-1.0",
        "1.0",
        "open",
        "database",
        "attribution notice",
        ["Open Data Commons Attribution License v1.0"],
        ["https://opendatacommons.org/licenses/by/1-0/"],
    ),
    (
        "PDDL-1.0",
        "PDDL-1.0",
        "1.0",
        "open",
        "database",
        "",
        ["Open Data Commons Public Domain Dedication and License 1.0"],
        ["https://opendatacommons.org/licenses/pddl/1-0/"],
    ),
    (
        "OGL-UK-1.0",
        "OGL-UK",
        "1.0",
        "open",
        "text database",
        "attribution",
        ["Open Government Licence v1.0"],
        ["https://www.nationalarchives.gov.uk/doc/open-government-licence/version/1/"],
    ),
    (
        "OGL-UK-2.0",
        "OGL-UK",
        "2.0",
        "open",
        "text database",
        "attribution",
        ["Open Government Licence v2.0"],
        ["https://www.nationalarchives.gov.uk/doc/open-government-licence/version/2/"],
    ),
    (
        "OGL-UK-3.0",
        "OGL-UK",
        "3.0",
        "open",
        "text database",
        "attribution",
        ["Open Government Licence v3.0"],
        ["https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"],
    ),
    (
        "etalab-2.0",
        "etalab-2.0",
        "2.0",
        "open",
        "text database",
        "attribution",
        ["Licence Ouverte 2.0", "Etalab Open License 2.0"],
        ["https://www.etalab.gouv.fr/licence-ouverte-open-licence/"],
    ),
    (
        "DL-DE-BY-2.0",
        "DL-DE-BY-2.0",
        "2.0",
        "open",
        "text database",
        "attribution",
        ["Datenlizenz Deutschland – Namensnennung – Version 2.0"],
        ["https://www.govdata.de/dl-de/by-2-0"],
    ),
    (
        "DL-DE-ZERO-2.0",
        "DL-DE-ZERO-2.0",
        "2.0",
        "open",
        "text database",
        "",
        ["Datenlizenz Deutschland – Zero – Version 2.0"],
        ["https://www.govdata.de/dl-de/zero-2-0"],
    ),
    (
        "NLOD-1.0",
        "NLOD",
        "1.0",
        "open",
        "text database",
        "attribution",
        ["Norwegian Licence for Open Government Data 1.0"],
        ["https://data.norge.no/nlod/en/1.0"],
    ),
    (
        "NLOD-2.0",
        "NLOD",
        "2.0",
        "open",
        "text database",
        "attribution",
        ["Norwegian Licence for Open Government Data 2.0"],
        ["https://data.norge.no/nlod/en/2.0"],
    ),
    (
        "OGDL-Taiwan-1.0",
        "OGDL-Taiwan-1.0",
        "1.0",
        "open",
        "text database",
        "attribution",
        ["政府資料開放授權條款-第1版", "Taiwan Open Government Data License, version 1.0"],
        ["https://data.gov.tw/license"],
    ),
    (
        "MIT",
        "MIT",
        "",
        "open",
        "code",
        "notice",
        ["MIT License", "Expat License"],
        ["https://opensource.org/licenses/MIT"],
    ),
    (
        "Apache-2.0",
        "Apache",
        "2.0",
        "open",
        "code",
        "notice",
        ["Apache License 2.0"],
        ["https://www.apache.org/licenses/LICENSE-2.0"],
    ),
    ("Apache-1.1", "Apache", "1.1", "open", "code", "notice", ["Apache License 1.1"], []),
    (
        "BSD-2-Clause",
        "BSD",
        "2",
        "open",
        "code",
        "notice",
        ["BSD 2-Clause License"],
        ["https://opensource.org/licenses/BSD-2-Clause"],
    ),
    (
        "BSD-3-Clause",
        "BSD",
        "3",
        "open",
        "code",
        "notice",
        ["BSD 3-Clause License"],
        ["https://opensource.org/licenses/BSD-3-Clause"],
    ),
    ("ISC", "ISC", "", "open", "code", "notice", ["ISC License"], []),
    ("Unlicense", "Unlicense", "", "open", "code", "", ["The Unlicense"], ["https://unlicense.org/"]),
    (
        "MPL-1.1",
        "MPL",
        "1.1",
        "share-alike",
        "code",
        "notice share-alike",
        ["Mozilla Public License 1.1"],
        ["https://www.mozilla.org/MPL/1.1/"],
    ),
    (
        "MPL-2.0",
        "MPL",
        "2.0",
        "share-alike",
        "code",
        "notice share-alike",
        ["Mozilla Public License 2.0"],
        ["https://www.mozilla.org/MPL/2.0/"],
    ),
    ("EUPL-1.2", "EUPL", "1.2", "share-alike", "code", "notice share-alike", ["European Union Public License 1.2"], []),
    ("Artistic-1.0", "Artistic", "1.0", "open", "code", "notice", ["Artistic License 1.0"], []),
    ("Artistic-2.0", "Artistic", "2.0", "open", "code", "notice", ["Artistic License 2.0"], []),
    (
        "LicenseRef-GODL-India",
        "LicenseRef-GODL-India",
        "",
        "open",
        "text database",
        "attribution",
        ["Government Open Data License – India"],
        [],
    ),
    (
        "LicenseRef-KOGL-1",
        "LicenseRef-KOGL-1",
        "",
        "open",
        "text database",
        "attribution",
        ["공공누리 제1유형", "KOGL Type 1"],
        [],
    ),
    (
        "LicenseRef-KOGL-2",
        "LicenseRef-KOGL-2",
        "",
        "non-commercial",
        "text database",
        "attribution",
        ["공공누리 제2유형", "KOGL Type 2"],
        [],
    ),
    (
        "LicenseRef-KOGL-3",
        "LicenseRef-KOGL-3",
        "",
        "restricted",
        "text database",
        "attribution",
        ["공공누리 제3유형", "KOGL Type 3"],
        [],
    ),
    (
        "LicenseRef-KOGL-4",
        "LicenseRef-KOGL-4",
        "",
        "restricted",
        "text database",
        "attribution",
        ["공공누리 제4유형", "KOGL Type 4"],
        [],
    ),
    (
        "LicenseRef-PublicDomain",
        "LicenseRef-PublicDomain",
        "",
        "open",
        "text",
        "",
        ["in the public domain, by its age, its author's statement or by law"],
        [],
    ),
    (
        "LicenseRef-OwnTerms",
        "LicenseRef-OwnTerms",
        "",
        "unknown",
        "text",
        "attribution",
        ["a permission in the owner's own words"],
        [],
    ),
    (
        "LicenseRef-AllRightsReserved",
        "LicenseRef-AllRightsReserved",
        "",
        "restricted",
        "",
        "",
        ["all rights reserved"],
        [],
    ),
    (
        "LicenseRef-NoRedistribution",
        "LicenseRef-NoRedistribution",
        "",
        "restricted",
        "",
        "",
        ["may not be redistributed"],
        [],
    ),
    (
        "LicenseRef-ResearchOnly",
        "LicenseRef-ResearchOnly",
        "",
        "restricted",
        "",
        "",
        ["for research or education only"],
        [],
    ),
    ("LicenseRef-NoAI", "LicenseRef-NoAI", "", "restricted", "", "", ["no machine learning"], []),
    ("LicenseRef-NoDerivatives", "LicenseRef-NoDerivatives", "", "restricted", "", "", ["may not be changed"], []),
    (
        "LicenseRef-NonCommercial",
        "LicenseRef-NonCommercial",
        "",
        "non-commercial",
        "",
        "",
        ["not for commercial use"],
        [],
    ),
    (
        "LicenseRef-ThirdPartyRights",
        "LicenseRef-ThirdPartyRights",
        "",
        "restricted",
        "",
        "",
        ["the rights are others'"],
        [],
    ),
]
PERMISSIONS = {
    "LicenseRef-KOGL-2": ALL[:3],
    "LicenseRef-KOGL-3": [*ALL[:2], "commercial-use"],
    "LicenseRef-KOGL-4": ALL[:2],
    "LicenseRef-OwnTerms": ["reproduce", "distribute"],
    "LicenseRef-NonCommercial": ALL[:3],
    "LicenseRef-NoDerivatives": ["reproduce", "distribute", "commercial-use"],
    "LicenseRef-NoAI": ["reproduce"],
    "LicenseRef-ResearchOnly": ["reproduce"],
    "LicenseRef-NoRedistribution": ["reproduce"],
    "LicenseRef-AllRightsReserved": [],
    "LicenseRef-ThirdPartyRights": [],
}
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
ALIASES = {
    "MIT": ["expat"],
    "ODbL-1.0": ["odbl"],
    "ODC-By-1.0": ["odc-by"],
    "PDDL-1.0": ["pddl"],
    "CC0-1.0": ["cc0", "cc-zero"],
    "CC-PDM-1.0": ["pdm", "public domain mark"],
    "LicenseRef-PublicDomain": [
        "public domain",
        "public-domain",
        "общественное достояние",
        "公有领域",
        "domaine public",
        "dominio público",
        "gemeinfrei",
        "kamu malı",
    ],
    "LicenseRef-AllRightsReserved": ["proprietary", "copyrighted"],
    "Artistic-1.0": ["artistic"],
    "etalab-2.0": ["licence ouverte 2.0"],
}


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
                "names": [f"Creative Commons {title} {number} {place}"],
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


def others(known: set[str]) -> list[dict[str, Any]]:
    """Return the fact sheets of the tables above."""
    rows = list(TABLE)
    for family, (name, versions, covers) in GNU.items():
        for number in versions:
            for suffix, words in GNU_SUFFIXES + (GFDL_SUFFIXES if family == "GFDL" else []):
                rows.append(
                    (
                        f"{family}-{number}-{suffix}",
                        family,
                        number,
                        "share-alike",
                        covers,
                        "notice share-alike" if covers == "code" else "attribution notice share-alike",
                        [f"{name} v{number} {words}"],
                        ["https://www.gnu.org/licenses/"],
                    )
                )
    found = []
    for license_id, family, number, tier, covers, duties, names, urls in rows:
        reference = license_id.startswith("LicenseRef-")
        if not reference and license_id not in known:
            raise SystemExit(f"{license_id} is not on the SPDX list")
        found.append(
            {
                "id": license_id,
                "names": names,
                "family": family,
                "version": number,
                "urls": urls,
                "tier": tier,
                "covers": covers.split(),
                "permissions": PERMISSIONS.get(license_id, ALL),
                "duties": duties.split(),
                "aliases": ALIASES.get(license_id, []),
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


def required(tree: Any) -> list[str] | None:
    """Return strings of which every match of a parsed expression contains at least one, or None."""
    best: list[str] | None = None
    run = ""
    for operation, argument in [*tree, ("END", None)]:
        name = str(operation)
        options: list[str] | None = None
        if name == "LITERAL":
            run += chr(argument)
            continue
        if name == "MAX_REPEAT" and argument[0] >= 1 and str(argument[2]) == "[(IN, [(CATEGORY, CATEGORY_SPACE)])]":
            run += " "
            continue
        options = better(options, [run.strip()] if run.strip() else None)
        run = ""
        if name in ("MAX_REPEAT", "MIN_REPEAT") and argument[0] >= 1:
            options = better(options, required(argument[2]))
        elif name == "SUBPATTERN":
            options = better(options, required(argument[3]))
        elif name == "BRANCH":
            branches = [required(branch) for branch in argument[1]]
            if all(branches):
                options = better(options, sorted({s for b in branches for s in b or []}))
        best = better(best, options)
    return best


def better(first: list[str] | None, second: list[str] | None) -> list[str] | None:
    """Return the list that tells more: the one whose shortest string is longest."""
    if not first or not second:
        return first or second
    return max(first, second, key=lambda strings: min(len(s.encode()) for s in strings))


def atoms(source: str) -> list[tuple[str, str]]:
    """Return the parts of a wording at its top level, each with what follows it as a quantifier."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(source):
        start = at
        if source[at] == "\\":
            at += 2
        elif source[at] == "[":
            at = source.index("]", at + 2) + 1
        elif source[at] == "(":
            depth = 0
            while True:
                if source[at] == "\\":
                    at += 1
                elif source[at] == "[":
                    at = source.index("]", at + 2)
                elif source[at] in "()":
                    depth += 1 if source[at] == "(" else -1
                at += 1
                if not depth:
                    break
        else:
            at += 1
        quantifier = re.compile(r"(?:[?*+]|\{\d+,?\d*\})?\??").match(source, at)
        assert quantifier
        found.append((source[start:at], quantifier[0]))
        at = quantifier.end()
    return found


def piece(source: str) -> str:
    """Return the piece of a wording that tells most and holds no gap: every match of the wording holds one of it."""
    pieces: list[list[tuple[str, str]]] = [[]]
    for atom, quantifier in atoms(source):
        counted = re.match(r"\{\d+,(\d+)\}", quantifier)
        # What counts far makes the automaton large; what RE2 does not know cannot be asked of it.
        far = counted is not None and int(counted[1]) > (3 if r"\w+" in atom else 12)
        gap = far or atom.startswith(("(?!", "(?=", "(?<"))
        if gap:
            pieces.append([])
        else:
            pieces[-1].append((atom, quantifier))
    texts = []
    for parts in pieces:
        while parts and (parts[0][1].startswith(("?", "*", "{0")) or parts[0][0] == r"\w"):
            parts.pop(0)
        while parts and (parts[-1][1].startswith(("?", "*", "{0")) or parts[-1][0] == r"\w"):
            parts.pop()
        texts.append("".join(a + q for a, q in parts).strip())
    return max(reversed(texts), key=weight)


def weight(source: str) -> float:
    """Return how much a wording tells: its bytes without options, the mean of choices, twice outside of ASCII."""
    total = 0.0
    for atom, quantifier in atoms(source):
        if quantifier.startswith(("?", "*", "{0")):
            continue
        if atom.startswith("(?:"):
            total += sum(options := [weight(o) for o in alternatives(atom[3:-1])]) / len(options)
        elif not atom.startswith("\\") or atom in (r"\.", r"\(", r"\|"):
            total += 1 if atom.isascii() else 2
    return total


def alternatives(source: str) -> list[str]:
    """Return the alternatives of a group's inside."""
    options = [""]
    for atom, quantifier in atoms(source):
        if atom == "|":
            options.append("")
        else:
            options[-1] += atom + quantifier
    return options


def stems_toml() -> str:
    """Return stems.toml: for every wording the strings of which one must be present, and its piece that tells most."""
    from re import _parser  # type: ignore[attr-defined]  # only here, at the desk of a maintainer

    stems, pieces = ["[stems]"], ["[pieces]"]
    for place, _, _, source, _ in sources():
        strings = required(_parser.parse(pattern(source)))
        if not strings:
            raise SystemExit(f"{place}: no word is sure to be in a match of {source}")
        stems.append(f"{json.dumps(place)} = {json.dumps(strings, ensure_ascii=False)}")
        pieces.append(f"{json.dumps(place)} = {json.dumps(piece(source), ensure_ascii=False)}")
    head = ["# Written by scripts/refresh_licenses.py from rules.toml. Do not edit.", ""]
    return "\n".join([*head, *stems, "", *pieces]) + "\n"


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
