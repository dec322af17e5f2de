"""What a lost answer costs: nothing. Killed after each commit, and asked again by the same key.

Each child of a fork dies with its call committed and nothing said of it; another asks all of it
again, twice, and gets one answer.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from tests.plain_shop import LINE, SHOP
from tests.race_table import on

import invoicekit as ik
from invoicekit.ports import Storage, UnitOfWork

T = TypeVar("T")

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


class DiesWithTheAnswer:
    """A storage whose process is gone when its first write is committed."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        self.storage.write(tenant, work)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return self.storage.read(tenant, work)

    def close(self) -> None:
        """Leaves it open."""


def opened(folder: Path) -> ik.InvoiceKit:
    return ik.InvoiceKit.from_url(
        f"sqlite:///{folder / 'invoices.db'}", issuer=SHOP, clock=lambda: NOW
    )


def asked(draft: str, buyer: str) -> tuple[Callable[[ik.InvoiceKit], str], ...]:
    """Three calls with a key each."""

    def draws(kit: ik.InvoiceKit) -> str:
        order = ik.Order(reference=f"of {draft}", customer_id=buyer, currency="EUR", lines=[LINE])
        return kit.invoices.create_from_order(order, actor="a", idempotency_key=f"o-{draft}").id

    def issues(kit: ik.InvoiceKit) -> str:
        return str(kit.invoices.issue(draft, actor="b", idempotency_key=f"i-{draft}").number)

    def pays(kit: ik.InvoiceKit) -> str:
        return kit.payments.record(
            amount="1", currency="EUR", actor="bank", idempotency_key=f"p-{draft}"
        ).id

    return draws, issues, pays


def dies(folder: Path, call: Callable[[ik.InvoiceKit], str]) -> None:
    """Calls in a child, which is killed with the answer in its hand."""
    pid = os.fork()
    if not pid:
        try:
            kit = opened(folder)
            call(on(kit, DiesWithTheAnswer(kit._runtime.storage)))
        finally:
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(3, id="3"),
        pytest.param(2_000, id="2000", marks=pytest.mark.gate),
        pytest.param(20_000, id="20000", marks=pytest.mark.soak),
    ],
)
def test_a_lost_answer_is_given_again(tmp_path: Path, answers: int) -> None:
    count = -(-answers // 3)
    with opened(tmp_path) as kit:
        buyer = kit.customers.create(name="ACME", country="NZ", actor="a").id
        drafts = [
            kit.invoices.create_from_order(
                ik.Order(reference=f"SO-{n}", customer_id=buyer, currency="EUR", lines=[LINE]),
                actor="a",
            ).id
            for n in range(count)
        ]
        calls = [call for draft in drafts for call in asked(draft, buyer)]
    for call in calls:
        dies(tmp_path, call)
    with opened(tmp_path) as kit:
        answered = [call(kit) for call in calls]
        assert [call(kit) for call in calls] == answered
        assert answered[1::3] == [f"2026-{n:06}" for n in range(1, count + 1)]
        assert len({*answered}) == len(answered)
        found = kit.audit.verify()
        assert found.faults == ()
        assert found.counts["documents"] == 2 * count
        [series] = kit.series.list()
        assert series.last == count
        assert len(kit.payments.list(limit=count + 1)) == count
