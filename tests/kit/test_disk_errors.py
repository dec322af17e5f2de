"""The disk fails at every write of a SQLite file: nothing of the call is there, and it says so."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

import invoicekit as ik

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SHOP = ik.Issuer(
    party=ik.Party(name="Shop Ltd", address=ik.Address(city="Auckland", country="NZ")),
    approval=ik.ApprovalPolicy(bands=[]),
)
PAGE = 4096
Call = Callable[[ik.InvoiceKit, str], object]


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Makes the system refuse every write beyond a size, as a disk that is broken or full does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def drafted(kit: ik.InvoiceKit) -> str:
    buyer = kit.customers.create(name="ACME", actor="alice")
    line = ik.InvoiceLine(
        quantity=1, price=ik.Price(net="100"), vat_category="O", item=ik.Item(name="Keyboard")
    )
    invoice = ik.calculate(ik.Invoice(currency="NZD", lines=[line]))
    return kit.invoices.create(invoice, customer_id=buyer.id, actor="alice").id


def issued(kit: ik.InvoiceKit) -> str:
    return kit.invoices.issue(drafted(kit), actor="bob").id


def pay(kit: ik.InvoiceKit, invoice: str) -> object:
    return kit.payments.record(
        amount="100", currency="NZD", allocate={invoice: "100"}, actor="bank"
    )


CASES: dict[str, tuple[Callable[[ik.InvoiceKit], str], Call]] = {
    "issue": (drafted, lambda kit, draft: kit.invoices.issue(draft, actor="bob")),
    "pay": (issued, pay),
    "credit": (issued, lambda kit, each: kit.invoices.credit(each, reason="r", actor="alice")),
    "void": (issued, lambda kit, each: kit.invoices.void(each, reason="r", actor="bob")),
}


@pytest.mark.parametrize("name", CASES)
def test_at_every_write(tmp_path: Path, name: str) -> None:
    before, call = CASES[name]
    path = tmp_path / "invoices.db"
    with ik.InvoiceKit.from_url(f"sqlite:///{path}", issuer=SHOP, clock=lambda: NOW) as kit:
        subject = before(kit)
        there, written = fingerprint(kit), path.with_name("invoices.db-wal").stat().st_size
        told = []
        for room in range(0, 60 * PAGE, PAGE // 2):
            told.append(refused(lambda: call(kit, subject), written + room))
            if told[-1] is None:
                break
            assert fingerprint(kit) == there
        assert len(told) > 5
        assert all("disk" in str(each) or "full" in str(each) for each in told[:-1])
        assert fingerprint(kit) != there
        assert kit.audit.verify().faults == ()
        with pytest.raises(ik.InvoiceKitError):  # none of them is done twice to the same
            call(kit, subject)


def refused(call: Callable[[], object], size: int) -> str | None:
    """Makes a call on a disk that takes no file beyond a size; returns what it was told."""
    try:
        with no_file_beyond(size):
            call()
    except ik.StorageError as problem:
        return problem.message
    return None


def fingerprint(kit: ik.InvoiceKit) -> list[object]:
    """What there is of everything that the calls write."""
    return [
        [each.id + str(each.version) for each in kit.invoices.search(limit=200)],
        [each.id for each in kit.payments.list()],
        [(each.series, each.last, each.head) for each in kit.series.list()],
        [each.id for each in kit.outbox.list(limit=200)],
    ]
