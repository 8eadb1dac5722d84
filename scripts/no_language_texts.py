"""Texts that are in no language, by kind, for measuring what a detector says of them. For measuring only.

    python scripts/no_language_texts.py [--each N] [--seed N]

prints `kind<TAB>text` lines (line ends as `\\n`). Every text derives from the seed. What a model trains on must come
from elsewhere: a detector that has seen these very makers would be flattered.
"""

from __future__ import annotations

import argparse
import base64
import random
import string
from collections.abc import Callable

Maker = Callable[[random.Random], str]
SYLLABLES = "ba ke lo mi nu ra ti so da pe zu fo ga hi jo xe qu va we yo tran con pre dis ter sub".split()  # noqa: SIM905
# Sentences of our own whose letters are garbled.
SENTENCES = (
    "Кеше кешке біз өзеннің жағасында отырып, ескі әндерді тыңдадық.",
    "Вчера вечером мы сидели у реки и слушали старые песни.",
    "Кеча кечқурун дарё бўйида ўтириб, эски қўшиқларни тингладик.",
    "دیشب کنار رودخانه نشستیم و آواز قدیمی گوش کردیم.",
    "昨天晚上我们坐在河边听老歌。",
    "მდინარის პირას ვისხედით და ძველ სიმღერებს ვუსმენდით.",
    "Gestern saßen wir am Fluss und hörten ältere Lieder über große Bäume.",
    "Dün akşam ırmak kıyısında oturduk, eski türküleri dinledik.",
    "நேற்று மாலை ஆற்றங்கரையில் அமர்ந்து பழைய பாடல்களைக் கேட்டோம்.",
    "Χθες το βράδυ καθίσαμε δίπλα στο ποτάμι και ακούγαμε τραγούδια.",
)
GARBLED = (
    *(("utf-8", "cp1251"), ("utf-8", "latin-1"), ("utf-8", "cp1252"), ("utf-8", "koi8-r"), ("utf-8", "cp866")),
    *(("cp1251", "latin-1"), ("koi8-r", "cp1251"), ("cp1251", "cp866"), ("gb18030", "latin-1"), ("utf-8", "gb18030")),
    *(("cp1256", "latin-1"), ("iso8859-9", "cp1251"), ("iso8859-7", "cp1251"), ("utf-8", "mac-roman")),
)
NAMES = {
    "Latn": (
        "Aigul Marat Timur Dilnoza Jasur Sardor Emma Oliver Luca Sofia Hans Ingrid Pierre Camille Yusuf Ayşe Nguyen",
        "Akhmetov Karimova Tursunov Petrov Smith Jones Rossi Bianchi Müller Weber Dupont Leroy Yılmaz Demir Tran Kim",
    ),
    "Cyrl": (
        "Айгүл Марат Тимур Дильназ Жасур Сардор Иван Мария Ольга Пётр Бауыржан Гүлнар Баатар Сараа Рустам Зарина",
        "Ахметов Каримова Турсунов Петров Иванова Сыдыков Жумабаев Нурланов Ганбаатар Рахимов Шарипова Кузнецов",
    ),
    "Arab": (
        "علی حسین فاطمه زهرا محمد احمد سارا مریم رضا حسن کریم نور یوسف لیلی امیر",
        "احمدی رضایی کریمی حسینی محمدی خان نوری رحیمی صادقی عزیزی قاسمی اکبری",
    ),
}
HAN = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何", "伟芳娜敏静强磊军洋勇艳杰涛明超秀英华")
KEYS = {
    "latin": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "cyrillic": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    "arabic": ("ضصثقفغعهخحج", "شسيبلاتنمك", "ظطزرذدو"),
}


def numbers(r: random.Random) -> str:
    forms = ("{:,}", "{:.2f}", "{}", "{:+d}", "{:.3e}", "{:%}")
    return r.choice((" ", "\n", "  ", "; ")).join(
        r.choice(forms[:1] + forms[2:4]).format(r.randrange(10**7)) if r.random() < 0.7 else f"{r.random() * 1000:.2f}"
        for _ in range(r.randrange(8, 30))
    )


