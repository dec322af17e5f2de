"""Many issue into one series at once: no gap, no double, chain intact, nothing lost."""

from __future__ import annotations

import contextvars
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import invoicekit as ik
from invoicekit.ports import UnitOfWork
from invoicekit.services.issue_invoice import IssueTogether, Wish
from invoicekit.storage.sealed import SealedStorage
from invoicekit.storage.sql.sqlite import SqliteStorage

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ISSUER = ik.Issuer(
    party=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    ),
    approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),  # issued at once
)

ISSUES_IN_STEP = '''
"""Issues drafts; in each transaction, before the series is locked, it waits for the others."""

import sys
from datetime import UTC, datetime

import invoicekit as ik

url, *drafts = sys.argv[1:]
waits = False

def clock():
    global waits
    if waits:  # once an invoice: issuing asks for today before it asks for the number
        waits = False
        print("ready", flush=True)
        sys.stdin.readline()
    return datetime(2026, 3, 2, 10, tzinfo=UTC)

with ik.InvoiceKit.from_url(url, clock=clock) as kit:
    for draft in drafts:
        waits = True
        print(kit.invoices.issue(draft, actor="bob").number, flush=True)
'''


def kit_on(url: str, **options: Any) -> ik.InvoiceKit:
    return ik.InvoiceKit.from_url(url, issuer=ISSUER, clock=lambda: NOW, **options)


def drafts(kit: ik.InvoiceKit, count: int) -> list[str]:
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.InvoiceLine(
        quantity=1,
        price=ik.Price(net="10"),
        vat_category="S",
        vat_rate="19",
        item=ik.Item(name="Keyboard"),
    )
    invoice = ik.calculate(ik.Invoice(currency="EUR", lines=[line]))
    create = partial(kit.invoices.create, invoice, customer_id=buyer.id, actor="alice")
    return [create().id for _ in range(count)]


def expected(count: int) -> list[str]:
    """The numbers of one series, spelled out from its first to its last."""
    return [f"2026-{number:06d}" for number in range(1, count + 1)]


def prove(kit: ik.InvoiceKit, told: Sequence[str | None], ids: Sequence[str]) -> None:
    """What callers were told, what is stored and what the audit says are one and the same."""
    assert sorted(number or "" for number in told) == expected(len(ids))
    assert sorted(kit.invoices.get(each).number or "" for each in ids) == expected(len(ids))
    [series] = kit.series.list()
    assert series.last == len(ids)
    verified = kit.audit.verify()
    assert verified.faults == ()
    assert (verified.counts["series"], verified.counts["documents"]) == (1, len(ids))
    waiting = [each.subject for each in kit.outbox.list(state="pending", limit=len(ids) + 1)]
    assert sorted(waiting) == sorted(ids)  # each will be archived, and once


@pytest.mark.parametrize("rounds", [1, pytest.param(60, marks=pytest.mark.gate)])
def test_sixteen_threads_on_one_file(tmp_path: Path, rounds: int) -> None:
    """Two kits on the file, half of the threads each; all threads start each round together."""
    url = f"sqlite:///{tmp_path / 'invoices.db'}"
    threads = 16
    with kit_on(url) as kit, kit_on(url) as beside:
        ids = drafts(kit, threads * rounds)
        start = threading.Barrier(threads)

        def issue(thread: int) -> list[str | None]:
            mine = kit if thread % 2 else beside
            numbers = []
            for draft in ids[thread::threads]:
                start.wait(60)
                numbers.append(mine.invoices.issue(draft, actor="bob").number)
            return numbers

        with ThreadPoolExecutor(threads) as pool:
            told = [number for some in pool.map(issue, range(threads)) for number in some]
        prove(kit, told, ids)


