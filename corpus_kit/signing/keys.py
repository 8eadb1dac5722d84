"""Key files: a private key, encrypted under a passphrase, and a public key that goes to everybody.

The private key is PKCS #8 in PEM. Its own encryption stretches a passphrase too little (2,048 rounds), so that it
first goes through scrypt; the line before the PEM says with which salt. The public key is a piece of TOML that can be
put into corpus.toml as it stands.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_kit.errors import UsageError
from corpus_kit.signing.envelope import Envelope, PublicKey, cryptography_missing, pre_authentication
from corpus_kit.storage import storing, write_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LEAST_CHARACTERS = 8
PUBLIC_SUFFIX = ".pub"
_STRETCHED = "corpus-kit private key; passphrase stretched by scrypt, n={n} r=8 p=1 salt={salt}\n"
_SCRYPT = re.compile(rb"corpus-kit private key; passphrase stretched by scrypt, n=(\d+) r=8 p=1 salt=([0-9a-f]{32})\n")
_ROUNDS = 2**16  # 64 MB of memory, a quarter of a second
_MOST_ROUNDS = 2**20


class PrivateKey:
    """A private key, opened."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = PublicKey(key.public_key().public_bytes_raw())

    def sign(self, payload_type: str, payload: bytes) -> Envelope:
        """Return a payload in an envelope signed by this key; the same payload gives the same bytes."""
        signature = self._key.sign(pre_authentication(payload_type, payload))
        return Envelope(payload_type, payload, self.public, signature)


def make_key(path: Path, passphrase: str, name: str) -> PublicKey:
    """Make a key pair: the private key in `path`, encrypted; the public one beside it, with the suffix `.pub`.

    Raises UsageError when a file is there already, the place is inside a corpus, or the passphrase is too short.
    """
    ensure_outside(path)
    public_path = path.with_suffix(PUBLIC_SUFFIX)
    for there in (path, public_path):
        if there.exists():
            raise UsageError(f"{there} is there already", "name another file; a key is never overwritten")
    if path.suffix == PUBLIC_SUFFIX:
        raise UsageError(f"{path} has the ending of a public key", "name the private key's file, e.g. archive.key")
    if len(passphrase) < LEAST_CHARACTERS:
        raise UsageError(
            f"the passphrase is shorter than {LEAST_CHARACTERS} characters",
            "choose a longer one; several words are best",
        )
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError as error:
        raise cryptography_missing() from error
    key = Ed25519PrivateKey.generate()
    salt = secrets.token_bytes(16)
    pem = _STRETCHED.format(n=_ROUNDS, salt=salt.hex()).encode("ascii") + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(_stretched(passphrase, salt, _ROUNDS)),
    )
    with storing(path):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    public = PublicKey(key.public_key().public_bytes_raw())
    write_text(public_path, public_text(public, name))
    return public


def public_text(key: PublicKey, name: str) -> str:
    """Return the file of a public key."""
    import json

    return (
        "# A public key. These lines go into the corpus.toml of a corpus whose releases it may sign.\n"
        f"[[signing.keys]]\nname = {json.dumps(name, ensure_ascii=False)}\nkey = {json.dumps(str(key))}\n"
    )


def open_key(path: Path, passphrase: str) -> PrivateKey:
    """Open a private key. Raises UsageError when it cannot be opened, lies in a corpus or is not encrypted."""
    ensure_outside(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the key {path} cannot be read: {error.strerror or error}", "make one with: corpus-kit keys new"
        ) from error
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise cryptography_missing() from error
    if b"ENCRYPTED PRIVATE KEY" not in data:
        if b"PRIVATE KEY" in data:
            raise UsageError(f"the key {path} is not encrypted", "make a new one: corpus-kit keys new")
        raise UsageError(
            f"{path} is no private key", "name the file that corpus-kit keys new wrote, not the one in .pub"
        )
    match = _SCRYPT.match(data)
    if match is None or int(match[1]) > _MOST_ROUNDS:
        raise UsageError(f"the key {path} was not made by corpus_kit, or was altered", "make one: corpus-kit keys new")
    try:
        key = load_pem_private_key(data, _stretched(passphrase, bytes.fromhex(match[2].decode("ascii")), int(match[1])))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"the passphrase does not open the key {path}", "give the one it was made with") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"the key {path} is not an Ed25519 key", "make one with: corpus-kit keys new")
    return PrivateKey(key)


def _stretched(passphrase: str, salt: bytes, rounds: int) -> bytes:
    text = passphrase.encode("utf-8")
    return hashlib.scrypt(text, salt=salt, n=rounds, r=8, p=1, maxmem=256 * rounds * 8, dklen=32).hex().encode("ascii")


def ensure_outside(path: Path) -> None:
    """Raise UsageError when a private key lies, or would lie, inside a corpus or a release."""
    for parent in path.resolve().parents:
        if (parent / "corpus.toml").is_file() or (parent / "release.json").is_file():
            raise UsageError(
                f"{path} lies inside {parent}", "keep private keys out of corpora and releases, which are shared"
            )
