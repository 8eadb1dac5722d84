"""Signed envelopes in the form of DSSE: the signature stands over the exact bytes of the payload and their type.

An envelope of ours carries one signature, with the public key beside it, and has one way to be written: whatever is
changed in the file, even a space, is found.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from corpus_kit.errors import ResourceMissingError
from corpus_kit.provenance import canonical_json

SCHEME = "ed25519"
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


class EnvelopeError(ValueError):
    """The bytes are no envelope, or its signature does not hold; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key: 32 bytes. Its id is the SHA-256 of them, in hexadecimal digits."""

    raw: bytes

    @property
    def id(self) -> str:
        """The SHA-256 of the key, in 64 hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()

    def __str__(self) -> str:
        return f"{SCHEME}:{base64.b64encode(self.raw).decode('ascii')}"

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Return the key that a text such as `ed25519:BASE64` means. Raises ValueError when it means none."""
        scheme, _, encoded = text.strip().partition(":")
        if scheme != SCHEME:
            raise ValueError(f"keys are written as {SCHEME}:BASE64")
        raw = _decoded(encoded)
        if len(raw) != _KEY_BYTES:
            raise ValueError(f"a key has {_KEY_BYTES} bytes, this one {len(raw)}")
        return cls(raw)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload, its type, and one signature over both."""

    payload_type: str
    payload: bytes
    key: PublicKey
    signature: bytes

    def as_bytes(self) -> bytes:
        """Return the one form in which the envelope is written."""
        signature = {"keyid": self.key.id, "public_key": str(self.key), "sig": _encoded(self.signature)}
        whole = {"payloadType": self.payload_type, "payload": _encoded(self.payload), "signatures": [signature]}
        return canonical_json(whole) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Envelope:
        """Return the envelope that bytes hold, its signature checked.

        Raises EnvelopeError when they hold none, are not in the one form, or the signature does not hold.
        """
        try:
            whole: dict[str, Any] = json.loads(data.decode("utf-8"))
            (entry,) = whole["signatures"]
            found = cls(
                str(whole["payloadType"]), _decoded(whole["payload"]), PublicKey.parse(entry["public_key"]),
                _decoded(entry["sig"]),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise EnvelopeError("it is no signed envelope") from error
        if found.as_bytes() != data:
            raise EnvelopeError("it is not written the way an envelope is")
        if not _holds(found):
            raise EnvelopeError("the signature does not fit what is signed")
        return found


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: DSSE's pre-authentication encoding, version 1."""
    kind = payload_type.encode("utf-8")
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def cryptography_missing() -> ResourceMissingError:
    """Return the error for an installation without the library that signs and checks."""
    return ResourceMissingError(
        "the library `cryptography` is missing, without which nothing can be signed or checked",
        'install it: pip install "cryptography>=44"',
    )


def _holds(envelope: Envelope) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise cryptography_missing() from error
    if len(envelope.signature) != _SIGNATURE_BYTES:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(envelope.key.raw)
        public.verify(envelope.signature, pre_authentication(envelope.payload_type, envelope.payload))
    except (InvalidSignature, ValueError):
        return False
    return True


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decoded(text: Any) -> bytes:
    if not isinstance(text, str):
        raise TypeError("not a text")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
