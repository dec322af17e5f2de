"""Statistics over issued documents, one report a file: a public module exports `REPORT`.

A report is a function from the ledger to a `Table`; the table's `chart` says what its picture
shows, in `Panel`s of `Bars`.
"""

from invoicekit.registry import Registry
from invoicekit.reports._asked import Asked, Entered
from invoicekit.reports._panel import Bars, Panel
from invoicekit.reports._report import Report
from invoicekit.reports._table import Table
from invoicekit.reports._words import Words

REPORTS: Registry[Report] = Registry(__name__, "REPORT", Report)

__all__ = ["REPORTS", "Asked", "Bars", "Entered", "Panel", "Report", "Table", "Words"]
