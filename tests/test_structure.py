"""The rooms of the house: who may import whom, what is loaded when, and which files have grown too long."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "corpus_kit"
# Imports go upward in this list only. Modules of one line may import each other, except stages.
ROOMS = [
    ["errors"],
    ["resources"],
    ["provenance", "findings", "columns", "languages"],
    ["licenses", "manifest"],
    ["storage", "signing", "readers", "identification", "stages"],
    ["repair"],
    ["intake", "ledger", "corpus", "execution", "tidying"],
    ["reading", "judging", "measuring"],
    ["opening", "load", "citing", "tracing"],
    ["ingest", "release", "draft", "publishing"],
    ["checking", "licensing", "preview", "status", "disagreement", "review", "lines"],
    ["render"],
    ["cli"],
]
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if p.name != "__main__.py" and p != PACKAGE / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_go_upward_only(path: Path) -> None:
    rank = RANK[room_of(path)]
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "corpus_kit" and len(parts) > 1 and parts[1] in RANK:
            assert RANK[parts[1]] <= rank, f"{path.name} imports {name}"


def test_stages_never_import_stages() -> None:
    names = {p.stem for p in (PACKAGE / "stages").glob("*.py")} - {"__init__"}
    for path in (PACKAGE / "stages").glob("*.py"):
        others = {f"corpus_kit.stages.{n}" for n in names - {path.stem}}
        assert not imports_of(path) & others, path.name


def test_only_the_command_line_imports_typer() -> None:
    for path in MODULES:
        if room_of(path) != "cli":
            assert not {"typer", "click"} & imports_of(path), path.name


def test_loading_imports_no_stage_and_no_detector() -> None:
    detectors = ("pycld2", "langdetect", "spacy")
    code = (
        "import sys, corpus_kit.load; print([m for m in sys.modules "
        f"if 'stages' in m or 'identification' in m or m in {detectors!r}])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


@pytest.mark.parametrize("module", ["corpus_kit", "corpus_kit.cli"])
def test_import_stays_light(module: str) -> None:
    heavy = (
        "pyarrow",
        "numpy",
        "datasets",
        "spacy",
        "pycld2",
        "langdetect",
        "license_expression",
        "rich.progress",
        "jsonschema",
    )
    code = f"import sys, {module}; print([m for m in {heavy!r} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_public_names_exist() -> None:
    import corpus_kit

    assert set(corpus_kit.__all__) <= set(dir(corpus_kit))
    for name in corpus_kit.__all__:
        assert getattr(corpus_kit, name) is not None


def test_files_stay_short() -> None:
    long = {p.name: n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


@pytest.mark.parametrize("script", ["make_data_format", "make_formats"])
def test_generated_pages_are_up_to_date(script: str) -> None:
    path = PACKAGE.parent / "scripts" / f"{script}.py"
    assert subprocess.run([sys.executable, path, "--check"]).returncode == 0


def test_every_reader_of_the_table_exists_and_its_sections_are_whole() -> None:
    from corpus_kit.readers.formats import FORMATS, SECTIONS
    from corpus_kit.readers.reading import reader_of

    assert sum(map(len, SECTIONS.values())) == len(FORMATS), "a name stands twice"
    for entry in FORMATS.values():
        if entry.readable and entry.kind != "wrapper":
            assert callable(reader_of(entry.reader)), entry.name


def test_what_is_left_out_has_words() -> None:
    from corpus_kit.readers import LEFT_OUT
    from corpus_kit.render.words import words_in

    for kind in LEFT_OUT:
        for number in (1, 2):
            assert words_in().count(f"left_out.{kind}", number)
