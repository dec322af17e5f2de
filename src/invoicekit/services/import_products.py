"""Importing a product list."""

from __future__ import annotations

from typing import cast, get_args

from invoicekit.model.event import Actor
from invoicekit.model.product import Product, ProductKind
from invoicekit.services import keep_profile
from invoicekit.services._authorise import authorise
from invoicekit.services._import_run import Imported, OnError, Write, store
from invoicekit.services._import_table import Cells, Table, read_table
from invoicekit.services._print import Proofread
from invoicekit.services._tools import Tools
from invoicekit.services.keep_profile import PRODUCTS

COLUMNS = ("sku", "name", "tax_class", "kind", "unit", "price", "currency")


def import_products(
    write: Write,
    tools: Tools,
    content: str | bytes,
    *,
    actor: Actor | str,
    on_error: OnError = "stop",
) -> Imported[Product]:
    """Stores the products of a CSV file and returns them; a known SKU is brought up to date.

    Raises:
        InputError: The header lacks columns, or it is no CSV.
        ValidationFailed: A row is bad and `on_error` is `stop`; nothing was stored.
    """
    authorise(tools, actor, "product.keep")
    table = Proofread(tools.renderers).table(read_products(content))
    return store(
        write,
        table,
        lambda uow, row: keep_profile.keep(
            uow, tools, PRODUCTS, row, actor=actor, order="sku", sku=row.sku
        ),
        on_error,
    )


def read_products(content: str | bytes) -> Table[Product]:
    """Returns the products of a CSV file without storing them. Raises as `import_products`."""
    return read_table(content, COLUMNS, "the product list", _product)


def _product(cells: Cells) -> Product:
    return Product(
        sku=cells.needed("sku"),
        name=cells.needed("name"),
        description=cells.text("description"),
        kind=cast("ProductKind", cells.choice("kind", get_args(ProductKind))),
        tax_class=cells.needed("tax_class"),
        unit=cells.code("unit", "units"),
        price=cells.amount("price"),
        currency=cells.code("currency", "currencies"),
        commodity_code=cells.text("commodity_code"),
        classification_code=cells.text("classification_code"),
        origin_country=cells.text("origin_country"),
    )
