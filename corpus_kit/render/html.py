"""A report as one HTML page that needs nothing else: no script, no network, no fonts of its own.

Everything that comes from a batch is escaped, and stands in an element that keeps its direction to itself.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path

from corpus_kit.findings import FileAccount, Report, Sample
from corpus_kit.languages import direction_of, language_registry
from corpus_kit.render import summary
from corpus_kit.render.letters import escaped, escaped_text
from corpus_kit.render.summary import Group
from corpus_kit.render.words import Words, words_in

FILES_SHOWN = 500
MESSAGES_SHOWN = 3
PLACES_SHOWN = 12
QUOTES_SHOWN = 12
REASONS_SHOWN = 8
# The page may load nothing and run nothing, even if an escape should ever be forgotten.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_INK = {"read": "allow", "partly": "review", "nothing_read": "deny", "not_read": "deny", "ignored": "soft"}
# Where the names in a path meet: folders, the place behind a file, the ending of a file's name.
_JOINTS = re.compile(r"(/|, |\.(?=[A-Za-z0-9]{1,8}(?:/|, |$)))")
_QUOTED = re.compile("&quot;.*?&quot;|“[^”]*”")
_UPRIGHT = {"Mong", "Phag"}


def render_html(report: Report) -> str:
    """Return a report as one self-contained HTML page, to be stored as UTF-8."""
    words = words_in()
    body = "\n".join(
        [
            _verdict(report, words),
            _steps(report, words),
            _license(report, words),
            _languages(report, words),
            _files(report, words),
            _samples(report.samples, words),
            _notes(report, words),
        ]
    )
    style = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
    title = words("title", batch=report.batch)
    return f"""<!doctype html>
<html lang="{words("language")}" dir="{words("direction")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_safe(title)}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
<footer class="soft">
<p>{words("license.disclaimer")}</p>{_policy(report, words)}
</footer>
</main>
</body>
</html>
"""


def _safe(text: str) -> str:
    """Escape a message of one line."""
    return html.escape(escaped(text))


def _told(text: str) -> str:
    """Escape a message: it runs in the page's direction, and what it quotes keeps its own to itself."""
    return _QUOTED.sub(lambda quoted: f"<bdi>{quoted[0]}</bdi>", _safe(text))


def _name(text: str, kind: str = "name") -> str:
    """Escape a name from the batch and keep its direction to itself."""
    return f'<bdi class="{kind}">{_safe(text)}</bdi>'


def _path(path: str, kind: str = "name") -> str:
    """Escape a path or place; each of its names keeps its direction to itself, their order stays."""
    pieces = [part for part in _JOINTS.split(path) if part]
    names = [part if _JOINTS.fullmatch(part) else f"<bdi>{_safe(part)}</bdi>" for part in pieces]
    return f'<bdi class="{kind}" dir="ltr">{"".join(names)}</bdi>'


def _policy(report: Report, words: Words) -> str:
    return f"\n<p>{words('license.policy')}: {_name(report.policy)}</p>" if report.policy else ""


def _verdict(report: Report, words: Words) -> str:
    totals = summary.totals_of(report)
    verdict = summary.shown_verdict(report)
    errors = len([g for g in summary.grouped(report.findings) if g.severity == "error"])
    more = words("verdict.nothing_more" if not totals.documents else f"verdict.{verdict}_more")
    mend = words.count("verdict.corrections", errors) if errors else words("verdict.no_corrections")
    numbers = [words.count("files.total", totals.files), words.count("files.texts", totals.documents)]
    for key in ("refused", "not_read", "ignored"):
        if number := getattr(totals, key):
            numbers.append(words.count(f"files.{key}", number))
    if report.duplicates:
        numbers.append(words.count("files.duplicates", report.duplicates))
    contributor = report.contributor or words("not_given")
    return f"""<header>
<h1>{words("batch")}: {_name(report.batch)}</h1>
<p class="soft">{words("contributor")}: {_name(contributor)}</p>
<div class="verdict {verdict}"><strong>{words(f"verdict.{verdict}")}</strong>
<p>{more} {mend}</p>
<ul class="numbers soft">{"".join(f"<li>{n}</li>" for n in numbers)}</ul>
</div>
</header>"""


def _steps(report: Report, words: Words) -> str:
    groups = summary.grouped(report.findings)
    errors = [g for g in groups if g.severity == "error"]
    warnings = [g for g in groups if g.severity == "warning"]
    parts = [f"<section><h2>{words('next.title')}</h2>"]
    if errors:
        parts.append(f'<ol class="steps">{"".join(_step(g, words) for g in errors)}</ol>')
        parts.append(f"<p>{words('next.again')}</p>")
    else:
        verdict = summary.shown_verdict(report)
        parts.append(f"<p>{words('next.nothing' if verdict == 'allow' else f'next.nothing_{verdict}')}</p>")
    if warnings:
        parts.append(
            f'</section>\n<section><h2>{words("next.worth")}</h2><p class="soft">{words("next.worth_more")}</p>'
        )
        parts.append(f'<ol class="steps worth">{"".join(_step(g, words) for g in warnings)}</ol>')
    return "\n".join([*parts, "</section>"])


