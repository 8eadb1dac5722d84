"""Where sentences end, by the end marks of a language and its script, for languages that no tool knows as well.

A full stop stands in numbers, initials, shortened words and addresses too, a question within a quotation. Such a
mark ends nothing: what follows it goes on in a small letter, or what stands before it is never the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus_kit.languages.registry import language_registry, table

# End marks by script, for a language written in another script than its usual one, and where no language is known.
_MARKS = {
    "Arab": ".!؟?۔",
    "Armn": "։:",
    "Beng": "।॥!?.",
    "Cakm": "𑅁𑅂!?",
    "Cans": "᙮.!?",
    "Deva": "।॥|!?.",
    "Ethi": "።፧፨!?",
    "Geor": ".!?჻",
    "Grek": ".!;\u037e",
    "Guru": "।॥!?.",
    "Hang": ".!?。！？",
    "Hani": "。！？｡．!?",
    "Java": "꧉꧊꧋",
    "Khmr": "។៕!?",
    "Laoo": "!?",
    "Lana": "᪨᪩᪪᪫",
    "Limb": "᥄᥅।",
    "Mong": "᠃᠉!?",
    "Mtei": "꯫!?",
    "Mymr": "။!?",
    "Nkoo": ".߹؟!",
    "Olck": "᱾᱿!?",
    "Orya": "।॥!?.",
    "Rohg": ".۔؟!",
    "Sylo": "।॥!?",
    "Sinh": ".!?෴",
    "Syrc": ".؟܀!",
    "Thaa": ".!؟",
    "Thai": "!?",
    "Tibt": "།༎༏༑",
    "Yiii": "。！？.!?",
} | dict.fromkeys(("Hans", "Hant", "Jpan", "Bopo"), "。！？｡．!?")
_USUAL_MARKS = ".!?"
# These end a sentence only before white space: they stand in numbers, addresses and within quotations as well.
_NEED_SPACE = frozenset(".!?;؟۔:…‽\u037e")
_ELLIPSIS = "…"
_CLOSING = "\"'”’»›)）]】」』》〉﴾*"
_DASHES = "-–—―−"
LINES_END = frozenset(("Thai", "Laoo"))  # written without end marks: a line is the smallest sure unit
# Languages that write ordinal numbers with a full stop, `20. Juni`.
_ORDINALS = frozenset(
    (
        *("deu", "ltz", "nds", "dan", "nob", "nno", "isl", "fao", "fin", "ekk", "hun", "ces", "slk", "pol"),
        *("slv", "hrv", "srp", "bos", "cnr", "lvs", "lit", "tur", "azj"),
    )
)
# Characters of a Thai sentence before a space may end it: with a word that opens another, and without one. Chosen on a
# treebank of news and encyclopedia, where a sentence has 98 characters and 2 spaces in the mean.
_THAI_SHORT, _THAI_LONG = 30, 90
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_WORD_BEFORE = re.compile(r"[^\s«»“”„\"'()\[\]‹›—–,;:!?]*$")


@dataclass(frozen=True)
class EndMarks:
    """The marks that end sentences of a language in a script, and the shortened words of that script."""

    language: str
    script: str
    marks: str

    @classmethod
    def of(cls, language: str, script: str) -> EndMarks:
        """Return the marks of the registry for a language in its usual script, with those of any script besides."""
        known = language_registry().get(language)
        usual = known is not None and (script == known.default_script or {script, known.default_script} <= _CHINESE)
        own = known.sentence_terminators if known and usual else ""
        marks = "".join(dict.fromkeys(own + _MARKS.get(script, _USUAL_MARKS) + _ELLIPSIS))
        return cls(language, script, "".join(m for m in marks if m not in "·"))


_CHINESE = {"Hans", "Hant"}


def sentences(text: str, marks: EndMarks) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of `text` begins and ends, in characters; what is only white space is no sentence."""
    for start, end in paragraphs(text):
        begin = start
        for _, after, ends in _judged(text, start, end, marks):
            if ends:
                yield from _trimmed(text, begin, after)
                begin = after
        yield from _trimmed(text, begin, end)


def judged_marks(text: str, marks: EndMarks) -> Iterator[tuple[int, int, bool]]:
    """Yield where end marks stand, closing quotes included, and whether they end a sentence."""
    for start, end in paragraphs(text):
        yield from _judged(text, start, end, marks)


