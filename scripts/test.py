"""Runs every check: `python scripts/test.py`. Makes the environment first when it is missing.

All checks run even when one fails. The exit code is 0 only when all passed. Further arguments go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import environment

MODULES = ["corpus_kit", "scripts", "tests"]
WORKERS = min(os.cpu_count() or 1, 8)


def checks(pytest_arguments: list[str]) -> list[tuple[str, list[str]]]:
    """Return each check: its name and the module of the environment to run, with arguments."""
    return [
        ("ruff check", ["ruff", "check", "."]),
        ("ruff format", ["ruff", "format", "--check", "."]),
        ("mypy --strict", ["mypy", "--strict", *MODULES]),
        ("pytest", ["pytest", "-n", str(WORKERS), "--dist", "worksteal", *pytest_arguments]),
    ]


def carry_out(name: str, module: list[str]) -> tuple[str, float]:
    """Run one check with its output shown; return what became of it and the seconds it took."""
    print(f"\n=== {name}", flush=True)
    started = time.perf_counter()
    code = subprocess.run([sys.executable, "-m", *module], cwd=environment.CHECKOUT).returncode
    seconds = time.perf_counter() - started
    return ("passed" if code == 0 else f"FAILED (exit code {code})"), seconds


def main(pytest_arguments: list[str]) -> int:
    results = [(name, *carry_out(name, module)) for name, module in checks(pytest_arguments)]
    shared = environment.CHECKOUT.parent / "shared"
    print("\n=== summary")
    for name, outcome, seconds in results:
        print(f"{name:<14} {outcome:<24} {seconds:6.1f} s")
    print(f"real corpora   {'tested, from ' + str(shared) if shared.is_dir() else 'absent, their tests skipped'}")
    failed = [name for name, outcome, _ in results if outcome != "passed"]
    print(f"{len(failed)} of {len(results)} checks failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    environment.enter(__file__, testing=True)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        environment.fail("Stopped.", 130)
