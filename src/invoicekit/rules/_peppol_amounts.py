"""Peppol's rules of amounts, which XRechnung takes over with changes: so they are made, not given.

Source: Peppol BIS Billing 3.0, release 3.0.19; XRechnung schematron 2.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias, cast

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    Price,
    SubInvoiceLine,
)
from invoicekit.money import ONE, ZERO, add, divide, half_above, minus, percent, plus, times
from invoicekit.rules._facts import Facts
from invoicekit.rules._peppol_document import SHARED, lacks, same_sign, vat_total_count

shared = SHARED.rule
Adjustment: TypeAlias = "Allowance | Charge | LineAllowance | LineCharge"

_UNMARKED = re.compile(r"(?:lines\[(\d+)\]\.)?(allowances|charges)\[(\d+)\]")
_CENT = Decimal("0.01")
_HALF = Decimal("0.5")
_SLACK = Decimal("0.02")


@shared("PEPPOL-EN16931-R041", path="base_amount", seen=frozenset())
def share_has_base(
    item: Invoice | Allowance | Charge | LineAllowance | LineCharge, facts: Facts
) -> bool | Mismatch:
    """An allowance or charge with a percentage (BT-94, BT-101) has its base (BT-93, BT-100)."""
    return _each(item, facts, lambda each, path: _has(each, facts, path, "percent", "base_amount"))


@shared("PEPPOL-EN16931-R042", path="percent", seen=frozenset())
def base_has_share(
    item: Invoice | Allowance | Charge | LineAllowance | LineCharge, facts: Facts
) -> bool | Mismatch:
    """An allowance or charge with a base (BT-93, BT-100) has its percentage (BT-94, BT-101)."""
    return _each(item, facts, lambda each, path: _has(each, facts, path, "base_amount", "percent"))


def _each(
    item: object, facts: Facts, fits: Callable[[Adjustment, str], bool | Mismatch]
) -> bool | Mismatch:
    """Returns the answer for an allowance or charge; for the document, of those that are neither.

    An element without a clear indicator is no allowance and no charge, but it is judged as one.
    """
    if item is not facts.invoice:
        # the place says something only where the file does not say all in the document
        return fits(cast("Adjustment", item), facts.here("") if facts.odd else "")
    for path in facts.source.other:
        found = _UNMARKED.fullmatch(path)
        unclear = _unclear(facts.invoice, *found.groups()) if found else None
        answer = unclear is None or fits(unclear, f"{path}.")
        if not answer:
            return answer
    return True


def _unclear(invoice: Invoice, line: str | None, name: str, index: str) -> Adjustment | None:
    """Returns what stands at a place, None where reading left it out."""
    owners = [invoice] if line is None else invoice.lines[int(line) : int(line) + 1]
    items = [item for owner in owners for item in getattr(owner, name)]
    return items[int(index)] if int(index) < len(items) else None


def _has(item: Adjustment, facts: Facts, path: str, field: str, other: str) -> bool:
    """Returns whether a field is not there, or another one beside it."""
    there = facts.there(getattr(item, field), path + field)
    return not there or facts.there(getattr(item, other), path + other)


@shared("PEPPOL-EN16931-R044", path="lines", seen=frozenset({"price indicator"}))
def prices_are_not_raised(_invoice: Invoice, facts: Facts) -> bool:
    """A price knows discounts (BT-147) only, no charges."""
    return "price indicator" not in facts.sights.observed


@shared("PEPPOL-EN16931-R046", path="net")
def net_price_is_gross_less_discount(price: Price, facts: Facts) -> bool | Mismatch:
    """The net price (BT-146) = gross price (BT-148) - price discount (BT-147)."""
    if price.gross is None:
        return True
    if price.net is None or (price.discount is None and facts.source.syntax == "ubl"):
        return False
    found = facts.same(price.net, add((price.gross, -(price.discount or ZERO))))
    return found and (not facts.odd or _further_discounts_fit(price.net, facts))


def _further_discounts_fit(net: Decimal, facts: Facts) -> bool | Mismatch:
    """Returns whether the net price is what follows from each further discount of a UBL file."""
    extra = facts.source.extra if facts.source.syntax == "ubl" else {}
    pairs = zip(extra.get(facts.here("gross"), ()), extra.get(facts.here("discount"), ()))  # noqa: B905 - what lacks one is not told
    for gross, discount in pairs:
        expected = add((cast("Decimal", gross), -cast("Decimal", discount)))
        if net != expected:
            return Mismatch(expected, net)
    return True


@shared("PEPPOL-EN16931-R121", path="base_quantity")
def price_is_for_some_quantity(price: Price) -> bool | Mismatch:
    """The quantity a price is for (BT-149), net or gross, is above zero."""
    for quantity in (price.base_quantity, price.gross_base_quantity):
        if quantity is not None and quantity <= ZERO:
            return Mismatch("above 0", quantity)
    return True


@shared("PEPPOL-EN16931-R130", path="price.base_unit")
def price_has_unit_of_quantity(line: InvoiceLine | SubInvoiceLine, facts: Facts) -> bool | Mismatch:
    """The unit a price is for (BT-150) is the unit of the quantity (BT-130)."""
    price = line.price
    if price is None or (price.base_unit is None and price.gross_base_unit is None):
        return True
    if facts.source.syntax != "cii" and not facts.given(line, "BT-129"):
        return True
    strange = {price.base_unit, price.gross_base_unit} - {line.unit, None}
    return not strange or Mismatch(line.unit, strange)


def amount_rules(
    name: str, *, forints: Decimal, total_may_lack: bool, indicators: Mapping[str, frozenset[str]]
) -> RuleSet:
    """Returns the rules that Peppol and XRechnung ask in ways of their own.

    Args:
        name: Of the rule set.
        forints: How far amounts in HUF may be off; 0.02 in other currencies.
        total_may_lack: Whether a CII file may go without a total of VAT (BT-110).
        indicators: Rule → what is observed in a file whose charge indicators are no booleans.
    """
    rules = RuleSet(name)
    _share(rules, forints)
    _line(rules, forints, of_net=not total_may_lack)
    _totals(rules, total_may_lack=total_may_lack)
    for number, names in indicators.items():
        _indicators(rules, number, names)
    return rules


def _indicators(rules: RuleSet, number: str, names: frozenset[str]) -> None:
    def are_booleans(_invoice: Invoice, facts: Facts) -> bool:
        return not names & facts.sights.observed

    rules.rule(
        number,
        seen=names,
        text="Every allowance and charge (BG-20, BG-21, BG-27, BG-28) of the file says true or"
        " false.",
    )(are_booleans)


def _share(rules: RuleSet, forints: Decimal) -> None:
    @rules.rule("PEPPOL-EN16931-R040", path="amount", seen=frozenset())
    def amount_is_share_of_base(
        item: Invoice | Allowance | Charge | LineAllowance | LineCharge, facts: Facts
    ) -> bool | Mismatch:
        """An allowance or charge (BT-92, BT-99) = base amount (BT-93) × percentage (BT-94)."""

        def fits(each: Adjustment, _path: str) -> bool | Mismatch:
            if each.percent is None or each.base_amount is None:
                return True
            found, expected = each.amount or ZERO, percent(each.base_amount, each.percent)
            return _close(found, expected, facts, forints)

        return _each(item, facts, fits)


def _line(rules: RuleSet, forints: Decimal, *, of_net: bool) -> None:
    @rules.rule("PEPPOL-EN16931-R120", path="net_amount")
    def line_amount_follows(line: InvoiceLine, facts: Facts) -> bool | Mismatch:
        """A line (BT-131) = quantity (BT-129) × net price (BT-146) + charges - allowances."""
        bare = of_net and _is_bare(facts)
        expected = _gross(line, None if bare or not line.price else line.price.base_quantity)
        if line.allowances or line.charges:
            less = _total(line.allowances, facts, "allowances")
            more = _total(line.charges, facts, "charges")
            expected = minus(plus(expected, more), less)
        found = line.net_amount or ZERO
        return found == expected or _close(found, expected, facts, forints)


def _totals(rules: RuleSet, *, total_may_lack: bool) -> None:
    @rules.rule("PEPPOL-EN16931-R053", path="vat_breakdown")
    def one_breakdown(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
        """There is one VAT total (BT-110) with a breakdown (BG-23)."""
        found = vat_total_count(facts)
        lacking = total_may_lack and facts.source.syntax == "cii" and found == 0
        lacking = lacking or lacks(facts, "settlement")
        return lacking or found == 1 or Mismatch(1, found)

    @rules.rule("PEPPOL-EN16931-R055", path="totals.vat_in_vat_currency")
    def totals_have_one_sign(invoice: Invoice, facts: Facts) -> bool:
        """The VAT totals in both currencies (BT-110, BT-111) have the same sign."""
        lacking = total_may_lack and facts.source.syntax == "cii" and not vat_total_count(facts)
        other = facts.there(invoice.vat_currency, "vat_currency")
        return lacking or not other or same_sign(facts)


def _bare_prices(facts: Facts) -> frozenset[int]:
    return facts.sights.bare_prices


def _is_bare(facts: Facts) -> bool:
    """Returns whether only the gross price of a line is for a quantity, which Peppol leaves out."""
    if facts.source.syntax != "cii":
        return False
    bare = facts.of(_bare_prices)
    return bool(bare) and int(facts.here("")[len("lines[") : -len("].")]) in bare


def _gross(line: InvoiceLine, per: Decimal | None) -> Decimal:
    """Returns quantity × net price, as little work as there is to it: it is asked of each line."""
    price, quantity = line.price, line.quantity
    if price is None or not price.net:
        return ZERO
    net = price.net if not per or per == ONE else divide(price.net, per)
    return net if quantity is None else times(quantity, net)


def _total(items: Sequence[LineAllowance | LineCharge], facts: Facts, name: str) -> Decimal:
    """Returns the sum in cents, halves towards above as XPath rounds."""
    if not items:
        return ZERO
    unsaid = facts.source.other | facts.source.by_digit
    if unsaid:
        field = facts.here(name)
        items = [item for at, item in enumerate(items) if f"{field}[{at}]" not in unsaid]
    return half_above(add([item.amount or ZERO for item in items]), _CENT)


def _close(found: Decimal, expected: Decimal, facts: Facts, forints: Decimal) -> bool | Mismatch:
    slack = forints if facts.currency == "HUF" else _SLACK
    return abs(found - expected) <= slack or Mismatch(expected, found)


_R043 = "PEPPOL-EN16931-R043"
_UBL, _CII, _CII_PRICE = "charge indicator", "charge indicator 1", "charge indicator 2"

PEPPOL = amount_rules(
    "peppol.amounts",
    forints=_SLACK,
    total_may_lack=False,
    indicators={_R043: frozenset({_UBL, _CII, _CII_PRICE})},
)
XRECHNUNG = amount_rules(
    "xrechnung.amounts",
    forints=_HALF,
    total_may_lack=True,
    indicators={
        _R043: frozenset({_UBL}),
        f"{_R043}-1": frozenset({_CII}),
        f"{_R043}-2": frozenset({_CII_PRICE}),
    },
)
XRECHNUNG.severities["PEPPOL-EN16931-R120"] = Severity.WARNING
