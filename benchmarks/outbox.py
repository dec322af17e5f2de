"""Claiming a hundred messages of a hundred thousand that wait, against a thousand that do.

A claim walks an index of what is pending and leases what it took; a crowd behind costs nothing.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks import Row, compared, medians
from invoicekit.model.rows import OutboxRow
from invoicekit.model.stored import Id
from invoicekit.ports import Storage
from invoicekit.storage import open_storage

FEW, MANY, CLAIMED = 4_000, 100_000, 100
ROUNDS = 20
AT_MOST = 1.5
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def run() -> list[Row]:
    """Returns a claim among many against one among few; milliseconds of each."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        few, many = (
            open_storage(f"sqlite:///{Path(folder) / name}.db") for name in ("few", "many")
        )
        for storage, count in ((few, FEW), (many, MANY)):
            stack.callback(storage.close)
            _fill(storage, count)
        among_many, among_few = medians(
            [partial(_claim, each) for each in (many, few)], rounds=ROUNDS
        )
    name = f"claim of {CLAIMED}: {MANY:,} wait / {FEW:,}"
    return [compared(name, among_many, among_few, AT_MOST)]


def _claim(storage: Storage) -> None:
    until = NOW + timedelta(minutes=5)
    claimed = storage.write(
        "a", lambda uow: uow.claim(OutboxRow, now=NOW, until=until, owner="w", limit=CLAIMED)
    )
    assert len(claimed) == CLAIMED


def _fill(storage: Storage, count: int) -> None:
    for start in range(0, count, 1000):
        rows = [
            OutboxRow(
                tenant_id="a",
                id=Id(f"m{number:06}"),
                topic="deliver",
                subject=Id(f"d{number:06}"),
                due_at=NOW - timedelta(seconds=count - number),
                created_at=NOW,
            )
            for number in range(start, start + 1000)
        ]
        storage.write("a", lambda uow: uow.add(rows))  # noqa: B023  # run at once
