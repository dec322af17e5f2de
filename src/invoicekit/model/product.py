"""Products of the catalogue: what a line takes when it names a SKU."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from invoicekit.model.value import Value
from invoicekit.money import ExactDecimal

if TYPE_CHECKING:
    from collections.abc import Mapping

ProductKind = Literal["goods", "service", "digital"]


class Product(Value):
    """A product by its SKU.

    Attributes:
        tax_class: A key of the regime's classes, such as `standard` or `books`.
        kind: Goods, a service, or a digital service: decides the place of supply.
        unit: UN/ECE Recommendation 20 code.
        commodity_code: Combined Nomenclature or HS code of goods.
        classification_code: 税收分类编码 (19 digits) where the product is sold in China.
    """

    id: str = ""
    version: int = 1
    sku: str
    name: str
    description: str | None = None
    kind: ProductKind = "goods"
    tax_class: str = "standard"
    unit: str = "C62"
    price: ExactDecimal | None = None
    currency: str | None = None
    commodity_code: str | None = None
    classification_code: str | None = None
    origin_country: str | None = None
    metadata: dict[str, str] = {}
    active: bool = True

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            id: str = "",
            version: int = 1,
            sku: str,
            name: str,
            description: str | None = None,
            kind: ProductKind = "goods",
            tax_class: str = "standard",
            unit: str = "C62",
            price: Decimal | str | int | None = None,
            currency: str | None = None,
            commodity_code: str | None = None,
            classification_code: str | None = None,
            origin_country: str | None = None,
            metadata: Mapping[str, str] = ...,
            active: bool = True,
        ) -> None: ...
