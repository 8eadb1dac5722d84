"""Writing that never leaves half a file, and the lock that keeps two processes apart."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus_kit.errors import CorpusLockedError, StorageError

PARTIAL = ".partial-"
LOCK_NAME = ".lock"
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def storage_error(error: OSError, where: Path | str) -> StorageError:
    """Return the error to show for an OSError: what happened, where, and what to do."""
    # pyarrow raises OSErrors that carry the number in words only
    spoken = next((n for n in (*_FULL, *_DENIED) if f"errno {n}]" in str(error)), 0)
    code = error.errno or spoken
    if code in _FULL:
        return StorageError(
            f"no room to write to {where}: {os.strerror(code)}",
            "free some space, or use another disk, and run the same command again; what was there before is unharmed",
        )
    if code in _DENIED:
        return StorageError(
            f"no permission to write to {where}: {os.strerror(code)}",
            "make the folder writable, or copy it to a place where you may write",
        )
    return StorageError(f"cannot use {where}: {error.strerror or error}", "check the disk and the path, then try again")


@contextlib.contextmanager
def storing(where: Path | str) -> Iterator[None]:
    """Turn an OSError raised inside into a StorageError about `where`."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, where) from error


def sync(path: Path) -> None:
    """Force a file's bytes to the disk, so that a rename never outruns them."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Call `write` with a temporary path beside `path`, then put the file in place in one step.

    Raises StorageError when the disk refuses; then neither the file nor the temporary one is left behind.
    """
    temporary = path.with_name(f"{PARTIAL}{os.getpid()}-{path.name}")
    try:
        with storing(path):
            write(temporary)
            sync(temporary)
            temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with line feeds, whole or not at all."""
    write_atomically(path, lambda to: _write_bytes(to, text.encode("utf-8")))


def write_json(path: Path, value: Any) -> None:
    """Write a value as readable JSON with sorted keys, whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _write_bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def sweep(folder: Path) -> None:
    """Remove the temporary files that a killed process left below `folder`."""
    for path in sorted(folder.rglob(f"{PARTIAL}*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(folder: Path, wait_s: float = 60.0, notify: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the lock of a corpus; wait for another holder up to `wait_s` seconds.

    The operating system frees the lock when its holder dies, however it dies.
    Raises CorpusLockedError naming the holder when it stays taken, StorageError when the folder is read-only.
    """
    from filelock import FileLock, Timeout

    holder = folder / (LOCK_NAME + "-holder")
    with storing(folder):
        lock = FileLock(folder / LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if notify:
                notify(f"waiting: {_holder(holder)} is using {folder}")
            try:
                lock.acquire(timeout=wait_s)
            except Timeout:
                raise CorpusLockedError(
                    f"the corpus {folder} is in use by {_holder(holder)}",
                    "wait until that command has ended, then run this one again",
                ) from None
    try:
        with storing(folder):
            holder.write_text(f"process {os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip() or "another process"
    except OSError:
        return "another process"
