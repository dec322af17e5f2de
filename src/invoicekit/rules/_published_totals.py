"""The totals as the published rules judge them.

Sums are rounded to cents before they are compared, whatever the currency; what is missing does not
add up. Taxes beside VAT are charges of a file; of an invoice made by hand they are added.

Source: EN 16931 validation artefacts 1.3.16, UBL and CII.
"""

from __future__ import annotations

from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import Invoice, Totals, VatBreakdown
from invoicekit.money import ZERO, add, minus, plus
from invoicekit.rules import _totals
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import published
from invoicekit.rules._published_vat import cents, expected_tax, tax_is_near, whole
from invoicekit.rules._published_vat_view import ROW, several

RULES = RuleSet("en16931.published.totals")
publish = published(RULES, _totals.RULES)


def _same(found: Decimal | None, expected: Decimal | None) -> bool | Mismatch:
    return (found is not None and found == expected) or Mismatch(expected, found)


def _absent(facts: Facts) -> bool:
    return "totals" in facts.source.absent


@publish("BR-CO-10")
def line_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents."""
    return _absent(facts) or _same(totals.line_total, cents(facts.line_total))


@publish("BR-CO-11")
def allowance_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents; no total where there is no allowance."""
    if _absent(facts) or (totals.allowance_total is None and not facts.allowances):
        return True
    return _same(totals.allowance_total, cents(add(x.amount or ZERO for x in facts.allowances)))


@publish("BR-CO-12")
def charge_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents; no total where there is no charge."""
    if _absent(facts) or (totals.charge_total is None and not facts.charges):
        return True
    return _same(totals.charge_total, cents(add(x.amount or ZERO for x in facts.charges)))


@publish("BR-CO-13")
def total_without_vat_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents, where there are allowances or charges."""
    if _absent(facts):
        return True
    allowances, charges = totals.allowance_total, totals.charge_total
    if totals.line_total is None:
        return Mismatch(None, totals.without_vat)
    if allowances is None and charges is None:
        return _same(totals.without_vat, totals.line_total)
    expected = minus(plus(totals.line_total, charges or ZERO), allowances or ZERO)
    return _same(totals.without_vat, cents(expected))


@publish("BR-CO-16")
def amount_due_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents, where something is prepaid or rounded."""
    if _absent(facts):
        return True
    if totals.with_vat is None or totals.amount_due is None:
        return Mismatch(totals.with_vat, totals.amount_due)
    expected, found = minus(totals.with_vat, totals.withheld or ZERO), totals.amount_due
    if totals.prepaid is not None:
        expected = cents(minus(expected, totals.prepaid))
    if totals.rounding is not None:
        found = cents(minus(found, totals.rounding))
    return _same(found, expected)


@publish("BR-CO-14", path="totals.vat")
def vat_total_adds_up(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Of each total that has a breakdown, in cents."""
    totals, rows = facts.source.tax_totals, list(invoice.vat_breakdown)
    if totals is None:
        own = invoice.totals.vat if invoice.totals is not None else None
        return not rows or _same(own, cents(facts.vat_total))
    for total in totals:
        its, rows = rows[: total.rows], rows[total.rows :]
        expected = cents(add([row.tax_amount or ZERO for row in its]))
        if its and total.amount != expected:
            return Mismatch(expected, total.amount)
    return True


@publish("BR-CO-15", path="totals.with_vat")
def total_with_vat_adds_up(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """With the one total of VAT that is in the document's currency, in cents."""
    if invoice.currency is None:
        return "currency" not in facts.source.present
    totals = invoice.totals
    own = _vat_totals(invoice, facts)
    found = totals.with_vat if totals is not None else None
    if len(own) != 1 or totals is None or totals.without_vat is None or own[0] is None:
        return Mismatch(None, found)
    taxes = plus(own[0], totals.other_taxes or ZERO)
    return _same(found, cents(plus(totals.without_vat, taxes)))


def _vat_totals(invoice: Invoice, facts: Facts) -> list[Decimal | None]:
    totals = facts.source.tax_totals
    if totals is not None:
        currency = facts.currency_as_written
        return [total.amount for total in totals if total.currency == currency]
    own = invoice.totals
    return [] if own is None or own.vat is None else [own.vat]


@publish("BR-CO-17")
def tax_follows_from_base(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
    """Within one unit; no tax where the rate rounds to nothing, or is none."""
    found = several(facts, ROW)
    of_vat = found is None or any(each.vat and each.rated for each in found)
    rate = vat.rate if of_vat else None
    if rate is None or whole(rate) == ZERO:
        fine = vat.tax_amount is not None and whole(vat.tax_amount) == ZERO
        return fine or Mismatch(ZERO, vat.tax_amount)
    return tax_is_near(vat) or expected_tax(vat)
