"""Factur-X / ZUGFeRD, level MINIMUM: what a machine books by; no invoice in the sense of EN 16931.

Source: Factur-X 1.09 / ZUGFeRD 2.5, https://fnfe-mpe.org/factur-x/
"""

from invoicekit.rules._facturx import level_rules

RULES = level_rules("minimum", "facturx-minimum")
"""The rules of EN 16931 that the level has; what it asks of its files comes from the reader."""