def _judged(text: str, start: int, end: int, marks: EndMarks) -> Iterator[tuple[int, int, bool]]:
    begin = start
    for match in _pattern(marks).finditer(text, start, end):
        ends = ends_sentence(text, match.start(), match.end(), begin, end, marks)
        yield match.start(), match.end(), ends
        begin = match.end() if ends else begin


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts between empty lines: a sentence never goes on beyond one."""
    start = 0
    for match in _PARAGRAPH.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def ends_sentence(text: str, mark: int, after: int, begin: int, end: int, marks: EndMarks) -> bool:
    """Tell whether the marks from `mark` to `after`, closing quotes included, end the sentence begun at `begin`.

    `end` is the end of the paragraph.
    """
    last = text[mark:after].rstrip(_CLOSING)
    if not last.strip():  # a line or a space of a script without end marks
        return "\n" in last or _thai_space(text, begin, mark, after, end)
    following = text[after : min(end, after + 40)]
    strong = any(m not in _NEED_SPACE for m in last)
    if strong:
        return not (marks.script == "Khmr" and _khmer_etc(text, mark, after))
    rest = following.lstrip()
    if not rest:
        return True
    if following[0] == rest[0] and not _runs_on(text, mark, after, marks):
        return False
    first = (
        rest.lstrip(_DASHES + " \u00a0").lstrip("\"'«“„‘(")[:1] if rest[0] in _DASHES else rest.lstrip("\"'«“„‘([")[:1]
    )
    if _small(first) or rest[0] in ",;:،؛)]…":
        return False
    cased = first.isupper() or not first.isalpha()
    # `"…?" - he said`, where no capital letter tells it from an answer
    if rest[0] in _DASHES and not cased and last[-1] in "!?؟":
        return False
    if not last.strip(".…") and len(last) > 1 - (last == _ELLIPSIS) and last != "….":
        return first.isupper()
    if last == ":":  # typed for the full stop of Armenian
        return first.isupper()
    return last[0] != "." or not _shortened(text, mark, begin, first, marks)


def _runs_on(text: str, mark: int, after: int, marks: EndMarks) -> bool:
    """Tell whether a mark without a space after it stands between two words: `келді.Ол`, not `example.com`."""
    before, behind = text[max(0, mark - 4) : mark], text[after : after + 3]
    if marks.script == "Latn" or not (
        len(before) > 3 and before[-3:].isalpha() and behind.isalpha() and len(behind) > 2
    ):
        return text[mark] in "!?؟۔" and behind[:1].isupper() and before[-2:].isalpha()
    cased = behind[0].isupper() and _small(behind[1]) and _small(before[-1])
    return not behind.isascii() and (cased or not (_small(behind[0]) or behind[0].isupper()))


def _shortened(text: str, mark: int, begin: int, first: str, marks: EndMarks) -> bool:
    """Tell whether the full stop at `mark` belongs to a number, an initial or a shortened word before `first`."""
    found = _WORD_BEFORE.search(text, max(begin, mark - 30), mark)
    word = found[0] if found else ""
    start = mark - len(word)
    if not word:
        return False
    if word.isdecimal() or re.fullmatch("[IVXLC]+", word):
        if not text[begin:start].strip():  # the number of an item
            return True
        return len(word) < 3 and marks.language in _ORDINALS
    before, later = _abbreviations(marks.script)
    lower = word.casefold()
    if lower in later and (lower not in before) and first.isupper():
        return not _after_number(text, begin, start) and len(lower) == 1
    letters = word.rpartition(".")[2].rpartition("-")[2]
    if len(letters) == 1 and letters.isalpha():
        return not _small(letters) or not first.isupper() or lower in before | later or "." in word
    return lower in before or lower in later


def _small(letter: str) -> bool:
    """Tell whether a letter is small where the script has capitals that begin sentences; Georgian has none such."""
    return letter.islower() and not "\u10d0" <= letter <= "\u10ff"


def _after_number(text: str, begin: int, start: int) -> bool:
    return text[begin:start].rstrip()[-1:].isdigit() or bool(re.search(r"[IVX]$", text[begin:start].rstrip()))


def _khmer_etc(text: str, mark: int, after: int) -> bool:
    """Tell whether a Khmer end mark belongs to the sign for `and so on`, ។ល។, of which only the last may end."""
    return bool(re.match(r"\s?ល\s?។", text[after : after + 4])) or bool(
        re.search(r"។\s?ល\s?$", text[max(0, mark - 4) : mark]) and text[after : after + 1] not in ("", " ", "\n")
    )


def _thai_space(text: str, begin: int, mark: int, after: int, end: int) -> bool:
    """Tell whether a space of Thai ends a sentence: by the words around it, and by how long the sentence is already."""
    left, right = text[begin:mark], text[after : min(end, after + 20)]
    so_far = len(left)
    if so_far < _THAI_SHORT or not right or left.count("“") > left.count("”"):
        return False
    words = _words("Thai")
    if left.rstrip('”").').endswith(words["unfinished"]):
        return False
    if right.startswith(words["opens"]):
        return True
    return so_far >= _THAI_LONG and not right.startswith(words["continues"]) and not right[0].isdigit()


@cache
def _words(script: str) -> dict[str, tuple[str, ...]]:
    rows = table("sentence_abbreviations.tsv")
    return {row["kind"]: tuple(row["words"].split(",")) for row in rows if row["script"] == script}


@cache
def _pattern(marks: EndMarks) -> re.Pattern[str]:
    any_mark, closing = f"[{re.escape(marks.marks)}]", f"[{re.escape(_CLOSING)}]"
    # Within a run of marks a space may stand before `!` and `?`, as in French, and between spaced dots.
    ends = rf"{any_mark}(?:[ \u00a0]?[!?]|(?<=[.])[ \u00a0][.](?!\S)|{any_mark})*{closing}*"
    if marks.script == "Deva":  # the number of a verse stands between two double marks
        ends = rf"॥\s?[\d०-९]+\s?॥|{ends}"
    if marks.script == "Ethi":  # two word dividers typed for the full stop
        ends = rf"፡፡|::|{ends}"
    if marks.script in LINES_END:
        ends += r"|[^\S\n]*\n" + (r"|[^\S\n]+" if marks.script == "Thai" else "")
    return re.compile(ends)


@cache
def _abbreviations(script: str) -> tuple[frozenset[str], frozenset[str]]:
    words = _words(script)
    return frozenset(words.get("before", ())), frozenset(words.get("after", ()))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
