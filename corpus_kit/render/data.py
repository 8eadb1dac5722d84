"""A report as JSON."""

from __future__ import annotations

import json
import re

from corpus_kit.findings import Report

_HALF = re.compile("[\ud800-\udfff]")


def render_json(report: Report) -> str:
    """Return the public form of a report as JSON that UTF-8 can carry: half characters become `\\udXXX`."""
    text = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
    return _HALF.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
