"""What a file is in a batch, by its name."""

from __future__ import annotations

import pytest

from corpus_kit.readers import FORMATS, role_of
from corpus_kit.readers.formats import READABLE


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("a.txt", "text"),
        ("LICENSE", "about"),
        ("sub/Licence.TXT", "about"),
        ("COPYING.LESSER", "about"),
        ("LICENSES/CC0-1.0.txt", "about"),
        ("readme.ru.md", "about"),
        ("README.md.zip", "text"),
        ("license.jsonl", "text"),
        ("notices/report.txt", "text"),
        ("usr/share/doc/x/copyright", "about"),
        ("CITATION.cff", "about"),
        ("datapackage.json", "about"),
        ("batch.toml", "manifest"),
        ("tool.py", "code"),
        ("Makefile", "code"),
        ("dev.pl", "text"),
        ("dev.am", "text"),
        (".DS_Store", "litter"),
        ("Thumbs.db", "litter"),
        ("~$мақала.docx", "litter"),
        (".git/config", "litter"),
        ("__MACOSX/a/._b.csv", "litter"),
        ("a.txt.swp", "litter"),
        ("қалта\\desktop.ini", "litter"),
        ("part", "text"),
        ("данные.part.txt", "text"),
    ],
)
def test_role(path: str, role: str) -> None:
    assert role_of(path) == role


def test_the_table_of_formats_agrees_with_itself() -> None:
    assert all(FORMATS[name].readable for name in READABLE)
    assert all(name == entry.name for name, entry in FORMATS.items())
    assert {"rar", "svg", "image", "djvu", "eml", "binary"} <= FORMATS.keys() - set(READABLE)
