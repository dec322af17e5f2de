"""Issuing any number: a transaction a chunk, files judged ahead on the host's executor."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit.kit._ahead import judged_ahead
from invoicekit.kit._renderers import KitRenderers

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[ik.InvoiceKit]:
    issuer = ik.Issuer(
        party=ik.Party(
            name="Shop GmbH",
            tax_ids=[ik.TaxId(country="DE", value="136695976")],
            electronic_address=ik.Identifier(value="re@shop.example", scheme="EM"),
            address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
            contact=ik.Contact(name="Rechnungen", phone="+49 30 1234567", email="re@shop.example"),
        ),
        payment_instructions=ik.PaymentInstructions(
            means_code="58", accounts=(ik.BankAccount(id="DE02120300000000202051"),)
        ),
    )
    url = f"sqlite:///{tmp_path / 'invoices.db'}"
    with ik.InvoiceKit.from_url(url, issuer=issuer, clock=lambda: NOW) as opened:
        yield opened


def approved(kit: ik.InvoiceKit, count: int) -> list[str]:
    """Drafts for an office that takes XRechnung, handed in and approved."""
    office = kit.customers.create(
        name="Stadt Köln",
        address=ik.Address(line1="Rathausplatz 2", city="Köln", postcode="50667", country="DE"),
        electronic_address=ik.Identifier(value="04011000-1234512345-06", scheme="0204"),
        payment_terms="net 30",
        needs=ik.InvoiceNeeds(formats=("xrechnung-ubl",)),
        actor="alice",
    )
    ids = []
    for number in range(count):
        order = ik.Order(
            reference=f"SO-{number}",
            customer_id=office.id,
            currency="EUR",
            buyer_reference="04011000-1234512345-06",
            delivery_date=NOW.date(),
            lines=[ik.OrderLine(name="Keyboard", quantity="1", unit_price="50", vat="S 19")],
        )
        draft = kit.invoices.create_from_order(order, actor="alice", idempotency_key=f"o{number}")
        kit.invoices.submit(draft.id, actor="alice")
        kit.invoices.approve(draft.id, actor="bob")
        ids.append(draft.id)
    return ids


def test_all_are_issued_in_their_order_and_the_wrong_ones_told(kit: ik.InvoiceKit) -> None:
    ids = approved(kit, 5)
    outcomes = [*kit.invoices.issue_all(iter([*ids[:2], "none", *ids[2:]]), actor="bob", chunk=2)]
    assert [outcome.id for outcome in outcomes] == [*ids[:2], "none", *ids[2:]]
    assert isinstance(outcomes[2].error, ik.NotFound)
    numbers = [outcome.record.number for outcome in outcomes if outcome.record]
    assert numbers == [kit.invoices.get(each).number for each in ids]
    assert [series.last for series in kit.series.list()] == [5]


def test_who_stops_asking_leaves_the_rest_as_drafts(kit: ik.InvoiceKit) -> None:
    ids = approved(kit, 4)
    issuing = kit.invoices.issue_all(ids, actor="bob", chunk=2)
    next(issuing)
    statuses = [kit.invoices.get(each).document_status for each in ids]
    assert statuses == ["issued", "issued", "approved", "approved"]
    assert [outcome.error for outcome in kit.invoices.issue_all(ids[2:], actor="bob")] == [None] * 2


def test_files_are_judged_in_other_processes_before(
    kit: ik.InvoiceKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = approved(kit, 3)
    here: list[str] = []
    judged = KitRenderers.judged

    def noticed(self: KitRenderers, invoice: ik.Invoice, kind: str) -> object:
        here.append(kind)
        return judged(self, invoice, kind)

    monkeypatch.setattr(KitRenderers, "judged", noticed)
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        outcomes = [*kit.invoices.issue_all(ids, actor="bob", executor=pool)]
    assert all(outcome.record for outcome in outcomes)
    assert here == []


def test_a_draft_changed_meanwhile_is_judged_anew() -> None:
    invoice = ik.Invoice(number="R-1", currency="EUR")
    with ThreadPoolExecutor(1) as pool:
        renderers = judged_ahead([(invoice, "xrechnung-ubl")], pool)
    whole = KitRenderers()
    changed = invoice.replace(buyer_reference="991")
    for each in (invoice, changed):
        assert renderers.judged(each, "xrechnung-ubl") == whole.judged(each, "xrechnung-ubl")
    assert renderers.judged(invoice, "xrechnung-ubl") != renderers.judged(changed, "xrechnung-ubl")
    assert renderers.judged(invoice, "pdf") == ()
