"""Publishing a release: send what is not there yet, make sure of it, and move the pointer last."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from corpus_kit.errors import CorpusLockedError, StorageError, UsageError
from corpus_kit.opening import POINTER
from corpus_kit.publishing.folder import FolderStore
from corpus_kit.publishing.plan import Item, Plan, card_at_the_root, plan_for
from corpus_kit.publishing.s3 import S3Store
from corpus_kit.publishing.store import Store
from corpus_kit.release.sums import SUMS_NAME, is_signature
from corpus_kit.release.versions import parse_version
from corpus_kit.storage import locked, storing

Progress = Callable[[int, int], None]
# Files on their way at once: more would lose more when the line breaks.
AT_ONCE = 2
_TRIES = 12


@dataclass(slots=True)
class Published:
    """What publishing came to. `sent_bytes` went over the line now; the rest was there or was copied there."""

    target: str
    version: str
    files: int = 0
    size_bytes: int = 0
    sent_files: int = 0
    sent_bytes: int = 0
    copied_files: int = 0
    there_files: int = 0
    latest: str = ""
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return the public form."""
        names = ("target", "version", "files", "size_bytes", "sent_files", "sent_bytes", "copied_files", "there_files",
                 "latest", "notes")  # fmt: skip
        return {name: getattr(self, name) for name in names}


def publish(
    release: str | Path, target: str | Path, *, progress: Progress | None = None, prune: bool = False
) -> Published:
    """Publish a release to a folder, `s3://BUCKET/FOLDER`, or `hf://datasets/OWNER/NAME`.

    A broken try is taken up where it ended. Readers see the version before until everything has arrived. Nothing is
    deleted; only on the hub, with `prune`, files that the release no longer has leave the newest state there.

    Raises UsageError when the release is not whole, the version is there with other content, or the store refuses;
    StorageError when it fails.
    """
    plan = plan_for(Path(release))
    text = str(target)
    if text.startswith(("hf://", "https://huggingface.co/")):
        from corpus_kit.publishing.hub import publish_to_hub

        return publish_to_hub(plan, text, progress, prune)
    if text.startswith("s3://"):
        return _publish(plan, S3Store(text), progress)
    if "://" in text:
        raise UsageError(f"{text} is no place to publish in", "give a folder, s3://… or hf://datasets/OWNER/NAME")
    folder = Path(target)
    _ensure_place(folder, plan)
    with _alone(folder):
        return _publish(plan, FolderStore(folder), progress)


def _publish(plan: Plan, store: Store, progress: Progress | None) -> Published:
    done = Published(store.address, plan.version, len(plan.items), plan.size)
    pointer, _ = _read_pointer(store)
    _claim(plan, store, pointer)
    earlier = _files_of(store, pointer, plan.version)
    _send_all(plan, store, earlier, done, progress)
    wrong = [item.name for item in plan.items if not store.has(f"{plan.version}/{item.name}", item)]
    if wrong:
        raise StorageError(f"{store.address}: {wrong[0]} is not there as it was sent", "run the same command again")
    done.latest = _move_pointer(plan, store)
    if lacking := store.lacks(f"{plan.version}/{SUMS_NAME}", plan.item(SUMS_NAME)):
        done.notes.append(f"The store cannot keep two publishers apart: {lacking}. Let one person publish at a time.")
    return done


def _claim(plan: Plan, store: Store, pointer: dict[str, Any]) -> None:
    """Put SHA256SUMS in place first: it says which content a version has, so no other can be put in under it."""
    stated = pointer["versions"].get(plan.version)
    key = f"{plan.version}/{SUMS_NAME}"
    item = plan.item(SUMS_NAME)
    there = store.read(key)
    if there is None and stated in (None, plan.sums):
        if store.write(key, item.path.read_bytes(), None):
            return
        there = store.read(key)
    if stated not in (None, plan.sums) or (there is not None and there[0] != item.path.read_bytes()):
        raise UsageError(
            f"version {plan.version} is at {store.address} already, or on its way there, with other content",
            "a version never changes: release under the next one and publish that",
        )


