"""A product list becomes the catalogue."""

from __future__ import annotations

from decimal import Decimal

import pytest

from invoicekit import InvoiceKit, ValidationFailed
from invoicekit.kit.importing import Importing

HEADER = "sku,name,tax_class,kind,unit,price,currency,commodity_code\n"
PEN = "P-1,Stift,standard,goods,H87,9.90,EUR,96081010\n"


def test_products_are_stored_and_brought_up_to_date() -> None:
    kit = InvoiceKit.in_memory()
    imports = Importing(kit._runtime)
    [pen] = imports.products(HEADER + PEN, actor="ana")
    assert imports.products(HEADER + PEN, actor="ana").items == (pen,)

    imports.products(HEADER + PEN.replace("9.90", "8.50"), actor="ana")

    stored = kit.products.find("P-1")
    assert stored is not None
    assert (stored.id, stored.price, stored.unit) == (pen.id, Decimal("8.50"), "H87")


def test_a_product_sold_in_china_brings_its_classification_code() -> None:
    header = HEADER.replace("commodity_code", "classification_code")
    imports = Importing(InvoiceKit.in_memory()._runtime)
    [pen] = imports.products(header + PEN.replace("96081010", "1060402010100000000"), actor="ana")

    assert pen.classification_code == "1060402010100000000"


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("H87", "Stück", "code of the list units"),
        ("goods", "thing", "one of goods, service, digital"),
        ("9.90", "9,90 €", "lines? 2|cells"),
        ("standard", "", "tax_class is empty"),
    ],
)
def test_a_bad_cell_says_what_was_expected(was: str, becomes: str, said: str) -> None:
    imports = Importing(InvoiceKit.in_memory()._runtime)

    with pytest.raises(ValidationFailed, match=said):
        imports.products(HEADER + PEN.replace(was, becomes), actor="ana")
