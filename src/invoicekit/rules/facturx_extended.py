"""Factur-X / ZUGFeRD, level EXTENDED: the European standard, and more.

Source: Factur-X 1.09 / ZUGFeRD 2.5, https://fnfe-mpe.org/factur-x/
"""

from invoicekit.rules import _facturx_totals
from invoicekit.rules._facturx import level_rules

RULES = level_rules("extended", "facturx-extended", _facturx_totals.RULES)
"""The rules of EN 16931 that the level has; what it asks of its files comes from the reader."""
