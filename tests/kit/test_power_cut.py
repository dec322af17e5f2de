"""The power fails after each call of the disk: what was told is there, and all of it is whole.

The kit works on a file whose VFS writes down every write, truncation, sync and deletion. From that
log the files are built as a cut after each step would leave them: with what was not synced lost,
kept, or torn into sectors by the dice. Each is opened as after a restart, by the plain driver.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.apsw_driver import on_vfs
from tests.recorded_disk import Cut, Disk, Step, cuts, points

import invoicekit as ik

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SHOP = ik.Issuer(
    party=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    ),
    approval=ik.ApprovalPolicy(bands=[]),
)
NAME = "invoices.db"


@pytest.fixture
def memory_disk() -> Iterator[Path]:
    """Where thousands of files of megabytes are built: in memory, where the system has that."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


def opened(folder: Path) -> ik.InvoiceKit:
    return ik.InvoiceKit.from_url(f"sqlite:///{folder / NAME}", issuer=SHOP, clock=lambda: NOW)


def drafted(kit: ik.InvoiceKit, reference: str, buyer: str) -> str:
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference=reference, customer_id=buyer, currency="EUR", lines=[line])
    return kit.invoices.create_from_order(order, actor="alice").id


def work(kit: ik.InvoiceKit, count: int, tell: Callable[[str], None]) -> None:
    """Issues, is paid, and credits every third; tells what it was told, as soon as it was."""
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice").id
    for each in range(count):
        draft = drafted(kit, f"SO-{each}", buyer)
        tell(str(kit.invoices.issue(draft, actor="bob").number))
        kit.payments.record(
            customer_id=buyer, amount="5", currency="EUR", allocate={draft: "5"}, actor="bank",
            reference=f"bank-{each}",
        )  # fmt: skip
        tell(f"bank-{each}")
        if each % 3 == 2:
            credit = kit.invoices.credit(draft, reason="returned", actor="alice")
            tell(str(kit.invoices.issue(credit.id, actor="bob").number))


def recorded(folder: Path, count: int, asked: Callable[[str], str] = str) -> list[Step]:
    """Works on a new file; returns everything that its disk was asked to do."""
    log: list[Step] = []
    folder.mkdir()
    disk = Disk("recorded", log)
    with on_vfs("recorded", asked), opened(folder) as kit:
        work(kit, count, lambda told: log.append(Step("told", told=told)))
        made = list(log)
    disk.unregister()
    return made


class Found(NamedTuple):
    """What a kit finds after the restart."""

    told: frozenset[str]
    faults: tuple[object, ...]


@dataclass
class Restart:
    """Builds the files again and looks at them; what holds the same is asked of a kit once."""

    folder: Path
    known: dict[bytes, Found] = field(default_factory=dict)
    before: dict[str, tuple[dict[str, bytes], Found]] = field(default_factory=dict)

    def found(self, cut: Cut) -> Found:
        files, found = self.before.get(cut.fate, (None, None))
        if found is None or files != cut.files:
            found = self._looked(cut)
            self.before[cut.fate] = cut.files, found
        return found

    def _looked(self, cut: Cut) -> Found:
        self._built(cut)
        with closing(sqlite3.connect(self.folder / NAME)) as connection:
            connection.execute("PRAGMA synchronous=OFF")  # it only looks
            connection.execute("BEGIN")
            [(tables,)] = connection.execute("SELECT count(*) FROM sqlite_master")
            image = hashlib.sha256(connection.serialize() if tables else b"").digest()
            connection.execute("COMMIT")
        if image not in self.known:
            self._built(cut)
            self.known[image] = asked_of_a_kit(self.folder)
        return self.known[image]

    def _built(self, cut: Cut) -> None:
        for path in self.folder.iterdir():
            path.unlink()
        for name, content in cut.files.items():
            (self.folder / name).write_bytes(content)


def asked_of_a_kit(folder: Path) -> Found:
    """Verifies, and goes on: the next invoice has the next number."""
    with opened(folder) as kit:
        faults: list[object] = list(kit.audit.verify().faults)
        with closing(sqlite3.connect(folder / NAME)) as connection:
            faults += [
                row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)
            ]
        numbers = all_numbers(kit)
        faults += gaps(numbers)
        paid = {str(each.reference) for each in kit.payments.list(limit=200)}
        buyer = kit.customers.create(name="Next GmbH", country="DE", actor="alice").id
        following = kit.invoices.issue(drafted(kit, "next", buyer), actor="bob").number
        faults += gaps([*numbers, str(following)])
        return Found(frozenset({*numbers, *paid}), tuple(faults))


def gaps(numbers: list[str]) -> list[str]:
    """Returns what is missing or doubled in the series, each of which begins with 1."""
    series = Counter(number[:-6] for number in numbers)
    whole = [f"{name}{each:06}" for name in series for each in range(1, series[name] + 1)]
    return sorted((Counter(whole) - Counter(numbers)).elements())


def all_numbers(kit: ik.InvoiceKit) -> list[str]:
    numbers = []
    page = kit.invoices.search(limit=200)
    while True:
        numbers += [each.number for each in page if each.number]
        if not page.next:
            return numbers
        page = kit.invoices.search(limit=200, after=page.next)


@pytest.mark.parametrize(
    ("invoices", "torn", "count"),
    [
        pytest.param(1, 1, 60, id="60"),
        pytest.param(24, 1, 10_000, id="10000", marks=pytest.mark.gate),
        pytest.param(70, 40, 500_000, id="500000", marks=pytest.mark.soak),
    ],
)
def test_what_was_told_outlives_the_cut(
    tmp_path: Path, memory_disk: Path, invoices: int, torn: int, count: int
) -> None:
    log = recorded(tmp_path / "made", invoices)
    restart = Restart(memory_disk)
    wanted = frozenset(random.Random(1).sample(range(points(log, torn)), count))
    lost = []
    for cut in cuts(log, random.Random(2), wanted, torn):
        found = restart.found(cut)
        if found.faults or not cut.told <= found.told:
            lost.append((cut.step, cut.fate, cut.told - found.told, found.faults))
    assert lost == []
    assert len(restart.known) > invoices  # a state for each transaction, and none is like another


def lazily(sql: str) -> str:
    """Has SQLite sync at checkpoints alone, and say that it does not."""
    if sql == "PRAGMA synchronous":
        return "SELECT 2"
    return sql.replace("synchronous=FULL", "synchronous=NORMAL")


def test_where_a_commit_does_not_wait_for_the_disk_it_is_lost(
    tmp_path: Path, memory_disk: Path
) -> None:
    """The control: what the test above looks for, it finds."""
    log = recorded(tmp_path / "made", 2, lazily)
    restart = Restart(memory_disk)
    [last] = cuts(log, random.Random(2), {points(log) - 3})
    assert last.fate == "dropped"
    found = restart.found(last)
    assert found.faults == ()  # what is lost is lost in order
    assert last.told - found.told == last.told
