"""The command line as a person meets it: exit codes, words, streams, and every kind of wrong input."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import TEXTS, Done, batch_toml, json_lines, make_batch

Tool = Callable[..., Done]


def test_from_folder_to_loaded_release(tool: Tool, batch: Path, tmp_path: Path) -> None:
    import corpus_kit

    corpus = tmp_path / "corpus"
    assert tool("new", corpus, "--name", "Silk").code == 0
    assert tool("ingest", corpus, batch, "--workers", 2).code == 1  # one record is broken
    assert "10 documents + 1 refused" in tool("status", corpus).out
    released = tool("release", corpus, "1.0.0", "--workers", 2)
    assert released.code == 0, released.err
    release = corpus / "releases" / "1.0.0"
    assert tool("verify", release).code == 0
    rows = corpus_kit.load(str(release), "kk")
    assert [r["text"] for r in rows] == [TEXTS["kaz_Cyrl"]]
    again = tool("release", corpus, "1.0.0")
    assert again.code == 0 and "unchanged" in again.out
    explained = tool("explain", corpus, rows[0]["id"][:10])
    assert explained.code == 0 and "texts.jsonl" in explained.out


def test_check_prints_json_of_the_agreed_form(tool: Tool, batch: Path) -> None:
    done = tool("check", batch, "--json")
    report = json.loads(done.out)
    assert done.code == 1
    assert set(report) == {"batch", "verdict", "license", "files", "findings", "notice"}
    assert set(report["license"]) >= {"declared", "found", "concluded", "tier", "evidence", "reasons"}
    file = next(f for f in report["files"] if f["path"] == "texts.jsonl")
    assert set(file) >= {"path", "format", "encoding", "status", "records", "documents", "refused", "languages"}
    assert (file["records"], file["documents"], file["refused"]) == (10, 9, 1)
    assert file["languages"]["kaz_Cyrl"] == 2
    for finding in report["findings"]:
        assert set(finding) == {"code", "severity", "where", "message", "remedy"}
    broken = next(f for f in report["findings"] if f["severity"] == "error")
    assert "line 9" in broken["where"]


def test_preview_shows_each_record_or_its_refusal(tool: Tool, batch: Path) -> None:
    lines = [json.loads(line) for line in tool("preview", batch, "--json").out.splitlines()]
    assert len(lines) == 11
    refused = [line for line in lines if "refused" in line]
    assert [set(line) for line in refused] == [{"file", "place", "refused", "message"}]
    assert {line["language"] for line in lines if "text" in line} >= {"kaz_Cyrl", "kat_Geor", "pes_Arab", "tha_Thai"}
    assert len(tool("preview", batch, "--json", "--limit", 3).out.splitlines()) == 3
    assert "نان" in tool("preview", batch, env={**os.environ, "PYTHONIOENCODING": "utf-8"}).out


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp936"])
def test_no_terminal_makes_it_fail(tool: Tool, tmp_path: Path, encoding: str) -> None:
    folder = make_batch(tmp_path / "ქართული საქაღალდე", {"ფაილი №1.jsonl": '{"text": "cut', "ғ.txt": TEXTS["kaz_Cyrl"]})
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for command in (["check", folder], ["preview", folder]):
        assert tool(*command, env=env).code == 1
    report = json.loads(tool("check", folder, "--json", env=env).out)
    assert "ფაილი №1.jsonl" in {f["path"] for f in report["files"]}


def test_init_writes_a_declaration_once(tool: Tool, tmp_path: Path) -> None:
    folder = make_batch(tmp_path / "мұрағат", {"a.txt": TEXTS["kaz_Cyrl"]}, declaration=None)
    done = tool("init", folder, "--contributor", "Мұрағат", "--license", "CC0-1.0", "--yes")
    assert done.code == 0, done.err
    written = (folder / "batch.toml").read_text(encoding="utf-8")
    assert "kaz_Cyrl" in written
    again = tool("init", folder, "--yes")
    assert again.code == 2 and "there already" in again.err
    assert (folder / "batch.toml").read_text(encoding="utf-8") == written
    assert json.loads(tool("check", folder, "--json").out)["verdict"] == "allow"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "nowhere"], "no folder nowhere"),
        (["init", "nowhere"], "no folder nowhere"),
        (["preview", "nowhere"], "no file or folder"),
        (["check", "file.txt"], "is a file, not a folder"),
        (["ingest", "nowhere", "batch"], "is not a corpus"),
        (["new", "batch"], "is not empty"),
        (["release", "corpus", "first"], "1.0.0"),
        (["release", "corpus", "1.0"], "1.0.0"),
        (["release", "corpus", "../1.0.0"], "1.0.0"),
        (["verify", "nowhere"], "nowhere"),
        (["explain", "corpus", "ffffffff"], "ffffffff"),
        (["measure", "corpus", "--layer", "colour"], "no layer"),
        (["review", "corpus", "--accept", "ffffffff"], "reason"),
        (["review", "corpus", "--accept", "ffffffff", "--reason", "x"], "names nothing"),
        (["check", "batch", "--policy", "everything"], "everything"),
        (["check", "corpus"], "itself a corpus"),
        (["ingest", "corpus", "corpus"], "corpus"),
        (["ingest", "corpus", "batch", "--workers", "0"], "workers"),
        (["colour"], "colour"),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_words(tool: Tool, tmp_path: Path, arguments: list[str], words: str) -> None:
    make_batch(tmp_path / "batch", {"a.txt": TEXTS["rus_Cyrl"]})
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    assert tool("new", "corpus", cwd=tmp_path).code == 0
    done = tool(*arguments, cwd=tmp_path)
    assert done.code == 2, done.out + done.err
    assert words in done.err


def test_a_release_of_other_content_under_the_same_version(tool: Tool, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    tool("new", corpus)
    tool("ingest", corpus, make_batch(tmp_path / "a", {"a.txt": TEXTS["rus_Cyrl"]}))
    assert tool("release", corpus, "1.0.0").code == 0
    tool("ingest", corpus, make_batch(tmp_path / "b", {"b.txt": TEXTS["kat_Geor"]}))
    done = tool("release", corpus, "1.0.0")
    assert done.code == 2 and "1.0.0" in done.err and "1.1.0" in done.err
    assert tool("release", corpus, "1.1.0").code == 0


def test_review_decides_and_the_ledger_remembers(tool: Tool, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    tool("new", corpus)
    declaration = batch_toml("CC-BY-4.0", basis="licensed")
    tool("ingest", corpus, make_batch(tmp_path / "a", {"a.txt": TEXTS["rus_Cyrl"]}, declaration))
    waiting = json.loads(tool("review", corpus, "--json").out)
    assert [w["documents"] for w in waiting] == [1]
    assert "0 documents," in tool("release", corpus, "1.0.0").out
    batch = waiting[0]["batch"]
    assert tool("review", corpus, "--accept", batch[:12], "--reason", "Хат алдық", "--by", "Айгүл").code == 0
    assert tool("review", corpus).code == 0
    assert "1 document," in tool("release", corpus, "1.1.0").out
    tool("review", corpus, "--reject", batch, "--reason", "withdrawn", "--by", "Айгүл")
    assert "0 documents," in tool("release", corpus, "2.0.0").out
    ledger = (corpus / "ledger.jsonl").read_text(encoding="utf-8")
    assert "Хат алдық" in ledger and "Айгүл" in ledger


def test_a_changed_policy_decides_anew_without_reading(tool: Tool, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    tool("new", corpus)
    declaration = batch_toml("CC-BY-SA-4.0")
    tool("ingest", corpus, make_batch(tmp_path / "a", {"a.txt": TEXTS["rus_Cyrl"]}, declaration))
    assert "1 document," in tool("release", corpus, "1.0.0").out
    config = corpus / "corpus.toml"
    config.write_text(config.read_text(encoding="utf-8").replace("open+sharealike", "open"), encoding="utf-8")
    for path in (corpus / "batches").glob("*/received/*"):
        path.unlink()
    assert "0 documents," in tool("release", corpus, "2.0.0").out


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="needs rights that can be taken away")
def test_a_read_only_corpus(tool: Tool, tmp_path: Path, batch: Path) -> None:
    corpus = tmp_path / "corpus"
    tool("new", corpus)
    corpus.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        done = tool("ingest", corpus, batch)
    finally:
        corpus.chmod(stat.S_IRWXU)
    assert done.code == 2 and "permission" in done.err


@pytest.mark.skipif(os.name == "nt", reason="limits of this kind are not Windows'")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_disk_that_is_full(tmp_path: Path, tool: Tool, workers: int) -> None:
    import resource

    corpus = tmp_path / "corpus"
    tool("new", corpus)
    lines = [json_lines([f"{TEXTS['kaz_Cyrl']} {n} {part}" for n in range(400)]) for part in range(2)]
    folder = make_batch(tmp_path / "b", {f"{n}.jsonl": text for n, text in enumerate(lines)})
    command = [sys.executable, "-m", "corpus_kit", "ingest", str(corpus), str(folder), "--workers", str(workers)]
    limit = (64 * 1024, 64 * 1024)
    done = subprocess.run(
        command, capture_output=True, text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    )
    assert done.returncode == 2 and "Traceback" not in done.stderr and "no room" in done.stderr, done.stderr
    assert not list((corpus / "batches").iterdir())
    assert tool("ingest", corpus, folder).code == 0


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are not Windows'")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_says_how_to_go_on(tmp_path: Path, tool: Tool, workers: int) -> None:
    corpus = tmp_path / "corpus"
    tool("new", corpus)
    files: dict[str, str | bytes] = {
        f"{i}.jsonl": json_lines([f"{TEXTS['kaz_Cyrl']} {n} {i}" for n in range(40000)]) for i in range(2)
    }
    folder = make_batch(tmp_path / "b", files)
    command = [sys.executable, "-m", "corpus_kit", "ingest", str(corpus), str(folder), "--workers", str(workers)]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + 60
    while (
        not list(corpus.glob("batches/.incoming-*/documents/*")) and time.monotonic() < until and process.poll() is None
    ):
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err and "go on" in err
    assert not [p for p in corpus.rglob("*.parquet") if "partial" in p.name]


def test_help_fits_80_columns(tool: Tool) -> None:
    for command in (
        [],
        ["init"],
        ["preview"],
        ["check"],
        ["new"],
        ["ingest"],
        ["status"],
        ["review"],
        ["measure"],
        ["release"],
        ["verify"],
        ["explain"],
    ):
        done = tool(*command, "--help", env={**os.environ, "COLUMNS": "80"})
        assert done.code == 0
        assert max(map(len, done.out.splitlines())) <= 80


def test_output_into_a_closed_pipe(tmp_path: Path) -> None:
    folder = make_batch(tmp_path / "b", {"a.jsonl": json_lines([f"{TEXTS['rus_Cyrl']} {n}" for n in range(3000)])})
    tool = f"'{sys.executable}' -m corpus_kit preview --json '{folder}' | head -n 1"
    if os.name != "nt":
        done = subprocess.run(["bash", "-c", tool], capture_output=True, text=True)
        assert len(done.stdout.splitlines()) == 1 and not done.stderr
