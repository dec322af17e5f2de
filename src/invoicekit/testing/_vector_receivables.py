"""Vectors of splits, exchange, payments, credits, interest and reports."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from invoicekit.calculate import calculate, rounder
from invoicekit.errors import InputError
from invoicekit.model import Invoice
from invoicekit.money import ZERO, add, quantum, round_to, split, subtract
from invoicekit.receivables import (
    Booked,
    CashDiscount,
    Claim,
    Credited,
    Open,
    SalesPeriod,
    TaxedDocument,
    allocate_oldest,
    booked_amount,
    bucket_names,
    bucket_place,
    collection_effectiveness,
    credit_tax,
    days_past_due,
    days_sales_countback,
    exchange_difference,
    instalments,
    late_interest,
    ledger_amount,
    open_amount,
    settle_claim,
    settle_early,
    vat_by_month,
)
from invoicekit.testing._vector_documents import invoice_of, policy_of
from invoicekit.testing._vector_kind import Json, Kind, Results, Vector, worked

CENT = Decimal("0.01")
DAY = date(2026, 1, 1)
EURO = rounder("EUR")


def decimals(values: list[str]) -> list[Decimal]:
    """Returns amounts as decimals."""
    return [Decimal(value) for value in values]


def splitting(given: Json) -> Json:
    """A split by weights, or into instalments of which the last takes the rest."""
    amount = Decimal(given["amount"])
    if given.get("rule") == "last_takes_rest":
        return {"parts": instalments(amount, decimals(given["percent"]), EURO)}
    try:
        unit = quantum(given.get("currency", "EUR"))
        return {"parts": split(amount, decimals(given["weights"]), unit)}
    except InputError as error:
        return {"error": error.message.partition(":")[0].replace(" ", "_")}


def exchange(given: Json) -> Json:
    """A tax total in the books' currency, or the difference that a payment realises."""
    if "tax_rows" in given:
        total = add(decimals(given["tax_rows"]))
        books = rounder(given["to"])
        return {"tax_total_accounting": booked_amount(total, Decimal(given["rate"]), books)}
    invoiced = Decimal(given["invoice"].split()[0])
    paid = Decimal(given.get("payment", given["invoice"]).split()[0])
    booked = booked_amount(invoiced, Decimal(given["issue_rate"]), EURO)
    found = exchange_difference(
        paid,
        open_amount=invoiced,
        open_booked=booked,
        payment_rate=Decimal(given["payment_rate"]),
        rounder=EURO,
    )
    return {
        "booked": booked,
        "relieved": found.relieved,
        "received": found.received,
        "fx_gain": found.gain,
        "balance": subtract(invoiced, paid),
        "open_doc": subtract(invoiced, paid),
        "open_booked": subtract(booked, found.relieved),
    }


def payment(given: Json) -> Json:
    """A payment on open items, on a claim, with a cash discount, or refunded."""
    if "skonto" in given:
        return _early(given)
    if "refund" in given:
        return _refunded(given)
    amount = Decimal(given["payment"])
    if isinstance(given["open"], dict):
        return _on_claim(amount, given["open"])
    items = [
        Open(str(place), str(place), each, DAY + timedelta(days=place))
        for place, each in enumerate(decimals(given["open"]))
    ]
    done = allocate_oldest(amount, items)
    applied = [done.applied.get(item.id, Decimal(0)) for item in items]
    left = [subtract(item.amount, part) for item, part in zip(items, applied, strict=True)]
    return {"applied": applied, "unapplied": done.unapplied, "open": left}


def _early(given: Json) -> Json:
    done = settle_early(
        Decimal(given["total"]),
        Decimal(given["paid"]),
        days=given["days"],
        discount=CashDiscount(Decimal(given["skonto"]), given["terms_days"]),
        rounder=EURO,
    )
    return {"applied": done.applied, "balance": done.open, "discount": done.discount}


def _refunded(given: Json) -> Json:
    total = Decimal(given["total"])
    refund = Decimal(given["refund"]).copy_negate()
    rows = [Booked(Decimal(given["paid"]), DAY), Booked(refund, DAY)]
    return {
        "balance_without_credit_note": open_amount(total, rows, DAY),
        "balance_with_credit_note": open_amount(total, [*rows, Booked(total, DAY)], DAY),
    }


