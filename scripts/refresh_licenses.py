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

from corpus_kit.licenses.rules import pattern, raw, sources  # noqa: E402

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

# Official texts that no one owns, by law. From general knowledge of these laws; none was read again for this table.
EXCLUDED_BY_LAW = [
    "official documents, Russia, Civil Code art. 1259 (6)",
    "official documents, Kazakhstan, Copyright Law art. 8",
    "official documents, Kyrgyzstan, Copyright Law art. 8",
    "official documents, Uzbekistan, Copyright Law art. 8",
    "laws and official translations, China, Copyright Law art. 5",
    "laws and official texts, Taiwan, Copyright Act art. 9",
    "laws and judgments, Japan, Copyright Act art. 13",
    "laws and judgments, Korea, Copyright Act art. 7",
    "laws and official papers, Thailand, Copyright Act sec. 7",
    "laws and official texts, Vietnam, IP Law art. 15",
    "official works, Germany, UrhG § 5",
    "official texts, Ukraine, Copyright Law art. 8",
    "works of the United States government",
]
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
        ["in the public domain, by its age, its author's statement or by law", *EXCLUDED_BY_LAW],
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
# The same, shorter: licenses that texts and data come under now and then.
TABLE += [
    (
        "OGL-Canada-2.0",
        "OGL-Canada-2.0",
        "2.0",
        "open",
        "text database",
        "attribution",
        ["Open Government Licence - Canada 2.0"],
        ["https://open.canada.ca/en/open-government-licence-canada"],
    ),
    (
        "NCGL-UK-2.0",
        "NCGL-UK-2.0",
        "2.0",
        "non-commercial",
        "text database",
        "attribution",
        ["Non-Commercial Government Licence 2.0"],
        [],
    ),
    (
        "CDLA-Permissive-1.0",
        "CDLA-Permissive",
        "1.0",
        "open",
        "text database",
        "notice",
        ["Community Data License Agreement Permissive 1.0"],
        ["https://cdla.dev/permissive-1-0/"],
    ),
    (
        "CDLA-Permissive-2.0",
        "CDLA-Permissive",
        "2.0",
        "open",
        "text database",
        "notice",
        ["Community Data License Agreement Permissive 2.0"],
        ["https://cdla.dev/permissive-2-0/"],
    ),
    (
        "CDLA-Sharing-1.0",
        "CDLA-Sharing-1.0",
        "1.0",
        "share-alike",
        "text database",
        "notice share-alike",
        ["Community Data License Agreement Sharing 1.0"],
        ["https://cdla.dev/sharing-1-0/"],
    ),
    (
        "C-UDA-1.0",
        "C-UDA-1.0",
        "1.0",
        "restricted",
        "text database",
        "attribution notice",
        ["Computational Use of Data Agreement v1.0"],
        [],
    ),
    (
        "O-UDA-1.0",
        "O-UDA-1.0",
        "1.0",
        "open",
        "text database",
        "attribution notice",
        ["Open Use of Data Agreement v1.0"],
        [],
    ),
    ("FreeBSD-DOC", "FreeBSD-DOC", "", "open", "text code", "notice", ["FreeBSD Documentation License"], []),
    (
        "Linux-man-pages-copyleft",
        "Linux-man-pages-copyleft",
        "",
        "share-alike",
        "text",
        "notice share-alike",
        ["Linux man-pages Copyleft"],
        [],
    ),
    ("OPUBL-1.0", "OPUBL-1.0", "1.0", "unknown", "text", "attribution notice", ["Open Publication License v1.0"], []),
    ("LPPL-1.3c", "LPPL-1.3c", "1.3c", "open", "code", "notice", ["LaTeX Project Public License v1.3c"], []),
    (
        "OFL-1.1",
        "OFL-1.1",
        "1.1",
        "open",
        "code",
        "notice",
        ["SIL Open Font License 1.1"],
        ["https://openfontlicense.org/"],
    ),
    ("0BSD", "0BSD", "", "open", "code", "", ["BSD Zero Clause License"], []),
    ("MIT-0", "MIT-0", "", "open", "code", "", ["MIT No Attribution"], []),
    ("Zlib", "Zlib", "", "open", "code", "notice", ["zlib License"], []),
    ("BSL-1.0", "BSL-1.0", "1.0", "open", "code", "notice", ["Boost Software License 1.0"], []),
    ("WTFPL", "WTFPL", "", "open", "code", "", ["Do What The F*ck You Want To Public License"], []),
    ("BSD-4-Clause", "BSD", "4", "open", "code", "notice attribution", ["BSD 4-Clause License"], []),
    (
        "BSD-4-Clause-UC",
        "BSD",
        "4-UC",
        "open",
        "code",
        "notice attribution",
        ["BSD 4-Clause (University of California)"],
        [],
    ),
    ("Artistic-1.0-Perl", "Artistic", "1.0-Perl", "open", "code", "notice", ["Artistic License 1.0 (Perl)"], []),
    ("EUPL-1.1", "EUPL", "1.1", "share-alike", "code", "notice share-alike", ["European Union Public License 1.1"], []),
    ("EPL-2.0", "EPL-2.0", "2.0", "share-alike", "code", "notice share-alike", ["Eclipse Public License 2.0"], []),
    ("AFL-3.0", "AFL-3.0", "3.0", "open", "code", "attribution notice", ["Academic Free License v3.0"], []),
    (
        "OSL-3.0",
        "OSL-3.0",
        "3.0",
        "share-alike",
        "code",
        "attribution notice share-alike",
        ["Open Software License 3.0"],
        [],
    ),
    ("JSON", "JSON", "", "restricted", "code", "notice", ["JSON License (for good, not evil)"], []),
    (
        "PolyForm-Noncommercial-1.0.0",
        "PolyForm-Noncommercial-1.0.0",
        "1.0.0",
        "non-commercial",
        "code",
        "notice",
        ["PolyForm Noncommercial License 1.0.0"],
        [],
    ),
    (
        "LicenseRef-NOODL-1.0",
        "LicenseRef-NOODL-1.0",
        "1.0",
        "restricted",
        "text database",
        "attribution",
        ["Nwulite Obodo Open Data License 1.0"],
        [],
    ),
    (
        "LicenseRef-Esethu",
        "LicenseRef-Esethu",
        "",
        "restricted",
        "text database",
        "attribution share-alike",
        ["Esethu license"],
        [],
    ),
    (
        "LicenseRef-Kaitiakitanga",
        "LicenseRef-Kaitiakitanga",
        "",
        "restricted",
        "text code",
        "attribution",
        ["Kaitiakitanga License"],
        [],
    ),
    (
        "LicenseRef-MozillaDataCollective",
        "LicenseRef-MozillaDataCollective",
        "",
        "restricted",
        "text database",
        "attribution",
        ["terms of the Mozilla Data Collective"],
        ["https://mozilladatacollective.com/"],
    ),
    (
        "LicenseRef-RAIL",
        "LicenseRef-RAIL",
        "",
        "restricted",
        "code",
        "notice",
        ["Responsible AI License (RAIL, OpenRAIL) with use restrictions"],
        [],
    ),
]
# What people in other languages call the elements: Attribution, NonCommercial, NoDerivatives, ShareAlike.
LOCAL = {
    "С указанием авторства|Некоммерческая|Без производных|С сохранением условий": " — ",
    "Із Зазначенням Авторства|Некомерційна|Без Похідних|Поширення На Тих Самих Умовах": " — ",
    "署名|非商业性使用|禁止演绎|相同方式共享": "-",
    "姓名標示|非商業性|禁止改作|相同方式分享": "-",
    "نسب المصنف|غير تجاري|منع الاشتقاق|الترخيص بالمثل": " - ",
    "Atıf|GayriTicari|Türetilemez|AynıLisanslaPaylaş": "-",
    "Atribusi|NonKomersial|TanpaTurunan|BerbagiSerupa": "-",
    "Ghi công|Phi thương mại|Không phái sinh|Chia sẻ tương tự": "-",
    "表示|非営利|改変禁止|継承": "-",
    "저작자표시|비영리|변경금지|동일조건변경허락": "-",
    "Attribution|Pas d'Utilisation Commerciale|Pas de Modification|Partage dans les Mêmes Conditions": " - ",
    "Atribución|NoComercial|SinDerivadas|CompartirIgual": "-",
    "Atribuição|NãoComercial|SemDerivações|CompartilhaIgual": "-",
    "Namensnennung|Nicht kommerziell|Keine Bearbeitungen|Weitergabe unter gleichen Bedingungen": " - ",
    "แสดงที่มา|ไม่ใช้เพื่อการค้า|ไม่ดัดแปลง|อนุญาตแบบเดียวกัน": "-",
    "انتساب|غیرتجاری|غیراشتقاقی|همانندسازی": "-",
}  # fmt: skip


