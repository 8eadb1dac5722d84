"""The pictures of the card: bars drawn by matplotlib as SVG, the same bytes wherever the same version draws them.

Words stand as words in the file, so that the reader's program sets them in its own letters, in their own direction.
The colours follow the reader's setting for light or dark pages; each picture has a ground of its own, so that it can
be read on any page.
"""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus_kit.languages import name_of, script_name
from corpus_kit.release.paperwork import LENGTHS, Cell, Facts
from corpus_kit.storage import write_text

FOLDER = "pictures"
NAMES = (
    ("languages", "Texts by language"),
    ("scripts", "Texts by script"),
    ("licenses", "Texts by license"),
    ("contributors", "Texts by contributor"),
    ("years", "Texts by year of contribution"),
    ("lengths", "Texts by length"),
)
_MOST_BARS = 24
_NAME_CHARACTERS = 34
# Each stands for a role, and is replaced by the reader's own choice of light or dark.
_GROUND, _INK, _BAR, _SECOND = "#fdfdfc", "#22272e", "#2a6f97", "#b5622b"
_DARK = {_GROUND: "#14181d", _INK: "#e3e7eb", _BAR: "#6fb3d6", _SECOND: "#e09a63"}
_FONTS = "'Noto Sans', 'DejaVu Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"
_MARKS = {"\\": "\\\\", "$": "\\$"}

Bar = tuple[str, int, int]  # name, documents, characters


def version() -> str | None:
    """Return the version of matplotlib, or None where it is not installed: a release then has no pictures."""
    try:
        import matplotlib
    except ImportError:
        return None
    found: str = matplotlib.__version__
    return found


def write_pictures(facts: Facts, root: Path) -> None:
    """Draw the pictures of a release into its folder `pictures`."""
    for name, text in draw(facts).items():
        (root / FOLDER).mkdir(exist_ok=True)
        write_text(root / FOLDER / f"{name}.svg", text)


def draw(facts: Facts) -> dict[str, str]:
    """Return the pictures of a release by name, none where there is nothing to draw or nothing to draw with."""
    if not facts.cells or version() is None:
        return {}
    keys: dict[str, Callable[[Cell], str]] = {
        "languages": lambda c: f"{name_of(c.language)}, {c.language}",
        "scripts": lambda c: _script(c.language),
        "licenses": lambda c: c.license,
        "contributors": lambda c: facts.contributors[c.batch] or "not named",
        "years": lambda c: facts.years[c.batch],
    }
    titles = dict(NAMES)
    pictures = {}
    for name, key in keys.items():
        bars = _totals(facts.cells, key)
        pictures[name] = _bars(name, titles[name], sorted(bars) if name == "years" else _few(bars))
    pictures["lengths"] = _lengths(facts.lengths)
    return pictures


def _script(language: str) -> str:
    code = language.split("_")[1]
    return f"{script_name(code)}, {code}"


def _totals(cells: list[Cell], key: Callable[[Cell], str]) -> list[Bar]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for cell in cells:
        totals[key(cell)][0] += cell.documents
        totals[key(cell)][1] += cell.characters
    found = [(name, documents, characters) for name, (documents, characters) in totals.items()]
    return sorted(found, key=lambda bar: (-bar[2], bar[0]))


def _few(found: list[Bar]) -> list[Bar]:
    if len(found) > _MOST_BARS:
        rest = found[_MOST_BARS - 1 :]
        last = (f"{len(rest)} others", sum(b[1] for b in rest), sum(b[2] for b in rest))
        found = [*found[: _MOST_BARS - 1], last]
    return found


