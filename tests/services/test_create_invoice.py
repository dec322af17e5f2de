"""Drafts of documents that the caller brings whole, and what issuing them would give."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.findings import ValidationFailed

Issue = Callable[[str], ik.InvoiceRecord]


@pytest.fixture
def whole() -> ik.Invoice:
    line = ik.InvoiceLine(
        quantity="2",
        unit="HUR",
        price=ik.Price(net="80.00"),
        vat_category="S",
        vat_rate="19",
        item=ik.Item(name="Advice"),
    )
    return ik.Invoice(number="X-1", currency="EUR", lines=[line])


def test_seller_and_buyer_are_filled_in_and_the_number_is_ours(
    kit: ik.InvoiceKit, buyer: ik.Customer, whole: ik.Invoice, issue: Issue
) -> None:
    draft = kit.invoices.create(whole, customer_id=buyer.id, actor="alice")
    invoice = draft.invoice
    assert invoice.number is None
    assert invoice.seller is not None
    assert invoice.buyer is not None
    assert (invoice.seller.name, invoice.buyer.name) == ("Shop GmbH", "ACME GmbH")
    assert invoice.totals is not None
    assert invoice.totals.amount_due == Decimal("190.40")
    assert issue(draft.id).number == "2026-000001"


def test_a_preview_writes_nothing_and_has_no_number(
    kit: ik.InvoiceKit, buyer: ik.Customer, whole: ik.Invoice
) -> None:
    draft = kit.invoices.create(whole, customer_id=buyer.id, actor="alice")
    shown = kit.invoices.preview(draft.id)
    assert shown.number is None
    assert shown.invoice.issue_date == date(2026, 3, 2)
    assert shown.invoice.due_date == date(2026, 4, 1)
    assert kit.invoices.get(draft.id) == draft


def test_the_same_key_gives_the_same_draft_and_another_document_is_a_conflict(
    kit: ik.InvoiceKit, buyer: ik.Customer, whole: ik.Invoice
) -> None:
    draft = kit.invoices.create(whole, customer_id=buyer.id, actor="alice", idempotency_key="k")
    again = kit.invoices.create(whole, customer_id=buyer.id, actor="alice", idempotency_key="k")
    assert again == draft
    with pytest.raises(errors.IdempotencyConflict):
        kit.invoices.create(
            whole, customer_id=buyer.id, actor="alice", locale="fr", idempotency_key="k"
        )


def test_an_invoice_that_lacks_things_is_told_everything_at_once(kit: ik.InvoiceKit) -> None:
    empty = kit.invoices.create(ik.Invoice(currency="EUR"), actor="alice")
    with pytest.raises(ValidationFailed) as caught:
        kit.invoices.submit(empty.id, actor="alice")
    rules = {finding.rule for finding in caught.value.report.errors}
    assert {"BR-07", "BR-16"} <= rules


def test_nobody_is_billed_who_is_not_stored(kit: ik.InvoiceKit, whole: ik.Invoice) -> None:
    with pytest.raises(errors.NotFound, match="no customer"):
        kit.invoices.create(whole, customer_id="nobody", actor="alice")
    with pytest.raises(errors.NotFound, match="no issuer"):
        kit.invoices.create(whole, issuer_id="nobody", actor="alice")
