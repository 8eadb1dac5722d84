"""Publishing to the Hugging Face hub: one commit holds the whole version, so readers see all of it or nothing.

Large files are sent before that commit; what the hub has already is not sent again. Every version gets a tag.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from corpus_kit.errors import CorpusKitError, ResourceMissingError, StorageError, UsageError
from corpus_kit.publishing.plan import Item, Plan
from corpus_kit.publishing.publish import Progress, Published

_ADDRESS = re.compile(r"(?:hf://datasets/|https://huggingface\.co/datasets/)([\w.-]+/[\w.-]+)/?")
_KEPT = {".gitattributes"}
_WAITS_S = (1.0, 2.0, 4.0, 8.0, 16.0)
_AT_ONCE_BYTES = 256 * 1024 * 1024
Found = TypeVar("Found")


def publish_to_hub(plan: Plan, address: str, progress: Progress | None, prune: bool) -> Published:
    """Publish a release to a dataset of the hub; it is made, private, where it is not there yet."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise UsageError(f"{address!r} is no dataset of the hub", "write hf://datasets/OWNER/NAME")
    repository = match[1]
    done = Published(f"hf://datasets/{repository}", plan.version, len(plan.items), plan.size, latest=plan.version)
    with _telling(done.target), _quiet():
        api = _api()
        head = _head(api, repository, done)
        _ensure_free(api, repository, plan, head)
        there = _files(api, repository, head)
        missing = [item for item in plan.items if not _same(there.get(item.name), item)]
        done.there_files = len(plan.items) - len(missing)
        gone = sorted(set(there) - {item.name for item in plan.items} - _KEPT)
        if missing or (gone and prune):
            _commit(api, repository, plan, head, missing, gone if prune else [], done, progress)
        if gone and not prune:
            done.notes.append(
                f"Files that this version no longer has were left at the newest state: {len(gone)}, such as {gone[0]}. "
                "With --prune they leave it; earlier versions keep them under their tags."
            )
        now = _files(api, repository, "main")
        if wrong := [item.name for item in plan.items if not _same(now.get(item.name), item)]:
            raise StorageError(f"{done.target}: {wrong[0]} is not there as it was sent", "run the same command again")
        _retried(lambda: api.create_tag(repository, tag=f"v{plan.version}", repo_type="dataset", exist_ok=True))
    return done


def _commit(
    api: Any,
    repository: str,
    plan: Plan,
    head: str,
    missing: list[Item],
    gone: list[str],
    done: Published,
    progress: Progress | None,
) -> None:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    additions = [CommitOperationAdd(item.name, str(item.path)) for item in missing]
    sent = plan.size - sum(item.size for item in missing)
    for group in _groups(list(zip(additions, missing, strict=True))):
        some = [addition for addition, _ in group]
        _retried(lambda some=some: api.preupload_lfs_files(repository, some, repo_type="dataset"))  # type: ignore[misc]
        sent += sum(item.size for _, item in group)
        if progress:
            progress(sent, plan.size)
    operations = [*additions, *(CommitOperationDelete(name) for name in gone)]
    message = f"Version {plan.version}"
    _retried(
        lambda: api.create_commit(
            repository, operations, commit_message=message, repo_type="dataset", parent_commit=head
        )
    )
    done.sent_files = len(missing)
    done.sent_bytes = sum(item.size for item in missing)


def _groups(pairs: list[tuple[Any, Item]]) -> Iterator[list[tuple[Any, Item]]]:
    """Give files in groups of a bounded size, so that a break loses little and progress is seen."""
    group: list[tuple[Any, Item]] = []
    for pair in pairs:
        if group and sum(item.size for _, item in group) + pair[1].size > _AT_ONCE_BYTES:
            yield group
            group = []
        group.append(pair)
    if group:
        yield group


def _head(api: Any, repository: str, done: Published) -> str:
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        info = _retried(lambda: api.repo_info(repository, repo_type="dataset"))
    except RepositoryNotFoundError:
        _retried(lambda: api.create_repo(repository, repo_type="dataset", private=True, exist_ok=True))
        done.notes.append("The dataset was made, and is private: open it on the hub's own page when it is to be seen.")
        info = _retried(lambda: api.repo_info(repository, repo_type="dataset"))
    return str(info.sha)


