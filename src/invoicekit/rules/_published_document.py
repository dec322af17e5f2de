"""What the published rules ask of a document otherwise than the standard's rules do.

What must be there, and codes on their lists, the reader asks of the file: see the data beside the
format's tables. An invoice made by hand is asked by the standard's rules.

Source: EN 16931 validation artefacts 1.3.16.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from invoicekit.binding.codecs import bare
from invoicekit.findings import RuleSet
from invoicekit.model import Invoice, InvoiceLine, Period
from invoicekit.money import ZERO
from invoicekit.rules import _european
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import published

RULES = RuleSet("en16931.published.document")
publish = published(RULES, _european.RULES)

_SHOWN_SIGNS = 10


@RULES.rule("BR-01", path="specification")
def specification_given(invoice: Invoice) -> bool:
    """An invoice names the specification it follows (BT-24)."""
    return bool(invoice.specification and invoice.specification.strip())


@publish("BR-27", path="price.net")
def net_price_is_not_negative(line: InvoiceLine, facts: Facts) -> bool:
    """One of those there are; none is not; 1e2 is one."""
    net = line.price.net if line.price is not None else None
    if _not_negative(net):
        return True
    raw = bare(facts.source.raw.get(facts.here("price.net"), "")) if facts.odd else ""
    return bool(raw and not raw.startswith("-")) or _further_fits("price.net", facts)


@publish("BR-28", path="price.gross")
def gross_price_is_not_negative(line: InvoiceLine, facts: Facts) -> bool:
    """One of those there are."""
    gross = line.price.gross if line.price is not None else None
    return gross is None or _not_negative(gross) or _further_fits("price.gross", facts)


def _not_negative(price: Decimal | None) -> bool:
    return price is not None and price >= ZERO and not is_negative_zero(price)


def is_negative_zero(value: Decimal) -> bool:
    """Returns whether a value is written -0.0, which is less than 0 to their processor; -0 is not.

    It compares binary numbers, and reads a short text without a dot as a whole number.
    """
    return not value and value.is_signed() and value.as_tuple().exponent != 0


def _further_fits(field: str, facts: Facts) -> bool:
    further = facts.source.extra.get(facts.here(field), ()) if facts.odd else ()
    return any(isinstance(each, Decimal) and each >= ZERO for each in further)


def _run_forward(periods: Iterable[Period], path: str, facts: Facts) -> bool:
    return all(_runs_forward(period, path, facts) for period in periods)


def _runs_forward(period: Period, path: str, facts: Facts) -> bool:
    if not facts.source.days:
        return period.start is None or period.end is None or period.start <= period.end
    start = facts.moment(period.start, f"{path}.start")
    end = facts.moment(period.end, f"{path}.end")
    return start is None or end is None or start <= end


@publish("BR-29", given="period")
def period_runs_forward(invoice: Invoice, facts: Facts) -> bool:
    """Each, with its time zones."""
    return _run_forward(facts.each_of(invoice.period, "period", Period), "period", facts)


@publish("BR-30")
def line_period_runs_forward(line: InvoiceLine, facts: Facts) -> bool:
    """Each, with its time zones."""
    if line.period is None and not facts.odd:
        return True
    path = facts.here("period")
    return _run_forward(facts.each_of(line.period, path, Period), path, facts)


@publish("BR-CO-26")
def seller_is_identified(invoice: Invoice, facts: Facts) -> bool:
    """By a VAT identifier, an identifier or a registration; each may be blank."""
    seller = invoice.seller
    if seller is None:
        return True
    named = facts.seller_vat_id or seller.identifiers or seller.registration_id
    ids = ("seller.identifiers", "seller.registration_id")
    return bool(named) or any(path.startswith(ids) for path in facts.source.present)


@publish("BR-51", path="payment_instructions.card.number", given="payment_instructions")
def card_number_is_cut(invoice: Invoice) -> bool:
    """At most ten signs."""
    payment = invoice.payment_instructions
    number = payment.card.number if payment is not None and payment.card is not None else None
    return len(" ".join((number or "").split())) <= _SHOWN_SIGNS
