"""The decision: what was declared and what was found, brought together under a policy, each step with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from corpus_kit.findings import Finding, Verdict
from corpus_kit.licenses.agreement import agrees, is_code, is_refusal, says_nothing, supports
from corpus_kit.licenses.collections import PREFIX, more_than_owner, of_statement
from corpus_kit.licenses.expressions import Expression, Node, is_text_license, node_tier, parse_expression
from corpus_kit.licenses.finding import find_licenses
from corpus_kit.licenses.parts import OTHER, Spoken
from corpus_kit.licenses.policy import Policy
from corpus_kit.licenses.registry import (
    TIERS,
    UNKNOWN,
    covers,
    family_of,
    license_registry,
    stricter,
    tier_of_id,
    version_of,
)

_RANK: dict[Verdict, int] = {"allow": 0, "review": 1, "deny": 2}
_QUOTE_LENGTH = 160
_QUOTES = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of a document's license: by the contributor, by the files around it, by its own text."""

    declared: str
    found: tuple[str, ...]
    inside: tuple[str, ...]
    evidence: str
    basis: str
    holder: str
    restrictions: tuple[str, ...]
    quotes: tuple[tuple[str, str, str], ...] = ()
    # What speaks of a part of the work only: (id, part, file and words, what is said of the other part).
    parts: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LicenseDecision:
    """What a policy makes of a claim. `license` is an SPDX expression or NOASSERTION; `reasons` say why."""

    verdict: Verdict
    license: str
    tier: str
    reasons: tuple[Finding, ...]
    obligations: tuple[str, ...]
    policy_version: str


@dataclass(slots=True)
class _Draft:
    verdict: Verdict = "allow"
    license: str = UNKNOWN
    tier: str = "unknown"
    reasons: list[Finding] = field(default_factory=list)

    def say(self, code: str, verdict: Verdict = "allow", **params: str) -> None:
        """Add a reason; the verdict never becomes milder."""
        self.reasons.append(Finding(code, "", params))
        self.verdict = worse(self.verdict, verdict)


def worse(first: Verdict, second: Verdict) -> Verdict:
    """Return the stricter of two verdicts."""
    return max(first, second, key=_RANK.__getitem__)


def decide(claim: Claim, policy: Policy) -> LicenseDecision:
    """Return what a policy makes of a claim.

    A declaration that the policy refuses is denied, whatever else is found; contradictions, gaps and licenses that do
    not fit texts go to review; the rest is allowed. Nothing found or added makes a verdict milder, except evidence
    that the declaration is true.
    """
    everything = {*claim.found, *claim.inside}
    found = tuple(sorted(i for i in everything if not i.startswith(PREFIX)))
    expression = parse_expression(claim.declared)
    draft = _Draft()
    expression = _completed(expression, found, claim, draft)
    if expression.tree is not None:
        _declared(expression, found, claim, policy, draft)
    elif expression.problem:
        _unclear(expression, found, claim, policy, draft)
    else:
        _undeclared(found, claim, policy, draft)
    _restricted(expression, found, claim, policy, draft)
    _from_collections(sorted(everything - set(found)), expression, claim, draft)
    obligations = _obligations(draft.license)
    reasons = tuple(draft.reasons)
    return LicenseDecision(draft.verdict, draft.license, draft.tier, reasons, obligations, policy.version)


def _completed(expression: Expression, found: tuple[str, ...], claim: Claim, draft: _Draft) -> Expression:
    """Take the version from the files where the declaration has none and they agree on one."""
    if expression.problem not in ("license-version-missing", "license-name-vague") or len(expression.ids) != 1:
        return expression
    vague = expression.ids[0]
    named = [i for i in found if version_of(i) and (family_of(i) == vague or (vague == "CC" and i.startswith("CC-")))]
    if len(named) != 1:
        return expression
    draft.say(
        "license-version-from-file", declared=expression.written, license=named[0], statements=_quoted(claim, named)
    )
    return replace(parse_expression(named[0]), written=named[0])


