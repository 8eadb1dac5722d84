"""Makes the environment that the other scripts run in: `.venv` in the checkout, with pinned packages and the project.

Only the standard library is used here, because nothing else exists yet. `enter()` returns when the running Python is
that of the environment; otherwise it makes the environment if needed and starts the same script again inside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

SCRIPTS = Path(__file__).resolve().parent
CHECKOUT = SCRIPTS.parent
VENV = CHECKOUT / ".venv"
STAMP = VENV / "corpus-kit-environment"
LOCK = CHECKOUT / ".venv-lock"

MINIMUM = (3, 11)
TESTED = (3, 13)

# What the environment follows from: when one of these changes, packages are installed anew.
FOUNDATIONS = (SCRIPTS / "requirements-build.txt", SCRIPTS / "requirements.txt", CHECKOUT / "pyproject.toml")
TESTING = SCRIPTS / "requirements-test.txt"  # what running needs, and what testing needs beside it


class EnvironmentSetupError(Exception):
    """The environment cannot be made; the message says what failed and what to do."""


def python_in(venv: Path) -> Path:
    """Return the path of the Python program of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def inside(venv: Path = VENV) -> bool:
    """Say whether the running Python is that of the virtual environment."""
    return Path(sys.prefix).resolve() == venv.resolve() and sys.prefix != sys.base_prefix


def base_python() -> str:
    """Return the Python outside any virtual environment: one that runs from `.venv` cannot replace it."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def interpreter() -> str:
    """Return what of the running Python an environment depends on: kind, exact version, machine and home."""
    return f"{sys.implementation.name} {sys.version.split()[0]} {sysconfig.get_platform()} {sys.base_prefix}"


def expected_stamp(testing: bool = False) -> list[str]:
    """Return the lines that describe an environment made for this checkout as it is now: base first, then digests.

    That of one for testing begins as that of one for running does.
    """
    lines = [f"{interpreter()} in {CHECKOUT}"]
    for path in (*FOUNDATIONS, *([TESTING] if testing else [])):
        try:
            lines.append(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
        except OSError as error:
            raise EnvironmentSetupError(f"{path} cannot be read ({error}): the checkout is not complete.") from error
    return lines


def recorded_stamp() -> list[str]:
    """Return the lines of the finished environment, or none when there is no finished one."""
    try:
        return STAMP.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def stands(testing: bool) -> bool:
    """Say whether there is a finished environment that fits; one for testing also fits for running."""
    expected = expected_stamp(testing)
    return recorded_stamp()[: len(expected)] == expected and python_in(VENV).exists()


def child_variables() -> dict[str, str]:
    """Return the environment variables for programs that run inside the environment."""
    variables = dict(os.environ)
    variables.pop("PYTHONHOME", None)
    variables.pop("__PYVENV_LAUNCHER__", None)
    variables["VIRTUAL_ENV"] = str(VENV)
    variables["PATH"] = os.pathsep.join([str(python_in(VENV).parent), variables.get("PATH", "")])
    variables["PYTHONUTF8"] = "1"
    variables["PIP_USER"] = "0"  # pip's configuration may ask for user folders, which no virtual environment has
    if os.name == "nt" and not str(CHECKOUT).isascii():
        # Python 3.11 on Windows reads .pth files, which an editable installation needs, in the legacy code page.
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, [str(CHECKOUT), variables.get("PYTHONPATH", "")]))
    return variables


def run(command: list[str], failure: str) -> None:
    """Run a program with its output shown; raise EnvironmentSetupError with `failure` when it does not succeed."""
    try:
        code = subprocess.run(command, cwd=CHECKOUT, env=child_variables(), stdin=subprocess.DEVNULL).returncode
    except OSError as error:
        raise EnvironmentSetupError(f"{failure} ({error})") from error
    if code:
        raise EnvironmentSetupError(f"{failure} (exit code {code}; its own words stand above.)")


def pip(*arguments: str, failure: str) -> None:
    """Run the pip of the environment. Where packages come from is left to pip's own configuration."""
    settings = ["--disable-pip-version-check", "--no-input", "-qq"]  # -qq still tells errors
    run([str(python_in(VENV)), "-m", "pip", "install", *settings, *arguments], failure)


