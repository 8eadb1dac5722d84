"""README.md of a release: the dataset card, with the YAML by which `datasets` finds each configuration."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from corpus_kit.citing import bibtex
from corpus_kit.languages import name_of
from corpus_kit.licenses.combination import operation_in_words
from corpus_kit.licenses.obligations import obligations_in_words, obligations_of
from corpus_kit.release import pictures, terms
from corpus_kit.release.paperwork import Cell, Facts
from corpus_kit.release.select import REASONS
from corpus_kit.storage import write_text

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
          (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"))  # fmt: skip
_WHY = {
    "rejected": "rejected by the maintainer",
    "license-denied": "the license does not allow it, or the policy does not take it",
    "license-review": "the license waits for a person's decision",
    "license-forbids": "its license forbids what a release would do to it (pass it on, or pass it on changed)",
    "language-undetermined": "no language could be determined",
    "language-uncertain": "the language is not certain enough",
    "duplicate": "the same text is released from another place",
}
_LIMITS = """\
## Limits

- Languages were identified by programs. `language_score` says how sure they were; short texts and close relatives
  (Persian and Dari, Indonesian and Malay, Kazakh and Karakalpak) are confused most. `language_declared` is what the
  contributor said.
- Licenses were concluded by rules from what contributors declared and from what their files say; `license_evidence`
  says how strong the evidence is (E0 none to E4 a signed grant). This is no legal advice.
- Exact duplicates are taken out (white space and apostrophes apart); near-duplicates are not.
- Texts are as their sources wrote them: they may name persons, be wrong, or offend.
- The amounts by language follow what was contributed, not how many people speak a language.
"""


def write(facts: Facts, path: Path) -> None:
    """Write the card."""
    write_text(path, card_text(facts))


def card_text(facts: Facts) -> str:
    """Return the card as Markdown with YAML front matter."""
    sections = [_front_matter(facts), _heading(facts)]
    if facts.cells:
        sections += [_loading(facts), _tables(facts), _terms(facts), _pictures(facts), _columns()]
    sections += [_left_out(facts), _LIMITS, _citing(facts), _problem(facts), _beside(facts)]
    return "\n".join(sections)


def _front_matter(facts: Facts) -> str:
    # Every string is quoted: unquoted, YAML reads the language `no` as false and `1.0` as a number.
    lines = ["---", f"pretty_name: {_quoted(facts.name)}"]
    if facts.cells:
        lines.append("language:")
        lines += [f"- {_quoted(code)}" for code in sorted({c.language.split("_")[0] for c in facts.cells})]
        lines += _license_lines(facts)
        lines.append("multilinguality:")
        several = len({c.language for c in facts.cells}) > 1
        lines.append(f'- "{"multilingual" if several else "monolingual"}"')
    lines += ["size_categories:", f"- {_quoted(_size(facts.documents))}", "task_categories:", '- "text-generation"']
    if facts.configs:
        lines.append("configs:")
    for config in facts.configs:
        lines.append(f"- config_name: {_quoted(config.name)}")
        if config.name == "all":
            lines.append("  default: true")
        lines += ["  data_files:", '  - split: "train"', "    path:"]
        lines += [f"    - {_quoted(file)}" for file in config.files]
    return "\n".join([*lines, "---", ""])


def _license_lines(facts: Facts) -> list[str]:
    licenses = sorted({cell.license for cell in facts.cells})
    known = terms.hub_license(licenses[0]) if len(licenses) == 1 else None
    if known:
        return [f"license: {_quoted(known)}"]
    names = sorted({i for license_id in licenses for i in terms.ids_in(license_id)})
    name = ", ".join(names) if len(names) <= 5 else "several licenses, one on every row"
    return ['license: "other"', f"license_name: {_quoted(name)}", 'license_link: "LICENSES"']


def _heading(facts: Facts) -> str:
    languages = len({cell.language for cell in facts.cells})
    title = f"# {facts.name}, version {facts.version}\n"
    if not facts.cells:
        return f"{title}\n**This release holds no text.** There is nothing to load; below stands why.\n"
    characters = sum(cell.characters for cell in facts.cells)
    parent = facts.release.get("subset_of")
    part = f"\nA part of {parent['name']}, version {parent['version']}.\n" if parent else ""
    counts = f"Texts: {_number(facts.documents)}. Characters: {_number(characters)}. Languages: {languages}."
    return (
        f"{title}{part}\n{counts}\n\n"
        "Every row says which language the text is in, under which terms it may be used, where it comes from and whom "
        "to name.\n"
    )


def _loading(facts: Facts) -> str:
    example = max((c for c in facts.cells), key=lambda c: (c.documents, c.language)).language
    several = [c.name for c in facts.configs if "_" not in c.name and c.name != "all"]
    groups = f"There are configurations for {', '.join(f'`{n}`' for n in several)} too. " if several else ""
    return f"""\
## Loading

Where `PATH` is this folder:

```python
from datasets import load_dataset

texts = load_dataset("PATH", "{example}", split="train")
everything = load_dataset("PATH", "all", split="train", streaming=True)
```

{groups}With the library corpus_kit, `corpus_kit.load("PATH", "Kazakh")` takes any name or code of a language.

