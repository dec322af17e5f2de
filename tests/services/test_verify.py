"""Whatever is changed behind the library's back is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit.archive.memory import MemoryArchive
from invoicekit.model.rows import CustomerRow, EventRow, InvoiceRow, PaymentRow, SeriesRow
from invoicekit.model.stored import Id, VersionedRow
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services import verify_events

Issue = Callable[[str], ik.InvoiceRecord]


@pytest.fixture
def record(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> ik.InvoiceRecord:
    made = issue(kit.invoices.create_from_order(order, actor="alice").id)
    kit.payments.record(amount="5", currency="EUR", allocate={made.id: "5"}, actor="bank")
    kit.run_outbox()
    assert kit.audit.verify().faults == ()
    return made


@pytest.mark.parametrize(
    ("of", "change", "said"),
    [
        (InvoiceRow, {"document": "{}"}, "the sealed content was changed"),
        (InvoiceRow, {"content_hash": "0" * 64}, "does not follow from the document"),
        (InvoiceRow, {"paid_amount": Decimal(9)}, "the ledger says 5"),
        (InvoiceRow, {"payment_status": "paid"}, "payment_status is paid"),
        (InvoiceRow, {"delivery_status": "sent"}, "its deliveries say none"),
        (InvoiceRow, {"event_count": 1}, "do not end at its head"),
        (InvoiceRow, {"sequence": 3}, "are missing"),
        (PaymentRow, {"applied": Decimal(1)}, "the ledger says 5"),
        (PaymentRow, {"amount": Decimal(6)}, "it is 6 EUR, recorded was 5 EUR"),
        (InvoiceRow, {"total": Decimal(1)}, "total is 1, its text says"),
        (InvoiceRow, {"number": "2026-000009"}, "is not number 1 of the pattern"),
        (SeriesRow, {"last": 2}, "the counter says 2"),
        (SeriesRow, {"head": "0" * 64}, "the chain does not end at its head"),
    ],
)
def test_a_changed_row_is_found(
    kit: ik.InvoiceKit,
    record: ik.InvoiceRecord,
    of: type[VersionedRow],
    change: dict[str, object],
    said: str,
) -> None:
    def tamper(uow: ik.ports.UnitOfWork) -> None:
        row = next(iter(uow.stream(Query(of=of))))
        uow.replace([replace(row, revision=row.revision + 1, **change)])

    kit._runtime.write(tamper)
    found = kit.audit.verify()
    assert not found.intact
    assert any(said in fault for fault in found.faults), found.faults


def test_a_forged_event_is_found(kit: ik.InvoiceKit, record: ik.InvoiceRecord) -> None:
    def forge(uow: ik.ports.UnitOfWork) -> None:
        last = list(uow.stream(Query(of=EventRow, where=(("subject", "=", record.id),))))[-1]
        uow.add([replace(last, id=Id("forged"), sequence=last.sequence + 2, actor="mallory")])

    kit._runtime.write(forge)
    faults = " ".join(kit.audit.verify().faults)
    assert "is missing" in faults
    assert "does not follow its chain" in faults


def test_changed_and_lost_originals_are_found(kit: ik.InvoiceKit, record: ik.InvoiceRecord) -> None:
    archive = kit._runtime.archive
    assert isinstance(archive, MemoryArchive)
    [first, second, *_] = sorted(archive.files)
    archive.files[first] = b"forged"
    del archive.files[second]
    faults = kit.audit.verify().faults
    assert [fault for fault in faults if "bytes were changed" in fault] != []
    assert [fault for fault in faults if "the archive has no" in fault] != []
    with pytest.raises(ik.errors.StorageError, match="SHA-256 differs"):
        kit.invoices.file(record.id, "html")
    assert kit.audit.verify(archive=False).faults == ()


def test_subjects_are_looked_up_a_few_at_a_time(
    kit: ik.InvoiceKit, record: ik.InvoiceRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory that proving takes does not grow with what there is to prove."""
    monkeypatch.setattr(verify_events, "CHUNK", 2)
    whole = kit.audit.verify()
    assert whole.intact
    assert whole.counts["events"] == len(kit.events.since(limit=500))

    def silence(uow: UnitOfWork) -> None:
        customer = next(uow.stream(Query(of=CustomerRow)))
        product = replace(customer, id=Id("stranger"))
        uow.add([product])

    kit._runtime.write(silence)
    assert kit.audit.verify().faults == ("stranger: its events do not end at its head",)
