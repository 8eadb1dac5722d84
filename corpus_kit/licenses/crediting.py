"""Attribution for the rows that somebody uses: title, author, source, license, and what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from corpus_kit.licenses.registry import license_registry

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


def credit_due(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the credit that is due for some rows of a release, as Markdown: one line a work and license.

    `rows` are mappings with the columns of a release (a list of dictionaries, a `datasets.Dataset`); of each,
    `attribution`, `license`, `source`, `source_url`, `title` and `changes` are looked at, where there. Rows that
    share all of them are named once. The order of the rows does not matter.
    """
    counted: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = _credit(row)
        counted[key] = counted.get(key, 0) + 1
        for other in row.get("duplicates_of_other_batches") or ():
            counted.setdefault(_credit(other), 0)
    if not counted:
        return "No texts, no attribution.\n"
    lines = ["# Attribution", ""]
    lines += [_line(key, number) for key, number in sorted(counted.items())]
    licenses = sorted({i for key in counted for i in re.findall(r"[A-Za-z0-9.+-]+", key[2]) if i in license_registry()})
    if licenses:
        lines += ["", "## Licenses", ""]
        lines += [f"- {i}: {_named(i)}" for i in licenses]
    if any("share-alike" in license_registry()[i].duties for i in licenses):
        lines += ["", "Changed texts of share-alike licenses go under the same license again."]
    if any("commercial-use" not in license_registry()[i].permissions for i in licenses):
        lines += ["", "Some of these texts may not be used for commerce."]
    return "\n".join(lines) + "\n"


def _one_line(value: object) -> str:
    return _BREAKS.sub(" ", str(value or "")).strip()


def _credit(row: Mapping[str, Any]) -> tuple[str, ...]:
    changes = row.get("changes")
    changed = "; ".join(map(str, changes)) if isinstance(changes, list | tuple) else changes
    values = (row.get("attribution") or row.get("contributor"), row.get("title"), row.get("license"))
    return tuple(_one_line(v) for v in (*values, row.get("source"), row.get("source_url"), changed))


def _line(key: tuple[str, ...], number: int) -> str:
    credit, title, license_id, source, url, changed = key
    pieces = [f"“{title}”"] if title else []
    pieces.append(credit or "author not stated")
    pieces += [f"from {source}"] if source and source not in credit else []
    pieces += [url] if url else []
    pieces += [license_id] if license_id and license_id not in credit else []
    pieces += [f"changed: {changed}"] if changed else []
    many = f" ({number} texts)" if number > 1 else ""
    return f"- {', '.join(pieces)}{many}"


def _named(license_id: str) -> str:
    known = license_registry()[license_id]
    return f"{known.names[0]}{' <' + known.urls[0] + '>' if known.urls else ''}"
