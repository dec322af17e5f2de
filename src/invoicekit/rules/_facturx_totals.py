"""What adds up at the level EXTENDED of Factur-X: a cent of tolerance for each amount summed.

Lines may be groups, and fees of carriers and payments of third parties may stand beside; a document
has no place for these, so that one whose file has them is not judged here but by its elements
(`formats/_cii/levels`).

Source: Factur-X 1.09 / ZUGFeRD 2.5, extension rules BR-FXEXT.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import Allowance, Charge, InvoiceLine, Totals, VatBreakdown
from invoicekit.money import ZERO, add, multiply, percent
from invoicekit.rules._facts import Facts
from invoicekit.rules._published_vat import cents

RULES = RuleSet("facturx-extended.totals")
rule = RULES.rule

_CENT = Decimal("0.01")
_BEYOND = (
    "LineStatusReasonCode",
    "SpecifiedLogisticsServiceCharge",
    "SpecifiedFinancialAdjustment",
)
_REASONS = "ExemptionReason"
"""Lines, allowances and charges may have their own; a document has them in the breakdown alone."""
_UNRATED = "O"
CATEGORIES = {
    "S": "S",
    "Z": "Z",
    "E": "E",
    "AE": "AE",
    "IC": "K",
    "G": "G",
    "O": "O",
    "AF": "L",
    "AG": "M",
}
"""As in the ids of rules → code (BT-118)."""


class _Sum(NamedTuple):
    amount: Decimal
    number: int

    def near(self, found: Decimal | None) -> bool | Mismatch:
        """Returns whether an amount is the sum, but for a cent for each that is summed."""
        if found is None:
            return Mismatch(self.amount, None)
        fits = abs(add((found, -self.amount))) <= multiply(_CENT, Decimal(self.number))
        return fits or Mismatch(self.amount, found)


def _beyond(facts: Facts, *names: str) -> bool:
    source = facts.source
    strange = any(name in place for place in source.unknown for name in (*_BEYOND, *names))
    return strange or not source.sights.observed.isdisjoint(_BEYOND)


def _lines(facts: Facts) -> _Sum:
    amounts = [each.net_amount or ZERO for each in facts.invoice.lines]
    return _Sum(cents(add(amounts)), len(amounts))


def _amounts(items: Iterable[Allowance | Charge]) -> _Sum:
    amounts = [each.amount or ZERO for each in items]
    return _Sum(cents(add(amounts)), len(amounts))


@rule("BR-FXEXT-CO-10", path="line_total")
def lines_add_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The line total (BT-106) is the sum of lines (BT-131), but for a cent a line."""
    return _beyond(facts) or facts.of(_lines).near(totals.line_total)


@rule("BR-FXEXT-CO-11", path="allowance_total")
def allowances_add_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The allowance total (BT-107) is the sum of allowances (BT-92), but for a cent each."""
    if not facts.allowances and totals.allowance_total is None:
        return True
    return _amounts(facts.allowances).near(totals.allowance_total)


@rule("BR-FXEXT-CO-12", path="charge_total")
def charges_add_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The charge total (BT-108) is the sum of charges (BT-99), but for a cent each."""
    if _beyond(facts) or (not facts.charges and totals.charge_total is None):
        return True
    return _amounts(facts.charges).near(totals.charge_total)


@rule("BR-FXEXT-CO-13", path="without_vat")
def total_without_vat_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The total without VAT (BT-109) is lines - allowances + charges, but for a cent each."""
    return _beyond(facts) or facts.of(_net).near(totals.without_vat)


@rule("BR-FXEXT-CO-15", path="with_vat")
def total_with_vat_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The total with VAT (BT-112) is that without (BT-109) and the VAT (BT-110), but for cents."""
    if _beyond(facts):
        return True
    own = _vat_totals(totals, facts)
    if totals.without_vat is None or not own:
        return Mismatch(totals.without_vat, totals.with_vat)
    if len(own) > 1:
        fits = totals.with_vat == totals.without_vat
        return fits or Mismatch(totals.without_vat, totals.with_vat)
    expected = add((totals.without_vat, own[0]))
    return _Sum(expected, facts.of(_net).number).near(totals.with_vat)


