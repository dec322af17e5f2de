"""UBL against lxml's bare parse of the same bytes: write, load, validate, at 10 and 1,000 lines.

    python benchmarks/formats.py

Lines as the official examples have them. CPU time, median of some rounds. The limits are those of
the engine's design: load ≤ 6 × parse, validate of a model ≤ 1 × parse, write ≤ 1.5 × parse.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial

from lxml import etree

import invoicekit as ik

LIMITS = {"write": 1.5, "load": 6.0, "validate": 1.0}
ROUNDS = {10: 200, 1000: 7}


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


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Returns the median CPU time of one call."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time_ns()
        work()
        times.append(time.process_time_ns() - start)
    return statistics.median(times) / 1e6


def main() -> int:
    """Prints the table; returns 1 where a limit is exceeded."""
    slow = 0
    print(f"{'lines':>5}  {'work':<10}{'ms':>9}{'× parse':>9}{'limit':>7}")
    for lines, rounds in ROUNDS.items():
        made = invoice(lines)
        data = ik.write(made, "ubl")
        works: dict[str, Callable[[], object]] = {
            "write": partial(ik.write, made, "ubl"),
            "load": partial(ik.load, data),
            "validate": partial(ik.validate, made),
        }
        parse = milliseconds(partial(etree.fromstring, data), rounds)
        print(f"{lines:>5}  {'parse':<10}{parse:>9.2f}")
        for name, work in works.items():
            spent = milliseconds(work, rounds)
            ratio = spent / parse
            slow += ratio > LIMITS[name]
            print(f"{lines:>5}  {name:<10}{spent:>9.2f}{ratio:>9.2f}{LIMITS[name]:>7}")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
