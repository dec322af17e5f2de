"""The facade: one object with everything on it, and the only place that wires adapters."""

from invoicekit.kit.invoicekit import InvoiceKit

__all__ = ["InvoiceKit"]
