"""The pages for researchers and maintainers run as they stand, on the demonstration batches."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from .conftest import run_tool

pytest.importorskip("cryptography", reason="the page for maintainers signs a release")
pytest.importorskip("matplotlib", reason="the page for researchers draws a picture")

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"(?:<!-- needs (\w+) -->\n)?```(python|py|sh|console)\n(.*?)```", re.DOTALL)


def blocks(page: str, *languages: str) -> list[tuple[str, str]]:
    """Return what each block of a page needs, and its code."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [(needs, code) for needs, kind, code in BLOCK.findall(text) if kind in languages]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the commands of docs/maintain.md in a folder of their own, and give it."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "scripts").mkdir()
    shutil.copytree(ROOT / "scripts" / "demo_batches", folder / "scripts" / "demo_batches")
    (folder / "my-texts").mkdir()
    shutil.copy(ROOT / "scripts/demo_batches/steppe-library/kazakh/bazar.txt", folder / "my-texts")
    env = {**os.environ, "PYTHONPATH": str(ROOT) + os.pathsep + os.environ.get("PYTHONPATH", ""),
           "CORPUS_KIT_PASSPHRASE": "correct horse battery"}  # fmt: skip
    for _, code in blocks("maintain.md", "sh", "console"):
        for line in code.replace("\\\n", " ").splitlines():
            command = shlex.split(line, comments=True)
            if command[:1] == ["corpus-kit"] and not any("://" in word or word.isupper() for word in command):
                done = run_tool(*command[1:], env=env, cwd=folder)
                assert done.code in (0, 1) and "Traceback" not in done.err, (line, done.err)
    return folder


@pytest.mark.parametrize("page", ["research.md", "explore.md"])
def test_a_page_runs_from_top_to_bottom(
    page: str, workplace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import datasets

    monkeypatch.chdir(workplace)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", workplace / "cache")
    names: dict[str, Any] = {}
    ran = 0
    for needs, code in blocks(page, "python", "py"):
        if needs and importlib.util.find_spec(needs) is None:
            continue
        exec(compile(code, page, "exec"), names)
        ran += 1
    assert ran >= 3
    if page == "research.md":
        shown = capsys.readouterr().out
        assert "kaz_Cyrl" in shown and "und" in shown
    if page == "explore.md" and importlib.util.find_spec("pandas"):
        assert (workplace / "characters.png").stat().st_size > 1000


def test_commands_for_researchers_run(workplace: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT) + os.pathsep + os.environ.get("PYTHONPATH", "")}
    for _, code in blocks("research.md", "sh"):
        for line in code.splitlines():
            if not line.startswith("corpus-kit"):  # pipes need a shell
                continue
            assert run_tool(*shlex.split(line)[1:], env=env, cwd=workplace).code == 0, line
