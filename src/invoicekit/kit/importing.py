"""`kit.imports`: what a shop and its bank export, as CSV files."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.kit._runtime import Runtime
from invoicekit.model.customer import Customer
from invoicekit.model.event import Actor
from invoicekit.model.order import Order
from invoicekit.model.payment import Payment
from invoicekit.model.product import Product
from invoicekit.services._import_run import Imported, OnError
from invoicekit.services.import_customers import import_customers
from invoicekit.services.import_orders import import_orders
from invoicekit.services.import_payments import import_payments
from invoicekit.services.import_products import import_products


@dataclass(frozen=True)
class Importing:
    """Imports files, given as text, or as bytes of UTF-8 or UTF-16.

    Fields are separated by commas, semicolons or tabs, whichever the header has.

    `on_error="stop"` imports all or nothing and raises `ValidationFailed` with every bad row;
    `"skip"` imports the rest and returns the findings, each with its line.
    """

    _runtime: Runtime

    def products(
        self, content: str | bytes, *, actor: Actor | str, on_error: OnError = "stop"
    ) -> Imported[Product]:
        """Stores a product list and returns the products; a known SKU is brought up to date.

        Raises:
            InputError: The header lacks columns, or it is no CSV.
            ValidationFailed: A row is bad and `on_error` is `stop`.
        """
        run = self._runtime
        return import_products(run.write, run.tools, content, actor=actor, on_error=on_error)

    def customers(
        self, content: str | bytes, *, actor: Actor | str, on_error: OnError = "stop"
    ) -> Imported[Customer]:
        """Stores a customer list and returns the customers. Raises as `products`."""
        run = self._runtime
        return import_customers(run.write, run.tools, content, actor=actor, on_error=on_error)

    def orders(
        self,
        content: str | bytes,
        *,
        actor: Actor | str,
        source: str = "shopify",
        on_error: OnError = "stop",
    ) -> Imported[Order]:
        """Stores a shop's order export and returns the orders, buyers it does not know as well.

        Raises as `products`.
        """
        run = self._runtime
        return import_orders(
            run.write, run.tools, content, actor=actor, source=source, on_error=on_error
        )

    def payments(
        self,
        content: str | bytes,
        *,
        actor: Actor | str,
        source: str = "shopify",
        on_error: OnError = "stop",
    ) -> Imported[Payment]:
        """Records bank lines, each on the invoice of the order it names. Raises as `products`."""
        run = self._runtime
        return import_payments(
            run.write, run.tools, content, actor=actor, source=source, on_error=on_error
        )
