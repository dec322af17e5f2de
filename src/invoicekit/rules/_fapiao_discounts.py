"""Rules of discount lines (折扣行): a negative line right below the one it lowers."""

from __future__ import annotations

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.jurisdiction.fapiao import tax_code_of
from invoicekit.model import InvoiceLine
from invoicekit.money import ZERO
from invoicekit.rules._facts import Facts
from invoicekit.rules._fapiao_facts import DISCOUNT, DISCOUNTED, NORMAL, neighbours, told

RULES = RuleSet("fapiao.discounts")
rule = RULES.rule


def _lowered(line: InvoiceLine, facts: Facts) -> InvoiceLine | None:
    """Returns the line that a discount line lowers; None where there is none above it."""
    if told(line).nature != DISCOUNT:
        return None
    above = neighbours(line, facts).above
    return above if above is not None and told(above).nature != DISCOUNT else None


@rule("IK-CN-50", Severity.WARNING, path="fapiao.nature")
def nature_is_known(line: InvoiceLine) -> bool:
    """The nature of a line is 00 正常行, 01 折扣行 or 02 被折扣行; check the code."""
    return told(line).nature in {None, NORMAL, DISCOUNT, DISCOUNTED}


@rule("IK-CN-51", path="fapiao.nature")
def discount_is_below_its_line(line: InvoiceLine, facts: Facts) -> bool:
    """A discount line stands right below the line it lowers: not first, not below another one."""
    return told(line).nature != DISCOUNT or _lowered(line, facts) is not None


@rule("IK-CN-52", path="fapiao.nature")
def discounted_line_has_its_discount(line: InvoiceLine, facts: Facts) -> bool:
    """A discounted line (02) has its discount line (01) right below; add it or make it 00."""
    if told(line).nature != DISCOUNTED:
        return True
    below = neighbours(line, facts).below
    return below is not None and told(below).nature == DISCOUNT


@rule("IK-CN-53", path="item.name")
def discount_is_of_the_same_item(line: InvoiceLine, facts: Facts) -> bool:
    """A discount line has the name (BT-153) and classification code of the line it lowers."""
    above = _lowered(line, facts)
    if above is None:
        return True
    names = [each.item.name if each.item else None for each in (above, line)]
    return names[0] == names[1] and tax_code_of(above) == tax_code_of(line)


@rule("IK-CN-54", path="vat_rate")
def discount_has_the_same_rate(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """A discount line has the rate (BT-152) of the line it lowers."""
    above = _lowered(line, facts)
    if above is None or above.vat_rate == line.vat_rate:
        return True
    return Mismatch(above.vat_rate, line.vat_rate)


@rule("IK-CN-55", path="net_amount")
def discount_is_negative(line: InvoiceLine) -> bool:
    """A discount line has a negative amount (BT-131) and no positive tax."""
    if told(line).nature != DISCOUNT or line.net_amount is None:
        return True
    return line.net_amount < ZERO and (told(line).tax_amount or ZERO) <= ZERO


@rule("IK-CN-56", path="net_amount")
def discount_is_not_larger_than_its_line(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
    """A discount takes no more off than the line above has, of the amount (BT-131) and the tax."""
    above = _lowered(line, facts)
    if above is None or above.net_amount is None or line.net_amount is None:
        return True
    if -line.net_amount > above.net_amount:
        return Mismatch(-above.net_amount, line.net_amount)
    off, tax = told(line).tax_amount or ZERO, told(above).tax_amount
    return tax is None or -off <= tax or Mismatch(-tax, off)


@rule("IK-CN-57", path="quantity")
def discount_is_bare(line: InvoiceLine) -> bool:
    """A discount line has no specification, unit, quantity (BT-129) or price; take them out."""
    facts = told(line)
    if facts.nature != DISCOUNT:
        return True
    return not (line.quantity or line.price or facts.specification or facts.unit or line.unit)


@rule("IK-CN-58", path="fapiao.nature")
def red_has_no_discounts(line: InvoiceLine, facts: Facts) -> bool:
    """A red-letter invoice has no discount lines; net the discount into the line it lowered."""
    return not facts.invoice.is_credit or told(line).nature not in {DISCOUNT, DISCOUNTED}
