"""Rules of the totals: what is there, and that it adds up to the cent.

With taxes beside VAT the sums hold in their extended form: with_vat = without_vat + vat +
other_taxes, and amount_due = with_vat - withheld - prepaid + rounding.
"""

from __future__ import annotations

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import Invoice, OtherTaxBreakdown, Totals, VatBreakdown
from invoicekit.money import ZERO, add, percent, round_to
from invoicekit.rules._facts import Facts
from invoicekit.rules._sums import group_of

RULES = RuleSet("core.totals")
rule = RULES.rule


@rule("BR-12", path="totals.line_total")
def line_total_given(invoice: Invoice) -> bool:
    """An invoice has the sum of its lines' net amounts (BT-106)."""
    return invoice.totals is not None and invoice.totals.line_total is not None


@rule("BR-13", path="totals.without_vat")
def total_without_vat_given(invoice: Invoice) -> bool:
    """An invoice has a total without VAT (BT-109)."""
    return invoice.totals is not None and invoice.totals.without_vat is not None


@rule("BR-14", path="totals.with_vat")
def total_with_vat_given(invoice: Invoice) -> bool:
    """An invoice has a total with VAT (BT-112)."""
    return invoice.totals is not None and invoice.totals.with_vat is not None


@rule("BR-15", path="totals.amount_due")
def amount_due_given(invoice: Invoice) -> bool:
    """An invoice has an amount due for payment (BT-115)."""
    return invoice.totals is not None and invoice.totals.amount_due is not None


@rule("BR-53", path="totals.vat_in_vat_currency")
def vat_given_in_vat_currency(invoice: Invoice) -> bool:
    """With a VAT accounting currency (BT-6) the VAT total is given in it too (BT-111)."""
    totals = invoice.totals
    return invoice.vat_currency is None or (
        totals is not None and totals.vat_in_vat_currency is not None
    )


@rule("BR-CO-10", path="line_total")
def line_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Sum of line net amounts (BT-106) = Σ line net amount (BT-131)."""
    return totals.line_total is None or facts.same(totals.line_total, facts.line_total)


@rule("BR-CO-11", path="allowance_total")
def allowance_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Sum of allowances on document level (BT-107) = Σ document level allowance amount (BT-92)."""
    return facts.same(totals.allowance_total or ZERO, facts.allowance_total)


@rule("BR-CO-12", path="charge_total")
def charge_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Sum of charges on document level (BT-108) = Σ document level charge amount (BT-99)."""
    return facts.same(totals.charge_total or ZERO, facts.charge_total)


@rule("BR-CO-13", path="without_vat")
def total_without_vat_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Total without VAT (BT-109) = lines (BT-106) - allowances (BT-107) + charges (BT-108)."""
    if totals.without_vat is None or totals.line_total is None:
        return True
    allowances, charges = totals.allowance_total or ZERO, totals.charge_total or ZERO
    return facts.same(totals.without_vat, add((totals.line_total, -allowances, charges)))


@rule("BR-CO-14", path="vat")
def vat_total_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Total VAT (BT-110) = Σ VAT category tax amount (BT-117)."""
    return facts.same(totals.vat or ZERO, facts.vat_total)


@rule("BR-CO-15", path="with_vat")
def total_with_vat_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Total with VAT (BT-112) = total without VAT (BT-109) + VAT (BT-110) + other taxes."""
    if totals.with_vat is None or totals.without_vat is None:
        return True
    taxes = (totals.vat or ZERO, totals.other_taxes or ZERO)
    return facts.same(totals.with_vat, add((totals.without_vat, *taxes)))


@rule("BR-CO-16", path="amount_due")
def amount_due_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """Amount due (BT-115) = with VAT (BT-112) - withheld - prepaid (BT-113) + rounding (BT-114)."""
    if totals.amount_due is None or totals.with_vat is None:
        return True
    less = (-(totals.withheld or ZERO), -(totals.prepaid or ZERO))
    more = [each.amount or ZERO for each in facts.invoice.third_party_payments]
    expected = add((totals.with_vat, *less, totals.rounding or ZERO, *more))
    return facts.same(totals.amount_due, expected)


@rule("BR-CO-18", path="vat_breakdown")
def has_vat_breakdown(invoice: Invoice) -> bool:
    """An invoice has at least one VAT breakdown (BG-23)."""
    return bool(invoice.vat_breakdown)


@rule("BR-45", path="taxable_amount")
def taxable_amount_given(vat: VatBreakdown, facts: Facts) -> bool:
    """A VAT breakdown (BG-23) has a taxable amount (BT-116)."""
    return facts.given(vat, "BT-116")


@rule("BR-46", path="tax_amount")
def tax_amount_given(vat: VatBreakdown, facts: Facts) -> bool:
    """A VAT breakdown (BG-23) has a tax amount (BT-117)."""
    return facts.given(vat, "BT-117")


@rule("BR-47", path="category")
def category_given(vat: VatBreakdown, facts: Facts) -> bool:
    """A VAT breakdown (BG-23) has a category (BT-118)."""
    return facts.given(vat, "BT-118")


@rule("BR-48", path="rate")
def rate_given(vat: VatBreakdown, facts: Facts) -> bool:
    """A VAT breakdown (BG-23) has a rate (BT-119), except where nothing is subject to VAT."""
    return vat.category == "O" or facts.given(vat, "BT-119")


@rule("BR-CO-17", path="tax_amount")
def tax_follows_from_base(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
    """VAT category tax amount (BT-117) = taxable amount (BT-116) × rate (BT-119) / 100, rounded."""
    if vat.taxable_amount is None or vat.tax_amount is None or vat.rate is None:
        return True
    group = group_of(vat.category, vat.rate)
    return facts.tax_of(group, vat.taxable_amount, vat.rate, vat.tax_amount)


@rule("IK-TAX-1", path="other_taxes")
def other_taxes_add_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The total of other taxes = Σ tax amount of the other taxes that are not withheld."""
    return facts.same(totals.other_taxes or ZERO, facts.other_tax_total)


@rule("IK-TAX-2", path="withheld")
def withheld_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The total withheld = Σ tax amount of the taxes that the buyer withholds."""
    return facts.same(totals.withheld or ZERO, facts.withheld_total)


@rule("IK-TAX-3", Severity.WARNING, path="tax_amount")
def other_tax_follows_from_base(tax: OtherTaxBreakdown, facts: Facts) -> bool | Mismatch:
    """The amount of another tax = its base × its rate / 100, rounded once or line by line."""
    whole = percent(tax.taxable_amount, tax.rate)
    # each rounding moves the sum by half a unit at most
    slack = facts.unit * max(facts.position_count, 1) / 2
    return abs(tax.tax_amount - whole) <= slack or Mismatch(
        round_to(whole, facts.unit), tax.tax_amount
    )


@rule("IK-CUR-2", path="vat_in_vat_currency")
def vat_in_vat_currency_has_its_currency(totals: Totals, facts: Facts) -> bool:
    """VAT in another currency (BT-111) is given only with that currency (BT-6)."""
    return totals.vat_in_vat_currency is None or facts.invoice.vat_currency is not None


@rule("IK-CUR-3", path="rounding")
def rounding_is_small(totals: Totals, facts: Facts) -> bool:
    """The rounding of the amount due (BT-114) is less than a hundred of the smallest amounts."""
    rounding = totals.rounding
    return rounding is None or abs(rounding) < 100 * facts.unit
