"""Finding a release where it is: a folder, a store that speaks S3, or the Hugging Face hub.

What has been published stands in one folder a version, with `latest.json` beside them that names the newest; on the hub
the newest stands at the root and earlier ones under their tags.
"""

from __future__ import annotations

import contextlib
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_kit.errors import CorpusTooNewError, ResourceMissingError, StorageError, UsageError

FORMAT = 1
POINTER = "latest.json"
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_HUB = "hf://datasets/"


@dataclass(slots=True)
class Opened:
    """A release that can be read: where it is and what its release.json says.

    `root` is a folder's path or an address such as `s3://bucket/corpus/1.0.0`.
    """

    root: str
    statement: dict[str, Any]
    folder: Path | None
    _system: Any = field(default=None, repr=False)

    def path_of(self, name: str) -> str:
        """Return the path or address of a file of the release."""
        return str(self.folder / name) if self.folder is not None else f"{self.root}/{name}"

    def read(self, name: str) -> bytes:
        """Return the content of a file. Raises FileNotFoundError when there is none."""
        if self.folder is not None:
            return (self.folder / name).read_bytes()
        return _read(self._system, self.path_of(name))

    def fetch(self, target: Path) -> None:
        """Bring every file of a release that is far away into a folder."""
        base = self._system._strip_protocol(self.root).rstrip("/")
        for name in self._system.find(base):
            if name[len(base) + 1 :] == ".gitattributes":  # the hub's own
                continue
            path = target / name[len(base) + 1 :]
            path.parent.mkdir(parents=True, exist_ok=True)
            self._system.get_file(name, str(path))


# Rows know their batches only; what has been opened tells which release they are from.
_seen: dict[str, Opened] = {}
_POINTER_REMEDY = f"move {POINTER} away and publish each version again: nothing that is there is sent again"


def open_release(place: str | Path, version: str | None = None) -> Opened:
    """Return the release at a place: the folder of a release, or where releases were published.

    `place` may be a folder, `s3://BUCKET/PREFIX`, `hf://datasets/OWNER/NAME` or `OWNER/NAME` on the hub. `version`
    chooses among published ones. Raises UsageError when there is no release, CorpusTooNewError when it is too new.
    """
    text = str(place)
    if isinstance(place, str) and ("://" in text or (_REPOSITORY.fullmatch(text) and not Path(text).exists())):
        opened = _open_remote(text if "://" in text else _HUB + text, version)
    else:
        opened = _open_folder(Path(place), version)
    _seen.pop(opened.root, None)
    _seen[opened.root] = opened
    return opened


@contextlib.contextmanager
def as_folder(place: str | Path) -> Iterator[Path]:
    """Give the folder of a release, wherever it is: what is far away is brought to a temporary folder first."""
    if isinstance(place, str) and "://" in place:
        opened = _open_remote(place, None)
        with tempfile.TemporaryDirectory(prefix="corpus-kit-") as folder:
            target = Path(folder) / str(opened.statement.get("version"))
            opened.fetch(target)
            yield target
        return
    root = Path(place)
    if not (root / "release.json").exists() and not (root / "corpus.toml").exists() and (root / POINTER).is_file():
        root = root / version_folder(_parsed((root / POINTER).read_bytes(), root / POINTER), None, str(root))
    yield root


def stated_digest(place: str | Path) -> str | None:
    """Return the SHA-256 that latest.json states for the SHA256SUMS of the newest version; None where there is none."""
    try:
        if isinstance(place, str) and "://" in place:
            data = _read(_system(place), f"{place.rstrip('/')}/{POINTER}")
        elif (Path(place) / "release.json").exists():
            return None
        else:
            data = (Path(place) / POINTER).read_bytes()
    except OSError:
        return None
    pointer = _parsed(data, f"{place}/{POINTER}")
    return str(pointer["versions"][version_folder(pointer, None, str(place))])


def seen_with(batches: Iterable[str]) -> Opened | None:
    """Return the release opened last in this program that holds all of these batches, or None."""
    wanted = set(batches)
    for opened in reversed(list(_seen.values())):
        if wanted <= {batch.get("id") for batch in opened.statement.get("batches", []) if isinstance(batch, dict)}:
            return opened
    return None


def version_folder(pointer: Any, version: str | None, where: str) -> str:
    """Return the folder that latest.json names. Raises UsageError when it has no such version."""
    try:
        versions = dict(pointer["versions"])
        chosen = version or str(pointer["version"])
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{where}/{POINTER} is damaged", _POINTER_REMEDY) from error
    if chosen not in versions or "/" in chosen or chosen.startswith("."):
        raise UsageError(f"{where} has no version {chosen}", f"it has: {', '.join(sorted(versions)) or 'none'}")
    return chosen


