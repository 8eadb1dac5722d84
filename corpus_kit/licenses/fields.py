"""What fields called license say: SPDX tags, DEP-5, YAML, JSON, CFF."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus_kit.licenses.statements import Name

_FIELD = re.compile(
    r"(?im)^[\s>*\-|#\"'{;%/]*(spdx-license-identifier|licen[cs]es?|licen[cs]e_?(?:name|id)|rights)[\"']?\**\s*[:=]\s*\**[\"'\[{]*([^\n\"'\]<>]{2,120}?)[\"'\],*}]*\s*(?:\*/|-->)?\s*$"
)
_LIST_FIELD = re.compile(r"(?im)^(licen[cs]es?)\s*:\s*\n((?:\s*-\s*[^\n]+\n?)+)")
_JSON_FIELD = re.compile(r"(?i)\"(licen[cs]e|licen[cs]es|rights|name|id)\"\s*:\s*\[?\s*\"([^\"\n]{2,80})\"")


def fields_in(folded: str) -> Iterator[Name]:
    """Return what fields called license say: SPDX tags, DEP-5, YAML, JSON, CFF."""
    if "licen" not in folded and "rights" not in folded:
        return
    for m in _FIELD.finditer(folded):
        yield from _field_names(m[1], m[2], m.start(2))
    for listed in _LIST_FIELD.finditer(folded):
        for item in re.finditer(r"-\s*[\"']?([^\n\"']+)", listed[2]):
            yield from _field_names(listed[1], item[1], listed.start(2) + item.start(1))
    if "{" in folded:
        for m in _JSON_FIELD.finditer(folded):
            if m[1] not in ("name", "id") or re.search(
                r"\"licen[cs]es?\"\s*:\s*[\[{][^\]}]{0,120}$", folded[max(0, m.start() - 160) : m.start()]
            ):
                yield from _field_names(m[1], m[2], m.start(2))


def _field_names(key: str, value: str, start: int) -> Iterator[Name]:
    from corpus_kit.licenses.expressions import is_identifier, parse_expression

    value = value.rstrip(" ,;.")
    if not value or (len(value) > 80 and not key.startswith("spdx")):
        return
    expression = parse_expression(value)
    if expression.ids and not expression.problem.startswith("license-expression"):
        exact = key.startswith("spdx") or all(
            is_identifier(part) for part in re.split(r"\s+(?:and|or|with)\s+|[()\s]+", value) if part
        )
        for license_id in expression.ids:
            yield Name(license_id, start, start + len(value), "machine" if exact else "prose")
