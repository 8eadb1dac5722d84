"""croissant.json: the release described in Croissant 1.1, with the digest of every data file and what a user must know.

`problems_in` holds such a description to what a user needs of it; common validators pass nearly empty files.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from corpus_kit.columns import load_schema
from corpus_kit.languages import name_of
from corpus_kit.licenses import license_registry
from corpus_kit.release import terms
from corpus_kit.release.paperwork import Config, Facts
from corpus_kit.release.sums import digest
from corpus_kit.storage import write_json

NAME = "croissant.json"
CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
PARQUET = "application/x-parquet"
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "arrayShape": "cr:arrayShape", "citeAs": "cr:citeAs",
    "column": "cr:column", "conformsTo": "dct:conformsTo", "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"}, "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/", "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field",
    "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format",
    "includes": "cr:includes", "isArray": "cr:isArray", "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated",
    "replace": "cr:replace", "samplingRate": "cr:samplingRate", "sc": "https://schema.org/",
    "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip
_TYPES = {"string": "sc:Text", "float": "cr:Float32", "int32": "cr:Int32", "int64": "cr:Int64", "bool": "sc:Boolean"}
_RAI = {
    "rai:dataCollection": "Institutions contributed files that they hold; every row names its contributor, batch, file "
    "and place, and its provenance column lists each step with tool, version and settings.",
    "rai:dataCollectionType": ["Secondary Data Analysis", "Others"],
    "rai:dataPreprocessingProtocol": ["Files were read as text, garbled text was repaired where certain, texts were "
    "brought to Unicode NFC; exact duplicates were left out. No text was translated or summarised."],
    "rai:dataAnnotationProtocol": "Languages were identified by programs, licenses concluded by rules from what was "
    "declared and what was found; both keep what was declared, a score or a rung of evidence.",
    "rai:personalSensitiveInformation": ["Texts are as their sources wrote them and may name persons. Names, contacts "
    "and opinions in them were not taken out."],
    "rai:dataSocialImpact": "Meant to make languages usable that large collections leave out. Texts may be wrong, "
    "outdated or offensive, and a language may be represented by one source only.",
    "rai:dataBiases": ["Amounts follow what was contributed, not how many people speak a language; official and "
    "literary texts are frequent, spoken language is rare."],
    "rai:dataLimitations": ["Languages of short texts and of close relatives are confused most. Near-duplicates are "
    "not taken out. Licenses concluded are no legal advice."],
    "rai:dataUseCases": ["Research on languages, training and evaluation of language technology, under the terms that "
    "every row states."],
    "rai:dataReleaseMaintenancePlan": "Releases are versioned and never changed. A text that is withdrawn is missing "
    "from the next release, which is then a major version; CHANGES.json counts what differs.",
}  # fmt: skip
# What a description must have beside what the format itself asks for.
_NEEDED = ("@context", "@type", "name", "description", "conformsTo", "license", "url", "version", "inLanguage",
           "creator", "citeAs", "distribution", "recordSet")  # fmt: skip
_LANGUAGE = re.compile(r"[a-z]{3}_[A-Z][a-z]{3}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def write_croissant(facts: Facts, root: Path) -> dict[str, str]:
    """Write croissant.json and return the digests of the data files, by path."""
    paths = sorted({file for config in facts.configs for file in config.files})
    digests = {path: digest(root / path) for path in paths}
    sizes = {path: (root / path).stat().st_size for path in paths}
    write_json(root / NAME, description(facts, digests, sizes))
    return digests


def description(facts: Facts, digests: dict[str, str], sizes: dict[str, int]) -> dict[str, Any]:
    """Return the whole description."""
    licenses = sorted({i for cell in facts.cells for i in terms.ids_in(cell.license)})
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "@id": f"urn:corpus-kit:release:{facts.release['merkle']['root']}",
        "name": facts.name,
        "description": f"{facts.name}, version {facts.version}: {facts.documents} texts in "
        f"{len({c.language for c in facts.cells})} languages. Every row says which language the text is in, under "
        "which terms it may be used, where it comes from and whom to name.",
        "conformsTo": CONFORMS_TO,
        "version": facts.version,
        "url": f"urn:corpus-kit:release:{facts.release['merkle']['root']}",
        "license": [_address(identifier) for identifier in licenses] or ["NOASSERTION"],
        "inLanguage": sorted({_bcp47(c.language) for c in facts.cells}),
        "creator": _creators(facts),
        "citeAs": f"{facts.name}, version {facts.version}. Root over its rows: {facts.release['merkle']['root']}.",
        "isLiveDataset": False,
        "keywords": ["multilingual", "text corpus", "language technology"],
        **_RAI,
        "distribution": [_file(path, digests[path], sizes[path]) for path in sorted(digests)],
        "recordSet": [],
    }
    for config in _readable(facts.configs):
        found["distribution"].append(_file_set(config))
        found["recordSet"].append(_record_set(config))
    return found


def problems_in(found: Any, root: Path) -> list[str]:
    """Return what is wrong with a description of the release in `root`: nothing means that it can be relied on."""
    if not isinstance(found, dict):
        return ["it is no JSON object"]
    problems = [f"{name} is missing or empty" for name in (*_NEEDED, *_RAI) if not found.get(name)]
    if found.get("conformsTo") != CONFORMS_TO:
        problems.append("conformsTo does not name Croissant 1.1 and its part on responsible use")
    files = {e.get("@id"): e for e in _entries(found, "distribution") if e.get("@type") == "cr:FileObject"}
    sets = {e.get("@id"): e for e in _entries(found, "distribution") if e.get("@type") == "cr:FileSet"}
    there = {p.relative_to(root).as_posix() for p in root.glob("data/**/*.parquet")}
    listed = {str(e.get("contentUrl")) for e in files.values()}
    problems += [f"{path} is not described" for path in sorted(there - listed)]
    problems += [f"{path} is described but not there" for path in sorted(listed - there)]
    for entry in files.values():
        path, stated = str(entry.get("contentUrl")), str(entry.get("sha256"))
        if not _DIGEST.fullmatch(stated) or (path in there and stated != digest(root / path)):
            problems.append(f"the sha256 of {path} is not that of the file")
    for record_set in _entries(found, "recordSet"):
        problems += _problems_of_records(record_set, {**files, **sets})
    return problems


def _problems_of_records(record_set: dict[str, Any], sources: dict[Any, Any]) -> list[str]:
    name = record_set.get("@id")
    columns = set(load_schema("release")["$defs"]["row"]["properties"])
    fields = _entries(record_set, "field")
    problems = [] if fields else [f"the record set {name} has no fields"]
    for field in fields:
        source = field.get("source", {})
        place = (source.get("fileSet") or source.get("fileObject") or {}).get("@id")
        if place not in sources:
            problems.append(f"{field.get('@id')}: its source is not in the distribution")
        if source.get("extract", {}).get("column") not in columns:
            problems.append(f"{field.get('@id')}: there is no such column")
        if not field.get("dataType") or not field.get("description"):
            problems.append(f"{field.get('@id')}: dataType or description is missing")
    return problems


def _entries(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    values = found.get(name)
    return [v for v in values if isinstance(v, dict)] if isinstance(values, list) else []


def _readable(configs: list[Config]) -> list[Config]:
    """Return the configurations that one pattern of paths can tell: all texts, and each language."""
    return [c for c in configs if c.documents and (c.name == "all" or _LANGUAGE.fullmatch(c.name))]


def _file(path: str, sha256: str, size: int) -> dict[str, Any]:
    return {"@type": "cr:FileObject", "@id": path, "name": path, "contentUrl": path, "contentSize": f"{size} B",
            "encodingFormat": PARQUET, "sha256": sha256}  # fmt: skip


def _file_set(config: Config) -> dict[str, Any]:
    pattern = "data/*/*/*.parquet" if config.name == "all" else f"data/*/{config.name}/*.parquet"
    return {"@type": "cr:FileSet", "@id": f"files-{config.name}", "name": f"files-{config.name}",
            "encodingFormat": PARQUET, "includes": pattern}  # fmt: skip


def _record_set(config: Config) -> dict[str, Any]:
    name = "every language" if config.name == "all" else name_of(config.name)
    fields = []
    for column, entry in load_schema("release")["$defs"]["row"]["properties"].items():
        if entry["arrow"] in _TYPES:
            fields.append({
                "@type": "cr:Field", "@id": f"{config.name}/{column}", "name": f"{config.name}/{column}",
                "description": entry["description"], "dataType": _TYPES[entry["arrow"]],
                "source": {"fileSet": {"@id": f"files-{config.name}"}, "extract": {"column": column}},
            })  # fmt: skip
    return {"@type": "cr:RecordSet", "@id": config.name, "name": config.name, "key": {"@id": f"{config.name}/id"},
            "description": f"Texts in {name}: {config.documents}. Columns that hold lists are in the files only.",
            "field": fields}  # fmt: skip


def _creators(facts: Facts) -> list[dict[str, str]]:
    names = sorted({facts.contributors[c.batch] for c in facts.cells} - {""})
    return [{"@type": "sc:Organization", "name": name} for name in names] or [
        {"@type": "sc:Organization", "name": facts.name}
    ]


def _address(identifier: str) -> str:
    known = license_registry().get(identifier)
    return known.urls[0] if known and known.urls else identifier


def _bcp47(tag: str) -> str:
    language, script = tag.split("_")
    return f"{language}-{script}"
