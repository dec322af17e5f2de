"""An invoice's whole way in the demo against bare typst making its PDF.

Ours: order to draft, submitted, approved, issued; then the outbox renders PDF, HTML, UBL and JSON
and archives them with their hashes, all on one SQLite file.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import invoicekit as ik
from benchmarks import Row, compared, medians
from benchmarks._typst import bare

AT_MOST = 2.0
SIZES = {3: 15, 50: 7}
"""Lines → rounds."""
FORMATS = ("pdf", "html", "ubl", "json")
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def run() -> list[Row]:
    """Returns the pipeline against typst, for a shop's usual invoice and for a long one."""
    rows = []
    for lines, rounds in SIZES.items():
        with tempfile.TemporaryDirectory() as folder, _kit(Path(folder)) as kit:
            pipeline = _pipeline(kit, lines)
            invoice = pipeline().invoice
            numbered = [invoice.replace(number=f"B-{n}") for n in range(rounds + 1)]
            ours, theirs = medians([pipeline, bare(numbered, "en")], rounds=rounds)
            assert kit.audit.verify().counts["files"] == len(FORMATS) * (rounds + 2)
        rows.append(compared(f"an invoice of {lines} lines / bare typst", ours, theirs, AT_MOST))
    return rows


def _kit(folder: Path) -> ik.InvoiceKit:
    party = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
        contact=ik.Contact(email="billing@shop.example"),
    )
    return ik.InvoiceKit.from_url(
        f"sqlite:///{folder / 'shop.db'}",
        issuer=ik.Issuer(party=party, formats=FORMATS, locale="en"),
        archive=folder / "archive",
        clock=lambda: NOW,
    )


def _pipeline(kit: ik.InvoiceKit, lines: int) -> Callable[[], ik.InvoiceRecord]:
    buyer = kit.customers.create(
        name="ACME GmbH", country="DE", language="en", payment_terms="net 30", actor="alice"
    )
    items = [
        ik.OrderLine(name=f"Keyboard {n}", quantity="2", unit_price="49.90", vat="S 19")
        for n in range(lines)
    ]
    count = itertools.count(1)

    def job() -> ik.InvoiceRecord:
        order = ik.Order(
            reference=f"SO-{next(count)}", customer_id=buyer.id, currency="EUR", lines=items
        )
        draft = kit.invoices.create_from_order(order, actor="alice")
        kit.invoices.submit(draft.id, actor="alice")
        kit.invoices.approve(draft.id, actor="bob")
        issued = kit.invoices.issue(draft.id, actor="bob")
        assert kit.run_outbox().done == 1
        return issued

    return job
