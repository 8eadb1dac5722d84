"""What a place to publish in must be able to do, so that a broken try goes on and nobody ever sees half a release.

Every version stands in a folder of its own. Readers follow `latest.json`, which is written last and in one step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from corpus_kit.publishing.plan import Item

Sent = Callable[[int], None]


class Store(Protocol):
    """A folder, or a store that speaks S3."""

    address: str

    def read(self, key: str) -> tuple[bytes, str] | None:
        """Return a small file and a mark that changes whenever it does, or None."""

    def write(self, key: str, data: bytes, mark: str | None) -> bool:
        """Write a small file in one step if it still has `mark` (None: if there is none); say whether it was done."""

    def has(self, key: str, item: Item) -> bool:
        """Say whether a file is there with the size and content it should have."""

    def copy(self, source: str, key: str, item: Item) -> bool:
        """Make a file from one that the store has already, without sending it; say whether that could be done."""

    def send(self, key: str, item: Item, sent: Sent) -> None:
        """Send a file, going on where an earlier try ended, and make sure that it arrived as it is."""

    def lacks(self, key: str, item: Item) -> str | None:
        """Say in words what the store cannot do that keeps two publishers apart, or None; `key` holds `item`."""
