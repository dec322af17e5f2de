"""The lines of a document as texts, with running sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from invoicekit.money import add
from invoicekit.renderers._language import Language
from invoicekit.renderers._view import LineView

if TYPE_CHECKING:
    from datetime import date

    from invoicekit.model.allowance import LineAllowance, LineCharge
    from invoicekit.model.invoice import Invoice
    from invoicekit.model.line import InvoiceLine, Item, Price


def line_views(invoice: Invoice, language: Language, currency: str) -> tuple[LineView, ...]:
    """Returns the lines in order; `carry` adds up their net amounts."""
    writer = _Lines(language, currency, home=_home(invoice))
    carry = Decimal(0)
    views = []
    for position, line in enumerate(invoice.lines, start=1):
        carry = add((carry, line.net_amount or Decimal(0)))
        views.append(writer.view(position, line, carry))
    return tuple(views)


@dataclass(frozen=True)
class _Lines:
    language: Language
    currency: str
    home: str | None
    """The country of a document that crosses no border."""

    def view(self, position: int, line: InvoiceLine, carry: Decimal) -> LineView:
        price = line.price
        return LineView(
            position=line.id or str(position),
            title=(line.item.name if line.item else None) or line.note or "",
            details=tuple(detail for detail in self._details(line) if detail),
            quantity="" if line.quantity is None else self.language.quantity(line.quantity),
            unit=self.language.unit(line.unit) if line.unit else "",
            price=self._net_price(price),
            price_base=self._base(price, line.unit),
            price_with_vat=self._price_with_vat(price),
            vat="" if line.vat_rate is None else self.language.percent(line.vat_rate),
            amount=self._amount(line.net_amount),
            carry=self.language.amount(carry, self.currency),
        )

    def _net_price(self, price: Price | None) -> str:
        """A price taken out of one with VAT is shown rounded: the given one stands beneath it."""
        if price is None or price.net is None:
            return ""
        show = self.language.price if price.with_vat is None else self.language.amount
        return show(price.net, self.currency)

    def _price_with_vat(self, price: Price | None) -> str:
        if price is None or price.with_vat is None:
            return ""
        amount = self.language.price(price.with_vat, self.currency)
        return self.language.label("price_with_vat", amount=amount)

    def _amount(self, amount: Decimal | None) -> str:
        return "" if amount is None else self.language.amount(amount, self.currency)

    def _base(self, price: Price | None, unit: str | None) -> str:
        if price is None or price.base_quantity in (None, 1):
            return ""
        quantity = self.language.quantity(price.base_quantity or Decimal(1))
        code = price.base_unit or unit
        name = self.language.unit(code) if code else ""
        return self.language.label("price_base", quantity=quantity, unit=name).strip()

    def _details(self, line: InvoiceLine) -> Iterable[str]:
        if line.item is not None:
            facts = (line.item.description or "", *self._item_facts(line.item))
            yield " · ".join(fact for fact in facts if fact)
        if line.note and line.item and line.item.name:
            yield line.note
        if line.period and (line.period.start or line.period.end):
            yield period(line.period.start, line.period.end, self.language)
        yield from (self._adjustment("allowance", each, -1) for each in line.allowances)
        yield from (self._adjustment("charge", each, 1) for each in line.charges)

    def _item_facts(self, item: Item) -> Iterable[str]:
        if item.seller_id:
            yield self.language.label("item_number", id=item.seller_id)
        if item.buyer_id:
            yield self.language.label("buyer_item_number", id=item.buyer_id)
        if item.standard_id and item.standard_id.value:
            yield item.standard_id.value
        if item.origin_country and item.origin_country != self.home:
            country = self.language.country(item.origin_country)
            yield self.language.label("origin", country=country)
        yield from (f"{each.name}: {each.value}" for each in item.attributes)

    def _adjustment(self, key: str, given: LineAllowance | LineCharge, sign: int) -> str:
        if given.amount is None:
            return ""
        label = given.reason or self.language.reason(key, given.reason_code)
        if given.percent is not None:
            label = f"{label} {self.language.percent(given.percent)}"
        return f"{label}: {self._amount(sign * given.amount)}"


def _home(invoice: Invoice) -> str | None:
    """The country both parties are in, where goods' origin is of no interest to customs."""
    seller, buyer = invoice.seller, invoice.buyer
    country = seller.country if seller else None
    return country if buyer and buyer.country == country else None


def period(start: date | None, end: date | None, language: Language) -> str:
    """Returns a span of days; one that is open on a side keeps the dash there."""
    if start is not None and start == end:
        return language.date(start)
    days = [language.date(day) if day else "" for day in (start, end)]
    return " – ".join(days).strip()
