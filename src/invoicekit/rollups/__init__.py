"""Sums of issued documents: what services keep up to date, and reports read."""

from invoicekit.rollups import sales, vat
from invoicekit.rollups.rollup import (
    COUNTED,
    NEVER,
    Amounts,
    Cell,
    Rollup,
    Sums,
    added,
    less,
    plus,
    signed,
)

SALES = sales.ROLLUP
VAT = vat.ROLLUP
ROLLUPS = (SALES, VAT)
"""All sums that are kept."""

__all__ = [
    "COUNTED",
    "NEVER",
    "ROLLUPS",
    "SALES",
    "VAT",
    "Amounts",
    "Cell",
    "Rollup",
    "Sums",
    "added",
    "less",
    "plus",
    "signed",
]
