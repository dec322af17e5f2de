"""`kit.products`: the catalogue that order lines name by SKU."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import ValidationError

from invoicekit.errors import InputError
from invoicekit.kit._listing import Listing
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.product import Product
from invoicekit.services import keep_profile
from invoicekit.services.keep_profile import PRODUCTS


@dataclass(frozen=True)
class Products:
    """Creates, changes and finds products."""

    _runtime: Runtime

    def create(
        self, product: Product, *, actor: Actor | str, idempotency_key: str | None = None
    ) -> Product:
        """Stores a product and returns it with its id.

        Raises:
            DuplicateKey: The SKU is taken.
        """
        return self._runtime.write(
            lambda uow: keep_profile.create(
                uow,
                self._runtime.tools,
                PRODUCTS,
                product,
                actor=actor,
                idempotency_key=idempotency_key,
            )
        )

    def update(
        self, product_id: str, *, actor: Actor | str, version: int | None = None, **changes: object
    ) -> Product:
        """Changes fields of a product and returns it.

        Raises:
            InputError: A change does not fit the model.
            NotFound, StaleVersion, DuplicateKey: see `invoicekit.errors`.
        """
        try:
            return self._runtime.write(
                lambda uow: keep_profile.update(
                    uow,
                    self._runtime.tools,
                    PRODUCTS,
                    product_id,
                    changes,
                    actor=actor,
                    version=version,
                )
            )
        except ValidationError as problem:
            raise InputError(str(problem), where=f"product {product_id}") from problem

    def get(self, product_id: str) -> Product:
        """Returns a product by id.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: keep_profile.get(uow, PRODUCTS, product_id))

    def find(self, sku: str) -> Product | None:
        """Returns the product with this SKU, None where there is none."""
        items, _ = self._runtime.read(
            lambda uow: keep_profile.find(uow, PRODUCTS, order="sku", sku=sku, limit=1)
        )
        return next(iter(items), None)

    def list(self, *, after: str | None = None, limit: int = 50) -> Listing[Product]:
        """Returns a page of products by SKU."""
        return Listing(
            *self._runtime.read(
                lambda uow: keep_profile.find(uow, PRODUCTS, order="sku", after=after, limit=limit)
            )
        )
