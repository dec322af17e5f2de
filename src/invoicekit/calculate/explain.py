"""Explaining an invoice: the same calculation, told amount by amount.

Every row states its formula and inputs and is computed from them anew, so a row's result is the
calculated invoice's amount for a reason, not because it was copied. Only where largest remainder
decides who gets a cent is the part taken from the calculated invoice.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from invoicekit.calculate.document import calculate
from invoicekit.calculate.explain_allowances import explain_document_allowances
from invoicekit.calculate.explain_lines import explain_line
from invoicekit.calculate.explain_taxes import explain_other_taxes, explain_vat
from invoicekit.calculate.explain_terms import Explaining, added, input_of, step
from invoicekit.calculate.rounding import rounder
from invoicekit.calculate.totals import amount_due
from invoicekit.calculate.trace import Input, Row, Trace
from invoicekit.errors import ConfigurationError
from invoicekit.jurisdiction.rounding import RoundingPolicy
from invoicekit.model import Invoice, Totals
from invoicekit.money import multiply


def explain(invoice: Invoice, policy: RoundingPolicy | None = None) -> Trace:
    """Returns how each amount of the calculated invoice comes about.

    What cannot be computed has no row; without a known currency there are none.

    Args:
        invoice: Calculated already or not; what was split when it was calculated is then as given.
        policy: How to round; half up, once a tax group, where none is given.

    Raises:
        InputError: An amount has more than 28 digits.
    """
    currency = invoice.currency or ""
    try:
        rounding = rounder(currency, policy)
    except ConfigurationError:
        return Trace(currency, ())
    known = Explaining(invoice, calculate(invoice, policy), rounding)
    rows: list[Row] = []
    for index in range(len(known.done.lines)):
        rows += explain_line(known, index)
    rows += explain_document_allowances(known)
    rows += explain_vat(known)
    rows += explain_other_taxes(known)
    rows += _explain_totals(known)
    return Trace(currency, tuple(rows))


def _explain_totals(known: Explaining) -> Iterator[Row]:
    done, rounding = known.done, known.rounding
    totals = done.totals or Totals()
    plus, minus = "+", "-"
    yield from _sum(
        known, "line_total", [(plus, f"lines[{i}].net_amount") for i in range(len(done.lines))]
    )
    for name, field in (("allowances", "allowance_total"), ("charges", "charge_total")):
        count = len(getattr(done, name))
        yield from _sum(known, field, [(plus, f"{name}[{i}].amount") for i in range(count)])
    total = "totals."
    yield from _sum(
        known,
        "without_vat",
        [
            (plus, f"{total}line_total"),
            (minus, f"{total}allowance_total"),
            (plus, f"{total}charge_total"),
        ],
    )
    vat = [(plus, f"vat_breakdown[{i}].tax_amount") for i in range(len(done.vat_breakdown))]
    yield from _sum(known, "vat", vat)
    yield from _explain_conversion(known)
    for field, withheld in (("other_taxes", False), ("withheld", True)):
        yield from _sum(
            known,
            field,
            [
                (plus, f"other_tax_breakdown[{i}].tax_amount")
                for i, row in enumerate(done.other_tax_breakdown)
                if row.withholding is withheld
            ],
        )
    yield from _sum(
        known,
        "with_vat",
        [(plus, f"{total}without_vat"), (plus, f"{total}vat"), (plus, f"{total}other_taxes")],
    )
    if rounding.policy.cash_step is not None and totals.with_vat is not None:
        yield _explain_cash(known, totals.with_vat)
    yield from _explain_amount_due(known)


def _explain_amount_due(known: Explaining) -> Iterator[Row]:
    yield from _sum(
        known,
        "amount_due",
        [
            ("+", "totals.with_vat"),
            ("-", "totals.withheld"),
            ("-", "totals.prepaid"),
            ("+", "totals.rounding"),
            *(
                ("+", f"third_party_payments[{index}].amount")
                for index in range(len(known.done.third_party_payments))
            ),
        ],
    )


def _sum(known: Explaining, field: str, terms: list[tuple[str, str]]) -> Iterator[Row]:
    """Yields the row of a total that is a sum; nothing where it is unknown or has no terms."""
    if getattr(known.done.totals or Totals(), field) is None:
        return
    present = [
        (sign, Input(path, value))
        for sign, path in terms
        if (value := input_of(known.done, path)) is not None
    ]
    template, result = added(present, known.rounding)
    inputs = tuple(each for _, each in present)
    yield Row(f"totals.{field}", field, template, inputs, None, result)


def _explain_conversion(known: Explaining) -> Iterator[Row]:
    done = known.done
    totals, rate = done.totals or Totals(), done.vat_exchange_rate
    converted = totals.vat_in_vat_currency
    if rate is None or totals.vat is None or converted is None:
        return
    if done.vat_currency in {None, done.currency}:
        return
    target = rounder(done.vat_currency or "", known.rounding.policy)
    before = multiply(totals.vat, rate)
    rounded = step(before, target)
    inputs = (Input("totals.vat", totals.vat), Input("vat_exchange_rate", rate))
    path = "totals.vat_in_vat_currency"
    yield Row(path, "vat_in_vat_currency", "{0} × {1}", inputs, rounded, rounded.after)


def _explain_cash(known: Explaining, with_vat: Decimal) -> Row:
    rounding, totals = known.rounding, known.done.totals or Totals()
    third = known.done.third_party_payments
    due = amount_due(with_vat, totals.withheld, totals.prepaid, third, rounding)
    added_up = rounding.cash(due) or rounding.zero
    after = rounding.add(due, added_up)
    rounded = step(due, rounding, how="cash", after=after)
    inputs = (Input("totals.amount_due", after), Input("totals.with_vat", due))
    return Row("totals.rounding", "cash", "{0} - {1}", inputs, rounded, added_up)
