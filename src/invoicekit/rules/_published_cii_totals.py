"""The totals of a CII file as the published rules judge them.

Sums are rounded to cents before they are compared; what is missing does not add up.

Source: EN 16931 validation artefacts 1.3.16, CII.
"""

from __future__ import annotations

from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import Invoice, Totals, VatBreakdown
from invoicekit.money import ONE, ZERO, add, minus, plus, times
from invoicekit.rules import _totals
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import published
from invoicekit.rules._published_vat import cents, whole
from invoicekit.rules._published_vat_view import ROW, several

RULES = RuleSet("en16931.published.cii.totals")
publish = published(RULES, _totals.RULES)

_CENT = Decimal("0.01")
_SHADOWED = frozenset({"L", "M", "O"})


def _same(found: Decimal | None, expected: Decimal | None) -> bool | Mismatch:
    return (found is not None and found == expected) or Mismatch(expected, found)


@publish("BR-CO-10")
def line_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents."""
    return _same(totals.line_total, cents(facts.line_total))


@publish("BR-CO-11")
def allowance_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents; no total where there is no allowance."""
    allowances = facts.allowances
    if not allowances and not facts.there_here(totals.allowance_total, "allowance_total"):
        return True
    return _same(totals.allowance_total, cents(add([x.amount or ZERO for x in allowances])))


@publish("BR-CO-12")
def charge_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """In cents; no total where there is no charge."""
    charges = facts.charges
    if not charges and not facts.there_here(totals.charge_total, "charge_total"):
        return True
    return _same(totals.charge_total, cents(add([x.amount or ZERO for x in charges])))


@publish("BR-CO-13")
def total_without_vat_adds_up(totals: Totals) -> bool | Mismatch:
    """In cents."""
    if totals.line_total is None:
        return Mismatch(None, totals.without_vat)
    beside = minus(totals.charge_total or ZERO, totals.allowance_total or ZERO)
    return _same(totals.without_vat, cents(plus(totals.line_total, beside)))


@publish("BR-CO-16")
def amount_due_adds_up(totals: Totals) -> bool | Mismatch:
    """To the last digit."""
    if totals.with_vat is None:
        return Mismatch(None, totals.amount_due)
    beside = minus(totals.rounding or ZERO, totals.prepaid or ZERO)
    return _same(totals.amount_due, plus(totals.with_vat, beside))


def _own_totals(facts: Facts) -> list[Decimal | None]:
    totals, currency = facts.source.tax_totals or (), facts.currency_as_written
    return [total.amount for total in totals if total.currency == currency]


@publish("BR-CO-14", path="totals.vat")
def vat_total_adds_up(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """Each total of VAT that is in the document's currency, in cents."""
    expected = cents(facts.vat_total)
    for amount in _own_totals(facts):
        if amount != expected:
            return Mismatch(expected, amount)
    return True


@publish("BR-CO-15", path="totals.with_vat")
def total_with_vat_adds_up(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """With the one total of VAT in the document's currency, in cents; or it is the one without."""
    if not facts.there(invoice.currency, "currency"):
        return True
    totals = invoice.totals or Totals()
    found, net = totals.with_vat, totals.without_vat
    if found is None or net is None:
        return Mismatch(net, found)
    own = _own_totals(facts)
    expected = cents(plus(net, own[0])) if len(own) == 1 and own[0] is not None else net
    return found in (expected, net) or Mismatch(expected, found)


@publish("BR-CO-17")
def tax_follows_from_base(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
    """Within one unit; no tax where the rate rounds to nothing, or is none; not L, M and O."""
    return (vat.category in _SHADOWED and _is_vat(facts)) or tax_is_near_base(vat, facts)


def _is_vat(facts: Facts) -> bool:
    found = several(facts, ROW)
    return found is None or any(each.vat for each in found)


def _is_nearly_vat(facts: Facts) -> bool:
    """Returns the same where blanks around the tax's name do not count."""
    found = several(facts, ROW)
    return found is None or any(each.vat or each.nearly_vat for each in found)


def tax_is_near_base(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
    """Returns whether a tax amount is within one unit of base × rate, whatever the category."""
    rate = vat.rate if _is_nearly_vat(facts) else None
    tax, base = vat.tax_amount, vat.taxable_amount
    if rate is None or whole(rate) == ZERO:
        return (tax is not None and whole(tax) == ZERO) or Mismatch(ZERO, tax)
    if tax is None or base is None:
        return Mismatch(None, tax)
    expected = cents(times(abs(base), times(rate, _CENT)))
    return abs(minus(abs(tax), expected)) <= ONE or Mismatch(expected, tax)


@publish("BR-CO-18")
def something_is_broken_down(invoice: Invoice) -> bool:
    """Where there are lines."""
    return not invoice.lines or bool(invoice.vat_breakdown)