def local_names(elements: list[str], number: str) -> list[str]:
    """Return the name of a Creative Commons license in other languages."""
    order = ("BY", "NC", "ND", "SA")
    found = []
    for words, joint in LOCAL.items():
        named = dict(zip(order, words.split("|"), strict=True))
        found.append(f"Creative Commons {joint.join(named[e] for e in elements)} {number}")
    return list(dict.fromkeys(found))


PERMISSIONS = {
    "C-UDA-1.0": ["reproduce", "distribute", "commercial-use"],
    "NCGL-UK-2.0": ALL[:3],
    "JSON": ALL[:3],
    "PolyForm-Noncommercial-1.0.0": ALL[:3],
    "LicenseRef-NOODL-1.0": ["reproduce"],
    "LicenseRef-Esethu": ["reproduce"],
    "LicenseRef-Kaitiakitanga": ["reproduce"],
    "LicenseRef-MozillaDataCollective": ["reproduce"],
    "LicenseRef-RAIL": ALL[:3],
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


MOST = 24  # strings that one stretch of an expression may stand for


def required(tree: Any) -> list[str] | None:
    """Return strings of which every match of a parsed expression contains at least one, or None."""
    best: list[str] | None = None
    run = {""}
    for item in [*tree, ("END", None)]:
        exact = spelled([item]) if item[0] != "END" else None
        if exact is not None and len(run) * len(exact) <= MOST:
            run = {first + second for first in run for second in exact}
            continue
        best = better(best, told(run))
        run = {""}
        if exact is not None:
            run = exact
            continue
        name, argument = str(item[0]), item[1]
        if name in ("MAX_REPEAT", "MIN_REPEAT") and argument[0] >= 1:
            best = better(best, required(argument[2]))
        elif name == "SUBPATTERN":
            best = better(best, required(argument[3]))
        elif name == "BRANCH":
            branches = [required(branch) for branch in argument[1]]
            if all(branches):
                best = better(best, sorted({s for b in branches for s in b or []}))
    return best


def told(run: set[str]) -> list[str] | None:
    """Return the strings of a stretch as they are searched for; None where one of them is empty."""
    strings = {re.sub(" +", " ", string).strip() for string in run}
    return None if "" in strings else sorted(strings)


def spelled(tree: Any) -> set[str] | None:
    """Return all strings that an expression stands for, white space as one space; None where they are too many."""
    found = {""}
    for operation, argument in tree:
        options: set[str] | None = None
        name = str(operation)
        if name == "LITERAL":
            options = {chr(argument)}
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            options = {""}
        elif name == "IN":
            letters = [chr(value) for kind, value in argument if str(kind) == "LITERAL"]
            if str(argument) == "[(CATEGORY, CATEGORY_SPACE)]":
                options = {" "}
            elif len(letters) == len(argument):
                options = set(letters)
        elif name == "MAX_REPEAT" and str(argument[2]) == "[(IN, [(CATEGORY, CATEGORY_SPACE)])]":
            options = {" "} if argument[0] else {"", " "}
        elif name == "MAX_REPEAT" and argument[1] == 1:
            inside = spelled(argument[2])
            options = inside if inside is None or argument[0] else inside | {""}
        elif name == "SUBPATTERN":
            options = spelled(argument[3])
        elif name == "BRANCH":
            branches = [spelled(branch) for branch in argument[1]]
            options = None if None in branches else {s for b in branches for s in b or ()}
        if options is None or len(found) * len(options) > MOST:
            return None
        found = {first + second for first in found for second in options}
    return found


def better(first: list[str] | None, second: list[str] | None) -> list[str] | None:
    """Return the list that tells more: the one whose shortest string is longest, up to what nobody writes by chance."""
    if not first or not second:
        return first or second
    return max(first, second, key=lambda strings: (min(20, *(len(s.encode()) for s in strings), 20), -len(strings)))


def stems_toml() -> str:
    """Return stems.toml: for every wording, and for the words of names, the strings of which one must be present."""
    from re import _parser  # type: ignore[attr-defined]  # only here, at the desk of a maintainer

    lines = ["# Written by scripts/refresh_licenses.py from rules.toml. Do not edit.", "", "[stems]"]
    for place, _, _, source, _ in sources():
        strings = required(_parser.parse(pattern(source)))
        if not strings:
            raise SystemExit(f"{place}: no word is sure to be in a match of {source}")
        lines.append(f"{json.dumps(place)} = {json.dumps(strings, ensure_ascii=False)}")
    lines += ["", "[words]"]
    for kind, patterns in {**raw()["cc"], "license": raw()["words"]["license"]}.items():
        if kind == "ports" or kind.endswith("_near"):
            continue
        found = {s for p in patterns for s in required(_parser.parse(pattern(p))) or []}
        lines.append(f"{kind} = {json.dumps(sorted(found), ensure_ascii=False)}")
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
