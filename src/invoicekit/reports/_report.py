"""What a report is: a function from the ledger to a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._table import Table


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    Attributes:
        make: Returns the table; reads only.
    """

    name: str
    title: str
    make: Callable[[UnitOfWork, Asked], Table]
