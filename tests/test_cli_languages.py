"""Looking up languages and telling those of lines, as a person meets it: words, streams and every kind of input."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_kit.errors import UsageError
from corpus_kit.languages import language_registry
from corpus_kit.lines import identified_lines
from corpus_kit.render.languages import language_facts, render_language_list, render_line, render_spans
from corpus_kit.render.letters import CLOSE, OPEN, width_of
from tests.conftest import TEXTS, Done

Tool = Callable[..., Done]
UTF8 = {**os.environ, "PYTHONIOENCODING": "utf-8"}


def identify(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "corpus_kit", "identify", *options]
    done = subprocess.run(command, input=data, capture_output=True, env=UTF8, timeout=300)
    assert b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    "written", [["kk"], ["kaz_Cyrl"], ["Kazakh"], ["қазақша"], ["казахский", "язык"], ["哈萨克语"]]
)
def test_a_language_is_found_by_whatever_it_is_called(tool: Tool, written: list[str]) -> None:
    done = tool("languages", *written, env=UTF8)
    assert done.code == 0
    assert done.out.startswith("kaz_Cyrl  Kazakh (Cyrillic)")
    assert "pycld2 (kk)" in done.out and "Arabic (Arab)" in done.out
    facts = json.loads(tool("languages", *written, "--json").out)
    assert facts["tag"] == "kaz_Cyrl" and facts["scripts"][0] == "Cyrl" and facts["choices"] == []


def test_what_is_known_of_a_language_is_told_whole(tool: Tool) -> None:
    facts = json.loads(tool("languages", "fa-AF", "--json").out)
    assert (facts["tag"], facts["direction"], facts["group"]) == ("prs_Arab", "rtl", "fas_Arab")
    assert facts["group_members"] == ["pes", "prs"]
    facts = json.loads(tool("languages", "zh-TW", "--json").out)
    assert (facts["tag"], facts["words_by_spaces"], facts["known_to"]["spacy"]) == ("cmn_Hant", False, "zh")
    assert facts["known_to"]["corpus_kit"] == "cmn_Hant"
    assert (
        f"own name        {OPEN}" in tool("languages", "ur", env=UTF8).out
    )  # isolated, so that the line keeps its order


def test_an_ambiguous_or_unknown_name_is_a_finding_with_choices(tool: Tool) -> None:
    done = tool("languages", "sh")
    assert done.code == 1 and "hrv_Latn  Croatian (Latin)" in done.out
    answer = json.loads(tool("languages", "ku-IQ", "--json").out)
    assert answer["tag"] is None and [c["tag"] for c in answer["choices"]] == ["ckb_Arab", "kmr_Arab"]
    done = tool("languages", "Kazkah")
    assert done.code == 1 and "kaz_Cyrl" in done.out
    done = tool("languages", "\u202eqqqq\x1b[31m")
    assert done.code == 1 and "\x1b" not in done.out and "\u202e" not in done.out
    assert json.loads(tool("languages", "qqqq", "--json").out)["choices"] == []


def test_all_are_listed_or_those_of_a_script_or_group(tool: Tool) -> None:
    listed = json.loads(tool("languages", "--json").out)
    assert len(listed) == len(language_registry())
    assert {fact["language"] for fact in listed} == set(language_registry())
    chinese = tool("languages", "--group", "zh", env=UTF8).out
    assert "yue_Hant" in chinese and "kaz" not in chinese
    tibetan = json.loads(tool("languages", "--script", "tibetan", "--json").out)
    assert {"bod", "dzo"} <= {fact["language"] for fact in tibetan}
    for wrong in (["--script", "Elvish"], ["--group", "kaz"], ["kk", "--group", "zh"]):
        assert tool("languages", *wrong).code == 2


def test_tables_fit_a_terminal_of_80_columns() -> None:
    listed = render_language_list(language_registry().values(), 80).split("\n")
    assert max(width_of(line.replace(OPEN, "").replace(CLOSE, "")) for line in listed) <= 80
    for text in ("a" * 500, "今天" * 100, "سلام " * 60, "က\u102d" * 90, "tab\there\x1b[2J"):
        line = render_line("kaz_Cyrl", 0.987, text, 80)
        assert width_of(line.replace(OPEN, "").replace(CLOSE, "")) <= 80 and "\x1b" not in line
        for part in render_spans([(0, len(text), "kaz_Cyrl")], text, 80):
            assert width_of(part.replace(OPEN, "").replace(CLOSE, "")) <= 80
    assert language_facts.__doc__


def test_each_line_has_one_answer(tool: Tool, tmp_path: Path) -> None:
    lines = [TEXTS["kaz_Cyrl"], "", "1234 5678", TEXTS["pes_Arab"], " ", TEXTS["tha_Thai"]]
    path = tmp_path / "жолдар.txt"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")
    answers = [json.loads(line) for line in tool("identify", path, "--json").out.splitlines()]
    tags = ["kaz_Cyrl", "und_Zyyy", "und_Zyyy", "pes_Arab", "und_Zyyy", "tha_Thai"]
    assert [answer["tag"] for answer in answers] == tags
    assert [answer["line"] for answer in answers] == [1, 2, 3, 4, 5, 6]
    assert set(answers[0]) >= {"language", "script", "score", "group", "basis", "votes"}
    assert answers[3]["group"] == "fas_Arab"
    shown = tool("identify", path, env=UTF8).out.split("\n")
    assert [line[:8] for line in shown[:-1]] == tags
    assert shown[3].endswith(CLOSE)


def test_spans_say_where_each_language_stands() -> None:
    kazakh, georgian = TEXTS["kaz_Cyrl"].replace("\n", " "), TEXTS["kat_Geor"].replace("\n", " ")
    answer = json.loads(identify(f"{kazakh} {georgian}\n".encode(), "--spans", "--json").stdout)
    assert [span["language"] for span in answer["spans"]] == ["kaz_Cyrl", "kat_Geor"]
    assert {one["language"] for one in answer["languages"]} == {"kaz_Cyrl", "kat_Geor"}
    last = answer["spans"][-1]
    assert last["end"] == len(f"{kazakh} {georgian}") and abs(last["start"] - len(kazakh)) <= 1
    shown = identify(f"{kazakh} {georgian}\n".encode(), "--spans").stdout.decode().split("\n")
    assert len(shown) == 4 and "kaz_Cyrl" in shown[1] and "kat_Geor" in shown[2]
    assert len(identify(f"{kazakh}\n".encode(), "--spans").stdout.splitlines()) == 1  # one language needs no parts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r"])
def test_encodings_are_told_from_the_bytes(encoding: str) -> None:
    text = f"{TEXTS['rus_Cyrl']}\n\n{TEXTS['rus_Cyrl']}\n"
    for options in ([], ["-"]):
        done = identify(text.encode(encoding), *options, "--json")
        assert [json.loads(line)["tag"] for line in done.stdout.splitlines()] == ["rus_Cyrl", "und_Zyyy", "rus_Cyrl"]


def test_lines_that_nothing_reads_are_und_and_told() -> None:
    done = identify(f"{TEXTS['kaz_Cyrl']}\n".encode() + b"\xff\xfe\x80 x\n" + TEXTS["kat_Geor"].encode(), "--json")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["tag"] for answer in answers] == ["kaz_Cyrl", "und_Zyyy", "kat_Geor"]
    assert answers[1]["problem"] == "invalid-utf8"
    assert done.returncode == 1 and b"1 of the lines" in done.stderr


def test_every_mixture_of_bytes_keeps_its_number_of_lines() -> None:
    pieces = [
        b"plain",
        "қазақ".encode(),
        "погода сегодня".encode("cp1251"),
        b"\x80\x81",
        b"",
        "今天天气".encode("gb18030"),
    ]
    for number in range(60):
        lines = [pieces[(number * 7 + place * place) % len(pieces)] for place in range(1 + number % 9)]
        end = (b"\n", b"\r\n")[number % 2]
        data = end.join(lines) + (end if number % 3 else b"")
        expected = len(data.split(b"\n")) - (data.endswith(b"\n") or not data)
        found = [line for part in identified_lines(io.BytesIO(data)) for line in part]
        assert [line.number for line in found] == list(range(1, expected + 1)), data


@pytest.mark.parametrize(("data", "lines"), [(b"", 0), (b"\n", 1), (b"\xef\xbb\xbf", 0), (b"x", 1), (b"x\n\n", 2)])
def test_the_ends_of_the_input(data: bytes, lines: int) -> None:
    assert len(identify(data).stdout.splitlines()) == lines


def test_what_is_no_text_is_refused_in_words(tool: Tool, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04" + bytes(60))
    for path, words in ((tmp_path / "a.docx", "no plain text"), (tmp_path, "is a folder"), (tmp_path / "b", "no file")):
        done = tool("identify", path)
        assert done.code == 2 and words in done.err
    with pytest.raises(UsageError):
        list(identified_lines(io.BytesIO(b"\x1f\x8b\x08\x00" + bytes(40))))


@pytest.mark.skipif(os.name == "nt", reason="pipes and signals of POSIX")
def test_a_slow_pipe_is_answered_at_once_and_ends_quietly() -> None:
    command = [sys.executable, "-m", "corpus_kit", "identify", "--json"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as running:  # type: ignore[call-overload]
        running.stdin.write(f"{TEXTS['kaz_Cyrl']}\n".encode())
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["tag"] == "kaz_Cyrl"  # although the pipe is still open
        running.send_signal(signal.SIGINT)
        time.sleep(0.2)
        running.stdin.close()
        assert running.wait(30) == 130
        assert b"Traceback" not in running.stderr.read()
    with subprocess.Popen(command, **pipes) as running:  # type: ignore[call-overload]
        running.stdout.close()
        with contextlib.suppress(BrokenPipeError):  # it may be gone before all is written
            running.stdin.write(b"a line of plain words\n" * 20_000)
            running.stdin.close()
        assert running.wait(30) == 0
        assert running.stderr.read() == b""
