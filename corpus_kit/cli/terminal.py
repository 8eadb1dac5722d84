"""What commands share: errors in words, exit codes, progress, and printing that no terminal can make fail."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus_kit.errors import CorpusKitError

GOOD, FINDINGS, USAGE, INTERRUPTED = 0, 1, 2, 130


def prepare_streams() -> None:
    """Let every stream show what it can and escape what it cannot, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def say(text: str = "") -> None:
    """Print a line for a person on standard output."""
    print(text)


def tell(text: str) -> None:
    """Print a line about the work itself, on standard error."""
    print(text, file=sys.stderr, flush=True)


def print_json(value: Any) -> None:
    """Print one line of JSON, in UTF-8 whatever the terminal's encoding is."""
    print_utf8(json.dumps(value, ensure_ascii=False) + "\n")


def print_utf8(text: str) -> None:
    """Write text to standard output as UTF-8; half characters become escapes."""
    sys.stdout.flush()
    data = text.encode("utf-8", "backslashreplace")
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(data.decode())


def tell_error(error: CorpusKitError) -> None:
    """Print what went wrong and what to do about it, on standard error."""
    tell(f"corpus-kit: {error.what}")
    if error.remedy:
        tell(f"  What to do: {error.remedy}.")


@contextlib.contextmanager
def reporting(again: str = "") -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code; `again` says how to go on after Ctrl-C."""
    try:
        yield
    except CorpusKitError as error:
        tell_error(error)
        leave(USAGE)
    except KeyboardInterrupt:
        tell("corpus-kit: stopped. " + (again or "Nothing was changed."))
        leave(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(GOOD) from None
    except OSError as error:
        tell(f"corpus-kit: {error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        tell("  What to do: check that the path exists, that you may use it, and that the disk is not full.")
        leave(USAGE)
    except Exception as error:
        if os.environ.get("CORPUS_KIT_DEBUG"):
            raise
        tell(f"corpus-kit: a fault in corpus_kit itself: {type(error).__name__}: {str(error)[:300]}")
        tell("  What to do: please report it, with the output of the same command under CORPUS_KIT_DEBUG=1.")
        leave(USAGE)


def leave(code: int) -> None:
    """End the command with an exit code; 0 lets it go on to its end."""
    if code:
        raise SystemExit(code)


@contextlib.contextmanager
def progress(title: str, in_bytes: bool = False) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that shows `done` of `total` as a bar on a terminal; None where nobody would see it.

    With `in_bytes` the numbers are shown as sizes, and how fast they grow.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress as parts
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    counted = (parts.DownloadColumn(), parts.TransferSpeedColumn()) if in_bytes else (parts.MofNCompleteColumn(),)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        *counted,
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task(title, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def on_terminal() -> bool:
    """Say whether a person is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def now() -> str:
    """Return the time for the ledger, in UTC; nothing released holds it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def login_name() -> str:
    """Return who is at work, for the ledger."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def write_file(path: Path, text: str) -> None:
    """Write a report to a file as UTF-8."""
    from corpus_kit.storage import write_text

    write_text(path, text)
