"""A tree of digests over the rows of a release, so that one short root stands for every row.

The form is that of RFC 6962 (Certificate Transparency): a leaf is the SHA-256 of 0x00, a salt and the row's digest; a
node the SHA-256 of 0x01 and its two children; of an odd number of nodes the last moves up as it is. Each data file has
a tree of its own; over them stands a tree whose leaves are the SHA-256 of 0x02, the file's path, 0x00 and its root.

The salts make leaves that nobody can guess: when a text is withdrawn, its row and its salt go and its leaf stays, so
that the root still proves the other rows while nothing tells what the text was.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

SALT_BYTES = 16
LEAF_BYTES = 32
_LEAF, _NODE, _FILE = b"\x00", b"\x01", b"\x02"


def salt_of(secret: bytes, identifier: str) -> bytes:
    """Return the salt of a row: 16 bytes that only who knows the corpus's secret can work out."""
    return hmac.digest(secret, identifier.encode("utf-8"), "sha256")[:SALT_BYTES]


def leaf_of(salt: bytes, row_digest: bytes) -> bytes:
    """Return the leaf of a row."""
    return hashlib.sha256(_LEAF + salt + row_digest).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a tree; of no leaves at all it is the SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:
        pairs = [hashlib.sha256(_NODE + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def root_over_files(roots: Mapping[str, bytes]) -> bytes:
    """Return the root over data files, given the root of each by its path."""
    return root_of(
        [hashlib.sha256(_FILE + path.encode("utf-8") + b"\x00" + roots[path]).digest() for path in sorted(roots)]
    )


def row_digests(table: pa.Table | pa.RecordBatch) -> list[bytes]:
    """Return the SHA-256 of each row as JSON: keys sorted, no spaces, UTF-8, every column of the release.

    Numbers with a fraction stand as the whole number of their IEEE 754 bits, since programs print them differently.
    """
    columns = [_whole(column) for column in table.columns]
    plain = pa.table(columns, names=table.schema.names)
    names = sorted(plain.schema.names)
    return [
        hashlib.sha256(b"{" + b",".join(pieces) + b"}").digest()
        for batch in plain.to_batches(max_chunksize=2_000)
        for pieces in zip(*(_pieces(name, batch.column(name)) for name in names), strict=True)
    ]


def _pieces(name: str, array: pa.Array) -> list[bytes]:
    """Return key and value of every row as JSON. A value that comes again and again is written once."""
    key = _json(name) + b":"
    if name == "text":  # no two are alike
        return [key + _json(value) for value in array.to_pylist()]
    if pa.types.is_list(array.type) and pa.types.is_struct(array.type.value_type):
        return _pieces_of_lists(key, array)
    if pa.types.is_nested(array.type):
        return [key + _json(value) for value in array.to_pylist()]
    encoded = array.dictionary_encode(null_encoding="encode")
    written = [key + _json(value) for value in encoded.dictionary.to_pylist()]
    return [written[code] for code in encoded.indices.to_pylist()]


def _pieces_of_lists(key: bytes, array: pa.ListArray) -> list[bytes]:
    """Do the same for lists of structures; lists are told apart by the codes of all that stands in them."""
    inside = array.flatten()
    fields = [inside.field(n) for n in range(inside.type.num_fields)]
    if any(pa.types.is_nested(field.type) for field in fields):
        return [key + _json(value) for value in array.to_pylist()]
    coded = [field.dictionary_encode(null_encoding="encode").indices.to_numpy() for field in fields]
    codes = np.stack([inside.is_valid().to_numpy(zero_copy_only=False), *coded], axis=1).astype(np.int32).tobytes()
    width = 4 * (len(fields) + 1)
    written: dict[bytes | None, bytes] = {}
    pieces, start = [], 0
    for number, length in enumerate(array.value_lengths().to_pylist()):
        end = start + width * (length or 0)
        alike = None if length is None else codes[start:end]
        if alike not in written:
            written[alike] = key + _json(array[number].as_py())
        pieces.append(written[alike])
        start = end
    return pieces


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # no chunk at all
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    kind = array.type
    if pa.types.is_floating(kind):
        bits = {16: pa.int16(), 32: pa.int32(), 64: pa.int64()}[kind.bit_width]
        return array.view(bits)
    if pa.types.is_list(kind) and _holds_fractions(kind):
        flat = pa.ListArray.from_arrays(array.offsets, _whole(array.values), mask=array.is_null())
        return flat
    if pa.types.is_struct(kind) and _holds_fractions(kind):
        fields = [_whole(array.field(n)) for n in range(kind.num_fields)]
        return pa.StructArray.from_arrays(fields, names=[f.name for f in kind], mask=array.is_null())
    return array


def _holds_fractions(kind: pa.DataType) -> bool:
    if pa.types.is_list(kind):
        return _holds_fractions(kind.value_type)
    if pa.types.is_struct(kind):
        return any(_holds_fractions(field.type) for field in kind)
    return bool(pa.types.is_floating(kind))
