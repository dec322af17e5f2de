"""Proving chains of events against a bare loop: rows from sqlite3, JSON, two hashes each.

The loop reads the events, hashes each with the one before, and reads the heads that they must end
at; it compares nothing. The goal is a third of its rate.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

from pydantic_core import to_json

from benchmarks import Row, compared, medians
from benchmarks.issue import _approved, _kit
from invoicekit.services.verify_events import event_faults

INVOICES, ROUNDS = 1500, 7
AT_MOST = 3.0
NAMES = ("actor", "at", "data", "sequence", "subject", "type")


def run() -> list[Row]:
    """Returns the time of all events, whose links, order and heads are proven, against the loop."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ours.db"
        with _kit(file) as kit:
            ids = _approved(kit, INVOICES)
            for start in range(0, INVOICES, 500):
                kit.invoices.issue_many(ids[start : start + 500], actor="bob")
            storage = kit._runtime.storage
            count, faults = storage.read(kit.tenant, event_faults)
            assert not faults
            with closing(sqlite3.connect(file)) as connection:
                ours, theirs = medians(
                    [partial(storage.read, kit.tenant, event_faults), partial(_bare, connection)],
                    rounds=ROUNDS,
                )
    return [compared(f"{count:,} events proven / a bare loop", ours, theirs, AT_MOST)]


def _bare(connection: sqlite3.Connection) -> str:
    head = ""
    columns = "actor, at, data, sequence, subject, type, hash"
    for row in connection.execute(f"SELECT {columns} FROM ik_event ORDER BY subject, sequence"):
        facts = to_json(dict(zip(NAMES, row[:-1], strict=True)))
        content = hashlib.sha256(facts).hexdigest()
        head = hashlib.sha256(f"{head}\n{content}".encode()).hexdigest()
    connection.execute("SELECT id, event_count, event_head FROM ik_invoice").fetchall()
    return head
