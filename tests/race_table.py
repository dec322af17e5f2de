"""The races we define an outcome for, the tests that force each, and how two are made to meet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, cast

import sqlalchemy as sa

import invoicekit as ik
from invoicekit.model.stored import Key, Row
from invoicekit.ports.storage import Storage, UnitOfWork

R = TypeVar("R", bound=Row)
T = TypeVar("T")

Place = Literal["begun", "locked", "written"]
"""Where the first stands when the second comes: before its first statement, with its first row
locked, or with everything written and nothing committed."""

BACKENDS = frozenset({"memory", "sqlite", "postgresql", "mariadb"})


@dataclass(frozen=True)
class Race:
    """One row of the table.

    Attributes:
        between: Who meets whom.
        outcome: What we define.
        tests: Those that force it on every backend.
        elsewhere: Files of tests that force it in another way, on servers alone.
    """

    between: str
    outcome: str
    tests: tuple[str, ...]
    elsewhere: tuple[str, ...] = ()


RACES = (
    Race(
        "a payment and a void",
        "whoever locks first wins; money is always kept, unapplied where the void won",
        ("test_a_payment_comes_while_somebody_voids", "test_somebody_voids_while_a_payment_comes"),
    ),
    Race(
        "two who issue, two who void, a double click",
        "the second sees the new state; by the same key it gets the same answer",
        ("test_two_issue_the_same", "test_two_void_the_same", "test_a_double_click"),
    ),
    Race(
        "a credit note and a payment",
        "both are stored; what is too much is kept unapplied",
        ("test_a_credit_note_and_a_payment",),
    ),
    Race(
        "an approval and an edit",
        "what was approved is what was submitted, or nothing is",
        ("test_an_approval_meets_an_edit",),
    ),
    Race(
        "issuing and a crash after the number",
        "nothing happened: the next gets the number",
        ("test_a_crash_after_the_number",),
        ("tests/kit/test_killed.py",),
    ),
    Race(
        "a tax platform's yes and a crash before our commit",
        "asked again by the same request: one number, one invoice",
        ("test_a_crash_after_the_platforms_yes",),
    ),
    Race(
        "news before our commit, out of order, twice",
        "once, by fact and not by order",
        ("test_the_same_money_is_told_twice", "test_news_out_of_order"),
    ),
    Race(
        "a reminder and a payment",
        "whoever locks first wins: what is paid is not reminded of, nor is a letter sent for it",
        ("test_a_payment_comes_while_somebody_reminds", "test_somebody_reminds_of_what_is_paid"),
    ),
    Race(
        "two runs that remind",
        "each document is reminded of once a level",
        ("test_two_runs_remind_of_the_same",),
    ),
    Race(
        "two runs over the same orders",
        "each order is billed once",
        ("test_two_runs_bill_the_same_order",),
    ),
    Race(
        "payments over several invoices",
        "locks are taken in the order of ids: nobody waits in a circle",
        ("test_payments_over_the_same_invoices",),
    ),
    Race(
        "two first documents of a series",
        "one makes the series, both are numbered without a gap",
        ("test_two_first_documents_of_a_series",),
        ("tests/kit/test_races.py",),
    ),
    Race(
        "two who want the last number of a range",
        "one gets it, the other is told that the range is used up",
        ("test_two_want_the_last_number_of_a_range",),
    ),
    Race(
        "two who lease a block for the same till",
        "one block is leased, and both number from it",
        ("test_two_lease_a_block_for_the_same_till",),
    ),
    Race(
        "two workers at one outbox",
        "no message is with both",
        ("test_two_workers_at_one_outbox",),
    ),
    Race(
        "a commit and its lost answer",
        "the server is asked; where it cannot be, the idempotency key answers",
        ("test_an_answer_that_is_lost",),
        ("tests/storage/sql/test_lost_connections.py",),
    ),
)
"""All of them."""


class Crash(BaseException):
    """The process is gone."""


class Noticing:
    """A unit of work that says when its first row is locked."""

    def __init__(self, uow: UnitOfWork, locked: Callable[[], None]) -> None:
        self._uow = uow
        self._locked = locked

    def get(self, of: type[R], keys: Sequence[Key], *, lock: bool = False) -> list[R | None]:
        rows = self._uow.get(of, keys, lock=lock)
        if lock:
            self._locked()
        return rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)


@dataclass
class Staged:
    """A storage on which the first work that writes does something at a place, once."""

    storage: Storage
    place: Place
    then: Callable[[], None]
    done: bool = False

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        def staged(uow: UnitOfWork) -> T:
            if self.place == "begun":
                self._once()
            if self.place == "locked":
                return work(cast("UnitOfWork", Noticing(uow, self._once)))
            result = work(uow)
            if self.place == "written":
                self._once()
            return result

        return self.storage.write(tenant, staged)

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return self.storage.read(tenant, work)

    def close(self) -> None:
        """Leaves it open."""

    def _once(self) -> None:
        if not self.done:
            self.done = True
            self.then()


@dataclass
class Announced:
    """A storage that tells when somebody wants to write."""

    storage: Storage
    wanted: threading.Event

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        self.wanted.set()
        return self.storage.write(tenant, work)

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        return self.storage.read(tenant, work)

    def close(self) -> None:
        """Leaves it open."""


def on(kit: ik.InvoiceKit, storage: object) -> ik.InvoiceKit:
    """Returns the kit on another storage."""
    return type(kit)(replace(kit._runtime, storage=cast("Storage", storage)))


@dataclass
class Arena:
    """Where two meet: a tenant of its own on one backend."""

    backend: str
    kit: ik.InvoiceKit

    def meet(
        self,
        first: Callable[[ik.InvoiceKit], object],
        second: Callable[[ik.InvoiceKit], object],
        place: Place,
    ) -> tuple[object, object]:
        """Returns what became of both: what each returned, or the error it was told.

        The second starts when the first has come to the place, and the first goes on when the
        second is done or waits for it.
        """
        storage = self.kit._runtime.storage
        wanted = threading.Event()
        started: list[Future[object]] = []

        def come() -> None:
            started.append(pool.submit(outcome, second, on(self.kit, Announced(storage, wanted))))
            self._until_it_waits(started[0], wanted)

        with ThreadPoolExecutor(1) as pool:
            staged = Staged(storage, place, come)
            told = outcome(first, on(self.kit, staged))
            assert started, f"the first never came to where it is {place}"
            return told, started[0].result(60)

    def crash(self, first: Callable[[ik.InvoiceKit], object], place: Place) -> None:
        """Ends the first at a place."""

        def end() -> None:
            raise Crash

        staged = Staged(self.kit._runtime.storage, place, end)
        try:
            first(on(self.kit, staged))
        except Crash:
            return
        assert staged.done, f"it never came to where it is {place}"

    def _until_it_waits(self, second: Future[object], wanted: threading.Event) -> None:
        if self.backend in ("memory", "sqlite"):  # one writes at a time: who wants to, waits
            while not (wanted.wait(0.01) or second.done()):
                pass
            return
        engine: sa.Engine = cast("Any", self.kit._runtime.storage).engine
        with engine.connect() as connection:
            while not (second.done() or waits(connection)):
                wait([second], timeout=0.002)


def waits(connection: sa.Connection) -> bool:
    """Whether somebody on the server waits for a lock."""
    if connection.dialect.name == "postgresql":
        connection.rollback()  # what is seen of others stays the same in a transaction
        asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
        asked += "AND datname = current_database()"
        return bool(connection.exec_driver_sql(asked).scalar())
    asked = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"
    return str(connection.exec_driver_sql(asked).one()[1]) != "0"


def outcome(call: Callable[[ik.InvoiceKit], object], kit: ik.InvoiceKit) -> object:
    """Returns what a call returned, or the error of ours that it was told."""
    try:
        return call(kit)
    except ik.InvoiceKitError as problem:
        return problem
