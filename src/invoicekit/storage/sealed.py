"""Fields encrypted at rest: rows go into any storage sealed and come out open.

What stands in the database is the ciphertext, bound to its tenant, table, column and row, so that
it opens nowhere else. A secret that is searched by has a copy beside it, which stands as a keyed
hash: the same value finds it, and nobody reads it. What stood there before there were keys is read
as it is, and sealed when it next changes; what was issued never changes.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from invoicekit.encryption import KeyRing
from invoicekit.encryption.keyring import SCHEME
from invoicekit.errors import ConfigurationError
from invoicekit.model.rows import IssuerRow
from invoicekit.model.stored import Key, Kind, Row, Scalar, VersionedRow, changed, kind_of
from invoicekit.ports.storage import (
    AsyncStorage,
    BackedUp,
    Condition,
    JointWork,
    Page,
    Query,
    Storage,
    UnitOfWork,
)

R = TypeVar("R", bound=Row)
V = TypeVar("V", bound=VersionedRow)
T = TypeVar("T")

TRACE = "ih1"
"""What a keyed hash begins with: `ih1.<key id>.<hash>`."""
HASH_BYTES = 16


@dataclass(frozen=True)
class SealedStorage:
    """A storage whose secret columns only the keys of a ring open."""

    inner: Storage
    ring: KeyRing

    def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction and returns its result."""
        return self.inner.write(tenant, _on_sealed(work, self.ring))

    def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot and returns its result."""
        return self.inner.read(tenant, lambda uow: work(SealedUnit(uow, self.ring)))

    def backup(
        self, target: Path | str, progress: Callable[[int, int], None] | None = None
    ) -> None:
        """Copies the database, sealed as it is.

        Raises:
            ConfigurationError: The storage has no file.
        """
        if not isinstance(self.inner, BackedUp):
            raise ConfigurationError("this storage has no file to copy", expected="sqlite:///…")
        self.inner.backup(target, progress)

    def close(self) -> None:
        """Lets go of the storage."""
        self.inner.close()


@dataclass(frozen=True)
class AsyncSealedStorage:
    """The same for an event loop."""

    inner: AsyncStorage
    ring: KeyRing

    @property
    def blocking(self) -> Storage:
        """The same storage, for threads."""
        return SealedStorage(self.inner.blocking, self.ring)

    async def write(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work in a transaction and returns its result."""
        return await self.inner.write(tenant, _on_sealed(work, self.ring))

    async def read(self, tenant: str, work: Callable[[UnitOfWork], T]) -> T:
        """Runs work on a snapshot and returns its result."""
        return await self.inner.read(tenant, lambda uow: work(SealedUnit(uow, self.ring)))

    async def close(self) -> None:
        """Lets go of the storage."""
        await self.inner.close()


@dataclass(frozen=True)
class _Together:
    """What several ask for at once, done on rows that are sealed."""

    together: Callable[[UnitOfWork, Sequence[Any]], Sequence[Any]]
    ring: KeyRing

    def __call__(self, uow: UnitOfWork, asked: Sequence[Any]) -> Sequence[Any]:
        return self.together(SealedUnit(uow, self.ring), asked)


def _on_sealed(work: Callable[[UnitOfWork], T], ring: KeyRing) -> Callable[[UnitOfWork], T]:
    """Returns the work on rows that are sealed; one that joins others still does."""
    if isinstance(work, JointWork):
        return replace(work, together=_Together(work.together, ring))
    return lambda uow: work(SealedUnit(uow, ring))


