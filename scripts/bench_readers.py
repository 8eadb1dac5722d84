"""Readers beside a library alone, format by format: MB/s a core, and the memory that very large files take.

    python scripts/bench_readers.py FOLDER [--formats html po ...] [--mb 20]
    python scripts/bench_readers.py --large 2000

FOLDER is searched for files of every format that is read; up to `--mb` megabytes of each are read by our reader and
by a library for the format that is installed, in one process, one after the other. A library alone neither finds the
encoding nor keeps account, and often gives markup with the text: the figure says what our care costs, not who is
better. `--large` writes a JSON Lines file and a CSV file of so many megabytes and a ZIP of half of them, reads each in
a process of its own, and prints the peak memory. Machines are noisy: compare the CPU seconds of one run.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus_kit import readers
from corpus_kit.readers import FORMATS, ReadOptions, Record, detect, reading

LINE = "Ескі қаланың көшелерінде кешкі шамдар жанып, саудагерлер дүкендерін жаба бастады. "


# --- what a library alone does: bytes to the number of characters that it gives


def _library(name: str) -> Any:
    """Return a module that may not be installed; none of them is needed but for this comparison."""
    return importlib.import_module(name)


def _decoded(data: bytes) -> int:
    return len(data.decode("utf-8", "replace"))


def _csv(data: bytes) -> int:
    import csv

    return sum(len(cell) for row in csv.reader(io.StringIO(data.decode("utf-8", "replace"))) for cell in row)


def _json(data: bytes) -> int:
    import orjson

    return len(orjson.loads(data.decode("utf-8-sig")))


def _json_lines(data: bytes) -> int:
    import orjson

    return sum(len(orjson.loads(line)) for line in data.splitlines() if line)


def _lxml(data: bytes) -> int:
    etree = _library("lxml.etree")
    tree = etree.fromstring(data, etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False))
    return sum(map(len, tree.itertext())) if tree is not None else 0


def _html(data: bytes) -> int:
    return len(_library("lxml.html").fromstring(data).text_content())


def _po(data: bytes) -> int:
    polib = _library("polib")
    return sum(len(entry.msgstr) for entry in polib.pofile(data.decode("utf-8", "replace")))


def _subtitles(data: bytes) -> int:
    pysubs2 = _library("pysubs2")
    return sum(len(event.plaintext) for event in pysubs2.SSAFile.from_string(data.decode("utf-8", "replace")))


def _pdf(data: bytes) -> int:
    pypdfium2 = _library("pypdfium2")
    document = pypdfium2.PdfDocument(data)
    return sum(len(page.get_textpage().get_text_range()) for page in document)


def _docx(data: bytes) -> int:
    docx = _library("docx")
    return sum(len(paragraph.text) for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def _xlsx(data: bytes) -> int:
    openpyxl = _library("openpyxl")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    return sum(len(str(cell)) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def _yaml(data: bytes) -> int:
    yaml = _library("yaml")
    return len(str(yaml.load(data, Loader=yaml.CSafeLoader)))


def _warc(data: bytes) -> int:
    iterator = _library("warcio.archiveiterator").ArchiveIterator
    return sum(len(record.content_stream().read()) for record in iterator(io.BytesIO(data)))


def _zip(data: bytes) -> int:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return sum(len(archive.read(name)) for name in archive.namelist())


def _parquet(data: bytes) -> int:
    import pyarrow.parquet as pq

    return len(pq.read_table(io.BytesIO(data)).to_pylist())


def _rtf(data: bytes) -> int:
    return len(_library("striprtf.striprtf").rtf_to_text(data.decode("latin-1"), errors="ignore"))


LIBRARIES: dict[str, tuple[str, Callable[[bytes], int]]] = {
    "text": ("bytes.decode", _decoded),
    "markdown": ("bytes.decode", _decoded),
    "csv": ("csv", _csv),
    "json": ("orjson", _json),
    "mediawiki-i18n": ("orjson", _json),
    "json-lines": ("orjson", _json_lines),
    "conllu": ("bytes.decode", _decoded),
    "yaml": ("PyYAML (C)", _yaml),
    **dict.fromkeys(
        ("tei", "ces", "osis", "usfx", "docbook", "mallard", "udhr", "feed", "xml", "tmx", "xliff"), ("lxml", _lxml)
    ),
    "html": ("lxml.html", _html),
    "po": ("polib", _po),
    **dict.fromkeys(("srt", "vtt", "ass", "sbv"), ("pysubs2", _subtitles)),
    "pdf": ("pypdfium2", _pdf),
    "docx": ("python-docx", _docx),
    "xlsx": ("openpyxl", _xlsx),
    "rtf": ("striprtf", _rtf),
    **dict.fromkeys(("warc", "arc"), ("warcio", _warc)),
    **dict.fromkeys(("zip", "epub"), ("zipfile", _zip)),
    "parquet": ("pyarrow", _parquet),
}


def collected(folder: Path, wanted: list[str], most: int) -> dict[str, list[tuple[str, bytes]]]:
    """Return the files of a folder by format, compressed ones unpacked, at most `most` bytes of each format."""
    found: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    sizes: dict[str, int] = defaultdict(int)
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data, name = path.read_bytes(), path.name
        if data.startswith(b"\x1f\x8b") and "warc" not in name and "arc" not in name:
            data, name = gzip.decompress(data), name.removesuffix(".gz")
        form = detect(data[: 1 << 18], name).format
        if FORMATS[form].readable and (not wanted or form in wanted) and sizes[form] + len(data) <= most:
            found[form].append((name, data))
            sizes[form] += len(data)
    return found


def timed(action: Callable[[], int]) -> tuple[float, int]:
    """Return the CPU seconds of an action, best of three, and what it gave."""
    best, given = float("inf"), 0
    for _ in range(3):
        start = time.process_time()
        given = action()
        best = min(best, time.process_time() - start)
    return best, given


def ours(files: list[tuple[str, bytes]]) -> int:
    """Read files with our readers; return the characters kept."""
    kept = 0
    for name, data in files:
        for item in readers.read(io.BytesIO(data), name, lambda _: ReadOptions()):
            kept += len(item.text) if isinstance(item, Record) else 0
    return kept


def theirs(files: list[tuple[str, bytes]], library: Callable[[bytes], int]) -> int:
    """Read files with a library; a file that it fails on counts as nothing."""
    given = 0
    for _, data in files:
        try:
            given += library(data)
        except Exception:
            continue
    return given


def by_format(folder: Path, wanted: list[str], most: int) -> None:
    """Print a table of formats. What runs in a child process is run in this one, so that its time is counted."""
    reading.isolated = lambda name, opened: reading.reader_of(name)(opened)  # type: ignore[attr-defined]
    print(
        f"{'format':16}{'files':>6}{'MB':>8}{'ours MB/s':>11}{'library MB/s':>14}  {'library':14}{'ours / library':>14}"
    )
    for form, files in sorted(collected(folder, wanted, most).items()):
        megabytes = sum(len(data) for _, data in files) / 1e6
        seconds, _ = timed(lambda files=files: ours(files))  # type: ignore[misc]
        name, library = LIBRARIES.get(form, ("-", None))
        rate = f"{'-':>14}"
        ratio = f"{'-':>14}"
        if library is not None:
            try:
                other, _ = timed(lambda files=files, library=library: theirs(files, library))  # type: ignore[misc]
                rate = f"{megabytes / max(other, 1e-4):>14.1f}"
                ratio = f"{other / max(seconds, 1e-4):>14.2f}"
            except ImportError:
                name += " absent"
        print(
            f"{form:16}{len(files):>6}{megabytes:>8.2f}{megabytes / max(seconds, 1e-4):>11.1f}{rate}  {name:14}{ratio}"
        )


_CHILD = """
import sys, resource, time
from corpus_kit import readers
from corpus_kit.readers import ReadOptions, Record
path = sys.argv[1]
records = 0
with open(path, "rb") as stream:
    for item in readers.read(stream, path.replace("\\\\", "/").rpartition("/")[2], lambda _: ReadOptions()):
        records += isinstance(item, Record)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
