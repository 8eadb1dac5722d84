"""ATTRIBUTION/: for each configuration of a release the credit that is due, and what its licenses ask for.

The lines are made from the rows as they stand in the data files, by the same code as `corpus_kit.attribution`. They
stand with each language, and with each tier of a language; the page of a larger configuration names those pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus_kit.licenses.crediting import BETWEEN_CHANGES, BREAKS, MOST_WORKS, Credits, Work, credits_page
from corpus_kit.release.measure import distinct, encode, joined
from corpus_kit.release.paperwork import Config, Facts
from corpus_kit.release.terms import ids_in
from corpus_kit.storage import write_text

FOLDER = "ATTRIBUTION"
_ROW = ["attribution", "title", "license", "source", "source_url"]
_WORK = list(Work._fields)
_COUNTED = [*_WORK, "changes", "texts", "many"]
_HOW = """\
Give the line of each work that you use. A line names title, author, source and license, as far as they are known, and
what was changed; the texts were taken out of their files as plain text. `corpus_kit.attribution(texts)` gives the
lines of some texts only. Where one line stands for many works, their titles and addresses stand on the rows.
"""


def write_credits(facts: Facts, root: Path) -> None:
    """Write a page for each configuration."""
    if facts.cells:
        (root / FOLDER).mkdir()
    for config in facts.configs if facts.cells else ():
        title = f"Attribution: {config.name}"
        if config.leaf:
            found = credits_of(root, config.files)
            page = credits_page(title, found.lines(), found.licenses())
        else:
            page = credits_page(title, _pages(config, facts.configs), _licenses(config))
        heading, _, rest = page.partition("\n\n")
        write_text(root / FOLDER / f"{config.name}.md", f"{heading}\n\n{_HOW}\n{rest}")


def credits_of(root: Path, files: Sequence[str]) -> Credits:
    """Return the works that the rows of some data files are from."""
    counted = pa.concat_tables([_counted(root / file) for file in files])
    counted = _folded(_total(counted))
    found = Credits()
    for row in counted.to_pylist():
        changes = (row["changes"] or "").split(BETWEEN_CHANGES)
        found.add(Work(*(row[name] for name in _WORK)), row["texts"], filter(None, changes))
    return found


def _pages(config: Config, configs: Sequence[Config]) -> list[str]:
    """Return links to the pages of the fewest configurations that hold all files of one."""
    left, found = set(config.files), []
    leaves = [c for c in configs if c.leaf and set(c.files) <= left]
    for leaf in sorted(leaves, key=lambda c: (-len(c.files), c.name)):
        if set(leaf.files) <= left:
            left -= set(leaf.files)
            found.append(f"the lines of [{leaf.name}]({leaf.name}.md)")
    return sorted(found)


def _licenses(config: Config) -> list[str]:
    return sorted({i for license_id, _ in config.licenses for i in ids_in(license_id)})


def _counted(path: Path) -> pa.Table:
    """Return the works of one file, with the number of texts from each; few rows are held at a time."""
    tables = []
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=[*_ROW, "contributor", "changes", "duplicates_of_other_batches"])
            tables += list(_works(table))
    return _folded(_total(pa.concat_tables(tables)))


def _works(table: pa.Table) -> Iterator[pa.Table]:
    yield _table(table, 1, _clean(table.column("changes")))
    lists = joined(table.column("duplicates_of_other_batches"))
    others = lists.flatten()
    if len(others):
        names = [f.name for f in others.type]
        entries = pa.table([others.field(name) for name in names], names=names)
        entries = entries.append_column("title", pa.nulls(len(entries), pa.string()))
        yield _table(entries, 0, _clean(pa.nulls(len(entries), pa.string())))


def _table(rows: pa.Table, texts: int, changes: pa.Array) -> pa.Table:
    values = [_clean(rows.column(name)) for name in _ROW]
    values[0] = pc.if_else(pc.equal(values[0], ""), _clean(rows.column("contributor")), values[0])
    count, many = pa.repeat(pa.scalar(texts, pa.int64()), len(rows)), pa.repeat(pa.scalar(False), len(rows))
    return _total(pa.table([*values, changes, count, many], names=_COUNTED))


def _clean(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Do what `crediting.on_one_line` does, for a whole column; few values come again and again."""
    codes, values = encode(column)
    whole = pc.replace_substring_regex(pa.array(values, pa.string()).fill_null(""), BREAKS, " ")
    return pc.utf8_trim(whole, " ").take(pa.array(codes))


def _total(table: pa.Table) -> pa.Table:
    sums = table.group_by([*_WORK, "changes"], use_threads=False).aggregate([("texts", "sum"), ("many", "any")])
    return sums.rename_columns(_COUNTED)


def _folded(table: pa.Table) -> pa.Table:
    """Drop titles and addresses where more works share the rest than are named one by one: they would fill memory.

    `many` keeps in mind where that was done, so that works of the same kind in other files lose theirs too.
    """
    codes = {name: encode(table.column(name))[0] for name in _WORK}
    alike = distinct([codes[name] for name in ("credit", "license", "source")])
    works = pa.table({"alike": alike, "work": distinct([codes[name] for name in _WORK]), "many": table.column("many")})
    kinds = works.group_by("alike").aggregate([("work", "count_distinct"), ("many", "any")])
    too_many = pc.or_(pc.greater(kinds.column("work_count_distinct"), MOST_WORKS), kinds.column("many_any"))
    many = pc.is_in(works.column("alike"), value_set=joined(kinds.column("alike").filter(too_many)))
    for name in ("title", "url"):
        table = _with(table, name, pc.if_else(many, "", table.column(name)))
    return _total(_with(table, "many", many))


def _with(table: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, column)