def _declared(expression: Expression, found: tuple[str, ...], claim: Claim, policy: Policy, draft: _Draft) -> None:
    tree = expression.tree
    assert tree is not None
    if expression.respelled:
        draft.say("license-spelling-read", declared=expression.written, license=expression.normalized)
    chosen = _choose(tree, found, policy)
    if chosen != tree:
        draft.say("license-choice-made", declared=tree.render(), license=chosen.render(), policy=policy.name)
    draft.license, draft.tier = chosen.render(), node_tier(chosen)
    leaves = list(dict.fromkeys(_leaves(chosen)))
    _on_terms(chosen, claim, policy, draft)
    # What is found is held against all that was declared, also the alternatives not chosen.
    everything = list(dict.fromkeys(_leaves(tree)))
    against = [
        i
        for i in found
        if not says_nothing(i)
        and not is_code(i)
        # A refusal binds what was chosen; that an alternative says the same does not help.
        and not any(agrees(d, i) for d in (leaves if is_refusal(i) else everything))
    ]
    code = [i for i in found if is_code(i) and i not in everything]
    of_parts = _of_parts(claim)
    supported = all(any(supports(leaf, i) for i in found) for leaf in leaves)
    if code and not supported and not against and any(is_text_license(leaf) for leaf in leaves):
        against, code = code, []
    if against:
        draft.say("license-contradiction", "review", declared=expression.normalized, statements=_quoted(claim, against))
        draft.license, draft.tier = (draft.license, draft.tier) if draft.verdict == "deny" else (UNKNOWN, "unknown")
    elif code:
        draft.say("license-code-apart", license=", ".join(code), statements=_quoted(claim, code))
    apart = [i for i in found if i in of_parts and any(supports(leaf, i) for leaf in leaves)]
    if apart and not all(any(supports(leaf, i) for i in found if i not in of_parts) for leaf in leaves):
        draft.say("license-covers-part", "review", license=draft.license, **of_parts[apart[0]])
        draft.license, draft.tier = (draft.license, draft.tier) if draft.verdict == "deny" else (UNKNOWN, "unknown")
    if draft.verdict == "allow" and not supported:
        own = claim.basis == "own-work" and claim.holder.strip() and policy.own_work == "allow"
        if own:
            draft.say("license-own-work", license=draft.license, holder=claim.holder.strip())
        else:
            draft.say("license-claim-without-evidence", "review", license=draft.license)
    elif draft.verdict == "allow" and claim.evidence == "E1" and claim.basis != "own-work":
        draft.say("license-claim-of-collector", "review", license=draft.license, statements=_quoted(claim, found))


def _of_parts(claim: Claim) -> dict[str, dict[str, str]]:
    """Return the identifiers whose statements all speak of one part of the work, each with what is said of which."""
    found: dict[str, dict[str, str]] = {}
    for license_id, part, where, apart in sorted(claim.parts):
        said = sum(1 for i, _, _ in claim.quotes if i == license_id)
        if said == sum(1 for i, *_ in claim.parts if i == license_id) and Spoken(part, apart).partial:
            other = f"\u201c{apart}\u201d" if apart else "nothing"
            found.setdefault(license_id, {"part": part, "where": where, "rest": OTHER[part], "other": other})
    return found


def _choose(node: Node, found: tuple[str, ...], policy: Policy) -> Node:
    """Return the node with every OR replaced by its best alternative under the policy."""
    if node.op == "AND":
        return replace(node, parts=tuple(_choose(p, found, policy) for p in node.parts))
    if node.op != "OR":
        return node
    options = [_choose(p, found, policy) for p in node.parts]

    def merit(option: Node) -> tuple[int, bool, int, str]:
        shown = all(any(supports(leaf, i) for i in found) for leaf in _leaves(option))
        return _RANK[_verdict(option, policy)], not shown, TIERS.index(node_tier(option)), option.render()

    return min(options, key=merit)


