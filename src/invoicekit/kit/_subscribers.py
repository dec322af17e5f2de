"""Functions that are told of events: after the commit, and never of what was taken back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from invoicekit.model.event import Event
from invoicekit.model.rows import EventRow
from invoicekit.model.stored import Row
from invoicekit.ports import JointWork, Storage, UnitOfWork
from invoicekit.services.read_events import event_of

T = TypeVar("T")
A = TypeVar("A")
Subscriber = Callable[[Event], object]

LOG = logging.getLogger("invoicekit.events")


@dataclass
class Subscribers:
    """Who is told, of which tenant's events."""

    _told: tuple[tuple[str, Subscriber], ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, tenant: str, subscriber: Subscriber) -> Callable[[], None]:
        """Adds a function and returns another, which takes it away."""
        entry = (tenant, subscriber)
        with self._lock:
            self._told = (*self._told, entry)

        def remove() -> None:
            with self._lock:
                self._told = tuple(each for each in self._told if each is not entry)

        return remove

    @property
    def listen(self) -> bool:
        """Whether anybody does."""
        return bool(self._told)

    def of(self, tenant: str) -> list[Subscriber]:
        """Returns those who listen to a tenant."""
        return [subscriber for whose, subscriber in self._told if whose == tenant]

    def tell(self, tenant: str, rows: Sequence[EventRow]) -> None:
        """Tells each of each event, in order. The work is committed: a fault is logged, no more."""
        for row in rows:
            for subscriber in self.of(tenant):
                try:
                    subscriber(event_of(row))
                except Exception as problem:  # noqa: BLE001 - a host's function must not undo ours
                    LOG.error(  # noqa: TRY400 - a traceback may hold personal data
                        "a subscriber of events failed",
                        extra={"event": row.id, "type": row.type, "error": type(problem).__name__},
                    )


class ToldStorage:
    """A storage whose commits are told of.

    Args:
        storage: Does the work.
        subscribers: Are told afterwards.
    """

    def __init__(self, storage: Storage, subscribers: Subscribers) -> None:
        self._storage = storage
        self._subscribers = subscribers

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction, tells what happened in it, and returns its result."""
        if not self._subscribers.of(tenant):
            return self._storage.write(tenant, work)
        if isinstance(work, JointWork):
            joint: JointWork[object, T] = work
            return self._write_joint(tenant, joint)
        happened: list[EventRow] = []

        def noted(uow: UnitOfWork) -> T:
            happened.clear()  # it may be run again
            return work(_Noting(uow, happened))

        result = self._storage.write(tenant, noted)
        self._subscribers.tell(tenant, happened)
        return result

    def _write_joint(self, tenant: str, work: JointWork[A, T]) -> T:
        """Joins as it would untold; who asked for a document tells what happened to it."""
        joint: JointWork[tuple[Hashable, A], tuple[T, list[EventRow]]] = JointWork(
            _NotedTogether(work.together), (work.about, work.asked), about=work.about
        )
        result, happened = self._storage.write(tenant, joint)
        self._subscribers.tell(tenant, happened)
        return result

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot and returns its result."""
        return self._storage.read(tenant, work)

    def close(self) -> None:
        """Lets go of the storage."""
        self._storage.close()


@dataclass(frozen=True)
class _NotedTogether(Generic[A, T]):
    """Does what several ask for, and gives each the events of what it asked for, too.

    Events of anything else are the first one's to tell.
    """

    together: Callable[[UnitOfWork, Sequence[A]], Sequence[T]]

    def __call__(
        self, uow: UnitOfWork, asked: Sequence[tuple[Hashable, A]]
    ) -> list[tuple[T, list[EventRow]]]:
        """Returns each one's result with the events it tells."""
        happened: list[EventRow] = []
        results = self.together(_Noting(uow, happened), [each for _, each in asked])
        first = asked[0][0]
        told: dict[Hashable, list[EventRow]] = {about: [] for about, _ in asked}
        for row in happened:
            told[row.subject if row.subject in told else first].append(row)
        return [(result, told[about]) for result, (about, _) in zip(results, asked, strict=True)]


class _Noting:
    """A unit of work that notes the events it is given, but for those a savepoint takes back."""

    def __init__(self, uow: UnitOfWork, happened: list[EventRow]) -> None:
        self._uow = uow
        self._happened = happened
        self.tenant = uow.tenant
        self.get, self.replace, self.remove = uow.get, uow.replace, uow.remove
        self.page, self.stream = uow.page, uow.stream
        self.totals, self.claim = uow.totals, uow.claim

    def add(self, records: Sequence[Row], *, ignore_existing: bool = False) -> int:
        count = self._uow.add(records, ignore_existing=ignore_existing)
        self._happened += [each for each in records if isinstance(each, EventRow)]
        return count

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        before = len(self._happened)
        try:
            with self._uow.savepoint():
                yield
        except BaseException:
            del self._happened[before:]
            raise
