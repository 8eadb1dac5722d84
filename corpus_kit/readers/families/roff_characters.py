"""The special characters of roff that texts use, by the names that groff_char(7) and mandoc_char(7) give them."""

from __future__ import annotations

import unicodedata

NAMED = {
    "em": "—", "en": "–", "hy": "-", "lq": "“", "rq": "”", "oq": "‘", "cq": "’", "aq": "'", "dq": '"', "Bq": "„", "bq": "‚", "Fo": "«",
    "Fc": "»", "fo": "‹", "fc": "›", "bu": "•", "ci": "○", "co": "©", "rg": "®", "tm": "™", "de": "°", "sc": "§", "ps": "¶", "dg": "†",
    "dd": "‡", "mc": "µ", "mu": "×", "di": "÷", "+-": "±", "->": "→", "<-": "←", "ua": "↑", "da": "↓", "<>": "↔", "rA": "⇒", "lA": "⇐",
    "<=": "≤", ">=": "≥", "!=": "≠", "==": "≡", "~~": "≈", "if": "∞", "12": "½", "14": "¼", "34": "¾", "S1": "¹", "S2": "²", "S3": "³",
    "Eu": "€", "eu": "€", "Po": "£", "Ye": "¥", "ct": "¢", "Cs": "¤", "Do": "$", "sh": "#", "at": "@", "rs": "\\", "sl": "/", "ba": "|", "bv": "|",
    "br": "│", "ul": "_", "ha": "^", "ti": "~", "ga": "`", "aa": "´", "lB": "[", "rB": "]", "lC": "{", "rC": "}", "la": "⟨", "ra": "⟩",
    "r!": "¡", "r?": "¿", "ss": "ß", "AE": "Æ", "ae": "æ", "OE": "Œ", "oe": "œ", "-D": "Ð", "Sd": "ð", "TP": "Þ", "Tp": "þ", "/O": "Ø",
    "/o": "ø", "/L": "Ł", "/l": "ł", ".i": "ı", ".j": "ȷ", "IJ": "Ĳ", "ij": "ĳ", "OK": "✓", "sq": "□", "lz": "◊", "no": "¬", "mi": "−",
    "pl": "+", "eq": "=", "tno": "¬", "Om": "ª", "Of": "ª", "%0": "‰", "fm": "′", "sd": "″", "pc": "·", "md": "⋅", "..": "…", "an": "─",
    "ff": "ff", "fi": "fi", "fl": "fl", "Fi": "ffi", "Fl": "ffl", "rk": "}", "lk": "{", "lh": "☜", "rh": "☞", "CR": "↵",
}  # fmt: skip
_GREEK = [
    "*A",
    "Α",
    "*B",
    "Β",
    "*G",
    "Γ",
    "*D",
    "Δ",
    "*E",
    "Ε",
    "*Z",
    "Ζ",
    "*Y",
    "Η",
    "*H",
    "Θ",
    "*I",
    "Ι",
    "*K",
    "Κ",
    "*L",
    "Λ",
    "*M",
    "Μ",
    "*N",
    "Ν",
    "*C",
    "Ξ",
    "*O",
    "Ο",
    "*P",
    "Π",
    "*R",
    "Ρ",
    "*S",
    "Σ",
    "*T",
    "Τ",
    "*U",
    "Υ",
    "*F",
    "Φ",
    "*X",
    "Χ",
    "*Q",
    "Ψ",
    "*W",
    "Ω",
    "*a",
    "α",
    "*b",
    "β",
    "*g",
    "γ",
    "*d",
    "δ",
    "*e",
    "ε",
    "*z",
    "ζ",
    "*y",
    "η",
    "*h",
    "θ",
    "*i",
    "ι",
    "*k",
    "κ",
    "*l",
    "λ",
    "*m",
    "μ",
    "*n",
    "ν",
    "*c",
    "ξ",
    "*o",
    "ο",
    "*p",
    "π",
    "*r",
    "ρ",
    "*s",
    "σ",
    "ts",
    "ς",
    "*t",
    "τ",
    "*u",
    "υ",
    "*f",
    "ϕ",
    "*x",
    "χ",
    "*q",
    "ψ",
    "*w",
    "ω",
]
NAMED |= dict(zip(_GREEK[::2], _GREEK[1::2], strict=True))
_ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    ":": "\u0308",
    "~": "\u0303",
    ",": "\u0327",
    "v": "\u030c",
    "a": "",
    "o": "\u030a",
    "-": "",
    "/": "",
}


def character(name: str) -> str:
    """Return the text of `\\[name]` or `\\(xx`: a sign, `u00E9`, `u0065_0301`, or a letter with an accent (`'e`, `e aa`)."""
    if name in NAMED:
        return NAMED[name]
    if name[:1] == "u" and len(name) >= 5:
        try:
            points = [int(part, 16) for part in name[1:].split("_")]
        except ValueError:
            return ""
        if all(0 < point < 0x110000 and not 0xD800 <= point < 0xE000 for point in points):
            return unicodedata.normalize("NFC", "".join(map(chr, points)))
        return ""
    if name.startswith("char"):
        return chr(int(name[4:])) if name[4:].isdecimal() and 31 < int(name[4:]) < 256 else ""
    if len(name) == 2 and _ACCENTS.get(name[0]) and name[1].isalpha():
        return unicodedata.normalize("NFC", name[1] + _ACCENTS[name[0]])
    return ""


# Strings that the macro packages define.
STRINGS = {
    "lq": "“",
    "rq": "”",
    "R": "®",
    "Tm": "™",
    "S": "",
    'L"': "“",
    'R"': "”",
    "Lq": "“",
    "Rq": "”",
    "Le": "≤",
    "Ge": "≥",
    "Ne": "≠",
    "Am": "&",
    "Ba": "|",
}
