"""Statistics over issued documents, one report a file: a public module exports `REPORT`."""

from invoicekit.registry import Registry
from invoicekit.reports._report import Report
from invoicekit.reports._table import Table

REPORTS: Registry[Report] = Registry(__name__, "REPORT", Report)

__all__ = ["REPORTS", "Report", "Table"]
