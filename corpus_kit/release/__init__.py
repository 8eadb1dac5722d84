"""Releases: select, write, card, verify, explain."""

from corpus_kit.release.explain import explain_document
from corpus_kit.release.verify import verify_release
from corpus_kit.release.write import ReleaseResult, write_release

__all__ = ["ReleaseResult", "explain_document", "verify_release", "write_release"]