def _step(group: Group, words: Words) -> str:
    count = f" · {words.count('next.places', group.count)}" if group.count > 1 else ""
    return (
        f'<li><p class="do">{_told(group.remedy)}</p>{_places(group, words)}'
        f'<span class="code">{group.code}</span><span class="soft">{count}</span></li>'
    )


def _places(group: Group, words: Words) -> str:
    """Return the first messages with their places, then the other places alone."""
    told, others, left = summary.told(group, MESSAGES_SHOWN, PLACES_SHOWN)
    items = [f"<li>{_where(places, words)}: {_told(message)}</li>" for message, places in told]
    if others:
        more = f" {words.count('next.more', left)}" if left else ""
        items.append(f"<li>{words('next.also')}: {_where(others, words)}{more}</li>")
    return f'<ul class="places">{"".join(items)}</ul>'


def _where(places: list[str], words: Words) -> str:
    return ", ".join(_path(p, "where") if p else words("next.batch_as_a_whole") for p in places)


def _speaker(statement: dict[str, str], words: Words) -> str:
    """Return who says it, where that is known."""
    speaker = words.get(f"asserter.{statement.get('asserter', '')}", "")
    return f" <span>{_safe(speaker)}</span>" if speaker else ""


def _license(report: Report, words: Words) -> str:
    account, nothing = report.license, ("", "NOASSERTION")
    declared = _big(account.declared) if account.declared not in nothing else _plain(words("license.nothing_declared"))
    found = _big(", ".join(account.found)) if account.found else ""
    quotes = "".join(
        f'<div class="quote"><span class="where">{_path(s.get("where", ""))}</span>{_speaker(s, words)}'
        f'<q dir="auto">{html.escape(" ".join(escaped_text(s.get("quoted", "")).split()))}</q></div>'
        for s in account.statements[:QUOTES_SHOWN]
    )
    if len(account.statements) > QUOTES_SHOWN:
        quotes += _plain(words.count("next.more", len(account.statements) - QUOTES_SHOWN))
    found = found + quotes or _plain(words("license.nothing_found"))
    known = account.concluded not in nothing
    concluded = _big(account.concluded) if known else _plain(words("license.nothing_concluded"))
    concluded += f"<p>{words('license.tier')}: {_safe(words.get(f'tier.{account.tier}', account.tier))}</p>"
    evidence = words.get(f"evidence.{account.evidence}", "")
    concluded += f"<p>{words('license.evidence')}: {_safe(account.evidence)} – {evidence}</p>"
    if account.reasons:
        reasons = "".join(f"<li>{_told(r)}</li>" for r in account.reasons[:REASONS_SHOWN])
        if len(account.reasons) > REASONS_SHOWN:
            reasons += f"<li>{words.count('next.more', len(account.reasons) - REASONS_SHOWN)}</li>"
        concluded += f"<p><b>{words('license.reasons')}</b></p><ul>{reasons}</ul>"
    cards = (("declared", declared), ("found", found), ("concluded", concluded))
    inner = "\n".join(f'<div class="card"><h3>{words(f"license.{key}")}</h3>{text}</div>' for key, text in cards)
    return (
        f'<section><h2>{words("license.title")}</h2>\n<div class="three">\n{inner}\n</div>\n'
        f'<p class="soft">{words("license.disclaimer")}</p></section>'
    )


def _big(text: str) -> str:
    return f'<p class="big">{_name(text)}</p>'


def _plain(text: str) -> str:
    return f'<p class="soft">{text}</p>'


def _languages(report: Report, words: Words) -> str:
    found = summary.languages_of(report)
    head = f"<section><h2>{words('languages.title')}</h2>"
    if not found:
        return f"{head}<p>{words('languages.none')}</p></section>"
    total = sum(count for _, count in found)
    rows = "\n".join(
        f'<tr><td>{_safe(summary.language_name(tag))}</td><td class="code tag">{_safe(tag)}</td>'
        f'<td class="number">{count:,}</td><td class="number">{100 * count / total:.1f} %</td>'
        f'<td><div class="bar"><span style="width:{max(1.0, 100 * count / total):.1f}%"></span></div></td></tr>'
        for tag, count in found
    )
    names = [(words("languages.language"), ""), (words("languages.code"), "tag")]
    names += [(words("languages.texts"), "number"), (words("languages.share"), "number")]
    cells = "".join(f'<th class="{kind}">{name}</th>' for name, kind in names)
    head += f'<table class="langs"><thead><tr>{cells}<th></th></tr></thead>'
    return f"{head}<tbody>\n{rows}\n</tbody></table></section>"


