"""The audit of every series: what is missing, used twice, dated backwards or unchained."""

from __future__ import annotations

from invoicekit.ports import UnitOfWork
from invoicekit.reports._asked import Asked
from invoicekit.reports._report import Report
from invoicekit.reports._series import audited
from invoicekit.reports._table import Table


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns one row a series, one more for each further finding."""
    return audited(uow, asked.as_of)


REPORT = Report("series", "Series audit", make)
