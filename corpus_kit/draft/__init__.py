"""A first batch.toml for a folder: what was found is filled in, what only a person can answer is marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus_kit.draft.looking import Look, look_at
from corpus_kit.draft.naming import NamedLanguage, named_languages
from corpus_kit.draft.toml_words import comment, string, strings
from corpus_kit.findings import Finding
from corpus_kit.languages import name_of
from corpus_kit.licenses import FoundStatement, parse_expression
from corpus_kit.manifest import FILE_NAME, folder_name

Ask = Callable[[str, str], str]
MARK = "PLEASE FILL IN:"
BASES = ("own-work", "licensed", "permission", "public-domain", "law")
LANGUAGES = 60
ENTRIES = 300
_NOTHING = ("", "NOASSERTION")


@dataclass(slots=True)
class Draft:
    """The text of a batch.toml, what a person should know of it, and the fields that a person still must fill in."""

    text: str
    notes: list[Finding]
    missing: tuple[str, ...]


@dataclass(slots=True)
class _Rights:
    license: str = "NOASSERTION"
    holder: str = ""
    basis: str = ""
    evidence: tuple[str, ...] = ()
    remark: str = ""
    notes: list[Finding] = field(default_factory=list)


def draft_manifest(
    folder: Path,
    *,
    name: str | None,
    contributor: str | None,
    license: str | None,
    confirmed: bool,
    ask: Ask | None,
) -> Draft:
    """Return a first batch.toml for `folder`; nothing is written.

    `ask(question, default)` is called for what is not given, when there is a person to answer. `confirmed` says that
    a license that is given is the contributor's own to give, unless a file in the folder says otherwise. An empty
    `license` declares nothing. Raises UsageError when there is no such folder.
    """
    look = look_at(folder)
    name = name or _asked(ask, "Name of the batch", cleaned_name(folder_name(folder)))
    contributor = contributor or _asked(ask, "Who contributes the texts (a person or an institution)", "")
    contact = _asked(ask, "How to reach you (never released)", "")
    rights = _rights(look, license, contributor, confirmed, ask)
    if ask and rights.license not in _NOTHING and not rights.basis:
        rights.basis = _asked_basis(ask)
    if ask and rights.license not in _NOTHING and not rights.holder:
        rights.holder = _asked(ask, "Who owns the rights", contributor if rights.basis == "own-work" else "")
    given = {"contributor": contributor, "contact": contact, "license": rights.license, "holder": rights.holder}
    given |= {"basis": rights.basis}
    missing = tuple(
        f"[rights] {k}" if k in ("license", "holder", "basis") else k for k, v in given.items() if v in _NOTHING
    )
    # A \\ in a name cannot be told from the one between folders on Windows.
    named = [entry for entry in named_languages(look.files) if "\\" not in entry.glob]
    parts = [_head(name, contributor, contact), _rights_text(rights, look), _languages_text(look, named)]
    parts.append(_files_text(look, named))
    return Draft("\n".join(parts), rights.notes, missing)


def cleaned_name(name: str) -> str:
    """Return the name of a folder as the name of a batch: no underscores, no doubled spaces."""
    return re.sub(r"[\s_]+", " ", name).strip() or "batch"


def _asked(ask: Ask | None, question: str, default: str) -> str:
    return ask(question, default).strip() if ask else default


def _asked_basis(ask: Ask) -> str:
    answer = ask(f"Why may the texts be shared ({', '.join(BASES)}; empty if you do not know)", "").strip().casefold()
    return next((basis for basis in BASES if basis.replace("-", "") == re.sub(r"[\s_-]", "", answer)), "")


def _rights(look: Look, license: str | None, contributor: str, confirmed: bool, ask: Ask | None) -> _Rights:
    """Return what can be declared of the license: what was given, else what the files at the top say alike."""
    stated = [s for s in look.root_statements if s.id not in _NOTHING and s.kind != "collection"]
    found = list(dict.fromkeys(s.id for s in stated))
    files = tuple(dict.fromkeys(s.file for s in stated if "\\" not in s.file))
    if license is None and ask:
        default = found[0] if len(found) == 1 else ""
        license = ask("License of the texts, e.g. CC-BY-4.0 (empty if you do not know)", default).strip()
    if license is not None and license.strip() in _NOTHING:
        return _Rights(evidence=files)
    if license is not None:
        return _given(license.strip(), found, files, contributor, confirmed, any(look.statements.values()))
    if len(found) == 1 and parse_expression(found[0]).problem:
        note = Finding("draft-license-unclear", FILE_NAME, {"found": found[0], "files": ", ".join(files)})
        return _Rights(evidence=files, notes=[note])
    if len(found) == 1:
        note = Finding("draft-license-found", FILE_NAME, {"license": found[0], "files": ", ".join(files)})
        return _Rights(
            found[0], basis="licensed", evidence=files, notes=[note], remark="Found in the files named below."
        )
    if found:
        return _Rights(evidence=files, notes=[Finding("draft-license-several", FILE_NAME, {"found": ", ".join(found)})])
    return _Rights(notes=[Finding("draft-license-none", FILE_NAME)])


def _given(
    license: str, found: list[str], files: tuple[str, ...], contributor: str, confirmed: bool, stated: bool
) -> _Rights:
    if parse_expression(license).normalized in found:
        return _Rights(license, basis="licensed", evidence=files, remark="The files named below say so too.")
    if found:
        params = {"license": license, "files": ", ".join(files), "found": ", ".join(found)}
        return _Rights(license, evidence=files, notes=[Finding("draft-license-differs", FILE_NAME, params)])
    if confirmed and contributor and not stated:
        note = Finding("draft-own-work-assumed", FILE_NAME, {"license": license, "holder": contributor})
        remark = "Basis and holder were assumed from --yes. Mend both if the texts are somebody else's."
        return _Rights(license, contributor, "own-work", notes=[note], remark=remark)
    return _Rights(license)


def _head(name: str, contributor: str, contact: str) -> str:
    return f"""# The declaration of this batch. Lines that begin with # are remarks.
