"""Makes text that is no language, in the letters of real lines: program code, addresses, lists of names, garbage.

The model learns it as a label of its own for each script that people mistake it for. What it is judged on is made by
other means, in `eval_language.py`.
"""

from __future__ import annotations

import random
import string
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus_kit.identification import letters

from .pack import Line

SOURCE = "made_noise"
SCRIPTS = ("Latn", "Cyrl", "Arab", "Hani", "Deva")
LINES_A_KIND = 1200
_WRONG = {  # how bytes of one encoding are read in another, by the script of what comes out
    "Latn": (
        ("utf-8", "cp1252"),
        ("utf-8", "latin-1"),
        ("utf-8", "cp1254"),
        ("cp1251", "cp1252"),
        ("koi8-r", "latin-1"),
        ("gb18030", "latin-1"),
        ("cp1256", "cp1252"),
        ("utf-8", "mac_roman"),
        ("cp874", "cp1252"),
    ),
    "Cyrl": (
        ("utf-8", "cp1251"),
        ("cp1251", "koi8-r"),
        ("koi8-r", "cp1251"),
        ("cp866", "cp1251"),
        ("cp1251", "cp866"),
        ("utf-8", "koi8-r"),
        ("cp1252", "cp1251"),
        ("utf-8", "mac_cyrillic"),
    ),
    "Arab": (("utf-8", "cp1256"), ("cp1251", "cp1256"), ("iso-8859-6", "cp1256"), ("cp1256", "iso-8859-6")),
    "Hani": (
        ("utf-8", "gbk"),
        ("cp1251", "gbk"),
        ("cp1252", "gbk"),
        ("utf-8", "big5"),
        ("euc-kr", "gbk"),
        ("shift_jis", "gbk"),
        ("gbk", "big5"),
        ("big5", "gbk"),
        ("utf-8", "shift_jis"),
    ),
}
_WORDS = {
    name: words.split()
    for name, _, words in (
        row.partition("\t")
        for row in Path(__file__).with_name("noise_words.tsv").read_text(encoding="utf-8").split("\n")
        if row and not row.startswith("#")
    )
}
_HOSTS = ("com", "org", "net", "kz", "uz", "ir", "cn", "ru", "tr", "pk", "in", "gov", "edu", "io", "info")


def made(lines: list[Line], seed: int) -> Iterator[Line]:
    """Yield lines of no language, tagged `und_<script>`, made from real ones."""
    rng = random.Random(seed)
    by_script: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        script = line.tag.partition("_")[2]
        by_script["Hani" if script in ("Hans", "Hant", "Jpan") else script].append(line)
    for script in SCRIPTS:
        for make in _kinds(script, by_script[script], lines, rng):
            for _ in range(LINES_A_KIND):
                if text := make():
                    yield Line(f"und_{script}", SOURCE, text)


def _kinds(script: str, own: list[Line], everything: list[Line], rng: random.Random) -> list[Callable[[], str]]:
    signs = [c for line in rng.sample(own, min(3000, len(own))) for c in line.text if _is_of(c, script)]
    alphabet = sorted(set(signs))
    common = alphabet if script != "Latn" else list(string.ascii_lowercase)
    kinds: list[Callable[[], str]] = [
        lambda: _joined(["".join(rng.choices(signs, k=rng.randint(2, 11))) for _ in range(rng.randint(3, 20))], rng),
        lambda: _joined(["".join(rng.choices(common, k=rng.randint(2, 11))) for _ in range(rng.randint(3, 20))], rng),
        lambda: _mash(common, rng),
        lambda: _reversed(rng.choice(own).text),
    ]
    if script == "Hani":
        kinds.append(lambda: _chinese_names(rng))
    else:
        kinds += [
            lambda: _names(own, rng),
            lambda: _salad(own, rng),
            lambda: _shuffled(rng.choice(own).text, rng),
        ]
    if script == "Arab":
        kinds.append(lambda: _given_names(rng))
    if script in _WRONG:
        kinds.append(lambda: _garbled(rng.choice(everything).text, rng.choice(_WRONG[script])))
        kinds.append(lambda: _garbled(rng.choice(everything).text, rng.choice(_WRONG[script])))
    if script == "Latn":
        kinds += [lambda: _code(rng), lambda: _code(rng), lambda: _addresses(rng), lambda: _digest(rng)]
    return kinds


def _joined(words: list[str], rng: random.Random) -> str:
    return rng.choice((" ", " ", ", ", "\n")).join(words)


def _mash(letters: list[str], rng: random.Random) -> str:
    start = rng.randrange(max(1, len(letters) - 10))
    near = letters[start : start + rng.randint(3, 10)]
    return _joined(["".join(rng.choices(near, k=rng.randint(3, 14))) for _ in range(rng.randint(1, 10))], rng)


def _reversed(text: str) -> str:
    return text[::-1]


