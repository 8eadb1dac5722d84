"""prov.jsonld: how the release came to be, in the words of W3C PROV.

Batches, the corpus's policy and the release are entities; receiving, each step on a batch's texts, a person's decisions
and the release itself are activities; contributors and the program are agents. Who decided, and when, stays in the
ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit import __version__
from corpus_kit.provenance import settings_digest
from corpus_kit.release import sources
from corpus_kit.release.paperwork import Facts
from corpus_kit.storage import write_json

NAME = "prov.jsonld"
CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dct": "http://purl.org/dc/terms/",
    "ck": "urn:corpus-kit:",
    "label": "rdfs:label",
    "license": "dct:license",
    "identifier": "dct:identifier",
    "used": {"@id": "prov:used", "@type": "@id"},
    "generatedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "derivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "revisionOf": {"@id": "prov:wasRevisionOf", "@type": "@id"},
    "attributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "associatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "informedBy": {"@id": "prov:wasInformedBy", "@type": "@id"},
}
_MAINTAINER = "ck:agent/maintainer"


def write_prov(facts: Facts, root: Path) -> None:
    """Write prov.jsonld from the release's own statements."""
    batches = {}
    for path in sorted((root / sources.FOLDER).glob("*.json")):
        said = json.loads(path.read_bytes())
        batches[said["id"]] = said
    write_json(root / NAME, document(facts.release, batches, _steps(root)))


def document(
    release: dict[str, Any], batches: dict[str, Any], steps: dict[str, list[dict[str, str]]]
) -> dict[str, Any]:
    """Return the whole document. `steps` holds, for each batch, the steps of its rows, each once."""
    program = f"ck:agent/corpus_kit-{__version__}"
    graph: list[dict[str, Any]] = [
        {"@id": program, "@type": ["prov:Agent", "prov:SoftwareAgent"], "label": f"corpus_kit {__version__}"},
        {"@id": _MAINTAINER, "@type": "prov:Agent", "label": f"Maintainer of {release['name']}"},
    ]
    inputs = []
    for identifier, said in sorted(batches.items()):
        graph += _batch(identifier, said, steps.get(identifier, []), program)
        inputs.append(f"ck:texts/{identifier}")
    policy = f"ck:policy/{release['policy']['digest']}"
    graph.append(
        {"@id": policy, "@type": ["prov:Entity", "prov:Plan"], "label": f"policy {release['policy']['preset']}"}
    )
    return {"@context": CONTEXT, "@graph": graph + _release(release, [*inputs, policy], program)}


def _release(release: dict[str, Any], used: list[str], program: str) -> list[dict[str, Any]]:
    version = f"ck:release/{release['merkle']['root'][:32]}/{release['version']}"
    activity = f"ck:activity/release/{release['version']}"
    entity: dict[str, Any] = {
        "@id": version, "@type": "prov:Entity", "label": f"{release['name']}, version {release['version']}",
        "identifier": release["merkle"]["root"], "generatedBy": activity, "derivedFrom": sorted(used),
        "attributedTo": _MAINTAINER,
    }  # fmt: skip
    found = [
        {"@id": activity, "@type": "prov:Activity", "label": "select and write the release", "used": sorted(used),
         "associatedWith": [program, _MAINTAINER]},
        entity,
    ]  # fmt: skip
    if parent := release.get("subset_of"):
        whole = f"ck:release/{parent['merkle_root'][:32]}/{parent['version']}"
        label = f"{parent['name']}, version {parent['version']}"
        found.append({"@id": whole, "@type": "prov:Entity", "label": label, "identifier": parent["merkle_root"]})
        entity["derivedFrom"] = sorted([*used, whole])
    return found


def _batch(identifier: str, said: dict[str, Any], steps: list[dict[str, str]], program: str) -> list[dict[str, Any]]:
    received, texts = f"ck:batch/{identifier}", f"ck:texts/{identifier}"
    contributor = f"ck:agent/{settings_digest(said['contributor'])}"
    name = said["contributor"] or "a contributor who is not named"
    found: list[dict[str, Any]] = [
        {"@id": contributor, "@type": ["prov:Agent", "prov:Organization"], "label": name},
        {"@id": received, "@type": "prov:Entity", "label": f"{said['name']}, as received", "identifier": identifier,
         "license": said["rights"]["license"] or "NOASSERTION", "attributedTo": contributor},
    ]  # fmt: skip
    last = None
    for number, step in enumerate(steps):
        activity = f"ck:activity/{identifier}/{number}-{step['step']}"
        label = f"{step['step']} ({step['tool']} {step['version']}, settings {step['settings'] or 'none'})"
        entry: dict[str, Any] = {"@id": activity, "@type": "prov:Activity", "label": label, "used": received,
                                 "associatedWith": program}  # fmt: skip
        if last:
            entry["informedBy"] = last
        found.append(entry)
        last = activity
    for number, decision in enumerate(said["decisions"]):
        activity = f"ck:activity/{identifier}/decision-{number}"
        concluded = f" under {decision['license']}" if decision["license"] else ""
        label = f"{decision['action']} {decision['target']}{concluded}: {decision['reason']}"
        found.append({"@id": activity, "@type": "prov:Activity", "label": label, "used": received,
                      "associatedWith": _MAINTAINER})  # fmt: skip
    entity: dict[str, Any] = {"@id": texts, "@type": "prov:Entity", "label": f"{said['name']}, as texts",
                              "derivedFrom": received, "attributedTo": contributor}  # fmt: skip
    if last:
        entity["generatedBy"] = last
    return [*found, entity]


def _steps(root: Path) -> dict[str, list[dict[str, str]]]:
    """Return the steps that the rows of each batch carry, each once, in order.

    Of receiving the digest differs from file to file; it stands on the rows.
    """
    found: dict[str, dict[tuple[str, ...], int]] = {}
    for path in sorted(root.glob("data/*/*/*.parquet")):
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group, columns=["batch", "provenance"])
                for batch, step, place in _distinct_steps(table):
                    known = found.setdefault(batch, {})
                    known[step] = max(place, known.get(step, 0))
    names = ("step", "tool", "version", "settings")
    return {
        batch: [dict(zip(names, step, strict=True)) for step, _ in sorted(steps.items(), key=lambda e: (e[1], e[0]))]
        for batch, steps in found.items()
    }


def _distinct_steps(table: pa.Table) -> Iterator[tuple[str, tuple[str, ...], int]]:
    lists = table.column("provenance").combine_chunks()
    values, parents = lists.flatten(), pc.list_parent_indices(lists)
    starts = lists.offsets.to_numpy()[parents.to_numpy()] - lists.offsets[0].as_py()
    flat = pa.table({
        "batch": table.column("batch").combine_chunks().take(parents),
        **{f.name: values.field(f.name) for f in values.type},
        "place": pa.array(np.arange(len(values)) - starts),
    })  # fmt: skip
    received = pc.equal(flat.column("step"), "receive")
    settings = pc.if_else(received, pa.scalar(""), flat.column("settings"))
    flat = flat.set_column(flat.schema.get_field_index("settings"), "settings", settings)
    grouped = flat.group_by(["batch", "step", "tool", "version", "settings"]).aggregate([("place", "max")])
    for row in grouped.to_pylist():
        yield row["batch"], (row["step"], row["tool"], row["version"], row["settings"]), row["place_max"]
