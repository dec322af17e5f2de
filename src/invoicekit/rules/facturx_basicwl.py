"""Factur-X / ZUGFeRD, level BASIC WL: a document without its lines, no invoice as EN 16931 has it.

Source: Factur-X 1.09 / ZUGFeRD 2.5, https://fnfe-mpe.org/factur-x/
"""

from invoicekit.rules._facturx import level_rules

RULES = level_rules("basicwl", "facturx-basicwl")
"""The rules of EN 16931 that the level has; what it asks of its files comes from the reader."""