def at_once(
    kit: ik.InvoiceKit, calls: Sequence[Callable[[], ik.InvoiceRecord]]
) -> list[Future[ik.InvoiceRecord]]:
    """What comes of calls that wait for the writer of a SQLite file at the same time."""
    storage = kit._runtime.storage
    if isinstance(storage, SealedStorage):
        storage = storage.inner
    assert isinstance(storage, SqliteStorage)
    writer, arrived = storage._database().writer, threading.Semaphore(0)
    submit = writer.submit

    def noted(*job: Any) -> Future[Any]:
        future = submit(*job)
        arrived.release()
        return future

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(len(calls)) as pool:
        patch.setattr(writer, "submit", noted)

        def first(_: UnitOfWork) -> list[Future[ik.InvoiceRecord]]:
            futures = []
            for call in calls:
                futures.append(pool.submit(contextvars.Context().run, call))
                assert arrived.acquire(timeout=60)
            return futures

        return storage.write("default", first)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The ids that were to be issued by each call of the service."""
    calls: list[list[str]] = []
    issued = IssueTogether.__call__

    def noted(self: IssueTogether, uow: UnitOfWork, wishes: Sequence[Wish]) -> Any:
        calls.append([wish.id for wish in wishes])
        return issued(self, uow, wishes)

    monkeypatch.setattr(IssueTogether, "__call__", noted)
    return calls


def test_calls_that_wait_are_issued_as_one_and_answered_each(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    with kit_on(f"sqlite:///{tmp_path / 'invoices.db'}") as kit:
        ids = drafts(kit, 9)
        issue = partial(partial, kit.invoices.issue)
        told = at_once(
            kit,
            [
                *(issue(each, actor=f"actor of {each}") for each in ids[:3]),
                issue(ids[3], actor="dora", idempotency_key="once"),
                issue(ids[3], actor="dora", idempotency_key="once"),  # a double click
            ],
        )
        numbers = [future.result().number for future in told]
        assert asked == [ids[:4], ids[3:4]]
        assert numbers == [*expected(4), expected(4)[3]]
        told_of = {each.subject: each.actor for each in kit.events.since()}
        assert [told_of[each] for each in ids[:3]] == [f"actor of {each}" for each in ids[:3]]

        told = at_once(
            kit,
            [
                issue(ids[4], actor="bob"),
                issue(ids[5], actor="bob", version=7),
                issue("nobody", actor="bob"),
                issue(ids[6], actor="bob", idempotency_key="once"),
                issue(ids[7], actor="bob", version=1),
                issue(ids[7], actor="bob"),
            ],
        )
        failures = [type(future.exception()) for future in told]
        assert failures == [
            type(None),
            ik.StaleVersion,
            ik.NotFound,
            ik.IdempotencyConflict,
            type(None),
            ik.TransitionNotAllowed,
        ]
        rest = [kit.invoices.issue(each, actor="bob").number for each in (ids[5], ids[6], ids[8])]
        known = [told[0].result().number, told[4].result().number]
        prove(kit, [*numbers[:4], *known, *rest], ids)


def test_subscribers_do_not_keep_them_apart_and_are_told_before_the_call_ends(
    tmp_path: Path, asked: list[list[str]]
) -> None:
    heard: list[str] = []
    with kit_on(f"sqlite:///{tmp_path / 'invoices.db'}") as kit:
        ids = drafts(kit, 4)
        kit.events.subscribe(lambda event: heard.append(f"{event.type} {event.subject}"))

        def issued(draft: str) -> ik.InvoiceRecord:
            record = kit.invoices.issue(draft, actor="bob")
            assert f"invoice.issued {draft}" in heard
            return record

        told = at_once(kit, [partial(issued, each) for each in (*ids, "nobody")])
        assert [future.exception() is None for future in told] == [True] * 4 + [False]
        prove(kit, [future.result().number for future in told[:4]], ids)
        assert sorted(heard) == sorted(f"invoice.issued {each}" for each in ids)
        assert ids in [each[:4] for each in asked]
        more = drafts(kit, 2)
        heard.clear()
        asked.clear()
        at_once(kit, [partial(issued, each) for each in more])
        assert asked == [more]


@pytest.mark.parametrize("kind", ["with roles", "with keys"])
def test_roles_and_keys_do_not_keep_them_apart(
    tmp_path: Path, asked: list[list[str]], kind: str
) -> None:
    """Who calls is asked before they wait, in the context of the call."""
    caller = contextvars.ContextVar("caller", default="nobody")

    class Callers:
        def allows(self, actor: ik.Actor, _permission: str) -> bool:
            return caller.get() in {"nobody", actor.name}

    def called(draft: str, name: str, actor: str) -> ik.InvoiceRecord:
        caller.set(name)
        return kit.invoices.issue(draft, actor=actor)

    keys = {"field_keys": ik.KeyRing.generate("2026")}
    options: dict[str, Any] = {"authorizer": Callers()} if kind == "with roles" else keys
    with kit_on(f"sqlite:///{tmp_path / 'invoices.db'}", **options) as kit:
        ids = drafts(kit, 3)
        who = [partial(called, draft, name, name) for draft, name in zip(ids, "abc", strict=True)]
        told = at_once(kit, who)
        prove(kit, [future.result().number for future in told], ids)
        assert asked == [ids]
        if kind == "with roles":
            with pytest.raises(ik.PermissionDenied):
                contextvars.copy_context().run(called, ids[0], "a", actor="b")


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[ik.InvoiceKit]:
    with kit_on(postgres_url) as kit:
        yield kit


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize(
    ("processes", "rounds"), [(2, 6), pytest.param(8, 25, marks=pytest.mark.gate)]
)
def test_processes_in_step_on_postgresql(
    postgres: ik.InvoiceKit, postgres_url: str, processes: int, rounds: int
) -> None:
    """All have a transaction open in each round, on their way to the same series."""
    ids = drafts(postgres, processes * rounds)
    told: list[str | None] = []
    with ExitStack() as running:
        children = [
            running.enter_context(issuing(postgres_url, ids[process::processes]))
            for process in range(processes)
        ]
        for _ in range(rounds):
            assert [line_of(child) for child in children] == ["ready"] * processes
            for child in children:
                say_go(child)
            told += [line_of(child) for child in children]
        assert [child.wait(60) for child in children] == [0] * processes
    prove(postgres, told, ids)


def issuing(url: str, ids: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ISSUES_IN_STEP, url, *ids],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def line_of(child: subprocess.Popen[str]) -> str:
    assert child.stdout
    return child.stdout.readline().strip()


def say_go(child: subprocess.Popen[str]) -> None:
    assert child.stdin
    child.stdin.write("go\n")
    child.stdin.flush()
