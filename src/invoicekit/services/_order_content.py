"""The content of an invoice made of an order: its lines, allowances, charges, supply and notes.

Amounts of the whole order are shared over its invoices by the value billed: what was billed before
and what is billed now each round on the running total, so the parts add up to the order's amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from invoicekit.errors import InputError
from invoicekit.model.allowance import Allowance, Charge, LineAllowance, LineCharge
from invoicekit.model.invoice import Supply
from invoicekit.model.line import Classification, InvoiceLine, Item, Price
from invoicekit.model.order import Order, OrderLine
from invoicekit.model.product import Product
from invoicekit.model.record import AppliedRate
from invoicekit.model.reference import Note
from invoicekit.money import ZERO, add, divide, multiply, quantum, round_to
from invoicekit.services._vat import LineVat, VatSource

INTRA_COMMUNITY = "K"

P = TypeVar("P", LineAllowance, LineCharge, Allowance, Charge)


@dataclass(frozen=True)
class OrderContent:
    """An order, what is known of its products, and which quantities are billed before and now."""

    order: Order
    products: Mapping[str, Product]
    vat: VatSource
    before: Mapping[str, Decimal]
    quantities: Mapping[str, Decimal]

    def lines(self) -> tuple[tuple[InvoiceLine, ...], tuple[AppliedRate, ...]]:
        """Returns the invoice lines billed now, and the VAT decided for each."""
        asked = [
            (self.order.line_id(place), line, self.products.get(line.sku or ""))
            for place, line in enumerate(self.order.lines)
            if self.order.line_id(place) in self.quantities
        ]
        found = self.vat.of(asked)
        lines = [self._line(*each, vat) for each, vat in zip(asked, found, strict=True)]
        return tuple(lines), tuple(vat.applied for vat in found)

    def allowances(self) -> tuple[Allowance, ...]:
        """Returns the order's allowances, as far as this invoice bears them."""
        return tuple(self._shared(each, *self._value_shares()) for each in self.order.allowances)

    def charges(self, lines: tuple[InvoiceLine, ...]) -> tuple[Charge, ...]:
        """Returns the order's charges; without a category they follow the goods of most value.

        Ancillary costs share the fate of the main supply (CJEU C-349/96, Card Protection Plan).
        """
        shares = self._value_shares()
        main = max(lines, key=_line_value)
        charges = (self._shared(each, *shares) for each in self.order.charges)
        return tuple(
            each
            if each.vat_category
            else each.replace(vat_category=main.vat_category, vat_rate=main.vat_rate)
            for each in charges
            if each.amount or each.with_vat or each.percent
        )

    def supply(self, lines: tuple[InvoiceLine, ...]) -> Supply | None:
        """Returns where and when the order was delivered, None where nothing says it.

        An intra-Community supply names where it went (BR-IC-12): to the buyer, as was decided,
        where the order does not say.
        """
        place, day = self.order.deliver_to, self.order.delivery_date
        if place is None and any(line.vat_category == INTRA_COMMUNITY for line in lines):
            place = self.vat.customer.address
        return None if place is None and day is None else Supply(delivery_date=day, address=place)

    def notes(self, extra: str | None) -> tuple[Note, ...]:
        """Returns the notes: the order's and the caller's."""
        return tuple(Note(text=text) for text in (self.order.note, extra) if text)

    def _line(
        self, line_id: str, line: OrderLine, product: Product | None, vat: LineVat
    ) -> InvoiceLine:
        quantity = self.quantities[line_id]
        done = self.before.get(line_id, ZERO)
        shares = divide(done, line.quantity), divide(done + quantity, line.quantity)
        return InvoiceLine(
            id=line_id,
            quantity=quantity,
            unit=line.unit or (product.unit if product else "C62"),
            order_line=line_id,
            price=self._price(line_id, line, product),
            allowances=tuple(self._shared(each, *shares) for each in line.allowances),
            charges=tuple(self._shared(each, *shares) for each in line.charges),
            vat_category=vat.category,
            vat_rate=vat.rate,
            vat_exemption_code=vat.exemption_code,
            vat_exemption_reason=vat.exemption_reason,
            other_taxes=line.other_taxes,
            item=_item(line_id, line, product),
        )

    def _price(self, line_id: str, line: OrderLine, product: Product | None) -> Price:
        price = self._given_price(line, product)
        if price is None:
            raise InputError(
                f"line {line_id} has no price, and no product {line.sku!r} in "
                f"{self.order.currency} has one",
                where=f"lines[{line_id}].unit_price",
            )
        return Price(with_vat=price) if self.order.prices_include_vat else Price(net=price)

    def _given_price(self, line: OrderLine, product: Product | None) -> Decimal | None:
        if line.unit_price is None and product and product.currency == self.order.currency:
            return product.price
        return line.unit_price

    def _shared(self, part: P, before: Decimal, after: Decimal) -> P:
        unit = quantum(self.order.currency)
        changes: dict[str, object] = {}
        for name in ("amount", "base_amount", "with_vat"):
            whole = getattr(part, name)
            if whole is not None:
                changes[name] = add(
                    (
                        round_to(multiply(whole, after), unit),
                        -round_to(multiply(whole, before), unit),
                    )
                )
        return part.replace(**changes) if (before, after) != (ZERO, Decimal(1)) else part

    def _value_shares(self) -> tuple[Decimal, Decimal]:
        values = {
            self.order.line_id(place): self._given_price(line, self.products.get(line.sku or ""))
            or ZERO
            for place, line in enumerate(self.order.lines)
        }
        whole = add(
            multiply(values[self.order.line_id(place)], line.quantity)
            for place, line in enumerate(self.order.lines)
        )
        if not whole:
            return ZERO, Decimal(1)
        done = add(multiply(values[i], q) for i, q in self.before.items() if i in values)
        now = add(multiply(values[i], q) for i, q in self.quantities.items())
        return divide(done, whole), divide(add((done, now)), whole)


def _line_value(line: InvoiceLine) -> Decimal:
    price = line.price
    given = (price.with_vat or price.net or ZERO) if price else ZERO
    return multiply(given, line.quantity or ZERO)


def _item(line_id: str, line: OrderLine, product: Product | None) -> Item:
    name = line.name or (product.name if product else None)
    if name is None:
        raise InputError(
            f"line {line_id} has no name, and no product {line.sku!r} is stored",
            where=f"lines[{line_id}].name",
        )
    codes = []
    if product and product.commodity_code:
        codes.append(Classification(code=product.commodity_code, scheme="HS"))
    if product and product.classification_code:
        codes.append(Classification(code=product.classification_code, scheme="ZZZ"))
    return Item(
        name=name,
        description=line.description or (product.description if product else None),
        seller_id=line.sku,
        classifications=tuple(codes),
        origin_country=product.origin_country if product else None,
    )
