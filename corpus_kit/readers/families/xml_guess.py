"""Which element of an unknown XML file holds one text: concluded from the head of the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from xml.parsers import expat

from corpus_kit.readers.formats import words
from corpus_kit.readers.opened import Opened
from corpus_kit.readers.xml_text import Mender

# Names of parts of a text: a file of these is one text, not many.
_PARTS = frozenset(
    words(
        "p para paragraph l line lg stanza v verse s w b i em head heading title h1 h2 h3 li item section sec "
        "chapter div abstract body front back span br text-line list"
    )
)
_MOST_OF_IT = 0.7
_SHOWN = 8
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Guess:
    """The element concluded to hold a text, the path to it from the root, and others that hold text."""

    path: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def element(self) -> str:
        """The name to show and to write into a manifest, with that of its parent."""
        return "/".join(self.path[-2:])


class _Census:
    """Counts elements and characters by their path from the root."""

    def __init__(self) -> None:
        self.elements: Counter[tuple[str, ...]] = Counter()
        self.own: Counter[tuple[str, ...]] = Counter()  # characters of text right within
        self.path: tuple[str, ...] = ()

    def start(self, name: str, _: dict[str, str]) -> None:
        """An element begins."""
        self.path = (*self.path, name.rpartition(":")[2])[:_DEEPEST]
        self.elements[self.path] += 1

    def end(self, _: str) -> None:
        """An element ends."""
        self.path = self.path[:-1]

    def data(self, text: str) -> None:
        """Text stands here."""
        if letters := sum(map(str.isalpha, text)):
            self.own[self.path] += letters


def guess_element(opened: Opened) -> Guess | None:
    """Return the repeated element that holds most of the text, or None where the file is one text.

    Looks at the head of the file only, as far as it can be parsed.
    """
    census = _Census()
    encoding = opened.encoding
    text = opened.source.head[encoding.skip :].decode(encoding.codec, "replace")
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.UseForeignDTD(True)
    parser.StartElementHandler, parser.EndElementHandler = census.start, census.end
    parser.CharacterDataHandler = census.data
    mender = Mender({})
    try:
        prolog, rest = mender.prolog(text)
        parser.Parse(prolog or b" ")
        parser.Parse(mender.content(rest, counted=False))
    except expat.ExpatError:
        pass  # told when the file is read
    return _chosen(census)


def _chosen(census: _Census) -> Guess | None:
    texts = _folded(census)
    if not texts:
        return None
    path, size = max(texts.items(), key=lambda entry: entry[1])
    parent = path[:-1]
    beside = sum(amount for other, amount in texts.items() if other[: len(parent)] == parent)
    number, parents = census.elements[path], census.elements[parent] if parent else 0
    if size < _MOST_OF_IT * beside or path[-1] in _PARTS or number > 1.2 * max(parents, 1) > 1.2:
        # Text is spread over several elements, or is cut into parts: what holds them is the text, if it is repeated.
        chosen = _repeated(census, parent)
    else:
        chosen = path if number > 1 else _repeated(census, parent)
    if chosen is None:
        return None
    others = sorted((other for other in texts if other != chosen), key=lambda other: -texts[other])
    return Guess(chosen, tuple("/".join(other[-2:]) for other in others[:_SHOWN]))


def _repeated(census: _Census, path: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the nearest element above that comes more than once and is no mere part of a text."""
    while len(path) > 1:
        if census.elements[path] > 1 and path[-1] not in _PARTS:
            return path
        path = path[:-1]
    return None


def _folded(census: _Census) -> dict[tuple[str, ...], int]:
    """Return characters by the outermost element that holds text itself: words marked within it are part of it."""
    folded: Counter[tuple[str, ...]] = Counter()
    holders = {path for path, size in census.own.items() if size}
    for path, size in census.own.items():
        outermost = next((path[:depth] for depth in range(1, len(path)) if path[:depth] in holders), path)
        folded[outermost] += size
    return dict(folded)
