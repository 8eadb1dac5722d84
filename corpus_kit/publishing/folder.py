"""Publishing into a folder: on a disk, a stick, or a share that a web server shows."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from corpus_kit.errors import StorageError
from corpus_kit.publishing.plan import Item
from corpus_kit.publishing.store import Sent
from corpus_kit.release.sums import digest
from corpus_kit.storage import PARTIAL, storing, sync, write_atomically

_CHUNK = 4 * 1024 * 1024


class FolderStore:
    """A folder as a place to publish in."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.address = str(root)

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Return a small file and its digest, or None."""
        path = self.root / key
        if not path.is_file():
            return None
        with storing(path):
            data = path.read_bytes()
        return data, hashlib.sha256(data).hexdigest()

    def write(self, key: str, data: bytes, mark: str | None) -> bool:
        """Write a small file if it is still as it was; the caller keeps other publishers out."""
        there = self.read(key)
        if (there[1] if there else None) != mark:
            return False
        path = self.root / key
        with storing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda to: _write(to, data))
        return True

    def has(self, key: str, item: Item) -> bool:
        """Say whether a file is there with the content it should have."""
        path = self.root / key
        return path.is_file() and path.stat().st_size == item.size and digest(path) == item.sha256

    def copy(self, source: str, key: str, item: Item) -> bool:
        """Leave it to `send`: reading from here is no cheaper than reading the release."""
        return False

    def send(self, key: str, item: Item, sent: Sent) -> None:
        """Copy a file, going on where an earlier try ended, and read it again to be sure."""
        path = self.root / key
        part = path.with_name(PARTIAL + path.name)
        with storing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._append(part, item, sent)
            if digest(part) != item.sha256:  # what an earlier try left was not the beginning of this file
                part.unlink()
                self._append(part, item, sent)
            sync(part)
            if digest(part) != item.sha256:
                raise StorageError(f"{path} does not hold what was written to it", "check the disk, then publish again")
            part.replace(path)

    def lacks(self, key: str, item: Item) -> str | None:
        """Say what is missing: nothing, since a lock keeps publishers apart."""
        return None

    def _append(self, part: Path, item: Item, sent: Sent) -> None:
        start = part.stat().st_size if part.is_file() else 0
        start = start if start <= item.size else 0
        with item.path.open("rb") as source, part.open("r+b" if start else "wb") as target:
            source.seek(start)
            target.seek(start)
            target.truncate()
            while chunk := source.read(_CHUNK):
                target.write(chunk)
                sent(len(chunk))
        if part.stat().st_size == item.size:
            shutil.copymode(item.path, part)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
