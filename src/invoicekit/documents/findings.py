"""Findings as they are reported: each with its terms and its place in the file, and not too many.

A rule knows the path in the model; which element of the file that is, the file's reader knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from invoicekit.findings import Finding, Rule, RuleSet, Severity
from invoicekit.model import Invoice, SourceFacts
from invoicekit.model.value import Value
from invoicekit.terms import terms_of

_INDEX = re.compile(r"\[\d+\]")

_PARTY = (
    *("name", "trading_name", "identifiers", "registration_id", "tax_ids", "electronic_address"),
    *("address", "contact", "contact.name", "contact.phone", "contact.email"),
)
_ADDRESS = ("line1", "line2", "line3", "city", "postcode", "region", "country")

_ELSEWHERE: dict[str, str] = {
    f"{whose}.{field}": term
    for whose, fields, terms in (
        ("seller", _PARTY[8:], "BT-41 BT-42 BT-43"),
        ("buyer", _PARTY, "BT-44 BT-45 BT-46 BT-47 BT-48 BT-49 BG-8 BG-9 BT-56 BT-57 BT-58"),
        ("payee", ("name", "identifiers", "registration_id"), "BT-59 BT-60 BT-61"),
        ("tax_representative", ("name", "tax_ids", "address"), "BT-62 BT-63 BG-12"),
        ("seller.address", _ADDRESS, "BT-35 BT-36 BT-162 BT-37 BT-38 BT-39 BT-40"),
        ("buyer.address", _ADDRESS, "BT-50 BT-51 BT-163 BT-52 BT-53 BT-54 BT-55"),
        ("tax_representative.address", _ADDRESS, "BT-64 BT-65 BT-164 BT-66 BT-67 BT-68 BT-69"),
        ("supply.address", _ADDRESS, "BT-75 BT-76 BT-165 BT-77 BT-78 BT-79 BT-80"),
    )
    for field, term in zip(fields, terms.split(), strict=True)
}
"""Path → term where a class of the model stands in several places, each with terms of its own."""


def reported(
    findings: Iterable[Finding], source: SourceFacts, limit: int, rules: RuleSet | None = None
) -> tuple[Finding, ...]:
    """Returns the findings with terms and places; of more than the limit the rest is counted.

    Each rule that does not hold is among them, however many findings another one has.

    Args:
        findings: In their order.
        source: Of the file; without one no place is told.
        limit: As many are listed one by one.
        rules: Whose sentences and terms hold for what a reader found by their ids.
    """
    listed = [_said(finding, rules) for finding in _listed(tuple(findings), limit)]
    unplaced = {finding.path for finding in listed if not finding.location}
    places = source.places(unplaced) if source.places and unplaced else {}
    return tuple(
        finding
        if finding.location and finding.terms
        else replace(
            finding,
            terms=finding.terms or terms_at(finding.path),
            location=finding.location or places.get(finding.path, ""),
        )
        for finding in listed
    )


def _said(finding: Finding, rules: RuleSet | None) -> Finding:
    """Returns a finding in the words of its rule: a reader only counts elements in a file."""
    if rules is None or finding.terms or "text" not in finding.params:
        return finding
    rule = _by_id(rules).get(finding.rule)
    return replace(finding, message=rule.message, terms=rule.terms) if rule else finding


_RULES: dict[int, tuple[RuleSet, dict[str, Rule]]] = {}
"""Id of a set → the set, which keeps the id its own, and its rules; there are a dozen."""


def _by_id(rules: RuleSet) -> dict[str, Rule]:
    known = _RULES.get(id(rules))
    if known is None:
        published = {rule.id: rule for rule in rules.as_published()}
        known = _RULES[id(rules)] = (rules, published | {rule.id: rule for rule in rules})
    return known[1]


def _listed(findings: tuple[Finding, ...], limit: int) -> tuple[Finding, ...]:
    if len(findings) <= limit:
        return findings
    seen: set[tuple[str, Severity]] = set()
    kept = [each for index, each in enumerate(findings) if _first(each, seen) or index < limit]
    more = f"{len(findings) - len(kept):,}"
    counted = Finding(
        "IK-MORE", Severity.INFORMATION, f"{more} more are not listed.", params={"found": more}
    )
    return (*kept, counted) if len(kept) < len(findings) else findings


def _first(finding: Finding, seen: set[tuple[str, Severity]]) -> bool:
    key = (finding.rule, finding.severity)
    new = key not in seen
    seen.add(key)
    return new


def terms_at(path: str) -> tuple[str, ...]:
    """Returns the business term of a path of the model, or of the nearest group around it.

    >>> terms_at("lines[2].price.net"), terms_at("buyer.address.city"), terms_at("")
    (('BT-146',), ('BT-52',), ())
    """
    return _terms(_INDEX.sub("", path))


@lru_cache(maxsize=1_024)  # the hints of a class take a millisecond, and a file has few kinds
def _terms(path: str) -> tuple[str, ...]:
    while path:
        term = _ELSEWHERE.get(path) or _term(path)
        if term:
            return (term,)
        path = path.rpartition(".")[0]
    return ()


def _term(path: str) -> str:
    model: type[Value] | None = Invoice
    term = ""
    for name in path.split("."):
        if model is None or name not in model.model_fields:
            return ""
        term = terms_of(model).get(name, "")
        model = next(_models(get_type_hints(model)[name]), None)
    return term


def _models(hint: Any) -> Iterator[type[Value]]:
    """Yields the classes of the model in a field's type: of `tuple[Line, ...] | None` the line."""
    if isinstance(hint, type) and issubclass(hint, Value):
        yield hint
    elif get_origin(hint) in {Union, UnionType, tuple}:
        for inner in get_args(hint):
            yield from _models(inner)