def _open_folder(root: Path, version: str | None) -> Opened:
    if (root / "corpus.toml").is_file():
        raise _is_corpus(root)
    if not (root / "release.json").is_file() and (root / POINTER).is_file():
        pointer = _parsed((root / POINTER).read_bytes(), root / POINTER)
        root = root / version_folder(pointer, version, str(root))
    try:
        data = (root / "release.json").read_bytes()
    except OSError as error:
        raise UsageError(
            f"{root} is no release that can be read: {error.strerror or error} (release.json)",
            "name the folder that holds release.json, e.g. CORPUS/releases/1.0.0",
        ) from error
    opened = Opened(str(root), _checked(data, str(root)), root)
    _ensure_version(opened, version)
    return opened


def _open_remote(address: str, version: str | None) -> Opened:
    address = address.rstrip("/")
    system, hub = _system(address), address.startswith("hf://")
    if hub and version is not None and "@" not in address:
        address = f"{address}@v{version}"
    try:
        data = _read(system, f"{address}/release.json")
    except FileNotFoundError:
        try:
            pointer = _parsed(_read(system, f"{address}/{POINTER}"), f"{address}/{POINTER}")
        except FileNotFoundError as error:
            raise UsageError(
                f"there is no release at {address}", "check the address, and that you may read it"
            ) from error
        address = f"{address}/{version_folder(pointer, version, address)}"
        data = _read(system, f"{address}/release.json")
    opened = Opened(address, _checked(data, address), None, system)
    _ensure_version(opened, version)
    return opened


def _system(address: str) -> Any:
    try:
        import fsspec

        return fsspec.core.url_to_fs(address)[0]
    except ImportError as error:
        raise ResourceMissingError(
            f"{address} cannot be read: a library is missing ({error.name or error})",
            'install what reads it: pip install "corpus_kit[publish]"',
        ) from error
    except ValueError as error:
        raise UsageError(
            f"{address} is no address that can be read: {error}", "write s3://… or hf://datasets/…"
        ) from error


def _read(system: Any, address: str) -> bytes:
    try:
        system.invalidate_cache()
        found: bytes = system.cat_file(system._strip_protocol(address))
    except FileNotFoundError:
        raise
    except PermissionError as error:
        raise StorageError(
            f"{address} may not be read: {error}", "check your credentials for it, and the address"
        ) from error
    except Exception as error:  # each store's client has errors of its own
        if type(error).__name__ in ("RepositoryNotFoundError", "RevisionNotFoundError", "EntryNotFoundError"):
            raise FileNotFoundError(address) from error
        raise StorageError(
            f"{address} cannot be read: {type(error).__name__}: {str(error)[:200]}",
            "check the address, the network and your credentials, then try again",
        ) from error
    return found


def _parsed(data: bytes, where: object) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise UsageError(f"{where} is damaged", _POINTER_REMEDY) from error


def _checked(data: bytes, root: str) -> dict[str, Any]:
    try:
        statement = json.loads(data)
        made = statement["format"]
        if not isinstance(statement["configs"], dict) or not isinstance(made, int):
            raise TypeError("configs or format")
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(root) from error
    if made > FORMAT:
        raise CorpusTooNewError(
            f"the release {root} has format {made}; this version of corpus_kit knows formats up to {FORMAT}",
            "install a newer corpus_kit: pip install --upgrade corpus_kit",
        )
    found: dict[str, Any] = statement
    return found


def damaged(root: str) -> UsageError:
    """Return the error for a release whose release.json cannot be used."""
    return UsageError(f"{root}/release.json is damaged", f"see what is wrong: corpus-kit verify {root}")


def _ensure_version(opened: Opened, version: str | None) -> None:
    there = opened.statement.get("version")
    if version is not None and there != version:
        raise UsageError(
            f"{opened.root} is version {there}, not {version}", "leave the version out, or name its folder"
        )


def _is_corpus(root: Path) -> UsageError:
    versions = sorted(p.parent.name for p in root.glob("releases/*/release.json") if not p.parent.name.startswith("."))
    there = f"it has {', '.join(versions)}" if versions else "it has none yet: corpus-kit release"
    return UsageError(f"{root} is a corpus, not a release", f"name one of its releases under {root}/releases: {there}")
