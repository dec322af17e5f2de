"""An authority's numbers: a series without a pattern, and an issuer may ask for it anywhere."""

from __future__ import annotations

from datetime import UTC, datetime

import invoicekit as ik
from invoicekit.model.status import ClearanceStatus
from invoicekit.ports import AuthorityAnswer

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


class Office:
    """Numbers every request by itself."""

    name = "office"

    def submit(self, request_id: str, _record: ik.InvoiceRecord) -> AuthorityAnswer:
        return self.query(request_id)

    def query(self, request_id: str) -> AuthorityAnswer:
        return AuthorityAnswer(ClearanceStatus.CLEARED, f"EXT-{request_id[:4]}", issued_at=NOW)


def test_an_issuer_has_its_numbers_from_an_authority() -> None:
    issuer = ik.Issuer(
        party=ik.Party(name="Shop Ltd", address=ik.Address(city="Auckland", country="NZ")),
        numbers=ik.ExternalNumbers(),
        approval=ik.ApprovalPolicy(bands=[]),
    )
    kit = ik.InvoiceKit.in_memory(issuer=issuer, clock=lambda: NOW, authority=Office())
    buyer = kit.customers.create(name="ACME", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="100", vat="O")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="NZD", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice")
    assert kit.invoices.issue(draft.id, actor="bob").document_status == "issuing"

    kit.run_outbox()
    assert str(kit.invoices.get(draft.id).number).startswith("EXT-")
    [series] = kit.series.list()
    assert (series.pattern, series.last) == ("", 1)
    assert kit.audit.verify().faults == ()
