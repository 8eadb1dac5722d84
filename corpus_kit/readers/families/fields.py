"""Which field of a record is its text, its title, its language: by the manifest, else by the usual names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_kit.readers.formats import words
from corpus_kit.readers.records import Alignment, ReadOptions, Record

# In the order in which they win when a record has several.
TEXT_NAMES = words(
    "text content body sentence document raw_content raw_text full_text fulltext article paragraph passage utterance "
    "transcription transcript texts original_text story poem "
    "текст мәтін мазмұны сөйлем тексты содержание предложение матн матни мазмун мазмуну мазмұн бичвэр эх "
    "агуулга гап жумла сүйлөм җөмлә эчтәлек matn mətn metn metin cümle gap jumla mazmun tekst texto texte inhalt "
    "متن نص النص متون جمله جملة محتوا محتوى مەزمۇن تېكىست دەق عبارت مواد "
    "文本 内容 內容 正文 句子 文 原文 本文 テキスト 文章 본문 텍스트 내용 문장 "
    "पाठ वाक्य विषय-वस्तु পাঠ্য বাক্য টেক্সট ข้อความ ประโยค ტექსტი წინადადება տեքստ טקסט văn_bản nội_dung câu "
    "ຂໍ້ຄວາມ អត្ថបទ စာသား translation"
)
_TITLE_NAMES = words(
    "title headline название заголовок атауы тақырып унвон сарлавҳа sarlavha başlık başlıq عنوان 标题 標題"
)
_LANGUAGE_NAMES = words("language lang language_code lang_code iso_639_3 язык тіл тил til dil زبان اللغة 语言")
_LICENSE_NAMES = words("license licence declared_license license_declared rights лицензия лицензиясы litsenziya 许可")
_SOURCE_NAMES = words("source dataset corpus publisher источник дереккөз манба manba منبع 来源")
_SOURCE_URL_NAMES = words("source_url url link uri ссылка сілтеме")


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """Which fields of records with the same field names mean what; None where a record has no such field."""

    text: str | None
    title: str | None = None
    language: str | None = None
    license: str | None = None
    source: str | None = None
    source_url: str | None = None

    @property
    def others(self) -> tuple[str | None, ...]:
        """The fields that become attributes of a record beside its text, in the order of `Record`."""
        return (self.title, self.language, self.license, self.source, self.source_url)


def _find(names: Sequence[str], declared: str | None, usual: Iterable[str]) -> str | None:
    if declared is not None:
        if declared in names:
            return declared
        return next((name for name in names if name.strip().casefold() == declared.strip().casefold()), None)
    lowered = {name.strip().casefold(): name for name in reversed(names)}
    return next((lowered[name] for name in usual if name in lowered), None)


def plan_for(names: Sequence[str], options: ReadOptions, fallback_text: str | None = None) -> FieldPlan:
    """Return the plan for records with the fields `names`; `fallback_text` serves where no name is a usual one."""
    text = _find(names, options.text_field, TEXT_NAMES)
    if text is None and options.text_field is None and fallback_text in names:
        text = fallback_text
    rest = [name for name in names if name != text]
    return FieldPlan(
        text,
        _find(rest, options.title_field, _TITLE_NAMES),
        _find(rest, options.language_field, _LANGUAGE_NAMES),
        _find(rest, options.license_field, _LICENSE_NAMES),
        _find(rest, options.source_field, _SOURCE_NAMES),
        _find(rest, options.source_url_field, _SOURCE_URL_NAMES),
    )


def is_usual_name(name: str) -> bool:
    """Return whether `name` is one that a header row would hold."""
    return name.strip().casefold() in _HEADER_NAMES


_HEADER_NAMES = frozenset(
    [
        *TEXT_NAMES,
        *_TITLE_NAMES,
        *_LANGUAGE_NAMES,
        *_LICENSE_NAMES,
        *_SOURCE_NAMES,
        *_SOURCE_URL_NAMES,
        *words("id label name date author category filename file key value note notes split index speaker"),
    ]
)


class ObjectFields:
    """Turns JSON objects into records; the plan is made once for each set of field names."""

    def __init__(self, options: ReadOptions, format_name: str, encoding: str, guessed: str | None = None) -> None:
        self._options = options
        self._format = format_name
        self._encoding = encoding
        self._guessed = guessed
        self._plans: dict[tuple[str, ...], FieldPlan] = {}
        self._path = tuple(options.text_field.split(".")) if options.text_field and "." in options.text_field else ()

    def plan(self, names: tuple[str, ...]) -> FieldPlan:
        """Return the plan for objects with the fields `names`."""
        plan = self._plans.get(names)
        if plan is None:
            plan = plan_for(names, self._options, self._guessed)
            if len(self._plans) < 1000:  # objects whose names are data would fill the memory
                self._plans[names] = plan
        return plan

    def has_text(self, value: dict[str, Any]) -> bool:
        """Return whether the object has the field that holds text, be it empty."""
        text = self.plan(tuple(value)).text
        if text is None:
            return bool(self._path) and self._inner(value) is not None
        return value[text] is None or isinstance(value[text], str)

    def has_translations(self, value: dict[str, Any]) -> bool:
        """Return whether the object holds one text in several languages."""
        return bool(self.translations(value, ""))

    def record(self, value: dict[str, Any], place: str) -> Record | None:
        """Return the record that the object holds, or None when it holds no text. Takes `value` apart when it does."""
        plan = self.plan(tuple(value))
        if plan.text is None:
            return self._by_path(value, place)
        text = value[plan.text]
        if type(text) is not str or not text or text.isspace():
            return None
        del value[plan.text]
        title, language, license_name, source, source_url = (
            # Only text can be an attribute; a list or number stays in the metadata as it is.
            value.pop(name) if name is not None and type(value[name]) is str else None
            for name in plan.others
        )
        return Record(
            text,
            place,
            self._format,
            self._encoding,
            title,
            language,
            license_name,
            source,
            source_url,
            value or None,
        )

    def _by_path(self, value: dict[str, Any], place: str) -> Record | None:
        """Follow a text field given as `outer.inner`."""
        found = self._inner(value)
        if not isinstance(found, str) or not found.strip():
            return None
        return Record(found, place, self._format, self._encoding, metadata=value)

    def _inner(self, value: Any) -> Any:
        for name in self._path:
            value = value.get(name) if isinstance(value, dict) else None
        return value if self._path else None

    def translations(self, value: Mapping[str, Any], place: str) -> list[Record]:
        """Return one record a language of an object `{"translation": {"kk": "...", "ru": "..."}}`, else none."""
        pairs = value.get("translation")
        if self._options.text_field is not None or not isinstance(pairs, dict):
            return []
        if not pairs or not all(isinstance(text, str) for text in pairs.values()):
            return []
        others = {name: other for name, other in value.items() if name != "translation"}
        return [
            Record(
                text,
                f"{place}, {tag}",
                self._format,
                self._encoding,
                language=tag,
                metadata=dict(others) or None,
                alignment=Alignment("", place),
            )
            for tag, text in pairs.items()
            if text.strip()
        ]


def guess_text_field(rows: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the field with the longest text over `rows`, or None when no field holds letters."""
    lengths: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, str) and any(character.isalpha() for character in value[:200]):
                lengths[name] = lengths.get(name, 0) + len(value)
    return max(lengths, key=lambda name: lengths[name]) if lengths else None
