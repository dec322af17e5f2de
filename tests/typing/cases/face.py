"""The face is lazy, yet a name it does not have is a static error."""

from invoicekit import InvoiceKit, Typo  # error

kit: type[InvoiceKit] = InvoiceKit
print(kit, Typo)
