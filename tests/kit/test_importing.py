"""`kit.imports` hands files to the services; what they do is tested there."""

from __future__ import annotations

from invoicekit import InvoiceKit
from invoicekit.kit.importing import Importing


def test_each_kind_of_file_has_its_call() -> None:
    imports = Importing(InvoiceKit.in_memory()._runtime)

    assert not imports.products("sku,name,tax_class,kind,unit,price,currency\n", actor="ana").items
    assert not imports.customers("reference,email,name,kind,country\n", actor="ana").findings
    assert len(imports.payments("date,amount,currency,remittance,bank_reference\n", actor="a")) == 0
