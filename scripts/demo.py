"""Shows the whole path on small bundled batches: `python scripts/demo.py`. Makes the environment first.

Six contributors' folders are checked, taken into a corpus and released; the release is verified and opened with
`datasets`. Three of the batches are faulty on purpose: what is found in them is expected, and said. Anything
unexpected ends the demonstration with a sentence and exit code 1.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import os
import shutil
import subprocess
import sys
import textwrap
import unicodedata
from pathlib import Path
from typing import Any

import environment

BATCHES = environment.SCRIPTS / "demo_batches"
MARK = "made-by-corpus-kit-demo.txt"
WIDTH = 80
ROWS_SHOWN = 3

# What must become of each batch under the default policy, and what makes it worth showing.
EXPECTED = {
    "caravan-university": ("allow", "one JSON line is cut in the middle; the rest is read"),
    "city-magazine": ("review", "declared CC BY, but its LICENSE file says non-commercial"),
    "harbour-radio": ("deny", "non-commercial, which the default policy leaves out"),
    "steppe-library": ("allow", "one file is in an old Windows encoding"),
    "two-rivers-archive": ("allow", "one text came from another contributor as well"),
    "valley-notes": ("review", "nobody has said yet under which terms it may be used"),
}
LANGUAGES = (
    "arb_Arab azj_Latn cmn_Hans heb_Hebr hin_Deva hye_Armn kat_Geor kaz_Cyrl khk_Cyrl kir_Cyrl "
    "pes_Arab rus_Cyrl tgk_Cyrl tha_Thai tur_Latn urd_Arab uzn_Latn"
)
# The beginning of the text that came in windows-1251, and of the one that came twice.
LEGACY_TEXT, DOUBLE_TEXT = "Пекарня на углу", "В нашей сельской школе"


class DemoError(Exception):
    """Something is not as the demonstration must show it; the message says what."""


def heading(text: str) -> None:
    print(f"\n=== {text}", flush=True)


def shown(path: Path) -> str:
    """Return a path as a person would type it: short where it lies below the current folder."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def width_of(character: str) -> int:
    """Return how many columns a terminal gives to a character."""
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut_to_width(text: str, columns: int) -> str:
    """Return the beginning of a text on one line within `columns`, and right-to-left text isolated from the rest."""
    text = " ".join(text.split())
    if sum(map(width_of, text)) > columns:
        used = list(itertools.accumulate(map(width_of, text)))
        text = text[: bisect.bisect_right(used, columns - 1)] + "…"
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return f"\u2068{text}\u2069"
    return text


def count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def wrapped(text: str, indent: str = "    ") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False)


