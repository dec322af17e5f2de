"""Lines between the form of a 发票 and the model.

On a red-letter invoice the file's quantities and amounts are negative, the model's positive; the
price is positive in both.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from invoicekit.calculate.fapiao import DISCOUNT, DISCOUNTED, NORMAL, POLICIES
from invoicekit.formats._fapiao.codecs import WORDS
from invoicekit.jurisdiction.fapiao import (
    full_name,
    remark_of,
    signed,
    tax_code_of,
    unit_of,
)
from invoicekit.model import FapiaoLine, Invoice, InvoiceLine
from invoicekit.money import ZERO, add

_NOT_TAXABLE = "6"
"""What the classification codes of 不征税项目 begin with."""
_NAMED = 3
"""Parts of `*short*name` between its stars."""

Record = dict[str, Any]


def without_tax(remark: str, tax_code: str) -> str:
    """Returns the VAT category of a line whose rate is a plain 0: three things look like it."""
    if tax_code.startswith(_NOT_TAXABLE) or "不征税" in remark:
        return "O"
    return "E" if "免税" in remark else "Z"


def read_lines(rows: list[Record], *, red: bool, remark: str) -> list[Record]:
    """Returns the lines as records of the model."""
    made = [_read(place, row, red=red, remark=remark) for place, row in enumerate(rows, 1)]
    if not red:
        _mark_discounts(made)
    return made


def breakdown_of(lines: list[Record]) -> list[Record]:
    """Returns the sums by category and rate, which the file does not have."""
    groups: dict[tuple[Any, Any], list[Record]] = {}
    for line in lines:
        if line.get("net_amount") is not None and line.get("vat_category"):
            groups.setdefault((line["vat_category"], line.get("vat_rate")), []).append(line)
    return [
        {
            "category": category,
            "rate": rate,
            "taxable_amount": add(line["net_amount"] for line in members),
            "tax_amount": add(line["fapiao"].get("tax_amount") or ZERO for line in members),
        }
        for (category, rate), members in groups.items()
    ]


def _read(place: int, row: Record, *, red: bool, remark: str) -> Record:
    short_name, name = named(row.get("name"))
    category, rate, printed = taxed(row.get("rate"), remark, row.get("tax_code") or "")
    policy, zero_rate = POLICIES.get(category or "", (None, None))
    price = row.get("price")
    return {
        "id": str(place),
        "quantity": signed(row.get("quantity"), red=red),
        "net_amount": signed(row.get("net"), red=red),
        "price": None if price is None else {"net": price},
        "vat_category": category,
        "vat_rate": rate,
        "item": None if name is None else {"name": name},
        "fapiao": {
            "short_name": short_name,
            "specification": row.get("specification"),
            "unit": row.get("unit"),
            "nature": NORMAL,
            "tax_code": row.get("tax_code"),
            "tax_amount": signed(row.get("tax"), red=red),
            "amount_with_tax": signed(row.get("gross"), red=red),
            "policy": policy,
            "zero_rate": zero_rate,
            "printed_rate": printed,
        },
    }


def named(text: str | None) -> tuple[str | None, str | None]:
    """Returns the short name of the classification and the item's own, out of `*short*name`."""
    if text and text[0] == "*":
        parts = text.split("*", 2)
        if len(parts) == _NAMED and parts[1]:
            return parts[1], parts[2]
    return None, text


def taxed(
    rate: Decimal | str | None, remark: str, tax_code: str
) -> tuple[str | None, Decimal | None, str | None]:
    """Returns category, rate, and the rate as printed where that is no number."""
    if rate is None:
        return None, None, None
    if isinstance(rate, str):
        category = WORDS.get(rate)
        return category, None if category is None else ZERO, rate
    return ("S" if rate else without_tax(remark, tax_code)), rate, None


def _mark_discounts(lines: list[Record]) -> None:
    """Marks each discount and what it lowers: the file has no flag, only the look of the row."""
    for before, line in pairwise(lines):
        net = line["net_amount"]
        bare = line["quantity"] is None and line["price"] is None
        if net is not None and net < ZERO and bare and _alike(before, line):
            line["fapiao"]["nature"] = DISCOUNT
            if before["fapiao"]["nature"] == NORMAL:
                before["fapiao"]["nature"] = DISCOUNTED


def _alike(one: Record, other: Record) -> bool:
    parts = ("item", "vat_rate", "vat_category")
    facts = ("tax_code", "short_name")
    return all(one[part] == other[part] for part in parts) and all(
        one["fapiao"][fact] == other["fapiao"][fact] for fact in facts
    )


def write_lines(form: Invoice) -> list[SimpleNamespace]:
    """Returns the rows of an invoice that has the form of a 发票."""
    remark = remark_of(form)
    return [_row(line, red=form.is_credit, remark=remark) for line in form.lines]


def rate_of(line: InvoiceLine, remark: str) -> Decimal | str | None:
    """Returns the rate, in words where a plain 0 would be taken for something else."""
    facts = line.fapiao or FapiaoLine()
    if facts.printed_rate is not None:
        return facts.printed_rate
    category, rate = line.vat_category, line.vat_rate
    if category in POLICIES and not rate:
        plain_zero = without_tax(remark, tax_code_of(line) or "")
        if category in {plain_zero, "G"}:
            return ZERO
        return next(word for word, told in WORDS.items() if told == category)
    return rate


def _row(line: InvoiceLine, *, red: bool, remark: str) -> SimpleNamespace:
    facts = line.fapiao or FapiaoLine()
    return SimpleNamespace(
        name=full_name(line),
        specification=facts.specification,
        unit=unit_of(line),
        quantity=signed(line.quantity, red=red),
        price=line.price.net if line.price else None,
        net=signed(line.net_amount, red=red),
        rate=rate_of(line, remark),
        tax=signed(facts.tax_amount, red=red),
        gross=signed(facts.amount_with_tax, red=red),
        tax_code=tax_code_of(line),
    )