@rule("BR-FXEXT-CO-16", path="amount_due")
def amount_due_adds_up(totals: Totals, facts: Facts) -> bool | Mismatch:
    """The amount due (BT-115) is with VAT (BT-112) - paid (BT-113) + rounding (BT-114)."""
    parts = (totals.with_vat or ZERO, -(totals.prepaid or ZERO), totals.rounding or ZERO)
    return _beyond(facts) or _Sum(add(parts), 0).near(totals.amount_due)


def _net(facts: Facts) -> _Sum:
    lines, less, more = (
        facts.of(_lines),
        _amounts(facts.allowances),
        _amounts(facts.charges),
    )
    amount = add((lines.amount, -less.amount, more.amount))
    return _Sum(amount, lines.number + less.number + more.number)


def _vat_totals(totals: Totals, facts: Facts) -> list[Decimal]:
    """Returns the totals of VAT in the document's currency."""
    listed = facts.source.tax_totals
    if listed is None:
        return [totals.vat or ZERO]
    own = (each for each in listed if each.currency == facts.invoice.currency)
    return [each.amount for each in own if each.amount is not None]


def _summed(vat: VatBreakdown, facts: Facts, *, by_reason: bool) -> _Sum:
    """Returns what falls into a row of the breakdown, by rate or by rate and reason, too.

    Lines, allowances and charges of a file have no reason of their own in a document.
    """

    def falls(item: InvoiceLine | Allowance | Charge) -> bool:
        same = item.vat_category == vat.category
        if vat.category != _UNRATED:
            same = same and item.vat_rate is not None and item.vat_rate == vat.rate
        return same and (not by_reason or not has_reason)

    has_reason = bool(bare(vat.exemption_code or "") or bare(vat.exemption_reason or ""))

    lines = [each.net_amount or ZERO for each in facts.invoice.lines if falls(each)]
    less = [each.amount or ZERO for each in facts.allowances if falls(each)]
    more = [each.amount or ZERO for each in facts.charges if falls(each)]
    amount = add((cents(add(lines)), -cents(add(less)), cents(add(more))))
    return _Sum(amount, len(lines) + len(less) + len(more))


def _define_base(code: str, rule_id: str) -> None:
    @rule(
        rule_id,
        path="taxable_amount",
        text=f"The base (BT-116) of category {code} is the sum of its lines, allowances and "
        "charges, but for a cent each.",
    )
    def base_adds_up(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        if not _concerns(vat, facts, code):
            return True
        if not _rated(vat):
            return Mismatch("a rate (BT-119)", None)
        found = vat.taxable_amount
        by_rate = _summed(vat, facts, by_reason=False).near(found)
        return bool(by_rate) or bool(_summed(vat, facts, by_reason=True).near(found)) or by_rate


def _define_parts(code: str, rule_id: str, words: str, *, by_reason: bool) -> None:
    @rule(
        rule_id,
        Severity.WARNING,
        path="taxable_amount",
        text=f"The base (BT-116) of category {code} and {words} is the sum of all of these, "
        "but for a cent each.",
    )
    def part_adds_up(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
        if not _concerns(vat, facts, code):
            return True
        return _rated(vat) and _summed(vat, facts, by_reason=by_reason).near(vat.taxable_amount)


def _concerns(vat: VatBreakdown, facts: Facts, code: str) -> bool:
    return vat.category == code and not _beyond(facts, _REASONS)


def _rated(vat: VatBreakdown) -> bool:
    return vat.rate is not None or vat.category == _UNRATED


for _name, _code in CATEGORIES.items():
    _id = f"BR-FXEXT-{_name}"
    _define_base(_code, "BR-FXEXT-S08b" if _name == "S" else f"{_id}-08b")
    _define_parts(_code, f"{_id}-08ini", "a rate (BT-119)", by_reason=False)
    _define_parts(
        _code, f"{_id}-08rev", "a rate (BT-119) and reason (BT-120, BT-121)", by_reason=True
    )


@rule("BR-FXEXT-S-09b", path="tax_amount")
def tax_follows_from_base(vat: VatBreakdown, facts: Facts) -> bool | Mismatch:
    """The VAT (BT-117) at the standard rate is base (BT-116) times rate, but for a cent each."""
    if vat.category != "S" or _beyond(facts):
        return True
    if vat.rate is None or vat.taxable_amount is None:
        return Mismatch("base and rate", None)
    expected = cents(percent(vat.taxable_amount, vat.rate))
    return _Sum(expected, _summed(vat, facts, by_reason=False).number).near(vat.tax_amount)