def _verdict(node: Node, policy: Policy) -> Verdict:
    if node.op == "OR":
        return min((_verdict(p, policy) for p in node.parts), key=_RANK.__getitem__)
    if node.op == "AND":
        verdicts = {_verdict(p, policy) for p in node.parts}
        if "deny" in verdicts and "allow" in verdicts:
            return (
                "review"  # which file is under which is not said; releasing is out of the question, refusing too early
            )
        return max(verdicts, key=_RANK.__getitem__)
    if not is_text_license(node.id):
        return "deny" if policy.software == "deny" else "review"
    return policy.on_tier(tier_of_id(node.id))


def _on_terms(node: Node, claim: Claim, policy: Policy, draft: _Draft) -> None:
    """Say what the policy makes of the terms themselves."""
    verdict = _verdict(node, policy)
    leaves = list(dict.fromkeys(_leaves(node)))
    foreign = [i for i in leaves if not is_text_license(i)]
    shown = node.render()
    if foreign:
        code = [i for i in foreign if "code" in covers(i)]
        name = " and ".join(code or foreign)
        if code:
            draft.say("license-software-on-prose", verdict, license=name, statements=_others(claim))
        else:
            draft.say("license-database-only", verdict, license=name)
        draft.license, draft.tier = UNKNOWN, "unknown"
    elif verdict == "deny":
        draft.say("license-denied", "deny", license=shown, tier=node_tier(node), policy=policy.name)
    elif verdict == "review":
        unknown = [i for i in leaves if tier_of_id(i) == "unknown"]
        if unknown:
            draft.say("license-unknown", "review", declared=unknown[0])
        elif node.op == "AND":
            draft.say("license-mixed-terms", "review", license=shown)
        else:
            draft.say("license-tier-undecided", "review", license=shown, tier=node_tier(node), policy=policy.name)


def _unclear(expression: Expression, found: tuple[str, ...], claim: Claim, policy: Policy, draft: _Draft) -> None:
    """Decide on a declaration that could not be read to its end."""
    params = {"license": expression.ids[0] if expression.ids else "", **expression.params}
    draft.say(expression.problem, "review", **params)
    if expression.ids and all(policy.on_tier(tier_of_id(i)) == "deny" for i in expression.ids):
        draft.say(
            "license-denied",
            "deny",
            license=" and ".join(expression.ids),
            tier=_strictest(expression.ids),
            policy=policy.name,
        )
    against = [
        i for i in found if not says_nothing(i) and not is_code(i) and not any(agrees(d, i) for d in expression.ids)
    ]
    if against:
        draft.say("license-contradiction", "review", declared=expression.written, statements=_quoted(claim, against))


def _undeclared(found: tuple[str, ...], claim: Claim, policy: Policy, draft: _Draft) -> None:
    named = [i for i in found if is_text_license(i) and not is_refusal(i) and not says_nothing(i)]
    refusals = [i for i in found if is_refusal(i) and not any(agrees(n, i) for n in named)]
    if refusals and not named:
        denied = any(policy.on_tier(tier_of_id(i)) == "deny" for i in refusals)
        draft.license = refusals[0] if len(refusals) == 1 else UNKNOWN
        draft.tier = _strictest(refusals)
        verdict: Verdict = "deny" if denied else "review"
        draft.say("license-refused-in-files", verdict, license=", ".join(refusals), statements=_quoted(claim, refusals))
    elif len(named) == 1 and not refusals:
        if version_of(named[0]) or named[0] in license_registry():
            draft.license, draft.tier = named[0], tier_of_id(named[0])
        draft.say("license-found-not-declared", "review", license=named[0], statements=_quoted(claim, named))
    elif named:
        draft.say("license-statements-differ", "review", statements=_quoted(claim, [*named, *refusals]))
    elif code := [i for i in found if not is_text_license(i)]:
        problem = (
            "license-software-on-prose"
            if any(is_code(i) and "code" in covers(i) for i in code)
            else "license-database-only"
        )
        draft.say(problem, "review", license=" and ".join(code), statements=_others(claim))
    elif found:
        draft.say("license-terms-in-own-words", "review", statements=_quoted(claim, found))
    else:
        draft.say("license-not-declared", "review")


