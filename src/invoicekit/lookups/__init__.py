"""Registers and published rates that are asked over HTTP: a public module exports `LOOKUP`.

Nothing here is used unless it is handed to a kit: `InvoiceKit.in_memory(tax_ids=ViesChecker())`.
"""

from invoicekit.registry import Registry

LOOKUPS: Registry[type] = Registry(__name__, "LOOKUP", type)

__all__ = ["LOOKUPS"]
