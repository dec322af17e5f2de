"""What surrounds the calls of a database: its errors in our words."""

from __future__ import annotations

from typing import Literal

from invoicekit.errors import InvoiceKitError, StaleVersion
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._faults import error_of, is_undone


class Calling:
    """Surrounds calls of the database; a class, since a generator for each verb costs more.

    Raises:
        InvoiceKitError: What the database raised, in our words. Nothing was written by a stale
            version; anything else breaks the transaction.
    """

    __slots__ = ("_faults", "_gate", "_table")

    def __init__(self, gate: Gate, faults: tuple[type[Exception], ...], table: str) -> None:
        self._gate = gate
        self._faults = faults
        self._table = table

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _kind: object, problem: BaseException | None, _trace: object
    ) -> Literal[False]:
        if problem is None or isinstance(problem, StaleVersion):
            return False
        if isinstance(problem, self._faults):
            self._gate.broke(for_good=is_undone(problem))
            raise error_of(problem, self._table) from problem
        if isinstance(problem, InvoiceKitError):
            self._gate.broke()
        return False
