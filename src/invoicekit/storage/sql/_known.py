"""Rows as a transaction knows them, so that an UPDATE names only the columns that change.

An index whose columns are not named is left alone: of the eleven of an invoice, issuing changes
seven. What was read tells what changes, and the revision tells that it still holds: it is raised by
every write and compared by every UPDATE, so the stored row with that revision is the row as read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from invoicekit.model.stored import Key, Kind, Row, VersionedRow, differing

Named: TypeAlias = tuple[str, ...]


MOST = 10_000
"""Rows that a transaction knows; then it begins anew, so that a long one needs no more memory."""


class KnownRows:
    """The whole rows of one transaction, by kind and key."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type, Key], Row] = {}

    def keep(self, kind: Kind, rows: Iterable[Row | None]) -> None:
        """Notes rows as they stand now."""
        if len(self._rows) >= MOST:
            self.forget()
        for row in rows:
            if row is not None:
                self._rows[kind.record, kind.identity(row)] = row

    def forget(self) -> None:
        """Knows nothing any more, as after a savepoint that took back what was noted since."""
        self._rows.clear()

    def changes(self, kind: Kind, row: VersionedRow) -> Named | None:
        """Returns the columns that a row changes; None where the row before is not known."""
        before = self._rows.get((kind.record, kind.identity(row)))
        if before is None or getattr(before, "revision", None) != row.revision - 1:
            return None
        return differing(before, row)
