"""Writes `requirements-build.txt`, `requirements.txt` and `requirements-test.txt` anew from pyproject.toml.

Run it with `python scripts/refresh_requirements.py`. It needs the resolver `uv`
(`pip install uv`; on the PATH or given with `--uv`). The result pins every package for Python 3.11 to 3.13 on Linux,
macOS and Windows, with the digest of every published file of that version, and names no index: where packages come
from is the business of pip's own configuration.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
CHECKOUT = SCRIPTS.parent
BUILD = SCRIPTS / "requirements-build.txt"
RUN = SCRIPTS / "requirements.txt"
TEST = SCRIPTS / "requirements-test.txt"

# setuptools builds the packages that some platforms only have as source; hatchling builds corpus_kit itself and asks
# for editables when it installs a checkout in place.
BUILD_TOOLS = ["editables>=0.5", "setuptools>=77"]


def direct_requirements() -> tuple[list[str], list[str], list[str]]:
    """Return what building needs, what running needs, and what testing needs beside it, as pyproject.toml states it."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    build = [*project["build-system"]["requires"], *BUILD_TOOLS]
    extras = project["project"]["optional-dependencies"]
    return build, [*project["project"]["dependencies"], *extras["formats"]], extras["dev"]


def resolve(uv: str, requirements: list[str], constraints: list[Path]) -> str:
    """Return the pinned requirements with digests that `uv` finds; raise SystemExit when it finds none."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "requirements.in"
        source.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        command = [uv, "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
        command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
        for path in constraints:
            command += ["--constraints", str(path)]
        done = subprocess.run([*command, str(source)], capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"uv found no set of versions:\n{done.stderr}")
    return done.stdout


def write(path: Path, purpose: str, pinned: str) -> None:
    """Write one requirements file with a heading, and refuse an address in it."""
    if "://" in pinned:
        raise SystemExit(f"{path.name} would name an address; a requirement must be a name and a version")
    heading = f"# {purpose}\n# Written by scripts/refresh_requirements.py from pyproject.toml; do not edit by hand.\n"
    path.write_text(heading + pinned, encoding="utf-8", newline="\n")
    print(f"{path.relative_to(CHECKOUT)}: {pinned.count('==')} packages")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Pin the packages that the scripts install.")
    parser.add_argument("--uv", default=shutil.which("uv"), help="the uv program")
    uv: str | None = parser.parse_args(arguments).uv
    if not uv:
        raise SystemExit("uv is not here: install it (pip install uv) or name it with --uv")
    build, run, test = direct_requirements()
    write(BUILD, "What building needs; installed first.", resolve(uv, build, []))
    # Of one package both have the same version, so that an environment for running becomes one for testing.
    write(TEST, "What running and testing need.", resolve(uv, [*run, *test], [BUILD]))
    write(RUN, "What running needs.", resolve(uv, run, [BUILD, TEST]))


if __name__ == "__main__":
    main(sys.argv[1:])
