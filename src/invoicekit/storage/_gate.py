"""What a unit of work lets through: one tenant's rows, one kind at a time, while it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from invoicekit.errors import StorageError
from invoicekit.model.stored import Kind, Row
from invoicekit.storage._order import kind_for


class Gate:
    """The state of a unit of work that every backend needs.

    A duplicate key or a failure of the backend breaks the transaction, since databases differ in
    what they keep of it: nothing may be read, written or committed any more, unless a savepoint
    undoes it.
    """

    def __init__(self, tenant: str, *, read_only: bool) -> None:
        self.tenant = tenant
        self.read_only = read_only
        self._closed = False
        self._broken = False
        self._lost = False

    def check(self) -> None:
        """Lets a reading verb through.

        Raises:
            StorageError: The unit of work is over, or an error before broke it.
        """
        if not (self._closed or self._broken):
            return
        if self._closed:
            raise StorageError(
                "the unit of work is over",
                hint="Use it inside the work only; return finished values.",
            )
        raise StorageError(
            "an error before broke this transaction",
            hint="Let the error out of the work, or catch it around a savepoint.",
        )

    def check_write(self) -> None:
        """Lets a writing verb through.

        Raises:
            StorageError: This is a read, or as in `check`.
        """
        if self._closed or self._broken:
            self.check()
        if self.read_only:
            raise StorageError("a read does not write or lock", hint="Use storage.write.")

    def writing(self, records: Sequence[Row], *, versioned: bool = False) -> Kind:
        """Returns the one kind of the rows, checked as by `check_rows`."""
        kind = kind_for(type(records[0]))
        self.check_rows(kind, records, versioned=versioned)
        return kind

    def check_rows(self, kind: Kind, records: Sequence[Row], *, versioned: bool = False) -> None:
        """Lets rows of a kind be written.

        Raises:
            StorageError: Kinds are mixed, another tenant's row is among them, or rows of an
                insert-only kind would change; or as in `check_write`.
        """
        self.check_write()
        for record in records:
            if type(record) is not kind.record:
                raise StorageError(
                    f"rows of two kinds: {kind.table} and {kind_for(type(record)).table}",
                    hint="One call writes rows of one kind.",
                )
            if record.tenant_id != self.tenant:
                raise StorageError(
                    "the row belongs to another tenant", where=kind.table, expected=self.tenant
                )
        if versioned and not kind.versioned:
            raise StorageError(f"rows of {kind.table} never change", hint="Add a new row.")

    def removing(self, record: type) -> Kind:
        """Returns the kind of rows that are to go.

        Raises:
            StorageError: They cannot be made again of others.
        """
        self.check_write()
        kind = kind_for(record)
        if not kind.derived:
            raise StorageError(f"rows of {kind.table} are never removed", where=kind.table)
        return kind

    def broke(self, *, for_good: bool = False) -> None:
        """Notes an error after which the transaction cannot go on.

        Args:
            for_good: Not from before a savepoint either: the backend has undone all of it.
        """
        self._broken = True
        self._lost = self._lost or for_good

    @contextmanager
    def part(self) -> Iterator[None]:
        """Surrounds a savepoint: undone, it mends what broke inside."""
        self.check_write()
        try:
            yield
        except BaseException:
            self._broken = self._lost
            raise

    def finish(self) -> None:
        """Asks whether the work may be committed, and closes the unit.

        Raises:
            StorageError: An error was swallowed that broke the transaction.
        """
        self.check()
        self._closed = True

    def close(self) -> None:
        """Closes the unit whatever happened."""
        self._closed = True
