"""A shop of three orders, and an invoice in a file."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from invoicekit import Address, Invoice, InvoiceLine, Item, Party, Price, TaxId, calculate, write

EXAMPLES = Path(__file__).parents[2] / "examples"
KEPT = ("#1001", "#1004", "#1021", "#1024")


@pytest.fixture(autouse=True)
def _english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may read another language."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def small_shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    for name in ("products.csv", "customers.csv"):
        (folder / name).write_bytes((EXAMPLES / name).read_bytes())
    for name, column in (("orders.csv", "Name"), ("payments.csv", "remittance")):
        text = (EXAMPLES / name).read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines(keepends=True)))
        out = StringIO()
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if row[column].rpartition(" ")[2] in KEPT)
        (folder / name).write_text(out.getvalue(), encoding="utf-8")
    return folder


@pytest.fixture
def invoice_file(tmp_path: Path) -> Path:
    seller = Party(
        name="Kontor Lindenhof GmbH",
        tax_ids=[TaxId(value="DE136695976", country="DE")],
        address=Address(line1="Lindenhof 1", city="Berlin", postcode="10115", country="DE"),
    )
    line = InvoiceLine(
        id="1",
        quantity="2",
        unit="H87",
        price=Price(net="10.00"),
        vat_category="S",
        vat_rate="19",
        item=Item(name="Heft"),
    )
    invoice = Invoice(
        number="R-1",
        currency="EUR",
        seller=seller,
        buyer=Party(name="Eva", address=Address(country="DE")),
        lines=[line],
    )
    path = tmp_path / "invoice.json"
    path.write_bytes(write(calculate(invoice), "json"))
    return path