def dates(r: random.Random) -> str:
    def one() -> str:
        y, m, d = r.randrange(1900, 2031), r.randrange(1, 13), r.randrange(1, 29)
        return r.choice(
            (f"{y}-{m:02}-{d:02}", f"{d:02}.{m:02}.{y}", f"{m}/{d}/{y}", f"{y}{m:02}{d:02}T{d:02}{m:02}00Z")
        )

    return " ".join(one() for _ in range(r.randrange(6, 20)))


def phones(r: random.Random) -> str:
    digits = "".join(str(r.randrange(10)) for _ in range(240))
    return "\n".join(f"+{digits[i : i + 1]} ({digits[i + 1 : i + 4]}) {digits[i + 4 : i + 7]}-{digits[i + 7 : i + 11]}"
                     for i in range(0, r.randrange(60, 220), 11))  # fmt: skip


def identifier(r: random.Random) -> str:
    parts = ["".join(r.choices(SYLLABLES, k=r.randrange(1, 4))) for _ in range(r.randrange(1, 3))]
    return r.choice(("_", "")).join(parts) if r.random() < 0.6 else parts[0] + "".join(p.title() for p in parts[1:])


def code(r: random.Random) -> str:
    a, b, c, d = (identifier(r) for _ in range(4))
    n, m = r.randrange(100), r.randrange(2, 64)
    lines = (
        f"for (int i = 0; i < {n}; ++i) {{ {a}[i] = {b}->{c}(i * {m}); }}",
        f"def {a}({b}, {c}=None):\n    return {{k: v[{n}] for k, v in {b}.items() if v != {c}}}",
        f"const {a} = ({b}, {c}) => {b}.map(x => x.{d} + {n}).filter(Boolean);",
        f"SELECT {a}.{b}, COUNT(*) FROM {c} {a} LEFT JOIN {d} ON {a}.id = {d}.{b} WHERE {b} > {n} GROUP BY 1;",
        f"#include <{a}.h>\nstatic inline uint{m}_t {b}(void *{c}) {{ return *(uint{m}_t *){c} & 0x{n:x}; }}",
        f'<div class="{a}-{b}" id="{c}{n}"><span data-{d}="{m}"></span></div>',
        f"{a}.{b} {{ margin: {n}px {m}px; display: flex; color: #{n:02x}{m:02x}ff; }}",
        f"$ {a} --{b}={n} -x {c}.tar.gz | xargs -n{m} grep -E '^{d}[0-9]+$' > /tmp/{a}.{c}",
        f"fn {a}<T: {b.title()}>({c}: &mut [T; {n}]) -> Option<usize> {{ {c}.iter().position(|x| x.{d}()) }}",
        f"let rec {a} = function | [] -> {n} | {b}::{c} -> {d} {b} + {a} {c};;",
        f"mov r{n % 16}, #{m}\nldr r{m % 16}, [sp, #{n}]\nbl _{a}\ncmp r0, #0\nbne .L{n}",
    )
    return "\n".join(r.choices(lines, k=r.randrange(2, 5)))


def settings(r: random.Random) -> str:
    pairs = [(identifier(r), r.randrange(9999)) for _ in range(r.randrange(4, 10))]
    return r.choice((
        "{" + ", ".join(f'"{k}": {v}' for k, v in pairs) + "}",
        "\n".join(f"{k.upper()}={v}" for k, v in pairs),
        f"[{identifier(r)}]\n" + "\n".join(f"{k} = {v}" for k, v in pairs),
        "".join(f"<{k}>{v}</{k}>" for k, v in pairs),
    ))  # fmt: skip


def addresses(r: random.Random) -> str:
    tops = ("com", "org", "kz", "uz", "ru", "net", "ir", "io")

    def one() -> str:
        host = f"{identifier(r).lower().replace('_', '-')}.{r.choice(tops)}"
        return r.choice((
            f"https://www.{host}/{identifier(r)}/{r.randrange(99999)}?{identifier(r)}={r.randrange(999)}",
            f"http://{host}:{r.randrange(1024, 65535)}/{identifier(r)}.php#{r.randrange(99)}",
            f"{identifier(r)}@{host}",
            f"{r.randrange(256)}.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(256)}:{r.randrange(65535)}",
            f"/usr/{identifier(r)}/{identifier(r)}/{identifier(r)}.so.{r.randrange(9)}",
            f"C:\\{identifier(r)}\\{identifier(r)}{r.randrange(99)}.dll",
        ))  # fmt: skip

    return r.choice((" ", "\n")).join(one() for _ in range(r.randrange(2, 7)))


