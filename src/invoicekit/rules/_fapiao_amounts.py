"""Rules of the amounts of a 发票: line by line, and the totals as the sum of rounded lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.jurisdiction.fapiao import is_rate, rate_holds
from invoicekit.model import Invoice, InvoiceLine, Totals
from invoicekit.money import ZERO, add, multiply, percent, round_to
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import DISCOUNT, said, told

RULES = RuleSet("fapiao.amounts")
rule = RULES.rule

_CENT = Decimal("0.01")
ISSUED, READ = Decimal("0.01"), Decimal("0.06")
"""How far a line's tax may be from net × rate: on what we issue, and on what devices wrote."""
_AMOUNT_DIGITS = 16
_PRICE_DECIMALS = 13
_REDUCED_POLICIES = frozenset({"10", "19", "20"})
_CONSTRUCTION = "03"
_PRICED_ALONE = frozenset({"08", "09"})
"""特定业务 whose lines have a price without a quantity: 通行费, 旅客运输."""


def _document_amounts(invoice: Invoice) -> bool:
    return bool(invoice.allowances or invoice.charges)


def _taxes(facts: Facts) -> tuple[Decimal, ...] | None:
    """Returns the tax of every line; None where one does not say it, as in a draft."""
    taxes = [told(line).tax_amount for line in facts.invoice.lines]
    if not taxes or _document_amounts(facts.invoice):
        return None
    return tuple(tax for tax in taxes if tax is not None) if None not in taxes else None


