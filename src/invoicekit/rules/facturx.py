"""Factur-X / ZUGFeRD, level EN 16931: all of the European standard.

Source: Factur-X 1.09 / ZUGFeRD 2.5, https://fnfe-mpe.org/factur-x/
"""

from invoicekit.rules._facturx import level_rules

RULES = level_rules("en16931", "facturx")
"""The rules of EN 16931 that the level has; what it asks of its files comes from the reader."""
