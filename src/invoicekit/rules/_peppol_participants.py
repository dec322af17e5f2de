"""Peppol's rules of identifiers with check digits, by scheme.

Source: Peppol BIS Billing 3.0, release 3.0.19 (rules common to all Peppol documents).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.identifiers import check_participant_id
from invoicekit.model import Identifier, Invoice, Party
from invoicekit.rules._facts import Facts

_SCHEMES = (
    ("R040", "0088", "A GLN", Severity.ERROR),
    ("R041", "0192", "A Norwegian organisation number", Severity.ERROR),
    ("R042", "0184", "A Danish CVR number", Severity.ERROR),
    ("R043", "0208", "A Belgian enterprise number", Severity.ERROR),
    ("R044", "0201", "The code of an Italian public office", Severity.WARNING),
    ("R045", "0210", "An Italian tax code", Severity.WARNING),
    ("R046", "9907", "An Italian tax code as electronic address", Severity.WARNING),
    ("R047", "0211", "An Italian VAT number", Severity.WARNING),
    ("R048", "9906", "An Italian VAT number as electronic address", Severity.WARNING),
    ("R049", "0007", "A Swedish organisation number", Severity.ERROR),
    ("R050", "0151", "An Australian business number", Severity.ERROR),
)
"""Rule, scheme, what it names, severity."""
_JUDGED = frozenset(scheme for _, scheme, *_ in _SCHEMES)
_ADDRESSES_ONLY = frozenset({"9906", "9907"})


def _any_judged(facts: Facts) -> bool:
    """Returns whether anything may be numbered by a scheme that is judged."""
    if facts.odd:
        return True
    schemes = [scheme for scheme, _ in facts.sights.identified]
    schemes += [each.scheme or "" for each in _of_parties(facts.invoice)]
    return not _JUDGED.isdisjoint(schemes)


RULES = RuleSet("peppol.participants", applies=_any_judged)


def _define(number: str, scheme: str, name: str, severity: Severity) -> None:
    addresses_only = scheme in _ADDRESSES_ONLY

    def fits(node: Invoice | Party, facts: Facts) -> bool | Mismatch:
        if node is facts.invoice:
            found = [] if addresses_only else facts.of(_beside).get(scheme, [])
        else:
            own = _identifiers(cast("Party", node), facts, addresses_only=addresses_only)
            found = [each.value or "" for each in own if each.scheme == scheme]
        wrong = [text for text in found if not check_participant_id(scheme, text)]
        return not wrong or Mismatch("a number with its form and check digits", wrong)

    RULES.rule(
        f"PEPPOL-COMMON-{number}",
        severity,
        text=f"{name} (scheme {scheme} of BT-29, BT-30, BT-34, BT-46, BT-47, BT-49) is"
        " well-formed, check digits included.",
    )(fits)


def _beside(facts: Facts) -> dict[str, list[str]]:
    """Returns by scheme what the file numbers beside its parties: items, places, unknown elements.

    What a party has is judged there, so that the finding says whose it is.
    """
    identified = facts.sights.identified
    if not identified:
        return {}
    told = {(each.scheme, each.value or "") for each in _of_parties(facts.invoice)}
    beside: dict[str, list[str]] = {scheme: [] for scheme in _JUDGED}
    for scheme, text in identified:
        if scheme in beside and (scheme, text) not in told:
            beside[scheme].append(text)
    return beside


def _of_parties(invoice: Invoice) -> list[Identifier]:
    found: list[Identifier | None] = []
    for party in (invoice.seller, invoice.buyer, invoice.payee, invoice.tax_representative):
        if party is not None:
            found += (party.electronic_address, party.registration_id, *party.identifiers)
    return [each for each in found if each is not None]


def _identifiers(party: Party, facts: Facts, *, addresses_only: bool) -> Iterator[Identifier]:
    for field in ("electronic_address", "registration_id")[: 1 if addresses_only else 2]:
        yield from facts.each_of(getattr(party, field), facts.here(field), Identifier)
    if not addresses_only:
        yield from party.identifiers


for _row in _SCHEMES:
    _define(*_row)
