"""A process that runs for long keeps no more than it began with: memory, open files, objects."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from tests.plain_shop import LINE, SHOP, Pages

import invoicekit as ik
from invoicekit.ports import Envelope, Sent
from invoicekit.services import _records

MEGABYTE = 1 << 20


class Nowhere:
    """A mail server that keeps nothing, as one on another machine does."""

    name = "email"

    def send(self, envelope: Envelope) -> Sent:
        """Takes it."""
        return Sent(dict.fromkeys(envelope.recipients, (ik.DeliveryStatus.SENT, None)))


@dataclass(frozen=True)
class Kept:
    """What a process holds: bytes of memory, open files, objects that are collected."""

    memory: int
    files: int
    objects: int

    @classmethod
    def now(cls) -> Kept:
        """Counts, without what was remembered of late texts, which is bounded by their size."""
        for each in (_records._FILES, _records._DRAFTS):
            each.forget()
        gc.collect()
        process = psutil.Process()
        return cls(process.memory_info().rss, process.num_fds(), len(gc.get_objects()))


@pytest.mark.parametrize(
    ("warm", "count"),
    [
        pytest.param(100, 300, id="300", marks=pytest.mark.gate),
        pytest.param(12_000, 100_000, id="100000", marks=pytest.mark.soak),
    ],
)
def test_a_process_does_not_grow(tmp_path: Path, warm: int, count: int) -> None:
    """Orders are billed, paid, sent and archived, by the same kit all along.

    The verdicts it knows begin anew after 10,000, and are as many before as after.
    """
    now = [datetime(2026, 3, 2, 10, tzinfo=UTC)]
    url = f"sqlite:///{tmp_path / 'invoices.db'}"
    with ik.InvoiceKit.from_url(
        url,
        issuer=SHOP,
        mail=Nowhere(),
        clock=lambda: now[0],
        archive=tmp_path / "archive",
        renderers=Pages(),
    ) as kit:

        def billed(number: int) -> None:
            now[0] += timedelta(minutes=1)
            buyer = kit.customers.create(
                name=f"ACME {number}", email="ap@acme.example", country="NZ", actor="a"
            ).id
            order = ik.Order(
                reference=f"SO-{number}", customer_id=buyer, currency="EUR", lines=[LINE]
            )
            draft = kit.invoices.create_from_order(order, actor="a", formats=["json"]).id
            kit.invoices.issue(draft, actor="b")
            kit.payments.record(amount="10", currency="EUR", allocate={draft: "10"}, actor="bank")
            kit.deliveries.send(draft, channel="email", actor="b")
            kit.run_outbox()

        for number in range(warm):
            billed(number)
        before = Kept.now()
        for number in range(warm, warm + count):
            billed(number)
        after = Kept.now()
    assert after.files == before.files
    assert after.objects - before.objects < 300  # not one an invoice
    assert after.memory - before.memory < 16 * MEGABYTE
