"""Reports as text, HTML and JSON: right for any script, safe against hostile names, readable for a clerk."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import pytest

from corpus_kit.findings import FileAccount, Finding, LicenseAccount, Report, Sample, ordered
from corpus_kit.render import letters, render_findings, render_html, render_json, render_text, safe_print
from corpus_kit.render.words import words_in

TEXTS = {
    "kaz_Cyrl": "Бүгін таңертең ауылымызға жаңа кітапхана ашылды.",
    "pes_Arab": "امروز هوا آفتابی است و بچه‌ها در حیاط بازی می‌کنند.",
    "heb_Hebr": "הבוקר יצאנו לשוק וקנינו לחם, גבינה ו־3 תפוחים.",
    "cmn_Hans": "今天早上下了一场小雨，孩子们在教室里安静地看书。",
    "tha_Thai": "เช้านี้ฝนตกเล็กน้อย เด็กๆ จึงนั่งอ่านหนังสืออยู่ในห้องเรียน",
    "mvf_Mong": "ᠥᠨᠥᠳᠦᠷ ᠪᠣᠷᠣᠭ᠎ᠠ ᠣᠷᠣᠪᠠ᠃",
    "und_Zyyy": "1234 5678",
}
HOSTILE = "<script>alert('x')</script>\u202etxt.exe\x1b[31m\x00\ud800.txt"


def report(**changes: object) -> Report:
    files = [
        FileAccount(f"тексты/{tag}.txt", "text", "utf-8", records=3, documents=3, languages={tag: 3}) for tag in TEXTS
    ]
    files.append(FileAccount(HOSTILE, "text", "utf-8", records=2, documents=1, refused=1, languages={"rus_Cyrl": 1}))
    files.append(FileAccount("книга.pdf", "pdf", "", "refused", "file-unreadable", records=1, refused=1))
    files.append(FileAccount("LICENSE.txt", "text", "utf-8", "ignored", "file-is-evidence"))
    findings = [
        Finding("file-is-evidence", "LICENSE.txt"),
        Finding("file-unreadable", "книга.pdf"),
        *[Finding("lone-surrogate", f"{HOSTILE}, line {n}", {"place": f"line {n}"}) for n in range(1, 40)],
        Finding("manifest-glob-unmatched", "batch.toml", {"glob": "<b>\u202e</b>/**"}),
    ]
    license = LicenseAccount(
        declared="CC-BY-4.0",
        found=["CC-BY-NC-4.0"],
        evidence="E2",
        reasons=["CC-BY-4.0 is declared, but LICENSE.txt says CC-BY-NC-4.0."],
        statements=[{"id": "CC-BY-NC-4.0", "where": "LICENSE.txt", "quoted": "غیرتجاری <i>CC BY-NC 4.0</i>"}],
    )
    samples = [Sample(f"тексты/{tag}.txt", "line 1", tag, text) for tag, text in TEXTS.items()]
    made = Report(
        "Мәтіндер", "review", license, files, ordered(findings), samples, "Кітапхана & Co", "open+sharealike:1"
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


class Page(HTMLParser):
    """Collects the elements of a page and checks that they are closed in order."""

    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def test_text_fits_its_width_and_holds_no_control_character() -> None:
    for width in (60, 80, 120):
        text = render_text(report(), width)
        for line in text.split("\n"):
            assert letters.width_of(line) <= width, line
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)


def test_text_says_the_verdict_first_and_the_remedy_of_every_finding() -> None:
    text = render_text(report())
    head = text[:400]
    assert "A PERSON MUST LOOK AT IT" in head and "2 points need correction" in head
    flat = " ".join(text.split())
    assert "ERROR lone-surrogate (39 places)" in flat
    assert "What to do: Export the text again from its source as UTF-8." in flat
    assert "not legal advice" in flat
    assert "книга.pdf" in flat and "REFUSED" in flat and "set aside" in flat
    assert "Kazakh (Cyrillic)" in flat


def test_color_and_isolation_only_where_asked_for() -> None:
    assert "\x1b" not in render_text(report()) and "\u2068" not in render_text(report())
    colored = render_text(report(), color=True)
    assert "\x1b[1;33m" in colored
    assert "\u2068" + TEXTS["pes_Arab"] + "\u2069" in colored


def test_many_files_are_summed_up_and_troubled_ones_stay_visible() -> None:
    files = [FileAccount(f"{n:04}.txt", "text", "utf-8", records=1, documents=1) for n in range(1000)]
    files[900] = FileAccount("broken.pdf", "pdf", "", "refused", "file-unreadable")
    text = render_text(report(files=files))
    assert "and 960 more files" in text
    assert "broken.pdf" in text and "0001.txt" in text and "0500.txt" not in text


def test_findings_alone() -> None:
    text = render_findings([Finding("manifest-missing", "batch.toml")], 60)
    assert text.startswith("WARNING manifest-missing\n  batch.toml: ")
    assert max(map(len, text.split("\n"))) <= 60


def test_json_is_utf8_whatever_the_names_hold() -> None:
    text = render_json(report())
    assert json.loads(text.encode("utf-8"))["files"][0]["path"] == "тексты/kaz_Cyrl.txt"
    assert "тексты" in text and "\\ud800" in text
    assert json.loads(text)["files"][len(TEXTS)]["path"] == HOSTILE
    assert json.loads(text)["verdict"] == "review"


def test_html_is_whole_escaped_and_needs_nothing_else() -> None:
    text = render_html(report())
    text.encode("utf-8")
    page = Page(text)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "i"}
    assert not re.search(r"url\(|@import|https?://(?!\.\.\.)", text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    assert "<bdi>&lt;script&gt;alert(&#x27;x&#x27;)&lt;</bdi>/<bdi>script&gt;\\u202etxt.exe" in text
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.elements


def test_html_tells_a_clerk_what_to_do() -> None:
    words = " ".join(Page(render_html(report())).words)
    assert "A person must look at it" in words
    steps = words[words.index("What to do next") : words.index("Worth a look")]
    assert "Export the text again from its source as UTF-8." in steps
    assert steps.count("holds half of a character") == 3
    assert "39 places" in steps
    assert "What you declared" in words and "What the files say" in words and "What we conclude" in words
    assert "غیرتجاری <i>CC BY-NC 4.0</i>" in words
    assert "This is evidence and a policy's result, not legal advice." in words
    assert "This file cannot be opened or read to its end." in words
    assert "Кітапхана & Co" in words


def test_html_shows_each_sample_in_its_direction_and_language() -> None:
    page = Page(render_html(report()))
    quotes = {attrs["lang"]: attrs for tag, attrs in page.elements if tag == "blockquote"}
    assert quotes["fa-Arab"]["dir"] == "rtl" and quotes["he-Hebr"]["dir"] == "rtl"
    assert quotes["kk-Cyrl"]["dir"] == "ltr" and quotes["zh-Hans"]["dir"] == "ltr"
    assert quotes["und"]["dir"] == "auto"
    assert quotes["mvf-Mong"]["class"] == "upright"
    for text in TEXTS.values():
        assert text in " ".join(page.words)


@pytest.mark.parametrize(
    ("verdict", "headline"),
    [
        ("allow", "Can be accepted"),
        ("review", "A person must look at it"),
        ("deny", "Cannot be accepted as it is"),
    ],
)
def test_each_verdict_has_its_words(verdict: str, headline: str) -> None:
    quiet = report(verdict=verdict, findings=[])
    assert f"<strong>{headline}</strong>" in render_html(quiet)
    assert headline.upper() in render_text(quiet)
    assert "Nothing needs correction" in render_text(quiet)


def test_a_batch_without_a_text_is_never_called_acceptable() -> None:
    empty = Report("пусто", "allow", LicenseAccount(), [], [])
    assert "Cannot be accepted as it is" in render_html(empty)
    assert "No text could be read" in render_text(empty)
    Page(render_html(empty))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_html(report()) == render_html(report())
    assert render_text(report()) == render_text(report())


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp936", "cp1251", "utf-8"])
def test_printing_never_fails(encoding: str) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="")
    text = render_text(report(), color=True) + "\ud800"
    safe_print(text, stream)
    stream.flush()
    printed = raw.getvalue().decode(encoding)
    assert printed.endswith("\\ud800\n")
    assert ("Мәтіндер" in printed) is (encoding == "utf-8")


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("汉字", 4), ("ก็ที่", 2), ("e\u0301", 1), ("کتاب‌ها", 6), ("한국", 4)],
)
def test_widths(text: str, width: int) -> None:
    assert letters.width_of(text) == width


def test_cutting_keeps_letters_whole_and_within_the_width() -> None:
    assert letters.cut_middle("папка/очень-длинное-имя.txt", 15) == "папка/...мя.txt"
    assert letters.cut_middle("汉字汉字汉字汉字.txt", 13) == "汉字...字.txt"
    marks = "e\u0301" * 30
    cut = letters.cut_end(marks, 10)
    assert cut == "e\u0301" * 7 + "..."


def test_wrapping_breaks_scripts_without_spaces() -> None:
    lines = letters.wrapped("今天早上下了一场小雨" * 5, 21)
    assert {letters.width_of(line) for line in lines[:-1]} == {20}
    assert "".join(lines) == "今天早上下了一场小雨" * 5


def test_escapes_spare_what_languages_need() -> None:
    assert letters.escaped("می\u200cکنند\u202e\n") == "می\u200cکنند\\u202e\\x0a"
    assert letters.escaped("ᠪᠣᠷᠣᠭ\u180eᠠ") == "ᠪᠣᠷᠣᠭ\u180eᠠ"
    assert letters.escaped_text("ភាសា\u200bខ្មែរ") == "ភាសា\u200bខ្មែរ"
    assert letters.visible_text("ភាសា\u200bខ្មែរ\n\u202e") == "ភាសាខ្មែរ \\u202e"
    assert letters.escaped_text("a\r\nb\u200f\u2066\x07") == "a\nb\u200f\\u2066\\x07"


def test_words_have_both_numbers() -> None:
    words = words_in()
    assert words.count("files.texts", 1) == "one text read"
    assert words.count("files.texts", 12345) == "12,345 texts read"


def test_many_reasons_are_cut_short() -> None:
    license = LicenseAccount(reasons=[f"Reason {n}." for n in range(30)])
    assert "and 24 more" in render_text(report(license=license))
    assert "<li>and 22 more</li>" in render_html(report(license=license))


def test_a_message_keeps_its_direction_whatever_it_quotes() -> None:
    page = render_html(report(license=LicenseAccount(reasons=['"ترخيص:" is no license that is known here.'])))
    assert "<li><bdi>&quot;ترخيص:&quot;</bdi> is no license that is known here.</li>" in page


def test_an_unknown_language_is_named_with_its_script() -> None:
    files = [FileAccount("a.txt", "text", "utf-8", documents=3, languages={"und_Cyrl": 2, "und_Zyyy": 1})]
    text = render_text(report(files=files))
    assert "Undetermined (Cyrillic)  " in text and "Undetermined   " in text