@dataclass(frozen=True)
class SealedUnit:
    """A unit of work that seals what it writes and opens what it reads.

    A text that did not change keeps the ciphertext it has: a sealed document stays as it stands,
    byte for byte, whatever becomes of the row around it.
    """

    inner: UnitOfWork
    ring: KeyRing
    _known: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)

    @property
    def tenant(self) -> str:
        """The tenant whose rows are seen and written."""
        return self.inner.tenant

    def get(self, of: type[R], keys: Sequence[Key], *, lock: bool = False) -> list[R | None]:
        """Returns the rows by key, open."""
        return [row and self._opened(row) for row in self.inner.get(of, keys, lock=lock)]

    def add(self, records: Sequence[Row], *, ignore_existing: bool = False) -> int:
        """Adds rows, sealed."""
        sealed = [self._sealed(row) for row in records]
        return self.inner.add(sealed, ignore_existing=ignore_existing)

    def replace(self, records: Sequence[VersionedRow]) -> None:
        """Writes changed rows, sealed."""
        self.inner.replace([self._sealed(row) for row in records])

    def remove(self, of: type[R], keys: Sequence[Key]) -> int:
        """Removes rows by key."""
        return self.inner.remove(of, keys)

    def page(self, query: Query[R]) -> Page[R]:
        """Returns one page, open."""
        page = self.inner.page(self._asked(query))
        return Page(tuple(self._opened(row) for row in page.items), page.next)

    def stream(self, query: Query[R]) -> Iterator[R]:
        """Yields all rows of a query, open."""
        for row in self.inner.stream(self._asked(query)):
            yield self._opened(row, keep=False)

    def totals(
        self, query: Query[R], *, by: Sequence[str], sums: Sequence[str]
    ) -> list[tuple[Scalar, ...]]:
        """Returns a tuple a group."""
        return self.inner.totals(self._asked(query), by=by, sums=sums)

    def claim(
        self, of: type[V], *, now: datetime, until: datetime, owner: str, limit: int
    ) -> list[V]:
        """Leases due rows."""
        found = self.inner.claim(of, now=now, until=until, owner=owner, limit=limit)
        return [self._opened(row) for row in found]

    def savepoint(self) -> AbstractContextManager[None]:
        """Returns a block that is undone alone when it raises."""
        return self.inner.savepoint()

    def _sealed(self, row: R) -> R:
        kind = kind_of(type(row))
        changes: dict[str, object] = {}
        for column in kind.secret:
            text = getattr(row, column)
            if text is not None:
                changes[column] = self._ciphertext(kind, row, column, text)
        for column in kind.traced:
            text = getattr(row, column)
            if text is not None and not text.startswith(f"{TRACE}."):
                changes[column] = self._trace(self.ring.current, self._place(kind, column), text)
        return changed(row, **changes) if changes else row

    def _ciphertext(self, kind: Kind, row: Row, column: str, text: str) -> str:
        context = self._context(kind, row, column)
        known = self._known.get((context, text))
        return known or self.ring.seal(text.encode(), context=context)

    def _opened(self, row: R, *, keep: bool = True) -> R:
        kind = kind_of(type(row))
        changes: dict[str, object] = {}
        for column in kind.secret:
            text = getattr(row, column)
            if text is None:
                continue
            context, plain = self._context(kind, row, column), text
            if text.startswith(f"{SCHEME}."):
                plain = changes[column] = self.ring.unseal(text, context=context).decode()
            if keep:
                self._known[context, plain] = text
        return changed(row, **changes) if changes else row

    def _asked(self, query: Query[R]) -> Query[R]:
        """The query with hashes where it asks for traced values."""
        kind = kind_of(query.of)
        if not (kind.secret or kind.traced) or not query.where:
            return query
        return replace(query, where=tuple(self._condition(kind, each) for each in query.where))

    def _condition(self, kind: Kind, condition: Condition) -> Condition:
        column, operator, value = condition
        if value is None or column not in (*kind.secret, *kind.traced):
            return condition
        if column in kind.secret or operator not in ("=", "in"):
            raise ConfigurationError(
                f"{column} of {kind.table} is encrypted",
                where=column,
                expected="a search for exactly one value of a column that is traced",
            )
        wanted = value if isinstance(value, tuple) else (value,)
        place = self._place(kind, column)
        hashes = [self._trace(key, place, str(each)) for each in wanted for key in self.ring.ids]
        return column, "in", (*wanted, *hashes)  # as they stand: rows from before there were keys

    def _context(self, kind: Kind, row: Row, column: str) -> str:
        return f"{self._place(kind, column)}/{kind.identity(row)}"

    def _place(self, kind: Kind, column: str) -> str:
        return f"{self.tenant}/{kind.table}/{column}"

    def _trace(self, key_id: str, place: str, text: str) -> str:
        """HMAC-SHA256 under a key made for it from the ring's, cut to 128 bits."""
        own = hmac.digest(self.ring.keys[key_id], f"{TRACE}/{place}".encode(), "sha256")
        digest = hmac.digest(own, text.encode(), "sha256")[:HASH_BYTES]
        return f"{TRACE}.{key_id}.{urlsafe_b64encode(digest).decode().rstrip('=')}"


def sealed_storage(storage: Storage, ring: KeyRing | None) -> Storage:
    """Returns the storage with its secrets sealed by a ring, as it is without one."""
    return storage if ring is None else SealedStorage(storage, ring)


def refuse_sealed(storage: Storage, tenant: str) -> None:
    """Does nothing where what a tenant has stored can be read.

    Raises:
        ConfigurationError: It is sealed, and nobody gave the keys.
    """
    if isinstance(storage, SealedStorage):
        return
    page = storage.read(tenant, lambda uow: uow.page(Query(of=IssuerRow, limit=1)))
    if any(row.document.startswith(f"{SCHEME}.") for row in page.items):
        raise ConfigurationError(
            "the fields of this database are encrypted",
            where="field_keys",
            expected="InvoiceKit.from_url(…, field_keys=KeyRing.read('keys.json'))",
            hint="Give the ring that they were written with; commands take it by --field-keys.",
        )


__all__ = ["AsyncSealedStorage", "SealedStorage", "SealedUnit", "refuse_sealed", "sealed_storage"]
