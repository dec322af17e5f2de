"""Nothing goes before its time, on hold, unsettled, or by one person; what went is recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.archive.memory import MemoryArchive
from invoicekit.services.dispose_archive import confirm_disposal, destroy

GERMAN = ik.Party(
    name="Shop GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
)


class MovingClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def kit(clock: MovingClock) -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(issuer=GERMAN, clock=clock)


@pytest.fixture
def issued(kit: ik.InvoiceKit) -> ik.InvoiceRecord:
    made = issue(kit, "SO-1")
    settle(kit, made)
    return made


def issue(kit: ik.InvoiceKit, reference: str) -> ik.InvoiceRecord:
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference=reference, customer_id=buyer.id, currency="EUR", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    made = kit.invoices.issue(draft.id, actor="bob")
    kit.run_outbox()
    return made


def settle(kit: ik.InvoiceKit, made: ik.InvoiceRecord) -> None:
    kit.payments.record(amount="118.76", currency="EUR", allocate={made.id: "118.76"}, actor="bank")


def bytes_of(kit: ik.InvoiceKit) -> dict[str, bytes]:
    archive = kit._runtime.archive
    assert isinstance(archive, MemoryArchive)
    return archive.files


def test_the_law_says_until_when(kit: ik.InvoiceKit, issued: ik.InvoiceRecord) -> None:
    kept = kit.archive.retention(issued.id)
    assert (kept.until, kept.years, kept.number) == (date(2034, 12, 31), 8, issued.number)
    assert "§ 147" in kept.source
    assert kept.why_kept(date(2034, 12, 31)) == f"it is kept until 2034-12-31 ({kept.source})"
    assert kept.why_kept(date(2035, 1, 1)) is None


def test_a_received_invoice_is_kept_too(kit: ik.InvoiceKit, issued: ik.InvoiceRecord) -> None:
    got = kit.received.add(kit.files.get(issued.id, "ubl").data, actor="mail")
    assert kit.archive.retention(got.id).until == date(2034, 12, 31)
    with pytest.raises(errors.NotFound):
        kit.archive.retention("nobody")


class Retaining(MemoryArchive):
    """Notes until when each file is to be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.until: dict[str, date] = {}

    def put_until(self, name: str, data: bytes, *, media_type: str, until: date) -> str:
        self.until[name] = until
        return self.put(name, data, media_type=media_type)


def test_an_archive_that_can_keep_files_is_told_each_ones_day(clock: MovingClock) -> None:
    archive = Retaining()
    kit = ik.InvoiceKit.from_url("memory://", issuer=GERMAN, clock=clock, archive=archive)
    made = issue(kit, "SO-1")
    kit.received.add(ik.write(made.invoice, "ubl"), actor="mail")
    assert set(archive.until) == set(archive.files)
    assert set(archive.until.values()) == {date(2034, 12, 31)}
    nobody = ik.InvoiceKit.from_url("memory://", clock=clock, archive=Retaining())
    nobody.received.add(ik.write(made.invoice, "ubl"), actor="mail")
    assert nobody._runtime.archive.until == {}  # type: ignore[attr-defined]  # of the test's own


def test_a_draft_is_not_kept(kit: ik.InvoiceKit, issued: ik.InvoiceRecord) -> None:
    copy = kit.invoices.credit(issued.id, reason="returned", actor="alice")
    with pytest.raises(errors.NotFound, match="A draft is not kept"):
        kit.archive.retention(copy.id)


def test_before_its_time_nothing_goes(
    kit: ik.InvoiceKit, issued: ik.InvoiceRecord, clock: MovingClock
) -> None:
    clock.time = datetime(2034, 12, 31, 12, tzinfo=UTC)
    with pytest.raises(errors.StillRetained, match="kept until 2034-12-31"):
        kit.archive.propose_disposal([issued.id], actor="dora")
    with pytest.raises(errors.StillRetained, match="nothing in the archive"):
        kit.archive.propose_disposal(actor="dora")


def test_two_people_destroy_what_may_go(
    kit: ik.InvoiceKit, issued: ik.InvoiceRecord, clock: MovingClock
) -> None:
    got = kit.received.add(kit.files.get(issued.id, "ubl").data, actor="mail")
    before = dict(bytes_of(kit))
    clock.time = datetime(2035, 1, 1, 12, tzinfo=UTC)
    listed = kit.archive.propose_disposal(actor="dora")
    assert {entry.document_id for entry in listed.entries} == {issued.id, got.id}
    assert sorted(entry.location for entry in listed.entries) == sorted(before)
    assert listed.size == sum(map(len, before.values()))
    assert len(kit.invoices.search(text="acme")) == 1
    with pytest.raises(errors.FourEyesViolation):
        kit.archive.dispose(listed.id, actor="dora")
    assert bytes_of(kit) == before

    record = kit.archive.dispose(listed.id, actor="emil")
    assert (record.state, record.proposed_by, record.confirmed_by) == ("done", "dora", "emil")
    assert bytes_of(kit) == {}
    assert not kit.invoices.search(text="acme").items
    assert kit.invoices.reindex() == 0
    assert kit.archive.disposals() == (record,)
    assert [event.type for event in kit.events.of(listed.id)] == [
        "disposal.proposed",
        "disposal.confirmed",
        "disposal.done",
    ]
    check = kit.archive.verify()
    assert (check.intact, check.disposed) == (True, len(before))
    assert kit.audit.verify().intact
    with pytest.raises(errors.StillRetained, match="nothing"):
        kit.archive.propose_disposal(actor="dora")
    with pytest.raises(errors.NotFound, match="was destroyed on 2035-01-01"):
        kit.files.get(issued.id, "html")


