"""The archive's bytes are those of their hashes, and whoever changes one is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.archive.memory import MemoryArchive
from invoicekit.model.rows import ArchiveRow, DisposedRow
from invoicekit.model.stored import Id
from invoicekit.ports.archive import CHUNK
from invoicekit.services.rewrap_archive import Rewrapping
from invoicekit.services.verify_archive import ArchiveCheck

Issue = Callable[[str], ik.InvoiceRecord]


@pytest.fixture
def kept(kit: ik.InvoiceKit, order: ik.Order, issue: Issue) -> tuple[ArchiveRow, ...]:
    made = issue(kit.invoices.create_from_order(order, actor="alice").id)
    kit.run_outbox()
    kit.received.add(kit.files.get(made.id, "ubl").data, actor="mail")
    return kit.archive.list(made.id)


def files_of(kit: ik.InvoiceKit) -> dict[str, bytes]:
    assert isinstance(kit._runtime.archive, MemoryArchive)
    return kit._runtime.archive.files


def test_every_original_has_both_its_hashes(
    kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]
) -> None:
    assert {row.kind for row in kept} >= {"html"}
    for row in kept:
        data = kit.archive.bytes(row)
        assert row.sha256 == hashlib.sha256(data).hexdigest()
        assert row.sm3 == hashlib.new("sm3", data).hexdigest()


def test_all_that_is_kept_is_looked_at(kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]) -> None:
    check = kit.archive.verify()
    assert (check.files, check.next, check.intact) == (len(kept) + 1, None, True)
    assert check.size == sum(map(len, files_of(kit).values()))


def test_a_changed_byte_a_lost_file_and_a_wrong_sm3_are_named(
    kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]
) -> None:
    files = files_of(kit)
    first = kept[0]
    files[first.location] = files[first.location][:-1] + b"?"
    [received] = [name for name in files if "/received/" in name]
    del files[received]
    check = kit.archive.verify()
    assert [fault.partition(":")[2][:30] for fault in check.faults] == [
        " the archived bytes were chang",
        " the archive has no default/re",
    ]
    assert check.faults[0].startswith(first.name)
    assert len(kit.audit.verify().faults) == 2


def test_the_sm3_is_checked_beside_the_sha256(
    kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]
) -> None:
    wrong = replace(kept[0], kind="copy", sm3="0" * 64)
    unknown = replace(kept[0], kind="old", sm3=None)
    kit._runtime.write(lambda uow: uow.add([wrong, unknown]))
    [fault] = kit.archive.verify().faults
    assert fault.endswith("do not have the SM3 that was recorded")


def test_a_check_goes_on_where_it_stopped(kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]) -> None:
    told: list[ArchiveCheck] = []
    first = kit.archive.verify(limit=1, progress=told.append)
    assert (first.files, told) == (len(kept), [first])
    rest = kit.archive.verify(after=first.next)
    assert (rest.files, rest.next) == (1, None)
    with pytest.raises(errors.BadCursor):
        kit.archive.verify(after="elsewhere:1")


def test_no_file_is_ever_held_whole(kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]) -> None:
    class Streaming(MemoryArchive):
        """Refuses to give a file in one piece."""

        def get(self, location: str) -> bytes:
            raise AssertionError(location)

        def chunks(self, location: str, size: int = CHUNK) -> Iterator[bytes]:
            data, size = self.files[location], min(size, 7)
            return (data[at : at + size] for at in range(0, len(data), size))

    streaming = Streaming()
    streaming.files = files_of(kit)
    again = ik.InvoiceKit(replace(kit._runtime, archive=streaming))
    assert again.archive.verify().intact
    assert kept


def test_a_check_looks_at_what_came_since(kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]) -> None:
    at = kept[0].stored_at
    assert kit.archive.verify(since=at).files == len(kept) + 1
    assert kit.archive.verify(since=at + timedelta(seconds=1)).files == 0
    early = replace(kept[0], kind="old", stored_at=at - timedelta(days=1))
    kit._runtime.write(lambda uow: uow.add([early]))
    assert kit.archive.verify(since=at).files == len(kept) + 1
    first = kit.archive.verify(since=at, limit=1)
    assert kit.archive.verify(since=at, after=first.next).files == 1


def test_a_check_stops_when_its_time_is_over(
    kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]
) -> None:
    ticks = count()
    tools = replace(
        kit._runtime.tools, clock=lambda: kept[0].stored_at + timedelta(seconds=next(ticks))
    )
    timed = ik.InvoiceKit(replace(kit._runtime, tools=tools))
    short = timed.archive.verify(seconds=1)
    assert (short.files, short.next) == (len(kept), "received:")
    assert timed.archive.verify(seconds=60).next is None


def test_several_files_are_read_at_once_and_told_in_order(
    kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]
) -> None:
    rows = [replace(kept[0], kind=f"copy-{n:02}", location=f"none-{n:02}") for n in range(30)]
    kit._runtime.write(lambda uow: uow.add(rows))
    alone = kit.archive.verify()
    with ThreadPoolExecutor(4) as pool:
        assert kit.archive.verify(executor=pool) == alone
    assert len(alone.faults) == 30


def test_a_new_key_is_brought_to_every_file(
    kit: ik.InvoiceKit, order: ik.Order, issue: Issue
) -> None:
    inner = MemoryArchive()
    ring = ik.KeyRing({"old": bytes(32)})

    def on(keys: ik.KeyRing) -> ik.InvoiceKit:
        return ik.InvoiceKit(replace(kit._runtime, archive=ik.EncryptedArchive(inner, keys)))

    made = issue(kit.invoices.create_from_order(order, actor="alice").id)
    on(ring).run_outbox()
    on(ring).received.add(ik.write(made.invoice, "ubl"), actor="mail")
    newer = ring.with_new_key("new")
    told: list[Rewrapping] = []
    first = on(newer).archive.rewrap(actor="root", limit=1, progress=told.append)
    rest = on(newer).archive.rewrap(actor="root", after=first.next)
    files = len(kit.archive.list())
    assert (first.rewrapped, rest.rewrapped, rest.next, told) == (files, 1, None, [first])
    assert on(newer).archive.rewrap(actor="root").rewrapped == 0
    assert on(newer.without("old")).archive.verify().intact
    told_of = {"archive.rewrapping", "archive.rewrapped"}
    events = [each for each in kit.events.since(limit=500).items if each.type in told_of]
    assert [(each.type, each.actor, each.data) for each in events[:4]] == [
        ("archive.rewrapping", "root", {"key": "new"}),
        (
            "archive.rewrapped",
            "root",
            {"key": "new", "files": files, "rewrapped": files, "faults": 0, "next": first.next},
        ),
        ("archive.rewrapping", "root", {"key": "new", "after": first.next}),
        ("archive.rewrapped", "root", {"key": "new", "files": 1, "rewrapped": 1, "faults": 0}),
    ]
    assert kit.audit.verify(archive=False).intact
    lost = on(ring).archive.rewrap(actor="root")
    assert (lost.rewrapped, len(lost.faults)) == (0, files + 1)
    assert "no key of the ring" in on(ring).archive.verify().faults[0]
    with pytest.raises(errors.ConfigurationError, match="not encrypted"):
        kit.archive.rewrap(actor="root")


def test_keys_are_changed_by_whom_it_is_allowed(kit: ik.InvoiceKit) -> None:
    roles = ik.Roles({"cleo": "clerk", "root": "admin"})
    keys = ik.KeyRing({"a": bytes(32)})
    safe = ik.InvoiceKit(
        replace(
            kit._runtime,
            archive=ik.EncryptedArchive(MemoryArchive(), keys),
            tools=replace(kit._runtime.tools, authorizer=roles),
        )
    )
    with pytest.raises(errors.PermissionDenied) as denied:
        safe.archive.rewrap(actor="cleo")
    assert denied.value.where == "archive.rewrap"
    assert safe.archive.rewrap(actor="root").files == 0


def test_a_disposed_file_that_cannot_be_asked_for_is_told(
    kit: ik.InvoiceKit, kept: tuple[ArchiveRow, ...]
) -> None:
    class Unreachable(MemoryArchive):
        def chunks(self, location: str, size: int = CHUNK) -> Iterator[bytes]:
            raise errors.StorageError("out of reach", where=f"{location}, {size}")

    entry = kept[0]
    gone = DisposedRow(
        tenant_id="default",
        location=entry.location,
        disposal_id=Id(entry.invoice_id),
        sha256=entry.sha256,
        at=entry.stored_at,
    )
    kit._runtime.write(lambda uow: uow.add([gone]))
    away = ik.InvoiceKit(replace(kit._runtime, archive=Unreachable()))
    check = away.archive.verify()
    assert (check.disposed, len(check.faults)) == (1, len(kept) + 1)
    assert "out of reach" in check.faults[0]
    assert "still there; run it again" in kit.archive.verify().faults[0]
