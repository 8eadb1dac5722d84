"""XML as a stream of elements: each is given whole and then let go, so that memory does not grow with the file.

Nothing outside the file is ever opened. Namespaces are not resolved: a name is what stands after its prefix, because
files whose prefixes are declared wrongly are many, and files that need two equal names told apart are few.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.entities import html5
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from corpus_kit.readers.limits import Params, StreamBroken
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.records import LeftOut, Refusal, Remark
from corpus_kit.readers.xml_entities import Entities
from corpus_kit.readers.xml_text import UNDECODED, Mender, decoded

Attributes = dict[str, str]
Ancestors = tuple[tuple[str, Attributes], ...]

DEEPEST = 200  # elements within elements
MOST_NODES = 2_000_000  # elements within one that is given whole: about 500 MB
_KEPT_PREFIXES = ("xml:",)
# What the parser says, in words for people who do not know XML; by its number, which is the same in every version.
_PROBLEMS = {
    3: "the file ends before its tags are closed",
    4: "a character stands where none may, often a lone <",
    5: "the file ends, or another tag begins, within a tag",
    7: "a closing tag stands where another tag should be closed first",
    8: "a tag has the same attribute twice",
    9: "something stands after the end of the document",
    20: "the file ends within a part marked CDATA",
}


@dataclass(slots=True)
class Found:
    """An element as it was asked for, complete.

    Tags and attributes are named without prefix, but for `xml:lang`, `xml:id` and `xml:space`. `ancestors` stand
    outermost first; `number` counts what was found from 1; `line` is where it starts; `language` is the nearest
    `xml:lang` or `lang` of the element itself or what it stands in, as written.
    """

    element: Element
    ancestors: Ancestors
    number: int
    line: int
    language: str | None


Wanted = Callable[[str, Attributes, Sequence[tuple[str, Attributes]]], bool]
XmlItem = Found | Remark | Refusal | LeftOut


def elements(
    opened: Opened, wanted: Container[str] | Wanted, drop: Container[str] | Mapping[str, str] = ()
) -> Iterator[XmlItem]:
    """Yield the outermost elements that are wanted, and whatever else is to be said of the file.

    `wanted` holds names, or is asked for each element with its name, its attributes and its ancestors.
    `drop` names elements that are left out with all they hold; a mapping gives for each what it counts as among
    `LEFT_OUT` (otherwise "metadata"). Hand on what is no `Found`: a Refusal for each wanted element in which bytes do
    not decode; at the end Remarks on what was mended, and a LeftOut for markup and one for text outside of what was
    wanted.

    Raises StreamBroken after what came complete before: `xml-not-well-formed`, `xml-entities-refused`,
    `xml-too-deep`, `xml-element-too-large`, `encoding-declared-wrong`, or what broke the stream itself.
    """
    parsing = _Parsing(opened, wanted if callable(wanted) else lambda name, _, __: name in wanted, drop)
    try:
        for block in parsing.blocks():
            parsing.feed(block)
            yield from parsing.taken()
    except StreamBroken:
        yield from parsing.taken()
        yield from parsing.account()
        raise
    yield from parsing.account()


def root(opened: Opened) -> tuple[str, str, Attributes]:
    """Return name, namespace and attributes of the root element from the head of the file; empty where none is there.

    The namespace is empty where the file declares none. Reads nothing that a reader then lacks.
    """
    encoding = opened.encoding
    text = opened.source.head[encoding.skip :].decode(encoding.codec, "replace")
    seen: list[tuple[str, Attributes]] = []

    def start(name: str, attributes: Attributes) -> None:
        if not seen:
            seen.append((name, attributes))

    parser = expat.ParserCreate("utf-8")
    parser.UseForeignDTD(True)
    parser.StartElementHandler = start
    mender = Mender({})
    try:
        prolog, rest = mender.prolog(text)
        parser.Parse(prolog)
        parser.Parse(mender.content(rest, counted=False))
    except expat.ExpatError:
        pass  # what a reader says of it comes when the file is read
    if not seen:
        return "", "", {}
    name, attributes = seen[0]
    prefix, _, local = name.rpartition(":")
    namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    return local, namespace, _local_attributes(attributes)


def _local_attributes(attributes: Attributes) -> Attributes:
    return {
        name if ":" not in name or name.startswith(_KEPT_PREFIXES) else name.rpartition(":")[2]: value
        for name, value in attributes.items()
        if name[:5] != "xmlns"
    }


class _Parsing:
    """Expat at work in one of three states: outside of what is wanted, inside of it, or skipping."""

    def __init__(self, opened: Opened, wanted: Wanted, drop: Container[str]) -> None:
        self._opened, self._wanted, self._drop = opened, wanted, drop
        self._entities = Entities()
        self._mender = Mender(self._entities.sizes)
        self._builder = TreeBuilder()
        self._stack: list[tuple[str, Attributes]] = []
        self._names: dict[str, str] = {}
        self._ready: list[Found | Refusal] = []
        self._depth = self._nodes = self._number = self._line = 0
        self._fed = self._inner_characters = 0
        self._left: dict[str, int] = {}
        self._ended = False
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 65536
        parser.specified_attributes = True  # defaults of a document type could be made to fill memory
        parser.UseForeignDTD(True)  # an unknown entity within an entity is told, not an error
        self._entities.watch(parser)
        parser.SkippedEntityHandler = self._skipped_entity
        self._outside()

    # --- feeding

    def blocks(self) -> Iterator[bytes]:
        """Yield the file as bytes for `feed`, ending with an empty one."""
        mender = self._mender
        first = True
        for text in decoded(self._opened):
            if first and text:
                prolog, text = mender.prolog(text)
                yield prolog or b" "
                yield mender.content(text, counted=False)
                first = False
            elif text:
                yield mender.content(text)
        yield mender.content("", last=True)
        self._ended = True
        yield b""

    def feed(self, block: bytes) -> None:
        """Parse a block; raises StreamBroken."""
        if not block and not self._ended:
            return
        parser = self._parser
        self._fed += len(block)
        try:
            parser.Parse(block, self._ended)
        except expat.ExpatError as error:
            problem = _PROBLEMS.get(error.code, "") or str(error).rpartition(": line ")[0] or str(error)
            params: Params = {"line": error.lineno, "column": error.offset + 1, "problem": problem}
            raise StreamBroken("xml-not-well-formed", params) from None
        if self._fed - parser.CurrentByteIndex > self._opened.limits.record_bytes:
            raise self._too_large(parser.CurrentLineNumber)

    def taken(self) -> list[Found | Refusal]:
        """Return what came complete since it was last asked."""
        ready, self._ready = self._ready, []
        return ready

    def account(self) -> Iterator[Remark | LeftOut]:
        """Yield what is to be said at the end."""
        yield from self._mender.remarks()
        yield from self._entities.remarks()
        markup = self._mender.characters - self._inner_characters - sum(self._left.values())
        if markup > 0:
            yield LeftOut("markup", markup)
        for kind, amount in self._left.items():
            yield LeftOut(kind, amount)

    def _too_large(self, line: int) -> StreamBroken:
        return StreamBroken("xml-element-too-large", {"line": line})

    # --- outside of what is wanted

    def _outside(self) -> None:
        parser = self._parser
        parser.StartElementHandler = self._start_outside
        parser.EndElementHandler = self._end_outside
        parser.CharacterDataHandler = self._text_outside

    def _start_outside(self, written: str, attributes: Attributes) -> None:
        name = self._names.get(written) or self._local(written)
        if attributes:
            attributes = _local_attributes(attributes)
        if name in self._drop:
            self._skip(name)
        elif self._wanted(name, attributes, self._stack):
            self._nodes = 1
            self._line = self._parser.CurrentLineNumber
            self._builder.start(name, attributes)
            parser = self._parser
            parser.StartElementHandler = self._start_inside
            parser.EndElementHandler = self._end_inside
            parser.CharacterDataHandler = self._builder.data
            self._depth = 1
        else:
            self._stack.append((name, attributes))
            if len(self._stack) > DEEPEST:
                raise StreamBroken("xml-too-deep", {"limit": DEEPEST})

    def _end_outside(self, _: str) -> None:
        self._stack.pop()

    def _text_outside(self, text: str) -> None:
        if size := len(text.strip()):
            self._left["metadata"] = self._left.get("metadata", 0) + size

    # --- inside of it

    def _start_inside(self, written: str, attributes: Attributes) -> None:
        name = self._names.get(written) or self._local(written)
        if name in self._drop:
            self._skip(name)
            return
        self._builder.start(name, _local_attributes(attributes) if attributes else attributes)
        self._depth += 1
        self._nodes += 1
        if self._depth + len(self._stack) > DEEPEST:
            raise StreamBroken("xml-too-deep", {"limit": DEEPEST})
        if self._nodes > MOST_NODES:
            raise self._too_large(self._line)

    def _end_inside(self, written: str) -> None:
        element = self._builder.end(self._names[written])
        self._depth -= 1
        if self._depth:
            return
        self._complete(element)
        self._builder = TreeBuilder()
        self._outside()

    def _complete(self, element: Element) -> None:
        self._number += 1
        self._inner_characters += sum(map(len, element.itertext()))
        if self._mender.undecoded and _undecoded(element):
            encoding = self._opened.encoding.name
            code = "invalid-utf8" if encoding == "utf-8" else "text-does-not-decode"
            params: Params = {"lines": self._line, "count": 1, "encoding": encoding}
            self._ready.append(Refusal(code, f"line {self._line}", params, self._opened.format, encoding))
            return
        ancestors = tuple(self._stack)
        language = _language(element.attrib)
        for _, attributes in reversed(ancestors):
            language = language or _language(attributes)
        self._ready.append(Found(element, ancestors, self._number, self._line, language or None))

    # --- skipping

    def _skip(self, name: str) -> None:
        parser = self._parser
        before = parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler
        kind = self._drop[name] if isinstance(self._drop, Mapping) else "metadata"
        depth, size = 1, 0

        def start(_: str, __: Attributes) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise StreamBroken("xml-too-deep", {"limit": DEEPEST})

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1
            if not depth:
                parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = before
                if size:
                    self._left[kind] = self._left.get(kind, 0) + size

        def data(text: str) -> None:
            nonlocal size
            size += len(text)

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data

    def _local(self, written: str) -> str:
        return self._names.setdefault(written, written.rpartition(":")[2])

    def _skipped_entity(self, name: str, parameter: bool) -> None:
        if parameter:
            return
        if self._parser.CharacterDataHandler is not None:
            value = html5.get(f"{name};")
            if value is None:
                self._mender.unknown(name)
            self._parser.CharacterDataHandler(value or f"&{name};")


def _language(attributes: Mapping[str, str]) -> str:
    return attributes.get("xml:lang") or attributes.get("lang") or ""


def _undecoded(element: Element) -> bool:
    return any(
        UNDECODED in (node.text or "")
        or UNDECODED in (node.tail or "")
        or any(UNDECODED in value for value in node.attrib.values())
        for node in element.iter()
    )
