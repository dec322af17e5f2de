"""PDF and HTML of a document show one view of it; what is shown otherwise has a view of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import invoicekit as ik
from invoicekit.kit import _renderers
from invoicekit.kit._renderers import KitRenderers
from invoicekit.renderers import view_of

SELLER = ik.Party(
    name="Shop GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
)
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def record() -> ik.InvoiceRecord:
    kit = ik.InvoiceKit.in_memory(issuer=SELLER, clock=lambda: NOW)
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="EUR", lines=[line])
    return kit.invoices.create_from_order(order, actor="alice")


def test_a_view_is_made_once_for_each_way_to_show_a_document(
    record: ik.InvoiceRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, bool]] = []

    def counted(invoice: ik.Invoice, locale: str, **how: object) -> object:
        made.append((locale, how["original"] is True))
        return view_of(invoice, locale, **how)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(_renderers, "view_of", counted)
    renderers = KitRenderers()
    shown = [("en", True), ("en", True), ("en", False), ("de", False), ("de", False), ("en", True)]
    for locale, original in shown:
        for kind in ("html", "text"):
            renderers.render(record, kind, template=None, original=original, locale=locale)

    assert made == [("en", True), ("en", False), ("de", False), ("en", True)]


def test_another_document_has_a_view_of_its_own(record: ik.InvoiceRecord) -> None:
    renderers = KitRenderers()
    other = record.replace(invoice=record.invoice.replace(buyer=SELLER.replace(name="Lamp AG")))
    pages = [
        renderers.render(each, "text", template=None, original=True).data.decode()
        for each in (record, other)
    ]

    assert ["Lamp AG" in page for page in pages] == [False, True]
