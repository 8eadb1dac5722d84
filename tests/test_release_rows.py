"""The tree of digests over the rows: anybody can work it out again, and an altered row is named."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import struct
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus_kit.corpus import SECRET_NAME, Corpus
from corpus_kit.errors import CorpusDamagedError
from corpus_kit.release import verify_release, write_release
from corpus_kit.release.leaves import FOLDER, SCHEMA
from corpus_kit.release.merkle import root_of, row_digests, salt_of
from corpus_kit.release.sums import write_sums

from .conftest import Done
from .release_corpus import TEXTS, BatchOf, Document, add_batch, make_corpus, reopened

KAZAKH = "data/open/kaz_Cyrl/train-00000-of-00001.parquet"
LEAVES = "leaves/open/kaz_Cyrl/train-00000-of-00001.parquet"


def texts() -> list[Document]:
    return [
        Document(f"{text} {n}", tag, score=0.7 + n / 100, title='"\\\n\u0001 ё', alignment=("g", str(n)))
        for tag, text in TEXTS.items()
        for n in range(5)
    ]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = make_corpus(tmp_path_factory.mktemp("rows") / "corpus", [BatchOf("One", texts())])
    return write_release(corpus, "1.0.0").path


@pytest.fixture
def release(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "release")


def codes(release: Path) -> set[str]:
    return {f.code for f in verify_release(release, rows=True)}


def row_digest(row: dict[str, Any]) -> bytes:
    """Work out a row's digest with nothing but the standard library."""
    row = row | {"language_score": struct.unpack("<i", struct.pack("<f", row["language_score"]))[0]}
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).digest()


def test_the_root_worked_out_by_hand(original: Path) -> None:
    roots = {}
    for path in sorted(original.glob("data/*/*/*.parquet")):
        name = path.relative_to(original).as_posix()
        rows = pq.ParquetFile(path).read().to_pylist()
        proofs = pq.read_table(original / name.replace("data/", "leaves/", 1)).to_pylist()
        leaves = [
            hashlib.sha256(b"\x00" + p["salt"] + row_digest(r)).digest() for p, r in zip(proofs, rows, strict=True)
        ]
        assert leaves == [p["leaf"] for p in proofs]
        (a, b, c, d, e) = leaves

        def node(left: bytes, right: bytes) -> bytes:
            return hashlib.sha256(b"\x01" + left + right).digest()

        roots[name] = node(node(node(a, b), node(c, d)), e)
    stated = json.loads((original / "release.json").read_text(encoding="utf-8"))["merkle"]
    assert {n: e["root"] for n, e in stated["files"].items()} == {n: r.hex() for n, r in roots.items()}
    tops = [hashlib.sha256(b"\x02" + n.encode() + b"\x00" + roots[n]).digest() for n in sorted(roots)]
    assert root_of(tops).hex() == stated["root"] and stated["rows"] == 45
    assert verify_release(original, rows=True) == []


def test_a_row_altered_together_with_every_digest_is_named(release: Path) -> None:
    table = pq.ParquetFile(release / KAZAKH).read()
    names = table.column("contributor").to_pylist()
    place = table.schema.get_field_index("contributor")
    forged = pa.array([*names[:2], "Somebody else", *names[3:]])
    pq.write_table(table.set_column(place, table.schema.field(place), forged), release / KAZAKH, store_schema=False)
    write_sums(release)
    assert verify_release(release) == [], "without --rows nothing shows it"
    (found,) = verify_release(release, rows=True)
    assert (found.code, found.where, found.params["row"]) == ("release-row-altered", KAZAKH, 3)


def rewrite_leaves(release: Path, change: Any) -> None:
    rows = change(pq.read_table(release / LEAVES).to_pylist())
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), release / LEAVES, store_schema=False)
    write_sums(release)


def test_leaves_forged_or_missing(release: Path) -> None:
    rewrite_leaves(release, lambda rows: [{**rows[0], "leaf": b"\x00" * 32}, *rows[1:]])
    assert codes(release) >= {"release-root-differs"}
    (release / LEAVES).unlink()
    write_sums(release)
    assert codes(release) == {"release-file-missing"}


def test_a_withdrawn_row_leaves_its_leaf_and_the_others_stay_proven(release: Path) -> None:
    """What a withdrawal will do: the row and its salt go, the leaf and so the root stay."""
    table = pq.ParquetFile(release / KAZAKH).read()
    pq.write_table(pa.concat_tables([table.slice(0, 1), table.slice(2)]), release / KAZAKH, store_schema=False)
    rewrite_leaves(release, lambda rows: [rows[0], {**rows[1], "salt": None}, *rows[2:]])
    assert codes(release) == {"release-accounting-differs"}, "only the counts of release.json are behind"
    rewrite_leaves(release, lambda rows: [{**rows[0], "salt": None}, *rows[1:]])
    assert "release-leaves-differ" in codes(release)


def test_a_root_that_release_json_does_not_state(release: Path) -> None:
    path = release / "release.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    spoils: tuple[dict[str, Any], ...] = (
        {"root": "0" * 64},
        {"files": {}},
        {"files": {KAZAKH: {"root": "x", "rows": 1}}},
        {"files": [1]},
    )
    for spoil in spoils:
        path.write_text(json.dumps(whole | {"merkle": whole["merkle"] | spoil}), encoding="utf-8")
        write_sums(release)
        assert codes(release) & {"release-root-differs", "release-statement-unreadable"}, spoil


