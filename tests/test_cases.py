"""Small inputs that broke other tools: those of the rooms that are built must hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SHARED

pytestmark = pytest.mark.shared
# Cases of formats that are not read yet, of near-duplicates and of repair of text come with their rooms.
HOLDING = [
    "cli",
    "language",
    "licence-01",
    "licence-02",
    "licence-03",
    "licence-04",
    "packaging",
    "readers-01",
    "readers-02",
    "readers-03",
    "readers-09",
    "readers-1",
]


@pytest.mark.parametrize("area", [*HOLDING, "text-04"])
def test_the_cases_of_an_area_hold(area: str) -> None:
    scripts = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, str(SHARED / "cases" / "run.py"), "--only", area]
    done = subprocess.run(command, capture_output=True, env=env, timeout=600)
    out = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, out + done.stderr.decode("utf-8", "replace")[-2000:]
    assert "0 of 0" not in out
