"""JSON → model → JSON against plain pydantic models of the same fields.

The twins are made from ours: the same names and nesting, `Decimal` for exact decimals, no frozen
values, nothing forbidden. What is left between them is the price of exactness.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any, ForwardRef, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, create_model

from benchmarks import Row, compared, medians
from invoicekit.calculate import calculate
from invoicekit.model import Address, Invoice, InvoiceLine, Item, LineAllowance, Party, Price, TaxId

AT_MOST = 1.5
SIZES = {10: 100, 1000: 1}
"""Lines → calls a round."""


def run() -> list[Row]:
    """Returns the round trip of few lines and of many, and the canonical bytes beside it."""
    rows = []
    for count, calls in SIZES.items():
        made = invoice(count)
        data = made.model_dump_json(exclude_none=True)
        twin = twin_of(Invoice)
        assert Invoice.model_validate_json(round_trip(twin, data)) == made
        jobs: list[Callable[[], object]] = [
            partial(round_trip, Invoice, data),
            partial(sealed, data),
            partial(round_trip, twin, data),
        ]
        ours, canonical, theirs = medians(jobs, rounds=15, calls=calls)
        rows.append(compared(f"JSON round trip, {count} lines / plain", ours, theirs, AT_MOST))
        rows.append(compared(f"to canonical bytes, {count} lines / plain", canonical, theirs, None))
    return rows


def round_trip(model: type[BaseModel], data: str) -> str:
    """Returns the JSON that reading the JSON gives back."""
    return model.model_validate_json(data).model_dump_json(exclude_none=True)


def sealed(data: str) -> bytes:
    """Returns the canonical bytes of what was read."""
    return Invoice.model_validate_json(data).canonical()


@cache
def twin_of(model: type[BaseModel]) -> type[BaseModel]:
    """Returns a plain model with the fields of ours."""
    hints = get_type_hints(model, include_extras=True)
    fields: dict[str, Any] = {
        name: (plain(hints[name], model), ... if field.is_required() else field.default)
        for name, field in model.model_fields.items()
    }
    return create_model(model.__name__, **fields)


def plain(hint: Any, inside: type[BaseModel]) -> Any:
    """Returns the type of a model's field without marks, and with twins for models."""
    if hint is inside:
        return ForwardRef(inside.__name__)  # lines below lines
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        return twin_of(hint)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return plain(arguments[0], inside)
    if origin in {Union, types.UnionType}:
        return Union[tuple(plain(each, inside) for each in arguments)]  # noqa: UP007 - made at run time
    if origin is tuple:
        members = tuple(plain(each, inside) for each in arguments)
        return types.GenericAlias(tuple, members)
    return hint


def invoice(lines: int) -> Invoice:
    """Returns a calculated invoice of so many lines."""
    party = Party(
        name="Shop GmbH",
        tax_ids=[TaxId(country="DE", value="136695976")],
        address=Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    return calculate(
        Invoice(
            number="2026-0001",
            issue_date=date(2026, 3, 2),
            currency="EUR",
            seller=party,
            buyer=party,
            lines=[
                InvoiceLine(
                    id=str(number),
                    quantity=Decimal(2),
                    unit="H87",
                    price=Price(net="49.90"),
                    allowances=[LineAllowance(percent="5", reason="Loyalty")],
                    vat_category="S",
                    vat_rate="19",
                    item=Item(name=f"Keyboard {number}", seller_id=f"K-{number}"),
                )
                for number in range(lines)
            ],
        )
    )
