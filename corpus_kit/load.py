"""What researchers import: a release, or one language of it, as a `datasets` object.

No stage and no detector is imported here, and nothing is written into the folder of the release.
"""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kit.errors import CorpusTooNewError, UsageError
from corpus_kit.languages import UnknownLanguageError, group_members, name_of, names_script, parse_tag

if TYPE_CHECKING:
    from datasets import Dataset, IterableDataset

_FORMAT = 1
_SHOWN = 20


def load(
    path: str | Path, language: str | None = "all", *, tier: str | None = None, streaming: bool = False
) -> Dataset | IterableDataset:
    """Return the texts of a release in one language, or all of them.

    `language` is any name or code: `kaz_Cyrl`, `kk`, `Kazakh`, `қазақша`. A code without script takes every script
    of the language in the release; a group such as `fa`, `zh` or `msa` all its members; `all` or None every text.
    `tier` limits the texts to one tier of licenses: open, share-alike, non-commercial or restricted.

    Raises UsageError, naming what there is, when the release has no such texts.
    """
    language = "all" if language is None else language
    root = Path(path)
    files = _files(_statement(root), root)
    tags = sorted({tag for _, tag in files})
    wanted = set(tags) if language == "all" else _tags(language, tags)
    chosen = sorted(p for (t, tag), paths in files.items() if tag in wanted and tier in (None, t) for p in paths)
    if not chosen:
        raise _nothing(root, language, tier, wanted, sorted(files))
    return _open(root, chosen, streaming)


def _open(root: Path, files: list[str], streaming: bool) -> Dataset | IterableDataset:
    for file in files:
        if not (root / file).is_file():
            raise UsageError(f"{root} is not whole: {file} is missing", f"see what else is: corpus-kit verify {root}")
    import datasets

    # A name with glob characters in it would be taken for a pattern; `datasets` escapes its base path only.
    found = datasets.load_dataset(
        "parquet", data_files={"train": [_literal(root / file) for file in files]}, split="train", streaming=streaming
    )
    return found


def _literal(path: Path) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in path.resolve().as_posix())


def _statement(root: Path) -> dict[str, Any]:
    if (root / "corpus.toml").is_file():
        versions = sorted(
            p.parent.name for p in root.glob("releases/*/release.json") if not p.parent.name.startswith(".")
        )
        there = f"it has {', '.join(versions)}" if versions else "it has none yet: corpus-kit release"
        raise UsageError(
            f"{root} is a corpus, not a release", f"name one of its releases under {root}/releases: {there}"
        )
    try:
        statement = json.loads((root / "release.json").read_bytes())
        made = statement["format"]
        if not isinstance(statement["configs"], dict) or not isinstance(made, int):
            raise TypeError("configs or format")
    except OSError as error:
        raise UsageError(
            f"{root} is no release that can be read: {error.strerror or error} (release.json)",
            "name the folder that holds release.json, e.g. CORPUS/releases/1.0.0",
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(root) from error
    if made > _FORMAT:
        raise CorpusTooNewError(
            f"the release {root} has format {made}; this version of corpus_kit knows formats up to {_FORMAT}",
            "install a newer corpus_kit: pip install --upgrade corpus_kit",
        )
    found: dict[str, Any] = statement
    return found


def _files(statement: dict[str, Any], root: Path) -> dict[tuple[str, str], list[str]]:
    """Return the data files by tier and language."""
    everything = statement["configs"].get("all", {}).get("files", [])
    if not statement.get("documents", bool(everything)):
        raise UsageError(f"the release {root} holds no text", "its README.md and excluded.parquet say why")
    found: dict[tuple[str, str], list[str]] = {}
    for file in everything:
        parts = file.split("/") if isinstance(file, str) else []
        if len(parts) != 4 or parts[0] != "data" or ".." in parts:
            raise _damaged(root)
        found.setdefault((parts[1], parts[2]), []).append(file)
    return found


def _damaged(root: Path) -> UsageError:
    return UsageError(f"{root}/release.json is damaged", f"see what is wrong: corpus-kit verify {root}")


def _tags(language: str, there: list[str]) -> set[str]:
    """Return the tags of the release that a name or code means."""
    if language in there:
        return {language}
    if members := group_members(
        language
    ):  # `zho` is all of Chinese, `zho_Hant` what of it is in traditional characters
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


def _nothing(root: Path, language: str, tier: str | None, wanted: set[str], there: list[tuple[str, str]]) -> UsageError:
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

    def __call__(
        self, path: str | Path, language: str | None = "all", *, tier: str | None = None, streaming: bool = False
    ) -> Dataset | IterableDataset:
        return load(path, language, tier=tier, streaming=streaming)


sys.modules[__name__].__class__ = _Callable