def install(testing: bool) -> None:
    """Install the pinned packages and the project into the environment."""
    build, pinned, _ = FOUNDATIONS
    failure = "Packages could not be installed. Check the network and pip's configuration, then run this again."
    hashed = ["--require-hashes"]
    pip(*hashed, "--only-binary", ":all:", "-r", str(build), failure=failure)
    # What must be built is built with the tools just installed, not with whatever is newest on that day.
    pip(*hashed, "--no-build-isolation", "--prefer-binary", "-r", str(TESTING if testing else pinned), failure=failure)
    pip("--no-build-isolation", "--no-deps", "-e", str(CHECKOUT), failure="corpus_kit itself could not be installed.")
    check = [str(python_in(VENV)), "-c", "import corpus_kit"]
    run(check, "The packages are installed, but corpus_kit cannot be imported.")


@contextlib.contextmanager
def making() -> Iterator[None]:
    """Let one process at a time make the environment; the lock goes with the process, so none is left behind."""
    with LOCK.open("a+b") as lock:
        if not lock_now(lock):
            print("Another process is preparing the environment; waiting for it.", flush=True)
            while not lock_now(lock):
                time.sleep(0.5)
        yield


def lock_now(lock: BinaryIO) -> bool:
    """Take the lock unless another process holds it, and say whether it was taken."""
    try:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # what the two kinds of system answer when another process holds it
        return False
    return True


def ensure(testing: bool = False) -> Path:
    """Make the environment unless it stands and fits, and return its Python.

    Raises EnvironmentSetupError when it cannot be made.
    """
    with making():
        if stands(testing):
            return python_in(VENV)
        expected, recorded = expected_stamp(testing), recorded_stamp()
        size = "450 MB" if testing else "250 MB"
        print(f"Preparing the environment in .venv; the first time takes some minutes (about {size}).", flush=True)
        if recorded[:1] != expected[:1] or not python_in(VENV).exists():
            failure = "Python could not make a virtual environment; on Debian or Ubuntu install python3-venv."
            run([base_python(), "-m", "venv", "--clear", str(VENV)], failure)
        STAMP.unlink(missing_ok=True)
        install(testing)
        STAMP.write_text("\n".join(expected) + "\n", encoding="utf-8")
        print("The environment is ready.", flush=True)
        return python_in(VENV)


def enter(script: str, testing: bool = False) -> None:
    """Return inside the finished environment; otherwise make it and start `script` again there, and never return."""
    make_output_safe()
    if sys.version_info[:2] < MINIMUM:
        fail(f"This is Python {sys.version.split()[0]}; version 3.11 or newer is needed.")
    if sys.version_info[:2] > TESTED:
        print(f"Note: tested up to Python 3.{TESTED[1]}; on newer ones some packages may need a compiler.", flush=True)
    try:
        if inside() and stands(testing):
            return
        if inside():
            python = base_python()  # it prepares the environment and comes back
        else:
            python = str(ensure(testing))
    except EnvironmentSetupError as failure:
        fail(str(failure))
    except OSError as error:
        fail(f"The environment cannot be written: {error}")
    except KeyboardInterrupt:
        fail("Stopped; nothing is broken, run it again to go on.", 130)
    restart(python, [script, *sys.argv[1:]])


def restart(python: str, arguments: list[str]) -> None:
    """Continue in another Python with the same arguments; does not return."""
    sys.stdout.flush()
    sys.stderr.flush()
    variables = child_variables()
    if os.name != "nt":
        os.execve(python, [python, *arguments], variables)
    try:  # Windows has no exec that waits, so this process stays and hands the result on
        sys.exit(subprocess.run([python, *arguments], env=variables).returncode)
    except KeyboardInterrupt:
        sys.exit(130)


def make_output_safe() -> None:
    """Let an old console show a substitute for letters that it lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def fail(sentence: str, code: int = 1) -> None:
    """End with a sentence on the error stream and a code other than 0."""
    print(f"\nFAILED: {sentence}", file=sys.stderr, flush=True)
    sys.exit(code)
