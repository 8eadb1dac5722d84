"""Web archives (WARC and ARC): what each response brought is read in turn, with its address and date.

Records are read as a stream. Where one is damaged, reading goes on at the next that can be recognised.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus_kit.readers.blocks import Blocks
from corpus_kit.readers.detect import detect
from corpus_kit.readers.families.http_message import Cursor, body, headers, media_type_of
from corpus_kit.readers.formats import FORMATS
from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.opened import Member, Opened
from corpus_kit.readers.records import Item, LeftOut, Refusal, Remark

_SHOWN = 12  # kinds of what was set aside, named in the finding
_LONGEST_NAME = 300
_REMAINDER = 1024  # bytes between two records that are no record of their own
_READ = frozenset(("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-rst")) | {
    FORMATS[name].media_type for name in ("pdf", "epub", "docx", "pptx", "odt", "odp", "rtf", "doc", "mhtml")
}
_UNTOLD = frozenset(("", "application/octet-stream", "unknown", "no-type", "unk", "application/x-unknown"))
_PICTURES = ("image/", "audio/", "video/", "font/")
_ARC_LINE = re.compile(
    r"(\S.*?) (\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*|-) (\d{8,14}) (\S*)(?: .*)? (\d+)"
)
_ARC_ADDRESS = re.compile(rb"(?!filedesc:)[a-z]{2,10}:\S* .* \d{8,}")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(slots=True)
class _Stored:
    """One record of an archive: what it is, and its bytes."""

    kind: str  # of WARC; "response" in ARC
    address: str
    date: str
    content_type: str
    cursor: Cursor
    language: str = ""
    cut: str = ""  # why the crawler cut it


@dataclass(slots=True)
class _Account:
    aside: Counter[str] = field(default_factory=Counter)
    pictures: int = 0
    given: int = 0  # bytes that were handed on
    answers: int = 0
    others: Counter[str] = field(default_factory=Counter)  # what is no answer of a server, by kind


def read_warc(opened: Opened) -> Iterator[Item | Member]:
    """Yield a member for each response, resource and conversion that may hold text; requests and the like are left
    out, other responses counted."""
    yield from _members(opened, _warc_records(Cursor(iter(opened.source))))


def read_arc(opened: Opened) -> Iterator[Item | Member]:
    """Yield a member for each response that may hold text, as `read_warc` does."""
    yield from _members(opened, _arc_records(Cursor(iter(opened.source))))


def _members(opened: Opened, records: Iterator[_Stored | Refusal | Remark]) -> Iterator[Item | Member]:
    account = _Account()
    size = 0
    try:
        for record in records:
            if not isinstance(record, _Stored):
                if isinstance(record, Refusal):
                    record.format = opened.format
                yield record
                continue
            member = _member(record, opened, account)
            if member is not None:
                yield member
            for _ in iter(lambda: record.cursor.some(1 << 20), b""):  # noqa: B023 - used up within this turn
                pass  # what the reader of the member did not ask for
            size += record.cursor.taken
    finally:
        rest = _rest_of(account, size)
    yield from rest


def _rest_of(account: _Account, size: int) -> list[Item]:
    items: list[Item] = []
    if account.aside:
        kinds = [f"{kind} ({count})" for kind, count in sorted(account.aside.items(), key=lambda i: (-i[1], i[0]))]
        shown = ", ".join(kinds[:_SHOWN]) + (" …" if len(kinds) > _SHOWN else "")
        items.append(Remark("warc-responses-set-aside", params={"count": account.aside.total(), "kinds": shown}))
    if account.others and not account.answers:
        kinds = [f"{kind} ({count})" for kind, count in sorted(account.others.items())]
        items.append(Remark("warc-without-answers", params={"kinds": ", ".join(kinds[:_SHOWN])}))
    if account.pictures:
        items.append(LeftOut("picture", account.pictures))
    items.append(LeftOut("transport", max(0, size - account.given)))
    return items


def _member(record: _Stored, opened: Opened, account: _Account) -> Member | None:
    """Return what a record brought as a file of its own; None where it is nothing to be read, which is counted."""
    said: dict[str, str] = {"content-type": record.content_type}
    if record.kind not in ("response", "resource", "conversion") or record.address.startswith(("dns:", "metadata:")):
        account.others[record.kind or "of no kind"] += 1
        return None
    account.answers += 1
    if record.kind == "response" and record.cursor.peek(5) == b"HTTP/":
        status = record.cursor.line().decode("latin-1").split()
        code = status[1] if len(status) > 1 else ""
        found = headers(record.cursor)
        if found is None:
            account.aside["without a body"] += 1
            return None
        if not (code.startswith("2") and code != "206"):
            account.aside[f"status {code[:3] or 'unknown'}"] += 1
            return None
        said = found
    kind, charset = media_type_of(said.get("content-type", ""))
    blocks = _counted(body(record.cursor, said, opened.limits), account)
    if kind in _UNTOLD:
        kind, blocks = _looked_at(blocks)
    if kind not in _READ or record.address.partition("?")[0].endswith("/robots.txt"):
        kind = "robots.txt" if record.address.endswith("/robots.txt") else kind
        account.aside[kind[:60] or "of no known kind"] += 1
        account.pictures += kind.startswith(_PICTURES)
        return None
    metadata: dict[str, object] = {"date": record.date} if record.date else {}
    if record.cut:
        metadata["truncated"] = record.cut
    return Member(
        _name(record.address),
        blocks,
        encoding_hint=charset,
        media_type="text/html" if kind == "application/xhtml+xml" else kind,
        source_url=record.address if record.address.startswith(("http://", "https://")) else None,
        language=record.language or None,
        metadata=metadata or None,
    )


def _counted(blocks: Blocks, account: _Account) -> Blocks:
    for block in blocks:
        account.given += len(block)
        yield block


def _looked_at(blocks: Blocks) -> tuple[str, Blocks]:
    """Return the media type of what a server called nothing, told by its first bytes, and its blocks."""
    try:
        first = next(blocks, b"")
    except StreamBroken:
        return "", iter(())
    name = detect(first[:65536], "").format if first.strip() else "binary"

    def again() -> Blocks:
        yield first
        yield from blocks

    return (FORMATS[name].media_type if name != "text" else ""), again()


def _name(address: str) -> str:
    """Return an address as it may stand in a place: on one line, without signs that turn the text around."""
    name = _UNPRINTABLE.sub("_", address.strip()) or "response"
    # Without the slash, the end of a host would be taken for the ending of a file name.
    name = re.sub(r"^(https?://[^/?#]+)(?=[?#]|$)", r"\1/", name)
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


# --- records of WARC


def _warc_records(cursor: Cursor) -> Iterator[_Stored | Refusal | Remark]:
    number = 0
    while True:
        _skip_blank(cursor)
        if not cursor.peek(1):
            return
        number += 1
        place = f"record {number}"
        if cursor.peek(5) != b"WARC/":
            before = cursor.taken
            found = cursor.to_line_beginning_with(b"WARC/")
            number -= cursor.taken - before <= _REMAINDER
            yield _nothing_here(place, cursor.taken - before, number)
            if not found:
                return
            continue
        cursor.line()
        said = headers(cursor)
        length = (said or {}).get("content-length", "")
        if said is None or not length.isascii() or not length.isdigit() or len(length) > 15:
            yield Refusal("warc-record-broken", place, {"problem": "its head is cut off, or tells no length"})
            if not cursor.to_line_beginning_with(b"WARC/"):
                return
            continue
        language = said.get("warc-identified-content-language", "")
        yield _Stored(
            said.get("warc-type", "").lower(),
            said.get("warc-target-uri", "").strip("<> "),
            said.get("warc-date", ""),
            said.get("content-type", ""),
            Cursor(_exactly(cursor, int(length))),
            language if "," not in language else "",
            said.get("warc-truncated", ""),
        )


def _nothing_here(place: str, skipped: int, before: int) -> Refusal | Remark:
    """Say that bytes belong to no record: few are the end of one that tells a wrong length of itself."""
    if skipped <= _REMAINDER:
        place = f"record {before}" if before else ""
        return Remark("warc-length-wrong", place, {"bytes": skipped})
    return Refusal("warc-record-broken", place, {"problem": "no record begins here"})


def _skip_blank(cursor: Cursor) -> None:
    while cursor.peek(1) in (b"\r", b"\n"):
        cursor.some(1)


def _exactly(cursor: Cursor, size: int) -> Blocks:
    """Yield the next `size` bytes; raises StreamBroken where there are fewer."""
    while size:
        block = cursor.some(min(size, 1 << 20))
        if not block:
            raise StreamBroken("warc-record-broken", {"problem": "the file ends within it"})
        size -= len(block)
        yield block


# --- records of ARC


def _arc_records(cursor: Cursor) -> Iterator[_Stored | Refusal | Remark]:
    number = skipped = 0
    while True:
        line = cursor.line()
        found = _ARC_LINE.fullmatch(line.decode("utf-8", "replace").strip())
        head = found is not None or _ARC_ADDRESS.match(line)
        if skipped and (head or not line):
            yield _nothing_here(f"record {number + 1}", skipped, number)
            number += skipped > _REMAINDER
            skipped = 0
        if not line:
            return
        if found is None:
            if head:
                number += 1
                problem = "its head tells no length or no date"
                yield Refusal("warc-record-broken", f"record {number}", {"problem": problem})
            elif line.strip():
                skipped += len(line)
            continue
        number += 1
        address, _, date, content_type, length = found.groups()
        kind = "filedesc" if address.startswith("filedesc:") else "response"
        inner = Cursor(_exactly(cursor, int(length[:15])))
        yield _Stored(kind, address, _iso(date), content_type, inner)


def _iso(date: str) -> str:
    """Return a date of ARC (`20140126200654`, fewer digits for less exact ones) as ISO 8601."""
    if len(date) != 14:
        return date
    return f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:10]}:{date[10:12]}:{date[12:14]}Z"
