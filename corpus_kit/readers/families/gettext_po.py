"""Gettext PO: a message and its translation are a record each; one broken entry costs itself alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus_kit.readers.decoding import text_lines
from corpus_kit.readers.families.messages import UNDETERMINED, Side, Tally, form_name, side_in_path, unit_of
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, Record, Refusal, Remark

FORMAT = "po"
_KEYWORD = re.compile(r"\s*(msgctxt|msgid_plural|msgid|msgstr)(?:\s*\[([^\]]*)\])?\s*(?=\"|$|\s)")
_STRINGS = re.compile(r'\s*(?:"(?:[^"\\]|\\.)*"\s*)+')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"((?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{2}))+)|\\(.)")
_CODE_UNIT = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2}))")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_NPLURALS = re.compile(r"nplurals\s*=\s*(\d{1,2})")


@dataclass(slots=True)
class _Entry:
    """The lines of one message."""

    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)  # `msgid`, `msgstr[2]` ... to their strings
    lines: dict[str, int] = field(default_factory=dict)  # where each field begins
    fuzzy: bool = False
    size: int = 0
    problem: str = ""
    problem_line: int = 0
    last: str = ""
    translated: bool = False  # its translation has begun, so that whatever comes next is another entry

    def fail(self, problem: str, line: int) -> None:
        """Note the first thing that is wrong."""
        if not self.problem:
            self.problem, self.problem_line = problem, line


def read_po(opened: Opened) -> Iterator[Item]:
    """Yield a record a message (`line N` of its `msgid`) and one a translation (`line N` of its `msgstr`).

    The language of messages is what the header names as `X-Source-Language`, else undetermined: Gettext does not say.

    The two share an alignment whose group is the path with the language replaced by `*`, so that the catalogues of a
    program in several languages are sides of one another. A fuzzy translation, which a program made and nobody has
    looked at, and one that repeats its message are counted as untranslated; obsolete entries are counted.
    """
    yield from _Catalogue(opened).items()


class _Catalogue:
    """Reads one file."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._encoding, self._codec = opened.encoding.name, opened.encoding.codec
        self._tally = Tally()
        self._side: Side = side_in_path(opened.path)
        self._unsaid = None if opened.path.lower().endswith(".pot") else UNDETERMINED
        self._source_language: str | None = self._unsaid
        self._forms = 0
        self._fuzzy = 0

    def items(self) -> Iterator[Item]:
        """Yield what the file holds."""
        for entry in self._entries():
            yield from self._entry(entry)
        if self._fuzzy:
            yield Remark("translations-unreviewed", params={"count": self._fuzzy})
        yield from self._tally.items()

    def _entries(self) -> Iterator[_Entry]:
        entry: _Entry | None = None
        fuzzy = False
        for number, (line, problem) in enumerate(text_lines(self._opened), 1):
            start = line.lstrip()
            if not start or start.startswith("#"):
                if entry is not None and entry.translated:
                    yield entry
                    entry = None
                if start:
                    fuzzy = self._comment(start) or (fuzzy and not start.startswith("#~"))
                continue
            keyword = _KEYWORD.match(line)
            name = keyword[1] if keyword else ""
            opens = name == "msgctxt" or (name == "msgid" and (entry is None or "msgid" in entry.fields))
            if entry is not None and opens and entry.fields:
                yield entry
                entry = None
            if entry is None:
                entry = _Entry(number, fuzzy=fuzzy)
                fuzzy = False
            self._take(entry, line, number, problem, keyword)
        if entry is not None:
            yield entry

    def _comment(self, line: str) -> bool:
        """Count a comment; return whether it is the flag fuzzy."""
        if line.startswith("#~"):
            self._tally.add("obsolete", int(line[2:].lstrip().startswith("msgid ")))
            return False
        self._tally.add("comment", len(line))
        return line.startswith(("#,", "#=")) and "fuzzy" in re.split(r"[,=#\s]+", line)

    def _take(self, entry: _Entry, line: str, number: int, problem: str, keyword: re.Match[str] | None) -> None:
        """Add a line to an entry."""
        if problem:
            entry.fail(problem, number)
        if keyword:
            index = keyword[2]
            name = keyword[1] if index is None else f"{keyword[1]}[{index}]"
            if index is not None and (keyword[1] != "msgstr" or not index.isascii() or not index.isdigit()):
                entry.fail("a number in brackets belongs behind msgstr alone", number)
            if name in entry.fields:
                entry.fail(f"{name} stands there twice", number)
            entry.fields.setdefault(name, [])
            entry.lines.setdefault(name, number)
            entry.last = name
            entry.translated = entry.translated or keyword[1] == "msgstr"
            line = line[keyword.end() :]
        elif not entry.last:
            entry.fail("a text stands before msgid", number)
        plain = line[:1] == '"' and line[-1:] == '"' and line.count('"') == 2 and "\\" not in line and len(line) > 1
        if not plain and _STRINGS.fullmatch(line) is None:
            entry.fail("a quotation mark is missing, or stands within the text without \\ before it", number)
            entry.fields.setdefault(entry.last or "msgid", [])
            return
        entry.size += len(line)
        if entry.size > self._opened.limits.record_bytes:
            entry.fail("record-too-large", number)
            return
        entry.fields.setdefault(entry.last, []).extend((line[1:-1],) if plain else _STRING.findall(line))

    def _entry(self, entry: _Entry) -> Iterator[Item]:
        texts = self._checked(entry)
        if entry.problem:
            yield self._refusal(entry)
            return
        if not texts["msgid"] and "msgctxt" not in texts:
            self._header(texts.get("msgstr", ""))
            return
        source, context = texts["msgid"], texts.get("msgctxt", "")
        unit = unit_of(context, source)
        plural = "msgid_plural" in texts
        metadata: dict[str, object] | None = {"context": context} if context else None
        sides = [("msgid", f"{unit} [one]" if plural else unit)]
        if plural:
            sides.append(("msgid_plural", f"{unit} [other]"))
        for name, side in sides:
            if not self._tally.takes(texts[name]):
                yield self._record(entry, texts[name], name, side, self._source_language, metadata)
        forms = sorted((n for n in texts if n.startswith("msgstr")), key=lambda n: int(n[7:-1] or 0))
        if entry.fuzzy:
            self._fuzzy += 1
            self._tally.add("untranslated")
            return
        for position, name in enumerate(forms):
            text = texts[name]
            if text in (source, texts.get("msgid_plural")):
                self._tally.add("untranslated")
            elif not self._tally.takes(text):
                side = f"{unit} [{form_name(position, len(forms))}]" if plural else unit
                yield self._record(entry, text, name, side, self._side.language, metadata)

    def _record(
        self, entry: _Entry, text: str, name: str, unit: str, language: str | None, metadata: dict[str, object] | None
    ) -> Record:
        place = f"line {entry.lines[name]}"
        alignment = self._side.alignment(unit)
        return Record(text, place, FORMAT, self._encoding, language=language, metadata=metadata, alignment=alignment)

    def _checked(self, entry: _Entry) -> dict[str, str]:
        """Return the texts of an entry without escapes; notes in it what is wrong."""
        texts: dict[str, str] = {}
        for name, strings in entry.fields.items():
            try:
                texts[name] = _unescaped("".join(strings), self._codec)
            except ValueError as error:
                entry.fail(str(error), entry.lines.get(name, entry.line))
        if entry.problem:
            return texts
        if "msgid" not in texts:
            entry.fail("msgid is missing", entry.line)
        elif not entry.translated:
            entry.fail("msgstr is missing", entry.line)
        elif ("msgid_plural" in texts) != ("msgstr" not in texts):
            entry.fail(
                "a message with msgid_plural has msgstr[0], msgstr[1] and so on, any other has msgstr", entry.line
            )
        elif "msgid_plural" in texts:
            count = len(texts) - 2 - ("msgctxt" in texts)
            expected = self._forms or count
            if not all(f"msgstr[{n}]" in texts for n in range(count)) or count > expected:
                entry.fail(f"its forms are not msgstr[0] to msgstr[{expected - 1}]", entry.line)
        return texts

    def _refusal(self, entry: _Entry) -> Refusal:
        place = f"line {entry.problem_line}"
        encoding = self._encoding
        if entry.problem in ("invalid-utf8", "text-does-not-decode", "record-too-large"):
            limit = self._opened.limits.record_bytes >> 20
            params: Params = {"lines": entry.problem_line, "count": 1, "encoding": encoding, "limit_mb": limit}
            return Refusal(entry.problem, place, params, FORMAT, encoding)
        params = {"problem": entry.problem, "first": entry.line}
        return Refusal("po-entry-broken", place, params, FORMAT, encoding)

    def _header(self, text: str) -> None:
        """Take in what the file says of itself."""
        self._tally.add("metadata", len(text))
        fields: dict[str, str] = {}
        for line in text.split("\n"):
            name, colon, value = line.partition(":")
            if colon:
                fields.setdefault(name.strip().lower(), value.strip())
        language = fields.get("language") or fields.get("x-poedit-language") or None
        self._side = side_in_path(self._opened.path, language)
        self._source_language = fields.get("x-source-language") or self._unsaid
        found = _NPLURALS.search(fields.get("plural-forms", ""))
        self._forms = int(found[1]) if found else 0


def _unescaped(text: str, codec: str) -> str:
    """Return the text that a quoted string means. Raises ValueError with what is wrong."""
    if "\\" not in text:
        return text

    def meant(match: re.Match[str]) -> str:
        if match[1]:  # bytes in the encoding of the file, as old programs write what is not ASCII
            units = [int(o, 8) if o else int(x, 16) for o, x in _CODE_UNIT.findall(match[1])]
            try:
                return bytes(units).decode(codec)
            except ValueError:
                raise ValueError(f"{match[1]} is no character in the encoding of the file") from None
        if match[2] not in _SIMPLE:
            raise ValueError(f"\\{match[2]} means nothing: a backslash that belongs to the text is written twice")
        return _SIMPLE[match[2]]

    return _ESCAPE.sub(meant, text)
