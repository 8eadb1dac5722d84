"""A report for a terminal: plain text in columns, the verdict first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus_kit.findings import FileAccount, Finding, Report
from corpus_kit.render import summary
from corpus_kit.render.letters import CLOSE, OPEN, cut_end, cut_middle, escaped, padded, visible_text, width_of, wrapped
from corpus_kit.render.summary import Group, Totals
from corpus_kit.render.words import Words, words_in

FILES_SHOWN = 40
LANGUAGES_SHOWN = 20
MESSAGES_SHOWN = 2
PLACES_SHOWN = 6
QUOTES_SHOWN = 8
REASONS_SHOWN = 6
SAMPLES_SHOWN = 10
_COLORS = {
    "allow": "1;32",
    "review": "1;33",
    "deny": "1;31",
    "error": "1;31",
    "warning": "1;33",
    "note": "36",
    "bold": "1",
}


class _Page:
    """Collects lines of at most `width` columns."""

    def __init__(self, width: int, color: bool, words: Words) -> None:
        self.width = max(40, width)
        self.color = color
        self.words = words
        self.lines: list[str] = []

    def add(self, text: str = "", indent: int = 0, first: str = "") -> None:
        """Add wrapped text; `first` stands before its first line, the others are indented as far."""
        room = self.width - indent - width_of(first)
        for number, line in enumerate(wrapped(text, room) or [""]):
            before = first if number == 0 else " " * width_of(first)
            self.lines.append((" " * indent + before + line).rstrip())

    def heading(self, text: str) -> None:
        self.lines += ["", self.paint(text, "bold"), "-" * min(self.width, width_of(text))]

    def paint(self, text: str, kind: str) -> str:
        return f"\x1b[{_COLORS[kind]}m{text}\x1b[0m" if self.color else text

    def isolated(self, text: str) -> str:
        """Keep a line's direction to itself where a terminal may know what that is."""
        return f"{OPEN}{text}{CLOSE}" if self.color and not text.isascii() else text

    def text(self) -> str:
        return "\n".join(self.lines).strip("\n") + "\n"


def render_text(report: Report, width: int = 80, color: bool = False) -> str:
    """Return a report as text of at most `width` columns; without `color`, free of any control character but line ends.

    Write it with `safe_print`, which escapes what the stream's encoding cannot show.
    """
    page = _Page(width, color, words_in())
    totals = summary.totals_of(report)
    _verdict(page, report, totals)
    _license(page, report)
    _files(page, report, totals)
    _languages(page, report)
    _samples(page, report)
    _findings(page, report.findings)
    page.add()
    page.add(page.words("license.disclaimer"))
    return page.text()


def render_findings(findings: Iterable[Finding], width: int = 80, color: bool = False) -> str:
    """Return findings alone as text, the errors first."""
    page = _Page(width, color, words_in())
    for group in summary.grouped(findings):
        _group(page, group)
    return page.text()


def _verdict(page: _Page, report: Report, totals: Totals) -> None:
    words = page.words
    verdict = summary.shown_verdict(report)
    labels = [words("batch"), words("contributor"), words("verdict.label")]
    room = max(width_of(label) for label in labels) + 2
    page.add(escaped(report.batch), first=padded(labels[0], room))
    if report.contributor:
        page.add(escaped(report.contributor), first=padded(labels[1], room))
    page.lines.append(padded(labels[2], room) + page.paint(words(f"verdict.{verdict}").upper(), verdict))
    page.add()
    page.add(words("verdict.nothing_more" if not totals.documents else f"verdict.{verdict}_more"))
    errors = len([g for g in summary.grouped(report.findings) if g.severity == "error"])
    page.add(words.count("verdict.corrections", errors) if errors else words("verdict.no_corrections"))


def _license(page: _Page, report: Report) -> None:
    words, account = page.words, report.license
    page.heading(words("license.title"))
    keys = ("declared_short", "found_short", "concluded_short", "reasons_short")
    names = {key: words(f"license.{key}") for key in keys}
    room = max(width_of(name) for name in names.values()) + 2
    label = {key: padded(name, room) for key, name in names.items()}
    nothing = ("", "NOASSERTION")
    declared = words("license.nothing_declared") if account.declared in nothing else escaped(account.declared)
    page.add(declared, 2, label["declared_short"])
    page.add(", ".join(map(escaped, account.found)) or words("license.nothing_found"), 2, label["found_short"])
    for statement in account.statements[:QUOTES_SHOWN]:
        quoted = cut_end(visible_text(statement.get("quoted", "")), 200)
        speaker = words.get(f"asserter.{statement.get('asserter', '')}", "")
        place = escaped(statement.get("where", "")) + (f" ({speaker})" if speaker else "")
        page.add(f'{place}: "{quoted}"', 2 + room)
    if len(account.statements) > QUOTES_SHOWN:
        page.add(words.count("next.more", len(account.statements) - QUOTES_SHOWN), 2 + room)
    concluded = words("license.nothing_concluded") if account.concluded in nothing else escaped(account.concluded)
    page.add(concluded, 2, label["concluded_short"])
    page.add(f"{words('license.tier')}: {words.get(f'tier.{account.tier}', account.tier)}", 2 + room)
    evidence = words.get(f"evidence.{account.evidence}", account.evidence)
    page.add(f"{words('license.evidence')}: {account.evidence}, {evidence}", 2 + room)
    for number, reason in enumerate(account.reasons[:REASONS_SHOWN]):
        page.add(escaped(reason), 2, label["reasons_short"] if not number else " " * room)
    if len(account.reasons) > REASONS_SHOWN:
        page.add(words.count("next.more", len(account.reasons) - REASONS_SHOWN), 2 + room)
    if report.policy:
        page.add(f"{words('license.policy')}: {escaped(report.policy)}", 2 + room)


