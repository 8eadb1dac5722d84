"""What a contributor declares: what is understood, what is told of, and which entry holds for which file."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from corpus_kit import resources
from corpus_kit.findings import Finding, catalogue
from corpus_kit.manifest import FileRule, Manifest, Rights, load_manifest

GOOD = """
name = "Мектеп оқулықтары"
contributor = "Ұлттық кітапхана"
contact = "corpus@example.org"
date = 2026-01-31

[rights]
license = "CC-BY-4.0"
holder = "Ұлттық кітапхана"
basis = "own-work"
evidence = ["LICENSE.txt", "https://example.org/terms"]
restrictions = ["Not before 2027"]

[languages]
expected = ["kk", "Uzbek", "ky-Cyrl"]

[[files]]
glob = "uz/**"
language = "uz"
license = "CC0-1.0"

[[files]]
glob = "uz/old/*.txt"
encoding = "windows-1251"
license = "NOASSERTION"
"""


def declare(folder: Path, text: str | bytes) -> tuple[Manifest, list[Finding]]:
    data = text.encode() if isinstance(text, str) else text
    (folder / "batch.toml").write_bytes(data)
    return load_manifest(folder)


def codes(findings: list[Finding]) -> list[str]:
    return [f.code for f in findings]


def test_everything_declared_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "LICENSE.txt").write_text("CC BY 4.0", encoding="utf-8")
    manifest, findings = declare(tmp_path, GOOD)
    assert findings == []
    assert manifest.name == "Мектеп оқулықтары"
    assert manifest.date == "2026-01-31"
    assert manifest.rights == Rights(
        "CC-BY-4.0",
        "Ұлттық кітапхана",
        "own-work",
        ("LICENSE.txt", "https://example.org/terms"),
        "",
        ("Not before 2027",),
    )
    assert manifest.expected_languages == ("kaz_Cyrl", "uzn_Latn", "kir_Cyrl")
    assert pickle.loads(pickle.dumps(manifest)) == manifest


def test_later_entries_win_field_by_field(tmp_path: Path) -> None:
    manifest, _ = declare(tmp_path, GOOD)
    assert manifest.license_for("kk/a.txt") == "CC-BY-4.0"
    assert manifest.license_for("uz/a.txt") == "CC0-1.0"
    assert manifest.license_for("uz/old/a.txt") == ""
    rule = manifest.rule_for("uz/old/a.txt")
    assert (rule.language, rule.encoding) == ("uzn_Latn", "windows-1251")
    assert manifest.language_for("kk/a.txt") is None
    assert manifest.unmatched(["uz/a.txt", "kk/b.txt"]) == ["uz/old/*.txt"]


@pytest.mark.parametrize(
    ("glob", "path", "applies"),
    [
        ("*.csv", "a.csv", True),
        ("*.csv", "sub/a.csv", False),
        ("**/*.csv", "a.csv", True),
        ("**/*.csv", "one/two/a.csv", True),
        ("uz/**", "uz/one/a.txt", True),
        ("uz/**", "uzx/a.txt", False),
        ("uz", "uz/one/a.txt", True),
        ("**", "any/thing", True),
        ("a.zip", "a.zip/member.txt", True),
        ("a.zip/*.txt", "a.zip/member.txt", True),
        ("a.zip/*.txt", "a.zip", False),
        ("report[1].txt", "report[1].txt", True),
        ("[ab].txt", "b.txt", True),
        ("[!ab].txt", "c.txt", True),
        ("[z-a", "[z-a", True),
        ("texts/[z-a]", "texts/[z-a]", True),
        ("uz/", "uz/one/a.txt", True),
        ("?.txt", "字.txt", True),
        ("қазақ й.txt", "қазақ й.txt", True),  # composed in the entry, decomposed on the disk of a Mac
        ("ไทย/**", "ไทย/ก.txt", True),
    ],
)
def test_globs(glob: str, path: str, applies: bool) -> None:
    manifest = Manifest("x", files=(FileRule(glob, role="ignore"),))
    assert (manifest.rule_for(path).role == "ignore") is applies
    assert (manifest.unmatched([path]) == []) is applies


def test_an_archives_format_is_not_that_of_its_members() -> None:
    manifest = Manifest("x", files=(FileRule("*.zip", format="zip", language="kaz_Cyrl"),))
    assert manifest.rule_for("a.zip").format == "zip"
    assert manifest.rule_for("a.zip/b.txt").format is None
    assert manifest.language_for("a.zip/b.txt") == "kaz_Cyrl"


def test_no_declaration_is_a_finding_and_the_folder_gives_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "متون"
    folder.mkdir()
    manifest, findings = load_manifest(folder)
    assert (manifest.name, manifest.license_for("a"), manifest.files) == ("متون", "", ())
    assert codes(findings) == ["manifest-missing"]
    assert "corpus-kit init" in findings[0].remedy


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('name = "a"\nevidence = "D:\\Work"\n', 2, "there is a \\"),
        ('name = "C:\\Users"\n', 1, "there is a \\"),
        ("name = Kazakh readers\n", 1, "without quotation marks"),
        ('name = "a"\nname = "b"\n', 2, "twice"),
        ("[rights]\nx = 1\n[rights]\n", 3, "twice"),
        ("just some words\n", 1, "no = sign"),
        ('name = "a\u0000b"\n', 1, ""),
        ("a = " + "[" * 100_000, 1, ""),
    ],
)
def test_broken_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    manifest, findings = declare(tmp_path, text)
    assert manifest.name == tmp_path.name
    assert codes(findings) == ["manifest-not-toml"]
    assert findings[0].where == f"batch.toml, line {line}"
    assert words in findings[0].message
    assert findings[0].severity == "error"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_notepads_encodings_are_understood(tmp_path: Path, encoding: str) -> None:
    manifest, findings = declare(tmp_path, 'name = "Қазақ"\r\ncontributor = "خ"\r\n'.encode(encoding))
    assert (manifest.name, manifest.contributor, findings) == ("Қазақ", "خ", [])


def test_other_encodings_are_a_finding_at_their_line(tmp_path: Path) -> None:
    manifest, findings = declare(tmp_path, 'date = 2026-01-31\nname = "Россия"\n'.encode("windows-1251"))
    assert codes(findings) == ["manifest-encoding"]
    assert findings[0].where == "batch.toml, line 2"
    assert manifest.date == ""


def test_each_wrong_field_is_told_and_the_right_ones_are_used(tmp_path: Path) -> None:
    manifest, findings = declare(
        tmp_path,
        """name = 12
