"""Runs LibreOffice to convert one document: without macros or links, with a profile of its own, and killed in time."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

SECONDS = 120  # for one document; a book of a thousand pages takes 20
_WAIT_SECONDS = 600  # for another conversion to end
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" \
oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" \
oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class ConversionError(Exception):
    """LibreOffice did not convert the document; the message says why in a few words."""


def program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def converted(body: bytes, source: str, target: str) -> bytes:
    """Return a document of the format `source` (an extension) in the format `target`.

    Raises ConversionError when LibreOffice is missing, fails, or takes longer than `SECONDS`.
    """
    command = program()
    if command is None:
        raise ConversionError("it is not installed")
    with _one_at_a_time(), tempfile.TemporaryDirectory(prefix="corpus_kit-", ignore_cleanup_errors=True) as folder:
        profile, out = Path(folder, "profile"), Path(folder, "out")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        document = Path(folder, f"document.{source}")
        document.write_bytes(body)
        arguments = [command, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        arguments += ["--nodefault", "--nologo", "--convert-to", target, "--outdir", str(out), str(document)]
        _run(arguments, folder)
        result = out / f"document.{target}"
        if not result.is_file():
            raise ConversionError("it gave no document")
        return result.read_bytes()


def _run(arguments: list[str], folder: str) -> None:
    """Run a command; it and all that it started are ended after `SECONDS`."""
    nothing = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            arguments, cwd=folder, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
        )
    except OSError as error:
        raise ConversionError(f"it does not start: {error.strerror}") from None
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise ConversionError(f"it took longer than {SECONDS} seconds") from None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep conversions apart, for each takes some hundred MB of memory; after a long wait they go side by side."""
    lock = FileLock(Path(tempfile.gettempdir(), "corpus_kit-libreoffice.lock"))
    try:
        lock.acquire(timeout=_WAIT_SECONDS)
    except (Timeout, OSError):
        yield
        return
    try:
        yield
    finally:
        lock.release()
