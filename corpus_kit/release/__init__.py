"""Releases: select, write, card, sign, verify, compare, explain.

Each name is loaded when it is first used: whoever only verifies does not load what writes.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_kit.release.changes import Difference
    from corpus_kit.release.explain import explain_document
    from corpus_kit.release.verify import verify_release
    from corpus_kit.release.write import ReleaseResult, write_release

_HOME = {
    "Difference": "changes",
    "ReleaseResult": "write",
    "explain_document": "explain",
    "verify_release": "verify",
    "write_release": "write",
}
__all__ = ["Difference", "ReleaseResult", "explain_document", "verify_release", "write_release"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"corpus_kit.release.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