# Please read every line, mend what is wrong, and fill in what is marked {MARK}
# Then run: corpus-kit check, with the name of this folder.

name = {string(name)}
contributor = {_filled(contributor, "the person or institution that hands in the texts")}
contact = {_filled(contact, "how the maintainers can reach you; it is never released")}
# The day on which the texts were handed in or published: remove the # and write it as year-month-day.
# date = 2026-01-31
"""


def _filled(value: str, question: str) -> str:
    return string(value) if value else f'""  # {MARK} {question}.'


def _rights_text(rights: _Rights, look: Look) -> str:
    lines = ["[rights]"]
    lines += [comment(f'Found in {s.file}: {s.id}, by the words "{_short(s.quoted)}"') for s in _statements(look)]
    if rights.remark:
        lines.append(comment(rights.remark))
    lines.append(f"license = {string(rights.license)}")
    if rights.license in _NOTHING:
        lines[-1] += f"  # {MARK} the license, like CC-BY-4.0, CC0-1.0 or CC-BY-SA-4.0; NOASSERTION means: not known."
    lines.append(f"holder = {_filled(rights.holder, 'who owns the rights in the texts')}")
    if rights.basis:
        lines.append(f"basis = {string(rights.basis)}")
    else:
        lines.append(f"# {MARK} why the texts may be shared. Remove the # of one of these lines:")
        lines += [f"# basis = {string(basis)}  # {why}" for basis, why in zip(BASES, _WHY, strict=True)]
    lines.append(comment("Where the terms can be read: files in this folder, or addresses that begin with https://."))
    lines.append(f"evidence = {strings(rights.evidence)}")
    lines.append(comment("The line that users must give, and terms beyond the license. Remove the # to use them."))
    lines += ['# attribution = "..."', '# restrictions = ["..."]', ""]
    return "\n".join(lines)


_WHY = (
    "we own the rights",
    "the publisher gave a public license",
    "the owner allowed it to us",
    "the rights have ended",
    "a law allows it",
)


def _statements(look: Look) -> list[FoundStatement]:
    unique = {(s.file, s.id): s for folder in sorted(look.statements) for s in look.statements[folder]}
    return list(unique.values())[:20]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:97] + "..."


def _languages_text(look: Look, named: list[NamedLanguage]) -> str:
    counts: Counter[str] = Counter()
    for seen in look.files:
        counts.update(seen.languages)
    least = max(2, counts.total() // 100)
    found = [tag for tag, n in sorted(counts.items(), key=lambda e: (-e[1], e[0])) if n >= least]
    found = found or [tag for tag, _ in counts.most_common(1)]
    tags = list(dict.fromkeys([*found, *(entry.language for entry in named)]))[:LANGUAGES]
    lines = ["[languages]", comment("Found in a sample of the texts, not asserted. Mend the list if it is wrong.")]
    lines += [comment(f"{tag} is {name_of(tag)}") for tag in tags[:20]]
    return "\n".join([*lines, f"expected = {strings(tags)}", ""])


def _files_text(look: Look, named: list[NamedLanguage]) -> str:
    kinds: Counter[tuple[str, str, bool]] = Counter((f.format, f.encoding, f.readable) for f in look.files)
    lines = [comment("What was found in the folder:")] if kinds else []
    for (format, encoding, readable), count in sorted(kinds.items(), key=lambda e: (-e[1], e[0])):
        told = f"{count} file{'s' if count > 1 else ''} of the format {format}"
        lines.append(
            comment(told + (f", encoding {encoding}" if encoding else "") + ("" if readable else " (not read yet)"))
        )
    lines.append(comment("For files that differ from the others, add entries like this one and remove the # signs:"))
    lines += ["# [[files]]", '# glob = "folder/**"', '# language = "kaz_Cyrl"', '# license = "CC0-1.0"', ""]
    if named:
        lines.append(
            comment("Languages by the names of folders and files, and not against their texts: found, not asserted.")
        )
    for entry in named[:ENTRIES]:
        lines += ["[[files]]", f"glob = {string(entry.glob)}", f"language = {string(entry.language)}", ""]
    if len(named) > ENTRIES:
        lines += [comment(f"{len(named) - ENTRIES} more of this kind are left out."), ""]
    return "\n".join(lines)
