"""Publishing into a store that speaks S3. Address and credentials come from where its own tools take them.

A large file goes in parts; the store keeps those that have arrived, so after a break only the part on its way is lost.
Each part and each file is held against the store's own digest of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator
from typing import Any

from corpus_kit.errors import CorpusKitError, ResourceMissingError, StorageError, UsageError
from corpus_kit.publishing.plan import Item
from corpus_kit.publishing.store import Sent

# The least that S3 takes for a part: the less is on its way, the less is lost by a break.
PART_BYTES = 5 * 1024 * 1024
_MOST_PARTS = 10_000
_MOST_TRIES = 6
_ADDRESS = re.compile(r"s3://([^/]+)(?:/(.*))?")
_MD5 = re.compile(r"[0-9a-f]{32}(-\d+)?")
_UNMET = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}
_MISSING = {"404", "NoSuchKey", "NotFound"}


class S3Store:
    """A bucket, or a folder in one, as a place to publish in."""

    def __init__(self, address: str) -> None:
        match = _ADDRESS.fullmatch(address.rstrip("/"))
        if match is None:
            raise UsageError(f"{address!r} is no address of a store", "write s3://BUCKET/FOLDER")
        self.address = address.rstrip("/")
        self._bucket, prefix = match[1], match[2] or ""
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = _client()

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Return a small file and its ETag, or None."""
        with _telling(self.address):
            try:
                found = self._client.get_object(**self._at(key))
            except Exception as error:
                if _code(error) in _MISSING:
                    return None
                raise
            return found["Body"].read(), found["ETag"]

    def write(self, key: str, data: bytes, mark: str | None) -> bool:
        """Write a small file if its ETag is still `mark`."""
        condition = {"IfNoneMatch": "*"} if mark is None else {"IfMatch": mark}
        kind = "text/markdown; charset=utf-8" if key.endswith(".md") else "application/json"
        with _telling(self.address):
            try:
                self._client.put_object(**self._at(key), Body=data, ContentType=kind, **condition)
            except Exception as error:
                if _code(error) in _UNMET:
                    return False
                raise
        return True

    def has(self, key: str, item: Item) -> bool:
        """Say whether a file is there that was sent whole, with this digest."""
        with _telling(self.address):
            head = self._head(key)
        return bool(
            head and head["ContentLength"] == item.size and head.get("Metadata", {}).get("sha256") == item.sha256
        )

    def copy(self, source: str, key: str, item: Item) -> bool:
        """Let the store copy a file that it has."""
        if not self.has(source, item):
            return False
        with _telling(self.address):
            try:
                self._client.copy_object(
                    **self._at(key), CopySource={"Bucket": self._bucket, "Key": self._prefix + source}
                )
            except Exception as error:
                if _code(error) in {"NotImplemented", "InvalidRequest", "AccessDenied", "501", "405"}:
                    return False
                raise
        return self.has(key, item)

    def send(self, key: str, item: Item, sent: Sent) -> None:
        """Send a file, going on with the parts that an earlier try has sent."""
        with _telling(self.address):
            expected = self._put(key, item, sent) if item.size <= PART_BYTES else self._parts(key, item, sent)
            self._ensure_arrived(key, item, expected)

    def lacks(self, key: str, item: Item) -> str | None:
        """Say whether the store ignores the conditions that keep two publishers apart, by writing what is there."""
        with _telling(self.address):
            try:
                data, said = item.path.read_bytes(), {"sha256": item.sha256}
                self._client.put_object(**self._at(key), Body=data, Metadata=said, IfNoneMatch="*")
            except Exception as error:
                if _code(error) in _UNMET:
                    return None
                return "it does not answer to conditions on writing"
        return "it ignores conditions on writing"

    def _put(self, key: str, item: Item, sent: Sent) -> str:
        data = item.path.read_bytes()
        self._client.put_object(**self._at(key), Body=data, Metadata={"sha256": item.sha256}, ContentType=_kind(key))
        sent(len(data))
        return hashlib.md5(data, usedforsecurity=False).hexdigest()

    def _parts(self, key: str, item: Item, sent: Sent) -> str:
        size = max(PART_BYTES, -(-item.size // _MOST_PARTS))
        upload = self._unfinished(key)
        there = self._sent_parts(key, upload) if upload else {}
        if upload is None:
            made = self._client.create_multipart_upload(
                **self._at(key), Metadata={"sha256": item.sha256}, ContentType=_kind(key)
            )
            upload = made["UploadId"]
        parts, digests = [], b""
        with item.path.open("rb") as file:
            for number in range(1, -(-item.size // size) + 1):
                data = file.read(size)
                md5 = hashlib.md5(data, usedforsecurity=False)
                digests += md5.digest()
                tag = there.get(number)
                if tag is None or tag.strip('"') != md5.hexdigest():
                    answer = self._client.upload_part(**self._at(key), UploadId=upload, PartNumber=number, Body=data)
                    tag = answer["ETag"]
                    sent(len(data))
                parts.append({"PartNumber": number, "ETag": tag})
        try:
            self._client.complete_multipart_upload(**self._at(key), UploadId=upload, MultipartUpload={"Parts": parts})
        except Exception as error:
            # Another publisher may have completed the same upload; whether the file is right is asked next.
            if _code(error) != "NoSuchUpload":
                raise
        return f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"

    def _unfinished(self, key: str) -> str | None:
        """Return an upload of this file that an earlier try has begun, the latest if there are several."""
        try:
            found = self._client.list_multipart_uploads(Bucket=self._bucket, Prefix=self._prefix + key)
        except Exception as error:
            if _code(error) in ("AccessDenied", "NotImplemented"):  # then a file starts anew, no more
                return None
            raise
        mine = [u for u in found.get("Uploads", []) if u["Key"] == self._prefix + key]
        return max(mine, key=lambda u: (u["Initiated"], u["UploadId"]))["UploadId"] if mine else None

    def _sent_parts(self, key: str, upload: str) -> dict[int, str]:
        pages = self._client.get_paginator("list_parts").paginate(**self._at(key), UploadId=upload)
        return {part["PartNumber"]: part["ETag"] for page in pages for part in page.get("Parts", [])}

    def _ensure_arrived(self, key: str, item: Item, expected: str) -> None:
        head = self._head(key)
        if head is None or head["ContentLength"] != item.size:
            raise _not_arrived(self.address, key)
        tag = head["ETag"].strip('"')
        if tag != expected and (_MD5.fullmatch(tag) is None or self._digest(key) != item.sha256):
            # A store that encrypts gives tags that are no digests: then the file is read again.
            if self._digest(key) != item.sha256:
                raise _not_arrived(self.address, key)
        if head.get("Metadata", {}).get("sha256") != item.sha256:
            raise _not_arrived(self.address, key)

    def _digest(self, key: str) -> str:
        found, whole = self._client.get_object(**self._at(key)), hashlib.sha256()
        for chunk in found["Body"].iter_chunks(1024 * 1024):
            whole.update(chunk)
        return whole.hexdigest()

    def _head(self, key: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.head_object(**self._at(key))
        except Exception as error:
            if _code(error) in _MISSING:
                return None
            raise
        return found

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + key}


def _client() -> Any:
    try:
        from botocore.config import Config
        from botocore.session import get_session
    except ImportError as error:
        raise ResourceMissingError(
            "the library that speaks S3 is missing (botocore)", 'install it: pip install "corpus_kit[publish]"'
        ) from error
    # Waits longer from try to try, and gives way when the store says 429 or 503.
    retries = {"mode": "standard", "total_max_attempts": _MOST_TRIES}
    session = get_session()
    region = session.get_config_variable("region") or "us-east-1"
    client = session.create_client(
        "s3", region_name=region, config=Config(retries=retries, connect_timeout=10, read_timeout=60)
    )
    client.meta.events.register("needs-retry.s3", _asked_to_wait)
    return client


def _asked_to_wait(response: Any = None, attempts: int = 1, **_: Any) -> float | None:
    """Return how long to wait when a store answers 429, which the library itself takes for final."""
    status = getattr(response[0], "status_code", None) if isinstance(response, tuple) else None
    if status != 429 or attempts >= _MOST_TRIES:
        return None
    asked = str(response[0].headers.get("Retry-After", ""))
    return min(float(asked), 60.0) if asked.isdigit() else float(2 ** (attempts - 1))


def _code(error: Exception) -> str:
    """Return the store's word for what went wrong, or an empty text when the error is not the store's."""
    answer = getattr(error, "response", None)
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, dict) else ""


def _not_arrived(address: str, key: str) -> StorageError:
    return StorageError(f"{address}/{key} did not arrive as it was sent", "run the same command again")


@contextlib.contextmanager
def _telling(address: str) -> Iterator[None]:
    """Turn the errors of the library into sentences; none of them shows a credential."""
    try:
        yield
    except CorpusKitError:
        raise
    except Exception as error:
        name, code = type(error).__name__, _code(error)
        if name in ("NoCredentialsError", "PartialCredentialsError"):
            raise UsageError(
                f"there are no credentials for {address}",
                "give them where the store's own tools look: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ~/.aws",
            ) from None
        if code == "NoSuchBucket":
            raise UsageError(f"{address}: there is no such bucket", "make it first, or mend the address") from None
        if code in ("AccessDenied", "403", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "401"):
            raise UsageError(
                f"{address}: the store refuses ({code})", "check that your credentials may write there"
            ) from None
        if not name.endswith("Error") or (not code and "botocore" not in type(error).__module__):
            raise
        if name in ("EndpointConnectionError", "ConnectTimeoutError", "ProxyConnectionError", "SSLError"):
            raise StorageError(
                f"{address}: the store cannot be reached ({name})",
                "check the network and the store's address (AWS_ENDPOINT_URL), then run the same command again",
            ) from None
        raise StorageError(
            f"{address}: the store failed ({code or name})",
            "run the same command again: what has been sent is kept, and it goes on from there",
        ) from None


def _kind(key: str) -> str:
    kinds = {".json": "application/json", ".jsonld": "application/ld+json", ".svg": "image/svg+xml",
             ".md": "text/markdown; charset=utf-8", ".parquet": "application/vnd.apache.parquet"}  # fmt: skip
    return next((kind for end, kind in kinds.items() if key.endswith(end)), "text/plain; charset=utf-8")
