"""Group commit: one thread runs the waiting works in one transaction, each with its own answer.

SQLite lets one write at a time and makes the others wait in growing steps; a queue is fair, and one
fsync serves all who wait. Where nobody waits there is nothing to share: who finds the writer idle
writes in his own thread and saves two changes of threads. After a crowd nobody does: the first to
come back would pay an fsync alone, while the others queue behind him.
"""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeAlias, TypeVar, cast

import sqlalchemy as sa

from invoicekit.errors import StorageError
from invoicekit.ports.storage import JointWork, UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._connection import driver_of, hold
from invoicekit.storage.sql._faults import error_of, faults_of
from invoicekit.storage.sql._running import Directly, Runner
from invoicekit.storage.sql.unit import SqlUnitOfWork

T = TypeVar("T")
Joint: TypeAlias = JointWork[Any, Any]
Answer: TypeAlias = tuple[Any, BaseException | None]
"""The result, or why there is none."""


class Job(NamedTuple):
    """One work."""

    tenant: str
    work: Callable[[UnitOfWork], Any]
    context: contextvars.Context


class Waiting(NamedTuple):
    """One work whose caller waits."""

    job: Job
    future: Future[Any]


class Link(NamedTuple):
    """A connection, and what its transactions need of it, looked up once."""

    connection: sa.Connection
    driver: Any
    run: Runner
    faults: tuple[type[Exception], ...]


class Writer:
    """The one writer of a file.

    Transactions begin and end on the driver, and SQLAlchemy joins in where a work needs it: its own
    way there and back costs as much as three statements.

    Args:
        engine: The writer keeps one of its connections while nothing fails.
        most: Works in one transaction at most.
    """

    def __init__(self, engine: sa.Engine, *, most: int = 256) -> None:
        self._engine = engine
        self._most = most
        self._jobs: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._link: Link | None = None
        self._open = True
        self._turn = threading.Lock()
        self._crowd = 1
        self._thread = threading.Thread(target=self._serve, name="invoicekit-writer", daemon=True)
        self._thread.start()

    def run(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Returns a work's result: done here and now where nobody writes, else with others."""
        alone = self._crowd == 1 and self._jobs.empty()
        if not (alone and self._turn.acquire(blocking=False)):
            return self.submit(tenant, work).result()
        try:
            self._refuse_when_closed()
            job = Job(tenant, work, contextvars.copy_context())
            [(result, _)] = self._transaction([job], _run_alone)
        finally:
            self._turn.release()
        return cast("T", result)

    def submit(self, tenant: str, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """Returns the future of a work's result; it is there after the fsync."""
        self._refuse_when_closed()
        future: Future[T] = Future()
        self._jobs.put(Waiting(Job(tenant, work, contextvars.copy_context()), future))
        return future

    def close(self) -> None:
        """Ends the thread after what waits, and waits for it."""
        self.end()
        self._thread.join()

    def end(self) -> None:
        """Asks the thread to end after what waits."""
        self._jobs.put(None)

    def _refuse_when_closed(self) -> None:
        if not self._open:
            raise StorageError("the storage is closed")

    def _serve(self) -> None:
        while (first := self._jobs.get()) is not None:
            with self._turn:
                batch = [each for each in self._with_others(first) if _is_wanted(each)]
                if batch:
                    self._answer(batch)
        with self._turn:
            self._open = False
            self._let_go()

    def _with_others(self, first: Waiting) -> list[Waiting]:
        """Returns the work with all that wait; who was answered a moment ago may be about to."""
        for _ in range(self._crowd - 1):
            if self._jobs.qsize() + 1 >= self._crowd:
                break
            time.sleep(0)
        batch = [first]
        while len(batch) < self._most and not self._jobs.empty():
            following = self._jobs.get()
            if following is None:
                self._jobs.put(None)  # the end comes after what stood before it
                break
            batch.append(following)
        self._crowd = len(batch)
        return batch

    def _answer(self, batch: list[Waiting]) -> None:
        try:
            answers = self._commit([each.job for each in batch])
        except BaseException as problem:  # noqa: BLE001  # it belongs to those who wait
            answers = [(None, problem)] * len(batch)
        for each, (value, failure) in zip(batch, answers, strict=True):
            if failure is None:
                each.future.set_result(value)
            else:
                each.future.set_exception(failure)

    def _commit(self, batch: list[Job]) -> list[Answer]:
        """Together and without savepoints in good hope; if one fails, all again, each apart."""
        try:
            return self._transaction(batch, _run_together)
        except BaseException:
            if len(batch) == 1:
                raise
            return self._transaction(batch, _run_apart)

    def _transaction(
        self, batch: list[Job], done: Callable[[Link, list[Job]], list[Answer]]
    ) -> list[Answer]:
        link = self._link = self._link or self._linked()
        try:
            link.driver.execute("BEGIN IMMEDIATE")
            answers = done(link, batch)
            if link.connection.in_transaction():
                link.connection.commit()
            else:
                link.driver.execute("COMMIT")
        except BaseException as problem:
            self._let_go()  # whatever it was: the next transaction begins on a whole connection
            if isinstance(problem, link.faults):
                raise error_of(problem, "transaction") from problem
            raise
        return answers

    def _linked(self) -> Link:
        connection = self._engine.connect()
        driver = driver_of(connection)
        return Link(connection, driver, Directly(driver), faults_of(connection.dialect))

    def _let_go(self) -> None:
        if self._link is not None:
            self._link.connection.close()
            self._link = None


def _is_wanted(waiting: Waiting) -> bool:
    """Says whether a caller still waits; from now on he waits to the end."""
    return waiting.future.set_running_or_notify_cancel()


def _run_alone(link: Link, batch: list[Job]) -> list[Answer]:
    """Does the one work there is."""
    [job] = batch
    [result] = job.context.run(_work, link, batch)
    return [(result, None)]


def _run_together(link: Link, batch: list[Job]) -> list[Answer]:
    """Does works one after the other, those that join by one call, with a result for each."""
    return [
        (result, None)
        for group in _groups(batch)
        for _, result in zip(group, group[0].context.run(_work, link, group), strict=True)
    ]


def _run_apart(link: Link, batch: list[Job]) -> list[Answer]:
    """Does works one after the other, each in a savepoint of its own."""
    return [_in_savepoint(link, job) for job in batch]


def _in_savepoint(link: Link, job: Job) -> Answer:
    try:
        with link.connection.begin_nested():
            [result] = job.context.run(_work, link, [job])
    except BaseException as problem:  # noqa: BLE001  # it belongs to the one who waits
        return None, problem
    else:
        return result, None


def _groups(batch: list[Job]) -> list[list[Job]]:
    """Returns works in their order, those that join in one list: never two about the same."""
    groups: list[list[Job]] = []
    kind: object = None
    about: set[Hashable] = set()
    for job in batch:
        joint = job.work if isinstance(job.work, JointWork) else None
        if joint and kind == (job.tenant, joint.together) and joint.about not in about:
            groups[-1].append(job)
        else:
            groups.append([job])
            kind, about = (job.tenant, joint.together) if joint else None, set()
        if joint:
            about.add(joint.about)
    return groups


def _work(link: Link, group: list[Job]) -> Sequence[object]:
    first = group[0]
    gate = Gate(first.tenant, read_only=False)
    hold(link.connection)
    try:
        uow = SqlUnitOfWork(link.connection, gate, run=link.run)
        if len(group) == 1:
            results: Sequence[object] = [first.work(uow)]
        else:
            works = [cast("Joint", job.work) for job in group]
            results = works[0].together(uow, [work.asked for work in works])
        gate.finish()
    finally:
        gate.close()
    return results