def _restricted(expression: Expression, found: tuple[str, ...], claim: Claim, policy: Policy, draft: _Draft) -> None:
    """Hold the contributor's own restrictions against the license: what it does not say itself, it cannot carry."""
    for restriction in claim.restrictions:
        meant = {s.id for s in find_licenses(restriction)} or {"LicenseRef-OwnTerms"}
        chosen = _choose(expression.tree, found, policy) if expression.tree else None
        declared = list(dict.fromkeys(_leaves(chosen))) if chosen else list(expression.ids)
        if declared and all(is_refusal(i) and any(agrees(d, i) for d in declared) for i in meant):
            continue
        draft.say(
            "license-restriction-contradicts",
            "review",
            license=expression.normalized,
            restriction=restriction[:_QUOTE_LENGTH],
        )
        if not declared and any(is_refusal(i) and policy.on_tier(tier_of_id(i)) == "deny" for i in meant):
            draft.verdict = "deny"
        if draft.verdict != "deny":
            draft.license, draft.tier = UNKNOWN, "unknown"


def _from_collections(named: list[str], expression: Expression, claim: Claim, draft: _Draft) -> None:
    """Hold what the owners of known collections say against the claim over texts that come from them."""
    ids = parse_expression(draft.license).ids or expression.ids
    for found in named:
        known = of_statement(found)
        if known is None:
            continue
        files = sorted({(file, words) for i, file, words in claim.quotes if i == found})
        where = f"{files[0][0]}: \u201c{files[0][1][:_QUOTE_LENGTH]}\u201d" if files else "the files"
        says = known.says + (f" (read {known.read})" if known.read else " (not yet read; look yourself)")
        params = {
            "collection": known.name,
            "where": where,
            "says": says,
            "way": known.way,
            "license": " and ".join(ids),
        }
        differs = bool(ids) and more_than_owner(known, ids, tuple(tier_of_id(i) for i in ids))
        code = "license-collection-differs" if differs else "license-collection-named"
        draft.reasons.append(Finding(code, "", params))
        if differs:
            draft.verdict = worse(draft.verdict, "review")
            draft.license, draft.tier = (draft.license, draft.tier) if draft.verdict == "deny" else (UNKNOWN, "unknown")


def _leaves(node: Node) -> list[str]:
    return [node.id] if not node.op else [i for part in node.parts for i in _leaves(part)]


def _strictest(ids: Iterable[str]) -> str:
    result = TIERS[0]
    for license_id in ids:
        result = stricter(result, tier_of_id(license_id))
    return result


def _quoted(claim: Claim, ids: Iterable[str]) -> str:
    """Return the statements in words: which license, in which file, with the words that say so."""
    shown = []
    for license_id in ids:
        quotes = sorted({(file, words) for i, file, words in claim.quotes if i == license_id})
        shown += [f"{license_id} in {file} (\u201c{words[:_QUOTE_LENGTH]}\u201d)" for file, words in quotes[:2]] or [
            license_id
        ]
    more = len(shown) - _QUOTES
    return "; ".join(shown[:_QUOTES]) + (f"; and {more} more" if more > 0 else "")


def _others(claim: Claim) -> str:
    """Return what the files say of other people's rights, as a sentence, or nothing."""
    ids = [i for i in dict.fromkeys((*claim.found, *claim.inside)) if is_refusal(i)]
    return f"The files say: {_quoted(claim, ids)}." if ids else ""


def _obligations(license_expression: str) -> tuple[str, ...]:
    tree = parse_expression(license_expression).tree
    duties = {
        d for i in (_leaves(tree) if tree else []) if i in license_registry() for d in license_registry()[i].duties
    }
    return tuple(d for d in ("attribution", "share-alike", "notice") if d in duties)
