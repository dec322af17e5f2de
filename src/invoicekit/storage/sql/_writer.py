"""Group commit: one thread runs the waiting works in one transaction, each with its own answer.

SQLite lets one write at a time and makes the others wait in growing steps; a queue is fair, and one
fsync serves all who wait.
"""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeAlias, TypeVar

import sqlalchemy as sa

from invoicekit.errors import StorageError
from invoicekit.ports.storage import UnitOfWork
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._connection import hold
from invoicekit.storage.sql._faults import translated
from invoicekit.storage.sql.statements import run_directly
from invoicekit.storage.sql.unit import SqlUnitOfWork

T = TypeVar("T")
Answer: TypeAlias = tuple[Any, BaseException | None]
"""The result, or why there is none."""


class Job(NamedTuple):
    """One work that waits."""

    tenant: str
    work: Callable[[UnitOfWork], Any]
    future: Future[Any]
    context: contextvars.Context


class Writer:
    """The one writer of a file.

    Args:
        engine: The writer's thread keeps one of its connections while nothing fails.
        most: Works in one transaction at most.
    """

    def __init__(self, engine: sa.Engine, *, most: int = 256) -> None:
        self._engine = engine
        self._most = most
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._connection: sa.Connection | None = None
        self._thread = threading.Thread(target=self._serve, name="invoicekit-writer", daemon=True)
        self._thread.start()

    def submit(self, tenant: str, work: Callable[[UnitOfWork], T]) -> Future[T]:
        """Returns the future of a work's result; it is there after the fsync."""
        if not self._thread.is_alive():
            raise StorageError("the storage is closed")
        future: Future[T] = Future()
        self._jobs.put(Job(tenant, work, future, contextvars.copy_context()))
        return future

    def close(self) -> None:
        """Ends the thread after what waits, and waits for it."""
        self.end()
        self._thread.join()

    def end(self) -> None:
        """Asks the thread to end after what waits."""
        self._jobs.put(None)

    def _serve(self) -> None:
        while (batch := self._waiting()) is not None:
            live = [job for job in batch if job.future.set_running_or_notify_cancel()]
            if live:
                self._answer(live)
        self._let_go()

    def _waiting(self) -> list[Job] | None:
        job = self._jobs.get()
        batch: list[Job] = []
        while job is not None:
            batch.append(job)
            if len(batch) == self._most or self._jobs.empty():
                return batch
            job = self._jobs.get()
        if batch:
            self._jobs.put(None)  # the end comes after what stood before it
            return batch
        return None

    def _answer(self, batch: list[Job]) -> None:
        try:
            answers = self._commit(batch)
        except BaseException as problem:  # noqa: BLE001  # it belongs to those who wait
            answers = [(None, problem)] * len(batch)
        for job, (value, failure) in zip(batch, answers, strict=True):
            if failure is None:
                job.future.set_result(value)
            else:
                job.future.set_exception(failure)

    def _commit(self, batch: list[Job]) -> list[Answer]:
        """Without savepoints in good hope; if one fails, all again with a savepoint each."""
        try:
            return self._transaction(batch, _run_plainly)
        except BaseException:
            if len(batch) == 1:
                raise
            return self._transaction(batch, _run_apart)

    def _transaction(
        self, batch: list[Job], each: Callable[[sa.Connection, Job], Answer]
    ) -> list[Answer]:
        connection = self._connection = self._connection or self._engine.connect()
        try:
            with translated(connection, "transaction"), connection.begin():
                return [each(connection, job) for job in batch]
        except BaseException:
            self._let_go()  # whatever it was: the next transaction begins on a whole connection
            raise

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _run_plainly(connection: sa.Connection, job: Job) -> Answer:
    gate = Gate(job.tenant, read_only=False)
    return job.context.run(_work, connection, gate, job), None


def _run_apart(connection: sa.Connection, job: Job) -> Answer:
    gate = Gate(job.tenant, read_only=False)
    try:
        with connection.begin_nested():
            return job.context.run(_work, connection, gate, job), None
    except BaseException as problem:  # noqa: BLE001  # it belongs to the one who waits
        return None, problem


def _work(connection: sa.Connection, gate: Gate, job: Job) -> object:
    hold(connection)
    try:
        result: object = job.work(SqlUnitOfWork(connection, gate, execute=run_directly))
        gate.finish()
    finally:
        gate.close()
    return result