def _on_claim(amount: Decimal, given: Json) -> Json:
    owed = Claim(
        costs=Decimal(given["fees"]),
        interest=Decimal(given["interest"]),
        principal=Decimal(given["principal"]),
    )
    done = settle_claim(amount, owed)
    return {
        "fees": done.applied.costs,
        "interest": done.applied.interest,
        "principal": done.applied.principal,
        "open_principal": done.open.principal,
    }


def credit_note(vector: Vector) -> Results:
    """The sign of a credit note, or an invoice credited line by line."""
    given = vector.data["input"]
    if "type" in given:
        kind = Invoice(type_code=given["type"])
        effect = ledger_amount(Decimal(given["total"]), is_credit=kind.is_credit)
        return [({"balance_effect": effect}, vector.data["expected"])]
    asked = vector.file[given["invoice"]]["input"]
    taxes = _taxes_of_credits(asked, given["credits"])
    return [({"tax": taxes, "total_credited_tax": add(taxes)}, vector.data["expected"])]


def _taxes_of_credits(asked: Json, count: int) -> list[Decimal]:
    """Returns the tax of each credit note where every line is credited by one."""
    invoice = calculate(invoice_of(asked), policy_of(asked.get("policy", {})))
    (group,) = invoice.vat_breakdown
    invoiced = Credited(group.taxable_amount or ZERO, group.tax_amount or ZERO)
    given: list[Credited] = []
    for line in invoice.lines[:count]:
        taxable = line.net_amount or ZERO
        rate, rounding = group.rate or ZERO, rounder(asked["currency"])
        tax = credit_tax(invoiced, given, taxable, rate=rate, rounder=rounding)
        given.append(Credited(taxable, tax))
    return [credit.tax for credit in given]


def interest(given: Json) -> Json:
    """Interest on late payment."""
    principal, rate = Decimal(given["principal"]), Decimal(given["annual_rate"])
    return {"interest": late_interest(principal, rate, given["days"], EURO)}


def aging(given: Json) -> Json:
    """Days past due and their buckets, or what was open as of a day."""
    as_of = date.fromisoformat(given["as_of"])
    if "paid_on" in given:
        total = Decimal(given["total"])
        paid = Booked(total, date.fromisoformat(given["paid_on"]))
        due = date.fromisoformat(given["due"])
        return {"open": open_amount(total, [paid], as_of), "days": days_past_due(due, as_of)}
    days = [days_past_due(date.fromisoformat(due), as_of) for due in given["due"]]
    return {"days": days, "bucket": [bucket_names()[bucket_place(each)] for each in days]}


def countback(given: Json) -> Json:
    """Days sales outstanding, counted back."""
    periods = [SalesPeriod(Decimal(sales), days) for _, sales, days in given["sales"]]
    return {"dso": round_to(days_sales_countback(Decimal(given["ar"]), periods), CENT)}


def effectiveness(given: Json) -> Json:
    """The collection effectiveness index."""
    index = collection_effectiveness(**{name: Decimal(value) for name, value in given.items()})
    return {"cei": None if index is None else round_to(index, CENT)}


def vat_summary(given: Json) -> Json:
    """Output VAT of an invoice's month and of its credit note's."""
    documents = []
    for name in ("invoice", "credit"):
        day, taxable, rate = given[name]
        tax = EURO.percent(Decimal(taxable), Decimal(rate))
        is_credit = name == "credit"
        documents.append(
            TaxedDocument(date.fromisoformat(day), Decimal(taxable), tax, is_credit=is_credit)
        )
    months = {"jan": "2025-01", "feb": "2025-02"}
    found = vat_by_month(documents)
    return {name: [found[key].taxable, found[key].tax] for name, key in months.items()}


KINDS = (
    worked("split", splitting),
    worked("fx", exchange),
    worked("payment", payment),
    Kind(lambda data: data.get("kind") == "credit_note" and "input" in data, credit_note),
    worked("interest", interest),
    worked("aging", aging),
    worked("dso", countback),
    worked("cei", effectiveness),
    worked("vat_summary", vat_summary),
)
