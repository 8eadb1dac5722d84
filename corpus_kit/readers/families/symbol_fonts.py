"""What the characters of the fonts Symbol and Wingdings show, as far as texts use them."""

from __future__ import annotations

# The font Symbol has Greek letters and mathematical signs in the places of Latin letters.
_GREEK = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SYMBOL = {ord(place): shown for place, shown in _GREEK.items()} | {
    place: chr(place) for place in (*range(0x20, 0x22), 0x23, 0x25, 0x26, *range(0x28, 0x2A), *range(0x2B, 0x2D))
}
_SYMBOL |= {place: chr(place) for place in (0x2E, 0x2F, *range(0x30, 0x40), 0x5B, 0x5D, 0x5F, *range(0x7B, 0x7E))}
_SYMBOL |= dict(
    zip(
        (0x22, 0x24, 0x27, 0x2A, 0x2D, 0x40, 0x5C, 0x5E, 0x7E, *range(0xA1, 0xC0)),
        "∀∃∍∗−≅∴⊥∼ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵",
        strict=True,
    )
)
_SYMBOL |= dict(zip(range(0xC0, 0xDF), "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒", strict=True)) | {0xDF: "⇓"}

_WINGDINGS = {
    0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x73: "⬧", 0x74: "⧫",
    0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•", 0xA1: "○", 0xA3: "◉", 0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xD8: "➢",
    0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑",
}  # fmt: skip


def shown(font: str, place: int) -> str | None:
    """Return what the character at `place` of a symbol font shows; None where that is not known.

    Programs give the place as it is or moved into the private use area (U+F000 to U+F0FF).
    """
    name = font.casefold()
    low = place - 0xF000 if 0xF000 <= place <= 0xF0FF else place
    if name.startswith("symbol"):
        return _SYMBOL.get(low)
    if name == "wingdings":
        return _WINGDINGS.get(low)
    return None if low != place or name.startswith(("wingdings", "webdings")) else chr(place)


def unsymbol(text: str, font: str) -> str:
    """Return a text with the symbols of Symbol and Wingdings in it as Unicode; unknown ones stay as they are."""
    if not font.casefold().startswith(("symbol", "wingdings")):
        return text
    return "".join((shown(font, ord(c)) or c) if 0xF000 <= ord(c) <= 0xF0FF else c for c in text)
