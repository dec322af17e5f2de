"""The facade: one object with everything on it, and the only place that wires adapters."""

from invoicekit.kit._defaults import system_clock
from invoicekit.kit.invoicekit import InvoiceKit

__all__ = ["InvoiceKit", "system_clock"]
