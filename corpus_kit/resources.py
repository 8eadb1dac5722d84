"""Finds the data files of the project in a wheel, an editable install or a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus_kit.errors import ResourceMissingError

_PACKAGE = Path(__file__).resolve().parent
# In a checkout `schemas/` and `licenses/` stand beside the package. A wheel carries them inside it, the second under
# another name because `corpus_kit.licenses` is a module.
_PLACES = {
    "schemas": (_PACKAGE.parent / "schemas", _PACKAGE / "schemas"),
    "licenses": (_PACKAGE.parent / "licenses", _PACKAGE / "license_data"),
    "catalogue": (_PACKAGE / "catalogue",),
    "data": (_PACKAGE / "data",),
}
_MARKS = {"schemas": "document.json", "licenses": "rules.toml", "catalogue": "en", "data": "languages.tsv"}


@cache
def folder(name: str) -> Path:
    """Return the folder of data files called `name` (`schemas`, `licenses`, `catalogue` or `data`).

    Raises ResourceMissingError when the installation does not hold it.
    """
    for place in _PLACES[name]:
        if (place / _MARKS[name]).exists():
            return place
    raise ResourceMissingError(
        f"the installation of corpus_kit lacks its '{name}' files",
        "install corpus_kit again from a complete wheel or checkout",
    )


def read_text(kind: str, name: str) -> str:
    """Return the text of one data file, e.g. `read_text("schemas", "document.json")`."""
    return (folder(kind) / name).read_text(encoding="utf-8")
