"""Peppol's rules for Swedish suppliers.

Source: Peppol BIS Billing 3.0, release 3.0.19, national rules of Sweden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.identifiers import check_participant_id
from invoicekit.model import Invoice, PaymentMeans
from invoicekit.rules._facts import Facts
from invoicekit.rules._trade import payments_of, seller_tax_ids, stands_in, trade_of, vat_ids_of

NUMBER = re.compile(r"\s*(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF)\s*")
"""What XPath reads as a number."""

_RATES = frozenset({Decimal(6), Decimal(12), Decimal(25)})
_F_TAX = "GODKÄND FÖR F-SKATT"
_VAT_LENGTH, _ORGANISATION_LENGTH = 14, 10
_BANKGIRO, _PLUSGIRO = "SE:BANKGIRO", "SE:PLUSGIRO"
_OLD_MEANS = frozenset({"50", "56"})


def _swedish(facts: Facts) -> bool:
    return stands_in(facts, "seller", "SE")


RULES = RuleSet("peppol.se", applies=_swedish, countries=frozenset({"SE"}))
rule = RULES.rule


def _vat_id(facts: Facts) -> str | None:
    """Returns the Swedish VAT identifier of a Swedish seller, None where there is none."""
    if not _swedish(facts):
        return None
    return next((text for text in vat_ids_of(facts, "seller") if text.startswith("SE")), None)


@rule("SE-R-001", path="seller.tax_ids")
def vat_id_has_length(_invoice: Invoice, facts: Facts) -> bool:
    """A Swedish VAT identifier (BT-31) has 14 characters."""
    found = _vat_id(facts)
    return found is None or len(" ".join(found.split())) == _VAT_LENGTH


@rule("SE-R-002", path="seller.tax_ids")
def vat_id_is_numeric(_invoice: Invoice, facts: Facts) -> bool:
    """A Swedish VAT identifier (BT-31) has twelve digits after SE."""
    found = _vat_id(facts)
    return found is None or NUMBER.fullmatch(found[2:_VAT_LENGTH]) is not None


def _registration(invoice: Invoice, facts: Facts) -> str | None:
    """Returns the registration (BT-30) of a Swedish seller, None where there is none."""
    if not _swedish(facts) or invoice.seller is None:
        return None
    registered = invoice.seller.registration_id
    if registered is None:
        there = any(path.startswith("seller.registration_id") for path in facts.source.present)
        return "" if there else None
    return registered.value or ""


@rule("SE-R-003", path="seller.registration_id")
def registration_is_numeric(invoice: Invoice, facts: Facts) -> bool:
    """A Swedish organisation number (BT-30) is numeric."""
    found = _registration(invoice, facts)
    return found is None or NUMBER.fullmatch(found) is not None


@rule("SE-R-004", path="seller.registration_id")
def registration_has_length(invoice: Invoice, facts: Facts) -> bool:
    """A Swedish organisation number (BT-30) has 10 characters."""
    found = _registration(invoice, facts)
    return found is None or len(" ".join(found.split())) == _ORGANISATION_LENGTH


@rule("SE-R-013", path="seller.registration_id")
def registration_has_check_digit(invoice: Invoice, facts: Facts) -> bool:
    """A Swedish organisation number (BT-30) has its check digit."""
    found = _registration(invoice, facts)
    # what follows the tenth digit is another rule's
    return found is None or (
        bare(found).isdecimal() and check_participant_id("0007", bare(found)[:10])
    )


@rule("SE-R-005", path="seller.tax_ids")
def tax_registration_is_f_tax(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The tax registration (BT-32) of a Swedish seller says: Godkänd för F-skatt."""
    if _registration(invoice, facts) is None or invoice.seller is None:
        return True
    texts = facts.sights.registrations
    if texts is None:
        texts = tuple(each.value for each in seller_tax_ids(facts) if each.kind == "tax")
    strange = [text for text in texts if " ".join(text.upper().split()) != _F_TAX]
    return not strange or Mismatch(_F_TAX, strange)


@rule("SE-R-006", path="vat_breakdown")
def standard_rates_are_swedish(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """With a Swedish VAT identifier (BT-31) the standard rates (BT-119, BT-152) are 6, 12 or 25."""
    if _vat_id(facts) is None:
        return True
    strange = set(_rates(invoice, every=facts.source.syntax == "cii")) - _RATES
    return not strange or Mismatch(_RATES, strange)


def _rates(invoice: Invoice, *, every: bool) -> Iterator[Decimal | None]:
    """Yields the rates of the standard category; of `every` one, as published for CII."""
    taxes = [(line.vat_category, line.vat_rate) for line in invoice.lines]
    taxes += [(each.vat_category, each.vat_rate) for each in invoice.allowances]
    taxes += [(each.vat_category, each.vat_rate) for each in invoice.charges]
    taxes += [(row.category, row.rate) for row in invoice.vat_breakdown]
    yield from (rate for category, rate in taxes if category == "S" or (every and category))


def _accounts(facts: Facts, bank: str) -> Iterator[str]:
    for means in _payments(facts):
        here = bare(means.code or "") == "30" and bare(means.bic or "") == bank
        number = means.account_number or means.account_id
        if here and number is not None:
            yield bare(number)


def _payments(facts: Facts) -> tuple[PaymentMeans, ...]:
    return facts.of(payments_of) if facts.of(trade_of).seller == "SE" else ()


@rule("SE-R-007", Severity.WARNING, path="payment_instructions.accounts")
def plusgiro_is_numeric(_invoice: Invoice, facts: Facts) -> bool:
    """A Plusgiro account (BT-84) is numeric."""
    return all(NUMBER.fullmatch(account) for account in _accounts(facts, _PLUSGIRO))


@rule("SE-R-008", Severity.WARNING, path="payment_instructions.accounts")
def bankgiro_is_numeric(_invoice: Invoice, facts: Facts) -> bool:
    """A Bankgiro account (BT-84) is numeric."""
    return all(NUMBER.fullmatch(account) for account in _accounts(facts, _BANKGIRO))


@rule("SE-R-009", Severity.WARNING, path="payment_instructions.accounts")
def bankgiro_has_length(_invoice: Invoice, facts: Facts) -> bool:
    """A Bankgiro account (BT-84) has 7 or 8 characters."""
    return all(len(account) in {7, 8} for account in _accounts(facts, _BANKGIRO))


@rule("SE-R-010", Severity.WARNING, path="payment_instructions.accounts")
def plusgiro_has_length(_invoice: Invoice, facts: Facts) -> bool:
    """A Plusgiro account (BT-84) has 2 to 8 characters."""
    return all(len(account) in range(2, 9) for account in _accounts(facts, _PLUSGIRO))


@rule("SE-R-011", Severity.WARNING, path="payment_instructions.means_code")
def giro_is_a_transfer(_invoice: Invoice, facts: Facts) -> bool:
    """A Swedish giro payment is a transfer (BT-81 = 30) with a bank code (BT-86), not 50 or 56."""
    return all(means.code not in _OLD_MEANS for means in _payments(facts))


@rule("SE-R-012", Severity.WARNING, path="payment_instructions.means_code")
def domestic_transfer_is_plain(_invoice: Invoice, facts: Facts) -> bool:
    """A transfer between Swedes is stated as 30 (BT-81), not 31."""
    domestic = facts.of(trade_of).both("SE")
    return not domestic or all(means.code != "31" for means in facts.of(payments_of))
