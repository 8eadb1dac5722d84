"""What the document type of an XML file defines: short texts are taken, what grows or lies in other files is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers.expat import XMLParserType

from corpus_kit.readers.limits import StreamBroken
from corpus_kit.readers.records import Remark

LONGEST_ENTITY = 20_000  # characters that one entity may expand to
_DEEPEST = 5  # entities within entities
_SHOWN = 10
_ENTITY = re.compile(r"&([^\s;&#]{1,100});")


class Entities:
    """Follows the definitions of one file. `sizes` holds how many characters each entity expands to."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self._values: dict[str, str] = {}
        self._files: set[str] = set()  # names of other files that the text takes parts from

    def watch(self, parser: XMLParserType) -> None:
        """Have the parser tell of what is defined, and open nothing."""
        parser.EntityDeclHandler = self._declared
        parser.EndDoctypeDeclHandler = self._doctype_ended
        parser.ExternalEntityRefHandler = self._external

    def remarks(self) -> Iterator[Remark]:
        """Yield what is missing because it stands in other files."""
        if self._files:
            yield Remark("xml-entity-external", params={"names": ", ".join(sorted(self._files)[:_SHOWN])})

    def _declared(
        self,
        name: str,
        parameter: bool,
        value: str | None,
        base: str | None,
        system: str,
        public: str | None,
        notation: str | None,
    ) -> None:
        if parameter:
            return  # never expanded, so nothing can be built of them
        self.sizes.setdefault(name, 0)
        if value is not None:
            self._values.setdefault(name, value)

    def _external(self, context: str | None, base: str | None, system: str | None, public: str | None) -> int:
        self._files.add(system or public or context or "")
        return 1

    def _doctype_ended(self) -> None:
        """Refuse what expands to more than a person would define: entities made of entities made of entities."""
        sizes: dict[str, int] = {}
        for name in self._values:
            if self._size(name, sizes, 0) > LONGEST_ENTITY:
                raise StreamBroken("xml-entities-refused", {"name": name})
        self.sizes.update(sizes)

    def _size(self, name: str, sizes: dict[str, int], depth: int) -> int:
        if name in sizes:
            return sizes[name]
        if depth > _DEEPEST:
            return LONGEST_ENTITY + 1
        value = self._values[name]
        total = len(value)
        for inner in _ENTITY.findall(value):
            if inner in self._values:
                total += self._size(inner, sizes, depth + 1)
            if total > LONGEST_ENTITY:
                break
        sizes[name] = total
        return total
