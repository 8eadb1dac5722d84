"""Bringing a release to where its readers are: a folder, a store that speaks S3, the Hugging Face hub."""

from __future__ import annotations

from corpus_kit.publishing.publish import Published, publish

__all__ = ["Published", "publish"]