The files under `data/` are plain Parquet: pyarrow, pandas, Polars and DuckDB read them as they are
(`data/<tier>/<language>_<Script>/*.parquet`).
"""


def _tables(facts: Facts) -> str:
    by_license = _totals(facts.cells, lambda c: c.license)
    tier = {cell.license: cell.tier for cell in facts.cells}
    return "\n".join(
        [
            "## What it holds\n",
            _table("Language", "Name", _totals(facts.cells, lambda c: c.language), name_of),
            _table("License", "Tier", by_license, lambda license_id: tier[license_id]),
            _table("Contributor", "", _totals(facts.cells, lambda c: facts.contributors[c.batch] or "not named"), None),
        ]
    )


def _terms(facts: Facts) -> str:
    """Say for each configuration what its licenses ask for; configurations that ask for the same share a line."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for config in facts.configs:
        ids = {i for license_id, _ in config.licenses for i in terms.ids_in(license_id)}
        held = ", ".join(license_id for license_id, _ in config.licenses)
        alike[held, ", ".join(obligations_of(ids))].append(f"`{config.name}`")
    lines = ["## What the terms ask for\n", "| Configuration | Licenses | Asks for |", "|---|---|---|"]
    lines += [
        f"| {', '.join(names)} | {_cell(held)} | {asked or 'nothing'} |" for (held, asked), names in alike.items()
    ]
    every = {i for cell in facts.cells for i in terms.ids_in(cell.license)}
    lines += ["", *(f"- {sentence}" for sentence in obligations_in_words(every))]
    lines.append(
        "\nA file under `data/` holds texts of one tier only. Whoever uses a configuration of several tiers as a whole "
        "keeps to all that its licenses ask for; each row states its own. `ATTRIBUTION/` holds a page for each.\n"
    )
    return "\n".join(lines)


def _pictures(facts: Facts) -> str:
    names = pictures.NAMES if pictures.version() is not None else ()
    return "\n".join(f"![{title}]({pictures.FOLDER}/{name}.svg)\n" for name, title in names)


def _citing(facts: Facts) -> str:
    if not facts.cells:
        return ""
    return (
        "## Citing\n\n```bibtex\n" + bibtex(facts.release) + "```\n\n`corpus_kit.cite(texts)` gives this for the texts "
        "that you used, and `corpus_kit.attribution(texts)` the lines that are due for them.\n"
    )


def _problem(facts: Facts) -> str:
    where = facts.contact or "whoever published this release"
    return (
        "## Reporting a problem\n\nIf a text is yours and should not be here, or its language, license or source is "
        f"wrong, write to {_cell(where)}. Give the value of `id` and the version, {facts.version}. A text that is "
        "withdrawn is missing from the next release.\n"
    )


def _columns() -> str:
    from corpus_kit.columns import load_schema

    rows = load_schema("release")["$defs"]["row"]["properties"].items()
    lines = ["## Columns\n", "| Column | Meaning |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {_cell(entry['description'])} |" for name, entry in rows), ""])


def _left_out(facts: Facts) -> str:
    if "subset_of" in facts.release:
        return (
            "## Left out\n\nThe rest of the release that this one is a part of. What that one left out stands there.\n"
        )
    if not facts.excluded:
        return "## Left out\n\nNo document of the corpus was left out.\n"
    lines = ["## Left out\n", "`excluded.parquet` lists each document with its reason.\n"]
    lines += ["| Reason | Meaning | Documents |", "|---|---|---:|"]
    for reason in REASONS:
        if reason in facts.excluded:
            lines.append(f"| `{reason}` | {_WHY[reason]} | {_number(facts.excluded[reason])} |")
    if facts.release["refused"]:
        lines.append("\nRefused because of a license:\n")
    for refused in facts.release["refused"]:
        lines.append(
            f"- Texts under {_cell(refused['license'])} may not {operation_in_words(refused['operation'])}: "
            f"{_number(refused['documents'])} of the batch {refused['batch']}"
        )
    return "\n".join([*lines, ""])


def _beside(facts: Facts) -> str:
    lines = ["## Beside the texts\n"]
    if facts.cells:
        lines += [
            "- `ATTRIBUTION/`: the lines to give for each configuration, a line a work and license.",
            "- `LICENSES/`: name, address and tier of each license, what it permits and what it asks for.",
            *(["- `NOTICES/`: license, copyright and notice files as they came with the texts."] * facts.notices),
            "- `batches/`: what each contributor declared, and the words that a license was concluded from.",
            "- `leaves/`: salt and leaf of every row, by which `corpus-kit verify --rows` proves each of them.",
        ]
    lines += [
        "- `release.json`: counts, policy, the batches that went in, by digest, and the root over the rows.",
        "- `excluded.parquet`: what was left out, and why."
        + ("" if "subset_of" in facts.release else " `CHANGES.json`: what differs from the release before."),
        "- `croissant.json`, `prov.jsonld`: the same in the words of Croissant 1.1 and W3C PROV.",
        "- `SHA256SUMS`: the digest of every file; `corpus-kit verify` and `sha256sum --check` read it.",
    ]
    return "\n".join([*lines, ""])


def _totals(cells: list[Cell], key: Callable[[Cell], str]) -> list[tuple[str, int, int]]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for cell in cells:
        totals[key(cell)][0] += cell.documents
        totals[key(cell)][1] += cell.characters
    return [(name, documents, characters) for name, (documents, characters) in sorted(totals.items())]


def _table(title: str, second: str, rows: list[tuple[str, int, int]], more: Callable[[str], str] | None) -> str:
    head = [title, *([second] if more else []), "Documents", "Characters"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * (len(head) - 2) + "---:|---:|"]
    for name, documents, characters in rows:
        cells = [_cell(name), *([_cell(more(name))] if more else []), _number(documents), _number(characters)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    """Return a text that cannot break out of its cell, nor be taken for HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


def _number(value: int) -> str:
    return f"{value:,}"


def _size(documents: int) -> str:
    return next((name for limit, name in _SIZES if documents < limit), "n>1B")


def _quoted(text: str) -> str:
    """Return a string as YAML takes it; JSON's form is one of YAML's, as long as its letters stand as they are."""
    return json.dumps(text, ensure_ascii=False)
