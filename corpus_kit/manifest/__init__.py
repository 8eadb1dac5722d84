"""What a contributor declares: `batch.toml`, read leniently and told of in findings.

The fields, their meaning and the remedy for each stand in `schemas/manifest.json`. A field that cannot be used counts
as not given and is told of with its line; the other fields are used.
"""

from corpus_kit.manifest.declaration import folder_name, load_manifest
from corpus_kit.manifest.toml_text import FILE_NAME
from corpus_kit.manifest.values import FileRule, Manifest, Rights

__all__ = ["FILE_NAME", "FileRule", "Manifest", "Rights", "folder_name", "load_manifest"]