def corpus_kit(*arguments: str, allowed: tuple[int, ...] = (0,), quiet: bool = False) -> str:
    """Run the program as a person would and return what it printed; raise DemoError when it ends unexpectedly."""
    program = environment.python_in(environment.VENV).parent / ("corpus-kit.exe" if os.name == "nt" else "corpus-kit")
    words = [shown(Path(a)) if Path(a).is_absolute() else a for a in arguments]
    command = "corpus-kit " + " ".join(f'"{w}"' if " " in w else w for w in words)
    print(textwrap.fill(f"$ {command}", WIDTH, subsequent_indent="    ", break_on_hyphens=False), flush=True)
    variables = environment.child_variables()
    done = subprocess.run([program, *words], env=variables, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode not in allowed or "Traceback (most recent call last)" in done.stderr:
        print(done.stdout, done.stderr, sep="\n", flush=True)
        raise DemoError(f"corpus-kit {arguments[0]} ended with exit code {done.returncode}; its words stand above")
    if not quiet:
        print(textwrap.indent(done.stdout.rstrip(), "  "), flush=True)
    return done.stdout


def fresh_folder(folder: Path) -> None:
    """Make the folder for the results anew; refuse to replace one that another hand has made."""
    if folder.exists():
        if not (folder / MARK).is_file():
            raise DemoError(f"{folder} exists and is not from an earlier demonstration; name another with --output")
        shutil.rmtree(folder)
    (folder / "reports").mkdir(parents=True)
    (folder / MARK).write_text("scripts/demo.py made this folder and replaces it.\n", encoding="utf-8")


def check(batch: Path, output: Path) -> None:
    """Check one batch, write its report for the browser, and compare the verdict with what is expected."""
    page = output / "reports" / f"{batch.name}.html"
    printed = corpus_kit("check", str(batch), "--json", "--html", str(page), allowed=(0, 1), quiet=True)
    report: dict[str, Any] = json.loads(printed)
    verdict, story = EXPECTED[batch.name]
    files = [file for file in report["files"] if file["status"] == "read"]
    documents, refused = (sum(file[key] for file in files) for key in ("documents", "refused"))
    counts = f"{count(documents, 'document')} in {count(len(files), 'file')}, {count(refused, 'record')} refused"
    print(f"  {report['verdict'].upper()}: {counts}")
    print(wrapped(f"expected: {story}"))
    for finding in report["findings"]:
        if finding["severity"] != "note":
            print(wrapped(f"{finding['severity']}, {finding['where'] or 'the batch'}: {finding['message']}"))
    if report["verdict"] != verdict:
        raise DemoError(f"the verdict on {batch.name} is {report['verdict']}, and must be {verdict}")
    if not page.is_file():
        raise DemoError(f"check wrote no report {page}")


def open_release(release: Path, cache: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every configuration of a release, opened with `datasets` and without a network."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(cache)}
    import datasets

    datasets.disable_progress_bars()
    names = datasets.get_dataset_config_names(str(release))
    missing = sorted({*LANGUAGES.split(), "all"} - set(names))
    if missing:
        raise DemoError(f"the release has no configuration {', '.join(missing)}")
    return {name: datasets.load_dataset(str(release), name, split="train").to_list() for name in names}


def show_rows(configurations: dict[str, list[dict[str, Any]]]) -> None:
    """Print the first rows of each language with license and source."""
    for name in LANGUAGES.split():  # the others repeat them: all, and a language's single tiers
        rows = configurations[name]
        print(f"\n{name}: {count(len(rows), 'row')}")
        for row in rows[:ROWS_SHOWN]:
            print("  " + cut_to_width(row["text"], WIDTH - 2))
            print("    " + cut_to_width(f"{row['license']}, from {row['contributor']}, {row['file']}", WIDTH - 4))


def examine(rows: list[dict[str, Any]]) -> None:
    """Raise DemoError unless the release holds what the faulty and doubled files must give."""
    for row in rows:
        for column in ("language", "license", "source", "contributor", "file"):
            if not row[column]:
                raise DemoError(f"document {row['id']} has no {column}")
    if not any(row["text"].startswith(LEGACY_TEXT) for row in rows):
        raise DemoError("the text in the old Windows encoding did not arrive with its letters right")
    doubled = [row for row in rows if row["text"].startswith(DOUBLE_TEXT)]
    if len(doubled) != 1 or not doubled[0]["duplicates_of_other_batches"]:
        raise DemoError("the text that two contributors sent must stand there once and name the other")


def demonstrate(output: Path) -> None:
    fresh_folder(output)
    corpus = output / "corpus"
    release = corpus / "releases" / "1.0.0"
    batches = [BATCHES / name for name in sorted(EXPECTED)]
    print(f"Results go to {output}")
    heading("1. The contributors check their folders")
    for batch in batches:
        check(batch, output)
    heading("2. The maintainer makes a corpus and takes the folders in")
    corpus_kit("new", str(corpus), "--name", "demo")
    corpus_kit("ingest", str(corpus), *map(str, batches), allowed=(0, 1))
    print("  (exit code 1 is expected here: one record was refused, and is accounted for)")
    corpus_kit("status", str(corpus))
    corpus_kit("review", str(corpus), allowed=(0, 1))
    heading("3. The maintainer makes a release and verifies it")
    corpus_kit("release", str(corpus), "1.0.0")
    corpus_kit("verify", str(release))
    heading("4. A researcher opens the release with datasets")
    configurations = open_release(release, output / "cache")
    show_rows(configurations)
    everything = configurations["all"]
    examine(everything)
    summary(everything, configurations, output, release)


def summary(everything: list[dict[str, Any]], configurations: dict[str, Any], output: Path, release: Path) -> None:
    heading("Done")
    languages = {row["language"] for row in everything}
    scripts = {row["script"] for row in everything}
    print(f"{len(everything)} documents, {len(languages)} languages, {len(scripts)} scripts, ", end="")
    print(f"{len(configurations)} configurations")
    print(f"The release:          {shown(release)}")
    print(f"Reports for browsers: {shown(output / 'reports')}")
    for page in sorted((output / "reports").glob("*.html")):
        print(f"  {page.name}")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Show the whole path on small bundled batches.")
    parser.add_argument("--output", type=Path, default=Path("demo-output"), help="folder for the results, made anew")
    output: Path = parser.parse_args(arguments).output.resolve()
    try:
        demonstrate(output)
    except (DemoError, OSError, ValueError) as error:
        environment.fail(f"{error}.")
    return 0


if __name__ == "__main__":
    environment.enter(__file__)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        environment.fail("Stopped.", 130)
