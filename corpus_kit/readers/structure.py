"""What a text is, told by how it is built: markup by its root, other formats by their first lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from corpus_kit.readers.formats import FORMATS

_ROOTS = tuple((root, entry) for entry in FORMATS.values() for root in entry.roots)
_OPENINGS = tuple((re.compile(entry.opening), entry.name) for entry in FORMATS.values() if entry.opening)
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ROOT = re.compile(r"<(?:!doctype\s+)?([a-z][\w.-]*(?::[\w.-]+)?)(?=[\s/>\[])")
_NEAR = 16384  # characters in which what tells two users of one root apart must stand


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a text as detection sees it.

    `text` is all that is at hand, ASCII as it is, other bytes as they may be; `start` its first characters without
    white space, with line feeds as line ends; `named` the format of the file's extension, empty where that is none;
    `cut` whether more follows.
    """

    text: str
    start: str
    named: str
    cut: bool

    @property
    def lines(self) -> list[str]:
        """The whole lines of the text, up to the first 64 thousand characters."""
        kept = self.text[:65536].lstrip("\ufeff").replace("\r\n", "\n").split("\n")
        return kept[:-1] if self.cut or len(self.text) > 65536 else kept


def structure_of(text: str, named: str, cut: bool) -> tuple[str, str]:
    """Return the format that the structure of a text shows and what shows it; two empty strings where none does."""
    start = text.lstrip("\ufeff \t\r\n")[:_NEAR].replace("\r\n", "\n").replace("\r", "\n")
    look = Look(text, start, named, cut)
    if start.startswith("<") and (found := _markup(look)):
        return found
    if named != "markdown":
        for pattern, name in _OPENINGS:
            if pattern.match(start):
                return name, "its first lines"
    for sniff in _SNIFFERS:
        if found := sniff(look):
            return found
    return "", ""


def root_of(text: str) -> str:
    """Return the name of the root element as written, in small letters; empty where there is none."""
    lowered = text[:65536].lower().lstrip("\ufeff")
    prolog = _PROLOG.match(lowered)
    root = _ROOT.match(lowered, prolog.end() if prolog else 0)
    return root[1] if root else ""


def _markup(look: Look) -> tuple[str, str] | None:
    """Tell markup by its root element."""
    if look.named == "markdown":
        return None
    written = root_of(look.text)
    local = written.rpartition(":")[2]
    near = look.text[:_NEAR]
    for root, entry in _ROOTS:
        if root == local and (not entry.namespace or re.search(entry.namespace, near, re.IGNORECASE)):
            return entry.name, "its root element"
    named = FORMATS.get(look.named)
    if named is not None and local in named.roots:
        return named.name, "its root element and its name"
    if look.start.startswith("<?xml") or (written and named is not None and named.name == "xml"):
        return "xml", "its markup"
    if written and named is not None and not named.readable:
        return named.name, "its markup and its name"  # a text may begin with a bracket: the name must agree
    return None


def _json(look: Look) -> tuple[str, str] | None:
    """Tell JSON and JSON Lines apart by what the lines are, whatever the name says."""
    named, start = look.named, look.start
    if not start.startswith(("{", "[", '"')) and named != "json-lines":
        return None
    if named in ("markdown", "csv", "tsv", "yaml", "toml", "latex", "apple-strings", "rtf") or (
        start.startswith('"') and named != "json-lines"
    ):
        return None
    lines = [line for line in look.text.lstrip("\ufeff").split("\n")[: -1 if look.cut else None] if line.strip()][:50]
    kinds = [_kind(line) for line in lines]
    objects = kinds.count("object")
    if len(lines) > 1 and (kinds[0] == "object" or 2 * objects >= len(lines)) and objects:
        return "json-lines", "each line is an object"
    if named == "json-lines":
        whole = (len(lines) == 1 and kinds[0] == "list") or (
            not objects and start[:1] in ("{", "[") and _is_open(lines)
        )
        return ("json", "one value over all lines") if whole else ("json-lines", "its name")
    if named == "json":
        if re.match(r'\{\s*"@metadata"\s*:', start):
            return "mediawiki-i18n", "its first key"
        return "json", "its first bytes and its name"
    if re.match(r'[\[{]\s*(?:["{\[]|[\]}]\s*$)', start) and (look.cut or _kind(look.text) in ("object", "list")):
        return ("json", "its structure") if named != "text" or not look.cut else None
    return None


