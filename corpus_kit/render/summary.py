"""What a report comes to: totals, languages, and findings brought together by what must be done about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus_kit.findings import SEVERITIES, FileAccount, Finding, Report, Severity, Verdict, catalogue
from corpus_kit.render.words import Words


@dataclass(slots=True)
class Group:
    """Findings of one code with one remedy: each message with the places where it holds."""

    code: str
    severity: Severity
    remedy: str
    places: dict[str, list[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many findings these are."""
        return sum(len(where) for where in self.places.values())


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Return findings by code and remedy, the most serious first, otherwise in their order."""
    groups: dict[tuple[str, str], Group] = {}
    for finding in findings:
        key = (finding.code, finding.remedy)
        group = groups.setdefault(key, Group(finding.code, finding.severity, finding.remedy))
        group.places.setdefault(finding.message, []).append(finding.where)
    return sorted(groups.values(), key=lambda g: SEVERITIES.index(g.severity))


def told(group: Group, messages: int, places: int) -> tuple[list[tuple[str, list[str]]], list[str], int]:
    """Return what fits of a group: the first messages with places, places of the others, and how many are left out."""
    first = [(message, where[:places]) for message, where in list(group.places.items())[:messages]]
    others = [place for _, where in list(group.places.items())[:messages] for place in where[places:]]
    others += [place for where in list(group.places.values())[messages:] for place in where]
    others = [place for place in dict.fromkeys(others) if place]
    shown = others[:places]
    return first, shown, len(others) - len(shown)


def left_out(accounts: Iterable[FileAccount], words: Words) -> list[str]:
    """Return what was left out of some files, one phrase a kind, the largest amounts first."""
    amounts: Counter[str] = Counter()
    for account in accounts:
        amounts.update(account.left_out)
    return [words.count(f"left_out.{kind}", amount) for kind, amount in amounts.most_common() if amount]


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the files of a report."""

    files: int
    documents: int
    refused: int
    ignored: int
    not_read: int


def totals_of(report: Report) -> Totals:
    """Return the sums over the files of a report."""
    return Totals(
        files=len(report.files),
        documents=sum(f.documents for f in report.files),
        refused=sum(f.refused for f in report.files),
        ignored=sum(f.status == "ignored" for f in report.files),
        not_read=sum(f.status == "refused" for f in report.files),
    )


def shown_verdict(report: Report) -> Verdict:
    """Return the verdict to headline: a batch without a single text cannot be accepted, whatever its license."""
    return report.verdict if any(f.documents for f in report.files) else "deny"


def languages_of(report: Report) -> list[tuple[str, int]]:
    """Return the languages of all files with their texts, the most frequent first."""
    counts: Counter[str] = Counter()
    for account in report.files:
        counts.update(account.languages)
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def state_of(account: FileAccount) -> str:
    """Return a file's state: `read`, `partly`, `nothing_read`, `not_read` or `ignored`."""
    if account.status == "ignored":
        return "ignored"
    if account.status == "refused":
        return "not_read"
    if not account.documents:
        return "nothing_read"
    return "partly" if account.refused else "read"


def messages_by_file(report: Report) -> dict[tuple[str, str], str]:
    """Return, by file and code, the message of the first finding about it."""
    found: dict[tuple[str, str], str] = {}
    paths = {f.path for f in report.files}
    for finding in report.findings:
        path = finding.where
        while path and path not in paths and ", " in path:
            path = path.rpartition(", ")[0]
        found.setdefault((path, finding.code), finding.message)
    return found


def reason_of(code: str, account: FileAccount, messages: dict[tuple[str, str], str]) -> str:
    """Return in words why a file or record of it was refused or set aside."""
    message = messages.get((account.path, code))
    if message:
        return message
    template = catalogue().get(code)
    return template.message if template and not template.parameters() else code


def chosen(files: list[FileAccount], limit: int) -> list[FileAccount]:
    """Return at most `limit` files in their order: those with something refused before those without."""
    if len(files) <= limit:
        return files
    troubled = [i for i, f in enumerate(files) if f.refused or f.status == "refused"][: limit // 2]
    rest = [i for i in range(len(files)) if i not in set(troubled)]
    return [files[i] for i in sorted([*troubled, *rest[: limit - len(troubled)]])]


def language_name(tag: str) -> str:
    """Return a language tag in English; a language that is not known still has its script."""
    from corpus_kit.languages import NO_SCRIPT, name_of, scripts

    name, script = name_of(tag), tag.partition("_")[2]
    if tag.startswith("und_") and script != NO_SCRIPT and script in scripts():
        return f"{name} ({scripts()[script].name})"
    return name
