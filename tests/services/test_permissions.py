"""What the roles do not allow is refused before anything is looked at, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

import invoicekit as ik

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PEOPLE = {
    "alice": "clerk",
    "bob": "reviewer",
    "carol": "issuer",
    "vera": "viewer",
    "root": "admin",
    "feed": "clerk",
}
CREDITED = "Credited because it was wrong"


@pytest.fixture
def kit() -> ik.InvoiceKit:
    issuer = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    return ik.InvoiceKit.in_memory(
        issuer=issuer, clock=lambda: NOW, authorizer=ik.Roles(PEOPLE), link_secret=b"s" * 32
    )


def prepared(kit: ik.InvoiceKit) -> ik.InvoiceRecord:
    buyer = kit.customers.create(
        name="ACME GmbH", country="DE", payment_terms="net 30", actor="alice"
    )
    order = ik.Order(
        reference="SO-1",
        customer_id=buyer.id,
        currency="EUR",
        lines=[ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")],
    )
    return kit.invoices.create_from_order(order, actor="alice")


def test_a_house_with_every_duty_apart(kit: ik.InvoiceKit) -> None:
    draft = prepared(kit)
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    issued = kit.invoices.issue(draft.id, actor="carol")
    kit.deliveries.send(issued.id, channel="email", to=["ap@acme.example"], actor="carol")
    kit.run_outbox()
    kit.payments.record(
        customer_id=issued.customer_id,
        amount="118.76",
        currency="EUR",
        remittance=issued.number,
        allocate="exact",
        actor="feed",
    )
    assert kit.invoices.get(draft.id).payment_status == "paid"


Call = Callable[[ik.InvoiceKit, str, str], object]
REFUSED: list[tuple[str, str, Call]] = [
    ("vera", "customer.keep", lambda kit, _, who: kit.customers.create(name="X", actor=who)),
    ("vera", "invoice.create", lambda kit, _, who: kit.invoices.create(ik.Invoice(), actor=who)),
    (
        "bob",
        "invoice.update",
        lambda kit, id_, who: kit.invoices.update(id_, actor=who, due_date=NOW.date()),
    ),
    ("carol", "invoice.submit", lambda kit, id_, who: kit.invoices.submit(id_, actor=who)),
    ("alice", "invoice.approve", lambda kit, id_, who: kit.invoices.approve(id_, actor=who)),
    ("bob", "invoice.issue", lambda kit, id_, who: kit.invoices.issue(id_, actor=who)),
    ("alice", "invoice.issue", lambda kit, id_, who: kit.invoices.issue_many([id_], actor=who)),
    ("root", "invoice.issue", lambda kit, id_, who: kit.invoices.issue(id_, actor=who)),
    (
        "alice",
        "payment.write_off",
        lambda kit, id_, who: kit.invoices.write_off(id_, actor=who, reason=CREDITED),
    ),
    (
        "alice",
        "invoice.void",
        lambda kit, id_, who: kit.invoices.void(id_, actor=who, reason=CREDITED),
    ),
    ("carol", "invoice.discard", lambda kit, id_, who: kit.invoices.discard(id_, actor=who)),
    (
        "bob",
        "payment.record",
        lambda kit, _, who: kit.payments.record(amount="1", currency="EUR", actor=who),
    ),
    ("mallory", "invoice.submit", lambda kit, id_, who: kit.invoices.submit(id_, actor=who)),
]


@pytest.mark.parametrize(("who", "permission", "call"), REFUSED, ids=lambda each: str(each)[:20])
def test_it_is_said_which_permission_is_missing(
    kit: ik.InvoiceKit, who: str, permission: str, call: Call
) -> None:
    draft = prepared(kit)
    events = len(kit.events.since())
    for actor in (who, ik.Actor(name=who)):
        with pytest.raises(ik.PermissionDenied) as refused:
            call(kit, draft.id, actor)  # type: ignore[arg-type]  # both are actors
        assert refused.value.where == permission
        assert refused.value.code == "access.denied"
    assert kit.invoices.get(draft.id) == draft
    assert len(kit.events.since()) == events


def test_each_of_a_batch_is_told_alone(kit: ik.InvoiceKit) -> None:
    [outcome] = kit.invoices.issue_each([prepared(kit).id], actor="alice")
    assert isinstance(outcome.error, ik.PermissionDenied)


def test_a_host_asks_its_own_register(kit: ik.InvoiceKit) -> None:
    asked: list[tuple[str | None, str]] = []

    class Directory:
        def allows(self, actor: ik.Actor, permission: str) -> bool:
            asked.append((actor.display_name, permission))
            return permission == "customer.keep"

    own = ik.InvoiceKit.in_memory(authorizer=Directory(), clock=lambda: NOW)
    alice = ik.Actor(name="alice", display_name="Alice A.")
    own.customers.create(name="ACME GmbH", actor=alice)
    with pytest.raises(ik.PermissionDenied):
        own.invoices.create(ik.Invoice(), actor=alice)
    assert asked == [("Alice A.", "customer.keep"), ("Alice A.", "invoice.create")]
