"""Texts that read as another language than declared are shown to the maintainer, with examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from corpus_kit.render.letters import width_of
from tests.conftest import TEXTS, Done, batch_toml, make_batch

Tool = Callable[..., Done]
RUSSIAN = "Утром у колодца собирались соседи и долго говорили о дожде, которого ждали всю весну. Номер {}."
PERSIAN = "صبح زود همسایه‌ها کنار چاه جمع می‌شدند و از بارانی می‌گفتند که همه‌ی بهار چشم به راهش بودند. شماره‌ی {}."
EXTRA = """
[[files]]
glob = "kazakh/*"
language = "kaz_Cyrl"

[[files]]
glob = "persian/*"
language = "fas"

[[files]]
glob = "arabic/*"
language = "arb_Arab"
"""


def corpus_of(tool: Tool, folder: Path) -> Path:
    files: dict[str, str | bytes] = {f"kazakh/r{n}.txt": RUSSIAN.format(n) for n in range(5)}
    files |= {"kazakh/k.txt": TEXTS["kaz_Cyrl"], "persian/p.txt": PERSIAN.format(0), "arabic/p.txt": PERSIAN.format(1)}
    corpus = folder / "corpus"
    tool("new", corpus)
    tool("ingest", corpus, make_batch(folder / "batch", files, batch_toml(extra=EXTRA)))
    return corpus


def test_what_differs_is_listed_with_examples_and_a_group_stands_for_its_members(tool: Tool, tmp_path: Path) -> None:
    corpus = corpus_of(tool, tmp_path)
    done = tool("review", corpus, "--json")
    found = json.loads(done.out)
    assert done.code == 0 and {item["kind"] for item in found} == {"language"}
    listed = [(item["declared"], item["found"], item["documents"], len(item["examples"])) for item in found]
    assert listed == [("kaz_Cyrl", "rus_Cyrl", 5, 3), ("arb_Arab", "pes_Arab", 1, 1)]
    example = found[0]["examples"][0]
    assert example["score"] >= 0.7 and example["text"].startswith("Утром у колодца") and example["votes"]
    assert example["file"].startswith("kazakh/r")


def test_the_terminal_shows_how_the_texts_begin_and_a_decision_settles_them(tool: Tool, tmp_path: Path) -> None:
    corpus = corpus_of(tool, tmp_path)
    shown = tool("review", corpus).out
    told = "5 documents: declared Kazakh (Cyrillic), kaz_Cyrl; reads as Russian (Cyrillic), rus_Cyrl"
    assert told in " ".join(shown.split())
    assert "صبح زود" in shown and max(map(width_of, shown.splitlines())) <= 80
    items = json.loads(tool("review", corpus, "--json").out)
    tool("review", corpus, "--reject", items[1]["examples"][0]["document"], "--reason", "not Arabic", "--by", "me")
    assert [item["found"] for item in json.loads(tool("review", corpus, "--json").out)] == ["rus_Cyrl"]
    tool("review", corpus, "--accept", items[0]["batch"], "--reason", "Russian indeed", "--by", "me")
    assert "Nothing waits" in tool("review", corpus).out and "reads as" not in tool("review", corpus).out
