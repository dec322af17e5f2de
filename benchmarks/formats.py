"""UBL against lxml's bare parse of the same bytes: write, load, validate a model.

Lines as the official examples have them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from lxml import etree

import invoicekit as ik
from benchmarks import Row, compared, medians

LIMITS = {"write": 1.5, "load": 6.0, "validate": 1.0}
"""The engine's design: so many times the parse at most."""
ROUNDS = {10: (15, 30), 1000: (9, 1)}
"""Lines → rounds, and calls a round."""


def run() -> list[Row]:
    """Returns write, load and validate against the parse, for few lines and for many."""
    rows = []
    for lines, (rounds, calls) in ROUNDS.items():
        made = invoice(lines)
        data = ik.write(made, "ubl")
        works: dict[str, Callable[[], object]] = {
            "write": partial(ik.write, made, "ubl"),
            "load": partial(ik.load, data),
            "validate": partial(ik.validate, made),
        }
        jobs: list[Callable[[], object]] = [*works.values(), partial(etree.fromstring, data)]
        *spent, parse = medians(jobs, rounds=rounds, calls=calls)
        rows += [
            compared(f"{name}, {lines} lines / lxml parse", ours, parse, LIMITS[name])
            for name, ours in zip(works, spent, strict=True)
        ]
    return rows


def invoice(lines: int) -> ik.Invoice:
    """Returns a calculated invoice of so many lines."""
    seller = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="DE136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    item = ik.Item(
        name="Keyboard, black & white",
        description="102 keys",
        seller_id="K-1",
        buyer_id="B-1",
        standard_id=ik.Identifier(value="4006381333931", scheme="0160"),
        classifications=(ik.Classification(code="30237460", scheme="STI"),),
        origin_country="DE",
        attributes=(ik.Attribute(name="Colour", value="black"),),
    )
    return ik.calculate(
        ik.Invoice(
            number="2026-0001",
            issue_date=date(2026, 3, 2),
            due_date=date(2026, 4, 1),
            currency="EUR",
            specification="urn:cen.eu:en16931:2017",
            seller=seller,
            buyer=seller.replace(name="ACME GmbH"),
            lines=[
                ik.InvoiceLine(
                    id=str(number),
                    note="As ordered by telephone",
                    quantity="2",
                    unit="H87",
                    order_line=str(number),
                    accounting_reference="4400",
                    allowances=[ik.LineAllowance(amount="5.00", reason="Loyalty")],
                    price=ik.Price(net="49.90"),
                    vat_category="S",
                    vat_rate="19",
                    item=item,
                )
                for number in range(1, lines + 1)
            ],
        )
    )
