"""What researchers import: a release, or some languages of it, as a `datasets` object.

No stage and no detector is imported here, and nothing is written into the folder of the release.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import StorageError, UsageError
from corpus_kit.languages import UnknownLanguageError, group_members, name_of, names_script, parse_tag
from corpus_kit.opening import Opened, damaged, open_release

if TYPE_CHECKING:
    from pathlib import Path

    from datasets import Dataset, IterableDataset

# Rows that streaming makes ready at once: the first comes sooner, and less is held, than with a whole row group.
STREAMED_ROWS = 100
_BUFFER_BYTES = 1024 * 1024
_SHOWN = 20
Languages = str | Sequence[str] | Mapping[str, float] | None


def load(
    path: str | Path,
    language: Languages = "all",
    *,
    tier: str | None = None,
    since: str | None = None,
    streaming: bool = False,
    columns: Sequence[str] | None = None,
    weights: Sequence[float] | None = None,
    seed: int = 0,
    version: str | None = None,
) -> Dataset | IterableDataset:
    """Return the texts of a release in some languages, or all of them.

    `path` is the folder of a release, or where releases were published: a folder, `s3://BUCKET/PREFIX`,
    `hf://datasets/OWNER/NAME` or `OWNER/NAME` on the hub; of several published versions the newest, or `version`.

    `language` is any name or code: `kaz_Cyrl`, `kk`, `Kazakh`, `қазақша`. A code without script takes every script of
    the language in the release; a group such as `fa`, `zho` or `msa` all its members; `all` or None every text. A list
    takes several. With `weights`, one for each, or a mapping from languages to weights, their rows are drawn at random
    in those proportions, with `seed`, until one of them has no more.

    `tier` limits the texts to one tier of licenses: open, share-alike, non-commercial or restricted; `since` to those
    added in that version or later; `columns` are those to read. With `streaming` rows are read as they are asked for.

    Raises UsageError, naming what there is, when the release has no such texts.
    """
    opened = open_release(path, version)
    files = _files(opened)
    filters = _since(opened, since)
    wanted, shares = _wanted(language, weights)
    if shares is None:
        chosen = sorted({file for name in wanted for file in _chosen(opened, files, name, tier)})
        return _open(opened, chosen, streaming, columns, filters)
    parts = [_open(opened, _chosen(opened, files, name, tier), streaming, columns, filters) for name in wanted]
    if len(parts) == 1:
        return parts[0]
    import datasets

    total = sum(shares)
    return datasets.interleave_datasets(parts, probabilities=[share / total for share in shares], seed=seed)


def choose(
    opened: Opened, language: Languages, tier: str | None, since: str | None
) -> tuple[list[str], list[tuple[str, str, list[str]]] | None]:
    """Return the data files that hold some languages and a tier, and the filter for what was added since a version."""
    files = _files(opened)
    names, _ = _wanted(list(language) if isinstance(language, Mapping) else language, None)
    chosen = sorted({file for name in names for file in _chosen(opened, files, name, tier)})
    return chosen, _since(opened, since)


def _wanted(language: Languages, weights: Sequence[float] | None) -> tuple[list[str], list[float] | None]:
    """Return the languages asked for and their weights, None where all rows are wanted."""
    if isinstance(language, Mapping):
        if weights is not None:
            raise UsageError("weights are given twice", "give a mapping of languages to weights, or a list and weights")
        names, shares = list(language), list(language.values())
    else:
        names = ["all"] if language is None else [language] if isinstance(language, str) else list(language)
        if weights is None and names:
            return names, None
        shares = list(weights or ())
    if not names:
        raise UsageError("no language is given", 'name one, or leave it out for "all"')
    if len(shares) != len(names):
        raise UsageError(f"{len(shares)} weights for {len(names)} languages", "give one weight for each language")
    if not all(isinstance(s, int | float) and not isinstance(s, bool) and 0 < s < float("inf") for s in shares):
        raise UsageError(f"these are no weights: {shares}", "give numbers above 0")
    return names, shares


def _chosen(opened: Opened, files: dict[tuple[str, str], list[str]], language: str, tier: str | None) -> list[str]:
    tags = sorted({tag for _, tag in files})
    wanted = set(tags) if language == "all" else _tags(language, tags)
    chosen = sorted(p for (t, tag), paths in files.items() if tag in wanted and tier in (None, t) for p in paths)
    if not chosen:
        raise _nothing(opened.root, language, tier, wanted, sorted(files))
    return chosen


def _since(opened: Opened, since: str | None) -> list[tuple[str, str, list[str]]] | None:
    if since is None:
        return None
    there = opened.statement.get("added_in")
    if not isinstance(there, dict):
        raise damaged(opened.root)
    try:
        least = _numbers(since)
        versions = [version for version in there if _numbers(version) >= least]
    except ValueError as error:
        raise UsageError(
            f"{since!r} is no version of a release", "write three numbers with dots, e.g. 1.0.0"
        ) from error
    if not versions:
        raise UsageError(
            f"the release {opened.root} has no texts added since {since}", f"texts were added in: {', '.join(there)}"
        )
    return [("added_in", "in", versions)]


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(version)
    return tuple(int(part) for part in parts)


def _open(
    opened: Opened,
    files: list[str],
    streaming: bool,
    columns: Sequence[str] | None,
    filters: list[tuple[str, str, list[str]]] | None,
) -> Dataset | IterableDataset:
    folder = opened.folder
    for file in files:
        if folder is not None and not (folder / file).is_file():
            raise UsageError(
                f"{opened.root} is not whole: {file} is missing", f"see what else is: corpus-kit verify {opened.root}"
            )
    import datasets

    # A name with glob characters in it would be taken for a pattern; `datasets` escapes its base path only.
    paths = [_literal((folder / f).resolve().as_posix()) if folder is not None else opened.path_of(f) for f in files]
    chosen = _columns(columns)
    asked = {"columns": chosen, "filters": filters, "batch_size": STREAMED_ROWS if streaming else None}
    options: dict[str, Any] = {name: value for name, value in asked.items() if value}
    if streaming and folder is not None:
        from pyarrow.dataset import ParquetFragmentScanOptions

        # From a disk, reading a row group ahead only costs memory; from far away it saves requests.
        options["fragment_scan_options"] = ParquetFragmentScanOptions(
            pre_buffer=False, use_buffered_stream=True, buffer_size=_BUFFER_BYTES
        )
    try:
        found = datasets.load_dataset(
            "parquet", data_files={"train": paths}, split="train", streaming=streaming, **options
        )
    except PermissionError as error:
        raise StorageError(f"{opened.root} may not be read: {error}", "check your credentials for it") from error
    return found


def _columns(columns: Sequence[str] | None) -> list[str] | None:
    if columns is None:
        return None
    from corpus_kit.columns import load_schema

    known = list(load_schema("release")["$defs"]["row"]["properties"])
    wanted = [columns] if isinstance(columns, str) else list(columns)
    if unknown := [name for name in wanted if name not in known]:
        raise UsageError(f"there is no column {unknown[0]!r}", f"choose among: {', '.join(known)}")
    if not wanted:
        raise UsageError("no column is given", "name one, or leave columns out for all of them")
    return wanted


def _literal(path: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in path)


def _files(opened: Opened) -> dict[tuple[str, str], list[str]]:
    """Return the data files by tier and language."""
    statement = opened.statement
    everything = statement["configs"].get("all", {}).get("files", [])
    if not statement.get("documents", bool(everything)):
        raise UsageError(f"the release {opened.root} holds no text", "its README.md and excluded.parquet say why")
    found: dict[tuple[str, str], list[str]] = {}
    for file in everything:
        parts = file.split("/") if isinstance(file, str) else []
        if len(parts) != 4 or parts[0] != "data" or ".." in parts:
            raise damaged(opened.root)
        found.setdefault((parts[1], parts[2]), []).append(file)
    return found


def _tags(language: str, there: list[str]) -> set[str]:
    """Return the tags of the release that a name or code means."""
    if language in there:
        return {language}
    # `zho` is all of Chinese, `zho_Hant` what of it is in traditional characters.
    if members := group_members(language):
        script = language.partition("_")[2].title()
        return {tag for tag in there if tag.split("_")[0] in members and script in ("", tag.split("_")[1])}
    try:
        meant = str(parse_tag(language))
    except UnknownLanguageError as error:
        if not error.choices:
            raise UsageError(f"{error}", f"use one that is in the release: {_list(there)}") from error
        raise UsageError(f"{error}", f"choose one of them; in the release are: {_list(there)}") from error
    if names_script(language):
        return {meant} & set(there)
    return {tag for tag in there if tag.split("_")[0] == meant.split("_")[0]}


def _nothing(root: str, language: str, tier: str | None, wanted: set[str], there: list[tuple[str, str]]) -> UsageError:
    tags = sorted({tag for _, tag in there})
    tiers = sorted({t for t, tag in there if tag in wanted})
    if tier is not None and tiers:
        return UsageError(
            f"the release {root} has no texts of the tier {tier!r} in {language}", f"choose one of: {', '.join(tiers)}"
        )
    return UsageError(f"the release {root} has no texts in {language!r}", f"it has: {_list(tags)}")


def _list(tags: list[str]) -> str:
    shown = ", ".join(f"{tag} ({name_of(tag)})" for tag in tags[:_SHOWN])
    return shown + (f" and {len(tags) - _SHOWN} more" if len(tags) > _SHOWN else "")


class _Callable(types.ModuleType):
    """This module, which can be called like the function in it.

    Importing a module binds its name in the package: after `import corpus_kit.load`, `corpus_kit.load` is the module,
    and before it the function. Both must load a release.
    """

    def __call__(self, *arguments: Any, **options: Any) -> Dataset | IterableDataset:
        return load(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