def _files(page: _Page, report: Report, totals: Totals) -> None:
    words = page.words
    page.heading(words("files.title"))
    if not report.files:
        page.add(words("files.none"), 2)
        return
    parts = [words.count("files.total", totals.files), words.count("files.texts", totals.documents)]
    for key in ("refused", "not_read", "ignored"):
        if number := getattr(totals, key):
            parts.append(words.count(f"files.{key}", number))
    if report.duplicates:
        parts.append(words.count("files.duplicates", report.duplicates))
    page.add(", ".join(parts) + ".", 2)
    page.add()
    shown = summary.chosen(report.files, FILES_SHOWN)
    keys = ("file", "format", "encoding", "texts", "refused", "found")
    page.lines += _table(page, [tuple(words(f"files.{key}") for key in keys), *(_row(f, words) for f in shown)])
    if left := len(report.files) - len(shown):
        page.add(f"{words.count('files.more', left)} ({words('files.more_where')})", 2)
    if kinds := summary.left_out(report.files, words):
        page.add()
        page.add(f"{words('left_out.title')}: {', '.join(kinds)}.", 2)


def _row(account: FileAccount, words: Words) -> tuple[str, ...]:
    if account.status == "read":
        languages = sorted(account.languages, key=lambda tag: (-account.languages[tag], tag))
        found = " ".join([*languages[:1], *([f"+{len(languages) - 1}"] if languages[1:] else [])])
        numbers = (f"{account.documents:,}", f"{account.refused:,}" if account.refused else "-")
    else:
        found = words("files.not_read_short" if account.status == "refused" else "files.ignored_short")
        numbers = ("-", f"{account.refused:,}" if account.refused else "-")
    return escaped(account.path), escaped(account.format), escaped(account.encoding), *numbers, escaped(found)


def _table(page: _Page, rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of the table of files; the first row is its head."""
    limits = (0, 10, 12, 9, 9, 12)
    widths = [min(limit, max(width_of(row[n]) for row in rows)) for n, limit in enumerate(limits)]
    room = page.width - 2 - sum(widths) - 2 * (len(limits) - 1)
    widths[0] = max(12, min(room, max(width_of(row[0]) for row in rows)))
    for number, row in enumerate(rows):
        cells = [
            padded(cut_middle(cell, width), width, right=n in (3, 4))
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield ("  " + "  ".join([page.isolated(cells[0]), *cells[1:]])).rstrip()
        if number == 0:
            yield "  " + "  ".join("-" * width for width in widths)


def _languages(page: _Page, report: Report) -> None:
    found = summary.languages_of(report)
    if not found:
        return
    page.heading(page.words("languages.title"))
    total, room = sum(count for _, count in found), min(36, page.width - 36)
    for tag, count in found[:LANGUAGES_SHOWN]:
        name = padded(cut_end(escaped(summary.language_name(tag)), room), room)
        page.lines.append(f"  {name}  {padded(escaped(tag), 10)} {count:>9,} {100 * count / total:6.1f} %")
    if len(found) > LANGUAGES_SHOWN:
        page.add(page.words.count("next.more", len(found) - LANGUAGES_SHOWN), 2)


def _samples(page: _Page, report: Report) -> None:
    first = {sample.language: sample for sample in reversed(report.samples)}
    if not first:
        return
    page.heading(page.words("samples.title"))
    for tag in list(dict.fromkeys(s.language for s in report.samples))[:SAMPLES_SHOWN]:
        sample = first[tag]
        where = ", ".join(filter(None, (sample.file, sample.place)))
        page.add(cut_middle(escaped(where), page.width - 16), 2, padded(escaped(tag), 10) + "  ")
        lines = wrapped(visible_text(sample.text), page.width - 4)
        for line in [*lines[:1], *([cut_end(" ".join(lines[1:3]), page.width - 4)] if lines[1:] else [])]:
            page.lines.append("    " + page.isolated(line))


def _findings(page: _Page, findings: list[Finding]) -> None:
    words = page.words
    counts = {s: len([f for f in findings if f.severity == s]) for s in ("error", "warning", "note")}
    told = ", ".join(words.count(f"findings.{s}", n) for s, n in counts.items() if n)
    page.heading(f"{words('findings.title')}: {told}" if told else words("findings.title"))
    if not findings:
        page.add(words("findings.none"), 2)
    for number, group in enumerate(summary.grouped(findings)):
        if number:
            page.add()
        _group(page, group)


def _group(page: _Page, group: Group) -> None:
    words = page.words
    count = f" ({words.count('next.places', group.count)})" if group.count > 1 else ""
    page.lines.append(page.paint(f"{words(f'findings.{group.severity}')} {group.code}{count}", group.severity))
    told, others, left = summary.told(group, MESSAGES_SHOWN, PLACES_SHOWN)
    for message, places in told:
        where = ", ".join(escaped(place) for place in places if place)
        page.add(f"{where}: {escaped(message)}" if where else escaped(message), 2)
    if others:
        more = f" {words.count('next.more', left)}" if left else ""
        page.add(f"{words('next.also')}: {'; '.join(map(escaped, others))}{more}", 2)
    page.add(escaped(group.remedy), 2, "" if group.severity == "note" else f"{words('next.remedy')}: ")
