"""Text of XLIFF, TMX and the like with the codes of the original document inside it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element


@dataclass(slots=True)
class Flat:
    """A text without inline elements. `markup` counts the characters left out, `inner` holds the texts within codes."""

    text: str
    markup: int = 0
    inner: list[str] = field(default_factory=list)


def flattened(element: Element, native: Container[str]) -> Flat:
    """Return the text of `element` and its children.

    Elements named in `native` hold codes of the original document, no words: they are left out, unless the code is a
    placeholder (`%s`, `{0}`), which is part of the sentence. An empty element stands for what its `equiv-text` or
    `disp` says; a line break for itself.
    """
    flat = Flat("")
    kept: list[str] = []
    _walk(element, native, kept, flat)
    flat.text = "".join(kept)
    return flat


def _walk(element: Element, native: Container[str], kept: list[str], flat: Flat) -> None:
    kept.append(element.text or "")
    for child in element:
        if child.tag in native:
            kept.append(_native(child, native, flat))
        elif len(child) or child.text:
            _walk(child, native, kept, flat)
        else:
            kept.append(_stand_in(child, flat))
        kept.append(child.tail or "")


def _native(child: Element, native: Container[str], flat: Flat) -> str:
    """Return the code that stays; what is text within the code is set apart."""
    code = [child.text or ""]
    for inner in child.iter():
        if inner is not child and inner.tag == "sub":
            words: list[str] = []
            _walk(inner, native, words, flat)
            flat.inner.append("".join(words))
    code += [inner.tail or "" for inner in child]
    written = "".join(code)
    if written and child.tag == "ph" and _is_placeholder(written):
        return written
    flat.markup += len(written)
    return "" if written else _stand_in(child, flat)


def _stand_in(child: Element, flat: Flat) -> str:
    if child.get("ctype") == "lb" or child.tag == "br":
        return "\n"
    shown = child.get("equiv-text") or child.get("disp") or ""
    if child.tag in ("x", "ph") and shown and _is_placeholder(shown):
        return shown
    flat.markup += len(shown)
    return ""


def _is_placeholder(code: str) -> bool:
    """Return whether a code stands for words that a program fills in, rather than for a tag or an escape."""
    return code[:1] in "%{$[" and "<" not in code and "\\" not in code