def hexadecimal(r: random.Random) -> str:
    data = r.randbytes(r.randrange(24, 90))
    return r.choice((data.hex(), data.hex(" "), data.hex(":", 2), "0x" + data.hex(), data.hex(" ", 4).upper()))


def encoded(r: random.Random) -> str:
    data = r.randbytes(r.randrange(30, 150))
    return r.choice((base64.b64encode, base64.b85encode, base64.b32encode, base64.urlsafe_b64encode))(data).decode()


def serials(r: random.Random) -> str:
    letters = string.ascii_uppercase + string.digits

    def one() -> str:
        return "-".join("".join(r.choices(letters, k=r.randrange(3, 7))) for _ in range(r.randrange(2, 5)))

    return " ".join(one() for _ in range(r.randrange(3, 10)))


def drawing(r: random.Random) -> str:
    sets = ("/\\|_-", "#. ", "*+=:", "─│┌┐└┘├┤", "░▒▓█", "(){}<>^v", "@%#*+=-:. ")
    return "\n".join("".join(r.choices(r.choice(sets), k=r.randrange(10, 40))) for _ in range(r.randrange(3, 8)))


def mash(rows: tuple[str, ...]) -> Maker:
    def make(r: random.Random) -> str:
        words = []
        for _ in range(r.randrange(4, 14)):
            row, size = r.choice(rows), r.randrange(3, 11)
            start = r.randrange(len(row))
            step = r.choice((1, 1, -1, 2))
            words.append("".join(row[(start + step * i + r.choice((0, 0, 1))) % len(row)] for i in range(size)))
        return " ".join(words)

    return make


def random_letters(letters: str) -> Maker:
    def make(r: random.Random) -> str:
        return " ".join("".join(r.choices(letters, k=r.randrange(2, 12))) for _ in range(r.randrange(6, 18)))

    return make


def garbled(r: random.Random) -> str:
    while True:
        text = " ".join(r.sample(SENTENCES, 2)) if r.random() < 0.3 else r.choice(SENTENCES)
        right, wrong = r.choice(GARBLED)
        out = text.encode(right, "ignore").decode(wrong, "replace")
        if r.random() < 0.2:
            out = out.encode("utf-8").decode("latin-1")
        if out != text and sum(c > "\x7f" for c in out) > len(out) / 3:
            return out


def question_marks(r: random.Random) -> str:
    return "".join(r.choice("?\ufffd") if c.isalpha() and r.random() < 0.95 else c for c in r.choice(SENTENCES))


def names(script: str) -> Maker:
    first, last = (part.split() for part in NAMES[script])

    def make(r: random.Random) -> str:
        many = [f"{r.choice(first)} {r.choice(last)}" for _ in range(r.randrange(6, 16))]
        return r.choice((", ", "\n", "; ")).join(many)

    return make


def han_names(r: random.Random) -> str:
    many = [r.choice(HAN[0]) + "".join(r.choices(HAN[1], k=r.randrange(1, 3))) for _ in range(r.randrange(10, 30))]
    return r.choice(("、", " ", "\n")).join(many)


def formulas(r: random.Random) -> str:
    x, y, n = r.choice("xyzuvt"), r.choice("abcpqk"), r.randrange(2, 99)
    return " ".join(r.choices((
        f"\\int_0^{{{n}}} {x}^{{{n}}} d{x} = \\frac{{{n}}}{{{y}+1}}",
        f"∑_{{i=1}}^{n} {y}ᵢ{x}² ≤ √({x}+{n})",
        f"∂{x}/∂{y} = {n}·{x}³ − {y}⁻¹",
        f"f({x}) = {n}{x}^3 - {y}{x} + {n}, {x} ∈ ℝ",
        f"$\\alpha_{{{n}}} \\times \\beta \\in \\mathbb{{R}}^{{{n}}}$",
        f"∀{x}∃{y}: {x}∧¬{y} ⇒ {x}⊕{y} ≡ {n} (mod {n + 4})",
        f"C{n}H{n * 2}O{n % 9} + {n}O2 -> {n}CO2 + {n}H2O",
    ), k=r.randrange(3, 8)))  # fmt: skip


