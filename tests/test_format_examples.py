"""Every format: what it is taken for, that its text comes out, and that damage loses nothing in silence."""

from __future__ import annotations

import io

import pytest

from corpus_kit import readers
from corpus_kit.readers import FORMATS, ReadOptions, Record, Refusal, detect
from tests.format_examples import Example, all_examples

# Written by no library that the tests always have: see test_readers_old_office.py and test_readers_containers.py.
ELSEWHERE = {"xls", "doc", "ole", "7z"}


def read(data: bytes, name: str) -> list[readers.Item]:
    return list(readers.read(io.BytesIO(data), name, lambda _: ReadOptions()))


def accounted(items: list[readers.Item]) -> int:
    return sum(isinstance(item, (Record, Refusal)) for item in items)


def by_name(example: Example) -> str:
    return example.name


def test_no_format_lacks_an_example() -> None:
    readable = {entry.name for entry in FORMATS.values() if entry.readable}
    assert {example.format for example in all_examples()} == readable - ELSEWHERE


@pytest.mark.parametrize("example", all_examples(), ids=by_name)
def test_an_example_is_known_and_its_text_comes_out(example: Example) -> None:
    assert detect(example.data, example.name).format == example.format
    items = read(example.data, example.name)
    texts = [item.text for item in items if isinstance(item, Record)]
    for text in example.expected:
        assert any(text in found for found in texts), [item for item in items if not isinstance(item, Record)]
    assert not [item for item in items if isinstance(item, Refusal)]


@pytest.mark.parametrize("example", all_examples(), ids=by_name)
def test_a_broken_example_is_accounted_for(example: Example) -> None:
    size = len(example.data)
    for data in (
        example.data[: size // 2],
        example.data[: size - 7],
        example.data[: size // 3] + b"\xff\x00\xfe" + example.data[size // 3 :],
        example.data + example.data,
        b"\x00" + example.data,
        b"",
    ):
        assert accounted(read(data, example.name)), data[:40]


@pytest.mark.parametrize("example", all_examples(), ids=by_name)
def test_every_example_under_a_wrong_name(example: Example) -> None:
    for name in ("wrong.txt", "wrong.xml", "wrong.json", "wrong"):
        assert accounted(read(example.data, name)), name


@pytest.mark.parametrize("example", all_examples(), ids=by_name)
def test_a_hundred_blank_lines_or_comments_stop_nothing(example: Example) -> None:
    """Expressions that tell formats by their beginning must not try every way to share blank lines out."""
    for padding in (b"\n" * 100, b" \n" * 100, b"# x\n" * 100, b"% x\n\n" * 100):
        for data in (padding + example.data, b"#+X: y\n" + padding + example.data):
            assert accounted(read(data, example.name))
