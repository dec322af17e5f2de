"""What a storage must do: nine verbs on a unit of work, two on the storage.

Transactions have the shape of a function: `work` takes the unit of work, may be run again, and does
nothing that waits elsewhere. Retry, group commit and an async engine need exactly that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar, runtime_checkable

from invoicekit.model.stored import Id, Key, Row, Scalar, VersionedRow

R = TypeVar("R", bound=Row)
V = TypeVar("V", bound=VersionedRow)
T = TypeVar("T")
A = TypeVar("A")

Operator = Literal["=", "!=", "in", ">=", "<=", ">", "<", "contains", "starts"]
"""`contains` and `starts` compare text without regard to case; no wildcard has a meaning."""

Condition: TypeAlias = tuple[str, Operator, Scalar | tuple[Scalar, ...]]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """That a row is held by one of another kind: an invoice by a word that stands in it.

    Attributes:
        of: The other row class.
        on: Its column that has the key of the row; the last of its key, so that an index with the
            conditions in front gives the keys in order.
        where: Conditions on the other row.
        also: Keys that count as held in any case.
    """

    of: type[Row]
    on: str
    where: tuple[Condition, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Query(Generic[R]):
    """A list of one kind of record.

    Attributes:
        of: The row class.
        where: Conditions, all of which hold. `("x", "=", None)` finds rows without a value.
        holding: Rows of other kinds that must be there too, for a kind whose key is one column.
        order: `"id"` (the key) or one of the kind's orders; rows without a value come last.
        after: The cursor of the page before, None for the first page.
        heavy: Whether rows carry their heavy columns; they are None otherwise.
        most: Rows that `totals` looks at, so that a count of millions costs no more than that.
    """

    of: type[R]
    where: tuple[Condition, ...] = ()
    holding: tuple[Holding, ...] = ()
    order: str = "id"
    descending: bool = False
    after: str | None = None
    limit: int = 50
    heavy: bool = False
    most: int | None = None


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page: the rows, and the cursor of the next page, None on the last."""

    items: tuple[R, ...]
    next: str | None


class UnitOfWork(Protocol):
    """One transaction of one tenant. Batch-first: one is a batch of one.

    Raises (all verbs): `DuplicateKey`, `StaleVersion`, `Locked`, `BadCursor`, `StorageError`.
    """

    @property
    def tenant(self) -> str:
        """The tenant whose rows are seen and written; another one's are refused."""

    def get(self, of: type[R], keys: Sequence[Key], *, lock: bool = False) -> list[R | None]:
        """Returns the rows by key in the order asked, None where there is none.

        With `lock` they stay locked until the transaction ends; locks are taken in key order.
        """

    def add(self, records: Sequence[Row], *, ignore_existing: bool = False) -> int:
        """Adds rows of one kind and returns how many were new.

        Raises:
            DuplicateKey: A key is taken, unless existing ones are ignored.
        """

    def replace(self, records: Sequence[VersionedRow]) -> None:
        """Writes changed rows of one kind, each with its revision raised by one.

        Raises:
            StaleVersion: A row's stored revision is not the one before; nothing was written.
        """

    def remove(self, of: type[R], keys: Sequence[Key]) -> int:
        """Removes rows by key and returns how many there were.

        Raises:
            StorageError: The kind is not `derived`: what cannot be made again stays.
        """

    def page(self, query: Query[R]) -> Page[R]:
        """Returns one page by keyset: as fast at any depth."""

    def stream(self, query: Query[R]) -> Iterator[R]:
        """Yields all rows of a query, heavy columns included, at constant memory."""

    def totals(
        self, query: Query[R], *, by: Sequence[str], sums: Sequence[str]
    ) -> list[tuple[Scalar, ...]]:
        """Returns a tuple a group: the `by` values, the count, the exact sums; ordered by group."""

    def claim(
        self, of: type[V], *, now: datetime, until: datetime, owner: str, limit: int
    ) -> list[V]:
        """Leases due rows nobody holds (`state`, `due_at`, `lease_until`); counts the attempt."""

    def savepoint(self) -> AbstractContextManager[None]:
        """Returns a block that is undone alone when it raises."""


@dataclass(frozen=True)
class JointWork(Generic[A, T]):
    """A work that costs less when it is done with others of its kind.

    A storage that takes several works into one transaction may do all of them by one call. To any
    other it is a work like every other.

    Attributes:
        together: Does what several ask for, all of it or nothing, and returns each one's result.
            Works join where theirs are equal.
        asked: What this one asks for.
        about: What it is done to: works about the same are done one after the other.
    """

    together: Callable[[UnitOfWork, Sequence[A]], Sequence[T]]
    asked: A
    about: Hashable

    def __call__(self, uow: UnitOfWork) -> T:
        """Does this one alone and returns its result."""
        [result] = self.together(uow, [self.asked])
        return result


class Storage(Protocol):
    """Where the rows live."""

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction, commits, and returns its result; may run it again."""

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a consistent snapshot; a write in it raises `StorageError`."""

    def close(self) -> None:
        """Lets go of connections and threads."""


@runtime_checkable
class BackedUp(Protocol):
    """A storage that can copy itself while it is in use."""

    def backup(
        self, target: Path | str, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Copies everything as it is at this moment into a new file.

        Raises:
            StorageError: The path is taken, or the copy could not be made.
        """


class AsyncStorage(Protocol):
    """Where the rows live, for an event loop: the same works, awaited instead of waited for."""

    @property
    def blocking(self) -> Storage:
        """The same storage, for threads."""

    async def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction, commits, and returns its result; may run it again.

        A task that is cancelled meanwhile leaves all of the work or nothing of it.
        """

    async def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a consistent snapshot; a write in it raises `StorageError`."""

    async def close(self) -> None:
        """Lets go of connections and threads."""


__all__ = [
    "AsyncStorage",
    "BackedUp",
    "Condition",
    "Holding",
    "Id",
    "JointWork",
    "Operator",
    "Page",
    "Query",
    "Storage",
    "UnitOfWork",
]