def _is_open(lines: list[str]) -> bool:
    """Return whether the first line only opens a value: `[`, `{` or `[{`."""
    return bool(lines) and not re.sub(r"[\[{\s]", "", lines[0])


def _kind(line: str) -> str:
    try:
        value = orjson.loads(line.strip().encode("latin-1", "replace").decode("utf-8", "replace"))
    except (orjson.JSONDecodeError, UnicodeError):
        return ""
    return "object" if isinstance(value, dict) else "list" if isinstance(value, list) else "other"


def _conllu(look: Look) -> tuple[str, str] | None:
    if look.named in ("tsv", "csv"):
        return None
    tagged = [line for line in look.lines if line and not line.startswith("#")][:40]
    fitting = sum(line.count("\t") == 9 and line[0].isdigit() for line in tagged)
    if tagged and fitting == len(tagged) and fitting > 1:
        return "conllu", "its ten columns"
    return None


_ROFF = re.compile(r"""^\.\s*(?:TH|Dd|SH|so|PP|Sh|Nm|de1?|ds)\b""", re.MULTILINE)


def _roff(look: Look) -> tuple[str, str] | None:
    if look.start.startswith((".", "'\\\"")) and _ROFF.search(look.start):
        return "roff", "its first lines"
    return None


_ENTITY_TAG = re.compile(r"\s(?:O|[BIESLU]-[^\s]{1,60})\s*$")
_WORD_OF_CG = re.compile(r'^"<.*>"\s*$')
_READING_OF_CG = re.compile(r'^;?\s+"')
_STRUCTURE_OF_VRT = re.compile(r"</?(?:doc|text|corpus|s|p|g|article)(?:\s+[\w:.-]+\s*=\s*[\"'].*)?\s*/?>\s*$")


def _tagged_words(look: Look) -> tuple[str, str] | None:
    """Tell columns of words by a last column of entity tags, VRT and Constraint Grammar by their structure."""
    if look.named in ("markdown", "csv", "json-lines", "latex"):
        return None
    lines = [line for line in look.lines[:400] if line.strip() and not line.startswith(("-DOCSTART-", "# "))]
    if len(lines) < 2:
        return None
    words = sum(bool(_WORD_OF_CG.match(line)) for line in lines)
    readings = sum(bool(_READING_OF_CG.match(line)) for line in lines)
    if words and readings and words + readings >= 0.9 * sum(len(line.strip()) > 1 for line in lines):
        return "cg", "its words in quotes and brackets"
    tagged = sum(bool(_ENTITY_TAG.search(line)) and line.count(" ") + line.count("\t") <= 12 for line in lines)
    if len(lines) >= 4 and tagged >= 0.95 * len(lines):
        return "iob", "its last column of tags"
    marks = sum(bool(_STRUCTURE_OF_VRT.match(line)) for line in lines)
    columns = [line.count("\t") for line in lines if not line.startswith("<")]
    if marks and len(columns) > 2 and marks + len(columns) >= 0.95 * len(lines) and min(columns) == max(columns) > 0:
        return "vrt", "its columns between tags"
    return None


def _fortune(look: Look) -> tuple[str, str] | None:
    """Tell sayings by two lines or more of a lone percent sign."""
    if look.named not in ("", "text", "fortune"):
        return None
    marks = sum(line.rstrip() == "%" for line in look.lines)
    if marks > 1 and "\\begin{" not in look.text and "\n%%" not in look.text:
        return "fortune", "its lines of percent signs"
    return None


def _typescript(look: Look) -> tuple[str, str] | None:
    if look.named == "qt-ts":  # no markup, or _markup had told
        return "typescript", "its name, and it is no XML"
    return None


_SNIFFERS: tuple[Callable[[Look], tuple[str, str] | None], ...] = (
    _json,
    _conllu,
    _roff,
    _tagged_words,
    _fortune,
    _typescript,
)
