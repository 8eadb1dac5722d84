"""What a file is in a batch, told by its name alone: text, evidence, manifest, program or litter."""

from __future__ import annotations

import re
from typing import Literal

from corpus_kit.readers.formats import WRAPPERS, words

Role = Literal["text", "about", "manifest", "code", "litter"]

_ABOUT_NAMES = re.compile(
    r"^(?:(?:un)?licen[sc]e|copying|copyright|notice|readme|authors?|credits|contributors|acknowledge?ments?|citation|"
    r"terms|patents)(?:[-_.][a-z0-9_.+-]+)?$"
)
# What may follow the stem of such a name: an extension of prose. `README.md.zip` or `license.jsonl` is data.
_ABOUT_EXTENSIONS = frozenset(
    words(
        "txt text md markdown mdown rst adoc asciidoc asc html htm xml rtf pdf docx doc odt tex org bib cff yml yaml "
        "json lesser mit apache cc0 debian en ru kk ky tg uz tk az tr fa ar zh mn ka hy"
    )
)
_ABOUT_EXACT = frozenset(
    words(
        "datapackage.json croissant.json dataset_infos.json dataset_info.json metadata.json dataset-metadata.json "
        "citation.cff codemeta.json .zenodo.json ro-crate-metadata.json batch.toml.sig sha256sums md5sums reuse.toml"
    )
)
# Not here are suffixes that are also codes of languages, as in `test.pl`, `dev.cs`, `news.am`: am cs el mk ml pl so.
_CODE_EXTENSIONS = frozenset(
    words(
        "py pyi pyx ipynb sh bash zsh fish bat cmd ps1 js mjs cjs jsx tsx css scss sass less c h cc cpp cxx hpp java "
        "kt scala rb haml slim pm php lua go rs swift m mm r jl hs ex exs erl clj vim sql cmake make gradle sbt "
        "ac m4 in lock patch diff awk sed pas f90 vb vbs asm s wasm map rnc ejs vue svelte"
    )
)
_CODE_NAMES = frozenset(
    words(
        "makefile gnumakefile dockerfile rakefile gemfile gemfile.lock vagrantfile jenkinsfile procfile package.json "
        "package-lock.json tsconfig.json pyproject.toml setup.cfg tox.ini cargo.toml requirements.txt cmakelists.txt "
        ".gitignore .gitattributes .gitmodules .editorconfig .npmignore .dockerignore .travis.yml configure "
        ".pre-commit-config.yaml"
    )
)
_LITTER_NAMES = frozenset(
    [
        ".ds_store",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        ".localized",
        ".directory",
        "icon\r",
        ".apdisk",
        ".gitkeep",
    ]
)
_LITTER_FOLDERS = frozenset(
    words(
        "__macosx .git .svn .hg .idea .vscode __pycache__ .ipynb_checkpoints .trash .spotlight-v100 .fseventsd "
        "node_modules .pytest_cache $recycle.bin"
    )
) | {"system volume information"}
_LITTER_PATTERN = re.compile(
    r"^(?:~\$.*|\._.*|\.~lock\..*#|.*~|#.*#|.*\.(?:swp|swo|swx|tmp|temp|crdownload|part|bak~))$"
)


def role_of(path: str) -> Role:
    """Return what the file at `path` (relative, `/` or `\\` between folders) is in a batch.

    `text` is read; `about` (licenses, readme files, citations, descriptions) is evidence and no document; `manifest`
    is the batch's own declaration; `code` is source, build and style of programs; `litter` is what systems and
    editors leave behind.
    """
    *folders, name = [part.lower() for part in path.replace("\\", "/").split("/") if part not in ("", ".")] or [""]
    if name in _LITTER_NAMES or _LITTER_FOLDERS.intersection(folders) or _LITTER_PATTERN.match(name):
        return "litter"
    if name == "batch.toml":
        return "manifest"
    if _is_about(name, folders):
        return "about"
    stem, dot, extension = name.rpartition(".")
    if name in _CODE_NAMES or (dot and stem and extension in _CODE_EXTENSIONS):
        return "code"
    return "text"


def _is_about(name: str, folders: list[str]) -> bool:
    if name in _ABOUT_EXACT or (folders and folders[-1] in ("licenses", "licences")):
        return True
    # REUSE: the terms of one file beside it, and those of many in one file.
    if (name.endswith(".license") and name.count(".") > 1) or (name == "dep5" and folders[-1:] == [".reuse"]):
        return True
    stem, dot, extension = name.partition(".")
    while dot and extension.rpartition(".")[2] in WRAPPERS:
        extension = extension.rpartition(".")[0]  # README.gz and copyright.gz are still what they were
        dot = "." if extension else ""
    if dot and any(part not in _ABOUT_EXTENSIONS and not part.isdigit() for part in extension.split(".")):
        return False
    return bool(_ABOUT_NAMES.match(stem))


def inner_name(path: str, wrapper: str) -> str:
    """Return `path` without the suffix of the compression `wrapper`; a name without one is returned unchanged."""
    suffixes = {"gz": (".gz", ".gzip"), "bz2": (".bz2",), "xz": (".xz", ".lzma"), "zst": (".zst", ".zstd")}
    short = {".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".svgz": ".svg"}
    lowered = path.lower()
    for ending, full in short.items():
        if lowered.endswith(ending):
            return path[: -len(ending)] + full
    for ending in suffixes.get(wrapper, ()):
        if lowered.endswith(ending):
            return path[: -len(ending)]
    return path