@rule("IK-CN-20", path="without_vat")
def net_is_the_sum_of_lines(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The total without tax (BT-109, 合计金额) is the sum of the lines' amounts (BT-131)."""
    if totals.without_vat is None or not facts.invoice.lines or _document_amounts(facts.invoice):
        return True
    return facts.same(totals.without_vat, facts.line_total)


@rule("IK-CN-21", path="vat")
def tax_is_the_sum_of_lines(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The total of tax (BT-110, 合计税额) is the sum of the lines' taxes, never worked out anew."""
    taxes = _taxes(facts)
    if totals.vat is None or taxes is None:
        return True
    return facts.same(totals.vat, add(taxes))


@rule("IK-CN-22", path="with_vat")
def gross_is_net_and_tax(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The total with tax (BT-112, 价税合计) is the amount (BT-109) and the tax (BT-110)."""
    if totals.with_vat is None or totals.without_vat is None or totals.vat is None:
        return True
    others = totals.other_taxes or ZERO
    return facts.same(totals.with_vat, add((totals.without_vat, totals.vat, others)))


@rule("IK-CN-59", path="with_vat")
def total_is_not_negative(totals: Totals) -> bool:
    """A total (BT-112) is negative on a red-letter invoice only, and there in print; issue one."""
    return totals.with_vat is None or totals.with_vat >= ZERO


@rule("IK-CN-23", path="fapiao.amount_with_tax")
def line_gross_is_net_and_tax(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """A line's amount with tax (价税合计) is its amount (BT-131) and its tax (税额)."""
    said_of = told(line)
    if said_of.amount_with_tax is None or said_of.tax_amount is None or line.net_amount is None:
        return True
    return facts.same(said_of.amount_with_tax, add((line.net_amount, said_of.tax_amount)))


def _expected_tax(line: InvoiceLine, facts: Facts) -> Decimal | None:
    """Returns net × rate, None where the tax is worked out in another way or not at all."""
    document, facts_of = said(facts.invoice), told(line)
    if document.margin or document.reduced or facts_of.deduction:
        return None
    if facts_of.policy in _REDUCED_POLICIES or facts_of.printed_rate == "***":
        return None
    if line.net_amount is None or line.vat_rate is None or line.vat_category != "S":
        return None
    return round_to(percent(line.net_amount, line.vat_rate), _CENT)


def _near(line: InvoiceLine, facts: Facts, tolerance: Decimal) -> bool | Mismatch:
    expected, tax = _expected_tax(line, facts), told(line).tax_amount
    if expected is None or tax is None or abs(tax - expected) <= tolerance:
        return True
    return Mismatch(expected, tax)


@rule("IK-CN-24", path="fapiao.tax_amount")
def issued_tax_follows_from_net(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """A line's tax (税额) is amount (BT-131) × rate (BT-152), to 0.01, on what is issued."""
    return facts.mode != "strict" or _near(line, facts, ISSUED)


@rule("IK-CN-25", Severity.WARNING, path="fapiao.tax_amount")
def read_tax_follows_from_net(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """A line's tax (税额) is amount (BT-131) × rate (BT-152), to 0.06, on what is received."""
    return facts.mode == "strict" or _near(line, facts, READ)


@rule("IK-CN-26", Severity.WARNING, path="net_amount")
def amount_follows_from_price(line: InvoiceLine) -> bool | Mismatch:
    """A line's amount (BT-131) is quantity (BT-129) × unit price (BT-146), to 0.01."""
    price = line.price
    if price is None or price.net is None or line.quantity is None or line.net_amount is None:
        return True
    derived = price.with_vat is not None or price.base_quantity is not None
    if derived or line.allowances or line.charges:
        return True
    expected = round_to(multiply(line.quantity, price.net), _CENT)
    return abs(line.net_amount - expected) <= _CENT or Mismatch(expected, line.net_amount)


@rule("IK-CN-27", Severity.WARNING, path="quantity")
def quantity_and_price_go_together(line: InvoiceLine, facts: Facts) -> bool:
    """Quantity (BT-129) and unit price (BT-146) are both given or both left out."""
    special = said(facts.invoice).special
    if special is not None and special.code in _PRICED_ALONE:
        return True
    priced = line.price is not None and (
        line.price.net is not None or line.price.with_vat is not None
    )
    return priced == (line.quantity is not None)


@rule("IK-CN-118", Severity.WARNING, path="quantity")
def unit_has_a_quantity(line: InvoiceLine, facts: Facts) -> bool:
    """Where a unit (单位) is given, so are quantity (BT-129) and price; give them or drop it."""
    special = said(facts.invoice).special
    if special is not None and special.code in _PRICED_ALONE | {_CONSTRUCTION}:
        return True
    unit = told(line).unit if told(line).nature != DISCOUNT else None
    return not unit or line.quantity is not None


@rule("IK-CN-28", path="net_amount")
def amounts_have_two_decimals(line: InvoiceLine) -> bool:
    """Amount (BT-131) and tax of a line have two decimals and 16 digits at most; round them."""
    facts = told(line)
    amounts = (line.net_amount, facts.tax_amount, facts.amount_with_tax, facts.deduction)
    return all(_fits(each) for each in amounts if each is not None)


def _fits(amount: Decimal) -> bool:
    return amount == round_to(amount, _CENT) and abs(amount) < Decimal(10) ** (_AMOUNT_DIGITS - 2)


@rule("IK-CN-29", Severity.WARNING, path="price.net")
def price_and_quantity_are_short(line: InvoiceLine) -> bool:
    """Quantity (BT-129) and unit price (BT-146) have 13 decimals at most; round the price."""
    price = line.price
    numbers: Iterator[Decimal | None] = iter((line.quantity, price.net if price else None))
    unit = Decimal(1).scaleb(-_PRICE_DECIMALS)
    return all(each == round_to(each, unit) for each in numbers if each is not None)


@rule("IK-CN-30", Severity.WARNING, path="vat_rate")
def rate_is_known(line: InvoiceLine) -> bool:
    """The rate (BT-152) is one that China has or had, such as 13, 9, 6, 3 or 1; check it."""
    return line.vat_rate is None or is_rate(line.vat_rate)


@rule("IK-CN-31", Severity.WARNING, path="vat_rate")
def rate_is_in_force(line: InvoiceLine, facts: Facts) -> bool:
    """The rate (BT-152) is in force on the tax point, or a red-letter invoice keeps the old one."""
    invoice = facts.invoice
    day = invoice.tax_point_date or invoice.issue_date
    if line.vat_rate is None or day is None or invoice.is_credit:
        return True
    return rate_holds(line.vat_rate, day)


@rule("IK-CN-32", path="net_amount")
def negative_lines_are_discounts(line: InvoiceLine, facts: Facts) -> bool:
    """On a blue invoice only a discount line (折扣行) has a negative amount (BT-131)."""
    if line.net_amount is None or line.net_amount >= ZERO or facts.invoice.is_credit:
        return True
    return told(line).nature == DISCOUNT
