"""The shop's year: every order billed on its day, what is refunded credited, payments recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from invoicekit.cli._shop import ShopClock
from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.kit import InvoiceKit
from invoicekit.kit._renderers import KitRenderers
from invoicekit.model.order import Order
from invoicekit.model.record import InvoiceRecord

SALES, BOOKS, HEAD = "Clara (sales)", "Jonas (accounts)", "Merve (head of accounts)"
RETURN_TIME = timedelta(days=7)
DAYS_AFTER = timedelta(days=4)

Tell = Callable[[str], None]


@dataclass
class Year:
    """Runs the shop from the first order to the last.

    Attributes:
        issued: Order number → its invoice.
        credited: Order number → its credit note.
    """

    kit: InvoiceKit
    clock: ShopClock
    folder: Path
    tell: Tell
    issued: dict[str, InvoiceRecord] = field(default_factory=dict)
    credited: dict[str, InvoiceRecord] = field(default_factory=dict)

    def run(self, orders: list[Order]) -> None:
        """Bills and credits the orders, day by day."""
        for day, act, order in sorted(_calendar(orders), key=lambda each: each[0]):
            self.clock.close_of(day)
            act(self, order)
            self.tell(order.reference)

    def bill(self, order: Order) -> None:
        """Drafts the invoice of an order, proven equal to its total, and sees it out."""
        customer = self.kit.customers.get(order.customer_id)
        draft = self.kit.invoices.create_from_order(
            order, actor=SALES, formats=possible(customer.needs.formats)
        )
        self.issued[order.reference] = self._out(draft)

    def credit(self, order: Order) -> None:
        """Credits the invoice of an order that was refunded."""
        draft = self.kit.invoices.credit(
            self.issued[order.reference].id, actor=SALES, reason="Rücksendung"
        )
        self.credited[order.reference] = self._out(draft)

    def _out(self, draft: InvoiceRecord) -> InvoiceRecord:
        kit = self.kit
        kit.invoices.submit(draft.id, actor=BOOKS)
        kit.invoices.approve(draft.id, actor=HEAD)
        record = kit.invoices.issue(draft.id, actor=BOOKS)
        kit.run_outbox()
        kit.deliveries.send(record.id, actor=BOOKS)
        kit.run_outbox()
        if "pdf" in record.originals:
            kit.files.get(record.id, "pdf").save(self.folder)
        return record


def possible(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the kinds of files the installed extras can make."""
    return tuple(kind for kind in kinds if _possible(kind))


def _possible(kind: str) -> bool:
    try:
        KitRenderers().available(kind)
    except (MissingExtra, ConfigurationError):
        return False
    return True


def _calendar(orders: list[Order]) -> Iterator[tuple[date, Callable[[Year, Order], None], Order]]:
    for order in orders:
        ordered = order.order_date or order.delivery_date or date.min
        day = order.delivery_date or ordered + DAYS_AFTER
        yield day, Year.bill, order
        if Decimal(order.metadata.get("refunded_amount", "0")):
            yield day + RETURN_TIME, Year.credit, order