def _files_of(store: Store, pointer: dict[str, Any], version: str) -> dict[str, str]:
    """Return where the store has each content already, by digest: the files of the newest version before."""
    latest = pointer["version"]
    if latest is None or latest == version:
        return {}
    there = store.read(f"{latest}/{SUMS_NAME}")
    lines = there[0].decode("utf-8", "replace").splitlines() if there else []
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {sha256: f"{latest}/{name}" for sha256, name in pairs}


def _send_all(plan: Plan, store: Store, earlier: dict[str, str], done: Published, progress: Progress | None) -> None:
    lock, finished = Lock(), 0

    def told(count: int) -> None:
        nonlocal finished
        with lock:
            finished += count
            if progress:
                progress(min(finished, plan.size), plan.size)

    def bring(item: Item) -> None:
        key, sent = f"{plan.version}/{item.name}", 0

        def count(size: int) -> None:
            nonlocal sent
            sent += size
            with lock:
                done.sent_bytes += size
            told(size)

        if store.has(key, item):
            kind = "there_files"
        elif (source := earlier.get(item.sha256)) and store.copy(source, key, item):
            kind = "copied_files"
        else:
            kind = "sent_files"
            store.send(key, item, count)
        with lock:
            setattr(done, kind, getattr(done, kind) + 1)
        told(item.size - sent)

    # Signatures go last: what they stand for is then there.
    items = sorted(plan.items, key=lambda i: (is_signature(i.name), i.name))
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for future in [pool.submit(bring, item) for item in items if item.name != SUMS_NAME]:
            future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    bring(plan.item(SUMS_NAME))


def _move_pointer(plan: Plan, store: Store) -> str:
    """Name the version in latest.json, and make it the newest unless a higher one is there."""
    for _ in range(_TRIES):
        pointer, mark = _read_pointer(store)
        versions = {**pointer["versions"], plan.version: plan.sums}
        newest: str = max(versions, key=parse_version)
        if newest == plan.version:
            _write_card(plan, store)
        wanted = {"format": 1, "name": plan.name, "version": newest,
                  "versions": {v: versions[v] for v in sorted(versions, key=parse_version)}}  # fmt: skip
        data = (json.dumps(wanted, ensure_ascii=False, indent=1) + "\n").encode()
        there = store.read(POINTER)
        if (there and there[0] == data) or store.write(POINTER, data, mark):
            return newest
    raise StorageError(f"{store.address}: others are publishing there all the time", "run the same command again")


def _write_card(plan: Plan, store: Store) -> None:
    """Put the card of the newest version at the root, so that `datasets` opens the place itself."""
    card = card_at_the_root(plan)
    for _ in range(_TRIES):
        there = store.read("README.md")
        if (there and there[0] == card) or store.write("README.md", card, there[1] if there else None):
            return


def _read_pointer(store: Store) -> tuple[dict[str, Any], str | None]:
    there = store.read(POINTER)
    if there is None:
        return {"version": None, "versions": {}}, None
    try:
        found = json.loads(there[0])
        for version in found["versions"]:
            parse_version(version)
        parse_version(found["version"])
    except (ValueError, KeyError, TypeError, UsageError) as error:
        raise UsageError(
            f"{store.address}/{POINTER} is damaged, or not one that publishing writes",
            "if it is yours, move it away and publish each version again (nothing that is there is sent again); else "
            "publish into a place of its own",
        ) from error
    return found, there[1]


def _ensure_place(folder: Path, plan: Plan) -> None:
    resolved = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", "name a folder")
    inside = resolved.is_relative_to(plan.root.resolve())
    if inside or any((place / "corpus.toml").is_file() for place in (resolved, *resolved.parents)):
        raise UsageError(f"{folder} lies inside a corpus or the release itself", "publish into a folder of its own")
    if (folder / "release.json").is_file():
        raise UsageError(f"{folder} is itself a release", "publish into a folder of its own")


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        with locked(folder):
            yield
    except CorpusLockedError as error:
        raise StorageError(
            f"somebody else is publishing to {folder}", "wait until that has ended, then try again"
        ) from error