print(f"{records:,} records, {time.process_time():.1f} CPU s, peak {peak:.0f} MB")
"""


def large(megabytes: int) -> None:
    """Write very large files and read each in a process of its own."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        row = json.dumps({"text": LINE * 12, "id": 1}, ensure_ascii=False).encode() + b"\n"
        _write(folder / "large.jsonl", b"", row, megabytes)
        _write(folder / "large.csv", b"id,text\n", f'1,"{LINE * 12}"\n'.encode(), megabytes)
        with zipfile.ZipFile(folder / "large.zip", "w", zipfile.ZIP_STORED) as archive:
            for number in range(4):
                with archive.open(f"part-{number}.jsonl", "w", force_zip64=True) as member:
                    block = b"".join(row.replace(b": 1}", b": %d}" % n) for n in range(1000))
                    for _ in range(megabytes * 1_000_000 // 8 // len(block)):
                        member.write(block)
        for name in ("large.jsonl", "large.csv", "large.zip"):
            size = (folder / name).stat().st_size / 1e6
            done = subprocess.run([sys.executable, "-c", _CHILD, str(folder / name)], capture_output=True, text=True)
            print(f"{name:12} {size:,.0f} MB: {done.stdout.strip() or done.stderr.strip()[-300:]}", flush=True)
            (folder / name).unlink()


def _write(path: Path, head: bytes, row: bytes, megabytes: int) -> None:
    block = row * max(1, 1_000_000 // len(row))
    with path.open("wb") as file:
        file.write(head)
        for _ in range(megabytes * 1_000_000 // len(block)):
            file.write(block)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--formats", nargs="*", default=[])
    parser.add_argument("--mb", type=int, default=20)
    parser.add_argument("--large", type=int, metavar="MB")
    arguments = parser.parse_args()
    if arguments.large:
        large(arguments.large)
    if arguments.folder:
        by_format(arguments.folder, arguments.formats, arguments.mb * 1_000_000)
    if not arguments.large and not arguments.folder:
        parser.error("name a folder, or --large MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