def log_lines(r: random.Random) -> str:
    def one() -> str:
        day, hour = (
            f"2024-{r.randrange(1, 13):02}-{r.randrange(1, 29):02}",
            f"{r.randrange(24):02}:{r.randrange(60):02}",
        )
        level, place = r.choice(("INFO", "WARN", "DEBUG", "ERROR")), f"{identifier(r)}[{r.randrange(9999)}]"
        said = f"{identifier(r)}={r.randrange(99)} {identifier(r)}=0x{r.randrange(1 << 30):x} rc={r.randrange(-9, 9)}"
        return f"{day} {hour}:{r.randrange(60):02},{r.randrange(999):03} [{level}] {place}: {said}"

    return "\n".join(one() for _ in range(r.randrange(2, 5)))


def tables(r: random.Random) -> str:
    width, mark = r.randrange(3, 8), r.choice((",", "\t", ";", " | "))
    return "\n".join(
        mark.join(
            r.choice((str(r.randrange(9999)), f"{r.random():.3f}", "", "NA", f"Q{r.randrange(9)}"))
            for _ in range(width)
        )
        for _ in range(r.randrange(4, 10))
    )


def emoji(r: random.Random) -> str:
    return "".join(chr(r.choice((r.randrange(0x1F300, 0x1F5FF), r.randrange(0x1F600, 0x1F64F), 0x20, 0x2764)))
                   for _ in range(r.randrange(20, 80)))  # fmt: skip


def sequences(r: random.Random) -> str:
    letters = r.choice(("ACGT", "ACGU", "ACDEFGHIKLMNPQRSTVWY"))
    return r.choice((">sp|", "", ">seq")) + "\n".join(
        "".join(r.choices(letters, k=60)) for _ in range(r.randrange(2, 5))
    )


def games(r: random.Random) -> str:
    def move() -> str:
        return (
            r.choice(("", "N", "B", "R", "Q", "K"))
            + r.choice("abcdefgh")
            + str(r.randrange(1, 9))
            + r.choice(("", "+", "x"))
        )

    return " ".join(f"{i}. {move()} {move()}" for i in range(1, r.randrange(10, 30)))


def patterns(r: random.Random) -> str:
    pieces = ("^", "$", "\\d+", "[a-z]{2,}", "(?:", ")?", "\\w*", "|", ".+?", "[^\\s,]", "\\b", "(?P<x>")
    return " ".join("".join(r.choices(pieces, k=r.randrange(6, 14))) for _ in range(r.randrange(3, 8)))


def punctuation(r: random.Random) -> str:
    return "".join(r.choices("!?.,;:-–—()[]«»“”'\"/*&%$#@~^ ", k=r.randrange(50, 200)))


KINDS: dict[str, Maker] = {
    "numbers": numbers,
    "dates": dates,
    "telephone numbers": phones,
    "code": code,
    "settings": settings,
    "addresses": addresses,
    "hexadecimal": hexadecimal,
    "base 64, 85, 32": encoded,
    "serial numbers": serials,
    "drawings": drawing,
    "keyboard, Latin": mash(KEYS["latin"]),
    "keyboard, Cyrillic": mash(KEYS["cyrillic"]),
    "keyboard, Arabic": mash(KEYS["arabic"]),
    "random Latin": random_letters(string.ascii_lowercase),
    "random Cyrillic": random_letters("абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"),
    "random Arabic": random_letters("ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگ"),
    "random Han": lambda r: "".join(chr(r.randrange(0x4E00, 0x9FA5)) for _ in range(r.randrange(20, 80))),
    "garbled": garbled,
    "question marks": question_marks,
    "names, Latin": names("Latn"),
    "names, Cyrillic": names("Cyrl"),
    "names, Arabic": names("Arab"),
    "names, Han": han_names,
    "formulas": formulas,
    "log lines": log_lines,
    "tables": tables,
    "emoji": emoji,
    "sequences": sequences,
    "chess": games,
    "patterns": patterns,
    "punctuation": punctuation,
}


def no_language_texts(each: int, seed: int = 7) -> list[tuple[str, str]]:
    """Return `each` texts of every kind, as (kind, text)."""
    return [
        (kind, maker(random.Random(f"{seed} {kind} {number}")))
        for kind, maker in KINDS.items()
        for number in range(each)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    for kind, text in no_language_texts(given.each, given.seed):
        print(kind, text.replace("\n", "\\n"), sep="\t")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
