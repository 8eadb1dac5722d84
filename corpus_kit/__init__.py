"""Tools for building a shared, lawful, multilingual corpus.

The names below are loaded when they are first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus_kit.checking import check
    from corpus_kit.citing import attribution, cite
    from corpus_kit.corpus import Corpus
    from corpus_kit.findings import Finding, Report
    from corpus_kit.identification import identify
    from corpus_kit.licenses import find_licenses
    from corpus_kit.load import load
    from corpus_kit.release.changes import diff
    from corpus_kit.release.subset import subset
    from corpus_kit.release.verify import verify, verify_release
    from corpus_kit.tracing import trace

__version__ = "0.1.0"
_PLACES = {
    "Corpus": "corpus_kit.corpus",
    "Finding": "corpus_kit.findings",
    "Report": "corpus_kit.findings",
    "attribution": "corpus_kit.citing",
    "check": "corpus_kit.checking",
    "cite": "corpus_kit.citing",
    "diff": "corpus_kit.release.changes",
    "find_licenses": "corpus_kit.licenses",
    "identify": "corpus_kit.identification",
    "load": "corpus_kit.load",
    "subset": "corpus_kit.release.subset",
    "trace": "corpus_kit.tracing",
    "verify": "corpus_kit.release.verify",
    "verify_release": "corpus_kit.release.verify",
}
__all__ = [
    "Corpus", "Finding", "Report", "attribution", "check", "cite", "diff", "find_licenses", "identify", "load",
    "subset", "trace", "verify", "verify_release",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'corpus_kit' has no attribute '{name}'")
    return getattr(importlib.import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
