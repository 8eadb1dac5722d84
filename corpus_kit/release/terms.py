"""What a release asks of the license registry: the order of tiers, the hub's vocabulary, the facts of a license."""

from __future__ import annotations

import re

from corpus_kit.licenses import license_registry
from corpus_kit.licenses.explanation import NOTICE, explain_license, in_plain_words
from corpus_kit.licenses.registry import TIERS

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:+-]*")
_OPERATORS = {"AND", "OR", "WITH"}
# The words that Hugging Face's hub of datasets knows for licenses, where they are not the SPDX identifier in lower
# case. Read in its documentation, "Repository licenses", 2026-11.
_HUB_NAMES = {
    "AGPL-3.0-only": "agpl-3.0", "AGPL-3.0-or-later": "agpl-3.0", "GPL-2.0-only": "gpl-2.0",
    "GPL-2.0-or-later": "gpl-2.0", "GPL-3.0-only": "gpl-3.0", "GPL-3.0-or-later": "gpl-3.0",
    "LGPL-2.1-only": "lgpl-2.1", "LGPL-2.1-or-later": "lgpl-2.1", "LGPL-3.0-only": "lgpl-3.0",
    "LGPL-3.0-or-later": "lgpl-3.0", "ODC-By-1.0": "odc-by", "ODbL-1.0": "odbl", "PDDL-1.0": "pddl",
    "GFDL-1.1-only": "gfdl", "GFDL-1.1-or-later": "gfdl", "GFDL-1.2-only": "gfdl", "GFDL-1.2-or-later": "gfdl",
    "GFDL-1.3-only": "gfdl", "GFDL-1.3-or-later": "gfdl",
}  # fmt: skip
_HUB_SAME = {
    "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CC-BY-2.0", "CC-BY-2.5", "CC-BY-3.0",
    "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-BY-NC-2.0", "CC-BY-NC-3.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0",
    "CC-BY-NC-ND-3.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-2.0", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0", "ISC", "MIT",
    "MPL-2.0", "Unlicense", "WTFPL", "etalab-2.0",
}  # fmt: skip


def strictness(tier: str) -> int:
    """Return how strict a tier's terms are: higher is stricter, and what is not known strictest."""
    return TIERS.index(tier) if tier in TIERS else len(TIERS)


def ids_in(expression: str) -> list[str]:
    """Return the identifiers in an SPDX expression, sorted."""
    return sorted({i for i in _IDENTIFIER.findall(expression) if i.upper() not in _OPERATORS})


def hub_license(expression: str) -> str | None:
    """Return a license in the vocabulary of the hub of datasets, or None when it has no word for it."""
    return expression.lower() if expression in _HUB_SAME else _HUB_NAMES.get(expression)


def facts_of(identifier: str) -> str:
    """Return name, address and tier of a license, a line each. Texts of licenses are not copied."""
    known = license_registry().get(identifier)
    if known is None:
        return f"{identifier}\nThe registry of corpus_kit does not know it; see the column license_declared.\n"
    lines = [f"{known.id}: {known.names[0]}", *known.urls, f"Tier: {known.tier}"]
    lines.append(f"Permits: {', '.join(known.permissions) or 'nothing'}")
    lines.append(f"Asks for: {', '.join(known.duties) or 'nothing'}")
    lines += ["", *in_plain_words(explain_license(identifier) or {"members": [identifier], "id": identifier})]
    return "\n".join([*lines, "", "These lines are no substitute for the terms themselves.", NOTICE, ""])
