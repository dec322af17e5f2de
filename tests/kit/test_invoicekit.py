"""Making a kit: issuers, tenants, storage by URL, and the profiles it keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.findings import ValidationFailed

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PARTY = ik.Party(name="Shop GmbH", address=ik.Address(city="Berlin", country="DE"))


@pytest.fixture
def kit() -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(issuer=PARTY, clock=lambda: NOW)


def test_a_kit_on_a_file_keeps_its_data_and_its_first_issuer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'invoices.db'}"
    with ik.InvoiceKit.from_url(url, issuer=PARTY, archive=tmp_path / "kept") as first:
        made = first.customers.create(name="ACME", reference="C-1", actor="alice")
    with ik.InvoiceKit.from_url(url, issuer=PARTY) as second:
        assert second.customers.find(reference="C-1") == made
        assert len(second.issuers.list()) == 1


def test_tenants_share_nothing(kit: ik.InvoiceKit) -> None:
    other = kit.for_tenant("other")
    kit.customers.create(name="ACME", actor="alice")
    assert (kit.tenant, other.tenant) == ("default", "other")
    assert len(other.customers.list()) == 0
    with pytest.raises(errors.NotFound):
        other.issuers.get()


def test_customers_are_changed_under_their_version(kit: ik.InvoiceKit) -> None:
    made = kit.customers.create(
        name="ACME", language="fr", email="ap@acme.example", reference="C-1", actor="alice"
    )
    assert made.needs.language == "fr"
    assert kit.customers.contact(made.id) == "ap@acme.example"
    changed = kit.customers.update(made.id, name="ACME SA", version=1, actor="bob")
    assert (changed.name, changed.version) == ("ACME SA", 2)
    assert kit.customers.get(made.id) == changed
    with pytest.raises(errors.StaleVersion, match="changed by somebody else"):
        kit.customers.update(made.id, name="ACME AG", version=1, actor="carol")
    with pytest.raises(errors.InputError):
        kit.customers.update(made.id, nmae="ACME AG", actor="carol")
    with pytest.raises(errors.DuplicateKey):
        kit.customers.create(name="Another", reference="C-1", actor="alice")
    assert [event.type for event in kit.events.of(made.id)] == [
        "customer.created",
        "customer.changed",
    ]


def test_the_same_key_makes_one_customer(kit: ik.InvoiceKit) -> None:
    made = kit.customers.create(name="ACME", actor="alice", idempotency_key="k")
    assert kit.customers.create(name="ACME", actor="alice", idempotency_key="k") == made
    with pytest.raises(errors.IdempotencyConflict):
        kit.customers.create(name="ACNE", actor="alice", idempotency_key="k")
    assert len(kit.customers.list()) == 1


def test_customers_are_listed_a_page_at_a_time(kit: ik.InvoiceKit) -> None:
    for name in ("Cleo", "Ada", "Bea"):
        kit.customers.create(name=name, actor="alice")
    first = kit.customers.list(limit=2)
    rest = kit.customers.list(limit=2, after=first.next)
    assert [each.name for each in (*first, *rest)] == ["Ada", "Bea", "Cleo"]
    assert rest.next is None
    with pytest.raises(errors.BadCursor):
        kit.customers.list(after="nonsense")


def test_issuers_are_changed_and_judged(kit: ik.InvoiceKit) -> None:
    issuer = kit.issuers.get()
    changed = kit.issuers.update(issuer.id, scheme="small_business", actor="alice")
    assert kit.issuers.get(issuer.id) == changed
    with pytest.raises(errors.InputError):
        kit.issuers.update(issuer.id, scheme="no such scheme", actor="alice")
    wrong = ik.Party(name="Shop SARL", tax_ids=[ik.TaxId(country="FR", value="12")])
    with pytest.raises(ValidationFailed, match="tax id '12' is wrong"):
        kit.issuers.create(wrong, actor="alice")


def test_products_are_found_and_changed_by_sku(kit: ik.InvoiceKit) -> None:
    pen = ik.Product(sku="P", name="Pen", price="1.50", currency="EUR")
    made = kit.products.create(pen, actor="alice")
    changed = kit.products.update(made.id, name="Blue pen", actor="alice")
    assert kit.products.find("P") == changed
    with pytest.raises(errors.DuplicateKey):
        kit.products.create(pen, actor="alice")
    with pytest.raises(errors.InputError):
        kit.products.update(made.id, price="cheap", actor="alice")
    with pytest.raises(errors.NotFound):
        kit.products.update("nothing", name="x", actor="alice")