def test_fractions_in_nested_columns_have_one_form() -> None:
    kind = pa.list_(pa.struct([("language", pa.string()), ("share", pa.float32())]))
    table = pa.table(
        {"id": ["a", "b", "c"], "languages": pa.array([[{"language": "kaz", "share": 0.75}], [], None], kind)}
    )
    bits = struct.unpack("<i", struct.pack("<f", 0.75))[0]
    expected = [
        {"id": "a", "languages": [{"language": "kaz", "share": bits}]}, {"id": "b", "languages": []},
        {"id": "c", "languages": None},
    ]  # fmt: skip
    spoken = [json.dumps(row, sort_keys=True, separators=(",", ":")).encode() for row in expected]
    assert row_digests(table) == [hashlib.sha256(s).digest() for s in spoken]
    assert row_digests(table.slice(1)) == row_digests(table)[1:]
    assert row_digests(table.slice(0, 0)) == []


def test_a_digest_is_that_of_the_row_written_as_a_whole() -> None:
    """Values that come again and again are written once; nothing of that may be seen."""
    choose = random.Random(5)
    step = pa.struct([("b", pa.string()), ("a", pa.int32())])
    words = ["", '"', "\\", "\u2028", "ع", "𐰀", "\u0000", None]
    steps = [None, {"b": None, "a": None}, {"b": "x", "a": 0}, {"b": "x", "a": None}, {"b": "ä", "a": 0}]
    rows = [
        {"text": f"{choose.choice(words)} {n}", "ж": choose.choice(words), "A": choose.choice([None, 1, -5]),
         "steps": choose.choice([None, [], *([choose.choice(steps) for _ in range(k)] for k in (1, 1, 2, 3))]),
         "yes": choose.choice([True, False, None]), "names": choose.choice([None, [], ["x", None], ["x"]])}
        for n in range(5_000)
    ]  # fmt: skip
    schema = pa.schema([("text", pa.string()), ("ж", pa.string()), ("A", pa.int32()), ("steps", pa.list_(step)),
                        ("yes", pa.bool_()), ("names", pa.list_(pa.string()))])  # fmt: skip
    spoken = [json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for row in rows]
    expected = [hashlib.sha256(s.encode()).digest() for s in spoken]
    table = pa.Table.from_pylist(rows, schema)
    assert row_digests(table) == expected
    assert row_digests(table.slice(17, 30)) == expected[17:47]
    assert row_digests(table.slice(17, 30).to_batches()[0]) == expected[17:47]


class TestSecret:
    """What the salts are made with is made by `new`, stays in the corpus, and is never replaced in silence."""

    def test_new_makes_one_that_only_its_owner_reads(self, tmp_path: Path) -> None:
        one, two = Corpus.create(tmp_path / "one"), Corpus.create(tmp_path / "two")
        assert len(one.secret) == 32 and one.secret != two.secret
        assert os.name == "nt" or (tmp_path / "one" / SECRET_NAME).stat().st_mode & 0o077 == 0

    def test_no_release_holds_it_and_salts_come_from_it(self, tmp_path: Path) -> None:
        corpus = make_corpus(tmp_path / "corpus", [BatchOf("One", texts())])
        release = write_release(corpus, "1.0.0").path
        for path in release.rglob("*"):
            if path.is_file():
                assert corpus.secret not in path.read_bytes() and corpus.secret.hex().encode() not in path.read_bytes()
        (row, *_) = pq.ParquetFile(release / KAZAKH).read().to_pylist()
        assert pq.read_table(release / LEAVES).column("salt")[0].as_py() == salt_of(corpus.secret, row["id"])

    def test_rows_keep_their_leaves_in_the_next_release(self, tmp_path: Path) -> None:
        corpus = make_corpus(tmp_path / "corpus", [BatchOf("One", texts())])
        first = write_release(corpus, "1.0.0").path
        add_batch(corpus, BatchOf("Two", [Document("Тағы бір мәтін.")]))
        second = write_release(reopened(corpus), "1.1.0").path
        old = pq.read_table(first / LEAVES).to_pylist()
        new = [
            r for p in sorted((second / FOLDER / "open" / "kaz_Cyrl").iterdir()) for r in pq.read_table(p).to_pylist()
        ]
        assert new[: len(old)] == old and len(new) == len(old) + 1

    @pytest.mark.parametrize("spoil", [lambda p: p.unlink(), lambda p: p.write_text("short", encoding="ascii")])
    def test_a_lost_or_spoiled_one_is_told(self, tmp_path: Path, spoil: Any) -> None:
        corpus = make_corpus(tmp_path / "corpus", [BatchOf("One", texts())])
        write_release(corpus, "1.0.0")
        spoil(corpus.path / SECRET_NAME)
        with pytest.raises(CorpusDamagedError, match=SECRET_NAME):
            write_release(reopened(corpus), "1.1.0")

    def test_a_corpus_of_before_gets_one(self, tmp_path: Path) -> None:
        corpus = make_corpus(tmp_path / "corpus", [BatchOf("One", texts())])
        (corpus.path / SECRET_NAME).unlink()
        assert verify_release(write_release(reopened(corpus), "1.0.0").path, rows=True) == []


def test_the_command(tool: Any, release: Path) -> None:
    done: Done = tool("verify", release, "--rows")
    assert done.code == 0
    rewrite_leaves(release, lambda rows: [{**rows[0], "salt": b"\x00" * 16}, *rows[1:]])
    done = tool("verify", release, "--rows", "--json")
    assert done.code == 1 and json.loads(done.out)["findings"][0]["code"] == "release-row-altered"
