"""The archive's bytes are those of their hashes, and whoever changes one is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.archive.memory import MemoryArchive
from invoicekit.model.rows import ArchiveRow
from invoicekit.ports.archive import CHUNK
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
