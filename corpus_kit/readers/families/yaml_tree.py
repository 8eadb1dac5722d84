"""YAML: the messages of a locale file (`kk: {...}`) with their keys, else what a JSON value of the same kind holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus_kit.readers.decoding import whole_text
from corpus_kit.readers.families.json_document import tree_items
from corpus_kit.readers.families.messages import Side, Tally, is_tag, kind_left_out, side_in_path
from corpus_kit.readers.families.yaml_events import Parsed, parsed, texts
from corpus_kit.readers.formats import words
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal, Remark

FORMAT = "yaml"
_FOLDERS = frozenset(words("locale locales lang langs languages i18n l10n translations messages intl"))
# Codes of languages that are usual keys of settings: they count where the path names the language too.
_WORDS = frozenset(words("id is to my or as be he am an no so it in us at by do go ie me on up we ad if de la"))
_SHAPE = re.compile(r"[a-z]{2,3}(?:[-_@][a-z0-9]{2,10}){0,3}", re.IGNORECASE)


def read_yaml(opened: Opened) -> Iterator[Item]:
    """Yield the records of a YAML file.

    Where the keys at the top are languages each string below is a record: its place is its key with dots, its
    alignment meets the files of other languages. Any other document is read as JSON would be.
    """
    text, refusal = whole_text(opened)
    if refusal is not None:
        yield refusal
        return
    result = parsed(text)
    several = len(result.documents) > 1
    for number, document in enumerate(result.documents, 1):
        for item in _document(document, opened, result.tally):
            if several and isinstance(item, (Record, Refusal)):
                item.place = f"document {number}, {item.place}" if item.place else f"document {number}"
            yield item
    yield from _said(result, opened)


def _said(result: Parsed, opened: Opened) -> Iterator[Item]:
    encoding = opened.encoding.name
    for broken in result.broken:
        code = "yaml-invalid" if broken.whole else "yaml-line-broken"
        params: Params = {"line": broken.line, "column": broken.column, "problem": broken.problem}
        yield Refusal(code, f"line {broken.line}", params, FORMAT, encoding)
    if result.twice:
        params = {"count": len(result.twice), "keys": ", ".join(result.twice[:5])}
        yield Remark("message-key-twice", params=params)
    if result.aliases:
        yield Remark("yaml-aliases", params={"count": result.aliases})
    yield from result.tally.items()


def _document(document: Any, opened: Opened, tally: Tally) -> Iterator[Item]:
    languages = _languages(document, opened.path)
    if languages:
        for language in languages:
            side = side_in_path(opened.path, language, separators="._")
            if len(languages) > 1:
                side = Side(language, "", False)
            yield from _messages(document[language], side, opened, tally)
        return
    by_path = _by_path(opened.path)
    if by_path is not None and isinstance(document, dict) and opened.options.text_field is None:
        yield from _messages(document, by_path, opened, tally)
        return
    for item in tree_items(document, opened.options, opened.encoding.name, FORMAT):
        if isinstance(item, Record):
            if kind_left_out(item.text) == "code":  # settings are full of names of files and of parts of programs
                tally.add("code", len(item.text))
                continue
            if by_path is not None:
                item.language = item.language or by_path.language
        yield item


def _messages(tree: Any, side: Side, opened: Opened, tally: Tally) -> Iterator[Record]:
    for key, value in texts(tree):
        if not isinstance(value, str):
            tally.add("untranslated" if value is None else "number")
        elif not tally.takes(value):
            place = key if side.across_files else f"{side.language}.{key}"
            yield Record(
                value, place, FORMAT, opened.encoding.name, language=side.language, alignment=side.alignment(key)
            )


def _languages(document: Any, path: str) -> list[str]:
    """Return the keys at the top if all of them are languages with messages below them."""
    if not isinstance(document, dict):
        return []
    keys = [key for key, value in document.items() if isinstance(value, dict)]
    if not keys or any(value is not None and not isinstance(value, dict) for value in document.values()):
        return []
    spots = frozenset(part for name in path.lower().split("/") for part in re.split(r"[._]", name)) | {
        path.rpartition("/")[2].rpartition(".")[0].lower()
    }
    for key in keys:
        named = key.lower() in spots and _SHAPE.fullmatch(key)
        if not named and (not is_tag(key) or (len(keys) == 1 and key.lower() in _WORDS)):
            return []
    return keys


def _by_path(path: str) -> Side | None:
    """Return the side of a file whose path names the language within a folder of translations."""
    folders = path.lower().split("/")[:-1]
    if not _FOLDERS.intersection(folders):
        return None
    side = side_in_path(path, separators=".")
    return side if side.across_files else None
