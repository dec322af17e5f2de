"""What is owed: which invoices a payment settles, as pure functions over plain values."""

from invoicekit.receivables.allocation import Allocated, allocate_oldest
from invoicekit.receivables.open_item import Open
from invoicekit.receivables.remittance import exact_match, names_number

__all__ = ["Allocated", "Open", "allocate_oldest", "exact_match", "names_number"]
