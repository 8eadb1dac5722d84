"""Declared licenses as people write them, read into SPDX expressions. What has two readings is not guessed at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from corpus_kit.licenses import rules
from corpus_kit.licenses.naming import names_in, wordings_in
from corpus_kit.licenses.registry import UNKNOWN, covers, families, license_registry, stricter, tier_of_id
from corpus_kit.licenses.statements import Name

_NOTHING = {
    "",
    "noassertion",
    "none",
    "unknown",
    "other",
    "n/a",
    "na",
    "-",
    "?",
    "unspecified",
    "not specified",
    "unlicensed?",
    "null",
    "неизвестно",
    "нет",
}
_TOKENS = re.compile(r"\s*(\(|\)|(?<![^\s()])(?:and|or|with)(?![^\s()]))\s*", re.IGNORECASE)
_LATER = re.compile(
    r"\s*,?\s*\bor\s+(?:\(at your option\)\s*)?(?:any\s+)?(?:later|newer)(?:\s+versions?)?\b", re.IGNORECASE
)
_DEPRECATED = re.compile(r"((?:A|L)?GPL|GFDL)-(\d\.\d)(\+?)", re.IGNORECASE)
MAX_LENGTH = 400
MAX_BRACKETS = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A node of an expression: a license (`op` is empty), or AND or OR over `parts`."""

    op: str
    id: str = ""
    exception: str = ""
    parts: tuple[Node, ...] = ()

    def render(self, inside: str = "") -> str:
        """Return the SPDX form."""
        if not self.op:
            return f"{self.id} WITH {self.exception}" if self.exception else self.id
        joined = f" {self.op} ".join(p.render(self.op) for p in self.parts)
        return f"({joined})" if inside == "AND" and self.op == "OR" else joined


@dataclass(frozen=True, slots=True)
class Expression:
    """A declared license. `problem` is the code of a finding, with `params`, or empty.

    `normalized` is an SPDX expression or NOASSERTION; `ids` what was recognised even where there is a problem (a
    family such as CC-BY-SA where the version is missing); `respelled` says that the writing was not SPDX's own.
    """

    written: str
    normalized: str
    ids: tuple[str, ...] = ()
    problem: str = ""
    params: dict[str, str] = field(default_factory=dict)
    tree: Node | None = None

    @property
    def respelled(self) -> bool:
        """Whether it was understood although it is not written as SPDX writes it."""
        return bool(self.tree) and self.normalized != " ".join(self.written.split())


class _BrokenError(Exception):
    """The expression has no meaning; the argument is a finding's code."""


@cache
def _spdx() -> tuple[dict[str, str], frozenset[str]]:
    """Return identifiers and exceptions of the SPDX list by their lower-case form, without the scanners' own names."""
    import license_expression

    symbols = license_expression.get_spdx_licensing().known_symbols
    known = {k.lower(): k for k in symbols if not k.startswith("LicenseRef-")}
    return known, frozenset(k for k, s in symbols.items() if s.is_exception)


@cache
def _aliases() -> dict[str, str]:
    table: dict[str, str] = {}
    for known in license_registry().values():
        for name in (known.id, *known.names, *known.aliases):
            table.setdefault(_key(name), known.id)
    return table


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", rules.fold(text))


def is_identifier(text: str) -> bool:
    """Whether a word is an identifier of SPDX or of the registry, in any case."""
    return (
        text.lower() in _spdx()[0]
        or bool(_DEPRECATED.fullmatch(text))
        or bool(re.fullmatch(r"(?i)(?:a|l)?gpl-[123](?:\.\d)?\+?", text))
    )


def parse_expression(text: str) -> Expression:
    """Return what a declared license means. Never raises; a problem is a finding's code."""
    written = text.strip()
    if written.lower() in _NOTHING:
        return Expression(written, UNKNOWN)
    shown = {"declared": written[:120]}
    if len(written) > MAX_LENGTH or written.count("(") > MAX_BRACKETS:
        return Expression(written, UNKNOWN, (), "license-expression-broken", shown)
    try:
        tree = _parse(written)
    except _BrokenError as broken:
        return Expression(written, UNKNOWN, _mentioned(written), str(broken.args[0]), shown)
    ids = tuple(dict.fromkeys(_leaves(tree)))
    vague = [i for i in ids if _is_vague(i)]
    if vague:
        problem = "license-name-vague" if "CC" in vague else "license-version-missing"
        choices = ", ".join(families().get(vague[0], ("CC-BY-4.0", "CC-BY-SA-4.0"))[:6])
        return Expression(written, UNKNOWN, ids, problem, {**shown, "license": vague[0], "choices": choices})
    return Expression(written, tree.render(), ids, "", {}, tree)


def _is_vague(license_id: str) -> bool:
    return license_id == "CC" or license_id in families()


def _mentioned(written: str) -> tuple[str, ...]:
    parts = re.split(r"(?i)\s+(?:and|or|with)\s+|[()/]|\s+(?:and|or|with)$", written)
    return tuple(dict.fromkeys(i for i in (_resolve(p.strip()) for p in parts if p.strip()) if i))


