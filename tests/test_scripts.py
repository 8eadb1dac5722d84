"""The scripts that set up, check and demonstrate, the demonstration batches, and the commands that the pages show."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
BATCHES = SCRIPTS / "demo_batches"


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load a script without running it. Scripts import each other from their own folder."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    spec = importlib.util.spec_from_file_location(f"script_{name}", SCRIPTS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# -- pinned packages


def pinned(name: str) -> dict[str, str]:
    """Return each pinned package with the lines that belong to it."""
    text = re.sub(r" \\\n +", " ", (SCRIPTS / name).read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {re.split(r"[=; ]", line)[0]: line for line in lines}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt", "requirements-build.txt"])
def test_every_package_is_pinned_with_digests_and_no_address(name: str) -> None:
    for line in pinned(name).values():
        assert re.match(r"[a-z0-9-]+==\S+( ;.*?)? --hash=sha256:[0-9a-f]{64}", line), line[:80]
        assert "://" not in line and "--index" not in line


def test_every_direct_requirement_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    running, names = (
        {re.split(r"[<>=!;\[ ]", requirement)[0].lower().replace("_", "-") for requirement in direct}
        for direct in (project["project"]["dependencies"], project["project"]["optional-dependencies"]["dev"])
    )
    tested = set(pinned("requirements-test.txt"))
    assert names <= tested and running <= set(pinned("requirements.txt")) < tested
    assert {"hatchling", "editables", "setuptools"} <= set(pinned("requirements-build.txt"))


# -- environment


def test_the_stamp_follows_the_pinned_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment = script("environment", monkeypatch)
    file = tmp_path / "requirements.txt"
    file.write_text("one==1\n", encoding="utf-8")
    monkeypatch.setattr(environment, "FOUNDATIONS", (file,))
    before = environment.expected_stamp()
    assert environment.expected_stamp() == before
    file.write_text("one==2\n", encoding="utf-8")
    assert environment.expected_stamp()[0] == before[0]
    assert environment.expected_stamp() != before


def test_an_environment_for_tests_serves_to_run_and_not_the_other_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = script("environment", monkeypatch)
    python, stamp = environment.python_in(tmp_path), tmp_path / "stamp"
    python.parent.mkdir()
    python.touch()
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "STAMP", stamp)
    assert not environment.stands(False)
    for testing, of_tests in ((False, False), (True, True)):
        stamp.write_text("\n".join(environment.expected_stamp(testing)) + "\n", encoding="utf-8")
        assert environment.stands(False) and environment.stands(True) == of_tests


def test_an_incomplete_checkout_is_told_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment = script("environment", monkeypatch)
    monkeypatch.setattr(environment, "FOUNDATIONS", (tmp_path / "absent.txt",))
    with pytest.raises(environment.EnvironmentSetupError, match="not complete"):
        environment.expected_stamp()


def test_a_failing_program_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = script("environment", monkeypatch)
    with pytest.raises(environment.EnvironmentSetupError, match=r"It broke\. \(exit code 3"):
        environment.run([sys.executable, "-c", "raise SystemExit(3)"], "It broke.")
    with pytest.raises(environment.EnvironmentSetupError, match="no such program"):
        environment.run([str(ROOT / "absent")], "no such program")


def test_an_old_python_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = script("environment", monkeypatch)
    monkeypatch.setattr(environment, "MINIMUM", (99, 0))
    with pytest.raises(SystemExit) as end:
        environment.enter("demo.py")
    assert end.value.code == 1
    assert "FAILED: This is Python" in capsys.readouterr().err


# -- test.py


def test_all_checks_run_and_one_failure_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    checks = script("test", monkeypatch)
    monkeypatch.setattr(checks, "checks", lambda _: [("broken", ["no_such_module_x"]), ("good", ["this"])])
    assert checks.main([]) == 1
    shown = capfd.readouterr().out
    assert (
        "FAILED (exit code 1)" in shown and "Beautiful is better" in shown and "1 of 2 checks failed: broken" in shown
    )
    monkeypatch.setattr(checks, "checks", lambda _: [("good", ["this"])])
    assert checks.main([]) == 0


# -- demo.py and its batches


def test_the_batches_show_what_they_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    demo = script("demo", monkeypatch)
    assert set(demo.EXPECTED) == {p.name for p in BATCHES.iterdir() if p.is_dir()}
    languages = demo.LANGUAGES.split()
    assert len(languages) >= 12 and len({tag.split("_")[1] for tag in languages}) >= 8
    declared = {tag for name in demo.EXPECTED for tag in manifest(name)["languages"]["expected"]}
    assert set(languages) <= declared
    legacy = (BATCHES / "steppe-library/russian/pekarnya.txt").read_bytes()
    assert legacy.decode("windows-1251").startswith(demo.LEGACY_TEXT)
    with pytest.raises(UnicodeDecodeError):
        legacy.decode("utf-8")
    with pytest.raises(json.JSONDecodeError):
        json.loads((BATCHES / "caravan-university/azerbaijani.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    twice = ["steppe-library/russian/shkola.txt", "two-rivers-archive/exchange/shkola.txt"]
    one, two = ((BATCHES / path).read_text(encoding="utf-8") for path in twice)
    assert one == two and one.startswith(demo.DOUBLE_TEXT)
    assert "NonCommercial" in (BATCHES / "city-magazine/LICENSE").read_text(encoding="utf-8")
    assert manifest("city-magazine")["rights"]["license"] == "CC-BY-4.0"


def manifest(batch: str) -> dict[str, Any]:
    return tomllib.loads((BATCHES / batch / "batch.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("abc", 10, "abc"),
        ("abcdef", 4, "abc…"),
        ("清晨的集市", 6, "清晨…"),
        ("नदी नदी नदी", 6, "नदी न…"),
        ("ตี๋ตี๋ตี๋", 3, "ตี๋ตี๋ตี๋"),
        ("ตี๋ตี๋ตี๋", 2, "ตี๋…"),
        ("שלום עולם", 20, "\u2068שלום עולם\u2069"),
        ("سلام\nدنیا", 6, "\u2068سلام …\u2069"),
        ("", 5, ""),
    ],
)
def test_texts_are_cut_to_columns(monkeypatch: pytest.MonkeyPatch, text: str, columns: int, shown: str) -> None:
    assert script("demo", monkeypatch).cut_to_width(text, columns) == shown


def test_a_foreign_folder_is_never_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    demo = script("demo", monkeypatch)
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(demo.DemoError, match="not from an earlier demonstration"):
        demo.fresh_folder(tmp_path)
    assert (tmp_path / "thesis.txt").is_file()
    demo.fresh_folder(tmp_path / "own")
    (tmp_path / "own" / "old").touch()
    demo.fresh_folder(tmp_path / "own")
    assert not (tmp_path / "own" / "old").exists()


# -- the pages


def commands(page: Path) -> list[str]:
    """Return the corpus-kit commands of a page's shell blocks, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("corpus-kit ")]


def workplace(folder: Path) -> None:
    """Make what the pages suppose: the demonstration batches and a folder of somebody's own texts."""
    shutil.copytree(BATCHES, folder / "scripts" / "demo_batches")
    (folder / "my-texts").mkdir()
    shutil.copy(BATCHES / "steppe-library/kazakh/bazar.txt", folder / "my-texts")


def carry_out(command: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "corpus_kit", *shlex.split(command)[1:]],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    assert done.returncode in (0, 1) and "Traceback" not in done.stderr, f"{command}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", ["README.md", "docs/contribute.md"])
def test_the_commands_of_a_page_run_in_order(page: str, tmp_path: Path) -> None:
    workplace(tmp_path)
    found = commands(ROOT / page)
    assert len(found) >= 3
    for command in found:
        carry_out(command, tmp_path)