def _bars(name: str, title: str, bars: list[Bar]) -> str:
    """Draw two bars for each name, documents and characters, each on a scale of its own."""
    figure = _figure(0.9 + 0.34 * len(bars))
    height = figure.get_size_inches()[1]
    low, high = 0.35 / height, (height - 0.75) / height
    places = range(len(bars))
    for number, (label, colour) in enumerate((("documents", _BAR), ("characters", _SECOND))):
        axes = figure.add_axes((0.36 + number * 0.32, low, 0.24, high - low))
        values = [int(bar[number + 1]) for bar in bars]
        axes.barh(places, values, height=0.62, color=colour)
        most = max([*values, 1])
        for place, value in zip(places, values, strict=True):
            axes.text(value + most * 0.02, place, f"{value:,}", va="center", fontsize=9, color=_INK)
        axes.set_xlim(0, most * 1.35)
        axes.set_ylim(len(bars) - 0.5, -0.5)
        axes.set_title(label, fontsize=10, color=_INK, loc="left")
        _bare(axes)
        if number == 0:
            for place, bar in zip(places, bars, strict=True):
                axes.text(-most * 0.04, place, _plain(bar[0]), ha="right", va="center", fontsize=9.5, color=_INK)
    figure.text(0.012, 1 - 0.28 / height, title, fontsize=12.5, color=_INK, va="center", weight="bold")
    described = "; ".join(f"{bar[0]}: {bar[1]:,} documents, {bar[2]:,} characters" for bar in bars)
    return _svg(figure, name, title, described)


def _lengths(counts: tuple[int, ...]) -> str:
    """Draw how many texts are how long."""
    figure = _figure(3.2)
    axes = figure.add_axes((0.07, 0.2, 0.9, 0.58))
    names = [f"<{LENGTHS[0]:,}"] + [f"{a:,}" for a in LENGTHS]
    axes.bar(range(len(counts)), counts, width=0.85, color=_BAR)
    most = max([*counts, 1])
    for place, count in enumerate(counts):
        if count:
            axes.text(place, count + most * 0.02, f"{count:,}", ha="center", fontsize=8, color=_INK)
        axes.text(place, -most * 0.09, names[place], ha="center", va="center", fontsize=8, color=_INK)
    axes.set_ylim(0, most * 1.15)
    axes.set_xlim(-0.6, len(counts) - 0.4)
    _bare(axes)
    title = "Texts by length, in characters (from)"
    figure.text(0.012, 0.91, title, fontsize=12.5, color=_INK, va="center", weight="bold")
    described = "; ".join(f"{name}: {count:,} texts" for name, count in zip(names, counts, strict=True))
    return _svg(figure, "lengths", title, described)


def _figure(height: float) -> Any:
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        figure = Figure(figsize=(9.2, height), facecolor=_GROUND)
    FigureCanvasSVG(figure)
    return figure


def _bare(axes: Any) -> None:
    axes.set_facecolor("none")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _plain(name: str) -> str:
    """Return a name of a length that fits, without what matplotlib takes for a formula."""
    cut = name if len(name) <= _NAME_CHARACTERS else name[: _NAME_CHARACTERS - 1] + "…"
    return "".join(_MARKS.get(c, c) for c in cut) if "$" in cut else cut


def _svg(figure: Any, name: str, title: str, described: str) -> str:
    import matplotlib

    target = io.StringIO()
    settings = {"svg.fonttype": "none", "svg.hashsalt": f"corpus_kit {name}", "font.family": ["DejaVu Sans"]}
    # Letters that its own font lacks are drawn by the reader's program; that they are lacking here is no news.
    noise = logging.getLogger("matplotlib.font_manager")
    before = noise.level
    noise.setLevel(logging.ERROR)
    try:
        with matplotlib.rc_context(settings), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            no_metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            figure.savefig(target, format="svg", metadata=no_metadata, facecolor=_GROUND)
    finally:
        noise.setLevel(before)
    return _themed(target.getvalue(), title, described)


def _themed(text: str, title: str, described: str) -> str:
    """Add what follows the reader's setting for light or dark, and words for those who cannot see the picture."""
    rules = "".join(
        f'[style*="fill: {light}"]{{fill:{dark}!important}}[style*="stroke: {light}"]{{stroke:{dark}!important}}'
        for light, dark in _DARK.items()
    )
    style = f"<style>text{{font-family:{_FONTS}!important}}@media (prefers-color-scheme:dark){{{rules}}}</style>"
    words = f"<title>{_escaped(title)}</title><desc>{_escaped(described)}</desc>"
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    return re.sub(r"(<svg [^>]*>)", lambda m: f"{m[1]}\n{words}{style}", text, count=1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