def _files(report: Report, words: Words) -> str:
    head = f"<section><h2>{words('files.title')}</h2>"
    if not report.files:
        return f"{head}<p>{words('files.none')}</p></section>"
    messages = summary.messages_by_file(report)
    shown = summary.chosen(report.files, FILES_SHOWN)
    names = [("file", ""), ("state", ""), ("texts", "number"), ("refused", "number"), ("found", ""), ("format", "")]
    cells = "".join(f'<th class="{kind}">{words(f"files.{name}")}</th>' for name, kind in names)
    rows = "\n".join(_file(account, messages, words) for account in shown)
    left = len(report.files) - len(shown)
    more = _plain(words.count("files.more", left)) if left else ""
    return (
        f'{head}<table class="files"><thead><tr>{cells}</tr></thead><tbody>\n{rows}\n</tbody></table>{more}</section>'
    )


def _file(account: FileAccount, messages: dict[tuple[str, str], str], words: Words) -> str:
    state = summary.state_of(account)
    codes = dict(sorted(account.refused_by_code.items()))
    if account.status != "read" and account.reason:
        codes = {account.reason: codes.get(account.reason, 0)} | codes
    why = "".join(
        f'<span class="why">{f"{count:,} × " if count > 1 else ""}'
        f"{_told(summary.reason_of(code, account, messages))}</span>"
        for code, count in codes.items()
    )
    languages = sorted(account.languages.items(), key=lambda entry: (-entry[1], entry[0]))
    named = ", ".join(_safe(summary.language_name(tag)) for tag, _ in languages[:4])
    named += f" {words.count('next.more', len(languages) - 4)}" if len(languages) > 4 else ""
    texts = f"{account.documents:,}" if account.status == "read" else ""
    refused = f"{account.refused:,}" if account.refused else ""
    form = ", ".join(_safe(x) for x in (account.format, account.encoding) if x)
    if kinds := summary.left_out([account], words):
        left = f"{html.escape(words('left_out.title'))}: {html.escape(', '.join(kinds))}"
        form += f'<span class="why">{left}</span>'
    label = {key: html.escape(words(f"files.{key}")) for key in ("texts", "refused", "found", "format")}
    stated = f'<span class="{_ink(state)}">{words(f"files.{state}")}</span>'
    return (
        f'<tr><td>{_path(account.path)}</td><td class="state">{stated}'
        f"{why}</td>{_cell(label['texts'], texts, 'number')}{_cell(label['refused'], refused, 'number')}"
        f"{_cell(label['found'], named)}{_cell(label['format'], form, 'soft')}</tr>"
    )


def _ink(state: str) -> str:
    kind = _INK[state]
    return kind if kind == "soft" else f"{kind}-ink"


def _cell(label: str, text: str, kind: str = "") -> str:
    return f'<td class="{kind}" data-label="{label}">{text}</td>' if text else f'<td class="{kind}"></td>'


def _samples(samples: Iterable[Sample], words: Words) -> str:
    figures = "\n".join(_sample(sample) for sample in samples)
    if not figures:
        return ""
    return (
        f'<section><h2>{words("samples.title")}</h2><p class="soft">{words("samples.more")}</p>\n'
        f'<div class="samples">\n{figures}\n</div></section>'
    )


def _sample(sample: Sample) -> str:
    where = ", ".join(filter(None, (sample.file, sample.place)))
    script = sample.language.partition("_")[2]
    direction = direction_of(script) if script not in ("", "Zyyy") else "auto"
    upright = ' class="upright"' if script in _UPRIGHT else ""
    return (
        f'<figure class="card sample"><figcaption><b>{_safe(summary.language_name(sample.language))}</b>{_path(where)}'
        f'</figcaption><blockquote{upright} lang="{html.escape(_bcp47(sample.language))}" dir="{direction}">'
        f"{html.escape(escaped_text(sample.text))}</blockquote></figure>"
    )


def _bcp47(tag: str) -> str:
    """Return a language for browsers, `kk-Cyrl` for `kaz_Cyrl`."""
    language, _, script = tag.partition("_")
    known = language_registry().get(language)
    short = known.bcp47 if known and known.bcp47 else language
    if language == "cmn":
        short = "zh"
    return f"{short}-{script}" if script and script != "Zyyy" else short


def _notes(report: Report, words: Words) -> str:
    groups = [g for g in summary.grouped(report.findings) if g.severity == "note"]
    if not groups:
        return ""
    notes = "".join(_note(g, words) for g in groups)
    return f'<section><h2>{words("next.notes")}</h2>\n<ul class="places notes">{notes}</ul></section>'


def _note(group: Group, words: Words) -> str:
    return f'<li>{_places(group, words)}<span class="soft">{_told(group.remedy)}</span></li>'
