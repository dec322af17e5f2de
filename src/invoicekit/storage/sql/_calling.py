"""What surrounds the calls of a database: its errors in our words."""

from __future__ import annotations

from typing import Literal

from invoicekit.errors import InvoiceKitError, StaleVersion
from invoicekit.storage._gate import Gate
from invoicekit.storage.sql._faults import error_of, is_undone


class Calling:
    """Surrounds calls of the database; a class, since a generator for each verb costs more.

    The verbs that every service is made of catch by themselves and ask `failed`: a block costs
    nothing there, and to make, enter and leave this as much as the call of a short statement.

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
        if problem is not None:
            self.failed(problem)
        return False

    def failed(self, problem: BaseException) -> None:
        """Notes what a call raised, and raises it in our words where the database did."""
        if isinstance(problem, StaleVersion):
            return
        if isinstance(problem, self._faults):
            self._gate.broke(for_good=is_undone(problem))
            raise error_of(problem, self._table) from problem
        if isinstance(problem, InvoiceKitError):
            self._gate.broke()