def test_a_hold_keeps_what_it_covers(
    kit: ik.InvoiceKit, issued: ik.InvoiceRecord, clock: MovingClock
) -> None:
    hold = kit.archive.hold(
        reason="audit of 2026", start=date(2026, 1, 1), end=date(2026, 12, 31), actor="dora"
    )
    clock.time = datetime(2035, 1, 1, 12, tzinfo=UTC)
    assert kit.archive.retention(issued.id).holds == (hold,)
    with pytest.raises(errors.StillRetained, match="on hold: audit of 2026"):
        kit.archive.propose_disposal([issued.id], actor="dora")
    lifted = kit.archive.lift(hold.id, reason="audit closed", actor="dora")
    assert kit.archive.holds() == (lifted,)
    listed = kit.archive.propose_disposal(actor="dora")
    kit.archive.hold(reason="court", document_id=issued.id, actor="dora")
    with pytest.raises(errors.StillRetained, match="court"):
        kit.archive.dispose(listed.id, actor="emil")
    assert [event.type for event in kit.events.of(hold.id)] == ["hold.placed", "hold.lifted"]
    with pytest.raises(errors.StateError, match="lifted by dora already"):
        kit.archive.lift(hold.id, reason="again", actor="dora")
    with pytest.raises(errors.NotFound):
        kit.archive.lift("no hold", reason="again", actor="dora")
    assert kit.audit.verify().intact


@pytest.mark.parametrize(
    ("covers", "held"),
    [
        ({}, True),
        ({"customer_id": "c"}, True),
        ({"customer_id": "other"}, False),
        ({"document_id": "d"}, True),
        ({"document_id": "other"}, False),
        ({"start": date(2026, 3, 3)}, False),
        ({"end": date(2026, 3, 1)}, False),
        ({"start": date(2026, 3, 2), "end": date(2026, 3, 2), "customer_id": "c"}, True),
    ],
)
def test_what_a_hold_covers(kit: ik.InvoiceKit, covers: dict[str, object], held: bool) -> None:
    hold = kit.archive.hold(reason="r", actor="dora", **covers)  # type: ignore[arg-type]
    assert hold.covers("d", "c", date(2026, 3, 2)) is held


def test_a_hold_needs_a_reason_and_an_order_of_days(kit: ik.InvoiceKit) -> None:
    with pytest.raises(errors.InputError):
        kit.archive.hold(reason=" ", actor="dora")
    with pytest.raises(errors.InputError, match="ends before it starts"):
        kit.archive.hold(reason="r", start=date(2026, 2, 1), end=date(2026, 1, 1), actor="dora")


def test_an_open_debt_keeps_its_document(kit: ik.InvoiceKit, clock: MovingClock) -> None:
    paid, unpaid = issue(kit, "SO-1"), issue(kit, "SO-2")
    settle(kit, paid)
    clock.time = datetime(2035, 1, 1, 12, tzinfo=UTC)
    listed = kit.archive.propose_disposal(actor="dora", limit=1)
    assert {entry.number for entry in listed.entries} == {paid.number}
    with pytest.raises(errors.StillRetained, match=r"118.76 EUR is still open"):
        kit.archive.propose_disposal([unpaid.id], actor="dora")
    kit.archive.dispose(listed.id, actor="emil")
    with pytest.raises(errors.StillRetained):
        kit.archive.propose_disposal(actor="dora")


def test_what_stays_though_its_time_is_over_is_told(
    kit: ik.InvoiceKit, issued: ik.InvoiceRecord, clock: MovingClock
) -> None:
    unpaid = issue(kit, "SO-2")
    got = kit.received.add(kit.files.get(issued.id, "ubl").data, actor="mail")
    clock.time = datetime(2035, 1, 1, 12, tzinfo=UTC)
    [back] = kit.archive.propose_disposal(actor="dora").kept_back
    assert (back.document_id, back.reason) == (unpaid.id, "118.76 EUR is still open")
    assert got.id


def test_a_crash_between_the_decision_and_the_bytes_is_made_up_for(
    kit: ik.InvoiceKit, issued: ik.InvoiceRecord, clock: MovingClock
) -> None:
    assert issued.number
    clock.time = datetime(2035, 1, 1, 12, tzinfo=UTC)
    runtime = kit._runtime
    listed = kit.archive.propose_disposal(actor="dora")
    with pytest.raises(errors.StateError, match="not confirmed"):
        destroy(runtime.storage, runtime.tenant, runtime.tools, runtime.archive, listed.id)
    runtime.write(lambda uow: confirm_disposal(uow, runtime.tools, listed.id, actor="emil"))
    assert "run it again" in kit.archive.verify().faults[0]
    with pytest.raises(errors.StateError, match="confirmed already"):
        runtime.write(lambda uow: confirm_disposal(uow, runtime.tools, listed.id, actor="emil"))
    done = kit.archive.dispose(listed.id, actor="emil")
    assert kit.archive.dispose(listed.id, actor="emil") == done
    assert kit.archive.verify().intact
    with pytest.raises(errors.NotFound):
        kit.archive.dispose("none", actor="emil")
