"""What describes a release: card, pictures, Croissant and PROV, each checked by a program that is not ours."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from corpus_kit.corpus import Corpus
from corpus_kit.release import verify_release, write_release
from corpus_kit.release.croissant import problems_in

from .release_corpus import TEXTS, BatchOf, Document, document_id, make_corpus, reopened

SAID = {".": [{"id": "CC-BY-4.0", "file": "LICENSE", "sha256": "0" * 64, "quoted": "CC BY 4.0", "kind": "name"}]}


def batches() -> list[BatchOf]:
    every = [Document(f"{text} {n}", tag, file="a/b.jsonl") for tag, text in TEXTS.items() for n in range(4)]
    share = [Document(f"{TEXTS['uig_Arab']} {n}", "uig_Arab", declared="CC-BY-SA-4.0") for n in range(3)]
    return [
        BatchOf("Наурыз <газеті> & Co", every, contributor="مكتبة $x$ الدولة", statements=SAID),
        BatchOf("Книги", share, license="CC-BY-SA-4.0"),
        BatchOf("Waiting", [Document("Күткен мәтін.", declared=None)], license="NOASSERTION"),
    ]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = make_corpus(tmp_path_factory.mktemp("papers") / "corpus", batches(), 'Мәтіндер: "Жібек жолы" #1')
    corpus.ledger.append(
        action="accept", target=document_id("Күткен мәтін."), license="CC0-1.0", reason="letter of 2 April",
        when="2026-04-03T00:00:00Z", who="Ayşe Example",
    )  # fmt: skip
    return write_release(reopened(corpus), "1.0.0").path


def test_no_paper_names_who_decided_or_when(release: Path) -> None:
    for path in release.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"Ay\xc5\x9fe" not in data and b"2026-04-03" not in data, path


class TestCard:
    """README.md: the hub reads its head, a person the rest."""

    def test_the_hub_library_accepts_the_card(self, release: Path) -> None:
        from huggingface_hub import DatasetCard

        card = DatasetCard.load(release / "README.md")
        assert card.data.license == "other" and card.data.language == sorted({t[:3] for t in TEXTS})
        names = [config["config_name"] for config in card.data.configs]
        assert {"all", "open", "share-alike", "uig_Arab-open", "uig_Arab-share-alike", "zho"} <= set(names)

    def test_every_picture_and_link_is_there(self, release: Path) -> None:
        pytest.importorskip("matplotlib")
        card = (release / "README.md").read_text(encoding="utf-8")
        names = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", card)
        assert len(names) == 6 and all((release / name).is_file() for name in names)
        for word in ("## Limits", "## Citing", "## Reporting a problem", "@dataset{", "whoever published"):
            assert word in card

    def test_the_contact_of_corpus_toml_is_on_the_card(self, tmp_path: Path) -> None:
        corpus = make_corpus(tmp_path / "corpus", batches()[:1])
        config = corpus.path / "corpus.toml"
        config.write_text('contact = "мұрағат@example.org"\n' + config.read_text(encoding="utf-8"), encoding="utf-8")
        card = (write_release(Corpus.open(corpus.path)).path / "README.md").read_text(encoding="utf-8")
        assert "write to мұрағат@example.org." in card


class TestPictures:
    """SVG with words as words, the same bytes every time."""

    def test_they_are_whole_and_hold_every_name_as_it_is(self, release: Path) -> None:
        pytest.importorskip("matplotlib")
        for path in sorted((release / "pictures").iterdir()):
            ElementTree.parse(path)
        contributors = (release / "pictures" / "contributors.svg").read_text(encoding="utf-8")
        texts = ElementTree.fromstring(contributors).iter("{http://www.w3.org/2000/svg}text")
        words = ["".join(text.itertext()).strip() for text in texts]
        assert "مكتبة $x$ الدولة" in words, "right to left, and no formula"
        assert "prefers-color-scheme:dark" in contributors and "<desc>" in contributors

    def test_nothing_of_the_machine_is_in_them(self, release: Path, tmp_path: Path) -> None:
        pytest.importorskip("matplotlib")
        code = (
            "import sys; from pathlib import Path; from tests.test_release_papers import batches; "
            "from tests.release_corpus import make_corpus; from corpus_kit.release.write import write_release; "
            "print(write_release(make_corpus(Path(sys.argv[1]), batches()[:2], 'X'), '1.0.0').sums)"
        )
        root = Path(__file__).parents[1]
        found = set()
        for number, zone in enumerate(("Asia/Almaty", "America/Lima")):
            env = dict(os.environ, TZ=zone, LC_ALL="C" if number else "C.UTF-8", PYTHONHASHSEED=str(number))
            env |= {"MPLBACKEND": "pdf" if number else "agg", "PYTHONPATH": os.pathsep.join([str(root), *sys.path])}
            done = subprocess.run(
                [sys.executable, "-c", code, str(tmp_path / zone.replace("/", "-"))],
                env=env,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr
            found.add(done.stdout)
        assert len(found) == 1
        text = (release / "pictures" / "languages.svg").read_text(encoding="utf-8")
        assert "metadata" not in text and "matplotlib.org" not in text


class TestCroissant:
    """croissant.json: valid for the common library, and for a stricter check of our own."""

    @pytest.fixture
    def description(self, release: Path) -> Any:
        return json.loads((release / "croissant.json").read_text(encoding="utf-8"))

    def test_the_library_accepts_and_reads_it(self, release: Path) -> None:
        mlcroissant = pytest.importorskip("mlcroissant")
        dataset = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
        assert not dataset.metadata.issues.errors, dataset.metadata.issues.report()
        rows = list(dataset.records("uig_Arab"))
        assert len(rows) == 4
        assert {r["uig_Arab/text"].decode()[:4] for r in rows} == {TEXTS["uig_Arab"][:4]}
        assert len(list(dataset.records("all"))) == 37

    def test_ours_finds_nothing(self, release: Path, description: Any) -> None:
        assert problems_in(description, release) == []
        assert description["conformsTo"][0].endswith("croissant/1.1")

    @pytest.mark.parametrize(
        ("spoil", "said"),
        [
            (lambda d: d.pop("description"), "description is missing"),
            (lambda d: d.update({"rai:personalSensitiveInformation": []}), "rai:personalSensitiveInformation"),
            (lambda d: d.update(conformsTo="http://mlcommons.org/croissant/1.0"), "does not name Croissant 1.1"),
            (lambda d: d["distribution"][0].update(sha256="0" * 64), "is not that of the file"),
            (lambda d: d["distribution"][0].pop("sha256"), "is not that of the file"),
            (lambda d: d["distribution"].pop(0), "is not described"),
            (lambda d: d["distribution"][0].update(contentUrl="data/x.parquet"), "described but not there"),
            (lambda d: d["recordSet"][0].update(field=[]), "has no fields"),
            (lambda d: d["recordSet"][0]["field"][0]["source"]["extract"].update(column="x"), "no such column"),
            (lambda d: d["recordSet"][0]["field"][0]["source"].update(fileSet={"@id": "x"}), "not in the distribution"),
            (lambda d: d["recordSet"][0]["field"][0].pop("dataType"), "dataType or description"),
            (lambda d: d.update(recordSet="x"), ""),
        ],
    )
    def test_ours_finds_what_is_spoiled(self, release: Path, description: Any, spoil: Any, said: str) -> None:
        spoiled = copy.deepcopy(description)
        spoil(spoiled)
        problems = problems_in(spoiled, release)
        assert any(said in problem for problem in problems) or (not said and not problems)
        assert problems_in([], release) == ["it is no JSON object"]


class TestProv:
    """prov.jsonld says how the release came to be; a library for RDF answers questions about it."""

    @pytest.fixture(scope="class")
    def graph(self, release: Path) -> Any:
        rdflib = pytest.importorskip("rdflib")
        graph = rdflib.Graph()
        graph.parse(release / "prov.jsonld", format="json-ld")
        return graph

    def ask(self, graph: Any, query: str) -> list[Any]:
        prefixes = "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        return list(graph.query(prefixes + query))

    def test_from_the_release_back_to_the_contributors(self, graph: Any) -> None:
        rows = self.ask(
            graph,
            "SELECT DISTINCT ?who WHERE { ?r prov:wasGeneratedBy ?a . ?a rdfs:label 'select and write the release' . "
            "?r prov:wasDerivedFrom ?t . ?t prov:wasDerivedFrom ?b . ?b prov:wasAttributedTo ?c . ?c rdfs:label ?who }",
        )
        assert {str(row.who) for row in rows} == {"مكتبة $x$ الدولة", "Example Archive"}

    def test_every_step_is_an_activity_of_the_program(self, graph: Any, release: Path) -> None:
        rows = self.ask(
            graph,
            "SELECT ?l WHERE { ?a a prov:Activity ; rdfs:label ?l ; prov:wasAssociatedWith ?p . "
            "?p a prov:SoftwareAgent }",
        )
        labels = [str(row.l) for row in rows]
        for step in ("receive", "clean", "language", "license"):
            assert sum(label.startswith(f"{step} (") for label in labels) == 3, step

    def test_decisions_are_told_without_persons(self, graph: Any) -> None:
        rows = self.ask(
            graph, "SELECT ?l WHERE { ?a a prov:Activity ; rdfs:label ?l FILTER(CONTAINS(?l, 'letter of')) }"
        )
        assert [str(r.l) for r in rows] == [f"accept {document_id('Күткен мәтін.')} under CC0-1.0: letter of 2 April"]

    def test_nothing_hangs_in_the_air(self, graph: Any) -> None:
        rows = self.ask(
            graph,
            "SELECT ?o WHERE { ?s ?p ?o . FILTER(STRSTARTS(STR(?p), STR(prov:)) && isIRI(?o)) "
            "FILTER NOT EXISTS { ?o a ?kind } }",
        )
        assert rows == []


def test_an_empty_release_has_papers_too(tmp_path: Path) -> None:
    release = write_release(make_corpus(tmp_path / "corpus", []), "1.0.0").path
    assert json.loads((release / "croissant.json").read_text(encoding="utf-8"))["recordSet"] == []
    assert not (release / "pictures").exists() and verify_release(release, rows=True) == []


def test_without_the_library_that_draws_there_are_no_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    release = write_release(make_corpus(tmp_path / "corpus", batches()), "1.0.0").path
    assert not (release / "pictures").exists() and "![" not in (release / "README.md").read_text(encoding="utf-8")
    said = json.loads((release / "release.json").read_text(encoding="utf-8"))
    assert said["environment"]["matplotlib"] is None and verify_release(release) == []
