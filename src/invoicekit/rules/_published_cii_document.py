"""Parties, periods and prices of a CII file, as the published rules judge them.

Source: EN 16931 validation artefacts 1.3.16, CII.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from invoicekit.binding.codecs import bare
from invoicekit.codelists import official_codes
from invoicekit.findings import RuleSet
from invoicekit.model import Invoice, InvoiceLine, Party, Period, TaxId
from invoicekit.money import ZERO
from invoicekit.rules import _european
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import published
from invoicekit.rules._published_document import is_negative_zero

RULES = RuleSet("en16931.published.cii.document")
publish = published(RULES, _european.RULES)

_PREFIX = 2
_DAY = re.compile("[0-9]{8}")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_NO_NUMBERS = frozenset({"NaN", "INF"})
_SHOWN_DIGITS = 10
_OTHER = "another format"
"""Stands for a day that is compared with nothing."""


@publish("BR-17", path="payee.name", given="payee")
def payee_is_another(invoice: Invoice, facts: Facts) -> bool:
    """Another name than the seller's, another identifier without scheme, another registration."""
    seller = invoice.seller or Party()
    return all(
        _is_another(payee, seller, facts) for payee in facts.each_of(invoice.payee, "payee", Party)
    )


def _is_another(payee: Party, seller: Party, facts: Facts) -> bool:
    if not facts.there(payee.name, "payee.name"):
        return False
    same_name = payee.name is not None and payee.name == seller.name
    shared = _plain_ids(payee) & _plain_ids(seller)
    return not (same_name or shared or _same_registration(payee, seller))


def _plain_ids(party: Party) -> set[str | None]:
    return {each.value for each in party.identifiers if each.scheme is None}


def _same_registration(payee: Party, seller: Party) -> bool:
    mine, theirs = payee.registration_id, seller.registration_id
    return mine is not None and theirs is not None and mine.value == theirs.value


@publish("BR-CO-26")
def seller_is_identified(invoice: Invoice, facts: Facts) -> bool:
    """By an element at all; where there is no seller, nothing is asked."""
    seller = invoice.seller
    if seller is None or seller.identifiers or seller.registration_id:
        return True
    for tax_id in seller.tax_ids:
        if tax_id.kind == "vat":
            return True
    ids = ("seller.identifiers", "seller.registration_id")
    return any(path.startswith(ids) for path in facts.source.present)


def _forward(period: Period, path: str, facts: Facts) -> bool:
    """Returns whether a period does not end before it starts, as texts where they are no days."""
    if period.start is not None and period.end is not None and not facts.source.days:
        return period.start <= period.end
    start, end = (_text(facts, path, field, getattr(period, field)) for field in ("start", "end"))
    if start is None or end is None:
        return True
    return _OTHER not in {start, end} and start <= end


def _text(facts: Facts, path: str, field: str, day: date | None) -> str | None:
    """Returns a day as the file has it, None for nothing."""
    if day is not None:
        return facts.source.days.get(f"{path}.{field}", f"{day:%Y%m%d}")
    raw = facts.source.raw.get(f"{path}.{field}")
    if raw is None:
        return _OTHER if facts.is_hollow(f"{field.title()}DateTime") else None
    return _OTHER if _is_day(bare(raw)) else raw


def _is_day(raw: str) -> bool:
    try:
        return bool(_DAY.fullmatch(raw) and date.fromisoformat(raw))
    except ValueError:
        return False


@publish("BR-29", given="period")
def period_runs_forward(invoice: Invoice, facts: Facts) -> bool:
    """Days that can be read."""
    periods = facts.each_of(invoice.period, "period", Period)
    return all(_forward(period, "period", facts) for period in periods)


@publish("BR-30")
def line_period_runs_forward(line: InvoiceLine, facts: Facts) -> bool:
    """Days that can be read."""
    if line.period is None and not facts.odd:
        return True
    path = facts.here("period")
    periods = facts.each_of(line.period, path, Period)
    return all(_forward(period, path, facts) for period in periods)


@publish("BR-27", path="price.net")
def net_price_is_not_negative(line: InvoiceLine, facts: Facts) -> bool:
    """A price that is not there is not."""
    net = line.price.net if line.price is not None else None
    return _not_negative(net if net is not None else _number(facts, "price.net"))


@publish("BR-28", path="price.gross")
def gross_price_is_not_negative(line: InvoiceLine, facts: Facts) -> bool:
    """Where there is one."""
    gross = line.price.gross if line.price is not None else None
    if gross is None and not facts.there_here(gross, "price.gross"):
        return True
    return _not_negative(gross if gross is not None else _number(facts, "price.gross"))


def _not_negative(price: Decimal | None) -> bool:
    return price is not None and price >= ZERO and not is_negative_zero(price)


def _number(facts: Facts, field: str) -> Decimal | None:
    """Returns what their processor takes for a number, such as 1e2; NaN is as good as zero."""
    raw = bare(facts.source.raw.get(facts.here(field), "")) if facts.odd else ""
    if raw in _NO_NUMBERS:
        return ZERO
    return Decimal(raw) if _DOUBLE.fullmatch(raw) else None


@publish("BR-56", given="tax_representative")
def representative_has_vat_id(invoice: Invoice, facts: Facts) -> bool:
    """Not blank."""
    agents = facts.each_of(invoice.tax_representative, "tax_representative", Party)
    return all(
        any(tax_id.kind == "vat" and tax_id.value.strip() for tax_id in agent.tax_ids)
        for agent in agents
    )


@RULES.rule("BR-51", path="payment_instructions.card.number", given="payment_instructions")
def card_number_is_cut(invoice: Invoice) -> bool:
    """At most ten signs of a card's number (BT-87) are shown."""
    payment = invoice.payment_instructions
    number = payment.card.number if payment is not None and payment.card is not None else None
    return len(" ".join((number or "").split())) <= _SHOWN_DIGITS


@publish("BR-CO-09")
def vat_id_has_prefix(tax_id: TaxId) -> bool:
    """Its first two letters."""
    return tax_id.kind != "vat" or tax_id.value[:_PREFIX] in _prefixes()


@cache
def _prefixes() -> frozenset[str]:
    return official_codes("countries", "cii") | {"EL"}
