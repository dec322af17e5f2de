"""`kit.orders`: what was ordered, and what of it is billed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.order import Order
from invoicekit.services import save_order
from invoicekit.services.bill_order import billed_quantities


@dataclass(frozen=True)
class Orders:
    """Stores and finds orders."""

    _runtime: Runtime

    def save(self, order: Order, *, actor: Actor | str) -> Order:
        """Stores an order and returns it; (source, reference) is one order, however often it comes.

        Raises:
            ValidationFailed: It has no lines, or two with one id.
            OverBilled: It changed after it was billed.
        """
        return self._runtime.write(
            lambda uow: save_order.save_order(uow, self._runtime.tools, order, actor=actor)
        )

    def get(self, order_id: str) -> Order:
        """Returns an order by id.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: save_order.get_order(uow, order_id))

    def find(self, reference: str, *, source: str = "manual") -> Order | None:
        """Returns the order with this number in its system, None where there is none."""
        row = self._runtime.read(lambda uow: save_order.order_row(uow, source, reference))
        return Order.model_validate_json(row.document) if row and row.document else None

    def left_to_bill(self, order_id: str) -> Mapping[str, Decimal]:
        """Returns line id → quantity that no live document bills yet."""
        order = self.get(order_id)
        billed = self._runtime.read(lambda uow: billed_quantities(uow, order_id))
        return {
            order.line_id(place): line.quantity - billed.get(order.line_id(place), Decimal(0))
            for place, line in enumerate(order.lines)
        }