def _ensure_free(api: Any, repository: str, plan: Plan, head: str) -> None:
    """Raise when the version is there with other content, or when a higher one is the newest."""
    from huggingface_hub.errors import RevisionNotFoundError

    with contextlib.suppress(RevisionNotFoundError):
        tagged = _files(api, repository, f"v{plan.version}")
        sums = plan.item("SHA256SUMS")
        if tagged and not _same(tagged.get(sums.name), sums):
            raise UsageError(
                f"version {plan.version} is at hf://datasets/{repository} already, with other content",
                "a version never changes: release under the next one and publish that",
            )
    refs = _retried(lambda: api.list_repo_refs(repository, repo_type="dataset"))
    higher = [tag.name for tag in refs.tags if _numbers(tag.name) > _numbers(f"v{plan.version}")]
    if higher:
        raise UsageError(
            f"hf://datasets/{repository} has a newer version already: {max(higher, key=_numbers)}",
            "publish the newest; the hub keeps earlier ones under their tags",
        )


def _numbers(tag: str) -> tuple[int, ...]:
    match = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)", tag)
    return tuple(int(number) for number in match.groups()) if match else (-1,)


def _files(api: Any, repository: str, revision: str) -> dict[str, Any]:
    """Return what the hub says of each file of a state: its size and digest."""
    found = _retried(
        lambda: list(
            api.list_repo_tree(repository, recursive=True, revision=revision, repo_type="dataset", expand=False)
        )
    )
    return {entry.path: entry for entry in found if hasattr(entry, "blob_id")}


def _same(entry: Any, item: Item) -> bool:
    if entry is None or entry.size != item.size:
        return False
    if entry.lfs is not None:
        return bool(entry.lfs.sha256 == item.sha256)
    data = item.path.read_bytes()
    blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
    return bool(entry.blob_id == blob)


def _api() -> Any:
    try:
        from huggingface_hub import HfApi
    except ImportError as error:
        raise ResourceMissingError(
            "the library that speaks to the hub is missing (huggingface_hub)",
            'install it: pip install "corpus_kit[publish]"',
        ) from error
    return HfApi()


def _retried(call: Callable[[], Found]) -> Found:
    """Call, and try again when the hub is busy or fails; raise what it says in the end."""
    for wait_s in _WAITS_S:
        try:
            return call()
        except Exception as error:
            status = _status(error)
            if status != 429 and not (status is not None and status >= 500) and not _broken_line(error):
                raise
            time.sleep(_asked_wait_s(error, wait_s))
    return call()


def _asked_wait_s(error: Exception, otherwise: float) -> float:
    answer = getattr(error, "response", None)
    asked = str(getattr(answer, "headers", {}).get("Retry-After", "")) if answer is not None else ""
    return min(float(asked), 60.0) if asked.isdigit() else otherwise


def _status(error: BaseException | None) -> int | None:
    while error is not None:
        answer = getattr(error, "response", None)
        status = getattr(answer, "status_code", None)
        if status is not None:
            return int(status)
        error = error.__cause__
    return None


def _broken_line(error: BaseException | None) -> bool:
    while error is not None:
        ours = type(error).__module__.startswith(("httpx", "httpcore", "requests", "urllib3"))
        if ours or isinstance(error, ConnectionError | TimeoutError):
            return _status(error) is None
        error = error.__cause__
    return False


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's own bars off the terminal; ours shows the whole."""
    from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars

    before = are_progress_bars_disabled()
    disable_progress_bars()
    try:
        yield
    finally:
        if not before:
            enable_progress_bars()


@contextlib.contextmanager
def _telling(address: str) -> Iterator[None]:
    """Turn the errors of the library into sentences; none of them shows a token."""
    try:
        yield
    except CorpusKitError:
        raise
    except Exception as error:
        status = _status(error)
        if status in (401, 403) or type(error).__name__ in ("LocalTokenNotFoundError", "RepositoryNotFoundError"):
            raise UsageError(
                f"{address}: the hub refuses ({status or 'no token'})",
                "log in with a token that may write there: hf auth login, or HF_TOKEN",
            ) from None
        if status in (409, 412):
            raise StorageError(
                f"{address}: somebody else has published there meanwhile", "look what it was, then run this again"
            ) from None
        if type(error).__name__ in ("ConnectError", "ConnectTimeout", "ConnectionError"):
            raise StorageError(
                f"{address}: the hub cannot be reached ({type(error).__name__})",
                "check the network and the hub's address (HF_ENDPOINT), then run the same command again",
            ) from None
        if status is not None or _broken_line(error):
            raise StorageError(
                f"{address}: the hub failed ({status or type(error).__name__})",
                "run the same command again: what has been sent is kept, and it goes on from there",
            ) from None
        raise
