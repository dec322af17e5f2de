"""Reading profiles that other verbs need: issuer, customer, products."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from invoicekit.errors import NotFound
from invoicekit.model.customer import Customer
from invoicekit.model.issuer import Issuer
from invoicekit.model.product import Product
from invoicekit.model.rows import CustomerRow, IssuerRow, ProductRow
from invoicekit.model.stored import Id
from invoicekit.ports import Query, UnitOfWork


def issuer_of(uow: UnitOfWork, issuer_id: str | None) -> Issuer:
    """Returns an issuer by id, or the tenant's first one.

    Raises:
        NotFound: There is none.
    """
    if issuer_id:
        [row] = uow.get(IssuerRow, [Id(issuer_id)])
    else:
        row = next(iter(uow.page(Query(of=IssuerRow, order="created", limit=1)).items), None)
    if row is None:
        raise NotFound(
            f"no issuer {issuer_id!r}" if issuer_id else "no issuer is stored",
            where=issuer_id,
            hint="Create one: kit.issuers.create(party=…, actor=…).",
        )
    return _issuer(row.document)


@lru_cache(maxsize=64)
def _issuer(document: str) -> Issuer:
    """Reads an issuer once: it changes seldom, and each document asks for it."""
    return Issuer.model_validate_json(document)


def customer_of(uow: UnitOfWork, customer_id: str) -> Customer:
    """Returns a customer by id.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(CustomerRow, [Id(customer_id)])
    if row is None:
        raise NotFound(
            f"no customer {customer_id!r}",
            where=customer_id,
            hint="Create one: kit.customers.create(name=…, actor=…).",
        )
    return Customer.model_validate_json(row.document)


def products_by_sku(uow: UnitOfWork, skus: Iterable[str]) -> dict[str, Product]:
    """Returns the products among these SKUs that are stored."""
    wanted = tuple(sorted(set(skus)))
    if not wanted:
        return {}
    query = Query(of=ProductRow, where=(("sku", "in", wanted),), order="sku", limit=len(wanted))
    return {row.sku: Product.model_validate_json(row.document) for row in uow.page(query).items}
