"""What German law and practice ask: XRechnung of everybody, Peppol of invoices between Germans.

Source: XRechnung 3.0 (KoSIT), schematron 2.5; Peppol BIS Billing 3.0, release 3.0.19, national
rules of Germany, which took them over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.findings import RuleSet, Severity
from invoicekit.model import Contact, Invoice, VatBreakdown
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import speaking_of
from invoicekit.rules._german_demands import (
    DEMANDS,
    Demand,
    contact_has,
    payment_demands,
)

OfText = Callable[[str], bool]
"""A predicate over a text of the document."""


@dataclass(frozen=True, slots=True)
class Edition:
    """How one source states the rules.

    Attributes:
        name: Of the rule set.
        prefix: Before the sentence, such as `Between Germans: `; empty for everybody.
        id: Number and letter of a rule → its id.
        applies: Whether a document is judged; None where every one is.
        skonto: Whether payment terms state discounts in the form asked; `email` whether a text
            is an e-mail address.
    """

    name: str
    prefix: str
    id: Callable[[str, str], str]
    applies: Callable[[Facts], bool] | None
    skonto: OfText
    email: OfText


def german_rules(edition: Edition) -> RuleSet:
    """Returns the rules in the edition of one source."""
    rules = RuleSet(edition.name, applies=edition.applies)
    for demand in (*DEMANDS, *payment_demands(), *_worded(edition)):
        _define(rules, edition, demand)

    def rate_given(vat: VatBreakdown, facts: Facts) -> bool:
        return facts.says(vat.rate, facts.here("rate"))

    rules.rule(
        edition.id("14", ""),
        path="rate",
        text=_sentence(edition, "every VAT category of the breakdown has its rate (BT-119)"),
    )(rate_given)
    return rules


def _define(rules: RuleSet, edition: Edition, demand: Demand) -> None:
    rules.rule(
        edition.id(demand.number, demand.part),
        demand.severity,
        path=demand.path,
        text=_sentence(edition, demand.text),
    )(speaking_of(demand.on, demand.holds))


def _sentence(edition: Edition, text: str) -> str:
    return f"{edition.prefix or text[0].upper()}{text if edition.prefix else text[1:]}."


def _worded(edition: Edition) -> tuple[Demand, ...]:
    """Returns the rules on the form of a text, which each source words in its own way."""

    def skonto_fits(invoice: Invoice, _facts: Facts) -> bool:
        return edition.skonto(invoice.payment_terms or "")

    def email_fits(contact: Contact) -> bool:
        return edition.email(" ".join((contact.email or "").split()))

    return (
        Demand(
            "18",
            "payment_terms",
            "cash discounts in the payment terms (BT-20) are rows of"
            " #SKONTO#TAGE=n#PROZENT=n.nn# with a line break after each",
            skonto_fits,
        ),
        Demand(
            "28",
            "email",
            "the seller's e-mail address (BT-43) has the form of one",
            contact_has(email_fits),
            severity=Severity.WARNING,
            on=Contact,
        ),
    )