def _leaves(node: Node) -> list[str]:
    return [node.id] if not node.op else [i for part in node.parts for i in _leaves(part)]


def _parse(written: str) -> Node:
    whole = _resolve(written)
    if whole:
        return Node("", whole)
    prepared = _LATER.sub("+", written)
    tokens = [t for t in (t.strip() for t in _TOKENS.split(prepared)) if t]
    if len(tokens) == 1:
        if "/" in written or "," in written or "|" in written or ("+" in written and " + " in written):
            raise _BrokenError("license-expression-broken" if _mentioned(written) else "license-unknown")
        raise _BrokenError("license-unknown")
    node, rest = _either(tokens)
    if rest:
        raise _BrokenError("license-expression-broken")
    return node


def _either(tokens: list[str]) -> tuple[Node, list[str]]:
    return _chain(tokens, "OR", lambda t: _chain(t, "AND", _operand))


def _chain(tokens: list[str], op: str, inner: Any) -> tuple[Node, list[str]]:
    node, rest = inner(tokens)
    parts = [node]
    while rest and rest[0].upper() == op:
        node, rest = inner(rest[1:])
        parts.append(node)
    if len(parts) == 1:
        return parts[0], rest
    flat = [p for part in parts for p in (part.parts if part.op == op else (part,))]
    return Node(op, parts=tuple(dict.fromkeys(flat))), rest


def _operand(tokens: list[str]) -> tuple[Node, list[str]]:
    if not tokens or tokens[0] == ")" or tokens[0].upper() in ("AND", "OR", "WITH"):
        raise _BrokenError("license-expression-broken")
    if tokens[0] == "(":
        node, rest = _either(tokens[1:])
        if not rest or rest[0] != ")":
            raise _BrokenError("license-expression-broken")
        return node, rest[1:]
    known, exceptions = _spdx()
    license_id = _resolve(tokens[0])
    if not license_id:
        named = known.get(tokens[0].lower(), "")
        raise _BrokenError(
            "license-expression-broken" if named in exceptions or "/" in tokens[0] else "license-unknown"
        )
    rest = tokens[1:]
    if rest and rest[0].upper() == "WITH":
        exception = known.get(rest[1].lower(), "") if len(rest) > 1 else ""
        if exception not in exceptions:
            raise _BrokenError("license-expression-broken")
        return Node("", license_id, exception), rest[2:]
    return Node("", license_id), rest


@cache
def _resolve(name: str) -> str:
    """Return the one license or family that a name can mean, or an empty string."""
    if name.count("(") != name.count(")"):
        return ""
    known, exceptions = _spdx()
    stripped = name.strip().strip("\"'.,;")
    deprecated = _DEPRECATED.fullmatch(stripped)
    if deprecated:
        candidate = f"{deprecated[1].upper()}-{deprecated[2]}-{'or-later' if deprecated[3] else 'only'}"
        return candidate if candidate.lower() in known else ""
    exact = known.get(stripped.lower(), "")
    if exact and exact not in exceptions:
        return exact
    if re.fullmatch(r"(?i)licenseref-[a-z0-9.-]+", stripped):
        return _aliases().get(_key(stripped), stripped)
    if exact:
        return ""
    return _aliases().get(_key(stripped), "") or _family_named(stripped) or _read(stripped)


def _family_named(name: str) -> str:
    key = _key(name)
    return next(
        (f for f in families() if _key(f) == key), "CC" if key in ("cc", "creativecommons", "creativecommon") else ""
    )


def _read(name: str) -> str:
    """Return what the finder reads in a name, where nothing else is left of it but words without weight."""
    if len(name) > 200:
        return ""
    folded = rules.fold(name)
    found = names_in(folded, name.upper() if name.islower() else name)
    found += wordings_in(folded, rules.rules())
    ids = {n.id for n in found}
    best = {i for i in ids if not any(_is_vague(i) and j != i and j.startswith(i) for j in ids)}
    if len(best) != 1:
        return ""
    return best.pop() if _nothing_left(folded, found) else ""


def _nothing_left(folded: str, found: list[Name]) -> bool:
    rest = list(folded)
    for name in found:
        rest[name.start : name.end] = " " * (name.end - name.start)
    left = re.findall(r"[^\W_]+", "".join(rest))
    return all(word in rules.raw()["words"]["filler"] for word in left)


def tier_of(expression: str) -> str:
    """Return the tier of a concluded expression: the loosest of a choice, the strictest of what binds together."""
    tree = parse_expression(expression).tree
    return node_tier(tree) if tree else "unknown"


def node_tier(node: Node) -> str:
    """Return the tier of a node."""
    if not node.op:
        return tier_of_id(node.id)
    tiers = [node_tier(part) for part in node.parts]
    result = tiers[0]
    for tier in tiers[1:]:
        result = stricter(result, tier)
    return (
        result
        if node.op == "AND"
        else min(tiers, key=("open", "share-alike", "non-commercial", "restricted", "unknown").index)
    )


def is_text_license(license_id: str) -> bool:
    """Whether a license is written for texts, or refuses rights in whatever it stands on."""
    return "text" in covers(license_id) or not covers(license_id)
