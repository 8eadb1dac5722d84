"""Files whose name says one format and whose content is another: read by their content, and told."""

from __future__ import annotations

from corpus_kit.readers.detect import Detection, extension_format
from corpus_kit.readers.formats import FORMATS, WRAPPERS
from corpus_kit.readers.records import Remark

# Names that promise nothing in particular: any text may stand in them, any bytes in the second.
_PROMISE_NOTHING = frozenset(["", "text", "binary"])
# Formats between which a name does not choose: what tells them apart is their content, and programs that write one
# name them after another (JSON Lines as .json, CoNLL-U as .tsv, a feed as .xml).
_GROUPS = (
    frozenset(["json", "json-lines", "mediawiki-i18n", "yaml"]),
    frozenset(["csv", "tsv", "conllu", "iob", "vrt", "cg"]),
    frozenset(["srt", "vtt", "ass", "sbv"]),
    frozenset(["markdown", "rst", "asciidoc", "org", "latex", "roff", "fortune", "erb", "text", "usfm", "properties"]),
    frozenset(["xml", "html", "udhr", "ces", "vrt", "apple-strings", "qt-ts", "typescript"])
    | frozenset(entry.name for entry in FORMATS.values() if entry.roots),
)


def misnamed(path: str, detection: Detection) -> Remark | None:
    """Return what is to be said where the ending of a name promises another format than the content has.

    Silent where the format was declared or is not read: then the declaration or the refusal says what the file is.
    What a file is packed in is no matter of its name.
    """
    named = extension_format(path)
    found = detection.format
    if named in _PROMISE_NOTHING or named == found or detection.reason == "declared" or not detection.readable:
        return None
    if found in WRAPPERS or found == "ole" or any(named in group and found in group for group in _GROUPS):
        return None
    ending = path.rpartition(".")[2].lower()
    params = {"ending": ending, "named": FORMATS[named].title, "title": FORMATS[found].title}
    return Remark("name-of-another-format", "", {**params, "reason": detection.reason})
