"""Rows with named fields, as tables of programs have them: which field is the text, and a record a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus_kit.readers.families.fields import ObjectFields, guess_text_field, plan_for
from corpus_kit.readers.limits import Params
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import Item, LeftOut, Refusal, Remark

SAMPLE_ROWS = 200


class RowReader:
    """Makes records of rows; the first rows, given as `sample`, decide which field is the text.

    `text_field` is empty where no field holds text: `objection` then says so.
    """

    def __init__(self, opened: Opened, names: list[str], sample: list[dict[str, Any]], encoding: str = "utf-8") -> None:
        self._opened = opened
        self._names = names
        self._encoding = encoding
        self._empty = 0
        self.remarks: list[Remark] = []
        plan = plan_for(tuple(names), opened.options)
        self.text_field = plan.text or ""
        guessed = None
        if not self.text_field and opened.options.text_field is None:
            guessed = guess_text_field(sample)
            self.text_field = guessed or ""
            if guessed:
                params: Params = {"column": guessed, "columns": ", ".join(names)[:300]}
                self.remarks.append(Remark("csv-column-guessed", params=params))
        self._fields = ObjectFields(opened.options, opened.format, encoding, guessed)

    def objection(self) -> Refusal:
        """Return the refusal of a table in which no field holds text."""
        params: Params = {"field": self._opened.options.text_field or "text", "columns": ", ".join(self._names)[:300]}
        return Refusal("csv-no-such-column", "", params, self._opened.format, self._encoding)

    def items(self, row: dict[str, Any], place: str) -> Iterator[Item]:
        """Yield what one row holds. Takes `row` apart."""
        several = self._fields.translations(row, place)
        if several:
            yield from several
            return
        row = {name: value for name, value in row.items() if value is not None}
        if not row:
            self._empty += 1
            return
        record = self._fields.record(row, place) if self.text_field in row else None
        yield record or Refusal("record-without-text", place, {}, self._opened.format, self._encoding)

    def left_out(self) -> Iterator[Item]:
        """Yield what is to be said at the end of the table."""
        if self._empty:
            yield LeftOut("empty-row", self._empty)
