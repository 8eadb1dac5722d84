"""Write the registry of languages, the groups and the ranges of the scripts into corpus_kit/data.

    python scripts/refresh_languages.py TABLES

TABLES is a folder with three tables of facts, tab-separated with a header, gathered from Unicode CLDR, the IANA
registry of subtags and ISO 639-3:

- registry.tsv: iso639_3, bcp47, name, autonym, iso639_3_of_tag, iso_scope, macrolanguage, store_code_choice,
  default_script, direction, spacy_3_8_18, langdetect_1_0_9, words_by_spaces, sentence_terminators
- scripts.tsv: iso639_3, script, status (default, in_use, ...)
- macrolanguages.tsv: macro, iso639_3, name, members (as BCP 47 codes)

Which languages pycld2 detects is asked of pycld2; which characters belong to a script, of Python's own `unicodedata`.
Languages outside these tables, names and odd codes are kept by hand in languages_beyond.tsv and language_aliases.tsv.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from pathlib import Path

import pycld2

DATA = Path(__file__).resolve().parents[1] / "corpus_kit" / "data"
HEADER = (
    "# Languages of the region. Written by scripts/refresh_languages.py; do not edit.\n"
    "# Sources of the facts: codes ISO 639-3 and IANA; names, scripts in use Unicode CLDR 48; coverage of spaCy 3.8,\n"
    "# langdetect 1.0.9 and pycld2 0.42 by their own lists.\n"
)
GROUPS_HEADER = (
    "# Macrolanguages and their members, and the member that is usually meant where there is one. Written by\n"
    "# scripts/refresh_languages.py; do not edit. Sources: ISO 639-3 (members), CLDR and corpora (the usual member).\n"
)
COLUMNS = [
    *("code", "bcp47", "name", "autonym", "scripts", "direction", "macrolanguage"),
    *("words_by_spaces", "spacy", "langdetect", "cld2", "terminators"),
]
# Macrolanguages that corpora store under their own code, because text does not tell their members apart.
KEPT = {"aka", "kon", "luy"}
# Where usage (FLORES, FineWeb2) differs from the table: the code that stands for the macrolanguage.
USUAL = {"pus": "pbt"}
NAMES = {"pbt": "Pashto", "pbu": "Northern Pashto", "pes": "Persian", "cmn": "Chinese", "kmr": "Northern Kurdish"}
# Corpora store Korean and the Han scripts so; `Kore` and `Hani` are read as the same.
SCRIPTS = {"Kore": "Hang"}
# pycld2's codes that are no BCP 47 code of ours; KURDISH is Sorani, and BIHARI is mostly Bhojpuri.
CLD2 = {"ckb": "ku", "jav": "jw", "bho": "bh", "mww": "hmn", "quy": "qu", "kmr": "", "fil": ""}
AUTONYMS = {"pbt": "پښتو", "uzn": "oʻzbek"}
# Scripts in which corpora bring the language, beyond those that the table holds as in use.
ALSO_IN = {
    **{code: ["Arab"] for code in ("ace", "knc", "min", "hau", "swh")},
    **{code: ["Latn"] for code in ("aeb", "arb", "ary", "brh", "cmn", "nan", "tgk", "urd", "wal", "yue", "ben", "npi")},
    **{code: ["Cyrl"] for code in ("dng", "kmr", "uig")},
    **{"jav": ["Java"], "syl": ["Sylo"], "mvf": ["Mong"], "snd": ["Deva"]},
}
# Groups that lie outside the table: code, BCP 47, name, usual member, members.
ALSO_GROUPS = [
    ("chm", "chm", "Mari", "", "mhr,mrj"),
    ("nor", "no", "Norwegian", "nob", "nno,nob"),
    ("yid", "yi", "Yiddish", "ydd", "ydd,yih"),
]
# The Armenian marks of exclamation and question stand inside the word, so they end nothing.
TERMINATORS = {"hye": "։", "hyw": "։"}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not (Path(arguments[0]) / "registry.tsv").is_file():
        print(__doc__, file=sys.stderr)
        return 2
    tables = Path(arguments[0])
    rows, groups = build(
        read(tables / "registry.tsv"), read(tables / "scripts.tsv"), read(tables / "macrolanguages.tsv")
    )
    write(DATA / "languages.tsv", HEADER, COLUMNS, rows)
    write(DATA / "language_groups.tsv", GROUPS_HEADER, ["code", "bcp47", "name", "default", "members"], groups)
    write(
        DATA / "script_ranges.tsv",
        "# Letters and marks of each script by code point. Written by scripts/refresh_languages.py"
        f" from Unicode {unicodedata.unidata_version}.\n",
        ["first", "last", "script"],
        script_ranges(),
    )
    return 0


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [
            {k: v or "" for k, v in row.items()}
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def write(path: Path, head: str, columns: list[str], rows: list[dict[str, str]]) -> None:
    text = head + "\t".join(columns) + "\n" + "".join("\t".join(row[c] for c in columns) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8", newline="\n")


def build(
    registry: list[dict[str, str]], scripts: list[dict[str, str]], macros: list[dict[str, str]]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    code_of = {row["bcp47"]: row["iso639_3"] for row in registry} | {m["macro"]: m["iso639_3"] for m in macros}
    members_of = {m["iso639_3"]: [code_of.get(x, x) for x in m["members"].split(",")] for m in macros}
    members_of["hbs"] = ["bos", "cnr", "hrv", "srp"]
    # A member may be named by the code of a group (`ms` inside `ms`); a group holds individual languages only.
    members_of = {k: sorted({x if len(x) == 3 else two_letters(x, registry) for x in v}) for k, v in members_of.items()}
    present = {row["iso639_3"] for row in registry}
    folded = {
        row["iso639_3"]
        for row in registry
        if row["iso_scope"] == "macrolanguage"
        and row["store_code_choice"] == "choose"
        and row["iso639_3"] not in KEPT
        and present & set(members_of.get(row["iso639_3"], [])) - {row["iso639_3"]}
    }
    default_of = {
        row["iso639_3_of_tag"]: USUAL.get(row["iso639_3_of_tag"], row["iso639_3"])
        for row in registry
        if row["iso639_3"] not in folded and row["iso639_3_of_tag"] != row["iso639_3"]
    }
    swapped = {USUAL[row["iso639_3_of_tag"]]: row["bcp47"] for row in registry if row["iso639_3_of_tag"] in USUAL}
    languages = [language(row, scripts, members_of, swapped) for row in registry if row["iso639_3"] not in folded]
    groups = [
        {
            "code": m["iso639_3"],
            "bcp47": m["macro"],
            "name": re.sub(r" \(macrolanguage\)", "", m["name"]),
            "default": default_of.get(m["iso639_3"], ""),
            "members": ",".join(members_of[m["iso639_3"]]),
        }
        for m in macros
    ]
    groups += [dict(zip(("code", "bcp47", "name", "default", "members"), row, strict=True)) for row in ALSO_GROUPS]
    return sorted(languages, key=lambda r: r["code"]), sorted(groups, key=lambda r: r["code"])


def two_letters(code: str, registry: list[dict[str, str]]) -> str:
    return "twi" if code == "tw" else next((row["iso639_3"] for row in registry if row["bcp47"] == code), code)


def language(
    row: dict[str, str], scripts: list[dict[str, str]], members_of: dict[str, list[str]], swapped: dict[str, str]
) -> dict[str, str]:
    code = row["iso639_3"]
    bcp47 = swapped.get(code, code if row["bcp47"] in swapped.values() else row["bcp47"])
    used = [row["default_script"]]
    used += [s["script"] for s in scripts if s["iso639_3"] == code and s["status"] in ("in_use", "in_use?")]
    used += ALSO_IN.get(code, [])
    used = list(dict.fromkeys(SCRIPTS.get(s, s) for s in used if s != "Hani" or not {"Hans", "Hant"} & set(used)))
    return {
        "code": code,
        "bcp47": bcp47,
        "name": NAMES.get(code, row["name"]),
        "autonym": AUTONYMS.get(code, row["autonym"]),
        "scripts": ",".join(used),
        "direction": "rtl" if row["direction"].startswith("rtl") else "ltr",
        "macrolanguage": next((k for k, v in sorted(members_of.items()) if code in v and k != code), ""),
        "words_by_spaces": "yes" if row["words_by_spaces"].startswith(("yes", "syllables")) else "no",
        "spacy": spacy_code(row["spacy_3_8_18"]),
        "langdetect": "" if row["langdetect_1_0_9"] == "no" else row["langdetect_1_0_9"],
        "cld2": CLD2.get(code, bcp47 if bcp47 in detected_by_cld2() else ""),
        "terminators": TERMINATORS.get(code, terminators(row["sentence_terminators"])),
    }


def spacy_code(cell: str) -> str:
    found = re.fullmatch(r"yes:([a-z]+)", cell)
    return found[1] if found else ""


def detected_by_cld2() -> set[str]:
    names = set(pycld2.DETECTED_LANGUAGES)
    return {code for name, code in pycld2.LANGUAGES if name in names}


def terminators(cell: str) -> str:
    """Return the marks that end a sentence in the language's usual script, out of a cell with remarks."""
    if cell.startswith("none"):
        return ""
    usual = re.sub(r"\([^)]*\)", "", re.split(r"[|;] (?=[A-Z])|\(Arab\)", cell)[0])
    return "".join(dict.fromkeys(c for c in usual if unicodedata.category(c).startswith("P")))


def script_ranges() -> list[dict[str, str]]:
    """Return runs of code points whose Unicode names begin as scripts.tsv says; unassigned gaps are not bridged."""
    beginnings = sorted(
        (
            (prefix, row["code"])
            for row in read(DATA / "scripts.tsv")
            for prefix in row["unicode_names"].split(";")
            if prefix
        ),
        key=lambda pair: -len(pair[0]),
    )
    runs: list[list[int | str]] = []
    for point in range(0x110000):
        script = script_of(chr(point), beginnings)
        if script and runs and runs[-1][2] == script and runs[-1][1] == point - 1:
            runs[-1][1] = point
        elif script:
            runs.append([point, point, script])
    return [{"first": f"{a:04X}", "last": f"{b:04X}", "script": str(s)} for a, b, s in runs]


def script_of(character: str, beginnings: list[tuple[str, str]]) -> str:
    if unicodedata.category(character)[0] not in "LM":
        return ""
    name = unicodedata.name(character, "").removeprefix("FULLWIDTH ")
    return next((code for prefix, code in beginnings if name.startswith(prefix)), "")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
