"""Vectors of whole documents, run through `calculate`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from invoicekit.calculate import calculate
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    OtherTax,
    Price,
    Totals,
)
from invoicekit.money import ZERO, Rounding, add
from invoicekit.testing._vector_kind import Json, Results, Vector, worked


def document(given: Json) -> Json:
    """Returns the amounts of the calculated document in the vectors' words."""
    return outcome(calculate(invoice_of(given), policy_of(given.get("policy", {}))))


def policy_of(given: Json) -> RoundingPolicy:
    """Returns the policy a vector names."""
    step = given.get("cash_rounding")
    return RoundingPolicy(
        rounding=Rounding(given.get("rounding", "half_up")),
        tax=given.get("tax_rounding", "per_group"),
        cash_step=None if step is None else Decimal(step),
    )


def invoice_of(given: Json) -> Invoice:
    """Returns the invoice a vector describes."""
    gross = given.get("policy", {}).get("prices") == "gross"
    return Invoice(
        currency=given["currency"],
        lines=[_line(line, gross=gross) for line in given["lines"]],
        allowances=[
            Allowance(**_amount(each, gross=gross), **_taxes(each))
            for each in given.get("allowances", ())
        ],
        charges=[
            Charge(**_amount(each, gross=gross), **_taxes(each))
            for each in given.get("charges", ())
        ],
        totals=Totals(prepaid=given["prepaid"]) if "prepaid" in given else None,
    )


def _line(line: Json, *, gross: bool) -> InvoiceLine:
    price = {"with_vat" if gross else "net": line["unit_price"]}
    return InvoiceLine(
        quantity=line["quantity"],
        price=Price(**price, base_quantity=line.get("base_quantity")),
        allowances=[
            LineAllowance(**_amount(each, gross=gross)) for each in line.get("allowances", ())
        ],
        charges=[LineCharge(**_amount(each, gross=gross)) for each in line.get("charges", ())],
        **_taxes(line),
    )


def _amount(part: Json, *, gross: bool) -> dict[str, Any]:
    if "percent" in part:
        return {"percent": part["percent"], "base_amount": part.get("base")}
    return {"with_vat" if gross else "amount": part["amount"]}


def _taxes(part: Json) -> dict[str, Any]:
    taxes = part.get("taxes", ())
    found: dict[str, Any] = {
        "other_taxes": [OtherTax(**tax) for tax in taxes if tax["scheme"] != "VAT"]
    }
    for tax in taxes:
        if tax["scheme"] == "VAT":
            found |= {"vat_category": tax["category"], "vat_rate": tax["rate"]}
    return found


def outcome(invoice: Invoice) -> Json:
    """Returns the amounts of a calculated document; the breakdown is in no order, so by its key."""
    totals = invoice.totals or Totals()
    taxes = [totals.vat or ZERO, totals.other_taxes or ZERO]
    return {
        "line_net": [line.net_amount for line in invoice.lines],
        "sum_of_line_net": totals.line_total,
        "allowance_total": totals.allowance_total or ZERO,
        "charge_total": totals.charge_total or ZERO,
        "total_without_tax": totals.without_vat,
        "tax_breakdown": _breakdown(invoice),
        "tax_total": add(taxes),
        "total_with_tax": totals.with_vat,
        "withheld_total": totals.withheld or ZERO,
        "prepaid": totals.prepaid or ZERO,
        "rounding": totals.rounding or ZERO,
        "payable": totals.amount_due,
    }


def _breakdown(invoice: Invoice) -> list[Json]:
    vat = [
        _row("VAT", row.category, row.rate, row.taxable_amount, row.tax_amount)
        for row in invoice.vat_breakdown
    ]
    other = [
        _row(row.scheme, row.category, row.rate, row.taxable_amount, row.tax_amount)
        for row in invoice.other_tax_breakdown
    ]
    return in_order([*vat, *other])


def _row(scheme: str, category: str | None, rate: object, taxable: object, tax: object) -> Json:
    return {
        "scheme": scheme,
        "category": category,
        "rate": rate,
        "taxable": taxable,
        "tax": tax,
    }


def in_order(rows: Sequence[Json]) -> list[Json]:
    """Returns rows of a breakdown sorted by what makes a group."""
    return sorted(rows, key=lambda row: (row["scheme"], row["category"], Decimal(row["rate"])))


def _document_results(vector: Vector) -> Results:
    expected = dict(vector.data["expected"])
    expected["tax_breakdown"] = in_order(expected["tax_breakdown"])
    return [(document(vector.data["input"]), expected)]


KINDS = (replace(worked("document", document), run=_document_results),)