contributor = "Right"
date = "31.01.2026"

[rights]
basis = "own work"
license = "CC0-1.0"
evidence = ["missing.txt", 3, "../outside.txt", 'C:\\Users\\x.txt']

[[files]]
encoding = "utf-8"

[[files]]
glob = "b/**"
record = "lines"
language = "kk"
text = 4
""",
    )
    assert [(f.code, f.where.rpartition(" ")[2]) for f in findings] == [
        ("manifest-wrong-type", "1"),
        ("manifest-wrong-value", "3"),
        ("manifest-unknown-value", "6"),
        ("manifest-wrong-type", "8"),
        ("manifest-evidence-missing", "8"),
        ("manifest-path-outside", "8"),
        ("manifest-path-outside", "8"),
        ("manifest-field-missing", "10"),
        ("manifest-unknown-value", "15"),
        ("manifest-wrong-type", "17"),
    ]
    assert all(f.severity == "error" for f in findings)
    assert "own-work, licensed, permission, public-domain, law" in findings[2].remedy
    assert "Did you mean line?" in findings[8].remedy
    assert (manifest.contributor, manifest.date, manifest.rights.license) == ("Right", "", "CC0-1.0")
    assert (manifest.rights.basis, manifest.rights.evidence) == ("", ())
    assert manifest.files == (FileRule("b/**", language="kaz_Cyrl"),)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('contributer = "x"', "Did you mean contributor?"),
        ('license = "CC0-1.0"', "Did you mean license under the heading [rights]?"),
        ('expected_languages = ["kk"]', "Did you mean expected under the heading [languages]?"),
        ("[colours]\nred = 1", "Remove the line."),
    ],
)
def test_an_unknown_field_is_a_warning_with_a_hint(tmp_path: Path, text: str, hint: str) -> None:
    _, findings = declare(tmp_path, text)
    assert [(f.code, f.severity, f.where) for f in findings] == [
        ("manifest-unknown-field", "warning", "batch.toml, line 1")
    ]
    assert hint in findings[0].remedy


def test_an_unknown_language_keeps_what_was_written_and_offers_choices(tmp_path: Path) -> None:
    manifest, findings = declare(tmp_path, '[languages]\nexpected = ["Kazahk", "tlhingan"]\n')
    assert manifest.expected_languages == ("Kazahk", "tlhingan")
    assert codes(findings) == ["manifest-unknown-language"] * 2
    assert "kaz_Cyrl" in findings[0].remedy


def test_wrong_shapes_of_sections_never_raise(tmp_path: Path) -> None:
    for text in (
        'rights = "CC0"',
        '[files]\nglob = "a"',
        "files = [1, 2]",
        "rights = [[1]]",
        "[rights.license]\nx = 1",
        'files = ["a", {glob = "b", x = 1}, {glob = 2}]',
        "date = 2026-01-31T10:00:00Z\nname = 10:00:00",
        '[languages]\nexpected = [["kk"]]',
    ):
        manifest, _ = declare(tmp_path, text)
        assert isinstance(manifest, Manifest)
    assert declare(tmp_path, "date = 2026-01-31T10:00:00Z")[0].date == "2026-01-31"


def test_a_folder_in_place_of_the_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "batch.toml").mkdir()
    assert codes(load_manifest(tmp_path)[1]) == ["manifest-unreadable"]


def test_lines_are_found_behind_long_texts_and_inside_short_sections(tmp_path: Path) -> None:
    text = '# a comment\nname = """\n[rights]\nbasis = "no field"\n"""\nrights = { license = 3 }\n'
    _, findings = declare(tmp_path, text)
    assert [(f.code, f.where) for f in findings] == [("manifest-wrong-type", "batch.toml, line 6")]


def test_the_schema_explains_every_field_to_a_clerk() -> None:
    schema = json.loads(resources.read_text("schemas", "manifest.json"))

    def entries(entry: dict[str, object], name: str) -> None:
        for key, inner in entry.get("properties", {}).items():  # type: ignore[attr-defined]
            assert inner["description"].endswith(".") and inner["examples"] and inner["remedy"].endswith("."), key
            entries(inner, key)
            entries(inner.get("items", {}), key)

    entries(schema, "")
    fields = set(schema["properties"]["files"]["items"]["properties"])
    assert fields == set(FileRule.__dataclass_fields__)
    assert set(schema["properties"]["rights"]["properties"]) == set(Rights.__dataclass_fields__)


def fields_of(entry: dict[str, Any]) -> list[str]:
    return sorted(entry["properties"])


SCHEMA = json.loads(resources.read_text("schemas", "manifest.json"))


@pytest.mark.parametrize("value", ["true", "-1", "2.5", '"word"', "[1]", "{ a = 1 }", "0"])
def test_any_value_in_any_field_is_taken_or_told(tmp_path: Path, value: str) -> None:
    """Whatever a field of the schema holds, nothing raises, and every finding has its words filled in."""
    properties = SCHEMA["properties"]
    texts = [f"{field} = {value}" for field in fields_of(SCHEMA)]
    for section in (name for name, entry in properties.items() if entry["type"] == "object"):
        texts += [f"[{section}]\n{field} = {value}" for field in fields_of(properties[section])]
    texts += [f'[[files]]\nglob = "*"\n{f} = {value}' for f in fields_of(properties["files"]["items"]) if f != "glob"]
    for text in texts:
        manifest, findings = declare(tmp_path, text)
        assert isinstance(manifest, Manifest)
        for finding in findings:
            template = catalogue()[finding.code]
            assert template.parameters() <= set(finding.params), text
