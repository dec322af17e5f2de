"""Rows of the profiles people keep: issuers, customers, products, templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoicekit.model.stored import Id, stored


@stored("ik_issuer", orders={"created": ("created_at",)}, versioned=True, secret=("document",))
@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerRow:
    """One of our companies; `document` is the `Issuer`."""

    tenant_id: str
    id: Id
    revision: int = 1
    version: int = 1
    name: str
    country: str
    event_count: int = 0
    event_head: str = ""
    document: str
    created_at: datetime


@stored(
    "ik_customer",
    unique=(("reference",),),
    orders={"name": ("name",), "created": ("created_at",)},
    indexes={"name": ("name", "id"), "created": ("created_at", "id"), "email": ("email",)},
    versioned=True,
    secret=("document",),
    traced=("tax_id",),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer; `document` is the `Customer`."""

    tenant_id: str
    id: Id
    revision: int = 1
    version: int = 1
    reference: str | None = None
    name: str
    email: str | None = None
    country: str | None = None
    tax_id: str | None = None
    active: bool = True
    event_count: int = 0
    event_head: str = ""
    document: str
    created_at: datetime


@stored(
    "ik_product",
    unique=(("sku",),),
    orders={"sku": ("sku",)},
    versioned=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """A product; `document` is the `Product`."""

    tenant_id: str
    id: Id
    revision: int = 1
    version: int = 1
    sku: str
    name: str
    active: bool = True
    event_count: int = 0
    event_head: str = ""
    document: str
    created_at: datetime


@stored("ik_template", key=("id", "version"), orders={"created": ("created_at",)})
@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRow:
    """One version of a template; never changes. Its event chain goes on from version to version."""

    tenant_id: str
    id: Id
    version: int
    name: str
    event_count: int = 0
    event_head: str = ""
    document: str
    created_at: datetime
