"""Calculation: what an invoice comes to, to the cent, and how each amount comes about.

`calculate` fills an invoice in, `explain` says how. Underneath is arithmetic on decimals that can
be used alone: `rounder` binds a currency to a policy, `separate` takes VAT out of gross amounts,
`settle` groups taxes, `sums` adds a document up.
"""

from invoicekit.calculate.document import calculate
from invoicekit.calculate.explain import explain
from invoicekit.calculate.gross import Separation, separate
from invoicekit.calculate.rounding import Rounder, rounder
from invoicekit.calculate.tax_groups import Entry, Settled, VatKey, settle
from invoicekit.calculate.totals import Sums, sums
from invoicekit.calculate.trace import Input, RoundingStep, Row, Trace

__all__ = [
    "Entry",
    "Input",
    "Rounder",
    "RoundingStep",
    "Row",
    "Separation",
    "Settled",
    "Sums",
    "Trace",
    "VatKey",
    "calculate",
    "explain",
    "rounder",
    "separate",
    "settle",
    "sums",
]
