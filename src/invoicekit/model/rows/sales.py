"""Rows of sums by day, and of how far they have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.model.stored import Id, stored


@stored(
    "ik_sales_day",
    key=("day", "currency", "country", "kind", "voided"),
    versioned=True,
    derived=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class SalesDayRow:
    """What was issued on a day, in a currency, to a country, of a kind; credits are negative.

    `voided` is the day on which it was voided, `date.max` of what stands, so that sales are known
    as of any day.
    """

    tenant_id: str
    day: date
    currency: str
    country: str
    kind: str
    voided: date
    revision: int = 1
    documents: int
    net: Decimal
    vat: Decimal
    total: Decimal


@stored(
    "ik_vat_day",
    key=("day", "currency", "country", "category", "rate", "voided"),
    versioned=True,
    derived=True,
)
@dataclass(frozen=True, slots=True, kw_only=True)
class VatDayRow:
    """Base and tax of what was issued on a day, by whose rate it is; credits are negative.

    `groups` counts the rows of breakdowns, so that two which cancel each other are told. A rate of
    0 is that of a category without one, too. `voided` is as of `SalesDayRow`.
    """

    tenant_id: str
    day: date
    currency: str
    country: str
    category: str
    rate: Decimal
    voided: date
    revision: int = 1
    groups: int
    taxable: Decimal
    tax: Decimal


@stored("ik_watermark", key=("name",), versioned=True, derived=True)
@dataclass(frozen=True, slots=True, kw_only=True)
class WatermarkRow:
    """The last event that the sums called `name` have in them."""

    tenant_id: str
    name: str
    revision: int = 1
    position: int
    event: Id