def _shuffled(text: str, rng: random.Random) -> str:
    words = []
    for word in text.split():
        inner = list(word)
        rng.shuffle(inner)
        words.append("".join(inner))
    return " ".join(words)


def _names(own: list[Line], rng: random.Random) -> str:
    """Return capitalised words from the middle of lines in many languages: names of people, places and firms."""
    found: list[str] = []
    wanted = rng.randint(5, 40)
    for _ in range(wanted * 6):
        words = rng.choice(own).text.split()[1:]
        named = (
            [w.strip(".,;:!?()\"'«»“”") for w in words if w[:1].isupper()]
            if own[0].tag.endswith(("Latn", "Cyrl"))
            else words
        )
        if named:
            found.append(rng.choice(named))
        if len(found) >= wanted:
            break
    return rng.choice((" ", ", ", "\n", " – ", "; ")).join(found)


def _chinese_names(rng: random.Random) -> str:
    """Return names of people: a common family name and one or two characters that given names are made of."""
    family, given = _WORDS["family"], _WORDS["given"]
    names = [
        rng.choice(family) + "".join(rng.choices(given, k=rng.choice((1, 2, 2)))) for _ in range(rng.randint(4, 25))
    ]
    return rng.choice(("、", "\n", " ", "，", "；")).join(names)


def _given_names(rng: random.Random) -> str:
    """Return names of people in Arabic letters, two or three words each."""
    names = [" ".join(rng.choices(_WORDS["people"], k=rng.choice((2, 2, 3)))) for _ in range(rng.randint(4, 20))]
    return rng.choice(("، ", "\n", " ", " - ", "؛ ")).join(names)


def _salad(own: list[Line], rng: random.Random) -> str:
    """Return single words of as many languages as words."""
    return " ".join(rng.choice(rng.choice(own).text.split() or [""]) for _ in range(rng.randint(6, 30)))


def _garbled(text: str, way: tuple[str, str]) -> str:
    """Return a text read in a wrong encoding; nothing where much of it stays as it was."""
    wrong = text.encode(way[0], "ignore").decode(way[1], "ignore")
    odd = sum(not c.isascii() for c in wrong)
    return wrong if odd > 0.4 * len(wrong) else ""


def _is_of(character: str, script: str) -> bool:
    classes = letters.tables()[1]
    return ord(character) < len(classes) and classes[ord(character)] == letters.classes_of_scripts()[script]


def _name(rng: random.Random) -> str:
    parts = rng.choices(_WORDS["code"], k=rng.randint(1, 3))
    style = rng.randrange(4)
    if style == 0:
        return "_".join(parts)
    if style == 1:
        return parts[0] + "".join(p.title() for p in parts[1:])
    return "".join(p.title() for p in parts) if style == 2 else parts[0]


def _code(rng: random.Random) -> str:
    out = []
    for _ in range(rng.randint(5, 40)):
        out.append(_name(rng))
        if rng.random() < 0.5:
            out.append(
                rng.choice(
                    ("(", ")", " = ", " == ", "{", "}", ";", ": ", ".", "->", " + ", "[0]", "\n", "<", ">", "/", '="')
                )
            )
        else:
            out.append(" ")
    return "".join(out)


def _addresses(rng: random.Random) -> str:
    out = []
    for _ in range(rng.randint(1, 5)):
        host = "".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 12)))
        path = "/".join(_name(rng) for _ in range(rng.randint(0, 5)))
        out.append(f"{host}.{rng.choice(_HOSTS)}/{path}" + rng.choice(("", ".html", ".php?id=7", ".jpg", ".pdf")))
    return " ".join(out)


def _digest(rng: random.Random) -> str:
    signs = rng.choice(
        (string.hexdigits.lower()[:16], string.ascii_letters + string.digits, "ACGT", string.ascii_uppercase)
    )
    return " ".join("".join(rng.choices(signs, k=rng.randint(6, 64))) for _ in range(rng.randint(1, 8)))


def figures(seed: int, count: int) -> Iterator[str]:
    """Yield texts of figures, dates, sums and signs with hardly a word."""
    rng = random.Random(seed)
    units = ("kg", "km", "m", "%", "USD", "тг", "сум", "元", "°C", "руб", "g", "ml", "Hz", "pcs", "No", "vol", "pp")
    for _ in range(count):
        parts = []
        for _ in range(rng.randint(3, 40)):
            kind = rng.randrange(6)
            number = rng.randrange(10 ** rng.randint(1, 7))
            parts.append(
                (
                    f"{number}",
                    f"{number / 100:.2f}",
                    f"{number} {rng.choice(units)}",
                    f"{rng.randint(1, 31):02}.{rng.randint(1, 12):02}.20{rng.randint(0, 30):02}",
                    f"+{rng.randint(1, 999)} ({rng.randint(10, 999)}) {rng.randint(1000, 9999)}",
                    f"{rng.choice('ABCDEFGHKLMNPRST')}{number}",
                )[kind]
            )
        yield rng.choice((" ", "\n", "\t", "; ", " | ")).join(parts)
